// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// TerritoryArea: a named part of what a utility serves (a county, a district, a feeder's area), drawn on the map, used
// as the list on the public page and as the scope of roles and broadcasts.
#pragma once
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/geo.h"

namespace ok::territory {

struct TerritoryArea {
    /// Stable within the tenant: the source's own id (a FIPS code), else a key made from the name.
    std::string areaId;
    std::string name;
    /// `territory`, `county`, `district`, `feeder`, `block`: decides precedence where areas overlap.
    std::string kind;
    MultiPolygon shape;
    [[nodiscard]] GeoBox bounds() const {
        GeoBox box;
        for (const Polygon& part : shape) box.include(boundsOf(part));
        return box;
    }
    bool operator==(const TerritoryArea&) const = default;
};
BOOST_DESCRIBE_STRUCT(TerritoryArea, (), (areaId, name, kind, shape))

}  // namespace ok::territory
