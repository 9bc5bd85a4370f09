// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What clustering works on and what it answers: evidence points (a customer's report, a silent meter), the settings of
// one run, cluster names, changes and explanations. Plain values, no behaviour.
#pragma once
#include <cstdint>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"

namespace ok::incidents {

/// Names one piece of evidence. Ties anywhere are broken by the smaller key, so keys decide nothing but equal cases.
using EvidenceKey = std::uint64_t;

/// The key of a report: both halves of its id folded, 62 bits of which are random.
[[nodiscard]] inline EvidenceKey evidenceKey(const UuidBytes& id) {
    std::uint64_t folded = 0;
    for (std::size_t i = 0; i < 8; ++i) folded = folded << 8 | static_cast<std::uint64_t>(id[i] ^ id[i + 8]);
    return folded;
}
[[nodiscard]] inline EvidenceKey evidenceKey(ReportId id) { return evidenceKey(id.bytes); }

struct Evidence {
    EvidenceKey key = 0;
    LonLat place;
    Instant at;
    std::uint32_t weight = 1;  // how many independent witnesses; 0 is read as 1
};

/// INVARIANT: fixed for the life of a Clusterer. Values out of range are pulled into it (see the Clusterer's comment).
struct ClusterSettings {
    double metres = 500;                // two points further apart are not neighbours
    Duration window = hours(2);         // nor are two points further apart in time; zero switches time off
    std::uint32_t minWeight = 5;        // a core point has at least this much weight within reach, itself included
    double metresPerDegreeLon = 95200;  // the plane everything is measured on
    double metresPerDegreeLat = 111200;
};

/// The plane for a territory around `centre`.
[[nodiscard]] ClusterSettings settingsAround(LonLat centre, ClusterSettings base = {});

/// A cluster is named after its founder: the earliest core point, ties by key. So the name, like everything else here,
/// depends on the set of evidence alone and not on the order in which it came.
struct ClusterName {
    Instant at;
    EvidenceKey key = 0;
    auto operator<=>(const ClusterName&) const = default;
};

enum class ClusterChangeKind : std::uint8_t {
    Created = 1,    // `name` did not exist
    Changed = 2,    // members or shape changed; others = {former name} when the founder changed too
    Merged = 3,     // `name` now holds what `others` were (one of them may bear the same name)
    Split = 4,      // `name` is what it was called; `others` are the parts (one may keep the name)
    Dissolved = 5,  // too little evidence left
};

struct ClusterChange {
    ClusterChangeKind kind = ClusterChangeKind::Changed;
    ClusterName name;
    std::vector<ClusterName> others;
    bool operator==(const ClusterChange&) const = default;
};

struct ClusterChanges {
    std::vector<ClusterChange> clusters;  // by kind, then name
    std::vector<EvidenceKey> points;      // whose role or anchor changed; left empty by bulk operations
};

enum class Role : std::uint8_t {
    Noise = 0,   // no core point within reach
    Border = 1,  // too few neighbours of its own, but a core point within reach: belongs to the nearest
    Core = 2,    // enough neighbours: carries the cluster
};

/// Why a point is where it is. `anchor`, `metres` and `apart` are set for border points only.
struct Membership {
    bool known = false;  // false: no such evidence
    Role role = Role::Noise;
    ClusterName cluster;  // empty for noise
    std::uint64_t neighbourWeight = 0;
    std::uint32_t neededWeight = 0;
    EvidenceKey anchor = 0;
    double metres = 0;
    Duration apart{0};
};

}  // namespace ok::incidents
