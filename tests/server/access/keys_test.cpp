// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys on the gate, with keys in software: enrolment, names, removal, step-up, and the policy about makes
// (F09.R1, F09.R4, F09.R6.A1; issue piece "hardware keys").
#include <future>

#include "shared/access/key_rule_commands.h"
#include "shared/access/key_rule_events.h"
#include "tests/server/access/keys_fixture.h"
#include "tests/support/log_checks.h"

namespace ok::access {
namespace {

// F09.R1.A1, F09.R6.A1
TEST_F(KeysTest, AKeyIsEnrolledWithAnEntryThatNamesItAndNoSecretOutsideTheVault) {
    SoftKey key;
    const SecurityKey made = enrol(key, maria, "  Blue key ");
    EXPECT_EQ(made.name, "Blue key");
    EXPECT_TRUE(made.primary);
    EXPECT_EQ(made.attestation, "certified");
    EXPECT_EQ(made.aaguid, "f1d00102-0304-0506-0708-090a0b0c0d0e");
    const auto said = last<KeyEnrolled>();
    EXPECT_EQ(said.facts.login, "maria");
    EXPECT_EQ(said.facts.partyId, "localhost");
    EXPECT_EQ(said.facts.address, "192.0.2.7");
    const KeyAnswer used = answerTo(begin(maria, "step_up").challenge, key, browser);
    for (const Entry& entry : f.entries(Stream::security)) {
        EXPECT_EQ(entry.payload.find(used.credentialId), std::string::npos);
        EXPECT_EQ(entry.payload.find("public_key"), std::string::npos);
    }
}

// F09.R1.A4: what the database holds of a key is ciphertext.
TEST_F(KeysTest, TheKeysSecretsAreSealedAndTheCounterMovesInsideTheSeal) {
    SoftKey key;
    const SecurityKey made = enrol(key, maria, "Blue");
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        const auto token = cx.store().setting(cx.tenant(), keySecretName(made.id));
        ASSERT_TRUE(token);
        EXPECT_TRUE(token->starts_with("tok_"));
        const auto sealed = cx.store().sealedText(cx.tenant(), *token);
        ASSERT_TRUE(sealed);
        EXPECT_EQ(asText(*sealed).find("credential_id"), std::string_view::npos);
        const auto opened = openSealed<KeySecrets>(cx, keySecretName(made.id));
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(opened->counter, 1);
    });
    stepUp(key, maria);
    f.gate->inspect(f.tenant, [&](CommandContext& cx) { EXPECT_EQ(openSealed<KeySecrets>(cx, keySecretName(made.id))->counter, 2); });
}

// F09.R1.A4: the key under which it all is sealed is changed; every one of the keys still opens what it opened.
TEST_F(KeysTest, KeysOpenTheSameAfterWhatTheyAreSealedUnderWasChanged) {
    SoftKey blue, red;
    const SecurityKey first = enrol(blue, maria, "Blue"), second = enrol(red, jonas, "Red");
    const auto sealedUnder = [&](const SecurityKey& key) {
        int out = 0;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) { out = (*cx.store().sealedText(cx.tenant(), *cx.store().setting(cx.tenant(), keySecretName(key.id))))[3]; });
        return out;
    };
    ASSERT_EQ(sealedUnder(first), 1);
    ASSERT_EQ(codeOf(f.run(operations::RotateVaultKey{"quarterly rotation"}, systemContext(f.tenant, false))), "ok");
    stepUp(blue, maria);   // also while the old one is still in use
    for (int step = 0; step < 20 && sealedUnder(second) != 2; ++step) {
        f.gate->fireTimers();
        f.gate->inspect(f.tenant, [](CommandContext&) {});
    }
    EXPECT_EQ(sealedUnder(first), 2);
    EXPECT_EQ(sealedUnder(second), 2);
    stepUp(blue, maria);
    stepUp(red, jonas);
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        EXPECT_EQ(openSealed<KeySecrets>(cx, keySecretName(first.id))->counter, 3) << "and the counter went on";
        EXPECT_EQ(openSealed<KeySecrets>(cx, keySecretName(second.id))->counter, 2);
    });
    EXPECT_EQ(count<KeyUsed>(), 3) << "each use is told, with the key's hash and not the key";
}

