// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What every incident decision answers: events in order, and the reasons in words of keys.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "shared/incidents/incident_book.h"

namespace ok::incidents {

struct Decision {
    std::vector<IncidentEvent> events;
    std::vector<std::string> reasons;
    IncidentId incident;  ///< the one concerned; unknown when there is none
};

using NewIncidentId = std::function<IncidentId()>;

}  // namespace ok::incidents
