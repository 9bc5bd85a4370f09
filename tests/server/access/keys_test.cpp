// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys and codes on the gate, with keys in software: enrolment, step-up, sign-in, removal, and each attack of the
// issue that is about keys, with its refusal, its text and its entry (F09.R1, R4, R6; issue pieces "hardware keys", "attacks").
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/access/key_room.h"
#include "shared/access/gate_events.h"
#include "shared/access/totp.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/soft_key.h"

namespace ok::access {
namespace {

using test::SoftBrowser;
using test::SoftKey;

/// Something that demands a fresh key.
struct OpenTheValve {
    static constexpr CommandCard card{.name = "test.open_valve", .action = "incidents.valve", .assurance = 2};
    std::string what;
};
BOOST_DESCRIBE_STRUCT(OpenTheValve, (), (what))
struct ValveOpened {
    static constexpr std::string_view eventType = "test.valve_opened";
    std::string what;
};
BOOST_DESCRIBE_STRUCT(ValveOpened, (), (what))

struct KeysTest : ::testing::Test {
    KeysTest() {
        access::addProjections(f.projections);
        access::addHandlers(*f.gate);
        addKeyHandlers(*f.gate, {[] { return KeyPlace{"localhost", {"https://localhost:8443"}}; }, sha256("challenge key")});
        f.gate->handle<OpenTheValve>([](const Right&, CommandContext& cx, const OpenTheValve& c) -> Status {
            cx.emit(ValveOpened{c.what});
            return {};
        });
        f.start();
        TenantProfile profile;
        profile.tenant = f.tenant;
        profile.slug = "one";
        profile.name = "One Power";
        EXPECT_TRUE(f.run(CreateTenant{profile}, systemContext(f.tenant, false)).reply.ok());
        maria = person("maria", {"operator"});
        jonas = person("jonas", {"operator"});
        ada = person("ada", {"admin"});
    }

    /// A person with an account and a session.
    SecurityContext person(const std::string& login, std::vector<std::string> roles) {
        const auto made = f.run(CreateUser{login, PersonName{login}, roles, Secret{"$argon2id$x"}}, systemContext(f.tenant, false));
        EXPECT_TRUE(made.reply.ok()) << made.reply.problem().message;
        SecurityContext who = f.person(fromJson<UserCreatedReply>(*made.reply)->user.str(), std::move(roles));
        return signedIn(who);
    }
    SecurityContext signedIn(SecurityContext who) {
        const auto opened = f.run(RecordSignIn{*UserId::parse(who.actor.id), sha256("token " + std::to_string(m_tokens++)), "desk", "192.0.2.7"},
                                  systemContext(f.tenant, false));
        EXPECT_TRUE(opened.reply.ok());
        who.session = fromJson<Session>(*opened.reply)->id;
        who.address = "192.0.2.7";
        return who;
    }
    /// The context as the session book would give it now.
    SecurityContext now(SecurityContext who) {
        const auto session = f.document<Session>(who.session.str());
        who.assurance = session->assurance;
        who.freshUntil = session->freshUntil;
        return who;
    }
    SecurityContext asServer(SecurityContext who) {
        who.roles = {"system"};
        return who;
    }
    UserId userOf(const SecurityContext& who) { return *UserId::parse(who.actor.id); }

