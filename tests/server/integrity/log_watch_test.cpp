// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The continuous check of the log (F07.R6): every minute what is new, every night everything; damage is found, written down,
// quarantined, told to three channels and again every 15 minutes, put back by two people, and ends with one word.
#include <gtest/gtest.h>

#include "server/integrity/alert_post.h"
#include "server/integrity/forensics.h"
#include "server/integrity/integrity_commands.h"
#include "server/integrity/log_watch.h"
#include "server/store/sqlite_store.h"
#include "shared/access/gate_events.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/pg_server.h"
#include "tests/support/touched.h"

namespace ok::integrity {
namespace {

class LogWatchTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (test::onPostgres()) GTEST_SKIP() << "bytes are changed under a SQLite database";
        open();
        for (int i = 0; i < 30; ++i) add();
    }
    void open() {
        f = std::make_unique<test::GateFixture>(path);
        if (started > 0) f->clockMicros = started;
        test::addCounterProjections(f->projections);
        addProjections(f->projections);
        test::addCounterHandlers(*f->gate);
        addHandlers(*f->gate, {.slugOf = [](TenantId) { return "one"; }});
        profile.tenant = f->tenant;
        profile.slug = "one";
        watch = std::make_unique<LogWatch>(WatchParts{.gate = *f->gate, .tenants = [this] { return std::vector{profile}; },
                                                      .clock = [this] { return f->now(); }, .commit = "test"});
        f->start();
        other = f->person("zoe", {"ledger_admin"});
        admin = f->person("ada", {"admin"});
    }
    void restart() {
        started = f->now().micros();
        watch.reset();
        f.reset();
        open();
    }
    SecurityContext touched(const SecurityContext& who) { return test::touched(who, f->now()); }
    void add() { ASSERT_TRUE(f->run(test::Add{"a", 1}, f->operatorAnna(), CommandId{derivedUuid("add " + std::to_string(adds++))}).reply.ok()); }
    void minute() {
        f->advance(seconds(60));
        f->gate->fireTimers();
        watch->runDue();
    }
    void night() {
        f->clockMicros = LogWatch::nextNight(f->now(), 2).micros();
        f->gate->fireTimers();
        watch->runDue();
    }
    /// Changes what lies in the database behind everybody's back.
    void damage(const std::string& column, std::int64_t sequence, const std::string& bytes) {
        auto db = SqliteDb::open(path, SqliteDb::Mode::writer);
        ASSERT_TRUE(db.ok());
        const std::string where = " WHERE place = " + std::to_string((std::int64_t{1} * 4 << 40) + sequence);
        ASSERT_TRUE((*db)->execute(bytes.empty() ? "DELETE FROM entries" + where : "UPDATE entries SET " + column + " = x'" + toHex(asBytes(bytes)) + "'" + where).ok());
    }
    Entry entry(std::int64_t sequence) { return f->entries()[static_cast<std::size_t>(sequence - 1)]; }
    std::vector<std::string> alerts(const std::string& kind) {
        std::vector<std::string> out;
        f->gate->inspect(f->tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 1000)) {
                const auto note = fromJson<AlertNote>(row.payload);
                if (note.ok() && note->kind == kind) out.push_back(row.connector);
            }
        });
        std::sort(out.begin(), out.end());
        return out;
    }
    std::vector<std::string> securityTypes() {
        std::vector<std::string> out;
        for (const Entry& each : f->entries(Stream::security)) out.push_back(each.header.type);
        return out;
    }

    static inline const std::vector<std::string> everyChannel{"alert_email", "alert_pagerduty", "alert_slack"};
    test::TempDir dir;
    std::string path = dir.file("watched.db");
    std::int64_t started = 0;
    int adds = 0;
    TenantProfile profile;
    SecurityContext admin, other;
    std::unique_ptr<test::GateFixture> f;
    std::unique_ptr<LogWatch> watch;
};

TEST_F(LogWatchTest, EveryNewEntryIsVerifiedEachMinuteAndAQuietMinuteLeavesNoTrace) {  // F07.R6.A1
    watch->runDue();
    EXPECT_EQ(watch->state(f->tenant).timeline.back().entries, 30);
    minute();
    EXPECT_EQ(watch->state(f->tenant).timeline.back().entries, 0);
    for (int i = 0; i < 5; ++i) add();
    f->advance(seconds(59));
    watch->runDue();
    EXPECT_EQ(watch->state(f->tenant).timeline.size(), 2u) << "not yet a minute";
    f->advance(seconds(1));
    watch->runDue();
    const WatchState state = watch->state(f->tenant);
    EXPECT_EQ(state.timeline.back().entries, 5);
    EXPECT_EQ(state.timeline.back().kind, "incremental");
    EXPECT_EQ(state.coverage, 1.0);
    EXPECT_EQ(state.lastIncremental, f->now());
    EXPECT_TRUE(f->entries(Stream::security).empty());
}

