// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The signed time stamp of an entry (F07.R4.A1, decisions.md 5): its header, which says the ledger time to the microsecond, and
// its place in the tree of the checkpoint that was signed when its batch was written. Whoever has the public keys needs
// nothing else to be sure of the moment.
#pragma once
#include <string>
#include <vector>

#include "shared/ledger/entry.h"

namespace ok::ledger {

/// First 16 hex digits of SHA-256(public key).
[[nodiscard]] std::string keyIdOf(const PublicKey& key);

/// A public key as RFC 8037 writes it.
struct PublishedKey {
    std::string kty = "OKP", crv = "Ed25519", alg = "EdDSA", use = "sig";
    std::string kid;                     ///< keyIdOf()
    std::string x;                       ///< base64url
};
BOOST_DESCRIBE_STRUCT(PublishedKey, (), (kty, crv, alg, use, kid, x))

/// What an installation publishes: the keys its checkpoints, day roots and exports are signed with.
struct KeySet {
    std::vector<PublishedKey> keys;
};
BOOST_DESCRIBE_STRUCT(KeySet, (), (keys))

[[nodiscard]] KeySet keySetOf(const std::vector<PublicKey>& keys);

struct SignedTime {
    Instant ledgerTime;
    std::string keyId;
    RawJson header;                      ///< canonical, the very bytes that were hashed; null where they may not be shown
    std::vector<std::string> proof;      ///< hex, from the leaf up: the entry's place in the checkpoint's tree
    SignedCheckpoint checkpoint;
};
BOOST_DESCRIBE_STRUCT(SignedTime, (), (ledgerTime, keyId, header, proof, checkpoint))

/// The moment that was signed. Problem `signature_verification_failed`: no key of the set signed it, or not about this entry.
[[nodiscard]] Result<Instant> verifySignedTime(const SignedTime& given, const KeySet& keys);

}  // namespace ok::ledger
