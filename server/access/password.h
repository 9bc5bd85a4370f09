// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Password hashing: Argon2id (RFC 9106, second recommended option scaled to 64 MiB, t = 3, p = 1), encoded text.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/dice.h"

namespace ok::access {

[[nodiscard]] std::string hashPassword(std::string_view password, const Dice& dice);
/// A key from a passphrase (Argon2id, same cost), for what is encrypted outside the database.
[[nodiscard]] std::array<std::uint8_t, 32> keyFromPassphrase(std::string_view passphrase, const std::array<std::uint8_t, 16>& salt);
/// True for a text that passwordMatches() works on with full effort.
[[nodiscard]] bool isPasswordHash(const std::string& encodedHash);
/// How often this process has run Argon2: what a sign-in costs, and what must not differ between its refusals.
[[nodiscard]] std::uint64_t passwordRuns();
/// Constant work for a given hash; false for a damaged hash.
[[nodiscard]] bool passwordMatches(std::string_view password, const std::string& encodedHash);

}  // namespace ok::access