TEST_F(LogWatchTest, EveryNightTheWholeLogIsVerifiedAndTheRunIsRecorded) {  // F07.R6.A1, F06.R7.A6
    watch->runDue();
    night();
    EXPECT_EQ(toIso(f->now()).substr(11, 8), "02:00:00");
    const auto run = f->document<CheckRun>("full");
    ASSERT_TRUE(run);
    EXPECT_TRUE(run->valid);
    EXPECT_EQ(run->coverage, 1.0);
    EXPECT_EQ(run->commit, "test");
    ASSERT_EQ(run->streams.size(), allStreams.size());
    EXPECT_EQ(run->streams[0].entries, 30);
    auto reader = f->gate->openReader();
    EXPECT_EQ(run->streams[0].root, (*reader)->lastCheckpoint(f->tenant, Stream::ops)->checkpoint.root) << "the persisted root of that moment";
    restart();  // goes on where the night's run ended
    add();
    watch->runDue();
    EXPECT_EQ(watch->state(f->tenant).timeline.back().entries, 1 + 1) << "the new entry, and the record of the run";
    EXPECT_EQ(watch->state(f->tenant).lastFull, run->endedAt);
}

TEST_F(LogWatchTest, DamageIsQuarantinedKeptAndToldToThreeChannelsOnce) {  // F07.R6.A3, F07.R6.A5, F06.R7.A6
    damage("payload", 12, R"({"amount":9999,"colour":"red","name":"a"})");
    watch->runDue();
    const auto found = f->documents<Anomaly>();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].finding.type, "CORRUPTION");
    EXPECT_EQ(found[0].finding.first, 12);
    EXPECT_EQ(found[0].finding.last, 12);
    EXPECT_TRUE(found[0].quarantined());
    EXPECT_EQ(alerts("found"), everyChannel);
    std::string bundle;
    f->gate->inspect(f->tenant, [&](CommandContext& cx) { bundle = cx.store().rowBody(cx.tenant(), forensicTable, found[0].id).value_or(""); });
    EXPECT_NE(bundle.find(toBase64(asBytes(R"({"amount":9999,"colour":"red","name":"a"})"))), std::string::npos) << "the raw bytes as they were found";
    EXPECT_NE(bundle.find(entry(12).header.payloadHash.hex()), std::string::npos);
    const auto written = f->entries(Stream::security);
    ASSERT_EQ(written.size(), 1u);
    EXPECT_NE(written[0].payload.find(sha256(bundle).hex()), std::string::npos) << "the bundle itself cannot be changed unnoticed";
    // Again by night: the same damage, nothing new. But a word every quarter of an hour.
    night();
    EXPECT_EQ(f->documents<Anomaly>().size(), 1u);
    EXPECT_EQ(alerts("found"), everyChannel);
    EXPECT_FALSE(f->document<CheckRun>("full")->valid);
    EXPECT_EQ(alerts("still_open"), everyChannel) << "one heartbeat was due";
    f->advance(minutes(15));
    f->gate->fireTimers();
    EXPECT_EQ(alerts("still_open").size(), 6u);
    // What comes later is verified all the same, against the signed tree.
    add();
    minute();
    EXPECT_EQ(f->documents<Anomaly>().size(), 1u);
    EXPECT_TRUE(watch->state(f->tenant).timeline.back().valid);
    // Nobody writes into it.
    const auto tried = f->run(ChangeEntry{Stream::ops, 12, "PUT"}, admin);
    ASSERT_TRUE(tried.reply.ok());
    EXPECT_NE(tried.reply->find(found[0].id), std::string::npos);
    EXPECT_EQ(securityTypes().back(), "ledger.change_blocked");
}

