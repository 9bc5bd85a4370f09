// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/access_routes.h"

#include <array>
#include <memory>
#include <unordered_map>

#include "server/access/session_commands.h"
#include "server/access/session_rooms.h"
#include "server/net/rate_limit.h"
#include "shared/access/purposes.h"
#include "shared/base/derived_ids.h"

namespace ok::access {
namespace {

constexpr std::string_view proofHeader = "X-OK-Proof";

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

struct CommandLine {
    std::string name, action;
    bool secondKey = false;
    std::string purpose;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(CommandLine, (), (name, action, secondKey, purpose, version))

struct CommandList {
    std::vector<CommandLine> items;
};
BOOST_DESCRIBE_STRUCT(CommandList, (), (items))

struct RefreshRequest {
    std::string refreshToken;
    std::int64_t idleSeconds = 0;
};
BOOST_DESCRIBE_STRUCT(RefreshRequest, (), (refreshToken, idleSeconds))

struct RefreshReply {
    std::string token, refreshToken;
    Instant accessExpiresAt, expiresAt, serverTime;
};
BOOST_DESCRIBE_STRUCT(RefreshReply, (), (token, refreshToken, accessExpiresAt, expiresAt, serverTime))

net::HttpResponse secretly(net::HttpResponse response) {
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// What somebody asked for again while it still waits.
struct WaitingReply {
    std::string approvalId, status, link;
};
BOOST_DESCRIBE_STRUCT(WaitingReply, (), (approvalId, status, link))
net::HttpResponse refusal(const Problem& why) { return net::HttpResponse::problem(statusOf(why), why); }

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
        (*held)(secretly(net::HttpResponse::json(200, toJson(*reply))));
    });
}

net::HttpResponse refreshed(const CommandAnswer& answer, const FreshTokens& fresh, Instant now) {
    if (!answer.reply.ok()) return refusal(answer.reply.problem());
    const auto outcome = fromJson<RefreshOutcome>(*answer.reply);
    if (!outcome.ok()) return refusal(outcome.problem());
    if (!outcome->refused.empty()) return refusal(problem(outcome->refused, "sign in again: this session has ended"));
    return secretly(net::HttpResponse::json(200, toJson(RefreshReply{fresh.access, fresh.refresh, outcome->accessExpiresAt, outcome->expiresAt, now})));
}

void postRefresh(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    const auto body = fromJson<RefreshRequest>(request.body);
    if (!body.ok()) return respond(net::HttpResponse::problem(400, body.problem()));
    const auto token = parseRefresh(body->refreshToken);
    if (!token.ok()) return respond(refusal(token.problem()));
    const auto known = parts.sessions.refreshable(token->session);
    if (!known) return respond(refusal(problem("not_signed_in", "sign in again: this session has ended")));
    bool proved = false;
    if (!known->deviceKey.empty()) {
        const Presented presented{body->refreshToken, request.remoteAddress, "refresh", request.header(proofHeader)};
        const Status proof = parts.sessions.prove(known->deviceKey, presented);
        if (!proof.ok()) {
            parts.sessions.deviceRefused(token->session, request.remoteAddress, proof.problem().code);
            return respond(refusal(proof.problem()));
        }
        proved = true;
    }
    const FreshTokens fresh = freshTokens(parts.dice, token->session, token->family);
    const RefreshSession command{token->session,    sha256(ByteView(token->family)), sha256(ByteView(token->secret)), fresh.accessHash,
                                 fresh.refreshHash, body->idleSeconds,               proved,                          request.remoteAddress};
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.gate.submit(systemContext(known->tenant, known->drill),
                      {freshCommandId(parts.dice), std::string(RefreshSession::card.name), toJson(command)},
                      [held, fresh, clock = parts.clock](const CommandAnswer& answer) { (*held)(refreshed(answer, fresh, clock())); });
}

void deleteSession(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    submitFor(parts, request, EndMySession::card.name, toJson(EndMySession{}), std::move(respond));
}

void getCommands(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    CommandList list;
    for (const CommandCard& card : parts.gate.commands()) {
        list.items.push_back({std::string(card.name), std::string(card.action), card.risk == RiskClass::high, std::string(card.purpose), card.version});
    }
    respond(net::HttpResponse::json(200, toJson(list)));
}

void postCommand(const RouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    auto command = fromJson<CommandRequest>(request.body);
    if (!command.ok()) return respond(net::HttpResponse::problem(400, command.problem()));
    who->source = "api";
    who->traceId = request.traceId;
    const std::string key(request.header("Idempotency-Key"));
    if (key.size() > 200) return respond(net::HttpResponse::problem(400, problem("invalid_fields", "an idempotency key has at most 200 bytes")));
    if (!command->id.known()) command->id = key.empty() ? freshCommandId(parts.dice) : commandIdFrom(who->tenant, "command:" + who->actor.id + ":" + key);
    auto held = std::make_shared<net::Responder>(std::move(respond));
    const bool replayOnly = request.headers.has(net::replayOnlyHeader);
    parts.gate.submit(*who, {command->id, command->name, command->body.text, command->justification, replayOnly}, [held, key](CommandAnswer answer) {
        auto response = answerOf(answer);
        if (answer.repeated && !key.empty()) response.headers.set("X-Idempotent-Replay", "true");
        (*held)(std::move(response));
    });
}

}  // namespace

