// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is frozen when somebody asks for approval (F04.R1, F04.R2): the words, the channels, who is told, the incidents as they were,
// the map, the evidence by its digest, and the versions of what computed it. Addressed by its content: the same state frozen twice has
// one hash. People are not in it: their list is a file of its own (digest C27), encrypted by whoever stores it, and the content
// holds its count and digest. `contentHash`, `fingerprint` and `approvalDigest` of the specification are this one SHA-256 (digest C16).
#pragma once
#include "shared/approvals/review_diff.h"

namespace ok::approvals {

/// A time as it was believed, and by whom.
struct FrozenTime {
    std::string what;             ///< `etr`
    Instant at;                   ///< unknown: none was given
    std::string source;           ///< `crew`, `model`
    Instant sourceAt;
    bool operator==(const FrozenTime&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenTime, (), (what, at, source, sourceAt))

struct FrozenIncident {
    std::string id, name, stage, zone;   ///< zone: IANA, of the place
    std::int64_t impacted = 0;           ///< accounts
    Digest members;                      ///< over their sorted ids
    Polygon boundary;
    std::vector<FrozenTime> times;
    bool closed = false;
    bool operator==(const FrozenIncident&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenIncident, (), (id, name, stage, zone, impacted, members, boundary, times, closed))

/// A file or a page that speaks for it. Bytes lie elsewhere, hashed when they were uploaded or fetched.
struct FrozenEvidence {
    std::string id, title, sourceType, url;
    Digest sha256;
    std::int64_t bytes = 0;
    Instant fetchedAt;
    bool operator==(const FrozenEvidence&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenEvidence, (), (id, title, sourceType, url, sha256, bytes, fetchedAt))

/// What computed it: `clusterer`, `eta_model`, `guard_rules`, `risk_rules`.
struct FrozenVersion {
    std::string name, version;
    bool operator==(const FrozenVersion&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenVersion, (), (name, version))

struct FrozenMap {
    GeoBox bounds;
    double zoom = 0;
    std::string style;
    Digest tiles;
    bool operator==(const FrozenMap&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenMap, (), (bounds, zoom, style, tiles))

struct FrozenAudience {
    RawJson rules{"{}"};          ///< how they were chosen
    std::int64_t people = 0, messages = 0;
    Digest list;                  ///< of RecipientList
    Counts counts;
    bool operator==(const FrozenAudience&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenAudience, (), (rules, people, messages, list, counts))

struct SnapshotContent {
    int schemaVersion = 1;
    std::string command;          ///< what will run
    RawJson body{"{}"};           ///< with this
    std::string environment;      ///< `live`, `drill`
    std::vector<std::string> channels;
    std::vector<ReviewText> messages;
    RawJson delivery{"{}"};       ///< schedule, throttling, stagger, suppression
    FrozenAudience audience;
    std::vector<FrozenIncident> incidents;
    std::optional<FrozenMap> map;
    std::vector<FrozenEvidence> evidence;
    std::vector<FrozenVersion> versions;
    std::vector<ReviewDocument> documents;   ///< what else the approver sees: `supersedes`
    bool operator==(const SnapshotContent&) const = default;
};
BOOST_DESCRIBE_STRUCT(SnapshotContent, (), (schemaVersion, command, body, environment, channels, messages, delivery, audience, incidents, map, evidence, versions, documents))
static_assert(!holdsPersonalData<SnapshotContent>());

/// One message to one contact. The contact is a vault token; its text is nowhere here.
struct FrozenRecipient {
    std::string channel, contact, language;
    std::vector<AccountId> accounts;
    auto operator<=>(const FrozenRecipient&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenRecipient, (), (channel, contact, language, accounts))

/// Its file: one recipient a line, canonical JSON, sorted by channel and contact; accounts sorted too.
struct RecipientList {
    std::vector<FrozenRecipient> rows;
    std::string file;
    Digest digest;                ///< SHA-256 of the file
    std::int64_t people = 0;      ///< different accounts
};
/// Problem `invalid_fields`: a contact stands twice on one channel.
[[nodiscard]] Result<RecipientList> freezeRecipients(std::vector<FrozenRecipient> rows);
/// Reads the file again. Problems: `bad_recipients` (a line is no recipient, or out of order), `digest_mismatch`.
[[nodiscard]] Result<RecipientList> readRecipients(std::string_view file, const Digest& expected);

/// Who froze it, when, in which place of the request's history. A request has versions 1, 2, 3...; only the last can be approved (C17).
struct SnapshotHeader {
    std::string id;               ///< derived from approval and version: asking twice gives one
    ApprovalId approval;
    int version = 1;
    std::optional<Digest> parent; ///< contentHash of the version before
    std::string reason;           ///< `requested`, `amended`, `resnapshot`
    Digest contentHash;
    std::int64_t contentBytes = 0;
    Instant createdAt;
    std::string requestedBy;
    bool operator==(const SnapshotHeader&) const = default;
};
BOOST_DESCRIBE_STRUCT(SnapshotHeader, (), (id, approval, version, parent, reason, contentHash, contentBytes, createdAt, requestedBy))

struct Snapshot {
    SnapshotHeader header;
    std::string content;          ///< canonical JSON of SnapshotContent: the bytes that are hashed, stored and sent
    std::string signature, publicKey;   ///< hex; Ed25519 over canonical(header); empty: not signed yet
    bool operator==(const Snapshot&) const = default;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (), (header, content, signature, publicKey))

struct SnapshotRequest {
    ApprovalId approval;
    const Snapshot* before = nullptr;   ///< the version it follows
    std::string reason = "requested", requestedBy;
    Instant now;
};

/// Puts lists that are sets in order and JSON inside into canonical form: the same state has the same bytes. Problems `bad_json`,
/// `invalid_fields` (something required is missing or stands twice, each named).
[[nodiscard]] Result<SnapshotContent> inOrder(SnapshotContent content);
[[nodiscard]] Result<Snapshot> freeze(SnapshotContent content, const SnapshotRequest& request);

void sign(Snapshot& snapshot, const SigningKey& key);
/// Problems: `digest_mismatch` (the bytes are not what was hashed), `not_canonical`, `bad_signature`.
[[nodiscard]] Status verify(const Snapshot& snapshot, const PublicKey& key);
/// Does `next` follow `before`? Problems `broken_chain`.
[[nodiscard]] Status follows(const SnapshotHeader& before, const SnapshotHeader& next);

/// What a review compares: two snapshots, or one with what was last published.
[[nodiscard]] ReviewSide sideOf(const SnapshotContent& content);

/// Makes a message unique: a retry has the same key, so nothing leaves twice (F04.R5.A4).
[[nodiscard]] Digest deliveryKey(const Digest& contentHash, std::string_view channel, std::string_view contact);

/// Up to `most` recipients for a spot check: chosen by the seed alone, so the same list shows the same people (F01.R3.A5).
[[nodiscard]] std::vector<FrozenRecipient> sampleOf(const RecipientList& list, const Digest& seed, std::size_t most = 200);

}  // namespace ok::approvals
