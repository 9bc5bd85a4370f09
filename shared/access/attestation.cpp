// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/attestation.h"

namespace ok::access {
namespace {

constexpr std::size_t maxChain = 5;
constexpr const char* aaguidOid = "1.3.6.1.4.1.45724.1.1.4";

Problem invalid(const char* why) {
    return problem("attestation_invalid", std::string("what the security key says about its make ") + why);
}

Bytes joined(ByteView a, ByteView b) {
    Bytes out(a.begin(), a.end());
    out.insert(out.end(), b.begin(), b.end());
    return out;
}

std::optional<SignatureAlgorithm> algorithmOf(const CborValue* value) {
    if (value == nullptr) return {};
    for (const auto known : {SignatureAlgorithm::es256, SignatureAlgorithm::eddsa, SignatureAlgorithm::rs256}) {
        if (value->integer == static_cast<int>(known)) return known;
    }
    return {};
}

Result<std::vector<Certificate>> readChain(const CborValue& list) {
    if (list.items.empty() || list.items.size() > maxChain) return invalid("names no certificate, or too many");
    std::vector<Certificate> out;
    for (const CborValue& item : list.items) {
        if (!item.is(CborValue::Kind::bytes)) return invalid("holds something else than a certificate");
        auto certificate = Certificate::fromDer(item.bytes);
        if (!certificate.ok()) return invalid("holds a certificate that cannot be read");
        out.push_back(std::move(*certificate));
    }
    return out;
}

// Section 8.2.1: what a maker's certificate must look like.
Status checkPackedCertificate(const Certificate& leaf, const AuthenticatorData& data) {
    const bool named = leaf.subject("C").size() == 2 && !leaf.subject("O").empty() && !leaf.subject("CN").empty() &&
                       leaf.subject("OU") == "Authenticator Attestation";
    if (!leaf.isVersion3() || !named || leaf.isAuthority()) return invalid("comes with a certificate of a wrong kind");
    const auto extension = leaf.extension(aaguidOid);
    if (!extension) return {};
    Bytes expected{0x04, 0x10};
    expected.insert(expected.end(), data.aaguid.begin(), data.aaguid.end());
    if (extension->critical || extension->value != expected) return invalid("names another model than its certificate");
    return {};
}

Result<AttestationAnswer> packed(const AttestationQuestion& asked) {
    const auto algorithm = algorithmOf(asked.statement.find("alg", CborValue::Kind::integer));
    const auto* signature = asked.statement.find("sig", CborValue::Kind::bytes);
    if (!algorithm || signature == nullptr) return invalid("lacks a part");
    if (asked.statement.find("ecdaaKeyId") != nullptr) return invalid("uses a scheme that is not used any more");
    const Bytes said = joined(asked.authenticatorData, asked.clientDataHash.bytes);
    const auto* list = asked.statement.find("x5c");
    if (list == nullptr) {
        if (*algorithm != asked.key.algorithm || !asked.key.key.verify(*algorithm, said, signature->bytes)) {
            return invalid("is not signed with its own key");
        }
        return AttestationAnswer{AttestationKind::self, {}};
    }
    if (!list->is(CborValue::Kind::array)) return invalid("names no certificate, or too many");
    OK_ASSIGN(auto chain, readChain(*list));
    if (!chain.front().key().verify(*algorithm, said, signature->bytes)) return invalid("is not signed by its certificate");
    OK_TRY(checkPackedCertificate(chain.front(), asked.data));
    return AttestationAnswer{AttestationKind::certified, std::move(chain)};
}

// Section 8.6: keys of the time before FIDO2 sign the parts in an order of their own.
Result<AttestationAnswer> fidoU2f(const AttestationQuestion& asked) {
    const auto* signature = asked.statement.find("sig", CborValue::Kind::bytes);
    const auto* list = asked.statement.find("x5c", CborValue::Kind::array);
    if (signature == nullptr || list == nullptr || list->items.size() != 1) return invalid("lacks a part");
    if (asked.data.aaguid != std::array<std::uint8_t, 16>{}) return invalid("names a model, which this format cannot");
    OK_ASSIGN(auto chain, readChain(*list));
    const VerifyKey maker = chain.front().key();
    const auto cose = readCbor(asked.data.publicKey);
    const auto* x = cose.ok() ? cose->find(-2, CborValue::Kind::bytes) : nullptr;
    const auto* y = cose.ok() ? cose->find(-3, CborValue::Kind::bytes) : nullptr;
    if (!maker.isP256() || asked.key.algorithm != SignatureAlgorithm::es256 || x == nullptr || y == nullptr) {
        return invalid("uses a key of a wrong kind");
    }
    Bytes said{0};
    for (const ByteView part : {ByteView(asked.data.rpIdHash), ByteView(asked.clientDataHash.bytes), ByteView(asked.data.credentialId)}) {
        said.insert(said.end(), part.begin(), part.end());
    }
    said.push_back(4);
    said = joined(joined(said, x->bytes), y->bytes);
    if (!maker.verify(SignatureAlgorithm::es256, said, signature->bytes)) return invalid("is not signed by its certificate");
    return AttestationAnswer{AttestationKind::certified, std::move(chain)};
}

}  // namespace

Result<AttestationAnswer> checkAttestation(const AttestationQuestion& asked) {
    if (asked.format == "none") {
        if (!asked.statement.items.empty()) return invalid("says nothing, and yet something");
        return AttestationAnswer{};
    }
    if (asked.format == "packed") return packed(asked);
    if (asked.format == "fido-u2f") return fidoU2f(asked);
    return problem("unsupported_attestation", "this security key proves its make in a way that is not known here");
}

}  // namespace ok::access
