// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A frozen version as it is kept for auditors (F04.R2): one signed JSON file with the content, what it is called and by whom it is signed, how
// long it is kept and what was taken out of it. The file is sealed and written once (server/store/sealed_pieces.h); what becomes of it
// later (an outcome, notes) is appended beside it and never changes a byte of it.
#pragma once
#include "shared/access/command_card.h"
#include "shared/approvals/request_file.h"

namespace ok::approvals {

struct ArtifactRetention {
    std::string name;                  ///< `evidence, policy 3`
    int durationDays = 0;
    bool legalHold = false;            ///< when it was frozen
    bool operator==(const ArtifactRetention&) const = default;
};
BOOST_DESCRIBE_STRUCT(ArtifactRetention, (), (name, durationDays, legalHold))

struct RedactedField {
    std::string path, rule;            ///< `recipients[].contact`, `vault_token`
    std::int64_t count = 0;
    bool operator==(const RedactedField&) const = default;
};
BOOST_DESCRIBE_STRUCT(RedactedField, (), (path, rule, count))

/// Which fields may reach a person, and what stands in their place.
struct RedactionReport {
    std::string ruleVersion;
    std::vector<std::string> designated;
    std::vector<RedactedField> redacted;
    bool operator==(const RedactionReport&) const = default;
};
BOOST_DESCRIBE_STRUCT(RedactionReport, (), (ruleVersion, designated, redacted))

struct ArtifactEvidence {
    std::string id;
    Digest sha256;
    std::int64_t bytes = 0;
    bool operator==(const ArtifactEvidence&) const = default;
};
BOOST_DESCRIBE_STRUCT(ArtifactEvidence, (), (id, sha256, bytes))

/// Field names as the specification has them. The signature is over the canonical JSON of this with neither signature nor payload: the
/// payload is bound by its hash.
struct SnapshotArtifact {
    int schemaVersion = 1;
    std::string snapshotId;
    ApprovalId approvalId;
    int version = 1;
    Digest contentHash;
    std::int64_t contentBytes = 0;
    Instant createdAt;
    std::string requestedBy, signerKeyId;
    ArtifactRetention retentionPolicy;
    RedactionReport redaction;
    std::vector<ArtifactEvidence> evidence;
    std::string encryption;            ///< how the file is sealed
    std::string headerSignature;       ///< base64; of the version's header, as the log has it
    std::string signature;             ///< base64; Ed25519
    RawJson payload;                   ///< canonical SnapshotContent
};
BOOST_DESCRIBE_STRUCT(SnapshotArtifact, (), (schemaVersion, snapshotId, approvalId, version, contentHash, contentBytes, createdAt, requestedBy, signerKeyId, retentionPolicy, redaction,
                                             evidence, encryption, headerSignature, signature, payload))

/// First 16 hex digits of SHA-256 of a public key: how signatures name it.
[[nodiscard]] std::string keyIdOf(const PublicKey& key);
[[nodiscard]] SnapshotArtifact artifactOf(const StoredSnapshot& stored, const SnapshotContent& content, ArtifactRetention retention, RedactionReport redaction);
/// The file: canonical JSON, signed.
[[nodiscard]] std::string signedFile(SnapshotArtifact artifact, const SigningKey& key);

struct ArtifactVerification {
    std::string status = "invalid";    ///< `valid`, `invalid`
    std::string reason;                ///< `not_canonical`, `digest_mismatch`, `unknown_key`, `bad_signature`, or why it does not open
};
BOOST_DESCRIBE_STRUCT(ArtifactVerification, (), (status, reason))
[[nodiscard]] ArtifactVerification verifyArtifact(std::string_view file, const PublicKey& key);

/// What people and decisions say about it afterwards, each a version of its own; the content is the same in all of them.
struct ArtifactMetadata {
    int metadataVersion = 1;
    std::string approvalOutcome;       ///< `pending`, `released`, `rejected`, ...
    std::string notes, by;
    Instant at;
    Digest contentHash;
    bool operator==(const ArtifactMetadata&) const = default;
};
BOOST_DESCRIBE_STRUCT(ArtifactMetadata, (), (metadataVersion, approvalOutcome, notes, by, at, contentHash))

/// Where an artifact lies. View `snapshot_artifact`.
struct StoredArtifact {
    static constexpr std::string_view viewKind = "snapshot_artifact";
    std::string id;                    ///< of the snapshot
    ApprovalId approval;
    std::string requestedBy;
    std::vector<std::string> subjects;
    Digest contentHash, file, recipients;
    std::int64_t bytes = 0;
    Instant createdAt;
    ArtifactRetention retention;
    std::vector<ArtifactEvidence> evidence;
    std::string encryption;
    std::vector<std::string> pieces;   ///< tokens
    std::vector<ArtifactMetadata> metadata;
    std::string blockedBy;             ///< the hold that kept it beyond its time
    [[nodiscard]] std::string viewId() const { return id; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"approval", approval.str()}}; }
};
BOOST_DESCRIBE_STRUCT(StoredArtifact, (), (id, approval, requestedBy, subjects, contentHash, file, recipients, bytes, createdAt, retention, evidence, encryption, pieces, metadata, blockedBy))

