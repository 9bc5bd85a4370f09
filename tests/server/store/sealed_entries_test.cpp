// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Entries rest sealed in either database (F07.R1.A7): nothing of them can be read on the disk, keys rotate, everything is sealed
// anew while the server works and also when it is killed meanwhile, and what is damaged, swapped or lacks its keys is told as that.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/integrity/forensics.h"
#include "server/ledger/log_check.h"
#include "server/operations/privacy_commands.h"
#include "server/store/entry_seal.h"
#include "server/store/log_tools.h"
#include "server/store/move_to_pg.h"
#include "shared/operations/privacy.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/killed_child.h"
#include "tests/support/log_checks.h"
#include "tests/support/small_log.h"
#include "tests/support/store_faults.h"

namespace ok::test {
namespace {

using operations::VaultKeyState;

/// A gate with counters and the keeping of keys, on a database that can be looked at when it is gone.
struct SealedDesk {
    explicit SealedDesk(const std::string& path) : f(path) {
        addCounterProjections(f.projections);
        operations::addProjections(f.projections);
        addCounterHandlers(*f.gate);
        operations::addHandlers(*f.gate, {.resealStep = 3, .entryStep = 7});
    }
    void add(const std::string& id) { ASSERT_TRUE(f.run(Add{"a", 1}, f.operatorAnna(), CommandId{derivedUuid(id)}).reply.ok()) << id; }
    void add(int count, const std::string& name) {
        for (int i = 0; i < count; ++i) add(name + " " + std::to_string(i));
    }
    void step() {
        f.advance(milliseconds(20));
        f.gate->fireTimers();
        f.gate->inspect(f.tenant, [](CommandContext&) {});
    }
    [[nodiscard]] bool resealing() {
        const auto state = f.document<VaultKeyState>("active");
        return !state || !state->resealedAt;
    }
    void rotate(const std::string& why) { ASSERT_TRUE(f.run(operations::RotateVaultKey{why}, f.person("ada", {"admin"})).reply.ok()); }
    GateFixture f;
};

class SealedEntries : public ::testing::Test {
  protected:
    /// How many parts of a stream are sealed under which version; 0: plain.
    std::map<int, int> versions(Stream stream = Stream::ops) {
        auto store = openTestReader(path);
        EXPECT_TRUE(store.ok());
        std::map<int, int> out;
        for (const StoredEntry& raw : (*store)->rawEntries(tenant, stream, 0, 100'000)) {
            ++out[EntrySeals::versionOf(raw.header)];
            if (!raw.payload.empty()) ++out[EntrySeals::versionOf(raw.payload)];
        }
        return out;
    }
    /// As an older program left it: these entries plain.
    void makePlain(std::int64_t upTo) {
        auto store = openTestStore(path);
        ASSERT_TRUE(store.ok());
        for (const StoredEntry& entry : (*store)->storedEntries(tenant, Stream::ops, 0, static_cast<int>(upTo))) {
            ASSERT_TRUE(damage(**store, entry.sequence, "header", asBytes(entry.header)).ok());
            ASSERT_TRUE(damage(**store, entry.sequence, "payload", asBytes(entry.payload)).ok());
        }
    }
    std::vector<Entry> entries() {
        auto store = openTestReader(path);
        return (*store)->entries(tenant, Stream::ops, 0, 100'000);
    }
    void expectWhole() {
        auto store = openTestReader(path);
        (void)expectLogIsValid(**store, tenant);
        EXPECT_TRUE((*store)->openReader().ok());
    }
    Result<ledger::StreamVerdict> checked(const std::function<Result<std::unique_ptr<Store>>()>& open) {
        ledger::LogCheckParts parts;
        parts.openReader = open;
        parts.key = SigningKey(keyOf(7)).publicKey();
        return ledger::checkStream(parts, tenant, Stream::ops);
    }
    Result<ledger::StreamVerdict> checked() { return checked([this] { return openTestReader(path); }); }

    TempDir dir;
    std::string path = dir.file("sealed.db");
    TenantId tenant = tenantNamed("one");
};

std::string everythingIn(const std::filesystem::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

TEST_F(SealedEntries, NoTextOfThemIsInTheFilesOrTablesOfTheDatabase) {  // F07.R1.A7, F06.R7.A5
    SmallLog log("one");
    tenant = log.tenant();
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->begin().ok() && (*store)->addTenant(tenant, "one").ok());
    for (int n = 1; n <= 50; ++n) ASSERT_TRUE((*store)->append(log.add("test.riverside", R"({"street":"Elm Street )" + std::to_string(n) + "\"}")).ok());
    ASSERT_TRUE((*store)->commit().ok());
    EXPECT_EQ((*store)->head(tenant, Stream::ops)->payload, log.entries.back().payload);
    for (const StoredEntry& raw : (*store)->rawEntries(tenant, Stream::ops, 0, 100)) {
        EXPECT_TRUE(EntrySeals::isSealed(raw.header) && EntrySeals::isSealed(raw.payload)) << raw.sequence;
        EXPECT_EQ(raw.hash, asText(log.entries[static_cast<std::size_t>(raw.sequence - 1)].hash.bytes)) << "hashes are of the plain bytes";
    }
    if (onPostgres()) {
        const std::string table = "t_" + sha256(path).hex().substr(0, 24) + ".entries";
        const std::string count = sharedPgServer().sql("SELECT count(*), count(*) FILTER (WHERE position('Elm'::bytea in payload) > 0 OR position('riverside'::bytea in header) > 0 "
                                                       "OR position('sequence'::bytea in header) > 0) FROM " + table);
        EXPECT_EQ(count.substr(0, 4), "50|0") << count;
        return;
    }
    store->reset();
    int looked = 0;
    for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(path).parent_path())) {
        const std::string bytes = everythingIn(file.path());
        for (const char* word : {"Elm Street", "riverside", "\"sequence\"", "payload_hash"}) EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << file.path();
        looked += bytes.find(std::string(asText(log.entries[30].hash.bytes))) != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(looked, 1) << "the hashes are there, so this is where the entries are";
}

TEST_F(SealedEntries, EqualContentAtOnePlaceNeverHasOneNonceTwice) {  // F07.R1.A7: a transaction that failed leaves its place to another
    SmallLog log("one");
    tenant = log.tenant();
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    const Entry entry = log.add("test.noted", "{}");
    ASSERT_TRUE((*store)->begin().ok() && (*store)->addTenant(tenant, "one").ok() && (*store)->commit().ok());
    std::set<std::string> nonces;
    for (int round = 0; round < 200; ++round) {
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->append(entry).ok());
        const auto raw = (*store)->rawEntries(tenant, Stream::ops, 0, 1);
        ASSERT_EQ(raw.size(), 1u);
        nonces.insert(raw[0].header.substr(EntrySeals::prefixBytes, 12));
        nonces.insert(raw[0].payload.substr(EntrySeals::prefixBytes, 12));
        (*store)->rollback();
    }
    EXPECT_EQ(nonces.size(), 400u);
}

TEST_F(SealedEntries, ARotatedKeySealsWhatComesAndThenTheWholeLogAnewWhileEntriesGoOn) {  // F07.R1.A7, F06.R7.A5
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(30, "first");
        desk.rotate("quarterly rotation");
        desk.add(5, "second");
    }
    EXPECT_EQ(versions(), (std::map<int, int>{{1, 60}, {2, 10}}));
    const auto before = entries();
    {
        SealedDesk desk(path);   // another process: the timer of the next step lies in the database
        desk.f.start();
        for (int n = 0; n < 60 && desk.resealing(); ++n) {
            desk.step();
            desk.add("meanwhile " + std::to_string(n));
        }
        const auto state = desk.f.document<VaultKeyState>("active");
        ASSERT_TRUE(state && state->resealedAt);
        EXPECT_GE(state->entriesRenewed, 30);
        EXPECT_GE(state->entriesSeen, state->entriesRenewed);
        EXPECT_EQ(state->entriesDamaged, 0);
    }
    for (const Stream stream : allStreams) {
        for (const auto& [version, parts] : versions(stream)) EXPECT_EQ(version, 2) << enumName(stream);
    }
    const auto after = entries();
    ASSERT_GT(after.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i].headerJson + after[i].payload, before[i].headerJson + before[i].payload);
    expectWhole();
}

