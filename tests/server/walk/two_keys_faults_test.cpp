// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Issue 5 "Bad input, faults and attacks", each by its name, on the whole server of the walk: gate, store, domains, one-tap pages and
// outbox of the product, real directories behind the people, a provider that outlives the servers.
#include <gtest/gtest.h>

#include "shared/approvals/guard_kind.h"
#include "shared/approvals/review.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_views.h"
#include "shared/oncall/oncall_views.h"
#include "tests/server/walk/walk_server.h"
#include "tests/support/foreign_program.h"
#include "tests/support/publish_policy.h"

namespace ok::walk {
namespace {

using approvals::Approval;
using approvals::ApprovalState;
using approvals::Release;
using comms::Broadcast;

struct TwoKeysFaults : ::testing::Test {
    void begin(Founding how = {}) {
        server = std::make_unique<WalkServer>(outside);
        town = found(*server, outside, how);
        reopen();   // with everybody's telephone
    }
    void reopen() {
        server.reset();
        (void)outside.provider->revive();
        server = std::make_unique<WalkServer>(outside);
        server->f.clockMicros = outside.clockMicros.load();
    }
    void at(Instant now, bool timers = true) {
        outside.clockMicros = now.micros();
        server->f.clockMicros = now.micros();
        if (timers) server->fire();
    }
    void pass(Duration d, bool timers = true) { at(outside.now() + d, timers); }
    template <class C>
    std::string codeOf(const C& command, const SecurityContext& who) {
        last = server->run(command, who);
        server->rest();
        return last.reply.ok() ? "ok" : last.reply.problem().code;
    }
    Release asked(Instant publishAt = {}) {
        EXPECT_EQ(codeOf(comms::DraftUpdate{.incident = town.west, .channels = {comms::Channel::sms}}, server->as("ada")), "ok");
        broadcast = fromJson<comms::BroadcastReply>(*last.reply)->broadcast;
        comms::SendBroadcast send{broadcast, comms::digestOfDrafts(*server->find<Broadcast>(broadcast.str()))};
        send.publishAt = publishAt;
        EXPECT_EQ(codeOf(send, server->as("ada")), "approval_required");
        const auto& details = last.reply.problem().details;
        return {*ApprovalId::parse(details.at("approval_id")), *Digest::parse(details.at("digest"))};
    }
    std::string key(const Release& waiting, const std::string& login, int device = 0) { return codeOf(waiting, server->as(login, device)); }
    ApprovalState state(const Release& waiting) { return server->find<Approval>(waiting.approval.str())->state; }
    std::map<std::string, int> told() {   // by number: how often the provider took something for it
        std::map<std::string, int> out;
        for (const TakenMessage& each : outside.provider->taken()) {
            if (each.connector == "sms") ++out[each.to];
        }
        return out;
    }
    std::map<std::string, int> onceEach() { return {{town.customers[0], 1}, {town.customers[1], 1}, {town.customers[2], 1}}; }
    std::size_t everything() {
        std::size_t out = 0;
        for (const Stream stream : allStreams) out += server->f.entries(stream).size();
        return out;
    }
    std::string linkOf(const std::string& login) {
        std::string out;
        for (const auto& link : server->links()) {
            if (link.to == outside.phones.at(login)) out = link.path;
        }
        return out;
    }

