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
#include "shared/territory/import_report.h"
#include "shared/territory/territory_area.h"

namespace ok::territory {

/// Typed tables of the store.
inline constexpr std::string_view accountTable = "account";
inline constexpr std::string_view asideTable = "import_aside";

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

/// A portion of an import. Leaves no entry: FinishImport accounts for all portions.
struct PutAccounts {
    static constexpr CommandCard card{.name = "territory.put_accounts", .action = "territory.import",
                                      .purpose = "administration"};
    ImportId import;
    std::vector<AccountRow> accounts;
    std::vector<AsideRow> aside;
};
BOOST_DESCRIBE_STRUCT(PutAccounts, (), (import, accounts, aside))

/// The record of an import, view `import`.
struct ImportDone {
    static constexpr std::string_view viewKind = "import";
    ImportId id;
    std::string what;                 ///< `accounts`, `areas`
    std::string fileName;
    Digest fileHash;
    std::int64_t rowsRead = 0;
    std::int64_t accepted = 0;
    std::int64_t keptAside = 0;
    std::map<std::string, std::int64_t> problems;
    bool cancelled = false;
    Instant finishedAt;
    [[nodiscard]] std::string viewId() const { return id.str(); }
};
BOOST_DESCRIBE_STRUCT(ImportDone, (), (id, what, fileName, fileHash, rowsRead, accepted, keptAside, problems, cancelled,
                                       finishedAt))

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

}  // namespace ok::territory
