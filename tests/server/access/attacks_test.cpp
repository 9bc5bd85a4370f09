// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What somebody hostile does at the door, each with the refusal it gets, what must look alike, and what is written down
// (issue "Who may do what", piece "Bad input and attacks"; docs/threat-model.md names these tests). Answer times are compared
// by the work done for them, in Argon2 runs: a clock would measure the machine.
#include <gtest/gtest.h>

#include "server/access/api_client_commands.h"
#include "server/access/session_commands.h"
#include "server/net/peer_address.h"
#include "shared/access/gate_events.h"
#include "tests/support/access_fixture.h"

namespace ok::access {
namespace {

using test::AccessFixture;
using test::TestDevice;

std::string codeFor(AccessFixture& f, const std::string& token, const std::string& target = "/v1/whoami") {
    const auto answer = f.call("GET", target, AccessFixture::bearer(token));
    return answer.status == 200 ? "ok" : AccessFixture::codeOf(answer);
}

// --- tokens: replayed, expired, forged, swapped, bent

struct TokenAttack {
    const char* name;
    std::function<std::string(AccessFixture&, const SignInReply&)> token;
    const char* code;
};

std::string oauthPass(AccessFixture& f, std::string* secretOut = nullptr) {
    const auto ada = f.signIn("ada");
    const auto made = f.call("POST", "/v1/api-clients", AccessFixture::bearer(ada.token), R"({"name":"c","roles":["auditor"],"scopes":["audit.read"]})");
    const std::string id = AccessFixture::fieldOf(made, "client"), secret = AccessFixture::fieldOf(made, "secret");
    if (secretOut) *secretOut = secret;
    const auto answer = f.call("POST", "/oauth/token", {{"Content-Type", "application/x-www-form-urlencoded"}},
                               "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret);
    return AccessFixture::fieldOf(answer, "access_token");
}

std::string bent(std::string token, std::size_t fromEnd) {
    char& c = token[token.size() - 1 - fromEnd];
    c = c == 'A' ? 'B' : 'A';
    return token;
}

const std::vector<TokenAttack>& tokenAttacks() {
    static const std::vector<TokenAttack> all{
        {"forged", [](auto&, const auto&) { return std::string(43, 'A'); }, "not_signed_in"},
        {"one letter changed", [](auto&, const auto& in) { return bent(in.token, 5); }, "not_signed_in"},
        {"cut", [](auto&, const auto& in) { return in.token.substr(0, 42); }, "not_signed_in"},
        {"longer", [](auto&, const auto& in) { return in.token + "A"; }, "not_signed_in"},
        {"other case", [](auto&, const auto& in) {
             std::string out = in.token;
             for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
             return out;
         }, "not_signed_in"},
        {"the session's id", [](auto&, const auto& in) { return in.session.str(); }, "not_signed_in"},
        {"the hash that is stored", [](auto&, const auto& in) { return sha256(in.token).hex(); }, "not_signed_in"},
        {"refresh token as access token", [](auto&, const auto& in) { return in.refreshToken; }, "not_signed_in"},
        {"a JWT that says it needs no signature", [](auto&, const auto& in) {
             return toBase64Url(asBytes(R"({"alg":"none"})")) + "." + toBase64Url(asBytes(R"({"sub":")" + in.user.str() + R"("})")) + ".";
         }, "not_signed_in"},
        {"replayed after its exchange", [](auto& f, const auto& in) {
             EXPECT_EQ(f.refresh(in.refreshToken).status, 200);
             return in.token;
         }, "not_signed_in"},
        {"expired", [](auto& f, const auto& in) { f.f.advance(minutes(11)); return in.token; }, "token_expired"},
        {"after sign-out", [](auto& f, const auto& in) {
             EXPECT_EQ(f.call("DELETE", "/v1/session", AccessFixture::bearer(in.token)).status, 200);
             return in.token;
         }, "session_revoked"},
        {"client's pass, one letter changed", [](auto& f, const auto&) { return bent(oauthPass(f), 9); }, "not_signed_in"},
        {"client's pass, expired", [](auto& f, const auto&) {
             std::string pass = oauthPass(f);
             f.f.advance(minutes(16));
             return pass;
         }, "token_expired"},
        {"client's pass under another server's key", [](auto& f, const auto&) {
             ClientPass pass{f.f.tenant, ApiClientId{derivedUuid("c")}, {"audit.read"}, f.f.now(), f.f.now() + hours(1)};
             return sealPass(test::keyOf(99), {}, pass);
         }, "not_signed_in"},
        {"client's pass for another utility", [](auto& f, const auto&) {
             const std::string good = oauthPass(f);
             auto pass = openPass(test::keyOf(3), good);
             EXPECT_TRUE(pass.ok());
             pass->tenant = f.f.otherTenant;
             return sealPass(test::keyOf(3), {}, *pass);
         }, "not_signed_in"},
        {"client's secret as a token", [](auto& f, const auto&) { std::string secret; oauthPass(f, &secret); return secret; }, "not_signed_in"},
        {"empty", [](auto&, const auto&) { return std::string(); }, "not_signed_in"},
        {"two thousand letters", [](auto&, const auto&) { return std::string(2100, 'a'); }, "not_signed_in"},
        {"with a line break", [](auto&, const auto& in) { return in.token + "\r\nX-Role: admin"; }, "not_signed_in"},
    };
    return all;
}

TEST(Attacks, NoTokenButTheRightOneOpensAnything) {
    AccessFixture f;   // one house for all of them; each has a session of its own, and time enough that nobody is slowed down
    for (const TokenAttack& attack : tokenAttacks()) {
        f.f.advance(minutes(5));
        const auto in = f.signIn("maria");
        EXPECT_EQ(codeFor(f, in.token), "ok") << attack.name;
        const std::string token = attack.token(f, in);
        EXPECT_EQ(codeFor(f, token), attack.code) << attack.name;
        const auto act = f.call("POST", "/v1/commands", AccessFixture::bearer(token), R"({"name":"access.end_my_sessions"})");
        EXPECT_EQ(act.status, 401) << attack.name;
        EXPECT_EQ(AccessFixture::codeOf(act), attack.code) << attack.name;
    }
}

TEST(Attacks, ARefreshTokenOfAnyOtherMakeIsRefused) {
    AccessFixture f;
    const auto in = f.signIn("maria"), other = f.signIn("olaf");
    auto mine = parseRefresh(in.refreshToken), theirs = parseRefresh(other.refreshToken);
    ASSERT_TRUE(mine.ok() && theirs.ok());
    RefreshToken swapped = *mine;
    swapped.session = theirs->session;
    for (const std::string& token : {std::string(), std::string("okr_"), in.token, formatRefresh(swapped), in.refreshToken + "=", bent(in.refreshToken, 90),
                                     std::string("okr_") + std::string(107, 'A')}) {
        EXPECT_EQ(AccessFixture::codeOf(f.refresh(token)), "not_signed_in") << token;
    }
    EXPECT_EQ(codeFor(f, in.token), "ok") << "none of it harmed the session";
    EXPECT_EQ(codeFor(f, other.token), "ok");
    EXPECT_EQ(f.count(SessionRevoked::eventType), 0);
}

TEST(Attacks, ASessionCannotBeFixedBeforeItsSignIn) {
    AccessFixture f;
    const auto attacker = f.signIn("olaf");
    const auto answer = f.call("POST", "/v1/session", AccessFixture::bearer(attacker.token),
                               R"({"utility":"one","login":"maria","password":"correct horse battery","token":"chosen","session":")" + attacker.session.str() +
                                   R"(","refresh_token":")" + attacker.refreshToken + R"("})");
    ASSERT_EQ(answer.status, 200);
    const auto in = fromJson<SignInReply>(answer.bodyView());
    EXPECT_NE(in->token, "chosen");
    EXPECT_NE(in->token, attacker.token);
    EXPECT_NE(in->session, attacker.session);
    EXPECT_EQ(codeFor(f, "chosen"), "not_signed_in");
    EXPECT_EQ(f.sessions->resolve(attacker.token, "")->actor.id, attacker.user.str()) << "the attacker's session stays the attacker's";
}

// --- headers and paths

TEST(Attacks, TheTokenIsReadFromOneHeaderOnly) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    const auto status = [&f](const net::Headers& headers, const std::string& target = "/v1/whoami") { return f.call("GET", target, headers).status; };
    EXPECT_EQ(status(AccessFixture::bearer(in.token)), 200);
    EXPECT_EQ(status({{"authorization", "bearer " + in.token}}), 200) << "names and schemes have no case";
    net::Headers two = AccessFixture::bearer(in.token);
    two.add("Authorization", "Bearer " + f.signIn("ada").token);
    EXPECT_EQ(status(two), 401) << "a proxy might have believed the other one";
    for (const std::string& value : {"Bearer  " + in.token, "Bearer\t" + in.token, "Basic " + in.token, "Bearer " + in.token + " ", "Bearer " + in.token + ",x", in.token}) {
        EXPECT_EQ(status({{"Authorization", value}}), 401) << value;
    }
    EXPECT_EQ(status({{"Cookie", "token=" + in.token}}), 401);
    EXPECT_EQ(status({{"X-Authorization", "Bearer " + in.token}}), 401);
    EXPECT_EQ(status({}, "/v1/whoami?access_token=" + in.token), 401) << "addresses are written into logs";
}