    Outside outside{7};
    std::unique_ptr<WalkServer> server;
    Town town;
    BroadcastId broadcast;
    CommandAnswer last;
};

TEST_F(TwoKeysFaults, TwoApproversInTheSameMillisecondAreTwoKeysAndOneRun) {
    begin({.approvers = 2});
    const Release both = asked();
    const auto command = [&](const Release& r) { return CommandEnvelope{server->freshId(), std::string(Release::card.name), toJson(r)}; };
    const auto [first, second] = server->together(server->as("bob"), command(both), server->as("cho"), command(both));
    ASSERT_TRUE(first.reply.ok() && second.reply.ok());
    EXPECT_NE(first.reply->find("awaiting_approval"), std::string::npos);
    EXPECT_NE(second.reply->find("\"released\""), std::string::npos);
    EXPECT_EQ(server->f.entries(Stream::executions).size(), 1U);
    const auto steps = server->find<Approval>(both.approval.str())->steps;
    EXPECT_LT(steps[steps.size() - 2].at, steps.back().at) << "one of the two was first, and the log says which";
    ASSERT_TRUE(server->dispatch());
    EXPECT_EQ(told(), onceEach());
}

TEST_F(TwoKeysFaults, OfTwoApproversInTheSameMillisecondOneIsTooLateWhereOneIsEnough) {
    begin();
    const Release one = asked();
    const auto command = [&] { return CommandEnvelope{server->freshId(), std::string(Release::card.name), toJson(one)}; };
    const auto [first, second] = server->together(server->as("bob"), command(), server->as("cho"), command());
    EXPECT_TRUE(first.reply.ok());
    ASSERT_FALSE(second.reply.ok());
    EXPECT_EQ(second.reply.problem().code, "approval_not_pending");
    ASSERT_TRUE(server->dispatch());
    EXPECT_EQ(told(), onceEach());
}

// "the same person on two devices", "a submitter with a second account (restricted groups)": by two real directories.
TEST_F(TwoKeysFaults, OnePersonIsOneKeyOnEveryDeviceWithEveryAccountAndByEveryWay) {
    begin({.approvers = 2, .vendorsShut = true});
    const Release waiting = asked();
    ASSERT_TRUE(server->dispatch());   // the ladder calls
    const std::string link = linkOf("bob");
    ASSERT_FALSE(link.empty());
    EXPECT_EQ(key(waiting, "bob"), "ok");
    EXPECT_EQ(key(waiting, "bob", 1), "policy_violation.duplicate_identity") << "his tablet";
    EXPECT_EQ(key(waiting, "bob.private"), "policy_violation.duplicate_identity") << "his account in the other directory";
    EXPECT_EQ(server->call("POST", link, server->form(link, "bob", "approve")).status / 100, 4) << "his telephone";
    EXPECT_EQ(key(waiting, "ada"), "policy_violation.self_approval");
    EXPECT_EQ(key(waiting, "ada.private"), "policy_violation.self_approval") << "the author's second account";
    EXPECT_EQ(key(waiting, "dee"), "policy_violation.restricted_group");
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_TRUE(told().empty());
    EXPECT_EQ(key(waiting, "cho"), "ok");
    EXPECT_EQ(state(waiting), ApprovalState::released);
}

// F02.R2.A6: two people break the glass, not one with two accounts; and nobody over what is over.
TEST_F(TwoKeysFaults, NobodyBreaksTheGlassAloneWithASecondAccount) {
    begin({.approvers = 2});
    const Release waiting = asked();
    ASSERT_EQ(codeOf(approvals::Override{waiting.approval, waiting.digest, "a wire lies on the school's playground"}, server->as("bob")), "ok");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.approval, waiting.digest}, server->as("bob", 1)), "policy_violation.same_person");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.approval, waiting.digest}, server->as("bob.private")), "policy_violation.same_person");
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    ASSERT_EQ(codeOf(approvals::ConfirmOverride{waiting.approval, waiting.digest}, server->as("cho")), "ok");
    pass(minutes(31));
    const std::string task = server->find<Approval>(waiting.approval.str())->emergency->id;
    EXPECT_EQ(codeOf(approvals::ReviewOverride{task, "it could not have waited for anybody"}, server->as("bob.private")), "policy_violation.same_person");
    const Release late = asked();
    pass(hours(5), false);
    EXPECT_EQ(codeOf(approvals::Override{late.approval, late.digest, "a wire lies on the school's playground"}, server->as("bob")), "approval_expired");
}

