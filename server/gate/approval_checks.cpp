// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/approval_checks.h"

#include <algorithm>

#include "server/gate/approval_notices.h"
#include "shared/access/security_key.h"
#include "shared/access/user.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/device_trust.h"
#include "shared/identity/directory.h"

namespace ok {
namespace {

constexpr std::ptrdiff_t mostFailures = 3;   // of a challenge (F01.R4.A4)
constexpr Duration freshDirectory = minutes(15);

std::shared_ptr<const access::Session> sessionOf(RunContext& cx) {
    return cx.who().session.known() ? cx.views().find<access::Session>(cx.who().session.str()) : nullptr;
}

std::shared_ptr<const approvals::DeviceTrust> deviceOf(RunContext& cx) {
    const auto session = sessionOf(cx);
    return session ? cx.views().find<approvals::DeviceTrust>(approvals::deviceFingerprint(session->deviceKey)) : nullptr;
}

/// Touched within the policy's minutes, which may be fewer than what a touch is good for elsewhere.
bool touchedLately(RunContext& cx, int minutesAllowed) {
    const SecurityContext& who = cx.who();
    if (who.assurance < 2 || !who.freshUntil.known() || cx.ledgerNow() >= who.freshUntil) return false;
    const auto session = sessionOf(cx);
    return !session || !session->steppedUpAt.known() || cx.ledgerNow() < session->steppedUpAt + minutes(minutesAllowed);
}

}  // namespace

Status sureEnough(RunContext& cx, const approvals::ApprovalPolicyNow& policy) {
    if (policy.says.stepUpMinutes > 0 && !touchedLately(cx, policy.says.stepUpMinutes)) {
        const auto factors = cx.views().find<access::UserFactors>(cx.who().actor.id);
        const auto failed = !factors ? 0 : std::count_if(factors->failures.begin(), factors->failures.end(), [&](const access::FactorFailure& each) {
            return cx.ledgerNow() < each.at + access::failureWindow;
        });
        if (failed > mostFailures) {
            return problem("policy_violation.mfa_failed", "your security key failed too often: wait ten minutes, or have somebody else approve", {{"factor", "security_key"}, {"failures", std::to_string(failed)}});
        }
        return problem("step_up_required", "touch your security key to go on", {{"action", "approvals.release"}, {"assurance", "2"}});
    }
    if (!policy.says.requireDeviceTrust) return {};
    return approvals::trusted(deviceOf(cx).get(), cx.ledgerNow(), policy.says.remediationLink);
}

void noteHow(RunContext& cx, const approvals::ApprovalPolicyNow& policy, approvals::ApprovalStep& step) {
    step.rules = versionsOf(cx, policy);
    if (const auto device = deviceOf(cx)) step.deviceTrust = approvals::trusted(device.get(), cx.ledgerNow(), {}).ok() ? wordsOf(*device) : "not trusted";
    else if (policy.says.requireDeviceTrust) step.deviceTrust = "not attested";
}

std::string versionsOf(RunContext& cx, const approvals::ApprovalPolicyNow& policy) {
    const auto guards = cx.views().find<approvals::GuardRules>("live");
    return "guard_rules/" + std::to_string(guards ? guards->version : 0) + " approval_policy/" + std::to_string(policy.version);
}

Problem namedByPolicy(RunContext& cx, Problem why, bool separate) {
    const approvals::RuleName rule = approvals::ruleBehind(why);
    if (rule.rule.empty()) return why;
    const auto policy = approvals::approvalPolicyNow(cx.views());
    why.details["rule"] = rule.rule;
    why.details["rule_code"] = rule.code;
    why.details["aliases"] = separate && rule.code == "POL-SELF-001" ? "POL-SELF-001,POL-SEP-001" : rule.code;
    why.details["policy_version"] = versionsOf(cx, policy);
    if (!policy.says.learnMoreLink.empty()) why.details["learn_more"] = policy.says.learnMoreLink;
    return why;
}

std::optional<approvals::DirectoryAge> directoryAge(RunContext& cx, const std::string& account) {
    const auto person = cx.views().find<identity::DirectoryUser>(account);
    if (!person || person->removed) return {};
    const auto source = cx.views().find<identity::IdentitySource>(person->source);
    approvals::DirectoryAge out{person->source, source && source->lastSync.known() ? source->lastSync : person->changedAt, false};
    out.old = cx.ledgerNow() > out.asOf + freshDirectory;
    return out;
}

std::vector<std::string> keysOf(const approvals::Request& request, const std::string& next) {
    std::vector<std::string> out{next};
    if (request.quorum.countsSubmitter && request.author.person != next) out.push_back(request.author.person);
    for (const approvals::Turn& turn : request.turns) out.push_back(turn.who.person);
    return out;
}

void keepReview(RunContext& cx, const WaitingRequest& now, const std::optional<approvals::Viewer>& viewer, const approvals::KeyHolder& who) {
    if (!viewer) return;
    const approvals::StoredSnapshot& stored = now.version.stored;
    const auto published = fromJson<approvals::ReviewSide>(stored.before.text);
    auto diff = published.ok() ? approvals::reviewDiff(*published, approvals::sideOf(now.version.content), *viewer) : Result<approvals::ReviewDiff>(published.problem());
    if (!diff.ok()) return;   // a zone that nobody knows: what they saw is not ours to guess
    std::string shown = toJson(*diff);
    approvals::KeptReview kept{now.frozen->id, stored.header.version, who.account, who.person, stored.header.contentHash, diff->before, sha256(shown), *viewer, cx.clockNow(), RawJson{std::move(shown)}};
    cx.emit(approvals::ReviewKept{std::move(kept)}, {.subjects = {now.frozen->id.str(), stored.header.id}});
}

Status mayOverride(RunContext& cx, const approvals::Approval& frozen, const std::vector<std::string>& severities, const std::string& justification) {
    const auto policy = approvals::approvalPolicyNow(cx.views());
    const auto& forbidden = policy.says.overrideForbidden;
    const bool blocked = std::any_of(severities.begin(), severities.end(), [&](const std::string& each) { return std::find(forbidden.begin(), forbidden.end(), each) != forbidden.end(); });
    if (!blocked) return {};
    approvals::OverrideForbidden attempt{frozen.id, frozen.command, justification, severities, tellOfForbidden(cx, frozen, policy.says.complianceRole, justification), policy.version};
    cx.emit(std::move(attempt), {.subjects = {frozen.id.str()}, .stream = Stream::decisions});
    cx.mayFailAfterWriting();
    return namedByPolicy(cx, problem("policy_violation.override_forbidden", "override forbidden by policy"));
}

}  // namespace ok
