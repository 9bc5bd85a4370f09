// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/comms_handlers.h"

#include <algorithm>
#include <set>

#include "server/comms/audience_sample.h"
#include "server/comms/broadcast_audience.h"
#include "server/comms/broadcast_capture.h"
#include "server/comms/broadcast_pace.h"
#include "server/comms/broadcast_retraction.h"
#include "server/comms/broadcast_scopes.h"
#include "server/comms/broadcast_sending.h"
#include "server/comms/broadcast_steering.h"
#include "server/comms/letter_maker.h"
#include "server/comms/live_messages.h"
#include "server/comms/message_rows.h"
#include "server/comms/routing_evidence.h"
#include "server/comms/told_lists.h"
#include "shared/approvals/release.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/pace.h"
#include "shared/base/window_counts.h"

namespace ok::comms {
namespace {

// What customers were told last about this incident, by a broadcast that went out.
const Broadcast* lastTold(const std::vector<Broadcast>& earlier) {
    const Broadcast* last = nullptr;
    for (const Broadcast& b : earlier) {
        if (b.sentAt.known() && (last == nullptr || b.sentAt > last->sentAt)) last = &b;
    }
    return last;
}

void compareWithLastTold(UpdateFacts& facts, const std::vector<Broadcast>& earlier) {
    const Broadcast* last = lastTold(earlier);
    if (last == nullptr || last->eta.confidence == EtaConfidence::none) return;
    facts.oldEta = last->eta;
    facts.oldEtaToldAt = last->draftedAt;
    if (facts.kind == UpdateKind::eta_set && facts.eta != facts.oldEta) facts.kind = UpdateKind::eta_changed;
}

std::vector<Draft> correctionFor(const UpdateFacts& facts, const std::vector<Channel>& channels) {
    std::vector<Draft> out = draftCorrection(facts);
    std::erase_if(out, [&](const Draft& draft) { return std::find(channels.begin(), channels.end(), draft.channel) == channels.end(); });
    return out;
}

Status draftUpdateHandler(CommandContext& cx, const CommsPorts& ports, const DraftUpdate& command) {
    OK_ASSIGN(UpdateFacts facts, ports.facts(cx, command.incident));
    compareWithLastTold(facts, cx.views().byKey<Broadcast>("incident", command.incident.str()));
    if (command.kind) facts.kind = *command.kind;
    if (facts.kind == UpdateKind::correction) return problem("is_correction", "a correction is part of the update that it may take back");
    if (command.nextUpdate) facts.nextUpdate = *command.nextUpdate;
    facts.drill = cx.drill();
    if (command.channels.empty()) return problem("no_channel", "choose at least one channel");
    if (command.amends) OK_TRY(mayBeAmended(cx, *command.amends, command.incident));

    BroadcastDrafted event;
    if (command.amends) event.amends = command.amends->str();
    event.broadcast = cx.newId<BroadcastId>();
    event.incident = command.incident;
    event.kind = facts.kind;
    event.channels = command.channels;
    std::sort(event.channels.begin(), event.channels.end());
    event.channels.erase(std::unique(event.channels.begin(), event.channels.end()), event.channels.end());
    for (Draft& draft : draftUpdate(facts, cx.now())) {
        const bool wanted = std::find(event.channels.begin(), event.channels.end(), draft.channel) != event.channels.end();
        if (wanted) event.drafts.push_back(std::move(draft));
    }
    event.correction = correctionFor(facts, event.channels);
    event.area = facts.area;
    event.emergency = command.emergency;
    event.eta = facts.eta;
    cx.reply(BroadcastReply{event.broadcast, {}});
    EventOptions options{.subjects = {event.broadcast.str(), command.incident.str()}};
    cx.emit(std::move(event), std::move(options));
    return {};
}

/// What waits for release is read there as it will leave: it is not edited under the eyes of whoever reads it (F02.R2.A1).
Status notWaiting(CommandContext& cx, const Broadcast& broadcast) {
    for (const auto& waiting : cx.views().byKey<approvals::Approval>("state", enumName(approvals::ApprovalState::pending))) {
        if (std::find(waiting.subjects.begin(), waiting.subjects.end(), broadcast.id.str()) == waiting.subjects.end()) continue;
        return problem("broadcast_waiting", "this update waits for release: withdraw the request before you change it", {{"approval_id", waiting.id.str()}});
    }
    return {};
}

Status changeScope(CommandContext& cx, const CommsPorts& ports, const ChangeScope& command) {
    constexpr std::size_t shortestNote = 20;
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    if (broadcast->state != BroadcastState::draft) return notADraft(*broadcast);
    OK_TRY(notScheduled(*broadcast));
    if (command.channels.empty()) return problem("no_channel", "choose at least one channel");
    if (command.note.size() < shortestNote) return problem("reason_missing", "say why in at least 20 characters: the log keeps it");
    OK_ASSIGN(const UpdateFacts facts, ports.facts(cx, broadcast->incident));
    BroadcastRescoped event{command.broadcast, broadcast->channels, command.channels, {}, command.note};
    std::sort(event.after.begin(), event.after.end());
    event.after.erase(std::unique(event.after.begin(), event.after.end()), event.after.end());
    if (event.after == event.before) return {};
    const auto among = [](const std::vector<Channel>& list, Channel channel) { return std::find(list.begin(), list.end(), channel) != list.end(); };
    for (const Draft& kept : broadcast->drafts) {
        if (among(event.after, kept.channel)) event.drafts.push_back(kept);
    }
    for (Draft& fresh : draftUpdate(facts, cx.now())) {
        if (among(event.after, fresh.channel) && !among(event.before, fresh.channel)) event.drafts.push_back(std::move(fresh));
    }
    for (const Draft& kept : broadcast->correction) {
        if (among(event.after, kept.channel)) event.correction.push_back(kept);
    }
    for (Draft& fresh : correctionFor(facts, event.after)) {
        if (!among(event.before, fresh.channel)) event.correction.push_back(std::move(fresh));
    }
    cx.emit(std::move(event), {.subjects = {command.broadcast.str(), broadcast->incident.str()}, .justification = command.note});
    cx.reply(BroadcastReply{command.broadcast, {}});
    return {};
}

Status editDraft(CommandContext& cx, const EditDraft& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    if (broadcast->state != BroadcastState::draft) return notADraft(*broadcast);
    OK_TRY(notWaiting(cx, *broadcast));
    OK_TRY(notScheduled(*broadcast));
    const std::vector<Draft>& drafts = command.correction ? broadcast->correction : broadcast->drafts;
    if (findDraft(drafts, command.draft.channel, command.draft.language) == nullptr) {
        return problem("draft_not_found", "this broadcast has no draft for that channel and language");
    }
    OK_TRY(checkDraft(command.draft, command.correction ? DraftUse::correction : DraftUse::update));
    Draft edited = command.draft;
    edited.keys.clear();
    cx.emit(DraftEdited{command.broadcast, std::move(edited), command.correction}, {.subjects = {command.broadcast.str(), broadcast->incident.str()}});
    cx.reply(BroadcastReply{command.broadcast, {}});
    return {};
}

Status cancelBroadcast(CommandContext& cx, const CancelBroadcast& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    // Where channels wait one by one, those that have not left yet are stopped too.
    const bool partly = !broadcast->sentChannels.empty() && broadcast->sentChannels.size() < broadcast->channels.size();
    if (broadcast->state == BroadcastState::done && !partly) return problem("broadcast_done", "every message has left already");
    if (broadcast->state == BroadcastState::cancelled) return problem("broadcast_cancelled", "it is cancelled already");
    if (command.reason.empty()) return problem("reason_missing", "say why: the log keeps it");
    cx.emit(BroadcastCancelled{command.broadcast, command.reason},
            {.subjects = {command.broadcast.str(), broadcast->incident.str()}, .justification = command.reason});
    std::vector<MessageId> waiting;
    for (const Message& m : cx.views().byKey<Message>("broadcast", command.broadcast.str())) {
        if (m.state == MessageState::queued || m.state == MessageState::held) waiting.push_back(m.id);
    }
    return withholdMessages(cx, waiting, "cancelled", {});
}

OutboxState outboxStateOf(MessageState s) {
    return s == MessageState::sent ? OutboxState::sent : s == MessageState::delivered ? OutboxState::delivered : OutboxState::failed;
}

Status takeReceipt(CommandContext& cx, const TakeReceipt& command, const outbox::RowOwners* owners) {
    auto row = cx.store().outboxRow(cx.tenant(), command.message.str());
    if (!row) return problem("message_not_found", "no message of ours has this id");
    if (row->drill != cx.drill()) return problem("drill_mismatch", "a drill's receipt cannot speak of a real message");
    const auto state = receiptState(command.status);
    if (!state || !outbox::mayFollow(row->state, outboxStateOf(*state))) return {};  // no news
    row->state = outboxStateOf(*state);
    if (row->providerId.empty()) row->providerId = command.providerId;
    const bool bad = *state == MessageState::undelivered || *state == MessageState::failed;
    row->lastProblem = bad ? "provider_" + (command.errorCode.empty() ? command.status : command.errorCode) : "";
    OK_TRY(cx.store().updateOutbox(*row));
    static const std::set<std::string> toCustomers{"sms", "email", "voice"};
    if (owners != nullptr && !toCustomers.contains(row->connector)) {
        owners->tell(cx, {{*row, row->lastProblem, 0, {}}});
        return {};
    }
    cx.emit(MessagesChanged{{{.message = command.message, .state = *state, .attempts = row->attempts,
                              .providerId = row->providerId, .reason = row->lastProblem}}},
            {.subjects = {command.message.str()}});
    return {};
}

MessageState messageStateOf(const OutboxRow& row) {
    switch (row.state) {
        case OutboxState::queued: return MessageState::queued;
        case OutboxState::sending: return MessageState::sending;
        case OutboxState::sent: return MessageState::sent;
        case OutboxState::delivered: return MessageState::delivered;
        case OutboxState::withheld: return MessageState::withheld;
        case OutboxState::unknown: return MessageState::unknown;
        case OutboxState::failed: return row.lastProblem == "stopped_at_provider" ? MessageState::suppressed : MessageState::failed;
        case OutboxState::dead: break;
    }
    return MessageState::failed;
}

/// Newer words about the same incident go to the same contact: the older ones, held over night or tried again, would be read
/// last and believed.
bool isSuperseded(CommandContext& cx, const Message& message, const Broadcast& broadcast) {
    if (broadcast.corrects.known()) return false;   // it names what it takes back: true in any order
    if (stoppedByNewer(cx.views(), message)) return true;
    for (const Message& other : cx.views().byKey<Message>("contact", message.contact)) {
        if (other.channel != message.channel || other.broadcast == message.broadcast) continue;
        const bool goesOut = !isFinal(other.state) || other.state == MessageState::delivered;
        const auto newer = goesOut ? cx.views().find<Broadcast>(other.broadcast.str()) : nullptr;
        const bool later = newer && !newer->corrects.known() && newer->incident == broadcast.incident && newer->sentAt > broadcast.sentAt;
        if (later && newer->state != BroadcastState::cancelled) return true;
    }
    return false;
}

/// What it promises lay ahead when it was written and lies behind now. A rehearsal's hours pass faster than its messages.
bool promisesThePast(CommandContext& cx, const Broadcast& b) {
    const bool promises = b.eta.confidence != EtaConfidence::none && b.eta.latest > b.draftedAt && b.kind != UpdateKind::restored;
    return promises && !cx.drill() && b.eta.latest <= cx.now();
}

Status chose(CommandContext& cx, ContactChose event, const std::string& reason) {
    const bool stopped = cx.views().find<ContactStop>(ContactStop::idOf(event.contact, event.channel)) != nullptr;
    if (stopped == event.stopped) return {};  // no news
    cx.emit(std::move(event), {.subjects = {event.contact}, .justification = reason});
    return {};
}

Status stopFromMessage(CommandContext& cx, const StopFromMessage& command) {
    const auto message = cx.views().find<Message>(command.message.str());
    if (!message || message->drill != cx.drill()) return problem("message_not_found", "no message of ours has this id");
    return chose(cx, {message->contact, message->channel, true, command.evidence.substr(0, 40)}, {});
}

Status setContactChoice(CommandContext& cx, const SetContactChoice& command) {
    if (command.reason.empty()) return problem("reason_missing", "say what the customer asked for: the log keeps it");
    if (command.contact.empty() || command.contact.size() > 80) return problem("invalid_fields", "`contact` is a token of the vault");
    return chose(cx, {command.contact, command.channel, command.stopped, "operator"}, command.reason);
}

std::optional<std::string> whyNotSend(CommandContext& cx, const CommsPorts& ports, const OutboxRow& row) {
    const auto message = cx.views().find<Message>(row.id);
    if (!message) return "message_unknown";
    const auto broadcast = cx.views().find<Broadcast>(message->broadcast.str());
    if (!broadcast || broadcast->state == BroadcastState::cancelled) return "cancelled";
    if (!broadcast->amendedBy.empty()) return "amended";
    // STOP may have come between freezing the audience and now: the customer's word wins (decisions.md 2).
    if (isStopped(cx, ports, message->contact, message->channel)) return "stopped";
    if (neverReached(cx.views(), *message)) return "not_reached";
    if (isSuperseded(cx, *message, *broadcast)) return "superseded";
    if (promisesThePast(cx, *broadcast)) return "estimate_passed";
    noteDeviation(cx, *message, *broadcast, row);
    return {};
}

constexpr std::size_t accountsAsked = 50;  // of one contact; a landlord with more has the hours of these

/// Quiet hours may have begun since the audience was frozen: behind a long queue, or before another try. A rehearsal's hours
/// pass faster than its messages.
std::optional<outbox::NotNow> notNow(CommandContext& cx, const OutboxRow& row) {
    const auto message = cx.views().find<Message>(row.id);
    const auto broadcast = message ? cx.views().find<Broadcast>(message->broadcast.str()) : nullptr;
    if (!broadcast) return {};
    // Tried again, or claimed in the moment in which somebody paused it: it waits with the others.
    if (broadcast->pause) return outbox::NotNow{cx.now() + (row.due + pausedBy - cx.clockNow()), "paused"};
    if (const auto until = untilItIsKnown(cx, *message, *broadcast)) return outbox::NotNow{*until, "waits_for_outcome"};
    if (cx.drill() || message->channel == Channel::email || broadcast->emergency) return {};
    const AudienceQuestion usual;
    Instant until;
    for (std::size_t i = 0; i < std::min(message->accounts.size(), accountsAsked); ++i) {
        const auto body = cx.store().rowBody(cx.tenant(), accountTable, message->accounts[i].str());
        const auto account = body ? fromJson<territory::Account>(*body) : Result<territory::Account>(problem("gone", ""));
        if (!account.ok()) continue;
        const auto own = account->quietHours;
        until = std::max(until, quietUntil(cx.now(), account->timeZone.empty() ? message->zone : account->timeZone,
                                           own ? own->fromMinute : usual.quietFrom, own ? own->toMinute : usual.quietTo));
    }
    return until.known() ? std::optional(outbox::NotNow{until}) : std::nullopt;
}

void rowsChanged(CommandContext& cx, const std::vector<outbox::RowChange>& rows) {
    MessagesChanged event;
    std::set<std::string> onTheirWay;
    for (const outbox::RowChange& change : rows) {
        const auto id = MessageId::parse(change.row.id);
        if (!id.ok()) continue;
        noteOnItsWay(cx.views(), change.row.id, onTheirWay);
        MessageChange m;
        m.message = *id;
        m.state = messageStateOf(change.row);
        m.attempts = change.row.attempts;
        m.providerId = change.row.providerId;
        m.reason = change.reason;
        m.segments = change.segments;
        m.textHash = change.textHash;
        if (change.row.state == OutboxState::queued) m.dueAgain = change.row.due;
        event.changes.push_back(std::move(m));
    }
    if (!event.changes.empty()) cx.emit(std::move(event));
    for (const outbox::RowChange& change : rows) {
        const auto message = change.row.state == OutboxState::dead ? cx.views().find<Message>(change.row.id) : nullptr;
        if (message) noteGivenUp(cx, *message, change.row, change.reason);
    }
    for (const std::string& each : onTheirWay) completeIfDone(cx, each);
}

}  // namespace

void addHandlers(Gate& gate, std::shared_ptr<const CommsPorts> ports, std::shared_ptr<const outbox::RowOwners> owners) {
    addScopeFacts(gate, ports);
    gate.addState<ToldLists>([](TenantId, Store&, Views&) { return std::make_unique<ToldLists>(); });
    addCaptures(gate, ports);
    gate.handle<SampleAudience>([ports, limit = std::make_shared<WindowCounts>()](const Right&, CommandContext& cx, const SampleAudience& c) -> Status {
        OK_TRY(limit->allow(cx.tenant().str() + cx.who().actor.id, 30, cx.clockNow()));   // it opens two hundred contacts
        return sampleAudience(cx, *ports, c);
    });
    addSteering(gate);
    gate.handle<DraftUpdate>(
        [ports](const Right&, CommandContext& cx, const DraftUpdate& c) { return draftUpdateHandler(cx, *ports, c); });
    gate.handle<ChangeScope>([ports](const Right&, CommandContext& cx, const ChangeScope& c) { return changeScope(cx, *ports, c); });
    gate.handle<EditDraft>([](const Right&, CommandContext& cx, const EditDraft& c) { return editDraft(cx, c); });
    gate.handle<SendBroadcast>(
        [ports](const Right&, CommandContext& cx, const SendBroadcast& c) { return sendBroadcast(cx, *ports, c); });
    gate.handle<PreviewRouting>([ports, limit = std::make_shared<WindowCounts>()](const Right&, CommandContext& cx, const PreviewRouting& c) -> Status {
        OK_TRY(limit->allow(cx.tenant().str() + cx.who().actor.id, 6, cx.clockNow()));   // it counts everybody, several times over
        return previewRouting(cx, *ports, c);
    });
    gate.handle<PublishScheduled>(
        [ports](const Right&, CommandContext& cx, const PublishScheduled& c) { return publishScheduled(cx, *ports, c); });
    gate.handle<CancelBroadcast>(
        [](const Right&, CommandContext& cx, const CancelBroadcast& c) { return cancelBroadcast(cx, c); });
    gate.handle<RetractBroadcast>([](const Right&, CommandContext& cx, const RetractBroadcast& c) { return retractBroadcast(cx, c); });
    gate.handle<StopFromMessage>([](const Right&, CommandContext& cx, const StopFromMessage& c) { return stopFromMessage(cx, c); });
    gate.handle<SetContactChoice>([](const Right&, CommandContext& cx, const SetContactChoice& c) { return setContactChoice(cx, c); });
    gate.handle<TakeReceipt>([owners](const Right&, CommandContext& cx, const TakeReceipt& c) { return takeReceipt(cx, c, owners.get()); });
}

void addRowOwners(outbox::RowOwners& owners, std::shared_ptr<const CommsPorts> ports) {
    for (const char* connector : {"sms", "email", "voice"}) {
        owners.add(connector, {[ports](CommandContext& cx, const OutboxRow& row) { return whyNotSend(cx, *ports, row); },
                               [](CommandContext& cx, const std::vector<outbox::RowChange>& rows) { rowsChanged(cx, rows); }, notNow});
    }
}

}  // namespace ok::comms
