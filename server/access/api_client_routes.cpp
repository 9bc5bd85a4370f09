// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "server/access/api_client_commands.h"
#include "server/access/session_rooms.h"
#include "server/net/url.h"
#include "shared/access/api_scopes.h"

namespace ok::access {
namespace {

constexpr int tokensAMinuteOfOne = 60, tokensAMinuteFrom = 300, refusalsAMinute = 20;

struct NewClient {
    std::string name;
    ApiClientKind kind = ApiClientKind::oauth;
    std::vector<std::string> roles, scopes;
    int days = 365;
    int perMinute = 600;
};
BOOST_DESCRIBE_STRUCT(NewClient, (), (name, kind, roles, scopes, days, perMinute))

struct NewToken {
    std::string name;
    std::vector<std::string> scopes;
    int days = 90;
};
BOOST_DESCRIBE_STRUCT(NewToken, (), (name, scopes, days))

struct Rotation {
    int days = 365;
    int overlapHours = 24;
};
BOOST_DESCRIBE_STRUCT(Rotation, (), (days, overlapHours))

struct SecretReply {
    ApiClientId client;
    std::string secret;   ///< shown this once
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(SecretReply, (), (client, secret, expiresAt))

struct ClientLine {
    ApiClientId id;
    std::string name;
    ApiClientKind kind = ApiClientKind::token;
    UserId owner;
    std::vector<std::string> roles, scopes;
    std::string hint;
    int perMinute = 0;
    Instant createdAt, expiresAt, lastUsedAt;
    std::string lastUsedFrom;
    bool revoked = false;
};
BOOST_DESCRIBE_STRUCT(ClientLine, (), (id, name, kind, owner, roles, scopes, hint, perMinute, createdAt, expiresAt, lastUsedAt,
                                       lastUsedFrom, revoked))

struct ClientList {
    std::vector<ClientLine> items;
};
BOOST_DESCRIBE_STRUCT(ClientList, (), (items))

/// RFC 6749 5.1.
struct OAuthReply {
    std::string accessToken, tokenType = "Bearer";
    std::int64_t expiresIn = 0;
    std::string scope;
};
BOOST_DESCRIBE_STRUCT(OAuthReply, (), (accessToken, tokenType, expiresIn, scope))

/// RFC 6749 5.2 and the house's Problem in one body.
struct OAuthProblem {
    std::string code, message, error, errorDescription, traceId;
};
BOOST_DESCRIBE_STRUCT(OAuthProblem, (), (code, message, error, errorDescription, traceId))

net::HttpResponse refusal(const Problem& why) { return net::HttpResponse::problem(statusOf(why), why); }

net::HttpResponse noStore(net::HttpResponse response) {
    response.headers.set("Cache-Control", "no-store");
    return response;
}

net::HttpResponse oauthRefusal(const std::string& code, const std::string& message) {
    auto response = noStore(net::HttpResponse::json(code == "invalid_client" ? 401 : code == "rate_limited" ? 429 : 400,
                                                    toJson(OAuthProblem{code, message, code == "rate_limited" ? "temporarily_unavailable" : code, message, {}})));
    if (code == "invalid_client") response.headers.set("WWW-Authenticate", R"(Basic realm="outagekit")");
    return response;
}

struct FreshSecret {
    std::string text;
    Digest hash;
    std::string hint;
};

FreshSecret freshSecret(const Dice& dice, ApiClientKind kind) {
    std::array<std::uint8_t, 32> raw{};
    dice(raw);
    FreshSecret out;
    out.text = std::string(kind == ApiClientKind::token ? apiTokenPrefix : apiSecretPrefix) + toBase64Url(raw);
    out.hash = sha256(out.text);
    out.hint = out.text.substr(out.text.size() - 4);
    return out;
}

std::function<net::HttpResponse(const CommandAnswer&)> tellingOnce(std::string secret) {
    return [secret = std::move(secret)](const CommandAnswer& answer) {
        const auto reply = fromJson<ApiClientReply>(*answer.reply);
        if (!reply.ok()) return refusal(reply.problem());
        return noStore(net::HttpResponse::json(201, toJson(SecretReply{reply->client, secret, reply->expiresAt})));
    };
}

ClientLine lineOf(const ApiClient& client) {
    ClientLine line{client.id,        client.name,      client.kind, client.owner,      client.roles,        client.scopes, {},
                    client.perMinute, client.createdAt, {},          client.lastUsedAt, client.lastUsedFrom, client.revoked};
    if (!client.secrets.empty()) {
        line.hint = client.secrets.back().hint;
        line.expiresAt = client.secrets.back().expiresAt;
    }
    return line;
}

struct TokenRequest {
    std::string client, secret, grant;
    std::optional<std::string> scope;
};

// Each parameter once, the client named in one way only (RFC 6749 2.3, 3.2).
Result<TokenRequest> readTokenRequest(const net::HttpRequest& request) {
    const auto bad = [](const char* what) { return problem("invalid_request", what); };
    if (request.headers.count("Authorization") > 1) return bad("one way to name the client, please");
    if (!request.header("Content-Type").starts_with("application/x-www-form-urlencoded")) return bad("the body must be a form");
    if (!request.query.empty()) return bad("parameters belong into the body");
    OK_ASSIGN(const auto form, net::parseUrlEncoded(request.body));
    TokenRequest out;
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : form) {
        if (!fields.emplace(name, value).second) return bad("a parameter stands twice in the form");
    }
    out.grant = fields["grant_type"];
    if (fields.contains("scope")) out.scope = fields["scope"];
    const bool inBody = fields.contains("client_id") || fields.contains("client_secret");
    if (request.headers.has("Authorization")) {
        if (fields.contains("client_secret")) return bad("one way to name the client, please");
        OK_ASSIGN(BasicCredentials basic, basicIn(request.header("Authorization")));
        if (fields.contains("client_id") && fields["client_id"] != basic.user) return bad("two different clients are named");
        out.client = std::move(basic.user);
        out.secret = std::move(basic.password);
    } else if (inBody) {
        out.client = fields["client_id"];
        out.secret = fields["client_secret"];
    }
    return out;
}

/// The same work and answer whether the client exists or not.
const char* refuseSecret(const std::optional<SessionBook::KnownClient>& known, const std::string& secret, Instant now) {
    const Digest hash = sha256(secret);
    bool matches = false, inTime = false;
    static const std::vector<ApiSecret> decoy(1);
    for (const ApiSecret& each : known ? known->client.secrets : decoy) {
        if (!constantTimeEqual(each.hash.bytes, hash.bytes)) continue;
        matches = true;
        inTime = inTime || now < each.expiresAt;
    }
    if (!known || known->client.kind != ApiClientKind::oauth) return "unknown_client";
    if (!matches) return "wrong_secret";
    if (!inTime) return "secret_expired";
    return known->client.revoked ? "revoked" : nullptr;
}

}  // namespace

net::HttpResponse SessionRoutes::Room::clients(const net::HttpRequest& request) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return refusal(who.problem());
    const bool all = request.queryValue("all").has_value();
    const AccessDecision decision = decideAccess(*who, all ? "access.manage_clients" : "self.tokens", grants);
    if (!decision.allowed) return refusal(accessDenied(decision));
    ClientList list;
    const auto visit = [&](std::string_view, std::string_view body) {
        if (const auto client = fromJson<ApiClient>(body); client.ok()) list.items.push_back(lineOf(*client));
    };
    const std::lock_guard lock(mutex);
    reader->clearTrouble();
    DocumentStore& documents = reader->documents(who->tenant);
    if (all) documents.readAll(ApiClient::viewKind, visit);
    else documents.readByKey(ApiClient::viewKind, "owner", who->actor.id, visit);
    if (const auto why = reader->trouble()) return net::HttpResponse::problem(503, *why);
    return net::HttpResponse::json(200, toJson(list));
}

