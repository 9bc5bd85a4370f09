// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Typed 128-bit identifiers. Two ids of different things cannot be swapped. Written as lower-case UUIDs.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok {

using UuidBytes = std::array<std::uint8_t, 16>;

[[nodiscard]] std::string formatUuid(const UuidBytes& bytes);
[[nodiscard]] Result<UuidBytes> parseUuid(std::string_view text);
/// RFC 9562 version 7: the instant's milliseconds, then 74 bits of `random`.
[[nodiscard]] UuidBytes uuidV7(Instant now, const UuidBytes& random);
/// RFC 9562 version 4 from 16 random bytes.
[[nodiscard]] UuidBytes uuidV4(UuidBytes random);

template <class Tag>
struct Id {
    UuidBytes bytes{};

    [[nodiscard]] bool known() const { return bytes != UuidBytes{}; }
    [[nodiscard]] std::string str() const { return known() ? formatUuid(bytes) : std::string(); }
    /// An empty text is the unknown id; anything else must be a UUID.
    static Result<Id> parse(std::string_view text) {
        if (text.empty()) return Id{};
        OK_ASSIGN(auto raw, parseUuid(text));
        return Id{raw};
    }
    auto operator<=>(const Id&) const = default;
};

using TenantId = Id<struct TenantTag>;
using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using CommandId = Id<struct CommandTag>;
using EntryId = Id<struct EntryTag>;
using AccountId = Id<struct AccountTag>;
using MeterId = Id<struct MeterTag>;
using ReportId = Id<struct ReportTag>;
using IncidentId = Id<struct IncidentTag>;
using MessageId = Id<struct MessageTag>;
using BroadcastId = Id<struct BroadcastTag>;
using ApprovalId = Id<struct ApprovalTag>;
using ImportId = Id<struct ImportTag>;
using DeviceId = Id<struct DeviceTag>;

}  // namespace ok

template <class Tag>
struct std::hash<ok::Id<Tag>> {
    std::size_t operator()(const ok::Id<Tag>& id) const noexcept {
        std::uint64_t high = 0, low = 0;
        std::memcpy(&high, id.bytes.data(), 8);
        std::memcpy(&low, id.bytes.data() + 8, 8);
        return high ^ (low * 0x9E3779B97F4A7C15ULL);
    }
};
