// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/audit_exports.h"

#include "shared/views/change.h"

namespace ok::operations {
namespace {

void finish(AuditExport& exported, const FinishExport& result, Instant at) {
    exported.state = ExportState::ready;
    exported.finishedAt = at;
    exported.files = result.files;
    exported.records = result.records;
    exported.selectionRoot = result.selectionRoot;
    exported.days = result.days;
    exported.reproducibilityToken = result.reproducibilityToken;
}

void attempt(AuditExport& exported, const RecordDelivery& one, Instant at) {
    for (Delivery& delivery : exported.deliveries) {
        if (delivery.to != one.to) continue;
        ++delivery.attempts;
        delivery.lastAt = at;
        delivery.reason = one.reason;
        delivery.state = one.delivered ? "delivered" : one.retryAt.known() ? "waiting" : "failed";
    }
}

}  // namespace

Digest parametersHashOf(const AuditExport& exported) {
    return sha256("{\"filter\":" + toJson(exported.filter) + ",\"format\":\"" + enumName(exported.format) + "\",\"redacted\":" +
                  (exported.redacted ? "true,\"redaction\":" + toJson(exported.redaction) + "}" : "false}"));
}

void addExportProjections(Projections& projections) {
    addExportPolicyProjections(projections);
    projections.on<ExportStarted>([](const EntryHeader&, const ExportStarted& e, Views& views) {
        AuditExport exported = e.exported;
        if (exported.approver.empty()) exported.approver = approverOf(views, exported.approval);
        views.save(std::move(exported));
    });
    projections.on<RequesterTold>([](const EntryHeader& header, const RequesterTold& e, Views& views) {
        changeDocument<AuditExport>(views, e.id.str(), [&](AuditExport& exported) { exported.notices.push_back({e.about, e.state, header.ledgerTime}); });
    });
    projections.on<ExportCompleted>([](const EntryHeader& header, const ExportCompleted& e, Views& views) {
        changeDocument<AuditExport>(views, e.result.id.str(), [&](AuditExport& exported) { finish(exported, e.result, header.ledgerTime); });
    });
    projections.on<ExportFailed>([](const EntryHeader& header, const ExportFailed& e, Views& views) {
        changeDocument<AuditExport>(views, e.id.str(), [&](AuditExport& exported) {
            exported.state = ExportState::failed;
            exported.finishedAt = header.ledgerTime;
            exported.problem = e.problem;
        });
    });
    projections.on<ExportDownloaded>([](const EntryHeader&, const ExportDownloaded& e, Views& views) {
        changeDocument<AuditExport>(views, e.id.str(), [](AuditExport& exported) { ++exported.downloads; });
    });
    projections.on<DeliveryAttempted>([](const EntryHeader& header, const DeliveryAttempted& e, Views& views) {
        changeDocument<AuditExport>(views, e.attempt.id.str(), [&](AuditExport& exported) { attempt(exported, e.attempt, header.ledgerTime); });
    });
}

}  // namespace ok::operations
