// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who counts, and random interleavings of everything people do to a request, judged by a second, simpler account of what is right: no
// run without its quorum, none twice, none of anything else than what was approved (issue 5 "Bad input"; F01.R1, F01.R4, F01.R7, F06.R5).
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>

#include "shared/approvals/release.h"
#include "shared/approvals/request.h"

namespace ok::approvals {
namespace {

const Instant noon = *parseIso("2026-03-05T12:00:00Z");

KeyHolder holder(std::string account, std::string person, std::vector<std::string> roles = {"operations"}, std::vector<std::string> teams = {}, std::vector<std::string> groups = {}) {
    return {std::move(account), std::move(person), std::move(roles), std::move(teams), std::move(groups)};
}

std::string codeOf(const Status& status) { return status.ok() ? "" : status.problem().code + (status.problem().details.contains("rule_code") ? " " + status.problem().details.at("rule_code") : ""); }

// F01.R4.A1, F01.R4.A2, F01.R4.A3, F06.R5.A1, F06.R5.A2, F06.R5.A3.
TEST(QuorumTest, EachRuleOfSeparationRefusesWithItsOwnCode) {
    const KeyHolder ada = holder("ada", "P1", {"operations"}, {"north"});
    Quorum quorum;
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {}, ada)), "policy_violation.self_approval POL-SELF-001");
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {}, holder("ada.private", "P1"))), "policy_violation.self_approval POL-SELF-001") << "the author's second account";
    const KeyHolder bob = holder("bob", "P2", {"operations"}, {"south"});
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {}, bob)), "");
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {bob}, bob)), "policy_violation.duplicate_identity POL-DUP-002");
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {bob}, holder("bob2", "P2"))), "policy_violation.duplicate_identity POL-DUP-001");
    quorum.restrictedGroups = {"vendors"};
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {}, holder("cho", "P3", {"operations"}, {}, {"vendors"}))), "policy_violation.restricted_group");
    quorum.onlyRoles = {"duty_manager"};
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {}, bob)), "policy_violation.role");
    quorum = {};
    quorum.differentRoles = true;
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {bob}, holder("cho", "P3"))), "policy_violation.same_role POL-ROLE-001");
    quorum.differentRoles = false;
    quorum.differentTeams = true;
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {bob}, holder("cho", "P3", {"x"}, {"south"}))), "policy_violation.same_team POL-TEAM-001");
    EXPECT_EQ(codeOf(mayTurn(quorum, ada, {bob}, holder("", "P3"))), "not_a_person");
}

// F06.R5.A4, F06.R5.A5, decisions 1: a mix of roles, three people with security among them, and never fewer than two.
TEST(QuorumTest, ItIsCompleteWhenThePeopleAndTheRolesAreThere) {
    const KeyHolder ada = holder("ada", "P1"), bob = holder("bob", "P2"), cho = holder("cho", "P3"), dee = holder("dee", "P4", {"security", "operations"});
    Quorum major;
    major.people = 3;
    major.countsSubmitter = false;
    major.roles = {{"security", 1}};
    ASSERT_TRUE(check(major).ok());
    EXPECT_EQ(stateOf(major, ada, {bob, cho}).missingRoles, (std::map<std::string, int>{{"security", 1}}));
    const KeyHolder eli = holder("eli", "P5");
    EXPECT_FALSE(stateOf(major, ada, {bob, cho, eli}).complete) << "enough people, but none of security";
    EXPECT_TRUE(stateOf(major, ada, {bob, cho, dee}).complete);
    Quorum lax;
    lax.people = 0;
    EXPECT_FALSE(check(lax).ok());
    EXPECT_FALSE(stateOf(lax, ada, {}).complete) << "whatever a policy says";
    EXPECT_TRUE(stateOf(lax, ada, {bob}).complete);
    EXPECT_FALSE(stateOf(lax, ada, {ada}).complete);
    Quorum impossible;
    impossible.roles = {{"security", 3}};
    EXPECT_FALSE(check(impossible).ok());
}

