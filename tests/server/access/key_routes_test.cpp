// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Keys and codes over HTTP, as a browser speaks: options in WebAuthn's own JSON, sign-in with a key alone or after the
// password, step-up, and what no answer tells (F09.R1.A1, A2, A6; decisions.md 7, 10; issue piece "browser").
#include <gtest/gtest.h>

#include "server/access/session_commands.h"
#include "shared/access/totp.h"
#include "shared/ledger/compliance_report.h"
#include "tests/support/access_fixture.h"
#include "tests/support/soft_key.h"

namespace ok::access {
namespace {

using test::SoftBrowser;
using test::SoftKey;

struct KeyRoutesTest : ::testing::Test, test::AccessFixture {
    JsonDocument json(const net::HttpResponse& response) { return std::move(*parseJson(response.bodyView())); }
    std::string post(const std::string& path, const std::string& token, const std::string& body, int status, const std::string& from = "192.0.2.7") {
        const auto answer = call("POST", path, token.empty() ? net::Headers{} : bearer(token), body, from);
        EXPECT_EQ(answer.status, status) << path << " " << answer.bodyView();
        EXPECT_EQ(answer.headers.get("Cache-Control").empty() && status / 100 == 2, false) << path;
        return std::string(answer.bodyView());
    }
    std::string enrolBody(const std::string& options, SoftKey& key, const std::string& name) {
        const auto asked = parseJson(options);
        const auto made = browser.enrol(key, *fromBase64(*asked->root()["challenge"].text()), *fromBase64(*asked->root()["user"]["id"].text()));
        return R"({"name":")" + name + R"(","credential":{"id":")" + toBase64Url(made.made.credentialId) + R"(","type":"public-key","response":{"clientDataJSON":")" +
               toBase64Url(asBytes(made.clientData)) + R"(","attestationObject":")" + toBase64Url(made.made.attestationObject) +
               R"("},"clientExtensionResults":{"credProps":{"rk":true}}}})";
    }
    std::string credential(const std::string& options, SoftKey& key) {
        const auto asked = parseJson(options);
        std::vector<Bytes> allow;
        for (std::size_t i = 0; i < asked->root()["allowCredentials"].size(); ++i) allow.push_back(*fromBase64(*asked->root()["allowCredentials"].at(i)["id"].text()));
        const auto said = browser.answer(key, *fromBase64(*asked->root()["challenge"].text()), allow);
        EXPECT_TRUE(said.has_value());
        return R"({"id":")" + toBase64Url(said->said.credentialId) + R"(","type":"public-key","response":{"clientDataJSON":")" + toBase64Url(asBytes(said->clientData)) +
               R"(","authenticatorData":")" + toBase64Url(said->said.authData) + R"(","signature":")" + toBase64Url(said->said.signature) +
               R"(","userHandle":")" + toBase64Url(said->said.userHandle) + "\"}}";
    }
    void enrol(const std::string& token, SoftKey& key, const std::string& name) {
        (void)post("/v1/keys", token, enrolBody(post("/v1/keys/options", token, "{}", 200), key, name), 201);
    }
    net::HttpResponse withKey(SoftKey& key, const std::string& from = "192.0.2.7", const std::string& utility = "one") {
        const std::string options = post("/v1/session/key/options", "", R"({"utility":")" + utility + "\"}", 200, from);
        return call("POST", "/v1/session/key", {}, R"({"utility":")" + utility + R"(","attempt":")" + std::string(*parseJson(options)->root()["attempt"].text()) +
                                                       R"(","device":"browser","credential":)" + credential(options, key) + "}", from);
    }
    void stepUp(const std::string& token, SoftKey& key) {
        (void)post("/v1/step-up", token, credential(post("/v1/step-up/options", token, "{}", 200), key), 200);
    }
    SoftBrowser browser;
};

