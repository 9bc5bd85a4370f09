// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Requests with versions at the gate: what is frozen, who may say what about which version, what happens when the world goes on, and what
// a risk asks for (F01.R1, F01.R3.A7, F04.R1, F04.R4, F04.R6, F05.R2, F05.R3; digest C13, C16, C18, C27). On both databases.
#include <gtest/gtest.h>

#include "tests/server/gate/versions_fixture.h"

namespace ok::test {
namespace {

using namespace approvals;

// F01.R1.A2, F04.R1.A2, F04.R1.A3, F04.R6.A1, C27: content addressed, signed, people apart and sealed.
TEST_F(VersionsTest, WhatWaitsIsFrozenSignedAndItsPeopleLieSealedApart) {
    const auto frozen = freeze();
    const auto file = *document<RequestFile>(frozen.approval.str());
    EXPECT_EQ(file.request.content, frozen.digest);
    gate->inspect(tenant, [&](CommandContext& cx) {
        const auto version = frozenVersion(cx.views(), frozen.approval);
        ASSERT_TRUE(version.ok()) << version.problem().message;
        EXPECT_EQ(sha256(version->stored.content.text), frozen.digest);
        EXPECT_EQ(version->content.audience.people, 200);
        EXPECT_EQ(version->content.audience.messages, 200);
        EXPECT_EQ(version->content.environment, "live");
        EXPECT_EQ(version->stored.content.text.find("tok_17"), std::string::npos) << "no contact in what is shown";
        const auto list = frozenRecipients(cx, version->content.audience.list);
        ASSERT_TRUE(list.ok()) << list.problem().message;
        EXPECT_EQ(list->rows.size(), 200u);
        EXPECT_EQ(frozenRecipients(cx, sha256("another")).problem().code, "recipients_missing");
    });
    const auto log = entries();
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[1].header.type, "snapshot.taken");
    EXPECT_NE(log[1].payload.find("signer_key_fingerprint"), std::string::npos);
    EXPECT_EQ(freeze().digest, frozen.digest) << "the same state asked for twice has one hash";
    EXPECT_EQ(followed, (std::vector<std::string>{"opened 1", "opened 1"}));
}

// F01.R2.A7, F01.R3.A7: everybody sees the same, and asking changes nothing.
TEST_F(VersionsTest, TheReviewShowsWhatChangesForWhomAndWhoIsMissingAndWritesNothing) {
    const auto frozen = freeze();
    const auto before = entries().size();
    const auto shown = review(frozen.approval, approverCleo());
    EXPECT_EQ(entries().size(), before);
    EXPECT_EQ(shown.digest, frozen.digest);
    EXPECT_TRUE(shown.verified);
    EXPECT_TRUE(shown.blockedBy.empty()) << shown.blockedWhy;
    const auto words = std::find_if(shown.diff.items.begin(), shown.diff.items.end(), [](const ReviewItem& item) { return item.id == "message/sms/en/body"; });
    ASSERT_NE(words, shown.diff.items.end());
    EXPECT_EQ(words->change, ChangeKind::modified);
    EXPECT_EQ(shown.incidents, std::vector<std::string>{"Boyd"}) << "where it is";
    EXPECT_EQ(shown.audience.people, 200);
    EXPECT_EQ(shown.drift.level, DriftLevel::none);
    EXPECT_EQ(shown.quorum.have, 1);
    EXPECT_EQ(shown.quorum.needed, 2);
    const auto own = review(frozen.approval, operatorAnna());
    EXPECT_TRUE(own.mine);
    EXPECT_EQ(own.blockedBy, "policy_violation.self_approval");
    EXPECT_EQ(toJson(own.diff), toJson(shown.diff));
    EXPECT_EQ(codeOf(run(Review{frozen.approval, 0, {}}, person("eve", {"supervisor"}))), "access_denied");
    EXPECT_EQ(codeOf(run(Review{frozen.approval, 9, {}}, approverCleo())), "not_found");
}

// F01.R1.A3, C16, C18: another version takes all keys back; a word about the old one is stale; who changed it is its author.
TEST_F(VersionsTest, WhoeverChangesWhatWaitsIsItsAuthorAndNothingSaidBeforeCounts) {
    const auto first = freeze();
    const auto amended = run(Amend{first.approval, first.digest, RawJson{toJson(AddMuch{"big", 50, ""})}, "half is enough"}, operatorBen());
    ASSERT_EQ(codeOf(amended), "ok");
    EXPECT_EQ(codeOf(run(Amend{first.approval, latest(first.approval).digest, RawJson{toJson(AddMuch{"big", 20, ""})}, ""}, approverCleo())), "access_denied")
        << "whoever writes it could have asked for it";
    const auto second = latest(first.approval);
    EXPECT_NE(second.digest, first.digest);
    const auto stale = run(first, approverCleo());
    ASSERT_EQ(codeOf(stale), "approval_token_stale");
    EXPECT_EQ(stale.reply.problem().details.at("latest_version"), "2");
    EXPECT_TRUE(has("approval.snapshot_mismatch", Stream::decisions)) << "F04.R6.A3";
    EXPECT_EQ(codeOf(run(second, operatorBen())), "policy_violation.self_approval") << "the author now";
    EXPECT_EQ(codeOf(run(Amend{first.approval, first.digest, RawJson{toJson(AddMuch{"big", 10, ""})}, ""}, operatorBen())), "approval_token_stale");
    EXPECT_EQ(codeOf(run(Amend{second.approval, second.digest, RawJson{toJson(AddMuch{"big", 50, ""})}, ""}, operatorBen())), "nothing_changed");
    EXPECT_EQ(codeOf(run(Amend{second.approval, second.digest, RawJson{toJson(AddMuch{"other", 50, ""})}, ""}, operatorBen())), "invalid_fields");
    ASSERT_EQ(codeOf(run(second, operatorAnna())), "ok") << "who wrote the first version may hold the other key of the second";
    EXPECT_EQ(document<Counter>("big")->value, 50);
    EXPECT_EQ(document<RequestFile>(first.approval.str())->request.runs, 1);
    EXPECT_EQ(followed, (std::vector<std::string>{"opened 1", "opened 2", "closed released"}));
    EXPECT_EQ(review(first.approval, approverCleo(), 1).digest, first.digest) << "older versions stay readable";
}

TEST_F(VersionsTest, ItsAuthorTakesItBackAndNobodyElseDoes) {
    const auto frozen = freeze();
    EXPECT_EQ(codeOf(run(Cancel{frozen.approval, frozen.digest, "not needed"}, operatorBen())), "not_the_author");
    ASSERT_EQ(codeOf(run(Cancel{frozen.approval, frozen.digest, "not needed"}, operatorAnna())), "ok");
    EXPECT_EQ(document<Approval>(frozen.approval.str())->state, ApprovalState::cancelled);
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "approval_not_pending");
    EXPECT_FALSE(gate->nextTimer());
    const auto second = freeze();
    ASSERT_EQ(codeOf(run(Reject{second.approval, "my own", {}}, operatorAnna())), "ok");
    EXPECT_EQ(document<Approval>(second.approval.str())->state, ApprovalState::cancelled) << "one's own is withdrawn, not rejected";
    const auto third = freeze();
    EXPECT_EQ(codeOf(run(Reject{third.approval, "no", {}}, operatorBen())), "reason_missing") << "C21: five characters";
    EXPECT_EQ(codeOf(run(Reject{third.approval, "wrong street", sha256("old")}, operatorBen())), "approval_digest_mismatch");
    ASSERT_EQ(codeOf(run(Reject{third.approval, "wrong street", third.digest}, operatorBen())), "ok");
    EXPECT_EQ(document<Approval>(third.approval.str())->state, ApprovalState::rejected);
}