// Digest C13: of all that match the strictest: whatever completes it completes each of them.
TEST(QuorumTest, TheStrictestOfSeveralIsCompleteOnlyWhenEachOfThemIs) {
    std::mt19937 dice(4);
    const std::vector<std::string> roles{"a", "b", "c"};
    const auto some = [&] {
        Quorum out;
        out.countsSubmitter = dice() % 2 == 0;
        out.people = static_cast<int>(dice() % 3) + (out.countsSubmitter ? 2 : 1);
        if (dice() % 3 == 0) out.roles[roles[dice() % 3]] = 1;
        if (dice() % 4 == 0) out.onlyRoles = {roles[dice() % 3], roles[dice() % 3]};
        out.differentTeams = dice() % 4 == 0;
        if (dice() % 4 == 0) out.restrictedGroups = {"g" + std::to_string(dice() % 2)};
        return out;
    };
    const KeyHolder author = holder("author", "P0");
    int complete = 0;
    for (int round = 0; round < 3'000; ++round) {
        const std::vector<Quorum> all{some(), some()};
        const Quorum both = strictest(all);
        std::vector<KeyHolder> turned;
        for (int i = 1; i < 7; ++i) {
            const KeyHolder who = holder("u" + std::to_string(i), "P" + std::to_string(i), {roles[dice() % 3]}, {"t" + std::to_string(dice() % 5)}, {"g" + std::to_string(dice() % 4)});
            if (!mayTurn(both, author, turned, who).ok()) continue;
            for (const Quorum& each : all) ASSERT_TRUE(mayTurn(each, author, turned, who).ok()) << toJson(both);
            turned.push_back(who);
        }
        if (!stateOf(both, author, turned).complete) continue;
        ++complete;
        for (const Quorum& each : all) ASSERT_TRUE(stateOf(each, author, turned).complete) << toJson(each) << toJson(both);
    }
    EXPECT_GT(complete, 200);
}

Request fresh() {
    Request out;
    out.id = ApprovalId{UuidBytes{1}};
    out.content = sha256("v1");
    out.author = holder("ada", "P1");
    out.expiresAt = noon + hours(4);
    return out;
}

Said approval(const Request& seen, const KeyHolder& who, Instant at = noon) { return {Word::approve, who, seen.version, seen.content, "", false, seen.content, at}; }

// F01.R1.A1, F01.R1.A2, F01.R1.A3, F01.R1.A4, F01.R5.A5, F01.R7.A3: one after the other.
TEST(RequestTest, EveryWordDoesWhatItShouldOnce) {
    const Request request = fresh();
    const KeyHolder bob = holder("bob", "P2");
    const Heard run = hear(request, approval(request, bob));
    EXPECT_TRUE(run.runs);
    EXPECT_EQ(run.next.state, RequestState::executed);
    EXPECT_EQ(codeOf(hear(run.next, approval(request, holder("cho", "P3"))).refused), "approval_not_pending");
    Said changed = approval(request, bob);
    changed.word = Word::amend;
    changed.current = sha256("v2");
    const Heard amended = hear(request, changed);
    EXPECT_EQ(amended.next.version, 2);
    EXPECT_EQ(amended.next.author, bob) << "C18: who amends it has proposed it";
    const Heard stale = hear(amended.next, approval(request, bob));
    EXPECT_EQ(codeOf(stale.refused), "approval_token_stale");
    EXPECT_EQ(stale.refused.problem().details.at("latest_version"), "2");
    EXPECT_EQ(stale.next, amended.next);
    EXPECT_EQ(codeOf(hear(amended.next, approval(amended.next, bob)).refused), "policy_violation.self_approval POL-SELF-001");
    Said other = approval(request, bob);
    other.current = sha256("something else");
    Request half = request;
    half.quorum.people = 3;
    half = hear(half, approval(half, holder("cho", "P3"))).next;
    ASSERT_EQ(half.turns.size(), 1U);
    const Heard mismatch = hear(half, other);
    EXPECT_EQ(codeOf(mismatch.refused), "approval_digest_mismatch");
    EXPECT_TRUE(mismatch.next.turns.empty()) << "F01.R1.A2: pending again, with no approval at all";
    Said no = approval(request, bob);
    no.word = Word::reject;
    no.reason = " no  ";
    EXPECT_EQ(codeOf(hear(request, no).refused), "reason_missing");
    no.reason = "wrong county";
    EXPECT_EQ(hear(request, no).next.state, RequestState::rejected);
    no.word = Word::cancel;
    EXPECT_EQ(codeOf(hear(request, no).refused), "not_the_author");
    no.who = request.author;
    EXPECT_EQ(hear(request, no).next.state, RequestState::cancelled);
    EXPECT_EQ(codeOf(hear(request, approval(request, bob, noon + hours(4))).refused), "approval_expired");
    EXPECT_EQ(codeOf(hear(request, {Word::expire, {}, 0, {}, "", false, {}, noon}).refused), "approval_not_expired");
    EXPECT_EQ(hear(request, {Word::expire, {}, 0, {}, "", false, {}, noon + hours(4)}).next.state, RequestState::expired);
}

