// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A security key says yes: to a step-up, or to a sign-in. Whoever it belongs to, one refusal answers an unknown key, a
// removed one, a suspended one and a wrong signature alike; the record tells them apart. A counter that fell suspends the
// key in the same transaction (F09.R3.A7).
#include <set>

#include "server/access/key_rules.h"

namespace ok::access {
namespace {

struct Ask {
    std::string purpose;
    std::string binding;
    UserId user;           ///< unknown: whoever the key belongs to
    std::string address;
};

// Who is signed in may hear what is wrong with the touch; whose key it is, or was, nobody hears.
Problem answerTo(const std::string& purpose, Problem why) {
    static const std::set<std::string_view> told{"user_verification_required", "user_presence_required", "unsupported_authenticator",
                                                 "hardware_key_required", "challenge_used", "challenge_expired", "challenge_refused",
                                                 "key_wrong_origin", "key_wrong_party", "key_too_old", "credential_expired"};
    // Whoever hears these has shown the key itself.
    static const std::set<std::string_view> toOwners{"region_restricted", "environment_restricted"};
    if (toOwners.contains(why.code)) return why;
    if (purpose == "step_up" && told.contains(why.code)) return why;
    return problem("key_refused", "this security key was not accepted");
}

struct Refusing {
    CommandContext& cx;
    KeyFacts facts;
    SpentChallenge spent;

