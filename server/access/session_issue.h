// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a session begins, whatever proved who the person is (password, key, identity provider): one function for all. Tokens
// are made here, never taken from outside: a session cannot be fixed before its sign-in.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "server/access/access_commands.h"
#include "shared/base/dice.h"

namespace ok::access {

struct SignInReply {
    std::string token;           ///< shown once; 43 characters
    std::string refreshToken;    ///< shown once; good for one use
    TenantId tenant;
    std::string utility;
    std::string utilityName;
    UserId user;
    std::string login;
    std::vector<std::string> roles;
    SessionId session;
    Instant expiresAt;           ///< of the session
    Instant accessExpiresAt;     ///< of the token: refresh before
    std::int64_t idleSeconds = 0;
    Instant serverTime;
    bool drill = false;
};
BOOST_DESCRIBE_STRUCT(SignInReply, (), (token, refreshToken, tenant, utility, utilityName, user, login, roles, session, expiresAt,
                                        accessExpiresAt, idleSeconds, serverTime, drill))

struct Newcomer {
    UserId user;
    std::string device;
    std::string address;
    std::string method = "password";
    int assurance = 1;
    std::string deviceKey;       ///< the session is bound to it; empty: to nothing
};

struct IssueParts {
    Gate& gate;
    std::function<Instant()> clock;
    Dice dice;
    SessionLimits limits;
};

/// Waits for the gate: not on an io thread. Problems: `not_signed_in` (disabled meanwhile), `bad_device_key`, the gate's.
[[nodiscard]] Result<SignInReply> issueSession(const IssueParts& parts, const TenantProfile& profile, const Newcomer& who);

/// Where the installation demands a key of the client's device, and there is none.
[[nodiscard]] Problem deviceKeyRequired();

/// Fresh texts for a refresh; the family's half stays.
struct FreshTokens {
    std::string access, refresh;
    Digest accessHash, refreshHash;
};
[[nodiscard]] FreshTokens freshTokens(const Dice& dice, SessionId session, const std::array<std::uint8_t, 32>& family);

}  // namespace ok::access
