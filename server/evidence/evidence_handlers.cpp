// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/evidence/evidence_handlers.h"

#include <algorithm>
#include <set>

#include "server/incidents/incident_scopes.h"
#include "server/store/sealed_pieces.h"
#include "shared/evidence/media_type.h"
#include "shared/evidence/personal_words.h"
#include "shared/incidents/incident.h"
#include "shared/incidents/survivor.h"

namespace ok::evidence {
namespace {

Problem wrongField(const char* field, const char* code, std::string message) {
    Problem why = problem("invalid_fields", "some fields are not valid: see `fields`");
    why.fields.push_back({field, code, std::move(message)});
    return why;
}

Status within(std::string_view text, std::size_t least, std::size_t most, const char* field) {
    const bool control = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
    if (text.size() >= least && text.size() <= most && !control) return {};
    return wrongField(field, "length", std::to_string(least) + " to " + std::to_string(most) + " bytes of text");
}

/// An incident that was merged takes nothing more: what it lives on in does.
Result<IncidentId> takes(CommandContext& cx, IncidentId asked) {
    const IncidentId id = incidents::survivorOf(cx.views(), asked);
    if (!cx.views().find<incidents::Incident>(id.str())) return problem("incident_not_found", "there is no incident `" + asked.str() + "`");
    return id;
}

Status hasRoom(CommandContext& cx, IncidentId incident, std::int64_t bytes, const Digest& digest) {
    std::int64_t together = bytes;
    const auto all = evidenceOf(cx.views(), incident.str());
    for (const EvidenceItem& item : all) {
        together += item.bytes;
        if (item.sha256 == digest) return problem("already_attached", "the very same is attached already", {{"evidence", item.id}});
    }
    if (all.size() >= mostItems) return problem("evidence_full", "an incident has at most 20 pieces of evidence", {{"most", std::to_string(mostItems)}});
    if (together > largestTogether) return problem("evidence_full", "the files of an incident have at most 200 MB together", {{"most_bytes", std::to_string(largestTogether)}});
    return {};
}

Status mayAttach(CommandContext& cx, IncidentId incident, std::int64_t bytes, const Digest& digest) {
    if (bytes < 1 || bytes > largestFile) return wrongField("bytes", "out_of_range", "1 byte to 20 MB");
    if (!digest.known()) return wrongField("sha256", "missing", "the SHA-256 of the file");
    return hasRoom(cx, incident, bytes, digest);
}

Status prepare(const Right&, CommandContext& cx, const PrepareEvidence& c) {
    OK_ASSIGN(const IncidentId incident, takes(cx, c.incident));
    OK_TRY(mayAttach(cx, incident, c.bytes, c.sha256));
    cx.reply(c);
    return {};
}

Status putPiece(const Right&, CommandContext& cx, const PutEvidencePiece& c) {
    constexpr int mostPieces = static_cast<int>(largestFile / sealedPieceBytes);
    if (c.number < 0 || c.number >= mostPieces) return wrongField("number", "out_of_range", "a file has at most 40 pieces");
    OK_ASSIGN(const Bytes bytes, fromBase64(c.bytes));
    if (bytes.empty() || bytes.size() > sealedPieceBytes) return wrongField("bytes", "out_of_range", "a piece has at most 512 kB");
    const std::string origin = "evidence|" + c.incident.str() + "|" + c.file.hex() + "|" + std::to_string(c.number);
    OK_ASSIGN(const std::string token, keepPiece(cx.vault(), cx.tenant(), asText(bytes), origin));
    OK_TRY(cx.store().putRow(cx.tenant(), pieceTable, {token, toJson(PieceRow{c.incident.str(), c.file, cx.clockNow()})}));
    cx.reply(PieceReply{token});
    return {};
}

/// SECURITY: a token alone opens whatever lies behind it. Only pieces that came in as this file of this incident can become evidence,
/// or somebody would attach a customer's telephone number and read it.
Status ownPieces(CommandContext& cx, const AttachEvidenceFile& c) {
    for (const std::string& token : c.pieces) {
        const auto row = cx.store().rowBody(cx.tenant(), pieceTable, token);
        const auto piece = row ? fromJson<PieceRow>(*row) : Result<PieceRow>(problem("missing", ""));
        if (!piece.ok() || piece->incident != c.incident.str() || piece->file != c.sha256) return problem("evidence_incomplete", "the file is not here: send it again");
    }
    return {};
}

void attach(CommandContext& cx, EvidenceItem item) {
    item.addedBy = cx.who().actor.id;
    item.addedAt = cx.now();
    std::vector<std::string> subjects{item.id, item.incident.str()};
    cx.reply(lineOf(item));
    cx.emit(EvidenceAttached{item.id, item.incident.str(), item.fileName, item.mediaType, item.addedBy, item.bytes, item.sha256, item.addedAt, item}, {.subjects = std::move(subjects)});
}

Status attachFile(const Right&, CommandContext& cx, const AttachEvidenceFile& c) {
    OK_ASSIGN(const IncidentId incident, takes(cx, c.incident));
    OK_TRY(mayAttach(cx, incident, c.bytes, c.sha256));
    OK_TRY(within(c.title, 0, longestTitle, "title"));
    OK_TRY(within(c.note, 0, longestNote, "note"));
    OK_TRY(within(c.fileName, 1, longestName, "file_name"));
    OK_TRY(ownPieces(cx, c));
    OK_ASSIGN(const std::string bytes, openPieces(cx.vault(), cx.tenant(), c.pieces, static_cast<std::size_t>(largestFile)));
    if (static_cast<std::int64_t>(bytes.size()) != c.bytes || sha256(bytes) != c.sha256) return problem("evidence_incomplete", "the file is not here as it was sent: send it again");
    OK_ASSIGN(const std::string type, mediaTypeOf(bytes, c.mediaType));
    EvidenceItem item;
    item.id = formatUuid(cx.newUuid());
    item.incident = incident;
    item.fileName = cleaned(c.fileName, "file_name", item.masked);
    item.title = c.title.empty() ? item.fileName : cleaned(c.title, "title", item.masked);
    item.note = cleaned(c.note, "note", item.masked);
    item.mediaType = type;
    item.url = addressOf(incident.str(), item.id);
    item.sha256 = c.sha256;
    item.bytes = c.bytes;
    item.pieces = c.pieces;
    attach(cx, std::move(item));
    return {};
}

/// `https://host/path`; nobody's name and password in it, and nothing that a reader's program would run.
Status checkUrl(std::string_view url) {
    const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    const std::string_view rest = url.substr(scheme);
    const std::string_view host = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
    const bool plain = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos; });
    if (scheme > 0 && plain && url.size() <= longestUrl && !host.empty() && host.find('@') == std::string_view::npos) return {};
    return wrongField("url", "invalid", "a web address such as `https://weather.example/radar`, of at most 2000 characters");
}

