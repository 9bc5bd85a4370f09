// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Name servers that fail on purpose: this program's own getaddrinfo, which libcurl calls. Names below `.fault.invalid` do
// what the test says; every other name goes to the real one.
#pragma once
#include <string>

namespace ok::test {

enum class NameFault {
    none,       ///< the name is this machine
    not_found,  ///< there is no such name
    try_again,  ///< the name server does not answer properly
    hangs       ///< nothing comes until the fault is another
};

/// One name's fault from now on; whoever hangs is let go. `name` ends with `.fault.invalid`.
void setNameFault(const std::string& name, NameFault fault);
/// How many ask for it at this moment and hang.
[[nodiscard]] int hangingOn(const std::string& name);

}  // namespace ok::test