TEST_F(KeyRoutesTest, TheOptionsAreThoseOfTheSpecificationOnBothPaths) {
    const std::string token = signIn("maria").token;
    const auto one = call("GET", "/webauthn/registration/options", bearer(token));
    ASSERT_EQ(one.status, 200);
    const auto asked = parseJson(one.bodyView());
    const JsonView root = asked->root();
    EXPECT_EQ(root["rp"]["id"].text(), "localhost");
    EXPECT_EQ(root["attestation"].text(), "direct");
    EXPECT_EQ(root["authenticatorSelection"]["userVerification"].text(), "required");
    EXPECT_EQ(root["authenticatorSelection"]["authenticatorAttachment"].text(), "cross-platform");
    EXPECT_EQ(root["pubKeyCredParams"].size(), 3U);
    EXPECT_LE(*root["timeout"].integer(), 60'000);
    EXPECT_GE(fromBase64(*root["challenge"].text())->size(), 32U);
    const auto two = call("GET", "/webauthn/registration/options", bearer(token));
    EXPECT_NE(parseJson(two.bodyView())->root()["challenge"].text(), root["challenge"].text());
    EXPECT_EQ(call("GET", "/webauthn/registration/options").status, 401);
    SoftKey key;
    const std::string payload = enrolBody(std::string(two.bodyView()), key, "Blue");
    const std::string made = post("/webauthn/registration/finalize", token, payload, 201);
    EXPECT_EQ(post("/webauthn/registration/finalize", token, payload, 200), made) << "the reply was lost: the same again, and nothing new";
    EXPECT_EQ(count(KeyEnrolled::eventType), 1);
    stepUp(token, key);
    const std::string again = post("/v1/keys/options", token, "{}", 200);
    EXPECT_EQ(parseJson(again)->root()["excludeCredentials"].size(), 1U);
    const auto list = call("GET", "/v1/keys", bearer(token));
    EXPECT_EQ(parseJson(list.bodyView())->root()["items"].at(0)["name"].text(), "Blue");
    EXPECT_EQ(list.bodyView().find("public_key"), std::string_view::npos);
}

// A key alone: something one has and, by its PIN, something one knows. The session is of assurance 2 and fresh.
TEST_F(KeyRoutesTest, AKeySignsInAloneAndOpensWhatDemandsIt) {
    SoftKey key;
    enrol(signIn("ada").token, key, "Blue");
    const auto in = withKey(key);
    ASSERT_EQ(in.status, 200) << in.bodyView();
    const auto reply = fromJson<SignInReply>(in.bodyView());
    EXPECT_EQ(reply->login, "ada");
    const auto session = f.document<Session>(reply->session.str());
    EXPECT_EQ(session->assurance, 2);
    EXPECT_EQ(session->method, "key");
    EXPECT_EQ(sessions->resolve(reply->token, "192.0.2.7")->freshUntil, f.now() + minutes(5));
    const std::string policy = R"({"name":"access.set_key_policy","body":{"policy":{"step_up_minutes":10}}})";
    EXPECT_EQ(call("POST", "/v1/commands", bearer(reply->token), policy).status, 200);
    f.advance(minutes(6));
    const auto late = call("POST", "/v1/commands", bearer(reply->token), R"({"name":"access.set_key_policy","body":{"policy":{"version":1,"step_up_minutes":20}}})");
    EXPECT_EQ(late.status, 401);
    EXPECT_EQ(codeOf(late), "step_up_required");
    // The touch, and the same again.
    stepUp(reply->token, key);
    EXPECT_EQ(call("POST", "/v1/commands", bearer(reply->token), R"({"name":"access.set_key_policy","body":{"policy":{"version":1,"step_up_minutes":20}}})").status, 200);
}

TEST_F(KeyRoutesTest, AfterThePasswordComesTheKeyAndThePasswordAloneOpensNothing) {
    SoftKey key, other;
    const std::string first = signIn("maria").token;
    enrol(first, key, "Blue");
    enrol(signIn("olaf").token, other, "Red");
    const auto half = signInAnswer("maria");
    ASSERT_EQ(half.status, 401);
    EXPECT_EQ(codeOf(half), "second_factor_required");
    EXPECT_EQ(half.bodyView().find("\"token\""), std::string_view::npos);
    const auto details = parseJson(half.bodyView());
    const std::string ticket(*details->root()["details"]["ticket"].text());
    EXPECT_EQ(details->root()["details"]["methods"].text(), "key");
    const auto finish = [&](SoftKey& with, const std::string& presented) {
        const std::string options = post("/v1/session/factor/options", "", R"({"ticket":")" + ticket + "\"}", 200);
        std::string answer = options;
        if (&with == &other) answer.replace(answer.find("\"allowCredentials\":["), answer.find("]", answer.find("\"allowCredentials\":[")) - answer.find("\"allowCredentials\":["), "\"allowCredentials\":[");
        return call("POST", "/v1/session/factor", {}, R"({"ticket":")" + presented + R"(","kind":"key","credential":)" + credential(answer, with) + "}");
    };
    const auto wrong = finish(other, ticket);
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(codeOf(wrong), "key_refused");
    EXPECT_EQ(codeOf(finish(key, ticket + "x")), "ticket_refused");
    const auto in = finish(key, ticket);
    ASSERT_EQ(in.status, 200) << in.bodyView();
    EXPECT_EQ(f.document<Session>(fromJson<SignInReply>(in.bodyView())->session.str())->method, "password+key");
    f.advance(challengeLifetime);
    EXPECT_EQ(call("POST", "/v1/session/factor/options", {}, R"({"ticket":")" + ticket + "\"}").status, 401);
}

