// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// People and their sessions. Tokens are random bytes of which only SHA-256 hashes are kept: a short-lived access token, and
// a refresh token of two halves, one that stays while the session lives and one that changes each time it is used (docs/sessions.md).
// Names are vaulted.
#pragma once
#include <string>
#include <vector>

#include "shared/access/role_change.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::access {

struct User {
    static constexpr std::string_view viewKind = "user";
    UserId id;
    std::string login;                 ///< lower case, 2 to 64 of a-z 0-9 . _ - @
    Token<PersonName> name;
    std::vector<std::string> roles;
    bool disabled = false;
    Instant createdAt;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"login", login}}; }
};
BOOST_DESCRIBE_STRUCT(User, (), (id, login, name, roles, disabled, createdAt))

struct Session {
    static constexpr std::string_view viewKind = "session";
    SessionId id;
    UserId user;
    std::string login;
    Digest tokenHash;
    std::vector<std::string> roles;
    int assurance = 1;     ///< 1 password (also with a code), 2 hardware key (decisions.md 7)
    std::string method = "password";  ///< what it was opened with: `password`, `password+totp`, `password+key`, `key`, ...
    Instant steppedUpAt;   ///< the last assertion of a hardware key in this session
    Instant freshUntil;    ///< until when that assertion lets commands through which demand one
    std::string device;
    std::string address;
    Instant createdAt;
    Instant expiresAt;     ///< absolute limit
    bool revoked = false;
    Instant accessExpiresAt;          ///< of the access token; unknown: with the session
    Digest familyHash;                ///< of the refresh token's half that stays; zero: this session cannot be refreshed
    Digest refreshHash;               ///< of the half that changes
    Digest lastRefreshHash;           ///< of the one before
    std::int64_t refreshes = 0;
    Instant refreshedAt;
    Instant lastActiveAt;             ///< as known at the last refresh
    std::string deviceKey;            ///< Ed25519, hexadecimal: requests must be signed with it; empty: whoever has the token
    Instant endedAt;
    std::string endReason;            ///< `signed_out`, `revoked`, `user_disabled`, `refresh_reused`, ...
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"user", user.str()}}; }
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, user, login, tokenHash, roles, assurance, method, steppedUpAt, freshUntil, device, address, createdAt,
                                    expiresAt, revoked, accessExpiresAt, familyHash, refreshHash, lastRefreshHash, refreshes, refreshedAt,
                                    lastActiveAt, deviceKey, endedAt, endReason))

struct UserCreated {
    static constexpr std::string_view eventType = "access.user_created";
    User user;
};
BOOST_DESCRIBE_STRUCT(UserCreated, (), (user))

/// A person's whole roles, released by a second administrator.
/// In force on live sessions at once.
struct RolesGranted {
    static constexpr std::string_view eventType = "access.roles_granted";
    UserId user;
    std::vector<std::string> before, after;
    std::string reason;
    RoleChange change{};   ///< the same as evidence (F02.R5.A2)
};
BOOST_DESCRIBE_STRUCT(RolesGranted, (), (user, before, after, reason, change))

struct UserDisabled {
    static constexpr std::string_view eventType = "access.user_disabled";
    UserId user;
    bool disabled = true;
};
BOOST_DESCRIBE_STRUCT(UserDisabled, (), (user, disabled))

struct SignedIn {
    static constexpr std::string_view eventType = "access.signed_in";
    Session session;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (session))

struct SignInRefused {
    static constexpr std::string_view eventType = "access.sign_in_refused";
    std::string loginHash;   ///< first 16 hex digits of SHA-256: repeated attempts can be told apart, names not read
    std::string address;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SignInRefused, (), (loginHash, address, reason))

struct SessionRevoked {
    static constexpr std::string_view eventType = "access.session_revoked";
    SessionId session;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SessionRevoked, (), (session, reason))

/// A hardware key was touched in a running session: for a while it may do what demands assurance 2.
struct SteppedUp {
    static constexpr std::string_view eventType = "access.stepped_up";
    SessionId session;
    Instant at;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(SteppedUp, (), (session, at, until))

/// Lower case and checked; problem `bad_login`.
[[nodiscard]] Result<std::string> normaliseLogin(std::string_view login);
/// At least 12 characters, at most 256, not one character repeated. Problem `weak_password`.
[[nodiscard]] Status checkPassword(std::string_view password);

}  // namespace ok::access
