// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The decision engine (F02.R1): the vectors that every surface shares, a plain reading of the rules as reference on random
// matrices, and what holds whatever the matrix says.
#include <gtest/gtest.h>

#include <random>
#include <cmath>
#include <set>

#include "shared/access/matrix_tables.h"
#include "shared/access/permissions.h"
#include "tests/support/access_vectors.h"

namespace ok::access {
namespace {

using namespace test;

TenantId tenant() { return *TenantId::parse("11111111-1111-4111-8111-111111111111"); }

AccessDecision ask(const CompiledMatrix* matrix, const Principal& who, const AccessQuestion& question) {
    return explain(matrix, tenant(), who, question, decide(matrix, who, question));
}

void expectAnswers(const Vectors& all) {
    const MatrixPtr matrix = compiled(all.matrix, all.version);
    for (const VectorCase& one : all.cases) {
        const AccessDecision got = ask(matrix.get(), one.who, one.question);
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
        EXPECT_EQ(got.policyVersion, all.version);
    }
}

// F02.R1.A1, A2, A3, A4, R3.A1, R4.A3, R4.A4
TEST(Decision, EveryVectorIsAnsweredAsItSays) {
    ASSERT_GE(vectors().cases.size(), 40U);
    EXPECT_EQ(vectors().version, "roles/7");
    expectAnswers(vectors());
}

// F09.R4.A5, F02.R1.A2: who lacks the keys of a role loses what it allows and nothing of what it forbids.
TEST(Decision, AWithheldRoleStillForbids) {
    const Vectors all = vectorsOf("withheld");
    ASSERT_GE(all.cases.size(), 10U);
    expectAnswers(all);
    const MatrixPtr matrix = compiled(all.matrix, all.version);
    const VectorCase& alone = all.cases[1];
    EXPECT_FALSE(mayEver(*matrix, alone.who, alone.question.action, {})) << "there is nothing left that it could do";
    EXPECT_TRUE(mayEver(*matrix, all.cases[2].who, "publish", {}));
    EXPECT_FALSE(mayEver(*matrix, all.cases[2].who, "approve", {}));
}

// H1, F02.R1.A1, A2, A3, A4, R3.A7, R4.A4: edges of the engine, each answer reasoned by hand; together with the vectors above they
// take the branches that tests/coverage counts.
TEST(Decision, TheEdgesAreAnsweredAsReasonedByHand) {
    std::stringstream text;
    text << std::ifstream(OK_SOURCE_DIR "/tests/vectors/access/edges.json").rdbuf();
    const auto document = parseJson(text.str());
    ASSERT_TRUE(document.ok());
    auto matrix = fromJson<RolesMatrix>(document->root()["matrix"]);
    ASSERT_TRUE(matrix.ok()) << toJson(matrix.problem());
    const MatrixPtr edges = compiled(*matrix, "edges");
    const JsonView cases = document->root()["cases"];
    ASSERT_GE(cases.size(), 60U);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto who = fromJson<Principal>(cases.at(i)["who"]);
        const auto question = fromJson<AccessQuestion>(cases.at(i)["question"]);
        ASSERT_TRUE(who.ok() && question.ok()) << i;
        const AccessDecision got = ask(edges.get(), *who, *question);
        SCOPED_TRACE(std::string(cases.at(i)["name"].text().value_or("")) + ": " + toJson(got));
        EXPECT_EQ(got.allowed, cases.at(i)["expect"]["allowed"].boolean().value_or(!got.allowed));
        EXPECT_EQ(got.reason, cases.at(i)["expect"]["reason"].text().value_or(""));
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

}  // namespace
}  // namespace ok::access
