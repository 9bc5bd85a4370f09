// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An AES-256-GCM key that seals and opens many small things: its schedule is made once, where seal() of digest.h makes it each
// time. And the derivation of such keys from one (HKDF-SHA-256, RFC 5869). No dice here: nonces are arguments.
#pragma once
#include <array>
#include <memory>
#include <string>

#include "shared/base/digest.h"

namespace ok {

/// 32 bytes, the first block of HKDF-Expand.
[[nodiscard]] std::array<std::uint8_t, 32> hkdfSha256(ByteView key, ByteView salt, ByteView info);

/// One thread at a time.
class SealingKey {
  public:
    static constexpr std::size_t nonceBytes = 12, tagBytes = 16, overhead = nonceBytes + tagBytes;

    explicit SealingKey(const std::array<std::uint8_t, 32>& key);
    ~SealingKey();
    SealingKey(SealingKey&&) noexcept;
    SealingKey& operator=(SealingKey&&) noexcept;

    /// Appends nonce ‖ ciphertext ‖ tag, what unseal() of digest.h opens. False: the library refused and `out` is as it was.
    [[nodiscard]] bool seal(const std::array<std::uint8_t, nonceBytes>& nonce, ByteView plain, ByteView context, std::string& out);
    /// False when key, context or a bit does not fit; `plain` is empty then.
    [[nodiscard]] bool open(ByteView sealed, ByteView context, std::string& plain);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace ok
