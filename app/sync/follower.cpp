// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/follower.h"

#include "shared/base/json.h"

namespace ok::app {
namespace {

const char* const kTimeNote = "last_time";
const char* const kFormerNote = "former_witness";
const char* const kAlarmNote = "alarms";
/// Somebody who acknowledges again and again must not fill the disk; the first and the newest ones matter.
constexpr std::size_t kMostAlarms = 50;

std::string witnessNote(Stream stream) {
    return stream == Stream::ops ? std::string("witness") : "witness/" + enumName(stream);
}

}  // namespace

Follower::Follower(const Projections& projections, DocumentCache& cache)
    : m_projections(projections), m_cache(cache), m_views(cache) {
    resume();
    if (const auto time = parseIso(m_cache.note(kTimeNote)); time.ok()) m_lastTime = *time;
    if (auto kept = fromJson<std::vector<WitnessAlarm>>(m_cache.note(kAlarmNote)); kept.ok()) m_alarms = std::move(*kept);
}

void Follower::resume() {
    for (const Stream stream : allStreams) {
        at(stream).reset();
        const auto state = fromJson<WitnessState>(m_cache.note(witnessNote(stream)));
        if (!state.ok()) continue;
        auto resumed = Witness::resume(*state);
        if (resumed.ok()) at(stream) = std::move(*resumed);
    }
}

std::int64_t Follower::cursor(Stream stream) const {
    const auto& found = witness(stream);
    return found ? found->size() : 0;
}

std::vector<wire::Cursor> Follower::cursors() const {
    std::vector<wire::Cursor> out;
    for (const Stream stream : allStreams) out.push_back({stream, cursor(stream)});
    return out;
}

const std::optional<Witness>& Follower::witness(Stream stream) const { return m_witnesses[static_cast<std::size_t>(stream)]; }

/// Gives up the copy. What the old log had signed stays, as evidence, and so do the alarms.
void Follower::clearCache() {
    const std::string former = witness() ? toJson(witness()->state()) : m_cache.note(kFormerNote);
    m_cache.clear();
    if (!former.empty()) m_cache.setNote(kFormerNote, former);
    m_cache.setNote(kAlarmNote, toJson(m_alarms));
    m_views.reset();
}

void Follower::beginAfresh(const wire::Welcome& welcome) {
    clearCache();
    for (const Stream stream : allStreams) at(stream).emplace(welcome.tenant, stream, welcome.publicKey);
    m_reset = true;
}

Status Follower::welcome(const wire::Welcome& welcome) {
    const auto& ops = at(Stream::ops);
    const bool other = ops && ops->state().tenant != welcome.tenant;
    // A server that rewrote its log could otherwise escape its witnesses by calling itself somebody else.
    // Only an operator's word, given with the alarm, makes it begin afresh.
    if (other) {
        return problem("other_utility", "this server speaks for another utility than before: nothing was changed here",
                       {{"known", ops->state().tenant.str()}, {"server", welcome.tenant.str()}, {"entries", std::to_string(cursor())}});
    }
    if (!ops) {
        beginAfresh(welcome);
        return {};
    }
    for (const Stream stream : allStreams) {
        // A cache from before this console followed all streams: those begin now, under the key that is pinned already.
        if (!at(stream)) at(stream).emplace(welcome.tenant, stream, welcome.publicKey);
        OK_TRY(at(stream)->meet(welcome.publicKey));
    }
    for (const wire::Cursor& head : welcome.heads) {
        if (head.sequence >= cursor(head.stream)) continue;
        // Everything we hold was durable at the server first. Such a server has lost or rewound its log.
        return problem("rolled_back", "the log is shorter than it was",
                       {{"stream", enumName(head.stream)},
                        {"server", std::to_string(head.sequence)},
                        {"size", std::to_string(cursor(head.stream))}});
    }
    return {};
}

Status Follower::startElsewhere(const wire::Snapshot& chunk) {
    OK_ASSIGN(auto checkpoint, fromJson<SignedCheckpoint>(chunk.checkpoint));
    return at(chunk.stream)->start({chunk.sequence, chunk.headHeader, chunk.frontier, checkpoint});
}

Status Follower::take(const wire::Snapshot& chunk) {
    if (!witness()) return problem("protocol", "snapshot before welcome");
    if (chunk.stream != Stream::ops) return startElsewhere(chunk);
    if (chunk.first) m_chunks.clear();
    m_chunks.insert(m_chunks.end(), chunk.documents.begin(), chunk.documents.end());
    if (!chunk.last) return {};
    OK_TRY(startElsewhere(chunk));
    for (const auto& document : m_chunks) m_cache.write(document.kind, document.id, document.body, document.keys);
    m_lastTime = witness()->checkpoint()->checkpoint.ledgerTime;
    if (const auto head = fromJson<EntryHeader>(chunk.headHeader); head.ok() && head->drill) m_lastTime = head->eventTime;
    m_chunks.clear();
    m_chunks.shrink_to_fit();
    m_reset = true;
    return {};
}

Status Follower::applyEntry(const wire::WireEntry& each) {
    OK_ASSIGN(const auto entry, at(Stream::ops)->take(each.header, each.withheld ? std::string() : each.payload));
    // A rehearsal happens at its own time; what people do beside it (signing in) does not move that.
    if (!entry.header.drill) m_lastTime = entry.header.ledgerTime;
    else m_lastTime = entry.header.eventTime;
    // A payload this version cannot read changes nothing here; the chain still covers it.
    (void)m_projections.apply(entry, m_views).ok();
    if (entry.header.type.starts_with("oncall.team_")) m_heard.insert(entry.header.type);   // rosters are read from the server, not kept here
    return {};
}

Status Follower::observe(const wire::Entries& frame) {
    for (const auto& each : frame.entries) {
        OK_ASSIGN(const auto entry, at(frame.stream)->take(each.header, each.withheld ? std::string() : each.payload));
        m_heard.insert(entry.header.type);
    }
    return {};
}

Status Follower::take(const wire::Entries& frame) {
    if (!witness(frame.stream)) return problem("protocol", "entries before welcome");
    if (frame.stream != Stream::ops) OK_TRY(observe(frame));
    else
        for (const auto& each : frame.entries) OK_TRY(applyEntry(each));
    return frame.checkpoint.empty() ? Status() : takeCheckpoint(frame.checkpoint);
}

Status Follower::take(const wire::CheckpointFrame& frame) {
    if (!witness()) return problem("protocol", "checkpoint before welcome");
    return takeCheckpoint(frame.checkpoint);
}

Status Follower::takeCheckpoint(const std::string& json) {
    OK_ASSIGN(const auto checkpoint, fromJson<SignedCheckpoint>(json));
    auto& found = at(checkpoint.checkpoint.stream);
    return found ? found->take(checkpoint) : Status(problem("protocol", "checkpoint before welcome"));
}

void Follower::commit() {
    m_views.flush();
    for (const Stream stream : allStreams)
        if (const auto& each = witness(stream)) m_cache.setNote(witnessNote(stream), toJson(each->state()));
    if (m_lastTime.known()) m_cache.setNote(kTimeNote, toIso(m_lastTime));
    m_cache.commit();
}

std::optional<Problem> Follower::alarm() const {
    for (const auto& each : m_witnesses)
        if (each && each->alarm()) return each->alarm();
    return {};
}

void Follower::keepAlarm(const Problem& why, const std::string& server, Instant now) {
    WitnessAlarm kept{.at = now, .server = server, .code = why.code, .message = why.message, .details = why.details};
    if (const auto stream = why.details.find("stream"); stream != why.details.end()) kept.stream = stream->second;
    for (const auto& each : m_witnesses)
        if (each) kept.seen.push_back(each->state());
    if (m_alarms.size() >= kMostAlarms) m_alarms.erase(m_alarms.begin() + 1);
    m_alarms.push_back(std::move(kept));
    m_cache.keepNote(kAlarmNote, toJson(m_alarms));
}

bool Follower::mustBeAcknowledged() const { return !m_alarms.empty() && !m_alarms.back().acknowledged; }

void Follower::acknowledge(const Acknowledgement& given, Instant now) {
    if (!mustBeAcknowledged()) return;
    WitnessAlarm& last = m_alarms.back();
    last.acknowledged = true;
    last.acknowledgedAt = now;
    last.acknowledgedBy = given.by;
    last.note = given.note;
    last.trustedAfresh = given.afresh;
    m_cache.keepNote(kAlarmNote, toJson(m_alarms));
    m_views.reset();
    m_chunks.clear();
    if (given.afresh) {
        clearCache();
        m_reset = true;
    }
    // Back to what was written last: half a frame may have been applied in memory, and the alarm goes with it.
    resume();
}

}  // namespace ok::app
