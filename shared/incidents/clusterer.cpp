// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/clusterer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ok::incidents {
namespace {

constexpr std::int64_t always = std::numeric_limits<std::int64_t>::min();

std::size_t index(std::int32_t n) { return CellGrid::index(n); }

CellNo rootOf(std::vector<CellNo>& parent, CellNo c) {
    while (parent[index(c)] != c) {
        parent[index(c)] = parent[index(parent[index(c)])];
        c = parent[index(c)];
    }
    return c;
}

/// Several searches from cells that may have lost touch, one step each in turn, so that the work done is that of the
/// smaller parts however large the rest of the cluster is.
struct SplitSearch {
    std::vector<std::vector<CellNo>> found;  // a source's cells; those before `next` are expanded
    std::vector<std::size_t> next;
    std::vector<std::int32_t> parent;  // sources that have met
    std::size_t groups;

    explicit SplitSearch(std::span<const CellNo> sources)
        : found(sources.size()), next(sources.size()), parent(sources.size()), groups(sources.size()) {
        std::iota(parent.begin(), parent.end(), 0);
        for (std::size_t i = 0; i < sources.size(); ++i) found[i].push_back(sources[i]);
    }
    bool meet(std::int32_t a, std::int32_t b) {
        a = rootOf(parent, a);
        b = rootOf(parent, b);
        if (a == b) return false;
        parent[index(std::max(a, b))] = std::min(a, b);
        --groups;
        return true;
    }
    /// Which groups still have cells to expand, by root.
    [[nodiscard]] std::vector<bool> unfinished() {
        std::vector<bool> open(found.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (next[i] < found[i].size()) open[index(rootOf(parent, static_cast<std::int32_t>(i)))] = true;
        }
        return open;
    }
};

}  // namespace

Clusterer::Clusterer(const ClusterSettings& settings) : m_grid(settings) {}

ClusterChanges Clusterer::finish(bool bulk) {
    ClusterChanges changes{m_clusters.finish(), {}};
    if (!bulk) {
        std::sort(m_touched.begin(), m_touched.end());
        m_touched.erase(std::unique(m_touched.begin(), m_touched.end()), m_touched.end());
        changes.points = m_touched;
    }
    m_touched.clear();
    return changes;
}

// ---- insert

ClusterChanges Clusterer::insert(const Evidence& evidence) {
    if (!admits(evidence)) return {};
    admit(evidence);
    return finish(false);
}

bool Clusterer::admits(const Evidence& evidence) const { return isValid(evidence.place) && !has(evidence.key); }

void Clusterer::admit(const Evidence& evidence) {
    const Slot slot = m_grid.add(evidence);
    m_slots.add(evidence.key, slot);
    m_touched.push_back(point(slot).key);
    m_fresh.clear();
    const CellNo own = spot(slot).cell;
    const Reach reach = m_grid.reachOf(own);
    if (m_grid.crowded(cell(own))) {
        // Walk only when the cell has just become crowded: otherwise everyone but the newcomer is a core already.
        const bool newly = cell(own).weight - point(slot).weight < m_grid.minWeight();
        for (Slot s = newly ? cell(own).head : slot; s != nothing; s = newly ? spot(s).next : nothing) {
            if (point(s).role != Role::Core) promote(s);
        }
    } else if (m_grid.isCore(slot, reach)) {
        promote(slot);
    }
    for (const CellNo number : reach) {
        if (m_grid.crowded(cell(number)) || cell(number).cores == cell(number).count) continue;
        if (!m_grid.mayReach(spot(slot), cell(number))) continue;
        const Reach around = m_grid.reachOf(number);
        for (Slot s = cell(number).head; s != nothing; s = spot(s).next) {
            if (s != slot && point(s).role != Role::Core && m_grid.near(s, slot) && m_grid.isCore(s, around)) promote(s);
        }
    }
    for (const Slot core : m_fresh) connect(core);
    for (const Slot core : m_fresh) adopt(core);
    if (point(slot).role != Role::Core) setAnchor(slot, m_grid.nearestCore(slot, reach));
}

void Clusterer::promote(Slot slot) {
    Point& p = point(slot);
    const CellNo number = spot(slot).cell;
    p.role = Role::Core;
    p.anchor = nothing;
    ++cell(number).cores;
    if (cell(number).cluster == nothing) {
        m_clusters.addCell(m_clusters.create(), number);
    } else {
        m_clusters.touch(cell(number).cluster);
    }
    m_clusters.considerFounder(cell(number).cluster, slot);
    m_fresh.push_back(slot);
    m_touched.push_back(p.key);
}

