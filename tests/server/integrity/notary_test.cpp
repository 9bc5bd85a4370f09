// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Day roots signed and stamped by a real time-stamping authority, OpenSSL's own `openssl ts` behind a small HTTP server on
// this machine (F07.R1.A2, F07.R4.A5, F07.R6.A2); and the clock's alarms in every log (F07.R4.A4).
#include <gtest/gtest.h>

#include <fstream>

#include "server/integrity/clock_watch.h"
#include "server/integrity/notary.h"
#include "server/ledger/ledger_reader.h"
#include "shared/integrity/anomaly.h"
#include "shared/integrity/day_proof.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/real_tsa.h"

namespace ok::integrity {
namespace {

using test::RealTsa;

TEST(TsaClient, ARealTokenHoldsForItsDigestAndItsAuthorityOnly) {  // F07.R4.A5
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    const Digest digest = sha256("a day's root");
    const auto stamp = requestTimeStamp(tsa.settings(), digest, 77);
    ASSERT_TRUE(stamp.ok()) << stamp.problem().message << ' ' << toJson(stamp.problem());
    EXPECT_TRUE(verifyTimeStamp(stamp->token, digest, authoritiesOf(tsa.settings())).ok());
    EXPECT_EQ(verifyTimeStamp(stamp->token, digest, authoritiesOf(tsa.settings()))->time, stamp->time);
    EXPECT_FALSE(verifyTimeStamp(stamp->token, sha256("another"), authoritiesOf(tsa.settings())).ok());
    EXPECT_FALSE(verifyTimeStamp(stamp->token, digest, authoritiesOf({{}, tsa.dir.file("other.pem")})).ok());
    Bytes raw = *fromBase64(stamp->token);
    for (std::size_t at = 0; at < raw.size(); at += 37) {
        Bytes bent = raw;
        bent[at] ^= 0x10;
        const auto read = verifyTimeStamp(toBase64(bent), digest, authoritiesOf(tsa.settings()));
        EXPECT_TRUE(!read.ok() || read->time == stamp->time) << "byte " << at << " changed what is said";
    }
    tsa.down = true;
    EXPECT_EQ(requestTimeStamp(tsa.settings(), digest, 78).problem().code, "tsa_unavailable");
    EXPECT_EQ(readTimeStampReply(asBytes("nonsense"), digest, 1, tsa.settings().caFile).problem().code, "bad_time_stamp");
}

class NotaryTest : public ::testing::Test {
  protected:
    /// The flagged ones, in order.
    std::vector<Entry> asked() {
        auto out = f.entries();
        std::erase_if(out, [](const Entry& entry) { return entry.header.type != "approval.requested"; });
        return out;
    }
    void begin(TsaSettings tsa) {
        test::addCounterProjections(f.projections);
        addProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        addAnchorHandlers(*f.gate);
        addClockHandlers(*f.gate);
        notary = std::make_unique<Notary>(NotaryParts{.gate = *f.gate, .key = std::make_shared<SigningKey>(test::keyOf(7)), .clock = [this] { return f.now(); },
                                                      .dice = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 3); }, .tsa = std::move(tsa),
                                                      .flagged = {"approval.requested"}});
        f.start();
        profile.tenant = f.tenant;
        profile.slug = "one";
    }
    std::string today() const { return toIso(f.now()).substr(0, 10); }
    std::optional<Anchor> anchor(const std::string& id) { return f.document<Anchor>(id); }

    test::GateFixture f;
    TenantProfile profile;
    std::unique_ptr<Notary> notary;
};

TEST_F(NotaryTest, AFinishedDayHasItsRootSignedInTheLogOnce) {  // F07.R1.A2
    begin({});
    for (int i = 0; i < 5; ++i) f.run(test::Add{"a", 1}, f.operatorAnna());
    const std::string day = today();
    notary->visit(profile);
    EXPECT_TRUE(f.entries(Stream::security).empty()) << "the day is not over";
    f.advance(hours(24));
    f.run(test::Add{"a", 1}, f.operatorAnna());
    notary->visit(profile);
    notary->visit(profile);
    const auto held = f.document<SignedDayRoot>(day + "/ops");
    ASSERT_TRUE(held);
    EXPECT_TRUE(verifies(*held));
    EXPECT_EQ(held->root.last, 5);
    auto reader = f.gate->openReader();
    ledger::TreeCache trees;
    const auto computed = ledger::LedgerReader(**reader, trees, f.tenant, Stream::ops).day(day, 3, f.now());
    EXPECT_EQ(held->root.root.hex(), computed->root);
    auto bent = *held;
    bent.root.last = 4;
    EXPECT_FALSE(verifies(bent));
    EXPECT_EQ(f.entries(Stream::security).size(), 1u);
    EXPECT_FALSE(anchor("day/" + day + "/ops")) << "no authority, no stamp";
    EXPECT_TRUE(notary->mismatches(**reader, f.tenant).empty());
}

