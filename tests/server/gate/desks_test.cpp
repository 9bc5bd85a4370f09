// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Several servers on one PostgreSQL database: every command once, whichever server it reaches, and whichever of them
// dies. F07.R1.A3, F07.R1.A7, F07.R4.A3; R4, K1; issue "the log grows".
#include <thread>

#include "server/store/log_tools.h"
#include "tests/support/log_checks.h"
#include "tests/support/server_node.h"
#include "tests/support/test_keys.h"

namespace ok::test {
namespace {

class DesksTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!database().trouble().empty()) GTEST_SKIP() << database().trouble();
        schema = "d_" + sha256(dir.file("x")).hex().substr(0, 20);
        auto store = withKeys(openPgStore(database().address(schema)));
        ASSERT_TRUE(store.ok()) << store.problem().message;
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->addTenant(one, "one").ok());
        ASSERT_TRUE((*store)->addTenant(two, "two").ok());
        ASSERT_TRUE((*store)->commit().ok());
        a = node("a");
        b = node("b");
    }
    virtual PgServer& database() { return sharedPgServer(); }
    std::unique_ptr<ServerNode> node(const std::string& name) {
        auto out = std::make_unique<ServerNode>(database(), schema, name, [this] { return Instant::fromMicros(now.load()); });
        out->start();
        return out;
    }
    CommandId id(const std::string& name) const { return CommandId{derivedUuid("desks " + name)}; }
    std::vector<Entry> log(TenantId tenant) {
        auto reader = withKeys(openPgReader(database().address(schema)));
        return reader.ok() ? (*reader)->entries(tenant, Stream::ops, 0, 1'000'000) : std::vector<Entry>();
    }
    /// The log is whole: gapless, chained, signed.
    void expectValid(TenantId tenant) {
        auto reader = withKeys(openPgReader(database().address(schema)));
        ASSERT_TRUE(reader.ok());
        (void)expectLogIsValid(**reader, tenant);
    }
    /// Ends the database connections of all who hold a desk, as a network does.
    void cut() { (void)database().sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'"); }
    TempDir dir;
    std::string schema;
    TenantId one = tenantNamed("one"), two = tenantNamed("two");
    std::atomic<std::int64_t> now{1'727'000'000'000'000};
    std::unique_ptr<ServerNode> a, b;
};

TEST_F(DesksTest, ACommandIsDecidedWhereItsUtilityIsAtHome) {
    ASSERT_TRUE(a->add(one, "x", 1, id("1")).reply.ok());
    ASSERT_TRUE(b->add(two, "x", 1, id("2")).reply.ok());
    EXPECT_TRUE(a->gate->holds(one) && b->gate->holds(two));
    EXPECT_FALSE(a->gate->holds(two) || b->gate->holds(one));
    const auto carried = b->add(one, "x", 10, id("3"));
    ASSERT_TRUE(carried.reply.ok()) << carried.reply.problem().message;
    EXPECT_EQ(fromJson<AddReply>(*carried.reply)->value, 11) << "the home server's state decided";
    EXPECT_EQ(carried.sequence, 2);
    EXPECT_FALSE(b->gate->holds(one));
    SecurityContext stranger;
    stranger.tenant = one;
    const auto refused = b->gate->run(stranger, {id("4"), std::string(Add::card.name), toJson(Add{"x", 1})});
    EXPECT_EQ(refused.reply.problem().code, "access_denied") << "a carried refusal says the same";
    ASSERT_TRUE(b->hears(3));
    expectValid(one);
}

TEST_F(DesksTest, TheSameCommandAtBothServersIsCarriedOutOnce) {
    const auto first = a->add(one, "x", 5, id("same"));
    const auto second = b->add(one, "x", 5, id("same"));
    ASSERT_TRUE(first.reply.ok() && second.reply.ok());
    EXPECT_EQ(*first.reply, *second.reply);
    EXPECT_EQ(log(one).size(), 1u);
}

TEST_F(DesksTest, WhatOneServerCommitsIsToldAtTheOther) {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(a->add(one, "x", 1, id("t" + std::to_string(i))).reply.ok());
    ASSERT_TRUE(b->add(two, "y", 1, id("u")).reply.ok());
    ASSERT_TRUE(b->hears(6));
    ASSERT_TRUE(a->hears(6));
    const std::set<std::string> atA(a->heard.begin(), a->heard.end()), atB(b->heard.begin(), b->heard.end());
    EXPECT_EQ(atA, atB);
    EXPECT_EQ(atB.size(), 6u) << "each once";
    EXPECT_EQ(b->heard.size(), 6u);
}

TEST_F(DesksTest, AServerThatDiesLeavesItsDesksAndTimersToTheOther) {
    ASSERT_TRUE(a->add(one, "x", 7, id("1")).reply.ok());
    SecurityContext who;
    who.tenant = one;
    who.actor = {ActorType::human, "anna"};
    who.roles = {"operator"};
    ASSERT_TRUE(a->gate->run(who, {id("later"), std::string(AddLater::card.name), toJson(AddLater{"k", "x", 30, seconds(5)})}).reply.ok());
    a->stop();
    now += Duration(seconds(8)).count();
    for (int look = 0; look < 200 && !b->hears(2, 100); ++look) b->gate->fireTimers();
    ASSERT_TRUE(b->hears(2)) << "the timer of the dead server fires here; heard " << b->heard.size() << " in log "
                             << log(one).size() << " holds " << b->gate->holds(one);
    EXPECT_TRUE(b->gate->holds(one));
    const auto answer = b->add(one, "x", 100, id("2"));
    ASSERT_TRUE(answer.reply.ok());
    EXPECT_EQ(fromJson<AddReply>(*answer.reply)->value, 137);
    b->gate->fireTimers();
    EXPECT_EQ(log(one).size(), 3u) << "and once";
    expectValid(one);
}

TEST_F(DesksTest, ALostConnectionLosesTheDesksAndNothingElse) {
    ASSERT_TRUE(a->add(one, "x", 1, id("1")).reply.ok());
    cut();
    // The first command after it finds the line dead; it is taken up again, and the desk with it.
    const auto again = a->add(one, "x", 10, id("2"));
    ASSERT_TRUE(again.reply.ok()) << again.reply.problem().code;
    EXPECT_EQ(fromJson<AddReply>(*again.reply)->value, 11);
    cut();
    ASSERT_TRUE(b->add(one, "x", 100, id("3")).reply.ok()) << "the desk is free: whoever is asked takes it";
    EXPECT_TRUE(b->gate->holds(one));
    const auto carried = a->add(one, "x", 1000, id("4"));
    ASSERT_TRUE(carried.reply.ok()) << "the old holder notices, and carries";
    EXPECT_EQ(fromJson<AddReply>(*carried.reply)->value, 1111);
    EXPECT_FALSE(a->gate->holds(one));
    expectValid(one);
}

TEST_F(DesksTest, AWriterWithoutADeskCannotForkTheLog) {  // F07.R4.A3
    ASSERT_TRUE(a->add(one, "x", 1, id("1")).reply.ok());
    auto rogue = withKeys(openPgStore(database().address(schema)));
    ASSERT_TRUE(rogue.ok());
    const Entry known = log(one).front();
    EntryHeader next = known.header;
    next.sequence = 2;
    next.prevHash = nextPrevHash(known.headerJson);
    next.payloadHash = sha256("{}");
    next.entryId = EntryId{derivedUuid("forked")};
    ASSERT_TRUE(a->add(one, "x", 1, id("2")).reply.ok());
    ASSERT_TRUE((*rogue)->begin().ok());
    ASSERT_TRUE((*rogue)->append(sealEntry(next, "{}")).ok());
    EXPECT_FALSE((*rogue)->commit().ok());
    EXPECT_EQ(log(one).size(), 2u);
    // Nor behind a gap.
    next.sequence = 9;
    ASSERT_TRUE((*rogue)->begin().ok());
    (void)(*rogue)->append(sealEntry(next, "{}"));
    EXPECT_FALSE((*rogue)->commit().ok());
    expectValid(one);
}

TEST_F(DesksTest, ManyAtOnceOnBothServersWhileConnectionsBreakAreEachCarriedOutOnce) {
    std::atomic<int> acknowledged{0};
    std::mutex mutex;
    std::set<std::string> acked;
    std::vector<std::thread> people;
    for (int p = 0; p < 4; ++p) {
        people.emplace_back([&, p] {
            for (int i = 0; i < 60; ++i) {
                const std::string name = "m" + std::to_string(p) + "." + std::to_string(i);
                for (int attempt = 0; attempt < 40; ++attempt) {  // as a client does: the same id until it is answered
                    ServerNode& at = (p + i + attempt) % 2 == 0 ? *a : *b;
                    if (!at.add(one, "n" + std::to_string(p), 1, id(name)).reply.ok()) continue;
                    ++acknowledged;
                    const std::lock_guard lock(mutex);
                    acked.insert(id(name).str());
                    break;
                }
            }
        });
    }
    for (int i = 0; i < 3; ++i) {
        while (acknowledged < 40 * (i + 1)) std::this_thread::yield();
        cut();
    }
    for (auto& person : people) person.join();
    EXPECT_EQ(acknowledged, 240);
    std::map<std::string, int> carriedOut;
    for (const Entry& entry : log(one)) ++carriedOut[entry.header.correlationId];
    for (const auto& [command, times] : carriedOut) EXPECT_EQ(times, 1) << command;
    for (const std::string& command : acked) EXPECT_TRUE(carriedOut.contains(command)) << command;
    EXPECT_EQ(carriedOut.size(), 240u);
    expectValid(one);
}

TEST_F(DesksTest, AServerThatJoinsGetsItsShareOfTheDesksWhileCommandsGoOn) {  // F07.R1.A7: adding servers
    a.reset();
    b.reset();
    auto store = withKeys(openPgStore(database().address(schema)));
    ASSERT_TRUE(store.ok());
    std::vector<TenantId> tenants{one, two};
    ASSERT_TRUE((*store)->begin().ok());
    for (int i = 3; i <= 6; ++i) {
        tenants.push_back(tenantNamed("utility " + std::to_string(i)));
        ASSERT_TRUE((*store)->addTenant(tenants.back(), "u" + std::to_string(i)).ok());
    }
    ASSERT_TRUE((*store)->commit().ok());
    store->reset();
    const GateSettings settings{.balanceDesks = true, .balanceEvery = Duration(0), .takeAllDesks = false};
    const auto serve = [&](const std::string& name) {
        auto out = std::make_unique<ServerNode>(database(), schema, name, [this] { return Instant::fromMicros(now.load()); }, settings);
        out->start();
        return out;
    };
    a = serve("a");
    int n = 0;
    for (const TenantId tenant : tenants) ASSERT_TRUE(a->add(tenant, "x", 1, id("first" + std::to_string(n++))).reply.ok());
    EXPECT_EQ(a->gate->desks().size(), 6u);
    b = serve("b");
    std::set<std::string> acked;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while ((a->gate->desks().size() != 3 || b->gate->desks().size() != 3) && std::chrono::steady_clock::now() < until) {
        for (const TenantId tenant : tenants) {
            const CommandId command = id("on" + std::to_string(n++));
            // A desk may be between two servers: the same id again, as a client does.
            for (int attempt = 0; attempt < 10; ++attempt) {
                if (!(attempt % 2 == 0 ? a : b)->add(tenant, "x", 1, command).reply.ok()) continue;
                acked.insert(command.str());
                break;
            }
        }
    }
    EXPECT_EQ(a->gate->desks().size(), 3u);
    EXPECT_EQ(b->gate->desks().size(), 3u);
    EXPECT_EQ(acked.size(), static_cast<std::size_t>(n - 6)) << "nobody was turned away";
    std::map<std::string, int> carriedOut;
    for (const TenantId tenant : tenants) {
        for (const Entry& entry : log(tenant)) ++carriedOut[entry.header.correlationId];
        expectValid(tenant);
    }
    for (const auto& [command, times] : carriedOut) EXPECT_EQ(times, 1) << command;
    for (const std::string& command : acked) EXPECT_TRUE(carriedOut.contains(command)) << command;
    // Whoever dies leaves its share to the other.
    b.reset();
    for (const TenantId tenant : tenants) {
        const CommandId command = id("last" + std::to_string(n++));
        bool done = false;
        for (int attempt = 0; attempt < 10 && !done; ++attempt) done = a->add(tenant, "x", 1, command).reply.ok();
        EXPECT_TRUE(done);
    }
}

/// On a database of its own that syncs, and crashes.
class DatabaseCrashTest : public DesksTest {
  protected:
    PgServer& database() override { return own; }
    PgServer own{true};
};

TEST_F(DatabaseCrashTest, ADatabaseThatCrashesAndComesBackHasEverythingAcknowledged) {
    std::set<std::string> acked;
    int n = 0;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 20; ++i) {
            const std::string name = "c" + std::to_string(n++);
            if ((i % 2 == 0 ? a : b)->add(one, "x", 1, id(name)).reply.ok()) acked.insert(id(name).str());
        }
        own.stop("immediate");
        const auto refused = a->add(one, "x", 1, id("down" + std::to_string(round)));
        ASSERT_FALSE(refused.reply.ok());
        EXPECT_TRUE(refused.reply.problem().code == "store_failed" || refused.reply.problem().code == "commit_unknown" ||
                    refused.reply.problem().code == "server_unreachable" || refused.reply.problem().code == "unknown_tenant")
            << refused.reply.problem().code;
        own.start();
    }
    for (int i = 0; i < 5; ++i) {
        const std::string name = "end" + std::to_string(i);
        ASSERT_TRUE(a->add(one, "x", 1, id(name)).reply.ok());
        acked.insert(id(name).str());
    }
    EXPECT_GE(acked.size(), 60u);
    std::map<std::string, int> carriedOut;
    for (const Entry& entry : log(one)) ++carriedOut[entry.header.correlationId];
    for (const auto& [command, times] : carriedOut) EXPECT_EQ(times, 1) << command;
    for (const std::string& command : acked) EXPECT_TRUE(carriedOut.contains(command)) << command;
    expectValid(one);
}

}  // namespace
}  // namespace ok::test
