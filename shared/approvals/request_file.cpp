// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/request_file.h"

#include "shared/views/change.h"

namespace ok::approvals {
namespace {

void takeTurn(RequestFile& file, const ApprovalStep& step) {
    if (step.kind == StepKind::approved) file.request.turns.push_back({step.key, step.version, step.seen, step.at});
}

RequestState stateAfter(ApprovalState state) {
    switch (state) {
        case ApprovalState::rejected: return RequestState::rejected;
        case ApprovalState::expired: return RequestState::expired;
        case ApprovalState::cancelled: return RequestState::cancelled;
        case ApprovalState::invalidated: return RequestState::invalidated;
        default: return RequestState::executed;   // a command that was refused after its quorum has had its run, too
    }
}

void decided(RequestFile& file, const EntryHeader& header, const ApprovalDecided& e) {
    Request& request = file.request;
    request.state = stateAfter(e.state);
    request.closedAt = header.ledgerTime;
    request.closedBy = e.by.id;
    request.reason = e.reason;
    if (request.state == RequestState::executed) ++request.runs;
    if (!e.record.steps.empty()) takeTurn(file, e.record.steps.back());
}

/// One key of several, or another level: whose keys count, and until when.
void stepped(RequestFile& file, const ApprovalStepped& e) {
    Request& request = file.request;
    takeTurn(file, e.step);
    request.expiresAt = e.expiresAt;
    request.quorum.onlyRoles = e.countedRoles;
    if (request.state == RequestState::pending) return;
    request.state = RequestState::pending;   // a new cycle after a rejection: nothing carries over
    request.turns.clear();
    request.closedAt = {};
    request.closedBy.clear();
    request.reason.clear();
}

}  // namespace

void addFileProjections(Projections& projections) {
    addEvidenceProjections(projections);
    projections.on<SnapshotTaken>([](const EntryHeader&, const SnapshotTaken& e, Views& views) {
        RequestFile file;
        if (const auto before = views.find<RequestFile>(e.request.id.str())) file.versions = before->versions;
        file.id = e.request.id;
        file.request = e.request;
        file.versions.push_back(e.snapshot.header);
        file.risk = e.risk;
        file.riskHolds = e.riskHolds;
        file.closing = e.closing;
        file.alerts = e.alerts;
        views.save(e.snapshot);
        views.save(std::move(file));
    });
    projections.on<ApprovalAmended>([](const EntryHeader&, const ApprovalAmended& e, Views& views) { views.save(e.approval); });
    projections.on<ApprovalStepped>([](const EntryHeader&, const ApprovalStepped& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [&](RequestFile& file) { stepped(file, e); });
    });
    projections.on<ApprovalDecided>([](const EntryHeader& header, const ApprovalDecided& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [&](RequestFile& file) { decided(file, header, e); });
    });
    projections.on<ChecklistAttested>([](const EntryHeader&, const ChecklistAttested& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [&](RequestFile& file) {
            if (e.version == file.request.version) file.attested.push_back(e.attestation);
        });
    });
    projections.on<DriftSeen>([](const EntryHeader&, const DriftSeen& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [&](RequestFile& file) {
            if (e.version == file.request.version) file.acknowledged.push_back(e.acknowledged);
        });
    });
    projections.on<DriftDetected>([](const EntryHeader&, const DriftDetected& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [&](RequestFile& file) { file.drift = e.drift; });
        changeDocument<Approval>(views, e.approval.str(), [&](Approval& next) { next.driftLevel = e.level == DriftLevel::none ? std::string() : enumName(e.level); });
    });
}

}  // namespace ok::approvals
