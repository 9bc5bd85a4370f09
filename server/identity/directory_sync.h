// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries reconciliations out: hears that one began, reads the directory on a thread of its own, and hands the gate what
// differs. What cannot be read completely changes nothing.
#pragma once
#include "server/access/tenant_directory.h"
#include "server/identity/identity_commands.h"
#include "server/identity/identity_settings.h"
#include "server/store/work_thread.h"

namespace ok::identity {

class DirectorySync {
  public:
    /// Before the gate starts.
    DirectorySync(Gate& gate, const TenantDirectory& tenants, IdentityBook book, std::function<Instant()> clock);
    void start();
    void stop() { m_thread.stop(); }
    [[nodiscard]] std::optional<Duration> intervalOf(TenantId tenant, const std::string& source) const;

  private:
    [[nodiscard]] const LdapSettings* settingsOf(TenantId tenant, const std::string& source) const;
    void reconcileNow(Store& store, TenantId tenant, const SyncStarted& asked);
    Result<FinishSync> apply(Store& store, TenantId tenant, const SyncStarted& asked, const LdapSettings& settings);
    [[nodiscard]] SecurityContext context(TenantId tenant) const;
    [[nodiscard]] std::vector<MirroredPerson> mirrored(Store& store, TenantId tenant, const std::string& source) const;

    Gate& m_gate;
    const TenantDirectory& m_tenants;
    IdentityBook m_book;
    std::function<Instant()> m_clock;
    WorkThread m_thread;
};

}  // namespace ok::identity