TEST_F(KeyRoutesTest, ACodeIsTheSecondFactorOfWhoHasNoKey) {
    const std::string token = signIn("maria").token;
    const auto made = parseJson(post("/v1/totp", token, "{}", 200));
    const Bytes secret = *fromBase32(*made->root()["secret"].text());
    EXPECT_EQ(made->root()["uri"].text()->substr(0, 15), "otpauth://totp/");
    EXPECT_EQ(signInAnswer("maria").status, 200) << "not confirmed yet";
    const auto code = [&] { return totpCode(secret, totpStep(f.now())); };
    (void)post("/v1/totp/confirm", token, R"({"code":")" + code() + "\"}", 200);
    f.advance(seconds(30));
    const auto half = parseJson(signInAnswer("maria").bodyView());
    ASSERT_EQ(half->root()["code"].text(), "second_factor_required");
    const std::string ticket(*half->root()["details"]["ticket"].text());
    const auto finish = [&](const std::string& kind, const std::string& text) {
        return call("POST", "/v1/session/factor", {}, R"({"ticket":")" + ticket + R"(","kind":")" + kind + R"(","code":")" + text + "\"}");
    };
    EXPECT_EQ(codeOf(finish("totp", "000000")), "code_refused");
    const auto in = finish("totp", code());
    ASSERT_EQ(in.status, 200) << in.bodyView();
    EXPECT_EQ(f.document<Session>(fromJson<SignInReply>(in.bodyView())->session.str())->assurance, 1);
    EXPECT_EQ(codeOf(finish("totp", code())), "code_refused") << "replayed";
    const auto codes = parseJson(post("/v1/recovery-codes", token, "{}", 200));
    EXPECT_EQ(finish("recovery", std::string(*codes->root()["codes"].at(0).text())).status, 200);
    EXPECT_EQ(codeOf(finish("recovery", std::string(*codes->root()["codes"].at(0).text()))), "code_refused");
}

// Existence does not leak: an unknown utility, an unknown key and a disabled person answer alike.
TEST_F(KeyRoutesTest, WhoIsNobodyHearsWhatEverybodyHears) {
    SoftKey known, stranger;
    enrol(signIn("olaf").token, known, "Blue");
    (void)browser.enrol(stranger, asBytes("x"));
    const auto unknownKey = withKey(stranger), unknownUtility = withKey(known, "192.0.2.8", "nowhere"), otherUtility = withKey(known, "192.0.2.8", "two");
    ASSERT_TRUE(f.run(DisableUser{people["olaf"], true, "left"}, systemContext(f.tenant, false)).reply.ok());
    const auto disabled = withKey(known);
    for (const auto* answer : {&unknownKey, &unknownUtility, &otherUtility, &disabled}) {
        EXPECT_EQ(answer->status, 401);
        EXPECT_EQ(codeOf(*answer), "key_refused");
        EXPECT_EQ(fieldOf(*answer, "message"), fieldOf(unknownKey, "message"));
    }
}

