// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/password.h"

#include <atomic>
#include <cstdlib>

#include <argon2.h>

namespace ok::access {
namespace {
constexpr std::uint32_t passes = 3;
constexpr std::uint32_t memoryKiB = 64 * 1024;
constexpr std::uint32_t lanes = 1;
std::atomic<std::uint64_t> runs{0};
}  // namespace

std::string hashPassword(std::string_view password, const Dice& dice) {
    ++runs;
    std::array<std::uint8_t, 16> salt{};
    dice(salt);
    std::array<char, 160> encoded{};
    const int failed = argon2id_hash_encoded(passes, memoryKiB, lanes, password.data(), password.size(), salt.data(),
                                             salt.size(), 32, encoded.data(), encoded.size());
    return failed == ARGON2_OK ? std::string(encoded.data()) : std::string();
}

std::array<std::uint8_t, 32> keyFromPassphrase(std::string_view passphrase, const std::array<std::uint8_t, 16>& salt) {
    std::array<std::uint8_t, 32> key{};
    const int failed = argon2id_hash_raw(passes, memoryKiB, lanes, passphrase.data(), passphrase.size(), salt.data(), salt.size(),
                                         key.data(), key.size());
    if (failed != ARGON2_OK) std::abort();  // out of memory: nothing may be encrypted under a key of zeros
    return key;
}

bool isPasswordHash(const std::string& encodedHash) { return encodedHash.starts_with("$argon2id$v="); }

std::uint64_t passwordRuns() { return runs.load(); }

bool passwordMatches(std::string_view password, const std::string& encodedHash) {
    ++runs;
    return argon2id_verify(encodedHash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace ok::access
