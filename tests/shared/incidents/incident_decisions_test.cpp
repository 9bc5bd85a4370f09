// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The pure decisions over one book: placing reports, feed records, reshaping and closing (P04, P06, P08, F16.R4,
// decisions.md 13).
#include <gtest/gtest.h>

#include <random>

#include "shared/base/derived_ids.h"
#include "shared/incidents/boundary.h"
#include "shared/incidents/closing.h"
#include "shared/incidents/feed_decision.h"
#include "shared/incidents/place_report.h"
#include "shared/incidents/reshape.h"

namespace ok::incidents {
namespace {

using reports::FeedOp;
using reports::FeedRecord;

/// A book with everything that was applied to it, and the incidents folded from those events alone.
class Desk {
  public:
    Desk() : book(IncidentSettings{}) {}

    static ReportId report(int n) { return ReportId{derivedUuid("report " + std::to_string(n))}; }
    static AccountId account(int n) { return AccountId{derivedUuid("account " + std::to_string(n))}; }
    static LonLat at(double east, double north = 0) { return {-84.5 + east / 87'500, 38.0 + north / 111'200}; }
    NewIncidentId ids() {
        return [this] { return IncidentId{derivedUuid("incident " + std::to_string(++m_ids))}; };
    }

    Decision say(int accountNo, LonLat where, bool back = false) {
        now = now + seconds(10);
        const Witness w{.report = report(++reports), .account = account(accountNo), .position = where, .saidAt = now,
                        .out = !back, .back = back, .contact = "phone " + std::to_string(accountNo)};
        const Sighting sighting = book.witness(w);
        return take(placeReport(book, w, sighting, now, ids()));
    }
    Decision feed(FeedOp op, LonLat where, int customers = 20, const std::string& id = "A1") {
        now = now + seconds(10);
        FeedRecord record{.adapter = "lgeku", .outageId = id, .op = op, .seenAt = now, .position = where};
        record.customersOut = customers;
        return take(applyFeedRecord(book, record, now, ids()));
    }
    /// Five accounts within reach of each other, which is a cluster; the incident it opened.
    IncidentId cluster(int firstAccount, double east) {
        Decision last;
        for (int i = 0; i < 5; ++i) last = say(firstAccount + i, at(east + 20 * i, 30 * (i % 2)));
        return last.incident;
    }
    Decision take(Decision decision) {
        for (const IncidentEvent& event : decision.events) {
            const CountsOf counted = [this](ReportId r) { return book.linkOf(r) != nullptr && book.linkOf(r)->counts; };
            for (const IncidentId id : incidentsOf(event)) fold(folded[id], event, {now, false}, counted);
            book.apply(event, {now, false});
        }
        return decision;
    }
    const Incident& get(IncidentId id) const { return *book.find(id); }
    template <class E>
    static const E* first(const Decision& decision) {
        for (const IncidentEvent& event : decision.events) {
            if (const E* found = std::get_if<E>(&event)) return found;
        }
        return nullptr;
    }
    void checkCounts() const {
        for (const auto& [id, incident] : folded) {
            EXPECT_EQ(incident, *book.find(id)) << incident.number;
            std::set<AccountId> accounts;
            int counting = 0;
            for (const ReportId r : book.reportsOf(id)) {
                accounts.insert(book.linkOf(r)->account);
                counting += book.linkOf(r)->counts ? 1 : 0;
            }
            EXPECT_EQ(incident.reportCount, static_cast<int>(book.reportsOf(id).size())) << incident.number;
            EXPECT_EQ(incident.accountsReporting, static_cast<int>(accounts.size())) << incident.number;
            EXPECT_EQ(incident.accountsReporting, counting) << incident.number;
        }
    }

