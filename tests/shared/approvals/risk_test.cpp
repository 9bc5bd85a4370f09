// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk: the score and why, what it asks for, which rules can be used, staggered sends, and judging the past (F05). Table:
// tests/vectors/approvals/risk_cases.json.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <set>

#include "shared/approvals/calibration.h"
#include "shared/approvals/risk_kind.h"
#include "tests/support/file_text.h"

namespace ok::approvals {
namespace {

const Instant noon = *parseIso("2026-03-05T12:00:00Z");

struct RiskCase {
    std::string say, level;
    RiskInputs inputs;
    int score = 0;
    std::vector<std::string> actions, fallbacks;
};
BOOST_DESCRIBE_STRUCT(RiskCase, (), (say, level, inputs, score, actions, fallbacks))
struct Vectors {
    std::vector<RiskCase> cases;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (cases))

std::vector<std::string> said(const std::vector<RiskAction>& actions) {
    std::vector<std::string> out;
    for (const RiskAction& a : actions) out.push_back(enumName(a.kind) + (a.name.empty() ? "" : " " + a.name) + (a.perMinute > 0 ? " " + std::to_string(a.perMinute) : ""));
    return out;
}

// F05.R1.A1, F05.R1.A4, F05.R1.A5: score, level, what is asked for, which defaults stood in.
TEST(RiskTest, EveryCaseOfTheTableHasItsScoreAndItsActions) {
    const auto all = fromJson<Vectors>(test::contents(OK_SOURCE_DIR "/tests/vectors/approvals/risk_cases.json"));
    ASSERT_TRUE(all.ok()) << toJson(all.problem());
    for (const RiskCase& each : all->cases) {
        const auto got = evaluateRisk(standardRiskRules(), "b", each.inputs);
        ASSERT_TRUE(got.ok()) << each.say;
        EXPECT_EQ(got->score, each.score) << each.say;
        EXPECT_EQ(got->riskLevel, each.level) << each.say;
        EXPECT_EQ(said(got->actions), each.actions) << each.say;
        EXPECT_EQ(got->metadata.fallbacks, each.fallbacks) << each.say;
    }
}

RiskInputs someInputs(std::mt19937& dice) {
    RiskInputs out;
    if (dice() % 5 != 0) out.audienceSize = dice() % 3 == 0 ? dice() % 2'000'000 : dice() % 5'000;
    if (dice() % 5 != 0) out.etaChangeMinutes = static_cast<double>(dice() % 1000) - 500;
    if (dice() % 5 != 0) out.channelMix = std::vector<std::string>{std::vector<std::string>{"sms", "email", "voice", "web", "?"}[dice() % 5], "web"};
    if (dice() % 5 != 0) out.modelConfidence = static_cast<double>(dice() % 101) / 100;
    return out;
}

// F05.R1.A1, F05.R1.A3: bounds, sums, exactly four factors, the same answer every time; also with weights as they may be tuned (C35).
TEST(RiskTest, WhateverIsAskedTheScoreFollowsFromItsFactors) {
    std::mt19937 dice(3);
    for (int round = 0; round < 2'000; ++round) {
        RiskRules rules = standardRiskRules();
        rules.version = 1 + round % 3;
        if (round % 2 == 0) {
            for (double* weight : {&rules.weights.audienceSize, &rules.weights.etaChange, &rules.weights.channelMix, &rules.weights.modelConfidence}) *weight = std::round(static_cast<double>(dice() % 201) - 100) / 100;
            if (!check(rules).ok()) continue;
        }
        const RiskInputs inputs = someInputs(dice);
        const RiskEvaluation got = *evaluateRisk(rules, "b", inputs);
        ASSERT_EQ(got, *evaluateRisk(rules, "b", inputs));
        ASSERT_TRUE(got.score >= 0 && got.score <= 100);
        double weights = 0, sum = 0, percents = 0;
        std::vector<std::string> names;
        for (const RiskFactor& factor : got.factors) {
            names.push_back(factor.name);
            ASSERT_TRUE(factor.normalizedValue >= 0 && factor.normalizedValue <= 1 && factor.weight >= 0 && factor.weight <= 1);
            weights += factor.weight;
            sum += factor.normalizedValue * factor.weight;
            percents += factor.contributionPercent;
        }
        ASSERT_EQ(names, (std::vector<std::string>{"audience_size", "eta_change", "channel_mix", "model_confidence"}));
        ASSERT_NEAR(weights, 1.0, 0.001);
        ASSERT_NEAR(got.score, 100 * sum, 1);
        if (sum > 0) ASSERT_NEAR(percents, 100, 1e-6);
        ASSERT_EQ(got.metadata.configVersion, rules.version);
        ASSERT_EQ(*fromJson<RiskEvaluation>(toJson(got)), got);
        RiskInputs more = inputs;   // F05.R1.A3: another question has another key
        more.audienceSize = inputs.audienceSize.value_or(0) + 1;
        ASSERT_NE(evaluateRisk(rules, "b", more)->metadata.idempotencyKey, got.metadata.idempotencyKey);
    }
}

TEST(RiskTest, AWeightBelowZeroTurnsItsFactorRound) {
    RiskRules rules = standardRiskRules();
    rules.weights = {-0.5, 0, 0, 0};
    EXPECT_EQ(evaluateRisk(rules, "b", {500'000, 0, std::vector<std::string>{"web"}, 1})->score, 0);
    EXPECT_EQ(evaluateRisk(rules, "b", {0, 0, std::vector<std::string>{"web"}, 1})->score, 100);
}

// F05.R2.A1: edges of the bands, a thousand times the same.
TEST(RiskTest, ScoresOnTheEdgesOfBandsAskForWhatTheirBandSays) {
    const RiskRules rules = standardRiskRules();
    const std::vector<std::string> high{"senior_approver senior_approver", "checklist pre_send", "stagger web_email_first", "throttle 500"};
    const std::map<int, std::vector<std::string>> expected{{0, {}}, {39, {}}, {40, {"checklist pre_send"}}, {69, {"checklist pre_send"}}, {70, high}, {89, high}, {90, {"block"}}, {100, {"block"}}};
    for (const auto& [score, actions] : expected) {
        const RiskActions first = actionsFor(rules, score, {});
        EXPECT_EQ(said(first.actions), actions) << score;
        for (int i = 0; i < 1000; ++i) ASSERT_EQ(actionsFor(rules, score, {}), first);
    }
    // F05.R2.A7: null, no number, or outside: what the rules say of it.
    for (const std::optional<double> score : {std::optional<double>{}, std::optional<double>{NAN}, std::optional<double>{-1}, std::optional<double>{100.5}}) {
        EXPECT_EQ(actionsFor(rules, score, {}).level, "unmatched");
        EXPECT_EQ(said(actionsFor(rules, score, {}).actions), (std::vector<std::string>{"senior_approver senior_approver", "checklist pre_send"}));
    }
}

// F05.R2.A3: the stricter throttle, the slower plan, block alone; and the log says so.
TEST(RiskTest, WhatContradictsItselfIsResolvedTheStricterWayAndSaid) {
    RiskRules rules = standardRiskRules();
    rules.plans.push_back({"slow", {{{"web", "email", "sms", "voice"}, 100, 600, 3600}}});
    rules.rules = {{"big", {}, 1'000, {}, {}, "", {{RiskActionKind::throttle, "", 1000}, {RiskActionKind::stagger, "slow", 0}}}, {"texts", {}, {}, {}, {}, "sms", {{RiskActionKind::throttle, "", 200}}}};
    ASSERT_TRUE(check(rules).ok()) << toJson(check(rules).problem());
    const RiskInputs inputs{5'000, 0, std::vector<std::string>{"sms"}, 1};
    const RiskActions high = actionsFor(rules, 75, inputs);
    EXPECT_EQ(said(high.actions), (std::vector<std::string>{"senior_approver senior_approver", "checklist pre_send", "stagger slow", "throttle 200"}));
    EXPECT_EQ(high.fired, (std::vector<std::string>{"band 70-89", "big", "texts"}));
    EXPECT_EQ(std::count_if(high.log.begin(), high.log.end(), [](const RiskLogLine& line) { return line.outcome == RiskOutcome::merged; }), 3);
    const RiskActions blocked = actionsFor(rules, 95, inputs);
    EXPECT_EQ(said(blocked.actions), std::vector<std::string>{"block"});
    EXPECT_GE(std::count_if(blocked.log.begin(), blocked.log.end(), [](const RiskLogLine& line) { return line.outcome == RiskOutcome::overridden; }), 2);
    std::swap(rules.precedence.front(), rules.precedence.back());
    EXPECT_EQ(said(actionsFor(rules, 75, inputs).actions).front(), "throttle 200") << "in the order that is configured";
}

// F05.R2.A7, F05.R6.A1: what cannot be used is refused with the very scores and fields.
TEST(RiskTest, RulesThatCannotBeUsedSayWhichScoresAndFields) {
    ASSERT_TRUE(check(standardRiskRules()).ok()) << toJson(check(standardRiskRules()).problem());
    const std::vector<std::pair<std::function<void(RiskRules&)>, std::string>> cases{
        {[](RiskRules& r) { r.bands[1].to = 74; }, "bands overlap 70-74 belongs to two bands"},
        {[](RiskRules& r) { r.bands[1].to = 60; }, "bands gap 61-69 belongs to no band"},
        {[](RiskRules& r) { r.bands.pop_back(); }, "bands gap 90-100 belongs to no band"},
        {[](RiskRules& r) { r.bands.back().to = 120; }, "bands out_of_range a score is at most 100"},
        {[](RiskRules& r) { r.unmatched.reset(); }, "unmatched missing say what holds when there is no score"},
        {[](RiskRules& r) { r.weights.etaChange = 1.01; }, "weights.eta_change out_of_range -1.00 to 1.00"},
        {[](RiskRules& r) { r.weights.etaChange = 0.123; }, "weights.eta_change bad_step steps of 0.01"},
        {[](RiskRules& r) { r.weights = {0, 0, 0, 0}; }, "weights missing at least one weight is not zero"},
        {[](RiskRules& r) { r.audienceCurve[1].value = 0; }, "audience_curve[1].value not_ascending values ascend"},
        {[](RiskRules& r) { r.channelRisk["sms"] = 2; }, "channel_risk.sms out_of_range 0 to 1"},
        {[](RiskRules& r) { r.defaults.channelMix.reset(); }, "defaults.channel_mix missing what counts when nobody knows"},
        {[](RiskRules& r) { r.checklists.clear(); }, "bands unknown_value there is no such checklist: pre_send"},
        {[](RiskRules& r) { r.plans[0].steps[0].batch = 0; }, "plans.web_email_first.steps[0].batch out_of_range 1 to 1,000,000 messages"},
        {[](RiskRules& r) { r.precedence.pop_back(); }, "precedence missing each of the five kinds stands there once"},
        {[](RiskRules& r) { r.drift.optedOut = DriftLevel::none; }, "drift.opted_out out_of_range acknowledge, resnapshot or invalid"},
        {[](RiskRules& r) { r.rules = {{"x", {}, {}, {}, {}, "", {{RiskActionKind::block, "", 0}}}}; }, "rules.x missing a rule says when it holds"}};
    for (const auto& [edit, expected] : cases) {
        RiskRules rules = standardRiskRules();
        edit(rules);
        const Status status = check(rules);
        ASSERT_FALSE(status.ok()) << expected;
        const FieldProblem& field = status.problem().fields.front();
        EXPECT_EQ(field.field + " " + field.code + " " + field.message, expected);
    }
    RiskRules rules = standardRiskRules();
    rules.weights = {0, 0, 0, 0};
    EXPECT_EQ(evaluateRisk(rules, "b", {}).problem().code, "policy_rules_misconfigured");
}

// F05.R2.A5, F05.R3.A2, F05.R3.A3: every item for exactly this content; amended content begins anew; block never opens.
TEST(RiskTest, NothingIsSentBeforeEverythingAskedForIsDoneForThisContent) {
    const RiskRules rules = standardRiskRules();
    const auto actions = actionsFor(rules, 75, {}).actions;
    const Digest content = sha256("v1");
    std::vector<Attestation> done;
    EXPECT_FALSE(allComplete(statesOf(rules, actions, content, done, {"senior_approver"})));
    for (const ChecklistItem& item : rules.checklists[0].items) done.push_back({"pre_send", item.id, "ada", content, noon});
    EXPECT_TRUE(allComplete(statesOf(rules, actions, content, done, {"senior_approver"})));
    EXPECT_FALSE(allComplete(statesOf(rules, actions, content, done, {"approver"})));
    EXPECT_FALSE(allComplete(statesOf(rules, actions, sha256("v2"), done, {"senior_approver"})));
    done.pop_back();
    const auto states = statesOf(rules, actions, content, done, {"senior_approver"});
    EXPECT_EQ(states[1].missing, std::vector<std::string>{"words_read"});
    EXPECT_FALSE(allComplete(statesOf(rules, actionsFor(rules, 95, {}).actions, content, done, {"senior_approver"})));
}

// F05.R2.A2, F05.R6: the rules are a policy document; an empty one is the standard, a draft that asks for less says where.
TEST(RiskTest, AsAPolicyDocumentTheySayWhereADraftAsksForLess) {
    const policy::Kind kind = makeRiskKind();
    ASSERT_TRUE(kind.check(kind.emptyBody).ok());
    ASSERT_TRUE(kind.check("{}").ok());
    RiskRules draft = standardRiskRules();
    draft.bands[0].to = 49;
    draft.bands[1].from = 50;
    const std::string body = *policy::normalised(kind, toJson(draft));
    const auto found = kind.validate({kind.emptyBody, body}, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].details.at("from") + "-" + found[0].details.at("to"), "40-49");
    const auto rows = kind.summarise({kind.emptyBody, body});
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows[0].dimension, "bands");
    draft.bands[0].to = 48;
    EXPECT_FALSE(kind.check(toJson(draft)).ok());
    const auto simulated = kind.simulate({kind.emptyBody, body}, {{noon, "e1", {toJson(RiskInputs{10'000, 60, std::vector<std::string>{"sms"}, 0.5})}}});
    ASSERT_EQ(simulated.size(), 1U);
    EXPECT_TRUE(simulated[0].allowed && !simulated[0].allowedBefore);
}

// F05.R4.A1: order, batch sizes, gaps and holds; nobody twice, nobody left out.
TEST(StaggerTest, EveryMessageLeavesOnceInTheOrderOfThePlan) {
    const StaggerPlan plan = standardRiskRules().plans[0];
    const auto schedule = scheduleOf(plan, {{"sms", 5'000}, {"email", 12'000}, {"voice", 600}}, sha256("c"), noon, 500);
    ASSERT_TRUE(schedule.ok());
    std::map<std::string, std::int64_t> next;
    std::map<int, Instant> first, last;
    for (const StaggerBatch& batch : schedule->batches) {
        EXPECT_EQ(batch.from, next[batch.channel]);
        next[batch.channel] += batch.count;
        EXPECT_LE(batch.count, plan.steps[static_cast<std::size_t>(batch.step)].batch);
        if (!first.contains(batch.step)) first[batch.step] = batch.due;
        last[batch.step] = std::max(last[batch.step], batch.due);
        if (batch.channel == "sms") EXPECT_LE(batch.count, 500);   // F05.R2.A5
    }
    EXPECT_EQ(next, (std::map<std::string, std::int64_t>{{"email", 12'000}, {"sms", 5'000}, {"voice", 600}}));
    EXPECT_EQ(first[0], noon);
    EXPECT_EQ(first[1], last[0] + seconds(300));
    EXPECT_EQ(first[2], last[1] + seconds(300));
    EXPECT_EQ(last[1] - first[1], seconds(60 * 9)) << "500 a minute";
    EXPECT_EQ(*scheduleOf(plan, {{"sms", 5'000}, {"email", 12'000}, {"voice", 600}}, sha256("c"), noon, 500), *schedule);   // F05.R4.A3
    EXPECT_EQ(scheduleOf(plan, {{"fax", 1}}, sha256("c"), noon).problem().code, "invalid_fields");
    EXPECT_EQ(scheduleOf({"x", {{{"sms"}, 0, 0, 0}}}, {{"sms", 1}}, sha256("c"), noon).problem().fields[0].field, "steps[0].batch");
    EXPECT_EQ(scheduleOf({"x", {{{"sms"}, 1, 0, 0}}}, {{"sms", 1'000'000}}, sha256("c"), noon).problem().code, "too_many_batches");
    EXPECT_FALSE(deviates(schedule->batches[0], noon + seconds(5)));
    EXPECT_TRUE(deviates(schedule->batches[0], noon + seconds(6)));
    const StaggerSchedule later = resumed(*schedule, 2, noon + seconds(90), noon + seconds(390));
    EXPECT_EQ(later.batches[1].due, schedule->batches[1].due);
    EXPECT_EQ(later.batches[2].due, schedule->batches[2].due + seconds(300));
}

std::vector<PastSend> history(std::size_t count) {
    std::mt19937 dice(9);
    std::vector<PastSend> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back({"b" + std::to_string(i), noon - minutes(static_cast<int>(i)), someInputs(dice), {"sms"}, seconds(dice() % 900), dice() % 20 == 0});
    return out;
}

// F05.R6.A2, F05.R6.A3, F05.R6.A4: figures recomputed here the plain way; the same twice.
TEST(CalibrationTest, TheFiguresOfASimulationAreThoseOfItsRows) {
    RiskRules draft = standardRiskRules();
    draft.version = 2;
    draft.weights = {0.1, 0.6, 0.2, 0.1};
    const auto past = history(800);
    const Calibration got = *calibrate(standardRiskRules(), draft, past);
    EXPECT_EQ(*calibrate(standardRiskRules(), draft, past), got);
    ASSERT_EQ(got.sends.size(), 800U);
    std::int64_t onlyDraft = 0, onlyLive = 0, inBands = 0, checklists = 0;
    for (const JudgedTwice& send : got.sends) {
        onlyDraft += send.draft.gated && !send.live.gated ? 1 : 0;
        onlyLive += send.live.gated && !send.draft.gated ? 1 : 0;
        for (const RiskAction& action : send.draft.actions) checklists += action.kind == RiskActionKind::checklist ? 1 : 0;
    }
    EXPECT_GT(onlyDraft + onlyLive, 0);
    EXPECT_DOUBLE_EQ(got.falsePositiveRate, static_cast<double>(onlyDraft) / 800);
    EXPECT_DOUBLE_EQ(got.falseNegativeRate, static_cast<double>(onlyLive) / 800);
    for (const BandFigures& band : got.draftBands) inBands += band.sends;
    EXPECT_EQ(inBands, 800);
    for (const ActionFigures& action : got.actions) {
        EXPECT_LE(action.sample.size(), 50U);
        if (action.action.kind == RiskActionKind::checklist) EXPECT_EQ(action.draft, checklists);
    }
    const Calibration same = *calibrate(standardRiskRules(), standardRiskRules(), past);
    EXPECT_EQ(same.falsePositiveRate + same.falseNegativeRate, 0);
    EXPECT_EQ(same.liveBands, same.draftBands);
    EXPECT_EQ(calibrate(draft, draft, history(mostPastSends + 1)).problem().code, "too_many");
}

RolloutFigures interval(int n, double falseNegatives = 0, double corrected = 10, double time = 100, std::int64_t sends = 50) {
    return {noon + minutes(15 * n), noon + minutes(15 * (n + 1)), falseNegatives, corrected, time, sends};
}

// F05.R6.A5: 10, 25, 50, 100 percent while the figures are good; two bad intervals in a row take it back, one does not.
TEST(CalibrationTest, ARolloutGrowsWhileItIsGoodAndGoesBackAfterTwoBadIntervals) {
    Rollout start;
    start.id = "r";
    start.from = 1;
    start.to = 2;
    start.baseline = interval(-1);
    ASSERT_TRUE(check(start.plan).ok());
    Rollout rollout = start;
    int n = 0;
    std::vector<int> stages;
    while (rollout.state == RolloutState::running) {
        rollout = afterInterval(rollout, interval(n++));
        if (rollout.clean == 0) stages.push_back(rollout.stage);
    }
    EXPECT_EQ(stages, (std::vector<int>{1, 2, 3, 3}));
    EXPECT_EQ(rollout.state, RolloutState::complete);
    EXPECT_EQ(versionFor(rollout, "any"), 2);
    const std::vector<std::pair<RolloutFigures, std::string>> bad{{interval(0, 0.021), "false_negatives"}, {interval(0, 0, 12.1), "corrections"}, {interval(0, 0, 10, 111), "time_to_send"}};
    for (const auto& [figures, reason] : bad) {
        RolloutFigures next = figures;
        next.to += minutes(15);
        const Rollout once = afterInterval(start, figures);
        EXPECT_EQ(once.state, RolloutState::running);
        EXPECT_EQ(afterInterval(once, figures), once) << "the same interval counts once";
        const Rollout twice = afterInterval(once, next);
        EXPECT_EQ(twice.state, RolloutState::rolled_back);
        EXPECT_EQ(twice.reasons, std::vector<std::string>{reason});
        EXPECT_EQ(versionFor(twice, "any"), 1);
        EXPECT_EQ(afterInterval(afterInterval(once, interval(1)), interval(2, 1)).state, RolloutState::running) << "a good one between them";
    }
    EXPECT_EQ(afterInterval(start, interval(0, 0.02, 12, 110)).breaches, 0) << "exactly as much worse as is borne";
    EXPECT_EQ(afterInterval(start, interval(0, 1, 1000, 1000, 0)).breaches, 0) << "no send, no figure";
    EXPECT_EQ(rolledBack(start, "manual").state, RolloutState::rolled_back);
    RolloutPlan odd;
    odd.stages = {50, 25};
    EXPECT_FALSE(check(odd).ok());
}

// F05.R6.A5: who is in stays in, and the share is about what it says.
TEST(CalibrationTest, AGrowingShareKeepsWhoeverIsIn) {
    Rollout rollout;
    rollout.id = "r";
    rollout.from = 1;
    rollout.to = 2;
    std::set<int> before;
    for (int stage = 0; stage < 4; ++stage) {
        rollout.stage = stage;
        std::set<int> in;
        for (int i = 0; i < 4'000; ++i) {
            if (versionFor(rollout, "b" + std::to_string(i)) == 2) in.insert(i);
        }
        EXPECT_TRUE(std::includes(in.begin(), in.end(), before.begin(), before.end()));
        EXPECT_NEAR(static_cast<double>(in.size()) / 40, rollout.plan.stages[static_cast<std::size_t>(stage)], 3);
        before = std::move(in);
    }
}

// F01.R3.A4: median of the last 30 alike, of 30 days when there are fewer than ten, and three deviations over 90 days.
TEST(CalibrationTest, AnAudienceMuchLargerThanUsualIsNoticed) {
    std::vector<PastAudience> past;
    for (int i = 0; i < 12; ++i) past.push_back({noon - hours(24 * (i + 1)), "etr", "Boyd", 1000 + i});
    EXPECT_FALSE(unusualAudience(1'008, "etr", "Boyd", past, noon).unusual);
    const auto large = unusualAudience(1'600, "etr", "Boyd", past, noon);
    EXPECT_TRUE(large.unusual);
    EXPECT_EQ(large.basis, "type_and_region");
    EXPECT_EQ(large.baseline, 1005);
    EXPECT_EQ(unusualAudience(1'600, "etr", "Floyd", past, noon).basis, "global");
    const auto odd = unusualAudience(1'020, "etr", "Boyd", past, noon);
    EXPECT_TRUE(odd.unusual && odd.percentOfBaseline < 150) << "more than three deviations above a very even past";
    EXPECT_FALSE(unusualAudience(1'000'000, "etr", "Boyd", {}, noon).unusual);
    EXPECT_EQ(unusualAudience(5, "etr", "Boyd", {}, noon).basis, "none");
}

}  // namespace
}  // namespace ok::approvals
