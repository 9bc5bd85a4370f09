// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A Problem as JSON.
#include "server/net/problem_body.h"

#include <fmt/format.h>

namespace ok::net {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else out += c;
    }
    return out + '"';
}

}  // namespace

std::string problemBody(const Problem& why) {
    std::string fields, details;
    for (const auto& f : why.fields) {
        if (!fields.empty()) fields += ',';
        fields += fmt::format("{{\"field\":{},\"code\":{},\"message\":{}}}", quoted(f.field), quoted(f.code),
                              quoted(f.message));
    }
    for (const auto& [key, value] : why.details) {
        if (!details.empty()) details += ',';
        details += quoted(key) + ':' + quoted(value);
    }
    return fmt::format("{{\"code\":{},\"message\":{},\"fields\":[{}],\"details\":{{{}}},\"trace_id\":{}}}",
                       quoted(why.code), quoted(why.message), fields, details, quoted(why.traceId));
}

}  // namespace ok::net
