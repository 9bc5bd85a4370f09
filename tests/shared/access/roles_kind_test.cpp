// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The roles matrix as a policy document, without a server: what blocks a version, how its changes read, who gains and who
// loses, what it would have said to the past, and records out and in again (F02.R6.A2, A3, A7, F02.R7.A3, A6).
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "shared/access/compiled_matrix.h"
#include "shared/access/permissions.h"
#include "shared/access/roles_kind.h"
#include "shared/access/roles_reach.h"
#include "shared/policy/policy_tables.h"
#include "shared/policy/records.h"

namespace ok::access {
namespace {

using policy::Bodies;

Policy allow(const std::string& id, std::vector<std::string> actions, Scope scope, Effect effect = Effect::allow) {
    Policy out;
    out.id = out.name = id;
    out.effect = effect;
    out.actions = std::move(actions);
    out.scope = std::move(scope);
    return out;
}
Scope scopeOf(std::vector<std::string> channels, std::vector<std::string> territories, std::vector<std::string> severities = {"minor", "major"},
              std::vector<std::string> contents = {"advisory"}) {
    Scope out;
    out.channels = std::move(channels);
    out.territories = std::move(territories);
    out.severities = std::move(severities);
    out.contentTypes = std::move(contents);
    return out;
}
Role roleOf(const std::string& id, std::vector<std::string> policies, std::vector<std::string> inherits = {}) {
    Role out;
    out.id = out.name = id;
    out.policies = std::move(policies);
    out.inherits = std::move(inherits);
    return out;
}
Assignment given(const std::string& who, const std::string& role, PrincipalKind kind = PrincipalKind::user) {
    Assignment out;
    out.id = enumName(kind) + "." + who + "." + role;
    out.kind = kind;
    out.principal = who;
    out.role = role;
    out.source = "manual";
    return out;
}

/// Jane sends texts in the north, the group `field` approves e-mail in the south.
RolesMatrix small() {
    RolesMatrix m;
    m.policies = {allow("send-north", {"publish"}, scopeOf({"sms"}, {"north"})), allow("approve-south", {"approve"}, scopeOf({"email"}, {"south"}))};
    m.roles = {roleOf("sender", {"send-north"}), roleOf("approver-south", {"approve-south"})};
    m.assignments = {given("jane", "sender"), given("field", "approver-south", PrincipalKind::group)};
    return m;
}
std::string bodyOf(const RolesMatrix& m) { return *policy::normalForm(toJson(m)); }
bool finds(const std::vector<policy::Finding>& all, const std::string& code, bool blocking) {
    return std::any_of(all.begin(), all.end(), [&](const auto& f) { return f.code == code && f.blocking == blocking; });
}

TEST(RolesReach, WhoGainsAndLosesWhatIsToldAsSetsOfCombinations) {  // F02.R6.A3
    RolesMatrix after = small();
    after.policies[0].scope.channels = {"email"};
    after.policies[0].scope.territories = {"north", "east"};
    const ReachChange change = compareReach(small(), after);
    ASSERT_EQ(change.rows.size(), 2U) << toJson(change.rows);
    EXPECT_EQ(change.gained.at({"user", "jane"}), 4) << "e-mail in two places for two severities";
    for (const policy::ImpactRow& row : change.rows) {
        EXPECT_EQ(row.principal.id, "jane");
        EXPECT_EQ(row.capability.at("action"), std::vector<std::string>{"comms.send"});
        EXPECT_EQ(row.capability.at("content_type"), std::vector<std::string>{"advisory"});
        EXPECT_EQ(row.count, row.gain ? 4 : 2);
        EXPECT_EQ(row.capability.at("channel"), std::vector<std::string>{row.gain ? "email" : "sms"});
        EXPECT_EQ(row.risks, row.gain ? std::vector<std::string>{"cross_geography"} : std::vector<std::string>{}) << "east is new to her";
    }
    ASSERT_EQ(change.gaps.size(), 1U) << "nobody sends texts in the north any more";
    EXPECT_EQ(change.gaps[0], (Gap{"comms.send", "north", "sms"}));
}

TEST(RolesReach, ItAgreesWithTheEngineCellByCell) {  // F02.R7.A2: what impact says is what the gate does
    RolesMatrix before = small(), after = small();
    after.policies.push_back(allow("no-major", {"*"}, scopeOf({"*"}, {"north"}, {"major"}, {"*"}), Effect::deny));
    after.policies.push_back(allow("wide", {"comms.*"}, scopeOf({"sms", "email"}, {"*"}, {"minor", "major"}, {"etr", "advisory"})));
    after.roles.push_back(roleOf("lead", {"no-major", "wide"}, {"sender"}));
    after.assignments.push_back(given("jane", "lead"));
    after.assignments.back().within = scopeOf({"sms"}, {"north", "south"}, {"*"}, {"*"});
    const auto was = *CompiledMatrix::compile(before, "1"), is = *CompiledMatrix::compile(after, "2");
    std::set<std::string> gains, losses;
    for (const policy::ImpactRow& row : compareReach(before, after).rows) {
        const auto values = [&row](const char* name) {
            const auto found = row.capability.find(name);
            return found == row.capability.end() ? std::vector<std::string>{"-"} : found->second;
        };
        for (const auto& a : values("action")) for (const auto& c : values("channel")) for (const auto& g : values("geography"))
            for (const auto& s : values("severity")) for (const auto& t : values("content_type")) (row.gain ? gains : losses).insert(a + c + g + s + t);
    }
    int cells = 0;
    for (const char* a : {"comms.send", "comms.draft"}) for (const char* c : {"sms", "email", "voice"}) for (const char* g : {"north", "south"})
        for (const char* s : {"minor", "major", "critical"}) for (const char* t : {"etr", "advisory"}) {
            const AccessQuestion question{a, {c}, {g}, {}, {s}, {t}, 10, {}};
            const Principal jane{"jane", {}, {}};
            const bool had = decide(was.get(), jane, question).allowed, has = decide(is.get(), jane, question).allowed;
            const std::string cell = std::string(a) + c + g + s + t;
            EXPECT_EQ(gains.contains(cell), has && !had) << cell;
            EXPECT_EQ(losses.contains(cell), had && !has) << cell;
            cells += has != had ? 1 : 0;
        }
    EXPECT_GT(cells, 5) << "the example does change something";
}

TEST(RolesFindings, AGapBlocksUntilSomebodyElseCovers) {  // F02.R6.A7
    RolesMatrix after = small();
    after.assignments.erase(after.assignments.begin());
    auto found = roleFindings(small(), after, 1'000);
    ASSERT_TRUE(finds(found, "capability_gap", true)) << toJson(found);
    EXPECT_EQ(found[0].details.at("geography"), "north");
    EXPECT_EQ(found[0].details.at("channel"), "sms");
    after.assignments.push_back(given("bob", "sender"));
    EXPECT_FALSE(finds(roleFindings(small(), after, 1'000), "capability_gap", true)) << "bob covers the pair";
}

TEST(RolesFindings, OnePrincipalMayNotGainMoreThanTheThresholdThatHoldsNow) {  // F02.R6.A7
    RolesMatrix before = small(), after = small();
    after.policies[0].scope.territories = {"north", "a", "b", "c"};   // 3 places, 2 severities: 6 more
    EXPECT_FALSE(finds(roleFindings(before, after, 6), "blast_radius", true));
    EXPECT_TRUE(finds(roleFindings(before, after, 5), "blast_radius", true));
    before.maxGainPerPrincipal = 3;
    EXPECT_TRUE(finds(roleFindings(before, after, 1'000), "blast_radius", true)) << "the live matrix says how much";
    after.maxGainPerPrincipal = 1'000;
    const auto found = roleFindings(before, after, 1'000);
    EXPECT_TRUE(finds(found, "blast_radius", true)) << "a draft cannot allow itself more";
    EXPECT_TRUE(finds(found, "blast_radius_raised", false));
    EXPECT_TRUE(finds(found, "cross_geography", false)) << "low risk stays a warning";
}

TEST(RolesChanges, AreGroupedByDimensionWithValuesAndWhomTheyTouch) {  // F02.R6.A2
    RolesMatrix after = small();
    after.policies[0].scope.channels = {"sms", "email"};
    after.policies[1].scope.severities = {"critical"};
    after.assignments.push_back(given("bob", "sender"));
    const policy::Kind kind = makeRolesKind();
    const std::string a = bodyOf(small()), b = bodyOf(after);
    const auto diff = *policy::diffOf(kind, {a, b}, {});
    ASSERT_GE(diff.groups.size(), 4U);
    EXPECT_EQ(diff.groups[0].dimension, "channel");
    EXPECT_EQ(diff.groups[1].dimension, "geography");
    EXPECT_EQ(diff.groups[2].dimension, "severity");
    EXPECT_EQ(diff.groups[3].dimension, "content_type");
    const policy::DiffRow& row = diff.groups[0].rows.at(0);
    EXPECT_EQ(row.item, "send-north");
    EXPECT_EQ(row.change, policy::ChangeType::modified);
    EXPECT_EQ(row.before, std::vector<std::string>{"sms"});
    EXPECT_EQ(row.after, (std::vector<std::string>{"email", "sms"}));
    EXPECT_EQ(row.principals, (std::vector<policy::Principal>{{"user", "bob"}, {"user", "jane"}}));
    EXPECT_EQ(policy::diffOf(kind, {a, b}, {"severity", {}, ""})->groups.at(0).rows.at(0).principals, (std::vector<policy::Principal>{{"group", "field"}}));
    const auto ofField = *policy::diffOf(kind, {a, b}, {"", {}, "FIELD"});
    EXPECT_FALSE(ofField.groups.empty());
    for (const auto& group : ofField.groups) {
        for (const auto& found : group.rows) EXPECT_EQ(found.item, "approve-south");
    }
    const auto added = *policy::diffOf(kind, {a, b}, {"channel", policy::ChangeType::added, ""});
    ASSERT_EQ(added.totals.added, 1);
    EXPECT_EQ(added.groups[0].rows[0].item, "bob has sender");
}

TEST(RolesKind, MistakesAreNamedWithTheirPlacesAndWhatIsUnknownIsRefused) {  // F02.R7.A1
    const policy::Kind kind = makeRolesKind();
    RolesMatrix m = small();
    m.policies[0].scope.channels.clear();
    m.roles[0].inherits = {"nobody"};
    const Status wrong = kind.check(toJson(m));
    ASSERT_FALSE(wrong.ok());
    EXPECT_GE(wrong.problem().fields.size(), 2U);
    EXPECT_TRUE(kind.check(kind.emptyBody).ok()) << "the roles of a fresh installation are where the first draft begins";
    const auto made = policy::normalised(kind, R"({"roles":[{"id":"a","name":"A","colour":"red"}]})");
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.problem().fields.at(0).field, "/roles/a/colour");
    const auto whole = policy::normalised(kind, R"({"roles":[{"id":"a"}]})");
    ASSERT_TRUE(whole.ok());
    EXPECT_EQ(*policy::normalised(kind, *whole), *whole);
}

TEST(RolesKind, ADraftIsTriedOnWhatHappened) {  // F02.R7.A6
    const policy::Kind kind = makeRolesKind();
    RolesMatrix after = small();
    after.policies[0].scope.severities = {"minor"};
    std::vector<policy::SimulationCase> cases;
    for (const char* severity : {"minor", "major"}) {
        PastAction past{severity, {"jane", {}, {}}, {"comms.send", {"sms"}, {"north"}, {}, {severity}, {"advisory"}, 10, {}}, true};
        cases.push_back({Instant::fromSeconds(1'727'000'000), severity, RawJson{toJson(past)}});
    }
    policy::Simulation out;
    out.actions = kind.simulate({bodyOf(small()), bodyOf(after)}, cases);
    policy::countSimulation(out);
    EXPECT_EQ(out.total, (policy::AllowedAndDenied{1, 1, 1}));
    EXPECT_EQ(out.byDimension["severity"]["major"], (policy::AllowedAndDenied{0, 1, 1}));
    EXPECT_EQ(out.actions[0].matched, std::vector<std::string>{"send-north"});
    EXPECT_NE(policy::csvOf(out).find("major,Deny,Allow"), std::string::npos) << policy::csvOf(out);
}

// --- records

RolesMatrix everythingOnce() {
    RolesMatrix m = small();
    Policy odd = allow("odd, \"quoted\"", {"comms.*"}, scopeOf({"*"}, {}, {"*"}, {"*"}));
    odd.scope.areas = {"harbour"};
    odd.scope.maxAudience = 500;
    odd.from = TemplateRef{"storm", 2, "T5"};
    m.policies.push_back(odd);
    Polygon square;
    square.rings.push_back({{-85, 38}, {-84, 38}, {-84, 39}, {-85, 38}});
    Area harbour;
    harbour.id = "harbour";
    harbour.name = "The harbour";
    harbour.shape.push_back(square);
    m.areas = {harbour};
    for (int version : {1, 2}) {
        PolicyTemplate storm;
        storm.id = "storm";
        storm.version = version;
        storm.name = "true";          // texts that look like something else in a cell
        storm.description = "12";
        storm.policies = {allow("send", {"{actions}"}, scopeOf({"{channels}"}, {"{territories}"}, {"{severities}"}, {"{content_types}"}))};
        m.templates.push_back(storm);
    }
    m.limits = {{"many", LimitKind::soft, "audience", 5'000, Scope::everything()}};
    m.maxima = {{"sender", Scope::everything()}};
    m.maxGainPerPrincipal = 40;
    m.assignments[0].within = scopeOf({"sms"}, {"north"});
    m.assignments[0].until = Instant::fromSeconds(1'800'000'000);
    return m;
}

TEST(RolesRecords, ComeBackExactlyFromJsonAndFromCsv) {  // F02.R7.A3
    const policy::Kind kind = makeRolesKind();
    const std::string body = bodyOf(everythingOnce());
    ASSERT_TRUE(kind.check(body).ok()) << toJson(kind.check(body).problem());
    policy::ExportHeading heading;
    heading.kind = kind.name;
    heading.version = 7;
    const std::string empty = bodyOf(RolesMatrix{});
    for (const bool csv : {false, true}) {
        const std::string file = csv ? *policy::exportCsv(heading, body) : policy::exportJson(heading, body);
        const auto records = csv ? policy::readCsvRecords(kind, file) : policy::readJsonRecords(kind, file);
        ASSERT_TRUE(records.ok()) << records.problem().message;
        const auto done = policy::importRecords(kind, empty, *records);
        ASSERT_TRUE(done.ok()) << toJson(done.problem());
        EXPECT_EQ(done->body, body) << (csv ? "csv\n" + file : "json") << toJson(done->report);
        EXPECT_EQ(done->report.summary.invalid, 0);
        const auto again = policy::importRecords(kind, done->body, *records);
        EXPECT_EQ(again->report.summary.unchanged, again->report.summary.records) << "a second time changes nothing";
        EXPECT_EQ(again->body, body);
    }
}

TEST(RolesRecords, AFileOfMixedValidityTakesTheGoodAndNamesTheBad) {  // F02.R7.A3
    const policy::Kind kind = makeRolesKind();
    const std::string csv = "schema_version,record,id,name,actions,effect,scope.channels,scope.territories,scope.severities,scope.content_types,policies,principal,role,kind\r\n"
                            "1,policies,good,Good,\"[\"\"publish\"\"]\",allow,\"[\"\"sms\"\"]\",\"[\"\"north\"\"]\",\"[\"\"minor\"\"]\",\"[\"\"etr\"\"]\",,,,\r\n"
                            "1,policies,empty,Empty,\"[\"\"publish\"\"]\",allow,[],\"[\"\"north\"\"]\",\"[\"\"minor\"\"]\",\"[\"\"etr\"\"]\",,,,\r\n"
                            "1,roles,night,Night,,,,,,,\"[\"\"good\"\"]\",,,\r\n"
                            "1,roles,broken,Broken,,,,,,,\"[\"\"empty\"\"]\",,,\r\n"
                            "1,assignments,a1,,,,,,,,,bob,night,user\r\n"
                            "1,assignments,a2,,,,,,,,,bob,broken,user\r\n"
                            "2,roles,newer,Newer,,,,,,,,,,\r\n"
                            "1,roles,night,Night again,,,,,,,,,,\r\n"
                            "1,roles,,No id,,,,,,,,,,\r\n"
                            "1,roles,cell,Cell,,,,,,,[unclosed,,,\r\n";
    const auto records = policy::readCsvRecords(kind, csv);
    ASSERT_TRUE(records.ok()) << records.problem().message;
    const std::string before = bodyOf(small());
    const auto done = policy::importRecords(kind, before, *records);
    ASSERT_TRUE(done.ok()) << toJson(done.problem());
    std::map<int, std::string> seen;
    for (const auto& result : done->report.results) seen[result.number] = enumName(result.status) + (result.errors.empty() ? "" : " " + result.errors[0].code);
    EXPECT_EQ(seen[1], "valid");
    EXPECT_EQ(seen[2].substr(0, 7), "invalid") << "no channels";
    EXPECT_EQ(seen[3], "valid");
    EXPECT_EQ(seen[4].substr(0, 7), "invalid") << "needs a policy that was left out";
    EXPECT_EQ(seen[5], "valid");
    EXPECT_EQ(seen[6].substr(0, 7), "invalid") << "needs a role that was left out";
    EXPECT_EQ(seen[7], "invalid schema_version");
    EXPECT_EQ(seen[8], "invalid double");
    EXPECT_EQ(seen[9], "invalid missing");
    EXPECT_EQ(seen[10], "invalid bad_json");
    EXPECT_EQ(done->report.summary, (policy::ImportSummary{10, 3, 7, 3, 0, 0}));
    const auto matrix = *fromJson<RolesMatrix>(done->body);
    EXPECT_EQ(matrix.roles.size(), 3U) << "nothing is removed by not being in the file";
}

TEST(RolesRecords, FilesOfOtherKindsAndHostileFilesAreRefused) {  // F02.R7.A3
    const policy::Kind kind = makeRolesKind();
    const auto code = [&](const auto& result) { return result.ok() ? std::string("ok") : result.problem().code; };
    EXPECT_EQ(code(policy::readJsonRecords(kind, "[]")), "unknown_schema");
    EXPECT_EQ(code(policy::readJsonRecords(kind, "{")), "bad_json");
    EXPECT_EQ(code(policy::readJsonRecords(kind, R"({"schema":"outagekit.policy.v1","kind":"weights"})")), "wrong_kind");
    EXPECT_EQ(code(policy::readJsonRecords(kind, R"({"schema":"outagekit.policy.v1","kind":"roles","schema_version":9})")), "schema_version");
    EXPECT_EQ(code(policy::readCsvRecords(kind, "a,b\r\n1,2\r\n")), "unknown_schema");
    EXPECT_EQ(code(policy::readCsvRecords(kind, "")), "unknown_schema");
}

TEST(RolesTemplates, AnInstanceStaysAsItIsWhenItsTemplateChanges) {  // F02.R1.A7
    RolesMatrix m = everythingOnce();
    const Scope five = scopeOf({"sms", "email"}, {"T5"}, {"minor", "major"}, {"advisory"});
    m = *withInstance(m, "storm", 1, {"T5", {"initiate", "publish"}, five});
    const auto made = std::find_if(m.policies.begin(), m.policies.end(), [](const Policy& p) { return p.from && p.from->version == 1; });
    ASSERT_NE(made, m.policies.end());
    EXPECT_EQ(made->scope, five);
    EXPECT_EQ(made->from->id, "storm");
    const Policy kept = *made;
    m = *withInstance(m, "storm", 0, {"T6", {"publish"}, scopeOf({"sms"}, {"T6"})});
    const auto again = std::find_if(m.policies.begin(), m.policies.end(), [&](const Policy& p) { return p.id == kept.id; });
    EXPECT_EQ(*again, kept) << "T5 is what it was";
    const auto newest = std::find_if(m.policies.begin(), m.policies.end(), [](const Policy& p) { return p.from && p.from->instance == "T6"; });
    ASSERT_NE(newest, m.policies.end());
    EXPECT_EQ(newest->from->version, 2) << "the newest version is used";
    EXPECT_TRUE(makeRolesKind().check(toJson(m)).ok());
}

TEST(RolesReach, TenThousandPolicyRowsAreAnalysed) {  // F02.R6.A3: ten seconds is the bound, a figure for the log
    RolesMatrix before;
    for (int i = 0; i < 10'000; ++i) {
        const std::string n = std::to_string(i);
        before.policies.push_back(allow("p" + n, {i % 2 == 0 ? "publish" : "initiate"}, scopeOf({i % 3 == 0 ? "sms" : "email"}, {"t" + std::to_string(i % 400)})));
        if (i % 10 == 0) before.roles.push_back(roleOf("r" + n, {}));
        before.roles.back().policies.push_back("p" + n);
    }
    for (std::size_t i = 0; i < before.roles.size(); ++i) before.assignments.push_back(given("u" + std::to_string(i), before.roles[i].id));
    RolesMatrix after = before;
    for (int i = 0; i < 10'000; i += 7) after.policies[static_cast<std::size_t>(i)].scope.severities = {"minor", "critical"};
    const auto began = std::chrono::steady_clock::now();
    policy::Impact impact;
    impact.rows = compareReach(before, after).rows;
    policy::countImpact(impact);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    RecordProperty("milliseconds", static_cast<int>(took.count()));
    EXPECT_EQ(impact.total.gains, impact.total.losses) << "critical instead of major";
    EXPECT_GE(impact.total.gains, 1'000);
    EXPECT_LE(impact.total.gains, 1'429) << "two policies of one person can say the same";
}

}  // namespace
}  // namespace ok::access
