// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Imports (issue piece "main job 5", P05, P16): a bad row is named and kept aside, never dropped silently; a bad field
// costs the field, not the customer; progress is told and cancelling works.
#include "shared/territory/territory_import.h"

#include <gtest/gtest.h>

namespace ok::territory {
namespace {

struct AccountsRun {
    std::vector<ImportedAccount> accounts;
    std::vector<std::string> aside;  // "row field code: text"
    ImportReport report;
    std::string failure;
    std::vector<FieldProblem> failedFields;
};

AccountsRun importText(const std::string& text, ImportOptions options = {}) {
    AccountsRun run;
    auto import = importAccounts(
        options, [&](ImportedAccount&& a) { run.accounts.push_back(std::move(a)); },
        [&](const RowIssue& issue, const std::string& row) {
            run.aside.push_back(std::to_string(issue.row) + " " + issue.field + " " + issue.code + ": " + row);
        });
    Status status = import->feed(text);
    if (status.ok()) status = import->finish();
    if (!status.ok()) {
        run.failure = status.problem().code;
        run.failedFields = status.problem().fields;
    }
    run.report = import->report();
    return run;
}

TEST(AccountImport, HeadersAreUnderstoodAsUtilitiesWriteThem) {
    const auto run = importText(
        "Acct. No;Service Type;Longitude;Latitude;House No;Street Name;City;Zip Code;Feeder ID;Meter;Mobile Phone;E-Mail;"
        "Preferred Language;SMS opt-in;Quiet start;Quiet end;Life Support;Grid ref\n"
        "A-17;Electricity;-84,5;38,04;1204;Main St;Lexington;40507;F12;M9;(606) 555-0100;ann@example.com;Spanish;yes;"
        "22:00;7:00;Y;n/a\n");
    ASSERT_EQ(run.failure, "");
    ASSERT_EQ(run.accounts.size(), 1u);
    const Account& a = run.accounts[0].account;
    EXPECT_EQ(a.number, "A-17");
    EXPECT_EQ(a.service, Service::electric);
    EXPECT_EQ(a.position, (LonLat{-84.5, 38.04}));
    EXPECT_EQ(a.source, PositionSource::meter);
    EXPECT_EQ(a.address.street, "Main St");
    EXPECT_EQ(a.feeder, "F12");
    EXPECT_EQ(a.meterId, "M9");
    EXPECT_EQ(a.language, "es");
    EXPECT_TRUE(a.optedIn.sms);
    EXPECT_FALSE(a.optedIn.email);
    ASSERT_TRUE(a.quietHours);
    EXPECT_EQ(*a.quietHours, (QuietHours{22 * 60, 7 * 60}));
    EXPECT_TRUE(a.criticalCare);
    EXPECT_EQ(run.accounts[0].contact.phone, "+16065550100");
    EXPECT_EQ(run.accounts[0].contact.email, "ann@example.com");
    EXPECT_EQ(run.report.unmappedColumns, std::vector<std::string>{"Grid ref"});
}

TEST(AccountImport, EveryBadRowIsNamedAndKeptAsideWithItsText) {
    const auto run = importText(
        "account,lon,lat,service\n"
        "1,-84.5,38.0,electric\n"
        ",-84.5,38.0,electric\n"
        "3,-84.5,38.0,steam\n"
        "4,-84.5\n"
        "1,-84.6,38.1,electric\n"
        "1,-84.6,38.1,water\n");
    EXPECT_EQ(run.accounts.size(), 2u);
    EXPECT_EQ(run.aside, (std::vector<std::string>{
                             "3 account_number missing_value:  | -84.5 | 38.0 | electric",
                             "4 service unknown_service: 3 | -84.5 | 38.0 | steam",
                             "5  wrong_field_count: 4 | -84.5",
                             "6 account_number duplicate: 1 | -84.6 | 38.1 | electric",
                         }));
    EXPECT_EQ(run.report.rowsRead, 6u);
    EXPECT_EQ(run.report.accepted + run.report.keptAside, run.report.rowsRead);
    EXPECT_EQ(run.report.issues[1].message, "`steam` is not a service");
}

TEST(AccountImport, ABadFieldCostsTheFieldNotTheCustomer) {
    const auto run = importText(
        "account,lon,lat,phone,email,sms_opt_in,time_zone\n"
        "1,38.0,-84.5,12,nobody,maybe,Nowhere\n"
        "2,38.0,-104.5,,,,\n"
        "3,0,0,,,,\n"
        "4,-84.5,,,,,America/New_York\n");
    ASSERT_EQ(run.accounts.size(), 4u);
    EXPECT_EQ(run.report.issueCounts,
              (std::map<std::string, std::uint64_t>{{"bad_boolean", 1}, {"bad_email", 1}, {"bad_phone", 1},
                                                    {"bad_time_zone", 1}, {"missing_value", 1}, {"no_place", 3},
                                                    {"swapped_coordinates", 1}, {"zero_coordinates", 1}}));
    EXPECT_EQ(run.accounts[0].account.source, PositionSource::meter);
    EXPECT_EQ(run.accounts[1].account.source, PositionSource::none);
    EXPECT_EQ(run.accounts[3].account.timeZone, "America/New_York");
    EXPECT_EQ(run.report.keptAside, 0u);
}

TEST(AccountImport, ATimeZoneThatIsNotSaidIsTheUtilitysAndOneThatDoesNotExistIsNone) {
    const auto run = importText("account,lon,lat,time_zone\n1,-84.5,38.0,\n2,-84.5,38.0,America/Nowhere\n3,-84.5,38.0,America/Chicago\n");
    ASSERT_EQ(run.accounts.size(), 3u);
    EXPECT_EQ(run.accounts[0].account.timeZone, "") << "UTC would move every hour and every quiet night of this customer";
    EXPECT_EQ(run.accounts[1].account.timeZone, "");
    EXPECT_EQ(run.accounts[2].account.timeZone, "America/Chicago");
    EXPECT_EQ(run.report.issueCounts.at("bad_time_zone"), 1u);
}

TEST(AccountImport, AFileWithoutTheNeededColumnsIsRefusedWithTheirNames) {
    const auto run = importText("lon,lat\n1,2\n");
    EXPECT_EQ(run.failure, "columns_missing");
    ASSERT_EQ(run.failedFields.size(), 1u);
    EXPECT_EQ(run.failedFields[0].message, "no column is named `account_number` or a synonym of it");
    EXPECT_EQ(importText("").failure, "empty_file");
}

TEST(AccountImport, ColumnsCanBeChosenByHand) {
    ImportOptions options;
    options.columns = {{"KdNr.", "account_number"}, {"account", "note"}};
    const auto run = importText("KdNr.,account\n55,old\n", options);
    ASSERT_EQ(run.accounts.size(), 1u);
    EXPECT_EQ(run.accounts[0].account.number, "55");
}

TEST(AccountImport, ProgressIsToldAndCancellingStopsWithinAFewThousandRows) {
    std::string text = "account,lon,lat\n";
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ",-84.5,38.0\n";
    ImportOptions options;
    int told = 0;
    options.watcher = [&told](const ImportProgress& p) { return ++told < 3 || p.rowsRead < 6000; };
    const auto run = importText(text, options);
    EXPECT_EQ(run.failure, "cancelled");
    EXPECT_TRUE(run.report.cancelled);
    EXPECT_EQ(run.report.rowsRead, 6000u);
}

TEST(AccountImport, GeoJsonPointsAreReadLikeRows) {
    ImportOptions options;
    options.format = FileFormat::geojson;
    const auto run = importText(
        R"({"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"Account":77,"Service":"gas","tags":[1]},"geometry":{"type":"Point","coordinates":[-84.5,38.0]}},
            {"type":"Feature","properties":{"Account":78},"geometry":{"type":"Point","coordinates":[-8450000,380000]}},
            {"type":"Fixture"},
            {"type":"Feature","properties":{"Account":79},"geometry":null}]})",
        options);
    EXPECT_EQ(run.failure, "");
    ASSERT_EQ(run.accounts.size(), 2u);
    EXPECT_EQ(run.accounts[0].account.number, "77");
    EXPECT_EQ(run.accounts[0].account.service, Service::gas);
    EXPECT_EQ(run.accounts[0].account.position, (LonLat{-84.5, 38.0}));
    EXPECT_EQ(run.aside, (std::vector<std::string>{"2  out_of_range: Account=78", "3  not_a_feature: "}));
    EXPECT_EQ(run.report.issueCounts.at("no_place"), 1u);
}

