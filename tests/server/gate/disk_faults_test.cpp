// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The disk fails under the real gate and store (main job "Bad input and faults", K1, F07.R1.A3, F07.R4.A3): writes, fsyncs and
// reads are refused at random moments, the disk fills up or turns read-only, the power goes. Whatever happens: what was
// acknowledged is in the log exactly once, what was refused says why and can be asked again, sequences have no gap, chain and
// views verify, and the server goes on as soon as the disk does.
#include <gtest/gtest.h>

#include <future>
#include <random>

#include "server/store/log_tools.h"
#include "server/store/sqlite_store.h"
#include "tests/support/counter_domain.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/log_checks.h"

namespace ok::test {
namespace {

constexpr int smallWal = 24;  // pages: so that checkpoints happen, and faults strike them too

struct Asked {
    CommandId id;
    int n = 0;
    std::optional<CommandAnswer> answer;
};

class FaultyHouse {
  public:
    explicit FaultyHouse(const std::string& path) {
        f = std::make_unique<GateFixture>(path);
        addCounterProjections(f->projections);
        addCounterHandlers(*f->gate);
    }
    [[nodiscard]] Status start() {
        OK_TRY(f->gate->start());
        f->gate->inspect(f->tenant, [](CommandContext& cx) {
            auto& database = dynamic_cast<SqliteStore&>(cx.store()).database();
            (void)database.execute("PRAGMA wal_autocheckpoint=" + std::to_string(smallWal));
            (void)database.execute("PRAGMA cache_size=4");  // nearly every page is read from the disk
        });
        return {};
    }
    static Asked make(const TenantId& tenant, int n) { return {commandIdFrom(tenant, "fault " + std::to_string(n)), n, {}}; }
    [[nodiscard]] CommandEnvelope envelope(const Asked& asked) const {
        return {asked.id, "test.add", toJson(Add{"c" + std::to_string(asked.n % 7), 1, std::string(200, 'x')})};
    }
    /// Asks them all at once, so that they share transactions, and waits for the answers.
    void ask(std::vector<Asked>& all) {
        std::vector<std::promise<CommandAnswer>> promises(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            f->gate->submit(f->operatorAnna(), envelope(all[i]), [&promises, i](CommandAnswer a) { promises[i].set_value(std::move(a)); });
        }
        for (std::size_t i = 0; i < all.size(); ++i) all[i].answer = promises[i].get_future().get();
    }
    std::vector<Asked> askMany(int from, int count, int atOnce) {
        std::vector<Asked> out;
        for (int n = from; n < from + count; n += atOnce) {
            std::vector<Asked> some;
            for (int k = n; k < std::min(n + atOnce, from + count); ++k) some.push_back(make(f->tenant, k));
            ask(some);
            out.insert(out.end(), some.begin(), some.end());
        }
        return out;
    }
    std::int64_t total() {
        std::int64_t out = -1;
        f->gate->inspect(f->tenant, [&out](CommandContext& cx) { out = cx.state<CounterSum>().total; });
        return out;
    }
    std::unique_ptr<GateFixture> f;
};

/// Every entry of `ops`: gapless, and how often each command stands in it.
std::map<std::string, int> carriedOut(FaultyHouse& house) {
    std::map<std::string, int> out;
    std::int64_t next = 1;
    for (const Entry& entry : house.f->entries()) {
        EXPECT_EQ(entry.header.sequence, next++) << "a gap";
        ++out[entry.header.correlationId];
    }
    for (const auto& [command, times] : out) EXPECT_EQ(times, 1) << command;
    return out;
}

void expectLogAndViewsAreWhole(const std::string& path, TenantId tenant, const Projections& projections) {
    auto store = withKeys(openSqliteStore(path));
    ASSERT_TRUE(store.ok());
    (void)expectLogIsValid(**store, tenant);
    EXPECT_TRUE(rebuildViews(**store, tenant, projections, false)->identical);
}

/// After the disk is well again: what failed is asked again under its id, and then everything is there exactly once, in the
/// running server and in one that starts anew.
void expectWhole(FaultyHouse& house, std::vector<Asked> asked, const std::string& path) {
    const auto before = carriedOut(house);
    for (const Asked& one : asked) {
        if (one.answer && one.answer->reply.ok()) EXPECT_EQ(before.count(one.id.str()), 1u) << "acknowledged and lost: " << one.n;
    }
    std::vector<Asked> again = asked;
    house.ask(again);
    for (const Asked& one : again) EXPECT_TRUE(one.answer->reply.ok()) << one.n << " " << one.answer->reply.problem().message;
    EXPECT_EQ(carriedOut(house).size(), asked.size());
    EXPECT_EQ(house.total(), static_cast<std::int64_t>(asked.size()));
    std::int64_t shown = 0;
    for (const Counter& counter : house.f->documents<Counter>()) shown += counter.value;
    EXPECT_EQ(shown, static_cast<std::int64_t>(asked.size()));
    const TenantId tenant = house.f->tenant;
    const Projections projections = house.f->projections;
    house.f.reset();
    expectLogAndViewsAreWhole(path, tenant, projections);
    FaultyHouse anew(path);
    ASSERT_TRUE(anew.start().ok());
    EXPECT_EQ(anew.total(), static_cast<std::int64_t>(asked.size()));
}

struct FaultCase {
    const char* name;
    Fault fault;
    std::vector<std::string> causes;  ///< what the caller may be told
};

class DiskFaults : public ::testing::TestWithParam<FaultCase> {};

TEST_P(DiskFaults, NothingAcknowledgedIsLostNothingIsDoubledAndTheAnswerSaysWhatToDo) {
    int struck = 0, refused = 0;
    for (std::uint32_t seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 dice(seed);
        TempDir dir;
        const std::string path = dir.file("faulty.db");
        FaultDisk disk;
        FaultyHouse house(path);
        ASSERT_TRUE(house.start().ok());
        std::vector<Asked> asked = house.askMany(0, 20, 4);
        const bool lasting = seed % 2 == 0;
        disk.arm(GetParam().fault, 1 + static_cast<int>(dice() % (lasting ? 20 : 60)), lasting);
        const auto during = house.askMany(20, 60, 1 + static_cast<int>(dice() % 6));
        struck += disk.struck();
        for (const Asked& one : during) {
            if (one.answer->reply.ok()) continue;
            ++refused;
            const Problem& why = one.answer->reply.problem();
            EXPECT_EQ(why.code, "store_failed");
            ASSERT_TRUE(why.details.contains("cause"));
            const auto& causes = GetParam().causes;
            EXPECT_NE(std::find(causes.begin(), causes.end(), why.details.at("cause")), causes.end()) << toJson(why);
            EXPECT_TRUE(why.message.starts_with("not done: ")) << why.message;
        }
        disk.heal();
        asked.insert(asked.end(), during.begin(), during.end());
        expectWhole(house, std::move(asked), path);
        if (HasFailure()) return;
    }
    EXPECT_GT(struck, 0) << "the fault must have struck, or nothing was shown";
    EXPECT_GT(refused, 0) << "somebody must have been told";
}

INSTANTIATE_TEST_SUITE_P(
    EachKind, DiskFaults,
    ::testing::Values(FaultCase{"a_write_fails", Fault::writeError, {"disk_error"}}, FaultCase{"the_disk_is_full", Fault::full, {"disk_full"}},
                      FaultCase{"half_a_write", Fault::shortWrite, {"disk_full"}}, FaultCase{"fsync_fails", Fault::syncError, {"disk_error"}},
                      FaultCase{"the_disk_is_read_only", Fault::readOnly, {"disk_error", "disk_read_only"}},
                      FaultCase{"a_read_fails", Fault::readError, {"disk_error"}}),
    [](const auto& given) { return given.param.name; });

TEST(PowerLoss, WhatWasAcknowledgedSurvivesWhateverTheDiskKept) {  // F07.R1.A3: at-least-once persistence, fsync before the answer
    int lost = 0;
    for (std::uint32_t seed = 1; seed <= 24; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 dice(seed);
        TempDir dir;
        const std::string path = dir.file("power.db");
        FaultDisk disk;
        std::vector<Asked> asked;
        {
            FaultyHouse house(path);
            ASSERT_TRUE(house.start().ok());
            disk.arm(Fault::powerLoss, 1 + static_cast<int>(dice() % 120), false);
            asked = house.askMany(0, 60, 1 + static_cast<int>(dice() % 6));
        }
        for (const Asked& one : asked) lost += one.answer->reply.ok() ? 0 : 1;
        disk.restorePower(seed);
        FaultyHouse house(path);
        ASSERT_TRUE(house.start().ok());
        expectWhole(house, std::move(asked), path);
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GT(lost, 0) << "the power must have gone in the middle";
}

TEST(DiskFaultsGate, HealthAndFiguresSayWhyUntilAWriteSucceedsAgain) {
    TempDir dir;
    FaultDisk disk;
    FaultyHouse house(dir.file("full.db"));
    ASSERT_TRUE(house.start().ok());
    EXPECT_EQ(house.f->gate->figures().storeTrouble, "");
    disk.arm(Fault::full, 1, true);
    const auto refused = house.askMany(0, 1, 1);
    ASSERT_FALSE(refused[0].answer->reply.ok());
    EXPECT_EQ(refused[0].answer->reply.problem().message, "not done: the database refused the transaction; its disk is full: make room, then try again");
    EXPECT_EQ(house.f->gate->figures().storeTrouble, "disk_full");
    disk.heal();
    EXPECT_TRUE(house.askMany(0, 1, 1)[0].answer->reply.ok());
    EXPECT_EQ(house.f->gate->figures().storeTrouble, "");
}

TEST(DiskFaultsGate, ADatabaseThatCannotBeOpenedSaysSoAndIsNotMadeAnew) {
    TempDir dir;
    const std::string path = dir.file("shut.db");
    FaultDisk disk;
    { FaultyHouse house(path); }
    disk.arm(Fault::openError, 1, true);
    const auto shut = openSqliteStore(path);
    ASSERT_FALSE(shut.ok());
    EXPECT_EQ(shut.problem().code, "store_unavailable");
    disk.heal();
    EXPECT_TRUE(openSqliteStore(path).ok());
}

TEST(DiskFaultsGate, ADocumentThatCouldNotBeReadIsNotTakenForOneThatIsNotThere) {
    // A counter at 5 whose document cannot be read for a moment must not start again at 0 (the cache remembers absence).
    TempDir dir;
    const std::string path = dir.file("read.db");
    {
        FaultyHouse house(path);
        ASSERT_TRUE(house.start().ok());
        ASSERT_TRUE(house.f->run(Add{"a", 5}, house.f->operatorAnna()).reply.ok());
    }
    FaultDisk disk;
    for (int nth = 1; nth < 60; ++nth) {
        FaultyHouse house(path);
        ASSERT_TRUE(house.start().ok());
        house.f->gate->inspect(house.f->tenant, [](CommandContext& cx) {  // nothing from memory: every page from the disk
            (void)dynamic_cast<SqliteStore&>(cx.store()).database().execute("PRAGMA shrink_memory");
        });
        disk.arm(Fault::readError, nth, false);
        const bool first = house.f->run(Add{"a", 0}, house.f->operatorAnna(), CommandId{derivedUuid("read " + std::to_string(nth))}).reply.ok();
        disk.heal();
        const auto second = house.f->run(Add{"a", 0}, house.f->operatorAnna(), CommandId{derivedUuid("read again " + std::to_string(nth))});
        ASSERT_TRUE(second.reply.ok());
        EXPECT_EQ(*second.reply, R"({"value":5})") << "read " << nth << (first ? " (kept)" : " (refused)");
        EXPECT_EQ(house.total(), 5);
    }
}

TEST(ClockJumps, TimeInTheLogNeverRunsBackwardsAndTimersFireOnce) {  // F07.R4.A2, F07.R4.A3
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 dice(seed);
        TempDir dir;
        const std::string path = dir.file("clock.db");
        FaultyHouse house(path);
        ASSERT_TRUE(house.start().ok());
        int accepted = 0, timers = 0;
        for (int n = 0; n < 120; ++n) {
            const std::int64_t jump = static_cast<std::int64_t>(dice() % 7'200) - 3'600;  // an hour either way
            house.f->advance(n % 10 == 0 ? seconds(jump * 20) : seconds(jump / 100));
            if (n % 12 == 0) {
                ASSERT_TRUE(house.f->run(AddLater{"t" + std::to_string(n), "t", 1, minutes(5)}, house.f->operatorAnna()).reply.ok());
                ++timers;
            } else {
                ASSERT_TRUE(house.f->run(Add{"a", 1}, house.f->operatorAnna()).reply.ok());
                ++accepted;
            }
            house.f->gate->fireTimers();
        }
        house.f->advance(hours(5000));
        house.f->gate->fireTimers();
        house.f->gate->fireTimers();
        Instant last;
        std::int64_t sequence = 1;
        for (const Entry& entry : house.f->entries()) {
            EXPECT_GE(entry.header.ledgerTime, last);
            EXPECT_LE(entry.header.eventTime, entry.header.ledgerTime);
            EXPECT_EQ(entry.header.sequence, sequence++);
            last = entry.header.ledgerTime;
        }
        EXPECT_EQ(sequence - 1, accepted + timers) << "each timer exactly once";
        for (const Entry& entry : house.f->entries(Stream::decisions)) ADD_FAILURE() << entry.payload;
        EXPECT_EQ(house.total(), accepted + timers);
        const TenantId tenant = house.f->tenant;
        const Projections projections = house.f->projections;
        house.f.reset();
        expectLogAndViewsAreWhole(path, tenant, projections);
        if (::testing::Test::HasFailure()) return;
    }
}

TEST(ClockJumps, AServerThatStartsWithItsClockInThePastGoesOnFromTheLogsTime) {
    TempDir dir;
    const std::string path = dir.file("past.db");
    Instant written;
    {
        FaultyHouse house(path);
        ASSERT_TRUE(house.start().ok());
        ASSERT_TRUE(house.f->run(Add{"a", 1}, house.f->operatorAnna()).reply.ok());
        written = house.f->entries().back().header.ledgerTime;
    }
    FaultyHouse house(path);
    house.f->advance(hours(-24 * 365));
    ASSERT_TRUE(house.start().ok());
    ASSERT_TRUE(house.f->run(Add{"a", 1}, house.f->operatorAnna(), CommandId{derivedUuid("later")}).reply.ok());
    EXPECT_GE(house.f->entries().back().header.ledgerTime, written);
}

}  // namespace
}  // namespace ok::test
