// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Files to an HTTPS store (F01.R6.A4): one PUT a file, the artifact first and the signed checksums last, signed as webhooks are
// and with what the batch is in its headers. A file that comes again has the id and name it had before.
#pragma once
#include <filesystem>

#include "server/ledger/delivery_settings.h"
#include "server/ledger/export_desk.h"

namespace ok::ledger {

/// Reasons: `http_503`, `connect_failed`, `timed_out`, `tls_failed`, `file_missing`, ... What stands beside the artifact gets the
/// beginning of the export's id in front of its name, because there it is one of many.
[[nodiscard]] DeliveryOutcome deliverByHttps(const HttpsTarget& target, const std::filesystem::path& directory, const operations::AuditExport& made, Instant now);

}  // namespace ok::ledger
