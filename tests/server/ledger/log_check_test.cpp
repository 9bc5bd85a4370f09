// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The check of a stored log: a whole one passes however it is cut into runs, and whatever is changed in the database is
// found and located (issue 3 "Bad input and faults"; F07.R1.A1, F07.R6.A1).
#include <gtest/gtest.h>

#include <random>

#include "server/ledger/log_check.h"
#include "server/store/sqlite_store.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/pg_server.h"

namespace ok::ledger {
namespace {

class LogCheckTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (test::onPostgres()) GTEST_SKIP() << "bytes are changed under a SQLite database";
        {
            test::GateFixture f(path);
            test::addCounterProjections(f.projections);
            test::addCounterHandlers(*f.gate);
            f.start();
            for (int i = 0; i < entries; ++i) f.run(test::Add{"a", i}, f.operatorAnna());
            f.run(test::Add{"b", 1}, [&] { auto who = f.operatorAnna(); who.tenant = f.otherTenant; return who; }());
            tenant = f.tenant;
            parts.key = f.gate->publicKey();
        }
        parts.openReader = [this] { return test::withKeys(openSqliteReader(path)); };
        parts.runLength = 16;
        auto opened = test::withKeys(openSqliteStore(path));
        store = std::move(*opened);
        execute("PRAGMA synchronous=OFF");  // nothing here is lost in a crash that anybody would miss
    }
    SqliteDb& db() { return dynamic_cast<SqliteStore&>(*store).database(); }
    void execute(const std::string& sql) { ASSERT_TRUE(db().execute(sql).ok()) << sql; }
    std::int64_t place(std::int64_t sequence) { return (std::int64_t{1} * 4 << 40) + sequence; }
    StreamVerdict check(SegmentJoin::Start from = {}) {
        const auto verdict = checkStream(parts, tenant, Stream::ops, std::move(from));
        EXPECT_TRUE(verdict.ok());
        return *verdict;
    }
    /// One byte of a value turned into another one.
    void flip(const std::string& table, const std::string& column, std::int64_t sequence, std::size_t byte, std::uint8_t with) {
        const std::string where = " WHERE place = " + std::to_string(place(sequence));
        sqlite3_stmt* read = nullptr;
        ASSERT_EQ(sqlite3_prepare_v2(db().handle(), ("SELECT " + column + " FROM " + table + where).c_str(), -1, &read, nullptr), SQLITE_OK);
        ASSERT_EQ(sqlite3_step(read), SQLITE_ROW);
        std::string value(static_cast<const char*>(sqlite3_column_blob(read, 0)), static_cast<std::size_t>(sqlite3_column_bytes(read, 0)));
        sqlite3_finalize(read);
        value[byte % value.size()] = static_cast<char>(static_cast<std::uint8_t>(value[byte % value.size()]) ^ with);
        execute("UPDATE " + table + " SET " + column + " = x'" + toHex(asBytes(value)) + "'" + where);
    }

    static constexpr int entries = 75;
    test::TempDir dir;
    std::string path = dir.file("log.db");
    TenantId tenant;
    LogCheckParts parts;
    std::unique_ptr<Store> store;
};

bool covers(const std::vector<Finding>& findings, std::int64_t sequence) {
    return std::any_of(findings.begin(), findings.end(), [sequence](const Finding& f) { return f.first <= sequence && sequence <= f.last; });
}

