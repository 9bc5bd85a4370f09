// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Addresses and traces of peers.
#include "server/net/peer_address.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace ok::net {

std::string normalAddress(std::string_view text) {
    boost::system::error_code ec;
    auto address = boost::asio::ip::make_address(std::string(text), ec);
    if (ec) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    }
    return address.to_string();
}

void applyForwarded(HttpRequest& request, const std::vector<std::string>& trustedProxies) {
    const auto trusted = [&](const std::string& address) {
        return std::find(trustedProxies.begin(), trustedProxies.end(), address) != trustedProxies.end();
    };
    if (!trusted(request.remoteAddress)) return;
    std::string chain;
    for (const auto& [name, value] : request.headers) {
        if (Headers{{name, ""}}.has("X-Forwarded-For")) chain += (chain.empty() ? "" : ",") + value;
    }
    std::string_view rest = chain;
    while (!rest.empty()) {
        const auto comma = rest.rfind(',');
        auto one = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
        const auto address = normalAddress(one);
        if (address.empty()) break;
        request.remoteAddress = address;
        if (!trusted(address)) break;
    }
    if (const auto proto = request.header("X-Forwarded-Proto"); !proto.empty()) request.tls = proto == "https";
}

std::string traceIdOf(std::string_view traceparent) {
    if (traceparent.size() < 55 || !traceparent.starts_with("00-") || traceparent[35] != '-') return {};
    const auto id = traceparent.substr(3, 32);
    const bool hex = std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!hex || id.find_first_not_of('0') == std::string_view::npos) return {};
    return std::string(id);
}

}  // namespace ok::net
