// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a security key says (WebAuthn level 3, sections 6 and 7), checked: pure functions of the key's bytes and of what the
// server expects. Every byte is a stranger's. Whether a challenge is ours and unused, whether a key's make is allowed and
// what a counter that fell means is decided by those who call (challenge.h, key_policy.h).
#pragma once
#include <array>
#include <string>
#include <vector>

#include "shared/base/verify_key.h"

namespace ok::access {

inline constexpr std::size_t maxCredentialId = 1023;
inline constexpr std::size_t maxClientData = 4 * 1024;
inline constexpr std::size_t maxAttestationObject = 32 * 1024;

/// What the browser (or the console) says it asked the key for.
struct ClientData {
    std::string type;       ///< `webauthn.create` or `webauthn.get`
    Bytes challenge;
    std::string origin;     ///< `https://outages.example.org`
    bool crossOrigin = false;
};
[[nodiscard]] Result<ClientData> readClientData(ByteView json);

/// The server's side of a ceremony.
struct Expected {
    Bytes challenge;
    std::string rpId;
    std::vector<std::string> origins;
    bool userVerification = true;
};

struct KeyFlags {
    bool userPresent = false;
    bool userVerified = false;
    bool backupEligible = false;   ///< may leave the device: not a hardware key in the strict sense
    bool backedUp = false;
    bool hasCredential = false;
    bool hasExtensions = false;
};

/// Authenticator data (section 6.1). The credential is there when flags.hasCredential says so.
struct AuthenticatorData {
    std::array<std::uint8_t, 32> rpIdHash{};
    KeyFlags flags;
    std::uint32_t counter = 0;
    std::array<std::uint8_t, 16> aaguid{};
    Bytes credentialId;
    Bytes publicKey;     ///< COSE_Key as sent
};
[[nodiscard]] Result<AuthenticatorData> readAuthenticatorData(ByteView data);

/// A COSE_Key of ES256 (P-256), EdDSA (Ed25519) or RS256. Problem `unsupported_algorithm` or `key_malformed`.
struct CredentialKey {
    SignatureAlgorithm algorithm = SignatureAlgorithm::es256;
    VerifyKey key;
};
[[nodiscard]] Result<CredentialKey> readCredentialKey(ByteView cose);

enum class AttestationKind {
    none,        ///< the key says nothing about its make
    self,        ///< signed with the new key itself: proves possession, not the make
    certified,   ///< signed by its maker's certificate; whom that leads to is judged apart (judgeAttestation)
};

struct Registration {
    AuthenticatorData data;
    std::string format;
    AttestationKind attestation = AttestationKind::none;
    std::vector<Certificate> chain;   ///< of `certified`
};
/// Section 7.1. Problems: `key_malformed`, `key_wrong_type`, `challenge_refused`, `key_wrong_origin`, `key_wrong_party`,
/// `user_presence_required`, `user_verification_required`, `unsupported_algorithm`, `unsupported_attestation`,
/// `attestation_invalid`.
[[nodiscard]] Result<Registration> verifyRegistration(ByteView clientData, ByteView attestationObject, const Expected& expected);

struct AssertionParts {
    Bytes clientData;
    Bytes authenticatorData;
    Bytes signature;
};
struct StoredCredential {
    Bytes publicKey;           ///< COSE_Key
    std::uint32_t counter = 0;
    bool backupEligible = false;
};
struct Assertion {
    KeyFlags flags;
    std::uint32_t counter = 0;
    bool counterFell = false;  ///< not above the last one seen, and not always zero: a second key with the same secret?
};
/// Section 7.2; the problems as above and `key_bad_signature`.
[[nodiscard]] Result<Assertion> verifyAssertion(const AssertionParts& parts, const StoredCredential& stored,
                                                const Expected& expected);

/// `8446ccb9-ab1d-b374-750b-2367ff6f3a1f`.
[[nodiscard]] std::string aaguidText(const std::array<std::uint8_t, 16>& aaguid);

}  // namespace ok::access