// F09.R1.A6: a program that tries is slowed down; a person who got it wrong twice is not.
TEST_F(KeysTest, FiveEnrolmentsThatFailInAMinuteAreEnough) {
    SoftKey key;
    for (int i = 0; i < enrolFailuresAMinute; ++i) {
        EnrolKey bad = enrolment(key, maria, "Blue");
        bad.attestationObject = "AAAA";
        EXPECT_EQ(codeOf(f.run(bad, maria)), "key_malformed") << i;
        f.advance(seconds(5));
    }
    EXPECT_EQ(codeOf(f.run(enrolment(key, maria, "Blue"), maria)), "too_many_attempts");
    SoftKey another;
    enrol(another, jonas, "Red");
    f.advance(seconds(41));
    EXPECT_EQ(codeOf(f.run(enrolment(key, maria, "Blue"), maria)), "ok");
}

// F09.R1.A1, A5: who gives no name gets one that says what it is, once; and may change it.
TEST_F(KeysTest, AKeyWithoutANameIsCalledByItsModelOrPlainly) {
    SoftKey blue, red;
    const SecurityKey first = enrol(blue, maria, "");
    EXPECT_EQ(first.name, "Security key");
    stepUp(blue, maria);
    EXPECT_EQ(enrol(red, maria, "").name, "Security key 2") << "no name twice";
    EXPECT_EQ(codeOf(f.run(RenameKey{first.id, "Büro"}, maria)), "ok");
    EXPECT_EQ(stored(first).name, "Büro");
    EXPECT_EQ(codeOf(f.run(RenameKey{first.id, std::string(41, 'x')}, maria)), "bad_key_name");
    EXPECT_EQ(codeOf(f.run(RenameKey{first.id, "  "}, maria)), "bad_key_name");
}

// F09.R6.A1: ten thousand records of keys, and every one of them is where it was put.
TEST_F(KeysTest, TenThousandRecordsOfKeysAreVerifiedAsTheyWereWritten) {
    constexpr int records = 10'000;
    std::promise<void> last;
    for (int i = 0; i < records; ++i) {
        const RecordKeyReport look{userOf(ada), "status", std::to_string(i), "json", {}, {}, "success"};
        f.gate->submit(systemContext(f.tenant, false), {f.freshId(), std::string(RecordKeyReport::card.name), toJson(look)}, [&, i](const CommandAnswer& answer) {
            EXPECT_TRUE(answer.reply.ok());
            if (i + 1 == records) last.set_value();
        });
    }
    last.get_future().wait();
    auto store = f.gate->openReader();
    ASSERT_TRUE(store.ok());
    const auto began = std::chrono::steady_clock::now();
    const LogVerdict verdict = test::expectLogIsValid(**store, f.tenant);
    EXPECT_GE(verdict.entries, records);
    EXPECT_TRUE(verdict.faults.empty());
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(60));
    EXPECT_EQ(count<KeyReportShown>(), records);
}

// F09.R1.A6: the same payload again is the same key.
TEST_F(KeysTest, TheSameEnrolmentSentTwiceIsOneKey) {
    SoftKey key;
    const EnrolKey once = enrolment(key, maria, "Blue");
    const auto first = f.run(once, maria), second = f.run(once, maria);
    ASSERT_TRUE(first.reply.ok() && second.reply.ok());
    EXPECT_EQ(*first.reply, *second.reply);
    EXPECT_EQ(count<KeyEnrolled>(), 1);
}

// F09.R1.A5
TEST_F(KeysTest, NamesAreOnesOwnAndOnceAndTheFirstKeyIsThePrimary) {
    SoftKey blue, red;
    const SecurityKey first = enrol(blue, maria, "Blue");
    stepUp(blue, maria);
    EXPECT_EQ(codeOf(f.run(enrolment(red, maria, "Blue"), now(maria))), "key_name_taken");
    const SecurityKey second = enrol(red, maria, "Red");
    EXPECT_FALSE(second.primary);
    EXPECT_EQ(codeOf(f.run(MakeKeyPrimary{second.id}, maria)), "ok");
    EXPECT_TRUE(stored(second).primary);
    EXPECT_FALSE(stored(first).primary);
    EXPECT_EQ(codeOf(f.run(RenameKey{second.id, "Blue"}, maria)), "key_name_taken");
    EXPECT_EQ(codeOf(f.run(RenameKey{second.id, "Green"}, maria)), "ok");
    EXPECT_EQ(stored(second).name, "Green");
    EXPECT_EQ(codeOf(f.run(RenameKey{second.id, ""}, maria)), "bad_key_name");
    EXPECT_EQ(codeOf(f.run(RenameKey{second.id, "Mine now"}, jonas)), "key_not_found");
    EXPECT_EQ(codeOf(f.run(RenameKey{KeyId{UuidBytes{9}}, "Mine now"}, jonas)), "key_not_found");
}

