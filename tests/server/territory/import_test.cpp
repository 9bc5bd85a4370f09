// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Files into the territory through a real gate and database: every row is kept or named, a cancellation says what stays,
// accounts that have only an address are found by it, overrides win (main job 5; P05, P16, F16.R2).
#include <gtest/gtest.h>

#include <condition_variable>
#include <random>

#include "server/territory/import_runner.h"
#include "shared/territory/map_build.h"
#include "shared/territory/territory_views.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::territory {
namespace {

struct Land {
    explicit Land(const std::function<void(Gate&)>& more = {}) {
        addProjections(f.projections);
        test::addCounterProjections(f.projections);
        addHandlers(*f.gate, board);
        if (more) more(*f.gate);
        f.start();
    }
    SecurityContext admin() { return f.person("ada", {"admin"}); }
    Result<ImportDone> bring(ImportKind kind, std::string_view bytes, ImportWatcher watcher = {}) {
        ImportFile file{.kind = kind, .name = "file", .bytes = bytes, .run = std::to_string(++runs)};
        if (kind == ImportKind::areas) file.options.format = FileFormat::geojson;
        file.options.watcher = std::move(watcher);
        return importFile(*f.gate, *board, admin(), std::move(file));
    }
    std::int64_t rowsIn(std::string_view table) {
        std::int64_t n = 0;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            cx.store().eachRow(cx.tenant(), table, [&n](const StoredRow&) { ++n; });
        });
        return n;
    }
    test::GateFixture f;
    std::shared_ptr<TerritoryBoard> board = std::make_shared<TerritoryBoard>();
    int runs = 0;
};

std::string manyAccounts(int n) {
    std::string csv = "account_number,lon,lat\n";
    for (int i = 0; i < n; ++i) csv += "N" + std::to_string(i) + ",-84." + std::to_string(1000 + i) + ",38.1\n";
    return csv;
}

constexpr std::string_view mainStreet =
    "account_number,house_number,street,city,lon,lat,phone\n"
    "A-1,1204,Main St,Paintsville,-82.80,37.81,+16065550101\n"
    "A-2,1208,Main St,Paintsville,-82.801,37.811,\n"
    "A-3,1206,Main St,Paintsville,,,\n"
    "A-4,99,Nowhere Rd,Elsewhere,,,\n"
    ",1210,Main St,Paintsville,-82.8,37.8,\n";

TEST(TerritoryImport, EveryRowIsKeptOrNamedAndTheRecordSaysBoth) {  // P05, main job 5
    Land land;
    const auto done = land.bring(ImportKind::accounts, mainStreet);
    ASSERT_TRUE(done.ok()) << done.problem().message;
    EXPECT_EQ(done->state, ImportState::done);
    EXPECT_EQ(done->rowsRead, 5);
    EXPECT_EQ(done->accepted + done->keptAside, done->rowsRead);
    EXPECT_EQ(done->keptAside, 1);
    EXPECT_EQ(land.rowsIn(accountTable), 4);
    EXPECT_EQ(land.rowsIn(asideTable), 1);
    const auto records = land.f.documents<ImportDone>();
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].fileHash, sha256(mainStreet));
    EXPECT_TRUE(records[0].startedAt.known() && records[0].finishedAt.known());
}

TEST(TerritoryImport, AnAccountWithOnlyAnAddressStandsBetweenItsNeighboursAndAnUnknownStreetIsCounted) {  // P05
    Land land;
    const auto done = land.bring(ImportKind::accounts, mainStreet);
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(done->geocoded, 1);
    EXPECT_EQ(done->unplaced, 1);
    const auto index = land.board->of(land.f.tenant).index;
    const Account* between = index->byNumber("A-3");
    ASSERT_NE(between, nullptr);
    EXPECT_EQ(between->source, PositionSource::geocoded);
    EXPECT_NEAR(between->position.lat, 37.8105, 0.0003);
    EXPECT_FALSE(index->byNumber("A-4")->placed());
}

TEST(TerritoryImport, ACommandThatBreaksDoesNotMakeTheWholeTerritoryBeReadAgain) {
    Land land([](Gate& gate) {
        test::addCounterHandlers(gate);
        gate.handle<test::Add>([](const Right&, CommandContext& cx, const test::Add& c) -> Status {
            cx.state<TerritoryState>().rereadAreas(cx.views());
            return test::addTo(cx, c.name, c.amount, "red", c.trouble);
        });
    });
    ASSERT_TRUE(land.bring(ImportKind::accounts, mainStreet).ok());
    const auto before = land.board->of(land.f.tenant).index;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(land.f.run(test::Add{"a", 1, "red", "throw"}, land.f.operatorAnna()).reply.problem().code, "handler_failed");
    }
    EXPECT_EQ(land.board->of(land.f.tenant).index, before);
    // A failed import goes back to what was before it, and the next one is seen.
    ASSERT_TRUE(land.bring(ImportKind::accounts, manyAccounts(3)).ok());
    EXPECT_NE(land.board->of(land.f.tenant).index, before);
}

