// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The driver of the console and okctl, through libfido2, against a key in software; what it makes is checked with the server's
// own verification (F09.R1.A1, F09.R1.A7; issue piece "hardware keys, console").
#include <gtest/gtest.h>

#include <thread>

#include "app/keys/fido_key_device.h"
#include "app/keys/web_json.h"
#include "shared/access/webauthn.h"
#include "tests/app/keys/soft_key_plug.h"

namespace ok::app {
namespace {

using test::SoftKey;
using test::SoftKeyPlug;

struct FidoKeyDeviceTest : ::testing::Test {
    KeyEnrolAsk enrolment() {
        KeyEnrolAsk ask;
        ask.origin = "https://localhost:8443";
        ask.partyId = "localhost";
        ask.partyName = "Bluegrass";
        ask.challenge = toBase64Url(asBytes("a challenge of the server"));
        ask.userId = toBase64Url(asBytes("0123456789abcdef"));
        ask.userName = "maria";
        ask.discoverable = true;
        return ask;
    }
    KeyAsk question(const std::vector<std::string>& credentials = {}) {
        KeyAsk ask;
        ask.origin = "https://localhost:8443";
        ask.partyId = "localhost";
        ask.challenge = toBase64Url(asBytes("another challenge"));
        ask.credentials = credentials;
        return ask;
    }
    access::Expected expected(const KeyAsk& ask) { return {*fromBase64(ask.challenge), "localhost", {"https://localhost:8443"}, true}; }
    template <class T>
    std::string codeOf(const Result<T>& result) { return result.ok() ? "ok" : result.problem().code; }

