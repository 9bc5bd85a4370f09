// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_steering.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "server/comms/broadcast_sending.h"
#include "server/comms/message_rows.h"
#include "server/metrics/metrics.h"
#include "server/outbox/notice.h"
#include "shared/approvals/stagger.h"
#include "shared/base/derived_ids.h"
#include "shared/comms/pace.h"

namespace ok::comms {
namespace {

constexpr int mostPerMinute = 100'000, mostSeconds = 86'400;
constexpr std::size_t longestReason = 2'000;

Status reasonOf(const std::string& reason) {
    if (reason.empty()) return problem("reason_missing", "say why: the log keeps it");
    if (reason.size() > longestReason) return problem("invalid_fields", "this reason is too long", {{"allowed", std::to_string(longestReason)}});
    return {};
}

EventOptions about(const Broadcast& broadcast, const std::string& reason) {
    return {.subjects = {broadcast.id.str(), broadcast.incident.str()}, .justification = reason};
}

struct Steered {
    std::shared_ptr<const Broadcast> broadcast;
    PaceStand was, is;      ///< `is` as far as it is the same for every word: one revision later
};

/// What every word about a broadcast on its way asks first.
template <class C>
Result<Steered> steered(CommandContext& cx, const C& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    OK_TRY(reasonOf(command.reason));
    const auto pace = cx.views().find<BroadcastPace>(command.broadcast.str());
    PaceStand was = pace ? pace->stand : PaceStand{};
    was.paused = broadcast->pause.has_value();
    was.perMinute = broadcast->perMinute;
    if (command.revision != 0 && command.revision != was.revision) {
        return problem("revision_conflict", "somebody changed how this leaves since you looked: look again", {{"revision", std::to_string(was.revision)}});
    }
    PaceStand is = was;
    ++is.revision;
    return Steered{broadcast, std::move(was), std::move(is)};
}

/// As if it were not paused: what is put off keeps its hour behind it.
Instant hourOf(const OutboxRow& row, bool paused) { return paused ? row.due - pausedBy : row.due; }

Status pause(CommandContext& cx, const PauseBroadcast& command) {
    OK_ASSIGN(Steered now, steered(cx, command));
    OK_TRY(onItsWay(*now.broadcast));
    if (now.was.paused) return problem("broadcast_paused", "it is paused already");
    const auto rows = openRows(cx, command.broadcast);
    const BroadcastPause pause{cx.clockNow(), cx.who().actor.id, command.reason};
    now.is.paused = true;
    cx.emit(BroadcastPaused{command.broadcast, pause, static_cast<std::int64_t>(rows.size()), now.was, now.is}, about(*now.broadcast, command.reason));
    for (OpenRow each : rows) {
        each.row.due += pausedBy;
        OK_TRY(cx.store().updateOutbox(each.row));
    }
    return {};
}

Status resume(CommandContext& cx, const ResumeBroadcast& command) {
    OK_ASSIGN(Steered now, steered(cx, command));
    const Broadcast& broadcast = *now.broadcast;
    if (!broadcast.amendedBy.empty()) return problem("broadcast_amended", "newer words take its place", {{"broadcast", broadcast.amendedBy}});
    OK_TRY(onItsWay(broadcast));
    if (!broadcast.pause) return problem("broadcast_not_paused", "it is not paused");
    const Duration pause = std::max(Duration(0), cx.clockNow() - broadcast.pause->at);
    auto rows = openRows(cx, command.broadcast);
    std::erase_if(rows, [&](const OpenRow& each) { return !isPutOff(each.row.due, cx.clockNow()); });
    now.is.paused = false;
    for (auto& [channel, due] : now.is.lastDue) due += pause;
    cx.emit(BroadcastResumed{command.broadcast, static_cast<std::int64_t>(rows.size()), pause.count() / 1'000'000, command.reason, now.was, now.is}, about(broadcast, command.reason));
    for (OpenRow& each : rows) {
        each.row.due += pause - pausedBy;
        OK_TRY(cx.store().updateOutbox(each.row));
    }
    return {};
}

Status slow(CommandContext& cx, const SlowBroadcast& command) {
    OK_ASSIGN(Steered now, steered(cx, command));
    OK_TRY(onItsWay(*now.broadcast));
    if (command.perMinute < 1 || command.perMinute > mostPerMinute) return problem("invalid_fields", "`per_minute` is 1 to 100,000");
    std::map<Channel, std::vector<OpenRow>> byChannel;
    for (OpenRow& each : openRows(cx, command.broadcast)) byChannel[each.message.channel].push_back(std::move(each));
    // The hours of what is paused are read as if it were not.
    const Instant from = now.was.paused ? now.broadcast->pause->at + pausedBy : cx.clockNow();
    std::vector<OutboxRow> moved;
    for (auto& [channel, rows] : byChannel) {
        std::vector<Instant> due;
        for (const OpenRow& each : rows) due.push_back(std::max(each.row.due, from));
        due = paced(std::move(due), command.perMinute);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (due[i] <= rows[i].row.due) continue;
            rows[i].row.due = due[i];
            moved.push_back(std::move(rows[i].row));
        }
        if (!due.empty()) now.is.lastDue[enumName(channel)] = now.was.paused ? due.back() - pausedBy : due.back();
    }
    now.is.perMinute = command.perMinute;
    cx.emit(BroadcastSlowed{command.broadcast, now.broadcast->perMinute, command.perMinute, static_cast<std::int64_t>(moved.size()), command.reason, now.was, now.is},
            about(*now.broadcast, command.reason));
    for (const OutboxRow& row : moved) OK_TRY(cx.store().updateOutbox(row));
    return {};
}

Status delay(CommandContext& cx, const DelayChannel& command) {
    OK_ASSIGN(Steered now, steered(cx, command));
    OK_TRY(onItsWay(*now.broadcast));
    if (command.seconds < 1 || command.seconds > mostSeconds) return problem("invalid_fields", "`seconds` is 1 to 86,400");
    auto rows = openRows(cx, command.broadcast);
    std::erase_if(rows, [&](const OpenRow& each) { return each.message.channel != command.channel; });
    if (rows.empty()) return problem("channel_not_waiting", "nothing of this channel waits any more", {{"channel", enumName(command.channel)}});
    for (OpenRow& each : rows) each.row.due += seconds(command.seconds);
    const std::string channel = enumName(command.channel);
    now.is.delaySeconds[channel] += command.seconds;
    now.is.lastDue[channel] = hourOf(rows.back().row, now.was.paused);
    cx.emit(ChannelDelayed{command.broadcast, command.channel, command.seconds, static_cast<std::int64_t>(rows.size()), command.reason, now.was, now.is}, about(*now.broadcast, command.reason));
    for (const OpenRow& each : rows) OK_TRY(cx.store().updateOutbox(each.row));
    return {};
}

/// Each channel as closely as it was planned, one after the other.
Result<std::vector<OpenRow>> inOrder(const ReorderChannels& command, std::vector<OpenRow> rows) {
    std::map<Channel, std::vector<OpenRow>> byChannel;
    for (OpenRow& each : rows) byChannel[each.message.channel].push_back(std::move(each));
    std::vector<OpenRow> out;
    if (byChannel.empty()) return problem("channel_not_waiting", "nothing of it waits any more");
    Instant start = byChannel.begin()->second.front().row.due;
    for (const auto& [channel, own] : byChannel) start = std::min(start, own.front().row.due);
    for (const Channel channel : command.order) {
        auto found = byChannel.find(channel);
        if (found == byChannel.end()) continue;   // all of it has left since
        const Duration by = start - found->second.front().row.due;
        for (OpenRow& each : found->second) {
            each.row.due += by;
            out.push_back(std::move(each));
        }
        start = out.back().row.due + seconds(command.holdSeconds);
        byChannel.erase(found);
    }
    if (!byChannel.empty()) return problem("invalid_fields", "`order` names every channel that has something waiting", {{"channel", enumName(byChannel.begin()->first)}});
    return out;
}

Status reorder(CommandContext& cx, const ReorderChannels& command) {
    if (command.holdSeconds < 0 || command.holdSeconds > mostSeconds) return problem("invalid_fields", "`hold_seconds` is 0 to 86,400");
    if (command.revision == 0) return problem("invalid_fields", "`revision` names how it left when this was written");
    OK_ASSIGN(Steered now, steered(cx, command));
    OK_TRY(onItsWay(*now.broadcast));
    if (!now.was.paused) return problem("broadcast_not_paused", "pause it first: otherwise it goes on in the old order while the new one is read");
    OK_ASSIGN(const auto rows, inOrder(command, openRows(cx, command.broadcast)));
    now.is.order.clear();
    for (const Channel channel : command.order) now.is.order.push_back(enumName(channel));
    for (const OpenRow& each : rows) now.is.lastDue[enumName(each.message.channel)] = hourOf(each.row, true);
    cx.emit(ChannelsReordered{command.broadcast, command.order, command.holdSeconds, static_cast<std::int64_t>(rows.size()), command.reason, cx.approval().known() ? cx.approval().str() : std::string(),
                              now.was, now.is},
            about(*now.broadcast, command.reason));
    for (const OpenRow& each : rows) OK_TRY(cx.store().updateOutbox(each.row));
    return {};
}

bool among(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

/// One letter for each place that the installation has set up for alerts.
void tellStaff(CommandContext& cx, const Broadcast& broadcast, Channel channel, int attempts, const std::string& reason) {
    outbox::Notice notice;
    notice.noticeSubject = "Messages to customers could not be delivered";
    notice.noticeText = "Messages by " + std::string(enumName(channel)) + " of the update about " + (broadcast.area.empty() ? broadcast.incident.str() : broadcast.area) + " were given up after " +
                        std::to_string(attempts) + " attempts (" + reason + "). They are listed as failed with the broadcast " + broadcast.id.str() + " and can be sent again from there.\n";
    notice.severity = "critical";
    notice.incidentKey = "delivery:" + broadcast.id.str() + ":" + enumName(channel);
    notice.at = cx.now();
    for (const char* connector : outbox::alertConnectors) {
        OutboxRow row;
        row.connector = connector;
        row.id = formatUuid(derivedUuid(notice.incidentKey + "|" + connector));
        row.orderKey = std::string(connector) + ":" + notice.incidentKey;
        row.payload = toJson(notice);
        cx.send(std::move(row));
    }
}

}  // namespace

std::vector<OpenRow> openRows(CommandContext& cx, BroadcastId broadcast) {
    std::unordered_map<std::string, Message> open;
    std::vector<MessageId> ids;
    for (Message& m : cx.views().byKey<Message>("broadcast", broadcast.str())) {
        if (m.state != MessageState::queued && m.state != MessageState::held) continue;
        ids.push_back(m.id);
        open.emplace(m.id.str(), std::move(m));
    }
    std::vector<OpenRow> out;
    for (OutboxRow& row : waitingRows(cx, ids)) {
        Message& its = open[row.id];
        out.push_back({std::move(its), std::move(row)});
    }
    std::sort(out.begin(), out.end(), [](const OpenRow& a, const OpenRow& b) { return std::tie(a.row.due, a.row.id) < std::tie(b.row.due, b.row.id); });
    return out;
}

Status onItsWay(const Broadcast& broadcast) {
    if (broadcast.state == BroadcastState::sending && broadcast.amendedBy.empty()) return {};
    return problem("broadcast_not_sending", "nothing of this broadcast is on its way", {{"state", enumName(broadcast.state)}});
}

void noteDeviation(CommandContext& cx, const Message& message, const Broadcast& broadcast, const OutboxRow& row) {
    if (row.attempts > 0 || cx.clockNow() <= row.due + approvals::staggerTolerance) return;
    const auto leg = std::find_if(broadcast.legs.begin(), broadcast.legs.end(), [&](const BroadcastLeg& each) { return each.snapshotId == message.snapshotId; });
    if (leg == broadcast.legs.end() || (leg->plan.empty() && leg->perMinute == 0)) return;
    metrics::counter("ok_stagger_late_total", "messages of a plan that were handed over more than 5 s late", {{"channel", enumName(message.channel)}}).add();
    const auto pace = cx.views().find<BroadcastPace>(broadcast.id.str());
    if (pace && among(pace->late, BroadcastPace::nameOf(enumName(message.channel), message.cohort))) return;
    const Instant planned = row.due;
    cx.emit(StaggerDeviated{broadcast.id, message.snapshotId, message.channel, message.cohort, planned, cx.clockNow(), (cx.clockNow() - planned).count() / 1'000},
            {.subjects = {broadcast.id.str(), broadcast.incident.str()}});
}

void noteGivenUp(CommandContext& cx, const Message& message, const OutboxRow& row, const std::string& reason) {
    const auto broadcast = cx.views().find<Broadcast>(message.broadcast.str());
    if (!broadcast) return;
    const std::string channel = enumName(message.channel);
    const auto pace = cx.views().find<BroadcastPace>(broadcast->id.str());
    if (pace && among(pace->failed, BroadcastPace::nameOf(channel, message.cohort))) return;
    const bool first = !pace || std::none_of(pace->failed.begin(), pace->failed.end(), [&](const std::string& each) { return each.starts_with(channel + "/"); });
    cx.emit(CohortFailed{broadcast->id, message.channel, message.cohort, reason, row.attempts}, {.subjects = {broadcast->id.str(), broadcast->incident.str()}});
    if (first) tellStaff(cx, *broadcast, message.channel, row.attempts, reason);
}

void addSteering(Gate& gate) {
    gate.handle<PauseBroadcast>([](const Right&, CommandContext& cx, const PauseBroadcast& c) { return pause(cx, c); });
    gate.handle<ResumeBroadcast>([](const Right&, CommandContext& cx, const ResumeBroadcast& c) { return resume(cx, c); });
    gate.handle<SlowBroadcast>([](const Right&, CommandContext& cx, const SlowBroadcast& c) { return slow(cx, c); });
    gate.handle<DelayChannel>([](const Right&, CommandContext& cx, const DelayChannel& c) { return delay(cx, c); });
    gate.handle<ReorderChannels>([](const Right&, CommandContext& cx, const ReorderChannels& c) { return reorder(cx, c); });
}

}  // namespace ok::comms