TEST(TerritoryImport, ACancelledImportSaysWhatStaysAndTheSameFileGoesOn) {  // main job 5: progress and cancel
    Land land;
    const std::string csv = manyAccounts(9000);
    int looks = 0;
    const auto stopped = land.bring(ImportKind::accounts, csv, [&looks](const ImportProgress&) { return ++looks < 2; });
    ASSERT_TRUE(stopped.ok()) << stopped.problem().message;
    EXPECT_EQ(stopped->state, ImportState::cancelled);
    EXPECT_EQ(land.rowsIn(accountTable), stopped->accepted) << "the record says exactly what stays";
    EXPECT_LT(stopped->accepted, 9000);
    const auto whole = land.bring(ImportKind::accounts, csv);
    ASSERT_TRUE(whole.ok());
    EXPECT_EQ(whole->state, ImportState::done);
    EXPECT_EQ(land.rowsIn(accountTable), 9000);
}

TEST(TerritoryImport, TheLastOfTwoFilesWinsAlsoWhenItIsTheFirstOneAgain) {
    Land land;
    const std::string_view here = "account_number,lon,lat\nA-1,-84,38\n", there = "account_number,lon,lat\nA-1,-85,39\n";
    for (const auto& [file, lon] : std::vector<std::pair<std::string_view, double>>{{here, -84}, {there, -85}, {here, -84}}) {
        ASSERT_TRUE(land.bring(ImportKind::accounts, file).ok());
        EXPECT_EQ(land.board->of(land.f.tenant).index->byNumber("A-1")->position.lon, lon);
    }
}

TEST(TerritoryImport, AFileThatCannotBeReadIsAFailedRecordWithAReason) {
    Land land;
    const auto bad = land.bring(ImportKind::accounts, "colour,size\nred,7\n");
    ASSERT_FALSE(bad.ok());
    EXPECT_EQ(bad.problem().code, "columns_missing");
    const auto records = land.f.documents<ImportDone>();
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].state, ImportState::failed);
    EXPECT_FALSE(records[0].problem.empty());
}

TEST(TerritoryImport, RandomBytesNeverLoseARow) {  // main job "Bad input"
    Land land;
    std::mt19937 dice(20240926);
    const std::string_view alphabet = "A1,\"\n\r;\t|-.8\xC3\xA4 \xFF\0x";
    for (int round = 0; round < 60; ++round) {
        std::string csv = "account_number,lon,lat,phone\n";
        const auto size = dice() % 400;
        for (unsigned i = 0; i < size; ++i) csv += alphabet[dice() % alphabet.size()];
        (void)land.bring(ImportKind::accounts, csv);
    }
    const auto records = land.f.documents<ImportDone>();
    ASSERT_EQ(records.size(), 60u);
    for (const auto& record : records) {
        EXPECT_EQ(record.accepted + record.keptAside, record.rowsRead) << record.problem;
        EXPECT_NE(record.state, ImportState::running);
    }
}

TEST(TerritoryImport, AddressPointsAndStreetsAnswerOnTheServerAndOverridesWin) {  // P05: address points, overrides
    Land land;
    ASSERT_TRUE(land.bring(ImportKind::addresses, "house_number,street,city,lon,lat\n88,Mill Rd,Salem,-84.50,38.20\n").ok());
    auto found = land.board->of(land.f.tenant).find("88 mill road salem");
    EXPECT_EQ(found.method, GeocodeMethod::addressPoint);
    const SetOverrides better{{{"88 Mill Rd, Salem", {-84.51, 38.21}, 8, "behind the dam"}}};
    const auto set = land.f.run(better, land.f.operatorAnna());
    ASSERT_TRUE(set.reply.ok()) << set.reply.problem().message;
    found = land.board->of(land.f.tenant).find("88 mill road salem");
    EXPECT_EQ(found.method, GeocodeMethod::override_);
    EXPECT_EQ(found.position, (LonLat{-84.51, 38.21}));
    ASSERT_TRUE(land.f.run(RemoveOverride{"88  MILL rd, salem"}, land.f.operatorAnna()).reply.ok());
    EXPECT_EQ(land.board->of(land.f.tenant).find("88 mill road salem").method, GeocodeMethod::addressPoint);
    const auto gone = land.f.run(RemoveOverride{"88 Mill Rd, Salem"}, land.f.operatorAnna());
    EXPECT_EQ(gone.reply.problem().code, "override_not_found");
    const SetOverrides offTheGlobe{{{"the far side", {-584.51, 38.21}, 8, ""}}};
    EXPECT_EQ(land.f.run(offTheGlobe, land.f.operatorAnna()).reply.problem().code, "bad_position");
}