    Ceremony begin(const SecurityContext& who, const std::string& purpose) {
        const auto answer = f.run(BeginCeremony{purpose, who.session.str(), dice(), userOf(who)}, asServer(who));
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : answer.reply.problem().code);
        return answer.reply.ok() ? *fromJson<Ceremony>(*answer.reply) : Ceremony{};
    }
    Ceremony beginSignIn(const std::string& binding, UserId user = {}) {
        const auto answer = f.run(BeginCeremony{"sign_in", binding, dice(), user}, systemContext(f.tenant, false));
        EXPECT_TRUE(answer.reply.ok());
        return answer.reply.ok() ? *fromJson<Ceremony>(*answer.reply) : Ceremony{};
    }
    EnrolKey enrolment(SoftKey& key, const SecurityContext& who, const std::string& name) {
        const Ceremony asked = begin(who, "enrol");
        const auto made = browser.enrol(key, *fromBase64(asked.challenge), who.actor.id.empty() ? asBytes("") : ByteView(userOf(who).bytes));
        return {name, toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false};
    }
    SecurityKey enrol(SoftKey& key, const SecurityContext& who, const std::string& name) {
        const auto answer = f.run(enrolment(key, who, name), now(who));
        EXPECT_TRUE(answer.reply.ok()) << name << (answer.reply.ok() ? "" : ": " + answer.reply.problem().code + " " + answer.reply.problem().message);
        return answer.reply.ok() ? *fromJson<SecurityKey>(*answer.reply) : SecurityKey{};
    }
    KeyAnswer answerTo(const std::string& challenge, SoftKey& key, const SoftBrowser& at) {
        const auto said = at.answer(key, *fromBase64(challenge));
        EXPECT_TRUE(said.has_value());
        if (!said) return {};
        return {toBase64Url(said->said.credentialId), toBase64Url(asBytes(said->clientData)), toBase64Url(said->said.authData),
                toBase64Url(said->said.signature), toBase64Url(said->said.userHandle)};
    }
    StepUp touch(SoftKey& key, const SecurityContext& who) { return {answerTo(begin(who, "step_up").challenge, key, browser)}; }
    void stepUp(SoftKey& key, const SecurityContext& who) {
        const auto answer = f.run(touch(key, who), who);
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : answer.reply.problem().code);
    }
    std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    std::string textOf(const CommandAnswer& answer) { return answer.reply.ok() ? "" : answer.reply.problem().message; }
    Digest dice() { return sha256("dice " + std::to_string(m_dice++)); }
    /// The reason in the last entry of that kind.
    template <class E>
    E last(Stream stream = Stream::security) {
        const auto entries = f.entries(stream);
        for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
            if (it->header.type == E::eventType) return *fromJson<E>(it->payload);
        }
        ADD_FAILURE() << "no entry " << E::eventType;
        return {};
    }
    template <class E>
    int count(Stream stream = Stream::security) {
        int out = 0;
        for (const Entry& entry : f.entries(stream)) out += entry.header.type == E::eventType ? 1 : 0;
        return out;
    }
    SecurityKey stored(const SecurityKey& key) { return *f.document<SecurityKey>(key.id.str()); }

    test::GateFixture f;
    SoftBrowser browser;
    SecurityContext maria, jonas, ada;

  private:
    int m_tokens = 0, m_dice = 0;
};

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

// ---- the attacks

TEST_F(KeysTest, AnAnswerMadeForAnotherSiteIsRefused) {
    SoftKey key;
    SoftBrowser evil = browser;
    evil.origin = "https://1ocalhost:8443";
    const Ceremony asked = begin(maria, "enrol");
    const auto made = evil.enrol(key, *fromBase64(asked.challenge));
    EXPECT_EQ(codeOf(f.run(EnrolKey{"Blue", toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false}, maria)),
              "key_wrong_origin");
    EXPECT_EQ(last<KeyRefused>().code, "key_wrong_origin");
    enrol(key, maria, "Blue");
    for (const auto& [origin, extra, code] : {std::tuple{"https://1ocalhost:8443", "", "key_wrong_origin"},
                                              std::tuple{"http://localhost:8443", "", "key_wrong_origin"},
                                              std::tuple{"https://localhost:8443", ",\"crossOrigin\":true", "key_wrong_origin"}}) {
        evil.origin = origin;
        evil.extra = extra;
        EXPECT_EQ(codeOf(f.run(StepUp{answerTo(begin(maria, "step_up").challenge, key, evil)}, maria)), code);
        EXPECT_EQ(last<KeyRefused>().code, code);
        EXPECT_EQ(last<KeyRefused>().facts.login, "maria");
    }
    EXPECT_EQ(now(maria).assurance, 1);
}

TEST_F(KeysTest, AChallengeCountsOnceForItsSessionAndItsPurposeAndItsTime) {
    SoftKey key, other;
    enrol(key, maria, "Blue");
    enrol(other, jonas, "Jonas's");
    const StepUp once = touch(key, maria);
    EXPECT_EQ(codeOf(f.run(once, maria)), "ok");
    EXPECT_EQ(codeOf(f.run(once, maria)), "challenge_used");
    EXPECT_EQ(last<KeyRefused>().code, "challenge_used");
    // Of another session of hers, of another purpose, of nobody, too late.
    const SecurityContext elsewhere = signedIn(maria);
    EXPECT_EQ(codeOf(f.run(StepUp{answerTo(begin(elsewhere, "step_up").challenge, key, browser)}, maria)), "challenge_refused");
    EXPECT_EQ(codeOf(f.run(StepUp{answerTo(begin(maria, "enrol").challenge, key, browser)}, maria)), "challenge_refused");
    EXPECT_EQ(codeOf(f.run(StepUp{answerTo(toBase64Url(asBytes("my own")), key, browser)}, maria)), "challenge_refused");
    EXPECT_EQ(last<KeyRefused>().code, "challenge_refused");
    const StepUp late = touch(key, maria);
    f.advance(challengeLifetime);
    EXPECT_EQ(codeOf(f.run(late, maria)), "challenge_expired");
    EXPECT_EQ(count<SteppedUp>(), 1);
}

