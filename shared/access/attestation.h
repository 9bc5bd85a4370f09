// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a new security key says about its own make (WebAuthn section 8): formats `none`, `packed` (self and x5c) and
// `fido-u2f`. A statement that is there must hold, also where the policy would have been content with none.
#pragma once
#include "shared/access/webauthn.h"
#include "shared/base/cbor.h"

namespace ok::access {

struct AttestationQuestion {
    const std::string& format;
    const CborValue& statement;
    ByteView authenticatorData;   ///< as signed
    const Digest& clientDataHash;
    const AuthenticatorData& data;
    const CredentialKey& key;
};

struct AttestationAnswer {
    AttestationKind kind = AttestationKind::none;
    std::vector<Certificate> chain;
};

/// Problems `unsupported_attestation`, `attestation_invalid`.
[[nodiscard]] Result<AttestationAnswer> checkAttestation(const AttestationQuestion& asked);

}  // namespace ok::access
