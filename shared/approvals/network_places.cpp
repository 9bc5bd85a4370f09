// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/network_places.h"

#include <algorithm>
#include <array>

namespace ok::approvals {
namespace {

constexpr std::size_t longestField = 80;
constexpr std::array<std::string_view, 6> kinds{"", "office", "mobile", "hosting", "vpn", "tor"};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '"')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '"')) text.remove_suffix(1);
    return text;
}

AddressBytes masked(AddressBytes address, int bits) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        const int left = std::clamp(bits - static_cast<int>(i) * 8, 0, 8);
        address[i] = static_cast<std::uint8_t>(address[i] & (0xFF00U >> static_cast<unsigned>(left)));
    }
    return address;
}

Problem invalid(std::size_t line, const char* what) {
    return problem("networks_invalid", "line " + std::to_string(line) + " of the list of networks: " + what, {{"line", std::to_string(line)}});
}

}  // namespace

Result<NetworkPlaces> NetworkPlaces::read(std::string_view csv) {
    NetworkPlaces out;
    std::size_t line = 0;
    while (!csv.empty()) {
        const std::size_t end = std::min(csv.find('\n'), csv.size());
        const std::string_view text = trimmed(csv.substr(0, end));
        csv.remove_prefix(std::min(csv.size(), end + 1));
        if (++line > mostLines) return invalid(line, "too many lines");
        if (text.empty() || text.starts_with("#") || (line == 1 && text.starts_with("prefix"))) continue;
        std::array<std::string, 5> fields;
        std::size_t from = 0;
        for (std::size_t i = 0; i < fields.size() && from <= text.size(); ++i) {
            const std::size_t comma = std::min(text.find(',', from), text.size());
            fields[i] = std::string(trimmed(text.substr(from, comma - from)));
            if (fields[i].size() > longestField) return invalid(line, "a field is too long");
            from = comma + 1;
        }
        const auto network = parseNetwork(fields[0]);
        if (!network) return invalid(line, "no network such as `203.0.113.0/24`");
        if (!fields[1].empty() && fields[1].size() != 2) return invalid(line, "a country has two letters");
        if (std::find(kinds.begin(), kinds.end(), fields[2]) == kinds.end()) return invalid(line, "`kind` is office, mobile, hosting, vpn or tor");
        out.m_byBits[network->bits][network->base] = {fields[1], fields[2], fields[3], fields[4]};
        ++out.m_size;
    }
    return out;
}

NetworkPlace NetworkPlaces::of(std::string_view address) const {
    const auto bytes = parseAddress(address);
    if (!bytes) return {};
    for (const auto& [bits, places] : m_byBits) {
        if (const auto found = places.find(masked(*bytes, bits)); found != places.end()) return found->second;
    }
    return {};
}

bool isHosting(const NetworkPlace& place) { return place.kind == "hosting" || place.kind == "vpn" || place.kind == "tor"; }

}  // namespace ok::approvals
