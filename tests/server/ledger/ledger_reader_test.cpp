// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Proofs about a real log over three days: every entry's place in the whole and in its day, every prefix's consistency,
// and no proof that fits another tenant's, day's or size's root (F07.R1.A2, F07.R1.A5, F07.R1.A6).
#include <gtest/gtest.h>

#include "server/ledger/ledger_reader.h"
#include "server/store/sqlite_store.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::ledger {
namespace {

Digest digestOf(const std::string& hex) { return *Digest::parse(hex); }

merkle::Proof proofOf(const std::vector<std::string>& hex) {
    merkle::Proof out;
    for (const std::string& step : hex) out.push_back(digestOf(step));
    return out;
}

bool fits(const InclusionReply& reply, std::int64_t first = 1) {
    const Digest leaf = merkle::leafHash(ByteView(digestOf(reply.entryHash).bytes));
    return merkle::verifyInclusion(leaf, reply.sequence - first, reply.size, proofOf(reply.proof), digestOf(reply.root));
}

class LedgerReaderTest : public ::testing::Test {
  protected:
    LedgerReaderTest() {
        test::addCounterProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        f.start();
        for (const int entries : {11, 0, 6, 20}) {  // a day each; nothing happens on the second
            for (int i = 0; i < entries; ++i) f.run(test::Add{"a", 1}, f.operatorAnna());
            f.advance(hours(24));
        }
        auto opened = f.gate->openReader();
        store = std::move(*opened);
    }
    LedgerReader reader(TenantId tenant = {}) { return {*store, trees, tenant.known() ? tenant : f.tenant, Stream::ops}; }
    std::string day(int n) const { return toIso(Instant::fromMicros(1'727'000'000'000'000 + n * 86'400'000'000LL)).substr(0, 10); }