void Clusterer::connect(Slot core) {
    const CellNo own = spot(core).cell;
    for (const CellNo number : m_grid.reachOf(own)) {
        const ClusterNo other = cell(number).cluster;
        if (other == nothing || other == cell(own).cluster) continue;
        if (m_grid.reachesCoreOf(spot(core), cell(number))) m_clusters.merge(cell(own).cluster, other);
    }
}

void Clusterer::adopt(Slot core) {
    for (const CellNo number : m_grid.reachOf(spot(core).cell)) {
        if (cell(number).cores == cell(number).count) continue;
        for (Slot s = cell(number).head; s != nothing; s = spot(s).next) {
            if (point(s).role == Role::Core || !m_grid.near(s, core)) continue;
            if (m_grid.betterAnchor(s, core, point(s).anchor)) setAnchor(s, core);
        }
    }
}

void Clusterer::setAnchor(Slot slot, Slot anchor) {
    Point& p = point(slot);
    const Slot before = p.anchor;
    if (before == anchor && p.role != Role::Core) return;
    if (before != nothing && point(before).role == Role::Core) m_clusters.touch(cell(spot(before).cell).cluster);
    if (anchor != nothing) m_clusters.touch(cell(spot(anchor).cell).cluster);
    p.anchor = anchor;
    p.role = anchor == nothing ? Role::Noise : Role::Border;
    m_touched.push_back(p.key);
}

// ---- remove

ClusterChanges Clusterer::remove(EvidenceKey key) {
    const Slot slot = m_slots.find(key);
    if (slot == nothing) return {};
    take(slot);
    ClusterChanges changes = finish(false);
    dropEmptyCells();
    return changes;
}

void Clusterer::take(Slot slot) {
    const Spot gone = spot(slot);
    m_touched.push_back(point(slot).key);
    m_clusters.touch(m_clusters.clusterOf(slot));
    m_lost.clear();
    if (point(slot).role == Role::Core) m_lost.emplace_back(slot, gone);
    const Reach reach = m_grid.reachOf(gone.cell);
    m_slots.erase(point(slot).key);
    m_grid.unlink(slot);
    for (const CellNo number : reach) {
        if (m_grid.crowded(cell(number)) || cell(number).cores == 0) continue;
        if (!m_grid.mayReach(gone, cell(number))) continue;
        const Reach around = m_grid.reachOf(number);
        for (Slot s = cell(number).head; s != nothing; s = spot(s).next) {
            if (point(s).role == Role::Core && m_grid.near(spot(s), gone) && !m_grid.isCore(s, around)) demote(s);
        }
    }
    loseCores();
    for (const auto& [lost, where] : m_lost) {
        if (lost != slot) setAnchor(lost, m_grid.nearestCore(lost, m_grid.reachOf(where.cell)));
        reanchorAround(where);
    }
    m_grid.release(slot);
}

void Clusterer::demote(Slot slot) {
    Point& p = point(slot);
    m_clusters.touch(cell(spot(slot).cell).cluster);
    p.role = Role::Noise;
    --cell(spot(slot).cell).cores;
    m_lost.emplace_back(slot, spot(slot));
    m_touched.push_back(p.key);
}

void Clusterer::loseCores() {
    // A path that led through lost cores now ends in cells beside them: only those can have lost touch.
    std::vector<std::pair<ClusterNo, CellNo>> beside;
    for (const auto& [slot, where] : m_lost) {
        const ClusterNo cluster = cell(where.cell).cluster;
        for (const CellNo number : m_grid.reachOf(where.cell)) {
            if (cell(number).cluster == cluster && m_grid.reachesCoreOf(where, cell(number))) {
                beside.emplace_back(cluster, number);
            }
        }
    }
    for (const auto& [slot, where] : m_lost) {
        if (cell(where.cell).cores == 0 && cell(where.cell).cluster != nothing) m_clusters.removeCell(where.cell);
    }
    std::sort(beside.begin(), beside.end());
    beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
    std::vector<CellNo> sources;
    for (std::size_t i = 0; i < beside.size(); ++i) {
        sources.push_back(beside[i].second);
        if (i + 1 < beside.size() && beside[i + 1].first == beside[i].first) continue;
        if (sources.size() > 1) splitAround(beside[i].first, sources);
        sources.clear();
    }
}

