// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/selection.h"

namespace ok::ledger {
namespace {

constexpr std::int64_t dayMicros = 86'400'000'000;

/// One proof over the entries (before, upTo] of a stream.
merkle::MultiProof proofOver(Store& store, TenantId tenant, Stream stream, std::int64_t before, std::int64_t upTo,
                             const std::set<std::int64_t>& sequences) {
    merkle::MultiProofBuilder builder;
    auto next = sequences.upper_bound(before);
    store.eachHashIn(tenant, stream, before, upTo, [&](std::int64_t sequence, const Digest& hash) {
        const bool chosen = next != sequences.end() && *next == sequence;
        if (chosen) ++next;
        builder.add(hash, chosen);
    });
    return builder.finish();
}

}  // namespace

Result<std::optional<SignedCheckpoint>> checkpointBefore(Store& store, PostingFile* index, TenantId tenant, Stream stream, Instant to) {
    const std::int64_t last = firstAtOrAfter(store, index, tenant, stream, to) - 1;
    if (last < 1) return std::optional<SignedCheckpoint>{};
    auto marks = store.checkpoints(tenant, stream, last - 1, 1);
    if (marks.empty()) return problem("log_damaged", "no signed checkpoint covers the last of these entries");
    return std::optional(std::move(marks.front()));
}

void Selection::add(const EntryHeader& header, const Digest& hash) {
    m_root.append(hash);
    Picked& picked = m_picked[header.stream];
    picked.sequences.insert(picked.sequences.end(), header.sequence);
    const std::string day = toIso(header.ledgerTime).substr(0, 10);
    if (picked.days.empty() || *picked.days.rbegin() != day) picked.days.insert(day);
}

Result<Selection::Proven> Selection::prove(Store& store, PostingFile* index, TenantId tenant, Instant to, Instant now) const {
    Proven out;
    for (const auto& [stream, picked] : m_picked) {
        OK_ASSIGN(const auto covering, checkpointBefore(store, index, tenant, stream, to));
        if (!covering) return problem("log_damaged", "no signed checkpoint covers the last of these entries");
        const SignedCheckpoint& mark = *covering;
        const auto tree = proofOver(store, tenant, stream, 0, mark.checkpoint.size, picked.sequences);
        if (tree.root != mark.checkpoint.root) return problem("log_damaged", "the stored entries are not those that were signed");
        out.streams.push_back({stream, mark.checkpoint.size, mark.checkpoint.root});
        out.proofs.push_back({stream, {}, 0, tree});
        out.checkpoints.push_back(mark);
        out.asOf = std::max(out.asOf, mark.checkpoint.ledgerTime);
        for (const std::string& day : picked.days) {
            OK_ASSIGN(const Instant start, parseIso(day + "T00:00:00Z"));
            const Instant end = Instant::fromMicros(start.micros() + dayMicros);
            const std::int64_t before = firstAtOrAfter(store, index, tenant, stream, start) - 1;
            std::int64_t upTo = firstAtOrAfter(store, index, tenant, stream, end) - 1;
            // A day that is not over has no final root: what was signed then stands for it.
            if (now < end) upTo = std::min(upTo, mark.checkpoint.size);
            const auto proof = proofOver(store, tenant, stream, before, upTo, picked.sequences);
            out.days.push_back({day, stream, before + 1, upTo, proof.root});
            out.proofs.push_back({stream, day, before, proof});
        }
    }
    return out;
}

}  // namespace ok::ledger
