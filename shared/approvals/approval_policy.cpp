// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/approval_policy.h"

#include <algorithm>

#include "shared/policy/version.h"

namespace ok::approvals {
namespace {

constexpr std::size_t longestLink = 500, mostSeverities = 20;

bool isLink(std::string_view text) {
    const std::size_t start = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : text.starts_with("/") ? 1 : 0;
    const auto plain = [](char c) { return c > ' ' && c < 0x7f; };
    return start > 0 && text.size() > start && text.size() <= longestLink && std::all_of(text.begin(), text.end(), plain);
}

struct NamedRule {
    std::string_view problem, rule, code;
};
constexpr NamedRule named[] = {
    {"policy_violation.self_approval", "author_never_approves", "POL-SELF-001"},
    {"policy_violation.creator_separate", "creator_separate", "POL-SEP-001"},
    {"policy_violation.duplicate_identity", "people_are_counted", "POL-DUP-001"},
    {"policy_violation.same_person", "second_independent_person", "POL-DUP-001"},
    {"policy_violation.same_role", "different_roles", "POL-ROLE-001"},
    {"policy_violation.same_team", "different_teams", "POL-TEAM-001"},
    {"policy_violation.restricted_group", "restricted_groups", "POL-GROUP-001"},
    {"policy_violation.role", "roles_that_count", "POL-ROLE-002"},
    {"policy_violation.mfa_failed", "step_up_minutes", "POL-MFA-003"},
    {"step_up_required", "step_up_minutes", "POL-MFA-001"},
    {"policy_violation.device_untrusted", "require_device_trust", "POL-DEV-001"},
    {"policy_violation.device_revoked", "require_device_trust", "POL-DEV-002"},
    {"policy_violation.override_forbidden", "override_forbidden", "POL-OVR-001"},
    {"access_denied", "roles_matrix", "AUTH-ROLE-403"},
};

}  // namespace

ApprovalPolicyNow approvalPolicyNow(Views& views) {
    ApprovalPolicyNow out;
    out.says.stepUpMinutes = 0;
    const auto live = views.find<policy::PolicyLive>(std::string(approvalPolicyKind));
    auto says = live ? fromJson<ApprovalPolicy>(live->body.text) : Result<ApprovalPolicy>(problem("not_found", ""));
    if (says.ok()) out = {live->version, std::move(*says)};
    return out;
}

void separateCreator(Quorum& quorum) {
    const int others = quorum.people - (quorum.countsSubmitter ? 1 : 0);
    quorum.countsSubmitter = false;
    quorum.people = std::max(others, 2);
}

RuleName ruleBehind(const Problem& why) {
    for (const NamedRule& each : named) {
        if (each.problem != why.code) continue;
        const auto told = why.details.find("rule_code");
        return {std::string(each.rule), told == why.details.end() ? std::string(each.code) : told->second};
    }
    return {};
}

Status check(const ApprovalPolicy& policy) {
    Problem why = problem("invalid_fields", "this cannot be asked of approvers: see `fields`");
    const auto within = [&why](int value, int from, int to, const char* field) {
        if (value < from || value > to) why.fields.push_back({field, "out_of_range", std::to_string(from) + " to " + std::to_string(to)});
    };
    within(policy.stepUpMinutes, 0, 60, "step_up_minutes");
    within(policy.deviceTrustHours, 1, 24, "device_trust_hours");
    within(policy.keyLastsMinutes, 0, 24 * 60, "key_lasts_minutes");
    if (!policy.remediationLink.empty() && !isLink(policy.remediationLink)) why.fields.push_back({"remediation_link", "not_a_url", "a link, or a path of this server"});
    if (!policy.learnMoreLink.empty() && !isLink(policy.learnMoreLink)) why.fields.push_back({"learn_more_link", "not_a_url", "a link, or a path of this server"});
    if (policy.overrideForbidden.size() > mostSeverities) why.fields.push_back({"override_forbidden", "too_many", "at most 20 severities"});
    for (const std::string& severity : policy.overrideForbidden) {
        if (severity.empty() || severity.size() > 64) why.fields.push_back({"override_forbidden", "bad_value", "a severity has 1 to 64 characters"});
    }
    if (policy.complianceRole.size() > 64) why.fields.push_back({"compliance_role", "too_long", "a role has at most 64 characters"});
    if (why.fields.empty()) return {};
    return why;
}

policy::Kind makeApprovalPolicyKind() {
    policy::Kind kind;
    kind.name = approvalPolicyKind;
    kind.emptyBody = policy::normalForm(toJson(ApprovalPolicy{})).valueOr("{}");
    kind.schema = jsonSchema<ApprovalPolicy>();
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const ApprovalPolicy policy, fromJson<ApprovalPolicy>(body));
        return toJson(policy);
    };
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(const ApprovalPolicy policy, fromJson<ApprovalPolicy>(body));
        return check(policy);
    };
    kind.validate = [](const policy::Bodies& bodies, const policy::PolicySettings&) {
        const ApprovalPolicy before = fromJson<ApprovalPolicy>(bodies.before).valueOr({}), after = fromJson<ApprovalPolicy>(bodies.after).valueOr({});
        std::vector<policy::Finding> out;
        const auto weaker = [&out](const char* field, const char* words) { out.push_back({false, "asks_for_less", std::string("/") + field, words, {}}); };
        if (before.creatorSeparate && !after.creatorSeparate) weaker("creator_separate", "an author would hold a key again");
        if (before.requireDeviceTrust && !after.requireDeviceTrust) weaker("require_device_trust", "any device would do");
        if (before.stepUpMinutes > 0 && (after.stepUpMinutes == 0 || after.stepUpMinutes > before.stepUpMinutes)) weaker("step_up_minutes", "a key would have to be touched more rarely");
        for (const std::string& severity : before.overrideForbidden) {
            if (std::find(after.overrideForbidden.begin(), after.overrideForbidden.end(), severity) == after.overrideForbidden.end()) weaker("override_forbidden", "the glass could be broken where it could not be");
        }
        return out;
    };
    return kind;
}

}  // namespace ok::approvals
