// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to a session between sign-in and its end, and to the person behind it. The server's session book follows
// these, on every server of a database: what they say is in force everywhere the moment it is durable.
#pragma once
#include "shared/access/user.h"

namespace ok::access {

struct SessionRefreshed {
    static constexpr std::string_view eventType = "access.session_refreshed";
    SessionId session;
    Digest tokenHash;         ///< the access token from now on
    Digest refreshHash;
    Instant accessExpiresAt;
    Instant lastActiveAt;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(SessionRefreshed, (), (session, tokenHash, refreshHash, accessExpiresAt, lastActiveAt, address))

/// A refresh token that had been used already came again: one of the two who hold it is not the person. The session ends
/// with the next entry.
struct RefreshReused {
    static constexpr std::string_view eventType = "access.refresh_reused";
    SessionId session;
    UserId user;
    std::string address;      ///< where it came from
    std::string lastAddress;  ///< where the session was known to be
};
BOOST_DESCRIBE_STRUCT(RefreshReused, (), (session, user, address, lastAddress))

/// A token came without the proof of its device's key, or with a wrong one.
struct DeviceRefused {
    static constexpr std::string_view eventType = "access.device_refused";
    SessionId session;
    UserId user;
    std::string address;
    std::string reason;       ///< `device_proof_missing`, `device_proof_wrong`, `device_proof_reused`
};
BOOST_DESCRIBE_STRUCT(DeviceRefused, (), (session, user, address, reason))

void addSessionProjections(Projections& projections);

}  // namespace ok::access
