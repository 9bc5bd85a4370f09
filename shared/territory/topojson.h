// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Reads polygons out of a TopoJSON topology (counties, districts): arcs joined to rings, quantised coordinates undone.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/result.h"

namespace ok::territory {

struct TopoArea {
    std::string id;
    std::string name;
    MultiPolygon shape;
};

/// All polygons of the object `object`. Problems: `bad_json`, `bad_topology`, `unknown_object`, `too_large` (64 MiB).
[[nodiscard]] Result<std::vector<TopoArea>> readTopology(std::string_view text, std::string_view object);

}  // namespace ok::territory