TEST(AreaImport, PolygonsBecomeNamedAreasAndOthersAreKeptAside) {  // P16
    std::vector<TerritoryArea> areas;
    std::vector<std::string> aside;
    auto import = importAreas(
        {}, [&](TerritoryArea&& a) { areas.push_back(std::move(a)); },
        [&](const RowIssue& issue, const std::string&) { aside.push_back(issue.code); });
    const std::string text = R"({"features":[
        {"type":"Feature","id":"21067","properties":{"name":"Fayette"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},
        {"type":"Feature","properties":{"name":"Two Parts"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}},
        {"type":"Feature","properties":{"name":"A line"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},
        {"type":"Feature","properties":{"name":"Thin"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}}
        ],"type":"FeatureCollection"})";
    for (const char c : text) ASSERT_TRUE(import->feed(std::string_view(&c, 1)).ok());
    ASSERT_TRUE(import->finish().ok());
    ASSERT_EQ(areas.size(), 2u);
    EXPECT_EQ(areas[0].areaId, "21067");
    EXPECT_EQ(areas[0].shape[0].rings[0].size(), 3u);
    EXPECT_EQ(areas[1].areaId, "two-parts");
    EXPECT_EQ(areas[1].shape.size(), 2u);
    EXPECT_EQ(aside, (std::vector<std::string>{"not_an_area", "missing_value", "bad_geometry"}));
}

