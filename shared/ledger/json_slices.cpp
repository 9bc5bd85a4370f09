// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/json_slices.h"

#include <cstddef>

namespace ok {
namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::size_t skipSpace(std::string_view text, std::size_t at) {
    while (at < text.size() && isSpace(text[at])) ++at;
    return at;
}

/// `at` is the opening quote; the answer is one past the closing one.
std::size_t endOfString(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') ++at;
        else if (text[at] == '"') return at + 1;
    }
    return text.size();
}

std::size_t endOfValue(std::string_view text, std::size_t at) {
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = endOfString(text, at);
            if (depth == 0) return at;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']' || isSpace(c))) return at;
        ++at;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return at;
    }
    return at;
}

}  // namespace

std::optional<std::string_view> memberBytes(std::string_view object, std::string_view name) {
    std::size_t at = skipSpace(object, 0);
    if (at >= object.size() || object[at] != '{') return {};
    at = skipSpace(object, at + 1);
    while (at < object.size() && object[at] == '"') {
        const std::size_t keyEnd = endOfString(object, at);
        const std::string_view key = object.substr(at + 1, keyEnd - at - 2);
        at = skipSpace(object, keyEnd);
        if (at >= object.size() || object[at] != ':') return {};
        at = skipSpace(object, at + 1);
        const std::size_t end = endOfValue(object, at);
        if (key == name) return object.substr(at, end - at);
        at = skipSpace(object, end);
        if (at >= object.size() || object[at] != ',') return {};
        at = skipSpace(object, at + 1);
    }
    return {};
}

}  // namespace ok
