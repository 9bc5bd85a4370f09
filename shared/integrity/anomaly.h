// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the continuous check of the log says and asks (F07.R6): anomalies and their quarantine, runs, remediation. All of it
// is in the stream `security`; views `ledger_anomaly` and `ledger_run`. The commands that need `integrity.report` are the
// server's own.
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/ledger/segment_check.h"
#include "shared/views/projections.h"

namespace ok::integrity {

using ledger::Finding;

enum class AnomalyState { open, resolved, accepted };  ///< accepted: the damage is known and will stay
BOOST_DESCRIBE_ENUM(AnomalyState, open, resolved, accepted)

/// What was found, and since when. Its entries are quarantined: they stay as they are until it is settled.
struct Anomaly {
    static constexpr std::string_view viewKind = "ledger_anomaly";
    std::string id;
    std::string incidentKey;         ///< the same for every sighting of the same damage: `ops/CORRUPTION/20-24`
    Finding finding;
    std::string severity = "critical";
    AnomalyState state = AnomalyState::open;
    std::string foundBy;             ///< incremental, full, recheck
    Instant foundAt;
    std::optional<Instant> settledAt;
    std::string settledBy;           ///< user id; empty: a check found everything in order again
    std::string justification;
    [[nodiscard]] std::string viewId() const { return id; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"state", enumName(state)}}; }
    [[nodiscard]] bool quarantined() const { return state != AnomalyState::resolved; }
    bool operator==(const Anomaly&) const = default;
};
BOOST_DESCRIBE_STRUCT(Anomaly, (), (id, incidentKey, finding, severity, state, foundBy, foundAt, settledAt, settledBy, justification))

[[nodiscard]] std::string incidentKeyOf(const Finding& finding);
[[nodiscard]] bool overlap(const Finding& a, const Finding& b);

struct AnomalyFound {
    static constexpr std::string_view eventType = "ledger.anomaly_found";
    Anomaly anomaly;
    Digest forensics;                ///< SHA-256 of the bundle that was kept
};
BOOST_DESCRIBE_STRUCT(AnomalyFound, (), (anomaly, forensics))

struct AnomalySettled {
    static constexpr std::string_view eventType = "ledger.anomaly_settled";
    std::string id;
    AnomalyState state = AnomalyState::resolved;
    std::string by;
    std::string justification;
};
BOOST_DESCRIBE_STRUCT(AnomalySettled, (), (id, state, by, justification))

/// How far a stream was checked; a restarted server goes on there.
struct CheckedStream {
    Stream stream = Stream::ops;
    std::int64_t size = 0;
    std::int64_t entries = 0;
    std::int64_t erasedPayloads = 0;
    Digest root;
    Digest nextPrevHash;
    std::vector<Digest> frontier;
    bool operator==(const CheckedStream&) const = default;
};
BOOST_DESCRIBE_STRUCT(CheckedStream, (), (stream, size, entries, erasedPayloads, root, nextPrevHash, frontier))

/// A full check: its duration, its coverage, and the version of the program that made it (F07.R6.A1).
struct CheckRun {
    static constexpr std::string_view viewKind = "ledger_run";
    std::string kind = "full";
    Instant startedAt, endedAt;
    double coverage = 1;             ///< of the entries that were there
    std::string commit;              ///< version of the program
    bool valid = true;
    std::vector<CheckedStream> streams;
    double seconds = 0;              ///< how long it took
    [[nodiscard]] std::string viewId() const { return kind; }
    bool operator==(const CheckRun&) const = default;
};
BOOST_DESCRIBE_STRUCT(CheckRun, (), (kind, startedAt, endedAt, coverage, commit, valid, streams, seconds))

struct LogChecked {
    static constexpr std::string_view eventType = "ledger.checked";
    CheckRun run;
};
BOOST_DESCRIBE_STRUCT(LogChecked, (), (run))

/// What a check found in a range that it has read, whole or from where the last one ended.
struct CheckedRange {
    Stream stream = Stream::ops;
    std::int64_t after = 0, upTo = 0;
};
BOOST_DESCRIBE_STRUCT(CheckedRange, (), (stream, after, upTo))