TEST(Attacks, NoHeaderOverridesMethodPathTenantOrRole) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    net::Headers headers = AccessFixture::bearer(in.token);
    for (const auto& [name, value] : {std::pair{"X-HTTP-Method-Override", "DELETE"}, {"X-Original-URL", "/v1/sessions?all=1"}, {"X-Rewrite-URL", "/v1/sessions?all=1"},
                                      {"X-Tenant", "two"}, {"X-Role", "admin"}, {"X-Forwarded-User", "ada"}}) {
        headers.add(name, value);
    }
    const auto who = f.call("GET", "/v1/whoami", headers);
    EXPECT_EQ(who.status, 200);
    EXPECT_EQ(AccessFixture::fieldOf(who, "actor"), in.user.str());
    EXPECT_EQ(AccessFixture::fieldOf(who, "tenant"), f.f.tenant.str());
    EXPECT_EQ(parseJson(f.call("GET", "/v1/sessions", headers).bodyView())->root()["items"].size(), 1u);
    EXPECT_EQ(codeFor(f, in.token), "ok");
}

TEST(Attacks, PathsThatAreNotExactlyARouteAreNone) {
    AccessFixture f;
    const auto ada = f.signIn("ada");
    for (const char* path : {"/v1/sessions/", "/v1//sessions", "/v1/./sessions", "/v1/x/../sessions", "/v1/%2e%2e/v1/sessions", "//v1/sessions", "/V1/sessions",
                             "/v1/sessions%2f", "/v1/sessions;all=1", "/v1/sessions%00", "/v1/api-clients/%2e%2e/sessions", "/v1/session/refresh/"}) {
        const int status = f.call("GET", path, AccessFixture::bearer(ada.token)).status;
        EXPECT_TRUE(status == 404 || status == 400) << path << " " << status;
    }
    EXPECT_EQ(f.call("DELETE", "/v1/sessions/..%2f" + ada.session.str(), AccessFixture::bearer(ada.token)).status, 404);
    EXPECT_EQ(f.call("DELETE", "/v1/sessions/%00", AccessFixture::bearer(ada.token)).status, 404);
}

