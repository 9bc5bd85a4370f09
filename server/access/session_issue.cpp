// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/session_issue.h"

#include "shared/access/bearer.h"
#include "shared/access/device_proof.h"
#include "shared/base/derived_ids.h"

namespace ok::access {

Problem deviceKeyRequired() { return problem("device_key_required", "sign in with a client that binds its session to a key"); }

FreshTokens freshTokens(const Dice& dice, SessionId session, const std::array<std::uint8_t, 32>& family) {
    std::array<std::uint8_t, 32> raw{};
    dice(raw);
    FreshTokens out;
    out.access = toBase64Url(raw);
    out.accessHash = sha256(out.access);
    RefreshToken refresh{.session = session, .family = family};
    dice(refresh.secret);
    out.refresh = formatRefresh(refresh);
    out.refreshHash = sha256(ByteView(refresh.secret));
    return out;
}

Result<SignInReply> issueSession(const IssueParts& parts, const TenantProfile& profile, const Newcomer& who) {
    if (!who.deviceKey.empty()) OK_TRY(parseDeviceKey(who.deviceKey));
    else if (parts.limits.requireDeviceKey) return deviceKeyRequired();
    std::array<std::uint8_t, 32> family{};
    parts.dice(family);
    FreshTokens fresh = freshTokens(parts.dice, SessionId{}, family);
    const RecordSignIn command{who.user,           fresh.accessHash,           who.device,        who.address,  who.method,
                               sha256(ByteView(family)), fresh.refreshHash, who.deviceKey, who.assurance};
    const CommandAnswer answer =
        parts.gate.run(systemContext(profile.tenant, profile.drill),
                       {commandIdFrom(profile.tenant, "sign_in:" + fresh.accessHash.hex()), std::string(RecordSignIn::card.name), toJson(command)});
    if (!answer.reply.ok()) return answer.reply.problem();
    OK_ASSIGN(const Session session, fromJson<Session>(*answer.reply));
    // The session's id is the gate's: it enters the refresh token's text now.
    OK_ASSIGN(RefreshToken refresh, parseRefresh(fresh.refresh));
    refresh.session = session.id;
    SignInReply out;
    out.token = std::move(fresh.access);
    out.refreshToken = formatRefresh(refresh);
    out.tenant = profile.tenant;
    out.utility = profile.slug;
    out.utilityName = profile.name;
    out.user = session.user;
    out.login = session.login;
    out.roles = session.roles;
    out.session = session.id;
    out.expiresAt = session.expiresAt;
    out.accessExpiresAt = session.accessExpiresAt;
    out.idleSeconds = std::chrono::duration_cast<seconds>(parts.limits.idle).count();
    out.serverTime = parts.clock();
    out.drill = profile.drill;
    return out;
}

}  // namespace ok::access
