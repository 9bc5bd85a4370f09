// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Breaking the glass over a request that waits: what was let through, by whom, how long (F02.R2.A6).
#pragma once
#include <optional>
#include <string>

#include "shared/access/decision.h"
#include "shared/base/json.h"
#include "shared/ledger/entry.h"

namespace ok::approvals {

enum class OverrideState { pending, confirmed, cancelled };
BOOST_DESCRIBE_ENUM(OverrideState, pending, confirmed, cancelled)

/// Breaking the glass (F02.R2.A6): two people let a waiting command run without its approvals, for what it needs and nothing else.
struct EmergencyOverride {
    std::string id;
    OverrideState state = OverrideState::pending;
    Actor by;
    std::string justification;
    access::RequestedScope scope;   ///< all that it lets through: what the waiting command reaches
    Instant startedAt, confirmBy, endsAt;
    std::optional<Actor> confirmedBy;
    Instant confirmedAt;
    bool operator==(const EmergencyOverride&) const = default;
};
BOOST_DESCRIBE_STRUCT(EmergencyOverride, (), (id, state, by, justification, scope, startedAt, confirmBy, endsAt, confirmedBy, confirmedAt))

}  // namespace ok::approvals
