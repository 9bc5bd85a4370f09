// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// JSON Web Tokens as OpenID Connect uses them (RFC 7515, 7517, 7519; OpenID Connect Core 3.1.3.7). What signs is chosen by
// the key that is known, never by the token: a token that names `none`, or a MAC with a public key, is refused before any
// key is looked at. Pure: time and keys are arguments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/json_value.h"
#include "shared/base/verify_key.h"

namespace ok::identity {

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
/// Compact form, at most 16 KiB. Problem `bad_token`.
[[nodiscard]] Result<Jws> parseJws(std::string_view token);
/// Problems: `token_alg_refused`, `unknown_key` (look for newer keys), `bad_signature`.
[[nodiscard]] Status verifyJws(const Jws& token, const std::vector<Jwk>& keys);

struct IdTokenRules {
    std::string issuer, clientId, nonce;
    std::string accessToken;          ///< checked against `at_hash` when both are there
    Instant now;
    Duration skew = seconds(60);
    Duration oldest = minutes(15);    ///< since `iat`
};
/// Problems: `wrong_issuer`, `wrong_audience`, `wrong_party`, `token_expired`, `token_from_the_future`, `wrong_nonce`,
/// `wrong_at_hash`, `bad_token`.
[[nodiscard]] Status checkIdToken(const JsonValue& claims, const IdTokenRules& rules);

/// The S256 challenge of a PKCE verifier (RFC 7636).
[[nodiscard]] std::string pkceChallenge(std::string_view verifier);

/// Texts of a claim: one, or several.
[[nodiscard]] std::vector<std::string> claimTexts(const JsonValue& claims, std::string_view name);

}  // namespace ok::identity
