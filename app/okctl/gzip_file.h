// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Reads a whole file, plain or gzip.
#pragma once
#include <string>

#include "shared/base/result.h"

namespace ok::okctl {

/// Problems `file_not_found`, `file_damaged`, `file_too_large` (over 2 GiB unpacked).
[[nodiscard]] Result<std::string> readMaybeGzip(const std::string& name);

}  // namespace ok::okctl
