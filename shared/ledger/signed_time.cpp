// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/signed_time.h"

#include <algorithm>

#include "shared/ledger/merkle.h"

namespace ok::ledger {
namespace {

constexpr std::size_t mostSteps = 64;

std::string keyText(const PublicKey& key) { return toBase64Url(ByteView(key)); }

bool publishes(const KeySet& keys, const SignedCheckpoint& signedBy) {
    const auto raw = fromHex(signedBy.publicKey);
    if (!raw.ok() || raw->size() != PublicKey{}.size()) return false;
    PublicKey key{};
    std::copy(raw->begin(), raw->end(), key.begin());
    return std::any_of(keys.keys.begin(), keys.keys.end(), [&](const PublishedKey& each) {
        return each.kty == "OKP" && each.crv == "Ed25519" && each.kid == keyIdOf(key) && each.x == keyText(key);
    });
}

}  // namespace

std::string keyIdOf(const PublicKey& key) { return sha256(ByteView(key)).hex().substr(0, 16); }

KeySet keySetOf(const std::vector<PublicKey>& keys) {
    KeySet out;
    for (const PublicKey& key : keys) {
        PublishedKey one;
        one.kid = keyIdOf(key);
        one.x = keyText(key);
        out.keys.push_back(std::move(one));
    }
    return out;
}

Result<Instant> verifySignedTime(const SignedTime& given, const KeySet& keys) {
    const auto no = [](const char* why) { return problem("signature_verification_failed", why); };
    const Checkpoint& mark = given.checkpoint.checkpoint;
    const auto header = fromJson<EntryHeader>(given.header.text);
    if (!header.ok()) return no("the header cannot be read");
    if (!publishes(keys, given.checkpoint) || given.keyId != mark.keyId) return no("the key is not among the published ones");
    if (!verifies(given.checkpoint)) return no("the signature does not fit the checkpoint");
    if (header->tenant != mark.tenant || header->stream != mark.stream || header->sequence < 1 || header->sequence > mark.size) {
        return no("the checkpoint is not about this entry");
    }
    merkle::Proof proof;
    for (const std::string& step : given.proof) {
        const auto digest = Digest::parse(step);
        if (!digest.ok() || proof.size() >= mostSteps) return no("the proof cannot be read");
        proof.push_back(*digest);
    }
    const Digest hash = sha256Of({asBytes(given.header.text), header->prevHash.bytes});
    if (!merkle::verifyInclusion(merkle::leafHash(hash.bytes), header->sequence - 1, mark.size, proof, mark.root)) {
        return no("the entry is not in the signed tree");
    }
    if (header->ledgerTime != given.ledgerTime) return no("the entry says another time");
    return header->ledgerTime;
}

}  // namespace ok::ledger
