// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the follower has checked, as the panels show it.
#pragma once
#include "app/desk/documents.h"
#include "app/sync/follower.h"

namespace ok::app {

[[nodiscard]] ProofState proofOf(const Follower& follower);

}  // namespace ok::app