    test::GateFixture f;
    std::unique_ptr<Store> store;
    TreeCache trees;
};

TEST_F(LedgerReaderTest, ProvesEveryEntryInTreesOfEverySizeAndInNoOther) {
    const LedgerReader log = reader();
    ASSERT_EQ(log.size(), 37);
    for (std::int64_t size = 1; size <= log.size(); ++size) {
        for (std::int64_t sequence = 1; sequence <= size; ++sequence) {
            auto proof = log.inclusion(sequence, size);
            ASSERT_TRUE(proof.ok());
            EXPECT_TRUE(fits(*proof));
            proof->sequence = sequence == 1 ? 2 : sequence - 1;
            EXPECT_FALSE(size > 1 && fits(*proof)) << "another place";
        }
    }
    EXPECT_EQ(log.inclusion(38, 37).problem().code, "entry_not_found");
    EXPECT_EQ(log.inclusion(1, 38).problem().code, "bad_size");
    EXPECT_EQ(log.inclusion(0, 37).problem().code, "entry_not_found");
}

TEST_F(LedgerReaderTest, ProvesThatEachPrefixIsOneAndThatTheNoteSaysTheSame) {
    const LedgerReader log = reader();
    for (std::int64_t from = 1; from <= log.size(); ++from) {
        const auto proof = log.consistency(from, log.size());
        ASSERT_TRUE(proof.ok());
        EXPECT_TRUE(merkle::verifyConsistency(from, log.size(), digestOf(proof->fromRoot), digestOf(proof->toRoot), proofOf(proof->proof)));
        EXPECT_EQ(proof->toRoot, log.note("x")->root.hex());
    }
    EXPECT_EQ(log.consistency(5, 4).problem().code, "bad_size");
    const auto signedHead = store->lastCheckpoint(f.tenant, Stream::ops);
    ASSERT_TRUE(signedHead);
    EXPECT_EQ(signedHead->checkpoint.root, log.note("x")->root) << "the signed checkpoint and the note are about one tree";
}

TEST_F(LedgerReaderTest, GivesEachUtcDayItsRootAndAnEntryItsPlaceInItsOwnDayOnly) {
    const LedgerReader log = reader();
    std::int64_t seen = 0;
    for (int n = -1; n <= 4; ++n) {
        const auto found = log.day(day(n), {}, f.now());
        ASSERT_TRUE(found.ok());
        EXPECT_EQ(found->closed, n < 4);
        for (std::int64_t s = found->first; found->entries > 0 && s <= found->last; ++s) {
            const auto placed = log.day(day(n), s, f.now());
            ASSERT_TRUE(placed.ok());
            EXPECT_TRUE(fits(*placed->inclusion, found->first));
        }
        if (found->entries > 0) {
            EXPECT_EQ(found->first, seen + 1) << "days follow each other without a gap";
            seen = found->last;
            EXPECT_EQ(log.day(day(n), found->last + 1, f.now()).problem().code, "mismatched_root");
        }
    }
    EXPECT_EQ(seen, log.size());
    for (const char* bad : {"", "2026-13-01", "2026-02-30", "26-01-01", "2026/01/01", "2026-01-0x"}) {
        EXPECT_EQ(log.day(bad, {}, f.now()).problem().code, "bad_day") << bad;
    }
}

TEST_F(LedgerReaderTest, AnotherTenantsLogIsAnotherTree) {
    EXPECT_EQ(reader(f.otherTenant).size(), 0);
    EXPECT_EQ(reader(f.otherTenant).inclusion(1, 1).problem().code, "bad_size");
    EXPECT_NE(reader(f.otherTenant).note("x")->root, reader().note("x")->root);
}

/// A log of nothing but hashes: enough for trees, and quick to make long.
class HashesOnly {
  public:
    HashesOnly() {
        auto opened = test::withKeys(openSqliteStore(dir.file("long.db")));
        store = std::move(*opened);
        (void)store->begin();
        (void)store->addTenant(tenant, "long");
        (void)store->commit();
    }
    void growTo(std::int64_t size) {
        (void)store->begin();
        for (auto at = static_cast<std::int64_t>(hashes.size()); at < size; ++at) {
            Entry entry;
            entry.header.tenant = tenant;
            entry.header.sequence = at + 1;
            entry.headerJson = "{}";
            entry.hash = sha256(std::to_string(at));
            hashes.push_back(entry.hash);
            EXPECT_TRUE(store->append(entry).ok());
        }
        EXPECT_TRUE(store->commit().ok());
    }
    [[nodiscard]] merkle::Leaves leaves(std::int64_t before = 0) const {
        return [this, before](std::int64_t i) { return merkle::leafHash(hashes[static_cast<std::size_t>(before + i)].bytes); };
    }
    test::TempDir dir;
    TenantId tenant = test::tenantNamed("long");
    std::unique_ptr<Store> store;
    std::vector<Digest> hashes;
};

TEST(TreeCacheTest, CachedSubtreesGiveTheRootsAndProofsOfTheWholeTreeWhereverBlocksEnd) {
    HashesOnly log;
    TreeCache cache;
    // Around block edges, growing between the questions as a log does.
    for (const std::int64_t size : {1LL, 2LL, 1023LL, 1024LL, 1025LL, 2047LL, 2048LL, 2049LL, 5000LL, 5121LL}) {
        log.growTo(size);
        for (const std::int64_t before : {0LL, 1LL, 700LL, 1024LL, 3000LL}) {
            if (before >= size) continue;
            const std::int64_t n = size - before;
            BlockTree& tree = cache.tree(*log.store, log.tenant, Stream::ops, before, n);
            const auto roots = [&](std::int64_t from, std::int64_t to) { return tree.root(*log.store, from, to); };
            const auto leaves = log.leaves(before);
            EXPECT_EQ(roots(0, n), merkle::rootOf(leaves, 0, n)) << size << " after " << before;
            for (const std::int64_t at : {std::int64_t{0}, n / 3, n / 2, n - 1}) {
                EXPECT_EQ(merkle::inclusionProof(merkle::Roots(roots), at, n), merkle::inclusionProof(leaves, at, n));
                EXPECT_EQ(merkle::consistencyProof(merkle::Roots(roots), at + 1, n), merkle::consistencyProof(leaves, at + 1, n));
                EXPECT_EQ(tree.entryHash(*log.store, at), log.hashes[static_cast<std::size_t>(before + at)]);
            }
        }
    }
}

TEST(TreeCacheTest, AMissingEntryNeverGivesTheRootOfTheWholeLog) {
    HashesOnly log;
    log.growTo(3000);
    const Digest whole = merkle::rootOf(log.leaves(), 0, 3000);
    auto& db = dynamic_cast<SqliteStore&>(*log.store).database();
    ASSERT_TRUE(db.execute("DELETE FROM entries WHERE hash = (SELECT hash FROM entries ORDER BY place LIMIT 1 OFFSET 1500)").ok());
    TreeCache cache;
    EXPECT_NE(cache.tree(*log.store, log.tenant, Stream::ops, 0, 3000).root(*log.store, 0, 3000), whole);
}

}  // namespace
}  // namespace ok::ledger
