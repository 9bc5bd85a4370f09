// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is sent about evidence. Files come in by POST /v1/incidents/{id}/evidence (server/evidence/evidence_routes.h), which asks
// PrepareEvidence as the person, puts the pieces as the server, and attaches as the person again.
#pragma once
#include "shared/access/command_card.h"
#include "shared/evidence/evidence.h"

namespace ok::evidence {

/// May this file be attached there? Problems: `incident_not_found`, `evidence_full`, `already_attached` (with its id), `invalid_fields`.
struct PrepareEvidence {
    static constexpr CommandCard card{.name = "evidence.prepare", .action = "evidence.attach", .question = true};
    IncidentId incident;
    std::int64_t bytes = 0;
    Digest sha256;
};
BOOST_DESCRIBE_STRUCT(PrepareEvidence, (), (incident, bytes, sha256))

/// A piece of a file, sealed where it lies. The server's own: nobody names a piece that did not come in with a file.
struct PutEvidencePiece {
    static constexpr CommandCard card{.name = "evidence.put_piece", .action = "evidence.store",
                                      .silent = "the entry of the whole file holds its SHA-256 and its size; pieces without one are erased in a day"};
    IncidentId incident;
    Digest file;                     ///< of the whole
    int number = 0;                  ///< 0, 1, 2...
    std::string bytes;               ///< base64
};
BOOST_DESCRIBE_STRUCT(PutEvidencePiece, (), (incident, file, number, bytes))

struct PieceReply {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(PieceReply, (), (token))

/// Reads the pieces again: what the log says was attached was there, whole, when it said so. Problems: as PrepareEvidence, `evidence_incomplete`.
struct AttachEvidenceFile {
    static constexpr CommandCard card{.name = "evidence.attach_file", .action = "evidence.attach", .refusalIsEvidence = true};
    IncidentId incident;
    std::string title, note, fileName, mediaType;
    Digest sha256;
    std::int64_t bytes = 0;
    std::vector<std::string> pieces;
};
BOOST_DESCRIBE_STRUCT(AttachEvidenceFile, (), (incident, title, note, fileName, mediaType, sha256, bytes, pieces))

/// A page elsewhere. The server asks nobody for it: title and time of looking are what the person says who attaches it.
struct AttachEvidenceLink {
    static constexpr CommandCard card{.name = "evidence.attach_link", .action = "evidence.attach", .refusalIsEvidence = true};
    IncidentId incident;
    std::string url, title, note;
    Instant fetchedAt;               ///< unknown: now
};
BOOST_DESCRIBE_STRUCT(AttachEvidenceLink, (), (incident, url, title, note, fetchedAt))

/// What a person or a program saw that asked for it.
struct NoteAvailability {
    static constexpr CommandCard card{.name = "evidence.note_availability", .action = "evidence.attach", .refusalIsEvidence = true};
    std::string evidence;
    bool available = true;
    std::string status;              ///< `200`, `404`, `timeout`
};
BOOST_DESCRIBE_STRUCT(NoteAvailability, (), (evidence, available, status))

/// Asked before a file is given out; its entry is who was given what. `snapshot`: as it was pinned there.
struct OpenEvidence {
    static constexpr CommandCard card{.name = "evidence.open", .action = "evidence.read", .refusalIsEvidence = true};
    IncidentId incident;
    std::string evidence, snapshot;
};
BOOST_DESCRIBE_STRUCT(OpenEvidence, (), (incident, evidence, snapshot))

struct ListEvidence {
    static constexpr CommandCard card{.name = "evidence.list", .action = "evidence.read", .question = true};
    IncidentId incident;
};
BOOST_DESCRIBE_STRUCT(ListEvidence, (), (incident))

/// One item as it is told to people: pieces are nobody's business.
struct EvidenceLine {
    std::string id, kind, title, note, fileName, mediaType, url;
    Digest sha256;
    std::int64_t bytes = 0;
    Instant fetchedAt;
    std::string addedBy;
    Instant addedAt;
    Availability availability;
    std::vector<std::string> masked;
};
BOOST_DESCRIBE_STRUCT(EvidenceLine, (), (id, kind, title, note, fileName, mediaType, url, sha256, bytes, fetchedAt, addedBy, addedAt, availability, masked))
[[nodiscard]] EvidenceLine lineOf(const EvidenceItem& item);

struct EvidenceList {
    std::vector<EvidenceLine> items;
};
BOOST_DESCRIBE_STRUCT(EvidenceList, (), (items))

/// The server's own, when a file is read and is not what was attached.
struct ReportMismatch {
    static constexpr CommandCard card{.name = "evidence.report_mismatch", .action = "evidence.store"};
    std::string evidence, snapshot;
    Digest found;
    std::int64_t foundBytes = 0;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(ReportMismatch, (), (evidence, snapshot, found, foundBytes, code))

}  // namespace ok::evidence
