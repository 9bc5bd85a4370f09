// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The server side of sync over real sockets (issue piece "main job 4"): who may follow, what a follower gets, resuming
// by cursor, coalescing, snapshots, commands, slow and broken clients.
#include <future>
#include <numeric>

#include "server/metrics/metrics.h"
#include "tests/support/sync_fixture.h"

namespace ok {
namespace {

using test::Add;
using test::AddMuch;
using test::FrameClient;
using test::SyncFixture;

std::vector<std::int64_t> range(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> out(static_cast<std::size_t>(last - first + 1));
    std::iota(out.begin(), out.end(), first);
    return out;
}

CommandId commandNamed(const std::string& name) {
    return CommandId{derivedUuid(name)};
}

TEST(Sync, two_consoles_follow_the_same_entries_and_prove_them) {
    SyncFixture f;
    f.add(3);
    auto first = FrameClient::connect(f);
    auto second = FrameClient::connect(f);
    const wire::Welcome welcome = first.join("anna");
    EXPECT_EQ(welcome.tenant, f.gates.tenant);
    EXPECT_EQ(welcome.user, "anna");
    EXPECT_EQ(welcome.publicKey, f.gates.gate->publicKey());
    second.join("ben");
    ASSERT_TRUE(first.followTo(3)) << first.trouble.code;
    const std::int64_t head = f.add(5);
    ASSERT_TRUE(first.followTo(head)) << first.trouble.code;
    ASSERT_TRUE(second.followTo(head)) << second.trouble.code;
    EXPECT_EQ(first.sequences, range(1, head));
    EXPECT_EQ(second.sequences, range(1, head));
    EXPECT_EQ(first.witness->root(), second.witness->root());
    EXPECT_EQ(f.server->clientCount(), 2u);
}

TEST(Sync, resuming_by_cursor_gives_exactly_the_missing_entries) {
    SyncFixture f;
    f.add(4);
    auto first = FrameClient::connect(f);
    first.join("anna");
    ASSERT_TRUE(first.followTo(4));
    const WitnessState state = first.witness->state();
    first.socket().drop();
    f.add(6);
    auto again = FrameClient::connect(f);
    again.witness.emplace(*Witness::resume(state));
    again.join("anna", 4);
    ASSERT_TRUE(again.followTo(10)) << again.trouble.code;
    EXPECT_EQ(again.sequences, range(5, 10));
    const std::int64_t head = f.add(1);
    ASSERT_TRUE(again.followTo(head));
    EXPECT_EQ(again.sequences, range(5, 11));
}

TEST(Sync, a_client_that_is_up_to_date_still_gets_a_checkpoint) {
    SyncFixture f;
    f.add(2);
    auto first = FrameClient::connect(f);
    first.join("anna");
    ASSERT_TRUE(first.followTo(2));
    WitnessState state = first.witness->state();
    state.checkpoint.reset();
    auto again = FrameClient::connect(f);
    again.witness.emplace(*Witness::resume(state));
    again.join("anna", 2);
    ASSERT_TRUE(again.followTo(2)) << again.trouble.code;
    EXPECT_TRUE(again.sequences.empty());
}

TEST(Sync, long_catch_up_comes_in_stretches_that_wait_for_acknowledgement) {
    SyncFixture f({.catchUpEntries = 10});
    f.add(35);
    auto client = FrameClient::connect(f);
    client.join("anna");
    ASSERT_TRUE(client.followTo(35)) << client.trouble.code;
    EXPECT_EQ(client.sequences, range(1, 35));
    EXPECT_EQ(client.entryFrames, 4);
}

TEST(Sync, entries_committed_within_a_tick_travel_in_few_frames) {
    SyncFixture f({.tick = milliseconds(100)});
    auto client = FrameClient::connect(f);
    client.join("anna");
    // The welcome and the empty catch-up are behind us when this first one is there.
    ASSERT_TRUE(client.followTo(f.add(1)));
    const int before = client.entryFrames;
    std::vector<std::future<void>> answers;
    for (int i = 0; i < 500; ++i) {
        auto done = std::make_shared<std::promise<void>>();
        answers.push_back(done->get_future());
        f.gates.gate->submit(f.gates.operatorAnna(), {f.gates.freshId(), "test.add", toJson(Add{"a", 1})},
                             [done](const CommandAnswer&) { done->set_value(); });
    }
    for (auto& answer : answers) answer.wait();
    ASSERT_TRUE(client.followTo(501)) << client.trouble.code;
    EXPECT_EQ(client.sequences, range(1, 501));
    EXPECT_LE(client.entryFrames - before, 20);
}

TEST(Sync, a_client_with_nothing_gets_a_provable_snapshot_of_a_long_log) {
    SyncFixture f({.snapshotBeyond = 20, .snapshotKinds = {"counter"}});
    f.add(30, "a");
    const std::int64_t head = f.add(5, "b");
    auto client = FrameClient::connect(f);
    client.join("anna");
    ASSERT_TRUE(client.followTo(head)) << client.trouble.code;
    EXPECT_TRUE(client.sequences.empty());
    ASSERT_EQ(client.documents.size(), 2u);
    EXPECT_EQ(client.documents[0].kind, "counter");
    EXPECT_EQ(client.documents[0].id, "a");
    EXPECT_EQ(client.documents[0].keys, (ViewKeys{{"colour", "red"}}));
    EXPECT_EQ(fromJson<test::Counter>(client.documents[0].body)->value, 30);
    const std::int64_t later = f.add(2);
    ASSERT_TRUE(client.followTo(later)) << client.trouble.code;
    EXPECT_EQ(client.sequences, range(head + 1, later));

    // The next one gets the kept snapshot and then the entries since.
    auto second = FrameClient::connect(f);
    second.join("ben");
    ASSERT_TRUE(second.followTo(later)) << second.trouble.code;
    EXPECT_EQ(second.sequences, range(head + 1, later));
    EXPECT_EQ(second.witness->root(), client.witness->root());
}

TEST(Sync, commands_go_to_the_gate_and_answers_come_back) {
    SyncFixture f;
    auto client = FrameClient::connect(f);
    client.join("anna");
    client.send(wire::Command{commandNamed("one"), "test.add", toJson(Add{"a", 5}), 0});
    client.send(wire::Command{commandNamed("one"), "test.add", toJson(Add{"a", 5}), 0});
    client.send(wire::Command{commandNamed("two"), "test.add_much", toJson(AddMuch{"a", 5}), 0});
    client.send(wire::Command{commandNamed("three"), "no.such_command", "{}", 0});
    while (client.replies.size() < 4) ASSERT_TRUE(client.take(client.next())) << client.trouble.code;
    std::map<std::string, std::vector<wire::Reply>> byId;
    for (const wire::Reply& reply : client.replies) byId[reply.command.str()].push_back(reply);
    const auto& twice = byId[commandNamed("one").str()];
    ASSERT_EQ(twice.size(), 2u);
    EXPECT_EQ(*twice[0].outcome, R"({"value":5})");
    EXPECT_EQ(*twice[1].outcome, R"({"value":5})");
    EXPECT_EQ(byId[commandNamed("two").str()][0].outcome.problem().code, "approval_required");
    EXPECT_FALSE(byId[commandNamed("three").str()][0].outcome.ok());
    ASSERT_TRUE(client.followTo(twice[0].sequence));
}

TEST(Sync, strangers_and_machines_may_not_follow) {
    SyncFixture f;
    auto stranger = FrameClient::connect(f);
    stranger.hello("nobody");
    EXPECT_EQ(stranger.nextProblem(), "not_signed_in");
    EXPECT_EQ(stranger.nextProblem(), "closed");
    auto machine = FrameClient::connect(f);
    machine.hello("iris");
    EXPECT_EQ(machine.nextProblem(), "access_denied");
    auto newer = FrameClient::connect(f);
    newer.send(wire::Hello{.protocol = 99, .token = "anna"});
    EXPECT_EQ(newer.nextProblem(), "protocol_version");
    EXPECT_EQ(f.server->clientCount(), 0u);
}

TEST(Sync, an_ended_session_is_cut_and_its_commands_are_refused) {
    SyncFixture f;
    auto cut = FrameClient::connect(f);
    cut.join("anna");
    auto other = FrameClient::connect(f);
    other.join("ben");
    f.server->cutSession(SyncFixture::sessionOf("anna"));
    EXPECT_EQ(cut.nextProblem(), "session_revoked");
    EXPECT_EQ(cut.nextProblem(), "closed");
    f.endSession("ben");
    other.send(wire::Command{commandNamed("late"), "test.add", toJson(Add{"a", 1}), 0});
    while (other.replies.empty()) ASSERT_TRUE(other.take(other.next()));
    EXPECT_EQ(other.replies[0].outcome.problem().code, "session_revoked");
    EXPECT_EQ(other.nextProblem(), "session_revoked");
    EXPECT_TRUE(f.gates.entries().empty());
}

TEST(Sync, a_regular_check_ends_sessions_that_have_expired) {
    SyncFixture f({.sessionCheck = milliseconds(20)});
    auto client = FrameClient::connect(f);
    client.join("anna");
    f.endSession("anna");
    EXPECT_EQ(client.nextProblem(), "session_revoked");
}

TEST(Sync, malformed_frames_end_the_session_with_a_reason) {
    SyncFixture f;
    auto text = FrameClient::connect(f);
    ASSERT_TRUE(text.socket().sendText("hello").ok());
    EXPECT_EQ(text.nextProblem(), "malformed_frame");
    auto garbage = FrameClient::connect(f);
    ASSERT_TRUE(garbage.socket().sendBinary("\xff\xfe\xfd").ok());
    EXPECT_EQ(garbage.nextProblem(), "malformed_frame");
    auto early = FrameClient::connect(f);
    early.send(wire::Command{commandNamed("x"), "test.add", "{}", 0});
    EXPECT_EQ(early.nextProblem(), "hello_missing");
    auto twice = FrameClient::connect(f);
    twice.join("anna");
    twice.hello("anna");
    EXPECT_EQ(twice.nextProblem(), "malformed_frame");
    EXPECT_EQ(twice.nextProblem(), "closed");
}

TEST(Sync, a_silent_client_is_sent_away) {
    SyncFixture f({.helloTime = milliseconds(20)});
    auto client = FrameClient::connect(f);
    EXPECT_EQ(client.nextProblem(), "hello_missing");
}

TEST(Sync, a_client_that_knows_a_longer_log_is_shown_the_heads_and_sent_away) {
    SyncFixture f;
    f.add(2);
    auto client = FrameClient::connect(f);
    client.hello("anna", 10);
    EXPECT_EQ(client.expect<wire::Welcome>().heads.at(0), (wire::Cursor{Stream::ops, 2}));
    EXPECT_EQ(client.nextProblem(), "cursor_beyond_log");
}

TEST(Sync, payloads_of_other_streams_are_for_those_who_may_read_the_ledger) {
    SyncFixture f;
    EXPECT_EQ(f.gates.run(Add{"a", 1}, f.gates.intake()).reply.problem().code,
              "access_denied");  // leaves a decision entry
    auto admin = FrameClient::connect(f);
    admin.hello("ada", 0, Stream::decisions);
    admin.expect<wire::Welcome>();
    const auto full = admin.expect<wire::Entries>();
    auto clerk = FrameClient::connect(f);
    clerk.hello("anna", 0, Stream::decisions);
    clerk.expect<wire::Welcome>();
    const auto withheld = clerk.expect<wire::Entries>();
    ASSERT_EQ(full.entries.size(), 1u);
    ASSERT_EQ(withheld.entries.size(), 1u);
    EXPECT_FALSE(full.entries[0].payload.empty());
    EXPECT_TRUE(withheld.entries[0].payload.empty());
    EXPECT_TRUE(withheld.entries[0].withheld);
    EXPECT_EQ(full.entries[0].header, withheld.entries[0].header);
}

TEST(Sync, a_client_that_takes_nothing_is_dropped_and_the_others_are_not_held_up) {
    SyncFixture f({.slowBytes = 100'000});
    auto slow = FrameClient::connect(f, 4096);
    slow.join("anna");
    auto quick = FrameClient::connect(f);
    quick.join("ben");
    auto& dropped = metrics::counter("ok_sync_slow_clients_total", "clients dropped because they did not keep up");
    const auto before = dropped.value();
    std::int64_t head = 0;
    for (int round = 0; round < 400 && dropped.value() == before; ++round) {
        for (int i = 0; i < 4; ++i) {
            head = f.gates.run(Add{"a", 1, std::string(100'000, 'c')}, f.gates.operatorAnna()).sequence;
        }
        ASSERT_TRUE(quick.followTo(head)) << quick.trouble.code;
    }
    EXPECT_EQ(dropped.value(), before + 1);
    EXPECT_EQ(quick.sequences, range(1, head));
}

}  // namespace
}  // namespace ok