struct FoundDamage {
    Finding finding;
    std::string bundle;              ///< the forensic bundle, JSON; kept beside the log
};
BOOST_DESCRIBE_STRUCT(FoundDamage, (), (finding, bundle))

/// Sent by the watch when there is something to write: damage, damage gone, a full run done.
struct ReportCheck {
    static constexpr CommandCard card{.name = "integrity.report_check", .action = "integrity.report", .purpose = "integrity"};
    std::string kind;                ///< incremental, full, recheck
    std::vector<CheckedRange> ranges;
    std::vector<FoundDamage> damage;
    std::optional<CheckRun> run;     ///< of a full check
};
BOOST_DESCRIBE_STRUCT(ReportCheck, (), (kind, ranges, damage, run))

/// Timer of an open anomaly: says every 15 minutes that it is still there (F07.R6.A3).
struct RepeatAlert {
    static constexpr CommandCard card{.name = "integrity.repeat_alert", .action = "integrity.report", .purpose = "integrity"};
    std::string anomaly;
};
BOOST_DESCRIBE_STRUCT(RepeatAlert, (), (anomaly))

struct AlertRepeated {
    static constexpr std::string_view eventType = "ledger.alert_repeated";
    std::string id;
};
BOOST_DESCRIBE_STRUCT(AlertRepeated, (), (id))

/// The bytes of an entry as they were, from a backup, an export or a console. Base64.
struct GenuineEntry {
    std::int64_t sequence = 0;
    std::string header, payload;
};
BOOST_DESCRIBE_STRUCT(GenuineEntry, (), (sequence, header, payload))

/// Remediation 1: puts genuine bytes in the place of damaged ones. Held until a second person releases it. Refused unless
/// each entry is proved: its hash is the one in the tree that was signed, and both people touched their keys a moment ago.
/// Problems: `step_up_required`, `anomaly_not_found`, `not_open`, `outside_anomaly`, `not_genuine` (names the sequence).
struct RestoreEntries {
    static constexpr CommandCard card{.name = "integrity.restore_entries", .action = "integrity.remediate", .risk = RiskClass::high,
                                      .purpose = "integrity", .assurance = 2, .refusalIsEvidence = true};
    std::string anomaly;
    std::vector<GenuineEntry> entries;
    std::string justification;
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {anomaly}; }
};
BOOST_DESCRIBE_STRUCT(RestoreEntries, (), (anomaly, entries, justification))

struct EntriesRestored {
    static constexpr std::string_view eventType = "ledger.entries_restored";
    std::string id;
    std::vector<std::int64_t> sequences;
};
BOOST_DESCRIBE_STRUCT(EntriesRestored, (), (id, sequences))

/// Remediation 2: nobody has the genuine bytes. The damage stays where it is, quarantined, and is not alerted any more.
struct AcceptDamage {
    static constexpr CommandCard card{.name = "integrity.accept_damage", .action = "integrity.remediate", .risk = RiskClass::high,
                                      .purpose = "integrity", .assurance = 2, .refusalIsEvidence = true};
    std::string anomaly;
    std::string justification;
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {anomaly}; }
};
BOOST_DESCRIBE_STRUCT(AcceptDamage, (), (anomaly, justification))

/// Somebody tries to change what is in the log. Never done, always written down. Replies `ChangeBlocked`.
struct ChangeEntry {
    static constexpr CommandCard card{.name = "integrity.change_entry", .action = "ledger.read", .purpose = "integrity"};
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    std::string how;                 ///< the HTTP method
};
BOOST_DESCRIBE_STRUCT(ChangeEntry, (), (stream, sequence, how))

struct ChangeBlocked {
    static constexpr std::string_view eventType = "ledger.change_blocked";
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    std::string how;
    std::string anomaly;             ///< the entry lies in this one's quarantine; empty: the log is append-only, that is all
    std::string hold;                ///< what of it is under a legal hold
};
BOOST_DESCRIBE_STRUCT(ChangeBlocked, (), (stream, sequence, how, anomaly, hold))

/// Views `ledger_anomaly`, `ledger_run`.
void addProjections(Projections& projections);

}  // namespace ok::integrity
