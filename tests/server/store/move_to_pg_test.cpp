// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A grown utility moves from SQLite to PostgreSQL and loses nothing. `okctl migrate`, docs/growing.md.
#include "server/store/move_to_pg.h"
#include "server/store/log_tools.h"
#include "server/store/sqlite_store.h"
#include "tests/support/counter_domain.h"
#include "tests/support/server_node.h"
#include "tests/support/test_keys.h"

namespace ok::test {
namespace {

class MoveTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!sharedPgServer().trouble().empty()) GTEST_SKIP() << sharedPgServer().trouble();
        auto store = withKeys(openSqliteStore(path));
        ASSERT_TRUE(store.ok());
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->addTenant(tenantNamed("one"), "one").ok());
        ASSERT_TRUE((*store)->addTenant(tenantNamed("two"), "two").ok());
        OutboxRow row;
        row.tenant = tenantNamed("two");
        row.id = "m1";
        row.connector = "sms";
        row.payload = "{}";
        ASSERT_TRUE((*store)->putOutbox(row).ok());
        ASSERT_TRUE((*store)->putRow(tenantNamed("two"), "accounts", {"a1", R"({"x":1})"}).ok());
        ASSERT_TRUE((*store)->commit().ok());
        Projections projections;
        addCounterProjections(projections);
        approvals::addProjections(projections);
        Gate gate({std::move(*store), &projections, [] { return Instant::fromSeconds(1'727'000'000); }, SigningKey(keyOf(7)),
                   keyOf(9), access::builtinSource()});
        addCounterHandlers(gate);
        ASSERT_TRUE(gate.start().ok());
        SecurityContext who;
        who.tenant = tenantNamed("one");
        who.actor = {ActorType::human, "anna"};
        who.roles = {"operator"};
        for (int i = 0; i < 30; ++i) {
            ASSERT_TRUE(gate.run(who, {CommandId{derivedUuid("move " + std::to_string(i))}, std::string(Add::card.name),
                                       toJson(Add{"c" + std::to_string(i % 4), i})}).reply.ok());
        }
        ASSERT_TRUE(gate.run(who, {CommandId{derivedUuid("move later")}, std::string(AddLater::card.name),
                                   toJson(AddLater{"k", "c1", 5, seconds(60)})}).reply.ok());
        gate.stop();
    }
    TempDir dir;
    std::string path = dir.file("small.db");
    PgAddress target = sharedPgServer().address("m_" + sha256(path).hex().substr(0, 20));
};

TEST_F(MoveTest, EveryTableArrivesWithTheSameCountAndHashAndTheServerGoesOn) {
    const auto moved = moveToPg(path, target);
    ASSERT_TRUE(moved.ok()) << moved.problem().message << toJson(moved.problem());
    EXPECT_EQ(moved->size(), 11u);
    for (const MovedTable& table : *moved) EXPECT_TRUE(table.same()) << table.name;
    auto old = withKeys(openSqliteReader(path));
    auto fresh = withKeys(openPgReader(target));
    ASSERT_TRUE(old.ok() && fresh.ok());
    EXPECT_EQ(viewsDigest(**old, tenantNamed("one")), viewsDigest(**fresh, tenantNamed("one")));
    EXPECT_EQ((*fresh)->rowBody(tenantNamed("two"), "accounts", "a1"), R"({"x":1})");
    EXPECT_EQ((*fresh)->outboxRow(tenantNamed("two"), "m1")->connector, "sms");
    // The same clients, the same ids: an answer given before the move is still the answer, and the log goes on.
    ServerNode node(sharedPgServer(), target.schema, "moved", [] { return Instant::fromSeconds(1'727'000'100); });
    node.start();
    EXPECT_EQ(fromJson<AddReply>(*node.add(tenantNamed("one"), "c1", 29, CommandId{derivedUuid("move 29")}).reply)->value,
              1 + 5 + 9 + 13 + 17 + 21 + 25 + 29);
    const auto next = node.add(tenantNamed("one"), "c1", 1, CommandId{derivedUuid("moved 1")});
    ASSERT_TRUE(next.reply.ok());
    EXPECT_EQ(next.sequence, 31);
    node.gate->fireTimers();
    EXPECT_TRUE(node.hears(2)) << "a timer that was due moved along";
    ASSERT_EQ(withKeys(openPgStore(target)).ok(), true);
}

TEST_F(MoveTest, ItComesBackAsItWasIntoAFileWhileServersGoOn) {  // E40: one snapshot
    const auto there = moveToPg(path, target);
    ASSERT_TRUE(there.ok());
    ServerNode node(sharedPgServer(), target.schema, "moved", [] { return Instant::fromSeconds(1'727'000'100); });
    node.start();
    const std::string file = dir.file("copy.db");
    const auto back = copyPgStore(target, file);
    ASSERT_TRUE(back.ok()) << back.problem().message << toJson(back.problem());
    ASSERT_EQ(back->size(), there->size());
    for (std::size_t i = 0; i < back->size(); ++i) {
        EXPECT_TRUE((*back)[i].same()) << (*back)[i].name;
        EXPECT_EQ((*back)[i].before, (*there)[i].before) << (*back)[i].name << ": the same hash in both directions";
    }
    auto old = withKeys(openSqliteReader(path)), fresh = withKeys(openSqliteReader(file));
    ASSERT_TRUE(old.ok() && fresh.ok());
    EXPECT_EQ(viewsDigest(**old, tenantNamed("one")), viewsDigest(**fresh, tenantNamed("one")));
    EXPECT_EQ((*fresh)->outboxRow(tenantNamed("two"), "m1")->connector, "sms") << "words are words again";
    EXPECT_EQ((*fresh)->rowBody(tenantNamed("two"), "accounts", "a1"), R"({"x":1})");
    EXPECT_EQ((*fresh)->head(tenantNamed("one"), Stream::ops)->hash, (*old)->head(tenantNamed("one"), Stream::ops)->hash);
    EXPECT_EQ((*fresh)->nextTimer(), (*old)->nextTimer());
    EXPECT_TRUE(node.add(tenantNamed("one"), "c1", 1, CommandId{derivedUuid("goes on")}).reply.ok());
}

TEST_F(MoveTest, ATargetWithUtilitiesAndAFileInUseAreRefused) {
    {
        const auto busy = withKeys(openSqliteStore(path));
        EXPECT_EQ(moveToPg(path, target).problem().code, "store_unavailable") << "a server runs on it";
    }
    ASSERT_TRUE(moveToPg(path, target).ok());
    EXPECT_EQ(moveToPg(path, target).problem().code, "target_not_empty");
}

TEST_F(MoveTest, ATableNobodyKnowsIsNotLeftBehindInSilence) {
    {
        auto store = withKeys(openSqliteStore(path));
        ASSERT_TRUE(dynamic_cast<SqliteStore&>(**store).database().execute("CREATE TABLE novelties(x)").ok());
    }
    EXPECT_EQ(moveToPg(path, target).problem().code, "unknown_table");
}

}  // namespace
}  // namespace ok::test