TEST_F(LogCheckTest, AWholeLogPassesHoweverItIsCutAndWhereverTheCheckBegan) {
    const StreamVerdict whole = check();
    EXPECT_TRUE(whole.valid());
    EXPECT_EQ(whole.entries, entries);
    EXPECT_GT(whole.checkpoints, 0);
    EXPECT_EQ(whole.root, store->lastCheckpoint(tenant, Stream::ops)->checkpoint.root);
    for (const std::int64_t length : {1, 2, 64, 128, 65536}) {
        parts.runLength = length;
        const StreamVerdict again = check();
        EXPECT_TRUE(again.valid()) << length;
        EXPECT_EQ(again.root, whole.root) << length;
    }
    // Incremental: from every place on, with what was known there.
    parts.runLength = 16;
    std::vector<Digest> hashes;
    store->eachHash(tenant, Stream::ops, [&](const Digest& d) { hashes.push_back(d); });
    SegmentJoin::Start from;
    for (const Entry& entry : store->entries(tenant, Stream::ops, 0, entries)) {
        from.size = entry.header.sequence;
        from.nextPrevHash = nextPrevHash(entry.headerJson);
        from.frontier.append(entry.hash);
        const StreamVerdict rest = check(from);
        EXPECT_TRUE(rest.valid()) << from.size;
        EXPECT_EQ(rest.entries, entries - from.size);
        EXPECT_EQ(rest.root, whole.root);
    }
}

TEST_F(LogCheckTest, AnyChangedByteOfTheStoredLogIsFoundAndLocated) {
    std::mt19937_64 dice(20261121);
    const struct { const char* table; const char* column; } columns[] = {
        {"entries", "header"}, {"entries", "payload"}, {"entries", "hash"}, {"checkpoints", "body"}};
    std::vector<std::int64_t> signedSizes;
    for (const auto& mark : store->checkpoints(tenant, Stream::ops, 0, 1000)) signedSizes.push_back(mark.checkpoint.size);
    for (int round = 0; round < 400; ++round) {
        const auto& [table, column] = columns[dice() % 4];
        const bool mark = std::string_view(table) == "checkpoints";
        const std::int64_t sequence = mark ? signedSizes[dice() % signedSizes.size()] : 1 + static_cast<std::int64_t>(dice() % entries);
        const std::size_t byte = dice() % 4096;
        const auto with = static_cast<std::uint8_t>(1 + dice() % 255);
        flip(table, column, sequence, byte, with);
        const StreamVerdict verdict = check();
        ASSERT_EQ(verdict.findings.size(), 1u) << table << '.' << column << ' ' << sequence << " byte " << byte << " xor " << int(with);
        EXPECT_EQ(verdict.findings[0].first, sequence);
        EXPECT_EQ(verdict.findings[0].last, sequence);
        EXPECT_EQ(verdict.findings[0].type, "CORRUPTION");
        flip(table, column, sequence, byte, with);
    }
    EXPECT_TRUE(check().valid());
}

