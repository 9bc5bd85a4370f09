// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out shared/operations/privacy.h on the gate.
#pragma once
#include "server/gate/gate.h"

namespace ok::operations {

struct PrivacyLimits {
    int resealStep = 2'000;   ///< values sealed anew in one command
};

/// Before the gate starts.
void addHandlers(Gate& gate, PrivacyLimits limits = {});

}  // namespace ok::operations