TEST_F(KeysTest, RemovingAPrimaryNeedsASuccessorAndTheLastKeyAWordMore) {
    SoftKey blue, red;
    const SecurityKey first = enrol(blue, maria, "Blue");
    EXPECT_EQ(codeOf(f.run(RemoveKey{first.id, "lost"}, now(maria))), "step_up_required");
    stepUp(blue, maria);
    EXPECT_EQ(codeOf(f.run(RemoveKey{first.id, "lost"}, now(maria))), "last_key");
    const SecurityKey second = enrol(red, maria, "Red");
    EXPECT_EQ(codeOf(f.run(RemoveKey{first.id, "lost"}, now(maria))), "primary_needed");
    EXPECT_EQ(codeOf(f.run(RemoveKey{first.id, "", second.id}, now(maria))), "reason_missing");
    EXPECT_EQ(codeOf(f.run(RemoveKey{first.id, "lost", second.id}, now(maria))), "ok");
    EXPECT_TRUE(stored(second).primary);
    EXPECT_EQ(stored(first).state, KeyState::removed);
    EXPECT_EQ(codeOf(f.run(RemoveKey{second.id, "lost too", {}, true}, now(maria))), "ok");
    EXPECT_TRUE(last<KeyRemoved>().last);
    f.gate->inspect(f.tenant, [&](CommandContext& cx) { EXPECT_FALSE(openSealed<KeySecrets>(cx, keySecretName(first.id)).ok()); });
}

// Step-up: refused without, allowed within the freshness, refused after it.
TEST_F(KeysTest, WhatDemandsAKeyWaitsForATouchAndForAFreshOne) {
    SoftKey key;
    enrol(key, maria, "Blue");
    const CommandId id = f.freshId();
    const auto refused = f.run(OpenTheValve{"main"}, now(maria), id);
    EXPECT_EQ(codeOf(refused), "step_up_required");
    EXPECT_EQ(last<CommandRefused>(Stream::decisions).code, "step_up_required");
    stepUp(key, maria);
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(maria), id)), "ok") << "the same command again, after the touch";
    f.advance(minutes(5) - seconds(1));
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(maria))), "ok");
    f.advance(seconds(1));
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(maria))), "step_up_required");
    // Another session of the same person has not been touched for.
    stepUp(key, maria);
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(signedIn(maria)))), "step_up_required");
    EXPECT_EQ(count<ValveOpened>(Stream::ops), 2);
}

TEST_F(KeysTest, AStolenPasswordEnrolsNoSecondKey) {
    SoftKey own, thief;
    enrol(own, maria, "Blue");
    EXPECT_EQ(codeOf(f.run(enrolment(thief, signedIn(maria), "Thief"), maria)), "step_up_required");
    EXPECT_EQ(count<KeyEnrolled>(), 1);
}

// F09.R1.A3, F09.R4.A2
TEST_F(KeysTest, AKeyThatDoesNotAskWhoTouchesItIsRefused) {
    SoftKey key;
    enrol(key, maria, "Blue");
    key.options().userVerified = false;
    EXPECT_EQ(codeOf(f.run(touch(key, maria), maria)), "user_verification_required");
    SoftKey lax({.userVerified = false});
    const EnrolKey second = enrolment(lax, jonas, "Lax");
    EXPECT_EQ(codeOf(f.run(second, jonas)), "user_verification_required");
    EXPECT_EQ(last<KeyRefused>().facts.login, "jonas");
}

