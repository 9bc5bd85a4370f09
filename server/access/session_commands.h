// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What keeps a session going and what ends it, as commands on the gate; and what takes a person's rights away at once.
#pragma once
#include "server/access/access_commands.h"
#include "shared/access/session_events.h"

namespace ok::access {

/// By the server, after it has checked the device's proof. Answers RefreshOutcome: a reused token is an outcome that has
/// changed something (the session is over), not a refusal that has not.
struct RefreshSession {
    static constexpr CommandCard card{.name = "access.refresh_session", .action = "sign_in.record", .purpose = "sign_in"};
    SessionId session;
    Digest familyHash;
    Digest presentedHash;
    Digest tokenHash;              ///< of what the client gets now
    Digest refreshHash;
    std::int64_t idleSeconds = 0;  ///< since its user's last input, as the client knows it
    bool deviceProved = false;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(RefreshSession, (), (session, familyHash, presentedHash, tokenHash, refreshHash, idleSeconds, deviceProved, address))

struct RefreshOutcome {
    std::string refused;           ///< problem code; empty: refreshed
    Instant accessExpiresAt;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(RefreshOutcome, (), (refused, accessExpiresAt, expiresAt))

/// By the server: a bound session's token came without its device.
struct RecordDeviceRefusal {
    static constexpr CommandCard card{.name = "access.device_refused", .action = "sign_in.record", .purpose = "sign_in"};
    SessionId session;
    std::string address;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RecordDeviceRefusal, (), (session, address, reason))

/// By the server: nobody has used the session for too long.
struct EndIdleSession {
    static constexpr CommandCard card{.name = "access.end_idle_session", .action = "sign_in.record", .purpose = "sign_in"};
    SessionId session;
};
BOOST_DESCRIBE_STRUCT(EndIdleSession, (), (session))

/// One's own session: this one, or another of the same person.
struct EndMySession {
    static constexpr CommandCard card{.name = "access.end_my_session", .action = "self.sessions", .purpose = "sign_in",
                                      .refusalIsEvidence = true};
    SessionId session;             ///< unknown: the one that asks
};
BOOST_DESCRIBE_STRUCT(EndMySession, (), (session))

/// Sign out everywhere.
struct EndMySessions {
    static constexpr CommandCard card{.name = "access.end_my_sessions", .action = "self.sessions", .purpose = "sign_in"};
    bool keepThis = false;
};
BOOST_DESCRIBE_STRUCT(EndMySessions, (), (keepThis))

/// Another person's sessions, all of them; without a user, everybody's but the asker's own.
struct RevokeSessions {
    static constexpr CommandCard card{.name = "access.revoke_sessions", .action = "access.revoke_session",
                                      .purpose = "administration", .refusalIsEvidence = true};
    std::optional<UserId> user;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevokeSessions, (), (user, reason))

struct SessionsEnded {
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(SessionsEnded, (), (count))

/// The account stays for the record; its sessions and tokens are over at once.
struct DisableUser {
    static constexpr CommandCard card{.name = "access.disable_user", .action = "access.disable_user", .purpose = "administration",
                                      .refusalIsEvidence = true};
    UserId user;
    bool disabled = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DisableUser, (), (user, disabled, reason))

}  // namespace ok::access
