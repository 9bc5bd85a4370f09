// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/incident_scope.h"

#include <algorithm>
#include <cmath>

namespace ok::incidents {

std::string severityOf(const Incident& incident) {
    const int out = std::max(incident.affectedAccounts, incident.customersOut);
    if (incident.cause.key == "safety" || out >= criticalFrom) return "critical";
    return out >= majorFrom ? "major" : "minor";
}

std::vector<LonLat> outlineOf(const Polygon& shape) {
    std::vector<LonLat> out;
    for (const Ring& ring : shape.rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const LonLat a = ring[i], b = ring[(i + 1) % ring.size()];
            const int steps = std::clamp(static_cast<int>(std::ceil(metresBetween(a, b) / outlineStep)), 1, 64);
            for (int k = 0; k < steps; ++k) {
                const double part = static_cast<double>(k) / steps;
                out.push_back({a.lon + (b.lon - a.lon) * part, a.lat + (b.lat - a.lat) * part});
            }
        }
    }
    return out;
}

std::vector<LonLat> placesOf(const Incident& incident) {
    std::vector<LonLat> out = outlineOf(incident.boundary);
    if (out.empty() && incident.centre) out.push_back(*incident.centre);
    return out;
}

}  // namespace ok::incidents
