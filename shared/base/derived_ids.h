// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ids made from content instead of dice: the same input gives the same id, so a repeated delivery is recognised.
#pragma once
#include <string_view>

#include "shared/base/digest.h"
#include "shared/base/ids.h"

namespace ok {

/// A version 8 UUID (RFC 9562: vendor-specific) from the first 122 bits of SHA-256(text).
[[nodiscard]] inline UuidBytes derivedUuid(std::string_view text) {
    const Digest d = sha256(text);
    UuidBytes out{};
    std::copy(d.bytes.begin(), d.bytes.begin() + 16, out.begin());
    out[6] = static_cast<std::uint8_t>(0x80 | (out[6] & 0x0f));
    out[8] = static_cast<std::uint8_t>(0x80 | (out[8] & 0x3f));
    return out;
}

/// The idempotency key of an intake: `commandIdFrom(tenant, "sms:" + messageSid)`.
[[nodiscard]] inline CommandId commandIdFrom(TenantId tenant, std::string_view what) {
    return CommandId{derivedUuid(tenant.str() + "|" + std::string(what))};
}

}  // namespace ok
