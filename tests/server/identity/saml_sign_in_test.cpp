// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Signing in and out through a SAML 2.0 provider (F02.R3.A3): samlify, a whole server, and everything a liar could send.
#include "tests/server/identity/federation_fixture.h"

namespace ok::test {
namespace {

using namespace identity;

/// A SAML world: keys of the provider, its metadata, and the last answer it gave.
struct SamlTest : FederationTest {
    void SetUp() override {
        FederationTest::SetUp();
        if (IsSkipped()) return;
        const std::string made = "openssl req -x509 -newkey rsa:2048 -nodes -keyout " + dir.file("key.pem") + " -out " + dir.file("cert.pem") + " -days 2 -subj /CN=idp 2>/dev/null";
        ASSERT_EQ(std::system(made.c_str()), 0);
        entity = "http://127.0.0.1:" + std::to_string(port) + "/v1/saml/north/house";
        acs = "http://127.0.0.1:" + std::to_string(port) + "/v1/sign-in/acs";
        // The service provider's own pair, and another one.
        for (const char* name : {"sp", "other"}) {
            const std::string ours = "umask 077; openssl req -x509 -newkey rsa:2048 -nodes -keyout " + dir.file(std::string(name) + ".key") + " -out " + dir.file(std::string(name) + ".cert") +
                                     " -days 2 -subj /CN=sp 2>/dev/null";
            ASSERT_EQ(std::system(ours.c_str()), 0);
        }
        std::ofstream(dir.file("sp.xml")) << saml::ownMetadata(entity, acs, {textOf(dir.file("sp.cert")), entity + "/logout"});
        provider = std::make_unique<ReadyProcess>(std::vector<std::string>{"node", "saml.js", dir.file(""), dir.file("sp.xml")}, folder);
        ASSERT_FALSE(provider->said().empty());
        is(*provider, R"({"id":"s-lena","attributes":{"uid":"lena","displayName":"Lena","territory":"Central","channel":"IVR","on_call":"true"}})");
    }
    static std::string textOf(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void tell(const std::string& what) { EXPECT_EQ(outputOf({"curl", "-s", provider->said() + what}, folder), "ok"); }
    /// With a key of our own, `sp` or `other`.
    std::string settingsWithKey(const std::string& key, const std::string& more = {}) const {
        return R"({"metadata_file":")" + dir.file("metadata.xml") + R"(","key_file":")" + dir.file(key + ".key") + R"(","certificate_file":")" + dir.file("sp.cert") + "\"" + more + "}";
    }
    std::string settings() const { return R"({"metadata_file":")" + dir.file("metadata.xml") + "\"}"; }
    /// A posted answer to a fresh request, before it reaches us: fields RelayState and SAMLResponse.
    std::pair<std::string, std::string> answer(World& w) {
        const std::string page = outputOf({"curl", "-s", std::string(w.begin().textAt("url"))}, folder);
        const auto field = [&page](const std::string& name) {
            const std::size_t at = page.find("name=\"" + name + "\" value=\"") + name.size() + 15;
            return page.substr(at, page.find('"', at) - at);
        };
        return {field("RelayState"), field("SAMLResponse")};
    }
    std::string post(World& w, const std::string& state, const std::string& response) {
        const auto out = w.h.client->post("/v1/sign-in/acs", "RelayState=" + net::percentEncode(state) + "&SAMLResponse=" + net::percentEncode(response), {{"Content-Type", "application/x-www-form-urlencoded"}});
        return out.ok() ? out->header("Location") + (out->status == 303 ? "" : std::to_string(out->status)) : std::string("no answer");
    }
    TempDir dir;
    std::string entity, acs;
    std::unique_ptr<ReadyProcess> provider;
};

TEST_F(SamlTest, AFirstSignInThroughARealSamlProviderMakesThePerson) {
    World w("saml", settings(), port);
    for (const char* what : {"assertion", "response", "both"}) {
        EXPECT_EQ(outputOf({"curl", "-s", provider->said() + "/sign?sign=" + what}, folder), "ok");
        const std::string url = w.browse(folder);
        ASSERT_TRUE(url.starts_with(std::string(loopback) + "?handle=")) << what << url;
        EXPECT_EQ(w.redeem(queryOf(url, "handle")).status, 200) << what;
    }
    const JsonValue people = w.h.json(w.h.ask("GET", "/v1/identities/users?source=saml%3Ahouse&channel=voice&territory=central", {}, w.h.admin));
    EXPECT_EQ(people.find("items")->array()->size(), 1u) << people.canonical();
    is(*provider, R"({"id":"s-max","attributes":{"uid":"max","territory":"Nowhere"}})");
    EXPECT_EQ(queryOf(w.browse(folder), "error"), "no_role_mapped");
    EXPECT_NE(w.h.client->get("/v1/saml/north/house")->body.find(acs), std::string::npos);
}

TEST_F(SamlTest, AnAnswerWorksOnceAndOnlyForItsRequest) {
    World w("saml", settings(), port);
    const auto [state, response] = answer(w);
    EXPECT_NE(post(w, state, response).find("handle="), std::string::npos);
    EXPECT_EQ(queryOf(post(w, state, response), "error"), "assertion_replayed");
    const auto [other, unused] = answer(w);
    EXPECT_EQ(queryOf(post(w, other, response), "error"), "saml_wrong_request") << "an answer put into somebody else's sign-in";
    EXPECT_EQ(post(w, "", response), "422") << "nobody asked";
    EXPECT_EQ(post(w, other, "!!"), std::string(loopback) + "?error=saml_malformed");
}

const std::string gcm = "http%3A%2F%2Fwww.w3.org%2F2009%2Fxmlenc11%23aes128-gcm", cbc = "http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmlenc%23aes256-cbc";

// Issue piece "SAML 2.0 against a real IdP": assertions encrypted for our key, inside a signed response or signed themselves.
TEST_F(SamlTest, AnEncryptedAssertionIsReadWithOurKeyAndOnlyWhereNobodyCouldHaveBentIt) {
    {
        World w("saml", settingsWithKey("sp", R"(,"encrypted_only":true)"), port);
        tell("/sign?sign=assertion");
        EXPECT_EQ(queryOf(w.browse(folder), "error"), "saml_not_encrypted");
        tell("/encrypt?method=" + gcm);
        const std::string url = w.browse(folder);
        ASSERT_TRUE(url.starts_with(std::string(loopback) + "?handle=")) << url;
        EXPECT_EQ(w.redeem(queryOf(url, "handle")).status, 200);
        const auto raw = fromBase64(answer(w).second);
        ASSERT_TRUE(raw.ok());
        EXPECT_EQ(std::string(asText(*raw)).find("s-lena"), std::string::npos) << "whoever looks on reads no name";
        // AES-CBC can be bent without its key: only where the response around it is signed and was verified before.
        tell("/encrypt?method=" + cbc);
        EXPECT_EQ(queryOf(w.browse(folder), "error"), "saml_not_decrypted");
        tell("/sign?sign=response");
        const std::string around = w.browse(folder);
        EXPECT_TRUE(around.starts_with(std::string(loopback) + "?handle=")) << around;
        // A letter of the ciphertext changed: the response's signature does not fit any more.
        const auto [state, response] = answer(w);
        std::string xml(asText(*fromBase64(response)));
        const std::size_t at = xml.rfind("CipherValue>", xml.rfind("CipherValue>") - 1) + 40;
        xml[at] = xml[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(queryOf(post(w, state, toBase64(asBytes(xml))), "error"), "saml_bad_signature");
    }
    {
        World w("saml", settingsWithKey("other"), port);
        tell("/sign?sign=assertion");
        tell("/encrypt?method=" + gcm);
        EXPECT_EQ(queryOf(w.browse(folder), "error"), "saml_not_decrypted") << "encrypted for somebody else";
    }
    {
        World w("saml", settings(), port);
        EXPECT_EQ(queryOf(w.browse(folder), "error"), "saml_not_decrypted") << "we have no key";
    }
    EXPECT_FALSE(readIdentityBook(R"({"n":{"saml":{"h":{"metadata_file":"m","encrypted_only":true}}}})").ok()) << "nothing could be read";
    EXPECT_FALSE(readIdentityBook(R"({"n":{"saml":{"h":{"metadata_file":"m","key_file":"k"}}}})").ok());
    tell("/encrypt");
}

// What encryption must not carry in: references to fetch, old key transport, a second assertion, no ciphertext at all.
TEST_F(SamlTest, StrangeEncryptionIsRefusedBeforeAnythingIsOpened) {
    World w("saml", settingsWithKey("sp"), port);
    tell("/sign?sign=assertion");
    tell("/encrypt?method=" + gcm);
    const auto idp = saml::readMetadata(textOf(dir.file("metadata.xml")));
    ASSERT_TRUE(idp.ok());
    const std::string genuine(asText(*fromBase64(answer(w).second)));
    saml::Expectation expected{entity, acs, genuine.substr(genuine.find("InResponseTo=\"") + 14, 66), Instant{}};
    expected.now = *parseIso(genuine.substr(genuine.find("IssueInstant=\"") + 14, 24));
    expected.decryptionKey = textOf(dir.file("sp.key"));
    const auto outcome = [&](const std::string& xml) {
        const auto out = saml::verifyResponse(xml, *idp, expected);
        return out.ok() ? "accepted " + out->nameId : out.problem().code;
    };
    const auto with = [&](const std::string& what, const std::string& instead) {
        std::string xml = genuine;
        const std::size_t at = xml.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return at == std::string::npos ? xml : xml.replace(at, what.size(), instead);
    };
    ASSERT_EQ(outcome(genuine), "accepted s-lena");
    EXPECT_EQ(outcome(with("xmlenc#rsa-oaep-mgf1p", "xmlenc#rsa-1_5")), "saml_not_decrypted");
    EXPECT_EQ(outcome(with("xmlenc11#aes128-gcm", "xmlenc#aes128-cbc")), "saml_not_decrypted");
    EXPECT_EQ(outcome(with("xmlenc11#aes128-gcm", "xmlenc#tripledes-cbc")), "saml_not_decrypted");
    const std::size_t begin = genuine.find("<xenc:CipherValue>"), end = genuine.find("</xenc:CipherValue>", begin);
    ASSERT_NE(begin, std::string::npos) << genuine;
    std::string fetched = genuine;
    fetched.replace(begin, end + 19 - begin, "<xenc:CipherReference URI=\"file:///etc/passwd\"/>");
    EXPECT_EQ(outcome(fetched), "saml_not_decrypted");
    const std::size_t from = genuine.find("<saml:EncryptedAssertion"), to = genuine.find("</saml:EncryptedAssertion>") + 26;
    const std::string sealed = genuine.substr(from, to - from);
    EXPECT_EQ(outcome(with(sealed, sealed + sealed)), "saml_malformed") << "two of them";
    EXPECT_EQ(outcome(with(sealed, sealed + "<saml:Assertion ID=\"_x\"/>")), "saml_malformed") << "one more in plain words";
    EXPECT_EQ(outcome(with(sealed, "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>")), "saml_not_decrypted");
    expected.decryptionKey = "no key";
    EXPECT_EQ(outcome(genuine), "saml_not_decrypted");
    tell("/encrypt");
}

// Single logout begun here: our session is over, the provider believes our signature and sends the browser back with its own.
TEST_F(SamlTest, SigningOutHereSignsOutAtTheProviderToo) {
    World w("saml", settingsWithKey("sp"), port);
    tell("/sign?sign=assertion");
    const auto session = w.redeem(queryOf(w.browse(folder), "handle"));
    ASSERT_EQ(session.status, 200) << session.body;
    const std::string token(w.h.json(session).textAt("token"));
    ASSERT_EQ(w.h.ask("GET", "/v1/whoami", {}, token).status, 200);
    const auto out = w.h.ask("POST", "/v1/sign-in/logout", "{}", token);
    ASSERT_EQ(out.status, 200) << out.body;
    EXPECT_EQ(w.h.ask("GET", "/v1/whoami", {}, token).status, 401) << "over here at once, whatever becomes of the rest";
    const std::string there(w.h.json(out).textAt("url"));
    ASSERT_TRUE(there.starts_with(provider->said() + "/slo?SAMLRequest=")) << there;
    const std::string back = outputOf({"node", "browser.js", there}, folder);
    ASSERT_TRUE(back.starts_with(entity + "/logout?SAMLResponse=")) << back;
    const auto page = w.h.client->get(back.substr(back.find("/v1/")));
    EXPECT_EQ(page->status, 200) << page->body;
    EXPECT_NE(page->body.find("here and at your organisation"), std::string::npos) << page->body;
    // Whose session began with a password has nowhere else to go; who is not signed in is told so.
    const auto local = w.h.ask("POST", "/v1/sign-in/logout", "{}", w.h.signIn("olaf"));
    EXPECT_EQ(local.status, 200);
    EXPECT_EQ(w.h.json(local).textAt("url"), "");
    EXPECT_EQ(w.h.ask("POST", "/v1/sign-in/logout", "{}", token).status, 401);
    // An answer to nothing that was asked here, or with other letters in it.
    EXPECT_NE(w.h.client->get("/v1/saml/north/house/logout")->status, 200);
    std::string bent = back.substr(back.find("/v1/"));
    bent.replace(bent.find("RelayState=") + 11, 4, "AAAA");
    EXPECT_NE(w.h.client->get(bent)->body.find("saml_bad_signature"), std::string::npos);
}

// Single logout begun at the provider: whatever began through it is over here, and only that; the provider believes our answer.
TEST_F(SamlTest, WhoSignsOutAtTheProviderIsSignedOutHereAtOnce) {
    World w("saml", settingsWithKey("sp"), port);
    tell("/sign?sign=assertion");
    const auto session = w.redeem(queryOf(w.browse(folder), "handle"));
    ASSERT_EQ(session.status, 200);
    const std::string token(w.h.json(session).textAt("token"));
    EXPECT_EQ(w.h.client->request("GET", "/v1/whoami", "", {{"Authorization", "Bearer " + w.h.admin}})->status, 200);
    const std::string end = outputOf({"node", "browser.js", provider->said() + "/logout?sub=s-lena&relay=abc"}, folder);
    ASSERT_TRUE(end.starts_with(provider->said() + "/slo?SAMLResponse=")) << end;
    EXPECT_EQ(queryOf(end, "RelayState"), "abc");
    EXPECT_EQ(outputOf({"curl", "-s", end}, folder), "the answer of the service provider is good");
    EXPECT_EQ(w.h.ask("GET", "/v1/whoami", {}, token).status, 401);
    EXPECT_EQ(w.h.client->request("GET", "/v1/whoami", "", {{"Authorization", "Bearer " + w.h.admin}})->status, 200) << "others stay";
    const auto told = w.h.told(ProviderSignedOut::eventType);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(fromJson<ProviderSignedOut>(told[0].payload)->sessions, 1);
    // Somebody nobody knows here: that is done already. Forged, bent, old: nothing ends.
    EXPECT_TRUE(outputOf({"node", "browser.js", provider->said() + "/logout?sub=s-nobody"}, folder).starts_with(provider->said() + "/slo?SAMLResponse="));
    const std::string asked = outputOf({"curl", "-s", "-o", "/dev/null", "-w", "%{redirect_url}", provider->said() + "/logout?sub=s-lena&relay=abc"}, folder);
    const std::string path = asked.substr(asked.find("/v1/"));
    const auto codeOf = [&](const std::string& target) { return std::string(w.h.json(*w.h.client->get(target)).textAt("code")); };
    EXPECT_EQ(codeOf(path.substr(0, path.find("&SigAlg="))), "saml_bad_signature") << "not signed at all";
    std::string other = path;
    other.replace(other.find("RelayState=abc"), 14, "RelayState=abd");
    EXPECT_EQ(codeOf(other), "saml_bad_signature");
    other = path;
    other.replace(other.find("rsa-sha256"), 10, "rsa-sha512");
    EXPECT_EQ(codeOf(other), "saml_bad_signature") << "another method than ours";
    EXPECT_EQ(codeOf(path + "&SAMLRequest=x"), "saml_malformed") << "two of them";
    w.h.ahead = std::chrono::duration_cast<microseconds>(minutes(10)).count();
    EXPECT_EQ(codeOf(path), "saml_expired");
    w.h.ahead = 0;
    EXPECT_EQ(w.h.client->get("/v1/saml/north/nobody/logout?SAMLRequest=x")->status, 404);
    EXPECT_EQ(w.h.told(ProviderSignedOut::eventType).size(), 1u);
    for (const char* bad : {"", "<x/>", "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"}) {
        EXPECT_FALSE(saml::readLogout(bad, {"x", "", {}, "", ""}, "y", Instant::fromSeconds(1)).ok()) << bad;
    }
    EXPECT_FALSE(saml::inflated("!!").ok());
    EXPECT_FALSE(saml::inflated(saml::deflated(std::string(200'000, 'a'))).ok()) << "a little that becomes a lot";
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return text.substr(at, text.find(to, at) + to.size() - at);
}

std::string swapped(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

/// XSW 1 to 8 and their like, built from a genuine answer: the signature stays valid where it is found, the words read are others.
TEST_F(SamlTest, WrappedForgedAndStrangeAnswersAreRefused) {
    const auto metadata = [&] {
        std::ifstream in(dir.file("metadata.xml"));
        return std::string(std::istreambuf_iterator<char>(in), {});
    }();
    const auto idp = saml::readMetadata(metadata);
    ASSERT_TRUE(idp.ok()) << idp.problem().message;
    for (const char* what : {"assertion", "response"}) {
        EXPECT_EQ(outputOf({"curl", "-s", provider->said() + "/sign?sign=" + what}, folder), "ok");
        World w("saml", settings(), port);
        const auto raw = fromBase64(answer(w).second);
        ASSERT_TRUE(raw.ok());
        const std::string genuine(asText(*raw));
        saml::Expectation expected{entity, acs, genuine.substr(genuine.find("InResponseTo=\"") + 14, 66), Instant{}};
        expected.now = *parseIso(genuine.substr(genuine.find("IssueInstant=\"") + 14, 24));
        const auto outcome = [&](const std::string& xml) {
            const auto out = saml::verifyResponse(xml, *idp, expected);
            return out.ok() ? "accepted " + out->nameId : out.problem().code;
        };
        ASSERT_EQ(outcome(genuine), "accepted s-lena") << what;
        const std::string assertion = between(genuine, "<saml:Assertion ", "</saml:Assertion>");
        const std::string signature = between(genuine, "<ds:Signature ", "</ds:Signature>");
        const std::string bare = swapped(assertion, assertion.find("<ds:Signature") == std::string::npos ? "<saml:Subject>" : between(assertion, "<ds:Signature ", "</ds:Signature>"),
                                         assertion.find("<ds:Signature") == std::string::npos ? "<saml:Subject>" : "");
        std::string evil = swapped(bare, "s-lena", "s-admin");
        evil = swapped(evil, "ID=\"_", "ID=\"_evil");
        const std::string response = between(genuine, "<samlp:Response ", "</samlp:Response>");
        const std::vector<std::pair<std::string, std::string>> attacks{
            {"changed words", swapped(genuine, "s-lena", "s-admin")},
            {"no signature", swapped(genuine, signature, "")},
            {"XSW1: the signed response inside the signature of another", swapped(swapped(genuine, "</ds:Signature>", "<ds:Object>" + response + "</ds:Object></ds:Signature>"), "s-lena", "s-admin")},
            {"XSW2: the signed response beside its signature", swapped(genuine, signature, signature + response)},
            {"XSW3: a forged assertion before the signed one", swapped(genuine, "<saml:Assertion ", evil + "<saml:Assertion ")},
            {"XSW4: the signed assertion inside a forged one", swapped(genuine, assertion, swapped(evil, "</saml:Assertion>", assertion + "</saml:Assertion>"))},
            {"XSW5: a forged assertion keeps the signature, the signed one follows", swapped(genuine, assertion, swapped(assertion, "s-lena", "s-admin") + bare)},
            {"XSW6: the signed assertion inside the signature of a forged one", swapped(genuine, "</ds:Signature>", bare + "</ds:Signature>")},
            {"XSW7: a forged assertion within extensions", swapped(genuine, "<samlp:Status>", "<samlp:Extensions>" + evil + "</samlp:Extensions><samlp:Status>")},
            {"XSW8: the signed assertion within an object of the signature", swapped(swapped(genuine, "</ds:Signature>", "<ds:Object>" + bare + "</ds:Object></ds:Signature>"), "s-lena", "s-admin")},
            {"a second assertion after the signed one", swapped(genuine, "</saml:Assertion>", "</saml:Assertion>" + evil)},
            {"one id twice", swapped(genuine, "<samlp:Status>", "<samlp:Extensions><x ID=\"" + assertion.substr(assertion.find("ID=\"") + 4, 37) + "\"/></samlp:Extensions><samlp:Status>")},
            {"a comment in the name", swapped(genuine, "s-lena", "s-<!-- x -->lena")},
            {"a document type", "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + genuine},
            {"an entity", "<!DOCTYPE r [<!ENTITY x \"s-admin\">]>" + swapped(genuine, "s-lena", "&x;")},
            {"an external document type", "<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\">" + genuine},
            {"an instruction", swapped(genuine, "<samlp:Status>", "<?php x ?><samlp:Status>")},
            {"a weak method", swapped(genuine, "xmldsig-more#rsa-sha256", "xmldsig-more#rsa-md5")},
            {"SHA-1", swapped(genuine, "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1")},
            {"a transform that picks", swapped(genuine, "http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms>", "http://www.w3.org/TR/1999/REC-xpath-19991116\"/></ds:Transforms>")},
            {"a reference to everything", swapped(genuine, "Reference URI=\"#", "Reference URI=\"\" x=\"#")},
            {"not success", swapped(genuine, "status:Success", "status:AuthnFailed")},
            {"nothing", ""}, {"not XML", "hello"}, {"too deep", std::string(1000, '<') + "a"}};
        for (const auto& [name, xml] : attacks) {
            const std::string got = outcome(xml);
            EXPECT_FALSE(got.starts_with("accepted")) << what << ", " << name << ": " << got;
        }
        const auto with = [&](auto change) {
            saml::Expectation other = expected;
            change(other);
            const auto out = saml::verifyResponse(genuine, *idp, other);
            return out.ok() ? std::string("accepted") : out.problem().code;
        };
        EXPECT_EQ(with([](auto& e) { e.entityId = "somebody else"; }), "saml_wrong_audience");
        EXPECT_EQ(with([](auto& e) { e.acsUrl = "http://elsewhere/"; }), "saml_wrong_recipient");
        EXPECT_EQ(with([](auto& e) { e.requestId = "okother"; }), "saml_wrong_request");
        EXPECT_EQ(with([](auto& e) { e.now = e.now + hours(1); }), "saml_expired");
        EXPECT_EQ(with([](auto& e) { e.now = e.now - hours(1); }), "saml_expired");
        saml::IdentityProvider stranger = *idp;
        stranger.entityId = "http://stranger/";
        EXPECT_EQ(saml::verifyResponse(genuine, stranger, expected).problem().code, "saml_wrong_issuer");
        const std::string made = "openssl req -x509 -newkey rsa:2048 -nodes -keyout " + dir.file("k2") + " -out " + dir.file("c2") + " -days 2 -subj /CN=x 2>/dev/null";
        ASSERT_EQ(std::system(made.c_str()), 0);
        std::ifstream in(dir.file("c2"));
        stranger = *idp;
        stranger.certificates = {std::string(std::istreambuf_iterator<char>(in), {})};
        EXPECT_EQ(saml::verifyResponse(genuine, stranger, expected).problem().code, "saml_bad_signature") << "a key that the metadata does not name";
    }
    for (const char* bad : {"", "<x/>", "<!DOCTYPE x><EntityDescriptor/>", "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"x\"/>"}) {
        EXPECT_FALSE(saml::readMetadata(bad).ok()) << bad;
    }
}
}  // namespace
}  // namespace ok::test
