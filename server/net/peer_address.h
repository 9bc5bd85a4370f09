// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. Who is on the other side: behind trusted proxies, and in whose trace.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/net/http.h"

namespace ok::net {

/// When the peer is a trusted proxy: remoteAddress becomes the right-most X-Forwarded-For entry that is no trusted proxy
/// (everything left of it was written by strangers), tls what X-Forwarded-Proto says.
void applyForwarded(HttpRequest& request, const std::vector<std::string>& trustedProxies);

/// The trace id of a W3C `traceparent`; empty when malformed.
[[nodiscard]] std::string traceIdOf(std::string_view traceparent);

/// Numeric, an IPv4-mapped IPv6 address as IPv4; empty when it is no address.
[[nodiscard]] std::string normalAddress(std::string_view text);

}  // namespace ok::net
