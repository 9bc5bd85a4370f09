// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Everything about identities that lives as long as the server: tokens, readers, directories, sign-in providers.
#pragma once
#include <memory>

#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/settings/private_file.h"
#include "shared/base/dice.h"

namespace ok::identity {

struct IdentityParts {
    Gate& gate;
    access::SessionBook& sessions;
    const TenantDirectory& tenants;
    access::MatrixSource grants;
    std::string settingsFile;          ///< `<data>/identity.json`; empty: no directories, no providers
    std::string publicUrl;             ///< how browsers and providers reach this server
    Digest secret;                     ///< seals what travels through browsers
    std::function<Instant()> clock;
    Dice dice;
    settings::SecretBox secrets = {};  ///< opens what is sealed in the settings file
    access::SessionLimits limits = {};
};

class IdentityRoom {
  public:
    explicit IdentityRoom(IdentityParts parts);
    ~IdentityRoom();
    void addHandlers();                         ///< before the gate starts
    [[nodiscard]] Status start();
    void stop();
    void addRoutes(net::Router& router);

  private:
    struct Rooms;
    std::unique_ptr<Rooms> m_rooms;
};

}  // namespace ok::identity