TEST(Attacks, AForgedSenderAddressIsBelievedOnlyFromATrustedProxy) {
    const auto seen = [](const std::string& peer, const std::string& forwarded) {
        net::HttpRequest request;
        request.remoteAddress = peer;
        request.headers = {{"X-Forwarded-For", forwarded}, {"X-Forwarded-Proto", "https"}};
        net::applyForwarded(request, {"10.0.0.1"});
        return request.remoteAddress + (request.tls ? " tls" : "");
    };
    EXPECT_EQ(seen("203.0.113.9", "127.0.0.1"), "203.0.113.9") << "a stranger says it is the server itself";
    EXPECT_EQ(seen("10.0.0.1", "198.51.100.7"), "198.51.100.7 tls");
    EXPECT_EQ(seen("10.0.0.1", "127.0.0.1, 198.51.100.7"), "198.51.100.7 tls") << "what the stranger wrote stands on the left";
    EXPECT_EQ(seen("10.0.0.1", "not an address"), "10.0.0.1 tls");
}

// --- another utility's ids on every access route and command

TEST(Attacks, AnotherUtilitysIdsAreUnknownHereAndNothingOfThemIsTold) {
    AccessFixture f;
    const auto stranger = f.signIn("stranger", {}, "two");
    const auto maria = f.signIn("maria");
    const auto ada = f.signIn("ada");
    const auto made = f.call("POST", "/v1/api-tokens", AccessFixture::bearer(maria.token), R"({"name":"t","scopes":["documents.read"]})");
    const std::string client = AccessFixture::fieldOf(made, "client");
    const auto nobody = ApiClientId{derivedUuid("nobody")}.str();
    struct Try {
        const char* method;
        std::string target, same;
    };
    for (const Try& each : {Try{"DELETE", "/v1/sessions/" + maria.session.str(), "/v1/sessions/" + SessionId{derivedUuid("nobody")}.str()},
                            Try{"DELETE", "/v1/api-clients/" + client, "/v1/api-clients/" + nobody},
                            Try{"POST", "/v1/api-clients/" + client + "/rotate", "/v1/api-clients/" + nobody + "/rotate"},
                            Try{"GET", "/v1/sessions?user=" + maria.user.str(), "/v1/sessions?user=" + UserId{derivedUuid("nobody")}.str()}}) {
        const auto theirs = f.call(each.method, each.target, AccessFixture::bearer(stranger.token));
        const auto none = f.call(each.method, each.same, AccessFixture::bearer(stranger.token));
        EXPECT_EQ(theirs.status, none.status) << each.target;
        EXPECT_EQ(theirs.bodyView(), none.bodyView()) << each.target << ": what exists elsewhere looks like what does not exist";
    }
    SecurityContext who = f.f.person(stranger.user.str(), {"admin"});
    who.tenant = f.f.otherTenant;
    who.session = stranger.session;
    EXPECT_EQ(f.f.run(RevokeSession{maria.session, "x"}, who).reply.problem().code, "session_not_found");
    EXPECT_EQ(f.f.run(RevokeSessions{maria.user, "x"}, who).reply.problem().code, "user_not_found");
    EXPECT_EQ(f.f.run(EndMySession{maria.session}, who).reply.problem().code, "session_not_found");
    EXPECT_EQ(f.f.run(DisableUser{maria.user, true, "x"}, who).reply.problem().code, "user_not_found");
    EXPECT_EQ(f.f.run(DisableUser{maria.user, true, "x"}, who).reply.problem().code, "user_not_found");
    const auto id = *ApiClientId::parse(client);
    EXPECT_EQ(f.f.run(RevokeApiClient{id, "x"}, who).reply.problem().code, "client_not_found");
    EXPECT_EQ(f.f.run(RevokeMyToken{id}, who).reply.problem().code, "client_not_found");
    EXPECT_EQ(f.f.run(RotateApiSecret{.client = id, .secretHash = sha256("x")}, who).reply.problem().code, "client_not_found");
    EXPECT_TRUE(f.f.run(RevokeSessions{{}, "everybody here"}, who).reply.ok());
    EXPECT_EQ(codeFor(f, maria.token), "ok") << "everybody there, nobody here";
    EXPECT_EQ(codeFor(f, ada.token), "ok");
    int refused = 0;
    for (const Entry& entry : f.f.entries(Stream::decisions, f.f.otherTenant)) refused += entry.header.type == CommandRefused::eventType ? 1 : 0;
    EXPECT_GE(refused, 7) << "each attempt stands in the log of those who tried";
}

