// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out what a SCIM client asks to change (RFC 7644), one operation or a bulk of them, in one command.
#pragma once
#include "server/identity/identity_commands.h"

namespace ok::identity {

[[nodiscard]] Status writeScim(CommandContext& cx, const ScimWrite& command);

}  // namespace ok::identity
