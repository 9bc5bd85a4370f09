// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which reasons satisfy which rule, and which rules can be set: tests/vectors/approvals (F07.R2.A1, F07.R2.A7).
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/approvals/emergency_override.h"
#include "shared/approvals/guard_kind.h"

namespace ok::approvals {
namespace {

struct ReasonCase {
    std::string say, action;
    Justification given;
    std::vector<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(ReasonCase, (), (say, action, given, fields))
struct RefusedCase {
    std::string say;
    GuardRules rules;
    std::string field;
};
BOOST_DESCRIBE_STRUCT(RefusedCase, (), (say, rules, field))
struct Vectors {
    GuardRules rules;
    std::vector<ReasonCase> cases;
    std::vector<RefusedCase> refused;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (rules, cases, refused))

Vectors vectors() {
    std::stringstream text;
    text << std::ifstream(OK_SOURCE_DIR "/tests/vectors/approvals/justifications.json").rdbuf();
    auto out = fromJson<Vectors>(text.str());
    EXPECT_TRUE(out.ok()) << toJson(out.problem());
    return out.ok() ? std::move(*out) : Vectors{};
}

TEST(GuardRulesTest, AReasonIsCheckedFieldByFieldAsTheRuleOfItsActionSays) {
    const Vectors all = vectors();
    ASSERT_TRUE(check(all.rules).ok());
    ASSERT_GE(all.cases.size(), 10U);
    for (const ReasonCase& each : all.cases) {
        const auto status = checkJustification(all.rules, ruleFor(all.rules, each.action), each.given);
        std::vector<std::string> found;
        if (!status.ok()) {
            for (const FieldProblem& field : status.problem().fields) {
                found.push_back(field.field + " " + field.code + (field.code == "too_short" ? ": " + field.message : ""));
            }
        }
        EXPECT_EQ(found, each.fields) << each.say;
    }
}

TEST(GuardRulesTest, RulesThatCouldNotBeKeptAreNotSet) {
    for (const RefusedCase& each : vectors().refused) {
        const auto status = check(each.rules);
        ASSERT_FALSE(status.ok()) << each.say;
        EXPECT_EQ(status.problem().fields[0].field, each.field) << each.say;
    }
}

TEST(GuardRulesTest, AReasonReadsAsOneLine) {
    EXPECT_EQ((Justification{"Safety", "crew in the trench", "https://t.example/1"}.words()), "Safety: crew in the trench (https://t.example/1)");
    EXPECT_EQ((Justification{"", "crew in the trench", ""}.words()), "crew in the trench");
    EXPECT_EQ((Justification{"Safety", "", ""}.words()), "Safety");
    EXPECT_EQ(Justification{}.words(), "");
}

TEST(GuardRulesTest, AnOverlongLinkIsNoLink) {
    GuardRule rule;
    rule.attachment = true;
    const auto status = checkJustification({}, rule, {"", "", "https://" + std::string(2041, 'a')});
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.problem().fields[0].code, "too_long");
    EXPECT_TRUE(checkJustification({}, rule, {"", "", "https://" + std::string(2040, 'a')}).ok());
}

// F02.R2.A4: of two rules for one action the one that names the severity counts; the longest pattern before that.
TEST(GuardRulesTest, TheRuleThatNamesTheSeverityCountsBeforeTheOneForAll) {
    GuardRules all;
    const auto add = [&](const char* action, int minutes, std::vector<std::string> severities) {
        GuardRule rule;
        rule.action = action;
        rule.answerWithinMinutes = minutes;
        rule.escalateTo = "duty_manager";
        rule.severities = std::move(severities);
        all.rules.push_back(rule);
    };
    add("comms.*", 60, {"critical"});
    add("comms.send", 15, {});
    add("comms.send", 5, {"major", "critical"});
    ASSERT_TRUE(check(all).ok());
    EXPECT_EQ(ruleFor(all, "comms.send", {"minor"}).answerWithinMinutes, 15);
    EXPECT_EQ(ruleFor(all, "comms.send", {"major"}).answerWithinMinutes, 5);
    EXPECT_EQ(ruleFor(all, "comms.send", {"minor", "critical"}).answerWithinMinutes, 5) << "of several the one that is named";
    EXPECT_EQ(ruleFor(all, "comms.send").answerWithinMinutes, 15);
    EXPECT_EQ(ruleFor(all, "comms.draft", {"critical"}).answerWithinMinutes, 60);
    EXPECT_EQ(ruleFor(all, "comms.draft", {"minor"}).answerWithinMinutes, 0);
    add("comms.send", 3, {"critical"});
    EXPECT_FALSE(check(all).ok()) << "two rules for one action and severity";
}

// F02.R6, F07.R2.A1: the rules are a kind of policy document: what cannot be held blocks, fewer people is worth a look.
TEST(GuardRulesTest, AsAPolicyDocumentTheySayWhatBlocksAndWhatIsWeaker) {
    const policy::Kind kind = makeGuardKind([] { return std::vector<std::string>{"reports.receive"}; });
    GuardRule reports, send;
    reports.action = "reports.*";
    reports.approvers = 1;
    send.action = "comms.send";
    send.approvers = 2;
    const std::string before = toJson(GuardDocument{{"Safety"}, {send}});
    EXPECT_TRUE(kind.check(before).ok());
    EXPECT_EQ(*policy::normalised(kind, R"({"rules":[],"reason_codes":["Safety"]})"), *policy::normalForm(toJson(GuardDocument{{"Safety"}, {}})));
    EXPECT_FALSE(kind.check(R"({"rules":[{"action":"*"}]})").ok());
    const auto found = kind.validate({before, toJson(GuardDocument{{}, {reports}})}, {});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, "cannot_be_held");
    EXPECT_TRUE(found[0].blocking);
    EXPECT_EQ(found[0].path, "/rules/0/approvers");
    EXPECT_EQ(found[1].code, "fewer_people");
    EXPECT_FALSE(found[1].blocking);
}

TEST(EmergencyOverride, LetsThroughWhatItWasAskedForAndNothingBeyond) {  // F02.R2.A6
    access::RequestedScope granted;
    granted.channels = {"sms", "email"};
    granted.territories = {"north"};
    granted.severities = {"major"};
    granted.contentTypes = {"etr"};
    granted.audience = 100;
    EXPECT_TRUE(withinOverride(granted, granted).ok());
    access::RequestedScope less = granted;
    less.channels = {"sms"}, less.audience = 40;
    EXPECT_TRUE(withinOverride(granted, less).ok());
    const auto beyond = [&granted](auto change) {
        access::RequestedScope now = granted;
        change(now);
        const Status may = withinOverride(granted, now);
        return may.ok() ? std::string() : may.problem().details.at("missing");
    };
    EXPECT_EQ(beyond([](auto& s) { s.channels.push_back("voice"); }), "channel");
    EXPECT_EQ(beyond([](auto& s) { s.territories = {"south"}; }), "geography");
    EXPECT_EQ(beyond([](auto& s) { s.severities = {"critical"}; }), "severity");
    EXPECT_EQ(beyond([](auto& s) { s.contentTypes = {"advisory"}; }), "content_type");
    EXPECT_EQ(beyond([](auto& s) { s.audience = 101, s.channels = {"voice"}; }), "channel,audience");
    access::RequestedScope nobody;
    EXPECT_TRUE(withinOverride(nobody, nobody).ok());
    EXPECT_EQ(confirmOverrideWithin, minutes(3));
    EXPECT_EQ(overrideWindow, minutes(30));
}

}  // namespace
}  // namespace ok::approvals
