// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// API tokens and OAuth clients, as commands on the gate. The secret is made outside (api_client_routes.h, or by whoever sends
// the command): only its hash comes in.
#pragma once
#include "server/access/access_commands.h"
#include "shared/access/api_client.h"

namespace ok::access {

/// A token that acts as its maker, never beyond the maker's own roles. Through a token no further token is made.
struct CreateMyToken {
    static constexpr CommandCard card{.name = "access.create_my_token", .action = "self.tokens", .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string name;
    std::vector<std::string> scopes;
    Digest secretHash;
    std::string hint;
    int days = 90;
};
BOOST_DESCRIBE_STRUCT(CreateMyToken, (), (name, scopes, secretHash, hint, days))

/// A client that acts as itself with roles given here.
struct CreateApiClient {
    static constexpr CommandCard card{.name = "access.create_api_client", .action = "access.manage_clients", .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string name;
    ApiClientKind kind = ApiClientKind::oauth;
    std::vector<std::string> roles;
    std::vector<std::string> scopes;
    Digest secretHash;
    std::string hint;
    int days = 365;
    int perMinute = 600;
};
BOOST_DESCRIBE_STRUCT(CreateApiClient, (), (name, kind, roles, scopes, secretHash, hint, days, perMinute))

struct ApiClientReply {
    ApiClientId client;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(ApiClientReply, (), (client, expiresAt))

/// A new secret; the old ones stay good for `overlapHours`.
struct RotateApiSecret {
    static constexpr CommandCard card{.name = "access.rotate_api_secret", .action = "access.manage_clients", .purpose = "administration",
                                      .refusalIsEvidence = true};
    ApiClientId client;
    Digest secretHash;
    std::string hint;
    int days = 365;
    int overlapHours = 24;
};
BOOST_DESCRIBE_STRUCT(RotateApiSecret, (), (client, secretHash, hint, days, overlapHours))

struct RevokeApiClient {
    static constexpr CommandCard card{.name = "access.revoke_api_client", .action = "access.manage_clients", .purpose = "administration",
                                      .refusalIsEvidence = true};
    ApiClientId client;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevokeApiClient, (), (client, reason))

struct RevokeMyToken {
    static constexpr CommandCard card{.name = "access.revoke_my_token", .action = "self.tokens", .purpose = "administration",
                                      .refusalIsEvidence = true};
    ApiClientId client;
};
BOOST_DESCRIBE_STRUCT(RevokeMyToken, (), (client))

/// By the server, at most once an hour a client.
struct NoteClientUse {
    static constexpr CommandCard card{.name = "access.note_client_use", .action = "sign_in.record", .purpose = "sign_in"};
    ApiClientId client;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(NoteClientUse, (), (client, address))

/// By the server, before an access token is told to a client.
struct RecordClientToken {
    static constexpr CommandCard card{.name = "access.client_token", .action = "sign_in.record", .purpose = "sign_in"};
    ApiClientId client;
    std::vector<std::string> scopes;
    Instant expiresAt;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(RecordClientToken, (), (client, scopes, expiresAt, address))

struct RecordClientRefusal {
    static constexpr CommandCard card{.name = "access.client_refused", .action = "sign_in.record", .purpose = "sign_in"};
    std::string client;
    std::string address;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RecordClientRefusal, (), (client, address, reason))

}  // namespace ok::access
