// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The little of the tar format (POSIX ustar) an evidence bundle needs: files in one directory, with nothing in the headers
// that depends on when or by whom they were written, so the same files make the same archive.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace ok::ledger {

/// Head of a member; its bytes follow, then tarPadding(size). The archive ends with tarEnd().
[[nodiscard]] std::string tarHead(std::string_view name, std::uint64_t size);
[[nodiscard]] inline std::size_t tarPadding(std::uint64_t size) { return static_cast<std::size_t>((512 - size % 512) % 512); }
[[nodiscard]] inline std::string tarEnd() { return std::string(1024, '\0'); }

/// The members by name, as slices of `archive`. Problem `bad_archive`: damaged, a name twice, anything but plain files.
[[nodiscard]] Result<std::map<std::string, std::string_view>> tarMembers(std::string_view archive);

}  // namespace ok::ledger
