// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every hour's heads told to a place outside, and compared with it (F07.R6.A2); the hourly look at the check's own promises
// and its alerts (F07.R6.A3, F07.R6.A7); the flag of a drifting clock (F07.R4.A4); how sure we were of two people (F07.R6.A6).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <mutex>

#include "server/integrity/clock_watch.h"
#include "server/integrity/head_notary.h"
#include "server/integrity/integrity_commands.h"
#include "server/integrity/notary.h"
#include "server/integrity/sli_watch.h"
#include "server/net/net_server.h"
#include "tests/support/counter_domain.h"
#include "tests/support/file_text.h"
#include "tests/support/gate_fixture.h"

namespace ok::integrity {
namespace {

/// An anchor service: keeps what is PUT, once.
class AnchorService {
  public:
    AnchorService() {
        net::Router router;
        router.add("PUT", "/anchors/{utility}/{id}", [this](const net::HttpRequest& request, net::Responder respond) {
            const std::lock_guard lock(mutex);
            if (down) return respond(net::HttpResponse::text(503, "later"));
            const auto [at, fresh] = kept.try_emplace(std::string(request.param("utility")) + "/" + std::string(request.param("id")), request.body);
            respond(net::HttpResponse::text(fresh || at->second == request.body ? 204 : 409, {}));
        });
        router.get("/anchors/{utility}/{id}", [this](const net::HttpRequest& request, net::Responder respond) {
            const std::lock_guard lock(mutex);
            if (down) return respond(net::HttpResponse::text(503, "later"));
            const auto at = kept.find(std::string(request.param("utility")) + "/" + std::string(request.param("id")));
            respond(at == kept.end() ? net::HttpResponse::text(404, {}) : net::HttpResponse::json(200, at->second));
        });
        server = std::make_unique<net::NetServer>(net::NetOptions{}, std::move(router));
        EXPECT_TRUE(server->start().ok());
    }
    ~AnchorService() { server->stop(); }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()) + "/anchors"; }
    void setDown(bool to) {
        const std::lock_guard lock(mutex);
        down = to;
    }
    std::map<std::string, std::string> kept;

  private:
    std::mutex mutex;
    bool down = false;
    std::unique_ptr<net::NetServer> server;
};

class HeadNotaryTest : public ::testing::Test {
  protected:
    HeadNotaryTest() {
        test::addCounterProjections(f.projections);
        addProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        addHandlers(*f.gate, {.slugOf = [](TenantId) { return "one"; }});
        addAnchorHandlers(*f.gate);
        addHeadAnchorHandlers(*f.gate);
        addClockHandlers(*f.gate);
        auto owners = std::make_shared<outbox::RowOwners>();
        addRowOwners(*owners, {.slugOf = [](TenantId) { return "one"; }});
        outbox::addHandlers(*f.gate, owners);
        watch = std::make_unique<LogWatch>(WatchParts{
            .gate = *f.gate, .tenants = [this] { return std::vector{profile}; }, .clock = [this] { return f.now(); },
            .afterMinute = [this](const TenantProfile& t) { if (slis) slis->visit(t); },
            .anchorMismatches = [this](Store& store, TenantId t) { return notary->mismatches(store, t); }});
        profile.tenant = f.tenant;
        profile.slug = "one";
        f.start();
        f.clockMicros = hourOf(f.now()).micros();
    }
    void begin(std::vector<std::string> places, bool stamp = false) {
        std::vector<std::shared_ptr<AnchorPlace>> made;
        for (const std::string& place : places) made.push_back(*makeAnchorPlace(place));
        notary = std::make_unique<HeadNotary>(HeadNotaryParts{.gate = *f.gate, .key = std::make_shared<SigningKey>(test::keyOf(7)),
                                                              .clock = [this] { return f.now(); }, .places = std::move(made), .stamp = stamp,
                                                              .onMismatch = [this](TenantId t) { watch->ask(t); }});
    }
    void add(int n = 1) {
        for (int i = 0; i < n; ++i) ASSERT_TRUE(f.run(test::Add{"a", 1}, f.operatorAnna()).reply.ok());
    }
    void hour() {
        f.clockMicros = hourOf(f.now() + hours(1)).micros() + 1;
        notary->visit(profile);
    }
    std::vector<HeadsAnchorDoc> docs() { return f.documents<HeadsAnchorDoc>(); }
    std::vector<std::string> types() {
        std::vector<std::string> out;
        for (const Entry& e : f.entries(Stream::security)) out.push_back(e.header.type);
        return out;
    }
    test::GateFixture f;
    TenantProfile profile;
    std::unique_ptr<LogWatch> watch;
    std::unique_ptr<HeadNotary> notary;
    std::unique_ptr<SliWatch> slis;
};

std::string fileIn(const test::TempDir& dir, const std::string& anchorId) {
    return dir.file("anchors/one/hour-" + anchorId.substr(5) + ".json");
}