/// What is left of one for thirty days.
struct ArtifactTombstone {
    static constexpr std::string_view viewKind = "snapshot_tombstone";
    std::string id;
    ApprovalId approval;
    Digest contentHash;
    Instant createdAt, deletedAt, until;
    ArtifactRetention retention;
    std::vector<ArtifactEvidence> evidence;
    [[nodiscard]] std::string viewId() const { return id; }
};
BOOST_DESCRIBE_STRUCT(ArtifactTombstone, (), (id, approval, contentHash, createdAt, deletedAt, until, retention, evidence))
inline constexpr Duration tombstoneStands = hours(30 * 24);

struct ArtifactStored {
    static constexpr std::string_view eventType = "snapshot.artifact_stored";
    StoredArtifact artifact;
};
BOOST_DESCRIBE_STRUCT(ArtifactStored, (), (artifact))

struct ArtifactNoted {
    static constexpr std::string_view eventType = "snapshot.metadata_added";
    std::string snapshotId;
    ArtifactMetadata metadata;
};
BOOST_DESCRIBE_STRUCT(ArtifactNoted, (), (snapshotId, metadata))

/// Somebody read it. Stream `decisions`.
struct ArtifactRead {
    static constexpr std::string_view eventType = "snapshot.read";
    std::string snapshotId;
    Digest contentHash;
};
BOOST_DESCRIBE_STRUCT(ArtifactRead, (), (snapshotId, contentHash))

/// Its time is over: the content, the people of its list and the file are gone. Stream `security`.
struct ArtifactPurged {
    static constexpr std::string_view eventType = "snapshot.purged";
    ArtifactTombstone tombstone;
};
BOOST_DESCRIBE_STRUCT(ArtifactPurged, (), (tombstone))

/// Its time is over, and a legal hold keeps it. Once for each hold.
struct ArtifactKept {
    static constexpr std::string_view eventType = "snapshot.purge_blocked";
    std::string snapshotId, hold;
    Digest contentHash;
};
BOOST_DESCRIBE_STRUCT(ArtifactKept, (), (snapshotId, hold, contentHash))

struct TombstonesEnded {
    static constexpr std::string_view eventType = "snapshot.tombstones_ended";
    std::vector<std::string> snapshotIds;
};
BOOST_DESCRIBE_STRUCT(TombstonesEnded, (), (snapshotIds))

/// Asked before an artifact is given out.
struct OpenArtifact {
    static constexpr CommandCard card{.name = "snapshots.open", .action = "snapshots.read", .purpose = "audit", .refusalIsEvidence = true};
    std::string snapshot;
};
BOOST_DESCRIBE_STRUCT(OpenArtifact, (), (snapshot))

/// Notes beside it: an administrator's.
struct NoteArtifact {
    static constexpr CommandCard card{.name = "snapshots.annotate", .action = "snapshots.annotate", .purpose = "audit", .refusalIsEvidence = true};
    std::string snapshot, notes;
};
BOOST_DESCRIBE_STRUCT(NoteArtifact, (), (snapshot, notes))

/// Whoever tries to replace or remove one: always refused (`artifact_exists`), and the attempt is an entry.
struct ChangeArtifact {
    static constexpr CommandCard card{.name = "snapshots.change", .action = "snapshots.annotate", .purpose = "audit", .question = true, .refusalIsEvidence = true};
    std::string snapshot, how;
};
BOOST_DESCRIBE_STRUCT(ChangeArtifact, (), (snapshot, how))

void addArtifactProjections(Projections& projections);

}  // namespace ok::approvals
