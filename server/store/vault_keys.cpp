// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/vault_keys.h"

#include <algorithm>

#include "server/store/entry_seal.h"
#include "shared/base/digest.h"
#include "shared/base/json.h"

namespace ok {
namespace {

struct WrappedSeal {
    int version = 1;
    std::string wrapped;  ///< base64
    Instant since;
};
BOOST_DESCRIBE_STRUCT(WrappedSeal, (), (version, wrapped, since))

struct WrappedRing {
    std::string master;   ///< name of the master key it is wrapped under
    std::string token;    ///< base64
    std::vector<WrappedSeal> seals;
};
BOOST_DESCRIBE_STRUCT(WrappedRing, (), (master, token, seals))

VaultKey derive(const VaultKey& from, const std::string& use) { return hmacSha256(from, asBytes(use)).bytes; }

std::string contextOf(TenantId tenant, std::string_view label) {
    return "outagekit vault ring 1|" + tenant.str() + "|" + std::string(label);
}

std::string sealLabel(int version) { return "seal " + std::to_string(version); }

// The nonce follows from what is wrapped: two different keys share one only by a collision of 96 bits.
std::string wrap(const VaultKey& master, TenantId tenant, std::string_view label, const VaultKey& key) {
    const std::string context = contextOf(tenant, label);
    const VaultKey wrapping = derive(master, "outagekit vault wrap 1");
    const Digest mark = hmacSha256(derive(wrapping, context), ByteView(key));
    std::array<std::uint8_t, 12> nonce{};
    std::copy_n(mark.bytes.begin(), nonce.size(), nonce.begin());
    return toBase64(seal(wrapping, nonce, ByteView(key), asBytes(context)));
}

Result<VaultKey> unwrap(const VaultKey& master, TenantId tenant, std::string_view label, std::string_view wrapped) {
    const Problem damaged = problem("vault_key_damaged", "a key of the vault cannot be unwrapped: restore it from a backup");
    const auto raw = fromBase64(wrapped);
    if (!raw.ok()) return damaged;
    const auto plain = unseal(derive(master, "outagekit vault wrap 1"), *raw, asBytes(contextOf(tenant, label)));
    if (!plain.ok() || plain->size() != VaultKey{}.size()) return damaged;
    VaultKey key{};
    std::copy(plain->begin(), plain->end(), key.begin());
    return key;
}

VaultKey newSealKey(const VaultKey& master, TenantId tenant, int version) {
    return derive(master, contextOf(tenant, "new " + sealLabel(version)));
}

Status write(Store& store, TenantId tenant, const VaultKey& master, const VaultRing& ring) {
    WrappedRing out{VaultKeys::nameOf(master), wrap(master, tenant, "token", ring.token), {}};
    for (const auto& s : ring.seals) {
        out.seals.push_back({s.version, wrap(master, tenant, sealLabel(s.version), s.key), s.since});
    }
    return store.putSetting(tenant, VaultKeys::settingName, toJson(out));
}

bool holdsSealed(Store& store, TenantId tenant) {
    for (const Stream stream : allStreams) {
        const std::int64_t last = store.lastSequence(tenant, stream);
        if (last == 0) continue;
        const auto found = store.rawEntries(tenant, stream, last - 1, 1);
        if (!found.empty() && EntrySeals::isSealed(found.front().header)) return true;
    }
    return false;
}

}  // namespace

const VaultRing::Seal* VaultRing::find(int version) const {
    const auto found = std::find_if(seals.begin(), seals.end(), [version](const Seal& s) { return s.version == version; });
    return found == seals.end() ? nullptr : &*found;
}

std::string VaultKeys::nameOf(const VaultKey& master) {
    return hmacSha256(master, asBytes("outagekit master key name 1")).hex().substr(0, 16);
}

Result<VaultRing> VaultKeys::read(Store& store, TenantId tenant) const {
    const auto text = store.setting(tenant, settingName);
    if (!text) {
        if (const auto why = store.trouble()) return *why;
        return problem("vault_key_missing", "this utility has no vault keys: start the server once, or restore the setting `vault.ring` from a backup");
    }
    OK_ASSIGN(const auto wrapped, fromJson<WrappedRing>(*text));
    if (wrapped.master != nameOf(m_master)) {
        return problem("wrong_master_key", "the vault is wrapped under another master key: put the right `master.key` back");
    }
    if (wrapped.seals.empty()) return problem("vault_key_damaged", "the vault's ring holds no key: restore it from a backup");
    VaultRing ring;
    OK_ASSIGN(ring.token, unwrap(m_master, tenant, "token", wrapped.token));
    for (const WrappedSeal& s : wrapped.seals) {
        OK_ASSIGN(const VaultKey key, unwrap(m_master, tenant, sealLabel(s.version), s.wrapped));
        ring.seals.push_back({s.version, key, s.since});
    }
    return ring;
}

Result<std::shared_ptr<const VaultRing>> VaultKeys::ring(Store& store, TenantId tenant) const {
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_rings.find(tenant); found != m_rings.end()) return found->second;
    }
    OK_ASSIGN(auto ring, read(store, tenant));
    auto kept = std::make_shared<const VaultRing>(std::move(ring));
    const std::lock_guard lock(m_mutex);
    m_rings[tenant] = kept;
    return kept;
}

Status VaultKeys::ensure(Store& store, TenantId tenant, Instant now) const {
    if (store.setting(tenant, settingName)) return {};
    // A ring made anew has version 1 only: what later versions sealed would be lost in silence.
    if (holdsSealed(store, tenant)) {
        return problem("vault_key_missing", "the keys of this utility are gone from the database, and its entries are sealed under them: restore the setting `vault.ring` from a backup");
    }
    VaultRing ring;
    ring.token = derive(m_master, contextOf(tenant, "new token"));
    ring.seals.push_back({1, newSealKey(m_master, tenant, 1), now});
    return write(store, tenant, m_master, ring);
}

Result<int> VaultKeys::addVersion(Store& store, TenantId tenant, Instant now) const {
    OK_ASSIGN(VaultRing ring, read(store, tenant));
    const int version = ring.active().version + 1;
    ring.seals.push_back({version, newSealKey(m_master, tenant, version), now});
    OK_TRY(write(store, tenant, m_master, ring));
    return version;
}

Status VaultKeys::rewrap(Store& store, TenantId tenant, const VaultKey& next) const {
    OK_ASSIGN(const VaultRing ring, read(store, tenant));
    return write(store, tenant, next, ring);
}

void VaultKeys::forget(TenantId tenant) const {
    const std::lock_guard lock(m_mutex);
    m_rings.erase(tenant);
}

}  // namespace ok
