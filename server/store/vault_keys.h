// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The keys of the vault, as an envelope (F07.R1.A7, F07.R3): every tenant has a ring of data keys, which lies in the store
// wrapped (AES-256-GCM) under the installation's master key. A rotation adds a version; what was sealed under an older one
// stays readable until it is sealed anew (Vault::reseal). The key that names values (tokens) never changes, because tokens
// stand in the log.
//
// Keys are derived from the master key at hand when they are made, then only unwrapped: processes that share a database
// make the same ring, and a new master key needs no personal data to be touched.
#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "server/store/store.h"

namespace ok {

using VaultKey = std::array<std::uint8_t, 32>;

/// A tenant's keys, unwrapped. `seals` is never empty; the last one is used for what is written.
struct VaultRing {
    struct Seal {
        int version = 1;
        VaultKey key{};
        Instant since;
    };
    VaultKey token{};
    std::vector<Seal> seals;
    [[nodiscard]] const Seal& active() const { return seals.back(); }
    [[nodiscard]] const Seal* find(int version) const;
};

class VaultKeys {
  public:
    static constexpr std::string_view settingName = "vault.ring";   ///< where the wrapped ring lies

    explicit VaultKeys(const VaultKey& master) : m_master(master) {}

    /// Any thread. Problems `vault_key_missing` (the tenant has no ring yet), `wrong_master_key`, `vault_key_damaged`.
    [[nodiscard]] Result<std::shared_ptr<const VaultRing>> ring(Store& store, TenantId tenant) const;

    // --- in a transaction of the store
    /// Makes the ring of a tenant that has none. Problem `vault_key_missing` where something is sealed under one that is gone.
    Status ensure(Store& store, TenantId tenant, Instant now) const;
    /// Adds a version; used once the transaction is durable and forget() was called. Returns the version.
    Result<int> addVersion(Store& store, TenantId tenant, Instant now) const;
    /// Wraps the ring under another master key.
    Status rewrap(Store& store, TenantId tenant, const VaultKey& next) const;

    /// Reads the ring anew at the next use: after a rotation is durable, here or in another process.
    void forget(TenantId tenant) const;
    /// Names a master key without telling it: 16 hex digits.
    [[nodiscard]] static std::string nameOf(const VaultKey& master);

  private:
    [[nodiscard]] Result<VaultRing> read(Store& store, TenantId tenant) const;

    VaultKey m_master;
    mutable std::mutex m_mutex;
    mutable std::unordered_map<TenantId, std::shared_ptr<const VaultRing>> m_rings;
};

}  // namespace ok
