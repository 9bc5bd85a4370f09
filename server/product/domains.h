// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every domain's handlers, states and routes in one place, and the ports between domains connected.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "server/access/key_room.h"
#include "server/access/session_book.h"
#include "server/access/tenant_directory.h"
#include "server/gate/gate.h"
#include "server/net/router.h"
#include "server/product/house.h"
#include "server/product/installation_keys.h"
#include "server/territory/file_import.h"

namespace ok {

/// The document kinds that consoles hold and signed-in programs may read.
[[nodiscard]] const std::set<std::string>& consoleKinds();

struct DomainParts {
    Gate& gate;
    TenantDirectory& tenants;
    access::SessionBook& sessions;
    MatrixSource matrices;                           ///< the tenants' live ones
    const HouseOptions& options;
    const Projections& projections;                  ///< of every domain; lives as long as the gate
    DrillSecrets drillSecrets;
    Digest formSecret;
    std::string drillProviderUrl;
    std::shared_ptr<const SigningKey> signingKey;   ///< the log's
    settings::SecretBox settingsSecrets;            ///< opens what is sealed in settings files
    std::function<access::KeyPlace()> place;         ///< where browsers reach this server
};

class Domains {
  public:
    explicit Domains(DomainParts parts);
    ~Domains();

    void addHandlers();                              ///< before Gate::start()
    [[nodiscard]] Status start();                    ///< after it
    void stop();
    /// From the house's timer: what is due by the clock and is no timer of the gate.
    void look();
    [[nodiscard]] Status addRoutes(net::Router& router);
    /// How the places the log is sent to are doing: `ledger`, `search`, `siem` (TA8).
    [[nodiscard]] std::map<std::string, std::string> sinkStates() const;
    /// On the caller's thread, for what the server itself imports.
    [[nodiscard]] Result<territory::ImportDone> importFile(const SecurityContext& who, territory::ImportFile file);

  private:
    void addPolicyRoutes(net::Router& router);
    void makeOncall();
    struct Rooms;
    std::unique_ptr<Rooms> m_rooms;
};

}  // namespace ok
