// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Pieces of exports by themselves: mailed links, proofs of selections, lines about time that were bent, the PDF's font
// (F07.R4.A6, F07.R5.A2, F07.R5.A3).
#include <gtest/gtest.h>

#include <random>

#include "server/integrity/tsa_client.h"
#include "server/ledger/export_routes.h"
#include "server/ledger/pdf_report.h"
#include "shared/base/pdf_objects.h"
#include "shared/ledger/multi_proof.h"
#include "shared/ledger/time_evidence.h"
#include "shared/operations/audit_schedules.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/real_tsa.h"

namespace ok::ledger {
namespace {

using namespace operations;
using integrity::authoritiesOf;
using test::RealTsa;

TEST(ExportTimesTest, LinesThatWereBentAreFoundByWhoeverTheyAreAbout) {  // F07.R4.A6
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    const SigningKey key(test::keyOf(7));
    const DayRoot root{"2026-11-21", Stream::ops, 1, 9, sha256("root")};
    const std::string body = toJson(root);
    const auto stamp = integrity::requestTimeStamp(tsa.settings(), sha256(body), 5);
    ASSERT_TRUE(stamp.ok());
    TimeEvidence line{"day/2026-11-21/ops", SignedRootEvidence{RawJson{body}, toHex(key.sign(asBytes(body))), toHex(key.publicKey())},
                      StampEvidence{sha256(body), "ok", stamp->token, stamp->time}, {}};
    EvidenceManifest manifest;
    manifest.days = {root};
    const auto faults = [&](const TimeEvidence& given, const std::string& pinned = {}) {
        EvidenceVerdict verdict;
        const std::string text = toJson(given) + "\n", authorities = authoritiesOf(tsa.settings());
        TimeCheck check(text, authorities, verdict);
        check.finish(manifest, pinned);
        return verdict.faults.size();
    };
    EXPECT_EQ(faults(line, toHex(key.publicKey())), 0u);
    EXPECT_EQ(faults(line, toHex(SigningKey(test::keyOf(8)).publicKey())), 1u) << "another server's key";
    TimeEvidence bent = line;
    bent.id = "day/2026-11-20/ops";
    EXPECT_EQ(faults(bent), 1u);
    bent = line;
    bent.stamp->digest = sha256("something else");
    EXPECT_GE(faults(bent), 1u);
    bent = line;
    bent.stamp->time = stamp->time + seconds(1);
    EXPECT_EQ(faults(bent), 1u) << "the token says another time";
    bent = line;
    bent.day->signature[4] = bent.day->signature[4] == '0' ? '1' : '0';
    EXPECT_EQ(faults(bent), 1u);
    bent = line;
    bent.day->root = RawJson{toJson(DayRoot{"2026-11-21", Stream::ops, 1, 9, sha256("another root")})};
    bent.day->signature = toHex(key.sign(asBytes(bent.day->root.text)));
    EXPECT_GE(faults(bent), 1u) << "signed by us, but not what the records lead to";
    EvidenceVerdict verdict;
    const std::string nonsense = "{\"id\":1}\nnot json\n";
    TimeCheck check(nonsense, {}, verdict);
    EXPECT_EQ(verdict.faults.size(), 2u);
}

TEST(ExportLinkTest, AMailedLinkIsValidForItsTimeAndCannotBeMadeByOthers) {
    const Digest secret = sha256("secret");
    const Instant until = Instant::fromSeconds(1'800'000'000);
    const ExportLink link{test::tenantNamed("one"), ExportId{derivedUuid("x")}, until};
    const std::string text = writeLink(link, secret);
    ASSERT_TRUE(readLink(text, secret, until - seconds(1)).ok());
    EXPECT_EQ(readLink(text, secret, until - seconds(1))->id, link.id);
    EXPECT_EQ(readLink(text, secret, until).problem().code, "link_expired");
    EXPECT_EQ(readLink(text, sha256("other"), until - seconds(1)).problem().code, "link_not_found");
    std::string bent = text;
    bent[3] = bent[3] == 'A' ? 'B' : 'A';
    EXPECT_EQ(readLink(bent, secret, until - seconds(1)).problem().code, "link_not_found");
    for (const char* bad : {"", ".", "a.b", "no dot"}) EXPECT_FALSE(readLink(bad, secret, until).ok());
}

TEST(MultiProofTest, EverySelectionOfEveryTreeIsProvenAndNoOther) {
    std::mt19937 dice(3);
    for (int size = 1; size <= 40; ++size) {
        for (int round = 0; round < 12; ++round) {
            merkle::MultiProofBuilder builder;
            merkle::Frontier plain;
            std::vector<std::pair<std::int64_t, Digest>> chosen;
            for (int i = 0; i < size; ++i) {
                const Digest hash = sha256("leaf " + std::to_string(i));
                const bool pick = round == 0 || (round > 1 && dice() % static_cast<unsigned>(round) == 0);
                if (pick) chosen.emplace_back(i, hash);
                builder.add(hash, pick);
                plain.append(hash);
            }
            auto proof = builder.finish();
            ASSERT_EQ(proof.root, plain.root());
            ASSERT_TRUE(merkle::verifies(proof, chosen)) << size << " " << chosen.size();
            if (chosen.empty()) continue;
            auto other = chosen;
            other[dice() % other.size()].second = sha256("another leaf");
            EXPECT_FALSE(merkle::verifies(proof, other));
            other = chosen;
            other.pop_back();
            EXPECT_FALSE(merkle::verifies(proof, other)) << "one left out";
            if (chosen.size() < static_cast<std::size_t>(size)) {
                other = chosen;
                other.front().first = other.front().first == 0 ? size - 1 : other.front().first - 1;
                std::sort(other.begin(), other.end());
                EXPECT_FALSE(merkle::verifies(proof, other)) << "in another place";
            }
            proof.nodes.push_back(sha256("too much"));
            EXPECT_FALSE(merkle::verifies(proof, chosen));
        }
    }
}

TEST(PdfTextTest, WhatTheFontCannotSayIsWrittenOut) {
    EXPECT_EQ(pdfText("a(b)\\"), "(a\\(b\\)\\\\)");
    EXPECT_EQ(pdfText("Érable •"), "(\\311rable \\225)");
    EXPECT_EQ(pdfText("\xF0\x9F\x98\x80"), "(\\\\u{1F600})");
    EXPECT_EQ(pdfText("\xF0\x9F"), pdfText("\xF0\x9F")) << "cut off: no reading beyond the end";
}

// F07.R5.A3: the configured local time, daylight saving included.
TEST(AuditScheduleTest, RunsAtTheLocalTimeOverTheWholeDayWeekOrMonthBefore) {
    const auto at = [](const char* text) { return *parseIso(text); };
    AuditSchedule schedule;
    schedule.timeZone = "America/New_York";
    schedule.hour = 2;
    schedule.minute = 30;
    struct Row {
        SchedulePeriod period;
        const char *after, *next, *from, *to;
    };
    const std::vector<Row> table{
        {SchedulePeriod::day, "2026-11-21T07:00:00Z", "2026-11-21T07:30:00Z", "2026-11-20T05:00:00Z", "2026-11-21T05:00:00Z"},
        {SchedulePeriod::day, "2026-11-21T07:30:00Z", "2026-11-22T07:30:00Z", "2026-11-21T05:00:00Z", "2026-11-22T05:00:00Z"},
        // 8 March 2026: half past two does not exist there; it runs at what the clocks show then
        {SchedulePeriod::day, "2026-03-07T12:00:00Z", "2026-03-08T07:30:00Z", "2026-03-07T05:00:00Z", "2026-03-08T05:00:00Z"},
        {SchedulePeriod::day, "2026-03-08T12:00:00Z", "2026-03-09T06:30:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},
        {SchedulePeriod::week, "2026-11-21T12:00:00Z", "2026-11-23T07:30:00Z", "2026-11-16T05:00:00Z", "2026-11-23T05:00:00Z"},
        {SchedulePeriod::month, "2026-11-21T12:00:00Z", "2026-12-01T07:30:00Z", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z"}};
    for (const Row& row : table) {
        schedule.period = row.period;
        const auto next = nextRun(schedule, at(row.after));
        ASSERT_TRUE(next.ok());
        EXPECT_EQ(toIso(*next), toIso(at(row.next))) << row.after;
        const auto period = periodBefore(schedule, *next);
        EXPECT_EQ(toIso(period->from), toIso(at(row.from))) << row.after;
        EXPECT_EQ(toIso(period->to), toIso(at(row.to))) << row.after;
    }
    schedule.timeZone = "Nowhere/Land";
    EXPECT_EQ(nextRun(schedule, at("2026-11-21T12:00:00Z")).problem().code, "unknown_time_zone");
}

}  // namespace
}  // namespace ok::ledger