// A challenge that failed once is spent as well: nobody tries signatures against it.
TEST_F(KeysTest, AFailedAnswerSpendsItsChallenge) {
    SoftKey key;
    enrol(key, maria, "Blue");
    const StepUp right = touch(key, maria);
    StepUp wrong = right;
    wrong.answer.signature = toBase64Url(Bytes(70, 1));
    EXPECT_EQ(codeOf(f.run(wrong, maria)), "key_refused");
    EXPECT_EQ(codeOf(f.run(right, maria)), "challenge_used");
}

TEST_F(KeysTest, AClonedKeyIsSuspendedAtTheFirstCounterThatFalls) {
    SoftKey key;
    const SecurityKey made = enrol(key, maria, "Blue");
    SoftKey clone = key.clone();
    stepUp(key, maria);
    stepUp(key, maria);
    EXPECT_EQ(codeOf(f.run(touch(clone, maria), maria)), "key_refused");
    EXPECT_EQ(last<KeyRefused>().code, "counter_fell");
    const auto suspended = last<KeySuspended>();
    EXPECT_EQ(suspended.counterKept, 3);
    EXPECT_EQ(suspended.counterSeen, 2);
    EXPECT_EQ(stored(made).state, KeyState::suspended);
    // Neither of the two gets in now, and both hear the same.
    for (SoftKey* any : {&key, &clone}) {
        any->setCounter(100);
        const auto begun = f.run(BeginCeremony{"step_up", maria.session.str(), dice(), userOf(maria)}, asServer(maria));
        EXPECT_EQ(codeOf(begun), "no_key_registered");
        const auto answer = f.run(CheckKey{answerTo(beginSignIn("try").challenge, *any, browser), "try", {}, "192.0.2.9"}, systemContext(f.tenant, false));
        EXPECT_EQ(codeOf(answer), "key_refused");
        EXPECT_EQ(last<KeyRefused>().code, "key_suspended");
    }
    // An administrator looks at it and takes it away.
    SoftKey admins;
    enrol(admins, ada, "Ada's");
    EXPECT_EQ(codeOf(f.run(RevokeKey{made.id, "cloned"}, now(ada))), "step_up_required");
    stepUp(admins, ada);
    EXPECT_EQ(codeOf(f.run(RevokeKey{made.id, "cloned"}, now(ada))), "ok");
    EXPECT_EQ(codeOf(f.run(RevokeKey{made.id, "cloned"}, now(maria))), "access_denied");
    EXPECT_EQ(stored(made).state, KeyState::removed);
}

TEST_F(KeysTest, AKeyThatNeverCountsIsNoClone) {
    SoftKey key;
    key.setCounter(0xffffffff);  // the next is 0
    enrol(key, maria, "Blue");
    key.setCounter(0xffffffff);
    stepUp(key, maria);
    key.setCounter(0xffffffff);
    stepUp(key, maria);
}