void Clusterer::splitAround(ClusterNo cluster, std::span<const CellNo> sources) {
    m_mark.resize(m_grid.cells.size(), nothing);
    SplitSearch search(sources);
    for (std::size_t i = 0; i < sources.size(); ++i) m_mark[index(sources[i])] = static_cast<std::int32_t>(i);
    const auto expand = [&](std::int32_t source) {
        const CellNo from = search.found[index(source)][search.next[index(source)]++];
        for (const CellNo to : m_grid.reachOf(from)) {
            if (cell(to).cluster != cluster) continue;
            std::int32_t& mark = m_mark[index(to)];
            const bool met = mark != nothing && rootOf(search.parent, mark) == rootOf(search.parent, source);
            if (met || !m_grid.linked(from, to)) continue;
            if (mark == nothing) {
                mark = source;
                search.found[index(source)].push_back(to);
            } else {
                search.meet(mark, source);
            }
        }
    };
    std::vector<bool> open = search.unfinished();
    while (search.groups > 1 && std::count(open.begin(), open.end(), true) > 1) {
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (search.next[i] < search.found[i].size()) expand(static_cast<std::int32_t>(i));
        }
        open = search.unfinished();
    }
    // The group that is not finished, or else the first, keeps the cluster; its founder decides the name in any case.
    std::int32_t keeper = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (open[i]) keeper = static_cast<std::int32_t>(i);
    }
    std::vector<std::vector<CellNo>> parts(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        for (const CellNo c : search.found[i]) m_mark[index(c)] = nothing;
        auto& part = parts[index(rootOf(search.parent, static_cast<std::int32_t>(i)))];
        part.insert(part.end(), search.found[i].begin(), search.found[i].end());
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (static_cast<std::int32_t>(i) != keeper && !parts[i].empty()) m_clusters.split(cluster, parts[i]);
    }
}

void Clusterer::reanchorAround(const Spot& lost) {
    for (const CellNo number : m_grid.reachOf(lost.cell)) {
        if (cell(number).cores == cell(number).count) continue;
        for (Slot s = cell(number).head; s != nothing; s = spot(s).next) {
            const Point& p = point(s);
            if (p.role != Role::Border || point(p.anchor).role == Role::Core) continue;
            setAnchor(s, m_grid.nearestCore(s, m_grid.reachOf(number)));
        }
    }
}

// ---- in bulk

ClusterChanges Clusterer::insertAll(std::span<const Evidence> batch) {
    if (batch.size() > 256 && batch.size() * 8 > size()) {
        return rebuildAndTell(evidenceFrom(Instant::fromMicros(always)), batch);
    }
    for (const Evidence& evidence : batch) {
        if (admits(evidence)) admit(evidence);
    }
    return finish(true);
}

ClusterChanges Clusterer::removeBefore(Instant oldest) {
    std::vector<Slot> old;
    for (std::size_t i = 0; i < m_grid.spots.size(); ++i) {
        if (m_grid.spots[i].cell != nothing && m_grid.points[i].at < oldest) old.push_back(static_cast<Slot>(i));
    }
    if (old.size() > 256 && old.size() * 8 > size()) return rebuildAndTell(evidenceFrom(oldest), {});
    for (const Slot slot : old) take(slot);
    ClusterChanges changes = finish(true);
    dropEmptyCells();
    return changes;
}

std::vector<Evidence> Clusterer::evidenceFrom(Instant oldest) const {
    std::vector<Evidence> kept;
    kept.reserve(size());
    for (std::size_t i = 0; i < m_grid.spots.size(); ++i) {
        if (m_grid.spots[i].cell == nothing || m_grid.points[i].at < oldest) continue;
        kept.push_back(m_grid.evidenceAt(static_cast<Slot>(i)));
    }
    return kept;
}

ClusterChanges Clusterer::rebuildAndTell(std::span<const Evidence> kept, std::span<const Evidence> added) {
    const ClusterSet::CoreOf former = m_clusters.forgetAll();
    rebuild(kept, added);
    for (const auto& [key, old] : former) {
        const Slot slot = m_slots.find(key);
        if (slot != nothing && point(slot).role == Role::Core) m_clusters.descends(old, m_clusters.clusterOf(slot));
    }
    return finish(true);
}

void Clusterer::dropEmptyCells() {
    // Cells of hours gone by would pile up in a server that runs for months.
    if (m_grid.emptyCells() > 4096 && m_grid.emptyCells() * 2 > m_grid.cells.size()) {
        rebuildAndTell(evidenceFrom(Instant::fromMicros(always)), {});
    }
}

void Clusterer::rebuild(std::span<const Evidence> kept, std::span<const Evidence> added) {
    std::vector<Evidence> all;
    all.reserve(kept.size() + added.size());
    m_slots.reset(kept.size() + added.size());
    m_mark.clear();
    for (const auto part : {kept, added}) {
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (i + 16 < part.size()) m_slots.expect(part[i + 16].key);
            if (!isValid(part[i].place)) continue;
            if (m_slots.add(part[i].key, static_cast<Slot>(all.size()))) all.push_back(part[i]);
        }
    }
    m_slots.renumber(m_grid.fill(all));
    findRoles();
    joinCells();
}

