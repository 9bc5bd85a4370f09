// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One tenant's territory in memory: accounts by id, number, phone token and place, and the geocoder made from accounts,
// address points, streets and towns. The index is immutable and read anew after each finished import, on the importing
// thread where there is one; overrides stand in a small geocoder of their own, so that setting one costs nothing.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/gate/gate.h"
#include "shared/territory/account.h"
#include "shared/territory/account_index.h"
#include "shared/territory/geocoder.h"

namespace ok::territory {

/// Everything read from the typed tables. Immutable: any number of threads may ask.
class TerritoryIndex {
  public:
    [[nodiscard]] static std::shared_ptr<const TerritoryIndex> read(Store& store, TenantId tenant);

    [[nodiscard]] const Account* byId(AccountId id) const;
    [[nodiscard]] const Account* byNumber(const std::string& number) const;
    /// Ordered by account number.
    [[nodiscard]] std::vector<const Account*> byPhone(const std::string& token) const;
    [[nodiscard]] const AccountIndex& places() const { return m_index; }
    [[nodiscard]] const Geocoder& geocoder() const { return m_geocoder; }
    [[nodiscard]] const std::vector<Account>& accounts() const { return m_accounts; }   ///< ordered by id

    struct Counts {
        std::int64_t geocoded = 0;     ///< accounts that had only an address and were found by it
        std::int64_t unplaced = 0;     ///< accounts that are on no map
        std::int64_t unreadable = 0;   ///< rows of the database that could not be read: damage, never normal
    };
    [[nodiscard]] const Counts& counts() const { return m_counts; }

  private:
    void readAccounts(Store& store, TenantId tenant);
    void placeByAddress(const Geocoder& known);

    std::vector<Account> m_accounts;
    std::unordered_map<AccountId, std::size_t> m_byId;
    std::unordered_map<std::string, std::size_t> m_byNumber;
    std::unordered_multimap<std::string, std::size_t> m_byPhone;
    AccountIndex m_index;
    Geocoder m_geocoder;
    Counts m_counts;
};

/// What a tenant's address questions are answered from.
struct TerritorySight {
    std::shared_ptr<const TerritoryIndex> index;
    std::shared_ptr<const Geocoder> overrides;
    /// An override that fits wins; else the index.
    [[nodiscard]] GeocodeResult find(std::string_view text, const GeocodeOptions& options = {}) const;
};

/// The tenants' present sights, for routes and importers on other threads.
class TerritoryBoard {
  public:
    void show(TenantId tenant, TerritorySight sight);
    /// Null parts while the tenant has none.
    [[nodiscard]] TerritorySight of(TenantId tenant) const;
    /// An importer leaves the index it has read; the command that finishes the import takes it.
    void prepare(ImportId import, std::shared_ptr<const TerritoryIndex> index);
    [[nodiscard]] std::shared_ptr<const TerritoryIndex> takePrepared(ImportId import);

  private:
    mutable std::mutex m_mutex;
    std::unordered_map<TenantId, TerritorySight> m_sights;
    std::unordered_map<ImportId, std::shared_ptr<const TerritoryIndex>> m_prepared;
};

class TerritoryState final : public TenantState {
  public:
    TerritoryState(TenantId tenant, Store& store, Views& views, std::shared_ptr<TerritoryBoard> board);

    void mark() override { m_marked = {m_sight, m_areas}; }
    /// Hundreds of thousands of accounts are not read again because a command failed.
    bool undo() override;
    void take(std::shared_ptr<const TerritoryIndex> index);
    void rereadOverrides(Views& views);
    void rereadAreas(Views& views);
    /// The nearest street where we have customers, and the smallest area it lies in: `Otter Rock Court, Letcher County`.
    [[nodiscard]] std::string placeName(LonLat at) const;
    [[nodiscard]] const TerritoryIndex& index() const { return *m_sight.index; }
    /// For what is made of it and has to know whether it still is the present one.
    [[nodiscard]] const std::shared_ptr<const TerritoryIndex>& sharedIndex() const { return m_sight.index; }
    [[nodiscard]] GeocodeResult find(std::string_view text) const { return m_sight.find(text); }
    [[nodiscard]] TerritoryBoard& board() { return *m_board; }

  private:
    TenantId m_tenant;
    std::shared_ptr<TerritoryBoard> m_board;
    TerritorySight m_sight;
    struct NamedArea {
        std::string name;
        GeoBox bounds;
        MultiPolygon shape;
    };
    using Areas = std::shared_ptr<const std::vector<NamedArea>>;
    Areas m_areas;   ///< smallest first
    struct Marked {
        TerritorySight sight;
        Areas areas;
    } m_marked;
};

/// The account's id follows from tenant, service and number: importing a file twice changes nothing.
[[nodiscard]] AccountId accountIdOf(TenantId tenant, Service service, const std::string& number);

/// Before the gate starts. The board is shared with routes and importers.
void addHandlers(Gate& gate, std::shared_ptr<TerritoryBoard> board = std::make_shared<TerritoryBoard>());

}  // namespace ok::territory
