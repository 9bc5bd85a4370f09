// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The matrix as a document (templates, mistakes, the built-in one), and questions about it as a whole: what may this person do,
// who may do this, what would a draft have changed (F02.R1.A7, F02.R2.A3, F02.R7.A1, A2, A6).
#include <gtest/gtest.h>

#include <set>

#include "shared/access/permissions.h"
#include "tests/support/access_vectors.h"

namespace ok::access {
namespace {

using namespace test;

// F02.R1.A7
TEST(RolesMatrix, ATemplateFilledForOneTerritoryLeavesTheOtherAlone) {
    RolesMatrix m;
    Policy blank{"regional", "", Effect::allow, {"{actions}"}, {{"{channels}"}, {"{territories}"}, {"{areas}"}, {"{severities}"}, {"{content_types}"}, {}, {}}, false, {}};
    m.templates.push_back({"region", 1, "a region's desk", "", {blank}});
    m.roles.push_back({"desk", "", "", {}, {}});
    const TemplateValues t5{"T5", {"initiate", "publish"}, {{"sms", "email"}, {"T5"}, {}, {"minor", "major"}, {"advisory"}, {}, {}}};
    m = *withInstance(m, "region", 0, t5);
    ASSERT_EQ(m.policies.size(), 1U);
    EXPECT_EQ(m.policies[0].id, "region.T5.regional");
    EXPECT_EQ(m.policies[0].actions, t5.actions);
    EXPECT_EQ(m.policies[0].scope, t5.scope);
    EXPECT_EQ(m.policies[0].from, (TemplateRef{"region", 1, "T5"}));
    const RolesMatrix before = m;
    TemplateValues t6 = t5;
    t6.instance = "T6";
    t6.scope.territories = {"T6"};
    m = *withInstance(m, "region", 0, t6);
    EXPECT_EQ(m.policies[0], before.policies[0]);
    m.roles[0].policies = {m.policies[0].id};
    const MatrixPtr engine = compiled(m);
    const auto may = [&](const std::string& place) { return decide(engine.get(), {"u", {"desk"}, {}}, {"publish", {"sms"}, {place}, {}, {"minor"}, {"advisory"}, 5, {}}).allowed; };
    EXPECT_TRUE(may("T5"));
    EXPECT_FALSE(may("T6"));
    // A newer version: what was made stays until it is made again.
    PolicyTemplate next = m.templates[0];
    next.version = 2;
    next.policies[0].scope.maxAudience = 500;
    m.templates.push_back(next);
    EXPECT_EQ(m.policies[0].from->version, 1);
    EXPECT_EQ((*instantiate(m, "region", 0, t5))[0].from->version, 2);
    EXPECT_EQ((*instantiate(m, "region", 1, t5))[0].from->version, 1);
    m = *withInstance(m, "region", 0, t5);
    EXPECT_EQ(m.policies.size(), 2U);
    EXPECT_EQ(m.policies[0].from, (TemplateRef{"region", 1, "T6"}));
    EXPECT_EQ(m.policies[1].scope.maxAudience, 500);
    EXPECT_EQ(instantiate(m, "nothing", 0, t5).problem().code, "unknown_template");
    EXPECT_EQ(instantiate(m, "region", 0, {"T7", {}, t5.scope}).problem().details.at("blank"), "actions");
}

// F02.R7.A1: every mistake at once, with its path.
TEST(RolesMatrix, EveryMistakeIsNamedWithItsPlace) {
    RolesMatrix m = vectors().matrix;
    EXPECT_TRUE(checkMatrix(m).empty());
    m.policies[0].scope.channels.clear();
    m.policies[1].scope.areas = {"nowhere"};
    m.policies[2].id = m.policies[3].id;
    m.policies[4].actions = {"comms.*.send"};
    m.roles[0].policies.push_back("ghost");
    m.roles[2].inherits = {"R2"};
    m.roles.push_back({"system", "", "", {}, {}});
    m.assignments[0].role = "ghost";
    m.areas[0].shape[0].rings[0].resize(2);
    m.limits[0].metric = "feelings";
    std::set<std::string> found;
    for (const FieldProblem& f : checkMatrix(m)) found.insert(f.field + " " + f.code);
    for (const char* want : {"policies[0].scope.channels empty_dimension", "policies[1].scope.areas unknown_area", "policies[3].id double_id", "policies[4].actions bad_value",
                             "roles[0].policies unknown_policy", "roles[2].inherits inheritance_circle", "roles[11].id reserved_role", "assignments[0].role unknown_role",
                             "areas[0].shape bad_polygon", "limits[0].metric bad_value"}) {
        EXPECT_TRUE(found.contains(want)) << want << " in " << testing::PrintToString(found);
    }
    EXPECT_EQ(CompiledMatrix::compile(m, "roles/2").problem().code, "invalid_matrix");
    m.policies.resize(maxPolicies + 1);
    EXPECT_EQ(checkMatrix(m).size(), 1U);
    EXPECT_FALSE(warningsOf(vectors().matrix).empty());  // overlap is said, and is no mistake
}

TEST(RolesMatrix, TheBuiltInOneIsValidAndReadsBackTheSame) {
    ASSERT_NE(builtinMatrix(), nullptr);
    EXPECT_TRUE(checkMatrix(builtinRoles()).empty());
    EXPECT_EQ(*fromJson<RolesMatrix>(toJson(builtinRoles())), builtinRoles());
    const auto may = [](const char* role, const char* action) { return decide(builtinMatrix().get(), {"u", {role}, {}, {}}, {action, {}, {}, {}, {}, {}, {}, {}}).allowed; };
    EXPECT_TRUE(may("operator", "comms.send"));
    EXPECT_FALSE(may("admin", "comms.send"));
    EXPECT_FALSE(may("approver", "comms.send"));
    EXPECT_TRUE(may("system", "anything.at_all"));
    EXPECT_TRUE(may("intake", "reports.receive"));
    EXPECT_FALSE(may("intake", "comms.send"));
}

// F02.R7.A2: the list of permissions is what the engine answers, field by field.
TEST(Permissions, TheMatrixOfAPersonEqualsTheEngineInEveryField) {
    const Principal jane{"jane", {"U"}, {"north-sms"}};
    const auto seen = effectivePermissions(*vectorMatrix(), jane, {{"publish", "approve", "initiate", "edit_etr"}, {}, 20'000});
    ASSERT_TRUE(seen.complete);
    std::set<std::string> listed;
    for (const EffectiveCell& c : seen.cells) listed.insert(c.action + "|" + c.channel + "|" + (c.area.empty() ? "t:" + c.territory : "a:" + c.area) + "|" + c.severity + "|" + c.contentType);
    int checked = 0;
    for (const char* action : {"comms.send", "approvals.release"}) {
        for (const char* channel : {"sms", "email", "voice"}) {
            for (const char* place : {"a:G1", "a:G2", "t:North", "t:G4"}) {
                for (const char* severity : {"minor", "major", "critical"}) {
                    for (const char* content : {"etr", "advisory"}) {
                        AccessQuestion q{action, {channel}, {std::string(place).substr(place[0] == 'a' ? 0 : 2)}, {}, {severity}, {content}, 1, {}};
                        const std::string key = std::string(action) + "|" + channel + "|" + place + "|" + severity + "|" + content;
                        EXPECT_EQ(listed.contains(key), decide(vectorMatrix().get(), jane, q).allowed) << key;
                        ++checked;
                    }
                }
            }
        }
    }
    EXPECT_EQ(checked, 144);
    // Without the group its fields are gone and the others stay.
    const auto less = effectivePermissions(*vectorMatrix(), {"jane", {"U"}, {}}, {{"approve"}, {}, 20'000});
    EXPECT_TRUE(less.cells.empty());
    const auto small = effectivePermissions(*vectorMatrix(), {"s", {"SMALL"}, {}}, {{"publish"}, {}, 3});
    EXPECT_FALSE(small.complete);
    ASSERT_EQ(small.cells.size(), 3U);
    EXPECT_EQ(small.cells[0].maxAudience, 5000);
}

// F02.R2.A3: who may, and why
TEST(Permissions, WhoMayApproveIsNamedWithTheReason) {
    const std::vector<Principal> people{{"zoe", {}, {"north-sms"}}, {"ann", {"R2"}, {}}, {"bob", {"U"}, {}}};
    const auto able = whoMay(*vectorMatrix(), people, {"approve", {"sms"}, {"North"}, {}, {"major"}, {"etr"}, 10, {}});
    ASSERT_EQ(able.size(), 2U);
    EXPECT_EQ(able[0].id, "ann");
    EXPECT_EQ(able[0].role, "R2");
    EXPECT_EQ(able[0].policies, std::vector<std::string>{"p-r2-approve"});
    EXPECT_EQ(able[1].id, "zoe");
    EXPECT_TRUE(able[1].selfApproval);
    EXPECT_EQ(able[1].covers.size(), 5U);
}

// F02.R7.A6
TEST(Permissions, ADraftTriedOnHistoryCountsWhatItWouldChange) {
    std::vector<PastAction> history;
    for (const VectorCase& one : vectors().cases) history.push_back({one.name, one.who, one.question, one.expect.allowed});
    const TrialReport same = simulate(*vectorMatrix(), history);
    EXPECT_EQ(same.total.gained + same.total.lost, 0);
    EXPECT_EQ(same.total.allowed + same.total.denied, static_cast<std::int64_t>(history.size()));
    RolesMatrix draft = vectors().matrix;
    std::erase_if(draft.policies, [](const Policy& p) { return p.id == "p-v-no-critical"; });
    for (Role& r : draft.roles) std::erase(r.policies, "p-v-no-critical");
    const TrialReport report = simulate(*compiled(draft, "draft"), history);
    EXPECT_EQ(report.total.gained, 3);
    EXPECT_EQ(report.total.lost, 0);
    EXPECT_EQ(report.bySeverity.at("critical").gained, 3);
    EXPECT_EQ(report.byChannel.at("sms").gained, 3);
    EXPECT_EQ(report.rows.size(), history.size());
    EXPECT_EQ(report.policyVersion, "draft");
}

}  // namespace
}  // namespace ok::access
