// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Customers read their own wall clock (main job 9): zone rules, daylight saving, and a refusal instead of a guess.
#include <gtest/gtest.h>

#include "shared/base/time_zone.h"

namespace ok {
namespace {

std::string shown(std::string_view iso, std::string_view zone) {
    const auto local = localTime(*parseIso(iso), zone);
    if (!local.ok()) return local.problem().message;
    return toIso(fromCivil(local->civil)).substr(0, 16) + " " + local->abbreviation;
}

TEST(TimeZone, ShowsTheWallClockInSummerAndWinter) {
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", "America/New_York"), "2024-09-26T14:07 EDT");
    EXPECT_EQ(shown("2024-12-26T18:07:22Z", "America/New_York"), "2024-12-26T13:07 EST");
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", "America/Kentucky/Louisville"), "2024-09-26T14:07 EDT");
    EXPECT_EQ(shown("2019-10-09T07:20:00Z", "America/Los_Angeles"), "2019-10-09T00:20 PDT");
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", "UTC"), "2024-09-26T18:07 UTC");
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", "Asia/Kathmandu"), "2024-09-26T23:52 UTC+5:45");
}

TEST(TimeZone, AnUnknownZoneIsAProblemAndNotGmt) {
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", "America/Nowhere"), "`America/Nowhere` is not a known time zone");
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", ""), "`` is not a known time zone");
    EXPECT_EQ(shown("2024-09-26T18:07:22Z", "GMT+25"), "`GMT+25` is not a known time zone");
}

TEST(TimeZone, TurnsWallClockBackIntoAnInstant) {
    const auto at = [](std::string_view iso, std::string_view zone) {
        return toIso(*fromLocal(toCivil(*parseIso(iso)), zone)).substr(0, 16);
    };
    EXPECT_EQ(at("2024-09-26T08:00:00Z", "America/New_York"), "2024-09-26T12:00");
    EXPECT_EQ(at("2024-11-03T01:30:00Z", "America/New_York"), "2024-11-03T05:30");  // shown twice: the first
    EXPECT_EQ(at("2024-03-10T02:30:00Z", "America/New_York"), "2024-03-10T07:30");  // skipped: 3:30 EDT
    EXPECT_FALSE(fromLocal({}, "Mars/Olympus").ok());
}

}  // namespace
}  // namespace ok