void SessionRoutes::Room::createToken(const net::HttpRequest& request, net::Responder respond) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    const auto body = fromJson<NewToken>(request.body);
    if (!body.ok()) return respond(refusal(body.problem()));
    const FreshSecret secret = freshSecret(parts.dice, ApiClientKind::token);
    submitAs(*who, CreateMyToken::card.name, toJson(CreateMyToken{body->name, body->scopes, secret.hash, secret.hint, body->days}),
             std::move(respond), tellingOnce(secret.text));
}

void SessionRoutes::Room::createClient(const net::HttpRequest& request, net::Responder respond) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    const auto body = fromJson<NewClient>(request.body);
    if (!body.ok()) return respond(refusal(body.problem()));
    const FreshSecret secret = freshSecret(parts.dice, body->kind);
    const CreateApiClient command{body->name, body->kind, body->roles, body->scopes, secret.hash, secret.hint, body->days, body->perMinute};
    submitAs(*who, CreateApiClient::card.name, toJson(command), std::move(respond), tellingOnce(secret.text));
}

void SessionRoutes::Room::rotate(const net::HttpRequest& request, net::Responder respond) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    const auto body = fromJson<Rotation>(request.body.empty() ? std::string_view("{}") : std::string_view(request.body));
    const auto id = ApiClientId::parse(request.param("client"));
    if (!body.ok()) return respond(refusal(body.problem()));
    const auto known = id.ok() ? parts.sessions.client(*id) : std::nullopt;
    if (!known || !(known->tenant == who->tenant)) return respond(refusal(problem("client_not_found", "there is no such client")));
    const FreshSecret secret = freshSecret(parts.dice, known->client.kind);
    const RotateApiSecret command{*id, secret.hash, secret.hint, body->days, body->overlapHours};
    submitAs(*who, RotateApiSecret::card.name, toJson(command), std::move(respond), tellingOnce(secret.text));
}