int statusOf(const Problem& why) {
    static const std::unordered_map<std::string, int> statuses{
        {"sign_in_refused", 401}, {"not_signed_in", 401}, {"session_expired", 401}, {"session_revoked", 401},
        {"token_expired", 401}, {"device_proof_missing", 401}, {"device_proof_wrong", 401}, {"device_proof_reused", 401},
        {"device_clock_off", 401}, {"device_key_required", 400}, {"bad_device_key", 400}, {"own_roles", 403}, {"last_administrator", 409},
        {"too_many_attempts", 429}, {"rate_limited", 429}, {"busy", 503}, {"overloaded", 503}, {"store_failed", 503},
        {"store_unavailable", 503}, {"stopping", 503}, {"step_up_required", 401}, {"second_factor_required", 401}, {"access_refused", 403}, {"access_denied", 403}, {"purpose_required", 403}, {"purpose_not_allowed", 403}, {"not_running", 503},
        {"idempotency_conflict", 409}, {"handler_failed", 500}, {"approval_required", 409},
        {"policy_violation.self_approval", 403}, {"not_a_person", 403}, {"unknown_command", 404},
        {"approval_not_pending", 409}, {"approval_expired", 409}, {"approval_digest_mismatch", 409},
        {"approval_token_stale", 409}, {"drift_unacknowledged", 409}, {"drift_changed", 409}, {"snapshot_outdated", 409}, {"snapshot_invalid", 409},
        {"alert_unacknowledged", 409}, {"nothing_changed", 409},
        {"policy_violation.same_person", 403}, {"policy_violation.role", 403}, {"not_the_author", 403}, {"not_escalatable", 409},
        {"snapshot_differs", 409}, {"approval_token_stale", 409},
        {"preview_stale", 409}, {"already_linked", 409}, {"no_role_mapped", 403}, {"not_provisioned", 403}, {"assertion_replayed", 401},
        {"version_conflict", 409}, {"legal_hold", 403},
        {"key_refused", 401}, {"code_refused", 401}, {"ticket_refused", 401}, {"unsupported_authenticator", 400},
        {"attestation_untrusted", 400}, {"hardware_key_required", 400}, {"key_too_old", 400}, {"discoverable_key_required", 400},
        {"user_verification_required", 400}, {"user_presence_required", 400}, {"key_malformed", 400}, {"key_wrong_type", 400},
        {"key_wrong_origin", 400}, {"key_wrong_party", 400}, {"challenge_refused", 400}, {"challenge_expired", 400}, {"challenge_used", 400},
        {"unsupported_algorithm", 400}, {"unsupported_attestation", 400}, {"attestation_invalid", 400}, {"key_already_enrolled", 409},
        {"key_name_taken", 409}, {"last_key", 409}, {"primary_needed", 409}, {"policy_changed", 409}, {"no_key_registered", 409},
        {"key_suspended", 409}, {"region_restricted", 403}, {"environment_restricted", 403}, {"credential_expired", 401}, {"keys_required", 403},
        {"person_lacks_keys", 409}, {"metadata_older", 409}, {"already_exists", 409}, {"login_taken", 409}, {"invalid_fields", 422}, {"invalid_entry", 400},
        {"signature_verification_failed", 503}, {"bad_json", 400}};
    if (const auto found = statuses.find(why.code); found != statuses.end()) return found->second;
    if (why.code.ends_with("_not_found")) return 404;
    if (why.code.starts_with("policy_violation.")) return 403;
    return 422;
}

Result<SecurityContext> contextOf(const net::HttpRequest& request, SessionBook& sessions, bool lookOnly) {
    // Two would let a proxy in front and this server each believe another one.
    if (request.headers.count("Authorization") != 1) return problem("not_signed_in", "sign in first: no session token was sent");
    OK_ASSIGN(const std::string_view token, bearerIn(request.header("Authorization")));
    const std::string use = request.method + " " + request.target;
    OK_ASSIGN(SecurityContext who, sessions.resolve({token, request.remoteAddress, use, request.header(proofHeader), lookOnly, request.headers.has("User-Agent") ? request.header("User-Agent") : "-", request.traceId}));
    // What for, and by what right (H2): where an action asks for it, or a caller wants it kept.
    who.purpose = std::string(request.header("X-OK-Purpose").substr(0, 60));
    who.authority = std::string(request.header("X-OK-Authority").substr(0, 200));
    if (who.session.known() && request.method != "GET" && request.method != "HEAD") sessions.active(who.session);
    return who;
}

