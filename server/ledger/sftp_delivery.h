// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Files to an SFTP server (F07.R5.A3): the host's key is checked before anything is said, ours proves who we are, a file has
// its name only when it is whole, and nobody else there may read it (0600).
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "server/ledger/delivery_settings.h"
#include "server/ledger/export_desk.h"

namespace ok::ledger {

/// Uploads these files of a folder. Reasons: `wrong_host_key`, `login_denied`, `connect_failed`, `timed_out`, `upload_failed`.
/// The artifact keeps its name; what stands beside it gets `prefix` in front, because there it is one of many.
[[nodiscard]] DeliveryOutcome deliverBySftp(const SftpTarget& target, const std::filesystem::path& directory, const std::vector<std::string>& names,
                                            const std::string& prefix);

}  // namespace ok::ledger
