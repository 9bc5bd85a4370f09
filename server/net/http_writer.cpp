// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Response heads.
#include "server/net/http_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ok::net {
namespace {

bool isToken(std::string_view name) {
    constexpr std::string_view extra = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               extra.find(c) != std::string_view::npos;
    });
}

bool isSafeValue(std::string_view value) {
    return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool isOurs(std::string_view name) {
    const auto same = [name](std::string_view other) {
        return name.size() == other.size() &&
               std::equal(name.begin(), name.end(), other.begin(), [](char a, char b) { return (a | 32) == (b | 32); });
    };
    return same("content-length") || same("connection") || same("transfer-encoding");
}

}  // namespace

bool appendHead(std::string& out, const HttpResponse& response, const Headers& defaults, const HeadOptions& options) {
    if (response.status < 100 || response.status > 999) return false;
    for (const auto& [name, value] : response.headers) {
        if (!isToken(name) || !isSafeValue(value)) return false;
    }
    const auto field = [&out](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    fmt::format_to(std::back_inserter(out), "HTTP/1.{} {} {}\r\n", options.http10 ? 0 : 1, response.status,
                   reasonPhrase(response.status));
    if (!options.date.empty() && !response.headers.has("Date")) field("Date", options.date);
    for (const auto& [name, value] : response.headers) {
        if (!isOurs(name)) field(name, value);
    }
    for (const auto& [name, value] : defaults) {
        if (!response.headers.has(name)) field(name, value);
    }
    if (mayHaveBody(response.status)) {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.bodyView().size());
    }
    if (!options.keepAlive) field("Connection", "close");
    else if (options.http10) field("Connection", "keep-alive");
    out += "\r\n";
    return true;
}

}  // namespace ok::net