Status knownPurpose(const SecurityContext& who, std::string_view action, const std::string& decisionId) {
    if (who.purpose.empty() || purposeIn(everyPurpose, who.purpose)) return {};
    return problem("purpose_not_allowed", "this is not a purpose: leave it out, or state one of those in `purposes`",
                   {{"action", std::string(action)}, {"decision_id", decisionId}, {"purposes", std::string(everyPurpose)}});
}

Status mayRead(const SecurityContext& who, std::string_view action, const MatrixSource& grants, const std::string& refusal) {
    const AccessDecision decision = decideAccess(who, action, grants);
    if (decision.allowed) return knownPurpose(who, action, decision.decisionId);
    Problem why = accessDenied(decision);
    why.code = "access_refused";
    why.message = refusal;
    why.details["action"] = std::string(action);
    why.details["decision_id"] = decision.decisionId;
    return why;
}

std::optional<SecurityContext> admitted(const net::HttpRequest& request, SessionBook& sessions, net::Responder& respond,
                                        const std::function<Status(const SecurityContext&)>& mayRead) {
    auto who = contextOf(request, sessions);
    if (!who.ok()) {
        respond(net::HttpResponse::problem(401, who.problem()));
        return {};
    }
    if (const Status may = mayRead ? mayRead(*who) : Status(); !may.ok()) {
        respond(net::HttpResponse::problem(403, may.problem()));
        return {};
    }
    return std::move(*who);
}

void noteRefused(Gate& gate, const SecurityContext& who, Instant at, std::string_view command, std::string body) {
    // A trace is what the caller says it is, and covers many requests: alone it would make one refusal of all of them.
    const std::string once = "refused:" + who.actor.id + ":" + who.traceId + ":" + std::to_string(at.micros());
    gate.submit(who, {commandIdFrom(who.tenant, once), std::string(command), std::move(body)}, [](const CommandAnswer&) {});
}

void submitFor(const RouteParts& parts, const net::HttpRequest& request, std::string_view command, std::string body, net::Responder respond,
               std::function<net::HttpResponse(const CommandAnswer&)> answer) {
    auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    who->source = "api";
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.gate.submit(std::move(*who), {freshCommandId(parts.dice), std::string(command), std::move(body)},
                      [held, answer = std::move(answer)](const CommandAnswer& got) { (*held)(answer ? answer(got) : answerOf(got)); });
}

net::HttpHandler withBearerHints(net::HttpHandler handler) {
    return [handler = std::move(handler)](const net::HttpRequest& request, net::Responder respond) {
        handler(request, net::Responder([inner = std::move(respond), sent = request.headers.has("Authorization")](net::HttpResponse response) mutable {
                    if (response.status == 401 && !response.headers.has("WWW-Authenticate")) {
                        response.headers.set("WWW-Authenticate", sent ? R"(Bearer realm="outagekit", error="invalid_token")" : R"(Bearer realm="outagekit")");
                    }
                    if (response.status == 403 && response.bodyView().find("no_scope_covers_action") != std::string_view::npos) {
                        response.headers.set("WWW-Authenticate", R"(Bearer realm="outagekit", error="insufficient_scope")");
                    }
                    inner(std::move(response));
                }));
    };
}

bool answersFromMemory(const net::HttpRequest& request) {
    return request.method == "POST" && !request.header("Idempotency-Key").empty() && (request.path == "/v1/commands" || request.path == "/v1/snapshots");
}

CommandId freshCommandId(const Dice& dice) {
    std::array<std::uint8_t, 16> raw{};
    dice(raw);
    return CommandId{uuidV4(raw)};
}

void addRoutes(net::Router& router, RouteParts parts) {
    router.post("/v1/session", [parts](const net::HttpRequest& request, net::Responder respond) {
        postSession(parts, request, std::move(respond));
    }, {.bodyLimit = 8 * 1024});
    router.post("/v1/session/refresh", [parts](const net::HttpRequest& request, net::Responder respond) {
        postRefresh(parts, request, std::move(respond));
    }, {.bodyLimit = 8 * 1024});
    router.get("/v1/commands", [parts](const net::HttpRequest& request, net::Responder respond) {
        getCommands(parts, request, std::move(respond));
    });
    router.add("DELETE", "/v1/session", [parts](const net::HttpRequest& request, net::Responder respond) {
        deleteSession(parts, request, std::move(respond));
    });
    router.post("/v1/commands", [parts](const net::HttpRequest& request, net::Responder respond) {
        postCommand(parts, request, std::move(respond));
    });
}

}  // namespace ok::access