    FidoKeyDevice device{SoftKeyPlug::open};
};

TEST_F(FidoKeyDeviceTest, WhatAKeyMakesAndSaysIsWhatTheServerAccepts) {
    for (const char* attestation : {"x5c", "self", "none"}) {
        SoftKey key({.attestation = attestation});
        const SoftKeyPlug plug(&key);
        const auto made = device.enrol(enrolment(), "");
        ASSERT_TRUE(made.ok()) << attestation << ": " << made.problem().message;
        const auto enrolled = access::verifyRegistration(*fromBase64(made->clientData), *fromBase64(made->attestationObject), expected(enrolment()));
        ASSERT_TRUE(enrolled.ok()) << attestation << ": " << enrolled.problem().message;
        EXPECT_EQ(toBase64Url(enrolled->data.credentialId), made->credentialId);
        const auto said = device.assertion(question({made->credentialId}), "");
        ASSERT_TRUE(said.ok()) << said.problem().message;
        EXPECT_EQ(said->credentialId, made->credentialId);
        const auto used = access::verifyAssertion({*fromBase64(said->clientData), *fromBase64(said->authenticatorData), *fromBase64(said->signature)},
                                                  {enrolled->data.publicKey, enrolled->data.counter, false}, expected(question()));
        ASSERT_TRUE(used.ok()) << used.problem().message;
        EXPECT_EQ(used->counter, 2U);
    }
}

TEST_F(FidoKeyDeviceTest, AKeyThatKeepsTheAccountSaysWhoItBelongsTo) {
    SoftKey key;
    const SoftKeyPlug plug(&key);
    ASSERT_TRUE(device.enrol(enrolment(), "").ok());
    const auto said = device.assertion(question(), "");
    ASSERT_TRUE(said.ok()) << said.problem().message;
    EXPECT_EQ(*fromBase64(said->userHandle), Bytes(asBytes("0123456789abcdef").begin(), asBytes("0123456789abcdef").end()));
}

TEST_F(FidoKeyDeviceTest, EveryWayItCanFailHasANameOfItsOwn) {
    EXPECT_EQ(codeOf(device.assertion(question(), "")), "no_key");
    SoftKey key, other;
    SoftKeyPlug plug(&key);
    const auto made = device.enrol(enrolment(), "");
    ASSERT_TRUE(made.ok());
    KeyEnrolAsk again = enrolment();
    again.credentials = {made->credentialId};
    EXPECT_EQ(codeOf(device.enrol(again, "")), "key_known");
    plug.exchange(&other);
    EXPECT_EQ(codeOf(device.assertion(question({made->credentialId}), "")), "wrong_key");
    plug.exchange(&key);
    key.refuseTouch(true);
    EXPECT_EQ(codeOf(device.assertion(question({made->credentialId}), "")), "key_denied");
    key.refuseTouch(false);
    plug.exchange(nullptr);
    EXPECT_EQ(codeOf(device.assertion(question({made->credentialId}), "")), "no_key");
}

TEST_F(FidoKeyDeviceTest, APinIsAskedForCheckedAndCounted) {
    SoftKey key({.pin = "2468"});
    const SoftKeyPlug plug(&key);
    EXPECT_EQ(codeOf(device.enrol(enrolment(), "")), "pin_needed");
    const auto wrong = device.enrol(enrolment(), "1111");
    ASSERT_EQ(codeOf(wrong), "pin_wrong");
    EXPECT_EQ(wrong.problem().details.at("tries"), "7");
    const auto made = device.enrol(enrolment(), "2468");
    ASSERT_TRUE(made.ok()) << made.problem().message;
    const auto said = device.assertion(question({made->credentialId}), "2468");
    ASSERT_TRUE(said.ok()) << said.problem().message;
    for (int i = 0; i < 8; ++i) (void)device.assertion(question({made->credentialId}), "1111");
    EXPECT_EQ(codeOf(device.assertion(question({made->credentialId}), "2468")), "pin_blocked");
}

TEST_F(FidoKeyDeviceTest, WhoWaitsForATouchCanBeCalledBack) {
    SoftKey key;
    SoftKeyPlug plug(&key);
    const auto made = device.enrol(enrolment(), "");
    ASSERT_TRUE(made.ok());
    plug.neverTouched();
    std::string code;
    std::thread asking([&] { code = codeOf(device.assertion(question({made->credentialId}), "")); });
    plug.awaitQuestion();
    device.cancel();
    asking.join();
    EXPECT_EQ(code, "key_cancelled");
}

// The console is its own browser: it must not lend a key's answer to another site.
TEST(KeyOrigins, AreGivenOnlyForTheSiteTheKeyKnows) {
    const auto origin = [](const char* url, const char* party) {
        const auto found = originFor(url, party);
        return found.ok() ? *found : found.problem().code;
    };
    EXPECT_EQ(origin("https://outages.example.org", "outages.example.org"), "https://outages.example.org");
    EXPECT_EQ(origin("https://outages.example.org:8443/x", "example.org"), "https://outages.example.org:8443");
    EXPECT_EQ(origin("https://127.0.0.1:8443", "localhost"), "https://localhost:8443");
    EXPECT_EQ(origin("http://localhost:8080", "localhost"), "http://localhost:8080");
    for (const auto& [url, party] : {std::pair{"https://evil.example", "outages.example.org"}, {"https://outages.example.org", "org"},
                                     {"https://notexample.org", "example.org"}, {"http://outages.example.org", "outages.example.org"},
                                     {"https://user@outages.example.org", "outages.example.org"}, {"https://outages.example.org", ""},
                                     {"outages.example.org", "outages.example.org"}, {"https://outages.example.org.evil.example", "outages.example.org"}}) {
        EXPECT_EQ(origin(url, party), "key_wrong_party") << url << " " << party;
    }
}

TEST(KeyJson, ReadsWhatTheServerAsksAndWritesWhatItReads) {
    const auto options = parseJson(R"({"allowCredentials":[{"id":"AAAA","type":"public-key"}],"challenge":"Y2g","rpId":"localhost","timeout":60000,"userVerification":"required"})");
    const auto ask = assertionAsked(options->root(), "https://localhost:8443");
    ASSERT_TRUE(ask.ok());
    EXPECT_EQ(ask->credentials, std::vector<std::string>{"AAAA"});
    EXPECT_TRUE(ask->userVerification);
    EXPECT_FALSE(assertionAsked(parseJson("{}")->root(), "https://localhost:8443").ok());
    const std::string made = enrolmentJson({"id", "client", "object", true}, "Blue \"key\"");
    EXPECT_EQ(parseJson(made)->root()["name"].text(), "Blue \"key\"");
    EXPECT_EQ(parseJson(made)->root()["credential"]["clientExtensionResults"]["credProps"]["rk"].boolean(), true);
    EXPECT_EQ(parseJson(credentialJson({"id", "c", "a", "s", "u"}))->root()["response"]["userHandle"].text(), "u");
}

}  // namespace
}  // namespace ok::app
