// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/territory/territory_state.h"

#include <algorithm>
#include <cstdio>

#include "server/metrics/metrics.h"
#include "shared/base/derived_ids.h"
#include "shared/territory/territory_commands.h"
#include "shared/territory/territory_views.h"

namespace ok::territory {
namespace {

/// A guess below this stays off the map: an account in the wrong street is worse than one that is asked about.
constexpr double leastConfidence = 0.7;
/// A street's or a town's middle is no place for one account.
constexpr double mostMetres = 250;
/// A street names a place only this close to it.
constexpr double nearestStreetMetres = 400;

/// Reads one table; rows that cannot be read are counted.
template <class T>
std::int64_t eachOf(Store& store, TenantId tenant, std::string_view table, const std::function<void(T&&)>& visit) {
    std::int64_t unreadable = 0;
    store.eachRow(tenant, table, [&](const StoredRow& row) {
        auto value = fromJson<T>(row.body);
        if (value.ok()) visit(std::move(*value));
        else ++unreadable;
    });
    return unreadable;
}

}  // namespace

AccountId accountIdOf(TenantId tenant, Service service, const std::string& number) {
    return AccountId{derivedUuid(tenant.str() + "|account|" + std::string(nameOf(service)) + "|" + number)};
}

std::shared_ptr<const TerritoryIndex> TerritoryIndex::read(Store& store, TenantId tenant) {
    auto out = std::make_shared<TerritoryIndex>();
    out->readAccounts(store, tenant);
    GeocoderBuilder builder;
    auto& bad = out->m_counts.unreadable;
    bad += eachOf<AddressPoint>(store, tenant, pointTable, [&](AddressPoint&& p) { builder.add(p); });
    bad += eachOf<Street>(store, tenant, streetTable, [&](Street&& s) { builder.add(s); });
    bad += eachOf<Locality>(store, tenant, localityTable, [&](Locality&& l) { builder.add(l); });
    for (const Account& account : out->m_accounts) builder.add(account);
    out->m_geocoder = builder.build();
    out->placeByAddress(out->m_geocoder);
    metrics::gauge("ok_territory_unreadable_rows", "rows of the territory's tables that could not be read at the last look",
                   {{"tenant", tenant.str()}})
        .set(bad);
    if (bad > 0) {
        std::fprintf(stderr, "outagekit-server: %lld rows of the territory of tenant %s cannot be read: import the files again\n",
                     static_cast<long long>(bad), tenant.str().c_str());
    }
    return out;
}

void TerritoryIndex::readAccounts(Store& store, TenantId tenant) {
    m_counts.unreadable += eachOf<Account>(store, tenant, accountTable, [this](Account&& a) { m_accounts.push_back(std::move(a)); });
    std::sort(m_accounts.begin(), m_accounts.end(), [](const Account& a, const Account& b) { return a.id < b.id; });
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        const Account& account = m_accounts[i];
        m_byId.emplace(account.id, i);
        m_byNumber.emplace(account.number, i);
        if (!account.contacts.phone.empty()) m_byPhone.emplace(account.contacts.phone, i);
    }
}

// Accounts that came without a position stand where their address stands, if that is known well enough.
void TerritoryIndex::placeByAddress(const Geocoder& known) {
    std::vector<AccountPlace> places;
    for (Account& account : m_accounts) {
        if (!account.placed() && !account.address.empty()) {
            const GeocodeResult found = known.find(account.address);
            if (found.found() && found.reason != "ambiguous" && found.confidence >= leastConfidence &&
                found.precisionMetres <= mostMetres) {
                account.position = found.position;
                account.precisionMetres = found.precisionMetres;
                account.source = PositionSource::geocoded;
                ++m_counts.geocoded;
            }
        }
        if (account.placed()) places.push_back({account.id, account.position});
        else ++m_counts.unplaced;
    }
    m_index = AccountIndex(places);
}

const Account* TerritoryIndex::byId(AccountId id) const {
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_accounts[found->second];
}

