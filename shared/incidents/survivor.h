// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An incident that was merged lives on in another: who asks about it means that one.
#pragma once
#include "shared/base/ids.h"
#include "shared/views/views.h"

namespace ok::incidents {

/// What it was merged into, and that into in turn; itself where it was not, or is not known.
[[nodiscard]] IncidentId survivorOf(Views& views, IncidentId id);

}  // namespace ok::incidents
