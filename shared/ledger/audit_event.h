// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An entry as people and programs outside read it: one JSON object with the names of F07.R1.A4, or one CSV row. The same
// entry always gives the same bytes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/ledger/entry.h"

namespace ok::ledger {

/// `2026-11-21T07:32:17.123Z`: the ledger time to the millisecond.
[[nodiscard]] std::string timestampOf(Instant ledgerTime);

/// What an entry's two times say about each other (F07.R4.A2): `time_delta_exceeds_threshold` when more than 100 ms lie between
/// what happened and its writing down, `client_clock_suspect` when more than 5 s do, or it is dated after it. Follows from the
/// header, so it is stored with it and cannot be forgotten. A rehearsal carries its own times and has none.
[[nodiscard]] std::vector<std::string> timeFlags(const EntryHeader& header);

/// What an exported record says about who vouches for its time (F07.R4.A6): the signed checkpoint its proof leads to
/// (checkpoints.jsonl), the line about the clock of its day and that of its time stamp (times.jsonl).
struct RecordEvidence {
    std::string checkpoint;              ///< stream and size of the signed tree: `ops/1234`
    std::string keyId;                   ///< of the key it is signed with
    std::string clock;                   ///< `clock/2026-11-21`
    bool clockDrift = false;             ///< written while the clock was known to be off
    std::string tsaReference;            ///< `entry/…`; empty: not of a class that is stamped
    std::string tsaStatus;               ///< ok, pending or failed, as the log knew it at the export's end
    std::optional<Instant> tsaTime;
};

/// Canonical JSON. An erased payload is null and `payload_erased` true; `redacted` says that the payload or header was masked.
/// `flags` stand beside the entry, not in it (`clock_drift_critical`); timeFlags() are added; none: the member is left out.
[[nodiscard]] std::string eventJson(const EntryHeader& header, std::string_view payload, const Digest& hash, bool redacted,
                                    const std::vector<std::string>& flags = {}, const RecordEvidence* evidence = nullptr);

/// RFC 4180: the header row, and a row; both end with CRLF.
[[nodiscard]] std::string_view csvHeader();
void appendCsvRow(std::string& out, const EntryHeader& header, std::string_view payload, const Digest& hash,
                  const RecordEvidence& evidence);

/// The JSON Schema of eventJson().
[[nodiscard]] std::string_view eventSchema();

}  // namespace ok::ledger