TEST_F(SealedEntries, ALogFromBeforeStaysReadableAndIsSealedByTheServerItself) {  // F07.R1.A7: re-encryption without downtime
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(40, "old");
    }
    makePlain(40);
    ASSERT_EQ(versions(), (std::map<int, int>{{0, 80}}));
    expectWhole();
    EXPECT_TRUE(checked()->valid());
    SealedDesk desk(path);
    desk.f.start();
    desk.add(3, "new");
    EXPECT_EQ(versions(), (std::map<int, int>{{0, 80}, {1, 6}}));
    operations::startKeyRotation(*desk.f.gate, tenant, false, desk.f.now());
    for (int n = 0; n < 60 && desk.resealing(); ++n) {
        desk.step();
        desk.add("meanwhile " + std::to_string(n));
    }
    EXPECT_FALSE(desk.resealing());
    EXPECT_EQ(versions().count(0), 0u);
    EXPECT_EQ(desk.f.document<VaultKeyState>("active")->entriesRenewed, 40);
    expectWhole();
    // Once is enough: the next look finds nothing plain.
    desk.f.advance(hours(24));
    const auto told = desk.f.entries(Stream::security).size();
    operations::startKeyRotation(*desk.f.gate, tenant, false, desk.f.now());
    for (int n = 0; n < 5; ++n) desk.step();
    EXPECT_LE(desk.f.entries(Stream::security).size(), told + 2);
}

