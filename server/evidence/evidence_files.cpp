// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/evidence/evidence_files.h"

#include <algorithm>

#include "server/evidence/evidence_handlers.h"
#include "server/net/url.h"
#include "shared/approvals/request_file.h"

namespace ok::evidence {
namespace {

Problem noSuch() { return problem("evidence_not_found", "there is no such evidence"); }

net::HttpResponse fileOf(const Wanted& wanted, std::string bytes) {
    net::HttpResponse out;
    out.headers.set("Content-Type", wanted.item.mediaType);
    out.headers.set("Content-Disposition", "attachment; filename*=UTF-8''" + net::percentEncode(wanted.item.fileName));
    // Whatever it is, nothing of it runs here.
    out.headers.set("X-Content-Type-Options", "nosniff");
    out.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
    out.headers.set("Cache-Control", "private, no-store");
    out.headers.set("X-OK-SHA256", wanted.sha256.hex());
    out.headers.set("Repr-Digest", "sha-256=:" + toBase64(wanted.sha256.bytes) + ":");
    out.body = std::move(bytes);
    return out;
}

}  // namespace

Result<Wanted> attached(Views& views, IncidentId incident, const std::string& id) {
    const auto item = views.find<EvidenceItem>(id);
    if (!item || item->incident != incident || item->kind != EvidenceKind::file) return noSuch();
    return Wanted{*item, item->sha256, item->bytes, {}, {}};
}

Result<Wanted> pinnedIn(Views& views, const std::string& snapshot, const std::string& id) {
    const auto stored = views.find<approvals::StoredSnapshot>(snapshot);
    const auto item = views.find<EvidenceItem>(id);
    if (!stored || !item) return noSuch();
    OK_ASSIGN(const auto content, fromJson<approvals::SnapshotContent>(stored->content.text));
    const auto at = std::find_if(content.evidence.begin(), content.evidence.end(), [&id](const approvals::FrozenEvidence& each) { return each.id == id; });
    if (at == content.evidence.end()) return noSuch();
    return Wanted{*item, at->sha256, at->bytes, snapshot, *at};
}

Delivery deliver(Store& store, const VaultKeys& keys, TenantId tenant, const Wanted& wanted) {
    const Vault vault(store, keys);
    auto bytes = bytesOf(vault, tenant, wanted.item);
    const Digest found = bytes.ok() ? sha256(*bytes) : Digest{};
    const std::int64_t size = bytes.ok() ? static_cast<std::int64_t>(bytes->size()) : 0;
    if (bytes.ok() && found == wanted.sha256 && size == wanted.bytes) return {fileOf(wanted, std::move(*bytes)), {}};
    const std::string code = bytes.ok() ? "digest_mismatch" : bytes.problem().code;
    Problem why = problem("evidence_integrity_mismatch", "what lies there is not what was attached: it is not given out",
                          {{"evidence", wanted.item.id}, {"sha256", wanted.sha256.hex()}, {"found", found.known() ? found.hex() : ""}, {"reason", code}});
    return {net::HttpResponse::problem(422, why), ReportMismatch{wanted.item.id, wanted.snapshot, found, size, code}};
}

}  // namespace ok::evidence
