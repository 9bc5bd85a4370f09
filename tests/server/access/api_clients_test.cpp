// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Programs: tokens that act as their makers, OAuth2 client credentials, scopes that only narrow, rotation, revocation, rate
// limits (F02.R7.A7, F04.R7.A5; issue "Who may do what", piece "Sessions").
#include <gtest/gtest.h>

#include "server/access/api_client_commands.h"
#include "server/access/session_commands.h"
#include "shared/access/api_scopes.h"
#include "tests/support/access_fixture.h"

namespace ok::access {
namespace {

using test::AccessFixture;

struct Made {
    std::string id, secret;
};

Made made(const net::HttpResponse& answer) {
    EXPECT_EQ(answer.status, 201) << answer.bodyView();
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
    return {AccessFixture::fieldOf(answer, "client"), AccessFixture::fieldOf(answer, "secret")};
}

Made makeClient(AccessFixture& f, const std::string& more = R"("kind":"oauth")") {
    const auto ada = f.signIn("ada");
    return made(f.call("POST", "/v1/api-clients", AccessFixture::bearer(ada.token),
                       R"({"name":"billing","roles":["auditor"],"scopes":["audit.read","policies.read"],)" + more + "}"));
}

net::HttpResponse askToken(AccessFixture& f, const std::string& form, net::Headers headers = {}) {
    headers.add("Content-Type", "application/x-www-form-urlencoded");
    return f.call("POST", "/oauth/token", headers, form);
}

std::string formOf(const Made& client) { return "grant_type=client_credentials&client_id=" + client.id + "&client_secret=" + client.secret; }

std::string errorOf(const net::HttpResponse& answer) { return AccessFixture::fieldOf(answer, "error"); }

TEST(ApiClients, AnOAuthClientExchangesItsSecretForAShortLivedToken) {
    AccessFixture f;
    const Made client = makeClient(f);
    const auto answer = askToken(f, formOf(client));
    ASSERT_EQ(answer.status, 200) << answer.bodyView();
    EXPECT_EQ(AccessFixture::fieldOf(answer, "token_type"), "Bearer");
    EXPECT_EQ(AccessFixture::fieldOf(answer, "scope"), "audit.read policies.read");
    const std::string token = AccessFixture::fieldOf(answer, "access_token");
    const auto who = f.sessions->resolve(token, "192.0.2.7");
    ASSERT_TRUE(who.ok());
    EXPECT_EQ(who->actor.type, ActorType::service);
    EXPECT_EQ(who->roles, std::vector<std::string>{"auditor"});
    EXPECT_TRUE(who->scoped);
    EXPECT_EQ(f.count(ClientTokenIssued::eventType), 1) << "written down before it is told";
    EXPECT_EQ(f.count(ApiClientUsed::eventType), 1);
    f.f.advance(minutes(16));
    EXPECT_EQ(f.sessions->resolve(token, "").problem().code, "token_expired");
    EXPECT_EQ(f.sessions->resolve(client.secret, "").problem().code, "not_signed_in") << "the secret itself is no bearer token";
}

TEST(ApiClients, TheClientMayNameItselfInTheHeaderOrInTheFormButNotInBoth) {
    AccessFixture f;
    const Made client = makeClient(f);
    const std::string basic = "Basic " + toBase64(asBytes(client.id + ":" + client.secret));
    EXPECT_EQ(askToken(f, "grant_type=client_credentials", {{"Authorization", basic}}).status, 200);
    EXPECT_EQ(errorOf(askToken(f, formOf(client), {{"Authorization", basic}})), "invalid_request");
    EXPECT_EQ(errorOf(askToken(f, formOf(client) + "&grant_type=client_credentials")), "invalid_request") << "a parameter twice";
    EXPECT_EQ(errorOf(askToken(f, "grant_type=password&client_id=" + client.id + "&client_secret=" + client.secret)), "unsupported_grant_type");
    EXPECT_EQ(errorOf(askToken(f, "grant_type=client_credentials")), "invalid_client");
    EXPECT_EQ(f.call("POST", "/oauth/token", {{"Content-Type", "application/json"}}, "{}").status, 400);
}

TEST(ApiClients, AnUnknownClientAndAWrongSecretAreOneAnswer) {
    AccessFixture f;
    const Made client = makeClient(f);
    const auto unknown = askToken(f, formOf({ApiClientId{derivedUuid("nobody")}.str(), client.secret}));
    const auto wrong = askToken(f, formOf({client.id, "oks_wrong"}));
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(unknown.bodyView(), wrong.bodyView());
    EXPECT_EQ(wrong.headers.get("WWW-Authenticate"), unknown.headers.get("WWW-Authenticate"));
    EXPECT_EQ(f.count(ClientRefused::eventType), 1);
}

TEST(ApiClients, AScopeIsAskedForWithinWhatTheClientHas) {
    AccessFixture f;
    const Made client = makeClient(f);
    const auto less = askToken(f, formOf(client) + "&scope=audit.read");
    ASSERT_EQ(less.status, 200);
    EXPECT_EQ(f.sessions->resolve(AccessFixture::fieldOf(less, "access_token"), "")->scopes, std::vector<std::string>{"audit.read"});
    EXPECT_EQ(errorOf(askToken(f, formOf(client) + "&scope=policies.write")), "invalid_scope");
    EXPECT_EQ(errorOf(askToken(f, formOf(client) + "&scope=everything")), "invalid_scope");
    EXPECT_EQ(errorOf(askToken(f, formOf(client) + "&scope=")), "invalid_scope");
}

// A scope never allows: for every action and every scope, what a narrowed context may is a part of what it may without.
TEST(ApiClients, AScopeOnlyNarrows) {
    SecurityContext who;
    who.tenant = test::tenantNamed("one");
    who.actor = {ActorType::service, "client:1"};
    who.client = "1";
    const std::vector<std::string> actions{"incidents.merge", "ledger.read", "access.create_user", "access.read_sessions", "comms.send",
                                           "approvals.release", "sync.follow", "self.sessions", "sign_in.record", "territory.import"};
    for (const access::Role& each : access::builtinRoles().roles) {
        const std::string& role = each.id;
        who.roles = {role};
        for (const ApiScope& scope : apiScopes()) {
            for (const std::string& action : actions) {
                who.scoped = false;
                const bool without = decideAccess(who, action, access::builtinSource()).allowed;
                who.scoped = true;
                who.scopes = {scope.name};
                const AccessDecision narrowed = decideAccess(who, action, access::builtinSource());
                EXPECT_LE(narrowed.allowed, without) << role << " " << scope.name << " " << action;
                EXPECT_EQ(narrowed.allowed, without && scopesCover({scope.name}, action)) << role << " " << scope.name << " " << action;
                if (without && !narrowed.allowed) EXPECT_EQ(narrowed.rule, "no_scope_covers_action");
            }
        }
        who.scopes.clear();
        for (const std::string& action : actions) EXPECT_FALSE(decideAccess(who, action, access::builtinSource()).allowed) << "no scope, no right";
    }
    EXPECT_TRUE(scopesFor("approvals.release").empty()) << "a program is no second key";
    EXPECT_TRUE(scopesFor("sign_in.record").empty());
}

TEST(ApiClients, ATokenActsAsItsMakerWithWhatTheMakerMayNow) {
    AccessFixture f;
    const auto olaf = f.signIn("olaf");
    const Made token = made(f.call("POST", "/v1/api-tokens", AccessFixture::bearer(olaf.token), R"({"name":"script","scopes":["incidents.write","sessions.write"]})"));
    const auto who = f.sessions->resolve(token.secret, "192.0.2.7");
    ASSERT_TRUE(who.ok()) << who.problem().code;
    EXPECT_EQ(who->actor.id, olaf.user.str());
    EXPECT_EQ(who->roles, std::vector<std::string>{"operator"});
    EXPECT_EQ(AccessFixture::codeOf(f.call("POST", "/v1/api-tokens", AccessFixture::bearer(token.secret), R"({"name":"more","scopes":["incidents.write"]})")),
              "access_denied") << "through a token no further token is made";
    const auto list = f.call("GET", "/v1/api-clients", AccessFixture::bearer(olaf.token));
    EXPECT_EQ(list.status, 200);
    EXPECT_EQ(list.bodyView().find(token.secret), std::string_view::npos);
    ASSERT_TRUE(f.f.runReleased(GrantRoles{olaf.user, {"supervisor"}, "moved"}, f.f.person(f.people["ada"].str(), {"admin"}), f.f.person("bea", {"admin"})).reply.ok());
    EXPECT_EQ(f.sessions->resolve(token.secret, "")->roles, std::vector<std::string>{"supervisor"});
    ASSERT_TRUE(f.f.run(DisableUser{olaf.user, true, "left"}, f.f.person(f.people["ada"].str(), {"admin"})).reply.ok());
    EXPECT_EQ(f.sessions->resolve(token.secret, "").problem().code, "session_revoked");
}

TEST(ApiClients, AnOldSecretStaysGoodForTheOverlapAndNoLonger) {
    AccessFixture f;
    const Made client = makeClient(f, R"("kind":"token")");
    EXPECT_TRUE(f.sessions->resolve(client.secret, "").ok());
    const auto ada = f.signIn("ada");
    const Made next = made(f.call("POST", "/v1/api-clients/" + client.id + "/rotate", AccessFixture::bearer(ada.token), R"({"overlap_hours":2})"));
    EXPECT_TRUE(f.sessions->resolve(client.secret, "").ok());
    EXPECT_TRUE(f.sessions->resolve(next.secret, "").ok());
    f.f.advance(hours(2));
    EXPECT_FALSE(f.sessions->resolve(client.secret, "").ok());
    EXPECT_TRUE(f.sessions->resolve(next.secret, "").ok());
    f.f.advance(hours(24 * 365));
    EXPECT_EQ(f.sessions->resolve(next.secret, "").problem().code, "session_expired") << "every secret has an end";
}

TEST(ApiClients, ARevokedClientIsRefusedAtOnceWithEveryTokenItHas) {
    AccessFixture f;
    const Made client = makeClient(f);
    const std::string token = AccessFixture::fieldOf(askToken(f, formOf(client)), "access_token");
    ASSERT_TRUE(f.sessions->resolve(token, "").ok());
    const auto ada = f.signIn("ada");
    EXPECT_EQ(f.call("DELETE", "/v1/api-clients/" + client.id + "?reason=leaked", AccessFixture::bearer(ada.token)).status, 200);
    EXPECT_EQ(f.sessions->resolve(token, "").problem().code, "session_revoked");
    EXPECT_EQ(errorOf(askToken(f, formOf(client))), "invalid_client");
    EXPECT_EQ(f.count(ApiClientRevoked::eventType), 1);
}

TEST(ApiClients, OnlyAdministratorsMakeClientsAndOnlyTheirOwnUtilitys) {
    AccessFixture f;
    const Made client = makeClient(f);
    const auto maria = f.signIn("maria"), stranger = f.signIn("stranger", {}, "two");
    const std::string body = R"({"name":"x","roles":["admin"],"scopes":["policies.write"]})";
    EXPECT_EQ(AccessFixture::codeOf(f.call("POST", "/v1/api-clients", AccessFixture::bearer(maria.token), body)), "access_denied");
    EXPECT_EQ(AccessFixture::codeOf(f.call("GET", "/v1/api-clients?all=1", AccessFixture::bearer(maria.token))), "access_denied");
    EXPECT_EQ(f.call("DELETE", "/v1/api-clients/" + client.id, AccessFixture::bearer(stranger.token)).status, 404);
    EXPECT_EQ(f.call("POST", "/v1/api-clients/" + client.id + "/rotate", AccessFixture::bearer(stranger.token)).status, 404);
    EXPECT_TRUE(parseJson(f.call("GET", "/v1/api-clients?all=1", AccessFixture::bearer(stranger.token)).bodyView())->root()["items"].size() == 0);
}

// F02.R7.A7: limits are told with every answer and kept.
TEST(ApiClients, EachClientHasItsOwnLimitAndIsToldOfIt) {
    AccessFixture f;
    const Made one = makeClient(f, R"("kind":"token","per_minute":3)"), two = makeClient(f, R"("kind":"token","per_minute":3)");
    for (int i = 0; i < 3; ++i) {
        const auto answer = f.call("GET", "/v1/whoami", AccessFixture::bearer(one.secret));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.headers.get("X-RateLimit-Limit"), "3");
        EXPECT_EQ(answer.headers.get("X-RateLimit-Remaining"), std::to_string(2 - i));
        EXPECT_FALSE(answer.headers.get("X-RateLimit-Reset").empty());
    }
    const auto beyond = f.call("GET", "/v1/whoami", AccessFixture::bearer(one.secret));
    EXPECT_EQ(beyond.status, 429);
    EXPECT_EQ(AccessFixture::codeOf(beyond), "rate_limited");
    EXPECT_EQ(beyond.headers.get("X-RateLimit-Remaining"), "0");
    EXPECT_FALSE(beyond.headers.get("Retry-After").empty());
    EXPECT_EQ(f.call("GET", "/v1/whoami", AccessFixture::bearer(two.secret)).status, 200);
    f.f.advance(minutes(1));
    EXPECT_EQ(f.call("GET", "/v1/whoami", AccessFixture::bearer(one.secret)).status, 200);
    EXPECT_FALSE(f.call("GET", "/v1/whoami", AccessFixture::bearer(f.signIn("maria").token)).headers.has("X-RateLimit-Limit")) << "people are not counted";
}

TEST(ApiClients, ARefusalSaysWhichTokenItWantsOrWhichScope) {
    AccessFixture f;
    EXPECT_EQ(f.call("GET", "/v1/whoami").headers.get("WWW-Authenticate"), R"(Bearer realm="outagekit")");
    EXPECT_EQ(f.call("GET", "/v1/whoami", AccessFixture::bearer("x")).headers.get("WWW-Authenticate"), R"(Bearer realm="outagekit", error="invalid_token")");
    const auto olaf = f.signIn("olaf");
    const Made token = made(f.call("POST", "/v1/api-tokens", AccessFixture::bearer(olaf.token), R"({"name":"reader","scopes":["documents.read"]})"));
    const auto answer = f.call("POST", "/v1/commands", AccessFixture::bearer(token.secret), R"({"name":"access.create_my_token","body":{}})");
    EXPECT_EQ(answer.status, 403);
}

TEST(ApiClients, WhatCannotBeMadeIsSaid) {
    AccessFixture f;
    const auto ada = f.signIn("ada");
    const auto code = [&](const std::string& body) { return AccessFixture::codeOf(f.call("POST", "/v1/api-clients", AccessFixture::bearer(ada.token), body)); };
    EXPECT_EQ(code(R"({"name":"","roles":["auditor"],"scopes":["audit.read"]})"), "bad_name");
    EXPECT_EQ(code(R"({"name":"x","roles":["auditor"],"scopes":[]})"), "scopes_missing");
    EXPECT_EQ(code(R"({"name":"x","roles":["auditor"],"scopes":["root"]})"), "invalid_scope");
    EXPECT_EQ(code(R"({"name":"x","roles":["system"],"scopes":["audit.read"]})"), "unknown_role") << "no program is the server";
    EXPECT_EQ(code(R"({"name":"x","roles":[],"scopes":["audit.read"]})"), "roles_missing");
    EXPECT_EQ(code(R"({"name":"x","roles":["auditor"],"scopes":["audit.read"],"days":9999})"), "bad_lifetime");
    EXPECT_EQ(code(R"({"name":"x","roles":["auditor"],"scopes":["audit.read"],"per_minute":0})"), "bad_rate");
}

}  // namespace
}  // namespace ok::access
