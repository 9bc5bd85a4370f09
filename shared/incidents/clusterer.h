// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Streaming clustering of evidence in space and time (P06): DBSCAN, exact, kept up to date point by point.
//
// Two points are neighbours when they lie within `metres` AND within `window` of each other. A point with at least
// `minWeight` around it (itself included) is a core; cores that are neighbours are in one cluster; any other point
// belongs to its nearest core within reach (equal distances: smaller key), or is noise.
//
// Guarantees: the answer is a function of the set of evidence alone. Any order of inserts and removals, one by one or in
// bulk, gives the same roles, anchors, clusters and names; all comparisons are exact (whole tenths of a millimetre).
// A key already present is ignored, and so is a place outside the world. Limits: metres 1 to 5,000; window 0 (off) or at least a minute; minWeight 1 to 1,000;
// about 2^30 points. The plane does not wrap at 180 degrees of longitude. Not thread-safe; owned by one tenant's state.
//
// Cost: insert and remove look at one neighbourhood of cells, never at a whole cluster, except that removing a founder
// looks for the next one and a split walks the smaller part.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "shared/incidents/cell_grid.h"
#include "shared/incidents/cluster_set.h"
#include "shared/incidents/evidence.h"
#include "shared/incidents/key_table.h"

namespace ok::incidents {

class Clusterer {
  public:
    explicit Clusterer(const ClusterSettings& settings);
    Clusterer(const Clusterer&) = delete;
    Clusterer& operator=(const Clusterer&) = delete;

    ClusterChanges insert(const Evidence& evidence);
    /// In bulk: a large batch is built afresh. `points` of the answer stays empty, and Changed may also name clusters
    /// that only might have changed.
    ClusterChanges insertAll(std::span<const Evidence> batch);
    ClusterChanges remove(EvidenceKey key);
    /// Drops evidence older than `oldest` in one operation.
    ClusterChanges removeBefore(Instant oldest);

    [[nodiscard]] std::size_t size() const { return m_grid.size(); }
    [[nodiscard]] std::size_t clusterCount() const { return m_clusters.count(); }
    [[nodiscard]] bool has(EvidenceKey key) const { return m_slots.find(key) != nothing; }
    /// Nothing for noise and for unknown evidence. Never counts neighbours, so it is cheap.
    [[nodiscard]] std::optional<ClusterName> clusterOf(EvidenceKey key) const;
    [[nodiscard]] Role roleOf(EvidenceKey key) const;
    /// Why the point is where it is.
    [[nodiscard]] Membership explain(EvidenceKey key) const;
    /// Sorted; cores and border points. Empty for a name no cluster bears.
    [[nodiscard]] std::vector<EvidenceKey> members(ClusterName name) const;
    [[nodiscard]] std::vector<ClusterName> clusters() const;  // sorted

  private:
    [[nodiscard]] bool admits(const Evidence& evidence) const;
    void admit(const Evidence& evidence);
    void promote(Slot slot);
    void connect(Slot core);
    void adopt(Slot core);
    void take(Slot slot);
    void demote(Slot slot);
    void loseCores();
    void splitAround(ClusterNo cluster, std::span<const CellNo> sources);
    void reanchorAround(const Spot& lost);
    void setAnchor(Slot slot, Slot anchor);
    ClusterChanges finish(bool bulk);
    [[nodiscard]] std::vector<Evidence> evidenceFrom(Instant oldest) const;
    void rebuild(std::span<const Evidence> kept, std::span<const Evidence> added);
    ClusterChanges rebuildAndTell(std::span<const Evidence> kept, std::span<const Evidence> added);
    void dropEmptyCells();
    void findRoles();
    void joinCells();
    void labelCells(std::vector<CellNo>& parent);
    [[nodiscard]] Point& point(Slot s) { return m_grid.points[CellGrid::index(s)]; }
    [[nodiscard]] Spot& spot(Slot s) { return m_grid.spots[CellGrid::index(s)]; }
    [[nodiscard]] Cell& cell(CellNo c) { return m_grid.cells[CellGrid::index(c)]; }

    CellGrid m_grid;
    ClusterSet m_clusters{m_grid};
    KeyTable m_slots;
    // Scratch of the running operation, kept to avoid allocations.
    std::vector<Slot> m_fresh;                      // became core
    std::vector<std::pair<Slot, Spot>> m_lost;      // stopped being core, with where they were
    std::vector<EvidenceKey> m_touched;
    std::vector<std::int32_t> m_mark;               // per cell: group of the running split search
};

}  // namespace ok::incidents
