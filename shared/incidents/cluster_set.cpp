// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/cluster_set.h"

#include <algorithm>
#include <tuple>

namespace ok::incidents {
namespace {
std::size_t index(std::int32_t n) { return CellGrid::index(n); }
}  // namespace

ClusterName ClusterSet::nameOf(ClusterNo cluster) const {
    if (cluster == nothing) return {};
    const Point& founder = m_grid.points[index(m_clusters[index(cluster)].founder)];
    return {founder.at, founder.key};
}

ClusterNo ClusterSet::clusterOf(Slot slot) const {
    const Point& point = m_grid.points[index(slot)];
    const Slot carrier = point.role == Role::Border ? point.anchor : slot;
    return point.role == Role::Noise ? nothing : m_grid.cells[index(m_grid.spots[index(carrier)].cell)].cluster;
}

bool ClusterSet::earlier(Slot a, Slot b) const {
    const Point& p = m_grid.points[index(a)];
    const Point& q = m_grid.points[index(b)];
    return std::tie(p.at, p.key) < std::tie(q.at, q.key);
}

void ClusterSet::touch(ClusterNo cluster) {
    if (cluster == nothing || at(cluster).seenAs != nothing) return;
    see(cluster);
    m_descent.emplace_back(static_cast<std::int32_t>(m_oldNames.size()), cluster);
    m_oldNames.push_back(nameOf(cluster));
}

void ClusterSet::see(ClusterNo cluster) {
    at(cluster).seenAs = static_cast<std::int32_t>(m_seen.size());
    m_seen.push_back(cluster);
}

ClusterNo ClusterSet::create() {
    ClusterNo number = static_cast<ClusterNo>(m_clusters.size());
    if (m_free.empty()) {
        m_clusters.emplace_back();
    } else {
        number = m_free.back();
        m_free.pop_back();
    }
    at(number) = Cluster{.live = true};
    see(number);
    ++m_live;
    return number;
}

void ClusterSet::addCell(ClusterNo number, CellNo cellNo) {
    Cluster& cluster = at(number);
    Cell& cell = m_grid.cells[index(cellNo)];
    cell.cluster = number;
    cell.nextInCluster = cluster.first;
    cell.previousInCluster = nothing;
    if (cluster.first != nothing) m_grid.cells[index(cluster.first)].previousInCluster = cellNo;
    cluster.first = cellNo;
    ++cluster.cells;
}

void ClusterSet::unlink(CellNo cellNo) {
    Cell& cell = m_grid.cells[index(cellNo)];
    Cluster& cluster = at(cell.cluster);
    (cell.previousInCluster == nothing ? cluster.first
                                       : m_grid.cells[index(cell.previousInCluster)].nextInCluster) = cell.nextInCluster;
    if (cell.nextInCluster != nothing) m_grid.cells[index(cell.nextInCluster)].previousInCluster = cell.previousInCluster;
    --cluster.cells;
    cell.cluster = nothing;
}

void ClusterSet::removeCell(CellNo cellNo) {
    const ClusterNo number = m_grid.cells[index(cellNo)].cluster;
    touch(number);
    unlink(cellNo);
    if (at(number).cells > 0) return;
    at(number).live = false;
    m_gone.push_back(number);
    --m_live;
    std::erase_if(m_descent, [number](const auto& d) { return d.second == number; });
}

void ClusterSet::considerFounder(ClusterNo number, Slot core) {
    Cluster& cluster = at(number);
    if (cluster.founder == nothing || earlier(core, cluster.founder)) cluster.founder = core;
}

void ClusterSet::merge(ClusterNo a, ClusterNo b) {
    touch(a);
    touch(b);
    if (at(a).cells < at(b).cells) std::swap(a, b);
    Cluster& kept = at(a);
    Cluster& lost = at(b);
    CellNo last = lost.first;
    for (CellNo c = lost.first; c != nothing; c = m_grid.cells[index(c)].nextInCluster) {
        m_grid.cells[index(c)].cluster = a;
        last = c;
    }
    m_grid.cells[index(last)].nextInCluster = kept.first;
    m_grid.cells[index(kept.first)].previousInCluster = last;
    kept.first = lost.first;
    kept.cells += lost.cells;
    considerFounder(a, lost.founder);
    lost.live = false;
    m_gone.push_back(b);
    --m_live;
    for (auto& [old, now] : m_descent) {
        if (now == b) now = a;
    }
}

void ClusterSet::split(ClusterNo from, std::span<const CellNo> part) {
    touch(from);
    const ClusterNo fresh = create();
    for (const CellNo cell : part) {
        unlink(cell);
        addCell(fresh, cell);
    }
    const std::size_t known = m_descent.size();
    for (std::size_t i = 0; i < known; ++i) {
        if (m_descent[i].second == from) m_descent.emplace_back(m_descent[i].first, fresh);
    }
}

bool ClusterSet::founderIsStale(ClusterNo number) const {
    const Slot founder = m_clusters[index(number)].founder;
    if (founder == nothing || m_grid.points[index(founder)].role != Role::Core) return true;
    return m_grid.cells[index(m_grid.spots[index(founder)].cell)].cluster != number;
}

void ClusterSet::findFounder(ClusterNo number) {
    at(number).founder = nothing;
    for (CellNo c = at(number).first; c != nothing; c = m_grid.cells[index(c)].nextInCluster) {
        for (Slot s = m_grid.cells[index(c)].head; s != nothing; s = m_grid.spots[index(s)].next) {
            if (m_grid.points[index(s)].role == Role::Core) considerFounder(number, s);
        }
    }
}

std::vector<ClusterChange> ClusterSet::finish() {
    for (const ClusterNo c : m_seen) {
        if (at(c).live && founderIsStale(c)) findFounder(c);
    }
    std::sort(m_descent.begin(), m_descent.end());
    m_descent.erase(std::unique(m_descent.begin(), m_descent.end()), m_descent.end());
    m_became.assign(m_oldNames.size(), {});
    std::vector<std::vector<std::int32_t>> cameFrom(m_seen.size());
    for (const auto& [old, now] : m_descent) {
        m_became[index(old)].push_back(nameOf(now));
        cameFrom[index(at(now).seenAs)].push_back(old);
    }
    std::vector<ClusterChange> changes;
    for (std::size_t old = 0; old < m_oldNames.size(); ++old) {
        if (m_became[old].size() == 1) continue;
        std::sort(m_became[old].begin(), m_became[old].end());
        const auto kind = m_became[old].empty() ? ClusterChangeKind::Dissolved : ClusterChangeKind::Split;
        changes.push_back({kind, m_oldNames[old], m_became[old]});
    }
    for (const ClusterNo c : m_seen) {
        if (at(c).live) tell(c, cameFrom[index(at(c).seenAs)], changes);
    }
    std::sort(changes.begin(), changes.end(), [](const ClusterChange& a, const ClusterChange& b) {
        return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
    });
    endOperation();
    return changes;
}

void ClusterSet::tell(ClusterNo cluster, const std::vector<std::int32_t>& from,
                      std::vector<ClusterChange>& changes) const {
    const ClusterName name = nameOf(cluster);
    std::vector<ClusterName> others;
    for (const std::int32_t old : from) others.push_back(m_oldNames[index(old)]);
    std::sort(others.begin(), others.end());
    if (from.empty()) {
        changes.push_back({ClusterChangeKind::Created, name, {}});
    } else if (from.size() > 1) {
        changes.push_back({ClusterChangeKind::Merged, name, std::move(others)});
    } else if (m_became[index(from[0])].size() == 1) {  // otherwise the split has told it
        if (others[0] == name) others.clear();
        changes.push_back({ClusterChangeKind::Changed, name, std::move(others)});
    }
}

void ClusterSet::endOperation() {
    for (const ClusterNo c : m_seen) at(c).seenAs = nothing;
    m_free.insert(m_free.end(), m_gone.begin(), m_gone.end());
    m_seen.clear();
    m_gone.clear();
    m_oldNames.clear();
    m_became.clear();
    m_descent.clear();
}

ClusterSet::CoreOf ClusterSet::forgetAll() {
    CoreOf cores;
    for (std::size_t n = 0; n < m_clusters.size(); ++n) {
        if (!m_clusters[n].live) continue;
        const auto old = static_cast<std::int32_t>(m_oldNames.size());
        m_oldNames.push_back(nameOf(static_cast<ClusterNo>(n)));
        for (CellNo c = m_clusters[n].first; c != nothing; c = m_grid.cells[index(c)].nextInCluster) {
            for (Slot s = m_grid.cells[index(c)].head; s != nothing; s = m_grid.spots[index(s)].next) {
                if (m_grid.points[index(s)].role == Role::Core) cores.emplace_back(m_grid.points[index(s)].key, old);
            }
        }
    }
    m_clusters.clear();
    m_free.clear();
    m_live = 0;
    return cores;
}

}  // namespace ok::incidents