TEST_F(HeadNotaryTest, EveryHoursHeadsArePublishedSignedAndCompared) {  // F07.R6.A2, F06.R7.A6
    AnchorService service;
    test::TempDir dir;
    std::filesystem::create_directories(dir.file("anchors"));
    begin({dir.file("anchors"), service.url()});
    add(5);
    notary->visit(profile);
    EXPECT_TRUE(docs().empty()) << "the hour is not over";
    hour();
    ASSERT_EQ(docs().size(), 1u);
    const HeadsAnchorDoc doc = docs()[0];
    EXPECT_FALSE(doc.open());
    EXPECT_TRUE(verifies(doc.published));
    ASSERT_EQ(doc.published.anchor.heads.size(), 1u);
    EXPECT_EQ(doc.published.anchor.heads[0].size, 5);
    EXPECT_EQ(doc.published.anchor.heads[0].headHash, f.entries()[4].hash);
    EXPECT_EQ(test::contents(fileIn(dir, doc.viewId())), toJson(doc.published));
    ASSERT_EQ(service.kept.size(), 1u);
    EXPECT_EQ(service.kept.begin()->second, toJson(doc.published));
    // A quiet log needs no new anchor: what anchoring itself wrote is no news.
    hour();
    hour();
    EXPECT_EQ(docs().size(), 1u);
    add(2);
    hour();
    EXPECT_EQ(docs().size(), 2u);
    EXPECT_EQ(service.kept.size(), 2u);
    auto reader = f.gate->openReader();
    EXPECT_TRUE(notary->mismatches(**reader, f.tenant).empty());
    EXPECT_EQ(types(), (std::vector<std::string>{"ledger.heads_anchored", "ledger.anchor_published", "ledger.anchor_published",
                                                 "ledger.heads_anchored", "ledger.anchor_published", "ledger.anchor_published"}));
}

TEST_F(HeadNotaryTest, APlaceThatIsAwayIsAWarningSaidOnceAndIsServedLater) {  // F07.R6.A2 "ANCHOR_UNAVAILABLE"
    AnchorService service;
    service.setDown(true);
    begin({service.url()});
    add();
    hour();
    for (int minute = 0; minute < 5; ++minute) {
        f.advance(minutes(1));
        notary->visit(profile);
    }
    ASSERT_EQ(docs().size(), 1u);
    EXPECT_EQ(docs()[0].places.at(0).state, PlaceState::unavailable);
    EXPECT_EQ(docs()[0].places.at(0).problem, "anchor_unavailable");
    EXPECT_EQ(types(), (std::vector<std::string>{"ledger.heads_anchored", "ledger.anchor_published"}));
    watch->runDue();
    EXPECT_TRUE(f.documents<Anomaly>().empty()) << "nothing is known to be wrong";
    service.setDown(false);
    notary->visit(profile);
    EXPECT_FALSE(docs()[0].open());
    EXPECT_EQ(service.kept.size(), 1u);
}

TEST_F(HeadNotaryTest, ALogThatIsNotWhatWasPublishedIsACriticalAnomaly) {  // F07.R6.A2
    AnchorService service;
    begin({service.url()});
    add(3);
    hour();
    ASSERT_EQ(service.kept.size(), 1u);
    // The place has another history, properly signed: whoever holds the key has rewritten the log here.
    auto other = *fromJson<SignedHeadsAnchor>(service.kept.begin()->second);
    other.anchor.heads[0].root = sha256("another history");
    service.kept.begin()->second = toJson(signHeads(other.anchor, SigningKey(test::keyOf(7))));
    watch->runDue();
    hour();
    watch->runDue();
    const auto found = f.documents<Anomaly>();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].finding.code, "anchor_mismatch");
    EXPECT_EQ(found[0].finding.expected, other.anchor.anchorId);
    EXPECT_EQ(found[0].severity, "critical");
}

TEST_F(HeadNotaryTest, TheAuthorityStampsTheHourAndAPlaceIsAFolderOrAnHttpsAddress) {
    begin({}, true);
    add();
    hour();
    ASSERT_EQ(docs().size(), 1u);
    const auto asked = f.document<Anchor>(docs()[0].viewId());
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->digest, digestOf(docs()[0].published.anchor));
    EXPECT_EQ(makeAnchorPlace("http://elsewhere.example/a").problem().code, "anchor_place_invalid");
    EXPECT_EQ(makeAnchorPlace("relative/folder").problem().code, "anchor_place_invalid");
    EXPECT_TRUE(makeAnchorPlace("https://anchors.example/outagekit").ok());
    test::TempDir dir;
    const auto folder = *makeAnchorPlace(dir.file("x"));
    EXPECT_EQ(folder->fetch("one", "hour/1").problem().code, "anchor_unavailable");
    ASSERT_TRUE(folder->publish("one", "hour/1", "first").ok());
    EXPECT_TRUE(folder->publish("one", "hour/1", "first").ok()) << "the same again is no change";
    EXPECT_EQ(folder->publish("one", "hour/1", "second").problem().code, "anchor_conflict");
    EXPECT_EQ((*folder->fetch("one", "hour/1")).value_or(""), "first");
    EXPECT_FALSE(folder->fetch("one", "hour/2")->has_value());
}

