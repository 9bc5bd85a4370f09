// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Percent-encoding, query strings and form bodies. All input is hostile: counts are bounded, NUL is refused.
#pragma once
#include <string>
#include <string_view>

#include "server/net/http.h"
#include "shared/base/result.h"

namespace ok::net {

inline constexpr std::size_t maxQueryPairs = 256;

/// `%41` → `A`; with `plusIsSpace` also `+` → space (forms and queries, not paths).
[[nodiscard]] Result<std::string> percentDecode(std::string_view text, bool plusIsSpace = false);
/// Everything but unreserved characters (RFC 3986) is encoded.
[[nodiscard]] std::string percentEncode(std::string_view text);
/// `a=1&b=two+words`, as in a query or an `application/x-www-form-urlencoded` body.
[[nodiscard]] Result<TextPairs> parseUrlEncoded(std::string_view text);
/// Fills path and query from `target` (origin-form, absolute-form or `*`).
[[nodiscard]] Status splitTarget(HttpRequest& request);

}  // namespace ok::net
