// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What only PostgreSQL has: row-level security by tenant, partitions, users, schemas. R3, F07.R1.A6.
#include "server/store/pg_store.h"

#include <thread>

#include "shared/base/derived_ids.h"
#include "shared/ledger/merkle.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/wire_client.h"

namespace ok::test {
namespace {

class PgStoreTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!sharedPgServer().trouble().empty()) GTEST_SKIP() << sharedPgServer().trouble();
        schema = "p_" + sha256(dir.file("x")).hex().substr(0, 20);
        auto opened = withKeys(openPgStore(sharedPgServer().address(schema)));
        ASSERT_TRUE(opened.ok()) << opened.problem().message;
        store = std::move(*opened);
        ASSERT_TRUE(store->begin().ok());
        for (const auto& [tenant, slug] : {std::pair{one, "one"}, std::pair{two, "two"}}) {
            ASSERT_TRUE(store->addTenant(tenant, slug).ok());
            ASSERT_TRUE(store->putSetting(tenant, "colour", slug).ok());
            store->documents(tenant).write("incident", "i", slug, {{"state", "open"}});
        }
        ASSERT_TRUE(store->commit().ok());
        plain = PQconnectdb(sharedPgServer().conninfo().c_str());
        (void)answer("SET search_path TO " + schema);
    }
    void TearDown() override { PQfinish(plain); }
    /// As the server's own database user, beside the store. `refused: ...` when it is.
    std::string answer(const std::string& sql) {
        PGresult* result = PQexec(plain, sql.c_str());
        std::string out;
        if (PQresultStatus(result) == PGRES_FATAL_ERROR) {
            out = std::string("refused: ") + PQresultErrorMessage(result);
        }
        for (int row = 0; row < PQntuples(result); ++row) out += std::string(PQgetvalue(result, row, 0)) + "\n";
        PQclear(result);
        return out;
    }
    TempDir dir;
    std::string schema;
    TenantId one = tenantNamed("one"), two = tenantNamed("two");
    std::unique_ptr<Store> store;
    PGconn* plain = nullptr;
};

TEST_F(PgStoreTest, AStatementThatForgetsItsTenantSeesOnlyTheOneItActsFor) {  // F07.R1.A6
    EXPECT_TRUE(answer("SELECT count(*) FROM settings").starts_with("refused")) << "acting for nobody is an error, not all rows";
    ASSERT_EQ(answer("SELECT set_config('outagekit.tenant', '1', false)"), "1\n");
    EXPECT_EQ(answer("SELECT convert_from(value, 'UTF8') FROM settings WHERE name = 'colour'"), "one\n");
    EXPECT_EQ(answer("SELECT convert_from(body, 'UTF8') FROM views"), "one\n");
    EXPECT_TRUE(answer("INSERT INTO settings(tenant, name, value) VALUES(2, 'x', 'y')").starts_with("refused"));
    EXPECT_EQ(answer("WITH gone AS (DELETE FROM settings RETURNING 1) SELECT count(*) FROM gone "), "1\n");
    ASSERT_EQ(answer("SELECT set_config('outagekit.tenant', '2', false)"), "2\n");
    EXPECT_EQ(answer("SELECT convert_from(value, 'UTF8') FROM settings WHERE name = 'colour'"), "two\n");
}

TEST_F(PgStoreTest, QueriesOfOneTenantTouchOnePartition) {  // F07.R1.A6
    ASSERT_EQ(answer("SELECT set_config('outagekit.tenant', '1', false)"), "1\n");
    const std::string plan = answer("EXPLAIN SELECT header FROM entries WHERE tenant = 1 AND stream = 0 AND sequence > 0");
    std::size_t partitions = 0;
    for (std::size_t at = plan.find("entries_"); at != std::string::npos; at = plan.find("entries_", at + 1)) ++partitions;
    EXPECT_GE(partitions, 1u) << plan;
    std::set<std::string> names;
    for (int i = 0; i < 16; ++i) {
        if (plan.find("entries_" + std::to_string(i) + "_pkey") != std::string::npos ||
            plan.find("on entries_" + std::to_string(i) + " ") != std::string::npos) {
            names.insert(std::to_string(i));
        }
    }
    EXPECT_EQ(names.size(), 1u) << plan;
}

