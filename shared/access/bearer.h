// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What stands behind `Authorization`, and the texts of our tokens. Everything here reads what strangers send: sizes and
// alphabets are checked first, and nothing is guessed.
//
//     session's access token   43 characters of base64url
//     refresh token            okr_ and the session's id, the half that stays, the half that changes
//     API token                okt_ and 43 characters
//     client's access token    okc_ and a sealed ClientPass
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/api_client.h"
#include "shared/base/digest.h"

namespace ok::access {

inline constexpr std::size_t maxBearer = 2048;
inline constexpr std::string_view refreshPrefix = "okr_";
inline constexpr std::string_view clientPassPrefix = "okc_";

/// The token of `Bearer <token>`; the scheme in any case (RFC 9110 11.1). Problem `not_signed_in`.
[[nodiscard]] Result<std::string_view> bearerIn(std::string_view authorization);

struct BasicCredentials {
    std::string user, password;
};
/// `Basic <base64 of user:password>`, both form-decoded as RFC 6749 2.3.1 asks. Problem `invalid_client`.
[[nodiscard]] Result<BasicCredentials> basicIn(std::string_view authorization);

using TokenHalf = std::array<std::uint8_t, 32>;
struct RefreshToken {
    SessionId session;
    TokenHalf family{}, secret{};
};
[[nodiscard]] std::string formatRefresh(const RefreshToken& token);
/// Problem `not_signed_in`.
[[nodiscard]] Result<RefreshToken> parseRefresh(std::string_view text);

/// What an OAuth client's access token says, sealed under a key that all servers of a database have: nothing of it is
/// stored, and each server can read it the moment it was made.
struct ClientPass {
    TenantId tenant;
    ApiClientId client;
    std::vector<std::string> scopes;
    Instant issuedAt;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(ClientPass, (), (tenant, client, scopes, issuedAt, expiresAt))
using PassKey = std::array<std::uint8_t, 32>;
[[nodiscard]] std::string sealPass(const PassKey& key, const std::array<std::uint8_t, 12>& nonce, const ClientPass& pass);
/// Problem `not_signed_in`. Says nothing about its time.
[[nodiscard]] Result<ClientPass> openPass(const PassKey& key, std::string_view token);

}  // namespace ok::access
