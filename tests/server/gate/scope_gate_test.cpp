// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Scopes bite at the gate: the same vectors as the engine's, a matrix that is published and holds for the next command, updates
// that may not leave a polygon, and a second key that is turned by today's roles (F02.R1, F02.R2.A1, A2, A7, F02.R5.A1).
#include "tests/support/access_vectors.h"
#include "tests/support/scope_desk.h"

namespace ok::access {
namespace {

using ScopeGateTest = ScopeDesk;

// F02.R1.A1, A2, A4, A5: what the engine says, the gate does; a refusal leaves one entry with the missing dimensions and nothing else.
TEST_F(ScopeGateTest, TheGateAnswersEveryVectorAsTheEngineDoes) {
    const test::Vectors& all = test::vectors();
    publish(all.matrix);
    int allowed = 0, refused = 0;
    for (const test::VectorCase& one : all.cases) {
        const std::string action = canonicalAction(one.question.action);
        if (action != "comms.send" && action != "approvals.release") continue;
        if (one.question.at.known()) continue;  // the gate judges by its own clock
        SecurityContext who = f.person(one.who.id, one.who.roles);
        who.groups = one.who.groups;
        const std::size_t ops = f.entries().size(), before = f.entries(Stream::decisions).size();
        const std::string code = action == "comms.send" ? codeOf(Probe{one.question}, who, std::string(30, 'x')) : codeOf(ProbeApprove{one.question}, who);
        SCOPED_TRACE(one.name);
        EXPECT_EQ(code, one.expect.allowed ? "ok" : "access_denied");
        EXPECT_EQ(f.entries(Stream::decisions).size(), before + 1);
        EXPECT_EQ(f.entries().size(), ops + (one.expect.allowed ? 1 : 0));
        if (one.expect.allowed) {
            ++allowed;
            const AccessAllowed kept = decisions<AccessAllowed>().back();
            EXPECT_EQ(kept.policyVersion, "roles/1");
            EXPECT_FALSE(kept.policies.empty());
            EXPECT_EQ(kept.authorizedScopes.size(), std::min<std::size_t>(4, kept.policies.size()));
            EXPECT_EQ(kept.requestedScopes.channels, one.question.channels);
            continue;
        }
        ++refused;
        const AccessRefused kept = decisions<AccessRefused>().back();
        EXPECT_EQ(kept.rule, one.expect.reason);
        EXPECT_EQ(kept.missing, one.expect.missing);
        EXPECT_EQ(kept.denyPolicy, one.expect.denyPolicy);
        EXPECT_EQ(kept.policyVersion, "roles/1");
        EXPECT_EQ(detail("decision_id"), f.entries(Stream::decisions).back().header.decisionId);
    }
    EXPECT_GE(allowed, 10);
    EXPECT_GE(refused, 15);
}

// F02.R1.A5: the id does not depend on the surface.
TEST_F(ScopeGateTest, ConsoleAndApiGetTheSameDecisionId) {
    publish(twoAreas());
    const Probe probe{{"", {"voice"}, {"west"}, {}, {"minor"}, {"etr"}, 5, {}, ""}};
    EXPECT_EQ(codeOf(probe, scoped()), "access_denied");
    const std::string console = detail("decision_id");
    f.advance(minutes(3));
    SecurityContext api = scoped();
    api.source = "api";
    api.address = "192.0.2.9";
    EXPECT_EQ(codeOf(probe, api), "access_denied");
    EXPECT_EQ(detail("decision_id"), console);
    EXPECT_EQ(detail("allowed_channel"), "email,sms");
}

// F02.R1.A6: the next command, in the same breath, and the routes.
TEST_F(ScopeGateTest, APublishedMatrixHoldsForTheVeryNextCommand) {
    const IncidentId west = incidentAt(-83.7, 38.3);
    const incidents::SetCause cause{west, "tree", ""};
    EXPECT_EQ(codeOf(cause, scoped()), "access_denied") << "the built-in matrix has no such role";
    EXPECT_EQ(matrices->of(f.tenant)->version(), "builtin-1");
    publish(twoAreas());
    EXPECT_EQ(codeOf(cause, scoped()), "ok");
    EXPECT_EQ(matrices->of(f.tenant)->version(), "roles/1");
    RolesMatrix less = twoAreas();
    less.policies.back().actions = {"comms.*"};
    publish(less);
    EXPECT_EQ(codeOf(incidents::SetCause{west, "storm", ""}, scoped()), "access_denied");
    EXPECT_EQ(decisions<AccessRefused>().back().policyVersion, "roles/2");
    EXPECT_EQ(matrices->of(f.tenant)->version(), "roles/2");
    EXPECT_EQ(matrices->of(f.otherTenant)->version(), "builtin-1") << "another utility has its own";
    // A publication that fails is none.
    EXPECT_EQ(codeOf(PublishForTest{3, RawJson{toJson(twoAreas())}, true}, system()), "handler_failed");
    EXPECT_EQ(codeOf(incidents::SetCause{west, "storm", ""}, scoped()), "access_denied");
}

// F02.R1.A6: a document that cannot be read lets nobody through, and the server's own work goes on.
TEST_F(ScopeGateTest, ABrokenDocumentRefusesPeopleAndNotTheServer) {
    for (const char* body : {R"({"roles":7})", R"({"schema":"roles_matrix.v1","roles":[{"id":"a","inherits":["a"]}]})"}) {
        publishText(body);
        EXPECT_EQ(codeOf(incidents::CreateIncident{}, f.operatorAnna()), "access_denied") << body;
        EXPECT_EQ(detail("reason"), "safe_deny");
        EXPECT_EQ(decisions<AccessRefused>().back().rule, "safe_deny");
        EXPECT_EQ(matrices->of(f.tenant), nullptr);
    }
    publish(twoAreas());
    EXPECT_EQ(codeOf(incidents::SetCause{incidentAt(-83.7, 38.3), "tree", ""}, scoped()), "ok");
}

// F02.R1.A1: incidents within and beyond the polygon; a boundary that leaves it between two of its corners.
TEST_F(ScopeGateTest, AScopedOperatorCannotReachBeyondHisPolygon) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3), east = incidentAt(-82.7, 38.3);
    EXPECT_EQ(codeOf(incidents::SetCause{west, "tree", ""}, scoped()), "ok");
    EXPECT_EQ(codeOf(incidents::SetCause{east, "tree", ""}, scoped()), "access_denied");
    EXPECT_EQ(detail("reason"), "target_outside_authorized_geography");
    EXPECT_EQ(detail("missing"), "geography");
    EXPECT_EQ(detail("allowed_geography"), "west");
    EXPECT_EQ(codeOf(incidents::MergeIncidents{west, east, "one fault"}, scoped()), "access_denied");
    incidents::CreateIncident made;
    made.boundary = box(-83.5, 38.5, 0.1);
    EXPECT_EQ(codeOf(made, scoped()), "ok");
    const std::size_t known = f.documents<incidents::Incident>().size();
    made.boundary = {{{{-83.5, 38.5}, {-83.2, 38.5}, {-82.8, 38.6}, {-83.2, 38.7}, {-83.5, 38.7}}}};
    EXPECT_EQ(codeOf(made, scoped()), "access_denied");
    made.boundary = {};
    made.centre = LonLat{-83.001, 38.5};
    made.radiusMetres = 50;
    EXPECT_EQ(codeOf(made, scoped()), "ok");
    made.radiusMetres = 500;
    EXPECT_EQ(codeOf(made, scoped()), "access_denied") << "the circle reaches over the border";
    EXPECT_EQ(f.documents<incidents::Incident>().size(), known + 1) << "a refusal leaves no incident behind";
}

