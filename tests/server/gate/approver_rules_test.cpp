// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is asked of whoever turns a key (F01.R1, F01.R3.A4, F01.R4, F01.R7, F06.R5): distinct people, separation, a key touched lately, a trusted
// device, what has to be acknowledged, keys that lapse, who stands for whom; what a refusal says and what the log keeps. On both databases.
#include "shared/access/gate_events.h"
#include "shared/access/security_key.h"
#include "shared/access/user.h"
#include "shared/approvals/device_trust.h"
#include "shared/identity/directory.h"
#include "tests/server/gate/versions_fixture.h"

namespace ok::test {
namespace {

class ApproverRules : public VersionsTest {
  protected:
    static std::string detail(const CommandAnswer& answer, const std::string& name) {
        if (answer.reply.ok()) return {};
        const auto& details = answer.reply.problem().details;
        return details.contains(name) ? details.at(name) : std::string();
    }
    static ApprovalPolicy calm() {
        ApprovalPolicy policy;
        policy.stepUpMinutes = 0;
        policy.learnMoreLink = "https://intranet.example/two-keys";
        return policy;
    }
    SecurityContext touched(SecurityContext who) const {
        who.assurance = 2;
        who.freshUntil = now() + minutes(5);
        return who;
    }
    /// With a session that is bound to a device's key.
    SecurityContext at(SecurityContext who, const std::string& deviceKey) {
        access::Session session;
        session.id = SessionId{derivedUuid("session of " + who.actor.id + deviceKey)};
        session.login = who.actor.id;
        session.method = "oidc:corp";
        session.deviceKey = deviceKey;
        session.expiresAt = now() + hours(12);
        gate->inspect(tenant, [&](CommandContext& cx) { cx.views().save(session); });
        who.session = session.id;
        who.device = "desk 7";
        who.address = "10.0.0.7";
        return who;
    }
    template <class E>
    std::vector<E> in(Stream stream) {
        std::vector<E> out;
        for (const Entry& entry : entries(stream)) {
            if (entry.header.type == E::eventType) out.push_back(*fromJson<E>(entry.payload));
        }
        return out;
    }
};

// F01.R1.A1, F01.R1.A5, F06.R5.A1: what is high risk waits whatever surface it comes from and whoever asks; its author is no second person.
TEST_F(ApproverRules, NoSurfaceRoleOrHiddenFieldGoesAroundTheSecondPerson) {
    for (const char* source : {"console", "phone", "api", "okctl"}) {
        for (const std::vector<std::string>& roles : {std::vector<std::string>{"operator"}, std::vector<std::string>{"operator", "admin", "approver"}}) {
            auto who = person("anna", roles);
            who.source = source;
            const auto asked = gate->run(who, {freshId(), "test.add_much", R"({"name":"big","amount":7,"trouble":"","approved":true,"force":"yes","approvals":["ben","cleo"]})"});
            ASSERT_FALSE(asked.reply.ok()) << source;
            EXPECT_EQ(detail(asked, "status"), asked.reply.problem().code == "approval_required" ? "awaiting_approval" : "") << source;
            EXPECT_TRUE(asked.reply.problem().code == "approval_required" || asked.reply.problem().code == "invalid_fields") << asked.reply.problem().code;
            if (asked.reply.problem().code != "approval_required") continue;
            EXPECT_EQ(detail(asked, "aliases"), "APPROVAL_REQUIRED");
            auto own = who;
            own.source = "phone";
            const auto self = release(asked, own);
            EXPECT_EQ(codeOf(self), "policy_violation.self_approval");
            EXPECT_EQ(detail(self, "aliases"), "POL-SELF-001");
        }
    }
    EXPECT_FALSE(document<Counter>("big"));
    EXPECT_EQ(codeOf(run(Add{"small", 1, "red", ""}, operatorAnna())), "ok") << "what is not high risk goes at once";
    const auto frozen = freeze();
    const CommandId again = freshId();
    EXPECT_EQ(codeOf(run(AddMuch{"big", 100, ""}, operatorAnna(), again)), "approval_required");
    const auto second = run(AddMuch{"big", 100, ""}, operatorAnna(), again);
    EXPECT_TRUE(second.repeated) << "to try again is to be told that it waits";
    EXPECT_EQ(detail(second, "status"), "awaiting_approval");
    EXPECT_EQ(codeOf(run(frozen, approverCleo())), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

// F01.R1.A2, F01.R7.A5: what lies in the database is compared before it runs; when it does not fit, nobody's key counts and both are told.
TEST_F(ApproverRules, ContentThatDoesNotFitItsFingerprintIsStoppedAndTakesTheKeysBack) {
    ApprovalPolicy policy = calm();
    policy.creatorSeparate = true;
    ask(policy);
    const auto frozen = freeze();
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    gate->inspect(tenant, [&](CommandContext& cx) {
        Approval bent = *cx.views().find<Approval>(frozen.approval.str());
        bent.body = RawJson{toJson(AddMuch{"big", 9'999, ""})};
        cx.views().save(bent);
    });
    EXPECT_EQ(codeOf(run(frozen, approverCleo())), "approval_digest_mismatch");
    EXPECT_FALSE(document<Counter>("big"));
    const auto cleared = in<KeysCleared>(Stream::security);
    ASSERT_EQ(cleared.size(), 1u);
    EXPECT_EQ(cleared[0].why, "fingerprint_mismatch");
    EXPECT_EQ(cleared[0].keys, 1);
    EXPECT_EQ(cleared[0].expected, frozen.digest);
    EXPECT_EQ(document<Approval>(frozen.approval.str())->state, ApprovalState::pending);
    EXPECT_TRUE(document<RequestFile>(frozen.approval.str())->request.turns.empty());
}

// F01.R4.A1, F01.R4.A3, digest C13: where the creator is separate, three people stand behind it, and the refusals name the rule.
TEST_F(ApproverRules, WhereTheAuthorHoldsNoKeyTwoOthersDo) {
    ApprovalPolicy policy = calm();
    policy.creatorSeparate = true;
    ask(policy);
    const auto frozen = freeze();
    const auto own = run(frozen, operatorAnna());
    EXPECT_EQ(codeOf(own), "policy_violation.self_approval");
    EXPECT_EQ(detail(own, "aliases"), "POL-SELF-001,POL-SEP-001");
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    EXPECT_FALSE(document<Counter>("big")) << "one of two";
    const auto twice = run(frozen, operatorBen());
    EXPECT_EQ(codeOf(twice), "policy_violation.duplicate_identity");
    EXPECT_EQ(detail(twice, "aliases"), "POL-DUP-002");
    ASSERT_EQ(codeOf(run(frozen, approverCleo())), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
    const auto summary = in<ApprovalExecuted>(Stream::executions);
    ASSERT_EQ(summary.size(), 1u);
    EXPECT_EQ(summary[0].proposerId, "anna");
    EXPECT_EQ(summary[0].approver1Id, "ben");
    EXPECT_EQ(summary[0].approver2Id, "cleo");
}

// F01.R4.A2, F06.R5.A3: two accounts of one human being are one key, and both attempts stand in the log.
TEST_F(ApproverRules, ASecondAccountOfAPersonIsNotCountedAndSaysSo) {
    ApprovalPolicy policy = calm();
    policy.creatorSeparate = true;
    ask(policy);
    persons = {{"ben", "P7"}, {"ben.private", "P7"}};
    const auto frozen = freeze();
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    const auto second = run(frozen, person("ben.private", {"approver"}));
    EXPECT_EQ(codeOf(second), "policy_violation.duplicate_identity");
    EXPECT_EQ(detail(second, "aliases"), "POL-DUP-001");
    EXPECT_EQ(document<RequestFile>(frozen.approval.str())->request.turns.size(), 1u);
    EXPECT_EQ(document<RequestFile>(frozen.approval.str())->request.turns[0].who.person, "P7") << "both are found under one person";
    const auto refused = in<CommandRefused>(Stream::decisions);
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].code, "policy_violation.duplicate_identity");
}

// F01.R4.A3, F06.R5.A2, F06.R5.A4: other roles, other teams, no member of a restricted group; what is missing is named.
TEST_F(ApproverRules, RolesTeamsAndGroupsAreSeparatedAndTheRefusalNamesTheConflict) {
    GuardRule rule;
    rule.action = "incidents.test";
    rule.approvers = 2;
    rule.differentRoles = rule.differentTeams = true;
    rule.restrictedGroups = {"contractors"};
    guard({rule});
    teams = {{"ben", {"north"}}, {"cleo", {"north"}}, {"dora", {"south"}}};
    const auto frozen = freeze();
    auto contractor = person("carl", {"approver"});
    contractor.groups = {"contractors"};
    const auto group = run(frozen, contractor);
    EXPECT_EQ(codeOf(group), "policy_violation.restricted_group");
    EXPECT_EQ(detail(group, "rule"), "restricted_groups");
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    const auto role = run(frozen, person("otto", {"operator"}));
    EXPECT_EQ(codeOf(role), "policy_violation.same_role");
    EXPECT_EQ(detail(role, "aliases"), "POL-ROLE-001");
    EXPECT_EQ(detail(role, "conflict"), "operator");
    const auto team = run(frozen, approverCleo());
    EXPECT_EQ(codeOf(team), "policy_violation.same_team");
    EXPECT_EQ(detail(team, "aliases"), "POL-TEAM-001");
    EXPECT_EQ(detail(team, "conflict"), "north");
    EXPECT_EQ(codeOf(run(frozen, person("dora", {"approver"}))), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

// F06.R5.A4, F06.R5.A5: three people of whom one is of a role: two of the others are not enough, and the review says who is missing.
TEST_F(ApproverRules, ARoleThatIsMissingIsWaitedForHoweverManyOthersApprove) {
    GuardRule rule;
    rule.action = "incidents.test";
    rule.approvers = 2;
    rule.rolesAtLeast = {{"admin", 1}};
    guard({rule});
    const auto frozen = freeze();
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    ASSERT_EQ(codeOf(run(frozen, approverCleo())), "ok");
    EXPECT_FALSE(document<Counter>("big"));
    const auto shown = review(frozen.approval, person("dora", {"admin"}));
    EXPECT_EQ(shown.quorum.missingRoles, (std::map<std::string, int>{{"admin", 1}}));
    ASSERT_EQ(codeOf(run(frozen, person("dora", {"admin"}))), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

// F06.R5.A5: keys do not last for ever; who comes late starts anew.
TEST_F(ApproverRules, AKeyThatWasTurnedTooLongAgoDoesNotCountAnyMore) {
    ApprovalPolicy policy = calm();
    policy.creatorSeparate = true;
    policy.keyLastsMinutes = 30;
    ask(policy);
    const auto frozen = freeze();
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    advance(minutes(31));
    ASSERT_EQ(codeOf(run(frozen, approverCleo())), "ok");
    EXPECT_FALSE(document<Counter>("big")) << "Ben's key has lapsed: Cleo's is the first";
    ASSERT_EQ(in<KeysCleared>(Stream::ops).size(), 1u);
    EXPECT_EQ(in<KeysCleared>(Stream::ops)[0].why, "key_too_old");
    EXPECT_EQ(document<Approval>(frozen.approval.str())->have(), 1);
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

TEST_F(ApproverRules, WhenNobodyCompletesItInTimeKeysAreCollectedAnewAndTheNextRoleIsAsked) {  // F06.R5.A5
    ApprovalPolicy policy = calm();
    policy.restartWhenLate = true;
    ask(policy);
    GuardRule rule;
    rule.action = "incidents.test";
    rule.approvers = 2;
    rule.answerWithinMinutes = 5;
    rule.escalateTo = "admin";
    guard({rule});
    const auto frozen = freeze();
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    advance(minutes(5));
    gate->fireTimers();
    (void)run(Add{"tick", 1, "red", ""}, operatorBen());
    EXPECT_TRUE(has("approval.stepped"));
    ASSERT_EQ(in<KeysCleared>(Stream::ops).size(), 1u);
    EXPECT_EQ(in<KeysCleared>(Stream::ops)[0].why, "not_in_time");
    EXPECT_EQ(document<Approval>(frozen.approval.str())->state, ApprovalState::pending) << "late is not over";
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    ASSERT_EQ(codeOf(run(frozen, person("dora", {"admin"}))), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

// F01.R4.A4: a key touched within the minutes of the policy; after too many failures nobody is asked again.
TEST_F(ApproverRules, WhoApprovesHasTouchedTheirKeyLatelyOrIsAskedToAndNotForEver) {
    ApprovalPolicy policy = calm();
    policy.stepUpMinutes = 5;
    ask(policy);
    const auto frozen = freeze();
    const auto asked = run(frozen, operatorBen());
    EXPECT_EQ(codeOf(asked), "step_up_required");
    EXPECT_EQ(detail(asked, "rule"), "step_up_minutes");
    EXPECT_EQ(review(frozen.approval, operatorBen()).blockedBy, "") << "that is mended by pressing";
    access::UserFactors failed;
    failed.user = UserId{derivedUuid("ben")};
    for (int i = 0; i < 4; ++i) failed.failures.push_back({now(), "10.0.0.9", "entry"});
    gate->inspect(tenant, [&](CommandContext& cx) { cx.views().save(failed); });
    auto ben = operatorBen();
    ben.actor.id = failed.user.str();
    const auto denied = run(frozen, ben);
    EXPECT_EQ(codeOf(denied), "policy_violation.mfa_failed");
    EXPECT_EQ(detail(denied, "aliases"), "POL-MFA-003");
    EXPECT_EQ(detail(denied, "factor"), "security_key");
    EXPECT_EQ(in<CommandRefused>(Stream::decisions).back().code, "policy_violation.mfa_failed");
    EXPECT_EQ(codeOf(run(frozen, touched(approverCleo()))), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
}

// F01.R4.A5: the device is asked about at the moment of the key; an attestation ends, and one that is taken back ends at once.
TEST_F(ApproverRules, OnlyADeviceThatWasAttestedLatelyTurnsAKey) {
    ApprovalPolicy policy = calm();
    policy.requireDeviceTrust = true;
    policy.remediationLink = "https://intranet.example/devices";
    ask(policy);
    const std::string key(64, 'a'), device = deviceFingerprint(key);
    const auto admin = person("maria", {"admin"});
    const auto ben = at(operatorBen(), key);
    const auto first = freeze();
    auto answer = run(first, ben);
    EXPECT_EQ(codeOf(answer), "policy_violation.device_untrusted");
    EXPECT_EQ(detail(answer, "aliases"), "POL-DEV-001");
    EXPECT_EQ(detail(answer, "remediation"), policy.remediationLink);
    EXPECT_EQ(codeOf(run(first, at(approverCleo(), {}))), "policy_violation.device_untrusted") << "a session that is bound to no key comes from no device";
    EXPECT_EQ(codeOf(run(AttestDevice{device, "mdm.example", "patched", 25}, admin)), "invalid_fields");
    EXPECT_EQ(codeOf(run(AttestDevice{device, "mdm.example", "patched"}, operatorBen())), "access_denied");
    ASSERT_EQ(codeOf(run(AttestDevice{device, "mdm.example", "patched"}, admin)), "ok");
    advance(hours(24));
    const auto second = freeze(200);
    EXPECT_EQ(codeOf(run(second, ben)), "policy_violation.device_untrusted") << "a day is over";
    ASSERT_EQ(codeOf(run(AttestDevice{device, "mdm.example", "patched"}, admin)), "ok");
    EXPECT_EQ(review(second.approval, ben).blockedBy, "");
    ASSERT_EQ(codeOf(run(RevokeDevice{device, "lost in a taxi"}, admin)), "ok");
    answer = run(second, ben);
    EXPECT_EQ(codeOf(answer), "policy_violation.device_revoked");
    EXPECT_EQ(detail(answer, "aliases"), "POL-DEV-002");
    EXPECT_FALSE(document<Counter>("big"));
    ASSERT_EQ(codeOf(run(AttestDevice{device, "mdm.example", "found again, wiped"}, admin)), "ok");
    ASSERT_EQ(codeOf(run(second, ben)), "ok");
    const auto step = document<Approval>(second.approval.str())->steps.back();
    EXPECT_TRUE(step.deviceTrust.starts_with("attested by mdm.example")) << step.deviceTrust;
    EXPECT_EQ(step.method, "oidc:corp");
}

// F01.R4.A6: a role that is gone is gone at the next word; who came by a directory sees how old that is.
TEST_F(ApproverRules, ARoleThatTheDirectoryTookAwayApprovesNothingAndAnOldMirrorSaysSo) {
    const auto frozen = freeze();
    const UserId ben{derivedUuid("ben of the directory")};
    access::User user;
    user.id = ben;
    user.login = "ben";
    user.roles = {"approver"};
    identity::DirectoryUser mirrored;
    mirrored.id = ben;
    mirrored.source = "scim";
    mirrored.userName = "ben";
    identity::IdentitySource source;
    source.id = source.kind = "scim";
    source.lastSync = now() - minutes(14);
    gate->inspect(tenant, [&](CommandContext& cx) {
        cx.views().save(user);
        cx.views().save(mirrored);
        cx.views().save(source);
    });
    const auto who = person(ben.str(), {"approver"});
    auto shown = review(frozen.approval, who);
    ASSERT_TRUE(shown.directory);
    EXPECT_EQ(shown.directory->asOf, source.lastSync);
    EXPECT_FALSE(shown.directory->old);
    advance(minutes(2));
    EXPECT_TRUE(review(frozen.approval, who).directory->old) << "a quarter of an hour is over: the last known state counts, and says how old it is";
    EXPECT_FALSE(review(frozen.approval, operatorAnna()).directory) << "no directory gave her roles";
    user.roles.clear();
    gate->inspect(tenant, [&](CommandContext& cx) { cx.views().save(user); });
    const auto refused = run(frozen, who);   // the session still says approver
    EXPECT_EQ(codeOf(refused), "access_denied");
    EXPECT_EQ(detail(refused, "aliases"), "AUTH-ROLE-403");
    user.roles = {"approver"};
    gate->inspect(tenant, [&](CommandContext& cx) { cx.views().save(user); });
    EXPECT_EQ(codeOf(run(frozen, who)), "ok");
}

// F01.R4.A7: each refusal has a code, the rule and the version of the policy; so has the decision.
TEST_F(ApproverRules, ARefusalNamesItsRuleAndTheVersionOfThePolicyAndTheDecisionKeepsIt) {
    ask(calm());
    const auto frozen = freeze();
    auto own = run(frozen, operatorAnna());
    EXPECT_EQ(detail(own, "rule"), "author_never_approves");
    EXPECT_EQ(detail(own, "policy_version"), "guard_rules/0 approval_policy/1");
    EXPECT_EQ(detail(own, "learn_more"), "https://intranet.example/two-keys");
    const auto shown = review(frozen.approval, operatorAnna());
    EXPECT_EQ(shown.blockedCode, "POL-SELF-001");
    EXPECT_EQ(shown.blockedRule, "author_never_approves");
    EXPECT_EQ(shown.policyVersion, "guard_rules/0 approval_policy/1");
    EXPECT_EQ(shown.learnMore, "https://intranet.example/two-keys");
    ApprovalPolicy next = calm();
    next.keyLastsMinutes = 60;
    ask(next);
    EXPECT_EQ(detail(run(frozen, operatorAnna()), "policy_version"), "guard_rules/0 approval_policy/2");
    // What was frozen under the version before is asked about as of now, and the difference has to be seen.
    const auto drifted = review(frozen.approval, operatorBen());
    EXPECT_EQ(drifted.drift.level, DriftLevel::acknowledge);
    for (const auto& who : {operatorBen(), operatorAnna()}) ASSERT_EQ(codeOf(run(AcknowledgeDrift{frozen.approval, frozen.digest, drifted.drift.digest()}, who)), "ok");
    ASSERT_EQ(codeOf(run(frozen, at(operatorBen(), "k"))), "ok");
    const auto decided = document<Approval>(frozen.approval.str())->steps.back();
    EXPECT_EQ(decided.rules, "guard_rules/0 approval_policy/2");
    EXPECT_EQ(decided.surface, "console");
    EXPECT_EQ(decided.method, "oidc:corp");
    EXPECT_EQ(decided.address, "10.0.0.7");
    EXPECT_EQ(decided.before, "pending");
    EXPECT_EQ(decided.after, "released");
    EXPECT_EQ(decided.key.roles, std::vector<std::string>{"operator"});
}

// F01.R3.A4: so many were never told: everybody who holds a key says that they saw it before anybody can approve.
TEST_F(ApproverRules, AnUnusualAudienceIsAcknowledgedByEverybodyWhoHoldsAKey) {
    world.alerts = {{"unusual_audience", {{"people", "200"}, {"median", "60"}, {"percent", "333"}}}};
    const auto frozen = freeze();
    auto shown = review(frozen.approval, operatorBen());
    EXPECT_EQ(shown.blockedBy, "alert_unacknowledged");
    ASSERT_EQ(shown.alerts.size(), 1u);
    EXPECT_EQ(shown.alerts[0].facts.at("median"), "60");
    EXPECT_EQ(shown.alertsUnseen, std::vector<std::string>{"unusual_audience"});
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "alert_unacknowledged");
    EXPECT_EQ(codeOf(run(AcknowledgeAlert{frozen.approval, frozen.digest, "something else"}, operatorBen())), "nothing_changed");
    ASSERT_EQ(codeOf(run(AcknowledgeAlert{frozen.approval, frozen.digest, "unusual_audience"}, operatorBen())), "ok");
    const auto half = run(frozen, operatorBen());
    ASSERT_EQ(codeOf(half), "alert_unacknowledged") << "its author holds the other key";
    ASSERT_EQ(half.reply.problem().fields.size(), 1u);
    EXPECT_EQ(half.reply.problem().fields[0].field, "anna");
    ASSERT_EQ(codeOf(run(AcknowledgeAlert{frozen.approval, frozen.digest, "unusual_audience"}, operatorAnna())), "ok");
    ASSERT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    EXPECT_EQ(in<AlertAcknowledged>(Stream::ops).size(), 2u);
}

// Who is away answers nothing: another who could have asked stands for it, and everything begins anew.
TEST_F(ApproverRules, AnotherPersonStandsForARequestWhoseAuthorIsAway) {
    world.alerts = {{"unusual_audience", {}}};
    const auto first = freeze();
    ASSERT_EQ(codeOf(run(AcknowledgeAlert{first.approval, first.digest, "unusual_audience"}, operatorAnna())), "ok");
    EXPECT_EQ(codeOf(run(TakeOver{first.approval, first.digest, "at lunch"}, approverCleo())), "access_denied") << "she could not have asked for it";
    EXPECT_EQ(codeOf(run(TakeOver{first.approval, first.digest, ""}, operatorBen())), "reason_missing");
    EXPECT_EQ(codeOf(run(TakeOver{first.approval, first.digest, "mine"}, operatorAnna())), "nothing_changed");
    ASSERT_EQ(codeOf(run(TakeOver{first.approval, first.digest, "its author has gone home"}, operatorBen())), "ok");
    const auto file = *document<RequestFile>(first.approval.str());
    EXPECT_EQ(file.request.version, 2);
    EXPECT_EQ(file.request.author.account, "ben");
    EXPECT_TRUE(file.alertsSeen.empty()) << "nothing said before counts";
    const auto second = latest(first.approval);
    EXPECT_EQ(codeOf(run(second, operatorBen())), "policy_violation.self_approval");
    for (const auto& who : {operatorBen(), approverCleo()}) ASSERT_EQ(codeOf(run(AcknowledgeAlert{second.approval, second.digest, "unusual_audience"}, who)), "ok");
    ASSERT_EQ(codeOf(run(second, approverCleo())), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 100);
    EXPECT_EQ(document<Approval>(first.approval.str())->submittedBy.id, "ben");
}

// F01.R2.A7, F01.R3.A7: what each approver had before them is kept as they saw it, with zone, language, digest and moment.
TEST_F(ApproverRules, WhatAnApproverSawIsKeptWithTheirKey) {
    const auto frozen = freeze();
    const Viewer viewer{"Europe/Berlin", "de-DE"};
    const auto answer = run(Review{frozen.approval, 0, viewer}, operatorBen());
    ASSERT_EQ(codeOf(answer), "ok");
    const auto shown = fromJson<ReviewReply>(*answer.reply);
    Release key = frozen;
    key.viewer = viewer;
    ASSERT_EQ(codeOf(run(key, operatorBen())), "ok");
    const auto kept = documents<KeptReview>();
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].diff.text, toJson(shown->diff)) << "byte for byte";
    EXPECT_EQ(kept[0].shown, sha256(kept[0].diff.text));
    EXPECT_EQ(kept[0].content, frozen.digest);
    EXPECT_EQ(kept[0].person, "ben");
    EXPECT_EQ(kept[0].viewer, viewer);
    EXPECT_EQ(kept[0].at, now());
    ASSERT_EQ(in<ReviewKept>(Stream::ops).size(), 1u) << "and in the log, where nothing changes";
}

// F01.R7.A1, F01.R7.A2, F01.R7.A6, F01.R5.A5: two editors of one version: the second is told which there is now, and nothing of theirs is kept.
TEST_F(ApproverRules, OfTwoWhoChangeOneVersionTheSecondIsToldAndBothKeysAreAskedAnew) {
    ApprovalPolicy policy = calm();
    policy.creatorSeparate = true;
    ask(policy);
    const auto first = freeze();
    ASSERT_EQ(codeOf(run(first, approverCleo())), "ok");
    ASSERT_EQ(codeOf(run(Amend{first.approval, first.digest, RawJson{toJson(AddMuch{"big", 50, ""})}, "half"}, operatorAnna())), "ok");
    const auto late = run(Amend{first.approval, first.digest, RawJson{toJson(AddMuch{"big", 70, ""})}, "no, this"}, operatorBen());
    ASSERT_EQ(codeOf(late), "approval_token_stale");
    EXPECT_EQ(detail(late, "latest_version"), "2");
    auto file = *document<RequestFile>(first.approval.str());
    EXPECT_EQ(file.request.version, 2);
    EXPECT_TRUE(file.request.turns.empty()) << "Cleo's key was for the first";
    EXPECT_EQ(document<Approval>(first.approval.str())->have(), 0);
    const auto stale = run(first, operatorBen());
    EXPECT_EQ(detail(stale, "aliases"), "APPROVAL_TOKEN_STALE,APPROVAL_INVALIDATED");
    const auto second = latest(first.approval);
    ASSERT_EQ(codeOf(run(second, approverCleo())), "ok");
    EXPECT_EQ(codeOf(run(second, approverCleo())), "policy_violation.duplicate_identity");
    EXPECT_FALSE(document<Counter>("big"));
    ASSERT_EQ(codeOf(run(second, operatorBen())), "ok");
    EXPECT_EQ(document<Counter>("big")->value, 50);
    EXPECT_EQ(in<ApprovalExecuted>(Stream::executions)[0].payloadFingerprintSha256, second.digest) << "F01.R7.A5";
}

// F01.R1.A4, F01.R5.A5: what was rejected or taken back stays so, and whoever comes with a key is told; that they came is in the log.
TEST_F(ApproverRules, WhatWasRejectedOrTakenBackIsNeverOpenedAgain) {
    const auto rejected = freeze(), cancelled = freeze(300);
    EXPECT_EQ(codeOf(run(Reject{rejected.approval, "  ", {}}, operatorBen())), "reason_missing");
    ASSERT_EQ(codeOf(run(Reject{rejected.approval, "wrong street", {}}, operatorBen())), "ok");
    ASSERT_EQ(codeOf(run(Cancel{cancelled.approval, cancelled.digest, "not needed"}, operatorAnna())), "ok");
    for (const Release& key : {rejected, cancelled}) {
        const auto answer = run(key, approverCleo());
        EXPECT_EQ(codeOf(answer), "approval_not_pending");
        EXPECT_EQ(detail(answer, "aliases"), "REQUEST_CANCELLED");
        EXPECT_EQ(codeOf(run(Amend{key.approval, key.digest, RawJson{toJson(AddMuch{"big", 1, ""})}, "again"}, operatorAnna())), "approval_not_pending");
        EXPECT_EQ(codeOf(run(Escalate{key.approval, "please"}, operatorAnna())), "not_escalatable") << "digest C15";
    }
    EXPECT_EQ(document<Approval>(rejected.approval.str())->reason, "wrong street");
    EXPECT_EQ(in<CommandRefused>(Stream::decisions).size(), 7u);
    EXPECT_FALSE(document<Counter>("big"));
}

}  // namespace
}  // namespace ok::test
