// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The clock's health (F07.R4.A4): what chrony says is read strictly, and judged by the numbers of the requirement.
#include <gtest/gtest.h>

#include "shared/integrity/clock_health.h"

namespace ok::integrity {
namespace {

const Instant start = Instant::fromSeconds(1'795'250'300);

/// A reply of chronyd 4.3 (local reference, stratum 8), as it came over the wire to the question with sequence 0x01020304.
const char* const realReply =
    "060200000021000500000000000000000102030400000000000000007f7f0101000000000000000000000000000000000000000000080000000000006b01584c"
    "009408da000000000000000000000000000000000000000000000000000000000000000000000000";

TEST(ClockHealth, ReadsARealAnswerOfChronyAndRefusesEveryShorterOrOtherOne) {
    const Bytes raw = *fromHex(realReply);
    const auto sample = readChronyAnswer(raw, 0x01020304, start);
    ASSERT_TRUE(sample.ok()) << sample.problem().message;
    EXPECT_EQ(sample->stratum, 8);
    EXPECT_EQ(sample->offsetMs, 0);
    EXPECT_EQ(toIso(*sample->lastSyncAt), "2026-11-21T08:37:32.009701Z");
    EXPECT_FALSE(readChronyAnswer(raw, 7, start).ok()) << "an answer to another question";
    for (std::size_t size = 0; size < raw.size(); ++size) EXPECT_FALSE(readChronyAnswer(ByteView(raw).first(size), 0x01020304, start).ok());
    for (const std::size_t at : {0, 1, 5, 7, 9}) {
        Bytes bent = raw;
        bent[at] ^= 1;
        EXPECT_FALSE(readChronyAnswer(bent, 0x01020304, start).ok()) << at;
    }
    Bytes offset = raw;  // current correction: coefficient -0.25 s is 2^23 of 2^25, exponent 0, negative
    const std::uint32_t quarter = 0x2000000u - (1u << 23);
    for (std::size_t i = 0; i < 4; ++i) offset[68 + i] = static_cast<std::uint8_t>(quarter >> (24 - 8 * i));
    EXPECT_DOUBLE_EQ(readChronyAnswer(offset, 0x01020304, start)->offsetMs, -250);
    EXPECT_EQ(chronyQuestion(0x01020304).size(), raw.size()) << "a question is as long as its answer";
}

TEST(ClockHealth, ReadsTheLineOfChronycAndNothingElse) {
    const std::string line = "C0A80001,ntp.example,3,1795250252.009701594,0.250500000,-0.000010000,0.000123000,1.000,0.001,0.010,0.020000000,0.001000000,64.2,Normal\n";
    const auto sample = readChronyLine(line, start);
    ASSERT_TRUE(sample.ok());
    EXPECT_EQ(sample->stratum, 3);
    EXPECT_DOUBLE_EQ(sample->offsetMs, 250.5);
    EXPECT_DOUBLE_EQ(sample->jitterMs, 0.123);
    EXPECT_EQ(sample->unsyncedForSecs(), 47);
    std::string unsynced = line;
    unsynced.replace(unsynced.find("Normal"), 6, "Not synchronised");
    EXPECT_FALSE(readChronyLine(unsynced, start)->lastSyncAt);
    for (const char* bad : {"", "\n", "506 Cannot talk to daemon", "a,b,c,d,e,f,g,h,i,j,k,l,m,n", "1,2,99,1,1,1,1,1,1,1,1,1,1,Normal",
                            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", "1,2,3,nan,0,0,0,0,0,0,0,0,0,Normal", "1,2,3,1e300,0,0,0,0,0,0,0,0,0,Normal"}) {
        EXPECT_EQ(readChronyLine(bad, start).problem().code, "bad_clock_report") << bad;
    }
}

ClockSample sampleAt(int minute, double offsetMs, bool synced = true) {
    ClockSample out{start + minutes(minute), true, offsetMs, 0.1, 3, {}};
    if (synced) out.lastSyncAt = out.at - seconds(10);
    return out;
}

TEST(ClockHealth, ThreeSamplesInARowBeyond200MillisecondsAreCriticalUntilOneIsNot) {
    ClockJudge judge;
    int minute = 0;
    for (const double offset : {0.0, 201.0, -250.0, 200.0, 201.0, 300.0}) EXPECT_TRUE(judge.take(sampleAt(minute++, offset)).empty()) << offset;
    const auto raised = judge.take(sampleAt(minute++, -201));
    ASSERT_EQ(raised.size(), 1u);
    EXPECT_EQ(raised[0].severity, "critical");
    EXPECT_TRUE(raised[0].raised);
    EXPECT_TRUE(judge.drifting());
    EXPECT_TRUE(judge.take(sampleAt(minute++, 900)).empty()) << "it is said once";
    const auto ended = judge.take(sampleAt(minute, 5));
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_FALSE(ended[0].raised);
    EXPECT_EQ(ended[0].viewId(), raised[0].viewId());
    EXPECT_TRUE(ended[0].covers(start + minutes(7))) << "entries of this time are flagged";
    EXPECT_FALSE(ended[0].covers(start + minutes(8)));
    EXPECT_FALSE(ended[0].covers(start + minutes(5)));
}

TEST(ClockHealth, MoreThanFiveMinutesWithoutSynchronisationAreAWarning) {
    ClockJudge judge;
    EXPECT_TRUE(judge.take(sampleAt(0, 0)).empty());
    for (int minute = 1; minute <= 4; ++minute) EXPECT_TRUE(judge.take(sampleAt(minute, 0, false)).empty()) << minute;
    const auto raised = judge.take(ClockSample{.at = start + minutes(5)});  // and the daemon is gone, too
    ASSERT_EQ(raised.size(), 1u);
    EXPECT_EQ(raised[0].severity, "warning");
    EXPECT_EQ(raised[0].unsyncedForSecs, 310);
    ASSERT_EQ(judge.take(sampleAt(6, 0)).size(), 1u);
    ClockJudge never;
    EXPECT_TRUE(never.take(ClockSample{.at = start}).empty());
    EXPECT_TRUE(never.take(ClockSample{.at = start + seconds(300)}).empty());
    EXPECT_EQ(never.take(ClockSample{.at = start + seconds(301)}).size(), 1u) << "a machine without a time daemon is told about once";
}

}  // namespace
}  // namespace ok::integrity
