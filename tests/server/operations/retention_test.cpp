// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is kept how long (TA6, H2, digest C3 and C4, decisions.md 6; F01.R6.A7, F07.R1.A3): fixed when written, only ever raised,
// erased by the clock with a tombstone, held by the law, and the chain stays valid throughout.
#include <gtest/gtest.h>

#include <set>

#include "server/access/access_routes.h"
#include "server/ledger/export_writer.h"
#include "server/operations/privacy_commands.h"
#include "server/operations/retention_commands.h"
#include "server/store/log_tools.h"
#include "shared/access/gate_events.h"
#include "shared/operations/privacy.h"
#include "shared/operations/retention.h"
#include "shared/views/baseline.h"
#include "tests/support/counter_domain.h"
#include "tests/support/file_text.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/log_checks.h"

namespace ok::operations {
namespace {

constexpr Instant noon = Instant::fromSeconds(1'727'000'000);
constexpr Duration day = hours(24);

RetentionPolicy policy(int version, Instant since, int operational) { return {version, since, {{"operational", operational}}, "", ""}; }

TEST(RetainUntil, IsFixedByThePolicyAtWriteAndOnlyEverRaised) {  // decisions.md 6, digest C4
    const auto daysKept = [](Instant written, const std::vector<RetentionPolicy>& policies, Stream stream = Stream::decisions) {
        return (retainUntil(stream, written, policies) - written) / day;
    };
    EXPECT_EQ(daysKept(noon, {}), 30) << "the default for operational events";
    EXPECT_EQ(daysKept(noon, {}, Stream::security), 365);
    EXPECT_EQ(daysKept(noon, {}, Stream::ops), 2'555);
    const std::vector<RetentionPolicy> longer{policy(1, noon + day, 90)};
    EXPECT_EQ(daysKept(noon, longer), 90) << "a longer period raises what is there";
    EXPECT_EQ(daysKept(noon + 2 * day, longer), 90);
    const std::vector<RetentionPolicy> shorter{policy(1, noon + day, 90), policy(2, noon + 2 * day, 7)};
    EXPECT_EQ(daysKept(noon + 3 * day, shorter), 7) << "a shorter one holds for what is written later";
    EXPECT_EQ(daysKept(noon + day, shorter), 90) << "and never lowers";
    EXPECT_EQ(daysKept(noon, shorter), 90);
    const std::vector<RetentionPolicy> back{policy(1, noon, 7), policy(2, noon + day, 60)};
    EXPECT_EQ(daysKept(noon, back), 60);
    EXPECT_EQ(policy(1, noon, 0).daysOf(RetentionClass::operational), 1) << "the floor";
    EXPECT_EQ(policy(1, noon, 0).daysOf(RetentionClass::evidence), 2'555) << "a class that is not named keeps its standard";
}

TEST(RetainUntil, FallsMonotonicallyNeverWhateverPoliciesFollow) {
    // Property: adding a later policy never makes any entry's time earlier.
    for (int first : {1, 10, 100}) {
        for (int second : {1, 20, 200}) {
            std::vector<RetentionPolicy> policies{policy(1, noon, first)};
            std::vector<Instant> before;
            for (int d = -5; d < 5; ++d) before.push_back(retainUntil(Stream::decisions, noon + d * day, policies));
            policies.push_back(policy(2, noon + 6 * day, second));
            for (int d = -5; d < 5; ++d) EXPECT_GE(retainUntil(Stream::decisions, noon + d * day, policies), before[static_cast<std::size_t>(d + 5)]);
        }
    }
}

/// A refusal that names a subject.
struct Complain {
    static constexpr CommandCard card{.name = "test.complain", .action = "incidents.test"};
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(Complain, (), (subject))

struct Office {
    Office() {
        test::addCounterProjections(f.projections);
        addProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        addHandlers(*f.gate);
        addRetentionHandlers(*f.gate, f.projections);
        f.gate->handle<Complain>([](const Right&, CommandContext& cx, const Complain& c) -> Status {
            cx.emit(CommandRefused{"x", "y", "z"}, {.subjects = {c.subject}, .stream = Stream::decisions});
            return {};
        });
        f.start();
    }
    void complain(const std::string& subject) { ASSERT_TRUE(f.run(Complain{subject}, f.operatorAnna()).reply.ok()); }
    SecurityContext admin(std::string who = "ada") { return f.person(std::move(who), {"admin"}); }
    PurgeReply purge(bool dryRun = false, int limit = 2'000) {
        const auto answer = f.run(PurgeExpired{dryRun, limit}, admin());
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        return *fromJson<PurgeReply>(*answer.reply);
    }
    int payloadsLeft(Stream stream = Stream::decisions) {
        int out = 0;
        for (const Entry& entry : f.entries(stream)) out += entry.payload.empty() ? 0 : 1;
        return out;
    }
    void expectValid(std::int64_t erased) {
        auto reader = test::openTestReader(f.path);
        EXPECT_EQ(test::expectLogIsValid(**reader, f.tenant).erasedPayloads, erased);
    }
    test::GateFixture f;
};

TEST(Retention, WhatIsPastItsTimeIsErasedWithATombstoneAndTheChainStaysValid) {  // digest C3, F01.R6.A7, F06.R7.A5
    Office o;
    for (int i = 0; i < 5; ++i) o.complain("s" + std::to_string(i));
    ASSERT_TRUE(o.f.run(test::Add{"a", 1}, o.f.operatorAnna()).reply.ok());
    const auto before = o.f.entries(Stream::decisions);
    EXPECT_EQ(o.purge().purged, 0) << "nothing is old enough";
    o.f.advance(31 * day);
    o.complain("young");
    const auto dry = o.purge(true);
    EXPECT_EQ(dry.purged, 5);
    EXPECT_EQ(o.payloadsLeft(), 6) << "a dry run erases nothing";
    EXPECT_EQ(o.purge().purged, 5);
    EXPECT_EQ(o.payloadsLeft(), 1);
    const auto after = o.f.entries(Stream::decisions);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(after[i].headerJson, before[i].headerJson);
        EXPECT_EQ(after[i].hash, before[i].hash);
    }
    std::optional<PayloadsPurged> tomb;
    for (const Entry& entry : o.f.entries(Stream::security)) {
        if (entry.header.type == PayloadsPurged::eventType) tomb = *fromJson<PayloadsPurged>(entry.payload);
    }
    ASSERT_TRUE(tomb);
    EXPECT_EQ(tomb->purgedCount, 5);
    ASSERT_EQ(tomb->tombstones.size(), 5u);
    EXPECT_EQ(tomb->tombstones[0].removedHash, before[0].header.payloadHash);
    EXPECT_EQ(tomb->tombstones[0].removedHash, sha256(before[0].payload));
    EXPECT_EQ(tomb->previousHeadHash, after.back().hash);
    EXPECT_EQ(tomb->newGenesisHash, before[0].hash);
    o.expectValid(5);
    EXPECT_EQ(o.purge().purged, 0) << "once";
    EXPECT_EQ(o.f.document<RetentionState>("decisions")->purged, 5);
    EXPECT_EQ(o.f.document<test::Counter>("a")->value, 1);
}

TEST(Retention, ALegalHoldWinsUntilItIsLifted) {
    Office o;
    for (const char* subject : {"a", "held", "b"}) o.complain(subject);
    ASSERT_TRUE(o.f.run(SetLegalHold{"held", "the court asked for it"}, o.admin()).reply.ok());
    o.f.advance(31 * day);
    const auto first = o.purge();
    EXPECT_EQ(first.purged, 2);
    EXPECT_EQ(first.held, 1);
    EXPECT_EQ(o.purge().purged, 0);
    EXPECT_EQ(o.payloadsLeft(), 1);
    ASSERT_TRUE(o.f.runReleased(LiftLegalHold{"held", "the court is done with it"}, o.admin(), o.admin("ben")).reply.ok());
    EXPECT_EQ(o.purge().purged, 1);
    EXPECT_EQ(o.payloadsLeft(), 0);
    o.expectValid(3);
}

TEST(Retention, ItRunsByItselfEveryDayAndInPortions) {  // TA6: TTL
    Office o;
    for (int i = 0; i < 9; ++i) o.complain("s");
    EXPECT_EQ(o.purge().purged, 0);  // sets the timer going
    o.f.advance(32 * day);
    EXPECT_EQ(o.purge(false, 4).purged, 4);
    EXPECT_EQ(o.payloadsLeft(), 5);
    o.f.advance(seconds(2));  // there is more: the next portion comes at once
    o.f.gate->fireTimers();
    EXPECT_EQ(o.payloadsLeft(), 0);
    o.complain("later");
    for (int d = 0; d < 31; ++d) {
        o.f.advance(day + seconds(1));
        o.f.gate->fireTimers();
    }
    EXPECT_EQ(o.payloadsLeft(), 0);
}

TEST(Retention, PayloadsThatDocumentsAreMadeOfGoInTheirTimeTooAndARebuildGivesTheSame) {  // TA6, F01.R6.A7, F02.R5.A7
    Office o;
    auto rebuilt = [&o]() -> Result<RebuildResult> {
        auto store = test::openTestStore(o.f.path);
        if (!store.ok()) return store.problem();
        return rebuildViews(**store, o.f.tenant, o.f.projections, false);
    };
    for (int i = 1; i <= 3; ++i) ASSERT_TRUE(o.f.run(test::Add{"a", i}, o.f.operatorAnna()).reply.ok());
    o.complain("x");
    o.f.advance(3'000 * day);
    ASSERT_TRUE(o.f.run(test::Add{"b", 7}, o.f.operatorAnna()).reply.ok());
    EXPECT_EQ(o.purge(true).purged, 4);
    const auto first = o.purge();
    EXPECT_EQ(first.purged, 4);
    EXPECT_GE(first.baselined, 2) << "the counters, kept as they are";
    EXPECT_EQ(o.payloadsLeft(Stream::ops), 1) << "the young one";
    o.expectValid(4);
    ASSERT_TRUE(o.f.run(test::Add{"a", 10}, o.f.operatorAnna()).reply.ok());
    EXPECT_EQ(o.f.document<test::Counter>("a")->value, 16);
    EXPECT_EQ(o.purge().baselined, 0) << "only when payloads go that it does not cover";

    // Years later what came after goes as well; what is kept is made anew.
    o.f.advance(3'000 * day);
    const auto second = o.purge();
    EXPECT_GE(second.purged, 2);
    EXPECT_GE(second.baselined, 2);
    EXPECT_EQ(o.payloadsLeft(Stream::ops), 0);
    ASSERT_TRUE(o.f.run(test::Add{"b", 1}, o.f.operatorAnna()).reply.ok());
    for (const Entry& entry : o.f.entries(Stream::security)) {
        if (entry.header.type == PayloadsPurged::eventType || entry.header.type == ViewsBaselined::eventType) EXPECT_FALSE(entry.payload.empty()) << "what proofs and rebuilds rest on stays";
    }
    o.f.gate->stop();
    o.f.gate.reset();
    const auto again = rebuilt();
    ASSERT_TRUE(again.ok()) << again.problem().message;
    EXPECT_TRUE(again->identical) << (again->different.empty() ? "" : again->different.front());

    // What was kept is believed only as the log tells of it.
    auto store = test::openTestStore(o.f.path);
    ASSERT_TRUE(store.ok());
    ASSERT_TRUE((*store)->begin().ok());
    StoredRow row;
    (*store)->eachRow(o.f.tenant, "view_baseline", [&row](const StoredRow& each) { row = row.id.empty() ? each : row; });
    ASSERT_FALSE(row.id.empty());
    const std::size_t digit = row.body.find_last_of("0123456789");
    row.body[digit] = row.body[digit] == '9' ? '8' : '9';
    ASSERT_TRUE((*store)->putRow(o.f.tenant, "view_baseline", row).ok());
    ASSERT_TRUE((*store)->commit().ok());
    store->reset();
    const auto damaged = rebuilt();
    ASSERT_FALSE(damaged.ok());
    EXPECT_EQ(damaged.problem().code, "baseline_damaged");
}

TEST(Retention, PeriodsAreSetByTwoPeopleAboveAFloorAndHoldForwardOnly) {  // F06.R7.A5, F08.R7.A2
    Office o;
    const auto set = [&](std::map<std::string, int> days) { return o.f.runReleased(SetRetention{std::move(days), "the auditors asked for it"}, o.admin(), o.admin("ben")); };
    EXPECT_EQ(set({{"security", 30}}).reply.problem().code, "invalid_fields") << "write-once for 90 days";
    EXPECT_EQ(set({{"everything", 30}}).reply.problem().code, "invalid_fields");
    EXPECT_EQ(set({}).reply.problem().code, "invalid_fields");
    o.complain("old");
    o.f.advance(day);
    ASSERT_TRUE(set({{"operational", 5}}).reply.ok());
    o.f.advance(seconds(1));
    o.complain("new");
    o.f.advance(6 * day);
    EXPECT_EQ(o.purge().purged, 1) << "the old one keeps its 30 days, and holds up nothing that was written under the shorter period";
    o.f.advance(25 * day);
    EXPECT_EQ(o.purge().purged, 1);
    EXPECT_EQ(o.payloadsLeft(), 0);
    ASSERT_TRUE(set({{"evidence", 4'000}}).reply.ok());
    const auto policies = o.f.documents<RetentionPolicy>();
    ASSERT_EQ(policies.size(), 2u);
    EXPECT_EQ(policies[1].days.at("operational"), 5) << "what is not named stays";
    EXPECT_FALSE(o.f.run(SetRetention{{{"operational", 5}}, "on my own account"}, o.f.operatorAnna()).reply.ok());
}

TEST(Retention, AUtilitysEighteenMonthsAreKeptToTheDayAndTheSummarySaysWhatWent) {  // F01.R6.A7, F02.R5.A7, F02.R5
    Office o;
    constexpr int months18 = 548;
    const std::map<std::string, int> period{{"operational", months18}, {"security", months18}};
    ASSERT_TRUE(o.f.runReleased(SetRetention{period, "our own rule: eighteen months"}, o.admin(), o.admin("ben")).reply.ok());
    o.f.advance(seconds(1));
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(o.f.run(test::Add{"a", 1}, o.f.operatorAnna()).reply.ok());
    for (int i = 0; i < 6; ++i) o.complain("s");
    o.f.advance((months18 - 1) * day);
    o.complain("younger");
    ASSERT_TRUE(o.f.run(test::Add{"b", 1}, o.f.operatorAnna()).reply.ok());
    EXPECT_EQ(o.purge().purged, 0) << "a day is missing";
    o.f.advance(2 * day);
    const auto before = o.f.entries(Stream::decisions);
    const Instant threshold = o.f.now() - months18 * day;
    EXPECT_GE(o.purge().purged, 6);
    for (const Stream stream : allStreams) {
        for (const Entry& entry : o.f.entries(stream)) {
            if (entry.payload.empty()) EXPECT_LE(entry.header.ledgerTime, threshold) << "none that is newer than the threshold";
            else if (stream == Stream::decisions) EXPECT_GT(entry.header.ledgerTime, threshold) << "all that are older";
        }
    }
    // The summary: window, count, head before, first entry after, which chain; its names are the specification's.
    std::optional<Entry> summary;
    for (const Entry& entry : o.f.entries(Stream::security)) {
        if (entry.header.type == PayloadsPurged::eventType && entry.payload.find(R"("chain_segment_id":"decisions")") != std::string::npos) summary = entry;
    }
    ASSERT_TRUE(summary);
    for (const char* name : {"window_from", "window_to", "purged_count", "previous_head_hash", "new_genesis_hash", "tombstones"}) {
        EXPECT_NE(summary->payload.find('"' + std::string(name) + '"'), std::string::npos) << name;
    }
    const auto event = fromJson<PayloadsPurged>(summary->payload);
    EXPECT_EQ(event->purgedCount, 6);
    EXPECT_EQ(event->previousHeadHash, before.back().hash);
    EXPECT_EQ(event->newGenesisHash, before.front().hash);
    EXPECT_EQ(event->policyVersion, 1);
    EXPECT_LE(event->windowTo, threshold);
    auto reader = test::openTestReader(o.f.path);
    (void)test::expectLogIsValid(**reader, o.f.tenant);
    // A change is an entry with both people's names beside it, and the next run goes by it.
    ASSERT_TRUE(o.f.runReleased(SetRetention{{{"operational", 5}}, "shorter from today on"}, o.admin(), o.admin("ben")).reply.ok());
    int changes = 0;
    for (const Entry& entry : o.f.entries(Stream::security)) changes += entry.header.type == RetentionPolicySet::eventType;
    EXPECT_EQ(changes, 2);
    o.f.advance(seconds(1));
    o.complain("short");
    o.f.advance(6 * day);
    EXPECT_EQ(o.purge(true).purged, 1) << "the one before it keeps its eighteen months, and holds up nothing";
    o.f.advance(months18 * day);
    EXPECT_GE(o.purge().purged, 2);
    EXPECT_EQ(o.payloadsLeft(), 0);
}

// F01.R6.A7: three periods one after the other; each entry goes in its own time, whatever lies before it, and none goes twice.
TEST(Retention, AShortenedPeriodHoldsUpNothingThatWasWrittenAfterIt) {
    Office o;
    const auto set = [&](int days) {
        ASSERT_TRUE(o.f.runReleased(SetRetention{{{"operational", days}}, "our rule was changed"}, o.admin(), o.admin("ben")).reply.ok());
        o.f.advance(seconds(1));
    };
    const auto left = [&o] {
        std::string out;
        for (const Entry& entry : o.f.entries(Stream::decisions)) {
            if (!entry.payload.empty() && !entry.header.subjects.empty()) out += entry.header.subjects.front();
        }
        return out;
    };
    const auto verified = [&o] {
        auto reader = test::openTestReader(o.f.path);
        (void)test::expectLogIsValid(**reader, o.f.tenant);
    };
    set(60);
    for (const char* subject : {"a", "b"}) o.complain(subject);
    o.f.advance(day);
    set(5);
    for (const char* subject : {"c", "d"}) o.complain(subject);
    o.f.advance(day);
    set(20);
    for (const char* subject : {"e", "f"}) o.complain(subject);
    EXPECT_EQ(left(), "abcdef");
    o.f.advance(6 * day);
    (void)o.purge();
    EXPECT_EQ(left(), "abcdef") << "a longer period raised what was written under the five days";
    o.f.advance(day);
    set(5);
    for (const char* subject : {"g", "h"}) o.complain(subject);
    o.f.advance(6 * day);   // day 16: only the last two are past their time
    EXPECT_EQ(o.purge(false, 1).purged, 1);
    EXPECT_EQ(left(), "abcdefh") << "the limit leaves the rest for the next portion";
    EXPECT_EQ(o.purge().purged, 1);
    EXPECT_EQ(left(), "abcdef");
    verified();
    EXPECT_EQ(o.purge().purged, 0) << "once";
    const auto state = o.f.document<RetentionState>("decisions");
    ASSERT_EQ(state->eras.size(), 1U) << "beyond what is kept longer";
    EXPECT_GT(state->eras.begin()->second, state->through);
    o.f.advance(10 * day);  // day 26: the twenty days of the four in the middle are over
    EXPECT_EQ(o.purge().purged, 4);
    EXPECT_EQ(left(), "ab");
    o.f.advance(40 * day);
    EXPECT_EQ(o.purge().purged, 2);
    EXPECT_EQ(left(), "");
    EXPECT_TRUE(o.f.document<RetentionState>("decisions")->eras.empty()) << "everything was looked at: one place says it";
    verified();
    // The summaries: each names its stream, its window and what stood before and after, and all that went, once.
    std::set<std::int64_t> gone;
    for (const Entry& entry : o.f.entries(Stream::security)) {
        if (entry.header.type != PayloadsPurged::eventType) continue;
        const auto event = fromJson<PayloadsPurged>(entry.payload);
        ASSERT_TRUE(event.ok());
        if (event->chainSegmentId != Stream::decisions) continue;
        EXPECT_LE(event->windowFrom, event->windowTo);
        EXPECT_EQ(event->newGenesisHash, o.f.entries(Stream::decisions).front().hash);
        for (const Tombstone& stone : event->tombstones) EXPECT_TRUE(gone.insert(stone.sequence).second) << stone.sequence;
    }
    EXPECT_GE(gone.size(), 8U);
}

// H2: retention is looked at when something leaves, too: what is past its time leaves in no export, also before the purge has run,
// and what a hold keeps does.
TEST(Retention, WhatIsPastItsTimeLeavesTheHouseInNoExport) {
    Office o;
    for (const char* subject : {"old one", "held"}) o.complain(subject);
    ASSERT_TRUE(o.f.run(SetLegalHold{"held", "the court asked for it"}, o.admin()).reply.ok());
    o.f.advance(31 * day);
    o.complain("young");
    o.f.advance(seconds(1));
    auto reader = o.f.gate->openReader();
    ASSERT_TRUE(reader.ok());
    const SigningKey key(test::keyOf(7));
    const auto exported = [&](ExportFormat format, bool checked) {
        AuditExport asked;
        asked.format = format;
        asked.filter.streams = {"decisions"};
        asked.filter.to = o.f.now();
        asked.parametersHash = parametersHashOf(asked);
        const test::TempDir dir;
        ledger::ExportTools tools{**reader, nullptr, key, {}, {}, "one", o.f.now()};
        if (checked) tools.past = pastRetention(**reader, o.f.tenant, o.f.now());
        const auto made = ledger::writeExport(asked, tools, dir.file("export"));
        EXPECT_TRUE(made.ok()) << made.problem().message;
        return made.ok() ? test::contents(dir.file("export/") + made->files.front().name) : std::string();
    };
    const auto lines = [](const std::string& text, const std::string& word) {
        std::size_t out = 0;
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++out;
        return out;
    };
    const std::string before = exported(ExportFormat::jsonl, false), now = exported(ExportFormat::jsonl, true);
    EXPECT_EQ(lines(before, R"("payload_erased":false)"), 3U);
    EXPECT_EQ(lines(now, R"("payload_erased":false)"), 2U);
    EXPECT_EQ(lines(now, R"("payload_erased":true)"), 1U) << "its header stays, with its place in the chain";
    EXPECT_FALSE(exported(ExportFormat::bundle, true).empty()) << "and its proofs hold: a bundle is checked before it is sealed";
    EXPECT_EQ(o.purge().purged, 1) << "the same that the purge takes";
    EXPECT_EQ(exported(ExportFormat::jsonl, false), now) << "so the same question has the same answer before and after";
}

TEST(Retention, WhatIsHeldIsNotDeletedByAnybodyAndTheAttemptIsWrittenDown) {  // F02.R5.A7: 403, logged
    Office o;
    o.complain("held");
    o.complain("free");
    ASSERT_TRUE(o.f.run(SetLegalHold{"held", "the court asked for it"}, o.admin()).reply.ok());
    ASSERT_TRUE(o.f.run(SetLegalHold{"anna", "what she did is looked into"}, o.admin()).reply.ok());
    o.f.gate->inspect(o.f.tenant, [](CommandContext& cx) {
        EXPECT_EQ(heldSubject(cx, Stream::decisions, 1), "held");
        EXPECT_EQ(heldSubject(cx, Stream::decisions, 2), "anna") << "a hold on who acted";
        EXPECT_EQ(heldSubject(cx, Stream::decisions, 3), "");
        EXPECT_EQ(heldSubject(cx, Stream::decisions, 0), "");
    });
    o.f.advance(60 * day);
    EXPECT_EQ(o.purge().held, 2);
    EXPECT_EQ(o.payloadsLeft(), 2);
    EXPECT_EQ(access::statusOf(problem("legal_hold", "")), 403);
    int holds = 0;
    for (const Entry& entry : o.f.entries(Stream::security)) holds += entry.header.type == LegalHoldSet::eventType;
    EXPECT_EQ(holds, 2);
    ASSERT_TRUE(o.f.runReleased(LiftLegalHold{"anna", "nothing was found"}, o.admin(), o.admin("ben")).reply.ok());
    int lifted = 0;
    for (const Entry& entry : o.f.entries(Stream::security)) lifted += entry.header.type == LegalHoldLifted::eventType;
    EXPECT_EQ(lifted, 1);
    EXPECT_EQ(o.purge().purged, 1);
}

}  // namespace
}  // namespace ok::operations