// F07.R1.A2, F07.R1.A6
TEST_F(NotaryTest, AnEntryIsProvenInItsOwnDayOfItsOwnUtilityAndInNoOther) {
    begin({});
    const auto other = [this] {
        SecurityContext who = f.operatorAnna();
        who.tenant = f.otherTenant;
        return who;
    };
    std::vector<std::string> days;
    for (int day = 0; day < 2; ++day) {
        days.push_back(today());
        for (int i = 0; i < 5 + day; ++i) {
            f.run(test::Add{"a", i}, f.operatorAnna());
            f.run(test::Add{"b", i}, other());
        }
        f.advance(hours(24));
    }
    TenantProfile second;
    second.tenant = f.otherTenant;
    second.slug = "two";
    notary->visit(profile);
    notary->visit(second);
    std::map<std::pair<TenantId, std::string>, DayRoot> roots;
    for (const TenantId tenant : {f.tenant, f.otherTenant}) {
        for (const SignedDayRoot& held : f.documents<SignedDayRoot>(tenant)) {
            EXPECT_TRUE(verifies(held));
            if (held.root.stream == Stream::ops) roots[{tenant, held.root.day}] = held.root;
        }
    }
    ASSERT_EQ(roots.size(), 4U);
    auto reader = f.gate->openReader();
    ledger::TreeCache trees;
    for (const TenantId tenant : {f.tenant, f.otherTenant}) {
        for (const Entry& entry : f.entries(Stream::ops, tenant)) {
            const std::string own = toIso(entry.header.ledgerTime).substr(0, 10);
            const auto placed = ledger::LedgerReader(**reader, trees, tenant, Stream::ops).day(own, entry.header.sequence, f.now());
            ASSERT_TRUE(placed.ok() && placed->inclusion);
            EXPECT_EQ(placed->root, (roots[{tenant, own}].root.hex()));
            for (const auto& [place, root] : roots) {
                const Status verdict = verifyInDay(root, entry.headerJson, placed->inclusion->proof);
                if (place == std::pair(tenant, own)) EXPECT_TRUE(verdict.ok()) << verdict.problem().message;
                else EXPECT_EQ(verdict.problem().code, "mismatched_root") << place.second;
            }
            std::string bent = entry.headerJson;
            bent.replace(bent.find("anna"), 4, "jane");
            EXPECT_EQ(verifyInDay(roots[{tenant, own}], bent, placed->inclusion->proof).problem().code, "mismatched_root");
        }
    }
}

TEST_F(NotaryTest, DayRootsAndFlaggedEntriesAreStampedByTheAuthority) {  // F07.R4.A5
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    begin(tsa.settings());
    f.run(test::AddMuch{"a", 1}, f.operatorAnna());  // held: an entry of a flagged class
    notary->visit(profile);
    const Entry flagged = f.entries().front();
    const auto done = anchor("entry/" + flagged.header.entryId.str());
    ASSERT_TRUE(done);
    EXPECT_EQ(done->tsaStatus, TsaStatus::ok);
    EXPECT_EQ(done->digest, flagged.hash);
    const std::string day = today();
    f.advance(hours(24));
    notary->visit(profile);
    notary->visit(profile);
    const auto ofDay = anchor("day/" + day + "/ops");
    ASSERT_TRUE(ofDay);
    EXPECT_EQ(ofDay->tsaStatus, TsaStatus::ok);
    EXPECT_TRUE(verifyTimeStamp(ofDay->token, ofDay->digest, authoritiesOf(tsa.settings())).ok());
    auto reader = f.gate->openReader();
    EXPECT_TRUE(notary->mismatches(**reader, f.tenant).empty());
}

