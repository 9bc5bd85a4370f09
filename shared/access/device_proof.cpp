// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/device_proof.h"

#include <algorithm>
#include <charconv>

namespace ok::access {
namespace {

std::string signedText(const ProofFor& what, std::string_view at, std::string_view nonce) {
    return "outagekit device proof 1\n" + std::string(what.use) + "\n" + sha256(what.token).hex() + "\n" + std::string(at) + "\n" +
           std::string(nonce);
}

/// Up to the next dot, which goes with it.
std::string_view takePart(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    const std::string_view out = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return out;
}

}  // namespace

std::string makeProof(const SigningKey& key, const ProofFor& what, Instant at, ByteView nonce) {
    const std::string micros = std::to_string(at.micros()), once = toBase64Url(nonce);
    const Signature signature = key.sign(asBytes(signedText(what, micros, once)));
    return "v1." + micros + "." + once + "." + toBase64Url(signature);
}

Result<std::string> checkProof(const PublicKey& key, const ProofFor& what, std::string_view proof, Instant now) {
    const auto wrong = [] { return problem("device_proof_wrong", "this session is bound to another device"); };
    if (proof.empty()) return problem("device_proof_missing", "this session is bound to its device: sign the request with the device's key");
    if (proof.size() > maxProofText) return wrong();
    std::string_view rest = proof;
    const std::string_view version = takePart(rest), micros = takePart(rest), nonce = takePart(rest), signature = rest;
    std::int64_t at = 0;
    const auto parsed = std::from_chars(micros.data(), micros.data() + micros.size(), at);
    if (version != "v1" || parsed.ec != std::errc{} || parsed.ptr != micros.data() + micros.size() || at < 0) return wrong();
    if (nonce.size() < 16 || nonce.size() > 64) return wrong();
    const auto raw = fromBase64(signature);
    Signature sign{};
    if (!raw.ok() || raw->size() != sign.size()) return wrong();
    std::copy(raw->begin(), raw->end(), sign.begin());
    if (!verifySignature(key, asBytes(signedText(what, micros, nonce)), sign)) return wrong();
    // After the signature: whoever has not the key learns nothing of the server's clock here.
    const std::int64_t off = at > now.micros() ? at - now.micros() : now.micros() - at;
    if (off > proofSkew.count()) {
        return problem("device_clock_off", "the device's clock is too far from the server's: set it", {{"server_time", toIso(now)}});
    }
    return std::string(nonce);
}

Result<PublicKey> parseDeviceKey(std::string_view hex) {
    const auto raw = fromHex(hex);
    PublicKey key{};
    if (!raw.ok() || raw->size() != key.size()) return problem("bad_device_key", "a device's key has 64 hexadecimal digits");
    std::copy(raw->begin(), raw->end(), key.begin());
    return key;
}

}  // namespace ok::access