TEST_F(LogCheckTest, MissingSwappedForeignAndUnsignedEntriesAreTold) {
    const auto savepoint = [&](const std::string& sql, const char* type, std::int64_t first, std::int64_t last, bool plain = false) {
        test::TempDir copyDir;
        const std::string copy = copyDir.file("copy.db");
        ASSERT_TRUE(copySqliteStore(path, copy).ok());
        auto changed = test::withKeys(openSqliteStore(copy));
        auto& rows = dynamic_cast<SqliteStore&>(**changed).database();
        for (const TenantId each : (*changed)->tenants()) {   // as a log of before they were sealed
            for (const StoredEntry& entry : plain ? store->storedEntries(each, Stream::ops, 0, entries) : std::vector<StoredEntry>()) {
                ASSERT_TRUE(rows.execute("UPDATE entries SET header = x'" + toHex(asBytes(entry.header)) + "', payload = x'" + toHex(asBytes(entry.payload)) +
                                         "' WHERE hash = x'" + toHex(asBytes(entry.hash)) + "'").ok());
            }
        }
        ASSERT_TRUE(rows.execute(sql).ok()) << sql;
        LogCheckParts own = parts;
        own.openReader = [&copy] { return test::withKeys(openSqliteReader(copy)); };
        const auto verdict = checkStream(own, tenant, Stream::ops);
        ASSERT_TRUE(verdict.ok());
        ASSERT_FALSE(verdict->findings.empty()) << sql;
        EXPECT_EQ(verdict->findings[0].type, type) << sql << verdict->findings[0].code;
        EXPECT_EQ(verdict->findings[0].first, first) << sql;
        EXPECT_EQ(verdict->findings[0].last, last) << sql;
    };
    const auto at = [this](std::int64_t sequence) { return std::to_string(place(sequence)); };
    savepoint("DELETE FROM entries WHERE place BETWEEN " + at(20) + " AND " + at(24), "GAP", 20, 24);
    savepoint("DELETE FROM entries WHERE place = " + at(1), "GAP", 1, 1);
    savepoint("DELETE FROM entries WHERE place > " + at(70), "GAP", 71, 75);
    savepoint("DELETE FROM entries WHERE place < " + at(100), "GAP", 1, 75);
    const std::string swap = "UPDATE entries SET place = -1 WHERE place = " + at(33) + "; UPDATE entries SET place = " + at(33) + " WHERE place = " +
                             at(34) + "; UPDATE entries SET place = " + at(34) + " WHERE place = -1";
    savepoint(swap, "REORDER", 33, 34, true);
    savepoint(swap, "CORRUPTION", 33, 34);   // sealed, they open at their own places only (F07.R1.A7)
    const std::string other = std::to_string((std::int64_t{2} * 4 << 40) + 1);
    const std::string foreign = "UPDATE entries SET (header, payload, hash) = (SELECT header, payload, hash FROM entries WHERE place = " + other +
                                ") WHERE place = " + at(1);
    savepoint(foreign, "REORDER", 1, 1, true);
    savepoint(foreign, "CORRUPTION", 1, 1);
    savepoint("DELETE FROM checkpoints WHERE place > " + at(70), "ROOT", 71, 75);
}

TEST_F(LogCheckTest, AHistoryWrittenAnewWithoutTheKeyIsFoundAtTheFirstSignedPlace) {
    auto all = store->entries(tenant, Stream::ops, 0, entries);
    Digest prev = all[39].header.prevHash;
    for (std::size_t i = 39; i < all.size(); ++i) {  // from entry 40 on everything fits again, but for the signatures
        EntryHeader header = all[i].header;
        header.prevHash = prev;
        if (i == 39) header.justification = "nothing to see here";
        const Entry entry = sealEntry(header, all[i].payload);
        prev = nextPrevHash(entry.headerJson);
        execute("UPDATE entries SET header = x'" + toHex(asBytes(entry.headerJson)) + "', hash = x'" + entry.hash.hex() + "' WHERE place = " +
                std::to_string(place(header.sequence)));
    }
    const StreamVerdict verdict = check();
    ASSERT_EQ(verdict.findings.size(), 1u);
    EXPECT_EQ(verdict.findings[0].type, "ROOT");
    EXPECT_TRUE(covers(verdict.findings, 40));
    // With another key the forger can sign, but not as this server.
    parts.key = SigningKey(test::keyOf(99)).publicKey();
    EXPECT_EQ(check().findings[0].code, "bad_checkpoint");
}

TEST_F(LogCheckTest, AnEntryChangedWithItsHashIsBlamedAndNotTheOneAfterIt) {
    Entry entry = store->entries(tenant, Stream::ops, 49, 1)[0];
    entry.header.justification = "other words";
    entry = sealEntry(entry.header, entry.payload);
    execute("UPDATE entries SET header = x'" + toHex(asBytes(entry.headerJson)) + "', hash = x'" + entry.hash.hex() + "' WHERE place = " +
            std::to_string(place(50)));
    const StreamVerdict verdict = check();
    ASSERT_FALSE(verdict.findings.empty());
    EXPECT_EQ(verdict.findings[0].first, 50);
    EXPECT_EQ(verdict.findings[0].last, 50);
    EXPECT_EQ(verdict.findings[0].code, "bad_link");
}

}  // namespace
}  // namespace ok::ledger
