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

/// The same over all streams, until each stands where the server's head stood at the welcome. The security and decisions
/// streams of the fixture grow by refused commands.
std::string followAll(Follower& follower, SyncFixture& f, const std::function<void(wire::ServerFrame&)>& change = {}) {
    auto client = FrameClient::connect(f);
    client.send(wire::Hello{.clientVersion = "test", .token = "anna", .cursors = follower.cursors()});
    std::vector<wire::Cursor> heads;
    bool welcomed = false;
    const auto arrived = [&] {
        return std::all_of(heads.begin(), heads.end(), [&follower](const wire::Cursor& head) {
            const auto& witness = follower.witness(head.stream);
            return head.sequence == 0 || (witness && witness->checkpoint() && witness->checkpoint()->checkpoint.size >= head.sequence);
        });
    };
    while (!welcomed || !arrived()) {
        wire::ServerFrame frame = client.next();
        if (const auto* welcome = std::get_if<wire::Welcome>(&frame)) heads = welcome->heads, welcomed = true;
        if (change) change(frame);
        if (const Status taken = give(follower, frame); !taken.ok()) return taken.problem().code;
        follower.commit();
        for (const auto& cursor : follower.cursors()) client.send(wire::Ack{cursor});
    }
    return {};
}

/// Entries of the stream `decisions`: somebody tries what no role of theirs allows.
void refuse(SyncFixture& f, int n) {
    for (int i = 0; i < n; ++i) (void)f.gates.run(test::Add{"a", 1}, f.gates.person("iris", {"intake"}));
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
        again.keepAlarm(again.welcome(other).problem(), "https://server", Instant());
        again.acknowledge({"maria", "the server was set up anew", true}, Instant());
        ASSERT_TRUE(again.welcome(other).ok());
        EXPECT_EQ(again.cursor(), 0);
        EXPECT_EQ(counterIn(cache, "a"), -1);
    }
    const auto kept = fromJson<WitnessState>(cache.note("former_witness"));
    ASSERT_TRUE(kept.ok()) << "what the old log had signed stays as evidence";
    EXPECT_EQ(kept->tenant, f.gates.tenant);
    ASSERT_TRUE(kept->checkpoint.has_value());
    EXPECT_EQ(kept->checkpoint->checkpoint.size, 3);
}

TEST_F(FollowerTest, all_streams_are_witnessed_though_their_contents_stay_at_the_server) {
    SyncFixture f;
    f.add(3);
    refuse(f, 2);
    DocumentCache cache("");
    Follower follower(projections, cache);
    ASSERT_EQ(followAll(follower, f), "");
    EXPECT_EQ(follower.cursor(Stream::decisions), 2);
    EXPECT_EQ(follower.witness(Stream::decisions)->checkpoint()->checkpoint.size, 2);
    EXPECT_EQ(counterIn(cache, "a"), 3);
    EXPECT_TRUE(follower.takeHeard().contains("access.refused")) << "panels learn that something of theirs was written";
    EXPECT_TRUE(follower.takeHeard().empty());
}

TEST_F(FollowerTest, a_long_stream_without_views_begins_at_its_head_and_is_checked_from_there) {
    SyncFixture f({.snapshotBeyond = 10, .snapshotKinds = {"counter"}});
    f.add(2);
    refuse(f, 20);
    DocumentCache cache("");
    Follower follower(projections, cache);
    int seen = 0;
    const auto count = [&seen](wire::ServerFrame& frame) {
        if (const auto* part = std::get_if<wire::Entries>(&frame); part && part->stream == Stream::decisions) seen += static_cast<int>(part->entries.size());
    };
    ASSERT_EQ(followAll(follower, f, count), "");
    EXPECT_EQ(follower.cursor(Stream::decisions), 20);
    EXPECT_EQ(seen, 0);
    refuse(f, 3);
    ASSERT_EQ(followAll(follower, f, count), "");
    EXPECT_EQ(seen, 3);
    EXPECT_EQ(counterIn(cache, "a"), 2);
}

// issue 3: a lying server is noticed on every stream, not only on the one that draws the map.
TEST_F(FollowerTest, a_lie_about_any_stream_is_noticed_kept_and_stands_until_it_is_acknowledged) {
    SyncFixture f;
    f.add(2);
    refuse(f, 3);
    const std::string path = dir.file("cache.db");
    const Instant now = Instant::fromSeconds(1'727'390'400);
    {
        DocumentCache cache(path);
        Follower follower(projections, cache);
        ASSERT_EQ(followAll(follower, f), "");
        refuse(f, 2);
        const auto forge = changing<wire::Entries>([](wire::Entries& part) {
            if (part.stream == Stream::decisions) part.entries.back().header.insert(1, R"("aa":1,)");
        });
        ASSERT_EQ(followAll(follower, f, forge), "chain_broken");
        follower.keepAlarm(*follower.alarm(), "https://server", now);
        EXPECT_TRUE(follower.mustBeAcknowledged());
    }
    {
        DocumentCache cache(path);  // the console was closed and opened again
        Follower follower(projections, cache);
        ASSERT_TRUE(follower.mustBeAcknowledged());
        const WitnessAlarm& kept = follower.alarms().back();
        EXPECT_EQ(kept.code, "chain_broken");
        EXPECT_EQ(kept.stream, "decisions");
        EXPECT_EQ(kept.seen.size(), allStreams.size()) << "how far each stream had been checked";
        EXPECT_EQ(follower.cursor(Stream::decisions), 3) << "what did not fit was not taken";
        follower.acknowledge({"maria", "told the security officer", false}, now + minutes(5));
        EXPECT_FALSE(follower.mustBeAcknowledged());
        EXPECT_EQ(followAll(follower, f), "") << "an honest server goes on where everything fitted";
        EXPECT_EQ(follower.cursor(Stream::decisions), 5);
    }
    DocumentCache cache(path);
    Follower follower(projections, cache);
    ASSERT_EQ(follower.alarms().size(), 1U) << "acknowledged, not forgotten";
    EXPECT_EQ(follower.alarms().back().acknowledgedBy, "maria");
}

TEST_F(FollowerTest, a_shorter_decisions_stream_is_noticed_and_can_be_believed_afresh) {
    SyncFixture longer;
    longer.add(1);
    refuse(longer, 4);
    DocumentCache cache("");
    Follower follower(projections, cache);
    ASSERT_EQ(followAll(follower, longer), "");
    SyncFixture restored;  // the same tenant and key, from an old backup
    restored.add(1);
    refuse(restored, 1);
    ASSERT_EQ(followAll(follower, restored), "rolled_back");
    follower.keepAlarm(problem("rolled_back", "the log is shorter than it was", {{"stream", "decisions"}}), "https://server", Instant());
    follower.acknowledge({"maria", "restored from the backup of Tuesday", true}, Instant());
    EXPECT_EQ(followAll(follower, restored), "");
    EXPECT_TRUE(follower.alarms().back().trustedAfresh);
}

}  // namespace
}  // namespace ok::app
