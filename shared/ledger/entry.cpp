// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/entry.h"

namespace ok {

Entry sealEntry(EntryHeader header, std::string payload) {
    Entry entry;
    entry.headerJson = toJson(header);
    entry.hash = sha256Of({asBytes(entry.headerJson), header.prevHash.bytes});
    entry.header = std::move(header);
    entry.payload = std::move(payload);
    return entry;
}

Digest nextPrevHash(std::string_view headerJson) { return sha256(headerJson); }

Result<Entry> openEntry(std::string headerJson, std::string payload) {
    OK_ASSIGN(auto header, fromJson<EntryHeader>(headerJson));
    Entry entry;
    entry.hash = sha256Of({asBytes(headerJson), header.prevHash.bytes});
    entry.header = std::move(header);
    entry.headerJson = std::move(headerJson);
    entry.payload = std::move(payload);
    return entry;
}

SignedCheckpoint signCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
    SignedCheckpoint out;
    out.checkpoint = checkpoint;
    out.checkpoint.keyId = sha256(ByteView(key.publicKey())).hex().substr(0, 16);
    out.publicKey = toHex(key.publicKey());
    out.signature = toHex(key.sign(asBytes(toJson(out.checkpoint))));
    return out;
}

bool verifies(const SignedCheckpoint& signedCheckpoint) {
    const auto key = fromHex(signedCheckpoint.publicKey);
    const auto mark = fromHex(signedCheckpoint.signature);
    if (!key.ok() || !mark.ok() || key->size() != 32 || mark->size() != 64) return false;
    PublicKey publicKey{};
    Signature signature{};
    std::copy(key->begin(), key->end(), publicKey.begin());
    std::copy(mark->begin(), mark->end(), signature.begin());
    return signedCheckpoint.checkpoint.keyId == sha256(ByteView(publicKey)).hex().substr(0, 16) &&
           verifySignature(publicKey, asBytes(toJson(signedCheckpoint.checkpoint)), signature);
}

}  // namespace ok
