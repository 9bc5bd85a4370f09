// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/risk_proof.h"

#include <algorithm>

#include "server/ledger/ledger_reader.h"
#include "shared/integrity/anchors.h"

namespace ok::approvals {
namespace {

/// As it lies in the database; nothing where there is no such row.
std::optional<StoredEntry> stored(Store& store, TenantId tenant, std::int64_t sequence) {
    if (sequence < 1) return {};
    auto found = store.storedEntries(tenant, Stream::ops, sequence - 1, 1);
    if (found.empty() || found[0].sequence != sequence) return {};
    return std::move(found[0]);
}

bool tellsTheSame(const Entry& entry, const RiskAuditRow& row) {
    if (entry.header.type == RiskBlocked::eventType) {
        const auto blocked = fromJson<RiskBlocked>(entry.payload);
        return blocked.ok() && blocked->risk && *blocked->risk == row.evaluation && blocked->approval == row.approval;
    }
    const auto told = fromJson<SnapshotTaken>(entry.payload);
    return told.ok() && told->risk && *told->risk == row.evaluation && told->request.id == row.approval && told->snapshot.header.contentHash == row.contentHash;
}

/// Its neighbours in the log name it and are named by it.
bool linked(Store& store, TenantId tenant, const StoredEntry& its, const Entry& entry) {
    const auto before = stored(store, tenant, its.sequence - 1), after = stored(store, tenant, its.sequence + 1);
    if (before && nextPrevHash(before->header) != entry.header.prevHash) return false;
    if (!before && its.sequence > 1) return false;
    const auto next = after ? openEntry(after->header, after->payload) : Result<Entry>(problem("none", ""));
    return !after || (next.ok() && next->header.prevHash == nextPrevHash(its.header));
}

std::string faultOf(Store& store, TenantId tenant, const StoredEntry& its, const Entry& entry, const RiskAuditRow& row) {
    Digest hash;
    store.eachHashIn(tenant, Stream::ops, its.sequence - 1, its.sequence, [&](std::int64_t, const Digest& each) { hash = each; });
    if (hash != entry.hash) return "header";
    if (!entry.payload.empty() && sha256(entry.payload) != entry.header.payloadHash) return "payload";
    if (!linked(store, tenant, its, entry)) return "chain";
    if (!entry.payload.empty() && !tellsTheSame(entry, row)) return "judgement";
    return {};
}

void addHead(Store& store, ledger::TreeCache& trees, TenantId tenant, RiskAnchor& out) {
    const ledger::LedgerReader reader(store, trees, tenant, Stream::ops);
    const auto note = reader.note("risk");
    const auto head = store.lastCheckpoint(tenant, Stream::ops);
    if (head) {
        out.size = head->checkpoint.size;
        out.root = head->checkpoint.root.hex();
        out.signature = head->signature;
        out.publicKey = head->publicKey;
    }
    if (!note.ok()) out.headFault = note.problem().code;
    else if (!head || !verifies(*head)) out.headFault = "bad_signature";
}

}  // namespace

RiskProof proofOf(Store& store, TenantId tenant, const RiskAuditRow& row) {
    RiskProof out;
    const auto its = stored(store, tenant, row.sequence);
    const auto entry = its ? openEntry(its->header, its->payload) : Result<Entry>(problem("missing", ""));
    if (!entry.ok()) {
        out.fault = its ? "header" : "missing";
        return out;
    }
    out.entry = entry->header.entryId.str();
    out.payloadHash = entry->header.payloadHash;
    out.prevHash = entry->header.prevHash;
    out.erased = entry->payload.empty();
    out.fault = faultOf(store, tenant, *its, *entry, row);
    out.verified = out.fault.empty() && !out.erased;
    return out;
}

std::optional<Entry> riskEntry(Store& store, TenantId tenant, const RiskAuditRow& row) {
    const auto its = stored(store, tenant, row.sequence);
    auto entry = its ? openEntry(its->header, {}) : Result<Entry>(problem("missing", ""));
    if (!entry.ok()) return {};
    return std::move(*entry);
}

RiskHashes hashesOf(const std::optional<Entry>& entry, const RiskAuditRow& row) {
    RiskHashes out;
    out.contentHash = row.contentHash;
    if (!entry) return out;
    out.entry = entry->header.entryId.str();
    out.payloadHash = entry->header.payloadHash;
    out.prevHash = entry->header.prevHash;
    out.entryHash = entry->hash;
    return out;
}

RiskChain chainOf(Store& store, ledger::TreeCache& trees, TenantId tenant, const std::string& broadcast) {
    Views views(store.documents(tenant));
    auto rows = views.byKey<RiskAuditRow>("broadcast", broadcast);
    std::sort(rows.begin(), rows.end(), [](const RiskAuditRow& a, const RiskAuditRow& b) { return a.sequence < b.sequence; });
    RiskChain out;
    out.broadcastId = broadcast;
    for (const RiskAuditRow& row : rows) {
        const RiskProof proof = proofOf(store, tenant, row);
        const RiskHashes hashes = hashesOf(riskEntry(store, tenant, row), row);
        RiskLink link{static_cast<std::int64_t>(out.events.size()), row.viewId(), proof.entry, row.sequence, proof.payloadHash, {}, hashes.entryHash, proof.fault.empty(), proof.erased, false, proof.fault};
        if (!out.events.empty()) link.prevHash = out.events.back().entryHash;
        const std::string day = toIso(row.createdAt).substr(0, 10);
        const auto root = views.find<integrity::SignedDayRoot>(day + "/" + enumName(Stream::ops));
        link.anchored = root && integrity::verifies(*root) && row.sequence >= root->root.first && row.sequence <= root->root.last;
        if (link.anchored) {
            out.latestAnchoredIndex = link.index;
            out.anchor.day = day;
            out.anchor.dayRoot = root->root.root.hex();
            out.anchor.dayHref = "/v1/ledger/daily-roots/" + day;
        }
        if (!link.verified && !out.firstFailingIndex) out.firstFailingIndex = link.index;
        out.events.push_back(std::move(link));
    }
    addHead(store, trees, tenant, out.anchor);
    out.verified = !out.firstFailingIndex && out.anchor.headFault.empty();
    return out;
}

}  // namespace ok::approvals