// --- more rights than given

TEST(Attacks, NobodyButTheServerActsAsTheServer) {
    AccessFixture f;
    for (const char* login : {"maria", "ada", "olaf"}) {
        const auto in = f.signIn(login);
        for (const std::string& name : {std::string(RecordSignIn::card.name), std::string(RefreshSession::card.name), std::string(RecordClientToken::card.name),
                                        std::string(EndIdleSession::card.name), std::string(RecordDeviceRefusal::card.name), std::string(NoteClientUse::card.name)}) {
            const auto answer = f.call("POST", "/v1/commands", AccessFixture::bearer(in.token), R"({"name":")" + name + R"(","body":{}})");
            EXPECT_EQ(AccessFixture::codeOf(answer), "access_denied") << login << " " << name;
        }
    }
    EXPECT_GE(f.count(AccessRefused::eventType, Stream::decisions), 18);
}

TEST(Attacks, ATokenDoesNothingBeyondItsScopesAndSaysWhichItWants) {
    AccessFixture f;
    const auto ada = f.signIn("ada");
    const auto made = f.call("POST", "/v1/api-tokens", AccessFixture::bearer(ada.token), R"({"name":"reader","scopes":["audit.read"]})");
    const std::string token = AccessFixture::fieldOf(made, "secret");
    for (const std::string& command : {std::string(CreateApiClient::card.name), std::string(CreateUser::card.name), std::string("approvals.release"),
                                       std::string(RevokeSessions::card.name), std::string(CreateMyToken::card.name)}) {
        const auto answer = f.call("POST", "/v1/commands", AccessFixture::bearer(token), R"({"name":")" + command + R"(","body":{}})");
        EXPECT_EQ(answer.status, 403) << command;
        EXPECT_EQ(AccessFixture::codeOf(answer), "access_denied") << command;
    }
    EXPECT_EQ(f.call("POST", "/v1/commands", AccessFixture::bearer(token), R"({"name":"access.create_user","body":{}})").headers.get("WWW-Authenticate"),
              R"(Bearer realm="outagekit", error="insufficient_scope")");
    EXPECT_EQ(f.call("GET", "/v1/sessions", AccessFixture::bearer(token)).status, 403);
    EXPECT_GE(f.count(AccessRefused::eventType, Stream::decisions), 5);
}