// F01.R4.A2: the author's second account, and an approver's, are not other people.
TEST_F(VersionsTest, PeopleAreCountedNotTheirAccounts) {
    persons = {{"anna", "P1"}, {"anna.private", "P1"}};
    const auto frozen = freeze();
    EXPECT_EQ(codeOf(run(frozen, person("anna.private", {"approver"}))), "policy_violation.self_approval");
    EXPECT_FALSE(document<Counter>("big"));
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "ok");
}

// F04.R4.A1 to A3, C16: frozen numbers never change; who holds a key says that they saw what did.
TEST_F(VersionsTest, WhatChangedSinceHasToBeSeenByEverybodyWhoHoldsAKey) {
    const auto frozen = freeze();
    world.impacted = 1'100;   // ten percent more
    auto shown = review(frozen.approval, operatorBen());
    ASSERT_EQ(shown.drift.level, DriftLevel::acknowledge);
    EXPECT_EQ(shown.blockedBy, "drift_unacknowledged");
    EXPECT_EQ(shown.digest, frozen.digest);
    const auto refused = run(frozen, operatorBen());
    ASSERT_EQ(codeOf(refused), "drift_unacknowledged");
    EXPECT_EQ(refused.reply.problem().details.at("drift"), shown.drift.digest().hex());
    EXPECT_TRUE(has("snapshot.drift_detected"));
    EXPECT_EQ(document<Approval>(frozen.approval.str())->driftLevel, "acknowledge");
    EXPECT_EQ(codeOf(run(AcknowledgeDrift{frozen.approval, frozen.digest, sha256("something else")}, operatorBen())), "drift_changed");
    ASSERT_EQ(codeOf(run(AcknowledgeDrift{frozen.approval, frozen.digest, shown.drift.digest()}, operatorBen())), "ok");
    EXPECT_TRUE(review(frozen.approval, operatorBen()).driftSeen);
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "drift_unacknowledged") << "the author holds a key, too";
    ASSERT_EQ(codeOf(run(AcknowledgeDrift{frozen.approval, frozen.digest, shown.drift.digest()}, operatorAnna())), "ok");
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "ok");
    gate->inspect(tenant, [&](CommandContext& cx) { EXPECT_EQ(frozenVersion(cx.views(), frozen.approval)->content.incidents[0].impacted, 1'000); });
}

// F04.R4.A1: nobody has to look.
TEST_F(VersionsTest, ATimerNoticesThatTheWorldWentOnAndSaysItOnce) {
    const auto frozen = freeze();
    const auto tick = [&] {
        advance(seconds(6));
        gate->fireTimers();
        (void)run(Add{"tick", 1, "red", ""}, operatorBen());   // behind the timers
    };
    tick();
    EXPECT_FALSE(has("snapshot.drift_detected"));
    world.impacted = 1'300;
    tick();
    tick();
    const auto all = typesOf();
    EXPECT_EQ(std::count(all.begin(), all.end(), "snapshot.drift_detected"), 1);
    EXPECT_EQ(document<Approval>(frozen.approval.str())->driftLevel, "acknowledge");
    ASSERT_EQ(codeOf(run(Cancel{frozen.approval, frozen.digest, "not any more"}, operatorAnna())), "ok");
    EXPECT_FALSE(gate->nextTimer());
}

// F04.R4.A4, C28: beyond a point it is frozen anew; an opt-out asks for it, too.
TEST_F(VersionsTest, WhatIsTooFarFromTheWorldIsFrozenAnew) {
    const auto frozen = freeze();
    world.people = 300;
    EXPECT_EQ(codeOf(run(frozen, operatorBen())), "snapshot_outdated");
    EXPECT_EQ(codeOf(run(AcknowledgeDrift{frozen.approval, frozen.digest, review(frozen.approval, operatorBen()).drift.digest()}, operatorBen())), "snapshot_outdated");
    ASSERT_EQ(codeOf(run(Resnapshot{frozen.approval, frozen.digest}, operatorBen())), "ok");
    const auto second = latest(frozen.approval);
    EXPECT_EQ(codeOf(run(Resnapshot{second.approval, second.digest}, operatorBen())), "nothing_changed");
    EXPECT_EQ(review(frozen.approval, operatorAnna()).audience.people, 300);
    const auto all = typesOf();
    const auto drifted = std::find(all.begin(), all.end(), "snapshot.drift_detected"), renewed = std::find(all.rbegin(), all.rend(), "snapshot.taken").base();
    EXPECT_LT(drifted - all.begin(), renewed - all.begin()) << "F04.R6.A2: in this order";
    world.stopped = {"sms tok_5"};
    EXPECT_EQ(codeOf(run(second, operatorAnna())), "snapshot_outdated");
    ASSERT_EQ(codeOf(run(Resnapshot{second.approval, second.digest}, operatorBen())), "nothing_changed") << "the list is chosen without them by the domain";
}

TEST_F(VersionsTest, WhatIsGoneIsSaidByTheReviewAndByTheCommandItself) {
    const auto frozen = freeze();
    world.gone = true;
    const auto shown = review(frozen.approval, operatorBen());
    EXPECT_EQ(shown.drift.level, DriftLevel::invalid);
    EXPECT_EQ(shown.blockedBy, "snapshot_invalid");
    EXPECT_EQ(codeOf(run(AddMuch{"big", 5, ""}, operatorAnna())), "broadcast_not_found") << "and cannot be asked for any more";
}

// F05.R1, F05.R2.A1, F05.R3: shown always, in force when the utility has published its rules.
TEST_F(VersionsTest, ARiskIsShownAndWhereRulesArePublishedItsActionsHaveToBeComplete) {
    EXPECT_GE(document<Approval>(freeze().approval.str())->riskScore, 0);
    RiskRules rules = standardRiskRules();
    rules.unmatched = std::vector<RiskAction>{{RiskActionKind::checklist, "storm", 0}};
    rules.rules.clear();
    rules.checklists = {{"storm", {{"map", "Looked at the map", "", true}, {"crew", "Spoke with the crew", "", true}}}};
    rules.bands = {{0, 20, "low", {}}, {21, 60, "medium", {{RiskActionKind::checklist, "storm", 0}}}, {61, 80, "high", {{RiskActionKind::senior_approver, "duty_manager", 0}}},
                   {81, 100, "blocked", {{RiskActionKind::block, "", 0}}}};
    publish(rules);
    world.people = 5'000;
    world.moved = 60;
    const auto medium = freeze();
    auto shown = review(medium.approval, operatorBen());
    ASSERT_EQ(shown.risk->riskLevel, "medium") << shown.risk->score;
    ASSERT_EQ(shown.checklists.size(), 1u);
    const auto refused = run(medium, operatorBen());
    ASSERT_EQ(codeOf(refused), "risk_actions_incomplete");
    EXPECT_EQ(refused.reply.problem().fields.size(), 2u);
    EXPECT_EQ(codeOf(run(Attest{medium.approval, medium.digest, "storm", "nothing"}, operatorBen())), "invalid_fields");
    ASSERT_EQ(codeOf(run(Attest{medium.approval, medium.digest, "storm", "map"}, operatorBen())), "ok");
    ASSERT_EQ(codeOf(run(Attest{medium.approval, medium.digest, "storm", "crew"}, operatorBen())), "ok");
    EXPECT_EQ(codeOf(run(medium, operatorBen())), "ok");
}

TEST_F(VersionsTest, SomebodySeniorHasToApproveAndWhatIsBlockedCannotEvenBeAskedFor) {  // F05.R2.A3, F05.R3.A2
    RiskRules rules = standardRiskRules();
    rules.bands = {{0, 10, "low", {}}, {11, 45, "high", {{RiskActionKind::senior_approver, "duty_manager", 0}}}, {46, 100, "blocked", {{RiskActionKind::block, "", 0}}}};
    publish(rules);
    world.people = 2'000;
    world.moved = 30;
    const auto frozen = freeze();
    EXPECT_EQ(review(frozen.approval, operatorBen()).quorum.missingRoles.at("duty_manager"), 1);
    EXPECT_NE(codeOf(run(frozen, operatorBen())), "ok");
    EXPECT_FALSE(document<Counter>("big"));
    EXPECT_EQ(codeOf(run(frozen, person("dora", {"operator", "duty_manager"}))), "ok");
    world.people = 20'000;
    world.moved = 240;
    const auto blocked = run(AddMuch{"big", 7, ""}, operatorAnna());
    EXPECT_EQ(codeOf(blocked), "risk_blocked");
}

// What the log says is all there is: files and versions come out of it the same.
TEST_F(VersionsTest, ARebuildGivesTheSameFilesAndVersions) {
    const auto frozen = freeze();
    world.impacted = 1'100;
    const auto drift = review(frozen.approval, operatorBen()).drift.digest();
    ASSERT_EQ(codeOf(run(AcknowledgeDrift{frozen.approval, frozen.digest, drift}, operatorBen())), "ok");
    ASSERT_EQ(codeOf(run(Resnapshot{frozen.approval, frozen.digest}, operatorBen())), "ok");
    const std::string before = toJson(documents<RequestFile>()), versions = toJson(documents<StoredSnapshot>());
    gate->inspect(tenant, [&](CommandContext& cx) {
        for (const Entry& entry : cx.store().entries(cx.tenant(), Stream::ops, 0, 1'000)) ASSERT_TRUE(projections.apply(entry, cx.views()).ok());
    });
    EXPECT_EQ(documents<StoredSnapshot>().size(), 2u);
    EXPECT_EQ(toJson(documents<StoredSnapshot>()), versions);
    EXPECT_NE(before, "[]");
}

}  // namespace
}  // namespace ok::test
