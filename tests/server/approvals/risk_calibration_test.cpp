// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Other rules tried on what was sent, and a version that comes into force for a growing share and goes back by itself (F05.R6).
#include "tests/support/risk_desk.h"

namespace ok::approvals {
namespace {

struct Simulated {
    std::string simulationId;
    std::int64_t total = 0, gatedLive = 0, gatedDraft = 0;
    double falsePositiveRate = -1, falseNegativeRate = -1;
    std::vector<BandFigures> liveBands, draftBands;
    std::vector<ActionFigures> actions;
    std::vector<JudgedTwice> sends;
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(Simulated, (), (simulationId, total, gatedLive, gatedDraft, falsePositiveRate, falseNegativeRate, liveBands, draftBands, actions, sends, nextPageToken))

class RiskCalibration : public RiskDesk {};

// F05.R6.A2, F05.R6.A3, F05.R6.A4: live and draft side by side on what was really sent; the same again is the same.
TEST_F(RiskCalibration, ADraftIsTriedOnWhatWasSentAndItsFiguresCanBeCountedAgain) {
    ASSERT_GT(publish(byPeople(50)), 0);
    for (int i = 0; i < 20; ++i) {   // scores 0, 5, 10 ... 95
        sent("b-" + std::to_string(i), i * 5'000);
        advance(minutes(1));
    }
    sent("b-19", 0, "comms.retract");   // the widest one was wrong
    advance(minutes(1));
    const int draft = approve(byPeople(30));
    const std::string body = R"({"version":)" + std::to_string(draft) + R"(,"limit":8)";
    const Answer first = ask("POST", "/v1/risk-rules/simulate", "ada", body + "}");
    const auto got = fromJson<Simulated>(first.body);
    ASSERT_TRUE(got.ok()) << first.body;
    EXPECT_EQ(got->total, 21);
    EXPECT_EQ(got->gatedLive, 10);
    EXPECT_EQ(got->gatedDraft, 14);
    EXPECT_NEAR(got->falsePositiveRate, 4.0 / 21, 1e-9);
    EXPECT_EQ(got->falseNegativeRate, 0);
    ASSERT_EQ(got->draftBands.size(), 2U);
    EXPECT_EQ(got->draftBands[1].sends, 14);
    EXPECT_EQ(got->draftBands[1].corrected, 1);
    EXPECT_NEAR(got->draftBands[1].falsePositiveRate, 4.0 / 14, 1e-9) << "of what the draft calls medium, the live rules let four go";
    EXPECT_EQ(got->draftBands[0].falsePositiveRate, 0);
    EXPECT_NEAR(got->liveBands[0].falsePositiveRate, 4.0 / 11, 1e-9);
    EXPECT_EQ(got->liveBands[1].falseNegativeRate, 0);
    EXPECT_EQ(got->draftBands[1].secondsP50, 600);
    ASSERT_EQ(got->actions.size(), 1U);
    EXPECT_EQ(got->actions[0].draft, 14);
    EXPECT_EQ(*got->actions[0].changePercent, 40);
    std::set<std::string> ids;
    Simulated page = *got;
    for (int pages = 0; pages < 5; ++pages) {
        for (const JudgedTwice& each : page.sends) {
            EXPECT_EQ(each.draft.gated, each.draft.score >= 30);
            EXPECT_EQ(each.live.gated, each.live.score >= 50);
            EXPECT_TRUE(ids.insert(each.id).second) << "no send on two pages";
        }
        if (page.nextPageToken.empty()) break;
        page = *fromJson<Simulated>(ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"page_token":")" + page.nextPageToken + "\"}").body);
    }
    EXPECT_EQ(ids.size(), 21U);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "ada", body + "}").body, first.body);

    const auto low = fromJson<Simulated>(ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"level":"low"})").body);
    EXPECT_TRUE(low->actions.empty()) << "the draft asks nothing of what it calls low";
    EXPECT_EQ(low->sends.size(), 7U);
    const auto listed = fromJson<Simulated>(ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"action":"checklist"})").body);
    ASSERT_EQ(listed->sends.size(), 8U);
    EXPECT_EQ(listed->sends[0].draft.fired, (std::vector<std::string>{"band 30-100"}));

    const Answer csv = ask("POST", "/v1/risk-rules/simulate", "ada", body + "}", "csv");
    EXPECT_TRUE(csv.contentType.starts_with("text/csv")) << csv.contentType;
    EXPECT_TRUE(csv.says("draft," + std::to_string(draft) + ",medium,14,14,1,")) << csv.body;
    const Answer oneBand = ask("POST", "/v1/risk-rules/simulate", "ada", body + R"(,"level":"medium"})", "csv");
    EXPECT_EQ(std::count(oneBand.body.begin(), oneBand.body.end(), '\n'), 3) << "the file shows what the filter shows";
    int examined = 0;
    for (const Entry& each : entries(Stream::security)) examined += each.header.type == policy::PolicyExamined::eventType && each.payload.find(got->simulationId) != std::string::npos ? 1 : 0;
    EXPECT_GE(examined, 1) << "F05.R6.A6: who simulated what is in the log";
    EXPECT_EQ(dryRun("40").says("\"actions\":[]"), true) << "live scoring is as it was";
    EXPECT_EQ(riskHistory(**gate->openReader(), tenant, now() - hours(1), now()).size(), 21U);
}