TEST(GeoJson, WhatStandsInAFeaturesPlaceIsCountedAndNamed) {  // main job 5: never dropped silently
    const std::string good = R"({"type":"Feature","properties":{"name":"B"},"geometry":)"
                             R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}})";
    const auto rows = [&good](const std::string& elements) {
        std::vector<std::uint64_t> bad;
        auto import = importAreas({}, [](TerritoryArea&&) {},
                                  [&](const RowIssue& issue, const std::string&) {
                                      EXPECT_EQ(issue.code, "not_a_feature");
                                      bad.push_back(issue.row);
                                  });
        const std::string text = R"({"features":[)" + elements + "]}";
        for (const char c : text) EXPECT_TRUE(import->feed(std::string_view(&c, 1)).ok());
        EXPECT_TRUE(import->finish().ok());
        EXPECT_EQ(import->report().accepted + import->report().keptAside, import->report().rowsRead);
        EXPECT_EQ(import->report().keptAside, bad.size());
        EXPECT_EQ(import->report().accepted, elements.find(good) == std::string::npos ? 0u : 1u);
        return bad;
    };
    using Rows = std::vector<std::uint64_t>;
    EXPECT_EQ(rows(good), Rows{});
    EXPECT_EQ(rows("1,\"x, [y]\",null,true," + good), (Rows{1, 2, 3, 4}));
    EXPECT_EQ(rows(good + ",[1,2],-3.5"), (Rows{2, 3}));
    EXPECT_EQ(rows("stray words " + good + " more"), (Rows{1, 3}));
    EXPECT_EQ(rows(""), Rows{});
}

TEST(GeoJson, HostileFilesAreRefusedByName) {
    const auto failure = [](const std::string& text) {
        GeoJsonReader reader([](GeoFeature&) { return true; });
        Status status = reader.feed(text);
        if (status.ok()) status = reader.finish();
        return status.ok() ? std::string("fine") : status.problem().code;
    };
    EXPECT_EQ(failure(R"({"type":"FeatureCollection","features":[]})"), "fine");
    EXPECT_EQ(failure("[1,2]"), "not_a_collection");
    EXPECT_EQ(failure(R"({"type":"Feature"})"), "not_a_collection");
    EXPECT_EQ(failure(R"({"features":[{"a":1)"), "truncated");
    EXPECT_EQ(failure(R"({"features":[}])"), "bad_json");
    EXPECT_EQ(failure("{\"features\":[" + std::string(100, '[')), "too_deep");
    EXPECT_EQ(failure(R"({"features":[]} {)"), "bad_json");
}

TEST(Phone, NumbersAreMadeDialableOrRefused) {
    EXPECT_EQ(normalPhone("606.555.0100", "1"), "+16065550100");
    EXPECT_EQ(normalPhone("1 (606) 555-0100", "1"), "+16065550100");
    EXPECT_EQ(normalPhone("+49 921 1234567", "1"), "+499211234567");
    EXPECT_EQ(normalPhone("0921 1234567", "49"), "+499211234567");
    EXPECT_EQ(normalPhone("606-555-010", "1"), "");
    EXPECT_EQ(normalPhone("106-555-0100", "1"), "");
    EXPECT_EQ(normalPhone("606-555-0100 x12", "1"), "");
}

}  // namespace
}  // namespace ok::territory
