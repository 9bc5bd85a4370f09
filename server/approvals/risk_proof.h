// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the log says of a judgement, read as it lies in the database (F05.R5.A2).
#pragma once
#include "server/ledger/tree_cache.h"
#include "server/store/store.h"
#include "shared/approvals/risk_audit.h"

namespace ok::approvals {

struct RiskProof {
    std::string entry;
    Digest payloadHash, prevHash;
    bool verified = false;            ///< the entry fits its hash and its neighbour and tells the same judgement
    bool erased = false;              ///< its retention is over: there is nothing left to compare
    std::string fault;                ///< `missing`, `payload`, `header`, `chain`, `judgement`; empty: none
};
BOOST_DESCRIBE_STRUCT(RiskProof, (), (entry, payloadHash, prevHash, verified, erased, fault))
[[nodiscard]] RiskProof proofOf(Store& store, TenantId tenant, const RiskAuditRow& row);

/// Its entry without what it says; nothing where it cannot be read.
[[nodiscard]] std::optional<Entry> riskEntry(Store& store, TenantId tenant, const RiskAuditRow& row);
/// By which anybody can check it.
[[nodiscard]] RiskHashes hashesOf(const std::optional<Entry>& entry, const RiskAuditRow& row);

/// One of a broadcast's judgements, in their order: a chain of its own made of entries of the log (digest C1).
struct RiskLink {
    std::int64_t index = 0;           ///< from 0
    std::string id, entry;
    std::int64_t sequence = 0;
    Digest contentHash;               ///< SHA-256 of its payload
    std::optional<Digest> prevHash;   ///< of the entry before it in this chain; none: it is the first
    Digest entryHash;
    bool verified = false, erased = false, anchored = false;
    std::string fault;
};
BOOST_DESCRIBE_STRUCT(RiskLink, (), (index, id, entry, sequence, contentHash, prevHash, entryHash, verified, erased, anchored, fault))

/// The signed head of the log over all of them, and the signed root of the last day that has one.
struct RiskAnchor {
    std::int64_t size = 0;
    std::string root, signature, publicKey, headFault;   ///< headFault: `log_broken` where the stored hashes are not those that were signed
    std::string day, dayRoot, dayHref;                   ///< empty: no day of theirs is over
};
BOOST_DESCRIBE_STRUCT(RiskAnchor, (), (size, root, signature, publicKey, headFault, day, dayRoot, dayHref))

struct RiskChain {
    std::string broadcastId;
    bool verified = false;
    std::optional<std::int64_t> firstFailingIndex, latestAnchoredIndex;
    std::vector<RiskLink> events;
    RiskAnchor anchor;
};
BOOST_DESCRIBE_STRUCT(RiskChain, (), (broadcastId, verified, firstFailingIndex, latestAnchoredIndex, events, anchor))
[[nodiscard]] RiskChain chainOf(Store& store, ledger::TreeCache& trees, TenantId tenant, const std::string& broadcast);

}  // namespace ok::approvals
