// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The console's follower behind a real sync server: its copy equals the server's views, it goes on where its cache
// ended, and a server that lies is caught. The liar is a man in the middle: real frames, changed on the way.
// Main job 4; architecture, consequence 4.
#include "app/sync/follower.h"

#include "tests/support/small_log.h"
#include "tests/support/sync_fixture.h"

namespace ok::app {
namespace {

using test::FrameClient;
using test::SyncFixture;

Status give(Follower& follower, const wire::ServerFrame& frame) {
    if (const auto* welcome = std::get_if<wire::Welcome>(&frame)) return follower.welcome(*welcome);
    if (const auto* entries = std::get_if<wire::Entries>(&frame)) return follower.take(*entries);
    if (const auto* chunk = std::get_if<wire::Snapshot>(&frame)) return follower.take(*chunk);
    if (const auto* checkpoint = std::get_if<wire::CheckpointFrame>(&frame)) return follower.take(*checkpoint);
    if (const auto* why = std::get_if<wire::ProblemFrame>(&frame)) return why->problem;
    return {};
}

/// Follows from the follower's own cursor until `head` is proved; the code of what went wrong, or nothing. `change` is
/// the man in the middle.
std::string follow(Follower& follower, SyncFixture& f, std::int64_t head,
                   const std::function<void(wire::ServerFrame&)>& change = {}) {
    auto client = FrameClient::connect(f);
    client.hello("anna", follower.cursor());
    const auto proved = [&follower] {
        const auto& witness = follower.witness();
        return witness && witness->checkpoint() ? witness->checkpoint()->checkpoint.size : 0;
    };
    bool welcomed = false;
    while (!welcomed || proved() < head || follower.cursor() < head) {
        wire::ServerFrame frame = client.next();
        welcomed = true;
        if (change) change(frame);
        if (const Status taken = give(follower, frame); !taken.ok()) return taken.problem().code;
        follower.commit();
        client.send(wire::Ack{{Stream::ops, follower.cursor()}});
    }
    return {};
}

std::int64_t counterIn(DocumentCache& cache, const std::string& name) {
    const auto body = cache.read(test::Counter::viewKind, name);
    return body ? fromJson<test::Counter>(*body)->value : -1;
}

class FollowerTest : public ::testing::Test {
  protected:
    FollowerTest() { test::addCounterProjections(projections); }
    test::TempDir dir;
    Projections projections;
};

TEST_F(FollowerTest, its_copy_equals_the_views_of_the_server) {
    SyncFixture f;
    f.add(7, "a");
    const std::int64_t head = f.add(4, "b");
    DocumentCache cache("");
    Follower follower(projections, cache);
    ASSERT_EQ(follow(follower, f, head), "");
    for (const test::Counter& counter : f.gates.documents<test::Counter>()) {
        EXPECT_EQ(cache.read("counter", counter.name), toJson(counter));
    }
    int red = 0;
    cache.readByKey("counter", "colour", "red", [&red](std::string_view, std::string_view) { ++red; });
    EXPECT_EQ(red, 2);
}

TEST_F(FollowerTest, goes_on_where_its_cache_ended) {
    SyncFixture f;
    const std::string path = dir.file("cache.db");
    const std::int64_t first = f.add(5);
    {
        DocumentCache cache(path);
        Follower follower(projections, cache);
        ASSERT_EQ(follow(follower, f, first), "");
    }
    const std::int64_t head = f.add(3);
    DocumentCache cache(path);
    Follower follower(projections, cache);
    EXPECT_EQ(follower.cursor(), first);
    EXPECT_EQ(counterIn(cache, "a"), 5);
    int entries = 0;
    ASSERT_EQ(follow(follower, f, head,
                     [&entries](const wire::ServerFrame& frame) {
                         if (const auto* part = std::get_if<wire::Entries>(&frame)) {
                             entries += static_cast<int>(part->entries.size());
                         }
                     }),
              "");
    EXPECT_EQ(entries, 3);
    EXPECT_EQ(counterIn(cache, "a"), 8);
}

TEST_F(FollowerTest, a_snapshot_and_the_entries_after_it_give_the_same_copy) {
    SyncFixture f({.snapshotBeyond = 10, .snapshotKinds = {"counter"}});
    const std::int64_t head = f.add(20);
    DocumentCache cache("");
    Follower follower(projections, cache);
    ASSERT_EQ(follow(follower, f, head), "");
    EXPECT_EQ(counterIn(cache, "a"), 20);
    const std::int64_t later = f.add(3);
    ASSERT_EQ(follow(follower, f, later), "");
    EXPECT_EQ(counterIn(cache, "a"), 23);
}

struct Lie {
    const char* name;
    const char* alarm;
    std::function<void(wire::ServerFrame&)> tell;
};

template <class T>
std::function<void(wire::ServerFrame&)> changing(std::function<void(T&)> change) {
    return [change = std::move(change)](wire::ServerFrame& frame) {
        if (auto* found = std::get_if<T>(&frame)) change(*found);
    };
}

TEST_F(FollowerTest, each_lie_of_a_server_raises_its_alarm_and_leaves_the_copy_as_it_was) {
    const test::SmallLog stranger("tenant one", Stream::ops, 99);
    const std::vector<Lie> lies = {
        {"a byte of a payload", "payload_mismatch",
         changing<wire::Entries>([](wire::Entries& part) { part.entries[0].payload[3] ^= 1; })},
        {"an entry left out", "chain_broken",
         changing<wire::Entries>([](wire::Entries& part) { part.entries.erase(part.entries.begin()); })},
        {"two entries exchanged", "chain_broken",
         changing<wire::Entries>([](wire::Entries& part) { std::swap(part.entries[0], part.entries[1]); })},
        {"an invented header", "chain_broken",
         changing<wire::Entries>([](wire::Entries& part) { part.entries[1].header.insert(1, R"("aa":1,)"); })},
        {"another key", "key_changed",
         changing<wire::Welcome>([&](wire::Welcome& welcome) { welcome.publicKey = stranger.publicKey(); })},
        {"a shorter log", "rolled_back", changing<wire::Welcome>([](wire::Welcome& welcome) {
             for (wire::Cursor& head : welcome.heads) head.sequence = 2;
         })},
        {"a stranger's signature", "key_changed", changing<wire::CheckpointFrame>([&](wire::CheckpointFrame& frame) {
             frame.checkpoint = toJson(stranger.checkpoint());
         })},
    };
    SyncFixture f;
    const std::string path = dir.file("cache.db");
    const std::int64_t first = f.add(4);
    {
        DocumentCache cache(path);
        Follower follower(projections, cache);
        ASSERT_EQ(follow(follower, f, first), "");
    }
    const std::int64_t head = f.add(3);
    {
        // When an honest follower has them, the server's tick has passed and the three come as one frame.
        DocumentCache cache("");
        Follower honest(projections, cache);
        ASSERT_EQ(follow(honest, f, head), "");
    }
    for (const Lie& lie : lies) {
        const std::string copy = dir.file("lie.db");
        std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing);
        {
            DocumentCache cache(copy);
            Follower follower(projections, cache);
            ASSERT_EQ(follower.cursor(), first) << lie.name;
            EXPECT_EQ(follow(follower, f, head, lie.tell), lie.alarm) << lie.name;
        }
        // The entries themselves were sound when only the signature that came after them was not.
        if (std::string_view(lie.name) == "a stranger's signature") continue;
        DocumentCache after(copy);
        EXPECT_EQ(counterIn(after, "a"), 4) << lie.name;
    }
}

TEST_F(FollowerTest, a_server_restored_from_an_old_backup_is_noticed) {
    SyncFixture longer;
    DocumentCache cache("");
    Follower follower(projections, cache);
    ASSERT_EQ(follow(follower, longer, longer.add(6)), "");
    SyncFixture restored;  // the same tenant and key, but only the first entries
    restored.add(2);
    EXPECT_EQ(follow(follower, restored, 7), "rolled_back");
}

// A server that rewrote its log must not escape its witnesses by calling itself somebody else.
TEST_F(FollowerTest, another_utility_behind_the_same_address_changes_nothing_until_a_person_says_so) {
    SyncFixture f;
    f.add(3);
    DocumentCache cache(dir.file("cache"));
    Follower follower(projections, cache);
    ASSERT_EQ(follow(follower, f, 3), "");
    wire::Welcome other;
    other.tenant = f.gates.otherTenant;
    other.publicKey = f.gates.gate->publicKey();
    const Status refused = follower.welcome(other);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().code, "other_utility");
    EXPECT_EQ(refused.problem().details.at("known"), f.gates.tenant.str());
    EXPECT_EQ(follower.cursor(), 3);
    EXPECT_EQ(counterIn(cache, "a"), 3);
    EXPECT_FALSE(follower.takeReset() && cache.kinds().empty());
    follower.commit();
    {
        Follower again(projections, cache);
        EXPECT_EQ(again.welcome(other).problem().code, "other_utility") << "nor after a restart";
        ASSERT_TRUE(again.welcome(other, true).ok());
        EXPECT_EQ(again.cursor(), 0);
        EXPECT_EQ(counterIn(cache, "a"), -1);
    }
    const auto kept = fromJson<WitnessState>(cache.note("former_witness"));
    ASSERT_TRUE(kept.ok()) << "what the old log had signed stays as evidence";
    EXPECT_EQ(kept->tenant, f.gates.tenant);
    ASSERT_TRUE(kept->checkpoint.has_value());
    EXPECT_EQ(kept->checkpoint->checkpoint.size, 3);
}

}  // namespace
}  // namespace ok::app
