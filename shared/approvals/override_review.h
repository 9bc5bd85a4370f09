// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What becomes of an emergency override: its events, and the task that remains when its window is over (F02.R2.A6).
#pragma once
#include <string>
#include <vector>

#include "shared/approvals/release.h"

namespace ok::approvals {

/// An emergency override began, was confirmed or was cancelled.
struct OverrideChanged {
    static constexpr std::string_view eventType = "approval.override_changed";
    ApprovalId approval;
    EmergencyOverride emergency;
    ApprovalStep step;
};
BOOST_DESCRIBE_STRUCT(OverrideChanged, (), (approval, emergency, step))

/// What has to be looked at afterwards, by somebody who was not part of it.
struct OverrideReview {
    static constexpr std::string_view viewKind = "override_review";
    ApprovalId approval;
    std::string command;
    std::vector<std::string> subjects;
    EmergencyOverride emergency;          ///< justification, the people, the scope
    ApprovalState outcome = ApprovalState::pending;   ///< of the request, when the window closed
    std::vector<ApprovalStep> timeline;
    Instant openedAt;
    bool done = false;
    Actor reviewedBy;
    Instant reviewedAt;
    std::string findings;
    [[nodiscard]] std::string viewId() const { return emergency.id; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"state", done ? "done" : "open"}}; }
};
BOOST_DESCRIBE_STRUCT(OverrideReview, (), (approval, command, subjects, emergency, outcome, timeline, openedAt, done, reviewedBy, reviewedAt, findings))

/// The window is over and its rights with it; somebody has to look at what was done.
struct OverrideEnded {
    static constexpr std::string_view eventType = "approval.override_ended";
    OverrideReview review;
};
BOOST_DESCRIBE_STRUCT(OverrideEnded, (), (review))

struct OverrideReviewed {
    static constexpr std::string_view eventType = "approval.override_reviewed";
    std::string review;
    std::string findings;
};
BOOST_DESCRIBE_STRUCT(OverrideReviewed, (), (review, findings))

/// The same in the words of access audits (F09.R6.A2), in the stream `security`: once when it is decided, and each time somebody tried what
/// they may not.
struct BreakGlass {
    std::string eventType = "break_glass";
    std::string outcome;              ///< `approved`, `denied`, `expired`, `blocked`
    std::string severity;             ///< `high` of what was blocked
    std::string errorReason;          ///< why it was blocked
    std::string actorUserId, approverUserId, justification;
    access::RequestedScope scope;
    Instant startTime, endTime;
};
BOOST_DESCRIBE_STRUCT(BreakGlass, (), (eventType, outcome, severity, errorReason, actorUserId, approverUserId, justification, scope, startTime, endTime))
struct BreakGlassTold {
    static constexpr std::string_view eventType = "approval.break_glass";
    std::string command;              ///< what was to leave
    BreakGlass record;
};
BOOST_DESCRIBE_STRUCT(BreakGlassTold, (), (command, record))

/// Of one that came to its end. `approver`: who confirmed or rejected it, if anybody.
[[nodiscard]] BreakGlassTold breakGlassOf(const Approval& request, const EmergencyOverride& over, std::string outcome, const std::string& approver, Instant end);
/// Of one that was refused before it began.
[[nodiscard]] BreakGlassTold breakGlassBlocked(const std::string& command, const std::string& person, const std::string& code, Instant at);

}  // namespace ok::approvals
