// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which cells form which cluster. A cluster is a ring of cells through the cell array, so merging relabels the smaller
// side and splitting moves only the part that leaves; nothing is allocated for a member. Within one operation it also
// remembers what each touched cluster was called and became, and answers with the changes.
#pragma once
#include <span>
#include <utility>
#include <vector>

#include "shared/incidents/cell_grid.h"

namespace ok::incidents {

struct Cluster {
    CellNo first = nothing;
    std::int32_t cells = 0;
    Slot founder = nothing;  // the earliest core; may be stale until finish()
    bool live = false;
    std::int32_t seenAs = nothing;  // its row in the running operation
};

class ClusterSet {
  public:
    explicit ClusterSet(CellGrid& grid) : m_grid(grid) {}

    [[nodiscard]] const std::vector<Cluster>& all() const { return m_clusters; }
    [[nodiscard]] std::size_t count() const { return m_live; }
    [[nodiscard]] ClusterName nameOf(ClusterNo cluster) const;
    [[nodiscard]] ClusterNo clusterOf(Slot slot) const;  // through its anchor for a border point

    /// Notes the name of a cluster that is about to change.
    void touch(ClusterNo cluster);
    ClusterNo create();
    void addCell(ClusterNo cluster, CellNo cell);
    void removeCell(CellNo cell);  // dissolves the cluster with its last cell
    void considerFounder(ClusterNo cluster, Slot core);
    void merge(ClusterNo a, ClusterNo b);
    void split(ClusterNo from, std::span<const CellNo> part);
    /// Ends an operation: founders are made right, the changes are told.
    [[nodiscard]] std::vector<ClusterChange> finish();

    /// A rebuild forgets all clusters but knows afterwards what became of them, by their core points.
    using CoreOf = std::vector<std::pair<EvidenceKey, std::int32_t>>;
    [[nodiscard]] CoreOf forgetAll();
    void descends(std::int32_t old, ClusterNo now) { m_descent.emplace_back(old, now); }

  private:
    [[nodiscard]] bool earlier(Slot a, Slot b) const;
    [[nodiscard]] bool founderIsStale(ClusterNo cluster) const;
    void findFounder(ClusterNo cluster);
    void see(ClusterNo cluster);
    void tell(ClusterNo cluster, const std::vector<std::int32_t>& from, std::vector<ClusterChange>& changes) const;
    void endOperation();
    void unlink(CellNo cell);
    [[nodiscard]] Cluster& at(ClusterNo n) { return m_clusters[CellGrid::index(n)]; }

    CellGrid& m_grid;
    std::vector<Cluster> m_clusters;
    std::vector<ClusterNo> m_free;
    std::size_t m_live = 0;
    // The running operation:
    std::vector<ClusterNo> m_seen;
    std::vector<ClusterNo> m_gone;
    std::vector<ClusterName> m_oldNames;
    std::vector<std::vector<ClusterName>> m_became;  // what each old name is called now; only within finish()
    std::vector<std::pair<std::int32_t, ClusterNo>> m_descent;  // index into m_oldNames -> cluster now
};

}  // namespace ok::incidents
