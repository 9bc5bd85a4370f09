// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/session_commands.h"

#include <algorithm>

#include "server/access/key_rules.h"
#include "server/access/role_evidence.h"

namespace ok::access {
namespace {

// An answer that was lost on its way: the same device asks again with the token it had before.
constexpr Duration lostAnswer = seconds(30);
constexpr std::size_t maxReason = 500;

void end(CommandContext& cx, const Session& session, const std::string& reason) {
    cx.emit(SessionRevoked{session.id, reason},
            {.subjects = {session.id.str(), session.user.str()}, .justification = reason, .stream = Stream::security});
}

Status checkReason(const std::string& reason) {
    if (!reason.empty() && reason.size() <= maxReason) return {};
    return problem("reason_required", "say why, in at most 500 characters");
}

std::int64_t endAll(CommandContext& cx, const std::vector<Session>& sessions, const std::string& reason, SessionId except = {}) {
    std::int64_t count = 0;
    for (const Session& session : sessions) {
        if (session.revoked || session.expiresAt <= cx.clockNow() || session.id == except) continue;
        end(cx, session, reason);
        ++count;
    }
    return count;
}

std::string refuseRefresh(const Session& session, const RefreshSession& command, Instant lastActive, Instant now, const SessionLimits& limits) {
    if (session.revoked) return "session_revoked";
    if (now >= session.expiresAt || now - lastActive > limits.idle) return "session_expired";
    if (!session.deviceKey.empty() && !command.deviceProved) return "device_proof_wrong";
    return {};
}

Status refresh(CommandContext& cx, const RefreshSession& command, const SessionLimits& limits) {
    const auto session = cx.views().find<Session>(command.session.str());
    // Whoever does not know the family's half holds no token of this session, only its name.
    if (!session || session->familyHash == Digest{} || !(session->familyHash == command.familyHash)) {
        return problem("not_signed_in", "sign in again: this session has ended");
    }
    const Instant now = cx.clockNow();
    const Instant active = std::max(session->lastActiveAt, now - seconds(std::clamp<std::int64_t>(command.idleSeconds, 0, 86'400)));
    if (const std::string why = refuseRefresh(*session, command, active, now, limits); !why.empty()) {
        return problem(why, "sign in again: this session has ended");
    }
    const bool current = session->refreshHash == command.presentedHash;
    const bool retry = command.deviceProved && session->lastRefreshHash == command.presentedHash && now - session->refreshedAt <= lostAnswer;
    RefreshOutcome out{.accessExpiresAt = std::min(now + limits.access, session->expiresAt), .expiresAt = session->expiresAt};
    if (!current && !retry) {
        cx.emit(RefreshReused{session->id, session->user, command.address, session->address},
                {.subjects = {session->id.str(), session->user.str()}, .stream = Stream::security});
        end(cx, *session, "refresh_reused");
        cx.reply(RefreshOutcome{.refused = "session_revoked"});
        return {};
    }
    cx.emit(SessionRefreshed{session->id, command.tokenHash, command.refreshHash, out.accessExpiresAt, active, command.address},
            {.subjects = {session->id.str(), session->user.str()}, .stream = Stream::security});
    cx.reply(out);
    return {};
}

Status refuseDevice(CommandContext& cx, const RecordDeviceRefusal& command) {
    const auto session = cx.views().find<Session>(command.session.str());
    if (!session) return problem("session_not_found", "there is no such session");
    cx.emit(DeviceRefused{session->id, session->user, command.address, command.reason},
            {.subjects = {session->id.str(), session->user.str()}, .stream = Stream::security});
    return {};
}

Status endIdle(CommandContext& cx, const EndIdleSession& command) {
    const auto session = cx.views().find<Session>(command.session.str());
    if (!session) return problem("session_not_found", "there is no such session");
    if (!session->revoked) end(cx, *session, "idle");
    return {};
}

Status endMine(const Right& right, CommandContext& cx, const EndMySession& command) {
    const SessionId wanted = command.session.known() ? command.session : right.who().session;
    const auto session = cx.views().find<Session>(wanted.str());
    if (!session || session->user.str() != right.who().actor.id) return problem("session_not_found", "you have no such session");
    if (!session->revoked) end(cx, *session, "signed_out");
    return {};
}

Status endAllMine(const Right& right, CommandContext& cx, const EndMySessions& command) {
    const auto mine = cx.views().byKey<Session>("user", right.who().actor.id);
    cx.reply(SessionsEnded{endAll(cx, mine, "signed_out_everywhere", command.keepThis ? right.who().session : SessionId{})});
    return {};
}

Status revokeMany(const Right& right, CommandContext& cx, const RevokeSessions& command) {
    OK_TRY(checkReason(command.reason));
    std::vector<Session> all;
    if (command.user) {
        if (!cx.views().find<User>(command.user->str())) return problem("user_not_found", "there is no such person");
        all = cx.views().byKey<Session>("user", command.user->str());
    } else {
        cx.views().each<Session>([&all](const Session& session) { all.push_back(session); });
    }
    cx.reply(SessionsEnded{endAll(cx, all, command.reason, command.user ? SessionId{} : right.who().session)});
    return {};
}

// The last administrator who can still act must not lock everybody out, neither by mistake nor by another's hand.
Status keepsAnAdministrator(CommandContext& cx, UserId without) {
    bool found = false;
    cx.views().each<User>([&](const User& user) {
        found = found || (!user.disabled && !(user.id == without) && std::find(user.roles.begin(), user.roles.end(), "admin") != user.roles.end());
    });
    if (found) return {};
    return problem("last_administrator", "nobody else could administer this utility: make another administrator first");
}

Status disable(const Right&, CommandContext& cx, const DisableUser& command) {
    OK_TRY(checkReason(command.reason));
    const auto user = cx.views().find<User>(command.user.str());
    if (!user) return problem("user_not_found", "there is no such person");
    if (user->disabled == command.disabled) return {};
    const bool admin = std::find(user->roles.begin(), user->roles.end(), "admin") != user->roles.end();
    if (command.disabled && admin) OK_TRY(keepsAnAdministrator(cx, user->id));
    const auto sessions = cx.views().byKey<Session>("user", user->id.str());
    cx.emit(UserDisabled{user->id, command.disabled},
            {.subjects = {user->id.str()}, .justification = command.reason, .stream = Stream::security});
    if (command.disabled) cx.reply(SessionsEnded{endAll(cx, sessions, "user_disabled")});
    return {};
}

Status grantRoles(const Right& right, CommandContext& cx, const GrantRoles& command) {
    OK_TRY(checkReason(command.reason));
    if (right.who().actor.id == command.user.str()) return problem("own_roles", "nobody changes their own roles: ask another administrator");
    OK_TRY(checkRoles(cx.views(), command.roles));
    const auto user = cx.views().find<User>(command.user.str());
    if (!user) return problem("user_not_found", "there is no such person");
    if (user->roles == command.roles) return {};
    OK_TRY(mayHold(cx, *user, command.roles));
    const auto isAdmin = [](const std::vector<std::string>& roles) { return std::find(roles.begin(), roles.end(), "admin") != roles.end(); };
    if (isAdmin(user->roles) && !isAdmin(command.roles)) OK_TRY(keepsAnAdministrator(cx, user->id));
    cx.emit(rolesGranted(cx, *user, command.roles, command.reason),
            {.subjects = {user->id.str()}, .justification = command.reason, .stream = Stream::security});
    noteStanding(cx, command.user);
    return {};
}

}  // namespace

void addSessionHandlers(Gate& gate, const SessionLimits& limits) {
    gate.handle<RefreshSession>([limits](const Right&, CommandContext& cx, const RefreshSession& c) { return refresh(cx, c, limits); });
    gate.handle<RecordDeviceRefusal>([](const Right&, CommandContext& cx, const RecordDeviceRefusal& c) { return refuseDevice(cx, c); });
    gate.handle<EndIdleSession>([](const Right&, CommandContext& cx, const EndIdleSession& c) { return endIdle(cx, c); });
    gate.handle<EndMySession>(endMine);
    gate.handle<EndMySessions>(endAllMine);
    gate.handle<RevokeSessions>(revokeMany);
    gate.handle<DisableUser>(disable);
    gate.handle<GrantRoles>(grantRoles);
}

}  // namespace ok::access