    IncidentBook book;
    Instant now = Instant::fromSeconds(1'727'000'000);
    std::map<IncidentId, Incident> folded;
    int reports = 0;

  private:
    int m_ids = 0;
};

TEST(PlaceReport, FourNeighboursWaitAndTheFifthOpensOneIncidentForAll) {  // P06
    Desk desk;
    for (int i = 0; i < 4; ++i) {
        const Decision waits = desk.say(i, Desk::at(20 * i));
        EXPECT_TRUE(waits.events.empty());
        EXPECT_EQ(waits.reasons, std::vector<std::string>{"too_few_neighbours"});
    }
    const Decision opens = desk.say(4, Desk::at(80));
    ASSERT_TRUE(opens.incident.known());
    EXPECT_EQ(desk.get(opens.incident).reportCount, 5);
    EXPECT_EQ(desk.get(opens.incident).status, IncidentStatus::detected);
    EXPECT_EQ(desk.book.linkOf(Desk::report(5))->reason, "cluster_core");
    desk.checkCounts();
}

TEST(PlaceReport, OneAccountThatReportsTwentyTimesCountsOnceAndOpensNothing) {  // P04, F16.R4
    Desk desk;
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(desk.say(1, Desk::at(i)).events.empty());
    EXPECT_TRUE(desk.book.live().empty());
    const IncidentId id = desk.cluster(10, 0);
    const int before = desk.get(id).accountsReporting;
    const Decision again = desk.say(10, Desk::at(5));
    EXPECT_EQ(again.reasons, std::vector<std::string>{"same_account"});
    EXPECT_FALSE(Desk::first<ReportAttached>(again)->link.counts);
    EXPECT_EQ(desk.get(id).accountsReporting, before);
    desk.checkCounts();
}

TEST(PlaceReport, AReportWithinReachOfAFeedOutageJoinsItAndOneBeyondDoesNot) {  // P06
    struct Case {
        double metres;
        bool joins;
    };
    for (const Case& c : {Case{10, true}, Case{490, true}, Case{700, false}}) {
        Desk desk;
        const IncidentId anchored = desk.feed(FeedOp::seen, Desk::at(0)).incident;
        const Decision decision = desk.say(1, Desk::at(c.metres));
        EXPECT_EQ(decision.incident == anchored, c.joins) << c.metres;
        if (c.joins) EXPECT_EQ(desk.book.linkOf(Desk::report(1))->reason, "within_feed_outage");
    }
}

TEST(PlaceReport, StillOutReopensARestoredIncidentOnceASecondAccountSaysSo) {  // main job 6: restored while still out
    Desk desk;
    const IncidentId id = desk.cluster(1, 0);
    desk.take(hearEvidence(desk.book, desk.get(id), {EvidenceKind::crew, 1, {}, {}, "done"}, desk.now));
    ASSERT_EQ(desk.get(id).status, IncidentStatus::restored);
    desk.say(1, Desk::at(0));
    desk.say(1, Desk::at(0));
    EXPECT_EQ(desk.get(id).status, IncidentStatus::restored);
    desk.say(2, Desk::at(20));
    EXPECT_TRUE(isOpen(desk.get(id).status));
    desk.checkCounts();
}

TEST(FeedDecision, ANewOutageAdoptsTheIncidentOfReportsWithinItsReach) {  // P06
    Desk desk;
    const IncidentId id = desk.cluster(1, 0);
    const Decision decision = desk.feed(FeedOp::seen, Desk::at(100));
    EXPECT_EQ(decision.incident, id);
    EXPECT_EQ(Desk::first<FeedLinked>(decision)->reason, "adopted");
    EXPECT_EQ(desk.get(id).status, IncidentStatus::confirmed);
    EXPECT_EQ(desk.get(id).customersOut, 20);
    EXPECT_EQ(desk.book.live().size(), 1U);
}

TEST(FeedDecision, LeavingTheFeedIsNotRestorationAndComingBackIsNoSecondIncident) {  // decisions.md 13
    Desk desk;
    const IncidentId id = desk.feed(FeedOp::seen, Desk::at(0)).incident;
    desk.feed(FeedOp::gone, Desk::at(0));
    EXPECT_TRUE(desk.get(id).feedSilent());
    EXPECT_TRUE(isOpen(desk.get(id).status));
    EXPECT_TRUE(desk.feed(FeedOp::gone, Desk::at(0)).events.empty());
    const Decision back = desk.feed(FeedOp::seen, Desk::at(0));
    EXPECT_EQ(back.incident, id);
    EXPECT_EQ(Desk::first<FeedLinked>(back)->reason, "returned");
    EXPECT_FALSE(desk.get(id).feedSilent());
    desk.feed(FeedOp::gone, Desk::at(0));
    desk.take(*closeIncident(desk.book, id, "checked by telephone"));
    desk.feed(FeedOp::seen, Desk::at(0));
    EXPECT_TRUE(isOpen(desk.get(id).status));
    EXPECT_EQ(desk.folded.size(), 1U);
    EXPECT_EQ(desk.feed(FeedOp::gone, Desk::at(0), 1, "never seen").reasons, std::vector<std::string>{"unknown_outage"});
}

IncidentChange changeOf(const IncidentMerged& m) {
    return {.id = m.change, .kind = ChangeKind::merge, .incident = m.incident, .other = m.absorbed,
            .otherStatus = m.absorbedStatus, .reports = m.reports, .flipped = m.duplicates, .feeds = m.feeds,
            .before = m.before, .drawnBefore = m.drawnBefore};
}

TEST(Reshape, UndoingAMergeRestoresBothIncidents) {  // P08
    Desk desk;
    const IncidentId a = desk.cluster(1, 0), b = desk.cluster(11, 5000);
    const Incident beforeA = desk.get(a), beforeB = desk.get(b);
    const Decision merged = desk.take(*mergeIncidents(desk.book, a, b, "merged_by_person", "c1"));
    EXPECT_EQ(desk.get(a).reportCount, 10);
    EXPECT_EQ(desk.get(b).status, IncidentStatus::merged);
    EXPECT_EQ(desk.book.surviving(b)->id, a);
    desk.take(*undoChange(desk.book, changeOf(*Desk::first<IncidentMerged>(merged)), "undone_by_person"));
    for (const auto& [now, before] : {std::pair(desk.get(a), beforeA), std::pair(desk.get(b), beforeB)}) {
        EXPECT_EQ(now.status, before.status);
        EXPECT_EQ(now.reportCount, before.reportCount);
        EXPECT_EQ(now.accountsReporting, before.accountsReporting);
        EXPECT_EQ(now.boundary, before.boundary);
        EXPECT_EQ(now.mergedInto, before.mergedInto);
    }
    desk.checkCounts();
}

TEST(Reshape, RefusalsNameTheirReason) {  // P08
    Desk desk;
    const IncidentId a = desk.cluster(1, 0), nobody{derivedUuid("nobody")};
    EXPECT_EQ(mergeIncidents(desk.book, a, a, "", "c").problem().code, "same_incident");
    EXPECT_EQ(mergeIncidents(desk.book, a, nobody, "", "c").problem().code, "incident_not_found");
    EXPECT_EQ(splitIncident(desk.book, {a, {}, "", "c"}, desk.now, desk.ids()).problem().code, "nothing_to_split");
    EXPECT_EQ(moveReport(desk.book, Desk::report(99), a).problem().code, "report_not_found");
    EXPECT_EQ(moveReport(desk.book, Desk::report(1), a).problem().code, "already_there");
    EXPECT_EQ(drawBoundary(desk.book, a, Polygon{}).problem().code, "bad_boundary");
}

TEST(Reshape, MovingTheReportThatCountedLetsAnotherOfItsAccountCount) {  // F16.R4
    Desk desk;
    const IncidentId a = desk.cluster(1, 0);
    desk.say(1, Desk::at(1));
    desk.take(*moveReport(desk.book, Desk::report(1), {}));
    EXPECT_EQ(desk.get(a).accountsReporting, 5);
    EXPECT_TRUE(desk.book.counts(a, Desk::account(1)));
    desk.checkCounts();
}

TEST(Closing, NeedsEvidenceOrAReasonInWords) {  // decisions.md 13
    Desk desk;
    const IncidentId a = desk.cluster(1, 0);
    EXPECT_EQ(closeIncident(desk.book, a, "").problem().code, "evidence_missing");
    EXPECT_EQ(closeIncident(desk.book, a, "ok").problem().code, "evidence_missing");
    EXPECT_EQ(reopenIncident(desk.book, a, "x").problem().code, "incident_open");
    EXPECT_TRUE(Desk::first<IncidentClosed>(*closeIncident(desk.book, a, "seen by the foreman"))->withoutEvidence);
    for (int i = 1; i <= 2; ++i) desk.say(i, Desk::at(0), true);
    desk.say(2, Desk::at(0), true);  // heard once
    EXPECT_TRUE(isOpen(desk.get(a).status));
    desk.say(3, Desk::at(0), true);
    ASSERT_EQ(desk.get(a).status, IncidentStatus::restored);
    EXPECT_FALSE(Desk::first<IncidentClosed>(desk.take(*closeIncident(desk.book, a, "")))->withoutEvidence);
    EXPECT_EQ(closeIncident(desk.book, a, "").problem().code, "incident_over");
}

TEST(IncidentFold, AgreesWithTheBookAfterRandomSequences) {  // P08: one fold for views and memory
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 dice(seed);
        const auto roll = [&dice](unsigned n) { return static_cast<int>(dice() % n); };
        Desk desk;
        std::vector<IncidentChange> changes;
        for (int step = 0; step < 200; ++step) {
            const auto live = desk.book.live();
            const auto any = [&] { return live[static_cast<std::size_t>(roll(static_cast<unsigned>(live.size())))]; };
            const int what = roll(12);
            if (what < 6 || live.empty()) {
                desk.say(roll(60), Desk::at(roll(3000), roll(600)), roll(12) == 0);
            } else if (what == 6) {
                desk.feed(roll(3) == 0 ? FeedOp::gone : FeedOp::seen, Desk::at(roll(3000)), 5 + roll(50), std::to_string(roll(4)));
            } else if (what == 7) {
                if (const auto merged = mergeIncidents(desk.book, any(), any(), "r", "c"); merged.ok()) {
                    desk.take(*merged);
                    changes.push_back(changeOf(*Desk::first<IncidentMerged>(*merged)));
                }
            } else if (what == 10 && !changes.empty()) {  // long after, when much has moved on
                const auto at = static_cast<std::size_t>(roll(static_cast<unsigned>(changes.size())));
                if (const auto undone = undoChange(desk.book, changes[at], "u"); undone.ok()) {
                    desk.take(*undone);
                    changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(at));
                }
            } else if (what == 11 && desk.reports > 0) {
                const auto moved = moveReport(desk.book, Desk::report(1 + roll(static_cast<unsigned>(desk.reports))),
                                              roll(3) == 0 ? IncidentId{} : any());
                if (moved.ok()) desk.take(*moved);
            } else if (what == 8) {
                const IncidentId from = any();
                const auto all = desk.book.reportsOf(from);
                if (all.empty()) continue;
                if (const auto split = splitIncident(desk.book, {from, {all.front()}, "r", "c"}, desk.now, desk.ids()); split.ok()) {
                    desk.take(*split);
                }
            } else if (const auto closed = closeIncident(desk.book, any(), "closed in a test"); closed.ok()) {
                desk.take(*closed);
            }
        }
        desk.checkCounts();
    }
}

TEST(Reshape, AnAccountThatReportedInThreePlacesCountsOnceWhenTheirClustersJoin) {  // P04, F16.R4
    Desk desk;
    // Two clusters with the same traveller in both; a third takes both in by one decision.
    const IncidentId a = desk.cluster(1, 0);
    const IncidentId b = desk.cluster(11, 5000);
    ASSERT_NE(a, b);
    for (const auto& [id, report] : {std::pair(a, 2), std::pair(b, 7)}) {
        IncidentReport twin = *desk.book.linkOf(Desk::report(report));
        desk.take({{ReportDetached{id, twin.report, twin.counts, "test"}}, {}, id});
        twin.account = Desk::account(99);
        desk.take({{ReportAttached{twin}}, {}, id});
    }
    std::set<AccountId> counted;
    const IncidentId c = desk.cluster(21, 10'000);
    Decision both{{}, {}, c};
    for (const IncidentId absorbed : {a, b}) {
        both.events.push_back(mergeEvent(desk.book, desk.get(c), desk.get(absorbed), {}, "clusters_joined", absorbed.str(), counted));
    }
    desk.take(both);
    desk.checkCounts();
    EXPECT_TRUE(desk.book.counts(c, Desk::account(99)));
}

TEST(Reshape, WithdrawingACreatedIncidentGivesItsReportsBack) {  // P08: undo of create
    Desk desk;
    desk.say(1, Desk::at(0));
    const IncidentId id = desk.ids()();
    IncidentReport link{.report = Desk::report(1), .incident = id, .account = Desk::account(1), .position = Desk::at(0), .saidAt = desk.now};
    desk.take({{IncidentOpened{.incident = id, .number = "INC-1", .origin = Origin::console, .status = IncidentStatus::confirmed,
                               .startedAt = desk.now}, ReportAttached{link}}, {}, id});
    desk.take(*withdrawIncident(desk.book, id, "withdrawn_by_person"));
    EXPECT_EQ(desk.get(id).status, IncidentStatus::cancelled);
    EXPECT_EQ(desk.book.linkOf(Desk::report(1)), nullptr);
    desk.checkCounts();
    EXPECT_EQ(withdrawIncident(desk.book, id, "x").problem().code, "incident_over");
    EXPECT_EQ(withdrawIncident(desk.book, desk.cluster(11, 5000), "x").problem().code, "not_created_by_person");
}

TEST(IncidentBook, RemembersTheEarlierReportOfAnAccountWhenTheLastOneMovesAway) {
    Desk desk;
    const IncidentId a = desk.cluster(1, 0);
    desk.say(1, Desk::at(1));
    desk.take(*moveReport(desk.book, Desk::report(6), {}));
    const Incident* found = desk.book.incidentOfAccount(Desk::account(1), Service::electric, desk.now);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->id, a);
}

TEST(IncidentBook, AnswersTheSameAfterLoadingLinksInAnyOrder) {  // rebuild after a restart
    Desk desk;
    const IncidentId a = desk.cluster(1, 0);
    desk.take(*closeIncident(desk.book, a, "closed in a test"));
    desk.now = desk.now + hours(7);  // too late to reopen
    const IncidentId b = desk.feed(FeedOp::seen, Desk::at(0), 20, "B").incident;
    desk.say(1, Desk::at(0));
    ASSERT_EQ(desk.book.incidentOfAccount(Desk::account(1), Service::electric, desk.now)->id, b);
    for (const bool newestFirst : {false, true}) {
        IncidentBook again{IncidentSettings{}};
        for (const auto& [id, incident] : desk.folded) again.load(incident);
        const std::vector<int> order = newestFirst ? std::vector{6, 5, 4, 3, 2, 1} : std::vector{1, 2, 3, 4, 5, 6};
        for (const int n : order) again.load(*desk.book.linkOf(Desk::report(n)));
        const Incident* found = again.incidentOfAccount(Desk::account(1), Service::electric, desk.now);
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(found->id, b);
    }
}

}  // namespace
}  // namespace ok::incidents
