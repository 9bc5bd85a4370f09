// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Backups of either database restore into either (E40, R4): one snapshot, the same logs by hash, back to a moment, one incident put
// back, a rehearsal that leaves nothing; and the catalogue of what was made, verified, rehearsed and kept elsewhere.
#include "server/product/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <random>

#include "server/product/house.h"
#include "server/store/log_tools.h"
#include "server/store/move_to_pg.h"
#include "shared/base/derived_ids.h"
#include "shared/product/projections.h"
#include "shared/product/security_standing.h"
#include "tests/support/log_checks.h"
#include "tests/support/pg_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace ok {
namespace {

using namespace ok::test;
namespace fs = std::filesystem;

Dice seededDice() {
    return [dice = std::make_shared<std::mt19937>(7), mutex = std::make_shared<std::mutex>()](std::span<std::uint8_t> out) {
        const std::lock_guard lock(*mutex);
        for (auto& byte : out) byte = static_cast<std::uint8_t>((*dice)());
    };
}

/// An installation in a directory, its database in it or in a schema of the test's PostgreSQL.
class Installation : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!sharedPgServer().trouble().empty()) GTEST_SKIP() << sharedPgServer().trouble();
        std::ofstream(dir.file("pass")) << "correct horse battery staple\n";
    }
    std::string schema(const std::string& name) const { return "b_" + sha256(dir.file(name)).hex().substr(0, 20); }
    BackupOptions options(const std::string& data, bool postgres) {
        BackupOptions out;
        out.dataDir = dir.file(data);
        out.file = dir.file("night.okbackup");
        out.passphraseFile = dir.file("pass");
        if (postgres) out.database = sharedPgServer().conninfo(), out.schema = schema(data);
        out.clock = [this] { return Instant::fromMicros(now); };
        out.dice = dice;
        return out;
    }
    std::unique_ptr<House> open(const BackupOptions& at) {
        HouseOptions house;
        house.dataDir = at.dataDir;
        house.resourcesDir = OK_SOURCE_DIR "/resources";
        house.database = at.database;
        house.databaseSchema = at.schema;
        house.tls = false;
        house.quiet = true;
        house.gateOnly = true;
        house.clock = at.clock;
        house.dice = dice;
        auto out = std::make_unique<House>(std::move(house));
        const auto started = out->start();
        EXPECT_TRUE(started.ok()) << started.problem().message;
        return out;
    }
    void addUtility(House& house) {
        TenantProfile profile;
        profile.slug = profile.name = "one";
        const auto made = house.createTenant(profile);
        ASSERT_TRUE(made.ok()) << made.problem().message;
        tenant = *made;
    }
    /// Opens an incident a second; its id.
    std::string incident(House& house, const std::string& place) {
        now += 1'000'000;
        SecurityContext who;
        who.tenant = tenant;
        who.actor = {ActorType::human, "anna"};
        who.roles = {"operator"};
        who.source = "console";
        const std::string where = R"(","centre":{"lat":)" + std::to_string(38 + 0.1 * placed++) + R"(,"lon":-84.5},"radius_metres":300})";
        const auto answer = house.gate().run(who, {CommandId{derivedUuid(place)}, "incidents.create", R"({"place":")" + place + where});
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        if (!answer.reply.ok()) return {};
        const std::size_t at = answer.reply->find(R"("incident":")") + 12;
        return answer.reply->substr(at, answer.reply->find('"', at) - at);
    }
    std::int64_t entriesIn(const BackupOptions& at, Stream stream = Stream::ops) {
        auto store = openReaderOf(at);
        EXPECT_TRUE(store.ok());
        return store.ok() ? (*store)->lastSequence(tenant, stream) : -1;
    }
    static std::string hashes(const BackupReport& report) {
        std::string out;
        for (const BackupLog& log : report.logs) out += log.utility + " " + log.logHash + (log.valid ? " valid\n" : " NOT VALID\n");
        return out;
    }
    TempDir dir;
    Dice dice = seededDice();
    std::atomic<std::int64_t> now{1'727'000'000'000'000};
    TenantId tenant;
    int placed = 0;
};
using PgBackup = Installation;

