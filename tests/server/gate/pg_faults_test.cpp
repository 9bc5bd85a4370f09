// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What lies below PostgreSQL fails: its tables' disk or its write-ahead log's is full, reports errors, or does not sync; a
// statement never ends. Nothing acknowledged is lost, nothing comes twice, sequences have no gap, and the server goes on by
// itself when the cause is gone. K1, R4, F07.R1.A3; issue "Bad input and faults".
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "server/store/log_tools.h"
#include "tests/support/log_checks.h"
#include "tests/support/server_node.h"
#include "tests/support/test_keys.h"

namespace ok::test {
namespace {

/// As tests/chaos/chaos_shim.cpp has it.
struct Control {
    volatile char mode, where;
    char unused[6];
    volatile std::int64_t clockOffset;
    std::int64_t refused;
};

class FaultyDisk {
  public:
    FaultyDisk() {
        // The database's processes run as another user: they get copies where they may read.
        std::filesystem::permissions(dir.file("."), std::filesystem::perms::owner_all | std::filesystem::perms::group_exec | std::filesystem::perms::others_exec);
        std::error_code error;
        std::filesystem::copy_file(OK_BINARY_DIR "/bin/libok_chaos.so", dir.file("shim.so"), error);
        there = !error;
        ::chmod(dir.file("shim.so").c_str(), 0755);
        const int fd = ::open(dir.file("control").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        ::fchmod(fd, 0666);
        if (::ftruncate(fd, sizeof(Control)) != 0) there = false;
        control = static_cast<Control*>(::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
        ::close(fd);
    }
    [[nodiscard]] std::string environment() const { return "LD_PRELOAD=" + dir.file("shim.so") + " OK_CHAOS_CONTROL=" + dir.file("control"); }
    [[nodiscard]] std::int64_t refused() const { return __atomic_load_n(&control->refused, __ATOMIC_RELAXED); }
    TempDir dir;
    Control* control = nullptr;
    bool there = false;
};

struct Fault {
    char mode, where;
    const char* name;
};

class PgDiskFaults : public ::testing::TestWithParam<Fault> {
  protected:
    void SetUp() override {
        if (!disk.there) GTEST_SKIP() << "the failing disk (libok_chaos.so) is not built";
        own = std::make_unique<PgServer>(true, std::vector<std::string>{"restart_after_crash = on"}, disk.environment());
        if (!own->trouble().empty()) GTEST_SKIP() << own->trouble();
        auto store = withKeys(openPgStore(own->address("faults")));
        ASSERT_TRUE(store.ok()) << store.problem().message;
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->addTenant(one, "one").ok());
        ASSERT_TRUE((*store)->commit().ok());
        store->reset();
        node = std::make_unique<ServerNode>(*own, "faults", "a", [] { return Instant::fromMicros(1'727'000'000'000'000); });
        node->start();
    }
    CommandId id(int n) const { return CommandId{derivedUuid("faults " + std::to_string(n))}; }
    /// One command; remembered when it was acknowledged.
    bool add() {
        const CommandId command = id(next++);
        const auto answer = node->add(one, "x" + std::to_string(next % 50), 1, command);
        if (!answer.reply.ok()) {
            ++refusedCommands[answer.reply.problem().code];
            const auto cause = answer.reply.problem().details.find("cause");
            if (cause != answer.reply.problem().details.end()) causes.insert(cause->second);
            return false;
        }
        acked.insert(command.str());
        return true;
    }
    /// Commands until one is carried out; the database is started again when it has given up.
    bool recovers() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(90);
        while (!add()) {
            if (std::chrono::steady_clock::now() > until) return false;
            own->ensureRunning();
        }
        return true;
    }
    void expectNothingLostNothingTwice() {
        auto reader = withKeys(openPgReader(own->address("faults")));
        ASSERT_TRUE(reader.ok());
        std::map<std::string, int> carriedOut;
        for (const Entry& entry : (*reader)->entries(one, Stream::ops, 0, 1'000'000)) ++carriedOut[entry.header.correlationId];
        for (const auto& [command, times] : carriedOut) EXPECT_EQ(times, 1) << command;
        for (const std::string& command : acked) EXPECT_TRUE(carriedOut.contains(command)) << command;
        (void)expectLogIsValid(**reader, one);
    }
    FaultyDisk disk;
    std::unique_ptr<PgServer> own;
    std::unique_ptr<ServerNode> node;
    TenantId one = tenantNamed("one");
    std::set<std::string> acked, causes;
    std::map<std::string, int> refusedCommands;
    int next = 0;
};

TEST_P(PgDiskFaults, NothingAcknowledgedIsLostNothingIsDoubledAndItGoesOnByItself) {
    const Fault fault = GetParam();
    for (int i = 0; i < 15; ++i) ASSERT_TRUE(recovers());
    disk.control->where = fault.where;
    disk.control->mode = fault.mode;
    for (int i = 0; i < 400 && (disk.refused() == 0 || i < 20); ++i) {
        (void)add();
        if (fault.mode == 's' && fault.where == 'd') (void)own->sql("CHECKPOINT");
    }
    EXPECT_GT(disk.refused(), 0) << "the fault was felt";
    disk.control->mode = 0;
    ASSERT_TRUE(recovers());
    for (int i = 0; i < 15; ++i) ASSERT_TRUE(recovers());
    EXPECT_GE(acked.size(), 30u);
    if (fault.mode == 'f' && fault.where == 'd') EXPECT_TRUE(causes.contains("disk_full")) << "said in words";
    expectNothingLostNothingTwice();
}

INSTANTIATE_TEST_SUITE_P(Faults, PgDiskFaults,
                         ::testing::Values(Fault{'f', 'd', "TablesFull"}, Fault{'e', 'd', "TablesFailToWrite"}, Fault{'s', 'd', "TablesDoNotSync"},
                                           Fault{'f', 'w', "LogFull"}, Fault{'e', 'w', "LogFailsToWrite"}, Fault{'s', 'w', "LogDoesNotSync"}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(PgTimeouts, AStatementThatNeverEndsIsGivenUpAndTheServerGoesOn) {
    if (!sharedPgServer().trouble().empty()) GTEST_SKIP() << sharedPgServer().trouble();
    TempDir dir;
    const std::string schema = "slow_" + sha256(dir.file("x")).hex().substr(0, 12);
    PgAddress address = sharedPgServer().address(schema);
    address.conninfo += " options='-c statement_timeout=2000'";
    auto opened = withKeys(openPgStore(address));
    ASSERT_TRUE(opened.ok()) << opened.problem().message;
    const TenantId one = tenantNamed("one");
    ASSERT_TRUE((*opened)->begin().ok());
    ASSERT_TRUE((*opened)->addTenant(one, "one").ok());
    ASSERT_TRUE((*opened)->commit().ok());
    Projections projections;
    addCounterProjections(projections);
    Gate gate(Gate::Parts{std::move(*opened), &projections, [] { return Instant::fromMicros(1'727'000'000'000'000); }, SigningKey(keyOf(7)), keyOf(9), access::builtinSource()});
    addCounterHandlers(gate);
    ASSERT_TRUE(gate.start().ok());
    SecurityContext who;
    who.tenant = one;
    who.actor = {ActorType::human, "anna"};
    who.roles = {"operator"};
    const auto add = [&](int n) { return gate.run(who, {CommandId{derivedUuid("slow " + std::to_string(n))}, std::string(Add::card.name), toJson(Add{"x", 1})}); };
    ASSERT_TRUE(add(1).reply.ok());
    (void)sharedPgServer().sql("CREATE FUNCTION " + schema + ".dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'; "
                               "CREATE TRIGGER dawdle BEFORE INSERT ON " + schema + ".checkpoints FOR EACH ROW EXECUTE FUNCTION " + schema + ".dawdle()");
    const auto refused = add(2);
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "store_failed");
    EXPECT_EQ(refused.reply.problem().details.at("cause"), "database_busy");
    (void)sharedPgServer().sql("DROP TRIGGER dawdle ON " + schema + ".checkpoints");
    EXPECT_TRUE(add(2).reply.ok()) << "the same command, once";
    EXPECT_TRUE(add(3).reply.ok());
    gate.stop();
    auto reader = withKeys(openPgReader(address));
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ((*reader)->entries(one, Stream::ops, 0, 100).size(), 3u);
    (void)expectLogIsValid(**reader, one);
}

}  // namespace
}  // namespace ok::test
