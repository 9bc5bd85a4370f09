// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/incidents/incident_book.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "shared/incidents/boundary.h"

namespace ok::incidents {
namespace {

constexpr double cellsPerDegree = 50;  // about 2 km
constexpr std::int64_t everywhere = -1;  // incidents too large to list cell by cell
constexpr std::int64_t mostCells = 2500;
const std::vector<ReportId> noReports;

std::int64_t line(double degrees) { return static_cast<std::int64_t>(std::floor((degrees + 180) * cellsPerDegree)); }
std::int64_t cellOf(LonLat p) { return line(p.lon) << 20 | line(p.lat); }

GeoBox widened(GeoBox box, double metres) {
    const double lat = metres / 111'000;
    const double lon = lat / std::max(0.1, std::cos(box.high.lat * 0.017453292519943295));
    return {{box.low.lon - lon, box.low.lat - lat}, {box.high.lon + lon, box.high.lat + lat}};
}

std::vector<std::int64_t> cellsOf(const GeoBox& box) {
    if (box.empty()) return {};
    const std::int64_t x0 = line(box.low.lon), x1 = line(box.high.lon), y0 = line(box.low.lat), y1 = line(box.high.lat);
    if ((x1 - x0 + 1) * (y1 - y0 + 1) > mostCells) return {everywhere};
    std::vector<std::int64_t> cells;
    for (std::int64_t x = x0; x <= x1; ++x) {
        for (std::int64_t y = y0; y <= y1; ++y) cells.push_back(x << 20 | y);
    }
    return cells;
}

std::string yearOf(Instant t) { return std::to_string(toCivil(t).year); }
std::string feedKey(const std::string& adapter, const std::string& outage) { return adapter + ":" + outage; }

}  // namespace

IncidentBook::IncidentBook(const IncidentSettings& settings, std::string prefix, const territory::AccountsNear* accounts)
    : m_settings(settings), m_prefix(std::move(prefix)), m_accounts(accounts) {}

Clusterer& IncidentBook::clusterer(Service service) {
    auto& held = m_clusterers[service];
    if (!held) held = std::make_unique<Clusterer>(m_settings.clustering);
    return *held;
}

const Clusterer* IncidentBook::clustererOf(Service service) const {
    const auto found = m_clusterers.find(service);
    return found == m_clusterers.end() ? nullptr : found->second.get();
}

// ---- rebuilding

void IncidentBook::load(const Incident& incident) {
    Held& held = m_incidents[incident.id];
    held.value = incident;
    note(incident);
    reindex(held);
}

void IncidentBook::load(const IncidentReport& link) { attach(link); }

void IncidentBook::load(std::span<const Witness> evidence) {
    std::vector<Witness> ordered(evidence.begin(), evidence.end());
    std::sort(ordered.begin(), ordered.end(),
              [](const Witness& a, const Witness& b) { return std::tie(a.saidAt, a.report) < std::tie(b.saidAt, b.report); });
    std::map<Service, std::vector<Evidence>> batches;
    for (const Witness& w : ordered) {
        if (w.account.known() && !m_evidenceOfAccount.emplace(w.account, w.report).second) continue;
        batches[w.service].push_back({evidenceKey(w.report), w.position, w.saidAt, 1});
        m_reportOfKey[evidenceKey(w.report)] = w.report;
        m_evidence[w.report] = w;
        if (!m_links.contains(w.report)) m_pending[cellOf(w.position)].push_back(w.report);
    }
    for (const auto& [service, batch] : batches) clusterer(service).insertAll(batch);
}

void IncidentBook::note(const Incident& incident) {
    for (const FeedLink& feed : incident.feeds) m_byFeed[feedKey(feed.adapter, feed.outageId)] = incident.id;
    const auto dash = incident.number.rfind('-');
    if (dash == std::string::npos || dash < 5) return;
    int& last = m_lastNumber[incident.number.substr(dash - 4, 4)];
    last = std::max(last, std::atoi(incident.number.c_str() + dash + 1));
}

// ---- changing

void IncidentBook::expire(Instant now) {
    // Whole hours, so that the evidence in force is a function of the hour and not of how often this is called.
    const Instant limit = Instant::fromSeconds((now - m_settings.evidenceLifetime).wholeSeconds() / 3600 * 3600);
    if (limit <= m_expiredTo) return;
    m_expiredTo = limit;
    for (auto& [service, held] : m_clusterers) followClusters(service, held->removeBefore(limit));
    std::vector<ReportId> old;
    for (const auto& [report, witness] : m_evidence) {
        if (witness.saidAt < limit) old.push_back(report);
    }
    for (const ReportId report : old) forget(report);
}

Sighting IncidentBook::witness(const Witness& w) {
    Sighting sighting;
    if (m_evidence.contains(w.report) || !w.out) return sighting;
    if (w.account.known()) {
        const auto [earlier, first] = m_evidenceOfAccount.emplace(w.account, w.report);
        if (!first) {
            sighting.sameAccount = earlier->second;
            return sighting;
        }
    }
    const EvidenceKey key = evidenceKey(w.report);
    m_evidence[w.report] = w;
    m_reportOfKey[key] = w.report;
    m_pending[cellOf(w.position)].push_back(w.report);
    const ClusterChanges changes = clusterer(w.service).insert({key, w.position, w.saidAt, 1});
    followClusters(w.service, changes);
    for (const ClusterChange& change : changes.clusters) {
        sighting.joined = sighting.joined || change.kind == ClusterChangeKind::Merged;
    }
    for (const EvidenceKey touched : changes.points) sighting.touched.push_back(m_reportOfKey.at(touched));
    sighting.membership = clusterer(w.service).explain(key);
    return sighting;
}

void IncidentBook::forget(ReportId report) {
    const auto found = m_evidence.find(report);
    if (found == m_evidence.end()) return;
    const Witness w = found->second;
    followClusters(w.service, clusterer(w.service).remove(evidenceKey(report)));
    if (const auto mine = m_evidenceOfAccount.find(w.account); mine != m_evidenceOfAccount.end() && mine->second == report) {
        m_evidenceOfAccount.erase(mine);
    }
    auto& cell = m_pending[cellOf(w.position)];
    std::erase(cell, report);
    if (cell.empty()) m_pending.erase(cellOf(w.position));
    m_reportOfKey.erase(evidenceKey(report));
    m_evidence.erase(report);
}

void IncidentBook::followClusters(Service service, const ClusterChanges& changes) {
    std::map<ClusterName, IncidentId> moved;
    for (const ClusterChange& change : changes.clusters) {
        const bool renamed = change.kind == ClusterChangeKind::Changed && !change.others.empty();
        if (change.kind == ClusterChangeKind::Changed && !renamed) continue;
        // A new name keeps its answer; everything else is asked anew.
        if (renamed) {
            if (const auto it = m_ofCluster.find({service, change.others[0]}); it != m_ofCluster.end()) moved[change.name] = it->second;
        }
        m_ofCluster.erase({service, change.name});
        for (const ClusterName& other : change.others) m_ofCluster.erase({service, other});
    }
    for (const auto& [name, incident] : moved) m_ofCluster[{service, name}] = incident;
}

void IncidentBook::attach(const IncidentReport& link) {
    const auto found = m_incidents.find(link.incident);
    if (found == m_incidents.end()) return;
    Held& held = found->second;
    m_links[link.report] = link;
    held.reports.push_back(link.report);
    if (link.account.known()) {
        if (link.counts) ++held.accounts[link.account];
        // By what was said last, not by what was attached last: loading from the views knows no order of attaching.
        auto& said = m_ofAccount[link.account];
        const auto order = [this](ReportId r) { return std::pair(m_links.at(r).saidAt, r); };
        const auto place = std::upper_bound(said.begin(), said.end(), link.report,
                                            [&order](ReportId a, ReportId b) { return order(a) < order(b); });
        said.insert(place, link.report);
    }
    if (!link.position) return;
    if (const auto cell = m_pending.find(cellOf(*link.position)); cell != m_pending.end()) std::erase(cell->second, link.report);
    if (held.hull.size() >= 3 && contains(Polygon{{held.hull}}, *link.position)) return;
    held.hull.push_back(*link.position);
    held.hull = convexHull(held.hull);
}

void IncidentBook::detach(ReportId report) {
    const auto found = m_links.find(report);
    if (found == m_links.end()) return;
    Held& held = m_incidents[found->second.incident];
    std::erase(held.reports, report);
    const AccountId account = found->second.account;
    if (account.known() && found->second.counts && --held.accounts[account] <= 0) held.accounts.erase(account);
    if (const auto said = m_ofAccount.find(account); said != m_ofAccount.end()) {
        std::erase(said->second, report);
        if (said->second.empty()) m_ofAccount.erase(said);
    }
    m_links.erase(found);
    if (const auto e = m_evidence.find(report); e != m_evidence.end()) m_pending[cellOf(e->second.position)].push_back(report);
}

void IncidentBook::rehull(Held& held) { held.hull = convexHull(positionsOf(held.reports)); }

void IncidentBook::reindex(Held& held) {
    for (const std::int64_t cell : held.cells) {
        auto& row = m_grid[cell];
        std::erase(row, held.value.id);
        if (row.empty()) m_grid.erase(cell);
    }
    held.cells.clear();
    const IncidentStatus s = held.value.status;
    if (s == IncidentStatus::cancelled || s == IncidentStatus::merged) return;
    GeoBox box = boundsOf(held.value.boundary);
    for (const FeedLink& feed : held.value.feeds) box.include(boundsOf(feed.points));
    if (box.empty()) return;
    held.cells = cellsOf(widened(box, m_settings.feedReachMetres));
    for (const std::int64_t cell : held.cells) m_grid[cell].push_back(held.value.id);
}

void IncidentBook::apply(const IncidentEvent& event, Recorded when) {
    const CountsOf counted = [this](ReportId report) {
        const auto link = m_links.find(report);
        return link != m_links.end() && link->second.counts;
    };
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) m_incidents[opened->incident];
    const auto concerned = incidentsOf(event);
    for (const IncidentId id : concerned) {
        const auto held = m_incidents.find(id);
        if (held != m_incidents.end()) fold(held->second.value, event, when, counted);
    }
    if (const auto* attached = std::get_if<ReportAttached>(&event)) return attach(attached->link);
    if (const auto* detached = std::get_if<ReportDetached>(&event)) detach(detached->report);
    bool moved = std::holds_alternative<ReportDetached>(event);
    eachMovedReport(event, [&](ReportId report, const LinkChange& to) {
        const auto found = m_links.find(report);
        if (found == m_links.end()) return;
        IncidentReport link = found->second;
        detach(report);
        link.incident = to.incident;
        link.counts = link.counts != to.flip;
        link.reason = to.reason;
        attach(link);
        moved = true;
    });
    if (moved) m_ofCluster.clear();
    for (const IncidentId id : concerned) {
        const auto held = m_incidents.find(id);
        if (held == m_incidents.end()) continue;
        if (moved) rehull(held->second);
        note(held->second.value);
        reindex(held->second);
    }
}

