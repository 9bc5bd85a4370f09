// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/artifact_keeper.h"

#include "server/gate/snapshot_store.h"
#include "server/store/sealed_pieces.h"
#include "shared/evidence/evidence.h"
#include "shared/evidence/personal_words.h"

namespace ok::approvals {
namespace {

constexpr std::size_t longestNotes = 2000;

std::int64_t tokensIn(std::string_view text) {
    constexpr std::string_view mark = "\"tok_";
    std::int64_t out = 0;
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) ++out;
    return out;
}

/// What may reach a person stands nowhere in a snapshot: contacts are tokens of the vault by their type, in a list of their own; words about
/// evidence went through the classifiers when they came in.
RedactionReport redactionOf(CommandContext& cx, const StoredSnapshot& stored, const SnapshotContent& content) {
    RedactionReport out{"vault tokens 1, " + std::string(evidence::wordRules), {"body.*.contact", "evidence[].file_name", "evidence[].note", "evidence[].title", "recipients[].contact"}, {}};
    if (content.audience.messages > 0) out.redacted.push_back({"recipients[].contact", "vault_token", content.audience.messages});
    if (const std::int64_t tokens = tokensIn(stored.content.text); tokens > 0) out.redacted.push_back({"body.*.contact", "vault_token", tokens});
    for (const FrozenEvidence& each : content.evidence) {
        const auto item = cx.views().find<evidence::EvidenceItem>(each.id);
        if (!item) continue;
        for (const std::string& masked : item->masked) {
            const std::size_t field = masked.find(' '), count = masked.rfind(' ');
            if (field == std::string::npos || count <= field) continue;
            out.redacted.push_back({"evidence[" + each.id + "]." + masked.substr(0, field), masked.substr(field + 1, count - field - 1), std::atoll(masked.c_str() + count + 1)});
        }
    }
    return out;
}

void keep(const ArtifactKeeperParts& parts, CommandContext& cx, const Approval& approval) {
    const auto stored = cx.views().find<StoredSnapshot>(approval.snapshotId);
    if (!stored || cx.views().find<StoredArtifact>(approval.snapshotId)) return;
    const auto content = fromJson<SnapshotContent>(stored->content.text);
    if (!content.ok()) return;
    SnapshotArtifact artifact = artifactOf(*stored, *content, parts.retention(cx, approval), redactionOf(cx, *stored, *content));
    artifact.encryption = sealedWith;
    StoredArtifact out;
    out.id = approval.snapshotId;
    out.approval = approval.id;
    out.requestedBy = artifact.requestedBy;
    out.subjects = approval.subjects;
    out.contentHash = artifact.contentHash;
    out.recipients = content->audience.list;
    out.createdAt = artifact.createdAt;
    out.retention = artifact.retentionPolicy;
    out.evidence = artifact.evidence;
    out.encryption = artifact.encryption;
    const std::string file = signedFile(std::move(artifact), *parts.key);
    out.file = sha256(file);
    out.bytes = static_cast<std::int64_t>(file.size());
    auto pieces = keepPieces(cx.vault(), cx.tenant(), file, "snapshot|" + out.id);
    if (!pieces.ok()) return;   // the list of people was sealed a moment ago with the same keys: a store that fails here fails the commit
    out.pieces = std::move(*pieces);
    out.metadata.push_back({1, "pending", {}, "server", cx.clockNow(), out.contentHash});
    std::vector<std::string> subjects = approval.subjects;
    subjects.insert(subjects.begin(), {approval.id.str(), out.id});
    cx.emit(ArtifactStored{std::move(out)}, {.subjects = std::move(subjects)});
}

Result<std::shared_ptr<const StoredArtifact>> known(CommandContext& cx, const std::string& id) {
    auto found = cx.views().find<StoredArtifact>(id);
    if (!found) return problem("snapshot_not_found", "there is no such snapshot");
    return found;
}

Status open(const Right&, CommandContext& cx, const OpenArtifact& c) {
    OK_ASSIGN(const auto artifact, known(cx, c.snapshot));
    cx.emit(ArtifactRead{artifact->id, artifact->contentHash}, {.subjects = {artifact->id, artifact->approval.str()}, .stream = Stream::decisions});
    return {};
}

Status annotate(const Right&, CommandContext& cx, const NoteArtifact& c) {
    OK_ASSIGN(const auto artifact, known(cx, c.snapshot));
    if (c.notes.empty() || c.notes.size() > longestNotes) return problem("invalid_fields", "notes are 1 to 2000 bytes");
    std::vector<std::string> masked;
    ArtifactMetadata next{artifact->metadata.back().metadataVersion + 1, artifact->metadata.back().approvalOutcome, evidence::cleaned(c.notes, "notes", masked), cx.who().actor.id,
                          cx.clockNow(), artifact->contentHash};
    cx.reply(next);
    cx.emit(ArtifactNoted{artifact->id, std::move(next)}, {.subjects = {artifact->id, artifact->approval.str()}});
    return {};
}

}  // namespace

Gate::RequestFollower keepArtifacts(ArtifactKeeperParts given) {
    Gate::RequestFollower out;
    out.opened = [parts = std::move(given)](CommandContext& cx, const Approval& approval) { keep(parts, cx, approval); };
    return out;
}

void addArtifactHandlers(Gate& gate) {
    gate.handle<OpenArtifact>(open);
    gate.handle<NoteArtifact>(annotate);
    gate.handle<ChangeArtifact>([](const Right&, CommandContext& cx, const ChangeArtifact& c) -> Status {
        OK_ASSIGN(const auto artifact, known(cx, c.snapshot));
        return problem("artifact_exists", "an artifact is written once and never changed or removed", {{"content_hash", artifact->contentHash.hex()}});
    });
}

}  // namespace ok::approvals
