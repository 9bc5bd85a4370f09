// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/webauthn.h"

#include <algorithm>

#include "shared/access/attestation.h"
#include "shared/base/cbor.h"
#include "shared/base/json_text.h"

namespace ok::access {
namespace {

constexpr std::size_t fixedPart = 37;   // hash of the party's id, flags, counter

Problem malformed(const char* what) { return problem("key_malformed", std::string("the security key's answer ") + what); }

Status checkClientData(const ClientData& said, std::string_view type, const Expected& expected) {
    if (said.type != type) return problem("key_wrong_type", "the security key answered another question");
    if (said.challenge.empty() || !constantTimeEqual(said.challenge, expected.challenge)) {
        return problem("challenge_refused", "this answer belongs to another challenge: start again");
    }
    if (said.crossOrigin ||
        std::find(expected.origins.begin(), expected.origins.end(), said.origin) == expected.origins.end()) {
        return problem("key_wrong_origin", "the security key was asked by another site: check the address");
    }
    return {};
}

Status checkAuthenticatorData(const AuthenticatorData& data, const Expected& expected) {
    if (!constantTimeEqual(data.rpIdHash, sha256(expected.rpId).bytes)) {
        return problem("key_wrong_party", "the security key answered for another site");
    }
    if (!data.flags.userPresent) return problem("user_presence_required", "the security key was not touched");
    if (expected.userVerification && !data.flags.userVerified) {
        return problem("user_verification_required", "the security key did not check who touches it: set its PIN");
    }
    // Section 7.2 step 18: what is backed up must be able to be.
    if (data.flags.backedUp && !data.flags.backupEligible) return malformed("contradicts itself about backups");
    return {};
}

Result<CredentialKey> ellipticKey(const CborValue& cose) {
    const auto* curve = cose.find(-1, CborValue::Kind::integer);
    const auto* x = cose.find(-2, CborValue::Kind::bytes);
    const auto* y = cose.find(-3, CborValue::Kind::bytes);
    if (curve == nullptr || curve->integer != 1 || x == nullptr || y == nullptr) return malformed("holds no P-256 key");
    OK_ASSIGN(auto key, VerifyKey::p256(x->bytes, y->bytes));
    return CredentialKey{SignatureAlgorithm::es256, std::move(key)};
}

Result<CredentialKey> edwardsKey(const CborValue& cose) {
    const auto* curve = cose.find(-1, CborValue::Kind::integer);
    const auto* x = cose.find(-2, CborValue::Kind::bytes);
    if (curve == nullptr || curve->integer != 6 || x == nullptr) return malformed("holds no Ed25519 key");
    OK_ASSIGN(auto key, VerifyKey::ed25519(x->bytes));
    return CredentialKey{SignatureAlgorithm::eddsa, std::move(key)};
}

Result<CredentialKey> rsaKey(const CborValue& cose) {
    const auto* n = cose.find(-1, CborValue::Kind::bytes);
    const auto* e = cose.find(-2, CborValue::Kind::bytes);
    if (n == nullptr || e == nullptr) return malformed("holds no RSA key");
    OK_ASSIGN(auto key, VerifyKey::rsa(n->bytes, e->bytes));
    return CredentialKey{SignatureAlgorithm::rs256, std::move(key)};
}

Status readCredential(ByteView data, std::size_t& at, AuthenticatorData& out) {
    if (data.size() - at < 18) return malformed("ends too early");
    std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(at), 16, out.aaguid.begin());
    const std::size_t size = std::size_t{data[at + 16]} << 8 | data[at + 17];
    at += 18;
    if (size == 0 || size > maxCredentialId || data.size() - at < size) return malformed("names its key wrongly");
    const ByteView id = data.subspan(at, size);
    out.credentialId.assign(id.begin(), id.end());
    at += size;
    std::size_t used = 0;
    OK_ASSIGN(const CborValue cose, readCbor(data.subspan(at), used));
    if (!cose.is(CborValue::Kind::map)) return malformed("holds no public key");
    const ByteView key = data.subspan(at, used);
    out.publicKey.assign(key.begin(), key.end());
    at += used;
    return {};
}

}  // namespace

Result<ClientData> readClientData(ByteView json) {
    if (json.empty() || json.size() > maxClientData) return malformed("comes with client data of a wrong size");
    const auto doc = parseJson(asText(json));
    if (!doc.ok()) return malformed("comes with client data that is no JSON");
    const JsonView root = doc->root();
    const auto type = root["type"].text(), challenge = root["challenge"].text(), origin = root["origin"].text();
    if (!type || !challenge || !origin) return malformed("comes with client data that lacks a member");
    auto bytes = fromBase64(*challenge);
    if (!bytes.ok()) return malformed("comes with a challenge that cannot be read");
    const JsonView cross = root["crossOrigin"];
    ClientData out{std::string(*type), std::move(*bytes), std::string(*origin), false};
    // A page in a frame of another site says so in one of two ways; anything but a plain "no" is one of them.
    out.crossOrigin = (cross.exists() && cross.boolean() != false) || root["topOrigin"].exists();
    return out;
}

