// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Password hashing: Argon2id (RFC 9106, second recommended option scaled to 64 MiB, t = 3, p = 1), encoded text.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/dice.h"

namespace ok::access {

[[nodiscard]] std::string hashPassword(std::string_view password, const Dice& dice);
/// Constant work for a given hash; false for a damaged hash.
[[nodiscard]] bool passwordMatches(std::string_view password, const std::string& encodedHash);

}  // namespace ok::access