TEST_F(SealedEntries, OnlyARowThatIsWholeIsReplacedAndWhatIsDamagedStaysAsEvidence) {  // F07.R1.A7, F07.R1.A1
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(10, "old");
    }
    makePlain(10);
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    std::string bent = (*store)->rawEntries(tenant, Stream::ops, 3, 1)[0].payload;
    bent.back() = ' ';
    ASSERT_TRUE(damage(**store, 4, "payload", asBytes(bent)).ok());
    ASSERT_TRUE(damage(**store, 7, "hash", sha256("another").bytes).ok());
    ASSERT_TRUE((*store)->begin().ok());
    const auto done = (*store)->resealEntries(tenant, Stream::ops, 0, 100);
    ASSERT_TRUE(done.ok()) << done.problem().message;
    ASSERT_TRUE((*store)->commit().ok());
    EXPECT_EQ(done->seen, 10);
    EXPECT_EQ(done->renewed, 8);
    EXPECT_EQ(done->damaged, 2);
    EXPECT_EQ(done->last, 0) << "it came to the end";
    EXPECT_EQ((*store)->rawEntries(tenant, Stream::ops, 3, 1)[0].payload, bent);
    store->reset();
    EXPECT_EQ(versions(), (std::map<int, int>{{0, 4}, {1, 16}}));
    const auto verdict = checked();
    ASSERT_TRUE(verdict.ok());
    std::set<std::int64_t> found;
    for (const auto& finding : verdict->findings) found.insert(finding.first);
    EXPECT_TRUE(found.contains(4) && found.contains(7));
}

TEST_F(SealedEntries, SwappedAndForeignRowsDoNotOpenAndAreFoundWhereTheyLie) {  // F07.R1.A7, F07.R6.A1
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(20, "x");
    }
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    const auto raw = (*store)->rawEntries(tenant, Stream::ops, 0, 20);
    const auto put = [&](std::int64_t at, const StoredEntry& row) {
        ASSERT_TRUE(damage(**store, at, "header", asBytes(row.header)).ok());
        ASSERT_TRUE(damage(**store, at, "payload", asBytes(row.payload)).ok());
    };
    put(5, raw[8]);
    put(9, raw[4]);
    // A header in the payload's place is another thing, too.
    ASSERT_TRUE(damage(**store, 15, "payload", asBytes(raw[14].header)).ok());
    const auto stored = (*store)->storedEntries(tenant, Stream::ops, 4, 1);
    EXPECT_EQ(stored[0].header, raw[8].header) << "given as it lies there";
    store->reset();
    const auto verdict = checked();
    ASSERT_TRUE(verdict.ok());
    std::set<std::int64_t> found;
    for (const auto& finding : verdict->findings) {
        EXPECT_EQ(finding.type, "CORRUPTION");
        for (std::int64_t n = finding.first; n <= finding.last; ++n) found.insert(n);
    }
    EXPECT_EQ(found, (std::set<std::int64_t>{5, 9, 15}));
}

