// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The two times of an entry and what they say about each other (F07.R4.A2).
#include <gtest/gtest.h>

#include "shared/ledger/audit_event.h"

namespace ok::ledger {
namespace {

using Flags = std::vector<std::string>;

TEST(TimeFlagsTest, TimesThatLieApartAreFlaggedAndTheFlagStandsInWhatIsRead) {
    EntryHeader header;
    header.ledgerTime = Instant::fromMicros(1'727'000'000'123'456);
    const auto at = [&](Duration before) {
        header.eventTime = header.ledgerTime - before;
        return timeFlags(header);
    };
    EXPECT_EQ(at(Duration::zero()), Flags{});
    EXPECT_EQ(at(milliseconds(100)), Flags{});
    EXPECT_EQ(at(milliseconds(100) + microseconds(1)), Flags{"time_delta_exceeds_threshold"});
    EXPECT_EQ(at(seconds(5)), Flags{"time_delta_exceeds_threshold"});
    EXPECT_EQ(at(seconds(5) + microseconds(1)), (Flags{"time_delta_exceeds_threshold", "client_clock_suspect"}));
    EXPECT_EQ(at(-seconds(1)), Flags{"client_clock_suspect"}) << "nothing is written down before it happens";
    const std::string json = eventJson(header, "{}", {}, false, {"clock_drift_critical"});
    EXPECT_NE(json.find(R"("flags":["client_clock_suspect","clock_drift_critical"])"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("ledger_time":"2024-09-22T10:13:20.123456Z")"), std::string::npos) << "microseconds, UTC";
    header.drill = true;
    EXPECT_EQ(at(hours(3)), Flags{}) << "a rehearsal carries its own times";
}

}  // namespace
}  // namespace ok::ledger
