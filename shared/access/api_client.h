// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Programs that use the API: a token that acts as the person who made it, or a client of its own with roles an
// administrator gave it (a bearer token, or OAuth2 client credentials). Both are narrowed by scopes. Secrets are shown once
// and kept as SHA-256 only: they are 32 random bytes, there is nothing to guess slowly.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok {
using ApiClientId = Id<struct ApiClientTag>;
}

namespace ok::access {

inline constexpr std::size_t maxApiSecrets = 4;
inline constexpr std::string_view apiTokenPrefix = "okt_";    ///< a token that is sent as it is
inline constexpr std::string_view apiSecretPrefix = "oks_";   ///< a client's secret, exchanged at /oauth/token

struct ApiSecret {
    Digest hash;
    std::string hint;      ///< its last four characters
    Instant createdAt;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(ApiSecret, (), (hash, hint, createdAt, expiresAt))

enum class ApiClientKind { token, oauth };
BOOST_DESCRIBE_ENUM(ApiClientKind, token, oauth)

struct ApiClient {
    static constexpr std::string_view viewKind = "api_client";
    ApiClientId id;
    std::string name;
    ApiClientKind kind = ApiClientKind::token;
    UserId owner;                     ///< acts as this person; zero: as itself
    std::vector<std::string> roles;   ///< where it acts as itself
    std::vector<std::string> scopes;
    std::vector<ApiSecret> secrets;
    int perMinute = 600;
    std::string createdBy;
    Instant createdAt;
    Instant lastUsedAt;               ///< to the hour
    std::string lastUsedFrom;
    bool revoked = false;
    Instant revokedAt;
    std::string revokeReason;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"owner", owner.str()}}; }
};
BOOST_DESCRIBE_STRUCT(ApiClient, (), (id, name, kind, owner, roles, scopes, secrets, perMinute, createdBy, createdAt, lastUsedAt,
                                      lastUsedFrom, revoked, revokedAt, revokeReason))

struct ApiClientCreated {
    static constexpr std::string_view eventType = "access.api_client_created";
    ApiClient client;
};
BOOST_DESCRIBE_STRUCT(ApiClientCreated, (), (client))

/// A further secret; those before it stay good for a while, so that programs can be changed one after the other.
struct ApiSecretAdded {
    static constexpr std::string_view eventType = "access.api_secret_added";
    ApiClientId client;
    ApiSecret secret;
    Instant othersUntil;
};
BOOST_DESCRIBE_STRUCT(ApiSecretAdded, (), (client, secret, othersUntil))

void addSecret(ApiClient& client, const ApiSecretAdded& added);

/// At most once an hour.
struct ApiClientUsed {
    static constexpr std::string_view eventType = "access.api_client_used";
    ApiClientId client;
    Instant at;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(ApiClientUsed, (), (client, at, address))

/// An access token was given for a client's secret. The token itself is sealed, not kept: it is good until its time is over
/// or the client is revoked.
struct ClientTokenIssued {
    static constexpr std::string_view eventType = "access.client_token_issued";
    ApiClientId client;
    std::vector<std::string> scopes;
    Instant expiresAt;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(ClientTokenIssued, (), (client, scopes, expiresAt, address))

/// A client's secret was wrong, over or of a revoked client. The client may not exist: its id is what was sent, cut.
struct ClientRefused {
    static constexpr std::string_view eventType = "access.client_refused";
    std::string client;
    std::string address;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ClientRefused, (), (client, address, reason))

struct ApiClientRevoked {
    static constexpr std::string_view eventType = "access.api_client_revoked";
    ApiClientId client;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ApiClientRevoked, (), (client, reason))

void addApiClientProjections(Projections& projections);

}  // namespace ok::access
