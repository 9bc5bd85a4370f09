// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_pace.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "server/comms/broadcast_sending.h"
#include "server/comms/broadcast_steering.h"
#include "server/comms/message_rows.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/comms/pace.h"

namespace ok::comms {
namespace {

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

using Places = std::map<std::string, std::vector<std::size_t>>;   // by channel, in the order of the list

/// Batches of the plan; of more than can be watched one by one, the steps (F05.R4.A1, F05.R4.A5).
void nameCohorts(const approvals::StaggerSchedule& schedule, const Places& places, Leaving& leaving) {
    const bool bySteps = schedule.batches.size() > mostCohorts;
    std::map<std::string, SendCohort> last;   // by channel
    for (const approvals::StaggerBatch& batch : schedule.batches) {
        SendCohort& cohort = last[batch.channel];
        const bool next = cohort.number == 0 || !bySteps || cohort.step != batch.step;
        if (next && cohort.number > 0) leaving.cohorts.push_back(cohort);
        if (next) cohort = {batch.channel, cohort.number + 1, batch.step, 0, batch.due};
        cohort.messages += batch.count;
        const auto& own = places.at(batch.channel);
        for (std::int64_t i = batch.from; i < batch.from + batch.count; ++i) leaving.messages[own[static_cast<std::size_t>(i)]].cohort = cohort.number;
    }
    for (const auto& [channel, cohort] : last) leaving.cohorts.push_back(cohort);
    std::sort(leaving.cohorts.begin(), leaving.cohorts.end(), [](const SendCohort& a, const SendCohort& b) { return std::tie(a.due, a.channel, a.number) < std::tie(b.due, b.channel, b.number); });
}

}  // namespace

Result<std::vector<Instant>> hoursOf(CommandContext& cx, Leaving& leaving) {
    std::vector<Instant> out(leaving.messages.size(), cx.now());
    const Asked asked = askedFor(cx, leaving.leg.approval);
    Places places;
    for (std::size_t i = 0; i < leaving.messages.size(); ++i) {
        leaving.messages[i].cohort = 1;
        places[enumName(leaving.messages[i].channel)].push_back(i);
    }
    if (!asked.plan.empty() || asked.perMinute > 0) {
        OK_ASSIGN(const auto plan, planOf(cx, asked, leaving));
        OK_ASSIGN(const auto schedule, approvals::scheduleOf(plan, leaving.planned, leaving.contentHash, cx.now(), asked.perMinute));
        for (const approvals::StaggerBatch& batch : schedule.batches) {
            const auto& own = places[batch.channel];
            for (std::int64_t i = batch.from; i < batch.from + batch.count; ++i) out[own[static_cast<std::size_t>(i)]] = batch.due;
        }
        nameCohorts(schedule, places, leaving);
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
