// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The exact bytes of an object's members, as they stand in a text: what was hashed must be hashed again unchanged.
#pragma once
#include <optional>
#include <string_view>

namespace ok {

/// The bytes of the value of top-level member `name`, or nothing. Expects one JSON object that a parser accepted.
[[nodiscard]] std::optional<std::string_view> memberBytes(std::string_view object, std::string_view name);

}  // namespace ok