// A rule that two have to approve is not lowered by one person with two accounts.
TEST_F(TwoKeysFaults, APolicyIsReviewedByPeopleAndNotByTheirAccounts) {
    begin();
    const auto as = [&](const char* login) {
        SecurityContext who = server->as(login);
        who.roles = {"policy_editor", "policy_approver"};
        return who;
    };
    const std::string kind(approvals::guardKind);
    ASSERT_EQ(codeOf(policy::CreateDraft{kind, "fewer keys for everybody"}, as("ada")), "ok");
    const auto made = *fromJson<policy::VersionReply>(*last.reply);
    const std::string before = server->find<policy::PolicyLive>(kind)->body.text;
    auto document = *fromJson<approvals::GuardDocument>(before);
    document.reasonCodes = {"Storm"};
    const auto changes = policy::changesBetween(before, policy::normalised(approvals::makeGuardKind(), toJson(document)).valueOr(before));
    ASSERT_TRUE(changes.ok());
    ASSERT_EQ(codeOf(policy::EditDraft{kind, made.version, made.revision, *changes, "", "", ""}, as("ada")), "ok");
    ASSERT_EQ(codeOf(policy::SubmitDraft{kind, made.version, 0}, as("ada")), "ok");
    const auto review = [&](const char* login) { return codeOf(policy::ReviewVersion{kind, made.version, 0, policy::ReviewDecision::approve, "", {}}, as(login)); };
    EXPECT_EQ(review("ada.private"), "policy_violation.self_approval");
    EXPECT_EQ(review("bob"), "ok");
    EXPECT_EQ(review("bob.private"), "policy_violation.duplicate_approver");
    EXPECT_EQ(review("cho"), "ok");
}

TEST_F(TwoKeysFaults, WhateverFetchesALinkToShowItDecidesNothing) {   // C23
    begin();
    const Release waiting = asked();
    ASSERT_TRUE(server->dispatch());
    const auto links = server->links();
    ASSERT_GE(links.size(), 2U) << "bob and cho were called";
    const std::size_t before = everything();
    for (int i = 0; i < 3; ++i) {
        for (const auto& link : links) {
            EXPECT_EQ(server->call("GET", link.path).status, 200);
            EXPECT_EQ(server->call("HEAD", link.path).status, 200);
            EXPECT_GE(server->call("POST", link.path, "decision=approve").status, 400) << "without the form's own mark";
        }
    }
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_LE(everything() - before, links.size() * 3) << "at most the attempts are noted";
    ASSERT_TRUE(server->dispatch());
    EXPECT_TRUE(told().empty());
}

TEST_F(TwoKeysFaults, ALinkIsOfOneVersionOneUseAndOnePerson) {   // stale, replayed, forwarded
    begin();
    const Release first = asked();
    ASSERT_TRUE(server->dispatch());
    const std::string old = linkOf("bob");
    comms::SendBroadcast later{broadcast, comms::digestOfDrafts(*server->find<Broadcast>(broadcast.str()))};
    later.publishAt = outside.now() + minutes(30);
    ASSERT_EQ(codeOf(approvals::Amend{first.approval, first.digest, RawJson{toJson(later)}, "not yet"}, server->as("ada")), "ok");
    EXPECT_EQ(server->call("POST", old, server->form(old, "bob", "approve", first.digest.hex())).status, 409) << "of a version that is gone";
    pass(minutes(1));
    ASSERT_TRUE(server->dispatch());
    const std::string fresh = linkOf("bob");
    ASSERT_NE(fresh, old);
    EXPECT_EQ(server->call("POST", fresh, server->form(fresh, "eli", "approve")).status / 100, 4) << "forwarded: eli's passkey opens nothing of bob's";
    EXPECT_EQ(state(first), ApprovalState::pending);
    const std::string body = server->form(fresh, "bob", "approve");
    EXPECT_EQ(server->call("POST", fresh, body).status, 200);
    EXPECT_EQ(server->call("POST", fresh, body).status, 409) << "replayed";
    EXPECT_EQ(state(first), ApprovalState::released);
    EXPECT_EQ(server->f.entries(Stream::executions).size(), 1U);
}

