// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A file as a response body: mapped, so that a large artifact is sent from the page cache and never copied into memory.
#pragma once
#include <string>

#include "server/net/http.h"
#include "shared/base/result.h"

namespace ok::net {

/// Problem `file_not_found`. The file must not be cut while it is sent; ours are written once.
[[nodiscard]] Result<MappedBody> mapFile(const std::string& path);

}  // namespace ok::net