// F02.R1.A1, F02.R2.A1, F02.R4.A4: no draft, no partial send; the attempt is evidence.
TEST_F(ScopeGateTest, AnUpdateThatLeavesTheScopeIsNeitherDraftedNorSent) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(40, -83.6, 38.4);
    EXPECT_EQ(codeOf(comms::DraftUpdate{.incident = west, .channels = {comms::Channel::sms}}, scoped()), "ok");
    const std::size_t drafts = f.documents<comms::Broadcast>().size();
    EXPECT_EQ(codeOf(comms::DraftUpdate{.incident = west, .channels = {comms::Channel::sms, comms::Channel::voice}}, scoped()), "access_denied");
    EXPECT_EQ(detail("missing"), "channel,audience");
    comms::SendBroadcast send = draft(west);
    EXPECT_EQ(codeOf(send, scoped()), "approval_required");
    const auto waiting = f.documents<approvals::Approval>();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].requested.audience, 40);
    EXPECT_EQ(waiting[0].requested.channels, std::vector<std::string>{"sms"});
    people(1, -82.5, 38.4);   // one customer beyond the border
    EXPECT_EQ(codeOf(send, scoped()), "access_denied");
    EXPECT_EQ(detail("reason"), "target_outside_authorized_geography");
    EXPECT_EQ(codeOf(comms::DraftUpdate{.incident = west, .channels = {comms::Channel::sms}}, scoped()), "access_denied");
    accounts.pop_back();
    people(11, -83.6, 38.4);  // 51 of 50
    EXPECT_EQ(codeOf(send, scoped()), "access_denied");
    EXPECT_EQ(detail("missing"), "audience");
    EXPECT_EQ(detail("allowed_audience"), "50");
    EXPECT_EQ(f.documents<comms::Broadcast>().size(), drafts + 1) << "only the operator's own draft was added";
    EXPECT_TRUE(f.documents<comms::Message>().empty());
    EXPECT_EQ(f.documents<approvals::Approval>().size(), 1U);
    EXPECT_GE(decisions<AccessRefused>().size(), 4U);
    // An operator with the whole matrix is not stopped by somebody else's scope.
    EXPECT_EQ(codeOf(send, f.operatorAnna()), "approval_required");
}

