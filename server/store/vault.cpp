// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Three keys are derived from a tenant's data key: one names values (token), one seals them, one makes the nonce.
// The nonce is the start of HMAC(nonce key, class ‖ text), a synthetic IV: equal texts give equal sealed bytes, which
// the token reveals anyway, and two different texts never share a nonce except by a 96-bit collision.
#include "server/store/vault.h"

namespace ok {
namespace {

Vault::Key derivedKey(const Vault::Key& key, std::string_view use) { return hmacSha256(key, asBytes(use)).bytes; }

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

std::string sealContext(TenantId tenant, std::string_view token) { return tenant.str() + "|" + std::string(token); }

}  // namespace

std::string Vault::tokenText(TenantId tenant, std::string_view cls, std::string_view text) const {
    const Key key = derivedKey(m_keyFor(tenant), "outagekit vault token 1");
    return base32Token(hmacSha256(key, asBytes(material(cls, text))));
}

Result<std::string> Vault::putText(TenantId tenant, std::string_view cls, std::string_view text) {
    const Key root = m_keyFor(tenant);
    const std::string what = material(cls, text);
    std::string token = base32Token(hmacSha256(derivedKey(root, "outagekit vault token 1"), asBytes(what)));
    if (m_store.sealedText(tenant, token)) return token;
    const Digest mark = hmacSha256(derivedKey(root, "outagekit vault nonce 1"), asBytes(what));
    std::array<std::uint8_t, 12> nonce{};
    std::copy_n(mark.bytes.begin(), nonce.size(), nonce.begin());
    const Bytes sealed = seal(derivedKey(root, "outagekit vault seal 1"), nonce, asBytes(text),
                              asBytes(sealContext(tenant, token)));
    OK_TRY(m_store.putSealedText(tenant, token, sealed));
    return token;
}

Result<std::string> Vault::openText(TenantId tenant, std::string_view token) const {
    if (token.empty()) return std::string();
    const auto sealed = m_store.sealedText(tenant, token);
    if (!sealed) return problem("erased", "the personal data behind this token is not there any more");
    OK_ASSIGN(const Bytes plain, unseal(derivedKey(m_keyFor(tenant), "outagekit vault seal 1"), *sealed,
                                        asBytes(sealContext(tenant, token))));
    return std::string(asText(plain));
}

}  // namespace ok
