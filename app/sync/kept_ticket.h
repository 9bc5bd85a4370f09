// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A session as the secret store keeps it between two runs of the console: the refresh token, the device's key, and for whom
// they are. The access token is not in it: it is asked for anew. What cannot be read is no session.
#pragma once
#include <optional>

#include "app/sync/sign_in_client.h"

namespace ok::app {

inline constexpr const char* kKeptSession = "session";

/// Empty where there is nothing to keep: a session without a refresh token ends with its access token.
[[nodiscard]] QByteArray keptForm(const SessionTicket& ticket);
[[nodiscard]] std::optional<SessionTicket> ticketFrom(const QByteArray& kept, const std::function<TrustPolicy(const QUrl& server)>& trust);

}  // namespace ok::app