TEST_F(RiskCalibration, OnlyWhoReadsPoliciesSimulatesAndOnlyWhatCanBe) {
    const int draft = approve(byPeople(30));
    const std::string version = R"({"version":)" + std::to_string(draft);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", version + "}").status, 200);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "anna", version + "}").status, 403);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "nobody", version + "}").status, 401);
    EXPECT_EQ(ask("GET", "/v1/risk-rules", "anna").status, 403);
    for (const char* rest : {R"(,"limit":0})", R"(,"limit":501})", R"(,"action":"shout"})", R"(,"from":"2024-01-01T00:00:00Z","to":"2024-06-01T00:00:00Z"})"}) {
        EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", version + rest).status, 422) << rest;
    }
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", R"({"version":77})").status, 404);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/simulate", "edith", "{}").status, 422);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout", "edith", version + R"(,"reason":"let us try"})").status, 403) << "F05.R6.A6: drafting is not deploying";
}

// F05.R6.A5: a growing share, and back within one interval after two bad ones; the staff hears of it.
TEST_F(RiskCalibration, ANewVersionJudgesAShareAndGoesBackWhenItsFiguresAreWorse) {
    const int live = publish(byPeople(50));
    for (int i = 0; i < 10; ++i) sent("old-" + std::to_string(i), 60'000);
    advance(minutes(5));
    const int draft = approve(byPeople(90));
    const std::string start = R"({"version":)" + std::to_string(draft) + R"(,"plan":{"stages":[50,100],"interval_minutes":15,"clean_intervals":1,"breaches_to_roll_back":2,)"
                              R"("false_negative_points":2,"corrected_percent":20,"time_percent":10},"reason":"as the simulation says"})";
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", R"({"version":)" + std::to_string(live) + R"(,"reason":"live already"})").status, 409);
    const Answer started = ask("POST", "/v1/risk-rules/rollout", "ada", start);
    ASSERT_EQ(started.status, 201) << started.body;
    EXPECT_TRUE(ask("GET", "/v1/risk-rules", "ada").says("\"percent\":50"));
    const Rollout rollout = document<RolloutView>("live")->rollout;
    int share = 0;
    for (int i = 0; i < 40; ++i) {
        const std::string subject = "new-" + std::to_string(i);
        const int version = scored(subject, R"({"audience_size":60000})").metadata.configVersion;
        EXPECT_EQ(version, versionFor(rollout, subject));
        share += version == draft ? 1 : 0;
    }
    EXPECT_TRUE(share > 5 && share < 35) << share;
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", start).status, 409) << "one at a time";

    // What the draft lets through took three times as long and had to be corrected.
    for (int interval = 0; interval < 2; ++interval) {
        for (int i = 0; i < 20; ++i) sent("late-" + std::to_string(interval) + "-" + std::to_string(i), 60'000, "comms.send_broadcast", 30);
        EXPECT_NE(document<RolloutView>("live")->rollout.state, RolloutState::rolled_back) << interval;
        advance(minutes(15));
        fire();
    }
    const auto ended = document<RolloutView>("live");
    ASSERT_EQ(ended->rollout.state, RolloutState::rolled_back) << toJson(*ended);
    EXPECT_EQ(ended->rollout.reasons, (std::vector<std::string>{"time_to_send"})) << "its looseness was known from the simulation";
    EXPECT_EQ(scored("after", R"({"audience_size":60000})").metadata.configVersion, live);
    const auto told = ofType(RolloutRolledBack::eventType, Stream::security);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].payload.find("mean_seconds_to_send"), std::string::npos) << "with the figures";
    int notices = 0;
    gate->inspect(tenant, [&](CommandContext& cx) {
        for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 100)) notices += row.connector == "alert_email" && row.payload.find("was taken back") != std::string::npos ? 1 : 0;
    });
    EXPECT_EQ(notices, 1);
    advance(minutes(15));
    fire();
    EXPECT_EQ(ofType(RolloutRolledBack::eventType, Stream::security).size(), 1U);
}

// F05.R6.A5: by hand at any time; a version that goes live is the end of its rollout, and what the log says makes the same views.
TEST_F(RiskCalibration, ARolloutEndsByHandOrByGoingLive) {
    const int live = publish(byPeople(50)), draft = approve(byPeople(40));
    const std::string start = R"({"version":)" + std::to_string(draft) + R"(,"plan":{"stages":[100],"interval_minutes":15,"clean_intervals":4,"breaches_to_roll_back":2,)"
                              R"("false_negative_points":2,"corrected_percent":20,"time_percent":10},"reason":"for everybody at once"})";
    ASSERT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", start).status, 201);
    EXPECT_EQ(scored("x", someInputs).metadata.configVersion, draft);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout/back", "edith", R"({"reason":"not mine"})").status, 403);
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout/back", "ada", R"({"reason":"the crews disagree"})").status, 200);
    EXPECT_EQ(scored("x", someInputs).metadata.configVersion, live) << "the next question";
    EXPECT_EQ(ask("POST", "/v1/risk-rules/rollout/back", "ada", R"({"reason":"once more"})").status, 409);

    ASSERT_EQ(ask("POST", "/v1/risk-rules/rollout", "ada", start).status, 201);
    ASSERT_TRUE(run(policy::PublishVersion{std::string(riskKind), draft, 0, "now"}, person("a publisher", {"policy_publisher"})).reply.ok());
    EXPECT_EQ(document<RolloutView>("live")->rollout.state, RolloutState::complete);
    EXPECT_EQ(document<RiskRules>("live")->version, draft);
    ASSERT_TRUE(run(policy::Rollback{std::string(riskKind), live, "the old ones were better"}, person("a publisher", {"policy_publisher"})).reply.ok());
    EXPECT_EQ(document<RolloutView>("live")->rollout.state, RolloutState::rolled_back);
    EXPECT_EQ(scored("y", someInputs).metadata.configVersion, live);
}

}  // namespace
}  // namespace ok::approvals
