// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/access_commands.h"

#include <algorithm>

#include "shared/access/compiled_matrix.h"
#include "server/access/key_rules.h"
#include "shared/access/key_events.h"
#include "shared/base/time_zone.h"

namespace ok::access {
namespace {

Status createTenant(const Right&, CommandContext& cx, const CreateTenant& command) {
    OK_TRY(checkSlug(command.profile.slug));
    if (const auto local = localTime(cx.now(), command.profile.timeZone); !local.ok()) return local.problem();
    if (command.profile.tenant != cx.tenant()) return problem("wrong_tenant", "the profile names another tenant");
    if (cx.views().find<TenantProfile>("profile")) return problem("already_exists", "this tenant has a profile already");
    cx.emit(TenantCreated{command.profile}, {.subjects = {cx.tenant().str()}});
    if (command.exportsNeedKey) {
        KeyPolicy first;
        first.version = 1;
        first.exportsNeedKey = true;
        first.changedAt = cx.clockNow();
        first.changedBy = cx.who().actor.id;
        cx.emit(KeyPolicyChanged{first}, {.subjects = {"keys"}, .stream = Stream::security});
    }
    return {};
}

bool byTheServer(const CommandContext& cx) {
    const auto& roles = cx.who().roles;
    return std::find(roles.begin(), roles.end(), "system") != roles.end();
}

Status createUser(const Right&, CommandContext& cx, const CreateUser& command) {
    OK_ASSIGN(const std::string login, normaliseLogin(command.login));
    OK_TRY(checkRoles(cx.views(), command.roles));
    if (!command.passwordHash.text.starts_with("$argon2id$")) {
        return problem("bad_password_hash", "the password must arrive as an Argon2id hash");
    }
    if (!cx.views().byKey<User>("login", login).empty()) {
        return problem("login_taken", "`" + login + "` is taken: choose another login");
    }
    OK_ASSIGN(const auto name, cx.vault().put(cx.tenant(), command.name));
    User user{.id = cx.newId<UserId>(), .login = login, .name = name, .roles = {}, .createdAt = cx.now()};
    if (byTheServer(cx)) user.roles = command.roles;
    OK_TRY(cx.store().putSetting(cx.tenant(), "password:" + user.id.str(), command.passwordHash.text));
    cx.emit(UserCreated{user}, {.subjects = {user.id.str()}, .stream = Stream::security});
    cx.reply(UserCreatedReply{user.id, user.roles != command.roles});
    return {};
}

Status signIn(CommandContext& cx, const RecordSignIn& command, const SessionLimits& limits) {
    const auto user = cx.views().find<User>(command.user.str());
    if (!user || user->disabled) return problem("not_signed_in", "this account is disabled: ask an administrator");
    Session session;
    session.id = cx.newId<SessionId>();
    session.user = user->id;
    session.login = user->login;
    session.tokenHash = command.tokenHash;
    session.roles = user->roles;
    session.device = command.device;
    session.address = command.address;
    session.createdAt = cx.clockNow();
    session.lastActiveAt = session.createdAt;
    session.expiresAt = session.createdAt + limits.absolute;
    session.method = command.method;
    session.assurance = command.assurance;
    if (command.assurance >= 2) {  // signed in with a key: it was touched just now
        session.steppedUpAt = session.createdAt;
        session.freshUntil = session.createdAt + minutes(policyOf(cx.views()).stepUpMinutes);
    }
    session.familyHash = command.familyHash;
    session.refreshHash = command.refreshHash;
    session.deviceKey = command.deviceKey;
    // A client that cannot refresh keeps its token for the session; one that can gets short ones.
    session.accessExpiresAt = command.familyHash == Digest{} ? session.expiresAt : session.createdAt + limits.access;
    cx.emit(SignedIn{session}, {.subjects = {user->id.str(), session.id.str()}, .stream = Stream::security});
    if (command.assurance >= 2) {
        cx.emit(SessionPlaced{{session.id, regionOf(policyOf(cx.views()), command.address), cx.drill() ? "drill" : "live", command.address}},
                {.subjects = {user->id.str(), session.id.str()}, .stream = Stream::security});
    }
    cx.reply(session);
    return {};
}

Status revoke(const Right&, CommandContext& cx, const RevokeSession& command) {
    const auto session = cx.views().find<Session>(command.session.str());
    if (!session) return problem("session_not_found", "there is no such session");
    if (session->revoked) return {};
    cx.emit(SessionRevoked{command.session, command.reason},
            {.subjects = {command.session.str()}, .justification = command.reason, .stream = Stream::security});
    return {};
}

}  // namespace

// The roles of the built-in matrix, and of the one that is live.
Status checkRoles(Views& views, const std::vector<std::string>& roles) {
    const auto live = views.find<LiveRoles>("live");
    const auto among = [](const RolesMatrix& matrix, const std::string& role) {
        return std::any_of(matrix.roles.begin(), matrix.roles.end(), [&role](const Role& r) { return r.id == role; });
    };
    for (const std::string& role : roles) {
        if (!among(builtinRoles(), role) && !(live && among(live->matrix, role))) {
            return problem("unknown_role", "`" + role + "` is not a role people can have");
        }
    }
    return {};
}

void addHandlers(Gate& gate, SessionLimits limits) {
    gate.handle<CreateTenant>(createTenant);
    gate.handle<CreateUser>(createUser);
    gate.handle<RecordSignIn>([limits](const Right&, CommandContext& cx, const RecordSignIn& command) {
        return signIn(cx, command, limits);
    });
    gate.handle<RecordSignInRefusal>([](const Right&, CommandContext& cx, const RecordSignInRefusal& command) -> Status {
        cx.emit(SignInRefused{command.loginHash, command.address, command.reason}, {.stream = Stream::security});
        return {};
    });
    gate.handle<RevokeSession>(revoke);
    addSessionHandlers(gate, limits);
    addApiClientHandlers(gate);
}

SecurityContext systemContext(TenantId tenant, bool drill) {
    SecurityContext who = serverContext(tenant, drill, "server");
    who.purpose = "operations";
    return who;
}

}  // namespace ok::access
