// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The incident book: the incidents of one tenant that can still change, with their reports, the evidence being clustered
// and the indices the decisions need. Decisions read it; it changes only by witness(), expire() and apply(event), so it
// can be rebuilt from the views. Lives on one thread; holds no clock.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/incidents/clusterer.h"
#include "shared/incidents/incident_fold.h"
#include "shared/incidents/incident_settings.h"
#include "shared/territory/accounts_near.h"

namespace ok::incidents {

/// A placed report as incidents see it.
struct Witness {
    ReportId report;
    AccountId account;
    LonLat position;
    Instant saidAt;
    Service service = Service::electric;
    bool out = true;        ///< says that service is missing
    bool back = false;      ///< says that it is back
    std::string contact;    ///< token of the telephone it came from; empty for a form
};

/// Where a witness stands among the evidence, right after it was taken in.
struct Sighting {
    Membership membership;                ///< unknown when it was not taken as evidence
    ReportId sameAccount;                 ///< the account's earlier evidence that already counts
    bool joined = false;                  ///< clusters became one through it
    std::vector<ReportId> touched;        ///< evidence whose role it changed, itself included
};

struct NearIncident {
    IncidentId incident;
    double metres = 0;  ///< 0: inside its boundary
};

class IncidentBook {
  public:
    /// `prefix` begins the incident numbers: `INC`, `DRILL`.
    explicit IncidentBook(const IncidentSettings& settings, std::string prefix = "INC",
                          const territory::AccountsNear* accounts = nullptr);

    // --- rebuilding, in this order
    void load(const Incident& incident);
    void load(const IncidentReport& link);
    void load(std::span<const Witness> evidence);

    // --- changing
    void expire(Instant now);
    Sighting witness(const Witness& witness);
    void forget(ReportId report);  ///< discarded or moved elsewhere: no evidence any more
    void apply(const IncidentEvent& event, Recorded when);

    // --- reading
    [[nodiscard]] const IncidentSettings& settings() const { return m_settings; }
    [[nodiscard]] const territory::AccountsNear* accounts() const { return m_accounts; }
    void setAccounts(const territory::AccountsNear* accounts) { m_accounts = accounts; }
    [[nodiscard]] const Incident* find(IncidentId id) const;
    /// Follows mergers to the incident that lives on.
    [[nodiscard]] const Incident* surviving(IncidentId id) const;
    [[nodiscard]] const Incident* byFeed(const std::string& adapter, const std::string& outageId) const;
    [[nodiscard]] const IncidentReport* linkOf(ReportId report) const;
    [[nodiscard]] const std::vector<ReportId>& reportsOf(IncidentId id) const;
    [[nodiscard]] bool counts(IncidentId incident, AccountId account) const;
    /// Where the account was last attached, if that incident still takes reports.
    [[nodiscard]] const Incident* incidentOfAccount(AccountId account, Service service, Instant now) const;
    /// When the account last said something that was attached.
    [[nodiscard]] std::optional<Instant> lastSaid(AccountId account) const;
    /// Takes reports: live, or closed a short while ago.
    [[nodiscard]] bool takesReports(const Incident& incident, Instant now) const;
    /// Incidents of the service within `metres`, nearest first, then by number.
    [[nodiscard]] std::vector<NearIncident> near(LonLat place, double metres, Service service, Instant now) const;
    /// The same, by distance to the points of their feeds.
    [[nodiscard]] std::vector<NearIncident> nearFeeds(LonLat place, Service service, Instant now) const;
    /// Evidence not attached to anything, near one of the points or inside the boundary; sorted.
    [[nodiscard]] std::vector<ReportId> pendingWithin(const Polygon& boundary, std::span<const LonLat> points, double metres,
                                                      Service service) const;
    [[nodiscard]] const Witness* evidence(ReportId report) const;
    [[nodiscard]] Membership explain(ReportId report) const;
    [[nodiscard]] const Incident* incidentOfCluster(Service service, ClusterName cluster, Instant now) const;
    [[nodiscard]] std::vector<ReportId> membersOf(Service service, ClusterName cluster) const;
    /// The incident's extent if its evidence were so; keeps a drawn boundary.
    [[nodiscard]] Extent extentWith(const Incident& incident, std::span<const LonLat> added) const;
    [[nodiscard]] std::vector<LonLat> positionsOf(std::span<const ReportId> reports) const;
    [[nodiscard]] bool wouldMove(const Incident& incident, LonLat added) const;
    [[nodiscard]] std::string nextNumber(Instant now) const;
    [[nodiscard]] std::vector<IncidentId> live() const;  ///< sorted

  private:
    struct Held {
        Incident value;
        std::vector<ReportId> reports;
        std::map<AccountId, int> accounts;  // how many counting reports
        std::vector<LonLat> hull;
        std::vector<std::int64_t> cells;    // where it stands in m_grid
    };
    [[nodiscard]] Clusterer& clusterer(Service service);
    [[nodiscard]] const Clusterer* clustererOf(Service service) const;
    void attach(const IncidentReport& link);
    void detach(ReportId report);
    void rehull(Held& held);
    void reindex(Held& held);
    void note(const Incident& incident);
    void followClusters(Service service, const ClusterChanges& changes);

    IncidentSettings m_settings;
    std::string m_prefix;
    const territory::AccountsNear* m_accounts;
    std::map<Service, std::unique_ptr<Clusterer>> m_clusterers;
    std::map<IncidentId, Held> m_incidents;
    std::unordered_map<std::string, IncidentId> m_byFeed;
    std::unordered_map<std::string, int> m_lastNumber;  // by year
    std::unordered_map<ReportId, IncidentReport> m_links;
    std::unordered_map<AccountId, std::vector<ReportId>> m_ofAccount;  // attached, the one said last at the end
    std::unordered_map<ReportId, Witness> m_evidence;
    std::unordered_map<AccountId, ReportId> m_evidenceOfAccount;
    std::unordered_map<EvidenceKey, ReportId> m_reportOfKey;
    std::unordered_map<std::int64_t, std::vector<ReportId>> m_pending;  // by grid cell
    std::unordered_map<std::int64_t, std::vector<IncidentId>> m_grid;
    mutable std::map<std::pair<Service, ClusterName>, IncidentId> m_ofCluster;  // remembered answers of incidentOfCluster
    Instant m_expiredTo;
};

}  // namespace ok::incidents
