// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which utility a SCIM client's bearer token belongs to. Held in memory, fed by what the gate commits: a revoked token is
// refused the moment its entry is durable. Also remembers when each utility's clients were heard last. Thread-safe.
#pragma once
#include <map>
#include <mutex>

#include "server/access/tenant_directory.h"
#include "shared/identity/directory_events.h"

namespace ok::identity {

class ScimTokens {
  public:
    /// Before the gate starts.
    ScimTokens(Gate& gate, const TenantDirectory& tenants, std::function<Instant()> clock);
    /// Takes in what was there before this server started.
    void load(Store& store);

    /// The context a client acts with. Problem `not_signed_in`, the same for every reason.
    [[nodiscard]] Result<SecurityContext> resolve(std::string_view authorization, Arrival arrival);
    /// When a client of this utility last showed a good token.
    [[nodiscard]] Instant lastHeard(TenantId tenant) const;

  private:
    struct Held {
        ScimToken token;
        TenantId tenant;
    };
    void remember(const ScimToken& token, TenantId tenant);
    mutable std::mutex m_mutex;
    std::map<std::string, Held> m_byHash;
    std::map<TenantId, Instant> m_heard;
    const TenantDirectory& m_tenants;
    std::function<Instant()> m_clock;
};

}  // namespace ok::identity