/// People with what they believe: what each saw of the request may be long out of date.
struct Office {
    std::mt19937 dice;
    Request truth = fresh();
    std::vector<KeyHolder> people{holder("ada", "P1"), holder("ada.private", "P1"), holder("bob", "P2", {"operations"}, {"n"}), holder("bob2", "P2", {"security"}, {"s"}),
                                  holder("cho", "P3", {"security"}, {"s"}), holder("dee", "P4", {"operations"}, {"s"}, {"vendors"}), holder("eli", "P5", {"duty_manager"}, {"e"})};
    std::vector<Request> seen;
    Instant now = noon;
    int texts = 1, runs = 0;
    std::vector<std::pair<Request, Said>> counted;   // accepted approvals of the version that stands
    explicit Office(unsigned seed) : dice(seed) {
        truth.quorum.people = 2 + static_cast<int>(dice() % 3);
        truth.quorum.countsSubmitter = dice() % 3 != 0;
        if (dice() % 2 == 0) truth.quorum.restrictedGroups = {"vendors"};
        if (dice() % 4 == 0) truth.quorum.roles = {{"security", 1}};
        truth.expiresAt = noon + minutes(30 + static_cast<int>(dice() % 60));
        seen.assign(people.size(), truth);
    }
    Said next(std::size_t who) {
        Said out;
        out.who = people[who];
        out.version = seen[who].version;
        out.seen = seen[who].content;
        out.at = now;
        out.reason = dice() % 4 == 0 ? "no" : "because of it";
        const unsigned what = dice() % 40;
        out.word = what < 30 ? Word::approve : what < 33 ? Word::amend : what < 34 ? Word::reject : what < 35 ? Word::cancel : what < 37 ? Word::expire : what < 38 ? Word::invalidate : Word::approve;
        out.current = out.word == Word::amend ? sha256("v" + std::to_string(++texts)) : dice() % 30 == 0 ? sha256("tampered") : truth.content;
        if (dice() % 25 == 0) out.seen = sha256("forged");
        if (dice() % 25 == 0) out.version += static_cast<int>(dice() % 3) - 1;
        return out;
    }
    void step() {
        const std::size_t who = dice() % people.size();
        if (dice() % 3 == 0) seen[who] = truth;                       // looks again
        if (dice() % 6 == 0) now += minutes(dice() % 8);              // else: the same microsecond
        const Said said = next(who);
        const Request was = truth;
        for (int copy = dice() % 5 == 0 ? 2 : 1; copy > 0; --copy) {  // a double tap, a retry
            const Heard heard = hear(truth, said);
            judge(said, heard);
            truth = heard.next;
        }
        ASSERT_GE(truth.version, was.version);
    }
    void judge(const Said& said, const Heard& heard) {
        const bool over = truth.state != RequestState::pending;
        if (over) ASSERT_TRUE(!heard.refused.ok() && heard.next == truth && !heard.runs) << "what is decided stays as it is";
        if (!heard.refused.ok()) ASSERT_FALSE(heard.runs);
        const bool stale = said.version != truth.version || said.seen != truth.content;
        if (!over && stale && said.word != Word::expire && said.word != Word::invalidate) ASSERT_TRUE(!heard.refused.ok() && heard.next == truth);
        if (heard.next.version != truth.version || heard.next.turns.empty()) counted.clear();
        if (said.word == Word::approve && heard.refused.ok()) counted.emplace_back(truth, said);
        if (!heard.runs) return;
        ++runs;
        // The plain account: who said yes to exactly this content, as human beings.
        std::set<std::string> humans;
        int security = 0;
        for (const auto& [at, yes] : counted) {
            ASSERT_EQ(yes.seen, truth.content);
            ASSERT_EQ(yes.current, truth.content);
            ASSERT_LT(yes.at, truth.expiresAt);
            ASSERT_NE(yes.who.person, truth.author.person);
            ASSERT_TRUE(humans.insert(yes.who.person).second) << "nobody twice, with whichever account";
            const auto& groups = yes.who.groups;
            ASSERT_FALSE(!truth.quorum.restrictedGroups.empty() && !groups.empty());
            security += std::find(yes.who.roles.begin(), yes.who.roles.end(), "security") != yes.who.roles.end() ? 1 : 0;
        }
        ASSERT_GE(static_cast<int>(humans.size()), truth.quorum.people - (truth.quorum.countsSubmitter ? 1 : 0));
        ASSERT_GE(humans.size(), 1U);
        if (!truth.quorum.roles.empty()) ASSERT_GE(security, 1);
        ASSERT_EQ(runs, 1) << "once";
        ASSERT_EQ(heard.next.runs, 1);
        ASSERT_EQ(heard.next.content, said.seen) << "what runs is what was approved";
    }
};

// Issue 5: a walk through random interleavings finds no send without its quorum, no double send, no send that differs from what was approved.
TEST(RequestTest, InNoInterleavingDoesItRunWithoutItsQuorumOrTwiceOrDifferently) {
    int ran = 0, closed = 0;
    for (unsigned seed = 0; seed < 4'000; ++seed) {
        Office office(seed);
        for (int i = 0; i < 60 && !::testing::Test::HasFatalFailure(); ++i) office.step();
        if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed;
        ran += office.runs;
        closed += office.truth.state != RequestState::pending ? 1 : 0;
    }
    EXPECT_GT(ran, 400) << "the walk meets runs";
    EXPECT_GT(closed - ran, 400) << "and other ends";
}

}  // namespace
}  // namespace ok::approvals
