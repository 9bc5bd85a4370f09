// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Enrolling, naming and removing security keys, and the policy about them (F09.R1, F09.R4).
#include <algorithm>
#include <set>

#include "server/access/access_commands.h"
#include "server/access/key_rules.h"
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

/// What a key is called until its person says otherwise: the model its maker names, which nobody has to know by heart.
std::string suggestedName(CommandContext& cx, UserId user, const std::string& model) {
    constexpr std::size_t room = 36;
    const std::string base = model.size() <= room && normaliseKeyName(model).ok() ? *normaliseKeyName(model) : std::string("Security key");
    std::string out = base;
    for (int next = 2; !checkName(cx.views(), user, out, {}).ok(); ++next) out = base + " " + std::to_string(next);
    return out;
}

/// Five answers a minute that are no enrolment: whoever tries more is a program.
Status checkEnrolRate(CommandContext& cx, UserId user) {
    const auto factors = cx.views().find<UserFactors>(user.str());
    if (!factors) return {};
    const Instant now = cx.clockNow();
    const auto recent = std::count_if(factors->failures.begin(), factors->failures.end(), [now](const FactorFailure& f) { return now - f.at < minutes(1); });
    if (recent < enrolFailuresAMinute) return {};
    return problem("too_many_attempts", "too many attempts: wait a minute and try again");
}

/// An enrolment that is refused is told in words of its own; its challenge is spent when it was ours.
Problem refused(CommandContext& cx, KeyFacts facts, const SpentChallenge& spent, Problem why) {
    if (const auto model = why.details.find("aaguid"); model != why.details.end()) facts.aaguid = model->second;
    const auto rule = why.details.find("policy_rule");
    const bool violation = rule != why.details.end();
    facts.eventType = violation ? "policy_violation" : "registration";
    facts.outcome = violation ? "blocked" : "fail";
    const EventOptions options{.subjects = {facts.user.str()}, .stream = Stream::security};
    leaveFailure(cx, facts.user, facts.login, facts.address);
    cx.onRefusal(KeyRefused{facts, why.code, why.message, violation ? rule->second : std::string(), spent}, options);
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
                         const EnrolKey& command, KeyFacts& facts) {
    const auto clientData = fromBase64(command.clientData), object = fromBase64(command.attestationObject);
    if (!clientData.ok() || !object.ok()) return refused(cx, facts, {}, problem("key_malformed", "the security key's answer cannot be read"));
    const auto opened = openAnswered(cx, settings, *clientData, "enrol", cx.who().session.str());
    if (!opened.ok()) return refused(cx, facts, {}, opened.problem());
    const KeyPlace place = settings.place();
    auto made = verifyRegistration(*clientData, *object, {opened->challenge, place.partyId, place.origins, policy.userVerification});
    if (!made.ok()) return refused(cx, facts, opened->spent, made.problem());
    const auto metadata = cx.views().find<ModelFacts>(aaguidText(made->data.aaguid));
    Status judged = judgeRegistration(policy, *made, command.discoverable, cx.clockNow(), metadata.get());
    if (judged.ok()) judged = checkPlace(cx, policy, facts);
    if (!judged.ok()) return refused(cx, facts, opened->spent, judged.problem());
    // One physical key, one person: whoever else has this credential, it is not shared.
    for (const SecurityKey& key : cx.views().byKey<SecurityKey>("credential", sha256(ByteView(made->data.credentialId)).hex())) {
        const bool renewal = key.user == user.id && (key.state == KeyState::removed || isExpired(policy, key, cx.clockNow()));
        if (!renewal) {
            return refused(cx, facts, opened->spent, problem("key_already_enrolled", "this security key is enrolled already"));
        }
    }
    return Enrolment{std::move(*made), opened->spent};
}

