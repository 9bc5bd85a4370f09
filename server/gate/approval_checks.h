// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the utility's policy asks of whoever turns a key or breaks the glass, at that moment: a key touched lately, a trusted device
// (F01.R4.A4, F01.R4.A5), and what a refusal says about the rule behind it (F01.R4.A7).
#pragma once
#include "server/gate/room_values.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/approval_step.h"
#include "shared/approvals/review.h"

namespace ok {

/// Problems: `step_up_required`, `policy_violation.mfa_failed` (more than three failures in ten minutes), those of approvals::trusted().
[[nodiscard]] Status sureEnough(RunContext& cx, const approvals::ApprovalPolicyNow& policy);
/// What a decision keeps of them: surface, what the session was opened with, the device's trust, the versions that judged it.
void noteHow(RunContext& cx, const approvals::ApprovalPolicyNow& policy, approvals::ApprovalStep& step);

/// `guard_rules/3 approval_policy/2`.
[[nodiscard]] std::string versionsOf(RunContext& cx, const approvals::ApprovalPolicyNow& policy);
/// With `aliases`, `rule`, `policy_version` and `learn_more`. `separate`: its quorum does not count the author.
[[nodiscard]] Problem namedByPolicy(RunContext& cx, Problem why, bool separate = false);

/// Where the roles of this account come from and how old that is; nothing where no directory gave them.
[[nodiscard]] std::optional<approvals::DirectoryAge> directoryAge(RunContext& cx, const std::string& account);

/// People whose keys it takes: its author's where submitting is one, those that are turned, and `next`.
[[nodiscard]] std::vector<std::string> keysOf(const approvals::Request& request, const std::string& next);
/// What was before them when they turned their key, where their screen says for whom it was written (F01.R2.A7).
void keepReview(RunContext& cx, const WaitingRequest& now, const std::optional<approvals::Viewer>& viewer, const approvals::KeyHolder& who);

/// When the glass may not be broken: evidence, compliance is told, problem `policy_violation.override_forbidden`.
[[nodiscard]] Status mayOverride(RunContext& cx, const approvals::Approval& frozen, const std::vector<std::string>& severities, const std::string& justification);

}  // namespace ok
