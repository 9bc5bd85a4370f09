// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// All of on-call duty as one object for the house: rosters, ladders, what schedulers say, routes. Make it before Gate::start().
#pragma once
#include <memory>

#include "server/access/session_book.h"
#include "server/access/tenant_directory.h"
#include "server/net/router.h"
#include "server/oncall/ladder_handlers.h"
#include "server/settings/private_file.h"
#include "shared/base/dice.h"
#include "shared/policy/kind.h"

namespace ok::oncall {

struct OncallParts {
    Gate& gate;
    access::SessionBook& sessions;
    const TenantDirectory& tenants;
    MatrixSource matrices;
    OncallPorts ports;                 ///< its matrices may be left out
    std::string settingsFile;          ///< `<data>/oncall.json`; empty: no schedulers, no calendars
    std::function<Instant()> clock;
    Dice dice;
    settings::SecretBox secrets = {};  ///< opens what is sealed in the settings file
};

class OncallRoom {
  public:
    explicit OncallRoom(OncallParts parts);
    ~OncallRoom();
    OncallRoom(const OncallRoom&) = delete;
    OncallRoom& operator=(const OncallRoom&) = delete;

    void addKinds(policy::Kinds& kinds);        ///< the policy kind `ladders`
    void addHandlers();                         ///< before the gate starts
    void addRowOwners(outbox::RowOwners& owners) const;
    [[nodiscard]] Status start();               ///< after the gate
    void stop();
    /// From the house's timer: are schedulers to be asked again? Does not block.
    void look();
    void addRoutes(net::Router& router);

  private:
    struct Rooms;
    std::unique_ptr<Rooms> m_rooms;
};

}  // namespace ok::oncall
