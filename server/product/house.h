// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The whole server as one object: store, gate, domains, network, in the order they depend on each other. main() makes
// one for people; journeys make one in a test with a clock of their own.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/access/access_commands.h"
#include "server/comms/provider_settings.h"
#include "server/gate/gate.h"
#include "server/integrity/anchor_places.h"
#include "server/integrity/tsa_client.h"
#include "shared/access/tenant_profile.h"
#include "shared/base/dice.h"

namespace ok {

class Domains;
class TenantDirectory;
namespace net { class NetServer; }

struct HouseOptions {
    std::filesystem::path dataDir;                 ///< database, keys, certificate
    std::filesystem::path resourcesDir;            ///< maps, sample data
    std::string address = "127.0.0.1";
    std::uint16_t httpPort = 0;                    ///< 0: chosen by the system
    std::uint16_t httpsPort = 0;
    bool tls = true;
    std::string publicUrl;                         ///< how the world reaches us (webhook signatures); empty: http://address:port
    std::string drillProviderUrl;                  ///< a drill provider of another process, on loopback; empty: our own
    comms::ProviderBook providers;                 ///< of real utilities
    std::vector<std::string> webhooksInside;       ///< `host:port` of receivers of webhooks in this machine's own networks; others must be public
    integrity::TsaSettings tsa;                    ///< time-stamping authority; none without an address
    std::vector<std::shared_ptr<integrity::AnchorPlace>> anchorPlaces;   ///< where each hour's heads are published
    std::uint16_t chronyPort = 0;                  ///< command port of this machine's chrony; 0: the clock is not watched
    std::string database;                          ///< PostgreSQL as libpq takes it; empty: SQLite in dataDir
    std::string databaseSchema = "outagekit";
    std::string region = "local";                  ///< where this installation's data lies, as people call it
    bool takeAllDesks = false;                     ///< on PostgreSQL: decide for every utility nobody decides for, from the start
    std::vector<std::string> trustedProxies;       ///< addresses whose X-Forwarded-For is believed
    access::SessionLimits sessions;
    std::function<Instant()> clock;
    Dice dice;
    bool quiet = false;                            ///< no progress on standard error
    /// For tests: told of every security context, where it is built and when a command comes with it.
    std::function<void(const SecurityContext&, std::string_view command)> contextSeen = {};
    bool gateOnly = false;                         ///< for tools: listens to nobody, sends nothing, fires no timer
};

class House {
  public:
    explicit House(HouseOptions options);
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    [[nodiscard]] Status start();
    void stop();

    [[nodiscard]] Gate& gate();
    [[nodiscard]] Domains& domains();
    [[nodiscard]] const HouseOptions& options() const;
    [[nodiscard]] const TenantDirectory& tenants() const;
    [[nodiscard]] std::uint16_t httpPort() const;
    [[nodiscard]] std::uint16_t httpsPort() const;
    /// Every way in by HTTP, `GET /v1/sessions`, in order; once started.
    [[nodiscard]] const std::vector<std::string>& routes() const;

    /// Makes a tenant, or says that the slug is taken. Before or after start().
    [[nodiscard]] Result<TenantId> createTenant(TenantProfile profile);
    /// Makes a local account with a password (Argon2id here, on the caller's thread).
    [[nodiscard]] Result<UserId> createUser(TenantId tenant, const std::string& login, const std::string& name,
                                            std::vector<std::string> roles, const std::string& password);

  private:
    struct Rooms;
    std::unique_ptr<Rooms> m_rooms;
};

}  // namespace ok
