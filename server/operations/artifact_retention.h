// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How long frozen versions and evidence are kept, and what takes them (docs/retention.md).
#pragma once
#include "server/gate/gate.h"
#include "shared/approvals/artifact.h"
#include "shared/operations/artifact_runs.h"

namespace ok::operations {

/// Of what is frozen now: the class `evidence` of the policy in force.
[[nodiscard]] approvals::ArtifactRetention artifactRetention(CommandContext& cx, const approvals::Approval& approval);
/// Is a legal hold on it, on its request, its author or what it is about?
[[nodiscard]] bool artifactHeld(Store& store, TenantId tenant, const approvals::StoredArtifact& artifact);

void addArtifactRetention(Gate& gate);
/// The day's run, and with it the timer of the next.
void startArtifactRetention(Gate& gate, TenantId tenant, bool drill, Instant now);

}  // namespace ok::operations
