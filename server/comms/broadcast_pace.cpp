// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_pace.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "server/comms/broadcast_sending.h"
#include "server/comms/message_rows.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/comms/pace.h"
#include "shared/comms/sending_rules.h"

namespace ok::comms {
namespace {

constexpr int mostPerMinute = 100'000;
constexpr std::size_t longestReason = 2'000;

struct Asked {
    std::string plan;
    int perMinute = 0;
    std::optional<approvals::RiskEvaluation> judged;
};

/// What the risk of the released version asked for; only published rules ask for anything.
Asked askedFor(CommandContext& cx, const std::string& approval) {
    Asked out;
    const auto file = cx.views().find<approvals::RequestFile>(approval);
    if (!file || !file->riskHolds || !file->risk || cx.emergency()) return out;
    out.judged = file->risk;
    for (const approvals::RiskAction& action : file->risk->actions) {
        if (action.kind == approvals::RiskActionKind::stagger) out.plan = action.name;
        if (action.kind == approvals::RiskActionKind::throttle) out.perMinute = action.perMinute;
    }
    return out;
}

/// Of the rules by which the request was judged, whatever was published since.
Result<approvals::StaggerPlan> planOf(CommandContext& cx, const Asked& asked, const Leaving& leaving) {
    if (asked.plan.empty()) {   // only a limit: everything at once, texts cut into minutes
        approvals::StaggerStep step{{}, 1'000'000, 0, 0};
        for (const auto& [channel, count] : leaving.planned) step.channels.push_back(channel);
        return approvals::StaggerPlan{"at_once", {step}};
    }
    const approvals::RiskRules rules = approvals::riskRulesThatJudged(cx.views(), *asked.judged);
    for (const approvals::StaggerPlan& plan : rules.plans) {
        if (plan.id == asked.plan) return plan;
    }
    return problem("policy_rules_misconfigured", "the risk rules name a plan that they do not have", {{"plan", asked.plan}});
}

struct OpenRow {
    Message message;
    OutboxRow row;
};

/// What has not been handed over, by the hour it would leave.
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

Status reasonOf(const std::string& reason) {
    if (reason.empty()) return problem("reason_missing", "say why: the log keeps it");
    if (reason.size() > longestReason) return problem("invalid_fields", "this reason is too long", {{"allowed", std::to_string(longestReason)}});
    return {};
}

Status onItsWay(const Broadcast& broadcast) {
    if (broadcast.state == BroadcastState::sending && broadcast.amendedBy.empty()) return {};
    return problem("broadcast_not_sending", "nothing of this broadcast is on its way", {{"state", enumName(broadcast.state)}});
}

EventOptions about(const Broadcast& broadcast, const std::string& reason) {
    return {.subjects = {broadcast.id.str(), broadcast.incident.str()}, .justification = reason};
}

}  // namespace

Result<std::vector<Instant>> hoursOf(CommandContext& cx, Leaving& leaving) {
    std::vector<Instant> out(leaving.messages.size(), cx.now());
    Asked asked = askedFor(cx, leaving.leg.approval);
    // What the utility allows at all holds beside what the risk asks for; breaking the glass waits for neither.
    const int limit = cx.emergency() ? 0 : sendingNow(cx.views()).rules.textsPerMinute;
    if (limit > 0) asked.perMinute = asked.perMinute > 0 ? std::min(asked.perMinute, limit) : limit;
    std::map<std::string, std::vector<std::size_t>> places;   // by channel, in the order of the list
    for (std::size_t i = 0; i < leaving.messages.size(); ++i) places[enumName(leaving.messages[i].channel)].push_back(i);
    if (!asked.plan.empty() || asked.perMinute > 0) {
        OK_ASSIGN(const auto plan, planOf(cx, asked, leaving));
        OK_ASSIGN(const auto schedule, approvals::scheduleOf(plan, leaving.planned, leaving.contentHash, cx.now(), asked.perMinute));
        for (const approvals::StaggerBatch& batch : schedule.batches) {
            const auto& own = places[batch.channel];
            for (std::int64_t i = batch.from; i < batch.from + batch.count; ++i) out[own[static_cast<std::size_t>(i)]] = batch.due;
        }
        leaving.leg.plan = asked.plan;
        leaving.leg.perMinute = asked.perMinute;
        leaving.leg.lastDue = schedule.lastDue;
    }
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::max(out[i], leaving.messages[i].heldUntil);
    if (asked.perMinute <= 0) return out;
    // Those who wait for the end of one night would all leave in one minute.
    auto& texts = places["sms"];
    std::sort(texts.begin(), texts.end(), [&](std::size_t a, std::size_t b) { return std::pair(out[a], a) < std::pair(out[b], b); });
    std::vector<Instant> due;
    for (const std::size_t i : texts) due.push_back(out[i]);
    due = paced(std::move(due), asked.perMinute);
    for (std::size_t i = 0; i < texts.size(); ++i) out[texts[i]] = due[i];
    return out;
}

Status pauseBroadcast(CommandContext& cx, const PauseBroadcast& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    OK_TRY(reasonOf(command.reason));
    OK_TRY(onItsWay(*broadcast));
    if (broadcast->pause) return problem("broadcast_paused", "it is paused already");
    const auto rows = openRows(cx, command.broadcast);
    const BroadcastPause pause{cx.clockNow(), cx.who().actor.id, command.reason};
    cx.emit(BroadcastPaused{command.broadcast, pause, static_cast<std::int64_t>(rows.size())}, about(*broadcast, command.reason));
    for (OpenRow each : rows) {
        each.row.due += pausedBy;
        OK_TRY(cx.store().updateOutbox(each.row));
    }
    return {};
}

Status resumeBroadcast(CommandContext& cx, const ResumeBroadcast& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    OK_TRY(reasonOf(command.reason));
    if (!broadcast->amendedBy.empty()) return problem("broadcast_amended", "newer words take its place", {{"broadcast", broadcast->amendedBy}});
    OK_TRY(onItsWay(*broadcast));
    if (!broadcast->pause) return problem("broadcast_not_paused", "it is not paused");
    const Duration pause = std::max(Duration(0), cx.clockNow() - broadcast->pause->at);
    auto rows = openRows(cx, command.broadcast);
    std::erase_if(rows, [&](const OpenRow& each) { return !isPutOff(each.row.due, cx.clockNow()); });
    cx.emit(BroadcastResumed{command.broadcast, static_cast<std::int64_t>(rows.size()), pause.count() / 1'000'000, command.reason}, about(*broadcast, command.reason));
    for (OpenRow& each : rows) {
        each.row.due += pause - pausedBy;
        OK_TRY(cx.store().updateOutbox(each.row));
    }
    return {};
}

Status slowBroadcast(CommandContext& cx, const SlowBroadcast& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    OK_TRY(reasonOf(command.reason));
    OK_TRY(onItsWay(*broadcast));
    if (command.perMinute < 1 || command.perMinute > mostPerMinute) return problem("invalid_fields", "`per_minute` is 1 to 100,000");
    std::map<Channel, std::vector<OpenRow>> byChannel;
    for (OpenRow& each : openRows(cx, command.broadcast)) byChannel[each.message.channel].push_back(std::move(each));
    // The hours of what is paused are read as if it were not.
    const Instant from = broadcast->pause ? broadcast->pause->at + pausedBy : cx.clockNow();
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
    }
    cx.emit(BroadcastSlowed{command.broadcast, broadcast->perMinute, command.perMinute, static_cast<std::int64_t>(moved.size()), command.reason}, about(*broadcast, command.reason));
    for (const OutboxRow& row : moved) OK_TRY(cx.store().updateOutbox(row));
    return {};
}