// --- guessing

// Existence does not leak: the same words, the same headers, the same work (one Argon2 run) whatever the reason.
TEST(Attacks, EveryRefusedSignInLooksAndCostsTheSame) {
    AccessFixture f;
    ASSERT_TRUE(f.f.run(DisableUser{f.people["olaf"], true, "left"}, f.f.person(f.people["ada"].str(), {"admin"})).reply.ok());
    const auto nameless = f.makeUser(f.f.tenant, "nopassword", {"operator"});
    f.f.gate->inspect(f.f.tenant, [&](CommandContext& cx) {
        ASSERT_TRUE(cx.store().begin().ok());
        ASSERT_TRUE(cx.store().putSetting(cx.tenant(), "password:" + nameless.str(), "").ok());
        ASSERT_TRUE(cx.store().commit().ok());
    });
    struct Guess {
        const char* why;
        std::string utility, login, password;
    };
    const std::vector<Guess> guesses{{"wrong password", "one", "maria", "not the password"}, {"unknown login", "one", "nobody", "not the password"},
                                     {"disabled, right password", "one", "olaf", test::goodPassword}, {"unknown utility", "three", "maria", test::goodPassword},
                                     {"another utility's person", "two", "maria", test::goodPassword}, {"no login at all", "one", "m a r i a", "x"},
                                     {"an account without a password", "one", "nopassword", ""}, {"empty", "", "", ""}};
    std::string words;
    int from = 1;
    for (const Guess& guess : guesses) {
        const std::uint64_t before = passwordRuns();
        const auto answer = f.signInAnswer(guess.login, guess.password, guess.utility, {}, "198.51.100." + std::to_string(from++));
        EXPECT_EQ(passwordRuns() - before, 1u) << guess.why;
        EXPECT_EQ(answer.status, 401) << guess.why;
        std::string all(answer.bodyView());
        for (const auto& [name, value] : answer.headers) all += "\n" + name + ": " + value;
        if (words.empty()) words = all;
        EXPECT_EQ(all, words) << guess.why;
    }
    EXPECT_EQ(f.count(SignInRefused::eventType), 5) << "in the log of the utility that was named, with the reason";
    std::set<std::string> reasons;
    for (const Entry& entry : f.f.entries(Stream::security)) {
        if (entry.header.type == SignInRefused::eventType) reasons.insert(fromJson<SignInRefused>(entry.payload)->reason);
    }
    EXPECT_EQ(reasons, (std::set<std::string>{"disabled", "unknown_login", "wrong_password"}));
}

