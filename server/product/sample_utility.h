// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The sample utility that `./ok run` shows: a drill tenant in Kentucky with made-up customers along the path of
// hurricane Helene, two people who can sign in, and the drill provider's secrets in files beside the database.
#pragma once
#include <filesystem>
#include <string>

#include "server/product/house.h"

namespace ok {

inline constexpr const char* sampleSlug = "bluegrass";

/// Makes what is not there yet; running it again changes nothing. `passwordFile` holds the password of `maria`
/// (operator), `jonas` (operator and approver) and `ada` (admin).
[[nodiscard]] Status ensureSampleUtility(House& house, const std::filesystem::path& resourcesDir,
                                         const std::string& passwordFile);

}  // namespace ok
