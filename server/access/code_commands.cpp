// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Codes by time and recovery codes: a second factor for who has no key at hand. They prove presence, not the key that what
// is dangerous demands: assurance stays 1 (decisions.md 7).
#include <algorithm>

#include "server/access/key_room.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/totp.h"

namespace ok::access {
namespace {

struct TotpSecret {
    std::string secret;          ///< hexadecimal
    std::string pending;         ///< made anew, not yet confirmed
};
BOOST_DESCRIBE_STRUCT(TotpSecret, (), (secret, pending))

struct RecoveryHashes {
    std::vector<Digest> hashes;
};
BOOST_DESCRIBE_STRUCT(RecoveryHashes, (), (hashes))

UserFactors factorsOf(CommandContext& cx, UserId user) {
    if (const auto found = cx.views().find<UserFactors>(user.str())) return *found;
    return UserFactors{.user = user};
}

EventOptions about(UserId user) { return {.subjects = {user.str()}, .stream = Stream::security}; }

Problem wrongCode(CommandContext& cx, UserId user, const std::string& login, const std::string& kind, const std::string& code,
                  const std::string& address) {
    leaveFailure(cx, user, login, address);
    cx.onRefusal(CodeRefused{user, kind, code, address}, about(user));
    return problem("code_refused", "this code was not accepted");
}

/// Who changes factors has shown the strongest one there is.
Status checkStrongest(CommandContext& cx, UserId user) {
    if (keysOf(cx.views(), user).empty() || keyIsFresh(cx.who(), cx.clockNow())) return {};
    return problem("step_up_required", "touch your security key to go on", {{"action", "self.keys"}, {"assurance", "2"}});
}

Status makeTotp(CommandContext& cx, const MakeTotp& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    OK_TRY(checkStrongest(cx, user.id));
    OK_ASSIGN(const Bytes random, fromHex(command.random.text));
    if (random.size() != totpSecretBytes) return problem("bad_random", "the secret has a wrong length");
    TotpSecret kept = openSealed<TotpSecret>(cx, totpSecretName(user.id)).valueOr({});
    kept.pending = toHex(random);
    OK_TRY(keepSealed(cx, totpSecretName(user.id), kept));
    cx.emit(TotpChanged{user.id, "made", 0}, about(user.id));
    const auto profile = cx.views().find<TenantProfile>("profile");
    cx.reply(TotpReply{toBase32(random), otpauthUri(profile ? profile->name : "OutageKit", user.login, random)});
    return {};
}

Status confirmTotp(CommandContext& cx, const ConfirmTotp& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    OK_TRY(checkAttempts(cx, user.id));
    auto kept = openSealed<TotpSecret>(cx, totpSecretName(user.id));
    if (!kept.ok() || kept->pending.empty()) return problem("no_code_pending", "start again: there is nothing to confirm");
    OK_ASSIGN(const Bytes secret, fromHex(kept->pending));
    const auto step = matchTotp(secret, command.code.text, cx.clockNow(), 0);
    if (!step) return wrongCode(cx, user.id, user.login, "totp", "wrong_code", cx.who().address);
    OK_TRY(keepSealed(cx, totpSecretName(user.id), TotpSecret{kept->pending, {}}));
    cx.emit(TotpChanged{user.id, "confirmed", *step}, about(user.id));
    return {};
}

/// The step of a good code; the reason of a bad one goes into the record.
Result<std::int64_t> checkTotp(CommandContext& cx, const User& user, const std::string& code, const std::string& address) {
    const UserFactors factors = factorsOf(cx, user.id);
    const auto kept = openSealed<TotpSecret>(cx, totpSecretName(user.id));
    const auto secret = kept.ok() ? fromHex(kept->secret) : Result<Bytes>(kept.problem());
    if (!factors.totp || !secret.ok()) return wrongCode(cx, user.id, user.login, "totp", "no_totp", address);
    if (const auto step = matchTotp(*secret, code, cx.clockNow(), factors.lastStep)) return *step;
    const bool replayed = matchTotp(*secret, code, cx.clockNow(), 0).has_value();
    return wrongCode(cx, user.id, user.login, "totp", replayed ? "code_used_before" : "wrong_code", address);
}

Status removeTotp(CommandContext& cx, const RemoveTotp& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    OK_TRY(checkAttempts(cx, user.id));
    const UserFactors factors = factorsOf(cx, user.id);
    if (!factors.totp && !factors.totpPending) return {};
    if (factors.totp && !keyIsFresh(cx.who(), cx.clockNow())) OK_TRY(checkTotp(cx, user, command.code.text, cx.who().address));
    OK_TRY(eraseSealed(cx, totpSecretName(user.id)));
    cx.emit(TotpChanged{user.id, "removed", 0}, about(user.id));
    return {};
}

Status makeRecovery(CommandContext& cx, const MakeRecoveryCodes& command) {
    OK_ASSIGN(const User user, askingUser(cx));
    OK_TRY(checkStrongest(cx, user.id));
    const bool something = factorsOf(cx, user.id).totp || !keysOf(cx.views(), user.id).empty();
    if (!something) return problem("no_factor", "enrol a security key or an app for codes first: recovery codes stand in for it");
    OK_ASSIGN(const Bytes random, fromHex(command.random.text));
    if (random.size() != recoveryCodeBytes * recoveryCodeCount) return problem("bad_random", "the codes have a wrong length");
    RecoveryCodesReply reply;
    RecoveryHashes kept;
    for (std::size_t i = 0; i < recoveryCodeCount; ++i) {
        reply.codes.push_back(recoveryCodeText(ByteView(random).subspan(i * recoveryCodeBytes, recoveryCodeBytes)));
        kept.hashes.push_back(recoveryCodeHash(reply.codes.back()));
    }
    OK_TRY(keepSealed(cx, recoverySecretName(user.id), kept));
    cx.emit(RecoveryCodesChanged{user.id, recoveryCodeCount, "made"}, about(user.id));
    cx.reply(reply);
    return {};
}

Status useRecovery(CommandContext& cx, const User& user, const CheckCode& command) {
    auto kept = openSealed<RecoveryHashes>(cx, recoverySecretName(user.id));
    const Digest hash = recoveryCodeHash(command.code.text);
    const auto found = kept.ok() ? std::find(kept->hashes.begin(), kept->hashes.end(), hash) : std::vector<Digest>::iterator();
    if (!kept.ok() || found == kept->hashes.end()) return wrongCode(cx, user.id, user.login, "recovery", "wrong_code", command.address);
    kept->hashes.erase(found);
    const int left = static_cast<int>(kept->hashes.size());
    OK_TRY(keepSealed(cx, recoverySecretName(user.id), *kept));
    cx.emit(RecoveryCodesChanged{user.id, left, "used"}, about(user.id));
    cx.reply(FactorReply{user.id, 1, "recovery"});
    return {};
}

Status checkCode(CommandContext& cx, const CheckCode& command) {
    const auto user = cx.views().find<User>(command.user.str());
    if (!user || user->disabled) return problem("code_refused", "this code was not accepted");
    OK_TRY(checkAttempts(cx, user->id));
    if (command.kind == "recovery") return useRecovery(cx, *user, command);
    OK_ASSIGN(const std::int64_t step, checkTotp(cx, *user, command.code.text, command.address));
    cx.emit(CodeUsed{user->id, step, command.address}, about(user->id));
    cx.reply(FactorReply{user->id, 1, "totp"});
    return {};
}

Status resetCodes(CommandContext& cx, const ResetCodes& command) {
    if (!cx.views().find<User>(command.user.str())) return problem("user_not_found", "there is no such person");
    if (command.reason.empty()) return problem("reason_missing", "say why: it stands in the record");
    OK_TRY(eraseSealed(cx, totpSecretName(command.user)));
    OK_TRY(eraseSealed(cx, recoverySecretName(command.user)));
    EventOptions options = about(command.user);
    options.justification = command.reason;
    cx.emit(TotpChanged{command.user, "removed", 0}, options);
    cx.emit(RecoveryCodesChanged{command.user, 0, "removed"}, options);
    return {};
}

}  // namespace

void addCodeHandlers(Gate& gate) {
    gate.handle<MakeTotp>([](const Right&, CommandContext& cx, const MakeTotp& c) { return makeTotp(cx, c); });
    gate.handle<ConfirmTotp>([](const Right&, CommandContext& cx, const ConfirmTotp& c) { return confirmTotp(cx, c); });
    gate.handle<RemoveTotp>([](const Right&, CommandContext& cx, const RemoveTotp& c) { return removeTotp(cx, c); });
    gate.handle<MakeRecoveryCodes>([](const Right&, CommandContext& cx, const MakeRecoveryCodes& c) { return makeRecovery(cx, c); });
    gate.handle<CheckCode>([](const Right&, CommandContext& cx, const CheckCode& c) { return checkCode(cx, c); });
    gate.handle<ResetCodes>([](const Right&, CommandContext& cx, const ResetCodes& c) { return resetCodes(cx, c); });
}

}  // namespace ok::access