const Account* TerritoryIndex::byNumber(const std::string& number) const {
    const auto found = m_byNumber.find(number);
    return found == m_byNumber.end() ? nullptr : &m_accounts[found->second];
}

std::vector<const Account*> TerritoryIndex::byPhone(const std::string& token) const {
    std::vector<const Account*> out;
    const auto [first, last] = m_byPhone.equal_range(token);
    for (auto it = first; it != last; ++it) out.push_back(&m_accounts[it->second]);
    std::sort(out.begin(), out.end(), [](const Account* a, const Account* b) { return a->number < b->number; });
    return out;
}

GeocodeResult TerritorySight::find(std::string_view text, const GeocodeOptions& options) const {
    if (overrides && overrides->placeCount() > 0) {
        GeocodeResult found = overrides->find(text, options);
        if (found.method == GeocodeMethod::override_ && found.confidence >= leastConfidence) return found;
    }
    return index ? index->geocoder().find(text, options) : GeocodeResult{};
}

void TerritoryBoard::show(TenantId tenant, TerritorySight sight) {
    const std::lock_guard lock(m_mutex);
    m_sights[tenant] = std::move(sight);
}

TerritorySight TerritoryBoard::of(TenantId tenant) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_sights.find(tenant);
    return found == m_sights.end() ? TerritorySight{} : found->second;
}

void TerritoryBoard::prepare(ImportId import, std::shared_ptr<const TerritoryIndex> index) {
    const std::lock_guard lock(m_mutex);
    m_prepared[import] = std::move(index);
}

std::shared_ptr<const TerritoryIndex> TerritoryBoard::takePrepared(ImportId import) {
    const std::lock_guard lock(m_mutex);
    const auto node = m_prepared.extract(import);
    return node.empty() ? nullptr : node.mapped();
}

TerritoryState::TerritoryState(TenantId tenant, Store& store, Views& views, std::shared_ptr<TerritoryBoard> board)
    : m_tenant(tenant), m_board(std::move(board)) {
    m_sight.index = TerritoryIndex::read(store, tenant);
    rereadOverrides(views);
    rereadAreas(views);
    mark();
}

bool TerritoryState::undo() {
    m_sight = m_marked.sight;
    m_areas = m_marked.areas;
    m_board->show(m_tenant, m_sight);
    return true;
}

void TerritoryState::rereadAreas(Views& views) {
    std::vector<NamedArea> areas;
    views.each<AreaDocument>([&areas](const AreaDocument& doc) {
        if (!doc.area.name.empty()) areas.push_back({doc.area.name, doc.area.bounds(), doc.area.shape});
    });
    const auto order = [](const NamedArea& a) {
        return std::pair((a.bounds.high.lon - a.bounds.low.lon) * (a.bounds.high.lat - a.bounds.low.lat), a.name);
    };
    std::sort(areas.begin(), areas.end(), [&order](const auto& a, const auto& b) { return order(a) < order(b); });
    m_areas = std::make_shared<const std::vector<NamedArea>>(std::move(areas));
}

std::string TerritoryState::placeName(LonLat at) const {
    std::string name;
    for (const AccountDistance& near : m_sight.index->places().within(at, nearestStreetMetres, 1)) {
        if (const Account* account = m_sight.index->byId(near.id)) name = account->address.street;
    }
    const auto area = std::find_if(m_areas->begin(), m_areas->end(), [at](const NamedArea& a) {
        return a.bounds.contains(at) && contains(a.shape, at);
    });
    if (area == m_areas->end()) return name;
    return name.empty() ? area->name : name + ", " + area->name;
}

void TerritoryState::take(std::shared_ptr<const TerritoryIndex> index) {
    m_sight.index = std::move(index);
    m_board->show(m_tenant, m_sight);
}

void TerritoryState::rereadOverrides(Views& views) {
    GeocoderBuilder builder;
    views.each<OverrideDocument>([&](const OverrideDocument& o) { builder.add(o.place); });
    m_sight.overrides = std::make_shared<const Geocoder>(builder.build());
    m_board->show(m_tenant, m_sight);
}

}  // namespace ok::territory
