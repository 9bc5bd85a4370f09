// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What became of a shape, in the words of a reviewer (F07.R3.A2): area, corners, rings and extent before and after, instead
// of a thousand changed numbers.
#pragma once
#include <string>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/json.h"

namespace ok::ledger {

enum class GeoOperation { added, removed, moved };
BOOST_DESCRIBE_ENUM(GeoOperation, added, removed, moved)

struct GeoSummary {
    double areaBeforeSqkm = 0, areaAfterSqkm = 0, areaDeltaSqkm = 0;   ///< to 0.01
    std::int64_t vertexCountBefore = 0, vertexCountAfter = 0, vertexCountDelta = 0;
    std::int64_t ringCountBefore = 0, ringCountAfter = 0;
    GeoBox boundingBoxBefore, boundingBoxAfter;
    bool operator==(const GeoSummary&) const = default;
};
BOOST_DESCRIBE_STRUCT(GeoSummary, (), (areaBeforeSqkm, areaAfterSqkm, areaDeltaSqkm, vertexCountBefore, vertexCountAfter,
                                       vertexCountDelta, ringCountBefore, ringCountAfter, boundingBoxBefore, boundingBoxAfter))

struct GeoChange {
    std::string geometry;            ///< where the shape stands in its object, an RFC 6901 pointer: `/boundary`
    GeoOperation operation = GeoOperation::moved;
    GeoSummary geoSummary;
    Digest before, after;            ///< SHA-256 of the canonical shapes
};
BOOST_DESCRIBE_STRUCT(GeoChange, (), (geometry, operation, geoSummary, before, after))

[[nodiscard]] GeoSummary summarise(const Polygon& before, const Polygon& after);

/// Takes what lies inside shapes out of `differences` and says it as changes of shapes instead.
[[nodiscard]] std::vector<GeoChange> takeGeoChanges(JsonView before, JsonView after, std::vector<JsonDifference>& differences);

}  // namespace ok::ledger
