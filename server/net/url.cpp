// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Percent-encoding, query strings and targets.
#include "server/net/url.h"

#include <algorithm>

namespace ok::net {
namespace {

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

}  // namespace

Result<std::string> percentDecode(std::string_view text, bool plusIsSpace) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '+' && plusIsSpace) {
            c = ' ';
        } else if (c == '%') {
            const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexValue(text[i + 2]) : -1;
            if (high < 0 || low < 0) return problem("bad_percent_encoding", "`%` is not followed by two hex digits");
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        // A NUL never belongs into a name, a path or a form; C libraries below us would cut the text there.
        if (c == '\0') return problem("bad_percent_encoding", "a NUL byte is not allowed");
        out += c;
    }
    return out;
}

std::string percentEncode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (unreserved(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

Result<TextPairs> parseUrlEncoded(std::string_view text) {
    TextPairs out;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (out.size() == maxQueryPairs) {
            return problem("too_many_parameters", "too many parameters", {{"limit", std::to_string(maxQueryPairs)}});
        }
        const auto equals = std::min(pair.find('='), pair.size());
        OK_ASSIGN(auto name, percentDecode(pair.substr(0, equals), true));
        OK_ASSIGN(auto value, percentDecode(pair.substr(std::min(equals + 1, pair.size())), true));
        out.emplace_back(std::move(name), std::move(value));
    }
    return out;
}

Status splitTarget(HttpRequest& request) {
    std::string_view target = request.target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        target.remove_prefix(std::min(target.find('/', scheme.size()), target.size()));
        if (target.empty()) target = "/";
        break;
    }
    if (target == "*" && request.method == "OPTIONS") {
        request.path = "*";
        return {};
    }
    if (!target.starts_with('/')) return problem("bad_target", "the request target must start with `/`");
    target = target.substr(0, target.find('#'));
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question == std::string_view::npos) return {};
    OK_ASSIGN(request.query, parseUrlEncoded(target.substr(question + 1)));
    return {};
}

}  // namespace ok::net
