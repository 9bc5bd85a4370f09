// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An exported log under the independent verifier: whole it is valid, and any change is found and named. F07.R1.A1, A2;
// main job piece 3 (`okctl verify`, `okctl rebuild`).
#include <gtest/gtest.h>

#include <random>

#include "server/store/log_tools.h"
#include "shared/ledger/segment_opening.h"
#include "shared/ledger/verifier.h"
#include "shared/ledger/witness.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/store_faults.h"

namespace ok::test {
namespace {

class LogTest : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        addCounterProjections(projections);
        addCounterHandlers(*gate);
        start();
        for (int i = 0; i < 40; ++i) {
            ASSERT_TRUE(run(Add{"c" + std::to_string(i % 3), i, i % 2 == 0 ? "red" : "blue"}, operatorAnna()).reply.ok());
        }
        (void)run(Add{"c", 1}, approverCleo());  // refused: an entry in `decisions`
        gate->stop();
        gate.reset();  // the store is free for tools now
    }
    std::vector<std::string> exported() {
        // One connection for all: a new one each time is what takes long on PostgreSQL.
        if (!reader) reader = std::move(*openTestReader(path));
        std::vector<std::string> lines;
        EXPECT_TRUE(exportLog(*reader, tenant, [&](std::string_view line) {
                        lines.emplace_back(line);
                        return true;
                    }).ok());
        return lines;
    }
    static LogVerdict verdictOf(const std::vector<std::string>& lines, std::string key = {}) {
        LogVerifier verifier(std::move(key));
        for (const auto& line : lines) verifier.line(line);
        return verifier.finish();
    }
    void change(std::int64_t sequence, const std::string& column, ByteView bytes) {
        const auto done = damage(path, sequence, column, bytes);
        ASSERT_TRUE(done.ok()) << done.problem().message;
    }
    std::unique_ptr<Store> reader;
};

// A payload whose name was bent is gone, and that is no erasure: an erased one stands there, empty.
TEST_F(LogTest, ALineWithoutItsPayloadIsNotTakenForAnErasedOne) {
    auto lines = exported();
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"\"payload\":", "\"paylobd\":"}, {",\"payload\":{", ",\"x\":{"}}) {
        auto bent = lines;
        const auto at = bent[3].rfind(from);
        ASSERT_NE(at, std::string::npos) << bent[3];
        bent[3].replace(at, from.size(), to);
        const auto verdict = verdictOf(bent);
        EXPECT_FALSE(verdict.valid);
        ASSERT_FALSE(verdict.faults.empty());
        EXPECT_EQ(verdict.faults[0].code, "bad_line");
        EXPECT_EQ(verdict.faults[0].line, 4);
        EXPECT_EQ(verdict.erasedPayloads, 0);
    }
}

// One bit makes a capital of a digit, and the value stays: a log whose bytes changed is a changed log.
TEST_F(LogTest, ACapitalDigitIsABentOne) {
    const auto lines = exported();
    for (const std::string& name : {"hash", "head_hash", "root", "key_id", "public_key", "signature", "prev_hash", "payload_hash"}) {
        const std::string opening = "\"" + name + "\":\"";
        bool bent = false;
        for (std::size_t i = 1; i < lines.size() && !bent; ++i) {
            const auto from = lines[i].find(opening);
            if (from == std::string::npos) continue;
            const auto end = lines[i].find('"', from + opening.size()), at = lines[i].find_first_of("abcdef", from + opening.size());
            if (at >= end) continue;
            auto changed = lines;
            changed[i][at] = static_cast<char>(changed[i][at] ^ 0x20);
            EXPECT_FALSE(verdictOf(changed).valid) << name;
            bent = true;
        }
        EXPECT_TRUE(bent) << name << " stands nowhere";
    }
}

TEST_F(LogTest, AnUntouchedLogIsValidFromGenesisToHead) {
    const auto verdict = verdictOf(exported());
    EXPECT_TRUE(verdict.valid) << toJson(verdict);
    EXPECT_EQ(verdict.entries, 41);
    EXPECT_GE(verdict.checkpoints, 2);
    EXPECT_TRUE(verdictOf(exported(), toHex(SigningKey(keyOf(7)).publicKey())).valid);
    EXPECT_FALSE(verdictOf(exported(), toHex(SigningKey(keyOf(8)).publicKey())).valid);  // not the key we trust
}