/// Until the database has looked at a new table it guesses, and would read all of it for every batch.
TEST_F(PgStoreTest, ANewTableIsAskedByKeyBeforeTheDatabaseHasLookedAtIt) {  // F07.R1.A7
    const auto now = Instant::fromSeconds(1'727'000'000);
    const auto idOf = [now](std::uint32_t n) {
        UuidBytes random{};
        for (std::size_t i = 0; i < 4; ++i) random[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
        return CommandId{uuidV7(now, random)};
    };
    constexpr std::uint32_t kept = 3'000, rounds = 20, asked = 400;
    for (std::uint32_t round = 0; round <= rounds; ++round) {
        ASSERT_TRUE(store->begin().ok());
        if (round == 0) for (std::uint32_t n = 0; n < kept; ++n) ASSERT_TRUE(store->putAnswer(one, idOf(n), "{}", now).ok());
        std::vector<CommandId> ids;
        for (std::uint32_t n = 0; n < asked; ++n) ids.push_back(idOf(kept + round * asked + n));
        store->expectAnswers(one, ids, now);
        ASSERT_FALSE(store->answer(one, ids.front(), now).has_value());
        ASSERT_TRUE(store->commit().ok());
    }
    store.reset();  // the connection's end hands its counts in
    const auto number = [this](const std::string& what, const std::string& from) {
        (void)answer("SELECT pg_stat_clear_snapshot()");
        return std::atoll(answer("SELECT " + what + " FROM " + from + " WHERE schemaname = '" + schema + "' AND relname = 'answers'").c_str());
    };
    const auto until = std::chrono::steady_clock::now() + patience;
    while (number("idx_scan", "pg_stat_user_tables") < rounds && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_GE(number("idx_scan", "pg_stat_user_tables"), rounds);
    EXPECT_LT(number("seq_tup_read", "pg_stat_user_tables") + number("sum(idx_tup_read)", "pg_stat_user_indexes"), kept) << "rows read for nothing";
}

TEST_F(PgStoreTest, TheRowsOfATenantLieInItsPartitionAndEveryPlanStaysThere) {  // F07.R1.A6
    ASSERT_TRUE(store->begin().ok());
    for (const TenantId tenant : {one, two}) {
        for (std::int64_t n = 1; n <= 20; ++n) {
            EntryHeader header;
            header.tenant = tenant;
            header.entryId = EntryId{derivedUuid(tenant.str() + std::to_string(n))};
            header.sequence = n;
            ASSERT_TRUE(store->append(sealEntry(std::move(header), "{}")).ok());
        }
    }
    ASSERT_TRUE(store->commit().ok());
    const auto partitionsOf = [this](int number) {
        (void)answer("SELECT set_config('outagekit.tenant', '" + std::to_string(number) + "', false)");
        return answer("SELECT DISTINCT tableoid::regclass::text FROM entries");
    };
    const std::string mine = partitionsOf(1), theirs = partitionsOf(2);
    ASSERT_EQ(std::count(mine.begin(), mine.end(), '\n'), 1) << mine;
    ASSERT_NE(mine, theirs) << "the two lie apart";
    const std::string partition = mine.substr(mine.find('.') == std::string::npos ? 0 : mine.find('.') + 1, mine.size() - 1 - (mine.find('.') == std::string::npos ? 0 : mine.find('.') + 1));
    (void)answer("SELECT set_config('outagekit.tenant', '1', false)");
    const std::string where = " FROM entries WHERE tenant = 1 AND stream = 0 ";
    for (const std::string& query : {"SELECT header, payload, hash" + where + "AND sequence > 3 ORDER BY sequence LIMIT 10",
                                     "SELECT sequence, hash" + where + "AND sequence > 0 AND sequence <= 20 ORDER BY sequence",
                                     "SELECT max(sequence)" + where, "SELECT header" + where + "ORDER BY sequence DESC LIMIT 1",
                                     std::string("SELECT count(*) FROM entries WHERE tenant = 1"), std::string("UPDATE entries SET payload = '' WHERE tenant = 1 AND stream = 0 AND sequence = 3")}) {
        const std::string plan = answer("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + query);
        EXPECT_NE(plan.find(partition), std::string::npos) << plan;
        for (int i = 0; i < 16; ++i) {
            const std::string other = "entries_" + std::to_string(i);
            if (other == partition) continue;
            // `entries_8 entries_1` is the eighth partition under another name.
            for (const char* touched : {" on ", " using "}) {
                for (const char* end : {" ", "_", "\n"}) EXPECT_EQ(plan.find(touched + other + end), std::string::npos) << query << "\n" << plan;
            }
        }
    }
    // Elsewhere the tenant leads the key, and that is what is looked up by.
    (void)answer("SET enable_seqscan = off; SET enable_bitmapscan = off");
    for (const char* table : {"checkpoints", "views", "view_keys", "answers", "timers", "vault", "rows", "settings", "heads"}) {
        const std::string plan = answer("EXPLAIN (COSTS OFF) SELECT * FROM " + std::string(table) + " WHERE tenant = 1");
        EXPECT_NE(plan.find("Index Cond: (tenant = 1)"), std::string::npos) << plan;
    }
    // A proof of one tenant's entry is none of the other's.
    const auto hashesOf = [this](TenantId tenant) {
        std::vector<Digest> out;
        store->eachHash(tenant, Stream::ops, [&out](const Digest& hash) { out.push_back(hash); });
        return out;
    };
    const auto ours = hashesOf(one), others = hashesOf(two);
    ASSERT_EQ(ours.size(), 20u);
    const auto leaves = [](const std::vector<Digest>& of) { return merkle::Leaves([&of](std::int64_t i) { return merkle::leafHash(of[static_cast<std::size_t>(i)].bytes); }); };
    const Digest root = merkle::rootOf(leaves(ours), 0, 20);
    const auto proof = merkle::inclusionProof(leaves(ours), 4, 20);
    EXPECT_TRUE(merkle::verifyInclusion(merkle::leafHash(ours[4].bytes), 4, 20, proof, root));
    EXPECT_FALSE(merkle::verifyInclusion(merkle::leafHash(others[4].bytes), 4, 20, proof, root));
    EXPECT_FALSE(merkle::verifyInclusion(merkle::leafHash(others[4].bytes), 4, 20, merkle::inclusionProof(leaves(others), 4, 20), root));
}

TEST_F(PgStoreTest, AUserAboveRowLevelSecurityIsRefused) {
    PgAddress address = sharedPgServer().address(schema);
    address.conninfo = "host=" + sharedPgServer().directory() + " user=super dbname=outagekit";
    const auto opened = withKeys(openPgStore(address));
    ASSERT_FALSE(opened.ok());
    EXPECT_NE(opened.problem().message.find("row-level security"), std::string::npos);
}

TEST_F(PgStoreTest, WhatIsNotOursOrNotThereIsRefusedInWords) {
    PgAddress address = sharedPgServer().address("Robert'); DROP TABLE");
    EXPECT_EQ(withKeys(openPgStore(address)).problem().code, "store_unavailable");
    address = sharedPgServer().address(schema);
    address.conninfo = "host=" + dir.file("nowhere") + " dbname=outagekit user=outagekit";
    EXPECT_EQ(withKeys(openPgStore(address)).problem().code, "store_unavailable");
    (void)answer("INSERT INTO meta(version) VALUES(999)");
    const auto newer = withKeys(openPgStore(sharedPgServer().address(schema)));
    ASSERT_FALSE(newer.ok());
    EXPECT_NE(newer.problem().message.find("newer version"), std::string::npos);
}

TEST_F(PgStoreTest, WordsFromOutsideMayHoldAnyByte) {
    ASSERT_TRUE(store->begin().ok());
    const std::string odd("a\0\xff\x80'\"\\;--", 10);
    ASSERT_TRUE(store->putSetting(one, odd, odd).ok());
    OutboxRow row;
    row.tenant = one;
    row.id = odd;
    row.providerId = odd;
    row.payload = "{}";
    ASSERT_TRUE(store->putOutbox(row).ok());
    ASSERT_TRUE(store->commit().ok());
    EXPECT_EQ(store->setting(one, odd), odd);
    EXPECT_EQ(store->outboxByProviderId(one, odd)->id, odd);
}

TEST_F(PgStoreTest, ACheckpointThatCannotBeReadIsShownToTheVerifierAndNotPassedOver) {  // F07.R6.A1
    const SigningKey key(keyOf(7));
    ASSERT_TRUE(store->begin().ok());
    for (const std::int64_t size : {1, 2, 3}) ASSERT_TRUE(store->putCheckpoint(signCheckpoint({.tenant = one, .stream = Stream::ops, .size = size}, key)).ok());
    ASSERT_TRUE(store->commit().ok());
    ASSERT_EQ(answer("SELECT set_config('outagekit.tenant', '1', false)"), "1\n");
    ASSERT_EQ(answer("UPDATE checkpoints SET body = 'nonsense' WHERE size >= 2"), "");
    std::map<std::int64_t, std::string> seen;
    store->eachStoredCheckpoint(one, Stream::ops, 0, 10, [&seen](std::int64_t size, std::string_view body) { seen[size] = body; });
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_NE(seen[1], "nonsense");
    EXPECT_EQ(seen[2], "nonsense");
    EXPECT_EQ(store->lastCheckpointSize(one, Stream::ops), 3);
    EXPECT_EQ(store->checkpoints(one, Stream::ops, 0, 10).size(), 1u);
}

TEST_F(PgStoreTest, TheGuaranteeInForceIsSaidInWords) {  // decisions.md 8
    EXPECT_EQ(store->guarantee(), "none: fsync is off in this database");
}

}  // namespace
}  // namespace ok::test