TEST_F(PgBackup, OfARunningServerIsRestoredIntoEitherDatabaseAndItsServerGoesOn) {  // E40, R4
    const auto live = options("live", true);
    auto house = open(live);
    addUtility(*house);
    const std::string first = incident(*house, "Riverside");
    const auto made = createBackup(live);
    ASSERT_TRUE(made.ok()) << made.problem().message << toJson(made.problem());
    EXPECT_TRUE(made->valid());
    const std::int64_t held = entriesIn(live);
    incident(*house, "after the backup");
    house->stop();
    house.reset();

    const auto there = options("there", true), small = options("small", false);
    const auto restored = restoreBackup(there);
    ASSERT_TRUE(restored.ok()) << restored.problem().message << toJson(restored.problem());
    EXPECT_EQ(hashes(*restored), hashes(*made));
    EXPECT_GE(restored->sampled, 1) << "a random hundredth is read again from PostgreSQL (F02.R5.A7)";
    EXPECT_EQ(restored->sampleFaults, 0);
    EXPECT_TRUE(fs::exists(there.dataDir / "keys/master.key"));
    EXPECT_FALSE(fs::exists(there.dataDir / databaseName)) << "the log is in PostgreSQL, and there only";
    ASSERT_TRUE(restoreBackup(small).ok());
    auto pg = openReaderOf(there), sqlite = openReaderOf(small);
    ASSERT_TRUE(pg.ok() && sqlite.ok());
    EXPECT_EQ(viewsDigest(**pg, tenant), viewsDigest(**sqlite, tenant));
    for (const auto& at : {there, small}) {
        EXPECT_EQ(entriesIn(at), held);
        auto again = open(at);
        incident(*again, "it goes on at " + at.dataDir.filename().string());
        again->stop();
        again.reset();
        auto reader = openReaderOf(at);
        (void)expectLogIsValid(**reader, tenant);
        EXPECT_GT(entriesIn(at), held);
        EXPECT_TRUE((*reader)->documents(tenant).read("incident", first));
    }
    // And the way back: what came out of SQLite goes into PostgreSQL.
    auto back = options("small", false), grown = options("grown", true);
    back.file = grown.file = dir.file("small.okbackup");
    const auto other = createBackup(back);
    ASSERT_TRUE(other.ok());
    const auto moved = restoreBackup(grown);
    ASSERT_TRUE(moved.ok()) << moved.problem().message << toJson(moved.problem());
    EXPECT_EQ(hashes(*moved), hashes(*other));
}

