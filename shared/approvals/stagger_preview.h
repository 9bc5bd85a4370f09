// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an approver sees of a staggered send: which channels leave when, in how large steps (F05.R3.A2). By the plan alone: hours of the
// night and people's words move it later, never earlier.
#pragma once
#include "shared/approvals/stagger.h"

namespace ok::approvals {

struct PlannedStep {
    std::vector<std::string> channels;
    std::int64_t offsetSeconds = 0;       ///< after it is released
    std::int64_t messages = 0, batches = 0;
    int batch = 0, gapSeconds = 0, holdSeconds = 0;
    std::int64_t lastSeconds = 0;         ///< its last batch
    bool operator==(const PlannedStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(PlannedStep, (), (channels, offsetSeconds, messages, batches, batch, gapSeconds, holdSeconds, lastSeconds))

/// `messages`: by channel. Nothing for a plan that cannot be followed.
[[nodiscard]] std::vector<PlannedStep> previewOf(const StaggerPlan& plan, const std::map<std::string, std::int64_t>& messages, int perMinute);

}  // namespace ok::approvals
