// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Nothing changes without an entry (TA5), in three steps: the gate itself refuses to commit a change nobody told; the list of
// commands that may stay silent, and of those whose refusals are evidence, is what is written here; and every registered
// command of the whole product is carried out once and found in the log. A command that somebody adds and leaves out of the
// story fails the last test.
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "server/product/house.h"
#include "shared/access/gate_events.h"
#include "tests/server/gate/audit_story.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::test {
namespace {

/// Writes in one of the ways there are, and tells nobody.
struct Sneak {
    static constexpr CommandCard card{.name = "test.sneak", .action = "incidents.test"};
    std::string how;
    bool refuse = false;
};
BOOST_DESCRIBE_STRUCT(Sneak, (), (how, refuse))

struct Murmur {
    static constexpr CommandCard card{.name = "test.murmur", .action = "incidents.test", .silent = "the test says so"};
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Murmur, (), (name))

struct Guarded {
    static constexpr CommandCard card{.name = "test.guarded", .action = "incidents.test", .refusalIsEvidence = true};
    std::string code;
};
BOOST_DESCRIBE_STRUCT(Guarded, (), (code))

Status sneak(CommandContext& cx, const Sneak& c) {
    if (c.how == "row") (void)cx.store().putRow(cx.tenant(), "t", {"1", "{}"});
    if (c.how == "setting") (void)cx.store().putSetting(cx.tenant(), "s", "v");
    if (c.how == "vault") (void)cx.vault().put(cx.tenant(), PhoneNumber{"+15025550100"});
    if (c.how == "timer") cx.setTimer({.key = "k", .due = cx.now() + hours(1), .command = "test.add", .body = "{}"});
    if (c.how == "outbox") cx.send({.id = "1", .connector = "sms", .payload = "{}"});
    if (c.how == "document") cx.views().save(Counter{"sneaked", 1, "red"});
    if (c.refuse) return problem("refused_late", "it wrote, and then it refused");
    return {};
}

class AuditCoverageTest : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        addCounterProjections(projections);
        addCounterHandlers(*gate);
        gate->handle<Sneak>([](const Right&, CommandContext& cx, const Sneak& c) { return sneak(cx, c); });
        gate->handle<Murmur>([](const Right&, CommandContext& cx, const Murmur& c) {
            return cx.store().putSetting(cx.tenant(), c.name, "murmured");
        });
        gate->handle<Guarded>([](const Right&, CommandContext&, const Guarded& c) -> Status {
            if (c.code.empty()) return {};
            return problem(c.code, "as asked");
        });
        start();
    }
    static std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    std::optional<std::string> setting(const std::string& name) {
        std::optional<std::string> out;
        gate->inspect(tenant, [&](CommandContext& cx) { out = cx.store().setting(cx.tenant(), name); });
        return out;
    }
};

TEST_F(AuditCoverageTest, AChangeThatNobodyToldIsNotCommittedHoweverItWasMade) {  // TA5
    for (const char* how : {"row", "setting", "vault", "timer", "outbox", "document"}) {
        const auto answer = run(Sneak{how}, operatorAnna());
        ASSERT_EQ(codeOf(answer), "unaudited") << how;
        EXPECT_EQ(answer.reply.problem().details.at("command"), "test.sneak");
    }
    EXPECT_EQ(codeOf(run(Sneak{"nothing"}, operatorAnna())), "ok") << "what changes nothing needs no entry";
    EXPECT_FALSE(setting("s"));
    EXPECT_FALSE(document<Counter>("sneaked"));
    gate->inspect(tenant, [](CommandContext& cx) {
        EXPECT_FALSE(cx.store().rowBody(cx.tenant(), "t", "1"));
        EXPECT_FALSE(cx.store().nextTimer());
        EXPECT_FALSE(cx.store().outboxRow(cx.tenant(), "1"));
        EXPECT_TRUE(cx.store().sealedAfter(cx.tenant(), "", 10).empty());
    });
    EXPECT_EQ(codeOf(run(Add{"a", 1}, operatorAnna())), "ok");
    EXPECT_EQ(entries().size(), 1u);
}

