// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/evidence/evidence_commands.h"

#include <algorithm>

#include "shared/views/change.h"

namespace ok::evidence {
namespace {

struct KnownBy {
    std::string url, title;
    Instant fetchedAt;
};
BOOST_DESCRIBE_STRUCT(KnownBy, (), (url, title, fetchedAt))

}  // namespace

std::vector<EvidenceItem> evidenceOf(Views& views, const std::string& incident) {
    auto out = views.byKey<EvidenceItem>("incident", incident);
    std::sort(out.begin(), out.end(), [](const EvidenceItem& a, const EvidenceItem& b) { return std::tie(a.addedAt, a.id) < std::tie(b.addedAt, b.id); });
    return out;
}

approvals::FrozenEvidence frozen(const EvidenceItem& item) {
    return {item.id, item.title, item.kind == EvidenceKind::file ? item.mediaType : std::string("link"), item.url, item.sha256, item.bytes,
            item.fetchedAt.known() ? item.fetchedAt : item.addedAt};
}

std::vector<approvals::FrozenEvidence> frozenEvidence(Views& views, const std::string& incident) {
    std::vector<approvals::FrozenEvidence> out;
    for (const EvidenceItem& item : evidenceOf(views, incident)) out.push_back(frozen(item));
    return out;
}

std::string addressOf(const std::string& incident, const std::string& evidence) { return "/v1/incidents/" + incident + "/evidence/" + evidence + "/file"; }

Digest digestOfLink(const std::string& url, const std::string& title, Instant fetchedAt) { return sha256(toJson(KnownBy{url, title, fetchedAt})); }

EvidenceLine lineOf(const EvidenceItem& item) {
    return {item.id, enumName(item.kind), item.title, item.note, item.fileName, item.mediaType, item.url, item.sha256, item.bytes, item.fetchedAt, item.addedBy, item.addedAt,
            item.availability, item.masked};
}

void addProjections(Projections& projections) {
    projections.on<EvidenceAttached>([](const EntryHeader&, const EvidenceAttached& e, Views& views) { views.save(e.item); });
    projections.on<EvidenceLookedAt>([](const EntryHeader&, const EvidenceLookedAt& e, Views& views) {
        changeDocument<EvidenceItem>(views, e.evidenceId, [&e](EvidenceItem& item) { item.availability = e.availability; });
    });
    // What does not fit its hash any more cannot be had: whoever reviews sees it as unavailable.
    projections.on<EvidenceMismatch>([](const EntryHeader& header, const EvidenceMismatch& e, Views& views) {
        changeDocument<EvidenceItem>(views, e.evidenceId, [&](EvidenceItem& item) { item.availability = {false, "integrity_mismatch", "server", header.ledgerTime}; });
    });
    projections.on<EvidencePurged>([](const EntryHeader&, const EvidencePurged& e, Views& views) { views.erase<EvidenceItem>(e.evidenceId); });
}

}  // namespace ok::evidence