// F09.R1.A2, F09.R4.A1
TEST_F(KeysTest, APolicyDecidesWhichMakesAreEnrolledAndUsed) {
    SoftKey admins, none({.attestation = "none"}), self({.attestation = "self"}), good, old({.attestation = "fido-u2f"});
    enrol(admins, ada, "Ada's");
    const auto set = [&](auto change) {
        KeyPolicy policy;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) { policy = policyOf(cx.views()); });
        change(policy);
        stepUp(admins, ada);
        const auto answer = f.run(SetKeyPolicy{policy}, now(ada));
        EXPECT_EQ(codeOf(answer), "ok");
    };
    const auto enrolled = [&](SoftKey& key, const char* rule) {
        const auto answer = f.run(enrolment(key, maria, "Key"), maria);
        if (!answer.reply.ok()) {
            EXPECT_EQ(last<KeyRefused>().policyRule, rule);
            EXPECT_EQ(last<KeyRefused>().facts.login, "maria");
        }
        return codeOf(answer);
    };
    set([](KeyPolicy& p) { p.attestation = AttestationDemand::direct; });
    EXPECT_EQ(enrolled(none, "attestation"), "attestation_untrusted");
    EXPECT_EQ(enrolled(self, "attestation"), "attestation_untrusted");
    EXPECT_EQ(enrolled(old, "user_verification"), "key_too_old");
    set([](KeyPolicy& p) { p.allowedModels = {"00000000-0000-0000-0000-000000000001"}; });
    EXPECT_EQ(enrolled(good, "allowed_models"), "unsupported_authenticator");
    EXPECT_EQ(last<KeyRefused>().facts.aaguid, "f1d00102-0304-0506-0708-090a0b0c0d0e");
    EXPECT_TRUE(f.documents<SecurityKey>().size() == 1) << "nothing of a refused key is kept";
}

TEST_F(KeysTest, RootsOfTrustAreFollowed) {
    SoftKey admins, trusted, forged;
    enrol(admins, ada, "Ada's");
    stepUp(admins, ada);
    KeyPolicy policy;
    policy.trustedRoots = {trusted.rootPem(), admins.rootPem()};
    ASSERT_EQ(codeOf(f.run(SetKeyPolicy{policy}, now(ada))), "ok");
    EXPECT_EQ(codeOf(f.run(SetKeyPolicy{policy}, now(ada))), "policy_changed") << "written over the version that was read";
    EXPECT_EQ(codeOf(f.run(enrolment(forged, maria, "Forged"), maria)), "attestation_untrusted");
    EXPECT_EQ(last<KeyRefused>().policyRule, "trusted_roots");
    EXPECT_EQ(enrol(trusted, maria, "Trusted").policyVersion, 1);
}

TEST_F(KeysTest, AModelThatIsBlockedLaterOpensNothingAnyMore) {
    SoftKey admins, key({.aaguid = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}});
    enrol(admins, ada, "Ada's");
    enrol(key, maria, "Seven");
    stepUp(admins, ada);
    KeyPolicy policy;
    policy.blockedModels = {"07070707-0707-0707-0707-070707070707"};
    ASSERT_EQ(codeOf(f.run(SetKeyPolicy{policy}, now(ada))), "ok");
    EXPECT_EQ(codeOf(f.run(touch(key, maria), maria)), "unsupported_authenticator");
    EXPECT_EQ(last<KeyRefused>().policyRule, "blocked_models");
}

TEST_F(KeysTest, APasskeyThatTravelsIsNoHardwareKey) {
    SoftKey key({.backupEligible = true});
    EXPECT_EQ(codeOf(f.run(enrolment(key, maria, "Cloud"), maria)), "hardware_key_required");
    EXPECT_EQ(last<KeyRefused>().policyRule, "hardware_only");
}

TEST_F(KeysTest, AnAnswerMadeForAnotherPersonEnrolsNothing) {
    SoftKey key, theirs;
    enrol(key, maria, "Blue");
    stepUp(key, maria);
    const EnrolKey jonass = enrolment(theirs, jonas, "Red");
    EXPECT_EQ(codeOf(f.run(jonass, now(maria))), "challenge_refused");
    EXPECT_EQ(last<KeyRefused>().facts.login, "maria");
    EXPECT_EQ(codeOf(f.run(jonass, jonas)), "ok");
}

TEST(KeyPlaces, AreWhatABrowserSeesAndNeverPlainHttpInTheWorld) {
    const KeyPlace world = placeOf("https://outages.example.org", "0.0.0.0", 8080, 8443);
    EXPECT_EQ(world.partyId, "outages.example.org");
    EXPECT_EQ(world.origins, (std::vector<std::string>{"https://outages.example.org", "https://outages.example.org:8443"}));
    const KeyPlace here = placeOf("http://127.0.0.1:8080", "127.0.0.1", 8080, 8443);
    EXPECT_EQ(here.partyId, "localhost");
    EXPECT_EQ(here.origins, (std::vector<std::string>{"http://localhost:8080", "https://localhost:8443"}));
    EXPECT_TRUE(placeOf("http://outages.example.org", "0.0.0.0", 80, 0).origins.empty());
}

}  // namespace
}  // namespace ok::access
