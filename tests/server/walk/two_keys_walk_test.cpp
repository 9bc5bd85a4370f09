// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Issue 5 "Bad input, faults and attacks": random interleavings of everything people, the world and dying servers do to approvals and sends,
// over the whole server, find no send without its quorum, no double send, and no send that differs from what was approved (F01.R1, F01.R4,
// F01.R7, F04.R4, F04.R5, F06.R4, F06.R5). The same seed is the same walk on either database. OK_WALK_SEEDS, OK_WALK_STEPS: more of it;
// OK_WALK_SEED: this one alone.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/server/walk/walk.h"

namespace ok::walk {
namespace {

struct Weight {
    Op op;
    int weight;
};
constexpr Weight weights[] = {
    {Op::draft, 6}, {Op::edit, 2}, {Op::submit, 9}, {Op::submitLater, 2}, {Op::approve, 34}, {Op::approveTogether, 8}, {Op::doubleTap, 4}, {Op::reject, 1}, {Op::cancel, 2},
    {Op::amend, 3}, {Op::resnapshot, 4}, {Op::acknowledge, 4}, {Op::tap, 8}, {Op::previewLink, 1}, {Op::stopText, 2}, {Op::startText, 1}, {Op::stopMail, 1}, {Op::grow, 2},
    {Op::merge, 1}, {Op::restore, 1}, {Op::wait, 5}, {Op::pass, 6}, {Op::jump, 1}, {Op::turnBack, 1}, {Op::dispatch, 11}, {Op::mood, 4}, {Op::receipt, 4}, {Op::restart, 1},
    {Op::crashAtApproval, 2}, {Op::crashAtSend, 2}, {Op::crashInMidSend, 4}, {Op::orphan, 1}, {Op::pause, 3}, {Op::resume, 2}, {Op::slow, 1}, {Op::retract, 2}, {Op::takeBack, 1},
    {Op::settleUnknown, 2}, {Op::breakGlass, 4}, {Op::confirmGlass, 8}};

}  // namespace

std::vector<Step> stepsOf(std::uint64_t seed, int count) {
    std::mt19937_64 dice(seed);
    int sum = 0;
    for (const Weight& each : weights) sum += each.weight;
    std::vector<Step> out;
    for (int i = 0; i < count; ++i) {
        int at = static_cast<int>(dice() % static_cast<unsigned>(sum));
        const Weight* chosen = weights;
        while (at >= chosen->weight) at -= (chosen++)->weight;
        Step step{chosen->op};
        step.a = static_cast<unsigned>(dice() % 100'000);
        step.b = static_cast<unsigned>(dice() % 100'000);
        step.c = static_cast<unsigned>(dice() % 100'000);
        out.push_back(step);
    }
    return out;
}

Walk::Walk(std::uint64_t seed) : m_outside(seed) {
    m_model.needed = std::array{1, 2, 1, 3}[seed % 4];
    m_model.vendorsShut = seed / 4 % 2 == 0;
}

Walk::~Walk() { m_server.reset(); }

void Walk::must(bool holds, const std::string& what) const {
    if (!holds) throw Finding{what};
}

void Walk::begin() {
    open();
    m_town = found(*m_server, m_outside, {m_model.needed, m_model.vendorsShut});
    for (const auto& [login, account] : m_outside.accounts) m_model.humanOf[account] = login.substr(0, login.find('.'));
    m_model.vendors = {"dee"};
    must(m_outside.accounts.size() == 7, "the utility has other people");
    m_server->f.gate->inspect(m_server->f.tenant, [this](CommandContext& cx) {
        for (const std::string& phone : m_town.customers) m_addressOf[cx.vault().tokenOf(cx.tenant(), PhoneNumber{phone}).token] = phone;
        for (const std::string& mail : m_town.mailboxes) m_addressOf[cx.vault().tokenOf(cx.tenant(), EmailAddress{mail}).token] = mail;
    });
    // The server that founded it is gone; the next one knows everybody's telephone.
    m_server.reset();
    open();
}

const std::string& Walk::loginOf(unsigned n) const { return std::next(m_outside.accounts.begin(), n % m_outside.accounts.size())->first; }

ModelRequest* Walk::requestOf(unsigned n) {
    if (m_model.requests.empty()) return nullptr;
    const std::size_t back = std::min<std::size_t>(n % 8 < 5 ? 0 : n % 5, m_model.requests.size() - 1);   // mostly the newest
    return &m_model.requests[m_model.requests.size() - 1 - back];
}

std::optional<comms::Broadcast> Walk::broadcastOf(unsigned n) {
    if (m_broadcasts.empty()) return {};
    const std::size_t back = std::min<std::size_t>(n % 4 < 2 ? 0 : n % 5, m_broadcasts.size() - 1);
    return m_server->find<comms::Broadcast>(m_broadcasts[m_broadcasts.size() - 1 - back].str());
}

bool Walk::takeByPeople(const Step& s) {
    switch (s.op) {
        case Op::draft: return draft(s), true;
        case Op::edit: return edit(s), true;
        case Op::submit: return submit(s, false), true;
        case Op::submitLater: return submit(s, true), true;
        case Op::approve: return approve(s, false), true;
        case Op::doubleTap: return approve(s, true), true;
        case Op::approveTogether: return approveTogether(s), true;
        case Op::reject: return close(s, true), true;
        case Op::cancel: return close(s, false), true;
        case Op::amend: return renew(s, true), true;
        case Op::resnapshot: return renew(s, false), true;
        case Op::acknowledge: return acknowledge(s), true;
        case Op::tap: return tap(s), true;
        case Op::previewLink: return previewLink(s), true;
        case Op::breakGlass: return breakGlass(s), true;
        case Op::confirmGlass: return confirmGlass(s), true;
        case Op::pause: case Op::resume: case Op::slow: case Op::retract: case Op::takeBack: return handle(s), true;
        default: return false;
    }
}

void Walk::take(const Step& s) {
    if (takeByPeople(s)) return;
    switch (s.op) {
        case Op::stopText: case Op::startText: return stopText(s, s.op == Op::stopText);
        case Op::stopMail: return stopMail(s);
        case Op::grow: case Op::merge: case Op::restore: return reshape(s);
        case Op::wait: case Op::pass: case Op::jump: case Op::turnBack: return time(s);
        case Op::dispatch: return dispatch();
        case Op::mood: {
            using Mood = WalkProvider::Mood;
            m_outside.provider->feel(std::array{Mood::well, Mood::well, Mood::away, Mood::moody, Mood::moody, Mood::refusing}[s.a % 6]);
            return;
        }
        case Op::receipt: return receipt(s);
        case Op::restart: case Op::crashAtSend: return crash();   // what was released lies in the outbox, and nobody has begun to send it
        case Op::crashAtApproval: return crashAtApproval(s);
        case Op::crashInMidSend: return crashInMidSend(s);
        case Op::orphan: return orphan(s);
        default: return settleUnknown(s);
    }
}

std::optional<std::string> Walk::go(const std::vector<Step>& steps) {
    try {
        begin();
        for (const Step& step : steps) {
            trace.push_back(enumName(step.op) + " " + std::to_string(step.a % 1'000) + " " + std::to_string(step.b % 1'000) + " " + std::to_string(step.c % 1'000) + ":");
            ++met.steps;
            take(step);
            m_server->rest();
            check();
        }
        trace.emplace_back("the end:");
        end();
    } catch (const Finding& finding) {
        return finding.what;
    }
    return {};
}

namespace {

int numberOf(const char* variable, int usual) {
    const char* text = std::getenv(variable);
    return text == nullptr ? usual : std::max(1, std::atoi(text));
}

struct Outcome {
    std::optional<std::string> finding;
    std::vector<std::string> trace;
    Met met;
};

Outcome walk(std::uint64_t seed, const std::vector<Step>& steps) {
    Walk walk(seed);
    Outcome out;
    out.finding = walk.go(steps);
    out.trace = std::move(walk.trace);
    out.met = walk.met;
    return out;
}

/// As few steps as still lead to something wrong: halves are left out, then quarters, down to single ones.
std::pair<std::vector<Step>, Outcome> shortened(std::uint64_t seed, std::vector<Step> steps, Outcome found) {
    steps.resize(std::min(steps.size(), found.trace.size()));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (std::size_t part = std::max<std::size_t>(1, steps.size() / 2); part > 0; part /= 2) {
        for (std::size_t at = 0; at < steps.size() && std::chrono::steady_clock::now() < until;) {
            std::vector<Step> fewer = steps;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at), fewer.begin() + static_cast<std::ptrdiff_t>(std::min(at + part, fewer.size())));
            Outcome again = walk(seed, fewer);
            if (!again.finding) {
                at += part;
                continue;
            }
            steps = std::move(fewer);
            found = std::move(again);
        }
    }
    return {steps, std::move(found)};
}

void add(Met& sum, const Met& one) {
    sum.steps += one.steps, sum.released += one.released, sum.refused += one.refused, sum.taps += one.taps, sum.sent += one.sent, sum.crashes += one.crashes;
    sum.corrections += one.corrections, sum.sends += one.sends, sum.messages += one.messages, sum.drifted += one.drifted, sum.expired += one.expired;
    sum.withheld += one.withheld, sum.cleanKeys += one.cleanKeys, sum.overridden += one.overridden;
}

TEST(TwoKeysWalk, InNoInterleavingDoesAnythingLeaveWithoutItsQuorumOrTwiceOrDifferently) {
    const int seeds = numberOf("OK_WALK_SEEDS", test::onPostgres() ? 8 : 40), steps = numberOf("OK_WALK_STEPS", 80);
    const char* only = std::getenv("OK_WALK_SEED");
    Met sum;
    for (int i = 0; i < (only == nullptr ? seeds : 1); ++i) {
        const std::uint64_t seed = only == nullptr ? static_cast<std::uint64_t>(i) : static_cast<std::uint64_t>(std::atoll(only));
        const auto drawn = stepsOf(seed, steps);
        Outcome outcome = walk(seed, drawn);
        add(sum, outcome.met);
        if (!outcome.finding) continue;
        const std::string first = *outcome.finding;
        const auto [fewer, shortest] = shortened(seed, drawn, std::move(outcome));
        std::string told;
        for (const std::string& line : shortest.trace) told += "\n  " + line;
        FAIL() << "seed " << seed << ": " << first << "\nshortened to " << fewer.size() << " steps, which find: " << *shortest.finding << told;
    }
    std::printf("walked %d steps: %d released (%d keys with nothing in their way), %d refused, %d taps, %d sends, %d messages, %d sent, %d withheld, %d crashes, %d corrections, %d drifts, %d expired, %d overrides\n",
                sum.steps, sum.released, sum.cleanKeys, sum.refused, sum.taps, sum.sends, sum.messages, sum.sent, sum.withheld, sum.crashes, sum.corrections, sum.drifted, sum.expired, sum.overridden);
    if (only != nullptr || sum.steps < 400) return;
    for (const int met : {sum.released, sum.cleanKeys, sum.refused, sum.taps, sum.sends, sum.sent, sum.crashes, sum.corrections}) EXPECT_GT(met, 0) << "the walk meets everything it is about";
}

TEST(TwoKeysWalk, ItsReaderOfWordsTellsOneTextFromAnother) {
    EXPECT_TRUE(fits("The power at {places} is out.", "The power at 12 Main St is out."));
    EXPECT_TRUE(fits("{a}{b} end", "x end"));
    EXPECT_FALSE(fits("The power at {places} is out.", "The power at 12 Main St is on."));
    EXPECT_FALSE(fits("The power is out", "The power is out."));
    EXPECT_TRUE(fits("{", "{"));
}

}  // namespace
}  // namespace ok::walk
