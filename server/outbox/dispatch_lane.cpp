// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/dispatch_lane.h"

namespace ok::outbox {
namespace {

metrics::Labels labelsOf(const LaneKey& lane) {
    return {{"connector", lane.connector}, {"drill", lane.drill ? "true" : "false"}};
}

}  // namespace

void countOutcome(const LaneKey& lane, std::string_view outcome) {
    metrics::Labels labels = labelsOf(lane);
    labels.emplace_back("outcome", std::string(outcome));
    metrics::counter("ok_outbox_attempts_total", "attempts to hand a message over, by outcome", labels).add();
}

LaneKey laneKeyOf(const OutboxRow& row) { return {row.tenant, row.connector, row.drill}; }

void learnFrom(Lane& lane, const Handover& handover, double tookSeconds, Instant now) {
    record(lane.breaker, lane.settings.breaker, handover.outcome, now);
    learn(lane.share, handover.outcome, Duration(static_cast<std::int64_t>(tookSeconds * 1e6)));
    if (handover.outcome == Outcome::throttled && handover.retryAfter) holdUntil(lane.bucket, now + *handover.retryAfter);
    lane.open->set(lane.breaker.state == Breaker::State::open ? 1 : 0);
}

Lane makeLane(const LaneKey& key, const std::map<std::string, LaneSettings>& settings) {
    Lane lane;
    lane.key = key;
    if (const auto it = settings.find(key.connector); it != settings.end()) lane.settings = it->second;
    lane.bucket = lane.settings.rate;
    lane.share.most = lane.share.allowed = lane.settings.concurrency;
    lane.took = &metrics::histogram("ok_outbox_handover_seconds", "how long handing a message over took", labelsOf(key));
    metrics::Labels one = labelsOf(key);
    one.emplace_back("tenant", key.tenant.str());
    lane.open = &metrics::gauge("ok_outbox_breaker_open", "1 while a utility's provider is left alone", one);
    return lane;
}

}  // namespace ok::outbox
