// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/session_routes.h"

#include <algorithm>

#include "server/access/session_commands.h"
#include "server/access/session_rooms.h"
#include "shared/access/api_scopes.h"

namespace ok::access {
namespace {

struct WhoReply {
    TenantId tenant;
    std::string actor, actorType, client, device, address;
    SessionId session;
    std::vector<std::string> roles, scopes;
    bool scoped = false;
    std::int64_t assurance = 0;
    bool drill = false;
};
BOOST_DESCRIBE_STRUCT(WhoReply, (), (tenant, actor, actorType, client, device, address, session, roles, scopes, scoped, assurance, drill))

struct SessionLine {
    SessionId id;
    UserId user;
    std::string login, device, address, method;
    bool bound = false;        ///< to a device's key
    bool current = false;      ///< the one that asks
    std::int64_t assurance = 0;
    Instant createdAt, lastActiveAt, expiresAt;
};
BOOST_DESCRIBE_STRUCT(SessionLine, (), (id, user, login, device, address, method, bound, current, assurance, createdAt, lastActiveAt, expiresAt))

struct SessionList {
    std::vector<SessionLine> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))

struct ScopeList {
    std::vector<ApiScope> items;
};
BOOST_DESCRIBE_STRUCT(ScopeList, (), (items))

net::HttpResponse refusal(const Problem& why) { return net::HttpResponse::problem(statusOf(why), why); }

net::HttpResponse whoami(SessionBook& sessions, const net::HttpRequest& request) {
    const auto who = contextOf(request, sessions);
    if (!who.ok()) return refusal(who.problem());
    return net::HttpResponse::json(200, toJson(WhoReply{who->tenant, who->actor.id, enumName(who->actor.type), who->client, who->device,
                                                        who->address, who->session, who->roles, who->scopes, who->scoped, who->assurance, who->drill}));
}

SessionLine lineOf(const Session& session, SessionBook& book, SessionId asking) {
    return {session.id,          session.user,      session.login,     session.device,
            session.address,     session.method,    !session.deviceKey.empty(), session.id == asking,
            session.assurance,   session.createdAt, book.lastActive(session.id).value_or(session.lastActiveAt), session.expiresAt};
}

/// Whose sessions are asked for, if the asker may see them.
Result<std::optional<std::string>> wantedUser(const net::HttpRequest& request, const SecurityContext& who, const MatrixSource& grants) {
    const auto user = request.queryValue("user");
    const bool all = request.queryValue("all").has_value();
    const bool own = !all && (!user || *user == who.actor.id);
    const AccessDecision decision = decideAccess(who, own ? "self.sessions" : "access.read_sessions", grants);
    if (!decision.allowed) return accessDenied(decision);
    if (all) return std::optional<std::string>();
    return std::optional<std::string>(user ? std::string(*user) : who.actor.id);
}

}  // namespace

Problem accessDenied(const AccessDecision& decision) {
    std::string roles;
    for (const std::string& role : decision.rolesThatMay) roles += (roles.empty() ? "" : ",") + role;
    Problem why = problem("access_denied", "this is not allowed to you",
                          {{"rule", decision.rule}, {"decision_id", decision.decisionId}, {"roles_that_may", roles},
                           {"scopes_that_may", joinScopes(decision.scopesThatMay)}});
    if (!decision.rolesThatMay.empty()) why.details["missing_role"] = decision.rolesThatMay.front();
    return why;
}

net::HttpResponse SessionRoutes::Room::sessions(const net::HttpRequest& request) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return refusal(who.problem());
    const auto user = wantedUser(request, *who, grants);
    if (!user.ok()) return refusal(user.problem());
    SessionList list;
    const Instant now = parts.clock();
    const auto visit = [&](std::string_view, std::string_view body) {
        const auto session = fromJson<Session>(body);
        if (session.ok() && !session->revoked && session->expiresAt > now) list.items.push_back(lineOf(*session, parts.sessions, who->session));
    };
    const std::lock_guard lock(mutex);
    reader->clearTrouble();
    DocumentStore& documents = reader->documents(who->tenant);
    if (*user) documents.readByKey(Session::viewKind, "user", **user, visit);
    else documents.readAll(Session::viewKind, visit);
    if (const auto why = reader->trouble()) return net::HttpResponse::problem(503, *why);
    return net::HttpResponse::json(200, toJson(list));
}