void SessionRoutes::Room::revoke(const net::HttpRequest& request, net::Responder respond) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    const auto id = ApiClientId::parse(request.param("client"));
    const auto known = id.ok() ? parts.sessions.client(*id) : std::nullopt;
    if (!known || !(known->tenant == who->tenant)) return respond(refusal(problem("client_not_found", "there is no such client")));
    if (known->client.owner.known() && known->client.owner.str() == who->actor.id) {
        return submitAs(*who, RevokeMyToken::card.name, toJson(RevokeMyToken{*id}), std::move(respond));
    }
    const std::string reason(request.queryValue("reason").value_or("revoked by an administrator"));
    submitAs(*who, RevokeApiClient::card.name, toJson(RevokeApiClient{*id, reason.substr(0, 500)}), std::move(respond));
}

void SessionRoutes::Room::oauthToken(const net::HttpRequest& request, net::Responder respond) {
    if (!limiter.take("a " + request.remoteAddress, tokensAMinuteFrom).allowed) return respond(oauthRefusal("rate_limited", "too many requests: wait a minute"));
    const auto asked = readTokenRequest(request);
    if (!asked.ok()) return respond(oauthRefusal(asked.problem().code == "invalid_client" ? "invalid_client" : "invalid_request", asked.problem().message));
    if (asked->client.empty() || asked->secret.empty()) return respond(oauthRefusal("invalid_client", "the client could not be authenticated"));
    const auto id = ApiClientId::parse(asked->client);
    const auto known = id.ok() ? parts.sessions.client(*id) : std::nullopt;
    const Instant now = parts.clock();
    if (const char* why = refuseSecret(known, asked->secret, now)) {
        // Evidence, but not as fast as anybody can send.
        if (known && limiter.take("r " + asked->client, refusalsAMinute).allowed) {
            parts.gate.submit(systemContext(known->tenant, known->drill),
                              {freshCommandId(parts.dice), std::string(RecordClientRefusal::card.name),
                               toJson(RecordClientRefusal{known->client.id.str(), request.remoteAddress, why})}, [](CommandAnswer) {});
        }
        return respond(oauthRefusal("invalid_client", "the client could not be authenticated"));
    }
    if (asked->grant != "client_credentials") return respond(oauthRefusal("unsupported_grant_type", "only client_credentials is given here"));
    std::vector<std::string> scopes = known->client.scopes;
    if (asked->scope) {
        const auto wanted = parseScopes(*asked->scope);
        const bool within = wanted.ok() && !wanted->empty() && std::all_of(wanted->begin(), wanted->end(), [&scopes](const std::string& scope) {
            return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
        });
        if (!within) return respond(oauthRefusal("invalid_scope", "a scope is unknown or not given to this client"));
        scopes = *wanted;
    }
    if (!limiter.take("c " + asked->client, tokensAMinuteOfOne).allowed) return respond(oauthRefusal("rate_limited", "too many tokens: one lives for minutes, keep it"));
    const ClientPass pass{known->tenant, known->client.id, scopes, now, now + parts.sessions.limits().clientToken};
    std::array<std::uint8_t, 12> nonce{};
    parts.dice(nonce);
    const OAuthReply reply{.accessToken = sealPass(passKey, nonce, pass),
                           .expiresIn = std::chrono::duration_cast<seconds>(pass.expiresAt - now).count(), .scope = joinScopes(scopes)};
    auto held = std::make_shared<net::Responder>(std::move(respond));
    // Told only after it is written down that it was given.
    parts.gate.submit(systemContext(known->tenant, known->drill),
                      {freshCommandId(parts.dice), std::string(RecordClientToken::card.name),
                       toJson(RecordClientToken{pass.client, scopes, pass.expiresAt, request.remoteAddress})},
                      [held, reply](const CommandAnswer& answer) {
                          if (!answer.reply.ok()) return (*held)(oauthRefusal("invalid_client", "the client could not be authenticated"));
                          (*held)(noStore(net::HttpResponse::json(200, toJson(reply))));
                      });
}

void SessionRoutes::Room::addClientRoutes(net::Router& router) {
    const auto on = [this](void (Room::*what)(const net::HttpRequest&, net::Responder)) {
        return [this, what](const net::HttpRequest& request, net::Responder respond) { (this->*what)(request, std::move(respond)); };
    };
    router.get("/v1/api-clients", [this](const net::HttpRequest& request, net::Responder respond) { respond(clients(request)); });
    router.post("/v1/api-clients", on(&Room::createClient), {.bodyLimit = 16 * 1024});
    router.post("/v1/api-tokens", on(&Room::createToken), {.bodyLimit = 16 * 1024});
    router.post("/v1/api-clients/{client}/rotate", on(&Room::rotate), {.bodyLimit = 8 * 1024});
    router.add("DELETE", "/v1/api-clients/{client}", on(&Room::revoke));
    router.post("/oauth/token", on(&Room::oauthToken), {.bodyLimit = 8 * 1024});
    router.post("/v1/oauth/token", on(&Room::oauthToken), {.bodyLimit = 8 * 1024});
}

}  // namespace ok::access