// One text and one code for whatever is wrong with whose key it is; the record tells them apart.
TEST_F(KeysTest, ASwappedPersonARemovedKeyAndAnUnknownOneHearTheSame) {
    SoftKey marias, jonass, stranger;
    const SecurityKey removed = enrol(marias, maria, "Blue");
    enrol(jonass, jonas, "Red");
    std::vector<std::pair<std::string, std::string>> heard;
    const auto tried = [&](const KeyAnswer& answer, UserId user, const char* code) {
        const auto refused = f.run(CheckKey{answer, "ticket", user, "192.0.2.9"}, systemContext(f.tenant, false));
        heard.emplace_back(codeOf(refused), textOf(refused));
        EXPECT_EQ(last<KeyRefused>().code, code);
        EXPECT_EQ(last<KeyRefused>().facts.address, "192.0.2.9");
    };
    // Jonas's key after Maria's password.
    tried(answerTo(beginSignIn("ticket", userOf(maria)).challenge, jonass, browser), userOf(maria), "key_of_another");
    // Jonas's key that says it is Maria.
    KeyAnswer swapped = answerTo(beginSignIn("ticket").challenge, jonass, browser);
    swapped.userHandle = toBase64Url(userOf(maria).bytes);
    tried(swapped, {}, "user_handle_of_another");
    // Jonas's answer under the name of Maria's credential.
    KeyAnswer renamed = answerTo(beginSignIn("ticket").challenge, jonass, browser);
    renamed.credentialId = answerTo(beginSignIn("ticket").challenge, marias, browser).credentialId;
    renamed.userHandle.clear();
    tried(renamed, {}, "key_bad_signature");
    stepUp(marias, maria);
    ASSERT_EQ(codeOf(f.run(RemoveKey{removed.id, "lost", {}, true}, now(maria))), "ok");
    tried(answerTo(beginSignIn("ticket").challenge, marias, browser), {}, "key_removed");
    (void)browser.enrol(stranger, asBytes("x"));
    tried(answerTo(beginSignIn("ticket").challenge, stranger, browser), {}, "unknown_key");
    for (const auto& row : heard) {
        EXPECT_EQ(row.first, "key_refused");
        EXPECT_EQ(row.second, heard.front().second);
    }
}