Status mayBeAmended(CommandContext& cx, BroadcastId id, IncidentId incident) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, id));
    OK_TRY(onItsWay(*broadcast));
    if (broadcast->incident != incident) return problem("invalid_fields", "that broadcast is about another incident");
    if (!broadcast->pause) return problem("broadcast_not_paused", "pause it first: otherwise its words go on while the new ones are read");
    return {};
}

Status endAmended(CommandContext& cx, const Broadcast& by) {
    const auto id = BroadcastId::parse(by.amends);
    const auto older = id.ok() && id->known() ? cx.views().find<Broadcast>(by.amends) : nullptr;
    if (!older || !older->amendedBy.empty()) return {};
    const auto rows = openRows(cx, *id);
    cx.emit(BroadcastAmended{*id, by.id, static_cast<std::int64_t>(rows.size())}, {.subjects = {by.amends, by.id.str(), by.incident.str()}});
    std::vector<MessageId> rest;
    for (const OpenRow& each : rows) rest.push_back(each.message.id);
    return withholdMessages(cx, rest, "amended", {});
}

void completeIfDone(CommandContext& cx, const std::string& id) {
    const auto broadcast = cx.views().find<Broadcast>(id);
    if (!broadcast || broadcast->state != BroadcastState::done || broadcast->legs.empty()) return;
    const Duration took = cx.now() - broadcast->legs.front().startedAt;
    cx.emit(BroadcastCompleted{broadcast->id, broadcast->legs, broadcast->progress, payloadsOf(broadcast->drafts, broadcast->sentChannels), took.count() / 1000},
            {.subjects = {id, broadcast->incident.str()}});
}

}  // namespace ok::comms
