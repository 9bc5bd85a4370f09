// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Keeps each frozen version as an artifact (shared/approvals/artifact.h), in the transaction that freezes it, and gives it out.
#pragma once
#include "server/gate/gate.h"
#include "shared/approvals/artifact.h"

namespace ok::approvals {

struct ArtifactKeeperParts {
    std::shared_ptr<const SigningKey> key;
    /// How long what is frozen now is kept, and whether a hold is on it already.
    std::function<ArtifactRetention(CommandContext&, const Approval&)> retention;
};

/// Follows requests: a new version is stored.
[[nodiscard]] Gate::RequestFollower keepArtifacts(ArtifactKeeperParts parts);
void addArtifactHandlers(Gate& gate);

}  // namespace ok::approvals
