// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What changes a territory. An import is one entry of the log, with the SHA-256 of its file and its counts; the rows
// themselves go into typed tables in portions, because half a million accounts are too many for entries.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/json.h"
#include "shared/base/personal.h"
#include "shared/territory/account.h"
#include "shared/territory/address.h"
#include "shared/territory/data_licence.h"
#include "shared/territory/import_report.h"
#include "shared/territory/territory_area.h"

namespace ok::territory {

/// Typed tables of the store.
inline constexpr std::string_view accountTable = "account";
inline constexpr std::string_view asideTable = "import_aside";
inline constexpr std::string_view pointTable = "address_point";
inline constexpr std::string_view streetTable = "street";
inline constexpr std::string_view localityTable = "locality";

/// One account of a portion; contacts in the clear only on their way into the vault.
struct AccountRow {
    Account account;
    PersonName name;
    PhoneNumber phone;
    EmailAddress email;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (account, name, phone, email))

struct AsideRow {
    RowIssue issue;
    FreeText text;   ///< the row as it came
};
BOOST_DESCRIBE_STRUCT(AsideRow, (), (issue, text))

/// What waits in the table `import_aside`, under `<import>:<row>:<code>`.
struct AsideRecord {
    RowIssue issue;
    Token<FreeText> text;
};
BOOST_DESCRIBE_STRUCT(AsideRecord, (), (issue, text))

/// A portion of an import, at most 2,000 rows. Leaves no entry: FinishImport accounts for all portions.
struct PutRows {
    static constexpr CommandCard card{.name = "territory.put_rows", .action = "territory.import", .purpose = "administration",
                                      .silent = "the import's own entries hold the SHA-256 of its file and the counts of all portions"};
    ImportId import;
    std::vector<AccountRow> accounts;
    std::vector<AddressPoint> points;
    std::vector<Street> streets;
    std::vector<Locality> localities;
    std::vector<AsideRow> aside;
    [[nodiscard]] std::size_t size() const {
        return accounts.size() + points.size() + streets.size() + localities.size() + aside.size();
    }
};
BOOST_DESCRIBE_STRUCT(PutRows, (), (import, accounts, points, streets, localities, aside))

/// `interrupted`: the server stopped in the middle; the same file again goes on where it ended.
enum class ImportState { running, done, cancelled, failed, interrupted };
BOOST_DESCRIBE_ENUM(ImportState, running, done, cancelled, failed, interrupted)

/// The record of an import, view `import`.
struct ImportDone {
    static constexpr std::string_view viewKind = "import";
    ImportId id;
    ImportState state = ImportState::done;
    std::string what;                 ///< `accounts`, `addresses`, `areas`, `overrides`, `osm`
    std::string fileName;
    Digest fileHash;
    DataTerms terms;
    std::int64_t rowsRead = 0;
    std::int64_t accepted = 0;
    std::int64_t keptAside = 0;
    std::map<std::string, std::int64_t> problems;
    std::int64_t geocoded = 0;        ///< accounts of the whole tenant that had only an address and were found by it
    std::int64_t unplaced = 0;        ///< accounts of the whole tenant that are on no map
    std::string problem;              ///< why it failed, in words
    bool cancelled = false;
    Instant startedAt;
    Instant finishedAt;
    [[nodiscard]] std::string viewId() const { return id.str(); }
};
BOOST_DESCRIBE_STRUCT(ImportDone, (), (id, state, what, fileName, fileHash, terms, rowsRead, accepted, keptAside, problems, geocoded,
                                       unplaced, problem, cancelled, startedAt, finishedAt))

struct StartImport {
    static constexpr CommandCard card{.name = "territory.start_import", .action = "territory.import",
                                      .purpose = "administration", .refusalIsEvidence = true};
    ImportId id;
    std::string what;
    std::string fileName;
    Digest fileHash;
    DataTerms terms;
};
BOOST_DESCRIBE_STRUCT(StartImport, (), (id, what, fileName, fileHash, terms))

struct FinishImport {
    static constexpr CommandCard card{.name = "territory.finish_import", .action = "territory.import",
                                      .purpose = "administration"};
    ImportDone record;
};
BOOST_DESCRIBE_STRUCT(FinishImport, (), (record))

/// Areas are few: each is a document, view `territory_area`.
struct SetAreas {
    static constexpr CommandCard card{.name = "territory.set_areas", .action = "territory.import",
                                      .purpose = "administration"};
    std::vector<TerritoryArea> areas;
};
BOOST_DESCRIBE_STRUCT(SetAreas, (), (areas))

/// A place the utility knows better than any file; wins over every other source. The same text again replaces it.
struct SetOverrides {
    static constexpr CommandCard card{.name = "territory.set_overrides", .action = "territory.overrides"};
    std::vector<AddressOverride> overrides;
};
BOOST_DESCRIBE_STRUCT(SetOverrides, (), (overrides))

struct RemoveOverride {
    static constexpr CommandCard card{.name = "territory.remove_override", .action = "territory.overrides"};
    std::string text;
};
BOOST_DESCRIBE_STRUCT(RemoveOverride, (), (text))

}  // namespace ok::territory
