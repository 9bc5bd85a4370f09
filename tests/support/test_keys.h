// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The keys of tests' databases: entries are sealed under the master key every gate of a test has.
#pragma once
#include "server/store/store.h"

namespace ok::test {

inline std::array<std::uint8_t, 32> keyOf(std::uint8_t fill) {
    std::array<std::uint8_t, 32> out{};
    out.fill(fill);
    return out;
}

/// Of GateFixture and ServerNode.
inline std::array<std::uint8_t, 32> masterKey() { return keyOf(9); }

/// A database that is being opened, with its keys.
inline Result<std::unique_ptr<Store>> withKeys(Result<std::unique_ptr<Store>> opened) {
    if (opened.ok()) (*opened)->unlock(masterKey());
    return opened;
}

}  // namespace ok::test
