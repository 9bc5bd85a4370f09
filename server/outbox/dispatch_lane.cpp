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

Lane makeLane(const LaneKey& key, const std::map<std::string, LaneSettings>& settings) {
    Lane lane;
    lane.key = key;
    if (const auto it = settings.find(key.connector); it != settings.end()) lane.settings = it->second;
    lane.bucket = lane.settings.rate;
    lane.took = &metrics::histogram("ok_outbox_handover_seconds", "how long handing a message over took", labelsOf(key));
    lane.open = &metrics::gauge("ok_outbox_breaker_open", "1 while a provider is left alone", labelsOf(key));
    return lane;
}

}  // namespace ok::outbox