TEST_F(AuditCoverageTest, ARefusedCommandLeavesNothingBehindAndKeepsItsOwnWords) {
    for (const char* how : {"row", "setting", "vault", "document"}) EXPECT_EQ(codeOf(run(Sneak{how, true}, operatorAnna())), "refused_late");
    EXPECT_FALSE(setting("s"));
    gate->inspect(tenant, [](CommandContext& cx) { EXPECT_TRUE(cx.store().sealedAfter(cx.tenant(), "", 10).empty()); });
}

TEST(AuditCoverage, WhoOnlyAsksForHelpOrOnlyListensLeavesNoPersonalDataBehind) {  // F07.R3, TA5
    AuditStory story;
    EXPECT_TRUE(story.onlyAsks().empty()) << "what no entry speaks of could never be erased";
}

TEST_F(AuditCoverageTest, OnlyACardThatSaysWhyMayBeSilent) {
    EXPECT_EQ(codeOf(run(Murmur{"quietly"}, operatorAnna())), "ok");
    EXPECT_TRUE(setting("quietly"));
    EXPECT_TRUE(entries().empty());
}

TEST_F(AuditCoverageTest, ACommandThatOnlyReadsAfterAnotherInOneBatchIsNotBlamedForItsDocuments) {
    // Documents are written when the next command looks; that command is not the one that changed them.
    std::promise<void> hold;
    auto held = hold.get_future().share();
    std::thread blocker([&] { gate->inspect(tenant, [&](CommandContext&) { held.wait(); }); });
    std::array<std::promise<CommandAnswer>, 2> answers;
    const std::string bodies[] = {toJson(Add{"a", 2}), toJson(Sneak{"nothing"})};
    const char* const names[] = {"test.add", "test.sneak"};
    for (std::size_t i = 0; i < 2; ++i) {
        gate->submit(operatorAnna(), {freshId(), names[i], bodies[i]}, [&answers, i](CommandAnswer a) { answers[i].set_value(std::move(a)); });
    }
    hold.set_value();
    blocker.join();
    for (auto& answer : answers) EXPECT_EQ(codeOf(answer.get_future().get()), "ok");
}

TEST_F(AuditCoverageTest, ARefusalThatIsEvidenceIsAnEntryOncePerAttempt) {  // TA5, H2
    const CommandId id = freshId();
    EXPECT_EQ(codeOf(run(Guarded{"not_for_you"}, operatorAnna(), id)), "not_for_you");
    EXPECT_EQ(codeOf(run(Guarded{"not_for_you"}, operatorAnna(), id)), "not_for_you") << "the same attempt, its answer lost on the way";
    EXPECT_EQ(codeOf(run(Guarded{"invalid_fields"}, operatorAnna())), "invalid_fields");
    EXPECT_EQ(codeOf(run(Guarded{}, operatorAnna())), "ok");
    const auto log = entries(Stream::decisions);
    ASSERT_EQ(log.size(), 1u);
    EXPECT_EQ(log[0].header.type, CommandRefused::eventType);
    EXPECT_EQ(log[0].header.actor.id, "anna");
    const auto told = fromJson<CommandRefused>(log[0].payload);
    ASSERT_TRUE(told.ok());
    EXPECT_EQ(told->action, "incidents.test");
    EXPECT_EQ(told->command, "test.guarded");
    EXPECT_EQ(told->code, "not_for_you");
    EXPECT_EQ(told->circumstances.requestId, id.str());
}

TEST_F(AuditCoverageTest, TryingToHoldBothKeysIsAnEntry) {  // F01.R1.A5, F07.R2.A3, TA5
    const auto asked = run(AddMuch{"a", 5}, operatorAnna());
    ASSERT_EQ(codeOf(asked), "approval_required");
    EXPECT_EQ(codeOf(release(asked, operatorAnna())), "policy_violation.self_approval");
    const auto log = entries(Stream::decisions);
    ASSERT_EQ(log.size(), 1u);
    EXPECT_NE(log[0].payload.find("self_approval"), std::string::npos);
    EXPECT_NE(log[0].payload.find("approvals.release"), std::string::npos);
}

// --- the whole product ---

TEST(AuditCoverage, TheCommandsThatMayBeSilentAreTheseAndNoOthers) {  // TA5
    AuditStory story;
    std::map<std::string, std::string> silent;
    for (const CommandCard& card : story.commands()) {
        if (!card.silent.empty()) silent.emplace(card.name, card.silent);
    }
    std::vector<std::string> names;
    for (const auto& [name, why] : silent) {
        names.push_back(name);
        EXPECT_GE(why.size(), 20u) << name << " says why in words";
    }
    EXPECT_EQ(names, (std::vector<std::string>{"access.begin_ceremony", "approvals.look", "approvals.look_for_drift", "audit.look", "evidence.put_piece", "oncall.save_queue_views", "territory.put_rows"}));
}

