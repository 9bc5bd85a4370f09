// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. HttpResponse → the bytes of its head.
#pragma once
#include <string>
#include <string_view>

#include "server/net/http.h"

namespace ok::net {

struct HeadOptions {
    bool http10 = false;
    bool keepAlive = true;
    std::string_view date;  // empty: none is sent
};

/// False (and nothing appended) when a header field could break the message apart: a name that is no token, a value with
/// CR, LF or NUL, a status out of range. Content-Length, Connection and Transfer-Encoding are ours and ignored if given.
[[nodiscard]] bool appendHead(std::string& out, const HttpResponse& response, const Headers& defaults,
                              const HeadOptions& options);

/// 1xx, 204 and 304 have no body.
[[nodiscard]] constexpr bool mayHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace ok::net
