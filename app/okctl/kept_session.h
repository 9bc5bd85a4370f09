// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The session that `okctl login` keeps between two calls: a file only its owner can read, bound to a key that stands in it. At its usual
// place, where the desktop has a keychain (keychain.h), what is secret of it lies there; a file somebody names holds it whole.
// What it holds is worth as much as the person's session, for at most as long as that.
#pragma once
#include <string>

#include "shared/base/instant.h"
#include "shared/base/json.h"

namespace ok::okctl {

struct KeptSession {
    std::string url, utility, login, caFile;
    std::string session;
    std::string token, refreshToken;
    std::string deviceSeed;       ///< 32 bytes, hexadecimal
    Instant accessExpiresAt, expiresAt;
    std::int64_t serverAheadMicros = 0;
    bool inKeychain = false;      ///< tokens and the device's key lie there, and these three are empty here
};
BOOST_DESCRIBE_STRUCT(KeptSession, (), (url, utility, login, caFile, session, token, refreshToken, deviceSeed, accessExpiresAt, expiresAt,
                                        serverAheadMicros, inKeychain))

/// `given`, else $OKCTL_SESSION, else outagekit/session.json in the user's state directory.
[[nodiscard]] std::string sessionFile(const std::string& given);
/// Problems `not_signed_in` (no such file), `session_file_open_to_others`, `session_file_damaged`.
[[nodiscard]] Result<KeptSession> readSession(const std::string& file);
/// Mode 0600, replaced as a whole. Problem `session_file_unwritable`.
[[nodiscard]] Status writeSession(const std::string& file, const KeptSession& session);
void removeSession(const std::string& file);

}  // namespace ok::okctl
