// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/survivor.h"

#include "shared/incidents/incident.h"

namespace ok::incidents {

IncidentId survivorOf(Views& views, IncidentId id) {
    constexpr int most = 64;   // as many as the incident book follows
    for (int i = 0; i < most; ++i) {
        const auto incident = views.find<Incident>(id.str());
        if (!incident || !incident->mergedInto) break;
        id = *incident->mergedInto;
    }
    return id;
}

}  // namespace ok::incidents
