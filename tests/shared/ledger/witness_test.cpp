// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every console is a witness (issue piece "main job 4", F07.R1.A1): an honest log passes, each kind of tampering raises
// its own alarm, and an alarm is final.
#include "shared/ledger/witness.h"

#include <gtest/gtest.h>

#include "tests/support/small_log.h"

namespace ok {
namespace {

using test::SmallLog;

Witness witnessOf(const SmallLog& log) {
    return {log.tenant(), Stream::ops, log.publicKey()};
}

/// Feeds entries from + 1 ..; the code of the first alarm, or nothing.
std::string feed(Witness& witness, const SmallLog& log, std::size_t from = 0) {
    for (std::size_t i = from; i < log.entries.size(); ++i) {
        if (auto taken = witness.take(log.entries[i].headerJson, log.entries[i].payload); !taken.ok()) {
            return taken.problem().code;
        }
    }
    return {};
}

std::string codeOf(const Status& status) {
    return status.ok() ? "" : status.problem().code;
}

TEST(Witness, accepts_an_honest_log_of_any_size) {
    for (int n = 1; n <= 40; ++n) {
        SmallLog log;
        Witness witness = witnessOf(log);
        log.grow(n);
        EXPECT_EQ(feed(witness, log), "");
        EXPECT_EQ(codeOf(witness.take(log.checkpoint())), "") << n;
        EXPECT_EQ(witness.size(), n);
        EXPECT_EQ(witness.checkpoint(), log.checkpoint());
    }
}

TEST(Witness, accepts_headers_whose_payload_is_withheld) {
    SmallLog log;
    log.grow(3);
    Witness witness = witnessOf(log);
    for (const Entry& entry : log.entries) EXPECT_TRUE(witness.take(entry.headerJson, "").ok());
    EXPECT_EQ(codeOf(witness.take(log.checkpoint())), "");
}

TEST(Witness, goes_on_from_a_stored_state) {
    SmallLog log;
    log.grow(13);
    Witness first = witnessOf(log);
    feed(first, log);
    ASSERT_TRUE(first.take(log.checkpoint()).ok());
    const auto stored = fromJson<WitnessState>(toJson(first.state()));
    ASSERT_TRUE(stored.ok());
    auto second = Witness::resume(*stored);
    ASSERT_TRUE(second.ok());
    log.grow(9);
    EXPECT_EQ(feed(*second, log, 13), "");
    EXPECT_EQ(codeOf(second->take(log.checkpoint())), "");
    EXPECT_EQ(second->size(), 22);

    WitnessState damaged = *stored;
    damaged.frontier.pop_back();
    EXPECT_EQ(Witness::resume(damaged).problem().code, "bad_witness_state");
}

TEST(Witness, starts_in_the_middle_only_from_what_was_signed) {
    SmallLog log;
    log.grow(21);
    const WitnessStart honest{21, log.entries.back().headerJson, log.frontier().peaks(), log.checkpoint()};
    {
        Witness witness = witnessOf(log);
        ASSERT_TRUE(witness.start(honest).ok());
        log.grow(4);
        EXPECT_EQ(feed(witness, log, 21), "");
        EXPECT_EQ(codeOf(witness.take(log.checkpoint())), "");
        EXPECT_EQ(codeOf(witness.start(honest)), "rolled_back");
    }
    WitnessStart otherHead = honest;
    otherHead.headHeader = log.entries[19].headerJson;
    Witness a = witnessOf(log);
    EXPECT_EQ(codeOf(a.start(otherHead)), "chain_broken");
    WitnessStart otherTree = honest;
    otherTree.frontier[1].bytes[0] ^= 1;
    Witness b = witnessOf(log);
    EXPECT_EQ(codeOf(b.start(otherTree)), "root_mismatch");
    WitnessStart otherSize = honest;
    otherSize.size = 22;
    Witness c = witnessOf(log);
    EXPECT_EQ(codeOf(c.start(otherSize)), "root_mismatch");
}

TEST(Witness, notices_a_flipped_byte_in_payload_or_header) {
    SmallLog log;
    log.grow(5);
    Witness payload = witnessOf(log);
    feed(payload, log, 5);
    std::string flipped = log.entries[0].payload;
    flipped[5] ^= 1;
    EXPECT_EQ(payload.take(log.entries[0].headerJson, flipped).problem().code, "payload_mismatch");

    // A changed header breaks the link to the entry after it, or the header before.
    SmallLog changed = log;
    EntryHeader header = changed.entries[2].header;
    header.source = "elsewhere";
    changed.entries[2] = sealEntry(header, changed.entries[2].payload);
    Witness witness = witnessOf(log);
    EXPECT_EQ(feed(witness, changed), "chain_broken");
    EXPECT_EQ(witness.size(), 3);
    EXPECT_EQ(witness.alarm()->details.at("expected"), "4");

    // The last entry has no follower: there the signed root tells.
    SmallLog last = log;
    header = last.entries[4].header;
    header.source = "elsewhere";
    last.entries[4] = sealEntry(header, last.entries[4].payload);
    Witness atEnd = witnessOf(log);
    EXPECT_EQ(feed(atEnd, last), "");
    EXPECT_EQ(codeOf(atEnd.take(log.checkpoint())), "root_mismatch");
}

TEST(Witness, refuses_headers_that_are_not_canonical_or_of_another_log) {
    SmallLog log;
    log.grow(1);
    Witness spaced = witnessOf(log);
    EXPECT_EQ(spaced.take(log.entries[0].headerJson + " ", "").problem().code, "chain_broken");
    Witness garbage = witnessOf(log);
    EXPECT_EQ(garbage.take("{", "").problem().code, "chain_broken");
    SmallLog other("other");
    other.grow(1);
    Witness foreign = witnessOf(log);
    EXPECT_EQ(feed(foreign, other), "chain_broken");
}

TEST(Witness, notices_gaps_and_a_log_that_begins_again) {
    SmallLog log;
    log.grow(6);
    Witness gap = witnessOf(log);
    EXPECT_EQ(feed(gap, log, 1), "chain_broken");
    Witness again = witnessOf(log);
    feed(again, log);
    EXPECT_EQ(feed(again, log, 3), "rolled_back");
}

TEST(Witness, notices_a_shorter_log_by_its_checkpoint) {
    SmallLog log;
    log.grow(4);
    const SignedCheckpoint early = log.checkpoint();
    log.grow(2);
    Witness witness = witnessOf(log);
    feed(witness, log);
    ASSERT_TRUE(witness.take(log.checkpoint()).ok());
    EXPECT_EQ(codeOf(witness.take(early)), "rolled_back");
}

TEST(Witness, keeps_both_signatures_of_a_fork_as_evidence) {
    SmallLog honest;
    honest.grow(4);
    SmallLog forked = honest;
    honest.grow(1, "one");
    forked.grow(1, "two");
    Witness witness = witnessOf(honest);
    feed(witness, honest);
    ASSERT_TRUE(witness.take(honest.checkpoint()).ok());
    const Status status = witness.take(forked.checkpoint());
    ASSERT_EQ(codeOf(status), "forked");
    EXPECT_EQ(status.problem().details.at("signature"), forked.checkpoint().signature);
    EXPECT_EQ(status.problem().details.at("signature_before"), honest.checkpoint().signature);
}

TEST(Witness, checks_a_checkpoint_that_came_before_its_entries) {
    SmallLog log;
    log.grow(3);
    Witness witness = witnessOf(log);
    EXPECT_EQ(codeOf(witness.take(log.checkpoint())), "");
    EXPECT_FALSE(witness.checkpoint());
    EXPECT_EQ(feed(witness, log), "");
    EXPECT_EQ(witness.checkpoint(), log.checkpoint());

    SmallLog other;
    other.grow(3, "other");
    Witness cheated = witnessOf(log);
    EXPECT_EQ(codeOf(cheated.take(log.checkpoint())), "");
    EXPECT_EQ(feed(cheated, other), "root_mismatch");
}

TEST(Witness, trusts_one_key_only) {
    SmallLog log;
    log.grow(2);
    SmallLog impostor("small", Stream::ops, 9);
    impostor.grow(2);
    Witness witness = witnessOf(log);
    feed(witness, log);
    EXPECT_EQ(codeOf(witness.take(impostor.checkpoint())), "key_changed");

    Witness forged = witnessOf(log);
    feed(forged, log);
    SignedCheckpoint bent = log.checkpoint();
    bent.checkpoint.ledgerTime += seconds(1);
    EXPECT_EQ(codeOf(forged.take(bent)), "bad_signature");

    Witness met = witnessOf(log);
    EXPECT_EQ(codeOf(met.meet(log.publicKey())), "");
    EXPECT_EQ(codeOf(met.meet(impostor.publicKey())), "key_changed");
}

TEST(Witness, keeps_its_alarm_for_ever) {
    SmallLog log;
    log.grow(2);
    Witness witness = witnessOf(log);
    ASSERT_EQ(witness.take(log.entries[1].headerJson, "").problem().code, "chain_broken");
    EXPECT_EQ(feed(witness, log), "chain_broken");
    EXPECT_EQ(codeOf(witness.take(log.checkpoint())), "chain_broken");
    EXPECT_EQ(witness.size(), 0);
}

}  // namespace
}  // namespace ok
