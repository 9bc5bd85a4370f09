// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys, checked against what others published (W3C, fido2-net-lib) and against everything that can be bent in it
// (F09.R1, F09.R4, issue piece "hardware keys"). Each refusal is compared by its code; for every yes there is the nearest no.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/access/challenge.h"
#include "shared/access/key_policy.h"
#include "shared/access/security_key.h"
#include "shared/access/totp.h"
#include "shared/base/cbor.h"
#include "shared/base/json.h"

namespace ok::access {
namespace {

const Instant now = Instant::fromSeconds(1'727'000'000);

std::string fileText(const std::string& name) {
    std::ifstream in(std::string(OK_SOURCE_DIR) + "/tests/vectors/webauthn/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Bytes hexAt(JsonView at, std::string_view key) { return *fromHex(*at[key].text()); }
Bytes base64At(JsonView at, std::string_view key) { return *fromBase64(*at[key].text()); }
std::string codeOf(const auto& result) { return result.ok() ? "ok" : result.problem().code; }

/// One registration with its assertion.
struct Pair {
    std::string id;
    Expected registering, asserting;
    Bytes createData, object;
    AssertionParts parts;
};

std::vector<Pair> w3cPairs() {
    const std::string text = fileText("w3c_webauthn_l3_vectors.json");
    const auto doc = parseJson(text);
    std::vector<Pair> out;
    const JsonView list = doc->root()["vectors"];
    for (std::size_t i = 0; i < list.size(); ++i) {
        const JsonView v = list.at(i);
        if (!v["registration"].exists()) continue;
        const JsonView r = v["registration"], a = v["authentication"];
        const std::string party(*v["rpId"].text()), origin(*v["origin"].text());
        out.push_back({std::string(*v["id"].text()), {hexAt(r, "challenge"), party, {origin}, false},
                       {hexAt(a, "challenge"), party, {origin}, false}, hexAt(r, "clientDataJSON"), hexAt(r, "attestationObject"),
                       {hexAt(a, "clientDataJSON"), hexAt(a, "authenticatorData"), hexAt(a, "signature")}});
    }
    return out;
}

Certificate w3cRoot() {
    const auto doc = parseJson(fileText("w3c_webauthn_l3_vectors.json"));
    return *Certificate::fromDer(hexAt(doc->root()["vectors"].at(0)["values"], "attestation_ca_cert"));
}

StoredCredential stored(const Registration& made) {
    return {made.data.publicKey, made.data.counter, made.data.flags.backupEligible};
}

std::string withText(const Bytes& json, std::string_view from, std::string_view to) {
    std::string out(asText(json));
    const std::size_t at = out.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return out.replace(at, from.size(), to);
}

// F09.R1.A1: ES256, RS256 and EdDSA, with no, own and makers' attestation, all as the standard's authors computed them.
TEST(WebAuthn, EveryPublishedRegistrationAndAssertionVerifies) {
    const auto pairs = w3cPairs();
    ASSERT_EQ(pairs.size(), 5U);
    for (const Pair& pair : pairs) {
        const auto made = verifyRegistration(pair.createData, pair.object, pair.registering);
        ASSERT_TRUE(made.ok()) << pair.id << ": " << made.problem().code << " " << made.problem().message;
        const auto used = verifyAssertion(pair.parts, stored(*made), pair.asserting);
        ASSERT_TRUE(used.ok()) << pair.id << ": " << used.problem().code;
        EXPECT_FALSE(used->counterFell) << pair.id;
        if (made->attestation != AttestationKind::certified) continue;
        const std::vector<Certificate> roots{w3cRoot()};
        EXPECT_TRUE(checkChain(made->chain, roots, now).ok()) << pair.id;
        EXPECT_EQ(codeOf(checkChain(made->chain, roots, Instant::fromSeconds(1'600'000'000))), "untrusted_chain") << pair.id;
    }
}

// The nearest no: one bit anywhere in what is signed, or in the signature.
TEST(WebAuthn, AnyFlippedBitOfAnAssertionIsRefused) {
    for (const Pair& pair : w3cPairs()) {
        const auto made = verifyRegistration(pair.createData, pair.object, pair.registering);
        ASSERT_TRUE(made.ok());
        for (Bytes AssertionParts::*part : {&AssertionParts::clientData, &AssertionParts::authenticatorData, &AssertionParts::signature}) {
            for (std::size_t i = 0; i < (pair.parts.*part).size(); ++i) {
                AssertionParts bent = pair.parts;
                (bent.*part)[i] ^= 0x10;
                ASSERT_FALSE(verifyAssertion(bent, stored(*made), pair.asserting).ok()) << pair.id << " byte " << i;
            }
        }
    }
}

// Only what is covered by a signature must be refused: the self and x5c statements cover all of the authenticator's data.
TEST(WebAuthn, AnyFlippedByteOfASignedRegistrationIsRefused) {
    for (const Pair& pair : w3cPairs()) {
        if (pair.id == "none-es256") continue;
        const std::string_view object = asText(pair.object);
        const std::size_t from = object.find("authData");
        ASSERT_NE(from, std::string_view::npos);
        for (std::size_t i = from; i < pair.object.size(); ++i) {
            Bytes bent = pair.object;
            bent[i] ^= 0x01;
            ASSERT_FALSE(verifyRegistration(pair.createData, bent, pair.registering).ok()) << pair.id << " byte " << i;
        }
    }
}

TEST(WebAuthn, WrongTypeChallengeOriginAndPartyAreEachToldApart) {
    const Pair pair = w3cPairs().front();
    const auto refusal = [&](const std::string& clientData, const Expected& expected) {
        return codeOf(verifyRegistration(asBytes(clientData), pair.object, expected));
    };
    const std::string good(asText(pair.createData));
    EXPECT_EQ(refusal(good, pair.registering), "ok");
    EXPECT_EQ(refusal(withText(pair.createData, "webauthn.create", "webauthn.get"), pair.registering), "key_wrong_type");
    EXPECT_EQ(refusal(withText(pair.createData, "https://example.org", "https://example.com"), pair.registering), "key_wrong_origin");
    EXPECT_EQ(refusal(withText(pair.createData, "https://example.org", "http://example.org"), pair.registering), "key_wrong_origin");
    EXPECT_EQ(refusal(withText(pair.createData, "https://example.org", "https://example.org:444"), pair.registering), "key_wrong_origin");
    EXPECT_EQ(refusal(withText(pair.createData, "\"crossOrigin\":false", "\"crossOrigin\":true"), pair.registering), "key_wrong_origin");
    EXPECT_EQ(refusal(withText(pair.createData, "\"crossOrigin\":false", "\"topOrigin\":\"https://evil.example\""), pair.registering), "key_wrong_origin");
    Expected other = pair.registering;
    other.challenge.back() ^= 1;
    EXPECT_EQ(refusal(good, other), "challenge_refused");
    other = pair.registering;
    other.rpId = "example.com";
    EXPECT_EQ(refusal(good, other), "key_wrong_party");
    EXPECT_EQ(refusal("{}", pair.registering), "key_malformed");
    EXPECT_EQ(refusal(good + "x", pair.registering), "key_malformed");
}

// F09.R1.A3, F09.R4.A2: presence always, verification when it is asked for.
TEST(WebAuthn, AKeyThatDidNotCheckItsHolderIsRefused) {
    for (const Pair& pair : w3cPairs()) {
        Expected strict = pair.registering;
        strict.userVerification = true;
        const auto made = verifyRegistration(pair.createData, pair.object, pair.registering);
        ASSERT_TRUE(made.ok());
        EXPECT_EQ(codeOf(verifyRegistration(pair.createData, pair.object, strict)),
                  made->data.flags.userVerified ? "ok" : "user_verification_required") << pair.id;
    }
}

// F09.R3.A7's trigger: a counter that does not rise, unless the key never counts.
TEST(WebAuthn, ACounterThatDoesNotRiseIsSeen) {
    for (const Pair& pair : w3cPairs()) {
        const auto made = verifyRegistration(pair.createData, pair.object, pair.registering);
        ASSERT_TRUE(made.ok());
        StoredCredential kept = stored(*made);
        kept.counter = 7;  // the vectors say 0
        const auto used = verifyAssertion(pair.parts, kept, pair.asserting);
        ASSERT_TRUE(used.ok());
        EXPECT_TRUE(used->counterFell);
    }
}

TEST(WebAuthn, AKeyOfAnotherPersonDoesNotVerify) {
    const auto pairs = w3cPairs();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Pair& other = pairs[(i + 1) % pairs.size()];
        const auto theirs = verifyRegistration(other.createData, other.object, other.registering);
        ASSERT_TRUE(theirs.ok());
        StoredCredential swapped = stored(*theirs);
        for (const bool eligible : {false, true}) {
            swapped.backupEligible = eligible;
            EXPECT_FALSE(verifyAssertion(pairs[i].parts, swapped, pairs[i].asserting).ok()) << pairs[i].id;
        }
    }
}

// Real keys and real browsers, recorded by others.
TEST(WebAuthn, RecordedKeysOfSeveralMakersVerifyOrAreRefusedForTheRightReason) {
    struct Row {
        const char* options;
        const char* result;
        const char* code;
        const char* format;
        AttestationKind kind;
    };
    const Row rows[] = {{"attestationOptionsNone", "attestationResultsNone", "ok", "none", AttestationKind::none},
                        {"attestationNoneOptions", "attestationNoneResponse", "ok", "none", AttestationKind::none},
                        {"attestationOptionsPacked", "attestationResultsPacked", "ok", "packed", AttestationKind::certified},
                        {"attestationOptionsPacked512", "attestationResultsPacked512", "unsupported_algorithm", "", AttestationKind::none},
                        {"attestationOptionsU2F", "attestationResultsU2F", "ok", "fido-u2f", AttestationKind::certified},
                        {"attestationOptionsATKey", "attestationResultsATKey", "ok", "packed", AttestationKind::certified},
                        {"attestationOptionsTrustKeyT110", "attestationResultTrustKeyT110", "ok", "packed", AttestationKind::certified}};
    for (const Row& row : rows) {
        const auto options = parseJson(fileText(std::string("fido2_net_lib/") + row.options + ".json"));
        const auto result = parseJson(fileText(std::string("fido2_net_lib/") + row.result + ".json"));
        ASSERT_TRUE(options.ok() && result.ok()) << row.options;
        const JsonView said = result->root()["response"];
        const Bytes clientData = base64At(said, "clientDataJSON");
        const auto client = readClientData(clientData);
        ASSERT_TRUE(client.ok()) << row.result;
        const Expected expected{base64At(options->root(), "challenge"), std::string(*options->root()["rp"]["id"].text()), {client->origin}, false};
        const auto made = verifyRegistration(clientData, base64At(said, "attestationObject"), expected);
        EXPECT_EQ(codeOf(made), row.code) << row.result << (made.ok() ? "" : " " + made.problem().message);
        if (!made.ok()) continue;
        EXPECT_EQ(made->format, row.format) << row.result;
        EXPECT_EQ(made->attestation, row.kind) << row.result;
        EXPECT_EQ(base64At(result->root(), "rawId"), made->data.credentialId) << row.result;
        // The same key for another site.
        Expected elsewhere = expected;
        elsewhere.rpId = "outages.example";
        EXPECT_EQ(codeOf(verifyRegistration(clientData, base64At(said, "attestationObject"), elsewhere)), "key_wrong_party");
    }
}

TEST(WebAuthn, ARecordedAssertionVerifiesWithTheKeyEnrolledBeforeIt) {
    const auto enrolOptions = parseJson(fileText("fido2_net_lib/attestationNoneOptions.json"));
    const auto enrol = parseJson(fileText("fido2_net_lib/attestationNoneResponse.json"));
    const auto options = parseJson(fileText("fido2_net_lib/assertionNoneOptions.json"));
    const auto answer = parseJson(fileText("fido2_net_lib/assertionNoneResponse.json"));
    const std::vector<std::string> origins{"https://localhost:44329"};
    const auto made = verifyRegistration(base64At(enrol->root()["response"], "clientDataJSON"), base64At(enrol->root()["response"], "attestationObject"),
                                         {base64At(enrolOptions->root(), "challenge"), "localhost", origins, false});
    ASSERT_TRUE(made.ok()) << made.problem().message;
    const JsonView said = answer->root()["response"];
    // The recording keeps the signature in hexadecimal.
    const auto used = verifyAssertion({base64At(said, "clientDataJSON"), base64At(said, "authenticatorData"), hexAt(said, "signature")},
                                      stored(*made), {base64At(options->root(), "challenge"), "localhost", origins, false});
    EXPECT_TRUE(used.ok()) << used.problem().message;
}

// ---- policy (F09.R4.A1, A2)

struct PolicyTest : ::testing::Test {
    Registration registrationOf(const std::string& id) {
        for (const Pair& pair : w3cPairs()) {
            if (pair.id == id) return *verifyRegistration(pair.createData, pair.object, pair.registering);
        }
        ADD_FAILURE() << id;
        return {};
    }
    KeyPolicy direct() {
        KeyPolicy policy;
        policy.attestation = AttestationDemand::direct;
        policy.hardwareOnly = false;
        policy.userVerification = false;
        return policy;
    }
};

TEST_F(PolicyTest, NoneAndSelfAreRefusedWhereDirectIsRequired) {
    for (const char* id : {"none-es256", "packed-self-es256"}) {
        const auto judged = judgeRegistration(direct(), registrationOf(id), true, now);
        EXPECT_EQ(codeOf(judged), "attestation_untrusted") << id;
        EXPECT_EQ(judged.problem().details.at("aliases"), "POLICY_ATTESTATION_UNTRUSTED");
        EXPECT_EQ(judged.problem().details.at("policy_rule"), "attestation");
    }
    for (const char* id : {"packed-es256", "packed-rs256", "packed-eddsa"}) {
        EXPECT_EQ(codeOf(judgeRegistration(direct(), registrationOf(id), true, now)), "ok") << id;
    }
}

TEST_F(PolicyTest, OnlyModelsOnTheListAndOnlyWhenTheyProveIt) {
    const Registration proved = registrationOf("packed-es256"), claimed = registrationOf("packed-self-es256");
    KeyPolicy policy = direct();
    policy.attestation = AttestationDemand::none;
    policy.allowedModels = {aaguidText(proved.data.aaguid), aaguidText(claimed.data.aaguid)};
    EXPECT_EQ(codeOf(judgeRegistration(policy, proved, true, now)), "ok");
    EXPECT_EQ(codeOf(judgeRegistration(policy, claimed, true, now)), "attestation_untrusted");
    policy.allowedModels = {"00000000-0000-0000-0000-000000000001"};
    const auto refused = judgeRegistration(policy, proved, true, now);
    EXPECT_EQ(codeOf(refused), "unsupported_authenticator");
    EXPECT_EQ(refused.problem().details.at("aaguid"), aaguidText(proved.data.aaguid));
    policy = direct();
    policy.blockedModels = {aaguidText(proved.data.aaguid)};
    EXPECT_EQ(codeOf(judgeRegistration(policy, proved, true, now)), "unsupported_authenticator");
    EXPECT_EQ(codeOf(judgeUse(policy, aaguidText(proved.data.aaguid), false)), "unsupported_authenticator");
    EXPECT_EQ(codeOf(judgeUse(policy, "00000000-0000-0000-0000-000000000001", false)), "ok");
}

TEST_F(PolicyTest, PasskeysThatTravelAndKeysThatForgetAreRefusedWhenThePolicySaysSo) {
    Registration key = registrationOf("packed-es256");
    KeyPolicy policy = direct();
    policy.hardwareOnly = true;
    key.data.flags.backupEligible = false;
    EXPECT_EQ(codeOf(judgeRegistration(policy, key, true, now)), "ok");
    policy.discoverable = true;
    EXPECT_EQ(codeOf(judgeRegistration(policy, key, false, now)), "discoverable_key_required");
    key.data.flags.backupEligible = true;
    EXPECT_EQ(codeOf(judgeRegistration(policy, key, true, now)), "hardware_key_required");
    key.format = "fido-u2f";
    policy.userVerification = true;
    EXPECT_EQ(codeOf(judgeRegistration(policy, key, true, now)), "key_too_old");
}

TEST_F(PolicyTest, APolicyThatCannotBeIsRefusedWithEveryField) {
    KeyPolicy policy;
    EXPECT_TRUE(checkPolicy(policy).ok());
    policy.stepUpMinutes = 0;
    policy.keysPerPerson = 9;
    policy.allowedModels = {"not a model"};
    policy.trustedRoots = {"not a certificate"};
    const auto checked = checkPolicy(policy);
    ASSERT_EQ(codeOf(checked), "invalid_fields");
    EXPECT_EQ(checked.problem().fields.size(), 4U);
}

// ---- CBOR from strangers

TEST(Cbor, HostileBytesAreRefusedBeforeMemoryIsTakenForThem) {
    const std::pair<const char*, const char*> rows[] = {
        {"nothing", ""}, {"an array of four thousand million", "9affffffff"}, {"a text that is not there", "7a7fffffff"},
        {"bytes beyond any address", "5bffffffffffffffff"}, {"an indefinite map", "bfff"}, {"a tag", "c000"}, {"a float", "f90000"},
        {"a length that is not the shortest", "1817"}, {"a key twice", "a201010102"}, {"a map as key", "a1a00101"},
        {"depth", "8181818181818181"}, {"a reserved length", "1c"}, {"broken text", "61ff"}, {"bytes after the end", "0101"}};
    for (const auto& [what, hex] : rows) EXPECT_EQ(codeOf(readCbor(*fromHex(hex))), "bad_cbor") << what;
    std::string wide = "990400";
    for (int i = 0; i < 1024; ++i) wide += "00";
    EXPECT_EQ(codeOf(readCbor(*fromHex(wide))), "bad_cbor");
}

TEST(Cbor, WhatIsWrittenIsReadBack) {
    CborWriter w;
    w.map(4).integer(1).integer(-70'000).text("a").bytes(asBytes("xyz")).text("list").array(2).boolean(true).integer(24).text("z").text("ü");
    const Bytes bytes = w.take();
    const auto read = readCbor(bytes);
    ASSERT_TRUE(read.ok()) << read.problem().message;
    EXPECT_EQ(read->find(1)->integer, -70'000);
    EXPECT_EQ(asText(read->find("a")->bytes), "xyz");
    EXPECT_EQ(read->find("list")->items[1].integer, 24);
    EXPECT_EQ(read->find("z")->text(), "ü");
    EXPECT_EQ(read->find("a", CborValue::Kind::text), nullptr);
}

// ---- challenges and tickets

TEST(Challenges, OpenOnlyForWhatTheyWereMadeFor) {
    const Digest key = sha256("server key");
    std::array<std::uint8_t, 32> random{};
    random.fill(3);
    const ChallengeUse use{TenantId{UuidBytes{1}}, "step_up", "session 1"};
    const Bytes made = makeChallenge(key, use, random, now + challengeLifetime);
    EXPECT_EQ(*openChallenge(key, use, made, now), now + challengeLifetime);
    EXPECT_EQ(codeOf(openChallenge(key, use, made, now + challengeLifetime)), "challenge_expired");
    ChallengeUse other = use;
    other.binding = "session 2";
    EXPECT_EQ(codeOf(openChallenge(key, other, made, now)), "challenge_refused");
    other = use;
    other.purpose = "enrol";
    EXPECT_EQ(codeOf(openChallenge(key, other, made, now)), "challenge_refused");
    other = use;
    other.tenant = TenantId{UuidBytes{2}};
    EXPECT_EQ(codeOf(openChallenge(key, other, made, now)), "challenge_refused");
    EXPECT_EQ(codeOf(openChallenge(sha256("another"), use, made, now)), "challenge_refused");
    for (std::size_t i = 0; i < made.size(); ++i) {
        Bytes bent = made;
        bent[i] ^= 1;
        EXPECT_EQ(codeOf(openChallenge(key, use, bent, now)), "challenge_refused") << i;
    }
    EXPECT_EQ(codeOf(openChallenge(key, use, {}, now)), "challenge_refused");
}

TEST(Tickets, AreReadOnlyWholeAndInTime) {
    const Digest key = sha256("server key");
    const FactorTicket ticket{TenantId{UuidBytes{1}}, UserId{UuidBytes{2}}, "desk", "192.0.2.1", "", now + minutes(5)};
    const std::string text = makeTicket(key, ticket);
    ASSERT_TRUE(openTicket(key, text, now).ok());
    EXPECT_EQ(openTicket(key, text, now)->user, ticket.user);
    EXPECT_EQ(codeOf(openTicket(key, text, now + minutes(5))), "ticket_refused");
    EXPECT_EQ(codeOf(openTicket(sha256("another"), text, now)), "ticket_refused");
    std::string bent = text;
    bent[4] = bent[4] == 'A' ? 'B' : 'A';
    for (const std::string& wrong : {bent, std::string("."), std::string(), text + "x", std::string(9000, 'A') + ".A"}) {
        EXPECT_EQ(codeOf(openTicket(key, wrong, now)), "ticket_refused");
    }
}

// ---- codes

TEST(Codes, AreThoseOfTheRfcs) {
    const auto doc = parseJson(fileText("rfc6238.json"));
    const JsonView root = doc->root();
    const std::string secret(*root["secret"].text());
    for (std::size_t i = 0; i < root["totp8"].size(); ++i) {
        const JsonView row = root["totp8"].at(i);
        EXPECT_EQ(totpCode(asBytes(secret), *row["time"].integer() / 30, 8), *row["code"].text());
    }
    for (std::size_t i = 0; i < root["hotp6"].size(); ++i) {
        EXPECT_EQ(totpCode(asBytes(secret), static_cast<std::int64_t>(i)), *root["hotp6"].at(i).text());
    }
}

TEST(Codes, ACodeCountsForItsNeighboursAndOnce) {
    const Bytes secret(20, 7);
    const std::int64_t step = totpStep(now);
    EXPECT_EQ(matchTotp(secret, totpCode(secret, step), now, 0), step);
    EXPECT_EQ(matchTotp(secret, totpCode(secret, step - 1), now, 0), step - 1);
    EXPECT_EQ(matchTotp(secret, totpCode(secret, step + 1), now, 0), step + 1);
    EXPECT_FALSE(matchTotp(secret, totpCode(secret, step - 2), now, 0));
    EXPECT_FALSE(matchTotp(secret, totpCode(secret, step), now, step));
    EXPECT_FALSE(matchTotp(secret, "", now, 0));
    EXPECT_EQ(*fromBase32(toBase32(secret)), secret);
    EXPECT_EQ(otpauthUri("Blue Grass", "maria", asBytes("12345678901234567890")),
              "otpauth://totp/Blue%20Grass:maria?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Blue%20Grass&algorithm=SHA1&digits=6&period=30");
}

TEST(Codes, ARecoveryCodeIsTheSameHoweverItIsTyped) {
    const std::string shown = recoveryCodeText(Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    EXPECT_EQ(shown.size(), 19U);
    std::string typed;
    for (const char c : shown) typed += c == '-' ? ' ' : static_cast<char>(std::toupper(c));
    EXPECT_EQ(recoveryCodeHash(shown), recoveryCodeHash(typed));
    EXPECT_NE(recoveryCodeHash(shown), recoveryCodeHash(shown.substr(1)));
}

// F09.R1.A5
TEST(KeyNames, AreTrimmedAndOfLettersDigitsAndSpaces) {
    EXPECT_EQ(*normaliseKeyName("  Blue key 2 "), "Blue key 2");
    EXPECT_EQ(*normaliseKeyName("Ключ Ñandú 東"), "Ключ Ñandú 東");
    EXPECT_EQ(*normaliseKeyName(std::string(40, 'a')), std::string(40, 'a'));
    for (const std::string& bad : {std::string(), std::string("   "), std::string(41, 'a'), std::string("a\nb"), std::string("<b>"),
                                   std::string("\xff"), std::string("a\xE2\x80\xAE" "b")}) {
        EXPECT_EQ(codeOf(normaliseKeyName(bad)), "bad_key_name") << bad;
    }
}

}  // namespace
}  // namespace ok::access
