// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The rehearsal storm: real log, made-up customers, the same to the byte for the same seed. Main job 12.
#include "shared/operations/storm.h"

#include <set>

#include <gtest/gtest.h>

namespace ok::operations {
namespace {

constexpr std::string_view log =
    R"({"t":"2024-09-26T18:00:00Z","snapshot":"ok","outages":1,"customers":9}
{"t":"2024-09-26T18:00:00Z","op":"new","o":{"id":"1","etr":null,"cluster":false,"comments":"","cause":"","custAffected":9,"startTime":"2024-09-26T17:40:00Z","latitude":38.1,"longitude":-85.2}}
this line is not JSON
{"t":"2024-09-26T20:00:00Z","snapshot":"ok","outages":0,"customers":0}
{"t":"2024-09-26T20:00:00Z","op":"gone","id":"1"}
)";

StormOptions everybodyReports() {
    StormOptions options;
    options.reportShare = 1;
    return options;
}

TEST(Storm, reads_snapshots_and_outages_and_counts_what_it_cannot_read) {
    const auto storm = readStormLog("lgeku", log);
    ASSERT_TRUE(storm.ok());
    EXPECT_EQ(storm->snapshots.size(), 2U);
    EXPECT_EQ(storm->changes, 2);
    EXPECT_EQ(storm->unreadable, 1);
    ASSERT_EQ(storm->outages.size(), 1U);
    EXPECT_EQ(storm->outages[0].customers, 9);
    EXPECT_EQ(toIso(storm->outages[0].lastSeen), "2024-09-26T20:00:00.000000Z");
    EXPECT_NE(storm->snapshots[0].lines.find("not JSON"), std::string::npos);
}

TEST(Storm, refuses_what_is_no_log) { EXPECT_EQ(readStormLog("lgeku", "hello\n").problem().code, "bad_storm_log"); }

TEST(Storm, the_same_seed_gives_the_same_customers_and_words) {
    const auto storm = *readStormLog("lgeku", log);
    const auto options = everybodyReports();
    const auto a = sampleAccounts(storm, options);
    const auto b = sampleAccounts(storm, options);
    EXPECT_EQ(accountsCsv(a, options), accountsCsv(b, options));
    StormOptions other = options;
    other.seed = 2;
    EXPECT_NE(accountsCsv(sampleAccounts(storm, other), other), accountsCsv(a, options));
    const auto first = stormScript(storm, a, options);
    const auto second = stormScript(storm, b, options);
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].text, second[i].text);
}

TEST(Storm, numbers_are_fictional_and_steps_are_in_order_within_the_outage) {
    const auto storm = *readStormLog("lgeku", log);
    const auto options = everybodyReports();
    const auto accounts = sampleAccounts(storm, options);
    EXPECT_EQ(accounts.size(), 3U);
    std::set<std::string> phones;
    for (const auto& a : accounts) {
        EXPECT_EQ(a.phone.substr(5, 5), "55501");
        EXPECT_EQ(a.phone.size(), 12U);
        phones.insert(a.phone);
        EXPECT_LT(metresBetween(a.place, storm.outages[0].place), 1000);
    }
    EXPECT_EQ(phones.size(), 3U);
    const auto script = stormScript(storm, accounts, options);
    for (std::size_t i = 1; i < script.size(); ++i) EXPECT_LE(script[i - 1].at, script[i].at);
    for (const auto& step : script) EXPECT_LE(step.at, storm.snapshots.back().at);
}

}  // namespace
}  // namespace ok::operations
