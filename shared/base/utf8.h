// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// UTF-8 in and out, code point by code point. Bytes that are not UTF-8 become U+FFFD: hostile text cannot stop a loop.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ok {

/// The code point at `at`, which moves behind it. Overlong forms, surrogates and cut sequences give U+FFFD for one byte.
[[nodiscard]] inline char32_t nextCodePoint(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    constexpr char32_t bad = 0xFFFD;
    const std::uint8_t first = byte(at++);
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || at + more > text.size()) return bad;
    char32_t c = first & (0x3F >> more);
    for (std::size_t i = 0; i < more; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return bad;
        c = c << 6 | (byte(at + i) & 0x3F);
    }
    constexpr char32_t lowest[] = {0, 0x80, 0x800, 0x10000};
    if (c < lowest[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return bad;
    at += more;
    return c;
}

inline void appendUtf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t b) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(b))); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

}  // namespace ok
