// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Writing CSV (RFC 4180): fields are quoted where they must be, lines end with CR LF.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ok {

inline void appendCsvField(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

inline void appendCsvLine(std::string& out, const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += ',';
        appendCsvField(out, fields[i]);
    }
    out += "\r\n";
}

}  // namespace ok