TEST_F(LogWatchTest, TwoPeoplePutTheGenuineBytesBackAndAVerificationEndsIt) {  // F07.R6.A6
    std::vector<GenuineEntry> genuine;
    for (std::int64_t n = 12; n <= 14; ++n) genuine.push_back({n, toBase64(asBytes(entry(n).headerJson)), toBase64(asBytes(entry(n).payload))});
    for (std::int64_t n = 12; n <= 14; ++n) damage("", n, "");
    watch->runDue();
    const auto found = f->documents<Anomaly>();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].finding.type, "GAP");
    RestoreEntries command{found[0].id, genuine, "from the backup of last night"};
    EXPECT_EQ(f->run(command, touched(f->person("al", {"auditor"}))).reply.problem().code, "access_denied");
    EXPECT_EQ(f->run(command, touched(admin)).reply.problem().code, "approval_required");
    auto forged = command;
    forged.entries[1].payload = toBase64(asBytes("{}"));
    EXPECT_EQ(f->runReleased(forged, touched(admin), touched(other)).reply.problem().code, "not_genuine");
    forged = command;
    std::string header = entry(11).headerJson;
    header.replace(header.find("\"anna\""), 6, "\"otto\"");
    forged.entries[0].header = toBase64(asBytes(header));
    EXPECT_EQ(f->runReleased(forged, touched(admin), touched(other)).reply.problem().code, "not_genuine");
    forged = command;
    forged.entries.pop_back();
    EXPECT_EQ(f->runReleased(forged, touched(admin), touched(other)).reply.problem().code, "outside_anomaly");
    const auto done = f->runReleased(command, touched(admin), touched(other));
    ASSERT_TRUE(done.reply.ok()) << done.reply.problem().message;
    EXPECT_EQ(f->documents<Anomaly>()[0].state, AnomalyState::open) << "only a verification ends it";
    watch->runDue();
    EXPECT_EQ(watch->state(f->tenant).timeline.back().kind, "recheck");
    EXPECT_EQ(f->documents<Anomaly>()[0].state, AnomalyState::resolved);
    EXPECT_EQ(alerts("resolved"), everyChannel);
    const std::size_t repeats = alerts("still_open").size();
    minute();
    night();
    EXPECT_EQ(alerts("resolved"), everyChannel) << "one word, once";
    EXPECT_EQ(alerts("still_open").size(), repeats) << "and then silence";
    EXPECT_TRUE(f->document<CheckRun>("full")->valid);
}

TEST_F(LogWatchTest, DamageNobodyCanMendIsAcceptedByTwoPeopleAndStaysQuarantined) {  // F07.R6.A6
    damage("payload", 3, "{}");
    watch->runDue();
    const std::string id = f->documents<Anomaly>().at(0).id;
    EXPECT_EQ(f->runReleased(AcceptDamage{id, "short"}, touched(admin), touched(other)).reply.problem().code, "invalid_fields");
    ASSERT_TRUE(f->runReleased(AcceptDamage{id, "no copy of it exists"}, touched(admin), touched(other)).reply.ok());
    night();
    const auto after = f->documents<Anomaly>();
    ASSERT_EQ(after.size(), 1u) << "known damage is not found anew";
    EXPECT_EQ(after[0].state, AnomalyState::accepted);
    EXPECT_TRUE(after[0].quarantined());
    EXPECT_TRUE(alerts("still_open").empty());
}

TEST_F(LogWatchTest, BothPeopleTouchTheirKeysOrNothingHappens) {  // F07.R6.A6: MFA of each approver
    damage("payload", 3, "{}");
    watch->runDue();
    const std::string id = f->documents<Anomaly>().at(0).id;
    const Entry third = entry(3);
    const RestoreEntries restore{id, {{3, toBase64(asBytes(third.headerJson)), toBase64(asBytes("{}"))}}, "from the backup of last night"};
    const AcceptDamage accept{id, "no copy of it exists"};
    const auto expectDemanded = [&](const CommandAnswer& answer, const std::string& command) {
        ASSERT_FALSE(answer.reply.ok());
        EXPECT_EQ(answer.reply.problem().code, "step_up_required") << "what makes console and okctl ask for the key";
        const auto refusal = fromJson<CommandRefused>(f->entries(Stream::decisions).back().payload);
        EXPECT_EQ(refusal->command, command);
        EXPECT_EQ(refusal->code, "step_up_required");
        EXPECT_EQ(f->documents<Anomaly>().at(0).state, AnomalyState::open);
    };
    expectDemanded(f->run(restore, admin), "integrity.restore_entries");
    expectDemanded(f->run(accept, admin), "integrity.accept_damage");
    auto stale = touched(admin);
    f->advance(minutes(6));
    expectDemanded(f->run(accept, stale), "integrity.accept_damage");
    const auto asked = f->run(accept, touched(admin));
    ASSERT_EQ(asked.reply.problem().code, "approval_required");
    expectDemanded(f->release(asked, other), "integrity.accept_damage");
    auto staleToo = touched(other);
    f->advance(minutes(6));
    expectDemanded(f->release(asked, staleToo), "integrity.accept_damage");
    // The same release, sent again after the touch, goes through; the record says how surely each was signed in.
    ASSERT_TRUE(f->release(asked, touched(other)).reply.ok());
    EXPECT_EQ(f->documents<Anomaly>().at(0).state, AnomalyState::accepted);
    const auto approval = f->documents<approvals::Approval>().at(0);
    ASSERT_EQ(approval.steps.size(), 2u);
    for (const auto& step : approval.steps) EXPECT_EQ(step.assurance, 2);
}