Result<AuthenticatorData> readAuthenticatorData(ByteView data) {
    if (data.size() < fixedPart || data.size() > maxAttestationObject) return malformed("has a wrong size");
    AuthenticatorData out;
    std::copy_n(data.begin(), 32, out.rpIdHash.begin());
    const std::uint8_t flags = data[32];
    out.flags = {(flags & 0x01) != 0, (flags & 0x04) != 0, (flags & 0x08) != 0,
                 (flags & 0x10) != 0, (flags & 0x40) != 0, (flags & 0x80) != 0};
    out.counter = std::uint32_t{data[33]} << 24 | std::uint32_t{data[34]} << 16 | std::uint32_t{data[35]} << 8 | data[36];
    std::size_t at = fixedPart;
    if (out.flags.hasCredential) {
        if (const Status read = readCredential(data, at, out); !read.ok()) return malformed(read.problem().code == "bad_cbor" ? "holds bad CBOR" : "holds no key that can be read");
    }
    if (out.flags.hasExtensions) {
        std::size_t used = 0;
        const auto extensions = readCbor(data.subspan(at), used);
        if (!extensions.ok() || !extensions->is(CborValue::Kind::map)) return malformed("holds extensions that cannot be read");
        at += used;
    }
    if (at != data.size()) return malformed("has bytes after its end");
    return out;
}

Result<CredentialKey> readCredentialKey(ByteView bytes) {
    const auto cose = readCbor(bytes);
    if (!cose.ok() || !cose->is(CborValue::Kind::map)) return malformed("holds no public key");
    const auto* kind = cose->find(1, CborValue::Kind::integer);
    const auto* algorithm = cose->find(3, CborValue::Kind::integer);
    if (kind == nullptr || algorithm == nullptr) return malformed("holds a public key without its kind");
    if (kind->integer == 2 && algorithm->integer == -7) return ellipticKey(*cose);
    if (kind->integer == 1 && algorithm->integer == -8) return edwardsKey(*cose);
    if (kind->integer == 3 && algorithm->integer == -257) return rsaKey(*cose);
    return problem("unsupported_algorithm", "this security key uses an algorithm that is not allowed here");
}

Result<Registration> verifyRegistration(ByteView clientData, ByteView attestationObject, const Expected& expected) {
    OK_ASSIGN(const ClientData said, readClientData(clientData));
    OK_TRY(checkClientData(said, "webauthn.create", expected));
    if (attestationObject.size() > maxAttestationObject) return malformed("has a wrong size");
    const auto object = readCbor(attestationObject);
    if (!object.ok()) return malformed("holds bad CBOR");
    const auto* format = object->find("fmt", CborValue::Kind::text);
    const auto* statement = object->find("attStmt", CborValue::Kind::map);
    const auto* raw = object->find("authData", CborValue::Kind::bytes);
    if (format == nullptr || statement == nullptr || raw == nullptr) return malformed("lacks a part");
    Registration out;
    OK_ASSIGN(out.data, readAuthenticatorData(raw->bytes));
    OK_TRY(checkAuthenticatorData(out.data, expected));
    if (!out.data.flags.hasCredential) return malformed("holds no key");
    OK_ASSIGN(const CredentialKey key, readCredentialKey(out.data.publicKey));
    out.format = std::string(format->text());
    const Digest clientHash = sha256(clientData);
    OK_ASSIGN(auto attested, checkAttestation({out.format, *statement, raw->bytes, clientHash, out.data, key}));
    out.attestation = attested.kind;
    out.chain = std::move(attested.chain);
    return out;
}

Result<Assertion> verifyAssertion(const AssertionParts& parts, const StoredCredential& stored, const Expected& expected) {
    OK_ASSIGN(const ClientData said, readClientData(parts.clientData));
    OK_TRY(checkClientData(said, "webauthn.get", expected));
    OK_ASSIGN(const AuthenticatorData data, readAuthenticatorData(parts.authenticatorData));
    OK_TRY(checkAuthenticatorData(data, expected));
    if (data.flags.backupEligible != stored.backupEligible) return malformed("contradicts what the key said when it was enrolled");
    OK_ASSIGN(const CredentialKey key, readCredentialKey(stored.publicKey));
    const Digest clientHash = sha256(parts.clientData);
    Bytes signedBytes = parts.authenticatorData;
    signedBytes.insert(signedBytes.end(), clientHash.bytes.begin(), clientHash.bytes.end());
    if (!key.key.verify(key.algorithm, signedBytes, parts.signature)) {
        return problem("key_bad_signature", "the security key's signature is not right");
    }
    Assertion out;
    out.flags = data.flags;
    out.counter = data.counter;
    out.counterFell = (data.counter != 0 || stored.counter != 0) && data.counter <= stored.counter;
    return out;
}

std::string aaguidText(const std::array<std::uint8_t, 16>& aaguid) {
    std::string out = toHex(aaguid);
    for (const std::size_t at : {20U, 16U, 12U, 8U}) out.insert(at, "-");
    return out;
}

}  // namespace ok::access
