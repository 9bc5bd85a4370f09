// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A port of this machine that is free right now. Webhook signatures cover the server's own address, so it must be known
// before the routes are made; somebody else may take the port meanwhile, and then start() says so.
#pragma once
#include <cstdint>
#include <string>

namespace ok {

/// 0 when the system gives none.
[[nodiscard]] std::uint16_t freePort(const std::string& address);

}  // namespace ok