TEST_F(PgBackup, NothingIsOverwrittenAndARehearsalOrADryRunLeavesNothing) {
    const auto live = options("live", true);
    auto house = open(live);
    addUtility(*house);
    incident(*house, "Riverside");
    ASSERT_TRUE(createBackup(live).ok());
    EXPECT_EQ(createBackup(live).problem().code, "already_exists");
    auto over = options("elsewhere", true);
    over.schema = live.schema;
    EXPECT_EQ(restoreBackup(over).problem().code, "target_not_empty");
    EXPECT_FALSE(fs::exists(over.dataDir));
    EXPECT_EQ(restoreBackup(live).problem().code, "already_exists") << "the directory holds the keys";
    const auto schemas = [] { return sharedPgServer().sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'b\\_%' ORDER BY 1"); };
    const std::string before = schemas();
    auto rehearsal = options("nowhere", true);
    rehearsal.dryRun = true;
    EXPECT_TRUE(restoreBackup(rehearsal)->valid());
    rehearsal.rehearse = true;
    const auto done = restoreBackup(rehearsal);
    ASSERT_TRUE(done.ok()) << done.problem().message;
    EXPECT_TRUE(done->valid());
    EXPECT_EQ(schemas(), before);
    EXPECT_FALSE(fs::exists(rehearsal.dataDir));
    house->stop();
}

// R4: a rehearsal that was killed (its connection is gone) leaves a schema; the next start or rehearsal takes it away, and no
// rehearsal that goes on, nor anything that only looks like one.
TEST_F(PgBackup, WhatAKilledRehearsalLeftIsTakenAwayAtTheNextStart) {
    const auto live = options("live", true);
    const PgAddress database{live.database, live.schema, {}};
    const auto schemas = [&] { return sharedPgServer().sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '" + live.schema + "\\_drill\\_%'"); };
    const auto leave = [&](const std::string& name) {
        PgAddress left = database;
        left.schema = name;
        EXPECT_TRUE(openPgStore(left).ok());
        return left;
    };
    (void)leave(drillSchemaOf(database, Instant::fromMicros(now)));
    const PgAddress going = leave(drillSchemaOf(database, Instant::fromMicros(now + 1)));
    (void)leave(live.schema + "_drill_notes");
    auto held = holdDrillSchema(going);
    ASSERT_TRUE(held.ok());
    const std::string before = schemas();
    auto house = open(live);
    addUtility(*house);
    house->stop();
    house.reset();
    EXPECT_EQ(std::stoi(schemas()), std::stoi(before) - 1) << "the killed one, and nothing else";
    EXPECT_EQ(dropLeftDrillSchemas(database).valueOr(-1), 0);
    held->reset();
    // The database notices in its own time that whoever held it is gone.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    int dropped = 0;
    while (dropped == 0 && std::chrono::steady_clock::now() < deadline) dropped = dropLeftDrillSchemas(database).valueOr(-1);
    EXPECT_EQ(dropped, 1);
    EXPECT_EQ(std::stoi(schemas()), std::stoi(before) - 2);
    PgAddress notes = database;
    notes.schema = live.schema + "_drill_notes";
    EXPECT_TRUE(dropPgSchema(notes).ok());
}

TEST_F(PgBackup, ASampleThatIsNotWhatWasSignedIsCounted) {  // F02.R5.A7: post-restore verification
    for (const bool postgres : {false, true}) {
        const auto at = options(postgres ? "there" : "small", postgres);
        auto house = open(at);
        addUtility(*house);
        for (int i = 0; i < 30; ++i) incident(*house, "place " + std::to_string(i));
        house->stop();
        house.reset();
        BackupReport whole, bent;
        auto store = openWriterOf(at);
        ASSERT_TRUE(store.ok());
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(readSample(**store, dice, whole).ok());
        EXPECT_GE(whole.sampled, 20);
        EXPECT_EQ(whole.sampleFaults, 0);
        ASSERT_TRUE((*store)->begin().ok());
        for (std::int64_t n = (*store)->lastSequence(tenant, Stream::ops); n > 0; --n) ASSERT_TRUE((*store)->setPayload(tenant, Stream::ops, n, "{}").ok());
        ASSERT_TRUE((*store)->commit().ok());
        ASSERT_TRUE(readSample(**store, dice, bent).ok());
        EXPECT_GT(bent.sampleFaults, 0);
    }
}

TEST_F(PgBackup, GoesBackToTheLastSignedStateBeforeAMoment) {  // R4: point in time
    const auto live = options("live", true);
    auto house = open(live);
    addUtility(*house);
    const std::string early = incident(*house, "early");
    const std::int64_t kept = entriesIn(live);
    now += 10'000'000;
    const Instant moment = Instant::fromMicros(now);
    now += 10'000'000;
    const std::string late = incident(*house, "late");
    ASSERT_TRUE(createBackup(live).ok());
    house->stop();
    house.reset();
    auto then = options("then", true);
    then.until = moment;
    const auto restored = restoreBackup(then);
    ASSERT_TRUE(restored.ok()) << restored.problem().message << toJson(restored.problem());
    EXPECT_TRUE(restored->valid());
    EXPECT_FALSE(restored->cut.empty());
    EXPECT_EQ(entriesIn(then), kept);
    auto reader = openReaderOf(then);
    ASSERT_TRUE(reader.ok());
    EXPECT_TRUE((*reader)->documents(tenant).read("incident", early));
    EXPECT_FALSE((*reader)->documents(tenant).read("incident", late));
    auto again = open(then);
    EXPECT_FALSE(incident(*again, "late").empty()) << "it is gone, so it is carried out again";
    again->stop();
}

TEST_F(PgBackup, OneIncidentIsPutBackWhereNoServerWorks) {  // E40: partial restore
    auto live = options("live", true);
    auto house = open(live);
    addUtility(*house);
    const std::string lost = incident(*house, "lost");
    incident(*house, "other");
    ASSERT_TRUE(createBackup(live).ok());
    live.incident = lost;
    live.utility = "one";
    EXPECT_EQ(backupMain(BackupVerb::restore, live), 1) << "a server works for the utility";
    house->stop();
    house.reset();
    {
        auto store = openWriterOf(live);
        ASSERT_TRUE(store.ok());
        ASSERT_TRUE((*store)->begin().ok());
        for (const Entry& entry : (*store)->entries(tenant, Stream::ops, 0, 100)) {
            const auto& about = entry.header.subjects;
            if (std::find(about.begin(), about.end(), lost) != about.end()) ASSERT_TRUE((*store)->setPayload(tenant, Stream::ops, entry.header.sequence, "").ok());
        }
        ASSERT_TRUE((*store)->commit().ok());
    }
    const auto erased = [&] {
        auto reader = openReaderOf(live);
        return expectLogIsValid(**reader, tenant).erasedPayloads;
    };
    EXPECT_GT(erased(), 0);
    auto dry = live;
    dry.dryRun = true;
    EXPECT_EQ(backupMain(BackupVerb::restore, dry), 0);
    EXPECT_GT(erased(), 0);
    EXPECT_EQ(backupMain(BackupVerb::restore, live), 0);
    EXPECT_EQ(erased(), 0);
}

TEST_F(PgBackup, WhatOkctlMakesRehearsesAndFindsElsewhereStandsInTheCatalogue) {  // R4: catalogue of backups
    auto live = options("live", true);
    auto house = open(live);
    addUtility(*house);
    house->stop();
    house.reset();
    ASSERT_EQ(backupMain(BackupVerb::create, live), 0);
    ASSERT_EQ(backupMain(BackupVerb::drill, live), 0);
    fs::create_directory(dir.file("vault"));
    fs::rename(live.file, dir.file("vault/night.okbackup"));
    live.file = dir.file("vault/night.okbackup");
    live.place = "the vault of the other town";
    ASSERT_EQ(backupMain(BackupVerb::record, live), 0);
    std::ofstream(live.file, std::ios::app) << "x";
    live.place = "a careless hand";
    ASSERT_EQ(backupMain(BackupVerb::record, live), 0);
    EXPECT_EQ(backupMain(BackupVerb::drill, live), 1) << "it was changed";
    fs::remove(live.file);
    live.file.clear();
    const auto known = listBackups(live);
    ASSERT_TRUE(known.ok()) << known.problem().message;
    ASSERT_EQ(known->size(), 1u);
    const ListedBackup& one = known->front();
    EXPECT_EQ(one.file, "night.okbackup");
    EXPECT_FALSE(one.here);
    EXPECT_GT(one.bytes, 0);
    EXPECT_EQ(one.hash.size(), 64u);
    EXPECT_FALSE(one.madeBy.empty());
    EXPECT_TRUE(one.verifiedAt && one.drilledAt);
    EXPECT_FALSE(one.valid) << "the last rehearsal found a changed file";
    const auto at = [&one](const std::string& place) { return *std::ranges::find(one.places, place, &operations::BackupPlace::place); };
    EXPECT_TRUE(at("the vault of the other town").same);
    EXPECT_FALSE(at("a careless hand").same);
    EXPECT_FALSE(at("the vault of the other town").verifiedAt) << "only its hash was taken";
    live.file = dir.file("vault");
    EXPECT_EQ(listBackups(live)->size(), 1u);
}

TEST(BackupCatalogue, IsToldOverHttpWithTheAgeOfTheLastVerifiedOneAndWhatIsInForce) {  // R4: backup and residency status visible
    const TempDir dir;
    std::atomic<std::int64_t> now{1'727'000'000'000'000};
    HouseOptions options;
    options.dataDir = dir.file("data");
    options.resourcesDir = OK_SOURCE_DIR "/resources";
    options.tls = false;
    options.quiet = true;
    options.region = "eu-central";
    options.clock = [&now] { return Instant::fromMicros(now); };
    options.dice = seededDice();
    House house(options);
    ASSERT_TRUE(house.start().ok());
    TenantProfile profile;
    profile.slug = profile.name = "one";
    const auto tenant = house.createTenant(profile);
    ASSERT_TRUE(tenant.ok());
    ASSERT_TRUE(house.createUser(*tenant, "ada", "Ada", {"admin"}, "storm-watch-2024").ok());
    ASSERT_TRUE(house.createUser(*tenant, "cleo", "Cleo", {"operator"}, "storm-watch-2024").ok());
    HttpClient client(Endpoint{.port = house.httpPort()});
    const auto as = [&client](const std::string& login) {
        const auto answer = client.post("/v1/session", R"({"utility":"one","login":")" + login + R"(","password":"storm-watch-2024","device":"t"})");
        const std::size_t at = answer->body.find(R"("token":")") + 9;
        return std::vector<std::pair<std::string, std::string>>{{"Authorization", "Bearer " + answer->body.substr(at, answer->body.find('"', at) - at)},
                                                                {"Content-Type", "application/json"}};
    };
    const auto ada = as("ada");
    const auto status = [&] { return *fromJson<operations::BackupStatus>(client.get("/v1/backups", ada)->body); };
    EXPECT_EQ(status().verifiedAgeSeconds, -1);
    operations::RecoveryFacts facts{.kind = operations::RecoveryKind::backup, .file = "night.okbackup", .backupOf = Instant::fromMicros(now), .bytes = 10,
                                    .entries = 3, .valid = true, .hash = sha256("a").hex(), .place = "/backups"};
    const auto record = [&] {
        const auto answer = client.post("/v1/commands", R"({"name":"operations.record_recovery","body":)" + toJson(operations::RecordRecovery{facts}) + "}", ada);
        EXPECT_EQ(answer->status, 200) << answer->body;
    };
    record();
    now += 60'000'000;
    facts.kind = operations::RecoveryKind::drill;
    facts.seconds = 12.5;
    facts.withinObjective = true;
    record();
    now += 30'000'000;
    facts.kind = operations::RecoveryKind::copy;
    facts.place = "vault";
    record();
    const auto told = status();
    EXPECT_EQ(told.known, 1);
    EXPECT_EQ(told.verifiedAgeSeconds, 30);
    EXPECT_EQ(told.drillSeconds, 12.5);
    EXPECT_TRUE(told.drillWithinObjective);
    EXPECT_EQ(told.residency, "eu-central");
    EXPECT_FALSE(told.durability.empty());
    ASSERT_EQ(told.backups.size(), 1u);
    EXPECT_EQ(told.backups[0].places.size(), 2u);
    EXPECT_EQ(told.backups[0].hash, sha256("a").hex());
    EXPECT_FALSE(told.backups[0].madeBy.empty());
    facts.hash = "no hash";
    EXPECT_EQ(client.post("/v1/commands", R"({"name":"operations.record_recovery","body":)" + toJson(operations::RecordRecovery{facts}) + "}", ada)->status, 422);
    // The security centre (R3) knows of them, and whoever may not read the log learns nothing of either.
    const auto standing = fromJson<SecurityStanding>(client.get("/v1/security", ada)->body);
    ASSERT_TRUE(standing.ok());
    const auto about = std::ranges::find(standing->findings, SecurityTopic::backups, &SecurityFinding::topic);
    ASSERT_NE(about, standing->findings.end());
    EXPECT_EQ(about->reason, "backup_verified");
    EXPECT_EQ(standing->asOf, Instant::fromMicros(now));
    for (const char* route : {"/v1/backups", "/v1/security"}) {
        EXPECT_EQ(client.get(route, as("cleo"))->status, 403);
        EXPECT_EQ(client.get(route)->status, 401);
    }
    house.stop();
}

}  // namespace
}  // namespace ok
