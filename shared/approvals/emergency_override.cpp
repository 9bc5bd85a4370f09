// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/emergency_override.h"

#include <algorithm>

#include "shared/approvals/override_review.h"

namespace ok::approvals {

Status withinOverride(const access::RequestedScope& granted, const access::RequestedScope& now) {
    const auto beyond = [](const std::vector<std::string>& had, const std::vector<std::string>& has) {
        return std::any_of(has.begin(), has.end(), [&](const std::string& value) { return std::find(had.begin(), had.end(), value) == had.end(); });
    };
    std::string what;
    const auto add = [&what](bool outside, const char* name) {
        if (outside) what += (what.empty() ? "" : ",") + std::string(name);
    };
    add(beyond(granted.channels, now.channels), "channel");
    add(beyond(granted.territories, now.territories), "geography");
    add(beyond(granted.severities, now.severities), "severity");
    add(beyond(granted.contentTypes, now.contentTypes), "content_type");
    add(now.audience.value_or(0) > granted.audience.value_or(0), "audience");
    if (what.empty()) return {};
    return problem("override_scope_exceeded", "it reaches more by now than the override was asked for: ask anew", {{"missing", what}});
}

BreakGlassTold breakGlassOf(const Approval& request, const EmergencyOverride& over, std::string outcome, const std::string& approver, Instant end) {
    return {request.command, {.outcome = std::move(outcome), .severity = {}, .errorReason = {}, .actorUserId = over.by.id, .approverUserId = approver,
                              .justification = over.justification, .scope = over.scope, .startTime = over.startedAt, .endTime = end}};
}

BreakGlassTold breakGlassBlocked(const std::string& command, const std::string& person, const std::string& code, Instant at) {
    return {command, {.outcome = "blocked", .severity = "high", .errorReason = code, .actorUserId = person, .approverUserId = {}, .justification = {}, .scope = {}, .startTime = at, .endTime = at}};
}

}  // namespace ok::approvals