// F02.R2.A2: who releases needs a scope that covers what is released, and cannot be the submitter.
TEST_F(ScopeGateTest, ASecondKeyNeedsAScopeThatCoversWhatItReleases) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3), east = incidentAt(-82.7, 38.3);
    people(3, -83.6, 38.4);
    const incidents::SetEtr inside{west, {}, f.now() + hours(2), 60, "crew", {}}, outside{east, {}, f.now() + hours(2), 60, "crew", {}};
    const auto first = f.run(inside, f.operatorAnna());
    EXPECT_TRUE(f.release(first, scoped()).reply.ok()) << "an estimate has no channel and no audience: a policy for texts to 50 covers it";
    const auto second = f.run(outside, f.operatorAnna());
    last = f.release(second, scoped());
    ASSERT_FALSE(last.reply.ok());
    EXPECT_EQ(last.reply.problem().code, "access_denied");
    EXPECT_NE(detail("missing").find("geography"), std::string::npos);
    EXPECT_EQ(decisions<AccessRefused>().back().action, "approvals.release");
    last = f.release(second, f.operatorAnna());
    EXPECT_EQ(last.reply.problem().code, "policy_violation.self_approval");
    EXPECT_TRUE(f.release(second, f.approverCleo()).reply.ok());
    const auto send = draft(west);
    const auto third = f.run(send, f.operatorAnna());
    EXPECT_TRUE(f.release(third, scoped()).reply.ok());
    const auto allowed = decisions<AccessAllowed>();
    ASSERT_GE(allowed.size(), 2U);
    EXPECT_EQ(allowed.back().command, "approvals.release");
    EXPECT_EQ(allowed[allowed.size() - 2].command, "comms.send_broadcast") << "what went out was judged again, by its submitter's roles";
}

// The submitter's roles at the moment of the release count (decisions.md 1: the submitter holds the first key).
TEST_F(ScopeGateTest, WhatIsReleasedIsJudgedByItsSubmittersRolesOfToday) {
    const auto made = f.run(CreateUser{"sally", PersonName{"Sally"}, {"operator"}, Secret{"$argon2id$made-up"}}, system());
    ASSERT_TRUE(made.reply.ok());
    const UserId sally = fromJson<UserCreatedReply>(*made.reply)->user;
    const SecurityContext who = f.person(sally.str(), {"operator"});
    const IncidentId incident = incidentAt(-83.7, 38.3);
    const auto asked = f.run(incidents::SetEtr{incident, {}, f.now() + hours(2), 60, "crew", {}}, who);
    ASSERT_EQ(asked.reply.problem().code, "approval_required");
    ASSERT_TRUE(f.runReleased(GrantRoles{sally, {"auditor"}, "moved to the audit office"}, f.person("ada", {"admin"}), f.person("bea", {"admin"})).reply.ok());
    last = f.release(asked, f.approverCleo());
    ASSERT_FALSE(last.reply.ok());
    EXPECT_EQ(last.reply.problem().code, "access_denied");
    EXPECT_FALSE(f.document<incidents::Incident>(incident.str())->etr.latest);
    const auto approval = f.documents<approvals::Approval>();
    EXPECT_EQ(std::count_if(approval.begin(), approval.end(), [](const auto& a) { return a.state == approvals::ApprovalState::failed && a.reason == "access_denied"; }), 1);
    const Entry evidence = f.entries(Stream::decisions).back();
    EXPECT_EQ(evidence.header.actor.id, sally.str());
    EXPECT_EQ(evidence.header.type, AccessRefused::eventType);
    // Her running session still says operator; the gate does not believe it.
    EXPECT_EQ(codeOf(incidents::SetCause{incident, "tree", ""}, who), "access_denied");
}

