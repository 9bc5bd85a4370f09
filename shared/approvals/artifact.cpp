// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/artifact.h"

#include "shared/views/change.h"

namespace ok::approvals {
namespace {

std::string signedPart(SnapshotArtifact artifact) {
    artifact.signature.clear();
    artifact.payload = {};
    return toJson(artifact);
}

/// The signature of a version's header, as artifacts write signatures.
std::string base64OfHex(const std::string& hex) {
    const auto raw = fromHex(hex);
    return raw.ok() ? toBase64(*raw) : std::string();
}

void append(StoredArtifact& artifact, ArtifactMetadata next) {
    next.metadataVersion = artifact.metadata.empty() ? 1 : artifact.metadata.back().metadataVersion + 1;
    next.contentHash = artifact.contentHash;
    artifact.metadata.push_back(std::move(next));
}

void decided(Views& views, const EntryHeader& header, const ApprovalDecided& e) {
    const auto file = views.find<RequestFile>(e.approval.str());
    if (!file || file->versions.empty()) return;
    changeDocument<StoredArtifact>(views, file->versions.back().id, [&](StoredArtifact& artifact) {
        const std::string notes = artifact.metadata.empty() ? std::string() : artifact.metadata.back().notes;
        append(artifact, {0, enumName(e.state), notes, e.by.id, header.ledgerTime, {}});
    });
}

/// The version before it can be approved no more.
void superseded(Views& views, const EntryHeader& header, const StoredArtifact& by) {
    const auto file = views.find<RequestFile>(by.approval.str());
    if (!file || file->versions.size() < 2) return;
    changeDocument<StoredArtifact>(views, file->versions[file->versions.size() - 2].id, [&](StoredArtifact& artifact) {
        const std::string notes = artifact.metadata.empty() ? std::string() : artifact.metadata.back().notes;
        append(artifact, {0, "superseded", notes, by.requestedBy, header.ledgerTime, {}});
    });
}

}  // namespace

std::string keyIdOf(const PublicKey& key) { return sha256(ByteView(key)).hex().substr(0, 16); }

SnapshotArtifact artifactOf(const StoredSnapshot& stored, const SnapshotContent& content, ArtifactRetention retention, RedactionReport redaction) {
    SnapshotArtifact out;
    const SnapshotHeader& header = stored.header;
    out.snapshotId = header.id;
    out.approvalId = header.approval;
    out.version = header.version;
    out.contentHash = header.contentHash;
    out.contentBytes = header.contentBytes;
    out.createdAt = header.createdAt;
    out.requestedBy = header.requestedBy;
    out.retentionPolicy = std::move(retention);
    out.redaction = std::move(redaction);
    for (const FrozenEvidence& each : content.evidence) out.evidence.push_back({each.id, each.sha256, each.bytes});
    out.headerSignature = base64OfHex(stored.signature);
    out.payload = stored.content;
    return out;
}

std::string signedFile(SnapshotArtifact artifact, const SigningKey& key) {
    artifact.signerKeyId = keyIdOf(key.publicKey());
    const Signature signature = key.sign(asBytes(signedPart(artifact)));
    artifact.signature = toBase64(signature);
    return toJson(artifact);
}

ArtifactVerification verifyArtifact(std::string_view file, const PublicKey& key) {
    const auto read = fromJson<SnapshotArtifact>(file);
    if (!read.ok() || toJson(*read) != file) return {"invalid", "not_canonical"};
    if (sha256(read->payload.text) != read->contentHash || static_cast<std::int64_t>(read->payload.text.size()) != read->contentBytes) return {"invalid", "digest_mismatch"};
    if (read->signerKeyId != keyIdOf(key)) return {"invalid", "unknown_key"};
    const auto bytes = fromBase64(read->signature);
    Signature signature{};
    const bool whole = bytes.ok() && bytes->size() == signature.size() && toBase64(*bytes) == read->signature;
    if (whole) std::copy(bytes->begin(), bytes->end(), signature.begin());
    if (!whole || !verifySignature(key, asBytes(signedPart(*read)), signature)) return {"invalid", "bad_signature"};
    return {"valid", ""};
}

void addArtifactProjections(Projections& projections) {
    projections.on<ArtifactStored>([](const EntryHeader& header, const ArtifactStored& e, Views& views) {
        views.save(e.artifact);
        superseded(views, header, e.artifact);
    });
    projections.on<ArtifactNoted>([](const EntryHeader&, const ArtifactNoted& e, Views& views) {
        changeDocument<StoredArtifact>(views, e.snapshotId, [&e](StoredArtifact& artifact) { append(artifact, e.metadata); });
    });
    projections.on<ApprovalDecided>([](const EntryHeader& header, const ApprovalDecided& e, Views& views) { decided(views, header, e); });
    projections.on<ArtifactKept>([](const EntryHeader&, const ArtifactKept& e, Views& views) {
        changeDocument<StoredArtifact>(views, e.snapshotId, [&e](StoredArtifact& artifact) { artifact.blockedBy = e.hold; });
    });
    projections.on<ArtifactPurged>([](const EntryHeader&, const ArtifactPurged& e, Views& views) {
        views.erase<StoredSnapshot>(e.tombstone.id);
        views.erase<StoredArtifact>(e.tombstone.id);
        views.save(e.tombstone);
    });
    projections.on<TombstonesEnded>([](const EntryHeader&, const TombstonesEnded& e, Views& views) {
        for (const std::string& id : e.snapshotIds) views.erase<ArtifactTombstone>(id);
    });
}

}  // namespace ok::approvals
