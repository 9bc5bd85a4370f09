// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A ceremony as a browser takes it (Web Authentication Level 3, sections 5.4 and 5.5), for every page that asks for a key.
#pragma once
#include <string>

#include "shared/access/key_commands.h"

namespace ok::access {

/// PublicKeyCredentialCreationOptions (F09.R1.A1, A3, A6).
[[nodiscard]] std::string creationOptions(const Ceremony& asked);
/// PublicKeyCredentialRequestOptions, and `attempt` where a key signs in by itself.
[[nodiscard]] std::string requestOptions(const Ceremony& asked, const std::string& attempt = {});

}  // namespace ok::access
