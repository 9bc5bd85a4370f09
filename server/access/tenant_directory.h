// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is behind an address such as /o/<slug>: the tenants of this installation and the contexts that strangers
// (webhooks, forms, feeds) act with. Read from every thread; kept current by what the gate commits.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>

#include "server/gate/gate.h"
#include "shared/access/tenant_profile.h"

namespace ok {

class TenantDirectory {
  public:
    /// Reads all profiles from the store and follows the gate's commits. Construct before Gate::start().
    TenantDirectory(Store& store, Gate& gate);

    [[nodiscard]] std::optional<TenantProfile> bySlug(std::string_view slug) const;
    [[nodiscard]] std::optional<TenantProfile> byId(TenantId tenant) const;
    [[nodiscard]] std::optional<TenantProfile> bySmsNumber(std::string_view e164) const;
    [[nodiscard]] std::vector<TenantProfile> all() const;

    /// The context of an unauthenticated or machine entry point: role `intake`, drill as the tenant is.
    /// `source` is `sms`, `web`, `voice`, `partner`, `feed:lgeku`.
    /// `drillTime` is the text of the header `X-OutageKit-Drill-Time` (ISO); only a drill tenant honours it.
    [[nodiscard]] SecurityContext intakeContext(const TenantProfile& profile, Arrival arrival, std::string_view drillTime = {}) const;

  private:
    void remember(const TenantProfile& profile);
    mutable std::shared_mutex m_mutex;
    std::map<std::string, TenantProfile, std::less<>> m_bySlug;
};

}  // namespace ok
