// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/network.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace ok {
namespace {

std::optional<unsigned> number(std::string_view text, int base, std::size_t longest, unsigned most) {
    unsigned out = 0;
    if (text.empty() || text.size() > longest) return {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
    if (error != std::errc() || end != text.data() + text.size() || out > most) return {};
    return out;
}

bool readV4(std::string_view text, std::uint8_t* into) {
    for (int i = 0; i < 4; ++i) {
        const std::size_t dot = i < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos) return false;
        const auto part = number(text.substr(0, dot), 10, 3, 255);
        if (!part) return false;
        into[i] = static_cast<std::uint8_t>(*part);
        text.remove_prefix(i < 3 ? dot + 1 : dot);
    }
    return text.empty();
}

/// The groups of one side of `::`; the last may be an IPv4 address.
bool readGroups(std::string_view text, std::vector<std::uint8_t>& out) {
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
            std::array<std::uint8_t, 4> last{};
            if (!readV4(group, last.data())) return false;
            out.insert(out.end(), last.begin(), last.end());
            return true;
        }
        const auto value = number(group, 16, 4, 0xffff);
        if (!value) return false;
        out.push_back(static_cast<std::uint8_t>(*value >> 8));
        out.push_back(static_cast<std::uint8_t>(*value & 0xff));
        if (colon == std::string_view::npos) return true;
        text.remove_prefix(colon + 1);
        if (text.empty()) return false;
    }
    return true;
}

std::optional<AddressBytes> readV6(std::string_view text) {
    const std::size_t gap = text.find("::");
    std::vector<std::uint8_t> front, back;
    if (!readGroups(text.substr(0, gap), front)) return {};
    if (gap != std::string_view::npos && !readGroups(text.substr(gap + 2), back)) return {};
    const std::size_t said = front.size() + back.size();
    if (gap == std::string_view::npos ? said != 16 : said > 14) return {};
    AddressBytes out{};
    std::copy(front.begin(), front.end(), out.begin());
    std::copy(back.begin(), back.end(), out.end() - static_cast<std::ptrdiff_t>(back.size()));
    return out;
}

}  // namespace

std::optional<AddressBytes> parseAddress(std::string_view text) {
    if (text.size() > 45) return {};
    if (text.find(':') != std::string_view::npos) return readV6(text);
    AddressBytes out{};
    out[10] = out[11] = 0xff;
    if (!readV4(text, out.data() + 12)) return {};
    return out;
}

std::optional<Network> parseNetwork(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view host = text.substr(0, slash);
    const auto base = parseAddress(host);
    if (!base) return {};
    const bool v4 = host.find(':') == std::string_view::npos;
    Network out{*base, 128};
    if (slash != std::string_view::npos) {
        const auto bits = number(text.substr(slash + 1), 10, 3, v4 ? 32 : 128);
        if (!bits) return {};
        out.bits = static_cast<int>(*bits) + (v4 ? 96 : 0);
    }
    for (int bit = out.bits; bit < 128; ++bit) {
        if ((out.base[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0) return {};
    }
    return out;
}

bool Network::holds(const AddressBytes& address) const {
    const auto whole = static_cast<std::size_t>(bits / 8);
    for (std::size_t i = 0; i < whole; ++i) {
        if (address[i] != base[i]) return false;
    }
    const int rest = bits % 8;
    return rest == 0 || (address[whole] ^ base[whole]) >> (8 - rest) == 0;
}

}  // namespace ok
