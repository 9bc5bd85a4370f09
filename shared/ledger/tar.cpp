// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/tar.h"

#include <array>
#include <cstring>
#include <optional>

namespace ok::ledger {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t mostMembers = 1000;
constexpr std::uint64_t largestOctal = 077777777777ULL;   // 8 GiB; beyond it base 256 as GNU and BSD tar write it

unsigned checksumOf(std::string_view head) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < block; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(head[i]);
    return sum;
}

void putOctal(char* at, std::size_t digits, std::uint64_t value) {
    for (std::size_t i = digits; i-- > 0; value >>= 3) at[i] = static_cast<char>('0' + (value & 7));
}

std::optional<std::uint64_t> readNumber(std::string_view field) {
    std::uint64_t value = 0;
    if (static_cast<unsigned char>(field[0]) == 0x80) {
        for (const char c : field.substr(field.size() - 8)) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    bool any = false;
    for (const char c : field) {
        if (c == '\0' || c == ' ') {
            if (any) break;
            continue;
        }
        if (c < '0' || c > '7') return {};
        value = value << 3 | static_cast<std::uint64_t>(c - '0');
        any = true;
    }
    return any ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string tarHead(std::string_view name, std::uint64_t size) {
    std::string head(block, '\0');
    std::memcpy(head.data(), name.data(), std::min<std::size_t>(name.size(), 99));
    std::memcpy(head.data() + 100, "0000444", 7);   // mode; owner and group 0; time 0
    std::memcpy(head.data() + 108, "0000000", 7);
    std::memcpy(head.data() + 116, "0000000", 7);
    if (size <= largestOctal) {
        putOctal(head.data() + 124, 11, size);
    } else {
        head[124] = static_cast<char>(0x80);
        for (std::size_t i = 0; i < 8; ++i) head[135 - i] = static_cast<char>(size >> (8 * i) & 0xFF);
    }
    std::memcpy(head.data() + 136, "00000000000", 11);
    head[156] = '0';
    std::memcpy(head.data() + 257, "ustar\0" "00", 8);
    putOctal(head.data() + 148, 6, checksumOf(head));
    head[154] = '\0';
    head[155] = ' ';
    return head;
}

Result<std::map<std::string, std::string_view>> tarMembers(std::string_view archive) {
    const auto bad = [](const char* why) { return problem("bad_archive", std::string("not an archive of ours: ") + why); };
    std::map<std::string, std::string_view> out;
    for (std::size_t at = 0;;) {
        if (archive.size() - at < block) return bad("it ends too early");
        const std::string_view head = archive.substr(at, block);
        if (head.find_first_not_of('\0') == std::string_view::npos) return out;
        const auto sum = readNumber(head.substr(148, 8)), size = readNumber(head.substr(124, 12));
        if (!sum || *sum != checksumOf(head) || !size) return bad("a head is damaged");
        const std::string name(head.substr(0, std::min<std::size_t>(head.find('\0'), 100)));
        if (head[156] != '0' || name.empty() || name.find('/') != std::string::npos) return bad("it holds more than plain files");
        at += block;
        if (*size > archive.size() - at || tarPadding(*size) > archive.size() - at - *size) return bad("a member is cut off");
        if (out.size() == mostMembers || !out.emplace(name, archive.substr(at, *size)).second) return bad("a name stands there twice");
        at += *size + tarPadding(*size);
    }
}

}  // namespace ok::ledger
