// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A small utility for the incident decisions: reports and feed records go in, every event is applied to the book and,
// through the real projections, to views in memory. Places are metres east and north of a corner in Kentucky.
#pragma once
#include <gtest/gtest.h>

#include "shared/base/derived_ids.h"
#include "shared/incidents/closing.h"
#include "shared/incidents/feed_decision.h"
#include "shared/incidents/incidents_views.h"
#include "shared/incidents/place_report.h"
#include "shared/incidents/reshape.h"
#include "shared/territory/account_index.h"
#include "shared/views/memory_documents.h"

namespace ok::incidents {

inline LonLat placeAt(double east, double north) { return {-84.5 + east / 88'000, 38.0 + north / 111'000}; }
inline AccountId account(int n) { return AccountId{derivedUuid("account " + std::to_string(n))}; }
inline ReportId report(int n) { return ReportId{derivedUuid("report " + std::to_string(n))}; }

class IncidentWorld {
  public:
    IncidentWorld() : book(settings()) { addProjections(projections); }

    static IncidentSettings settings() {
        IncidentSettings s;
        s.clustering = settingsAround(placeAt(0, 0));
        s.clustering.minWeight = 3;
        s.accountsToConfirm = 6;
        return s;
    }

    [[nodiscard]] Witness said(int n, double east, double north) const {
        return {.report = report(n), .account = account(n), .position = placeAt(east, north), .saidAt = now};
    }
    Decision take(const Witness& w) {
        book.expire(now);
        const Sighting sighting = book.witness(w);
        return carryOut(placeReport(book, w, sighting, now, ids()));
    }
    Decision out(int n, double east, double north) { return take(said(n, east, north)); }
    /// Three neighbours around a place: the smallest cluster.
    IncidentId cluster(int first, double east, double north) {
        for (int i = 0; i < 2; ++i) out(first + i, east + i * 20, north);
        return out(first + 2, east, north + 20).incident;
    }
    Decision feed(const reports::FeedRecord& record) { return carryOut(applyFeedRecord(book, record, now, ids())); }
    [[nodiscard]] reports::FeedRecord record(const std::string& id, double east, double north, int customers = 40) const {
        return {.adapter = "lgeku", .outageId = id, .seenAt = now, .position = placeAt(east, north), .customersOut = customers};
    }
    [[nodiscard]] reports::FeedRecord gone(const std::string& id) const {
        return {.adapter = "lgeku", .outageId = id, .op = reports::FeedOp::gone, .seenAt = now};
    }

    Decision carryOut(Decision decision) {
        for (const IncidentEvent& event : decision.events) {
            std::visit([this]<class E>(const E& e) { project(e); }, event);
            book.apply(event, {now, false});
        }
        expectViewsAgree();
        return decision;
    }
    Decision carryOut(Result<Decision> decision) {
        EXPECT_TRUE(decision.ok()) << (decision.ok() ? "" : decision.problem().message);
        return decision.ok() ? carryOut(*decision) : Decision{};
    }

    const Incident& incident(IncidentId id) {
        static const Incident none;
        const Incident* found = book.find(id);
        EXPECT_NE(found, nullptr);
        return found == nullptr ? none : *found;
    }
    /// The views say what the book says, and the counts are those of the links.
    void expectViewsAgree() {
        views.flush();
        std::map<IncidentId, std::pair<int, int>> counted;
        views.each<IncidentReport>([&](const IncidentReport& link) {
            ++counted[link.incident].first;
            counted[link.incident].second += link.counts ? 1 : 0;
            ASSERT_NE(book.linkOf(link.report), nullptr);
            EXPECT_EQ(book.linkOf(link.report)->incident, link.incident);
        });
        views.each<Incident>([&](const Incident& seen) {
            EXPECT_EQ(toJson(seen), toJson(incident(seen.id)));
            EXPECT_EQ(seen.reportCount, counted[seen.id].first) << seen.number;
            EXPECT_EQ(seen.accountsReporting, counted[seen.id].second) << seen.number;
        });
    }
    std::vector<Incident> all() {
        std::vector<Incident> found;
        views.each<Incident>([&found](const Incident& i) { found.push_back(i); });
        return found;
    }
    template <class E>
    static int count(const Decision& decision) {
        return static_cast<int>(std::count_if(decision.events.begin(), decision.events.end(),
                                              [](const IncidentEvent& e) { return std::holds_alternative<E>(e); }));
    }

    NewIncidentId ids() {
        return [this] { return IncidentId{derivedUuid("incident " + std::to_string(m_ids++))}; };
    }

    Instant now = Instant::fromSeconds(1'727'370'000);  // 2024-09-26
    IncidentBook book;
    MemoryDocuments documents;
    Views views{documents};
    Projections projections;

  private:
    template <class E>
    void project(const E& event) {
        EntryHeader header;
        header.sequence = ++m_sequence;
        header.entryId = EntryId{derivedUuid("entry " + std::to_string(m_sequence))};
        header.type = std::string(E::eventType);
        header.eventTime = now;
        header.actor.id = "anna";
        projections.apply(header, &event, views);
    }
    std::int64_t m_sequence = 0;
    int m_ids = 0;
};

}  // namespace ok::incidents
