// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Providers that fail in every way they can, under the real dispatcher, gate, store and HTTP client: names that do not
// resolve or resolve never, refused connections, errors, silence. Nothing is lost, nothing comes twice, and one utility's bad
// provider holds up no other utility (K1, K2, R4).
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "server/comms/twilio_client.h"
#include "server/drill_provider/drill_provider.h"
#include "server/net/net_server.h"
#include "server/outbox/dispatcher.h"
#include "tests/support/fault_resolver.h"
#include "tests/support/gate_fixture.h"

namespace ok::outbox {
namespace {

using test::NameFault;

struct Posted {
    static constexpr std::string_view eventType = "test.posted";
    int messages = 0;
};
BOOST_DESCRIBE_STRUCT(Posted, (), (messages))

struct Post {
    static constexpr CommandCard card{.name = "test.post", .action = "incidents.test"};
    int messages = 0;
};
BOOST_DESCRIBE_STRUCT(Post, (), (messages))

/// A provider on loopback behind a name that tests break.
struct TestProvider {
    TestProvider(std::string givenName, std::function<Instant()> clock)
        : name(std::move(givenName)), provider({.clock = std::move(clock)}) {
        test::setNameFault(name, NameFault::none);
        net::Router router;
        provider.addRoutes(router);
        server = std::make_unique<net::NetServer>(net::NetOptions{}, std::move(router));
        EXPECT_TRUE(server->start().ok());
    }
    [[nodiscard]] comms::TwilioAccount account() const {
        comms::TwilioAccount out;
        out.baseUrl = "http://" + name + ":" + std::to_string(server->port());
        out.accountSid = drill::ProviderOptions().accountSid;
        out.authToken = drill::ProviderOptions().authToken;
        out.from = "+15025550100";
        out.connectTime = milliseconds(400);
        out.totalTime = milliseconds(800);
        return out;
    }
    std::string name;
    drill::DrillProvider provider;
    std::unique_ptr<net::NetServer> server;
};

/// The utility's own provider.
class ByTenant final : public RealConnector {
  public:
    Handover deliver(const RealParcel& p) override { return of.at(p.row().tenant)->deliver(p); }
    Lookup lookup(const RealParcel& p) override { return of.at(p.row().tenant)->lookup(p); }
    std::map<TenantId, std::shared_ptr<RealConnector>> of;
};

struct ProviderFaultsTest : ::testing::Test {
    ProviderFaultsTest() {
        f.gate->handle<Post>([](const Right&, CommandContext& cx, const Post& c) -> Status {
            cx.emit(Posted{c.messages});
            for (int i = 0; i < c.messages; ++i) {
                OutboxRow row;
                row.id = cx.newId<MessageId>().str();
                row.connector = "sms";
                row.payload = "{}";
                row.due = cx.now();
                cx.send(std::move(row));
            }
            return {};
        });
        addHandlers(*f.gate, std::make_shared<RowOwners>());
        f.gate->onCommitted([this](const CommittedBatch&) {
            const std::lock_guard lock(mutex);
            committed.notify_all();
        });
        f.start();
        connector->of[f.tenant] = std::make_shared<comms::RealTwilio>(bad.account());
        connector->of[f.otherTenant] = std::make_shared<comms::RealTwilio>(good.account());
    }
    ~ProviderFaultsTest() override {
        test::setNameFault(bad.name, NameFault::none);
        if (dispatcher) dispatcher->stop();
    }
    void startDispatcher(int workers = 4) {
        DispatcherParts parts;
        parts.gate = f.gate.get();
        parts.clock = [this] { return f.now(); };
        parts.dice = [] { return 0.5; };
        parts.newUuid = [n = 0]() mutable { return derivedUuid("dispatcher " + std::to_string(n++)); };
        parts.letters["sms"] = [](const OutboxRow& row, Store&) -> Result<Letter> {
            return Letter{"+15025550142", {}, "Message " + row.id, {}, "en", 1};
        };
        parts.lanes["sms"] = lane;
        parts.real["sms"] = connector;
        parts.workers = workers;
        parts.look = milliseconds(10);
        dispatcher = std::make_unique<Dispatcher>(std::move(parts));
        ASSERT_TRUE(dispatcher->start().ok());
    }
    void post(TenantId tenant, int messages) {
        SecurityContext who = f.operatorAnna();
        who.tenant = tenant;
        ASSERT_TRUE(f.run(Post{messages}, who).reply.ok());
        if (dispatcher) dispatcher->poke();
    }
    [[nodiscard]] int rowsIn(TenantId tenant, OutboxState state) {
        int out = 0;
        f.gate->inspect(tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().outboxInState(state, 100'000)) out += row.tenant == tenant;
        });
        return out;
    }
    /// True when `holds` became true in good time; the clock runs meanwhile, `pace` a look.
    bool eventually(const std::function<bool()>& holds, Duration pace = Duration(0)) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > until) return false;
            f.advance(pace);
            std::unique_lock lock(mutex);
            committed.wait_for(lock, std::chrono::milliseconds(10));
        }
        return true;
    }
    bool allSent(TenantId tenant, int n, Duration pace = Duration(0)) {
        return eventually([&] { return rowsIn(tenant, OutboxState::sent) == n; }, pace);
    }
    /// Does any row in this state say so?
    [[nodiscard]] bool someSays(TenantId tenant, OutboxState state, const std::string& why) {
        bool out = false;
        f.gate->inspect(tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().outboxInState(state, 10'000)) out = out || (row.tenant == tenant && row.lastProblem == why);
        });
        return out;
    }
    test::GateFixture f;
    TestProvider bad{"bad.fault.invalid", [this] { return f.now(); }}, good{"good.fault.invalid", [this] { return f.now(); }};
    std::shared_ptr<ByTenant> connector = std::make_shared<ByTenant>();
    LaneSettings lane{.retry = {.mostAttempts = 8}, .lookupAfter = Duration(0)};
    std::unique_ptr<Dispatcher> dispatcher;
    std::mutex mutex;
    std::condition_variable committed;
};

