// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is behind a session token, for every request and socket. Held in memory, fed by what the gate commits, so that a
// revocation is in force everywhere the moment it is durable. Thread-safe.
#pragma once
#include <functional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"

namespace ok::access {

class SessionBook {
  public:
    SessionBook(Store& store, Gate& gate, const TenantDirectory& tenants, std::function<Instant()> clock,
                SessionLimits limits = {});

    /// The context of a token. Problems: `not_signed_in`, `session_expired`, `session_revoked`.
    [[nodiscard]] Result<SecurityContext> resolve(std::string_view token, const std::string& address);
    /// Told when a session ends before its time (sockets hang up).
    void onRevoked(std::function<void(SessionId)> listener) { m_revoked.push_back(std::move(listener)); }

  private:
    struct Held {
        Session session;
        TenantId tenant;
        bool drill = false;
        Instant lastSeen;
    };
    void remember(const Session& session, TenantId tenant);
    void stepUp(const SteppedUp& event);
    mutable std::shared_mutex m_mutex;
    std::unordered_map<std::string, Held> m_byHash;
    std::vector<std::function<void(SessionId)>> m_revoked;
    const TenantDirectory& m_tenants;
    std::function<Instant()> m_clock;
    SessionLimits m_limits;
};

}  // namespace ok::access
