// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/forensics.h"

namespace ok::integrity {
namespace {

constexpr std::int64_t mostEntries = 200;

struct RawEntry {
    std::int64_t sequence = 0;
    std::string header, payload;         ///< base64: they may be anything
    std::string statedHash, computedHash, headerHash, statedPrev, statedPayloadHash, computedPayloadHash;
    std::string ledgerTime, actor, justification, decisionId, correlationId;   ///< as far as they can be read
};
BOOST_DESCRIBE_STRUCT(RawEntry, (), (sequence, header, payload, statedHash, computedHash, headerHash, statedPrev, statedPayloadHash,
                                     computedPayloadHash, ledgerTime, actor, justification, decisionId, correlationId))

struct Bundle {
    Finding finding;
    Instant capturedAt;
    std::string node;
    std::vector<RawEntry> entries;
    std::vector<std::string> checkpoints;   ///< as stored: the last before the range, those in it, the next after it
    std::vector<std::string> approvers;     ///< of releases in the range
    bool cut = false;                       ///< the range is longer than what is kept here
};
BOOST_DESCRIBE_STRUCT(Bundle, (), (finding, capturedAt, node, entries, checkpoints, approvers, cut))

std::string known(const Digest& digest) { return digest.known() ? digest.hex() : std::string(); }

RawEntry rawOf(const StoredView& entry) {
    RawEntry out;
    out.sequence = entry.sequence;
    out.header = toBase64(asBytes(entry.header));
    out.payload = toBase64(asBytes(entry.payload));
    out.statedHash = toHex(asBytes(entry.hash));
    out.computedPayloadHash = entry.payload.empty() ? std::string() : sha256(entry.payload).hex();
    const auto facts = ledger::factsOf(entry.header);
    const HashPair hashes = sha256Pair(asBytes(entry.header), facts ? facts->prevHash.bytes : Digest{}.bytes);
    out.headerHash = hashes.alone.hex();
    out.computedHash = hashes.withTail.hex();
    if (facts) {
        out.statedPrev = known(facts->prevHash);
        out.statedPayloadHash = known(facts->payloadHash);
    }
    if (const auto header = fromJson<EntryHeader>(entry.header); header.ok()) {
        out.ledgerTime = toIso(header->ledgerTime);
        out.actor = header->actor.id;
        out.justification = header->justification;
        out.decisionId = header->decisionId;
        out.correlationId = header->correlationId;
    }
    return out;
}

}  // namespace

std::string forensicBundle(Store& store, TenantId tenant, const Finding& finding, const std::string& node, Instant now) {
    Bundle out;
    out.finding = finding;
    out.capturedAt = now;
    out.node = node;
    const std::int64_t last = std::min(finding.last, finding.first + mostEntries - 1);
    out.cut = last < finding.last;
    store.eachStored(tenant, finding.stream, std::max<std::int64_t>(finding.first - 2, 0), last + 1, [&out](const StoredView& entry) {
        out.entries.push_back(rawOf(entry));
        const auto header = fromJson<EntryHeader>(entry.header);
        if (header.ok() && header->type.starts_with("approval.")) out.approvers.push_back(header->actor.id);
    });
    std::string before;
    const std::int64_t from = std::max<std::int64_t>(finding.first - 2000, 0);
    store.eachStoredCheckpoint(tenant, finding.stream, from, finding.last + 2000, [&](std::int64_t size, std::string_view body) {
        if (size < finding.first) {
            before = std::string(body);
            return;
        }
        if (out.checkpoints.size() < static_cast<std::size_t>(mostEntries)) out.checkpoints.emplace_back(toBase64(asBytes(body)));
    });
    if (!before.empty()) out.checkpoints.insert(out.checkpoints.begin(), toBase64(asBytes(before)));
    return toJson(out);
}

std::vector<Anomaly> anomaliesIn(Store& store, TenantId tenant, AnomalyState state) {
    std::vector<Anomaly> out;
    store.documents(tenant).readByKey(Anomaly::viewKind, "state", enumName(state), [&out](std::string_view, std::string_view body) {
        if (auto one = fromJson<Anomaly>(body); one.ok()) out.push_back(std::move(*one));
    });
    return out;
}

bool anyOpen(Store& store, TenantId tenant) { return !anomaliesIn(store, tenant, AnomalyState::open).empty(); }

std::size_t quarantinedCount(Store& store, TenantId tenant) {
    return anomaliesIn(store, tenant, AnomalyState::open).size() + anomaliesIn(store, tenant, AnomalyState::accepted).size();
}

}  // namespace ok::integrity