// decisions.md 1: one administrator cannot make the second key.
TEST_F(ScopeGateTest, OneAdministratorCannotMakeASecondKeyForThemselves) {
    const SecurityContext ada = f.person("ada", {"admin"});
    const auto made = f.run(CreateUser{"shadow", PersonName{"S"}, {"operator", "approver"}, Secret{"$argon2id$made-up"}}, ada);
    ASSERT_TRUE(made.reply.ok());
    const auto reply = *fromJson<UserCreatedReply>(*made.reply);
    EXPECT_TRUE(reply.rolesPending);
    EXPECT_TRUE(f.document<User>(reply.user.str())->roles.empty());
    const auto asked = f.run(GrantRoles{reply.user, {"approver"}, "needs it"}, ada);
    ASSERT_EQ(asked.reply.problem().code, "approval_required");
    EXPECT_EQ(f.release(asked, ada).reply.problem().code, "policy_violation.self_approval");
    EXPECT_EQ(f.release(asked, f.person(reply.user.str(), {"approver"})).reply.problem().code, "access_denied") << "the new account cannot help itself up";
    EXPECT_TRUE(f.document<User>(reply.user.str())->roles.empty());
    EXPECT_TRUE(f.release(asked, f.person("bea", {"admin"})).reply.ok());
    EXPECT_EQ(f.document<User>(reply.user.str())->roles, std::vector<std::string>{"approver"});
    EXPECT_EQ(codeOf(GrantRoles{reply.user, {"archmage"}, "why not"}, ada), "approval_required");
}

// F02.R3: what the directory gives counts like an assignment of the matrix, and is gone with it.
TEST_F(ScopeGateTest, WhatTheDirectoryGivesCountsWithTheNextCommand) {
    RolesMatrix m = twoAreas();
    m.policies.push_back({"publisher", "", Effect::allow, {"publish"}, Scope::everything(), false, {}});
    m.roles.push_back({"publisher", "", "", {}, {"publisher"}});
    publish(m);
    const UserId user{derivedUuid("mapped person")};
    const Scope north{{"sms"}, {"North"}, {}, {"*"}, {"*"}, {}, {}};
    const auto may = [&](const char* channel, const char* territory) {
        return codeOf(Probe{{"", {channel}, {territory}, {}, {"major"}, {"etr"}, 5, {}, ""}}, f.person(user.str(), {}));
    };
    EXPECT_EQ(may("sms", "North"), "access_denied");
    MappedAccess given{user, {"ops"}, {{"1", PrincipalKind::user, user.str(), "publisher", north, "scim", {}}}, 1};
    ASSERT_TRUE(f.run(MapCommand{given}, system()).reply.ok());
    EXPECT_EQ(may("sms", "North"), "ok");
    EXPECT_EQ(may("email", "North"), "access_denied");
    EXPECT_EQ(detail("allowed_channel"), "sms");
    EXPECT_EQ(may("sms", "South"), "access_denied") << "two territories that only the directory knows are still two";
    given.assignments.clear();
    ASSERT_TRUE(f.run(MapCommand{given}, system()).reply.ok());
    EXPECT_EQ(may("sms", "North"), "access_denied");
}

// F02.R4.A3: a soft limit asks for at least 20 characters, and keeps them.
TEST_F(ScopeGateTest, ASoftLimitIsPassedOnlyWithAReasonThatIsKept) {
    RolesMatrix m = twoAreas();
    m.limits.push_back({"minor-5000", LimitKind::soft, "audience", 5000, {{"*"}, {"*"}, {}, {"minor"}, {"*"}, {}, {}}});
    publish(m);
    const Probe probe{{"", {"sms"}, {"T1"}, {}, {"minor"}, {"etr"}, 5001, {}, ""}};
    const std::string why = "boil water, everybody along the river must know";
    EXPECT_EQ(codeOf(probe, f.operatorAnna()), "justification_required");
    EXPECT_EQ(detail("limits"), "minor-5000");
    EXPECT_EQ(codeOf(probe, f.operatorAnna(), "too short"), "justification_required");
    EXPECT_EQ(codeOf(probe, f.operatorAnna(), why), "ok");
    EXPECT_EQ(decisions<AccessAllowed>().back().softLimits, std::vector<std::string>{"minor-5000"});
    EXPECT_EQ(f.entries(Stream::decisions).back().header.justification, why);
}

}  // namespace
}  // namespace ok::access
