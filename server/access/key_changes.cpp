// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Enrolling, naming and removing security keys, and the policy about them (F09.R1, F09.R4).
#include <algorithm>
#include <set>

#include "server/access/key_room.h"
#include "shared/base/cbor.h"

namespace ok::access {
namespace {

std::string nameOf(AttestationKind kind) {
    return kind == AttestationKind::none ? "none" : kind == AttestationKind::self ? "self" : "certified";
}

Status checkName(Views& views, UserId user, const std::string& name, KeyId besides) {
    for (const SecurityKey& key : keysOf(views, user, std::nullopt)) {
        if (key.state != KeyState::removed && key.id != besides && key.name == name) {
            return problem("key_name_taken", "another of your keys is called `" + name + "`");
        }
    }
    return {};
}

/// An enrolment that is refused is told in words of its own; its challenge is spent when it was ours.
Problem refused(CommandContext& cx, KeyFacts facts, const SpentChallenge& spent, Problem why) {
    if (const auto model = why.details.find("aaguid"); model != why.details.end()) facts.aaguid = model->second;
    const auto rule = why.details.find("policy_rule");
    const EventOptions options{.subjects = {facts.user.str()}, .stream = Stream::security};
    leaveFailure(cx, facts.user, facts.login, facts.address);
    cx.onRefusal(KeyRefused{facts, why.code, rule == why.details.end() ? std::string() : rule->second, spent}, options);
    return why;
}

/// The second time the same answer comes (a lost reply): the key as it was enrolled, nothing new.
bool repliedBefore(CommandContext& cx, const User& user, ByteView clientData, ByteView attestationObject) {
    const auto object = readCbor(attestationObject);
    const auto* raw = object.ok() ? object->find("authData", CborValue::Kind::bytes) : nullptr;
    const auto data = raw == nullptr ? Result<AuthenticatorData>(problem("key_malformed", "")) : readAuthenticatorData(raw->bytes);
    if (!data.ok() || data->credentialId.empty() || clientData.empty()) return false;
    for (const SecurityKey& key : cx.views().byKey<SecurityKey>("credential", sha256(ByteView(data->credentialId)).hex())) {
        if (key.user != user.id || key.state == KeyState::removed) continue;
        cx.reply(key);
        return true;
    }
    return false;
}

struct Enrolment {
    Registration made;
    SpentChallenge spent;
};

Result<Enrolment> verify(CommandContext& cx, const KeySettings& settings, const User& user, const KeyPolicy& policy,
                         const EnrolKey& command, const KeyFacts& facts) {
    const auto clientData = fromBase64(command.clientData), object = fromBase64(command.attestationObject);
    if (!clientData.ok() || !object.ok()) return refused(cx, facts, {}, problem("key_malformed", "the security key's answer cannot be read"));
    const auto opened = openAnswered(cx, settings, *clientData, "enrol", cx.who().session.str());
    if (!opened.ok()) return refused(cx, facts, {}, opened.problem());
    const KeyPlace place = settings.place();
    auto made = verifyRegistration(*clientData, *object, {opened->challenge, place.partyId, place.origins, policy.userVerification});
    if (!made.ok()) return refused(cx, facts, opened->spent, made.problem());
    if (const Status judged = judgeRegistration(policy, *made, command.discoverable, cx.clockNow()); !judged.ok()) {
        return refused(cx, facts, opened->spent, judged.problem());
    }
    // One physical key, one person: whoever else has this credential, it is not shared.
    for (const SecurityKey& key : cx.views().byKey<SecurityKey>("credential", sha256(ByteView(made->data.credentialId)).hex())) {
        if (key.user != user.id || key.state != KeyState::removed) {
            return refused(cx, facts, opened->spent, problem("key_already_enrolled", "this security key is enrolled already"));
        }
    }
    return Enrolment{std::move(*made), opened->spent};
}

Status enrol(CommandContext& cx, const KeySettings& settings, const EnrolKey& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    const auto clientData = fromBase64(command.clientData), object = fromBase64(command.attestationObject);
    if (clientData.ok() && object.ok() && repliedBefore(cx, user, *clientData, *object)) return {};
    const KeyPolicy policy = policyOf(cx.views());
    const auto mine = keysOf(cx.views(), user.id);
    OK_TRY(checkAttempts(cx, user.id));
    // With a key at hand, the next one is let in by it: a stolen password alone enrols nothing.
    if (!mine.empty() && !keyIsFresh(cx.who(), cx.clockNow())) {
        return problem("step_up_required", "touch your security key to go on", {{"action", "self.keys"}, {"assurance", "2"}});
    }
    OK_ASSIGN(const std::string name, normaliseKeyName(command.name));
    OK_TRY(checkName(cx.views(), user.id, name, {}));
    const KeyFacts facts{user.id, user.login, {}, {}, settings.place().partyId, "enrol", cx.who().address};
    OK_ASSIGN(const Enrolment enrolment, verify(cx, settings, user, policy, command, facts));

    const AuthenticatorData& data = enrolment.made.data;
    SecurityKey key;
    key.id = cx.newId<KeyId>();
    key.user = user.id;
    key.name = name;
    key.credentialHash = sha256(ByteView(data.credentialId));
    key.aaguid = aaguidText(data.aaguid);
    key.format = enrolment.made.format;
    key.attestation = nameOf(enrolment.made.attestation);
    key.primary = command.primary || mine.empty();
    key.backupEligible = data.flags.backupEligible;
    key.discoverable = command.discoverable;
    key.policyVersion = policy.version;
    key.enrolledAt = cx.clockNow();
    OK_TRY(keepSealed(cx, keySecretName(key.id), KeySecrets{toBase64Url(data.credentialId), toBase64Url(data.publicKey), key.aaguid, data.counter}));
    KeyFacts told = facts;
    told.key = key.id;
    told.aaguid = key.aaguid;
    cx.emit(KeyEnrolled{key, told, enrolment.spent}, {.subjects = {user.id.str(), key.id.str()}, .stream = Stream::security});
    cx.reply(key);
    return {};
}

/// One's own key that is not removed; what is another's is not there.
Result<SecurityKey> ownKey(CommandContext& cx, KeyId id) {
    OK_ASSIGN(const User user, askingUser(cx));
    const auto key = cx.views().find<SecurityKey>(id.str());
    if (!key || key->user != user.id || key->state == KeyState::removed) return problem("key_not_found", "you have no such security key");
    return *key;
}

Status rename(CommandContext& cx, const RenameKey& command) {
    OK_ASSIGN(const SecurityKey key, ownKey(cx, command.key));
    OK_ASSIGN(const std::string name, normaliseKeyName(command.name));
    OK_TRY(checkName(cx.views(), key.user, name, key.id));
    if (name == key.name) return {};
    cx.emit(KeyRenamed{key.id, name}, {.subjects = {key.user.str(), key.id.str()}, .stream = Stream::security});
    return {};
}

Status makePrimary(CommandContext& cx, const MakeKeyPrimary& command) {
    OK_ASSIGN(const SecurityKey key, ownKey(cx, command.key));
    if (key.state != KeyState::active) return problem("key_suspended", "this security key is suspended: it cannot be the first");
    if (key.primary) return {};
    cx.emit(KeyMadePrimary{key.id, key.user}, {.subjects = {key.user.str(), key.id.str()}, .stream = Stream::security});
    return {};
}

Status drop(CommandContext& cx, const SecurityKey& key, const std::string& reason, bool last) {
    OK_TRY(eraseSealed(cx, keySecretName(key.id)));
    cx.emit(KeyRemoved{key.id, key.user, key.credentialHash, reason, last},
            {.subjects = {key.user.str(), key.id.str()}, .justification = reason, .stream = Stream::security});
    return {};
}

Status remove(CommandContext& cx, const RemoveKey& command) {
    OK_ASSIGN(const SecurityKey key, ownKey(cx, command.key));
    if (command.reason.empty()) return problem("reason_missing", "say why: it stands in the record");
    std::vector<SecurityKey> others = keysOf(cx.views(), key.user);
    std::erase_if(others, [&](const SecurityKey& other) { return other.id == key.id; });
    if (others.empty() && !command.last) {
        return problem("last_key", "this is your last security key: without one, what demands a key stays closed to you until you enrol another");
    }
    const auto next = std::find_if(others.begin(), others.end(), [&](const SecurityKey& other) { return other.id == command.primary; });
    if (key.primary && !others.empty() && next == others.end()) {
        return problem("primary_needed", "say which of your other keys becomes the first");
    }
    OK_TRY(drop(cx, key, command.reason, others.empty()));
    if (key.primary && next != others.end()) {
        cx.emit(KeyMadePrimary{next->id, key.user}, {.subjects = {key.user.str(), next->id.str()}, .stream = Stream::security});
    }
    return {};
}

Status revoke(CommandContext& cx, const RevokeKey& command) {
    const auto key = cx.views().find<SecurityKey>(command.key.str());
    if (!key) return problem("key_not_found", "there is no such security key");
    if (command.reason.empty()) return problem("reason_missing", "say why: it stands in the record");
    if (key->state == KeyState::removed) return {};
    auto others = keysOf(cx.views(), key->user);
    std::erase_if(others, [&](const SecurityKey& other) { return other.id == key->id; });
    const bool wasPrimary = key->primary;
    const UserId user = key->user;
    OK_TRY(drop(cx, *key, command.reason, others.empty()));
    if (wasPrimary && !others.empty()) {
        cx.emit(KeyMadePrimary{others.front().id, user}, {.subjects = {user.str(), others.front().id.str()}, .stream = Stream::security});
    }
    return {};
}

Status setPolicy(CommandContext& cx, const SetKeyPolicy& command) {
    OK_TRY(checkPolicy(command.policy));
    const KeyPolicy before = policyOf(cx.views());
    if (command.policy.version != before.version) {
        return problem("policy_changed", "somebody changed this policy meanwhile: look at it again", {{"version", std::to_string(before.version)}});
    }
    if (command.policy == before) return {};
    KeyPolicy next = command.policy;
    next.version = before.version + 1;
    cx.emit(KeyPolicyChanged{next}, {.subjects = {"keys"}, .stream = Stream::security});
    cx.reply(next);
    return {};
}

}  // namespace

void addKeyChangeHandlers(Gate& gate, const KeySettings& settings) {
    gate.handle<EnrolKey>([settings](const Right&, CommandContext& cx, const EnrolKey& c) { return enrol(cx, settings, c); });
    gate.handle<RenameKey>([](const Right&, CommandContext& cx, const RenameKey& c) { return rename(cx, c); });
    gate.handle<MakeKeyPrimary>([](const Right&, CommandContext& cx, const MakeKeyPrimary& c) { return makePrimary(cx, c); });
    gate.handle<RemoveKey>([](const Right&, CommandContext& cx, const RemoveKey& c) { return remove(cx, c); });
    gate.handle<RevokeKey>([](const Right&, CommandContext& cx, const RevokeKey& c) { return revoke(cx, c); });
    gate.handle<SetKeyPolicy>([](const Right&, CommandContext& cx, const SetKeyPolicy& c) { return setPolicy(cx, c); });
}

}  // namespace ok::access
