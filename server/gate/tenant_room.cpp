// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/tenant_room.h"

#include <stdexcept>

namespace ok {

TenantRoom::TenantRoom(TenantId tenant, Store& store, const StateFactories& factories)
    : m_tenant(tenant), m_store(store), m_factories(factories), m_views(store.documents(tenant)) {}

Status TenantRoom::load() {
    for (const Stream stream : allStreams) OK_TRY(loadHead(stream));
    m_marked = m_heads;
    makeStates();
    return {};
}

Status TenantRoom::loadHead(Stream stream) {
    StreamHead& head = this->head(stream);
    head = {};
    m_store.eachHash(m_tenant, stream, [&head](const Digest& hash) { head.frontier.append(hash); });
    if (const auto last = m_store.head(m_tenant, stream)) {
        head.sequence = last->header.sequence;
        head.prevHash = nextPrevHash(last->headerJson);
        head.headHash = last->hash;
        head.ledgerTime = last->header.ledgerTime;
    }
    // Every batch ends with a checkpoint, so the last one must describe exactly this log. Appending to anything else
    // would put our signature under a changed history.
    const auto checkpoint = m_store.lastCheckpoint(m_tenant, stream);
    const bool fits = checkpoint ? checkpoint->checkpoint.size == head.sequence &&
                                       checkpoint->checkpoint.root == head.frontier.root() &&
                                       checkpoint->checkpoint.headHash == head.headHash && verifies(*checkpoint)
                                 : head.sequence == 0;
    if (!fits || head.frontier.size() != head.sequence) {
        return problem("log_broken", "the log of this tenant does not fit its last signed checkpoint",
                       {{"tenant", m_tenant.str()}, {"stream", enumName(stream)},
                        {"entries", std::to_string(head.frontier.size())}, {"head", std::to_string(head.sequence)},
                        {"checkpoint", checkpoint ? std::to_string(checkpoint->checkpoint.size) : "none"}});
    }
    return {};
}

void TenantRoom::makeStates() {
    m_states.clear();
    for (const auto& [type, make] : m_factories) m_states[type] = make(m_tenant, m_store, m_views);
}

TenantState& TenantRoom::state(const std::type_info& type) {
    const auto found = m_states.find(type);
    if (found == m_states.end() || !found->second) throw std::logic_error("a handler asks for a state nobody registered");
    return *found->second;
}

Instant TenantRoom::lastTime() const {
    Instant out;
    for (const StreamHead& head : m_heads) out = std::max(out, head.ledgerTime);
    return out;
}

void TenantRoom::mark() {
    for (const Stream stream : allStreams) {
        if (grew(stream)) m_marked[static_cast<std::size_t>(stream)] = head(stream);
    }
}

bool TenantRoom::grew(Stream stream) const {
    const auto i = static_cast<std::size_t>(stream);
    return m_heads[i].sequence != m_marked[i].sequence;
}

void TenantRoom::undo() {
    m_heads = m_marked;
    for (const Stream stream : allStreams) {
        const auto last = m_store.head(m_tenant, stream);
        if ((last ? last->header.sequence : 0) != head(stream).sequence) (void)loadHead(stream);
    }
    m_marked = m_heads;
    m_views.reset();
    makeStates();
}

Instant TenantRoom::rehearsedTime(Instant carried, Instant real) {
    const Instant present = m_rehearsed.known() ? m_rehearsed + (real - m_rehearsedSetAt) : Instant{};
    if (carried.known() && carried > present) {
        m_rehearsed = carried;
        m_rehearsedSetAt = real;
        return carried;
    }
    return present.known() ? present : real;
}

}  // namespace ok
