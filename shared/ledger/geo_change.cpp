// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/geo_change.h"

#include <cmath>
#include <set>

namespace ok::ledger {
namespace {

double sqkm(double squareMetres) { return std::round(squareMetres / 1e4) / 100; }

std::int64_t vertices(const Polygon& shape) {
    std::int64_t out = 0;
    for (const Ring& ring : shape.rings) out += static_cast<std::int64_t>(ring.size());
    return out;
}

/// The value at a pointer without escapes; a shape has none in its path.
JsonView at(JsonView value, std::string_view pointer) {
    while (!pointer.empty() && value.exists()) {
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        const std::string_view step = pointer.substr(0, end);
        if (value.isArray()) {
            std::size_t index = 0;
            for (const char c : step) index = index * 10 + static_cast<std::size_t>(c - '0');
            value = index < value.size() ? value.at(index) : JsonView();
        } else {
            value = value[step];
        }
        pointer.remove_prefix(end);
    }
    return value;
}

Polygon shapeAt(JsonView document, const std::string& pointer) {
    const JsonView value = at(document, pointer);
    auto shape = value.isObject() ? fromJson<Polygon>(value.canonical()) : Result<Polygon>(Polygon{});
    return shape.ok() ? std::move(*shape) : Polygon{};
}

Digest digestOf(const Polygon& shape) { return shape.rings.empty() ? Digest{} : sha256(toJson(shape)); }

}  // namespace

GeoSummary summarise(const Polygon& before, const Polygon& after) {
    GeoSummary out;
    out.areaBeforeSqkm = before.rings.empty() ? 0 : sqkm(squareMetres(before));
    out.areaAfterSqkm = after.rings.empty() ? 0 : sqkm(squareMetres(after));
    out.areaDeltaSqkm = std::round((out.areaAfterSqkm - out.areaBeforeSqkm) * 100) / 100;
    out.vertexCountBefore = vertices(before);
    out.vertexCountAfter = vertices(after);
    out.vertexCountDelta = out.vertexCountAfter - out.vertexCountBefore;
    out.ringCountBefore = static_cast<std::int64_t>(before.rings.size());
    out.ringCountAfter = static_cast<std::int64_t>(after.rings.size());
    if (!before.rings.empty()) out.boundingBoxBefore = boundsOf(before);
    if (!after.rings.empty()) out.boundingBoxAfter = boundsOf(after);
    return out;
}

std::vector<GeoChange> takeGeoChanges(JsonView before, JsonView after, std::vector<JsonDifference>& differences) {
    std::set<std::string> shapes;
    std::erase_if(differences, [&](const JsonDifference& each) {
        const std::size_t rings = each.path.find("/rings");
        const std::size_t behind = rings == std::string::npos ? rings : rings + 6;
        if (rings == std::string::npos || (behind < each.path.size() && each.path[behind] != '/')) return false;
        shapes.insert(each.path.substr(0, rings));
        return true;
    });
    std::vector<GeoChange> out;
    for (const std::string& pointer : shapes) {
        const Polygon old = shapeAt(before, pointer), now = shapeAt(after, pointer);
        const GeoOperation operation = old.rings.empty() ? GeoOperation::added : now.rings.empty() ? GeoOperation::removed : GeoOperation::moved;
        out.push_back({pointer, operation, summarise(old, now), digestOf(old), digestOf(now)});
    }
    return out;
}

}  // namespace ok::ledger
