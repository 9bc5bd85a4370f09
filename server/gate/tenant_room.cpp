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

std::optional<StoredHead> TenantRoom::lastSigned(Stream stream) {
    auto kept = readStoredHead(m_store, m_tenant, stream);
    auto mark = m_store.lastCheckpoint(m_tenant, stream);
    if (mark && !verifies(*mark)) mark.reset();
    if (kept && (!mark || mark->checkpoint.size <= kept->mark.checkpoint.size)) return kept;
    if (!mark) return {};
    merkle::Frontier frontier;  // a database of before, or one somebody else wrote to
    m_store.eachHash(m_tenant, stream, [&frontier](const Digest& hash) { frontier.append(hash); });
    if (frontier.root() != mark->checkpoint.root || frontier.size() != mark->checkpoint.size) return {};
    return StoredHead{*mark, {}, frontier.peaks()};
}

// Every batch ends with a checkpoint, so the last one must describe exactly this log. Appending to anything else would put
// our signature under a changed history.
Status TenantRoom::loadHead(Stream stream) {
    StreamHead& head = this->head(stream);
    head = {};
    const std::int64_t stored = m_store.lastSequence(m_tenant, stream);
    const auto known = lastSigned(stream);
    if (!known && stored == 0 && m_store.lastCheckpointSize(m_tenant, stream) == 0) return {};
    if (!known || stored > known->mark.checkpoint.size) {
        return problem("log_broken", "the log of this tenant does not fit its last signed checkpoint",
                       {{"tenant", m_tenant.str()}, {"stream", enumName(stream)}, {"entries", std::to_string(stored)},
                        {"checkpoint", known ? std::to_string(known->mark.checkpoint.size) : "none"}});
    }
    const Checkpoint& mark = known->mark.checkpoint;
    head.sequence = mark.size;
    head.headHash = mark.headHash;
    head.ledgerTime = mark.ledgerTime;
    head.frontier = *merkle::Frontier::restore(mark.size, known->frontier);
    const auto last = m_store.storedEntries(m_tenant, stream, mark.size - 1, 1);
    const auto entry = last.empty() ? Result<Entry>(problem("head_missing", "")) : openEntry(last[0].header, last[0].payload);
    if (entry.ok() && entry->header.sequence == mark.size && entry->hash == mark.headHash) {
        head.prevHash = nextPrevHash(entry->headerJson);
        return {};
    }
    head.reopen = ledger::SegmentOpened{stream, mark.size, mark.root, mark.headHash, known->frontier,
                                        last.empty() ? "head_missing" : "head_changed"};
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
    for (const auto& [type, state] : m_states) {
        if (state) state->mark();
    }
}

bool TenantRoom::grew(Stream stream) const {
    const auto i = static_cast<std::size_t>(stream);
    return m_heads[i].sequence != m_marked[i].sequence;
}

void TenantRoom::undo() {
    m_heads = m_marked;
    bool moved = false;
    for (const Stream stream : allStreams) {
        if (head(stream).reopen || m_store.lastSequence(m_tenant, stream) == head(stream).sequence) continue;
        moved = true;  // the transaction failed and is there all the same
        (void)loadHead(stream);
    }
    m_marked = m_heads;
    m_views.reset();
    forgetMatrix();
    if (moved) makeStates();
    else undoStates();
}

void TenantRoom::undoStates() {
    for (auto& [type, state] : m_states) {
        if (!state || !state->undo()) state = m_factories.at(type)(m_tenant, m_store, m_views);
    }
}

// A version that is published is a new document, so looking at which one the views hold is enough to never decide by an old one.
access::MatrixPtr TenantRoom::matrix(const MatrixSource& before, const TerritoryShapes& shapes) {
    const auto live = m_views.find<access::LiveRoles>("live");
    if (m_matrixKnown && live == m_live) return m_matrix;
    m_live = live;
    m_matrixKnown = true;
    const bool unreadable = !live && m_store.documents(m_tenant).read(access::LiveRoles::viewKind, "live").has_value();
    if (live) {
        const std::vector<access::Area> areas = shapes.read ? shapes.read(m_views) : std::vector<access::Area>();
        m_matrix = access::CompiledMatrix::compile(live->matrix, live->version, areas).valueOr(nullptr);
    } else {
        m_matrix = unreadable || !before ? nullptr : before(m_tenant);
    }
    return m_matrix;
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
