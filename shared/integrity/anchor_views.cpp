// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/integrity/anchors.h"

namespace ok::integrity {

SignedDayRoot signDayRoot(const DayRoot& root, const SigningKey& key) {
    return {root, toHex(key.sign(asBytes(toJson(root)))), toHex(key.publicKey())};
}

bool signatureHolds(std::string_view text, std::string_view signature, std::string_view publicKey) {
    const auto key = fromHex(publicKey), mark = fromHex(signature);
    if (!key.ok() || !mark.ok() || key->size() != 32 || mark->size() != 64) return false;
    PublicKey asKey{};
    Signature asSignature{};
    std::copy(key->begin(), key->end(), asKey.begin());
    std::copy(mark->begin(), mark->end(), asSignature.begin());
    return verifySignature(asKey, asBytes(text), asSignature);
}

bool verifies(const SignedDayRoot& signedRoot) { return signatureHolds(toJson(signedRoot.root), signedRoot.signature, signedRoot.publicKey); }

Digest digestOf(const DayRoot& root) { return sha256(toJson(root)); }

Instant nextAttemptAfter(int attempts, Instant now) { return now + (attempts < 3 ? seconds(20) : minutes(1)); }

void addAnchorProjections(Projections& projections) {
    projections.on<DayClosed>([](const EntryHeader&, const DayClosed& e, Views& views) { views.save(e.day); });
    projections.on<StampsRequested>([](const EntryHeader& header, const StampsRequested& e, Views& views) {
        for (const StampWanted& one : e.wanted) {
            Anchor anchor;
            anchor.anchorId = one.anchorId;
            anchor.digest = one.digest;
            anchor.askedAt = anchor.nextAttempt = header.ledgerTime;
            views.save(std::move(anchor));
        }
    });
    projections.on<StampTried>([](const EntryHeader&, const StampTried& e, Views& views) { views.save(e.anchor); });
}

}  // namespace ok::integrity
