// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The desktop's Secret Service, where there is one: libsecret, found when the program runs, never a condition of building or starting
// it. On a server without a desktop there is none, and whoever asks keeps a file of mode 0600 instead.
#pragma once
#include <optional>
#include <string>

namespace ok::okctl {

/// Each is asked for a limited time; what does not answer is as if it were not there. `name`: the file whose secrets these are.
[[nodiscard]] bool keepInKeychain(const std::string& name, const std::string& secret);
[[nodiscard]] std::optional<std::string> findInKeychain(const std::string& name);
void removeFromKeychain(const std::string& name);

}  // namespace ok::okctl
