// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Exports of the audit log as commands, entries and documents (F07.R5, E34, J1): asked for, made, fetched, delivered, on a
// schedule. What an export contains is made by server/ledger/export_desk.h; everything about it is in the log itself.
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/ledger/evidence.h"
#include "shared/operations/export_policy.h"
#include "shared/views/projections.h"

namespace ok::operations {

enum class ExportFormat { csv, jsonl, pdf, bundle, report, report_csv, json };
BOOST_DESCRIBE_ENUM(ExportFormat, csv, jsonl, pdf, bundle, report, report_csv, json)
enum class ExportState { processing, ready, failed };
BOOST_DESCRIBE_ENUM(ExportState, processing, ready, failed)
enum class DeliveryKind { sftp, email, https };
BOOST_DESCRIBE_ENUM(DeliveryKind, sftp, email, https)

using ExportId = Id<struct ExportTag>;
using ScheduleId = Id<struct ScheduleTag>;

struct ExportFile {
    std::string name;
    std::string contentType;
    std::int64_t size = 0;
    Digest sha256;
    bool operator==(const ExportFile&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExportFile, (), (name, contentType, size, sha256))

/// Where a file goes, by the name the installation's settings know it by: addresses and keys are no business of the log.
struct DeliveryTarget {
    DeliveryKind kind = DeliveryKind::sftp;
    std::string target;
    bool operator==(const DeliveryTarget&) const = default;
};
BOOST_DESCRIBE_STRUCT(DeliveryTarget, (), (kind, target))

struct Delivery {
    DeliveryTarget to;
    std::string state = "waiting";   ///< waiting, delivered, failed
    int attempts = 0;
    Instant lastAt;
    std::string reason;
    bool operator==(const Delivery&) const = default;
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (to, state, attempts, lastAt, reason))

/// The requester was told, or could not be.
struct ExportNotice {
    std::string about;               ///< ready, failed, delivered, delivery_failed
    std::string state;               ///< sent, failed
    Instant at;
    bool operator==(const ExportNotice&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExportNotice, (), (about, state, at))

struct AuditExport {
    static constexpr std::string_view viewKind = "audit_export";
    ExportId id;
    ExportState state = ExportState::processing;
    ledger::AuditFilter filter;      ///< `to` always known: later entries do not belong to it
    ExportFormat format = ExportFormat::csv;
    bool redacted = false;
    int policyVersion = 0;           ///< of the export policy in force
    ledger::RedactionPolicy redaction;   ///< what that policy says; counts when `redacted`
    Digest parametersHash;           ///< over filter, format and redaction
    std::string initiator;
    ApprovalId approval;             ///< known where the policy asked for a second person
    std::string approver;            ///< who that was
    std::string note, purpose, authority;  ///< what for and by what right as who asked stated it (H2)
    ScheduleId schedule;
    Instant createdAt, finishedAt;
    std::vector<ExportFile> files;   ///< the artifact first, then what proves it, checksums.txt, checksums.txt.sig
    std::int64_t records = 0;
    Digest selectionRoot;
    std::vector<ledger::DayRoot> days;
    std::string reproducibilityToken;
    std::string problem;             ///< of `failed`
    int downloads = 0;
    std::vector<Delivery> deliveries;
    std::vector<ExportNotice> notices;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"state", enumName(state)}}; }
    bool operator==(const AuditExport&) const = default;
};
BOOST_DESCRIBE_STRUCT(AuditExport, (), (id, state, filter, format, redacted, policyVersion, redaction, parametersHash, initiator,
                                        approval, approver, note, purpose, authority, schedule, createdAt, finishedAt, files, records, selectionRoot, days,
                                        reproducibilityToken, problem, downloads, deliveries, notices))

// --- commands

struct StartExport {
    static constexpr CommandCard card{.name = "audit.start_export", .action = "ledger.export", .purpose = "audit", .refusalIsEvidence = true};
    ledger::AuditFilter filter;
    ExportFormat format = ExportFormat::csv;
    bool redact = false;
    std::string note;
    std::vector<DeliveryTarget> deliverTo;
};
BOOST_DESCRIBE_STRUCT(StartExport, (), (filter, format, redact, note, deliverTo))
struct ExportReply {
    ExportId exportId;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(ExportReply, (), (exportId, status))

/// What came of it; sent by the desk as `system`.
struct FinishExport {
    static constexpr CommandCard card{.name = "audit.finish_export", .action = "audit.desk", .purpose = "audit"};
    ExportId id;
    std::vector<ExportFile> files;
    std::int64_t records = 0;
    Digest selectionRoot;
    std::vector<ledger::DayRoot> days;
    std::string reproducibilityToken;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(FinishExport, (), (id, files, records, selectionRoot, days, reproducibilityToken, problem))

/// Somebody fetches a file: in the log before the first byte leaves.
struct RecordDownload {
    static constexpr CommandCard card{.name = "audit.record_download", .action = "ledger.export", .purpose = "audit"};
    ExportId id;
    std::string file;
};
BOOST_DESCRIBE_STRUCT(RecordDownload, (), (id, file))

/// One attempt to deliver. `retryAt` known: another one follows then.
struct RecordDelivery {
    static constexpr CommandCard card{.name = "audit.record_delivery", .action = "audit.desk", .purpose = "audit"};
    ExportId id;
    DeliveryTarget to;
    bool delivered = false;
    std::string reason;
    Instant retryAt;
};
BOOST_DESCRIBE_STRUCT(RecordDelivery, (), (id, to, delivered, reason, retryAt))

/// The timer of another attempt.
struct RetryDelivery {
    static constexpr CommandCard card{.name = "audit.retry_delivery", .action = "audit.desk", .purpose = "audit"};
    ExportId id;
    DeliveryTarget to;
};
BOOST_DESCRIBE_STRUCT(RetryDelivery, (), (id, to))

// --- events

struct ExportStarted {
    static constexpr std::string_view eventType = "audit.export_requested";
    AuditExport exported;
};
BOOST_DESCRIBE_STRUCT(ExportStarted, (), (exported))
struct ExportCompleted {
    static constexpr std::string_view eventType = "audit.export_completed";
    FinishExport result;
};
BOOST_DESCRIBE_STRUCT(ExportCompleted, (), (result))
struct ExportFailed {
    static constexpr std::string_view eventType = "audit.export_failed";
    ExportId id;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(ExportFailed, (), (id, problem))
struct ExportDownloaded {
    static constexpr std::string_view eventType = "audit.export_downloaded";
    ExportId id;
    std::string file;
};
BOOST_DESCRIBE_STRUCT(ExportDownloaded, (), (id, file))
struct DeliveryAttempted {
    static constexpr std::string_view eventType = "audit.delivery_attempted";
    RecordDelivery attempt;
};
BOOST_DESCRIBE_STRUCT(DeliveryAttempted, (), (attempt))
/// Mail to whoever asked: that it is ready, or why not.
struct RequesterTold {
    static constexpr std::string_view eventType = "audit.requester_told";
    ExportId id;
    std::string about;
    std::string state;               ///< sent, failed
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RequesterTold, (), (id, about, state, reason))
struct DeliveryDue {
    static constexpr std::string_view eventType = "audit.delivery_due";
    ExportId id;
    DeliveryTarget to;
};
BOOST_DESCRIBE_STRUCT(DeliveryDue, (), (id, to))

[[nodiscard]] Digest parametersHashOf(const AuditExport& exported);
void addExportProjections(Projections& projections);

}  // namespace ok::operations
