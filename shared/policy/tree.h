// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A policy document's body as a tree that can be compared and changed path by path, whatever it says.
//
// A list whose elements are objects that all carry a text `id` is a set: it is kept in order of id, and its elements are
// compared and addressed by id (`/roles/field-ops/channels`; `storm@2` where they also carry a number `version`). Every other list is one value: where order matters, elements
// carry no id. So two people who add a role each do not seem to have changed everything behind it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/json.h"

namespace ok::policy {

inline constexpr std::size_t mostBodyBytes = std::size_t{8} << 20;

/// One difference; a missing side says that the place was not there. Paths are RFC 6901 pointers with ids for sets.
struct Change {
    std::string path;
    std::optional<RawJson> before, after;
    bool operator==(const Change&) const = default;
};
BOOST_DESCRIBE_STRUCT(Change, (), (path, before, after))

/// Canonical JSON with sets in order. Problems `bad_json`, `too_large`, `duplicate_id`.
[[nodiscard]] Result<std::string> normalForm(std::string_view json);
/// What was added, removed and modified, in order of path. Both in any form.
[[nodiscard]] Result<std::vector<Change>> changesBetween(std::string_view before, std::string_view after);
/// The body after these changes, in normal form. A place that is not as `before` says is the problem `edit_conflict`,
/// whose fields name every such place; nothing is changed then.
[[nodiscard]] Result<std::string> withChanges(std::string_view body, const std::vector<Change>& changes);

/// The parts of a path, unescaped.
[[nodiscard]] std::vector<std::string> stepsOf(std::string_view path);
[[nodiscard]] std::string pathOf(const std::vector<std::string>& steps);

}  // namespace ok::policy
