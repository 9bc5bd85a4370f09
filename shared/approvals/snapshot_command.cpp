// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/snapshot_command.h"

#include <algorithm>
#include <cmath>

namespace ok::approvals {
namespace {

constexpr double sameDegrees = 1e-7;   // a centimetre: what JSON of other programs makes of a coordinate

bool isSame(double a, double b) { return std::abs(a - b) <= sameDegrees; }

template <class T>
std::vector<T> sorted(std::vector<T> values) {
    std::sort(values.begin(), values.end());
    return values;
}

bool sameWords(const std::vector<ExpectedMessage>& expected, const std::vector<ReviewText>& frozen) {
    return std::all_of(expected.begin(), expected.end(), [&](const ExpectedMessage& each) {
        return std::any_of(frozen.begin(), frozen.end(), [&](const ReviewText& text) {
            return text.channel == each.channel && text.language == each.language && (each.part.empty() || text.part == each.part) && (text.text == each.text || text.pattern == each.text);
        });
    });
}

bool sameBox(const GeoBox& a, const GeoBox& b) {
    return isSame(a.low.lon, b.low.lon) && isSame(a.low.lat, b.low.lat) && isSame(a.high.lon, b.high.lon) && isSame(a.high.lat, b.high.lat);
}

}  // namespace

Status agrees(const ExpectedSnapshot& expected, const SnapshotContent& content) {
    Problem why = problem("snapshot_differs", "what would be frozen is not what you say: see `fields`");
    const auto need = [&why](bool same, const char* field) {
        if (!same) why.fields.push_back({field, "differs", "is another one in what would leave"});
    };
    if (expected.message) need(sameWords(*expected.message, content.messages), "message");
    if (expected.channels) need(sorted(*expected.channels) == sorted(content.channels), "targeting.channels");
    if (expected.people) need(*expected.people == content.audience.people, "targeting.people");
    if (expected.affectedClusters) {
        std::vector<std::string> ids;
        for (const FrozenIncident& incident : content.incidents) ids.push_back(incident.id);
        need(sorted(*expected.affectedClusters) == sorted(std::move(ids)), "affected_clusters");
    }
    if (expected.bounds) need(content.map && sameBox(*expected.bounds, content.map->bounds), "map_extent.bounds");
    if (expected.zoom) need(content.map && isSame(*expected.zoom, content.map->zoom), "map_extent.zoom");
    if (expected.evidence) {
        std::vector<Digest> hashes;
        for (const FrozenEvidence& each : content.evidence) hashes.push_back(each.sha256);
        need(sorted(*expected.evidence) == sorted(std::move(hashes)), "evidence");
    }
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::approvals