TEST_F(TwoKeysFaults, AClockThatJumpsNeitherRevivesARequestNorSendsTwice) {
    begin();
    const Release dead = asked();
    pass(hours(5), false);
    EXPECT_EQ(key(dead, "bob"), "approval_expired") << "also before its timer was asked";
    server->fire();
    EXPECT_EQ(state(dead), ApprovalState::expired);
    pass(-hours(4));
    EXPECT_EQ(key(dead, "bob"), "approval_not_pending");
    pass(hours(4));
    const Instant hour = outside.now() + minutes(10);
    const Release planned = asked(hour);
    ASSERT_EQ(key(planned, "bob"), "ok");
    pass(-hours(1));
    ASSERT_TRUE(server->dispatch());
    EXPECT_TRUE(told().empty()) << "not before its hour";
    at(hour + seconds(1));
    ASSERT_TRUE(server->dispatch());
    EXPECT_EQ(told(), onceEach());
    for (const Duration jump : std::initializer_list<Duration>{-minutes(30), hours(2), -hours(1)}) {
        pass(jump);
        ASSERT_TRUE(server->dispatch());
        reopen();
        server->fire();
        ASSERT_TRUE(server->dispatch());
    }
    EXPECT_EQ(told(), onceEach());
}

TEST_F(TwoKeysFaults, AClockThatJumpsCallsNobodyTwiceForOneStep) {
    begin();
    const Release waiting = asked();
    for (const Duration jump : std::initializer_list<Duration>{seconds(1), minutes(3), -minutes(2), minutes(2), hours(2), -hours(1), hours(1)}) {
        pass(jump);
        ASSERT_TRUE(server->dispatch());
    }
    std::map<std::string, int> calls;
    const auto run = server->find<oncall::LadderRun>(waiting.approval.str());
    ASSERT_TRUE(run);
    for (const oncall::Nudge& each : run->ladder.nudges) ++calls[each.key];
    for (const auto& [nudge, times] : calls) EXPECT_EQ(times, 1) << nudge;
    EXPECT_NE(run->ladder.phase, oncall::LadderPhase::running) << "its whole wait is long over";
    std::set<std::string> rows;
    for (const TakenMessage& each : outside.provider->taken()) EXPECT_TRUE(rows.insert(each.row).second) << each.text;
}

TEST_F(TwoKeysFaults, AProviderThatIsAwayLosesNothingAndTellsNobodyTwice) {
    begin();
    outside.provider->feel(WalkProvider::Mood::away);
    const Release waiting = asked();
    ASSERT_EQ(key(waiting, "bob"), "ok");
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(server->dispatch());
        pass(minutes(1));
    }
    EXPECT_TRUE(outside.provider->taken().empty());
    // What came of the last try may still be on its way into the log.
    EXPECT_TRUE(test::until([this] { return server->find<Broadcast>(broadcast.str())->messages == std::map<std::string, int>{{"queued", 3}}; })) << "nothing is lost";
    for (const auto mood : {WalkProvider::Mood::moody, WalkProvider::Mood::away, WalkProvider::Mood::well}) {
        outside.provider->feel(mood);
        for (int i = 0; i < 6; ++i) {
            pass(minutes(20));
            ASSERT_TRUE(server->dispatch());
        }
        reopen();
    }
    for (const auto& [number, times] : told()) EXPECT_EQ(times, 1) << number;
    const auto messages = server->find<Broadcast>(broadcast.str())->messages;
    EXPECT_EQ(messages.contains("queued") + messages.contains("sending"), 0) << toJson(messages);
}

TEST_F(TwoKeysFaults, ACrashBetweenApprovalAndSendLosesNothingAndACrashInMidSendDoublesNothing) {
    begin();
    const Release waiting = asked();
    server->lose();
    EXPECT_NE(key(waiting, "bob"), "ok") << "the disk never had it";
    reopen();
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    ASSERT_EQ(key(waiting, "bob"), "ok");
    server->lose();   // released and durable; nothing has left
    reopen();
    EXPECT_EQ(state(waiting), ApprovalState::released);
    EXPECT_TRUE(told().empty());
    for (const bool taken : {true, false, true}) {   // it dies with a message in its hand, which arrived or did not
        outside.provider->dieAfter(1, taken, [this] { server->lose(); });
        pass(minutes(2));
        (void)server->dispatch();
        server->lose();
        reopen();
    }
    for (int i = 0; i < 6; ++i) {
        pass(minutes(5));
        ASSERT_TRUE(server->dispatch());
    }
    EXPECT_EQ(told(), onceEach());
    EXPECT_EQ(server->find<Broadcast>(broadcast.str())->messages, (std::map<std::string, int>{{"sent", 3}}));
}

}  // namespace
}  // namespace ok::walk
