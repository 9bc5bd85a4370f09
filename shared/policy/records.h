// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A policy document as records that other programs read and write (F02.R7.A3): every element of its sets is a record with the
// id it has, what stands beside the sets is one record more. As JSON the document itself with a heading; as CSV a line a
// record, a column a field: cells hold texts as they are and everything else as JSON, so that nothing is lost on the way
// and back.
#pragma once
#include "shared/policy/kind.h"

namespace ok::policy {

inline constexpr std::string_view exportSchema = "outagekit.policy.v1";
inline constexpr std::size_t mostRecords = 250'000;

struct ExportHeading {
    std::string schema = std::string(exportSchema);
    std::string kind;
    int schemaVersion = 1;
    int version = 0;
    Digest digest;
    Instant exportedAt;
};
BOOST_DESCRIBE_STRUCT(ExportHeading, (), (schema, kind, schemaVersion, version, digest, exportedAt))

[[nodiscard]] std::string exportJson(const ExportHeading& heading, std::string_view body);
[[nodiscard]] Result<std::string> exportCsv(const ExportHeading& heading, std::string_view body);

/// One record of a file; `problem` where it could not be read.
struct Record {
    std::string type;          ///< name of the set, `roles`; `document` for what stands beside the sets
    std::string id;
    RawJson value;
    std::vector<FieldProblem> problems;
};

/// Problems `bad_json`, `unknown_schema`, `wrong_kind`, `schema_version`, `too_many_records`, and those of CSV.
[[nodiscard]] Result<std::vector<Record>> readJsonRecords(const Kind& kind, std::string_view text);
[[nodiscard]] Result<std::vector<Record>> readCsvRecords(const Kind& kind, std::string_view text);

enum class RecordStatus { valid, invalid };
BOOST_DESCRIBE_ENUM(RecordStatus, valid, invalid)
enum class RecordAction { none, added, updated, unchanged };
BOOST_DESCRIBE_ENUM(RecordAction, none, added, updated, unchanged)

struct RecordResult {
    int number = 0;            ///< from 1
    std::string type, id;
    RecordStatus status = RecordStatus::valid;
    RecordAction action = RecordAction::none;
    std::vector<FieldProblem> errors;
};
BOOST_DESCRIBE_STRUCT(RecordResult, (), (number, type, id, status, action, errors))

struct ImportSummary {
    std::int64_t records = 0, valid = 0, invalid = 0, added = 0, updated = 0, unchanged = 0;
    bool operator==(const ImportSummary&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImportSummary, (), (records, valid, invalid, added, updated, unchanged))

struct ImportReport {
    std::string mode;              ///< `dry-run`, `commit`
    std::string transactionId;     ///< of a commit
    std::string kind;
    int version = 0;               ///< the draft it went to
    ImportSummary summary;
    std::vector<RecordResult> results;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (mode, transactionId, kind, version, summary, results))

/// What importing these records would make of the body: valid ones are put in, by id; invalid ones are left out with their
/// reasons, and so is what needs one of those. Nothing is removed by not being in the file.
struct Imported {
    std::string body;              ///< in normal form
    ImportReport report;
};
[[nodiscard]] Result<Imported> importRecords(const Kind& kind, std::string_view body, const std::vector<Record>& records);

}  // namespace ok::policy
