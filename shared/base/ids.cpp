// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/ids.h"

namespace ok {
namespace {

constexpr char hexDigits[] = "0123456789abcdef";

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string formatUuid(const UuidBytes& bytes) {
    std::string out(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
        out[at++] = hexDigits[bytes[i] >> 4];
        out[at++] = hexDigits[bytes[i] & 15];
    }
    return out;
}

Result<UuidBytes> parseUuid(std::string_view text) {
    const auto bad = [&] {
        return problem("bad_id", "`" + std::string(text.substr(0, 40)) + "` is not a UUID");
    };
    if (text.size() != 36) return bad();
    UuidBytes out{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            if (text[at++] != '-') return bad();
        }
        const int high = hexValue(text[at]);
        const int low = hexValue(text[at + 1]);
        if (high < 0 || low < 0) return bad();
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
        at += 2;
    }
    return out;
}

UuidBytes uuidV7(Instant now, const UuidBytes& random) {
    UuidBytes out = random;
    const auto ms = static_cast<std::uint64_t>(now.millis());
    for (std::size_t i = 0; i < 6; ++i) out[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    out[6] = static_cast<std::uint8_t>(0x70 | (out[6] & 0x0f));
    out[8] = static_cast<std::uint8_t>(0x80 | (out[8] & 0x3f));
    return out;
}

UuidBytes uuidV4(UuidBytes random) {
    random[6] = static_cast<std::uint8_t>(0x40 | (random[6] & 0x0f));
    random[8] = static_cast<std::uint8_t>(0x80 | (random[8] & 0x3f));
    return random;
}

}  // namespace ok