Status attachLink(const Right&, CommandContext& cx, const AttachEvidenceLink& c) {
    OK_ASSIGN(const IncidentId incident, takes(cx, c.incident));
    OK_TRY(checkUrl(c.url));
    OK_TRY(within(c.title, 1, longestTitle, "title"));
    OK_TRY(within(c.note, 0, longestNote, "note"));
    if (c.fetchedAt > cx.now() + minutes(5)) return wrongField("fetched_at", "in_future", "when it was looked at");
    EvidenceItem item;
    item.id = formatUuid(cx.newUuid());
    item.incident = incident;
    item.kind = EvidenceKind::link;
    item.title = cleaned(c.title, "title", item.masked);
    item.note = cleaned(c.note, "note", item.masked);
    item.url = c.url;
    item.fetchedAt = c.fetchedAt.known() ? c.fetchedAt : cx.now();
    item.sha256 = digestOfLink(item.url, item.title, item.fetchedAt);
    OK_TRY(hasRoom(cx, incident, 0, item.sha256));
    attach(cx, std::move(item));
    return {};
}

Result<std::shared_ptr<const EvidenceItem>> itemOf(CommandContext& cx, const std::string& id, IncidentId incident = {}) {
    auto item = cx.views().find<EvidenceItem>(id);
    if (!item || (incident.known() && item->incident != incident)) return problem("evidence_not_found", "there is no such evidence");
    return item;
}

Status noteAvailability(const Right&, CommandContext& cx, const NoteAvailability& c) {
    OK_ASSIGN(const auto item, itemOf(cx, c.evidence));
    OK_TRY(within(c.status, 0, 40, "status"));
    cx.emit(EvidenceLookedAt{item->id, item->incident.str(), {c.available, c.status, cx.who().actor.id, cx.now()}}, {.subjects = {item->id, item->incident.str()}});
    return {};
}