TEST_F(SealedEntries, ATurnedBitIsFoundInItsEntryAndTheSealedBytesGoIntoBundlesAndExports) {  // F07.R1.A1, F07.R1.A7, F07.R6.A3
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(20, "x");
    }
    auto store = openTestStore(path);
    ASSERT_TRUE(store.ok());
    const StoredEntry whole = (*store)->rawEntries(tenant, Stream::ops, 11, 1).at(0);
    for (const char* column : {"header", "payload"}) {
        const std::string& sound = column == std::string("header") ? whole.header : whole.payload;
        for (const std::size_t at : {std::size_t{0}, std::size_t{4}, std::size_t{9}, sound.size() / 2, sound.size() - 1}) {   // mark, version, nonce, text, tag
            std::string bent = sound;
            bent[at] = static_cast<char>(bent[at] ^ 4);
            ASSERT_TRUE(damage(**store, 12, column, asBytes(bent)).ok());
            const auto verdict = checked([&store] { return (*store)->openReader(); });
            ASSERT_TRUE(verdict.ok());
            ASSERT_EQ(verdict->findings.size(), 1u) << column << ' ' << at;
            EXPECT_EQ(verdict->findings[0].first, 12);
            EXPECT_EQ(verdict->findings[0].last, 12);
            const std::string bundle = integrity::forensicBundle(**store, tenant, verdict->findings[0], "here", Instant::fromSeconds(1));
            EXPECT_NE(bundle.find(toBase64(asBytes(bent))), std::string::npos) << "as it lies there";
            std::string exported;
            ASSERT_TRUE(exportLog(**store, tenant, [&exported](std::string_view line) {
                            exported.append(line).append("\n");
                            return true;
                        }).ok());
            EXPECT_NE(exported.find(toBase64(asBytes(bent))), std::string::npos);
            ASSERT_TRUE(damage(**store, 12, column, asBytes(sound)).ok());
        }
    }
    EXPECT_TRUE(checked([&store] { return (*store)->openReader(); })->valid());
}

TEST_F(SealedEntries, WithoutItsKeysOrUnderOthersADatabaseSaysSoAndNothingIsWritten) {  // F07.R1.A7
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(5, "x");
    }
    const auto opened = [this](std::optional<VaultKey> master) {
        auto out = onPostgres() ? openPgStore(sharedPgServer().address("t_" + sha256(path).hex().substr(0, 24))) : openSqliteStore(path);
        if (out.ok() && master) (*out)->unlock(*master);
        return out;
    };
    for (const auto& [master, code] : {std::pair{std::optional<VaultKey>(), "vault_key_missing"}, std::pair{std::optional<VaultKey>(keyOf(66)), "wrong_master_key"}}) {
        auto store = opened(master);
        ASSERT_TRUE(store.ok());
        EXPECT_EQ((*store)->lastSequence(tenant, Stream::ops), 5) << "places and hashes are no secret";
        EXPECT_TRUE((*store)->entries(tenant, Stream::ops, 0, 10).empty());
        ASSERT_TRUE((*store)->trouble());
        EXPECT_EQ((*store)->trouble()->code, code);
        EXPECT_NE((*store)->trouble()->message.find("master.key"), std::string::npos) << "what to do: " << (*store)->trouble()->message;
        ASSERT_TRUE((*store)->begin().ok());
        EntryHeader header;
        header.tenant = tenant;
        header.sequence = 6;
        EXPECT_EQ((*store)->append(sealEntry(header, "{}")).problem().code, code);
        EXPECT_FALSE((*store)->commit().ok()) << "never plain, never half";
        store->reset();
        const auto verdict = checked([&]() -> Result<std::unique_ptr<Store>> { return opened(master); });
        ASSERT_FALSE(verdict.ok()) << "whole or damaged: nobody can say";
        EXPECT_EQ(verdict.problem().code, code);
        auto again = opened(master);
        EXPECT_EQ(exportLog(**again, tenant, [](std::string_view) { return true; }).problem().code, code);
    }
    {
        // A gate that comes with another master key does not start.
        auto store = opened({});
        Projections projections;
        Gate gate({std::move(*store), &projections, [] { return Instant::fromSeconds(1'727'000'000); }, SigningKey(keyOf(7)), keyOf(66), access::builtinSource()});
        const auto started = gate.start();
        ASSERT_FALSE(started.ok());
        EXPECT_EQ(started.problem().code, "wrong_master_key");
    }
    {
        // And one whose ring is gone makes no new one, which would lose what others sealed.
        auto store = openTestStore(path);
        const std::string gone = "DELETE FROM settings WHERE name = 'vault.ring'";
        if (auto* pg = dynamic_cast<PgStore*>(store->get())) ASSERT_TRUE(pg->database().run("SET outagekit.tenant = '-1'").ok() && pg->database().run(gone).ok());
        else ASSERT_TRUE(dynamic_cast<SqliteStore&>(**store).database().execute(gone).ok());
        store->reset();
        SealedDesk desk(path);
        const auto started = desk.f.gate->start();
        ASSERT_FALSE(started.ok());
        EXPECT_EQ(started.problem().code, "vault_key_missing");
    }
}

TEST_F(SealedEntries, AnErasedPayloadLeavesAnEmptyPlaceAndAValidLog) {  // F07.R3: erasure takes the sealed bytes too
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(5, "x");
    }
    {
        auto store = openTestStore(path);
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->setPayload(tenant, Stream::ops, 3, {}).ok());
        ASSERT_TRUE((*store)->commit().ok());
        EXPECT_EQ((*store)->rawEntries(tenant, Stream::ops, 2, 1)[0].payload, "");
        EXPECT_EQ((*store)->entries(tenant, Stream::ops, 2, 1).at(0).payload, "");
    }
    EXPECT_EQ(checked()->erasedPayloads, 1);
    EXPECT_TRUE(checked()->valid());
}

/// The child: commands and steps of the sealing anew in turn, each acknowledged number written to the pipe. It never returns.
[[noreturn]] void sealUnderLoad(const std::string& path, int round, int pipeEnd) {
    SealedDesk desk(path);
    desk.f.advance(seconds(round));
    if (!desk.f.gate->start().ok()) _exit(3);
    operations::startKeyRotation(*desk.f.gate, desk.f.tenant, false, desk.f.now());
    for (std::uint32_t n = 0;; ++n) {
        const std::uint32_t number = static_cast<std::uint32_t>(round) << 16 | n;
        if (!desk.f.run(Add{"a", 1}, desk.f.operatorAnna(), commandIdFrom(desk.f.tenant, "kill " + std::to_string(number))).reply.ok()) _exit(4);
        if (::write(pipeEnd, &number, sizeof number) != sizeof number) _exit(4);
        desk.f.advance(milliseconds(20));
        desk.f.gate->fireTimers();
    }
}

TEST_F(SealedEntries, KilledInTheMiddleOfItTheSealingAnewGoesOnAndNothingIsLost) {  // F07.R1.A7, F07.R1.A3
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(150, "old");
    }
    makePlain(150);
    std::vector<std::uint32_t> acknowledged;
    for (int round = 1; round <= 4; ++round) {
        ASSERT_NO_FATAL_FAILURE(killAfter([&](int pipeEnd) { sealUnderLoad(path, round, pipeEnd); }, static_cast<std::size_t>(3 + round), acknowledged));
    }
    {
        const auto left = versions();
        EXPECT_TRUE(left.contains(0) || left.at(1) > 0);
    }
    SealedDesk desk(path);
    desk.f.advance(seconds(60));
    desk.f.start();
    for (int n = 0; n < 200 && desk.resealing(); ++n) desk.step();
    EXPECT_FALSE(desk.resealing());
    std::map<std::string, int> carriedOut;
    for (const Entry& entry : desk.f.entries()) ++carriedOut[entry.header.correlationId];
    EXPECT_GE(carriedOut.size(), 150 + acknowledged.size());
    for (const auto& [command, times] : carriedOut) EXPECT_EQ(times, 1) << command;
    for (const std::uint32_t number : acknowledged) EXPECT_TRUE(carriedOut.contains(commandIdFrom(tenant, "kill " + std::to_string(number)).str())) << number;
    desk.f.gate->stop();
    EXPECT_EQ(versions().count(0), 0u);
    expectWhole();
}

