// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Proof of possession: a session may be bound to a key that never leaves its device. Whoever presents the session's token
// also signs what it is for, which token, when, and a number used once. A token that was copied to another device is worth
// nothing there. Text: `v1.<microseconds>.<nonce>.<signature>`, the last two in base64url; Ed25519. The idea is that of
// DPoP (RFC 9449), without its JSON: here the same text also stands in a frame of the sync protocol.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/digest.h"
#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::access {

inline constexpr std::size_t maxProofText = 256;
/// How far the device's clock may be from the server's.
inline constexpr Duration proofSkew = minutes(5);

/// What a proof is for: `hello`, `refresh`, or method and target of an HTTP request, `GET /v1/sessions?all=1`.
struct ProofFor {
    std::string_view use;
    std::string_view token;
};

/// `nonce`: 16 bytes of dice.
[[nodiscard]] std::string makeProof(const SigningKey& key, const ProofFor& what, Instant at, ByteView nonce);
/// The nonce, for whoever remembers which were used. Problems: `device_proof_missing`, `device_proof_wrong`,
/// `device_clock_off` (details: server_time).
[[nodiscard]] Result<std::string> checkProof(const PublicKey& key, const ProofFor& what, std::string_view proof, Instant now);

/// 64 hexadecimal digits; problem `bad_device_key`.
[[nodiscard]] Result<PublicKey> parseDeviceKey(std::string_view hex);

}  // namespace ok::access