Status open(const Right&, CommandContext& cx, const OpenEvidence& c) {
    OK_ASSIGN(const auto item, itemOf(cx, c.evidence, c.incident));
    cx.emit(EvidenceOpened{item->id, item->incident.str(), c.snapshot, item->sha256}, {.subjects = {item->id, item->incident.str()}, .stream = Stream::decisions});
    cx.reply(lineOf(*item));
    return {};
}

Status list(const Right&, CommandContext& cx, const ListEvidence& c) {
    if (!cx.views().find<incidents::Incident>(c.incident.str())) return problem("incident_not_found", "there is no incident `" + c.incident.str() + "`");
    EvidenceList out;
    for (const EvidenceItem& item : evidenceOf(cx.views(), c.incident.str())) out.items.push_back(lineOf(item));
    cx.reply(out);
    return {};
}

Status reportMismatch(const Right&, CommandContext& cx, const ReportMismatch& c) {
    OK_ASSIGN(const auto item, itemOf(cx, c.evidence));
    cx.emit(EvidenceMismatch{item->id, item->incident.str(), c.snapshot, item->sha256, c.found, item->bytes, c.foundBytes, c.code}, {.subjects = {item->id, item->incident.str()}});
    return {};
}

template <class C>
void onIncident(Gate& gate) {
    gate.facts<C>([](CommandContext& cx, const C& c, ScopeFacts& out) { incidents::stateIncident(cx, c.incident, out); });
}

}  // namespace

Result<std::string> bytesOf(const Vault& vault, TenantId tenant, const EvidenceItem& item) {
    return openPieces(vault, tenant, item.pieces, static_cast<std::size_t>(largestFile));
}

Status purgeItem(CommandContext& cx, const EvidenceItem& item) {
    OK_TRY(erasePieces(cx.vault(), cx.tenant(), item.pieces));
    cx.emit(EvidencePurged{item.id, item.incident.str(), item.sha256, item.bytes, item.addedAt, cx.clockNow()},
            {.subjects = {item.id, item.incident.str()}, .justification = "retention", .stream = Stream::security});
    return {};
}

Result<int> eraseOrphans(CommandContext& cx, Instant before) {
    std::vector<StoredRow> rows;
    cx.store().eachRow(cx.tenant(), pieceTable, [&rows](const StoredRow& row) { rows.push_back(row); });
    if (rows.empty()) return 0;
    std::set<std::string, std::less<>> named;
    cx.views().each<EvidenceItem>([&named](const EvidenceItem& item) { named.insert(item.pieces.begin(), item.pieces.end()); });
    std::vector<StoredRow> young;
    std::vector<std::string> orphans;
    for (StoredRow& row : rows) {
        const auto piece = fromJson<PieceRow>(row.body);
        if (named.contains(row.id)) continue;
        if (piece.ok() && piece->at > before) young.push_back(std::move(row));
        else orphans.push_back(row.id);
    }
    if (young.size() == rows.size()) return 0;
    OK_TRY(cx.store().clearRows(cx.tenant(), pieceTable));
    for (const StoredRow& row : young) OK_TRY(cx.store().putRow(cx.tenant(), pieceTable, row));
    return erasePieces(cx.vault(), cx.tenant(), orphans);
}

void addHandlers(Gate& gate) {
    gate.handle<PrepareEvidence>(prepare);
    gate.handle<PutEvidencePiece>(putPiece);
    gate.handle<AttachEvidenceFile>(attachFile);
    gate.handle<AttachEvidenceLink>(attachLink);
    gate.handle<NoteAvailability>(noteAvailability);
    gate.handle<OpenEvidence>(open);
    gate.handle<ListEvidence>(list);
    gate.handle<ReportMismatch>(reportMismatch);
    onIncident<PrepareEvidence>(gate);
    onIncident<AttachEvidenceFile>(gate);
    onIncident<AttachEvidenceLink>(gate);
    onIncident<OpenEvidence>(gate);
    onIncident<ListEvidence>(gate);
    gate.facts<NoteAvailability>([](CommandContext& cx, const NoteAvailability& c, ScopeFacts& out) {
        if (const auto item = cx.views().find<EvidenceItem>(c.evidence)) incidents::stateIncident(cx, item->incident, out);
    });
}

}  // namespace ok::evidence
