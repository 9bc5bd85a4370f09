// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where hourly anchors are published: a folder (on a medium that is written once, or another machine's) or an address that
// takes PUT and answers GET. The same anchor again is no change; another one under the same id is refused.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::integrity {

class AnchorPlace {
  public:
    virtual ~AnchorPlace() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    /// Problems `anchor_unavailable`, `anchor_conflict` (something else is there under this id).
    [[nodiscard]] virtual Status publish(const std::string& utility, const std::string& anchorId, const std::string& body) = 0;
    /// Empty: it has none under this id. Problem `anchor_unavailable`.
    [[nodiscard]] virtual Result<std::optional<std::string>> fetch(const std::string& utility, const std::string& anchorId) = 0;
};

/// An absolute path, or `https://…` (`http` only to this machine). Problem `anchor_place_invalid`.
[[nodiscard]] Result<std::shared_ptr<AnchorPlace>> makeAnchorPlace(const std::string& where, Duration patience = seconds(10));

}  // namespace ok::integrity
