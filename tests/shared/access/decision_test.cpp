// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The decision engine (F02.R1): the vectors that every surface shares, a plain reading of the rules as reference on random
// matrices, and what holds whatever the matrix says.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <cmath>
#include <set>
#include <sstream>

#include "shared/access/matrix_tables.h"
#include "shared/access/permissions.h"

namespace ok::access {
namespace {

struct Expected {
    bool allowed = false;
    std::string reason;
    std::vector<std::string> policies;
    std::string denyPolicy;
    std::vector<Dimension> missing;
    std::optional<std::vector<ChangedDimension>> change;
    std::optional<std::vector<std::string>> rolesThatMay;
    std::optional<std::vector<std::string>> softLimits;
    std::optional<std::string> hardLimit;
    std::optional<std::string> precedence;
    bool selfApproval = false;
};
BOOST_DESCRIBE_STRUCT(Expected, (), (allowed, reason, policies, denyPolicy, missing, change, rolesThatMay, softLimits, hardLimit, precedence, selfApproval))
struct VectorCase {
    std::string name;
    std::string id;
    Principal who;
    AccessQuestion question;
    Expected expect;
};
BOOST_DESCRIBE_STRUCT(VectorCase, (), (name, id, who, question, expect))
struct Vectors {
    std::string version;
    RolesMatrix matrix;
    std::vector<VectorCase> cases;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (version, matrix, cases))

const Vectors& vectors() {
    static const Vectors all = [] {
        std::ifstream in(OK_SOURCE_DIR "/tests/vectors/access/decisions.json");
        std::stringstream text;
        text << in.rdbuf();
        auto read = fromJson<Vectors>(text.str());
        EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.problem().message);
        return read.ok() ? *read : Vectors{};
    }();
    return all;
}

MatrixPtr compiled(const RolesMatrix& matrix, const std::string& version = "roles/1") {
    auto made = CompiledMatrix::compile(matrix, version);
    if (!made.ok()) ADD_FAILURE() << toJson(made.problem());
    return made.ok() ? *made : nullptr;
}

const MatrixPtr& vectorMatrix() {
    static const MatrixPtr matrix = compiled(vectors().matrix, vectors().version);
    return matrix;
}

TenantId tenant() { return *TenantId::parse("11111111-1111-4111-8111-111111111111"); }

AccessDecision ask(const CompiledMatrix* matrix, const Principal& who, const AccessQuestion& question) {
    return explain(matrix, tenant(), who, question, decide(matrix, who, question));
}

// F02.R1.A1, A2, A3, A4, R3.A1, R4.A3, R4.A4
TEST(Decision, EveryVectorIsAnsweredAsItSays) {
    ASSERT_GE(vectors().cases.size(), 40U);
    for (const VectorCase& one : vectors().cases) {
        const AccessDecision got = ask(vectorMatrix().get(), one.who, one.question);
        SCOPED_TRACE(one.id + " " + one.name + ": " + toJson(got));
        EXPECT_EQ(got.allowed, one.expect.allowed);
        EXPECT_EQ(got.reason, one.expect.reason);
        EXPECT_EQ(got.policies, one.expect.policies);
        EXPECT_EQ(got.denyPolicy, one.expect.denyPolicy);
        EXPECT_EQ(got.missing, one.expect.missing);
        if (one.expect.change) EXPECT_EQ(got.change, *one.expect.change);
        if (one.expect.rolesThatMay) EXPECT_EQ(got.rolesThatMay, *one.expect.rolesThatMay);
        if (one.expect.softLimits) EXPECT_EQ(got.softLimits, *one.expect.softLimits);
        if (one.expect.hardLimit) EXPECT_EQ(got.hardLimit, *one.expect.hardLimit);
        if (one.expect.precedence) EXPECT_EQ(got.precedence, *one.expect.precedence);
        EXPECT_EQ(got.selfApproval, one.expect.selfApproval);
        EXPECT_EQ(got.policyVersion, "roles/7");
    }
}

// F02.R1.A5
TEST(Decision, TheSameQuestionIsAnsweredTheSameAHundredTimes) {
    const MatrixPtr again = compiled(vectors().matrix, vectors().version);
    for (const VectorCase& one : vectors().cases) {
        const AccessDecision first = ask(vectorMatrix().get(), one.who, one.question);
        for (int i = 0; i < 100; ++i) ASSERT_EQ(ask(i % 2 == 0 ? again.get() : vectorMatrix().get(), one.who, one.question), first) << one.name;
    }
}

// F02.R1.A5: the id is the question's, not the surface's; another person, place or version is another decision.
TEST(Decision, TheIdFollowsTheQuestionAndNothingElse) {
    const VectorCase& one = vectors().cases[0];
    const auto id = [&](const CompiledMatrix* m, Principal who, AccessQuestion q) { return ask(m, who, q).decisionId; };
    const std::string base = id(vectorMatrix().get(), one.who, one.question);
    EXPECT_EQ(base.size(), 32U);
    AccessQuestion other = one.question;
    std::swap(other.points[0], other.points[1]);
    EXPECT_EQ(id(vectorMatrix().get(), one.who, other), base);
    other.points[0].lon += 0.001;
    EXPECT_NE(id(vectorMatrix().get(), one.who, other), base);
    EXPECT_NE(id(vectorMatrix().get(), {"joan", one.who.roles, {}}, one.question), base);
    EXPECT_NE(id(compiled(vectors().matrix, "roles/8").get(), one.who, one.question), base);
    Principal more = one.who;
    more.roles.push_back("ghost");
    EXPECT_EQ(id(vectorMatrix().get(), more, one.question), base);
}

// F02.R1.A6
TEST(Decision, WithoutAMatrixEverybodyIsRefused) {
    const AccessDecision got = ask(nullptr, {"jane", {"admin"}, {}}, vectors().cases[0].question);
    EXPECT_FALSE(got.allowed);
    EXPECT_EQ(got.reason, "safe_deny");
    EXPECT_EQ(got.decisionId.size(), 32U);
}

// F02.R1.A3: removed from R1, gone from R2, nobody touched R2.
TEST(Decision, WhatARoleLosesItsHeirsLose) {
    RolesMatrix matrix = vectors().matrix;
    for (Policy& p : matrix.policies) {
        if (p.id == "p-r1") p.actions = {"edit_etr"};
    }
    const AccessQuestion initiate{"initiate", {"sms"}, {"T3"}, {}, {"major"}, {"advisory"}, 5, {}};
    EXPECT_TRUE(decide(vectorMatrix().get(), {"u", {"R2"}, {}}, {"edit_etr", {}, {"T3"}, {{-81.5, 38.5}}, {"major"}, {"etr"}, {}, {}}).allowed == false)
        << "a polygon's territory is not itself in the scope of the area";
    AccessQuestion drawn = initiate;
    drawn.territories.clear();
    drawn.points = {{-81.5, 38.5}};
    EXPECT_TRUE(decide(vectorMatrix().get(), {"u", {"R2"}, {}}, drawn).allowed);
    EXPECT_FALSE(decide(compiled(matrix).get(), {"u", {"R2"}, {}}, drawn).allowed);
}

// --- the rules once more, read plainly and slowly

bool listed(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), "*") != list.end() || std::find(list.begin(), list.end(), value) != list.end();
}
bool open(const std::vector<std::string>& list) { return listed(list, "\x01"); }