    Problem because(Problem why) {
        EventOptions options{.stream = Stream::security};
        if (facts.user.known()) options.subjects = {facts.user.str()};
        const auto rule = why.details.find("policy_rule");
        const bool violation = rule != why.details.end();
        facts.eventType = violation ? "policy_violation" : "assertion";
        facts.outcome = violation ? "blocked" : "fail";
        leaveFailure(cx, facts.user, facts.login, facts.address);
        cx.onRefusal(KeyRefused{facts, why.code, why.message, violation ? rule->second : std::string(), spent}, options);
        return answerTo(facts.purpose, std::move(why));
    }
    /// What only the record says.
    Problem because(const char* code) { return because(problem(code, "")); }
};

std::optional<SecurityKey> keyOf(CommandContext& cx, const KeyAnswer& answer) {
    const auto id = fromBase64(answer.credentialId);
    if (!id.ok()) return {};
    std::optional<SecurityKey> out;
    for (SecurityKey& key : cx.views().byKey<SecurityKey>("credential", sha256(ByteView(*id)).hex())) {
        // Enrolled again after a removal: the living one counts.
        if (!out || key.state != KeyState::removed) out = std::move(key);
    }
    return out;
}

Result<AssertionParts> partsOf(const KeyAnswer& answer) {
    OK_ASSIGN(Bytes clientData, fromBase64(answer.clientData));
    OK_ASSIGN(Bytes data, fromBase64(answer.authenticatorData));
    OK_ASSIGN(Bytes signature, fromBase64(answer.signature));
    return AssertionParts{std::move(clientData), std::move(data), std::move(signature)};
}

bool handleFits(const KeyAnswer& answer, UserId user) {
    if (answer.userHandle.empty()) return true;
    const auto handle = fromBase64(answer.userHandle);
    return handle.ok() && toHex(*handle) == toHex(user.bytes);
}

struct Proved {
    SecurityKey key;
    KeySecrets secrets;
    KeyFacts facts;
    SpentChallenge spent;
    bool expired = false;
};

Problem expiredProblem(const SecurityKey& key) {
    return problem("credential_expired", "this security key has expired: enrol it anew, or another one, within ten minutes",
                   {{"aliases", "CREDENTIAL_EXPIRED"}, {"policy_rule", "renew_after_days"}, {"key", key.name}, {"link", "/sign-in"}});
}

/// What the policy says about a key whose signature was good.
Status judge(CommandContext& cx, const KeyPolicy& policy, const SecurityKey& key, KeyFacts& facts) {
    const auto metadata = cx.views().find<ModelFacts>(key.aaguid);
    OK_TRY(judgeUse(policy, key.aaguid, key.backupEligible, metadata.get()));
    return checkPlace(cx, policy, facts);
}

/// Everything that can be said against it, in order: the challenge, whose key, its state, the signature, its counter, the policy.
Result<Proved> prove(CommandContext& cx, const KeySettings& settings, const KeyAnswer& answer, const Ask& ask) {
    const KeyPlace place = settings.place();
    const KeyPolicy policy = policyOf(cx.views());
    KeyFacts facts{.user = ask.user, .partyId = place.partyId, .purpose = ask.purpose, .address = ask.address};
    placeFacts(cx, policy, facts);
    Refusing no{cx, std::move(facts), {}};
    if (const auto user = cx.views().find<User>(ask.user.str())) no.facts.login = user->login;
    if (ask.user.known()) OK_TRY(checkAttempts(cx, ask.user));
    const auto parts = partsOf(answer);
    if (!parts.ok()) return no.because("key_malformed");
    const auto opened = openAnswered(cx, settings, parts->clientData, ask.purpose, ask.binding);
    if (!opened.ok()) return no.because(opened.problem());
    no.spent = opened->spent;
    auto key = keyOf(cx, answer);
    if (!key) return no.because("unknown_key");
    no.facts.key = key->id;
    no.facts.aaguid = key->aaguid;
    if (ask.user.known() && key->user != ask.user) return no.because("key_of_another");
    const auto owner = cx.views().find<User>(key->user.str());
    if (!owner || owner->disabled) return no.because("disabled");
    no.facts.user = owner->id;
    no.facts.login = owner->login;
    if (!ask.user.known()) OK_TRY(checkAttempts(cx, owner->id));
    if (key->state == KeyState::removed) return no.because("key_removed");
    if (key->state == KeyState::suspended) return no.because("key_suspended");
    if (!handleFits(answer, owner->id)) return no.because("user_handle_of_another");
    auto secrets = openSealed<KeySecrets>(cx, keySecretName(key->id));
    const auto publicKey = secrets.ok() ? fromBase64(secrets->publicKey) : Result<Bytes>(secrets.problem());
    if (!publicKey.ok()) return no.because("key_material_missing");
    const auto said = verifyAssertion(*parts, {*publicKey, static_cast<std::uint32_t>(secrets->counter), key->backupEligible},
                                      {opened->challenge, place.partyId, place.origins, policy.userVerification});
    if (!said.ok()) return no.because(said.problem());
    if (said->counterFell) {
        const Problem why = no.because("counter_fell");
        cx.onRefusal(KeySuspended{key->id, key->user, "counter_fell", secrets->counter, said->counter},
                     {.subjects = {key->user.str(), key->id.str()}, .stream = Stream::security});
        return why;
    }
    if (const Status judged = judge(cx, policy, *key, no.facts); !judged.ok()) return no.because(judged.problem());
    const bool expired = isExpired(policy, *key, cx.clockNow());
    if (expired && ask.purpose == "step_up") {
        cx.onRefusal(KeyRenewalOpened{key->user, cx.who().session, cx.clockNow() + renewalWindow},
                     {.subjects = {key->user.str(), key->id.str()}, .stream = Stream::security});
        return no.because(expiredProblem(*key));
    }
    secrets->counter = said->counter;
    no.facts.eventType = "assertion";
    no.facts.outcome = "success";
    return Proved{std::move(*key), std::move(*secrets), no.facts, opened->spent, expired};
}

Status record(CommandContext& cx, const Proved& proved) {
    OK_TRY(keepSealed(cx, keySecretName(proved.key.id), proved.secrets));
    afterUse(cx, policyOf(cx.views()), proved.facts);   // before this use becomes part of what is known
    cx.emit(KeyUsed{proved.facts, proved.spent},
            {.subjects = {proved.key.user.str(), proved.key.id.str()}, .stream = Stream::security});
    return {};
}

Status stepUp(CommandContext& cx, const KeySettings& settings, const StepUp& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    const std::string session = cx.who().session.str();
    OK_ASSIGN(const Proved proved, prove(cx, settings, command.answer, {"step_up", session, user.id, cx.who().address}));
    OK_TRY(record(cx, proved));
    const Instant until = cx.clockNow() + minutes(policyOf(cx.views()).stepUpMinutes);
    cx.emit(SteppedUp{cx.who().session, cx.clockNow(), until}, {.subjects = {user.id.str(), session}, .stream = Stream::security});
    cx.emit(SessionPlaced{{cx.who().session, proved.facts.region, proved.facts.environment, proved.facts.address}},
            {.subjects = {user.id.str(), session}, .stream = Stream::security});
    cx.reply(StepUpReply{until});
    return {};
}

Status checkKey(CommandContext& cx, const KeySettings& settings, const CheckKey& command) {
    OK_ASSIGN(const Proved proved, prove(cx, settings, command.answer, {"sign_in", command.binding, command.user, command.address}));
    OK_TRY(record(cx, proved));
    // An expired key still says who this is; what demands a key stays closed until it was enrolled anew.
    cx.reply(FactorReply{proved.key.user, proved.expired ? 1 : 2, "key"});
    return {};
}

}  // namespace

void addAssertionHandlers(Gate& gate, const KeySettings& settings) {
    gate.handle<StepUp>([settings](const Right&, CommandContext& cx, const StepUp& c) { return stepUp(cx, settings, c); });
    gate.handle<CheckKey>([settings](const Right&, CommandContext& cx, const CheckKey& c) { return checkKey(cx, settings, c); });
}

}  // namespace ok::access