TEST_F(KeysTest, AKeySignsItsPersonInAndOnlyForTheAttemptItWasAskedFor) {
    SoftKey key;
    enrol(key, maria, "Blue");
    const auto good = f.run(CheckKey{answerTo(beginSignIn("attempt 1").challenge, key, browser), "attempt 1", {}, "192.0.2.9"}, systemContext(f.tenant, false));
    ASSERT_EQ(codeOf(good), "ok");
    const auto reply = fromJson<FactorReply>(*good.reply);
    EXPECT_EQ(reply->user, userOf(maria));
    EXPECT_EQ(reply->assurance, 2);
    EXPECT_EQ(last<KeyUsed>().facts.purpose, "sign_in");
    EXPECT_EQ(codeOf(f.run(CheckKey{answerTo(beginSignIn("attempt 1").challenge, key, browser), "attempt 2", {}, "192.0.2.9"}, systemContext(f.tenant, false))),
              "key_refused");
    // And nobody but the server asks so.
    EXPECT_EQ(codeOf(f.run(CheckKey{}, ada)), "access_denied");
    EXPECT_EQ(codeOf(f.run(BeginCeremony{}, ada)), "access_denied");
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

TEST_F(KeysTest, OnePhysicalKeyIsNotEnrolledForTwoPeople) {
    SoftKey key;
    enrol(key, maria, "Blue");
    // Jonas replays Maria's new credential in an answer of his own: the credential is known.
    const Ceremony asked = begin(jonas, "enrol");
    const auto made = browser.enrol(key, *fromBase64(asked.challenge));
    ASSERT_EQ(codeOf(f.run(EnrolKey{"Red", toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false}, jonas)), "ok");
    EXPECT_EQ(codeOf(f.run(EnrolKey{"Red", toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false}, maria)),
              "step_up_required");
}

// F09.R6.A5, and brute force.
TEST_F(KeysTest, FailuresAreAnAlertAtTheFifthAndRefusedAtTheNinth) {
    SoftKey key, wrong;
    enrol(key, maria, "Blue");
    for (int i = 0; i < maxFailures; ++i) {
        StepUp bad = touch(key, maria);
        bad.answer.signature = toBase64Url(Bytes(70, 1));
        EXPECT_EQ(codeOf(f.run(bad, maria)), "key_refused") << i;
        EXPECT_EQ(count<FactorAlert>(), i + 1 >= alertFailures ? 1 : 0) << i;
        f.advance(seconds(1));
    }
    EXPECT_EQ(last<FactorAlert>().login, "maria");
    EXPECT_EQ(last<FactorAlert>().failures, alertFailures);
    EXPECT_EQ(codeOf(f.run(touch(key, maria), maria)), "too_many_attempts");
    f.advance(minutes(11));
    EXPECT_EQ(codeOf(f.run(touch(key, maria), maria)), "ok");
}

// ---- codes

struct CodesTest : KeysTest {
    Bytes withTotp(const SecurityContext& who) {
        const auto made = f.run(MakeTotp{Secret{toHex(Bytes(20, 5))}}, asServer(who));
        EXPECT_EQ(codeOf(made), "ok");
        const Bytes secret = *fromBase32(fromJson<TotpReply>(*made.reply)->secret);
        EXPECT_EQ(codeOf(f.run(ConfirmTotp{Secret{totpCode(secret, totpStep(f.now()))}}, who)), "ok");
        return secret;
    }
    std::string check(const SecurityContext& who, const std::string& kind, const std::string& code) {
        return codeOf(f.run(CheckCode{userOf(who), kind, Secret{code}, "192.0.2.9"}, systemContext(f.tenant, false)));
    }
};

TEST_F(CodesTest, ACodeIsGoodOnceAndTheRecordSaysWhyNot) {
    const Bytes secret = withTotp(maria);
    EXPECT_EQ(check(maria, "totp", totpCode(secret, totpStep(f.now()))), "code_refused") << "it confirmed the app already";
    EXPECT_EQ(last<CodeRefused>().code, "code_used_before");
    f.advance(seconds(30));
    EXPECT_EQ(check(maria, "totp", totpCode(secret, totpStep(f.now()))), "ok");
    EXPECT_EQ(check(maria, "totp", totpCode(secret, totpStep(f.now()))), "code_refused");
    EXPECT_EQ(check(maria, "totp", "000000"), "code_refused");
    EXPECT_EQ(last<CodeRefused>().code, "wrong_code");
    EXPECT_EQ(check(jonas, "totp", totpCode(secret, totpStep(f.now()))), "code_refused");
    EXPECT_EQ(last<CodeRefused>().code, "no_totp");
    for (const Entry& entry : f.entries(Stream::security)) EXPECT_EQ(entry.payload.find(toHex(secret)), std::string::npos);
}

TEST_F(CodesTest, GuessingIsSlowedDownAlsoForTheRightCode) {
    const Bytes secret = withTotp(maria);
    f.advance(seconds(60));
    for (int i = 0; i < maxFailures; ++i) EXPECT_EQ(check(maria, "totp", "123456"), "code_refused");
    EXPECT_EQ(check(maria, "totp", totpCode(secret, totpStep(f.now()))), "too_many_attempts");
    EXPECT_EQ(count<FactorAlert>(), 1);
    f.advance(minutes(11));
    EXPECT_EQ(check(maria, "totp", totpCode(secret, totpStep(f.now()))), "ok");
}

TEST_F(CodesTest, ARecoveryCodeIsGoodOnceAndKeptAsAHash) {
    EXPECT_EQ(codeOf(f.run(MakeRecoveryCodes{Secret{toHex(Bytes(100, 3))}}, asServer(maria))), "no_factor");
    withTotp(maria);
    Bytes random(100);
    for (std::size_t i = 0; i < random.size(); ++i) random[i] = static_cast<std::uint8_t>(i * 7);
    const auto made = f.run(MakeRecoveryCodes{Secret{toHex(random)}}, asServer(maria));
    ASSERT_EQ(codeOf(made), "ok");
    const auto codes = fromJson<RecoveryCodesReply>(*made.reply)->codes;
    ASSERT_EQ(codes.size(), 10U);
    EXPECT_EQ(check(maria, "recovery", codes[3]), "ok");
    EXPECT_EQ(check(maria, "recovery", codes[3]), "code_refused");
    EXPECT_EQ(check(jonas, "recovery", codes[4]), "code_refused");
    EXPECT_EQ(f.document<UserFactors>(maria.actor.id)->recoveryCodes, 9);
    for (const Entry& entry : f.entries(Stream::security)) EXPECT_EQ(entry.payload.find(codes[4]), std::string::npos);
}

TEST_F(CodesTest, CodesOpenNothingThatDemandsAKeyAndAreTakenAwayOnlyByWhoMay) {
    const Bytes secret = withTotp(maria);
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(maria))), "step_up_required");
    EXPECT_EQ(codeOf(f.run(RemoveTotp{Secret{"000000"}}, maria)), "code_refused");
    f.advance(seconds(30));
    EXPECT_EQ(codeOf(f.run(RemoveTotp{Secret{totpCode(secret, totpStep(f.now()))}}, maria)), "ok");
    EXPECT_FALSE(f.document<UserFactors>(maria.actor.id)->totp);
    withTotp(jonas);
    SoftKey admins;
    enrol(admins, ada, "Ada's");
    stepUp(admins, ada);
    EXPECT_EQ(codeOf(f.run(ResetCodes{userOf(jonas), "telephone lost"}, now(ada))), "ok");
    EXPECT_FALSE(f.document<UserFactors>(jonas.actor.id)->totp);
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
