// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A document's keys as one text: name 0x1F value 0x1E ...; control characters do not occur in keys.
#pragma once
#include <string>
#include <string_view>

#include "shared/views/views.h"

namespace ok {

[[nodiscard]] inline std::string packKeys(const ViewKeys& keys) {
    std::string out;
    for (const auto& [name, value] : keys) out.append(name).append(1, '\x1F').append(value).append(1, '\x1E');
    return out;
}

[[nodiscard]] inline ViewKeys unpackKeys(std::string_view packed) {
    ViewKeys out;
    while (!packed.empty()) {
        const std::size_t end = packed.find('\x1E');
        const std::string_view one = packed.substr(0, end);
        const std::size_t middle = one.find('\x1F');
        if (middle != std::string_view::npos) out.emplace_back(one.substr(0, middle), one.substr(middle + 1));
        packed.remove_prefix(end == std::string_view::npos ? packed.size() : end + 1);
    }
    return out;
}

}  // namespace ok