TEST(Attacks, OneAddressMayNotTryManyLoginsAndTheRefusalCostsNothing) {
    AccessFixture f({.failures = 3, .perAddress = 6});
    for (int i = 0; i < 6; ++i) EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("user" + std::to_string(i), "guess")), "sign_in_refused");
    const std::uint64_t before = passwordRuns();
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria")), "too_many_attempts") << "also with the right password";
    EXPECT_EQ(passwordRuns(), before) << "no work for whoever goes on";
    EXPECT_EQ(f.signInAnswer("maria", test::goodPassword, "one", {}, "198.51.100.3").status, 200) << "others are not touched";
    for (int i = 0; i < 50; ++i) (void)f.signInAnswer("maria", "guess");
    EXPECT_LE(f.count(SignInRefused::eventType), 6 + 1) << "and the log is not filled by them";
    f.f.advance(minutes(11));
    EXPECT_EQ(f.signInAnswer("maria").status, 200);
}

TEST(Attacks, AHouseholdsManyAddressesAreOnePlace) {
    AccessFixture f({.failures = 2});
    for (const char* from : {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9"}) (void)f.signInAnswer("maria", "guess", "one", {}, from);
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria", test::goodPassword, "one", {}, "2001:db8:1:2:a::b")), "too_many_attempts");
    EXPECT_EQ(f.signInAnswer("maria", test::goodPassword, "one", {}, "2001:db8:1:3::1").status, 200);
}

// A lock that strangers can close is a weapon: who guesses from everywhere shuts out everywhere but where the person works.
TEST(Attacks, GuessingFromEverywhereDoesNotLockThePersonOut) {
    AccessFixture f({.failures = 3, .perLogin = 10});
    EXPECT_EQ(f.signInAnswer("maria").status, 200) << "from her desk";
    for (int i = 0; i < 10; ++i) (void)f.signInAnswer("maria", "guess", "one", {}, "203.0.113." + std::to_string(i));
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria", "guess", "one", {}, "203.0.113.99")), "too_many_attempts");
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria", test::goodPassword, "one", {}, "203.0.113.100")), "too_many_attempts");
    EXPECT_EQ(f.signInAnswer("maria").status, 200) << "her own desk still lets her in";
    for (int i = 0; i < 10; ++i) (void)f.signInAnswer("nobody", "guess", "one", {}, "203.0.113." + std::to_string(i));
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("nobody", "guess", "one", {}, "203.0.113.99")), "too_many_attempts") << "the same for a login that is none";
    EXPECT_EQ(f.signInAnswer("erik").status, 200);
}

TEST(Attacks, AFloodOfMadeUpLoginsMakesNobodyForgotten) {
    AttemptBook book({.failures = 3, .perAddress = 1'000'000, .perLogin = 1'000'000});
    const Instant now = Instant::fromSeconds(1'727'000'000);
    const auto nowhere = [] { return false; };
    for (int i = 0; i < 3; ++i) book.failed("203.0.113.1", "one|maria", now);
    for (int i = 0; i < 60'000; ++i) book.failed("198.51.100.1", "one|x" + std::to_string(i), now);
    EXPECT_TRUE(book.blocked("203.0.113.1", "one|maria", now, nowhere));
    EXPECT_LE(book.remembered(), 60'000u);
}

TEST(Attacks, ManySignInsAtOnceFromOneAddressLeaveTheQueueToOthers) {
    AccessFixture f;
    // The desk's thread is held by the first; of the others from there only a few may wait.
    std::vector<std::future<std::string>> answers;
    for (int i = 0; i < 40; ++i) {
        auto said = std::make_shared<std::promise<std::string>>();
        answers.push_back(said->get_future());
        f.desk->signIn({"one", "user" + std::to_string(i), Secret{"guess"}, "x", {}}, "203.0.113.1",
                       [said](Result<SignInReply> reply) { said->set_value(reply.ok() ? "ok" : reply.problem().code); });
    }
    EXPECT_EQ(f.signInAnswer("maria").status, 200) << "somebody else is served meanwhile";
    int busy = 0;
    for (auto& answer : answers) busy += answer.get() == "busy" ? 1 : 0;
    EXPECT_GE(busy, 20);
}

}  // namespace
}  // namespace ok::access
