// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Pages that say how safe the house is: backups and where copies lie (R4), the security centre (R3).
#include "tests/app/settings_desk.h"

namespace ok::app {
namespace {

TEST(SecurityPages, BackupsSayHowOldTheLastVerifiedOneIsAndWhereCopiesLie) {  // R4: backup and residency status visible
    Settings s;
    operations::BackupFile night;
    night.file = "night.okbackup", night.backupOf = kNow - hours(30), night.bytes = 41'200'000, night.valid = true, night.madeBy = "ada";
    night.verifiedAt = kNow - hours(29), night.drilledAt = kNow - hours(28), night.drillSeconds = 12.5, night.withinObjective = true;
    night.places = {{"/backups", "ada", kNow - hours(30), "aa", true, kNow - hours(29)}, {"vault B", "ben", kNow - hours(3), "bb", false, {}}};
    operations::BackupFile older = night;
    older.file = "older.okbackup", older.backupOf = kNow - hours(60), older.valid = false, older.drilledAt.reset(), older.places.clear();
    operations::BackupStatus status{.known = 2, .lastMade = night.backupOf, .lastVerified = night.verifiedAt, .lastDrill = night.drilledAt, .verifiedAgeSeconds = 29 * 3600,
                                    .drillWithinObjective = true, .drillSeconds = 12.5, .durability = "two copies on disk", .residency = "eu-central", .backups = {night, older}};
    s.desk.data.put(QStringLiteral("/v1/backups"), bytes(toJson(status)));
    auto* page = s.open("backups");
    ASSERT_NE(page, nullptr);
    auto* table = tableIn(page, "Backups");
    ASSERT_EQ(table->model()->rowCount(), 2);
    const auto cell = [table](int row, int column) { return table->model()->index(row, column).data().toString(); };
    EXPECT_EQ(cell(0, 0), QStringLiteral("night.okbackup"));
    EXPECT_EQ(cell(1, 4), QStringLiteral("NOT VALID"));
    EXPECT_EQ(cell(1, 5), QStringLiteral("never"));
    EXPECT_TRUE(cell(0, 6).contains(QStringLiteral("vault B (another file!)")));
    QStringList shown;
    for (auto* tile : page->findChildren<Tile*>()) shown << tile->figure() + QLatin1Char('|') + tile->detail();
    const QString all = shown.join(QLatin1Char('\n'));
    EXPECT_TRUE(all.contains(QStringLiteral("eu-central")) && all.contains(QStringLiteral("two copies on disk"))) << all.toStdString();
    EXPECT_TRUE(all.contains(QStringLiteral("every entry was read"))) << all.toStdString();
    shot(s.window->settingsWindow(), "backups");
    status.lastVerified.reset();
    s.desk.data.put(QStringLiteral("/v1/backups"), bytes(toJson(status)));
    page->refresh();
    EXPECT_EQ(page->findChildren<Tile*>().front()->figure(), QStringLiteral("never"));
}

TEST(SecurityPages, TheSecurityCentreShowsTheWorstFirstAndOpensThePageWhereItIsMended) {  // R3: a security-centre panel
    Settings s;
    SecurityStanding standing{SecurityLevel::act, kNow, {{SecurityTopic::backups, SecurityLevel::act, "backup_old", 3, kNow - hours(24 * 9), "", "backups"},
                                                         {SecurityTopic::hardware_keys, SecurityLevel::look, "admins_without_key", 2, {}, "", "key_policy"},
                                                         {SecurityTopic::data_keys, SecurityLevel::good, "keys_fresh", 4, kNow - hours(24 * 3), "", ""}}};
    s.desk.data.put(QStringLiteral("/v1/security"), bytes(toJson(standing)));
    auto* page = s.open("security");
    ASSERT_NE(page, nullptr);
    auto* table = tableIn(page, "Security");
    ASSERT_EQ(table->model()->rowCount(), 3);
    const auto cell = [table](int row, int column) { return table->model()->index(row, column).data().toString(); };
    EXPECT_EQ(cell(0, 0), QStringLiteral("Act"));
    EXPECT_TRUE(cell(0, 2).contains(QStringLiteral("9 d"))) << cell(0, 2).toStdString();
    EXPECT_TRUE(cell(1, 2).startsWith(QStringLiteral("2 administrator"))) << cell(1, 2).toStdString();
    auto* open = buttonIn(page, "Open the page");
    EXPECT_FALSE(open->isEnabled());
    table->selectRow(2);
    EXPECT_FALSE(open->isEnabled());
    EXPECT_TRUE(open->toolTip().contains(QStringLiteral("by itself")));
    shot(s.window->settingsWindow(), "security");
    table->selectRow(0);
    ASSERT_TRUE(open->isEnabled());
    open->click();
    EXPECT_TRUE(s.window->settingsWindow()->page(QStringLiteral("backups"))->isVisible());
}

// Every reason the server can give has a sentence, and none of its marks is left in it.
TEST(SecurityPages, EveryFindingOfTheSecurityCentreHasItsSentence) {
    const std::string text = test::contents(OK_SOURCE_DIR "/shared/product/security_standing.cpp");
    const std::regex word("\"([a-z]+_[a-z_]+|checked|rehearsed|holds)\"");
    int seen = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it) {
        const std::string reason = (*it)[1];
        if (reason == "key_policy") continue;   // a page
        ++seen;
        const QString sentence = findingSentence({SecurityTopic::log, SecurityLevel::act, reason, 2, kNow - hours(5), "somebody", ""}, kNow);
        EXPECT_NE(sentence.toStdString(), reason);
        EXPECT_FALSE(sentence.contains(QLatin1Char('%'))) << sentence.toStdString();
    }
    EXPECT_GE(seen, 30);
}
}  // namespace
}  // namespace ok::app