// F09.R4.A7: how the policy stands, who violates it and what helps; with filters, an order, and the same as CSV.
TEST_F(KeyRoutesTest, AdministratorsSeeHowThePolicyStandsAndWhoLacksWhat) {
    const std::string ada = signIn("ada").token;
    SoftKey key;
    enrol(ada, key, "Ada's");
    stepUp(ada, key);
    (void)call("POST", "/v1/commands", bearer(ada), R"({"name":"access.set_key_policy","body":{"policy":{"keys_per_person":2,"grace_days":0,"roles_with_keys":["approver","operator"]}}})");
    const auto status = call("GET", "/v1/keys/status", bearer(ada));
    ASSERT_EQ(status.status, 200) << status.bodyView();
    const auto said = fromJson<PolicyStatus>(status.bodyView());
    ASSERT_TRUE(said.ok());
    EXPECT_EQ(said->policyId, "keys/1");
    EXPECT_EQ(said->state, "enforced");
    EXPECT_EQ(said->changedBy, "ada");
    EXPECT_EQ(said->changedAt, f.now());
    EXPECT_EQ(said->concerned, 2);
    EXPECT_EQ(said->noncompliant, 2);
    EXPECT_EQ(said->violations, 2);
    const auto logins = [&](const std::string& query) {
        const auto answer = call("GET", "/v1/keys/violations" + query, bearer(ada));
        EXPECT_EQ(answer.status, 200);
        const auto list = parseJson(answer.bodyView());
        std::string out;
        for (std::size_t i = 0; i < list->root()["items"].size(); ++i) out += (out.empty() ? "" : ",") + std::string(*list->root()["items"].at(i)["login"].text());
        return out;
    };
    EXPECT_EQ(logins(""), "maria,olaf");
    EXPECT_EQ(logins("?order=desc"), "olaf,maria");
    EXPECT_EQ(logins("?role=operator"), "olaf");
    EXPECT_EQ(logins("?type=key_expired"), "");
    EXPECT_EQ(logins("?user=maria&type=keys_missing"), "maria");
    const auto csv = call("GET", "/v1/keys/violations?format=csv", bearer(ada));
    EXPECT_EQ(csv.headers.get("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_NE(csv.bodyView().find("keys_missing,olaf,"), std::string_view::npos) << csv.bodyView();
    EXPECT_NE(csv.bodyView().find(",enrol_keys,/sign-in"), std::string_view::npos);
    // And the gate means it: a role that does not count opens nothing on any route.
    const std::string maria = signIn("maria").token;
    EXPECT_EQ(call("GET", "/v1/keys/status", bearer(maria)).status, 403);
}

// F09.R6.A7: reports about a person and about everybody, signed in themselves or as CSV; who looks, and who may not, is in the log.
TEST_F(KeyRoutesTest, ReportsAgreeWithTheLogAndWhoeverReadsThemIsInItToo) {
    const std::string ada = signIn("ada").token, maria = signIn("maria").token;
    SoftKey key, hers;
    enrol(ada, key, "Ada's");
    enrol(maria, hers, "Blue");
    for (int i = 0; i < 3; ++i) stepUp(maria, hers);
    f.advance(hours(24 * 120));
    const std::string again = fieldOf(withKey(hers, "192.0.2.99"), "token");
    ASSERT_FALSE(again.empty());
    const std::string admin = fieldOf(withKey(key), "token");
    f.advance(seconds(1));
    const auto report = [&](const std::string& path) {
        f.advance(seconds(1));   // a report ends before the moment it is made
        const auto answer = call("GET", "/v1/keys/reports" + path, bearer(admin));
        EXPECT_EQ(answer.status, 200) << answer.bodyView();
        const auto envelope = fromJson<ledger::SignedReport>(answer.bodyView());
        EXPECT_TRUE(envelope.ok());
        const auto publicKey = fromHex(envelope->reportSignature.publicKey), signature = fromHex(envelope->reportSignature.signature);
        EXPECT_EQ(toHex(*publicKey), toHex(SigningKey(test::keyOf(7)).publicKey()));
        EXPECT_EQ(toHex(SigningKey(test::keyOf(7)).sign(asBytes(envelope->report.text))), toHex(*signature));
        return fromJson<KeyReport>(envelope->report.text).valueOr({});
    };
    const std::string her = people["maria"].str();
    const KeyReport recent = report("/people/" + her);
    EXPECT_EQ(recent.login, "maria");
    EXPECT_EQ(recent.byEventType.at("assertion"), 1) << "the last ninety days";
    EXPECT_EQ(recent.lastAddresses, std::vector<std::string>{"192.0.2.99"});
    EXPECT_EQ(recent.models.size(), 1u);
    const KeyReport all = report("/people/" + her + "?from=2020-01-01T00:00:00Z");
    EXPECT_EQ(all.byEventType.at("assertion"), 4);
    EXPECT_EQ(all.byEventType.at("registration"), 1);
    EXPECT_EQ(all.byDay.size(), 2u);
    const KeyReport everybody = report("/organisation?from=2020-01-01T00:00:00Z");
    EXPECT_EQ(everybody.byEventType.at("registration"), count(KeyEnrolled::eventType));
    EXPECT_EQ(everybody.byEventType.at("assertion"), count(KeyUsed::eventType));
    EXPECT_EQ(everybody.byEventType.at("report_access"), 2) << "the two before it";
    const auto csv = call("GET", "/v1/keys/reports/organisation?format=csv&from=2020-01-01T00:00:00Z", bearer(admin));
    EXPECT_NE(csv.bodyView().find("event_type,registration,2\r\n"), std::string_view::npos) << csv.bodyView();
    EXPECT_NE(csv.bodyView().find("filter,from,2020-01-01T00:00:00"), std::string_view::npos);
    EXPECT_NE(csv.bodyView().find("report,generated_at,"), std::string_view::npos);
    EXPECT_EQ(call("GET", "/v1/keys/reports/organisation", bearer(again)).status, 403);
    EXPECT_EQ(count(KeyReportShown::eventType), 5);
    EXPECT_NE(f.entries(Stream::security).back().payload.find(R"("outcome":"denied")"), std::string::npos);
    const auto paper = call("GET", "/v1/keys/reports/people/" + her + "?format=pdf&from=2020-01-01T00:00:00Z", bearer(admin));
    EXPECT_EQ(paper.headers.get("Content-Type"), "application/pdf");
    EXPECT_TRUE(paper.bodyView().starts_with("%PDF-1."));
    for (const std::string& words : {std::string("(Security keys of maria)"), std::string("(generated_at)"), std::string("(2020-01-01T00:00:00"), her, std::string("(assertion)")}) {
        EXPECT_NE(paper.bodyView().find(words), std::string_view::npos) << words << ": what stands in the CSV stands on paper";
    }
    EXPECT_EQ(count(KeyReportShown::eventType), 6);
    // I2: on the screen at any time, as a file within a touch.
    f.advance(minutes(6));
    for (const char* path : {"/organisation?format=csv", "/organisation?format=pdf"}) {
        const auto late = call("GET", std::string("/v1/keys/reports") + path, bearer(admin));
        EXPECT_EQ(late.status, 401);
        EXPECT_EQ(codeOf(late), "step_up_required");
    }
    stepUp(admin, key);
    EXPECT_EQ(call("GET", "/v1/keys/reports/organisation?format=csv", bearer(admin)).status, 200);
    EXPECT_EQ(count(KeyReportShown::eventType), 9);
    EXPECT_EQ(call("GET", "/v1/keys/reports/organisation?from=yesterday", bearer(admin)).status, 422);
    // H2: what somebody says it is for is kept, so it has to be a purpose; the attempt is told too.
    net::Headers curious = bearer(admin), auditing = bearer(admin);
    curious.add("X-OK-Purpose", "curiosity");
    auditing.add("X-OK-Purpose", "compliance");
    for (const char* path : {"/v1/keys/reports/organisation", "/v1/keys/status", "/v1/keys/violations"}) {
        const auto refused = call("GET", path, curious);
        EXPECT_EQ(refused.status, 403);
        EXPECT_EQ(codeOf(refused), "purpose_not_allowed");
        EXPECT_EQ(call("GET", path, auditing).status, 200);
    }
    EXPECT_EQ(count(KeyReportShown::eventType), 15);
}

TEST_F(KeyRoutesTest, ProgramsAndStrangersHaveNoKeys) {
    EXPECT_EQ(call("POST", "/v1/keys/options", {}, "{}").status, 401);
    EXPECT_EQ(call("POST", "/v1/step-up", {}, "{}").status, 401);
    const std::string token = signIn("maria").token;
    EXPECT_EQ(call("POST", "/v1/step-up/options", bearer(token), "{}").status, 409);
    EXPECT_EQ(codeOf(call("POST", "/v1/step-up", bearer(token), R"({"id":7,"response":[]})")), "key_refused");
    EXPECT_EQ(call("POST", "/v1/step-up", bearer(token), "{").status, 400);
}

TEST_F(KeyRoutesTest, ThePageLetsNothingElseIn) {
    for (const char* path : {"/sign-in", "/sign-in/page.js", "/sign-in/page.css"}) {
        const auto page = call("GET", path);
        ASSERT_EQ(page.status, 200) << path;
        const std::string policy(page.headers.get("Content-Security-Policy"));
        EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'")) << policy;
        EXPECT_EQ(policy.find("unsafe"), std::string::npos);
        EXPECT_EQ(page.bodyView().find("http://"), std::string_view::npos) << "no third parties";
        EXPECT_EQ(page.bodyView().find("https://"), std::string_view::npos) << "no third parties";
        EXPECT_EQ(page.bodyView().find("innerHTML"), std::string_view::npos);
    }
}

}  // namespace
}  // namespace ok::access
