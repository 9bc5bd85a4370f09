// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/api_client_commands.h"

#include <algorithm>

#include "shared/access/api_scopes.h"

namespace ok::access {
namespace {

constexpr int maxDays = 730, maxOverlapHours = 24 * 30, mostPerMinute = 60'000;
constexpr std::size_t maxName = 80, maxTokensOfOne = 20, maxHint = 8;

struct Wanted {
    const std::string& name;
    const std::vector<std::string>& scopes;
    const Digest& secretHash;
    const std::string& hint;
    int days;
};

Status checkSecret(const Digest& hash, const std::string& hint, int days) {
    if (hash == Digest{}) return problem("secret_missing", "the hash of a secret is needed: SHA-256 of 32 random bytes in base64url");
    if (hint.size() > maxHint) return problem("bad_hint", "a hint has at most 8 characters of the secret");
    if (days < 1 || days > maxDays) return problem("bad_lifetime", "a secret lives between 1 and 730 days");
    return {};
}

Status check(const Wanted& wanted) {
    if (wanted.name.empty() || wanted.name.size() > maxName) return problem("bad_name", "a name has 1 to 80 characters");
    if (wanted.scopes.empty()) return problem("scopes_missing", "a token without a scope can do nothing");
    OK_TRY(parseScopes(joinScopes(wanted.scopes)));
    return checkSecret(wanted.secretHash, wanted.hint, wanted.days);
}

ApiSecret secretOf(CommandContext& cx, const Digest& hash, const std::string& hint, int days) {
    return {.hash = hash, .hint = hint, .createdAt = cx.clockNow(), .expiresAt = cx.clockNow() + hours(24 * days)};
}

ApiClient made(const Right& right, CommandContext& cx, const Wanted& wanted) {
    ApiClient client;
    client.id = cx.newId<ApiClientId>();
    client.name = wanted.name;
    client.scopes = wanted.scopes;
    client.secrets.push_back(secretOf(cx, wanted.secretHash, wanted.hint, wanted.days));
    client.createdBy = right.who().actor.id;
    client.createdAt = cx.clockNow();
    return client;
}

void create(CommandContext& cx, ApiClient client) {
    cx.reply(ApiClientReply{client.id, client.secrets.back().expiresAt});
    const std::string id = client.id.str();
    cx.emit(ApiClientCreated{std::move(client)}, {.subjects = {id}, .stream = Stream::security});
}

Status createMine(const Right& right, CommandContext& cx, const CreateMyToken& command) {
    const Wanted wanted{command.name, command.scopes, command.secretHash, command.hint, command.days};
    OK_TRY(check(wanted));
    OK_ASSIGN(const UserId owner, UserId::parse(right.who().actor.id));
    const auto mine = cx.views().byKey<ApiClient>("owner", owner.str());
    const auto alive = std::count_if(mine.begin(), mine.end(), [&cx](const ApiClient& c) {
        return !c.revoked && !c.secrets.empty() && c.secrets.back().expiresAt > cx.clockNow();
    });
    if (alive >= static_cast<std::ptrdiff_t>(maxTokensOfOne)) return problem("too_many_tokens", "you have 20 tokens: revoke one first");
    ApiClient client = made(right, cx, wanted);
    client.owner = owner;
    create(cx, std::move(client));
    return {};
}

Status createClient(const Right& right, CommandContext& cx, const CreateApiClient& command) {
    const Wanted wanted{command.name, command.scopes, command.secretHash, command.hint, command.days};
    OK_TRY(check(wanted));
    OK_TRY(checkRoles(cx.views(), command.roles));
    if (command.roles.empty()) return problem("roles_missing", "a client without a role can do nothing");
    if (command.perMinute < 1 || command.perMinute > mostPerMinute) return problem("bad_rate", "between 1 and 60,000 requests a minute");
    ApiClient client = made(right, cx, wanted);
    client.kind = command.kind;
    client.roles = command.roles;
    client.perMinute = command.perMinute;
    create(cx, std::move(client));
    return {};
}

Status rotate(const Right&, CommandContext& cx, const RotateApiSecret& command) {
    OK_TRY(checkSecret(command.secretHash, command.hint, command.days));
    if (command.overlapHours < 0 || command.overlapHours > maxOverlapHours) return problem("bad_overlap", "an overlap has 0 to 720 hours");
    const auto client = cx.views().find<ApiClient>(command.client.str());
    if (!client || client->revoked) return problem("client_not_found", "there is no such client");
    const ApiSecret secret = secretOf(cx, command.secretHash, command.hint, command.days);
    cx.emit(ApiSecretAdded{client->id, secret, cx.clockNow() + hours(command.overlapHours)},
            {.subjects = {client->id.str()}, .stream = Stream::security});
    cx.reply(ApiClientReply{command.client, secret.expiresAt});
    return {};
}

void revoke(CommandContext& cx, const ApiClient& client, const std::string& reason) {
    if (client.revoked) return;
    cx.emit(ApiClientRevoked{client.id, reason}, {.subjects = {client.id.str()}, .justification = reason, .stream = Stream::security});
}

Status revokeClient(const Right&, CommandContext& cx, const RevokeApiClient& command) {
    if (command.reason.empty() || command.reason.size() > 500) return problem("reason_required", "say why, in at most 500 characters");
    const auto client = cx.views().find<ApiClient>(command.client.str());
    if (!client) return problem("client_not_found", "there is no such client");
    revoke(cx, *client, command.reason);
    return {};
}

Status revokeMine(const Right& right, CommandContext& cx, const RevokeMyToken& command) {
    const auto client = cx.views().find<ApiClient>(command.client.str());
    if (!client || !client->owner.known() || client->owner.str() != right.who().actor.id) return problem("client_not_found", "you have no such token");
    revoke(cx, *client, "revoked by its owner");
    return {};
}

Status noteUse(CommandContext& cx, const NoteClientUse& command) {
    if (!cx.views().find<ApiClient>(command.client.str())) return problem("client_not_found", "there is no such client");
    cx.emit(ApiClientUsed{command.client, cx.clockNow(), command.address}, {.subjects = {command.client.str()}, .stream = Stream::security});
    return {};
}

Status issue(CommandContext& cx, const RecordClientToken& command) {
    const auto client = cx.views().find<ApiClient>(command.client.str());
    // Decided again here: between the look at the secret and this moment it may have been revoked.
    if (!client || client->revoked) return problem("client_not_found", "there is no such client");
    cx.emit(ClientTokenIssued{client->id, command.scopes, command.expiresAt, command.address},
            {.subjects = {client->id.str()}, .stream = Stream::security});
    return {};
}

}  // namespace

void addApiClientHandlers(Gate& gate) {
    gate.handle<CreateMyToken>(createMine);
    gate.handle<CreateApiClient>(createClient);
    gate.handle<RotateApiSecret>(rotate);
    gate.handle<RevokeApiClient>(revokeClient);
    gate.handle<RevokeMyToken>(revokeMine);
    gate.handle<NoteClientUse>([](const Right&, CommandContext& cx, const NoteClientUse& c) { return noteUse(cx, c); });
    gate.handle<RecordClientToken>([](const Right&, CommandContext& cx, const RecordClientToken& c) { return issue(cx, c); });
    gate.handle<RecordClientRefusal>([](const Right&, CommandContext& cx, const RecordClientRefusal& c) -> Status {
        cx.emit(ClientRefused{c.client, c.address, c.reason}, {.stream = Stream::security});
        return {};
    });
}

}  // namespace ok::access