bool covers(const std::vector<std::string>& scope, const std::vector<std::string>& asked, std::size_t at, bool deny) {
    if (at < asked.size()) return listed(scope, asked[at]);
    return deny || open(scope);   // not stated
}
bool fits(const Scope& s, std::optional<std::int64_t> audience, bool deny) {
    if (!audience) return deny || (s.minAudience.value_or(0) <= 0 && !s.maxAudience);
    return *audience >= s.minAudience.value_or(0) && *audience <= s.maxAudience.value_or(INT64_MAX);
}
int failures(const Scope& s, const AccessQuestion& q, bool deny, std::array<std::size_t, 4> at = {}) {
    return !covers(s.channels, q.channels, at[0], deny) + !covers(s.territories, q.territories, at[1], deny) + !covers(s.severities, q.severities, at[2], deny) +
           !covers(s.contentTypes, q.contentTypes, at[3], deny) + !fits(s, q.audience, deny);
}
void policiesOf(const RolesMatrix& m, const std::string& role, std::set<std::string>& out, std::set<std::string>& seen) {
    if (!seen.insert(role).second) return;
    for (const Role& r : m.roles) {
        if (r.id != role) continue;
        out.insert(r.policies.begin(), r.policies.end());
        for (const std::string& parent : r.inherits) policiesOf(m, parent, out, seen);
    }
}
struct Plain {
    bool allowed = false;
    std::string deny;
    std::vector<std::string> policies;
    int closest = 6;   ///< failing dimensions of the nearest allow
};
Plain plainly(const RolesMatrix& m, const Principal& who, const AccessQuestion& q) {
    Plain out;
    struct Held {
        std::string role;
        std::optional<Scope> within;
    };
    std::vector<Held> held;
    for (const std::string& role : who.roles) held.push_back({role, {}});
    for (const Assignment& a : m.assignments) {
        const bool theirs = a.kind == PrincipalKind::user ? a.principal == who.id : listed(who.groups, a.principal);
        if (theirs) held.push_back({a.role, a.within});
    }
    std::set<std::string> allows, denies;
    for (const Held& h : held) {
        std::set<std::string> ids, seen;
        policiesOf(m, h.role, ids, seen);
        for (const Policy& p : m.policies) {
            const bool names = std::any_of(p.actions.begin(), p.actions.end(), [&](const std::string& a) {
                return a == q.action || (a.back() == '*' && q.action.starts_with(a.substr(0, a.size() - 1)));
            });
            if (!ids.contains(p.id) || !names) continue;
            if (p.effect == Effect::deny) {
                if (failures(p.scope, q, true) == 0) denies.insert(p.id);
                continue;
            }
            int fails = 0;
            const std::array parts{covers(p.scope.channels, q.channels, 0, false) && (!h.within || covers(h.within->channels, q.channels, 0, false)),
                                   covers(p.scope.territories, q.territories, 0, false) && (!h.within || covers(h.within->territories, q.territories, 0, false)),
                                   covers(p.scope.severities, q.severities, 0, false) && (!h.within || covers(h.within->severities, q.severities, 0, false)),
                                   covers(p.scope.contentTypes, q.contentTypes, 0, false) && (!h.within || covers(h.within->contentTypes, q.contentTypes, 0, false)),
                                   fits(p.scope, q.audience, false) && (!h.within || fits(*h.within, q.audience, false))};
            for (const bool part : parts) fails += part ? 0 : 1;
            out.closest = std::min(out.closest, fails);
            if (fails == 0) allows.insert(p.id);
        }
    }
    out.allowed = !allows.empty() && denies.empty();
    if (!denies.empty()) out.deny = *denies.begin();
    if (out.allowed || !denies.empty()) out.policies.assign(allows.begin(), allows.end());
    return out;
}

