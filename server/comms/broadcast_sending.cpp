// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_sending.h"

#include <algorithm>
#include <set>

#include "server/comms/broadcast_pace.h"
#include "server/comms/broadcast_recipients.h"
#include "server/comms/live_messages.h"
#include "server/outbox/notice.h"
#include "shared/access/user.h"
#include "shared/base/derived_ids.h"
#include "shared/comms/broadcast_change.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/incidents/incident_scope.h"

namespace ok::comms {
namespace {

constexpr std::size_t messagesAnEntry = 500;

bool among(const std::vector<Channel>& list, Channel channel) { return std::find(list.begin(), list.end(), channel) != list.end(); }

Status readyToSend(const Broadcast& broadcast, const SendBroadcast& command) {
    const auto left = [&](Channel channel) { return among(broadcast.sentChannels, channel); };
    const bool laterLeg = broadcast.state != BroadcastState::cancelled && !broadcast.sentChannels.empty() && !command.channels.empty() && std::none_of(command.channels.begin(), command.channels.end(), left);
    if (broadcast.state != BroadcastState::draft && !laterLeg) return notADraft(broadcast);
    for (const Channel channel : command.channels) {
        if (!among(broadcast.channels, channel)) return problem("channel_not_drafted", "this update was not written for that channel", {{"channel", enumName(channel)}});
    }
    if (command.draftsDigest != digestOfDrafts(broadcast)) {
        return problem("drafts_changed", "a draft was edited after it was read for sending");
    }
    for (const Draft& draft : broadcast.drafts) OK_TRY(checkDraft(draft));
    return {};
}

/// Hours may lie between drafting and the second key, and between that and the hour it is meant for.
Status notRestored(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast) {
    OK_ASSIGN(const UpdateFacts facts, ports.facts(cx, broadcast.incident));
    if (facts.kind == UpdateKind::restored && broadcast.kind != UpdateKind::restored) {
        return problem("incident_restored", "service is back since this update was written: draft it anew");
    }
    return {};
}

Status notScheduledTwice(const Broadcast& broadcast, const std::vector<Channel>& channels) {
    for (const BroadcastSchedule& each : broadcast.schedules) {
        if (std::any_of(channels.begin(), channels.end(), [&](Channel channel) { return among(each.channels, channel); })) return notScheduled(broadcast);
    }
    return {};
}

/// Of an earlier leg, or of an execution whose end nobody saw.
std::vector<Message> queuedBefore(CommandContext& cx, const Broadcast& broadcast) {
    return cx.views().byKey<Message>("broadcast", broadcast.id.str());
}

std::vector<AccountId> everybodyTold(const std::vector<Message>& before, const Leaving& leaving) {
    std::vector<AccountId> told;
    for (const QueuedMessage& m : leaving.messages) {
        if (m.withheld.empty()) told.insert(told.end(), m.accounts.begin(), m.accounts.end());
    }
    for (const Message& m : before) {
        if (m.state != MessageState::withheld) told.insert(told.end(), m.accounts.begin(), m.accounts.end());
    }
    return told;
}

/// A message's id follows from what was released, its channel and its contact: executed twice, it is there already (F04.R5.A4).
void queue(CommandContext& cx, const Broadcast& broadcast, Leaving leaving, const std::vector<Instant>& hours, const std::vector<Message>& before) {
    const std::vector<std::string> subjects = {broadcast.id.str(), broadcast.incident.str()};
    std::set<MessageId> there;
    for (const Message& m : before) there.insert(m.id);
    MessagesQueued chunk{broadcast.id, {}, leaving.leg.snapshotId};
    const auto flush = [&] {
        if (!chunk.messages.empty()) cx.emit(chunk, {.subjects = subjects});
        chunk.messages.clear();
    };
    const std::string payload = toJson(BroadcastReply{broadcast.id, {}});
    for (std::size_t i = 0; i < leaving.messages.size(); ++i) {
        QueuedMessage& m = leaving.messages[i];
        if (there.contains(m.id)) continue;
        if (m.withheld.empty()) {
            OutboxRow row;
            row.id = m.id.str();
            row.connector = enumName(m.channel);
            row.payload = payload;
            row.due = hours[i];
            cx.send(std::move(row));
        }
        chunk.messages.push_back(std::move(m));
        if (chunk.messages.size() == messagesAnEntry) flush();
    }
    flush();
}

/// `approval`: which released it; unknown: nobody had to.
Result<Leaving> leavingOf(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const std::vector<Channel>& channels, ApprovalId approval, const Affected& affected) {
    if (approval.known()) return leavingAsFrozen(cx, ports, broadcast, approval, affected);
    Broadcast leg = broadcast;
    leg.channels = channels;
    return leavingNow(cx, ports, leg, affected);
}

void leave(CommandContext& cx, const Broadcast& broadcast, BroadcastSent sent, Leaving leaving, const std::vector<Instant>& hours) {
    const auto before = queuedBefore(cx, broadcast);
    cx.reply(BroadcastReply{broadcast.id, leaving.reach});
    sent.broadcast = broadcast.id;
    sent.routingVersion = leaving.routingVersion;
    sent.scopeChanges = broadcast.scopeChanges;
    sent.draftsDigest = digestOfDrafts(broadcast);
    sent.recipients = digestOfRecipients(everybodyTold(before, leaving), sent.recipientCount);
    sent.reach = leaving.reach;
    leaving.leg.channels = sent.channels;
    leaving.leg.startedAt = cx.now();
    sent.leg = leaving.leg;
    sent.planned = leaving.planned;
    sent.withheld = leaving.withheld;
    sent.payloads = payloadsOf(broadcast.drafts, sent.channels);
    const std::string snapshot = sent.leg.snapshotId;
    cx.emit(std::move(sent), {.subjects = {broadcast.id.str(), broadcast.incident.str()}});
    if (!leaving.cohorts.empty()) cx.emit(CohortsPlanned{broadcast.id.str(), snapshot, leaving.cohorts}, {.subjects = {broadcast.id.str(), broadcast.incident.str()}});
    queue(cx, broadcast, std::move(leaving), hours, before);
    completeIfDone(cx, broadcast.id.str());
}

std::string scheduleKey(const std::string& id) { return "publish:" + id; }

/// Released before its hour: what was read now is what may leave then.
Status putOff(CommandContext& cx, const Broadcast& broadcast, const SendBroadcast& command) {
    BroadcastSchedule schedule;
    schedule.id = formatUuid(cx.newUuid());
    schedule.publishAt = command.publishAt;
    schedule.due = cx.clockNow() + (command.publishAt - cx.now());
    schedule.channels = channelsOf(broadcast, command);
    schedule.draftsDigest = command.draftsDigest;
    schedule.sentBy = cx.who().actor.id;
    schedule.approval = cx.approval().known() ? cx.approval().str() : std::string();
    if (const auto incident = cx.views().find<incidents::Incident>(broadcast.incident.str())) {
        schedule.severity = incidents::severityOf(*incident);
        schedule.within = incident->boundary;
    }
    cx.setTimer({.key = scheduleKey(schedule.id), .due = schedule.publishAt, .command = std::string(PublishScheduled::card.name),
                 .body = toJson(PublishScheduled{broadcast.id, schedule.id})});
    cx.reply(BroadcastReply{broadcast.id, {}});
    cx.emit(BroadcastScheduled{broadcast.id, std::move(schedule)}, {.subjects = {broadcast.id.str(), broadcast.incident.str()}});
    return {};
}

constexpr Duration latestAfter = hours(1);   ///< its hour: what was approved for then is not said at any other time

int rankOf(const std::string& severity) { return severity == "critical" ? 2 : severity == "major" ? 1 : 0; }

Status asApproved(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const BroadcastSchedule& schedule) {
    OK_TRY(readyToSend(broadcast, {broadcast.id, schedule.draftsDigest, schedule.channels, {}}));
    OK_TRY(notRestored(cx, ports, broadcast));
    const auto incident = cx.views().find<incidents::Incident>(broadcast.incident.str());
    const std::string severity = incident ? incidents::severityOf(*incident) : schedule.severity;
    if (rankOf(severity) > rankOf(schedule.severity)) {
        return problem("scope_changed", "the incident is `" + severity + "` by now, it was approved as `" + schedule.severity + "`");
    }
    if (cx.clockNow() - schedule.due > latestAfter) return problem("too_late", "its hour is long over: the server did not work then");
    OK_ASSIGN(const UpdateFacts facts, ports.facts(cx, broadcast.incident));
    if (!(facts.eta == broadcast.eta)) return problem("estimate_changed", "the estimate is another one since this update was written");
    for (const Broadcast& other : cx.views().byKey<Broadcast>("incident", broadcast.incident.str())) {
        if (other.id != broadcast.id && other.sentAt.known() && other.draftedAt > broadcast.draftedAt && other.state != BroadcastState::cancelled) {
            return problem("superseded", "newer words about this incident have left already");
        }
    }
    return {};
}

void tellHeldBack(CommandContext& cx, const Broadcast& broadcast, const BroadcastSchedule& schedule, const Problem& why) {
    if (cx.drill()) return;
    for (const std::string& person : std::set<std::string>{schedule.sentBy, broadcast.approvedBy}) {
        const auto user = cx.views().find<access::User>(person);
        if (!user || user->disabled) continue;
        const outbox::StaffNotice notice{user->login, "A scheduled update did not leave",
                                         "The update planned for " + toIso(schedule.publishAt) + " did not leave: " + why.message + " (" + why.code + ").\nIt has to be asked for anew.\n", cx.clockNow()};
        cx.send({.id = formatUuid(derivedUuid("held back " + schedule.id + person)), .connector = outbox::staffConnector, .payload = toJson(notice)});
    }
}

/// Who is affected by now but lay beyond the outline that was approved is not told.
std::int64_t narrow(Affected& affected, const Polygon& approved) {
    const auto beyond = [&](std::uint32_t account) {
        const LonLat* home = affected.book->home(account);
        return approved.rings.empty() || (home != nullptr && !contains(approved, *home));   // approved for nobody: for nobody
    };
    return static_cast<std::int64_t>(std::erase_if(affected.accounts, beyond));
}

}  // namespace

std::vector<Channel> channelsOf(const Broadcast& broadcast, const SendBroadcast& command) {
    std::vector<Channel> out = broadcast.channels;
    // Each once, however often it is named: what is counted is what leaves.
    if (!command.channels.empty()) std::erase_if(out, [&](Channel each) { return !among(command.channels, each); });
    return out;
}

Result<std::shared_ptr<const Broadcast>> loadBroadcast(CommandContext& cx, BroadcastId id) {
    auto found = cx.views().find<Broadcast>(id.str());
    if (!found) return problem("broadcast_not_found", "there is no such broadcast");
    return found;
}

Problem notADraft(const Broadcast& b) {
    return problem("broadcast_not_draft", "this broadcast is no longer a draft", {{"state", enumName(b.state)}});
}

Status notScheduled(const Broadcast& broadcast) {
    if (broadcast.schedules.empty()) return {};
    return problem("broadcast_scheduled", "this update is released for a later hour: cancel it before you change it",
                   {{"publish_at", toIso(broadcast.schedules.front().publishAt)}});
}

Status couldLeave(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const SendBroadcast& command) {
    OK_TRY(readyToSend(broadcast, command));
    OK_TRY(notRestored(cx, ports, broadcast));
    return notScheduledTwice(broadcast, channelsOf(broadcast, command));
}

Status sendBroadcast(CommandContext& cx, const CommsPorts& ports, const SendBroadcast& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    OK_TRY(couldLeave(cx, ports, *broadcast, command));
    BroadcastSent sent;
    sent.channels = channelsOf(*broadcast, command);
    if (!cx.emergency() && command.publishAt > cx.now()) return putOff(cx, *broadcast, command);
    OK_ASSIGN(const Affected affected, ports.affected(cx, broadcast->incident));
    OK_ASSIGN(Leaving leaving, leavingOf(cx, ports, *broadcast, sent.channels, cx.approval(), affected));
    OK_ASSIGN(const auto hours, hoursOf(cx, leaving));
    OK_ASSIGN(const EarlierWords earlier, earlierWords(cx, *broadcast, leaving.messages));
    leave(cx, *broadcast, std::move(sent), std::move(leaving), hours);
    OK_TRY(endAmended(cx, *broadcast));
    return stopEarlierWords(cx, earlier, broadcast->id);
}

Status publishScheduled(CommandContext& cx, const CommsPorts& ports, const PublishScheduled& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    const auto found = std::find_if(broadcast->schedules.begin(), broadcast->schedules.end(), [&](const BroadcastSchedule& each) { return each.id == command.schedule; });
    if (found == broadcast->schedules.end()) return {};   // cancelled meanwhile
    const BroadcastSchedule schedule = *found;
    if (cx.clockNow() < schedule.due) return problem("not_due", "this leaves at its own hour");
    cx.setCorrelation(broadcast->correlation);
    const auto heldBack = [&](const Problem& why) -> Status {
        tellHeldBack(cx, *broadcast, schedule, why);
        cx.emit(BroadcastHeldBack{broadcast->id, schedule.id, why.code}, {.subjects = {broadcast->id.str(), broadcast->incident.str()}});
        return {};
    };
    if (const Status stands = asApproved(cx, ports, *broadcast, schedule); !stands.ok()) return heldBack(stands.problem());
    auto affected = ports.affected(cx, broadcast->incident);
    if (!affected.ok()) return heldBack(affected.problem());
    BroadcastSent sent;
    sent.schedule = schedule.id;
    sent.channels = schedule.channels;
    sent.outsideApproved = narrow(*affected, schedule.within);
    const auto approval = ApprovalId::parse(schedule.approval);
    auto leaving = leavingOf(cx, ports, *broadcast, sent.channels, approval.ok() ? *approval : ApprovalId{}, *affected);
    if (!leaving.ok()) return heldBack(leaving.problem());
    const auto hours = hoursOf(cx, *leaving);
    if (!hours.ok()) return heldBack(hours.problem());
    const auto earlier = earlierWords(cx, *broadcast, leaving->messages);
    if (!earlier.ok()) return heldBack(earlier.problem());
    leave(cx, *broadcast, std::move(sent), std::move(*leaving), *hours);
    OK_TRY(endAmended(cx, *broadcast));
    return stopEarlierWords(cx, *earlier, broadcast->id);
}

}  // namespace ok::comms
