// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/follower.h"

#include "shared/base/json.h"

namespace ok::app {
namespace {

const char* const kWitnessNote = "witness";
const char* const kTimeNote = "last_time";
const char* const kFormerNote = "former_witness";

}  // namespace

Follower::Follower(const Projections& projections, DocumentCache& cache)
    : m_projections(projections), m_cache(cache), m_views(cache) {
    const auto state = fromJson<WitnessState>(m_cache.note(kWitnessNote));
    if (!state.ok()) return;
    auto resumed = Witness::resume(*state);
    if (resumed.ok()) m_witness = std::move(*resumed);
    if (const auto time = parseIso(m_cache.note(kTimeNote)); time.ok()) m_lastTime = *time;
}

void Follower::beginAfresh(const wire::Welcome& welcome) {
    const std::string former = m_witness ? toJson(m_witness->state()) : std::string();
    m_cache.clear();
    if (!former.empty()) m_cache.setNote(kFormerNote, former);
    m_views.reset();
    m_witness.emplace(welcome.tenant, Stream::ops, welcome.publicKey);
    m_reset = true;
}

Status Follower::welcome(const wire::Welcome& welcome, bool otherAccepted) {
    const bool other = m_witness && m_witness->state().tenant != welcome.tenant;
    // A server that rewrote its log could otherwise escape its witnesses by calling itself somebody else.
    if (other && !otherAccepted) {
        return problem("other_utility", "this server speaks for another utility than before: nothing was changed here",
                       {{"known", m_witness->state().tenant.str()}, {"server", welcome.tenant.str()}, {"entries", std::to_string(cursor())}});
    }
    if (!m_witness || other) {
        beginAfresh(welcome);
        return {};
    }
    OK_TRY(m_witness->meet(welcome.publicKey));
    for (const wire::Cursor& head : welcome.heads) {
        if (head.stream != Stream::ops || head.sequence >= cursor()) continue;
        // Everything we hold was durable at the server first. Such a server has lost or rewound its log.
        return problem("rolled_back", "the log is shorter than it was",
                       {{"server", std::to_string(head.sequence)}, {"size", std::to_string(cursor())}});
    }
    return {};
}

Status Follower::take(const wire::Snapshot& chunk) {
    if (!m_witness) return problem("protocol", "snapshot before welcome");
    if (chunk.first) m_chunks.clear();
    m_chunks.insert(m_chunks.end(), chunk.documents.begin(), chunk.documents.end());
    if (!chunk.last) return {};
    OK_ASSIGN(auto checkpoint, fromJson<SignedCheckpoint>(chunk.checkpoint));
    OK_TRY(m_witness->start({chunk.sequence, chunk.headHeader, chunk.frontier, checkpoint}));
    for (const auto& document : m_chunks) m_cache.write(document.kind, document.id, document.body, document.keys);
    m_lastTime = checkpoint.checkpoint.ledgerTime;
    if (const auto head = fromJson<EntryHeader>(chunk.headHeader); head.ok() && head->drill) m_lastTime = head->eventTime;
    m_chunks.clear();
    m_chunks.shrink_to_fit();
    m_reset = true;
    return {};
}

Status Follower::applyEntry(const wire::WireEntry& each) {
    OK_ASSIGN(const auto entry, m_witness->take(each.header, each.withheld ? std::string() : each.payload));
    // A rehearsal happens at its own time; what people do beside it (signing in) does not move that.
    if (!entry.header.drill) m_lastTime = entry.header.ledgerTime;
    else if (entry.header.stream == Stream::ops) m_lastTime = entry.header.eventTime;
    // A payload this version cannot read changes nothing here; the chain still covers it.
    (void)m_projections.apply(entry, m_views).ok();
    return {};
}

Status Follower::take(const wire::Entries& frame) {
    if (!m_witness) return problem("protocol", "entries before welcome");
    if (frame.stream != Stream::ops) return {};
    for (const auto& each : frame.entries) OK_TRY(applyEntry(each));
    return frame.checkpoint.empty() ? Status() : takeCheckpoint(frame.checkpoint);
}

Status Follower::take(const wire::CheckpointFrame& frame) {
    if (!m_witness) return problem("protocol", "checkpoint before welcome");
    return takeCheckpoint(frame.checkpoint);
}

Status Follower::takeCheckpoint(const std::string& json) {
    OK_ASSIGN(const auto checkpoint, fromJson<SignedCheckpoint>(json));
    if (checkpoint.checkpoint.stream != Stream::ops) return {};
    return m_witness->take(checkpoint);
}

void Follower::commit() {
    m_views.flush();
    if (m_witness) m_cache.setNote(kWitnessNote, toJson(m_witness->state()));
    if (m_lastTime.known()) m_cache.setNote(kTimeNote, toIso(m_lastTime));
    m_cache.commit();
}

std::optional<Problem> Follower::alarm() const { return m_witness ? m_witness->alarm() : std::nullopt; }

}  // namespace ok::app
