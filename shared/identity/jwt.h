// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// JSON Web Tokens as OpenID Connect uses them (RFC 7519; OpenID Connect Core 3.1.3.7), over shared/access/jws.h. Pure: time
// and keys are arguments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/jws.h"

namespace ok::identity {

using access::Jwk;
using access::Jws;
using access::parseJws;
using access::parseKeySet;
using access::verifyJws;

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
