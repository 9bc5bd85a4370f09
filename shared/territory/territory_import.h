// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Files in, values and a report out: accounts, address points, areas and overrides from CSV or GeoJSON. Bytes are pushed
// in chunks; values come out through sinks as soon as their row is read. Pure: the caller stores, the caller decides
// what a cancelled import leaves behind.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "shared/base/result.h"
#include "shared/territory/account.h"
#include "shared/base/csv_reader.h"
#include "shared/territory/geojson_reader.h"
#include "shared/territory/import_fields.h"
#include "shared/territory/import_report.h"
#include "shared/territory/territory_area.h"

namespace ok::territory {

enum class FileFormat : std::uint8_t { csv = 1, geojson = 2 };
BOOST_DESCRIBE_ENUM(FileFormat, csv, geojson)

/// What a row says about reaching the customer. Lives only between the file and the vault.
struct ContactDetails {
    std::string name;
    std::string phone;  // E.164
    std::string email;
};

struct ImportedAccount {
    std::uint64_t row = 0;
    Account account;  // `id` and `contacts` are still empty
    ContactDetails contact;
};

struct ImportOptions {
    FileFormat format = FileFormat::csv;
    TextEncoding encoding = TextEncoding::utf8;
    ColumnChoice columns;
    /// For rows that do not say.
    Service service = Service::electric;
    std::string timeZone;                ///< of accounts that name none; empty: the utility's own, wherever it is asked for
    std::string language = "en";
    std::string city;
    /// The country calling code put before national numbers, digits only.
    std::string callingCode = "1";
    std::string areaKind = "territory";
    ImportWatcher watcher;
};

/// Reads one record; what is wrong goes to `issues`. Answers nothing when the row must be kept aside.
[[nodiscard]] std::optional<ImportedAccount> accountFrom(const ImportRecord& record, const ImportOptions& options,
                                                         std::vector<RowIssue>& issues);
[[nodiscard]] std::optional<AddressPoint> addressFrom(const ImportRecord& record, const ImportOptions& options,
                                                      std::vector<RowIssue>& issues);
[[nodiscard]] std::optional<AddressOverride> overrideFrom(const ImportRecord& record, std::vector<RowIssue>& issues);

/// E.164 from what people write ("(606) 555-0100", "606.555.0100 x12" is refused). Empty when it is no number.
[[nodiscard]] std::string normalPhone(std::string_view text, std::string_view callingCode);

/// Gets each row that was kept aside, with its text, so that it can be shown and mended.
using KeptAsideSink = std::function<void(const RowIssue&, const std::string& rowText)>;

/// One running import. `Row` decides what a record becomes; everything else (mapping, counting, watching) is common.
class TableImport {
  public:
    /// Answers whether the record was accepted; fills `issues` otherwise.
    using RowHandler = std::function<bool(const ImportRecord&, const GeoFeature*, std::vector<RowIssue>&)>;

    TableImport(ImportOptions options, std::vector<Field> required, RowHandler handler, KeptAsideSink aside = {});
    TableImport(const TableImport&) = delete;
    TableImport& operator=(const TableImport&) = delete;

    /// Fails on the reader's file problems, on `columns_missing` and on `cancelled`; the report is valid even then.
    Status feed(std::string_view chunk);
    Status finish();
    [[nodiscard]] const ImportReport& report() const { return m_report; }

  private:
    bool onRow(CsvRow& row);
    bool onFeature(GeoFeature& feature);
    bool onHeader(const CsvRow& row);
    bool settle(bool accepted, const std::string& rowText);
    bool handle(const GeoFeature* feature, const std::function<std::string()>& rowText);
    Status done(Status status);

    ImportOptions m_options;
    std::vector<Field> m_required;
    RowHandler m_handler;
    KeptAsideSink m_aside;
    ImportReport m_report;
    ColumnMap m_columns;
    bool m_headerSeen = false;
    std::uint64_t m_bytes = 0;
    ImportRecord m_record;
    std::vector<RowIssue> m_issues;
    std::optional<Problem> m_failure;
    std::unique_ptr<CsvReader> m_csv;
    std::unique_ptr<GeoJsonReader> m_geojson;
};

[[nodiscard]] std::unique_ptr<TableImport> importAccounts(ImportOptions options,
                                                          std::function<void(ImportedAccount&&)> sink,
                                                          KeptAsideSink aside = {});
[[nodiscard]] std::unique_ptr<TableImport> importAddresses(ImportOptions options,
                                                           std::function<void(AddressPoint&&)> sink,
                                                           KeptAsideSink aside = {});
[[nodiscard]] std::unique_ptr<TableImport> importOverrides(ImportOptions options,
                                                           std::function<void(AddressOverride&&)> sink,
                                                           KeptAsideSink aside = {});
/// GeoJSON only: polygons with a name.
[[nodiscard]] std::unique_ptr<TableImport> importAreas(ImportOptions options,
                                                       std::function<void(TerritoryArea&&)> sink,
                                                       KeptAsideSink aside = {});

}  // namespace ok::territory
