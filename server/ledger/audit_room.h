// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The audit face of the log as one room: the search index that follows it, the thread that answers searches, and (with
// export_desk.h) what leaves the house as evidence. Made before Gate::start(), started after it.
#pragma once
#include <filesystem>
#include <map>
#include <memory>

#include "server/ledger/audit_routes.h"
#include "server/ledger/export_routes.h"
#include "server/ledger/siem_forwarder.h"
#include "server/ledger/search_index.h"
#include "server/metrics/metrics.h"
#include "shared/base/dice.h"

namespace ok::ledger {

struct AuditParts {
    Gate& gate;
    access::SessionBook& sessions;
    const TenantDirectory& tenants;
    MatrixSource grants;
    const Projections& projections;
    std::filesystem::path dataDir;
    std::shared_ptr<const SigningKey> key;       ///< the log's
    std::function<Instant()> clock;
    Dice dice;
    Digest linkSecret;
    std::string publicUrl;                       ///< of links that are mailed
    /// A mail from the utility; may be empty: none is sent. `id` makes the message recognisable when it is sent again.
    std::function<DeliveryOutcome(const TenantProfile&, const std::string& id, const std::string& to, const std::string& subject,
                                  const std::string& text)> mail;
    AskTimeStamp stamp;                          ///< may be empty: reports carry no authority's time
    EntryFlags flags;                            ///< may be empty
    DiffSummaries summaries;                     ///< what domains say about changes of their documents
    std::string authorities = {};                ///< PEM: whose time stamps are believed
    PastRetention past = {};                     ///< may be empty
    settings::SecretBox secrets = {};            ///< opens what is sealed in `delivery.json`
};

class AuditRoom {
  public:
    explicit AuditRoom(AuditParts parts);
    ~AuditRoom();

    void addHandlers();   ///< before Gate::start()
    [[nodiscard]] Status start();   ///< reads `<data>/delivery.json`
    void stop();
    void addRoutes(net::Router& router);
    [[nodiscard]] SearchFollower& index() { return m_follower; }
    /// Where a utility's entries go, and how each place is: the log itself, its search index, each SIEM sink (TA8).
    [[nodiscard]] std::vector<SinkStatus> sinks(Store& store, TenantId tenant) const;
    /// The same in one word a place, of all utilities: for whoever watches the installation.
    [[nodiscard]] std::map<std::string, std::string> sinkStates() const;

  private:
    [[nodiscard]] DeliveryOutcome deliver(const TenantProfile& profile, const operations::AuditExport& made,
                                          const operations::DeliveryTarget& to, const std::filesystem::path& directory) const;
    [[nodiscard]] RedactionPolicy redactionOf(TenantId tenant) const;
    void readPolicies();
    void follow(const CommittedBatch& batch);
    AuditParts m_parts;
    mutable std::mutex m_policyMutex;
    std::map<TenantId, RedactionPolicy> m_policies;   // of those that set one
    DeliveryBook m_book;                         // set by start(), before anybody reads it
    SearchFollower m_follower;
    WorkThread m_reader;
    ExportDesk m_desk;
    SiemForwarder m_siem;
    metrics::Watch m_lag, m_siemLag;
};

}  // namespace ok::ledger
