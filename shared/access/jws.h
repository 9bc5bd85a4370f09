// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Signed JSON (RFC 7515, 7517): OpenID Connect's tokens, clients that prove themselves with a key of their own, the FIDO
// metadata. What signs is chosen by the key that is known, never by the token: a token that names `none`, or a MAC with a
// public key, is refused before any key is looked at. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/json_value.h"
#include "shared/base/verify_key.h"

namespace ok::access {

struct Jwk {
    std::string kid, alg;
    SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
    VerifyKey key;
};

/// Signing keys of kinds we know; others are passed over. At most 100. Problem `bad_key_set`.
[[nodiscard]] Result<std::vector<Jwk>> parseKeySet(std::string_view json);

struct Jws {
    JsonValue header, claims;
    std::string alg, kid, signedText;
    Bytes signature;
};
inline constexpr std::size_t longestToken = 16 * 1024;
/// Compact form. Problem `bad_token`.
[[nodiscard]] Result<Jws> parseJws(std::string_view token, std::size_t longest = longestToken);
/// Problems: `token_alg_refused`, `unknown_key` (look for newer keys), `bad_signature`.
[[nodiscard]] Status verifyJws(const Jws& token, const std::vector<Jwk>& keys);
/// By one key, whatever the header names; the algorithm must be one of that key.
[[nodiscard]] bool signedBy(const Jws& token, const VerifyKey& key);

/// A claim that is a time in seconds; nothing where it is none.
[[nodiscard]] std::optional<Instant> timeClaim(const JsonValue& claims, std::string_view name);

}  // namespace ok::access
