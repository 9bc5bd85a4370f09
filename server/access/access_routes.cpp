// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/access_routes.h"

#include <array>
#include <memory>
#include <unordered_map>

#include "shared/base/derived_ids.h"

namespace ok::access {
namespace {

struct CommandRequest {
    CommandId id;
    std::string name;
    RawJson body{"{}"};
    approvals::Justification justification;
};
BOOST_DESCRIBE_STRUCT(CommandRequest, (), (id, name, body, justification))

struct CommandReply {
    RawJson reply;
    std::int64_t sequence = 0;
    std::string correlationId;
};
BOOST_DESCRIBE_STRUCT(CommandReply, (), (reply, sequence, correlationId))

CommandId freshId(const Dice& dice) {
    std::array<std::uint8_t, 16> raw{};
    dice(raw);
    return CommandId{uuidV4(raw)};
}

/// What somebody asked for again while it still waits.
struct WaitingReply {
    std::string approvalId, status, link;
};
BOOST_DESCRIBE_STRUCT(WaitingReply, (), (approvalId, status, link))

net::HttpResponse answerOf(const CommandAnswer& answer) {
    if (answer.repeated && !answer.reply.ok() && answer.reply.problem().code == "approval_required") {
        const auto& details = answer.reply.problem().details;
        const auto at = [&](const char* key) { return details.contains(key) ? details.at(key) : std::string(); };
        if (at("status") == "awaiting_approval") return net::HttpResponse::json(202, toJson(WaitingReply{at("approval_id"), at("status"), at("link")}));
    }
    if (!answer.reply.ok()) return net::HttpResponse::problem(statusOf(answer.reply.problem()), answer.reply.problem());
    return net::HttpResponse::json(200, toJson(CommandReply{RawJson{*answer.reply}, answer.sequence, answer.correlationId}));
}

void postSession(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    auto body = fromJson<SignInRequest>(request.body);
    if (!body.ok()) return respond(net::HttpResponse::problem(400, body.problem()));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.desk.signIn(std::move(*body), request.remoteAddress, [held](Result<SignInReply> reply) {
        if (!reply.ok()) return (*held)(net::HttpResponse::problem(statusOf(reply.problem()), reply.problem()));
        auto response = net::HttpResponse::json(200, toJson(*reply));
        response.headers.set("Cache-Control", "no-store");
        (*held)(std::move(response));
    });
}

void deleteSession(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(net::HttpResponse::problem(401, who.problem()));
    const RevokeSession command{who->session, "signed out"};
    auto held = std::make_shared<net::Responder>(std::move(respond));
    // Everybody may end their own session; the server does it for them.
    parts.gate.submit(systemContext(who->tenant, who->drill),
                      {freshId(parts.dice), std::string(RevokeSession::card.name), toJson(command)},
                      [held](CommandAnswer answer) { (*held)(answerOf(answer)); });
}

void postCommand(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(net::HttpResponse::problem(401, who.problem()));
    auto command = fromJson<CommandRequest>(request.body);
    if (!command.ok()) return respond(net::HttpResponse::problem(400, command.problem()));
    who->source = "api";
    who->traceId = request.traceId;
    const std::string key(request.header("Idempotency-Key"));
    if (key.size() > 200) return respond(net::HttpResponse::problem(400, problem("invalid_fields", "an idempotency key has at most 200 bytes")));
    if (!command->id.known()) command->id = key.empty() ? freshId(parts.dice) : commandIdFrom(who->tenant, "command:" + who->actor.id + ":" + key);
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.gate.submit(*who, {command->id, command->name, command->body.text, command->justification},
                      [held](CommandAnswer answer) { (*held)(answerOf(answer)); });
}

}  // namespace

int statusOf(const Problem& why) {
    static const std::unordered_map<std::string, int> statuses{
        {"sign_in_refused", 401}, {"not_signed_in", 401}, {"session_expired", 401}, {"session_revoked", 401},
        {"too_many_attempts", 429}, {"rate_limited", 429}, {"busy", 503}, {"overloaded", 503}, {"store_failed", 503},
        {"store_unavailable", 503}, {"stopping", 503}, {"step_up_required", 401}, {"second_factor_required", 401}, {"access_refused", 403}, {"access_denied", 403}, {"not_running", 503},
        {"idempotency_conflict", 409}, {"handler_failed", 500}, {"approval_required", 409},
        {"policy_violation.self_approval", 403}, {"not_a_person", 403}, {"unknown_command", 404},
        {"approval_not_pending", 409}, {"approval_expired", 409}, {"approval_digest_mismatch", 409},
        {"policy_violation.same_person", 403}, {"policy_violation.role", 403}, {"not_the_author", 403}, {"not_escalatable", 409},
        {"preview_stale", 409}, {"already_linked", 409}, {"no_role_mapped", 403}, {"not_provisioned", 403}, {"assertion_replayed", 401},
        {"version_conflict", 409}, {"already_exists", 409}, {"login_taken", 409}, {"invalid_fields", 422}, {"bad_json", 400}};
    if (const auto found = statuses.find(why.code); found != statuses.end()) return found->second;
    if (why.code.ends_with("_not_found")) return 404;
    return 422;
}

Result<SecurityContext> contextOf(const net::HttpRequest& request, SessionBook& sessions) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view header = request.header("Authorization");
    if (!header.starts_with(scheme)) return problem("not_signed_in", "sign in first: no session token was sent");
    return sessions.resolve(header.substr(scheme.size()), request.remoteAddress);
}

void addRoutes(net::Router& router, RouteParts parts) {
    router.post("/v1/session", [parts](const net::HttpRequest& request, net::Responder respond) {
        postSession(parts, request, std::move(respond));
    }, {.bodyLimit = 8 * 1024});
    router.add("DELETE", "/v1/session", [parts](const net::HttpRequest& request, net::Responder respond) {
        deleteSession(parts, request, std::move(respond));
    });
    router.post("/v1/commands", [parts](const net::HttpRequest& request, net::Responder respond) {
        postCommand(parts, request, std::move(respond));
    });
}

}  // namespace ok::access
