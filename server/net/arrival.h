// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How an HTTP request (or the upgrade of a socket) came in, for the one context builder (shared/access/security_context.h).
#pragma once
#include "server/net/http.h"
#include "shared/access/security_context.h"

namespace ok {

[[nodiscard]] inline Arrival arrivalOf(const net::HttpRequest& request, std::string source) {
    return {.source = std::move(source), .address = request.remoteAddress, .userAgent = std::string(request.headers.has("User-Agent") ? request.header("User-Agent") : "-"),
            .device = {}, .traceId = request.traceId};
}

}  // namespace ok
