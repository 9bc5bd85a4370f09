// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out shared/operations/privacy.h on the gate.
#pragma once
#include "server/gate/gate.h"

namespace ok::operations {

struct PrivacyLimits {
    int resealStep = 2'000;   ///< values sealed anew in one command
    int entryStep = 1'000;    ///< entries; more than one, because each step writes one itself
    Duration entryPause = milliseconds(20);   ///< between two such steps: the gate decides what waits
    Duration keyLifetime = hours(24 * 80);   ///< then the server rotates: ten days are left for one that stood still
};

/// Before the gate starts.
void addHandlers(Gate& gate, PrivacyLimits limits = {});
/// Submits a command of the server's own, once a day and tenant.
void submitDaily(Gate& gate, TenantId tenant, bool drill, Instant now, std::string_view command, std::string body);
/// Sets the rotation of a tenant's data key going; again on the same day changes nothing.
void startKeyRotation(Gate& gate, TenantId tenant, bool drill, Instant now);

}  // namespace ok::operations