TEST_F(LogWatchTest, MinuteByMinuteAndByNightEveryRunSaysHowLongHowMuchAndOfWhichProgram) {  // F07.R6.A1, F07.R6
    for (int i = 30; i < 1'000; ++i) add();
    watch->runDue();
    EXPECT_EQ(watch->state(f->tenant).timeline.back().entries, 1'000);
    for (int n = 1; n <= 3; ++n) {
        for (int i = 0; i < 10 * n; ++i) add();
        minute();
        const WatchState state = watch->state(f->tenant);
        EXPECT_EQ(state.timeline.back().kind, "incremental");
        EXPECT_EQ(state.timeline.back().entries, 10 * n) << "all of what came since, and nothing twice";
        EXPECT_EQ(state.lastIncremental, f->now());
        EXPECT_EQ(state.coverage, 1.0);
    }
    night();
    const auto run = f->document<CheckRun>("full");
    ASSERT_TRUE(run);
    EXPECT_TRUE(run->valid);
    EXPECT_EQ(run->coverage, 1.0);
    EXPECT_EQ(run->commit, "test");
    EXPECT_GE(run->seconds, 0);
    EXPECT_LE(run->startedAt, run->endedAt);
    EXPECT_EQ(run->streams.at(0).entries, 1'060);
    auto reader = f->gate->openReader();
    EXPECT_EQ(run->streams.at(0).root, (*reader)->lastCheckpoint(f->tenant, Stream::ops)->checkpoint.root);
    EXPECT_EQ(watch->state(f->tenant).lastFull, run->endedAt);
    // An index that is there twice, out of order or not at all is flagged by the next look at it.
    damage("", 500, "");
    night();
    const auto broken = f->document<CheckRun>("full");
    EXPECT_FALSE(broken->valid);
    EXPECT_LT(broken->coverage, 1.0);
    EXPECT_EQ(f->documents<Anomaly>().at(0).finding.type, "GAP");
}

TEST_F(LogWatchTest, ATruncatedLogIsToldEvenWhenItsCheckpointsWereCutToo) {
    watch->runDue();
    night();
    {
        auto db = SqliteDb::open(path, SqliteDb::Mode::writer);
        const std::string beyond = " WHERE place > " + std::to_string((std::int64_t{1} * 4 << 40) + 20) + " AND place < " + std::to_string((std::int64_t{1} * 4 + 1) << 40);
        ASSERT_TRUE((*db)->execute("DELETE FROM entries" + beyond + "; DELETE FROM checkpoints" + beyond).ok());
    }
    minute();
    const auto found = f->documents<Anomaly>();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].finding.type, "GAP");
    EXPECT_EQ(found[0].finding.last, 30);
}

TEST(AlertPost, PagerDutyClosesItsIncidentAndSlackReadsAsWords) {  // F07.R6.A3
    const AlertNote note{"found", "ops/GAP/3-5", "a-1", "critical", "ops 3-5", "GAP", "missing", "/v1/x", Instant::fromSeconds(1'727'000'000)};
    EXPECT_NE(pagerdutyBody(toJson(note), "key", "s").find(R"("dedup_key":"ops/GAP/3-5","event_action":"trigger")"), std::string::npos);
    auto ended = note;
    ended.kind = "resolved";
    EXPECT_NE(pagerdutyBody(toJson(ended), "key", "s").find(R"("event_action":"resolve")"), std::string::npos);
    EXPECT_NE(slackBody(toJson(note)).find("damage found (GAP, ops 3-5)"), std::string::npos);
}

}  // namespace
}  // namespace ok::integrity