using State = Breaker::State;

TEST_F(ProviderFaultsTest, ANameThatDoesNotResolveOpensOneUtilitysBreakerAndLosesNothing) {  // K1 "DNS errors", K2
    for (const NameFault fault : {NameFault::not_found, NameFault::try_again}) {
        test::setNameFault(bad.name, fault);
        if (!dispatcher) startDispatcher();
        const int before = static_cast<int>(bad.provider.takenCount());
        post(f.tenant, 12);
        EXPECT_TRUE(eventually([&] { return dispatcher->breakerState(f.tenant, "sms", false) == State::open; }));
        EXPECT_TRUE(someSays(f.tenant, OutboxState::queued, "name_not_resolved"));
        post(f.otherTenant, 12);
        EXPECT_TRUE(allSent(f.otherTenant, before + 12));
        EXPECT_EQ(dispatcher->breakerState(f.otherTenant, "sms", false), State::closed);
        EXPECT_EQ(static_cast<int>(bad.provider.takenCount()), before);
        test::setNameFault(bad.name, NameFault::none);
        EXPECT_TRUE(allSent(f.tenant, before + 12, seconds(10)));
        EXPECT_EQ(static_cast<int>(bad.provider.takenCount()), before + 12);
        EXPECT_EQ(dispatcher->breakerState(f.tenant, "sms", false), State::closed);
    }
    EXPECT_TRUE(bad.provider.twice().empty());
    EXPECT_TRUE(good.provider.twice().empty());
}

TEST_F(ProviderFaultsTest, ANameServerThatNeverAnswersHoldsUpNobodyElse) {  // K1 "DNS errors", K2
    test::setNameFault(bad.name, NameFault::hangs);
    startDispatcher();
    post(f.tenant, 40);
    ASSERT_TRUE(eventually([&] { return test::hangingOn(bad.name) > 0; }));
    post(f.otherTenant, 40);
    EXPECT_TRUE(allSent(f.otherTenant, 40));
    EXPECT_GT(test::hangingOn(bad.name), 0) << "still no answer, and the others were served";
    EXPECT_TRUE(eventually([&] { return someSays(f.tenant, OutboxState::queued, "name_not_resolved"); }))
        << "a time-out holds for name servers too";
    EXPECT_EQ(bad.provider.takenCount(), 0u);
    test::setNameFault(bad.name, NameFault::none);
    EXPECT_TRUE(allSent(f.tenant, 40, seconds(10)));
    EXPECT_EQ(bad.provider.takenCount(), 40u);
    EXPECT_TRUE(bad.provider.twice().empty());
}

