// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A tool that changes an installation does nothing in its name: what waits to be sent keeps waiting (P10).
#include <gtest/gtest.h>

#include <fstream>

#include "server/product/add_utility.h"
#include "shared/access/export_touch.h"
#include "shared/base/derived_ids.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

struct AddUtilityTest : ::testing::Test {
    AddUtilityOptions options(const std::string& slug) {
        AddUtilityOptions out;
        out.house.dataDir = dir.file("data");
        out.house.clock = [] { return Instant::fromMicros(1'727'000'000'000'000); };
        out.house.dice = [n = static_cast<std::uint8_t>(slug.front())](std::span<std::uint8_t> bytes) mutable {
            for (auto& b : bytes) b = n++;
        };
        out.house.tls = false;
        out.house.quiet = true;
        out.profileFile = dir.file(slug + ".json");
        std::ofstream(out.profileFile) << R"({"slug":")" << slug << R"(","name":"A utility","time_zone":"America/New_York"})";
        out.passwordFile = dir.file("password");
        std::ofstream(out.passwordFile) << "storm-watch-2024\n";
        out.people = {"ada:admin:Ada Brandt"};
        return out;
    }
    test::TempDir dir;
};

TEST_F(AddUtilityTest, LeavesTheMessagesOfTheOthersToTheServerThatHasTheirProviders) {
    const std::string heldOverNight = formatUuid(derivedUuid("a message"));
    ASSERT_EQ(addUtilityMain(options("valley")), 0);
    const std::string database = dir.file("data") + "/outagekit.db";
    TenantId valley;
    {
        auto store = openSqliteStore(database);
        ASSERT_TRUE(store.ok());
        valley = *(*store)->tenantBySlug("valley");
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->putOutbox({.tenant = valley, .id = heldOverNight, .connector = "sms",
                                         .due = Instant::fromMicros(1'726'000'000'000'000)}).ok());
        ASSERT_TRUE((*store)->commit().ok());
    }
    ASSERT_EQ(addUtilityMain(options("hills")), 0);
    auto reader = openSqliteReader(database);
    ASSERT_TRUE(reader.ok());
    EXPECT_TRUE((*reader)->tenantBySlug("hills"));
    EXPECT_EQ((*reader)->outboxRow(valley, heldOverNight)->state, OutboxState::queued);
}

// I2: who makes a real utility has to say so if evidence may leave it without a security key; a rehearsal has none to lose.
TEST_F(AddUtilityTest, NobodyTakesAnExportOutOfANewUtilityWithoutAKeyUnlessItsMakerSaidSo) {
    const auto demands = [this](const std::string& slug) {
        auto reader = openSqliteReader(dir.file("data") + "/outagekit.db");
        EXPECT_TRUE(reader.ok());
        Views views((*reader)->documents(*(*reader)->tenantBySlug(slug)));
        SecurityContext who;
        who.tenant = *(*reader)->tenantBySlug(slug);
        who.actor = {ActorType::human, "ada"};
        who.assurance = 1;
        return access::mustTouchToExport(views, who, Instant::fromMicros(1'727'000'000'000'000));
    };
    ASSERT_EQ(addUtilityMain(options("valley")), 0);
    EXPECT_TRUE(demands("valley"));
    AddUtilityOptions open = options("hills");
    open.exportsWithoutKey = true;
    ASSERT_EQ(addUtilityMain(open), 0);
    EXPECT_FALSE(demands("hills"));
    const AddUtilityOptions drill = options("plains");
    std::ofstream(drill.profileFile) << R"({"slug":"plains","name":"A rehearsal","time_zone":"America/New_York","drill":true})";
    ASSERT_EQ(addUtilityMain(drill), 0);
    EXPECT_FALSE(demands("plains"));
}

}  // namespace
}  // namespace ok