// H2: on what terms data was given is looked at when it is written, and when something made of it leaves.
TEST(TerritoryImport, DataWhoseLicenceForbidsItIsNotTakenInAndInternalDataDoesNotLeave) {
    Land land;
    const auto bring = [&](const DataTerms& terms) {
        ImportFile file{.kind = ImportKind::accounts, .name = "file", .bytes = mainStreet, .run = terms.licence};
        file.terms = terms;
        return importFile(*land.f.gate, *land.board, land.admin(), std::move(file));
    };
    EXPECT_EQ(bring({"CC-BY-NC-4.0", "Somebody"}).problem().code, "licence_incompatible");
    EXPECT_EQ(bring({"CC-BY-ND-4.0", "Somebody"}).problem().code, "licence_incompatible");
    EXPECT_EQ(bring({"a friend gave it to me", ""}).problem().code, "licence_unknown");
    EXPECT_EQ(bring({"ODbL-1.0", ""}).problem().code, "attribution_missing");
    EXPECT_EQ(land.rowsIn(accountTable), 0) << "nothing of it was kept";
    EXPECT_TRUE(land.f.documents<ImportDone>().empty());
    int refused = 0;
    for (const Entry& entry : land.f.entries(Stream::decisions)) refused += entry.payload.find("territory.start_import") != std::string::npos ? 1 : 0;
    EXPECT_EQ(refused, 4) << "each refusal is evidence";
    const auto taken = bring({"CC-BY-4.0", "The county"});
    ASSERT_TRUE(taken.ok()) << taken.problem().message;
    EXPECT_EQ(taken->terms, (DataTerms{"CC-BY-4.0", "The county"}));
    ASSERT_EQ(land.f.documents<ImportDone>().size(), 1U);
    EXPECT_EQ(land.f.documents<ImportDone>()[0].terms.attribution, "The county") << "who has to be named stands beside it";
    EXPECT_EQ(land.bring(ImportKind::accounts, mainStreet)->terms.licence, "own");
    EXPECT_TRUE(bring({"internal", ""}).ok());
    EXPECT_EQ(mayShare({"internal", ""}).problem().code, "licence_incompatible");
    EXPECT_TRUE(mayShare({"CC-BY-4.0", "The county"}).ok());
    MapBuildRequest map;
    map.source = "<osm/>";
    map.options.licence = "internal";
    EXPECT_EQ(mapBuild(map).problem().code, "licence_incompatible");
}

TEST(TerritoryImport, ARunnerTellsProgressAndAStoppedServerLeavesInterrupted) {
    Land land;
    ImportRunner runner(*land.f.gate, land.board, [&] { return land.f.now(); });
    // What a server that was killed in the middle has left behind.
    const ImportId lost{derivedUuid("lost")};
    ASSERT_TRUE(land.f.run(StartImport{lost, "accounts", "lost.csv", {}}, land.admin()).reply.ok());
    runner.start({{land.f.tenant, false}});
    auto records = land.f.documents<ImportDone>();
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].state, ImportState::interrupted);
    EXPECT_NE(records[0].problem.find("again"), std::string::npos);

    ImportJob job{.file = {.name = "many.csv", .run = "1"}, .body = manyAccounts(5000), .who = land.admin()};
    const auto queued = runner.submit(job);
    ASSERT_TRUE(queued.ok());
    EXPECT_EQ(runner.submit(job)->id, queued->id) << "the same run is not queued twice";
    EXPECT_FALSE(runner.statusOf(land.f.otherTenant, queued->id)) << "another tenant does not see it";
    EXPECT_FALSE(runner.cancel(land.f.otherTenant, queued->id));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (runner.statusOf(land.f.tenant, queued->id) && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    records = land.f.documents<ImportDone>();
    ASSERT_EQ(records.size(), 2u);
    const auto& done = records[0].id == lost ? records[1] : records[0];
    EXPECT_EQ(done.state, ImportState::done);
    EXPECT_EQ(done.accepted, 5000);
    runner.stop();
    EXPECT_EQ(runner.submit(job).problem().code, "stopping");
}

TEST(TerritoryImport, AnotherUtilitysLongFileHoldsUpNobody) {
    Land land;
    ImportRunner runner(*land.f.gate, land.board, [&] { return land.f.now(); });
    runner.start({});
    SecurityContext other = land.admin();
    other.tenant = land.f.otherTenant;
    std::vector<ImportId> ours;
    for (int i = 0; i < 8; ++i) {
        const auto queued = runner.submit({.file = {.name = "many.csv", .run = std::to_string(i)}, .body = manyAccounts(3000), .who = land.admin()});
        ASSERT_TRUE(queued.ok()) << i;
        ours.push_back(queued->id);
    }
    const auto theirs = runner.submit({.file = {.name = "few.csv", .run = "1"}, .body = manyAccounts(3), .who = other});
    ASSERT_TRUE(theirs.ok()) << "eight wait, but not of this utility";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (runner.statusOf(land.f.otherTenant, theirs->id) && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(land.f.documents<ImportDone>(land.f.otherTenant).at(0).accepted, 3);
    EXPECT_TRUE(runner.statusOf(land.f.tenant, ours.back())) << "done while the long ones were still under way";
    runner.stop();
}

}  // namespace
}  // namespace ok::territory