/// What a person has: keys that open something, and keys that did until they were too old.
struct Holding {
    std::vector<SecurityKey> active, expired;
};
Holding holdingOf(CommandContext& cx, UserId user, const KeyPolicy& policy) {
    Holding out;
    for (SecurityKey& key : keysOf(cx.views(), user, std::nullopt)) {
        if (isExpired(policy, key, cx.clockNow())) out.expired.push_back(std::move(key));
        else if (key.state == KeyState::active) out.active.push_back(std::move(key));
    }
    return out;
}

/// With a key at hand, the next one is let in by it: a stolen password alone enrols nothing. One that expired still does that
/// much, in the session in which it was touched.
Status mayEnrol(CommandContext& cx, const User& user, const Holding& held) {
    if ((held.active.empty() && held.expired.empty()) || keyIsFresh(cx.who(), cx.clockNow())) return {};
    const auto factors = cx.views().find<UserFactors>(user.id.str());
    const bool renewing = held.active.empty() && factors && factors->renewalSession == cx.who().session && cx.clockNow() < factors->renewalUntil;
    if (renewing) return {};
    return problem("step_up_required", "touch your security key to go on", {{"action", "self.keys"}, {"assurance", "2"}});
}

SecurityKey keyFrom(CommandContext& cx, const Registration& made, const KeyPolicy& policy) {
    SecurityKey key;
    key.aaguid = aaguidText(made.data.aaguid);
    key.format = made.format;
    key.attestation = nameOf(made.attestation);
    key.backupEligible = made.data.flags.backupEligible;
    key.userPresent = made.data.flags.userPresent;
    key.userVerified = made.data.flags.userVerified;
    key.policyVersion = policy.version;
    key.enrolledAt = cx.clockNow();
    if (!made.chain.empty()) key.certificate = made.chain.front().fingerprint();
    if (const auto model = cx.views().find<ModelFacts>(key.aaguid)) key.model = model->description;
    return key;
}

Status drop(CommandContext& cx, const SecurityKey& key, const std::string& reason, bool last) {
    OK_TRY(eraseSealed(cx, keySecretName(key.id)));
    cx.emit(KeyRemoved{key.id, key.user, key.credentialHash, reason, last},
            {.subjects = {key.user.str(), key.id.str()}, .justification = reason, .stream = Stream::security});
    return {};
}

Status enrol(CommandContext& cx, const KeySettings& settings, const EnrolKey& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    const auto clientData = fromBase64(command.clientData), object = fromBase64(command.attestationObject);
    if (clientData.ok() && object.ok() && repliedBefore(cx, user, *clientData, *object)) return {};
    const KeyPolicy policy = policyOf(cx.views());
    const Holding held = holdingOf(cx, user.id, policy);
    OK_TRY(checkAttempts(cx, user.id));
    OK_TRY(checkEnrolRate(cx, user.id));
    OK_TRY(mayEnrol(cx, user, held));
    std::string name;
    if (!command.name.empty()) {
        OK_ASSIGN(name, normaliseKeyName(command.name));
        OK_TRY(checkName(cx.views(), user.id, name, {}));
    }
    KeyFacts facts{.user = user.id, .login = user.login, .partyId = settings.place().partyId, .purpose = "enrol", .address = cx.who().address};
    placeFacts(cx, policy, facts);
    OK_ASSIGN(const Enrolment enrolment, verify(cx, settings, user, policy, command, facts));

    const AuthenticatorData& data = enrolment.made.data;
    SecurityKey key = keyFrom(cx, enrolment.made, policy);
    key.id = cx.newId<KeyId>();
    key.user = user.id;
    key.name = name.empty() ? suggestedName(cx, user.id, key.model) : name;
    key.credentialHash = sha256(ByteView(data.credentialId));
    key.primary = command.primary || held.active.empty();
    key.discoverable = command.discoverable;
    OK_TRY(keepSealed(cx, keySecretName(key.id), KeySecrets{toBase64Url(data.credentialId), toBase64Url(data.publicKey), key.aaguid, data.counter}));
    KeyFacts told = facts;
    told.key = key.id;
    told.aaguid = key.aaguid;
    told.eventType = "registration";
    told.outcome = "success";
    cx.emit(KeyEnrolled{key, told, enrolment.spent}, {.subjects = {user.id.str(), key.id.str()}, .stream = Stream::security});
    // The new one takes the place of what had expired.
    for (const SecurityKey& old : held.expired) OK_TRY(drop(cx, old, "renewed", false));
    noteStanding(cx, user.id);
    planReview(cx);
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
    noteStanding(cx, key.user);
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
    noteStanding(cx, user);
    return {};
}

