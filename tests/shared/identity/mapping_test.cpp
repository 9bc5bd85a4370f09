// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Mapping rules, their dry run and the reconciliation of a directory (F02.R3): pure, each yes with its nearest no.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/identity/reconcile.h"

namespace ok::identity {
namespace {

access::Scope scope(std::vector<std::string> channels, std::vector<std::string> territories) {
    return {std::move(channels), std::move(territories), {}, {"*"}, {"*"}, {}, {}};
}

MappingRule rule(const char* id, std::vector<Condition> conditions, const char* role, access::Scope within) {
    return {id, id, std::move(conditions), role, std::move(within)};
}

MappingRules northRule() {
    return {std::string(mappingSchema), {rule("north-sms", {{"territory", {"North"}}, {"channel", {"SMS"}}, {"on_call", {"true"}}}, "approver", scope({"SMS"}, {"North"}))}};
}

IdentityFacts facts(std::string territory, std::string channel, std::string onCall, std::vector<std::string> groups = {}) {
    return tidied({{{"territory", {std::move(territory)}}, {"channel", {std::move(channel)}}, {"on_call", {std::move(onCall)}}}, std::move(groups)});
}

// F02.R3.A5
TEST(Mapping, ARuleHoldsWhenAllItsConditionsDoWithoutRegardToCaseAndSpaces) {
    const auto out = mapIdentity(facts("  nORTH ", "sms", "TRUE"), northRule(), {});
    ASSERT_EQ(out.assignments.size(), 1u);
    EXPECT_EQ(out.assignments[0].role, "approver");
    ASSERT_TRUE(out.assignments[0].within);
    EXPECT_EQ(out.assignments[0].within->channels, (std::vector<std::string>{"sms"}));
    EXPECT_EQ(out.assignments[0].within->territories, (std::vector<std::string>{"North"}));
    EXPECT_TRUE(out.reasons[0].matched);
}

// F02.R3.A5
TEST(Mapping, ARuleGivesNothingWhenOneConditionFailsAndSaysWhich) {
    const auto out = mapIdentity(facts("North", "email", "true"), northRule(), {});
    EXPECT_TRUE(out.assignments.empty());
    EXPECT_EQ(out.reasons, (std::vector<RuleReason>{{"north-sms", false, {"channel=SMS"}, ""}}));
    const auto none = mapIdentity(IdentityFacts{}, northRule(), {});
    EXPECT_EQ(none.reasons[0].missing.size(), 3u);
}

TEST(Mapping, GroupsAndNegationAndPresenceAreConditionsToo) {
    const MappingRules rules{std::string(mappingSchema), {rule("g", {{"group", {"Ops-Initiators"}}, {"contractor", {}, true}}, "initiator", scope({"$channel"}, {"$territory"}))}};
    auto who = facts("North", "SMS", "true", {"ops-initiators"});
    const auto out = mapIdentity(who, rules, {});
    ASSERT_EQ(out.assignments.size(), 1u);
    EXPECT_EQ(out.assignments[0].within->territories, (std::vector<std::string>{"North"})) << "a person's own value fills the blank";
    who.attributes["contractor"] = {"yes"};
    EXPECT_EQ(mapIdentity(who, rules, {}).reasons[0].missing, (std::vector<std::string>{"contractor!=*"}));
    who.attributes.erase("contractor");
    who.attributes.erase("territory");
    EXPECT_EQ(mapIdentity(who, rules, {}).reasons[0].note, "no_value") << "without a value the blank stands for nothing, not for everywhere";
    who.attributes["territory"] = {"*"};
    EXPECT_TRUE(mapIdentity(who, rules, {}).assignments.empty()) << "a provider cannot say `everywhere`";
}

// F02.R3.A7
TEST(Mapping, OverlappingRulesAreUnitedWithoutDoublesAndNeverBeyondTheMaximum) {
    MappingRules rules{std::string(mappingSchema),
                       {rule("a", {{"territory", {"North"}}}, "approver", scope({"sms"}, {"North"})), rule("b", {{"channel", {"SMS"}}}, "approver", scope({"sms", "email"}, {"North", "South"})),
                        rule("c", {{"on_call", {"true"}}}, "approver", scope({"sms"}, {"North"})), rule("d", {{"on_call", {"true"}}}, "approver", scope({"*"}, {"East"}))}};
    const std::vector<access::RoleMaximum> maxima{{"approver", scope({"SMS", "voice"}, {"North", "East"})}};
    const auto out = mapIdentity(facts("North", "SMS", "true"), rules, maxima);
    ASSERT_EQ(out.assignments.size(), 2u) << toJson(out);
    for (const auto& a : out.assignments) {
        for (const auto& c : a.within->channels) EXPECT_TRUE(c == "sms" || c == "voice");
        EXPECT_EQ(a.within->territories.size(), 1u);
    }
    EXPECT_TRUE(mapIdentity(facts("North", "SMS", "true"), rules, {{"approver", scope({"email"}, {"West"})}}).assignments.empty());
    // Evaluation order does not change the result.
    std::mt19937 dice(7);
    for (int i = 0; i < 50; ++i) {
        std::shuffle(rules.rules.begin(), rules.rules.end(), dice);
        EXPECT_EQ(mapIdentity(facts("North", "SMS", "true"), rules, maxima), out);
    }
}

TEST(Mapping, NamesEveryMistakeInTheRules) {
    MappingRules rules{std::string(mappingSchema), {rule("a", {}, "approver", scope({"sms"}, {"*"})), rule("a", {{"", {}}}, "king", scope({}, {}))}};
    std::vector<std::string> fields;
    for (const auto& f : checkRules(rules, {"approver"})) fields.push_back(f.field + ":" + f.code);
    EXPECT_EQ(fields, (std::vector<std::string>{"rules.0.conditions:count", "rules.1.id:double", "rules.1.role:unknown_role", "rules.1.conditions.0.attribute:length",
                                                "rules.1.within.channels:empty", "rules.1.within.territories:empty"}));
    EXPECT_TRUE(checkRules(northRule(), {"approver"}).empty());
}

// F02.R3.A1: what a SCIM resource says, and no more of the person than that.
TEST(Mapping, TakesAttributesOfAResourceAndNothingPersonal) {
    const auto resource = JsonValue::parse(R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada","name":{"formatted":"Ada B"},"territory":"North","channel":["SMS","Email"],
        "emails":[{"value":"ada@example.org"}],"on_call":true,"groups":[{"display":"Ops-Initiators"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ops","employeeNumber":"77","manager":{"value":"x"}}})");
    const IdentityFacts out = factsOf(*resource, {"extra"});
    EXPECT_EQ(toJson(out), R"({"attributes":{"channel":["Email","SMS"],"department":["Ops"],"on_call":["true"],"territory":["North"]},"groups":["Ops-Initiators","extra"]})");
}

// F02.R3.A6
TEST(Mapping, ADryRunCountsAndNamesEveryChangeAndIsTheSameTwice) {
    const auto outcome = mapIdentity(facts("North", "SMS", "true"), northRule(), {});
    std::vector<MappedPerson> people{{"ada", UserId{uuidV4({1})}, true, true, facts("North", "SMS", "true"), {}},
                                     {"ben", UserId{uuidV4({2})}, true, true, facts("South", "SMS", "true"), outcome.assignments},
                                     {"cleo", UserId{uuidV4({3})}, false, true, facts("North", "SMS", "true"), outcome.assignments},
                                     {"dora", {}, true, true, facts("North", "SMS", "true"), {}},
                                     {"eve", UserId{uuidV4({4})}, true, true, facts("North", "SMS", "true"), outcome.assignments}};
    const auto seen = previewMapping(people, northRule(), {});
    EXPECT_EQ(std::tuple(seen.create, seen.update, seen.deprovision, seen.unchanged), std::tuple(1, 2, 1, 1));
    ASSERT_EQ(seen.changes.size(), 4u);
    EXPECT_EQ(seen.changes[0].gained.size(), 1u);
    EXPECT_EQ(seen.changes[1].lost.size(), 1u);
    EXPECT_EQ(seen.changes[2].change, "deprovision");
    std::reverse(people.begin(), people.end());
    EXPECT_EQ(toJson(previewMapping(people, northRule(), {})), toJson(seen));
    people[0].facts = facts("South", "SMS", "true");
    EXPECT_NE(previewMapping(people, northRule(), {}).digest, seen.digest);
}

// F02.R3.A2
TEST(Reconcile, FindsExactlyWhatDiffers) {
    const auto entry = [](const char* id, const char* territory) { return DirectoryEntry{id, id, {id}, facts(territory, "SMS", "true"), true}; };
    const auto person = [](std::uint8_t n, const char* id, const char* territory, bool active = true) {
        return MirroredPerson{UserId{uuidV4({n})}, id, id, {id}, facts(territory, "SMS", "true"), active};
    };
    const std::vector<MirroredPerson> mirror{person(1, "same", "North"), person(2, "moved", "North"), person(3, "gone", "North"), person(4, "left", "North", false)};
    const auto plan = reconcile(mirror, {entry("moved", "South"), entry("same", "North"), entry("new", "East"), entry("same", "West")});
    ASSERT_EQ(plan.create.size(), 1u);
    EXPECT_EQ(plan.create[0].externalId, "new");
    ASSERT_EQ(plan.update.size(), 1u);
    EXPECT_EQ(plan.update[0].externalId, "moved");
    EXPECT_EQ(plan.gone, (std::vector<UserId>{mirror[2].id})) << "who is closed already is not ended again";
    EXPECT_EQ(plan.unchanged, 1);
}

TEST(Reconcile, ManyGoneAtOnceIsAQuestionForAPerson) {
    EXPECT_FALSE(tooManyGone(5, 10, {20, 5})) << "a handful always may";
    EXPECT_TRUE(tooManyGone(6, 10, {20, 5}));
    EXPECT_FALSE(tooManyGone(20, 100, {20, 5}));
    EXPECT_TRUE(tooManyGone(21, 100, {20, 5}));
    EXPECT_TRUE(tooManyGone(100, 100, {20, 5})) << "an empty answer is not an order to close everything";
}

}  // namespace
}  // namespace ok::identity
