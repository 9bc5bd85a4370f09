// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys and codes on a terminal: asks for the touch, the PIN, the code.
#pragma once
#include <functional>

#include "app/keys/key_device.h"
#include "app/okctl/api_client.h"

namespace ok::okctl {

/// Asked for on the terminal, without showing it. Problem `no_terminal`.
[[nodiscard]] Result<std::string> askHidden(const char* what);

/// Asks the key, and for its PIN when it wants one; says what to do on standard error.
[[nodiscard]] Result<app::KeySaid> askKey(app::KeyDevice& device, const app::KeyAsk& ask);
[[nodiscard]] Result<app::KeyMade> enrolKey(app::KeyDevice& device, const app::KeyEnrolAsk& ask);

/// The second half of a sign-in: touches a key or asks for a code, as `why` (second_factor_required) allows. The server's
/// answer with the session. `code`: given on the command line.
[[nodiscard]] Result<std::string> finishSignIn(ApiClient& api, app::KeyDevice& device, const Problem& why, const std::string& code);
/// Touches a key for the running session, so that what demands one goes through.
Status stepUp(ApiClient& api, app::KeyDevice& device);

}  // namespace ok::okctl
