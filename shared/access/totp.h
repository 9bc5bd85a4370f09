// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Codes by time (RFC 6238: SHA-1, 30 seconds, 6 digits, as every authenticator app has them) and recovery codes. Pure: the
// time and the secret are arguments.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/instant.h"

namespace ok::access {

inline constexpr std::size_t totpSecretBytes = 20;
inline constexpr int recoveryCodeCount = 10;
inline constexpr std::size_t recoveryCodeBytes = 10;   // 80 bits: a plain hash of it cannot be searched

[[nodiscard]] std::int64_t totpStep(Instant now);
/// RFC 4226 for that step.
[[nodiscard]] std::string totpCode(ByteView secret, std::int64_t step, int digits = 6);
/// The step a code belongs to: this one or a neighbour (clocks differ), later than `lastStep` (no code counts twice).
[[nodiscard]] std::optional<std::int64_t> matchTotp(ByteView secret, std::string_view code, Instant now, std::int64_t lastStep);

/// RFC 4648 base 32 without padding.
[[nodiscard]] std::string toBase32(ByteView data);
[[nodiscard]] Result<Bytes> fromBase32(std::string_view text);
/// `otpauth://totp/Bluegrass:maria?secret=...&issuer=Bluegrass`: what an app takes in by link.
[[nodiscard]] std::string otpauthUri(std::string_view issuer, std::string_view login, ByteView secret);

/// `abcd-efgh-ijkl-mnop`, as it is shown once.
[[nodiscard]] std::string recoveryCodeText(ByteView random);
/// What is kept of it; capitals, spaces and hyphens do not matter.
[[nodiscard]] Digest recoveryCodeHash(std::string_view text);

}  // namespace ok::access