TEST_F(LogTest, AnyBitFlippedInAnyStoredFieldIsFoundAndItsEntryNamed) {  // F07.R1.A1
    std::vector<StoredEntry> before;   // sealed, as they lie there (F07.R1.A7)
    std::vector<std::string> ids;
    {
        auto store = openTestReader(path);
        for (const Entry& entry : (*store)->entries(tenant, Stream::ops, 0, 100)) ids.push_back(entry.header.entryId.str());
        before = (*store)->rawEntries(tenant, Stream::ops, 0, 100);
    }
    auto writer = openTestStore(path);
    ASSERT_TRUE(writer.ok());
    std::mt19937 dice(20240926);
    for (int round = 0; round < 150; ++round) {
        const StoredEntry& victim = before[dice() % before.size()];
        const char* const column = std::array{"header", "payload", "hash"}[dice() % 3];
        std::string bytes = column == std::string("header") ? victim.header
                            : column == std::string("payload") ? victim.payload : victim.hash;
        const std::string whole = bytes;
        bytes[dice() % bytes.size()] ^= static_cast<char>(1 << dice() % 8);
        ASSERT_TRUE(damage(**writer, victim.sequence, column, asBytes(bytes)).ok());
        const auto verdict = verdictOf(exported());
        EXPECT_FALSE(verdict.valid) << column << " of " << victim.sequence;
        ASSERT_FALSE(verdict.faults.empty());
        // A header that is no JSON any more has no readable id: its line is named instead.
        const std::string& id = ids[static_cast<std::size_t>(victim.sequence - 1)];
        const auto& first = verdict.faults.front();
        const bool named = verdict.firstBrokenEntryId == id || first.sequence == victim.sequence || first.code == "bad_header";
        EXPECT_TRUE(named) << toJson(first) << " wanted " << id << " after " << column;
        ASSERT_TRUE(damage(**writer, victim.sequence, column, asBytes(whole)).ok());
    }
    EXPECT_TRUE(verdictOf(exported()).valid);
}

TEST_F(LogTest, AnEntryRewrittenWithAFittingHashIsStillNamed) {  // F07.R1.A1: altered outside the append pathway
    auto lines = exported();
    for (std::string& line : lines) {
        const auto doc = parseJson(line);
        if (doc->root()["header"]["sequence"].integer() != 7) continue;
        auto header = *fromJson<EntryHeader>(doc->root()["header"]);
        header.actor.id = "mallory";
        const Entry forged = sealEntry(header, doc->root()["payload"].canonical());
        line = R"({"hash":")" + forged.hash.hex() + R"(","header":)" + forged.headerJson + R"(,"payload":)" + forged.payload + "}";
        const auto verdict = verdictOf(lines);
        EXPECT_FALSE(verdict.valid);
        EXPECT_EQ(verdict.faults.front().sequence, 7);
        EXPECT_EQ(verdict.firstBrokenEntryId, header.entryId.str());
        return;
    }
    FAIL() << "entry 7 is not in the export";
}

TEST_F(LogTest, RemovedReorderedDuplicatedAndTruncatedLinesAreFound) {
    const auto lines = exported();
    ASSERT_GT(lines.size(), 20u);
    auto removed = lines;
    removed.erase(removed.begin() + 5);
    EXPECT_FALSE(verdictOf(removed).valid);
    auto swapped = lines;
    std::swap(swapped[3], swapped[5]);
    EXPECT_FALSE(verdictOf(swapped).valid);
    auto doubled = lines;
    doubled.insert(doubled.begin() + 5, doubled[5].starts_with("{\"hash") ? doubled[5] : doubled[6]);
    EXPECT_FALSE(verdictOf(doubled).valid);
    auto shortened = lines;
    while (!shortened.back().starts_with("{\"hash")) shortened.pop_back();
    EXPECT_FALSE(verdictOf(shortened).valid) << "the unsigned end must not pass";
    EXPECT_FALSE(verdictOf({}).valid);
    EXPECT_FALSE(verdictOf({"{}"}).valid);
    EXPECT_FALSE(verdictOf({lines[0], "garbage", "\xff", "{\"checkpoint\":"}).valid);
}