TEST_F(HeadNotaryTest, APromiseTheCheckDoesNotKeepIsToldEveryHourUntilItIsKept) {  // F07.R6.A7
    begin({});
    slis = std::make_unique<SliWatch>(SliWatchParts{*f.gate, *watch, [this] { return f.now(); }});
    add(3);
    const auto run = [&](int minutesToRun, Duration pace) {
        for (int i = 0; i < minutesToRun; ++i) {
            f.advance(pace);
            watch->runDue();
        }
    };
    watch->runDue();
    run(61, minutes(1));
    EXPECT_TRUE(f.documents<SliDoc>().empty()) << "every promise is kept: the log says nothing";
    run(24, minutes(5));  // nobody looked for five minutes, again and again
    const auto broken = f.documents<SliDoc>();
    ASSERT_EQ(broken.size(), 1u);
    EXPECT_EQ(broken[0].sli.name, "last_run_age_seconds_p95");
    EXPECT_TRUE(broken[0].breached);
    EXPECT_GE(broken[0].sli.value, 120);
    std::map<std::string, int> told;
    std::string words;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 1000)) {
            const auto note = fromJson<AlertNote>(row.payload);
            if (note.ok() && note->kind == "slo_breached") ++told[row.connector];
            if (note.ok()) words = note->affectedRange;
        }
    });
    EXPECT_EQ(told.size(), 3u);
    EXPECT_EQ(told["alert_slack"], 2) << "once an hour";
    EXPECT_NE(words.find("must be below 120"), std::string::npos) << words;
    run(25 * 60, minutes(1));
    EXPECT_FALSE(f.documents<SliDoc>()[0].breached);
}

TEST_F(HeadNotaryTest, AlertsLeaveThroughTheOutboxAndTheirDelayIsKept) {  // F07.R6.A3
    begin({});
    ReportCheck report;
    report.kind = "full";
    report.damage = {{{"CORRUPTION", Stream::ops, 3, 3, "bad_payload", {}, {}}, "{}"}};
    const auto system = f.person("log_watch", {"system"});
    ASSERT_TRUE(f.run(report, system).reply.ok());
    std::vector<std::string> rows;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 10)) rows.push_back(row.id);
    });
    ASSERT_EQ(rows.size(), 3u);
    const auto claimed = f.run(outbox::ClaimRows{rows}, system);
    ASSERT_TRUE(claimed.reply.ok()) << claimed.reply.problem().message;
    EXPECT_EQ(fromJson<outbox::Claimed>(*claimed.reply)->ids.size(), 3u);
    f.advance(seconds(7));
    ASSERT_TRUE(f.run(outbox::SettleRows{{{rows[0], OutboxState::sent, "x", {}, {}, 0, {}}}}, system).reply.ok());
    const auto delays = f.document<AlertDelays>("all");
    ASSERT_TRUE(delays);
    EXPECT_EQ(delays->seconds, std::vector<double>{7});
    auto reader = f.gate->openReader();
    const auto facts = factsOf(**reader, f.tenant, watch->state(f.tenant), f.now());
    EXPECT_EQ(facts.alertSeconds, std::vector<double>{7});
}

TEST_F(HeadNotaryTest, EntriesOfADriftingClockAreFlaggedBesideThem) {  // F07.R4.A4
    add();
    f.advance(minutes(1));
    const Instant since = f.now();
    const auto system = f.person("clock_watch", {"system"});
    ASSERT_TRUE(f.run(RecordClockAlarm{{ClockAlarmKind::drift, true, "critical", since, {}, {}, 0}}, system).reply.ok());
    add();
    f.advance(minutes(1));
    ASSERT_TRUE(f.run(RecordClockAlarm{{ClockAlarmKind::drift, false, "critical", since, f.now(), {}, 0}}, system).reply.ok());
    f.advance(minutes(1));
    add();
    const auto all = f.entries();
    auto reader = f.gate->openReader();
    EXPECT_TRUE(clockFlags(**reader, all[0].header).empty());
    EXPECT_EQ(clockFlags(**reader, all[1].header), std::vector<std::string>{"clock_drift_critical"});
    EXPECT_TRUE(clockFlags(**reader, all[2].header).empty());
}

TEST_F(HeadNotaryTest, HowSureWeWereOfBothPeopleIsInTheLog) {  // F07.R6.A6 "the first approver submits with MFA"
    SecurityContext first = f.operatorAnna();
    first.assurance = 2;
    ASSERT_TRUE(f.runReleased(test::AddMuch{"a", 1}, first, f.approverCleo()).reply.ok());
    const auto approvals = f.documents<approvals::Approval>();
    ASSERT_EQ(approvals.size(), 1u);
    ASSERT_EQ(approvals[0].steps.size(), 2u);
    EXPECT_EQ(approvals[0].steps[0].assurance, 2);
    EXPECT_EQ(approvals[0].steps[1].assurance, 1);
    EXPECT_NE(f.entries()[0].payload.find(R"("assurance":2)"), std::string::npos);
}

}  // namespace
}  // namespace ok::integrity