TEST_F(NotaryTest, AnAuthorityThatIsAwayIsAskedAgainAndThenGivenUp) {  // F07.R4.A5, F07.R6.A2
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    tsa.down = true;
    begin(tsa.settings());
    f.run(test::AddMuch{"a", 1}, f.operatorAnna());
    f.run(test::AddMuch{"b", 1}, f.operatorAnna());
    notary->visit(profile);
    const auto all = asked();
    const std::string first = "entry/" + all[0].header.entryId.str(), second = "entry/" + all[1].header.entryId.str();
    for (int minute = 0; minute < 4; ++minute) {
        notary->visit(profile);
        f.advance(minutes(1));
    }
    EXPECT_EQ(anchor(first)->tsaStatus, TsaStatus::pending);
    EXPECT_EQ(anchor(first)->lastProblem, "tsa_unavailable");
    tsa.down = false;
    notary->visit(profile);
    EXPECT_EQ(anchor(first)->tsaStatus, TsaStatus::ok) << "attached by the background job";
    EXPECT_EQ(anchor(second)->tsaStatus, TsaStatus::ok);
    tsa.down = true;
    f.run(test::AddMuch{"c", 1}, f.operatorAnna());
    notary->visit(profile);
    for (int minute = 0; minute < mostAttempts + 1; ++minute) {
        notary->visit(profile);
        f.advance(minutes(1));
    }
    const std::string third = "entry/" + asked()[2].header.entryId.str();
    EXPECT_EQ(anchor(third)->tsaStatus, TsaStatus::failed);
    EXPECT_LE(anchor(third)->attempts, mostAttempts);
}

// F07.R4.A5: three attempts in the first minute; ok or failed ten minutes after the entry was written.
TEST_F(NotaryTest, AStampIsOfItsMomentAndAnOpenOneIsSettledWithinTenMinutes) {
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    begin(tsa.settings());
    const auto real = [] { return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); };
    f.clockMicros = real();
    f.run(test::AddMuch{"a", 1}, f.operatorAnna());
    notary->visit(profile);
    const Entry stamped = f.entries().front();
    const auto held = anchor("entry/" + stamped.header.entryId.str());
    ASSERT_TRUE(held && held->tsaStatus == TsaStatus::ok);
    const auto read = verifyTimeStamp(held->token, stamped.hash, authoritiesOf(tsa.settings()));
    ASSERT_TRUE(read.ok()) << "the stored token verifies with the authority's certificate";
    EXPECT_GE(read->time, stamped.header.ledgerTime - seconds(2));
    EXPECT_LE(read->time, Instant::fromMicros(real()) + seconds(2));
    EXPECT_EQ(held->settledAt, f.now());

    tsa.down = true;
    f.run(test::AddMuch{"b", 1}, f.operatorAnna());
    f.run(test::AddMuch{"c", 1}, f.operatorAnna());
    const Instant written = f.now();
    const auto all = asked();
    const std::string first = "entry/" + all[1].header.entryId.str(), second = "entry/" + all[2].header.entryId.str();
    const auto visitFor = [&](Duration time) {
        for (const Instant end = f.now() + time; f.now() < end; f.advance(seconds(20))) notary->visit(profile);
    };
    visitFor(minutes(1));
    EXPECT_EQ(anchor(first)->attempts, 3) << "three attempts within the first minute";
    EXPECT_EQ(anchor(first)->tsaStatus, TsaStatus::pending);
    visitFor(minutes(10));
    for (const std::string& id : {first, second}) {
        EXPECT_EQ(anchor(id)->tsaStatus, TsaStatus::failed) << id;
        ASSERT_TRUE(anchor(id)->settledAt);
        EXPECT_LE(*anchor(id)->settledAt, written + minutes(10));
    }
}

TEST_F(NotaryTest, AClockThatDriftsIsWrittenIntoEveryLogWithItsBeginningAndItsEnd) {  // F07.R4.A4
    begin({});
    TenantProfile other;
    other.tenant = f.otherTenant;
    other.slug = "two";
    double offset = 0;
    ClockWatch watch({.gate = *f.gate, .tenants = [&] { return std::vector{profile, other}; }, .clock = [this] { return f.now(); }, .port = 1,
                      .samples = f.dir.file("clock.ndjson"),
                      .ask = [&](Instant now) -> Result<ClockSample> { return ClockSample{now, true, offset, 0.1, 2, now - seconds(5)}; }});
    for (const double each : {1.0, 250.0, 260.0, 270.0, 280.0, 2.0}) {
        offset = each;
        watch.sample();
        f.advance(minutes(1));
    }
    for (const TenantId tenant : {f.tenant, f.otherTenant}) {
        EXPECT_EQ(f.entries(Stream::security, tenant).size(), 2u);
        const auto alarms = f.documents<ClockAlarm>(tenant);
        ASSERT_EQ(alarms.size(), 1u);
        EXPECT_FALSE(alarms[0].raised);
        EXPECT_EQ(*alarms[0].until - alarms[0].since, minutes(2));
    }
    std::ifstream kept(f.dir.file("clock.ndjson"));
    int lines = 0;
    for (std::string line; std::getline(kept, line);) lines += fromJson<ClockSample>(line).ok() ? 1 : 0;
    EXPECT_EQ(lines, 6) << "every sample is kept";
    EXPECT_EQ(askChrony(9, f.now()).problem().code, "clock_daemon_silent");
}

}  // namespace
}  // namespace ok::integrity
