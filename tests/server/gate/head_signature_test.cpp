// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The log's head is signed, and the signature read back, before anything is durable; and no entry is written that lacks what
// every entry has (F07.R4.A1, F07.R1.A4). The signer that fails is the crypto library itself: this program's own
// EVP_DigestSign stands in front of it.
#include <gtest/gtest.h>

#include <atomic>
#include <dlfcn.h>
#include <openssl/evp.h>

#include "server/access/access_routes.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/entry_check.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace {
enum class Signer { good, empty, bent };
std::atomic<Signer> signer = Signer::good;
}  // namespace

extern "C" int EVP_DigestSign(EVP_MD_CTX* context, unsigned char* out, std::size_t* size, const unsigned char* data, std::size_t dataSize) {
    using Sign = int (*)(EVP_MD_CTX*, unsigned char*, std::size_t*, const unsigned char*, std::size_t);
    static const auto real = reinterpret_cast<Sign>(::dlsym(RTLD_NEXT, "EVP_DigestSign"));
    if (signer == Signer::empty) return 0;
    const int done = real(context, out, size, data, dataSize);
    if (signer == Signer::bent && out != nullptr) out[7] ^= 1;
    return done;
}

namespace ok::test {
namespace {

class HeadSignature : public ::testing::Test {
  protected:
    HeadSignature() {
        addCounterProjections(f.projections);
        addCounterHandlers(*f.gate);
        f.start();
    }
    ~HeadSignature() override { signer = Signer::good; }
    std::int64_t total() {
        std::int64_t out = -1;
        f.gate->inspect(f.tenant, [&out](CommandContext& cx) { out = cx.state<CounterSum>().total; });
        return out;
    }
    std::optional<SignedCheckpoint> head() {
        auto reader = f.gate->openReader();
        return (*reader)->lastCheckpoint(f.tenant, Stream::ops);
    }
    GateFixture f;
};

// F07.R4.A1
TEST_F(HeadSignature, WhatTheSignerDidNotSignIsNotWrittenAndTheReasonIsLogged) {
    ASSERT_TRUE(f.run(Add{"oak", 2}, f.operatorAnna()).reply.ok());
    const auto before = head();
    ASSERT_TRUE(before && verifies(*before));
    EXPECT_EQ(before->checkpoint.ledgerTime.micros(), f.now().micros()) << "to the microsecond";
    for (const Signer broken : {Signer::empty, Signer::bent}) {
        const CommandId id = f.freshId();
        signer = broken;
        ::testing::internal::CaptureStderr();
        const auto refused = f.run(Add{"oak", 5}, f.operatorAnna(), id);
        const std::string logged = ::testing::internal::GetCapturedStderr();
        ASSERT_FALSE(refused.reply.ok());
        EXPECT_EQ(refused.reply.problem().code, "signature_verification_failed");
        EXPECT_EQ(ok::access::statusOf(refused.reply.problem()), 503);
        EXPECT_NE(logged.find("reason=signature_verification_failed"), std::string::npos) << logged;
        EXPECT_EQ(f.gate->figures().storeTrouble, "signature_verification_failed") << "whoever watches /health sees it";
        signer = Signer::good;
        EXPECT_EQ(head(), before) << "nothing was persisted";
        EXPECT_EQ(f.document<Counter>("oak")->value, total());
        EXPECT_EQ(f.entries().size(), static_cast<std::size_t>(before->checkpoint.size));
    }
    ASSERT_TRUE(f.run(Add{"oak", 5}, f.operatorAnna()).reply.ok()) << "the signer is well again";
    EXPECT_EQ(total(), 7);
    EXPECT_TRUE(verifies(*head()));
    EXPECT_EQ(head()->checkpoint.size, before->checkpoint.size + 1);
    EXPECT_TRUE(f.gate->figures().storeTrouble.empty());
}

// F07.R1.A4
TEST_F(HeadSignature, AnEntryThatLacksWhatEveryEntryHasIsRefusedFieldByField) {
    SecurityContext who = f.operatorAnna();
    who.actor.id = std::string(600, 'x');
    who.source = "two\nlines";
    const auto answer = f.run(Add{"oak", 1}, who);
    ASSERT_FALSE(answer.reply.ok());
    EXPECT_EQ(answer.reply.problem().code, "invalid_entry");
    EXPECT_EQ(ok::access::statusOf(answer.reply.problem()), 400);
    ASSERT_EQ(answer.reply.problem().fields.size(), 2U);
    EXPECT_EQ(answer.reply.problem().fields[0].field, "actor_id");
    EXPECT_EQ(answer.reply.problem().fields[0].code, "too_long");
    EXPECT_EQ(answer.reply.problem().fields[1].field, "source_service");
    EXPECT_EQ(answer.reply.problem().fields[1].code, "bad_text");
    EXPECT_TRUE(f.entries().empty());
    EXPECT_FALSE(f.document<Counter>("oak"));
    ASSERT_TRUE(f.run(Add{"oak", 1}, f.operatorAnna()).reply.ok()) << "others go on";
    for (const Entry& entry : f.entries()) EXPECT_TRUE(ledger::faultsIn(entry.header, entry.payload).empty());
}

struct Announce {
    static constexpr CommandCard card{.name = "test.announce", .action = "incidents.test", .risk = RiskClass::high};
    std::string words;
};
BOOST_DESCRIBE_STRUCT(Announce, (), (words))

// F01.R6.A3: what was proposed, approved, executed and sent stands in that order, in UTC, and is near the reference.
TEST(TimePolicy, EntriesCarryTheReferencesTimeInUtcAndTheOrderOfWhatCausedWhat) {
    GateFixture f;
    addCounterProjections(f.projections);
    addCounterHandlers(*f.gate);
    f.gate->handle<Announce>([](const Right&, CommandContext& cx, const Announce& command) -> Status {
        cx.emit(CounterAdded{command.words, 1, "red"});
        OutboxRow row;
        row.connector = "sms";
        row.id = command.words;
        row.orderKey = command.words;
        cx.send(std::move(row));
        return {};
    });
    f.start();
    std::vector<Instant> reference;   // what an independent clock showed
    CommandAnswer asked;
    for (int round = 0; round < 3; ++round) {
        f.advance(milliseconds(1) + Duration(7));
        reference.push_back(f.now());
        asked = f.run(Announce{"words " + std::to_string(round)}, f.operatorAnna());
        f.advance(milliseconds(3));
        reference.push_back(f.now());
        ASSERT_TRUE(f.release(asked, f.approverCleo()).reply.ok());
    }
    const auto log = f.entries();
    ASSERT_EQ(log.size(), 12U) << "asked, frozen, decided and done, three times";
    const auto summaries = f.entries(Stream::executions);
    ASSERT_EQ(summaries.size(), 3U) << "and summed up in a stream of their own";
    auto reader = f.gate->openReader();
    for (std::size_t i = 0; i < log.size(); ++i) {
        const EntryHeader& header = log[i].header;
        EXPECT_EQ(header.sequence, static_cast<std::int64_t>(i) + 1) << "the index rises by one";
        const Duration apart = header.ledgerTime - reference[i / 4 * 2 + (i % 4 > 1 ? 1 : 0)];
        EXPECT_LE(apart, milliseconds(200));
        EXPECT_GE(apart, Duration::zero());
        const std::string shown = ledger::timestampOf(header.ledgerTime);
        ASSERT_EQ(shown.size(), std::string("2026-11-21T07:32:17.123Z").size());
        EXPECT_EQ(parseIso(shown)->millis(), header.ledgerTime.millis()) << "UTC, to the millisecond";
    }
    for (std::size_t round = 0; round < 3; ++round) {
        const Instant proposed = log[round * 4].header.ledgerTime, approved = log[round * 4 + 2].header.ledgerTime, executed = log[round * 4 + 3].header.ledgerTime;
        EXPECT_EQ(log[round * 4].header.type, "approval.requested");
        EXPECT_LT(proposed, approved);
        EXPECT_LE(approved, executed);
        const auto sent = (*reader)->outboxRow(f.tenant, "words " + std::to_string(round));
        ASSERT_TRUE(sent);
        EXPECT_LE(executed, sent->due) << "nothing is sent before it is in the log";
        const auto summary = fromJson<approvals::ApprovalExecuted>(summaries[round].payload);
        ASSERT_TRUE(summary.ok());
        EXPECT_EQ(summary->chainIndex, static_cast<std::int64_t>(round) + 1);
        EXPECT_LT(summary->proposalAt, summary->approver1At);
        EXPECT_LT(summary->approver1At, summary->approver2At);
        EXPECT_LT(summary->approver2At, summary->executedAt);
    }
}

// F07.R1.A4: every field on its own.
TEST(EntryCheck, EachFieldThatIsMissingOrWrongIsNamed) {
    EntryHeader good;
    good.tenant = tenantNamed("one");
    good.entryId = EntryId{derivedUuid("entry")};
    good.type = "counter.added";
    good.eventTime = good.ledgerTime = Instant::fromSeconds(1'727'000'000);
    good.actor.id = "anna";
    good.source = "console";
    good.correlationId = "c";
    good.payloadHash = sha256("{}");
    ASSERT_TRUE(ledger::faultsIn(good, "{}").empty());
    struct Row {
        std::function<void(EntryHeader&)> bend;
        std::string field, code;
    };
    const std::vector<Row> table{{[](EntryHeader& h) { h.tenant = {}; }, "tenant_id", "missing"},
                                 {[](EntryHeader& h) { h.entryId = {}; }, "entry_id", "missing"},
                                 {[](EntryHeader& h) { h.ledgerTime = {}; }, "timestamp", "missing"},
                                 {[](EntryHeader& h) { h.eventTime = {}; }, "event_time", "missing"},
                                 {[](EntryHeader& h) { h.type = "counter"; }, "event_type", "bad_word"},
                                 {[](EntryHeader& h) { h.type = "Counter.added"; }, "event_type", "bad_word"},
                                 {[](EntryHeader& h) { h.actor.id.clear(); }, "actor_id", "missing"},
                                 {[](EntryHeader& h) { h.source.clear(); }, "source_service", "missing"},
                                 {[](EntryHeader& h) { h.correlationId.clear(); }, "correlation_id", "missing"},
                                 {[](EntryHeader& h) { h.correlationId = std::string(129, 'x'); }, "correlation_id", "too_long"},
                                 {[](EntryHeader& h) { h.justification = std::string(20'000, 'x'); }, "justification", "too_long"},
                                 {[](EntryHeader& h) { h.payloadHash = {}; }, "payload_hash", "missing"}};
    for (const Row& row : table) {
        EntryHeader bent = good;
        row.bend(bent);
        const auto faults = ledger::faultsIn(bent, "{}");
        ASSERT_EQ(faults.size(), 1U) << row.field;
        EXPECT_EQ(faults[0].field, row.field);
        EXPECT_EQ(faults[0].code, row.code);
    }
    EXPECT_EQ(ledger::faultsIn(good, "").at(0).field, "payload");
}

}  // namespace
}  // namespace ok::test
