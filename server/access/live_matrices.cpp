// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/live_matrices.h"

#include "shared/policy/policy_events.h"

namespace ok::access {

// INVARIANT: forgetting and reading hold the same lock, and a version is told after it is durable. So whoever asks after its
// publisher was answered reads the new one, and a reading that began before is not kept beyond it.
LiveMatrices::LiveMatrices(Gate& gate, TerritoryShapes shapes) : m_gate(gate), m_shapes(std::move(shapes)) {
    gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            const bool concerned = entry.header.type == policy::PolicyPublished::eventType || entry.header.type == m_shapes.changedBy;
            if (!concerned) continue;
            const std::lock_guard lock(m_mutex);
            m_byTenant.erase(entry.header.tenant);
        }
    });
}

Status LiveMatrices::start() {
    OK_ASSIGN(m_reader, m_gate.openReader());
    return {};
}

MatrixPtr LiveMatrices::of(TenantId tenant) {
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_byTenant.find(tenant); known != m_byTenant.end()) return known->second;
    if (!m_reader) return nullptr;
    return m_byTenant[tenant] = read(tenant);
}

MatrixPtr LiveMatrices::read(TenantId tenant) {
    const auto body = m_reader->documents(tenant).read(LiveRoles::viewKind, "live");
    if (!body) return m_reader->trouble() ? nullptr : builtinMatrix();
    auto live = fromJson<LiveRoles>(*body);
    if (!live.ok()) return nullptr;
    Views views(m_reader->documents(tenant));
    const std::vector<Area> areas = m_shapes.read ? m_shapes.read(views) : std::vector<Area>();
    return CompiledMatrix::compile(std::move(live->matrix), live->version, areas).valueOr(nullptr);
}

}  // namespace ok::access