bool demandsMore(const KeyPolicy& before, const KeyPolicy& next) {
    if (next.rolesWithKeys.empty()) return false;
    const auto had = [&](const std::string& role) { return std::find(before.rolesWithKeys.begin(), before.rolesWithKeys.end(), role) != before.rolesWithKeys.end(); };
    return next.keysPerPerson > before.keysPerPerson || !std::all_of(next.rolesWithKeys.begin(), next.rolesWithKeys.end(), had);
}

/// Whoever would shut themselves out at once did not mean it: without them nobody might be left to change it back.
Status keepsItsMaker(CommandContext& cx, const KeyPolicy& next) {
    const auto me = cx.views().find<User>(cx.who().actor.id);
    if (!me) return {};
    const auto standing = standingOf(next, keysOf(cx.views(), me->id, std::nullopt), RoleBook(cx.views(), cx.clockNow()).of(me->id.str(), me->roles), cx.clockNow(), factsIn(cx.views()));
    if (standing.withheld.empty()) return {};
    return problem("policy_shuts_you_out", "you would lose your own roles at once: enrol your keys first, or give days of grace",
                   {{"missing", std::to_string(standing.needed - standing.has)}});
}

Status setPolicy(CommandContext& cx, const SetKeyPolicy& command) {
    OK_TRY(checkPolicy(command.policy));
    const KeyPolicy before = policyOf(cx.views());
    if (command.policy.version != before.version) {
        return problem("policy_changed", "somebody changed this policy meanwhile: look at it again", {{"version", std::to_string(before.version)}});
    }
    OK_TRY(checkRoles(cx.views(), command.policy.rolesWithKeys));
    if (command.policy == before) return {};
    KeyPolicy next = command.policy;
    next.version = before.version + 1;
    next.demandedSince = demandsMore(before, next) ? cx.clockNow() : before.demandedSince;
    next.changedAt = cx.clockNow();
    next.changedBy = cx.who().actor.id;
    OK_TRY(keepsItsMaker(cx, next));
    cx.emit(KeyPolicyChanged{next}, {.subjects = {"keys"}, .stream = Stream::security});
    noteEverybody(cx);
    cx.reply(next);
    return {};
}

}  // namespace

Result<std::int64_t> removeEveryKey(CommandContext& cx, UserId user, const std::string& reason) {
    std::int64_t removed = 0;
    for (const SecurityKey& key : keysOf(cx.views(), user, std::nullopt)) {
        if (key.state == KeyState::removed) continue;
        OK_TRY(drop(cx, key, reason, true));
        ++removed;
    }
    return removed;
}

void addKeyChangeHandlers(Gate& gate, const KeySettings& settings) {
    gate.handle<EnrolKey>([settings](const Right&, CommandContext& cx, const EnrolKey& c) { return enrol(cx, settings, c); });
    gate.handle<RenameKey>([](const Right&, CommandContext& cx, const RenameKey& c) { return rename(cx, c); });
    gate.handle<MakeKeyPrimary>([](const Right&, CommandContext& cx, const MakeKeyPrimary& c) { return makePrimary(cx, c); });
    gate.handle<RemoveKey>([](const Right&, CommandContext& cx, const RemoveKey& c) { return remove(cx, c); });
    gate.handle<RevokeKey>([](const Right&, CommandContext& cx, const RevokeKey& c) { return revoke(cx, c); });
    gate.handle<SetKeyPolicy>([](const Right&, CommandContext& cx, const SetKeyPolicy& c) { return setPolicy(cx, c); });
}

}  // namespace ok::access
