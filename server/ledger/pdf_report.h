// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The compliance report as PDF 1.7: what was asked, the roots that prove it, and the records, two lines each, on pages with
// watermark, page numbers and the moment of the log it shows. Our own few hundred lines, because the same records must give
// the same bytes (F07.R5.A6): no library's date, id or object order gets in. The bytes of `content` are the pre-signature
// content; sign() adds an incremental update behind them (custody, signature), so their hash stays what it was.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "shared/base/pdf_objects.h"
#include "shared/ledger/entry.h"
#include "shared/ledger/evidence.h"

namespace ok::ledger {

class PdfReport {
  public:
    PdfReport(EvidenceManifest manifest, Instant generatedAt) : m_manifest(std::move(manifest)), m_at(generatedAt) {}
    void add(const EntryHeader& header, const Digest& hash);
    /// The manifest is complete only when all records are in.
    void describe(EvidenceManifest manifest, Instant generatedAt);
    [[nodiscard]] std::size_t records() const { return m_records.size(); }
    [[nodiscard]] std::string content(const std::vector<PdfAttachment>& attachments) const;

  private:
    struct Record {
        std::string time, type, severity, actor, source, place, id, hash, justification;
    };
    [[nodiscard]] std::vector<std::string> summary() const;
    EvidenceManifest m_manifest;
    Instant m_at;
    std::vector<Record> m_records;
};

}  // namespace ok::ledger
