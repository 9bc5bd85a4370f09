// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ids and digests as they rest in a column.
#pragma once
#include <algorithm>
#include <string_view>

namespace ok {

/// An id or digest from a column; unknown when the column holds something else.
template <class T>
[[nodiscard]] T fromBytes(std::string_view bytes) {
    T out;
    if (bytes.size() == out.bytes.size()) std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    return out;
}

}  // namespace ok
