// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who takes evidence out of the house touches their key first (I2). A utility may let nobody do it without one; until it says so,
// people who have no key yet can still work, and whoever has one shows it. Programs have no fingers: they act with a credential
// of their own, within the scopes somebody gave them.
#pragma once
#include <array>
#include <string_view>

#include "shared/access/key_standing.h"
#include "shared/access/security_context.h"

namespace ok::access {

/// Commands by which something leaves as a file.
[[nodiscard]] constexpr bool isExport(std::string_view command) {
    constexpr std::array exports{std::string_view("audit.start_export"), std::string_view("audit.request_approved"), std::string_view("audit.create_schedule"),
                                 std::string_view("audit.record_download")};
    for (const std::string_view each : exports) {
        if (each == command) return true;
    }
    return false;
}

[[nodiscard]] bool mustTouchToExport(Views& views, const SecurityContext& who, Instant now);
/// Problem `step_up_required`, for what is no command.
[[nodiscard]] Status touchedToExport(Views& views, const SecurityContext& who, Instant now);

}  // namespace ok::access
