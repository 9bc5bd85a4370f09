// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What changes people and sessions, as commands on the gate. Passwords are hashed before a command is made: the gate's
// thread never waits for Argon2, and no command or entry holds a password.
#pragma once
#include <string>
#include <vector>

#include "server/gate/gate.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/user.h"

namespace ok::access {

struct CreateTenant {
    static constexpr CommandCard card{.name = "operations.create_tenant", .action = "operations.create_tenant",
                                      .purpose = "administration",
                                      .refusalIsEvidence = true};
    TenantProfile profile;
    bool exportsNeedKey = false;   ///< begins with a key policy that lets nobody take evidence out without a key (I2)
};
BOOST_DESCRIBE_STRUCT(CreateTenant, (), (profile, exportsNeedKey))

struct CreateUser {
    static constexpr CommandCard card{.name = "access.create_user", .action = "access.create_user",
                                      .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string login;
    PersonName name;
    std::vector<std::string> roles;
    Secret passwordHash;
};
BOOST_DESCRIBE_STRUCT(CreateUser, (), (login, name, roles, passwordHash))

/// The roles a person holds whole, from now on. High risk: nobody makes a second key for himself, so a second administrator
/// releases it; and a new account has no roles until then. The server itself (installation, directory) needs none.
struct GrantRoles {
    static constexpr CommandCard card{.name = "access.grant_roles", .action = "access.assign", .risk = RiskClass::high,
                                      .purpose = "administration",
                                      .refusalIsEvidence = true};
    UserId user;
    std::vector<std::string> roles;
    std::string reason;
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {user.str()}; }
};
BOOST_DESCRIBE_STRUCT(GrantRoles, (), (user, roles, reason))

struct UserCreatedReply {
    UserId user;
    bool rolesPending = false;   ///< the account has none until a second person released GrantRoles
};
BOOST_DESCRIBE_STRUCT(UserCreatedReply, (), (user, rolesPending))

struct RecordSignIn {
    static constexpr CommandCard card{.name = "access.sign_in", .action = "sign_in.record", .purpose = "sign_in"};
    UserId user;
    Digest tokenHash;
    std::string device;
    std::string address;
    std::string method = "password";
    Digest familyHash;         ///< zero: a session that ends with its access token
    Digest refreshHash;
    std::string deviceKey;
    int assurance = 1;
};
BOOST_DESCRIBE_STRUCT(RecordSignIn, (), (user, tokenHash, device, address, method, familyHash, refreshHash, deviceKey, assurance))

struct RecordSignInRefusal {
    static constexpr CommandCard card{.name = "access.sign_in_refused", .action = "sign_in.record",
                                      .purpose = "sign_in"};
    std::string loginHash;
    std::string address;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RecordSignInRefusal, (), (loginHash, address, reason))

struct RevokeSession {
    static constexpr CommandCard card{.name = "access.revoke_session", .action = "access.revoke_session",
                                      .purpose = "administration",
                                      .refusalIsEvidence = true};
    SessionId session;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevokeSession, (), (session, reason))

struct SessionLimits {
    Duration absolute = hours(12);          ///< from sign-in; nothing prolongs it
    Duration idle = minutes(60);            ///< without a command or a person's input
    Duration access = minutes(10);          ///< an access token, where the client can refresh it
    Duration clientToken = minutes(15);     ///< an OAuth client's access token
    bool requireDeviceKey = false;          ///< refuse people whose client has no key to bind the session to
};

void addHandlers(Gate& gate, SessionLimits limits = {});
/// The rest of them (session_commands.cpp, api_client_commands.cpp); called by addHandlers.
void addSessionHandlers(Gate& gate, const SessionLimits& limits);
void addApiClientHandlers(Gate& gate);
/// Problem `unknown_role` for a role people cannot have.
[[nodiscard]] Status checkRoles(Views& views, const std::vector<std::string>& roles);

/// The context the server itself acts with (sign-in, start-up, timers).
[[nodiscard]] SecurityContext systemContext(TenantId tenant, bool drill);

}  // namespace ok::access
