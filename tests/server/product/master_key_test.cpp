// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The installation's master key: exchanged while no server runs, in either database, finished after an interruption, and kept
// elsewhere than on this disk (F07.R1.A7, R3).
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "server/product/backup.h"
#include "server/product/installation_keys.h"
#include "server/product/secret_tools.h"
#include "server/store/vault_keys.h"
#include "shared/operations/privacy.h"
#include "tests/support/file_text.h"
#include "tests/support/house_set_up.h"
#include "tests/support/pg_server.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

namespace fs = std::filesystem;

class MasterKey : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        if (!postgres()) return;
        if (!test::sharedPgServer().trouble().empty()) GTEST_SKIP() << test::sharedPgServer().trouble();
    }
    [[nodiscard]] bool postgres() const { return std::string(GetParam()) == "postgresql"; }
    HouseOptions house() const {
        HouseOptions out = test::quietHouse(dir.file("data"));
        out.dice = dice;
        out.gateOnly = true;
        if (postgres()) out.database = test::sharedPgServer().conninfo(), out.databaseSchema = schema();
        return out;
    }
    std::string schema() const { return "m_" + sha256(dir.file("data")).hex().substr(0, 20); }
    int rotate() const {
        const auto h = house();
        return rotateMasterMain({h.dataDir, h.database, h.databaseSchema, h.clock, dice});
    }
    fs::path key(const std::string& name) const { return dir.file("data/keys/" + name); }
    void put(const std::string& name, const std::string& text, int mode = 0600) const {
        std::ofstream(key(name)) << text;
        ::chmod(key(name).c_str(), static_cast<mode_t>(mode));
    }
    /// A house with a utility in it, and what it knows of it after it was closed and opened again.
    void make() {
        House one(house());
        ASSERT_TRUE(one.start().ok());
        tenant = test::addUtility(one, "one", {{"ada", "admin"}}).tenant;
        one.stop();
    }
    /// The problem with which a server does not start; empty: it does, and whose name it opens from the vault and the log.
    std::string startsWith() {
        House again(house());
        if (const Status started = again.start(); !started.ok()) return started.problem().code;
        auto reader = again.gate().openReader();
        EXPECT_TRUE(reader.ok());
        exchanged = 0;
        if (reader.ok()) {
            for (const Entry& entry : (*reader)->entries(tenant, Stream::security, 0, 1000)) exchanged += entry.header.type == operations::MasterKeyExchanged::eventType ? 1 : 0;
            EXPECT_FALSE((*reader)->entries(tenant, Stream::security, 0, 1).empty()) << "the entries of before are open";
            EXPECT_FALSE((*reader)->trouble()) << (*reader)->trouble()->message;
        }
        EXPECT_TRUE(again.createUser(tenant, "ben" + std::to_string(++people), "Ben", {"operator"}, test::staffPassword).ok()) << "new ones are sealed";
        again.stop();
        return {};
    }
    test::TempDir dir;
    Dice dice = test::quietHouse({}).dice;
    TenantId tenant;
    int exchanged = 0, people = 0;
};

TEST_P(MasterKey, IsExchangedAndEverythingOfBeforeStaysReadable) {
    make();
    const auto before = *loadOrMakeKeys(key(""), dice);
    const std::string secret = secretBoxOf(key(""))->seal("provider's", dice);
    ASSERT_EQ(rotate(), 0);
    const auto after = *loadOrMakeKeys(key(""), dice);
    EXPECT_NE(after.master, before.master);
    EXPECT_EQ(after.signingSeed, before.signingSeed);
    EXPECT_EQ(after.derive, before.derive) << "links that were sent go on working";
    EXPECT_EQ(*secretBoxOf(key(""))->open(secret), "provider's");
    EXPECT_EQ(startsWith(), "");
    EXPECT_EQ(exchanged, 1) << "the log says so";
    ASSERT_EQ(rotate(), 0);
    EXPECT_EQ(startsWith(), "");
    EXPECT_EQ(exchanged, 2);
    EXPECT_EQ(loadOrMakeKeys(key(""), dice)->derive, before.derive);

    // The old key opens nothing any more.
    put("master.key", toHex(before.master));
    fs::remove(key("derive.sealed"));
    EXPECT_EQ(startsWith(), "wrong_master_key");
}

TEST_P(MasterKey, AnExchangeThatWasInterruptedIsFinishedByDoingItAgain) {
    make();
    const std::string old = test::contents(key("master.key"));
    ASSERT_EQ(rotate(), 0);
    const std::string next = test::contents(key("master.key")), derived = test::contents(key("derive.sealed"));
    struct Moment {
        const char* name;
        bool derivedWritten;
    };
    // After the database had it and before the files; and between the two files.
    for (const Moment moment : {Moment{"database", false}, Moment{"derived secrets", true}}) {
        put("master.key", old);
        put("master.next.key", next);
        if (moment.derivedWritten) put("derive.sealed", derived);
        else fs::remove(key("derive.sealed"));
        EXPECT_EQ(startsWith(), "keys_rotating") << moment.name;
        EXPECT_EQ(rotate(), 0) << moment.name;
        EXPECT_FALSE(fs::exists(key("master.next.key")));
        EXPECT_EQ(test::contents(key("master.key")), next) << moment.name;
        EXPECT_EQ(startsWith(), "") << moment.name;
    }
    // Before the database had it: only the next key was made.
    put("master.next.key", std::string(64, '7'));
    EXPECT_EQ(rotate(), 0);
    EXPECT_EQ(test::contents(key("master.key")), std::string(64, '7'));
    EXPECT_EQ(startsWith(), "");
}

TEST_P(MasterKey, CanLieElsewhereThanOnThisDisk) {
    make();
    const std::string old = test::contents(key("master.key"));
    const std::string vault = dir.file("a key service, as it were");
    std::ofstream(vault) << old;
    put("master.next.command", "cat '" + vault + "'\n");
    ASSERT_EQ(rotate(), 0) << "the same key, asked for from now on";
    EXPECT_FALSE(fs::exists(key("master.key")));
    EXPECT_EQ(startsWith(), "");
    EXPECT_NE(rotate(), 0) << "there is no next command";
    std::ofstream(vault + "2") << std::string(64, 'a') << "\n";
    put("master.next.command", "cat '" + vault + "2'\n");
    ASSERT_EQ(rotate(), 0);
    EXPECT_EQ(startsWith(), "");
    fs::remove(vault + "2");
    EXPECT_EQ(startsWith(), "keys_unreadable") << "the service does not answer";
    put("master.command", "echo " + std::string(64, 'a'), 0644);
    EXPECT_EQ(startsWith(), "keys_exposed");
    put("master.command", "echo short");
    EXPECT_EQ(startsWith(), "keys_unreadable");
}

TEST_P(MasterKey, IsNotExchangedUnderARunningServer) {
    make();
    HouseOptions running = house();
    running.takeAllDesks = true;
    const std::string before = test::contents(key("master.key"));
    {
        House one(running);
        ASSERT_TRUE(one.start().ok());
        EXPECT_NE(rotate(), 0);
        one.stop();
    }
    EXPECT_EQ(test::contents(key("master.key")), before);
    EXPECT_EQ(startsWith(), "");
}

INSTANTIATE_TEST_SUITE_P(Stores, MasterKey, ::testing::Values("sqlite", "postgresql"), [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace ok