TEST_F(SealedEntries, ASealedLogMovesToAnotherDatabaseAsItIsAndOpensThereWithTheSameKeys) {  // F07.R1.A7: migrate, and backups of either
    if (onPostgres()) GTEST_SKIP() << "from a SQLite file";
    if (!sharedPgServer().trouble().empty()) GTEST_SKIP() << sharedPgServer().trouble();
    {
        SealedDesk desk(path);
        desk.f.start();
        desk.add(20, "x");
    }
    makePlain(4);   // what was not sealed yet moves, too
    const PgAddress target = sharedPgServer().address("s_" + sha256(path).hex().substr(0, 20));
    ASSERT_TRUE(moveToPg(path, target).ok());
    const std::string back = dir.file("back.db");
    ASSERT_TRUE(copyPgStore(target, back).ok());
    auto here = openTestReader(path), there = withKeys(openPgReader(target)), again = withKeys(openSqliteReader(back));
    ASSERT_TRUE(here.ok() && there.ok() && again.ok());
    for (auto* other : {&there, &again}) {
        const auto raw = (*here)->rawEntries(tenant, Stream::ops, 0, 100), moved = (**other)->rawEntries(tenant, Stream::ops, 0, 100);
        ASSERT_EQ(raw.size(), moved.size());
        for (std::size_t i = 0; i < raw.size(); ++i) EXPECT_EQ(raw[i].header + raw[i].payload, moved[i].header + moved[i].payload);
        (void)expectLogIsValid(***other, tenant);
        EXPECT_EQ((**other)->head(tenant, Stream::ops)->headerJson, (*here)->head(tenant, Stream::ops)->headerJson);
    }
}

}  // namespace
}  // namespace ok::test
