// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The database fails: nobody is told "done", nothing is half done, and the next command works. Main job "Bad input".
#include <gtest/gtest.h>

#include "server/store/log_tools.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/log_checks.h"
#include "tests/support/store_faults.h"

namespace ok::test {
namespace {

class FailureTest : public ::testing::Test {
  protected:
    void SetUp() override {
        f = std::make_unique<GateFixture>([this](std::unique_ptr<Store> opened) {
            store = opened.get();
            failCommitsWhile(*store, failing);
            return opened;
        });
        addCounterProjections(f->projections);
        addCounterHandlers(*f->gate);
        f->start();
    }
    std::string add(std::int64_t amount) {
        const auto answer = f->run(Add{"a", amount}, f->operatorAnna());
        return answer.reply.ok() ? "ok" : answer.reply.problem().code;
    }
    std::int64_t total() {
        std::int64_t out = -1;
        f->gate->inspect(f->tenant, [&out](CommandContext& cx) { out = cx.state<CounterSum>().total; });
        return out;
    }
    /// On the gate's thread, where the store may be touched.
    void withStore(const std::function<void()>& work) {
        f->gate->inspect(f->tenant, [&work](CommandContext&) { work(); });
    }
    bool logIsValid() {
        auto reader = openTestReader(f->path);
        return expectLogIsValid(**reader, f->tenant).valid;
    }
    std::atomic<bool> failing{false};
    Store* store = nullptr;
    std::unique_ptr<GateFixture> f;
};

TEST_F(FailureTest, AFailedCommitChangesNothingAndEverythingInMemoryFollows) {
    EXPECT_EQ(add(1), "ok");
    failing = true;
    EXPECT_EQ(add(10), "store_failed");
    EXPECT_EQ(add(100), "store_failed");
    EXPECT_EQ(total(), 1) << "the domain's state is made anew";
    EXPECT_EQ(f->document<Counter>("a")->value, 1) << "the views forget what was not written";
    failing = false;
    EXPECT_EQ(add(1000), "ok");
    EXPECT_EQ(total(), 1001);
    EXPECT_EQ(f->document<Counter>("a")->value, 1001);
    ASSERT_EQ(f->entries().size(), 2u);
    EXPECT_EQ(f->entries()[1].header.sequence, 2);
    EXPECT_TRUE(logIsValid());
    EXPECT_EQ(f->gate->figures().failedCommits, 2u);
}

TEST_F(FailureTest, ACommandThatFailedWithTheStoreMayBeSentAgainUnderItsId) {
    const CommandId id = f->freshId();
    failing = true;
    EXPECT_FALSE(f->run(Add{"a", 5}, f->operatorAnna(), id).reply.ok());
    failing = false;
    EXPECT_TRUE(f->run(Add{"a", 5}, f->operatorAnna(), id).reply.ok());
    EXPECT_EQ(total(), 5);
}

TEST_F(FailureTest, ATimerWhoseCommitFailedFiresLater) {
    ASSERT_TRUE(f->run(AddLater{"t", "a", 7, seconds(1)}, f->operatorAnna()).reply.ok());
    f->advance(seconds(2));
    failing = true;
    f->gate->fireTimers();
    EXPECT_EQ(total(), 0);
    failing = false;
    f->gate->fireTimers();
    EXPECT_EQ(total(), 7);
    f->gate->fireTimers();
    EXPECT_EQ(total(), 7);
}

// A timer that no run can carry out must not be run for ever: each run would make the tenant's state anew.
TEST_F(FailureTest, ATimerWhoseHandlerBreaksIsTakenOffAndToldOnce) {
    EXPECT_EQ(add(1), "ok");
    for (const char* trouble : {"throw", "fail_after_emit"}) {
        ASSERT_TRUE(f->run(AddLater{trouble, "a", 7, seconds(1), false, trouble}, f->operatorAnna()).reply.ok());
    }
    ASSERT_TRUE(f->run(AddLater{"good", "a", 100, seconds(1)}, f->operatorAnna()).reply.ok());
    f->advance(seconds(2));
    f->gate->fireTimers();
    EXPECT_EQ(total(), 101) << "the others of its batch ran";
    EXPECT_FALSE(f->gate->nextTimer());
    f->gate->fireTimers();
    const auto told = f->entries(Stream::decisions);
    ASSERT_EQ(told.size(), 2u);
    for (const Entry& entry : told) {
        EXPECT_EQ(entry.header.type, "timer.refused");
        EXPECT_NE(entry.payload.find("handler_failed"), std::string::npos) << entry.payload;
    }
    EXPECT_TRUE(logIsValid());
}

/// Costly to make; goes back by itself.
struct Costly final : TenantState {
    static inline int made = 0;
    std::int64_t value = 0, marked = 0;
    void mark() override { marked = value; }
    bool undo() override {
        value = marked;
        return true;
    }
};

TEST(CostlyStateTest, AStateThatCanGoBackIsNotMadeAnewBecauseACommandFailed) {
    Costly::made = 0;
    GateFixture f;
    addCounterProjections(f.projections);
    addCounterHandlers(*f.gate);
    f.gate->addState<Costly>([](TenantId, Store&, Views&) {
        ++Costly::made;
        return std::make_unique<Costly>();
    });
    f.gate->handle<AddMuch>([](const Right&, CommandContext& cx, const AddMuch& c) -> Status {
        cx.state<Costly>().value += c.amount;
        return addTo(cx, c.name, c.amount, "red", c.trouble);
    });
    f.start();
    const int before = Costly::made;
    const auto value = [&f] {
        std::int64_t out = -1;
        f.gate->inspect(f.tenant, [&out](CommandContext& cx) { out = cx.state<Costly>().value; });
        return out;
    };
    ASSERT_TRUE(f.runReleased(AddMuch{"a", 3}, f.operatorAnna(), f.approverCleo()).reply.ok());
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(f.runReleased(AddMuch{"a", 100, "throw"}, f.operatorAnna(), f.approverCleo()).reply.ok());
    EXPECT_EQ(value(), 3);
    EXPECT_EQ(Costly::made, before);
    EXPECT_TRUE(f.run(Add{"a", 1, "red"}, f.operatorAnna()).reply.ok());
    EXPECT_EQ(f.document<Counter>("a")->value, 4);
}

TEST_F(FailureTest, AFullDiskIsAnsweredAndRecoveredFromWhenThereIsRoomAgain) {
    if (onPostgres()) GTEST_SKIP() << "PostgreSQL's disk is not ours to fill";
    EXPECT_EQ(add(1), "ok");
    withStore([&] { limitGrowth(*store, 1); });
    std::string last = "ok";
    std::int64_t accepted = 1;
    for (int i = 0; i < 200 && last == "ok"; ++i) {
        const auto answer = f->run(Add{"a", 1, std::string(2000, 'x')}, f->operatorAnna());
        last = answer.reply.ok() ? "ok" : answer.reply.problem().code;
        if (last == "ok") ++accepted;
        else EXPECT_NE(answer.reply.problem().details.at("sqlite").find("full"), std::string::npos);
    }
    EXPECT_EQ(last, "store_failed") << "the disk must have filled up";
    EXPECT_EQ(total(), accepted);
    withStore([&] { limitGrowth(*store, 0); });
    EXPECT_EQ(add(1), "ok");
    EXPECT_EQ(total(), accepted + 1);
    EXPECT_TRUE(logIsValid());
}

TEST_F(FailureTest, ASecondWriterIsKeptOutAndReadersAreNot) {
    if (onPostgres()) GTEST_SKIP() << "on PostgreSQL there may be several servers: tests/server/gate/desks_test.cpp";
    const auto second = openSqliteStore(f->path);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.problem().code, "store_unavailable");
    EXPECT_TRUE(f->gate->openReader().ok());
}

TEST_F(FailureTest, AfterStoppingEveryCommandIsAnsweredAndNoneIsTaken) {
    f->gate->stop();
    const auto answer = f->run(Add{"a", 1}, f->operatorAnna());
    ASSERT_FALSE(answer.reply.ok());
    EXPECT_EQ(answer.reply.problem().code, "not_running");
}

}  // namespace
}  // namespace ok::test
