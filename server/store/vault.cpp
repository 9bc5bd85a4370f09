// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A value's token is named by the ring's token key and never changes. It is sealed under the active version:
// 4 bytes of version (big-endian), then nonce, ciphertext and tag. The nonce is the start of HMAC(nonce key, class ‖ text),
// a synthetic IV: equal texts give equal sealed bytes, which the token reveals anyway, and two different texts never share a
// nonce except by a 96-bit collision.
#include "server/store/vault.h"

#include <algorithm>

namespace ok {
namespace {

constexpr std::size_t versionBytes = 4;

VaultKey derivedKey(const VaultKey& key, std::string_view use) { return hmacSha256(key, asBytes(use)).bytes; }

std::string material(std::string_view cls, std::string_view text) {
    std::string out(cls);
    out += '\0';
    out += text;
    return out;
}

/// RFC 4648 base32, lower case: 26 characters hold 130 bits, of which the digest fills all.
std::string base32Token(const Digest& digest) {
    static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    std::string out = "tok_";
    std::uint32_t bits = 0;
    int count = 0;
    std::size_t at = 0;
    while (out.size() < 4 + 26) {
        if (count < 5) {
            bits = bits << 8 | digest.bytes[at++];
            count += 8;
        }
        count -= 5;
        out += alphabet[bits >> count & 31];
    }
    return out;
}

int versionOf(const Bytes& sealed) {
    if (sealed.size() < versionBytes) return 0;
    return static_cast<int>(std::uint32_t(sealed[0]) << 24 | std::uint32_t(sealed[1]) << 16 | std::uint32_t(sealed[2]) << 8 |
                            std::uint32_t(sealed[3]));
}

std::string sealContext(TenantId tenant, std::string_view token) { return tenant.str() + "|" + std::string(token); }

Bytes sealText(const VaultRing::Seal& with, TenantId tenant, std::string_view token, std::string_view text) {
    // The token already stands for class and text under a key of its own.
    const Digest mark = hmacSha256(derivedKey(with.key, "outagekit vault nonce 1"), asBytes(material(token, text)));
    std::array<std::uint8_t, 12> nonce{};
    std::copy_n(mark.bytes.begin(), nonce.size(), nonce.begin());
    const Bytes sealed = seal(derivedKey(with.key, "outagekit vault seal 1"), nonce, asBytes(text),
                              asBytes(sealContext(tenant, token)));
    const auto version = static_cast<std::uint32_t>(with.version);
    Bytes out{static_cast<std::uint8_t>(version >> 24), static_cast<std::uint8_t>(version >> 16),
              static_cast<std::uint8_t>(version >> 8), static_cast<std::uint8_t>(version)};
    out.insert(out.end(), sealed.begin(), sealed.end());
    return out;
}

Result<std::string> unsealText(const VaultRing& ring, TenantId tenant, std::string_view token, const Bytes& sealed) {
    const VaultRing::Seal* with = ring.find(versionOf(sealed));
    if (with == nullptr) return problem("vault_key_missing", "the key version that sealed this value is not in the ring");
    OK_ASSIGN(const Bytes plain, unseal(derivedKey(with->key, "outagekit vault seal 1"), ByteView(sealed).subspan(versionBytes),
                                        asBytes(sealContext(tenant, token))));
    return std::string(asText(plain));
}

std::string tokenUnder(const VaultRing& ring, std::string_view cls, std::string_view origin, std::string_view text) {
    const std::string what = origin.empty() ? material(cls, text) : material("own", material(origin, material(cls, text)));
    return base32Token(hmacSha256(derivedKey(ring.token, "outagekit vault token 1"), asBytes(what)));
}

}  // namespace

std::string Vault::tokenText(TenantId tenant, std::string_view cls, std::string_view text) const {
    const auto ring = m_keys.ring(m_store, tenant);
    return ring.ok() ? tokenUnder(**ring, cls, {}, text) : std::string();
}

Result<std::string> Vault::putText(TenantId tenant, std::string_view cls, std::string_view origin, std::string_view text) {
    OK_ASSIGN(const auto ring, m_keys.ring(m_store, tenant));
    std::string token = tokenUnder(*ring, cls, origin, text);
    if (m_store.sealedText(tenant, token)) return token;
    OK_TRY(m_store.putSealedText(tenant, token, sealText(ring->active(), tenant, token, text)));
    return token;
}

Result<std::string> Vault::openText(TenantId tenant, std::string_view token) const {
    if (token.empty()) return std::string();
    const auto sealed = m_store.sealedText(tenant, token);
    if (!sealed) return problem("erased", "the personal data behind this token is not there any more");
    OK_ASSIGN(auto ring, m_keys.ring(m_store, tenant));
    if (ring->find(versionOf(*sealed)) == nullptr) {  // another process may have rotated
        m_keys.forget(tenant);
        OK_ASSIGN(ring, m_keys.ring(m_store, tenant));
    }
    return unsealText(*ring, tenant, token, *sealed);
}

// Pieces of files are half a megabyte each: a step ends at a number of values or of bytes, whichever comes first, and never holds more
// than a small page of them in memory.
Result<Vault::Resealed> Vault::reseal(TenantId tenant, const std::string& after, int limit) {
    constexpr int pageOf = 32;
    constexpr std::size_t mostBytes = 16 << 20;
    OK_ASSIGN(const auto ring, m_keys.ring(m_store, tenant));
    Resealed out;
    std::string at = after;
    for (std::size_t bytes = 0; limit > 0 && bytes < mostBytes; limit -= pageOf) {
        const int asked = std::min(limit, pageOf);
        const auto found = m_store.sealedAfter(tenant, at, asked);
        for (const auto& [token, sealed] : found) {
            ++out.seen;
            bytes += sealed.size();
            if (versionOf(sealed) == ring->active().version) continue;
            const auto text = unsealText(*ring, tenant, token, sealed);
            if (!text.ok()) {   // one damaged value keeps nothing else from the new key
                ++out.damaged;
                continue;
            }
            OK_TRY(m_store.putSealedText(tenant, token, sealText(ring->active(), tenant, token, *text)));
            ++out.renewed;
        }
        if (static_cast<int>(found.size()) < asked) return out;
        at = found.back().first;
    }
    out.last = at;
    return out;
}

}  // namespace ok
