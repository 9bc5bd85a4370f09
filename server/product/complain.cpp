// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/complain.h"

#include <cstdio>

namespace ok {

int complain(const Problem& why) {
    std::fprintf(stderr, "outagekit-server: %s (%s)\n", why.message.c_str(), why.code.c_str());
    for (const auto& [name, value] : why.details) std::fprintf(stderr, "  %s: %s\n", name.c_str(), value.c_str());
    return 1;
}

}  // namespace ok
