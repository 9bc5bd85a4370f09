// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/run_context.h"

#include "shared/ledger/entry_check.h"

namespace ok {

RunContext::RunContext(const GateTools& tools, TenantRoom& room, BatchWork& work, const SecurityContext& who,
                       CommandId command, Instant now)
    : m_tools(tools), m_room(room), m_work(work), m_who(who), m_command(command), m_ledgerNow(now),
      m_now(who.drill ? room.rehearsedTime(who.drillTime, now) : now), m_correlation(command.str()), m_causation(m_correlation) {}

RunContext RunContext::inner(const SecurityContext& who, CommandId command) const {
    RunContext out(m_tools, m_room, m_work, who, command, m_ledgerNow);
    out.m_now = m_now;
    out.m_entryKind = "released";  // the frozen command wrote an entry under its id already
    return out;
}

UuidBytes RunContext::derivedId(std::string_view kind, std::uint32_t counter) const {
    const std::array<std::uint8_t, 4> count{
        static_cast<std::uint8_t>(counter >> 24), static_cast<std::uint8_t>(counter >> 16),
        static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)};
    const Digest d = sha256Of({m_command.bytes, asBytes(kind), count});
    UuidBytes random{};
    std::copy_n(d.bytes.begin(), random.size(), random.begin());
    return uuidV7(m_ledgerNow, random);
}

void RunContext::wrote(bool entry) {
    if (m_writes++ == 0) m_work.touch(m_room);
    if (entry) ++m_entryCount;
}

std::string RunContext::lastEntryId() const {
    return m_work.entries.empty() ? std::string() : m_work.entries.back().header.entryId.str();
}

void RunContext::emitDraft(EventDraft draft) {
    if (m_beforeFirst) std::exchange(m_beforeFirst, nullptr)();
    openSegment(draft.stream);
    append(std::move(draft), m_who.actor);
}

bool RunContext::writeRefusal() {
    const auto drafts = std::exchange(m_onRefusal, {});
    for (const EventDraft& draft : drafts) emitDraft(draft);
    return !drafts.empty();
}

void RunContext::openSegment(Stream stream) {
    auto opening = std::exchange(m_room.head(stream).reopen, std::nullopt);
    if (!opening) return;
    EventDraft draft;
    draft.type = std::string(ledger::SegmentOpened::eventType);
    draft.stream = stream;
    draft.payload = toJson(*opening);
    draft.event = std::make_shared<const ledger::SegmentOpened>(std::move(*opening));
    append(std::move(draft), Actor{});
}

void RunContext::append(EventDraft draft, const Actor& actor) {
    StreamHead& head = m_room.head(draft.stream);
    EntryHeader header;
    header.tenant = m_room.tenant();
    header.stream = draft.stream;
    header.sequence = head.sequence + 1;
    header.entryId = EntryId{derivedId(m_entryKind, m_entryCount)};
    header.type = std::move(draft.type);
    header.eventTime = draft.eventTime.known() ? draft.eventTime : m_now;
    header.ledgerTime = m_ledgerNow;
    header.actor = actor;
    header.source = m_who.source.empty() ? "gate" : m_who.source;
    header.correlationId = m_correlation;
    header.causationId = m_causation;
    header.decisionId = m_decisionId;
    header.subjects = std::move(draft.subjects);
    header.justification = draft.justification.empty() ? m_justification : std::move(draft.justification);
    header.payloadHash = sha256(draft.payload);
    header.prevHash = head.prevHash;
    header.drill = m_who.drill;
    if (auto faults = ledger::faultsIn(header, draft.payload); !faults.empty()) {
        m_work.entryFault = problem("invalid_entry", "this cannot be written into the log: see `fields`");
        m_work.entryFault->fields = std::move(faults);
        m_work.touch(m_room);
        throw EntryRefused{};
    }
    Entry entry = sealEntry(std::move(header), std::move(draft.payload));
    head.sequence = entry.header.sequence;
    head.prevHash = nextPrevHash(entry.headerJson);
    head.headHash = entry.hash;
    head.ledgerTime = m_ledgerNow;
    head.frontier.append(entry.hash);
    wrote(true);
    // A failure is kept by the store and fails the commit.
    (void)m_tools.store.append(entry);
    m_tools.projections.apply(entry.header, draft.event.get(), m_room.views());
    if (entry.header.type == m_tools.shapes.changedBy) m_room.forgetMatrix();
    m_work.entries.push_back(std::move(entry));
    const auto followed = m_tools.followers.find(m_work.entries.back().header.type);
    if (followed == m_tools.followers.end() || !draft.event) return;
    for (const auto& follow : followed->second) follow(*this, draft.event.get());
}

void RunContext::setTimer(Timer timer) {
    timer.tenant = m_room.tenant();
    timer.drill = timer.drill || m_who.drill;
    timer.due = onClock(timer.due);
    wrote(false);
    m_work.timersChanged = true;
    (void)m_tools.store.putTimer(timer);
}

void RunContext::cancelTimer(std::string key) {
    wrote(false);
    m_work.timersChanged = true;
    (void)m_tools.store.cancelTimer(m_room.tenant(), key);
}

void RunContext::send(OutboxRow row) {
    row.tenant = m_room.tenant();
    row.drill = row.drill || m_who.drill;
    row.due = row.due.known() ? onClock(row.due) : m_ledgerNow;
    wrote(false);
    m_work.outboxGrew = true;
    (void)m_tools.store.putOutbox(row);
}

}  // namespace ok