// ---- reading

const Incident* IncidentBook::find(IncidentId id) const {
    const auto found = m_incidents.find(id);
    return found == m_incidents.end() ? nullptr : &found->second.value;
}

const Incident* IncidentBook::surviving(IncidentId id) const {
    const Incident* incident = find(id);
    for (int steps = 0; incident != nullptr && incident->mergedInto && steps < 64; ++steps) incident = find(*incident->mergedInto);
    return incident;
}

const Incident* IncidentBook::byFeed(const std::string& adapter, const std::string& outageId) const {
    const auto found = m_byFeed.find(feedKey(adapter, outageId));
    return found == m_byFeed.end() ? nullptr : surviving(found->second);
}

const IncidentReport* IncidentBook::linkOf(ReportId report) const {
    const auto found = m_links.find(report);
    return found == m_links.end() ? nullptr : &found->second;
}

const std::vector<ReportId>& IncidentBook::reportsOf(IncidentId id) const {
    const auto found = m_incidents.find(id);
    return found == m_incidents.end() ? noReports : found->second.reports;
}

bool IncidentBook::counts(IncidentId incident, AccountId account) const {
    const auto found = m_incidents.find(incident);
    return account.known() && found != m_incidents.end() && found->second.accounts.contains(account);
}

bool IncidentBook::takesReports(const Incident& incident, Instant now) const {
    if (isLive(incident.status)) return true;
    return incident.status == IncidentStatus::closed && incident.closedAt && *incident.closedAt + m_settings.reopenWithin >= now;
}

