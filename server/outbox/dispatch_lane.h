// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One lane's bookkeeping, and one job on its way through the workers. Internal to the dispatcher.
#pragma once
#include <string>

#include "server/metrics/metrics.h"
#include "server/outbox/dispatcher.h"

namespace ok::outbox {

struct LaneKey {
    TenantId tenant;
    std::string connector;
    bool drill = false;
    auto operator<=>(const LaneKey&) const = default;
};

struct Lane {
    LaneKey key;
    LaneSettings settings;
    Breaker breaker;
    TokenBucket bucket;
    Share share;
    int inFlight = 0;  ///< hand-overs and lookups
    metrics::Histogram* took = nullptr;
    metrics::Gauge* open = nullptr;
};

struct Job {
    enum class Kind { deliver, lookup } kind = Kind::deliver;
    OutboxRow row;
    int lookups = 0;
};

struct Finished {
    Job job;
    Handover handover;  // of deliver
    Lookup lookup;      // of lookup
    int segments = 0;
    Digest textHash;
    double took = 0;    // seconds
};

/// Counts an outcome under `ok_outbox_attempts_total`.
void countOutcome(const LaneKey& lane, std::string_view outcome);
[[nodiscard]] LaneKey laneKeyOf(const OutboxRow& row);
/// Makes the lane wiser by what one hand-over came to.
void learnFrom(Lane& lane, const Handover& handover, double tookSeconds, Instant now);
[[nodiscard]] Lane makeLane(const LaneKey& key, const std::map<std::string, LaneSettings>& settings);

}  // namespace ok::outbox
