// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What belongs to a request that waits besides the request itself (release.h): its versions as they were frozen, who turned which key,
// what it risks, what was attested and which drift was seen. Views `approval_file` and `approval_snapshot`, and their events.
#pragma once
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/release.h"
#include "shared/approvals/request.h"
#include "shared/approvals/risk.h"

namespace ok::approvals {

/// One per request, under its id. `request` decides: Approval::steps tell people what happened.
struct RequestFile {
    static constexpr std::string_view viewKind = "approval_file";
    ApprovalId id;
    Request request;
    std::vector<SnapshotHeader> versions;         ///< oldest first; the last one can be approved
    std::optional<RiskEvaluation> risk;           ///< of the last version
    bool riskHolds = false;                       ///< the utility has published risk rules: its actions have to be complete
    std::vector<Attestation> attested;            ///< of the last version
    std::vector<DriftAcknowledged> acknowledged;  ///< of the last version
    bool closing = false;                         ///< it says that something is over: the end of its incident does not end it (C25)
    std::optional<Digest> drift;                  ///< the last one that was told of (DriftDetected)
    std::vector<FrozenAlert> alerts;              ///< of the last version
    std::vector<AlertSeen> alertsSeen;            ///< of the last version
    [[nodiscard]] std::string viewId() const { return id.str(); }
};
BOOST_DESCRIBE_STRUCT(RequestFile, (), (id, request, versions, risk, riskHolds, attested, acknowledged, closing, drift, alerts, alertsSeen))

/// A version as it was frozen. Written once; the people lie in an encrypted list of their own (server/gate/snapshot_store.h).
struct StoredSnapshot {
    static constexpr std::string_view viewKind = "approval_snapshot";
    SnapshotHeader header;
    RawJson content;                              ///< canonical SnapshotContent: the bytes of header.contentHash
    RawJson before;                               ///< ReviewSide of what was last published, as it was then
    std::string signature, publicKey;
    [[nodiscard]] std::string viewId() const { return header.id; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"approval", header.approval.str()}, {"content", header.contentHash.hex()}}; }
    [[nodiscard]] Snapshot snapshot() const { return {header, content.text, signature, publicKey}; }
};
BOOST_DESCRIBE_STRUCT(StoredSnapshot, (), (header, content, before, signature, publicKey))

/// The first version, an amended one, or the same command frozen anew. Keys, attestations and acknowledgements begin anew with it.
struct SnapshotTaken {
    static constexpr std::string_view eventType = "snapshot.taken";
    StoredSnapshot snapshot;
    Request request;                              ///< as it is with this version
    std::optional<RiskEvaluation> risk;
    bool riskHolds = false, closing = false;
    std::string signerKeyFingerprint;             ///< first 16 digits of SHA-256 of the public key
    std::vector<FrozenAlert> alerts;
};
BOOST_DESCRIBE_STRUCT(SnapshotTaken, (), (snapshot, request, risk, riskHolds, closing, signerKeyFingerprint, alerts))

/// Another version of a request, with what it is now: who wrote it, what runs, until when.
struct ApprovalAmended {
    static constexpr std::string_view eventType = "approval.amended";
    Approval approval;
    ApprovalStep step;
};
BOOST_DESCRIBE_STRUCT(ApprovalAmended, (), (approval, step))

struct ChecklistAttested {
    static constexpr std::string_view eventType = "approval.attested";
    ApprovalId approval;
    int version = 1;
    Attestation attestation;
};
BOOST_DESCRIBE_STRUCT(ChecklistAttested, (), (approval, version, attestation))

/// The world is another than the one that was frozen. Once for each different drift (F04.R6.A2).
struct DriftDetected {
    static constexpr std::string_view eventType = "snapshot.drift_detected";
    ApprovalId approval;
    std::string snapshotId;
    Digest snapshotHash, drift;
    DriftLevel level = DriftLevel::none;
    std::vector<DriftItem> items;
};
BOOST_DESCRIBE_STRUCT(DriftDetected, (), (approval, snapshotId, snapshotHash, drift, level, items))

struct DriftSeen {
    static constexpr std::string_view eventType = "snapshot.drift_acknowledged";
    ApprovalId approval;
    int version = 1;
    DriftAcknowledged acknowledged;
};
BOOST_DESCRIBE_STRUCT(DriftSeen, (), (approval, version, acknowledged))

/// Somebody spoke about a version that is not the last one, or about another content (F04.R6.A3). Stream `decisions`.
struct SnapshotMismatch {
    static constexpr std::string_view eventType = "approval.snapshot_mismatch";
    ApprovalId approval;
    int latestVersion = 1;
    Digest latest, seen;
};
BOOST_DESCRIBE_STRUCT(SnapshotMismatch, (), (approval, latestVersion, latest, seen))

void addFileProjections(Projections& projections);

}  // namespace ok::approvals