TEST(AuditCoverage, RefusalsOfWhatDecidesAboutPeopleKeysAndReleasesAreEvidence) {  // TA5
    // Asked by the server itself, or about nothing but one's own session: nobody's attempt.
    const std::set<std::string> ownBusiness{"approvals.expire", "approvals.preflight", "approvals.review", "access.sign_in", "access.sign_in_refused", "operations.reseal_vault",
                                           "access.client_refused", "access.client_token", "access.device_refused", "access.end_idle_session",
                                           "access.end_my_sessions", "access.end_my_session", "access.review_keys",
                                           "access.tell_factor_alert", "access.record_key_report", "access.note_client_use", "access.refresh_session"};
    AuditStory story;
    for (const CommandCard& card : story.commands()) {
        const std::string name(card.name), family = name.substr(0, name.find('.'));
        const bool guarded = family == "approvals" || family == "privacy" || family == "access" || family == "operations";
        if (guarded && !ownBusiness.contains(name)) EXPECT_TRUE(card.refusalIsEvidence) << name;
    }
}

// F02.R1: a command whose action has dimensions says what it reaches, or every scoped role is shut out of it; and an action that
// nobody listed counts as having all of them.
TEST(AuditCoverage, EveryActionIsKnownAndWhoeverReachesPlacesOrPeopleSaysSo) {
    // Judged by what is released, which states its own facts.
    const std::set<std::string> byWhatItReleases{"approvals.confirm_override", "approvals.override", "approvals.override_draft", "approvals.release"};
    const auto known = access::knownActions();
    EXPECT_TRUE(std::is_sorted(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
    AuditStory story;
    int stating = 0;
    for (const CommandCard& card : story.commands()) {
        const auto at = std::find_if(known.begin(), known.end(), [&](const auto& info) { return info.name == card.action; });
        EXPECT_TRUE(at != known.end()) << card.action << " is not listed in shared/access/actions.cpp";
        if (at == known.end() || at->dimensions == access::noDimensions || byWhatItReleases.contains(std::string(card.name))) continue;
        EXPECT_TRUE(story.statesFacts(std::string(card.name))) << card.name << " states nothing of what it reaches";
        ++stating;
    }
    EXPECT_GE(stating, 15);
}

TEST(AuditCoverage, TheStoryKnowsTheCommandsOfTheServerThatPeopleRun) {
    TempDir dir;
    const auto dice = [n = std::uint8_t{1}](std::span<std::uint8_t> out) mutable { std::fill(out.begin(), out.end(), n++); };
    House house({.dataDir = dir.file("data"), .resourcesDir = OK_SOURCE_DIR "/resources", .tls = false,
                 .clock = [] { return Instant::fromSeconds(1'727'000'000); }, .dice = dice, .quiet = true});
    ASSERT_TRUE(house.start().ok());
    const auto names = [](const std::vector<CommandCard>& cards) {
        std::vector<std::string> out;
        for (const CommandCard& card : cards) out.emplace_back(card.name);
        return out;
    };
    AuditStory story;
    EXPECT_EQ(names(house.gate().commands()), names(story.commands()));
    house.stop();
}

TEST(AuditCoverage, EveryRegisteredCommandLeavesItsEntry) {  // TA5: 100 %
    AuditStory story;
    story.tell();
    std::vector<std::string> untold;
    int audited = 0;
    for (const CommandCard& card : story.commands()) {
        const std::string name(card.name);
        if (!card.silent.empty() || card.question) continue;   // a question changes nothing and is answered anew each time
        const auto told = story.entriesOf.find(name);
        if (told == story.entriesOf.end()) {
            untold.push_back(name);
            continue;
        }
        EXPECT_GT(told->second, 0) << name << " was accepted and left no entry";
        audited += told->second > 0 ? 1 : 0;
    }
    EXPECT_TRUE(untold.empty()) << "add these to tests/server/gate/audit_story_test.cpp: " << ::testing::PrintToString(untold);
    ::testing::Test::RecordProperty("audited", audited);
}

}  // namespace
}  // namespace ok::test
