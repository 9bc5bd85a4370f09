// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which reasons satisfy which rule, and which rules can be set: tests/vectors/approvals (F07.R2.A1, F07.R2.A7).
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/approvals/guard.h"

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

}  // namespace
}  // namespace ok::approvals
