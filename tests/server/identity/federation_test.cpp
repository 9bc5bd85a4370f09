// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Signing in through somebody else (F02.R3.A3, issue piece "OIDC ... against a real provider", "SAML 2.0 against a real IdP"):
// npm oidc-provider and samlify, a whole server, a browser that follows redirects; and everything a liar could send.
#include "tests/server/identity/federation_fixture.h"

namespace ok::test {
namespace {

using namespace identity;

// F02.R3.A3
TEST_F(FederationTest, AFirstSignInThroughARealOpenIdProviderMakesThePersonWithTheirMappedScope) {
    const ReadyProcess provider({"node", "oidc.js", callbackUrl()}, folder);
    ASSERT_FALSE(provider.said().empty());
    World w("oidc", oidcSettings(provider.said()), port);
    is(provider, R"({"sub":"s-lena","preferred_username":"lena","name":"Lena Undisclosed","territory":"Central","channel":"IVR","on_call":true})");
    const std::string url = w.browse(folder);
    ASSERT_TRUE(url.starts_with(std::string(loopback) + "?handle=")) << url;
    const std::string handle = queryOf(url, "handle");
    EXPECT_EQ(w.redeem(handle, std::string(43, 'x')).status, 401) << "only the program that began may redeem";
    const auto session = w.redeem(handle);
    ASSERT_EQ(session.status, 200) << session.body;
    const std::string token(w.h.json(session).textAt("token"));
    EXPECT_EQ(w.h.ask("GET", "/v1/sync/status", {}, token).status, 403) << "signed in, without a right to this";
    EXPECT_NE(w.redeem(handle).status, 200) << "a handle works once";
    const JsonValue people = w.h.json(w.h.ask("GET", "/v1/identities/users", {}, w.h.admin));
    ASSERT_EQ(people.find("items")->array()->size(), 1u);
    const JsonValue& lena = people.find("items")->array()->front();
    EXPECT_EQ(lena.textAt("source"), "oidc:house");
    EXPECT_EQ(lena.find("assignments")->array()->front().find("within")->find("channels")->canonical(), R"(["voice"])") << lena.canonical();
    for (const Entry& entry : w.h.told(PersonMirrored::eventType)) EXPECT_EQ(entry.payload.find("Undisclosed"), std::string::npos);
    // Again: the same person. And after the provider changed its keys.
    EXPECT_EQ(outputOf({"curl", "-s", provider.said() + "/rotate"}, folder), "ok");
    w.h.ahead = std::chrono::duration_cast<microseconds>(seconds(20)).count();
    const std::string again = w.browse(folder);
    EXPECT_TRUE(again.starts_with(std::string(loopback) + "?handle=")) << again;
    EXPECT_EQ(w.h.told(Federated::eventType).size(), 2u);
    EXPECT_EQ(w.h.told(access::UserCreated::eventType).size(), 3u) << "two local accounts and one of the provider's";
    // No rule gives anything: refused, nobody made (F02.R3.A3).
    is(provider, R"({"sub":"s-max","preferred_username":"max","territory":"Nowhere","channel":"IVR","on_call":true})");
    EXPECT_EQ(queryOf(w.browse(folder), "error"), "no_role_mapped");
    EXPECT_EQ(w.h.told(access::UserCreated::eventType).size(), 3u);
    // Closed here: the provider's word does not open the door.
    ASSERT_EQ(w.h.command("identity.deprovision", R"({"user":")" + std::string(lena.textAt("id")) + R"(","reason":"she left the company"})", w.h.admin).status, 200);
    EXPECT_EQ(w.h.ask("GET", "/v1/sync/status", {}, token).status, 401);
    is(provider, R"({"sub":"s-lena","preferred_username":"lena","territory":"Central","channel":"IVR","on_call":true})");
    EXPECT_EQ(queryOf(w.browse(folder), "error"), "access_refused");
}

// Issue piece "OIDC authorization code": the client proves itself with a key of its own instead of a shared secret (RFC 7523), against a real provider.
TEST_F(FederationTest, TheClientProvesItselfWithAKeyInsteadOfASecret) {
    TempDir dir;
    const std::vector<std::pair<std::string, std::string>> kinds{
        {"RS256", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"}, {"ES256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"}, {"EdDSA", "-algorithm ED25519"}};
    const auto make = [&](const std::string& name, const std::string& how) {
        const std::string file = dir.file(name + ".pem");
        EXPECT_EQ(std::system(("umask 077; openssl genpkey " + how + " -out " + file + " 2>/dev/null").c_str()), 0);
        return file;
    };
    for (const auto& [algorithm, how] : kinds) {
        const std::string key = make(algorithm, how);
        const auto read = ClientKey::fromFile(key);
        ASSERT_TRUE(read.ok()) << algorithm;
        EXPECT_EQ(read->algorithm(), algorithm);
        const ReadyProcess provider({"node", "oidc.js", callbackUrl(), key}, folder);
        ASSERT_FALSE(provider.said().empty());
        is(provider, R"({"sub":"s-lena","preferred_username":"lena","territory":"Central","channel":"IVR","on_call":true})");
        const std::string settings = R"({"issuer":")" + provider.said() + R"(","client_id":"outagekit","client_key_file":")" + key + "\"}";
        {
            World w("oidc", settings, port);
            const std::string url = w.browse(folder);
            ASSERT_TRUE(url.starts_with(std::string(loopback) + "?handle=")) << algorithm << ": " << url;
            EXPECT_EQ(w.redeem(queryOf(url, "handle")).status, 200);
            // Another key in its place, and one that others may read: refused, without a restart.
            ASSERT_EQ(std::system(("umask 077; openssl genpkey " + how + " -out " + key + " 2>/dev/null").c_str()), 0);
            EXPECT_EQ(queryOf(w.browse(folder), "error"), "code_refused") << algorithm;
            std::filesystem::permissions(key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
            EXPECT_EQ(queryOf(w.browse(folder), "error"), "identity_exposed");
        }
    }
    EXPECT_FALSE(readIdentityBook(R"({"n":{"oidc":{"h":{"issuer":"https://a.example","client_id":"x","client_secret":"y","client_key_file":"z"}}}})").ok()) << "one or the other";
    EXPECT_FALSE(ClientKey::fromPem("").ok());
    EXPECT_FALSE(ClientKey::fromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").ok());
    EXPECT_FALSE(ClientKey::fromFile(make("small", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024")).ok());
}

// I1: whom SCIM brought signs in through a real provider as the same person; and is out at once when SCIM says so.
TEST_F(FederationTest, APersonOfScimSignsInThroughARealProviderAsThemselvesAndIsOutWhenScimSaysSo) {
    const ReadyProcess provider({"node", "oidc.js", callbackUrl()}, folder);
    ASSERT_FALSE(provider.said().empty());
    World w("oidc", oidcSettings(provider.said(), R"(,"link_by_user_name":true)"), port);
    const std::string scim = w.h.scimToken();
    const auto made = w.h.ask("POST", "/scim/v2/Users",
                              R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"lena","externalId":"e-1","territory":"Central","channel":"SMS","on_call":"true"})", scim);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string id(w.h.json(made).textAt("id"));
    is(provider, R"({"sub":"s-lena","preferred_username":"lena","name":"Lena Undisclosed","territory":"Central","channel":"IVR","on_call":true})");
    const std::string url = w.browse(folder);
    ASSERT_TRUE(url.starts_with(std::string(loopback) + "?handle=")) << url;
    const auto session = w.redeem(queryOf(url, "handle"));
    ASSERT_EQ(session.status, 200) << session.body;
    const std::string token(w.h.json(session).textAt("token"));
    EXPECT_EQ(w.h.told(access::UserCreated::eventType).size(), 3u) << "two local accounts and the one that SCIM made; no other";
    const JsonValue person = w.h.json(w.h.ask("GET", "/v1/identities/users/" + id, {}, w.h.admin));
    EXPECT_NE(person.find("links")->canonical().find("oidc:house"), std::string::npos) << person.canonical();
    EXPECT_EQ(person.textAt("source"), "scim") << "the directory keeps its own";
    EXPECT_EQ(w.h.ask("GET", "/v1/sync/status", {}, token).status, 403) << "signed in, without a right to this";
    const auto off = w.h.ask("PATCH", "/scim/v2/Users/" + id,
                             R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]})", scim);
    ASSERT_EQ(off.status, 200) << off.body;
    EXPECT_EQ(w.h.ask("GET", "/v1/sync/status", {}, token).status, 401);
    EXPECT_EQ(queryOf(w.browse(folder), "error"), "access_refused");
}

TEST_F(FederationTest, ALiarIsRefusedWhateverItLiesAbout) {
    const ReadyProcess liar({"node", "liar.js"}, folder);
    ASSERT_FALSE(liar.said().empty());
    World w("oidc", oidcSettings(liar.said()), port);
    ASSERT_EQ(w.h.setMapping(R"([{"id":"n","role":"operator","conditions":[{"attribute":"territory"}],"within":{"channels":["*"],"territories":["*"],"severities":["*"],"content_types":["*"]}}])").status, 200);
    const auto attempt = [&](const std::string& lie, const std::string& iss) {
        const std::string url(w.begin().textAt("url"));
        EXPECT_EQ(outputOf({"curl", "-s", liar.said() + "/nonce?value=" + queryOf(url, "nonce")}, folder), "{}");
        const auto back = w.h.client->get("/v1/sign-in/callback?state=" + queryOf(url, "state") + "&code=" + lie + (iss.empty() ? "" : "&iss=" + net::percentEncode(iss)));
        return back.ok() ? back->header("Location") : std::string("no answer");
    };
    const std::vector<std::pair<std::string, std::string>> lies{
        {"wrong_nonce", "wrong_nonce"}, {"no_nonce", "wrong_nonce"}, {"expired", "token_expired"}, {"old", "token_expired"}, {"future", "token_from_the_future"},
        {"wrong_issuer", "wrong_issuer"}, {"wrong_audience", "wrong_audience"}, {"many_audiences", "wrong_party"}, {"wrong_party", "wrong_party"}, {"forged", "bad_signature"},
        {"unknown_key", "unknown_key"}, {"none", "token_alg_refused"}, {"hmac", "token_alg_refused"}, {"crit", "bad_token"}, {"at_hash", "wrong_at_hash"},
        {"tampered", "bad_signature"}, {"refused", "code_refused"}};
    for (const auto& [lie, code] : lies) EXPECT_EQ(queryOf(attempt(lie, liar.said()), "error"), code) << lie;
    EXPECT_TRUE(w.h.told(Federated::eventType).empty()) << "nobody came in";
    EXPECT_GE(w.h.told(access::SignInRefused::eventType).size(), lies.size()) << "and every attempt is in the log";
    // Mix-up (RFC 9207): the answer does not say who gives it, or somebody else does.
    EXPECT_EQ(queryOf(attempt("good", ""), "error"), "mix_up");
    EXPECT_EQ(queryOf(attempt("good", "https://elsewhere.example"), "error"), "mix_up");
    // State: missing, foreign, changed, too old.
    for (const std::string& state : {std::string(), std::string("abc"), std::string(200, 'A')}) {
        const auto out = w.h.client->get("/v1/sign-in/callback?code=good&state=" + state);
        EXPECT_EQ(out->status, 422) << state;
        EXPECT_TRUE(out->header("Location").empty());
    }
    const std::string old = queryOf(std::string(w.begin().textAt("url")), "state");
    w.h.ahead = std::chrono::duration_cast<microseconds>(minutes(11)).count();
    EXPECT_EQ(w.h.client->get("/v1/sign-in/callback?code=good&state=" + old)->status, 422);
    w.h.ahead = 0;
    // The nearest honest answers.
    EXPECT_NE(attempt("good", liar.said()).find("handle="), std::string::npos);
    EXPECT_NE(attempt("es256", liar.said()).find("handle="), std::string::npos);
    // A token shown twice (replay): the second has the first one's nonce.
    EXPECT_NE(attempt("replayed", liar.said()).find("error="), std::string::npos);
}

TEST_F(FederationTest, ASignInComesBackOnlyToALoopbackAddressAndOnlyThroughWhatTheUtilityHas) {
    World w("oidc", oidcSettings("http://127.0.0.1:1"), port);
    const auto begin = [&](const std::string& provider, const std::string& redirect, const std::string& challenge) {
        return w.h.client->post("/v1/sign-in/start", R"({"utility":"north","provider":")" + provider + R"(","redirect":")" + redirect + R"(","challenge":")" + challenge + "\"}")->status;
    };
    const std::string good = pkceChallenge(verifier);
    for (const char* bad : {"https://evil.example/", "http://127.0.0.1:9.evil.example/", "http://127.0.0.1:9@evil.example/", "http://localhost:9/", "http://127.0.0.1/", "http://127.0.0.1:9/?a=b", "javascript:alert(1)"}) {
        EXPECT_EQ(begin("oidc:house", bad, good), 422) << bad;
    }
    EXPECT_EQ(begin("oidc:house", loopback, "short"), 422);
    EXPECT_EQ(begin("oidc:other", loopback, good), 404);
    EXPECT_EQ(begin("saml:house", loopback, good), 404);
    EXPECT_EQ(begin("oidc:house", loopback, good), 502) << "a provider that does not answer is told as such";
    EXPECT_EQ(w.redeem("nonsense").status, 401);
    EXPECT_EQ(w.h.client->get("/v1/sign-in/providers?utility=north")->body, R"({"providers":["oidc:house"]})");
    EXPECT_EQ(w.h.client->get("/v1/sign-in/providers?utility=south")->body, R"({"providers":[]})");
}

// CLI parity: a session through the system's browser, and what an administrator asks a shell for.
TEST_F(FederationTest, OkctlSignsInThroughTheBrowserAndActsWithThatSession) {
    const std::string okctl = std::string(OK_BINARY_DIR) + "/bin/okctl";
    if (!std::filesystem::exists(okctl)) GTEST_SKIP() << "okctl is not built";
    const ReadyProcess provider({"node", "oidc.js", callbackUrl()}, folder);
    World w("oidc", oidcSettings(provider.said()), port);
    ASSERT_EQ(w.h.setMapping(R"([{"id":"a","role":"admin","conditions":[{"attribute":"group","any_of":["outage-admins"]}],"within":{"channels":["*"],"territories":["*"],"severities":["*"],"content_types":["*"]}}])").status, 200);
    is(provider, R"({"sub":"s-ida","preferred_username":"ida","groups":["Outage-Admins"]})");
    TempDir dir;
    std::ofstream(dir.file("browser")) << "#!/bin/sh\nexec node " << folder << "/browser.js \"$1\"\n";
    std::filesystem::permissions(dir.file("browser"), std::filesystem::perms::owner_all);
    const std::vector<std::string> place{"--url", "http://127.0.0.1:" + std::to_string(port), "--utility", "north"};
    const auto run = [&](std::vector<std::string> words, int& status) {
        words.insert(words.begin(), {"env", "BROWSER=" + dir.file("browser"), okctl, "identity"});
        words.insert(words.end(), place.begin(), place.end());
        return outputOf(words, folder, &status);
    };
    int status = -1;
    const std::string said = run({"sign-in", "--provider", "oidc:house", "--token-file", dir.file("session"), "--wait", "30"}, status);
    EXPECT_EQ(status, 0) << said;
    EXPECT_EQ(std::filesystem::status(dir.file("session")).permissions() & std::filesystem::perms::all, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string shown = run({"status", "--session", dir.file("session")}, status);
    EXPECT_NE(shown.find("oidc:house"), std::string::npos) << shown;
    EXPECT_EQ(status, 0);
    std::ofstream(dir.file("rules.json")) << R"({"schema":"identity_mapping.v1","rules":[]})";
    EXPECT_NE(run({"mapping", "test", "--rules", dir.file("rules.json"), "--session", dir.file("session")}, status).find(R"("update":1)"), std::string::npos) << "ida would lose her role";
    EXPECT_NE(run({"scim-token", "--name", "a client", "--token-file", dir.file("scim"), "--session", dir.file("session")}, status).find("shown nowhere again"), std::string::npos);
    run({"sync", "ldap:none", "--session", dir.file("session")}, status);
    EXPECT_EQ(status, 1) << "there is no such directory";
}

// I2: where sessions have to be bound to a device, a provider's word is no way around it.
TEST(Federation, WhereADeviceKeyIsRequiredNobodyRedeemsASignInWithoutOne) {
    const auto answerFor = [](bool required, const std::string& deviceKey) {
        AccessFixture a({}, {.requireDeviceKey = required});
        const Digest secret = sha256("what travels through browsers");
        Federation federation({*a.f.gate, *a.tenants, {}, "https://localhost:8443", secret, [&] { return a.f.now(); }, a.dice, {.requireDeviceKey = required}});
        federation.addRoutes(a.router);
        const std::array<std::uint8_t, 12> nonce{};
        const Handle came{"one", pkceChallenge(verifier), "oidc:house", a.people["maria"], "salt", a.f.now() + minutes(1)};
        const std::string handle = toBase64Url(seal(secret.bytes, nonce, asBytes(toJson(came)), asBytes("handle")));
        return a.call("POST", "/v1/sign-in/redeem", {},
                      R"({"handle":")" + handle + R"(","verifier":")" + verifier + R"(","device":"desk","device_key":")" + deviceKey + "\"}");
    };
    EXPECT_EQ(AccessFixture::codeOf(answerFor(true, "")), "device_key_required");
    EXPECT_EQ(answerFor(true, TestDevice(40).publicKey()).status, 200);
    EXPECT_EQ(answerFor(false, "").status, 200);
}

}  // namespace
}  // namespace ok::test
