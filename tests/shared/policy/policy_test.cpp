// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Policy documents without a server: bodies compared and changed path by path, the life of a version as tables of what is
// refused when, and the tables people take away (F02.R6).
#include <gtest/gtest.h>

#include "shared/policy/policy_tables.h"
#include "shared/base/csv_reader.h"
#include "tests/support/simple_policy.h"

namespace ok::policy {
namespace {

constexpr Instant noon = Instant::fromSeconds(1'727'000'000);

std::string codeOf(const auto& result) { return result.ok() ? "ok" : result.problem().code; }

// --- bodies

TEST(PolicyTree, ASetIsComparedByIdWhateverItsOrder) {
    const std::string a = R"({"roles":[{"id":"b","x":1},{"id":"a","x":[3,1]}],"n":1})";
    const std::string b = R"({"n":1,"roles":[{"x":[3,1],"id":"a"},{"id":"b","x":1}]})";
    EXPECT_EQ(*normalForm(a), *normalForm(b));
    EXPECT_TRUE(changesBetween(a, b)->empty());
    const auto changes = *changesBetween(a, R"({"roles":[{"id":"0","x":9},{"id":"a","x":[1,3]}],"n":1})");
    ASSERT_EQ(changes.size(), 3U) << "one added in front does not shift the others";
    EXPECT_EQ(changes[0], (Change{"/roles/0", {}, RawJson{R"({"id":"0","x":9})"}}));
    EXPECT_EQ(changes[1], (Change{"/roles/a/x", RawJson{"[3,1]"}, RawJson{"[1,3]"}})) << "a list without ids is one value";
    EXPECT_EQ(changes[2], (Change{"/roles/b", RawJson{R"({"id":"b","x":1})"}, {}}));
}

TEST(PolicyTree, VersionsOfOneIdStandSideBySide) {
    const std::string a = R"({"t":[{"id":"s","version":2},{"id":"s","version":1}]})";
    ASSERT_TRUE(normalForm(a).ok());
    EXPECT_EQ(changesBetween(a, R"({"t":[{"id":"s","version":1}]})")->front().path, "/t/s@2");
    EXPECT_EQ(codeOf(normalForm(R"([{"id":"a"},{"id":"a"}])")), "duplicate_id");
}

TEST(PolicyTree, ChangesAppliedGiveTheOtherBodyAndBackwardsTheFirst) {
    const std::vector<std::string> bodies{
        R"({})", R"({"roles":[]})", R"({"roles":[{"id":"a/b","x":{"y":1}}]})", R"({"roles":[{"id":"a/b","x":{"y":2,"z":null}},{"id":"~","q":[]}]})",
        R"({"roles":[{"id":"~","q":[1,2]}],"other":"é"})", R"({"roles":["text"]})", R"([{"id":"x"}])", R"("text")"};
    for (const auto& from : bodies) {
        for (const auto& to : bodies) {
            const auto changes = *changesBetween(from, to);
            const auto there = withChanges(from, changes);
            ASSERT_TRUE(there.ok()) << from << " -> " << to << ": " << toJson(there.problem());
            EXPECT_EQ(*there, *normalForm(to)) << from;
            EXPECT_EQ(changes.empty(), *normalForm(from) == *normalForm(to));
        }
    }
}

TEST(PolicyTree, AnEditOfAPlaceThatChangedMeanwhileNamesItAndChangesNothing) {
    const std::string body = R"({"roles":[{"id":"a","x":1}]})";
    const struct { Change change; std::string code; } table[] = {
        {{"/roles/a/x", RawJson{"2"}, RawJson{"3"}}, "changed_meanwhile"},
        {{"/roles/a", {}, RawJson{R"({"id":"a"})"}}, "changed_meanwhile"},
        {{"/roles/b", RawJson{"1"}, {}}, "changed_meanwhile"},
        {{"/roles/a/x/y", {}, RawJson{"3"}}, "no_such_place"},
        {{"/nothing/a", {}, RawJson{"3"}}, "no_such_place"},
        {{"roles", {}, RawJson{"3"}}, "no_such_place"},
        {{"/roles/c", {}, RawJson{"{"}}, "bad_json"}};
    for (const auto& row : table) {
        const auto done = withChanges(body, {row.change});
        ASSERT_FALSE(done.ok()) << row.change.path;
        EXPECT_EQ(done.problem().code, "edit_conflict");
        ASSERT_EQ(done.problem().fields.size(), 1U);
        EXPECT_EQ(done.problem().fields[0].code, row.code) << row.change.path;
    }
}

TEST(PolicyTree, HostileBodiesAreRefused) {
    EXPECT_EQ(codeOf(normalForm("{")), "bad_json");
    EXPECT_EQ(codeOf(normalForm(std::string(100, '[') + std::string(100, ']'))), "bad_json");
    EXPECT_EQ(codeOf(normalForm("\"" + std::string(mostBodyBytes, 'x') + "\"")), "too_large");
    EXPECT_TRUE(stepsOf("a/b").empty());
    EXPECT_EQ(pathOf(stepsOf("/a~1b/~0/")), "/a~1b/~0/");
}

// --- the life of a version

struct Desk {
    Kind kind = test::limitsKind();
    Facts facts{kind, {}, {}, R"({"places":[{"id":"north","limit":5}]})", {}, {}, "ben", {"policy_approver"}, noon};
    Desk() {
        facts.settings = {"limits", 2, "policy_approver", {"alert_email"}, kind.limits};
        facts.version.kind = "limits";
        facts.version.number = 1;
        facts.version.summary = "the first limits of all";
        facts.version.createdBy = "anna";
        facts.version.editors = {"anna"};
        facts.version.digest = sha256(facts.body);
        facts.version.round = 1;
    }
    Facts& in(VersionState state) {
        facts.version.state = state;
        return facts;
    }
    void approvedBy(const std::string& who) { facts.version.reviews.push_back({who, ReviewDecision::approve, "", noon, facts.version.digest, 1}); }
};

TEST(PolicyLifeCycle, ADraftNeedsASummaryOfFifteenCharactersAndCountsOn) {  // F02.R6.A1
    const Kind kind = test::limitsKind();
    EXPECT_EQ(codeOf(draft(kind, {}, 0, "too short", "anna")), "invalid_fields");
    EXPECT_EQ(codeOf(draft(kind, {}, 0, "                    ", "anna")), "invalid_fields") << "blanks say nothing";
    EXPECT_EQ(codeOf(draft(kind, {}, 0, "fourteen chars", "anna")), "invalid_fields");
    const auto first = draft(kind, {}, 0, "fifteen charact", "anna");
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->number, 1);
    EXPECT_EQ(first->body->text, kind.emptyBody);
    const PolicyLive live{"limits", 7, sha256("x"), noon, RawJson{"{}"}};
    const auto next = draft(kind, live, 8, "raise the limit in the north", "anna");
    EXPECT_EQ(next->number, 9);
    EXPECT_EQ(next->base, 7);
    EXPECT_FALSE(next->body) << "it begins as what is live";
}

TEST(PolicyLifeCycle, WhatIsRefusedInWhichState) {  // F02.R6.A4, F02.R6.A5, F02.R6.A6
    using S = VersionState;
    for (const S state : {S::draft, S::inReview, S::approved, S::scheduled, S::published, S::superseded, S::discarded}) {
        Desk d;
        d.approvedBy("cleo");
        d.approvedBy("dora");
        d.facts.version.schedule = Schedule{noon + hours(1), "UTC", "paul", noon};
        d.facts.version.publishedAt = noon;
        const Facts& f = d.in(state);
        const auto expect = [&](bool allowed, const auto& result, const char* what) {
            EXPECT_EQ(result.ok(), allowed) << what << " in " << enumName(state) << ": " << codeOf(result);
            if (!allowed) EXPECT_EQ(codeOf(result), "wrong_state") << what << " in " << enumName(state);
        };
        expect(state == S::draft, edit(f, {{{"/places/north/limit", RawJson{"5"}, RawJson{"6"}}}, "", "", ""}), "edit");
        expect(state == S::draft, submit(f), "submit");
        expect(state == S::inReview, review(f, ReviewDecision::approve, "", {}), "approve");
        expect(state == S::inReview || state == S::approved, review(f, ReviewDecision::requestChanges, "less", {}), "request changes");
        expect(state == S::inReview || state == S::approved, takeBack(f, "not what we meant", false), "take back");
        expect(state == S::draft || state == S::inReview || state == S::approved, takeBack(f, "not what we meant", true), "discard");
        expect(state == S::approved, schedule(f, noon + hours(2), "UTC"), "schedule");
        expect(state == S::scheduled, unschedule(f, "not what we meant"), "unschedule");
        expect(state == S::approved, publish(f, false), "publish");
        expect(state == S::scheduled, publish(f, true), "cut over");
        expect(state == S::superseded, rollback(f, "the new one is wrong"), "rollback");
    }
}

TEST(PolicyLifeCycle, TwoDistinctPeopleWithTheRoleWhoDidNotWriteItApprove) {  // F02.R6.A4
    Desk d;
    Facts& f = d.in(VersionState::inReview);
    f.version.submittedBy = "sue";
    const auto as = [&](const char* who, std::vector<std::string> roles = {"policy_approver"}, ReviewDecision decision = ReviewDecision::approve,
                        const char* comment = "") {
        f.actor = who;
        f.roles = std::move(roles);
        return review(f, decision, comment, {});
    };
    EXPECT_EQ(codeOf(as("anna")), "policy_violation.self_approval") << "the author";
    EXPECT_EQ(codeOf(as("sue")), "policy_violation.self_approval") << "who submitted it";
    EXPECT_EQ(codeOf(as("ben", {"operator", "admin"})), "policy_violation.not_an_approver");
    EXPECT_EQ(codeOf(as("ben", {"policy_approver"}, ReviewDecision::requestChanges, "  ")), "invalid_fields") << "a comment is required";
    const auto first = as("ben");
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->state, VersionState::inReview) << "one is not enough";
    f.version.reviews.push_back(first->review);
    EXPECT_EQ(codeOf(as("ben")), "policy_violation.duplicate_approver");
    EXPECT_EQ(as("cleo")->state, VersionState::approved);
    EXPECT_EQ(as("cleo", {"policy_approver"}, ReviewDecision::requestChanges, "the south is missing")->state, VersionState::draft);
    EXPECT_EQ(as("cleo", {"policy_approver"}, ReviewDecision::reject, "we do not want this")->state, VersionState::discarded);
    f.version.reviews[0].digest = sha256("another body");
    EXPECT_EQ(as("cleo")->state, VersionState::inReview) << "an approval of another body counts nothing";
    f.settings.approvers = 1;
    EXPECT_EQ(as("cleo")->state, VersionState::approved) << "as many as the settings say";
    EXPECT_EQ(codeOf(review(f, ReviewDecision::approve, "", sha256("what I saw"))), "version_conflict");
}

TEST(PolicyLifeCycle, AScheduleLiesAheadAndAloneAndInAKnownZone) {  // F02.R6.A5
    Desk d;
    Facts& f = d.in(VersionState::approved);
    EXPECT_EQ(codeOf(schedule(f, noon, "UTC")), "schedule_in_past");
    EXPECT_EQ(codeOf(schedule(f, noon - hours(1), "UTC")), "schedule_in_past");
    EXPECT_EQ(codeOf(schedule(f, noon + hours(24 * 1000), "UTC")), "schedule_too_far");
    EXPECT_EQ(codeOf(schedule(f, noon + hours(1), "America/Atlantis")), "unknown_time_zone");
    EXPECT_TRUE(schedule(f, noon + microseconds(1), "America/New_York").ok());
    PolicyVersion other;
    other.number = 9;
    f.scheduled = {other};
    EXPECT_EQ(codeOf(schedule(f, noon + hours(1), "UTC")), "schedule_overlap");
    EXPECT_EQ(toIso(*momentOf("2024-11-04T06:00", "America/New_York")), "2024-11-04T11:00:00.000000Z");
    EXPECT_EQ(toIso(*momentOf("2024-07-04T06:00:30", "America/New_York")), "2024-07-04T10:00:30.000000Z") << "daylight saving";
    EXPECT_EQ(toIso(*momentOf("2024-07-04T06:00:00+02:00", "America/New_York")), "2024-07-04T04:00:00.000000Z");
    EXPECT_FALSE(momentOf("tomorrow", "UTC").ok());
}

TEST(PolicyLifeCycle, NothingIsPublishedThatWasNotApprovedAsItStandsOrWouldUndoWhatIsLive) {  // F02.R6.A4, F02.R6.A7
    Desk d;
    Facts& f = d.in(VersionState::approved);
    d.approvedBy("cleo");
    EXPECT_EQ(codeOf(publish(f, false)), "approvals_missing");
    d.approvedBy("cleo");
    EXPECT_EQ(codeOf(publish(f, false)), "approvals_missing") << "one person twice is one";
    d.approvedBy("dora");
    ASSERT_TRUE(publish(f, false).ok());
    f.settings.limits["most"] = 4;
    EXPECT_EQ(codeOf(publish(f, false)), "validation_failed") << "asked again with what holds now";
    EXPECT_EQ(publish(f, false).problem().fields.at(0).code, "too_much");
    f.settings.limits["most"] = 400;
    f.live = PolicyLive{"limits", 3, sha256("y"), noon, RawJson{R"({"places":[]})"}};
    EXPECT_EQ(publish(f, false).problem().fields.at(0).code, "base_superseded");
    f.version.base = 3;
    PolicyVersion waiting;
    waiting.number = 12;
    f.scheduled = {waiting};
    const auto done = publish(f, false);
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(done->priorVersion, 3);
    EXPECT_EQ(done->cancelledSchedules, std::vector<int>{12});
    f.body = R"({"places":[]})";
    EXPECT_EQ(codeOf(publish(f, false)), "digest_mismatch");
}

TEST(PolicyLifeCycle, ADraftMovesOntoWhatIsLiveUnlessBothChangedOnePlace) {
    Desk d;
    Facts& f = d.in(VersionState::draft);
    const std::string base = R"({"places":[{"id":"north","limit":1},{"id":"south","limit":1}]})";
    f.body = *normalForm(R"({"places":[{"id":"north","limit":5},{"id":"south","limit":1}]})");
    f.live = PolicyLive{"limits", 4, {}, noon, RawJson{R"({"places":[{"id":"north","limit":1},{"id":"south","limit":8}]})"}};
    const auto moved = rebase(f, base);
    ASSERT_TRUE(moved.ok()) << codeOf(moved);
    EXPECT_EQ(moved->base, 4);
    EXPECT_EQ(*withChanges(f.live->body.text, moved->changes), *normalForm(R"({"places":[{"id":"north","limit":5},{"id":"south","limit":8}]})"));
    f.live->body.text = R"({"places":[{"id":"north","limit":2},{"id":"south","limit":1}]})";
    const auto clash = rebase(f, base);
    EXPECT_EQ(codeOf(clash), "rebase_conflict");
    EXPECT_EQ(clash.problem().fields.at(0).field, "/places/north/limit");
}

TEST(PolicyLifeCycle, FindingsTellWarningsFromWhatBlocks) {  // F02.R6.A7
    Desk d;
    d.facts.body = R"({"places":[{"id":"a","limit":0},{"id":"b","limit":2000}]})";
    const auto found = findingsOf(d.in(VersionState::draft));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_FALSE(found[0].blocking);
    EXPECT_EQ(found[1].code, "too_much");
    EXPECT_TRUE(anyBlocking(found));
    EXPECT_EQ(codeOf(submit(d.facts)), "validation_failed");
    d.facts.body = R"({"places":[{"id":"a","limit":0}]})";
    const auto submitted = submit(d.facts);
    ASSERT_TRUE(submitted.ok()) << "a warning does not stop it";
    EXPECT_EQ(submitted->warnings.size(), 1U);
    d.facts.body = test::limitsKind().emptyBody;
    EXPECT_EQ(submit(d.facts).problem().fields.at(0).code, "nothing_changed");
    EXPECT_EQ(codeOf(edit(d.facts, {{{"/places/x", {}, RawJson{R"({"id":"x","limit":"much"})"}}}, "", "", ""})), "invalid_fields");
    PolicySettings settings = d.facts.settings;
    EXPECT_TRUE(checkSettings(d.kind, settings).ok());
    settings.approvers = 0;
    settings.notify = {"pigeon"};
    settings.limits["unheard"] = 1;
    EXPECT_EQ(checkSettings(d.kind, settings).problem().fields.size(), 3U);
}

// --- tables

Kind toldKind() {
    Kind kind = test::limitsKind();
    kind.summarise = [](const Bodies&) {
        return std::vector<DiffRow>{{ChangeType::modified, "value", "place", "north", {"1"}, {"5", "6"}, {{"user", "Jane"}}, "/places/north"},
                                    {ChangeType::added, "place", "place", "so,uth \"x\"", {}, {"south"}, {{"group", "field"}, {"user", "bob"}}, "/places/south"},
                                    {ChangeType::removed, "place", "place", "west", {"west"}, {}, {}, "/places/west"}};
    };
    return kind;
}

TEST(PolicyTables, ADiffIsGroupedInTheKindsOrderFilteredSearchedAndCounted) {  // F02.R6.A2
    const Bodies bodies{R"({"places":[]})", R"({"places":[{"id":"a","limit":1}]})"};
    const auto all = *diffOf(toldKind(), bodies, {});
    ASSERT_EQ(all.groups.size(), 2U);
    EXPECT_EQ(all.groups[0].dimension, "place") << "the kind's order";
    EXPECT_EQ(all.totals, (ChangeCounts{1, 1, 1}));
    EXPECT_EQ(all.groups[0].counts, (ChangeCounts{1, 1, 0}));
    const auto jane = *diffOf(toldKind(), bodies, {"", {}, "JAN"});
    EXPECT_EQ(jane.totals, (ChangeCounts{0, 0, 1}));
    EXPECT_EQ(diffOf(toldKind(), bodies, {"place", ChangeType::added, ""})->totals, (ChangeCounts{1, 0, 0}));
    const auto plain = *diffOf(test::limitsKind(), bodies, {});
    ASSERT_EQ(plain.groups.size(), 1U) << "a kind that tells no rows gets a row a place";
    EXPECT_EQ(plain.groups[0].rows[0].path, "/places/a");
}

TEST(PolicyTables, CsvAndPdfCarryTheSameTotalsAsTheScreen) {  // F02.R6.A2
    const auto diff = *diffOf(toldKind(), {"{}", R"({"a":1})"}, {});
    std::map<std::string, int> counted;
    CsvReader reader([&](CsvRow& row) {
        if (row.number > 1) ++counted[row.fields[1]];
        EXPECT_EQ(row.fields.size(), 9U);
        return true;
    });
    ASSERT_TRUE(reader.feed(csvOf(diff)).ok());
    ASSERT_TRUE(reader.finish().ok());
    EXPECT_EQ(counted, (std::map<std::string, int>{{"added", 1}, {"removed", 1}, {"modified", 1}}));
    const std::string pdf = pdfOf(diff, noon);
    EXPECT_TRUE(pdf.starts_with("%PDF-1.7"));
    EXPECT_NE(pdf.find("(Totals: added 1, removed 1, modified 1)"), std::string::npos);
    EXPECT_EQ(pdf, pdfOf(diff, noon)) << "the same bytes for the same changes";
}

TEST(PolicyTables, ImpactAndSimulationAreCountedByDimension) {  // F02.R6.A3, F02.R7.A6
    Impact impact;
    impact.analysisId = "id";
    impact.rows = {{true, {"user", "jane"}, {{"channel", {"sms", "email"}}, {"geography", {"north"}}}, 2, {"cross_geography"}},
                   {false, {"group", "field"}, {{"channel", {"sms"}}, {"geography", {"south"}}}, 1, {}}};
    countImpact(impact);
    EXPECT_EQ(impact.total, (GainsAndLosses{2, 1}));
    EXPECT_EQ(impact.byDimension["channel"]["sms"], (GainsAndLosses{1, 1}));
    EXPECT_EQ(impact.byDimension["geography"]["north"], (GainsAndLosses{2, 0}));
    EXPECT_EQ(impact.highRisk, 1);
    EXPECT_EQ(impact.principalsGaining, 1);
    EXPECT_EQ(csvOf(impact), "analysis_id,change,principal_type,principal,channel,geography,capabilities,high_risk,risks\r\n"
                             "id,gain,user,jane,\"sms, email\",north,2,yes,cross_geography\r\nid,loss,group,field,sms,south,1,no,\r\n");
    Simulation simulation;
    simulation.actions = {{noon, "e1", {{"channel", "sms"}}, true, false, "", {"p1"}}, {noon, "e2", {{"channel", "sms"}}, false, false, "no", {}}};
    countSimulation(simulation);
    EXPECT_EQ(simulation.total, (AllowedAndDenied{1, 1, 1}));
    EXPECT_EQ(simulation.byDimension["channel"]["sms"], (AllowedAndDenied{1, 1, 1}));
    EXPECT_NE(csvOf(simulation).find("e1,sms,Allow,Deny,,p1"), std::string::npos);
}

}  // namespace
}  // namespace ok::policy
