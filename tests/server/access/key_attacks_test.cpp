// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Each attack of the issue that is about keys and codes, with its refusal, its text and its entry (F09.R6.A2, F09.R6.A5; issue
// piece "bad input and attacks").
#include "tests/server/access/keys_fixture.h"

namespace ok::access {
namespace {

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

}  // namespace
}  // namespace ok::access
