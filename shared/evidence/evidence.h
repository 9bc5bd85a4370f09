// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What speaks for an incident: files and links that people attach (F04.R1.A6, F04.R6.A5). A file's bytes lie sealed in pieces (server/store/
// sealed_pieces.h); here stand its hash, its size and who added it. Nothing here is ever replaced: what is attached stays as it was until
// retention takes it, so an id always means the same bytes.
#pragma once
#include "shared/approvals/snapshot.h"
#include "shared/views/projections.h"

namespace ok::evidence {

enum class EvidenceKind { file, link };
BOOST_DESCRIBE_ENUM(EvidenceKind, file, link)

inline constexpr std::int64_t largestFile = 20LL << 20;      ///< bytes
inline constexpr std::int64_t largestTogether = 200LL << 20; ///< of an incident's files
inline constexpr std::size_t mostItems = 20;                 ///< of an incident
inline constexpr std::size_t longestTitle = 200, longestName = 120, longestNote = 1000, longestUrl = 2000;

/// What somebody saw when they asked for it: a fact beside the evidence, which stays what it is.
struct Availability {
    bool available = true;
    std::string status;              ///< `200`, `404`, `timeout`
    std::string by;
    Instant at;                      ///< unknown: nobody looked
    bool operator==(const Availability&) const = default;
};
BOOST_DESCRIBE_STRUCT(Availability, (), (available, status, by, at))

struct EvidenceItem {
    static constexpr std::string_view viewKind = "evidence";
    std::string id;                  ///< UUID
    IncidentId incident;
    EvidenceKind kind = EvidenceKind::file;
    std::string title, note;         ///< words of who attached it, less what the classifiers took out
    std::string fileName, mediaType; ///< of a file; the type is what its bytes say
    std::string url;                 ///< of a link as given; of a file where it is read
    Digest sha256;                   ///< of a file its bytes; of a link its address, title and time of fetching
    std::int64_t bytes = 0;
    Instant fetchedAt;               ///< of a link: when it was looked at
    std::string addedBy;             ///< id of the person
    Instant addedAt;
    std::vector<std::string> pieces; ///< tokens of the sealed pieces, in order
    std::vector<std::string> masked; ///< what was taken out of its words: `title email 1`
    Availability availability;
    [[nodiscard]] std::string viewId() const { return id; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"incident", incident.str()}}; }
    bool operator==(const EvidenceItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(EvidenceItem, (), (id, incident, kind, title, note, fileName, mediaType, url, sha256, bytes, fetchedAt, addedBy, addedAt, pieces, masked, availability))
static_assert(!holdsPersonalData<EvidenceItem>());

/// EVIDENCE_ATTACHED of the specification, with its field names.
struct EvidenceAttached {
    static constexpr std::string_view eventType = "evidence.attached";
    std::string evidenceId, incidentId, fileName, mimeType, addedByUserId;
    std::int64_t byteSize = 0;
    Digest sha256;
    Instant addedAt;
    EvidenceItem item;
};
BOOST_DESCRIBE_STRUCT(EvidenceAttached, (), (evidenceId, incidentId, fileName, mimeType, addedByUserId, byteSize, sha256, addedAt, item))

/// Somebody was given it. Stream `decisions`.
struct EvidenceOpened {
    static constexpr std::string_view eventType = "evidence.opened";
    std::string evidenceId, incidentId, snapshotId;
    Digest sha256;
};
BOOST_DESCRIBE_STRUCT(EvidenceOpened, (), (evidenceId, incidentId, snapshotId, sha256))

/// EVIDENCE_INTEGRITY_MISMATCH: what lies there is not what was attached. Nobody is given it.
struct EvidenceMismatch {
    static constexpr std::string_view eventType = "evidence.integrity_mismatch";
    std::string evidenceId, incidentId, snapshotId;
    Digest expectedSha256, foundSha256;      ///< found zero: it does not open, or is not there
    std::int64_t expectedBytes = 0, foundBytes = 0;
    std::string code;                        ///< of the problem it was noticed by
};
BOOST_DESCRIBE_STRUCT(EvidenceMismatch, (), (evidenceId, incidentId, snapshotId, expectedSha256, foundSha256, expectedBytes, foundBytes, code))

struct EvidenceLookedAt {
    static constexpr std::string_view eventType = "evidence.availability_noted";
    std::string evidenceId, incidentId;
    Availability availability;
};
BOOST_DESCRIBE_STRUCT(EvidenceLookedAt, (), (evidenceId, incidentId, availability))

/// Its time is over. What went is named by its hash.
struct EvidencePurged {
    static constexpr std::string_view eventType = "evidence.purged";
    std::string evidenceId, incidentId;
    Digest sha256;
    std::int64_t byteSize = 0;
    Instant addedAt, deletedAt;
};
BOOST_DESCRIBE_STRUCT(EvidencePurged, (), (evidenceId, incidentId, sha256, byteSize, addedAt, deletedAt))

/// Of an incident, the first attached first.
[[nodiscard]] std::vector<EvidenceItem> evidenceOf(Views& views, const std::string& incident);
/// The same as a version of a request freezes it.
[[nodiscard]] std::vector<approvals::FrozenEvidence> frozenEvidence(Views& views, const std::string& incident);
[[nodiscard]] approvals::FrozenEvidence frozen(const EvidenceItem& item);
/// Where a file is read: it names the incident and the evidence, and always the same bytes.
[[nodiscard]] std::string addressOf(const std::string& incident, const std::string& evidence);
/// Over what a link is known by.
[[nodiscard]] Digest digestOfLink(const std::string& url, const std::string& title, Instant fetchedAt);

/// View `evidence`.
void addProjections(Projections& projections);

}  // namespace ok::evidence