// One's own session is ended as its owner; another's needs the right, and both are entries of the person who did it.
void SessionRoutes::Room::endOne(const net::HttpRequest& request, net::Responder respond) {
    const auto who = contextOf(request, parts.sessions);
    if (!who.ok()) return respond(refusal(who.problem()));
    const auto id = SessionId::parse(request.param("session"));
    if (!id.ok()) return respond(refusal(problem("session_not_found", "there is no such session")));
    bool own = false;
    {
        const std::lock_guard lock(mutex);
        if (const auto body = reader->documents(who->tenant).read(Session::viewKind, id->str())) {
            const auto session = fromJson<Session>(*body);
            own = session.ok() && session->user.str() == who->actor.id;
        }
    }
    if (own) return submitAs(*who, EndMySession::card.name, toJson(EndMySession{*id}), std::move(respond));
    const std::string reason(request.queryValue("reason").value_or("ended by an administrator"));
    submitAs(*who, RevokeSession::card.name, toJson(RevokeSession{*id, reason.substr(0, 500)}), std::move(respond));
}

void SessionRoutes::Room::submitAs(SecurityContext who, std::string_view command, std::string body, net::Responder respond,
                                   std::function<net::HttpResponse(const CommandAnswer&)> answer) {
    who.source = "api";
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.gate.submit(std::move(who), {freshCommandId(parts.dice), std::string(command), std::move(body)},
                      [held, answer = std::move(answer)](const CommandAnswer& got) {
                          if (answer && got.reply.ok()) return (*held)(answer(got));
                          (*held)(got.reply.ok() ? net::HttpResponse::json(200, *got.reply) : refusal(got.reply.problem()));
                      });
}

SessionRoutes::SessionRoutes(RouteParts parts, std::unique_ptr<Store> reader, MatrixSource grants, PassKey passKey)
    : m_room(std::make_shared<Room>(std::move(parts), std::move(reader), std::move(grants), passKey)) {}
SessionRoutes::~SessionRoutes() = default;

void SessionRoutes::add(net::Router& router) {
    const auto room = m_room;
    router.get("/v1/whoami", [room](const net::HttpRequest& request, net::Responder respond) { respond(whoami(room->parts.sessions, request)); });
    router.get("/v1/sessions", [room](const net::HttpRequest& request, net::Responder respond) { respond(room->sessions(request)); });
    router.add("DELETE", "/v1/sessions", [room](const net::HttpRequest& request, net::Responder respond) {
        submitFor(room->parts, request, EndMySessions::card.name, toJson(EndMySessions{request.queryValue("keep") == "this"}), std::move(respond));
    });
    router.add("DELETE", "/v1/sessions/{session}", [room](const net::HttpRequest& request, net::Responder respond) {
        room->endOne(request, std::move(respond));
    });
    router.get("/v1/scopes", [](const net::HttpRequest&, net::Responder respond) { respond(net::HttpResponse::json(200, toJson(ScopeList{apiScopes()}))); });
    room->addClientRoutes(router);
}

net::RateKeyOf clientRate(SessionBook& sessions) {
    return [&sessions](const net::HttpRequest& request) -> std::optional<net::RateKey> {
        const auto token = bearerIn(request.header("Authorization"));
        if (!token.ok()) return {};
        const auto rate = sessions.rateOf(*token);
        if (!rate) return {};
        return net::RateKey{rate->key, rate->perMinute};
    };
}

}  // namespace ok::access
