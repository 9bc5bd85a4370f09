// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a utility asks of whoever turns a key, whatever the action (F01.R4, F06.R5): policy document `approval_policy`, drafted, approved by
// two, published, rolled back like every other. How many people an action needs stands in guard.h. None published: nothing of it is asked.
#pragma once
#include "shared/approvals/quorum.h"
#include "shared/policy/kind.h"
#include "shared/views/views.h"

namespace ok::approvals {

inline constexpr std::string_view approvalPolicyKind = "approval_policy";

struct ApprovalPolicy {
    bool creatorSeparate = false;         ///< what is high risk needs two people besides its author (POL-SEP-001)
    int stepUpMinutes = 5;                ///< a security key was touched so lately by whoever turns a key or breaks the glass; 0: not asked
    bool requireDeviceTrust = false;      ///< from a device that was attested lately (device_trust.h)
    int deviceTrustHours = 24;
    std::string remediationLink;          ///< where people read how their device becomes trusted
    std::string learnMoreLink;            ///< where a refusal leads to
    int keyLastsMinutes = 0;              ///< a key that was turned earlier does not count any more; 0: as long as the request
    bool restartWhenLate = false;         ///< when nobody completed it in the time of its rule, keys are collected anew
    std::vector<std::string> overrideForbidden;   ///< severities of which the glass is never broken
    std::string complianceRole;           ///< told when somebody tried
    bool operator==(const ApprovalPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(ApprovalPolicy, (), (creatorSeparate, stepUpMinutes, requireDeviceTrust, deviceTrustHours, remediationLink, learnMoreLink, keyLastsMinutes, restartWhenLate,
                                           overrideForbidden, complianceRole))

/// As it holds: version 0 and nothing asked for where none was ever published.
struct ApprovalPolicyNow {
    int version = 0;
    ApprovalPolicy says;
};
[[nodiscard]] ApprovalPolicyNow approvalPolicyNow(Views& views);

/// Two others where the author holds no key.
void separateCreator(Quorum& quorum);

/// The rule behind a refusal, as its words name it: `creator_approves`, `duplicate_identity`, ... and the specification's own code of it.
struct RuleName {
    std::string rule, code;               ///< `require_device_trust`, `POL-DEV-001`; empty code: it has none
};
[[nodiscard]] RuleName ruleBehind(const Problem& why);

/// Problem `invalid_fields`.
[[nodiscard]] Status check(const ApprovalPolicy& policy);
[[nodiscard]] policy::Kind makeApprovalPolicyKind();

}  // namespace ok::approvals