// When the last entries are gone or changed, auditing must not stop (digest C8): the log goes on in a new segment that cites
// what was signed last, and whoever saw the undamaged log can check that this is all that changed.
TEST_F(LogTest, AfterDamageToItsEndTheLogGoesOnInASegmentThatCitesWhatWasSigned) {
    auto before = openTestReader(path);
    ASSERT_TRUE(before.ok());
    const auto witnessed = (*before)->entries(tenant, Stream::ops, 0, 100);
    const auto mark = (*before)->lastCheckpoint(tenant, Stream::ops);
    Witness console(tenant, Stream::ops, SigningKey(keyOf(7)).publicKey());
    for (const Entry& entry : witnessed) ASSERT_TRUE(console.take(entry.headerJson, entry.payload).ok());
    ASSERT_TRUE(console.take(*mark).ok());
    before->reset();
    {
        change(40, "", {});
        GateFixture again(path);
        addCounterProjections(again.projections);
        addCounterHandlers(*again.gate);
        again.start();
        ASSERT_TRUE(again.run(Add{"c0", 7}, again.operatorAnna(), CommandId{derivedUuid("after the damage")}).reply.ok());
        auto reader = again.gate->openReader();
        const auto after = (*reader)->entries(tenant, Stream::ops, 40, 10);
        ASSERT_EQ(after.size(), 2u);
        EXPECT_EQ(after[0].header.type, ledger::SegmentOpened::eventType);
        EXPECT_EQ(after[0].header.sequence, 41) << "sequences go on without a gap of their own";
        EXPECT_FALSE(after[0].header.prevHash.known());
        Witness follower = console;
        for (const Entry& entry : after) ASSERT_TRUE(follower.take(entry.headerJson, entry.payload).ok());
        EXPECT_TRUE(follower.take(*(*reader)->lastCheckpoint(tenant, Stream::ops)).ok()) << "the tree goes on from the undamaged one";
        Witness another(tenant, Stream::ops, SigningKey(keyOf(7)).publicKey());
        for (std::size_t i = 0; i < 39; ++i) ASSERT_TRUE(another.take(witnessed[i].headerJson, witnessed[i].payload).ok());
        EXPECT_FALSE(another.take(after[0].headerJson, after[0].payload).ok()) << "cited is not what this one saw";
        reader->reset();
        again.gate->stop();
        again.gate.reset();  // the store is free for tools now
        const LogVerdict verdict = verdictOf(exported());
        EXPECT_FALSE(verdict.valid);
        for (const LogFault& fault : verdict.faults) EXPECT_TRUE(fault.sequence == 40 || fault.code == "sequence_gap" || fault.sequence == 41) << fault.code << ' ' << fault.sequence;
        // The genuine entry is found in a backup: everything fits again, the new segment included.
        auto store = openTestStore(path);
        ASSERT_TRUE((*store)->begin().ok());
        const auto restored = (*store)->restoreEntry(tenant, Stream::ops, {40, witnessed[39].headerJson, witnessed[39].payload, std::string(asText(witnessed[39].hash.bytes))});
        if (!restored.ok()) return;  // a store that leaves this to its own tools
        ASSERT_TRUE((*store)->commit().ok());
        store->reset();
        EXPECT_TRUE(verdictOf(exported()).valid);
    }
}

TEST_F(LogTest, AnEntryThatNobodySignedStopsItsGate) {
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->begin().ok());
    Entry forged = (*store)->entries(tenant, Stream::ops, 39, 1)[0];
    forged.header.sequence = 41;
    ASSERT_TRUE((*store)->append(sealEntry(forged.header, forged.payload)).ok());
    ASSERT_TRUE((*store)->commit().ok());
    store->reset();
    GateFixture again(path);
    const auto started = again.gate->start();
    ASSERT_FALSE(started.ok());
    EXPECT_EQ(started.problem().code, "log_broken");
}

TEST_F(LogTest, ARebuildOfTheViewsIsIdenticalAndADamagedViewIsMended) {
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    const auto same = rebuildViews(**store, tenant, projections, true);
    ASSERT_TRUE(same.ok()) << same.problem().message;
    EXPECT_TRUE(same->identical);
    EXPECT_EQ(same->entries, 41);
    EXPECT_EQ(same->documents, 3);
    const Digest good = viewsDigest(**store, tenant);
    ASSERT_TRUE((*store)->begin().ok());
    (*store)->documents(tenant).write("counter", "c1", R"({"colour":"red","name":"c1","value":1})", {});
    ASSERT_TRUE((*store)->commit().ok());
    const auto look = rebuildViews(**store, tenant, projections, false);
    EXPECT_FALSE(look->identical);
    EXPECT_EQ(look->different, std::vector<std::string>{"counter/c1"});
    EXPECT_NE(viewsDigest(**store, tenant), good) << "a check changes nothing";
    EXPECT_FALSE(rebuildViews(**store, tenant, projections, true)->identical);
    EXPECT_EQ(viewsDigest(**store, tenant), good);
}

}  // namespace
}  // namespace ok::test