class Dice {
  public:
    explicit Dice(unsigned seed) : m_rng(seed) {}
    std::size_t below(std::size_t n) { return m_rng() % n; }
    std::vector<std::string> some(const std::vector<std::string>& from) {
        if (below(5) == 0) return {"*"};
        std::set<std::string> out;
        for (std::size_t n = 1 + below(from.size()); n > 0; --n) out.insert(from[below(from.size())]);
        return {out.begin(), out.end()};
    }
    std::vector<std::string> oneOrNone(std::vector<std::string> from) {
        from.push_back("elsewhere");
        if (below(12) == 0) return {};
        return {from[below(from.size())]};
    }

  private:
    std::mt19937 m_rng;
};

const std::vector<std::string> channels{"sms", "email", "voice"}, places{"T1", "T2", "T3", "T4", "T5"}, severities{"minor", "major", "critical"},
    contents{"etr", "advisory"}, actions{"comms.send", "comms.draft", "approvals.release", "comms.*", "*"};

Scope randomScope(Dice& dice) {
    Scope s{dice.some(channels), dice.some(places), {}, dice.some(severities), dice.some(contents), {}, {}};
    if (dice.below(2) == 0) s.maxAudience = static_cast<std::int64_t>(dice.below(4) * 100);
    if (dice.below(4) == 0) s.minAudience = std::min<std::int64_t>(s.maxAudience.value_or(1000), static_cast<std::int64_t>(dice.below(3) * 100));
    return s;
}

