// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The incident desk through the real gate on a real store (P08, P06; main job 7): commands, rights, the second key for
// an ETA, evidence before closing, undo, restart, drills kept apart.
#include <gtest/gtest.h>

#include "server/incidents/incident_intake.h"
#include "server/incidents/incidents_commands.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "shared/reports/report_events.h"
#include "shared/reports/reports_views.h"
#include "tests/support/gate_fixture.h"

namespace ok::incidents {
namespace {

/// Stands for the report intake: its own event, then the way into the incidents.
struct TakeIn {
    static constexpr CommandCard card{.name = "test.take_in", .action = "reports.receive"};
    reports::Report report;
};
BOOST_DESCRIBE_STRUCT(TakeIn, (), (report))
struct TakeFeed {
    static constexpr CommandCard card{.name = "test.take_feed", .action = "feeds.ingest"};
    reports::FeedRecord record;
};
BOOST_DESCRIBE_STRUCT(TakeFeed, (), (record))

IncidentSettings smallClusters(TenantId, Views&) {
    IncidentSettings settings;
    settings.clustering = settingsAround({-84.5, 38}, settings.clustering);
    settings.clustering.minWeight = 3;
    return settings;
}

class IncidentsTest : public ::testing::Test, public test::GateFixture {
  protected:
    using GateFixture::GateFixture;
    void SetUp() override {
        prepare(*this);
        start();
    }
    static void prepare(GateFixture& f) {
        reports::addProjections(f.projections);
        incidents::addProjections(f.projections);
        incidents::addHandlers(*f.gate, {.settings = smallClusters});
        f.gate->handle<TakeIn>([](const Right&, CommandContext& cx, const TakeIn& c) -> Status {
            reports::Report report = c.report;
            report.drill = cx.drill();
            cx.emit(reports::ReportReceived{report});
            const Placed placed = takeReport(cx, report);
            cx.reply(IncidentReply{placed.incident, {}, {}, placed.reasons});
            return {};
        });
        f.gate->handle<TakeFeed>([](const Right&, CommandContext& cx, const TakeFeed& c) -> Status {
            const Placed placed = takeFeedRecord(cx, c.record);
            cx.reply(IncidentReply{placed.incident, {}, {}, placed.reasons});
            return {};
        });
    }
    static ReportId reportId(int n) { return ReportId{derivedUuid("report " + std::to_string(n))}; }
    reports::Report reportAt(int n, double east, Instant at) const {
        reports::Report report;
        report.id = reportId(n);
        report.account = AccountId{derivedUuid("account " + std::to_string(n))};
        report.place = reports::ReportPlace{{-84.5 + east / 88'000, 38}, "meter", 1, 1};
        report.receivedAt = at;
        report.symptoms = {reports::Symptom::out};
        report.state = reports::ReportState::placed;
        return report;
    }
    IncidentReply takeIn(int n, double east, bool drill = false) {
        SecurityContext who = intake();
        who.drill = drill;
        return reply(run(TakeIn{reportAt(n, east, now())}, who));
    }
    IncidentId cluster(int first, double east, bool drill = false) {
        takeIn(first, east, drill);
        takeIn(first + 1, east + 20, drill);
        return takeIn(first + 2, east + 40, drill).incident;
    }
    static IncidentReply reply(const CommandAnswer& answer) {
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : answer.reply.problem().message);
        const auto parsed = fromJson<IncidentReply>(answer.reply.valueOr("{}"));
        return parsed.ok() ? *parsed : IncidentReply{};
    }
    static std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    Incident incident(IncidentId id) {
        const auto found = document<Incident>(id.str());
        EXPECT_TRUE(found);
        return found.value_or(Incident{});
    }
};

TEST_F(IncidentsTest, ReportsBecomeAnIncidentThatAnOperatorWorksOn) {  // P06, P08
    const IncidentId id = cluster(1, 0);
    ASSERT_TRUE(id.known());
    EXPECT_EQ(document<reports::Report>(reportId(1).str())->incident, id);
    EXPECT_EQ(document<IncidentReport>(reportId(3).str())->reason, "cluster_core");
    EXPECT_EQ(codeOf(run(SetIncidentStatus{id, IncidentStatus::assigned, "crew 4"}, operatorAnna())), "ok");
    EXPECT_EQ(codeOf(run(SetCause{id, "tree", "oak on the line"}, operatorAnna())), "ok");
    EXPECT_EQ(codeOf(run(SetCrewNote{id, "on_site", "cutting"}, person("sue", {"supervisor"}))), "ok");
    const Incident worked = incident(id);
    EXPECT_EQ(worked.status, IncidentStatus::assigned);
    EXPECT_EQ(worked.cause.text, "oak on the line");
    EXPECT_EQ(worked.crew.key, "on_site");
    std::vector<std::string> kinds;
    auto items = documents<TimelineItem>();
    std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
    for (const TimelineItem& item : items) kinds.push_back(item.kind);
    EXPECT_EQ(kinds, (std::vector<std::string>{"opened", "status_changed", "cause_set", "crew_note_set"}));
    EXPECT_EQ(items.back().actor, "sue");
}

TEST_F(IncidentsTest, AnEtaNeedsASecondPersonAndMustHoldTogether) {  // main job 10, F01
    const IncidentId id = cluster(1, 0);
    const SetEtr etr{.incident = id, .earliest = now() + hours(2), .latest = now() + hours(3), .confidencePercent = 70};
    EXPECT_EQ(codeOf(run(etr, operatorAnna())), "approval_required");
    EXPECT_FALSE(incident(id).etr.latest);
    EXPECT_EQ(codeOf(runReleased(etr, operatorAnna(), operatorBen())), "ok");
    EXPECT_EQ(incident(id).etr.latest, now() + hours(3));
    EXPECT_EQ(incident(id).etrChanges, 1);
    SetEtr wrong = etr;
    wrong.latest = now() - hours(1);
    EXPECT_NE(codeOf(runReleased(wrong, operatorAnna(), operatorBen())), "ok");
    EXPECT_EQ(incident(id).etr.latest, now() + hours(3));
}

TEST_F(IncidentsTest, ClosesOnEvidenceAndByItselfAfterwards) {  // decisions.md 13
    const IncidentId id = cluster(1, 0);
    EXPECT_EQ(codeOf(run(CloseIncident{id, ""}, operatorAnna())), "evidence_missing");
    EXPECT_EQ(codeOf(run(ConfirmRestoration{id, EvidenceKind::crew, 1, "line 4 closed"}, person("sue", {"supervisor"}))), "ok");
    EXPECT_EQ(incident(id).status, IncidentStatus::restored);
    const auto due = gate->nextTimer();
    ASSERT_TRUE(due);
    advance(*due - now() + seconds(1));
    gate->fireTimers();
    EXPECT_EQ(incident(id).status, IncidentStatus::closed);
    EXPECT_EQ(codeOf(run(ReopenIncident{id, "customers call"}, operatorAnna())), "ok");
    EXPECT_TRUE(isOpen(incident(id).status));
}

TEST_F(IncidentsTest, TheClosingTimerLeavesAReopenedIncidentOpen) {
    const IncidentId id = cluster(1, 0);
    run(ConfirmRestoration{id, EvidenceKind::crew, 1, ""}, operatorAnna());
    run(ReopenIncident{id, "still out on Oak St"}, operatorAnna());
    const auto due = gate->nextTimer();
    ASSERT_TRUE(due);
    advance(*due - now() + seconds(1));
    gate->fireTimers();
    EXPECT_TRUE(isOpen(incident(id).status));
}

TEST_F(IncidentsTest, AMergeIsTakenBackByItsName) {  // P08
    const IncidentId a = cluster(1, 0), b = cluster(11, 5000);
    const IncidentReply merged = reply(run(MergeIncidents{a, b, "one feeder"}, operatorAnna()));
    EXPECT_EQ(incident(b).mergedInto, a);
    EXPECT_EQ(incident(a).reportCount, 6);
    EXPECT_EQ(codeOf(run(SetCause{b, "tree", ""}, operatorAnna())), "incident_over");
    EXPECT_EQ(codeOf(run(UndoIncidentChange{merged.change, "two feeders"}, operatorAnna())), "ok");
    EXPECT_EQ(incident(a).reportCount, 3);
    EXPECT_EQ(incident(b).reportCount, 3);
    EXPECT_TRUE(isOpen(incident(b).status));
    EXPECT_EQ(codeOf(run(UndoIncidentChange{"no such change", ""}, operatorAnna())), "change_not_found");
    EXPECT_EQ(codeOf(run(MergeIncidents{a, b, ""}, intake())), "access_denied");
}

TEST_F(IncidentsTest, ADrawnIncidentTakesInTheEvidenceInsideAndSplitsByArea) {  // P08
    takeIn(1, 0);
    takeIn(2, 700);
    const IncidentReply made = reply(run(CreateIncident{.place = "Riverside", .centre = LonLat{-84.5 + 350.0 / 88'000, 38},
                                                        .radiusMetres = 600}, operatorAnna()));
    EXPECT_EQ(incident(made.incident).reportCount, 2);
    const Polygon east = hullAround(std::array{LonLat{-84.5 + 700.0 / 88'000, 38}}, 100);
    const IncidentReply part = reply(run(SplitIncident{.incident = made.incident, .area = east, .reason = "own fuse"}, operatorAnna()));
    EXPECT_EQ(incident(part.incident).reportCount, 1);
    EXPECT_EQ(incident(made.incident).reportCount, 1);
    EXPECT_EQ(codeOf(run(MoveReport{reportId(2), made.incident}, operatorAnna())), "ok");
    EXPECT_EQ(document<reports::Report>(reportId(2).str())->incident, made.incident);
    EXPECT_EQ(codeOf(run(CreateIncident{.place = "nowhere"}, operatorAnna())), "bad_boundary");
}

TEST_F(IncidentsTest, ADrillNeverTouchesWhatIsReal) {  // main job 12
    const IncidentId real = cluster(1, 0);
    const IncidentId rehearsed = cluster(11, 0, true);
    ASSERT_NE(real, rehearsed);
    EXPECT_TRUE(incident(rehearsed).drill);
    EXPECT_EQ(incident(rehearsed).number.substr(0, 6), "DRILL-");
    EXPECT_EQ(incident(real).reportCount, 3);
    SecurityContext drilling = operatorAnna();
    drilling.drill = true;
    EXPECT_EQ(codeOf(run(SetCause{real, "tree", ""}, drilling)), "incident_not_found");
    EXPECT_EQ(codeOf(run(SetCause{rehearsed, "tree", ""}, operatorAnna())), "incident_not_found");
}

TEST_F(IncidentsTest, AfterARestartTheDeskGoesOnWhereItWas) {
    const IncidentId id = cluster(1, 0);
    takeIn(20, 3000);
    run(TakeFeed{{.adapter = "lgeku", .outageId = "77", .seenAt = now(), .position = LonLat{-84.3, 38}}}, intake());
    gate->stop();
    gate.reset();  // one writer a database
    GateFixture again(path);
    prepare(again);
    again.clockMicros = clockMicros.load();
    again.start();
    const auto take = [&](int n, double east) {
        return reply(again.gate->run(again.intake(), {CommandId{derivedUuid("later " + std::to_string(n))},
                                                      std::string(TakeIn::card.name), toJson(TakeIn{reportAt(n, east, now())})}));
    };
    EXPECT_EQ(take(4, 60).incident, id);
    EXPECT_FALSE(take(21, 3020).incident.known());
    EXPECT_TRUE(take(22, 3040).incident.known());  // with the lone report from before
    reply(again.run(TakeFeed{{.adapter = "lgeku", .outageId = "77", .op = reports::FeedOp::gone, .seenAt = now()}},
                    again.intake(), CommandId{derivedUuid("feed later")}));
    EXPECT_EQ(again.documents<Incident>().size(), 3U);
}

}  // namespace
}  // namespace ok::incidents