TEST_F(ProviderFaultsTest, AProviderThatTakesAndNeverAnswersHoldsUpNobodyElseAndGetsNothingTwice) {
    bad.provider.misbehave({.takeButDoNotAnswer = true});
    lane.mostLookups = 1000;
    startDispatcher();
    post(f.tenant, 12);
    ASSERT_TRUE(bad.provider.waitForTaken(1, std::chrono::seconds(10)));
    post(f.otherTenant, 40);
    EXPECT_TRUE(allSent(f.otherTenant, 40));
    EXPECT_TRUE(eventually([&] { return dispatcher->breakerState(f.tenant, "sms", false) != State::closed ||
                                        rowsIn(f.tenant, OutboxState::sent) > 0; }));
    bad.provider.misbehave({});
    EXPECT_TRUE(allSent(f.tenant, 12, seconds(10))) << "what it took is found there, the rest is sent";
    EXPECT_EQ(bad.provider.takenCount(), 12u);
    EXPECT_TRUE(bad.provider.twice().empty());
}

TEST_F(ProviderFaultsTest, AProviderThatAnswersErrorsIsTriedAgainAndServedWhenItIsWell) {
    bad.provider.misbehave({.failNext = 9, .failWith = 503});
    startDispatcher();
    post(f.tenant, 12);
    EXPECT_TRUE(allSent(f.tenant, 12, seconds(10)));
    EXPECT_EQ(bad.provider.takenCount(), 12u);
    EXPECT_TRUE(bad.provider.twice().empty());
}

TEST_F(ProviderFaultsTest, AProviderThatAsksForQuietIsLeftQuietWithItsWholeQueue) {  // K2 back-pressure
    bad.provider.misbehave({.failNext = 1, .failWith = 429});
    lane.rate = {.perSecond = 5, .burst = 1, .tokens = 1};
    startDispatcher();
    post(f.tenant, 10);
    EXPECT_TRUE(eventually([&] { return someSays(f.tenant, OutboxState::queued, "provider_throttled"); }));
    EXPECT_TRUE(allSent(f.tenant, 10, milliseconds(250)));
    EXPECT_EQ(rowsIn(f.tenant, OutboxState::dead), 0) << "being told to slow down uses up no attempt";
    EXPECT_TRUE(bad.provider.twice().empty());
}

TEST_F(ProviderFaultsTest, WhatIsTriedOftenEnoughIsADeadLetterThatAPersonSendsAgain) {  // K1 dead letter
    bad.server->stop(seconds(0));
    lane.retry.mostAttempts = 2;
    startDispatcher();
    post(f.tenant, 3);
    EXPECT_TRUE(eventually([&] { return rowsIn(f.tenant, OutboxState::dead) == 3; }, seconds(10)));
    EXPECT_TRUE(someSays(f.tenant, OutboxState::dead, "connect_failed"));
    std::vector<std::string> dead;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        for (const OutboxRow& row : cx.store().outboxInState(OutboxState::dead, 10)) dead.push_back(row.id);
    });
    connector->of[f.tenant] = connector->of[f.otherTenant];  // the utility has another provider now
    EXPECT_EQ(f.run(ResolveUnknown{dead[0], false}, f.operatorAnna()).reply.problem().code, "message_not_unknown");
    for (const std::string& id : dead) {
        ASSERT_TRUE(f.run(ResolveUnknown{id, true}, f.operatorAnna()).reply.ok());
    }
    EXPECT_TRUE(allSent(f.tenant, 3, seconds(10)));
    EXPECT_EQ(good.provider.takenCount(), 3u);
    EXPECT_TRUE(good.provider.twice().empty());
}

TEST_F(ProviderFaultsTest, ALongQueueOfABadProviderHidesNoOtherUtility) {  // more than one look at the store shows
    test::setNameFault(bad.name, NameFault::not_found);
    post(f.tenant, 1200);
    f.advance(seconds(1));
    post(f.otherTenant, 3);
    startDispatcher();
    EXPECT_TRUE(allSent(f.otherTenant, 3));
    EXPECT_EQ(rowsIn(f.tenant, OutboxState::sent) + rowsIn(f.tenant, OutboxState::dead), 0);
}

}  // namespace
}  // namespace ok::outbox
