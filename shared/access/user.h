// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// People and their sessions. A session token is 32 random bytes; only its SHA-256 is kept. Names are vaulted.
#pragma once
#include <string>
#include <vector>

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
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"user", user.str()}}; }
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, user, login, tokenHash, roles, assurance, method, steppedUpAt, freshUntil, device, address, createdAt, expiresAt,
                                    revoked))

struct UserCreated {
    static constexpr std::string_view eventType = "access.user_created";
    User user;
};
BOOST_DESCRIBE_STRUCT(UserCreated, (), (user))

/// A person's whole roles, released by a second administrator.
struct RolesGranted {
    static constexpr std::string_view eventType = "access.roles_granted";
    UserId user;
    std::vector<std::string> before, after;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RolesGranted, (), (user, before, after, reason))

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
