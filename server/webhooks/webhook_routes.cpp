// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/webhooks/webhook_routes.h"

#include <array>

#include "server/access/access_routes.h"
#include "shared/base/derived_ids.h"
#include "shared/webhooks/webhooks.h"

namespace ok::webhooks {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const WebhookRouteParts>;
using Held = std::shared_ptr<net::Responder>;

constexpr std::size_t longestPayload = 256 * 1024, longestSignature = 1'000;

struct EndpointBody {
    std::string name, url;
    std::vector<std::string> events;
    bool paused = false, rotateSecret = false;
    std::string secret;
};
BOOST_DESCRIBE_STRUCT(EndpointBody, (), (name, url, events, paused, rotateSecret, secret))

struct EndpointReply {
    std::string id, secret;
};
BOOST_DESCRIBE_STRUCT(EndpointReply, (), (id, secret))

/// As it is shown: without even the token of its secret.
struct EndpointItem {
    std::string id, name, url;
    std::vector<std::string> events;
    bool paused = false;
    Instant createdAt, changedAt;
    std::string lastState, lastReason;
    Instant lastAt;
    std::int64_t sent = 0, failed = 0;
};
BOOST_DESCRIBE_STRUCT(EndpointItem, (), (id, name, url, events, paused, createdAt, changedAt, lastState, lastReason, lastAt, sent, failed))

struct EndpointList {
    std::vector<EndpointItem> items;
    std::vector<std::string> events;
};
BOOST_DESCRIBE_STRUCT(EndpointList, (), (items, events))

struct VerifyBody {
    std::string payload, signature, id, webhook;
    std::int64_t timestamp = 0;
};
BOOST_DESCRIBE_STRUCT(VerifyBody, (), (payload, signature, id, webhook, timestamp))

HttpResponse secretly(HttpResponse response) {
    response.headers.set("Cache-Control", "no-store");
    return response;
}

std::string freshSecret(const Dice& dice) {
    std::array<std::uint8_t, 32> raw{};
    dice(raw);
    return "whsec_" + toBase64(raw);
}

std::optional<SecurityContext> admitted(const Parts& parts, const HttpRequest& request, net::Responder& respond, std::string_view action) {
    auto who = access::admitted(request, parts->sessions, respond, [&](const SecurityContext& asks) -> Status {
        return action.empty() ? Status() : access::mayRead(asks, action, parts->grants, "your roles do not include this");
    });
    if (!who) return {};
    who->source = "api";
    who->traceId = request.traceId;
    return who;
}

template <class C>
void submit(const Parts& parts, const HttpRequest& request, const SecurityContext& who, const C& command, net::Responder respond, std::function<HttpResponse(const CommandAnswer&)> then) {
    const std::string key(request.header("Idempotency-Key"));
    if (key.size() > 200) return respond(HttpResponse::problem(400, problem("invalid_fields", "an idempotency key has at most 200 bytes")));
    const CommandId id = key.empty() ? access::freshCommandId(parts->dice) : commandIdFrom(who.tenant, "webhook:" + who.actor.id + ":" + key);
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->gate.submit(who, {id, std::string(C::card.name), toJson(command)}, [held, then = std::move(then)](const CommandAnswer& answer) {
        if (!answer.reply.ok()) return (*held)(HttpResponse::problem(access::statusOf(answer.reply.problem()), answer.reply.problem()));
        (*held)(secretly(then(answer)));
    });
}

void getAll(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond, "webhooks.read");
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post(
        [held, tenant = who->tenant](Store& store) {
            EndpointList out{{}, knownEvents()};
            Views(store.documents(tenant)).each<WebhookEndpoint>([&out](const WebhookEndpoint& e) {
                out.items.push_back({e.id, e.name, e.url, e.events, e.paused, e.createdAt, e.changedAt, e.lastState, e.lastReason, e.lastAt, e.sent, e.failed});
            });
            (*held)(secretly(HttpResponse::json(200, toJson(out))));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void save(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond, {});
    if (!who) return;
    const auto body = fromJson<EndpointBody>(request.body);
    if (!body.ok()) return respond(HttpResponse::problem(400, body.problem()));
    const std::string id(request.param("id"));
    // What nobody gives is thrown here: the gate has no dice.
    const bool fresh = body->secret.empty() && (id.empty() || body->rotateSecret);
    const std::string secret = fresh ? freshSecret(parts->dice) : body->secret;
    submit(parts, request, *who, SaveWebhook{id, body->name, body->url, body->events, body->paused, Secret{secret}}, std::move(respond), [created = id.empty(), fresh, secret](const CommandAnswer& answer) {
        const auto saved = fromJson<WebhookReply>(*answer.reply);
        const std::string made = saved.ok() ? saved->webhook : std::string();
        auto response = HttpResponse::json(created && !answer.repeated ? 201 : 200, toJson(EndpointReply{made, fresh && !answer.repeated ? secret : std::string()}));
        if (created) response.headers.set("Location", "/v1/webhooks/" + made);
        return response;
    });
}

void removeOne(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond, {});
    if (!who) return;
    const std::string reason(request.queryValue("reason").value_or(""));
    submit(parts, request, *who, RemoveWebhook{std::string(request.param("id")), reason}, std::move(respond), [](const CommandAnswer&) { return HttpResponse{.status = 204, .headers = {}, .body = std::string()}; });
}

Result<VerifyBody> verifyBody(const HttpRequest& request) {
    OK_ASSIGN(auto body, fromJson<VerifyBody>(request.body));
    Problem why = problem("invalid_fields", "this is not what a signature is checked with: see `fields`");
    if (body.payload.size() > longestPayload) why.fields.push_back({"payload", "too_long", "at most 256 KiB"});
    if (body.signature.empty() || body.signature.size() > longestSignature) why.fields.push_back({"signature", "required", "`v1,` and base64, as X-OK-Signature has it"});
    if (body.timestamp <= 0) why.fields.push_back({"timestamp", "required", "seconds since 1970, as X-OK-Timestamp has it"});
    if (why.fields.empty()) return body;
    return why;
}

HttpResponse verified(const WebhookRouteParts& parts, Store& store, TenantId tenant, const VerifyBody& body) {
    const Vault vault(store, parts.gate.vaultKeys());
    std::vector<Bytes> secrets;
    Views(store.documents(tenant)).each<WebhookEndpoint>([&](const WebhookEndpoint& each) {
        if (!body.webhook.empty() && each.id != body.webhook) return;
        const auto secret = vault.open(tenant, each.secret);
        auto bytes = secret.ok() ? secretBytes(secret->text) : Result<Bytes>(secret.problem());
        if (bytes.ok()) secrets.push_back(std::move(*bytes));
    });
    const std::string why = whyNotGenuine(secrets, body.id, body.timestamp, body.payload, body.signature, parts.clock());
    if (!why.empty()) return HttpResponse::json(200, "{\"reason\":" + toJson(why) + ",\"valid\":false}");
    return HttpResponse::json(200, "{\"algorithm\":\"HMAC-SHA256\",\"tolerance_seconds\":" + std::to_string(toleranceSeconds) + ",\"valid\":true}");
}

void verify(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond, "webhooks.verify");
    if (!who) return;
    auto body = verifyBody(request);
    if (!body.ok()) return respond(HttpResponse::problem(400, body.problem()));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([parts, held, tenant = who->tenant, body = std::move(*body)](Store& store) { (*held)(secretly(verified(*parts, store, tenant, body))); },
                       [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

}  // namespace

void addRoutes(net::Router& router, WebhookRouteParts given) {
    const Parts parts = std::make_shared<const WebhookRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/webhooks", bind(getAll));
    router.post("/v1/webhooks", bind(save), {.bodyLimit = 32 * 1024});
    router.add("PUT", "/v1/webhooks/{id}", bind(save), {.bodyLimit = 32 * 1024});
    router.add("DELETE", "/v1/webhooks/{id}", bind(removeOne));
    router.post("/v1/signatures/verify", bind(verify), {.bodyLimit = 2 * longestPayload});
}

}  // namespace ok::webhooks