const Incident* IncidentBook::incidentOfAccount(AccountId account, Service service, Instant now) const {
    const auto said = m_ofAccount.find(account);
    if (!account.known() || said == m_ofAccount.end()) return nullptr;
    const Incident* incident = surviving(m_links.at(said->second.back()).incident);
    return incident != nullptr && incident->service == service && takesReports(*incident, now) ? incident : nullptr;
}

std::optional<Instant> IncidentBook::lastSaid(AccountId account) const {
    const auto said = m_ofAccount.find(account);
    if (!account.known() || said == m_ofAccount.end()) return std::nullopt;
    return m_links.at(said->second.back()).saidAt;
}

std::vector<NearIncident> IncidentBook::near(LonLat place, double metres, Service service, Instant now) const {
    std::vector<std::tuple<double, std::string, IncidentId>> found;
    for (const std::int64_t cell : {cellOf(place), everywhere}) {
        const auto row = m_grid.find(cell);
        if (row == m_grid.end()) continue;
        for (const IncidentId id : row->second) {
            const Held& held = m_incidents.at(id);
            if (held.value.service != service || !takesReports(held.value, now)) continue;
            double best = metres + 1;
            if (contains(held.value.boundary, place)) best = 0;
            for (const LonLat p : held.hull) best = std::min(best, metresBetween(p, place));
            if (best <= metres) found.emplace_back(best, held.value.number, id);
        }
    }
    std::sort(found.begin(), found.end());
    std::vector<NearIncident> out;
    for (const auto& [distance, number, id] : found) out.push_back({id, distance});
    return out;
}

