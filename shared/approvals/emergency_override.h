// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Breaking the glass over a request that waits: what was let through, by whom, how long (F02.R2.A6).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shared/access/decision.h"
#include "shared/base/instant.h"
#include "shared/base/json.h"
#include "shared/base/result.h"
#include "shared/ledger/entry.h"

namespace ok::approvals {

/// Its rule, beside what it breaks through (guard.h): a second person within three minutes, rights for half an hour, a reason of some words, and
/// the words that every entry of it begins with.
inline constexpr Duration confirmOverrideWithin = minutes(3), overrideWindow = minutes(30);
inline constexpr int shortestOverrideReason = 20;   ///< characters
inline constexpr std::string_view overrideTag = "Emergency Override";

/// `granted` is what was let through; of what it reaches by now nothing may lie beyond. Problem `override_scope_exceeded`, `missing` names what does.
[[nodiscard]] Status withinOverride(const access::RequestedScope& granted, const access::RequestedScope& now);

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
