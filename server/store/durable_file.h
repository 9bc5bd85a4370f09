// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A file that is still there after the power was cut: written is not on the disk, and a new name is not either.
#pragma once
#include <filesystem>

#include "shared/base/result.h"

namespace ok {

/// Of a file, or of a folder's names. Problem `not_durable`.
[[nodiscard]] Status syncToDisk(const std::filesystem::path& path);
/// Gives a finished file or folder its name, both on the disk before and after.
[[nodiscard]] Status renameDurably(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ok
