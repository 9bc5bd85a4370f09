// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A send that leaves in steps, so that a mistake is seen before everybody has it (F05.R4): channels in order, batches with gaps, and
// time to look between the steps. A schedule is made from a plan once, by the snapshot; the same snapshot has the same schedule.
#pragma once
#include "shared/base/json.h"

namespace ok::approvals {

struct StaggerStep {
    std::vector<std::string> channels;    ///< leave together
    int batch = 0;                        ///< messages at most
    int gapSeconds = 0;                   ///< between batches of a channel
    int holdSeconds = 0;                  ///< after the last batch, before the next step
    bool operator==(const StaggerStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(StaggerStep, (), (channels, batch, gapSeconds, holdSeconds))

struct StaggerPlan {
    std::string id;
    std::vector<StaggerStep> steps;
    bool operator==(const StaggerPlan&) const = default;
};
BOOST_DESCRIBE_STRUCT(StaggerPlan, (), (id, steps))

/// Messages [from, from + count) of a channel, in the order of the frozen list.
struct StaggerBatch {
    int step = 0;
    std::string channel;
    std::int64_t from = 0, count = 0;
    Instant due;
    bool operator==(const StaggerBatch&) const = default;
};
BOOST_DESCRIBE_STRUCT(StaggerBatch, (), (step, channel, from, count, due))

struct StaggerSchedule {
    std::string id;                       ///< derived from the snapshot: a second request has the same
    std::vector<StaggerBatch> batches;    ///< in order of time
    Instant lastDue;
    bool operator==(const StaggerSchedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(StaggerSchedule, (), (id, batches, lastDue))

inline constexpr std::size_t mostBatches = 100'000;
/// Dispatched later or earlier than that is noted (F05.R2.A5).
inline constexpr Duration staggerTolerance = seconds(5);

/// `perMinute`: 0 or the throttle for texts; batches are cut so that no minute has more. `messages`: by channel. Problems
/// `invalid_fields` (a step without batch size, a channel twice or nowhere in the plan), `too_many_batches`.
[[nodiscard]] Result<StaggerSchedule> scheduleOf(const StaggerPlan& plan, const std::map<std::string, std::int64_t>& messages, const Digest& contentHash,
                                                 Instant start, int perMinute = 0);
[[nodiscard]] Status check(const StaggerPlan& plan);

[[nodiscard]] inline bool deviates(const StaggerBatch& batch, Instant dispatched) {
    return dispatched > batch.due + staggerTolerance || dispatched + staggerTolerance < batch.due;
}

/// A pause: whatever has not left moves by as long as nothing left.
[[nodiscard]] StaggerSchedule resumed(const StaggerSchedule& schedule, std::size_t dispatched, Instant pausedAt, Instant now);

}  // namespace ok::approvals
