// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Promised: the rules of place_report.h and feed_decision.h (P06, P08, P04, F16.R4; main job 7; decisions.md 13).
// IncidentWorld checks after every decision that views and book agree.
#include <random>

#include "tests/shared/incidents/incident_world.h"

namespace ok::incidents {
namespace {

TEST(PlaceReport, ALoneReportWaitsAndTheThirdNeighbourOpensAnIncidentForAll) {  // P06
    IncidentWorld w;
    EXPECT_EQ(w.out(1, 0, 0).reasons, std::vector<std::string>{"too_few_neighbours"});
    EXPECT_FALSE(w.out(2, 50, 0).incident.known());
    const Decision opened = w.out(3, 0, 50);
    ASSERT_TRUE(opened.incident.known());
    const Incident& incident = w.incident(opened.incident);
    EXPECT_EQ(incident.number, "INC-2024-0001");
    EXPECT_EQ(incident.status, IncidentStatus::detected);
    EXPECT_EQ(incident.reportCount, 3);
    EXPECT_EQ(incident.accountsReporting, 3);
    EXPECT_EQ(incident.reasons, std::vector<std::string>{"cluster_formed"});
    for (int n = 1; n <= 3; ++n) {
        EXPECT_TRUE(contains(incident.boundary, w.book.linkOf(report(n))->position.value()));
        EXPECT_EQ(w.book.linkOf(report(n))->reason, "cluster_core");
        EXPECT_EQ(w.book.linkOf(report(n))->neighbours, 3);
    }
}

TEST(PlaceReport, AnAccountCountsOnceWhateverItSays) {  // P04, F16.R4
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    Witness again = w.said(99, 0, 0);
    again.account = account(1);
    const Decision joined = w.take(again);
    EXPECT_EQ(joined.incident, id);
    EXPECT_EQ(joined.reasons, std::vector<std::string>{"same_account"});
    EXPECT_EQ(w.incident(id).reportCount, 4);
    EXPECT_EQ(w.incident(id).accountsReporting, 3);
}

TEST(PlaceReport, OneAccountReportingThriceIsNoCluster) {  // P04
    IncidentWorld w;
    for (int n = 1; n <= 5; ++n) {
        Witness again = w.said(n, 0, 0);
        again.account = account(1);
        EXPECT_FALSE(w.take(again).incident.known());
    }
    EXPECT_TRUE(w.all().empty());
}

TEST(PlaceReport, EnoughAccountsConfirmWithoutAPerson) {
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    w.out(4, 10, 10);
    w.out(5, 20, 10);
    EXPECT_EQ(w.incident(id).status, IncidentStatus::detected);
    w.out(6, 30, 10);
    EXPECT_EQ(w.incident(id).status, IncidentStatus::confirmed);
}

TEST(PlaceReport, AnotherServiceIsAnotherIncident) {  // P17
    IncidentWorld w;
    w.cluster(1, 0, 0);
    Witness water = w.said(10, 0, 0);
    water.service = Service::water;
    EXPECT_FALSE(w.take(water).incident.known());
}

TEST(PlaceReport, ABridgeBetweenTwoUntouchedIncidentsMakesThemOne) {
    IncidentWorld w;
    const IncidentId west = w.cluster(1, 0, 0);
    const IncidentId east = w.cluster(11, 960, 0);
    ASSERT_NE(west, east);
    w.out(20, 480, 0);
    EXPECT_EQ(w.incident(east).status, IncidentStatus::merged);
    EXPECT_EQ(w.incident(east).mergedInto, west);
    EXPECT_EQ(w.incident(west).reportCount, 7);
    EXPECT_TRUE(contains(w.incident(west).boundary, placeAt(960, 0)));
}

TEST(PlaceReport, ABridgeLeavesAnIncidentAloneThatAPersonHasTakenUp) {
    IncidentWorld w;
    const IncidentId west = w.cluster(1, 0, 0);
    const IncidentId east = w.cluster(11, 960, 0);
    w.carryOut(Decision{{CauseSet{east, {"tree", "", Source::console}}}, {}, east});
    w.out(20, 480, 0);
    EXPECT_TRUE(isOpen(w.incident(west).status));
    EXPECT_TRUE(isOpen(w.incident(east).status));
}

TEST(PlaceReport, StillOutAfterRestorationReopensWithTheSecondAccount) {
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    w.now += minutes(30);
    w.carryOut(hearEvidence(w.book, w.incident(id), {EvidenceKind::crew, 1, {}, {}, "line 4 closed"}, w.now));
    ASSERT_EQ(w.incident(id).status, IncidentStatus::restored);
    w.now += minutes(5);
    Witness one = w.said(101, 0, 0);
    one.account = account(1);
    w.take(one);
    EXPECT_EQ(w.incident(id).status, IncidentStatus::restored);
    one.report = report(102);
    w.now += minutes(1);
    one.saidAt = w.now;
    w.take(one);  // the same account again is no second voice
    EXPECT_EQ(w.incident(id).restoration.stillOut, 1);
    Witness two = w.said(103, 20, 0);
    two.account = account(2);
    EXPECT_EQ(IncidentWorld::count<IncidentReopened>(w.take(two)), 1);
    EXPECT_TRUE(isOpen(w.incident(id).status));
}

TEST(PlaceReport, CustomersWhoSayItIsBackRestoreTogetherAndOnceEach) {
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    const auto back = [&w](int n, int who) {
        Witness b = w.said(n, 0, 0);
        b.account = account(who);
        b.out = false;
        b.back = true;
        b.contact = "phone " + std::to_string(who);
        w.take(b);
    };
    back(31, 1);
    back(32, 1);
    back(33, 2);
    EXPECT_EQ(w.incident(id).restoration.customers, 2);
    EXPECT_TRUE(isOpen(w.incident(id).status));
    back(34, 3);
    EXPECT_EQ(w.incident(id).status, IncidentStatus::restored);
}

TEST(PlaceReport, FormsForThreeAddressesOrOneTelephoneThatNamesThreeRestoreNothing) {  // decisions.md 13: positive evidence only
    for (const std::string& phone : {std::string(), std::string("phone of a prankster")}) {
        IncidentWorld w;
        const IncidentId id = w.cluster(1, 0, 0);
        for (int who = 1; who <= 3; ++who) {
            Witness b = w.said(30 + who, 0, 0);
            b.account = account(who);
            b.out = false;
            b.back = true;
            b.contact = phone;
            w.take(b);
        }
        EXPECT_EQ(w.incident(id).restoration.customers, 3) << "heard and shown";
        EXPECT_TRUE(isOpen(w.incident(id).status)) << phone;
    }
}

TEST(Feed, EachOutageAnchorsOneIncidentAndDrawsInTheReportsAround) {
    IncidentWorld w;
    w.out(1, 100, 0);
    const Decision d = w.feed(w.record("77", 0, 0));
    const Incident& incident = w.incident(d.incident);
    EXPECT_EQ(incident.status, IncidentStatus::confirmed);
    EXPECT_EQ(incident.customersOut, 40);
    EXPECT_EQ(incident.reportCount, 1);
    EXPECT_EQ(w.out(2, 300, 0).reasons, std::vector<std::string>{"within_feed_outage"});
    w.feed(w.record("77", 0, 0));
    EXPECT_EQ(w.all().size(), 1U);
}

TEST(Feed, AnIncidentOfReportsIsAdoptedInsteadOfDoubled) {
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    const Decision d = w.feed(w.record("77", 100, 0));
    EXPECT_EQ(d.incident, id);
    EXPECT_EQ(w.all().size(), 1U);
    EXPECT_EQ(w.incident(id).status, IncidentStatus::confirmed);
    EXPECT_NE(w.feed(w.record("78", 100, 10)).incident, id);  // each outage anchors its own
}

TEST(Feed, LeavingIsNotRestorationAndComingBackIsNoSecondIncident) {  // decisions.md 13
    IncidentWorld w;
    const IncidentId id = w.feed(w.record("77", 0, 0)).incident;
    w.now += minutes(10);
    w.feed(w.gone("77"));
    EXPECT_EQ(w.incident(id).status, IncidentStatus::confirmed);
    EXPECT_TRUE(w.incident(id).feedSilent());
    EXPECT_FALSE(w.incident(id).restoredAt);
    EXPECT_TRUE(w.feed(w.gone("77")).events.empty());
    w.now += minutes(10);
    EXPECT_EQ(w.feed(w.record("77", 0, 0)).incident, id);
    EXPECT_FALSE(w.incident(id).feedSilent());
    EXPECT_EQ(w.all().size(), 1U);
    EXPECT_EQ(w.feed(w.gone("unheard")).reasons, std::vector<std::string>{"unknown_outage"});
}

TEST(Feed, ReopensAClosedIncidentWhenItsOutageComesBack) {
    IncidentWorld w;
    const IncidentId id = w.feed(w.record("77", 0, 0)).incident;
    w.feed(w.gone("77"));
    w.carryOut(closeIncident(w.book, id, "crew drove the line"));
    w.now += minutes(90);
    w.feed(w.record("77", 0, 0));
    EXPECT_TRUE(isOpen(w.incident(id).status));
}

TEST(Feed, DoesNotOverwriteWhatAPersonSaid) {
    IncidentWorld w;
    auto record = w.record("77", 0, 0);
    record.cause = reports::FeedCause::trees;
    record.etr = w.now + hours(4);
    record.etrBasis = reports::EtrBasis::assessed;
    const IncidentId id = w.feed(record).incident;
    EXPECT_EQ(w.incident(id).cause.key, "tree");
    EXPECT_EQ(w.incident(id).etr.latest, w.now + hours(4));
    w.carryOut(Decision{{CauseSet{id, {"vehicle", "", Source::console}},
                         EtrSet{id, {.latest = w.now + hours(2), .confidencePercent = 80, .source = Source::console}}},
                        {}, id});
    record.etr = w.now + hours(9);
    record.cause = reports::FeedCause::weather;
    w.feed(record);
    EXPECT_EQ(w.incident(id).cause.key, "vehicle");
    EXPECT_EQ(w.incident(id).etr.latest, w.now + hours(2));
}

TEST(Feed, ARecordWithoutAPlaceNeitherMovesNorUnplacesItsOutage) {
    IncidentWorld w;
    auto nowhere = w.record("77", 0, 0);
    nowhere.position.reset();
    const IncidentId id = w.feed(nowhere).incident;
    EXPECT_TRUE(w.incident(id).boundary.rings.empty());
    EXPECT_FALSE(w.incident(id).centre);
    w.feed(w.record("77", 0, 0));
    const Polygon placed = w.incident(id).boundary;
    EXPECT_FALSE(placed.rings.empty());
    w.feed(nowhere);
    EXPECT_EQ(w.incident(id).boundary, placed);
}

TEST(Reshape, AMergeCountsSharedAccountsOnceAndIsUndoneWhole) {  // P08, P04
    IncidentWorld w;
    const IncidentId a = w.cluster(1, 0, 0);
    const IncidentId b = w.cluster(11, 5000, 0);
    w.feed(w.record("77", 5000, 0));
    w.carryOut(moveReport(w.book, report(11), a));
    Witness again = w.said(50, 5000, 0);  // account 11 counts in both now
    w.carryOut(Decision{{ReportAttached{{.report = again.report, .incident = b, .account = account(11), .position = again.position,
                                         .saidAt = w.now, .reason = "test"}}}, {}, b});
    const std::string before = toJson(w.incident(b));
    const int accountsBefore = w.incident(a).accountsReporting;
    w.carryOut(mergeIncidents(w.book, a, b, "merged_by_person", "change-1"));
    EXPECT_EQ(w.incident(a).accountsReporting, 6);
    EXPECT_EQ(w.incident(b).status, IncidentStatus::merged);
    EXPECT_EQ(w.book.byFeed("lgeku", "77")->id, a);
    EXPECT_EQ(w.incident(a).customersOut, 40);

    const auto change = w.views.find<IncidentChange>("change-1");
    ASSERT_TRUE(change);
    w.carryOut(undoChange(w.book, *change, "undone_by_person"));
    EXPECT_EQ(w.incident(a).accountsReporting, accountsBefore);
    EXPECT_EQ(w.incident(a).customersOut, 0);
    EXPECT_EQ(w.book.byFeed("lgeku", "77")->id, b);
    Incident back = w.incident(b);
    Incident was = *fromJson<Incident>(before);
    back.version = was.version = 0;
    EXPECT_EQ(toJson(back), toJson(was));
    const auto twice = undoChange(w.book, *w.views.find<IncidentChange>("change-1"), "again");
    ASSERT_FALSE(twice.ok());
    EXPECT_EQ(twice.problem().code, "change_already_undone");
}

TEST(Reshape, ASplitTakesAllReportsOfAnAccountAndIsUndone) {  // P08
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    Witness again = w.said(60, 0, 0);
    again.account = account(1);
    w.take(again);
    const Polygon boundary = w.incident(id).boundary;
    const Decision split = w.carryOut(splitIncident(w.book, {id, {report(1)}, "split_by_person", "change-2"}, w.now, w.ids()));
    EXPECT_EQ(w.incident(split.incident).reportCount, 2);
    EXPECT_EQ(w.incident(split.incident).splitFrom, id);
    EXPECT_EQ(w.incident(id).reportCount, 2);
    w.carryOut(undoChange(w.book, *w.views.find<IncidentChange>("change-2"), "undone_by_person"));
    EXPECT_EQ(w.incident(id).reportCount, 4);
    EXPECT_EQ(w.incident(id).accountsReporting, 3);
    EXPECT_EQ(w.incident(id).boundary, boundary);
    EXPECT_EQ(w.incident(split.incident).status, IncidentStatus::merged);
}

TEST(Reshape, RefusesWhatMakesNoSense) {
    IncidentWorld w;
    const IncidentId a = w.cluster(1, 0, 0);
    const auto code = [](const Result<Decision>& r) { return r.ok() ? std::string("ok") : r.problem().code; };
    EXPECT_EQ(code(mergeIncidents(w.book, a, a, "", "c")), "same_incident");
    EXPECT_EQ(code(mergeIncidents(w.book, a, IncidentId{derivedUuid("x")}, "", "c")), "incident_not_found");
    EXPECT_EQ(code(splitIncident(w.book, {a, {}, "", "c"}, w.now, w.ids())), "nothing_to_split");
    EXPECT_EQ(code(splitIncident(w.book, {a, {report(1), report(2), report(3)}, "", "c"}, w.now, w.ids())), "nothing_to_split");
    EXPECT_EQ(code(moveReport(w.book, report(1), a)), "already_there");
    EXPECT_EQ(code(moveReport(w.book, report(999), a)), "report_not_found");
    EXPECT_EQ(code(drawBoundary(w.book, a, {{{{0, 0}, {1, 1}}}})), "bad_boundary");
    EXPECT_EQ(code(closeIncident(w.book, a, "")), "evidence_missing");
    w.carryOut(closeIncident(w.book, a, "a person says so"));
    EXPECT_EQ(code(closeIncident(w.book, a, "a person says so")), "incident_over");
}

TEST(Reshape, ADrawnBoundaryStaysUntilItIsTakenBack) {  // P08
    IncidentWorld w;
    const IncidentId id = w.cluster(1, 0, 0);
    const Polygon before = w.incident(id).boundary;
    const Polygon drawn = hullAround(std::array{placeAt(0, 0)}, 900);
    w.carryOut(drawBoundary(w.book, id, drawn));
    w.out(4, 400, 0);
    EXPECT_EQ(w.incident(id).boundary, drawn);
    std::optional<IncidentChange> change;
    w.views.each<IncidentChange>([&change](const IncidentChange& c) { change = c; });
    ASSERT_TRUE(change);
    w.carryOut(undoChange(w.book, *change, "undone_by_person"));
    EXPECT_FALSE(w.incident(id).boundaryDrawn);
    EXPECT_TRUE(contains(w.incident(id).boundary, placeAt(400, 0)));
    EXPECT_NE(w.incident(id).boundary, before);
}

TEST(Extent, CountsTheAccountsInsideTheBoundary) {  // F16.R1.A1
    IncidentWorld w;
    std::vector<territory::AccountPlace> places;
    for (int i = 0; i < 50; ++i) places.push_back({account(1000 + i), placeAt(i * 20, 0)});
    const territory::AccountIndex index(places);
    w.book.setAccounts(&index);
    const IncidentId id = w.cluster(1, 0, 0);
    const auto inside = [&](const Polygon& shape) { return static_cast<int>(index.countInside({shape})); };
    EXPECT_EQ(w.incident(id).affectedAccounts, inside(w.incident(id).boundary));
    const int before = w.incident(id).affectedAccounts;
    EXPECT_GT(before, 5);
    w.out(4, 400, 0);
    EXPECT_GT(w.incident(id).affectedAccounts, before);
    EXPECT_EQ(w.incident(id).affectedAccounts, inside(w.incident(id).boundary));
}

TEST(IncidentBook, RebuiltFromItsViewsDecidesTheSame) {
    std::mt19937_64 dice(11);
    IncidentWorld w;
    std::vector<Witness> evidence;
    std::uniform_real_distribution<double> place(0, 4000);
    for (int n = 1; n <= 250; ++n) {
        w.now += seconds(20);
        evidence.push_back(w.said(n, place(dice), place(dice)));
        w.take(evidence.back());
        if (n % 40 == 0) w.feed(w.record(std::to_string(n / 80), place(dice), place(dice)));
        if (n % 90 == 0) w.feed(w.gone("1"));
    }
    IncidentBook rebuilt(IncidentWorld::settings());
    w.views.each<Incident>([&](const Incident& i) { rebuilt.load(i); });
    w.views.each<IncidentReport>([&](const IncidentReport& l) { rebuilt.load(l); });
    rebuilt.load(evidence);
    EXPECT_EQ(rebuilt.live(), w.book.live());
    EXPECT_GT(rebuilt.live().size(), 1U);
    EXPECT_EQ(rebuilt.nextNumber(w.now), w.book.nextNumber(w.now));
    int joined = 0;
    for (int n = 1000; n < 1200; ++n) {
        const Witness probe = w.said(n, place(dice), place(dice));
        const Sighting here = w.book.witness(probe), there = rebuilt.witness(probe);
        const Decision a = placeReport(w.book, probe, here, w.now, w.ids());
        const Decision b = placeReport(rebuilt, probe, there, w.now, w.ids());
        EXPECT_EQ(a.reasons, b.reasons) << n;
        if (IncidentWorld::count<IncidentOpened>(a) == 0) EXPECT_EQ(a.incident, b.incident) << n;
        joined += a.incident.known() ? 1 : 0;
        w.book.forget(probe.report);
        rebuilt.forget(probe.report);
    }
    EXPECT_GT(joined, 20);
}

TEST(IncidentBook, ForgetsEvidenceAfterADay) {
    IncidentWorld w;
    w.out(1, 0, 0);
    w.out(2, 10, 0);
    w.now += hours(26);
    EXPECT_FALSE(w.out(3, 0, 10).incident.known());
    EXPECT_EQ(w.book.evidence(report(1)), nullptr);
    EXPECT_NE(w.book.evidence(report(3)), nullptr);
}

}  // namespace
}  // namespace ok::incidents
