// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/pace_views.h"

#include <algorithm>

#include "shared/approvals/risk_record.h"
#include "shared/comms/comms_events.h"
#include "shared/views/change.h"

namespace ok::comms {
namespace {

template <class Change>
void changePace(Views& views, const std::string& broadcast, Change change) {
    const auto found = views.find<BroadcastPace>(broadcast);
    BroadcastPace next = found ? *found : BroadcastPace{};
    next.broadcast = broadcast;
    change(next);
    views.save(std::move(next));
}

void stands(Views& views, BroadcastId broadcast, const PaceStand& is) {
    if (is.revision > 0) changePace(views, broadcast.str(), [&](BroadcastPace& next) { next.stand = is; });   // 0: of a time before revisions
}

void note(std::vector<std::string>& cohorts, Channel channel, int cohort) {
    const std::string name = BroadcastPace::nameOf(enumName(channel), cohort);
    if (std::find(cohorts.begin(), cohorts.end(), name) == cohorts.end()) cohorts.push_back(name);
}

template <class E, class Change>
void onPace(Projections& projections, Change change) {
    projections.on<E>([change](const EntryHeader& header, const E& e, Views& views) {
        changeDocument<Broadcast>(views, e.broadcast.str(), [&](Broadcast& next) {
            change(next, e);
            next.changedAt = header.ledgerTime;
        });
        if constexpr (requires { e.is; }) stands(views, e.broadcast, e.is);
    });
}

void onScored(const EntryHeader&, const approvals::RiskScoreComputed& e, Views& views) {
    const auto& risk = e.record.evaluation;
    changeDocument<Broadcast>(views, risk.subject, [&](Broadcast& next) {
        next.risk = BroadcastRisk{risk.score, risk.riskLevel, sha256(toJson(risk.factors)), risk.metadata.configVersion, risk.metadata.thresholdsVersion, e.record.evaluatedAt,
                                  risk.metadata.idempotencyKey, e.record.approval};
    });
}

}  // namespace

void addPaceProjections(Projections& projections) {
    onPace<BroadcastPaused>(projections, [](Broadcast& next, const BroadcastPaused& e) { next.pause = e.pause; });
    onPace<BroadcastResumed>(projections, [](Broadcast& next, const BroadcastResumed&) { next.pause.reset(); });
    onPace<BroadcastSlowed>(projections, [](Broadcast& next, const BroadcastSlowed& e) { next.perMinute = e.perMinute; });
    onPace<ChannelDelayed>(projections, [](Broadcast&, const ChannelDelayed&) {});
    onPace<ChannelsReordered>(projections, [](Broadcast&, const ChannelsReordered&) {});
    onPace<BroadcastAmended>(projections, [](Broadcast& next, const BroadcastAmended& e) {
        next.amendedBy = e.by.str();
        next.pause.reset();
    });
    projections.on<BroadcastCompleted>([](const EntryHeader&, const BroadcastCompleted&, Views&) {});
    projections.on<CohortsPlanned>([](const EntryHeader&, const CohortsPlanned& e, Views& views) {
        changePace(views, e.broadcast, [&](BroadcastPace& next) { next.cohorts.insert(next.cohorts.end(), e.cohorts.begin(), e.cohorts.end()); });
    });
    projections.on<StaggerDeviated>([](const EntryHeader&, const StaggerDeviated& e, Views& views) {
        changePace(views, e.broadcast.str(), [&](BroadcastPace& next) { note(next.late, e.channel, e.cohort); });
    });
    projections.on<CohortFailed>([](const EntryHeader&, const CohortFailed& e, Views& views) {
        changePace(views, e.broadcast.str(), [&](BroadcastPace& next) { note(next.failed, e.channel, e.cohort); });
    });
    projections.on<approvals::RiskScoreComputed>(onScored);
}

}  // namespace ok::comms