RolesMatrix randomMatrix(Dice& dice, std::size_t policies) {
    RolesMatrix m;
    for (std::size_t i = 0; i < policies; ++i) {
        Policy p{"p" + std::to_string(i), "", dice.below(5) == 0 ? Effect::deny : Effect::allow, {}, randomScope(dice), false, {}};
        for (std::size_t n = 1 + dice.below(2); n > 0; --n) p.actions.push_back(actions[dice.below(actions.size())]);
        m.policies.push_back(std::move(p));
    }
    for (std::size_t r = 0; r < 6; ++r) {
        Role role{"role" + std::to_string(r), "", "", {}, {}};
        for (std::size_t n = dice.below(policies / 2 + 2); n > 0; --n) role.policies.push_back("p" + std::to_string(dice.below(policies)));
        if (r > 0 && dice.below(2) == 0) role.inherits.push_back("role" + std::to_string(dice.below(r)));
        m.roles.push_back(std::move(role));
    }
    for (std::size_t a = 0; a < 5; ++a) {
        Assignment given{"a" + std::to_string(a), dice.below(2) == 0 ? PrincipalKind::user : PrincipalKind::group, a % 2 == 0 ? "one" : "two", "role" + std::to_string(dice.below(6)), {}, "", {}};
        if (dice.below(2) == 0) given.within = randomScope(dice);
        m.assignments.push_back(std::move(given));
    }
    return m;
}

/// The question after the change that was proposed, with `pick` of each list of values.
AccessQuestion changed(AccessQuestion q, const std::vector<ChangedDimension>& change, Dice& dice) {
    for (const ChangedDimension& c : change) {
        const std::string value = c.values.at(dice.below(c.values.size()));
        if (c.dimension == Dimension::channel) q.channels = {value};
        if (c.dimension == Dimension::geography) q.territories = {value};
        if (c.dimension == Dimension::severity) q.severities = {value};
        if (c.dimension == Dimension::content_type) q.contentTypes = {value};
        if (c.dimension == Dimension::audience) q.audience = std::stoll(value);
    }
    return q;
}

// F02.R1.A2, A3, A4 on 60 matrices with up to 150 policies (more than one word of bits) and 12,000 questions.
TEST(Decision, TheEngineSaysWhatAPlainReadingOfTheRulesSays) {
    Dice dice(20240926);
    int allowed = 0, denied = 0, proposed = 0, minimal = 0;
    for (int round = 0; round < 60; ++round) {
        const RolesMatrix matrix = randomMatrix(dice, 1 + dice.below(round % 3 == 0 ? 150 : 20));
        const MatrixPtr engine = compiled(matrix);
        ASSERT_NE(engine, nullptr);
        for (int n = 0; n < 200; ++n) {
            Principal who{dice.below(2) == 0 ? "one" : "two", {}, {}};
            for (std::size_t r = dice.below(3); r > 0; --r) who.roles.push_back("role" + std::to_string(dice.below(7)));
            if (dice.below(3) == 0) who.groups.push_back(dice.below(2) == 0 ? "one" : "two");
            AccessQuestion q{actions[dice.below(3)], dice.oneOrNone(channels), dice.oneOrNone(places), {}, dice.oneOrNone(severities), dice.oneOrNone(contents), {}, {}};
            if (dice.below(10) != 0) q.audience = static_cast<std::int64_t>(dice.below(500));
            const Plain want = plainly(matrix, who, q);
            const AccessDecision got = ask(engine.get(), who, q);
            SCOPED_TRACE(toJson(q) + " " + toJson(got));
            ASSERT_EQ(got.allowed, want.allowed);
            ASSERT_EQ(got.denyPolicy, want.deny);
            if (want.policies.size() <= Verdict::maxMatched) {
                ASSERT_EQ(got.policies, want.policies);
            }
            (want.allowed ? allowed : denied)++;
            if (got.allowed || got.change.empty()) continue;
            ++proposed;
            ASSERT_TRUE(plainly(matrix, who, changed(q, got.change, dice)).allowed) << "the proposed change is not enough";
            if (want.deny.empty()) {
                ASSERT_GE(static_cast<int>(got.change.size()), want.closest);
                minimal += static_cast<int>(got.change.size()) == want.closest ? 1 : 0;
            }
        }
    }
    EXPECT_GT(allowed, 500);
    EXPECT_GT(denied, 2000);
    EXPECT_GT(proposed, 1000);
    EXPECT_GT(minimal, 800);
}