void Clusterer::findRoles() {
    m_grid.sweep([this](CellNo c, const Reach& reach) {
        const bool crowded = m_grid.crowded(cell(c));
        for (Slot s = cell(c).head; s != nothing; s = spot(s).next) {
            if (!crowded && !m_grid.isCore(s, reach)) continue;
            point(s).role = Role::Core;
            ++cell(c).cores;
        }
    });
}

void Clusterer::joinCells() {
    std::vector<CellNo> parent(m_grid.cells.size());
    std::iota(parent.begin(), parent.end(), 0);
    m_grid.sweep([this, &parent](CellNo c, const Reach& reach) {
        for (const CellNo other : reach) {
            if (other <= c || cell(c).cores == 0 || cell(other).cores == 0) continue;
            const CellNo a = rootOf(parent, c);
            const CellNo b = rootOf(parent, other);
            if (a != b && m_grid.linked(c, other)) parent[index(std::max(a, b))] = std::min(a, b);
        }
        if (cell(c).cores == cell(c).count) return;
        for (Slot s = cell(c).head; s != nothing; s = spot(s).next) {
            if (point(s).role == Role::Core) continue;
            point(s).anchor = m_grid.nearestCore(s, reach);
            if (point(s).anchor != nothing) point(s).role = Role::Border;
        }
    });
    labelCells(parent);
}

void Clusterer::labelCells(std::vector<CellNo>& parent) {
    std::vector<ClusterNo> ofRoot(m_grid.cells.size(), nothing);
    for (CellNo c = 0; c < static_cast<CellNo>(m_grid.cells.size()); ++c) {
        if (cell(c).cores == 0) continue;
        ClusterNo& cluster = ofRoot[index(rootOf(parent, c))];
        if (cluster == nothing) cluster = m_clusters.create();
        m_clusters.addCell(cluster, c);
        for (Slot s = cell(c).head; s != nothing; s = spot(s).next) {
            if (point(s).role == Role::Core) m_clusters.considerFounder(cluster, s);
        }
    }
}

// ---- questions

std::optional<ClusterName> Clusterer::clusterOf(EvidenceKey key) const {
    const Slot slot = m_slots.find(key);
    const ClusterNo cluster = slot == nothing ? nothing : m_clusters.clusterOf(slot);
    if (cluster == nothing) return std::nullopt;
    return m_clusters.nameOf(cluster);
}

Role Clusterer::roleOf(EvidenceKey key) const {
    const Slot slot = m_slots.find(key);
    return slot == nothing ? Role::Noise : m_grid.points[index(slot)].role;
}

Membership Clusterer::explain(EvidenceKey key) const {
    const Slot slot = m_slots.find(key);
    if (slot == nothing) return {};
    const Point& p = m_grid.points[index(slot)];
    Membership why{.known = true, .role = p.role, .neededWeight = m_grid.minWeight()};
    why.cluster = m_clusters.nameOf(m_clusters.clusterOf(slot));
    why.neighbourWeight = m_grid.weightAround(slot, m_grid.reachOf(m_grid.spots[index(slot)].cell),
                                              std::numeric_limits<std::uint64_t>::max());
    if (p.role != Role::Border) return why;
    const Point& anchor = m_grid.points[index(p.anchor)];
    why.anchor = anchor.key;
    why.metres = std::sqrt(CellGrid::squared(m_grid.spots[index(slot)], m_grid.spots[index(p.anchor)])) / 10'000;
    why.apart = p.at > anchor.at ? p.at - anchor.at : anchor.at - p.at;
    return why;
}

std::vector<EvidenceKey> Clusterer::members(ClusterName name) const {
    const Slot founder = m_slots.find(name.key);
    const ClusterNo cluster = founder == nothing ? nothing : m_clusters.clusterOf(founder);
    if (cluster == nothing || m_clusters.nameOf(cluster) != name) return {};
    std::vector<Slot> slots;
    for (CellNo c = m_clusters.all()[index(cluster)].first; c != nothing; c = m_grid.cells[index(c)].nextInCluster) {
        for (const CellNo number : m_grid.reachOf(c)) {
            const Cell& near = m_grid.cells[index(number)];
            if (number != c && near.cores == near.count) continue;  // no border points here
            for (Slot s = near.head; s != nothing; s = m_grid.spots[index(s)].next) {
                const bool core = m_grid.points[index(s)].role == Role::Core;
                if (core ? number == c : m_clusters.clusterOf(s) == cluster) slots.push_back(s);
            }
        }
    }
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    std::vector<EvidenceKey> keys;
    for (const Slot s : slots) keys.push_back(m_grid.points[index(s)].key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::vector<ClusterName> Clusterer::clusters() const {
    std::vector<ClusterName> names;
    for (std::size_t n = 0; n < m_clusters.all().size(); ++n) {
        if (m_clusters.all()[n].live) names.push_back(m_clusters.nameOf(static_cast<ClusterNo>(n)));
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace ok::incidents