std::vector<NearIncident> IncidentBook::nearFeeds(LonLat place, Service service, Instant now) const {
    std::vector<std::tuple<double, std::string, IncidentId>> found;
    for (const std::int64_t cell : {cellOf(place), everywhere}) {
        const auto row = m_grid.find(cell);
        if (row == m_grid.end()) continue;
        for (const IncidentId id : row->second) {
            const Incident& incident = m_incidents.at(id).value;
            if (incident.service != service || incident.feeds.empty() || !takesReports(incident, now)) continue;
            double best = 1e9, reach = m_settings.feedReachMetres;
            for (const FeedLink& feed : incident.feeds) {
                reach = std::max(reach, feedMargin(feed.customersOut));
                for (const LonLat p : feed.points) best = std::min(best, metresBetween(p, place));
            }
            if (best <= reach) found.emplace_back(best, incident.number, id);
        }
    }
    std::sort(found.begin(), found.end());
    std::vector<NearIncident> out;
    for (const auto& [distance, number, id] : found) out.push_back({id, distance});
    return out;
}

std::vector<ReportId> IncidentBook::pendingWithin(const Polygon& boundary, std::span<const LonLat> points, double metres,
                                                  Service service) const {
    GeoBox box = boundsOf(boundary);
    if (!points.empty()) box.include(widened(boundsOf(points), metres));
    std::vector<ReportId> found;
    const auto look = [&](const std::vector<ReportId>& reports) {
        for (const ReportId report : reports) {
            const Witness& w = m_evidence.at(report);
            if (w.service != service) continue;
            const bool near = std::any_of(points.begin(), points.end(), [&](LonLat p) { return metresBetween(p, w.position) <= metres; });
            if (near || contains(boundary, w.position)) found.push_back(report);
        }
    };
    const auto cells = cellsOf(box);
    if (!cells.empty() && cells.front() == everywhere) {
        for (const auto& [cell, reports] : m_pending) look(reports);
    } else {
        for (const std::int64_t cell : cells) {
            if (const auto row = m_pending.find(cell); row != m_pending.end()) look(row->second);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

const Witness* IncidentBook::evidence(ReportId report) const {
    const auto found = m_evidence.find(report);
    return found == m_evidence.end() ? nullptr : &found->second;
}

Membership IncidentBook::explain(ReportId report) const {
    const Witness* w = evidence(report);
    const Clusterer* held = w == nullptr ? nullptr : clustererOf(w->service);
    return held == nullptr ? Membership{} : held->explain(evidenceKey(report));
}

const Incident* IncidentBook::incidentOfCluster(Service service, ClusterName cluster, Instant now) const {
    const auto usable = [&](const Incident* i) { return i != nullptr && takesReports(*i, now) ? i : nullptr; };
    if (const auto known = m_ofCluster.find({service, cluster}); known != m_ofCluster.end()) {
        if (const Incident* incident = usable(surviving(known->second))) return incident;
        m_ofCluster.erase(known);
    }
    std::map<IncidentId, int> votes;
    for (const ReportId report : membersOf(service, cluster)) {
        const IncidentReport* link = linkOf(report);
        const Incident* incident = link == nullptr ? nullptr : usable(surviving(link->incident));
        if (incident != nullptr) ++votes[incident->id];
    }
    const Incident* best = nullptr;
    int most = 0;
    for (const auto& [id, count] : votes) {
        const Incident* candidate = find(id);
        if (count > most || (count == most && candidate->number < best->number)) {
            best = candidate;
            most = count;
        }
    }
    if (best != nullptr) m_ofCluster[{service, cluster}] = best->id;
    return best;
}

std::vector<ReportId> IncidentBook::membersOf(Service service, ClusterName cluster) const {
    const Clusterer* held = clustererOf(service);
    std::vector<ReportId> reports;
    if (held == nullptr) return reports;
    for (const EvidenceKey key : held->members(cluster)) reports.push_back(m_reportOfKey.at(key));
    std::sort(reports.begin(), reports.end());
    return reports;
}

std::vector<LonLat> IncidentBook::positionsOf(std::span<const ReportId> reports) const {
    std::vector<LonLat> positions;
    for (const ReportId report : reports) {
        if (const IncidentReport* link = linkOf(report); link != nullptr && link->position) {
            positions.push_back(*link->position);
        } else if (const Witness* w = evidence(report)) {
            positions.push_back(w->position);
        }
    }
    return positions;
}

bool IncidentBook::wouldMove(const Incident& incident, LonLat added) const {
    if (incident.boundaryDrawn) return false;
    const auto held = m_incidents.find(incident.id);
    if (held == m_incidents.end() || held->second.hull.size() < 3) return true;
    return !contains(Polygon{{held->second.hull}}, added);
}

Extent IncidentBook::extentWith(const Incident& incident, std::span<const LonLat> added) const {
    if (incident.boundaryDrawn) return extentOf(incident.boundary, m_accounts);
    const auto held = m_incidents.find(incident.id);
    std::vector<LonLat> points = held == m_incidents.end() ? std::vector<LonLat>{} : held->second.hull;
    points.insert(points.end(), added.begin(), added.end());
    return extentOf(boundaryAround(convexHull(points), incident.feeds, m_settings.reportMarginMetres), m_accounts);
}

std::string IncidentBook::nextNumber(Instant now) const {
    const std::string year = yearOf(now);
    const auto last = m_lastNumber.find(year);
    std::string count = std::to_string(last == m_lastNumber.end() ? 1 : last->second + 1);
    if (count.size() < 4) count.insert(0, 4 - count.size(), '0');
    return m_prefix + "-" + year + "-" + count;
}

std::vector<IncidentId> IncidentBook::live() const {
    std::vector<IncidentId> ids;
    for (const auto& [id, held] : m_incidents) {
        if (isLive(held.value.status)) ids.push_back(id);
    }
    return ids;
}

}  // namespace ok::incidents
