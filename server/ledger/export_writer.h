// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Makes an export: reads what the filter is about, writes the artifact and what proves it, and says what it made. The same
// question about the same log gives the same artifact, byte for byte (a PDF: the same bytes before its signature).
#pragma once
#include <filesystem>
#include <functional>

#include "server/ledger/audit_walk.h"
#include "server/ledger/report_signer.h"
#include "server/ledger/tree_cache.h"
#include "shared/operations/audit_exports.h"

namespace ok::ledger {

/// What the maker of an export needs at hand.
struct ExportTools {
    Store& store;
    PostingFile* index = nullptr;
    const SigningKey& key;                          ///< the log's: signs checksums.txt
    std::function<Result<ReportSigner*>()> signer;  ///< for PDF
    AskTimeStamp stamp;
    std::string slug;
    Instant now;                                    ///< custody and signature only
    std::filesystem::path clockSamples;             ///< integrity::clockSamplesFile; need not be there
    /// May be empty. What it is true for stands in the export as it stands in the log after the purge: without its payload (H2).
    std::function<bool(const EntryHeader&)> past = {};
};

inline constexpr std::int64_t mostPdfRecords = 20'000, mostReportRecords = 100'000;

/// Writes into `directory`, which is made. Problems: `too_many_for_pdf`, `too_many_for_report`, `log_damaged`, `export_write_failed`, ...
[[nodiscard]] Result<operations::FinishExport> writeExport(const operations::AuditExport& asked, const ExportTools& tools,
                                                           const std::filesystem::path& directory);

/// `outagekit_audit_{tenant}_{fromUTC}_{toUTC}_{format}_{sha256-8}[-redacted].{extension}` (F07.R5.A1).
[[nodiscard]] std::string exportName(const std::string& slug, const operations::AuditExport& asked, const Digest& sha256);

}  // namespace ok::ledger