// F02.R1.A4: a question with several values is allowed when each combination is.
TEST(Decision, SeveralValuesAreAllowedTogetherWhenEachIsAlone) {
    Dice dice(7);
    int both = 0;
    for (int round = 0; round < 40; ++round) {
        const RolesMatrix matrix = randomMatrix(dice, 30);
        const MatrixPtr engine = compiled(matrix);
        for (int n = 0; n < 50; ++n) {
            const Principal who{"one", {"role" + std::to_string(dice.below(6)), "role" + std::to_string(dice.below(6))}, {}};
            AccessQuestion q{"comms.send", {"sms", "email"}, {"T1", places[dice.below(5)]}, {}, {"major"}, {"etr"}, 100, {}};
            bool each = true;
            for (const std::string& channel : q.channels) {
                for (const std::string& place : q.territories) {
                    AccessQuestion part = q;
                    part.channels = {channel};
                    part.territories = {place};
                    each = each && plainly(matrix, who, part).allowed;
                }
            }
            ASSERT_EQ(decide(engine.get(), who, q).allowed, each);
            both += each ? 1 : 0;
        }
    }
    EXPECT_GT(both, 50);
}

// F02.R1: "every recipient lies inside": the index of areas says what contains() says, point by point.
TEST(Decision, TheIndexOfAreasAgreesWithEachPolygon) {
    Dice dice(11);
    const auto real = [&](double low, double high) { return low + (high - low) * static_cast<double>(dice.below(1'000'000)) / 1e6; };
    std::vector<MultiPolygon> shapes;
    AreaIndex index;
    for (std::uint32_t i = 0; i < 60; ++i) {
        const double x = real(-85, -80), y = real(36, 39), r = real(0.01, 1.2);
        Ring ring;
        const std::size_t corners = 3 + dice.below(40);
        for (std::size_t k = 0; k < corners; ++k) {
            const double a = 6.283185307179586 * static_cast<double>(k) / static_cast<double>(corners), q = r * real(0.4, 1.0);
            ring.push_back({x + q * std::cos(a), y + q * std::sin(a)});
        }
        Polygon shape{{ring}};
        if (i % 3 == 0) shape.rings.push_back({{x - r / 9, y - r / 9}, {x + r / 9, y - r / 9}, {x + r / 9, y + r / 9}});
        shapes.push_back({shape});
        if (i % 5 == 0) shapes.back().push_back({{{{x + 2, y}, {x + 2.5, y}, {x + 2.5, y + 0.3}, {x + 2, y + 0.3}}}});
        index.add(shapes.back(), {i});
    }
    index.build();
    std::vector<LonLat> points;
    for (int i = 0; i < 20'000; ++i) points.push_back({real(-86, -78), real(35, 40)});
    for (const MultiPolygon& shape : shapes) {
        for (const LonLat corner : shape[0].rings[0]) points.push_back(corner);  // on an edge is inside
    }
    std::set<AreaTags> want;
    for (const LonLat p : points) {
        AreaTags tags;
        for (std::uint32_t i = 0; i < shapes.size(); ++i) {
            if (contains(shapes[i], p)) tags.push_back(i);
        }
        ASSERT_EQ(index.at(p), tags) << p.lon << " " << p.lat;
        want.insert(std::move(tags));
    }
    const auto got = index.distinct(points);
    EXPECT_EQ(std::set<AreaTags>(got.begin(), got.end()), want);
    EXPECT_EQ(got.size(), want.size());
}

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
