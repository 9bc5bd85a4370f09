// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/key_metadata.h"

#include <algorithm>
#include <array>

#include "shared/access/jws.h"

namespace ok::access {
namespace {

constexpr std::size_t mostModels = 5000, mostRoots = 20, mostReports = 200, mostCertificates = 5;

// FIDO Metadata Service 3.1.4: what makes a model one that must not be believed.
constexpr std::array<std::string_view, 5> brokenStates{"REVOKED", "USER_VERIFICATION_BYPASS", "ATTESTATION_KEY_COMPROMISE",
                                                       "USER_KEY_REMOTE_COMPROMISE", "USER_KEY_PHYSICAL_COMPROMISE"};

Problem malformed(const char* what) { return problem("metadata_malformed", std::string("this is no FIDO metadata: ") + what); }
Problem untrusted(const char* what) { return problem("metadata_untrusted", what); }

std::vector<std::string> textsAt(const JsonValue& place, std::string_view name, std::size_t most) {
    std::vector<std::string> out;
    const JsonValue* list = place.find(name);
    if (list == nullptr || list->array() == nullptr) return out;
    for (const JsonValue& item : *list->array()) {
        if (item.text() != nullptr && out.size() < most) out.push_back(*item.text());
    }
    return out;
}

Status checkSignature(const Jws& blob, const MetadataTrust& trust, Instant now) {
    std::vector<Certificate> roots, chain;
    for (const std::string& pem : trust.rootsPem) {
        if (auto read = Certificate::allFromPem(pem); read.ok()) std::move(read->begin(), read->end(), std::back_inserter(roots));
    }
    if (roots.empty()) return untrusted("the policy names no root for the metadata: set `metadata_roots` first");
    for (const std::string& text : textsAt(blob.header, "x5c", mostCertificates)) {
        const auto der = fromBase64(text);
        auto certificate = der.ok() ? Certificate::fromDer(*der) : Result<Certificate>(der.problem());
        if (!certificate.ok()) return untrusted("the metadata's certificates cannot be read");
        chain.push_back(std::move(*certificate));
    }
    if (chain.empty() || !checkChain(chain, roots, now).ok()) return untrusted("the metadata's certificate does not lead to a root of the policy");
    const Certificate& signer = chain.front();
    if (signer.isAuthority() || !signer.isNamed(trust.signer)) return untrusted("the metadata's certificate is not that of the service the policy names");
    if (!signer.maySignForService()) return untrusted("the metadata's certificate is made for another purpose");
    if (!signedBy(blob, chain.front().key())) return untrusted("the metadata's signature is not valid");
    return {};
}

/// An update makes no key of yesterday better: what was reported once stands.
std::string warningOf(const JsonValue& entry) {
    const JsonValue* reports = entry.find("statusReports");
    std::string out;
    if (reports == nullptr || reports->array() == nullptr) return out;
    std::size_t seen = 0;
    for (const JsonValue& report : *reports->array()) {
        if (++seen > mostReports) break;
        const std::string_view status = report.textAt("status");
        if (std::find(brokenStates.begin(), brokenStates.end(), status) != brokenStates.end()) out = status;
    }
    return out;
}

}  // namespace

Result<KeyMetadataImported> readMetadata(std::string_view blob, const MetadataTrust& trust, Instant now) {
    while (!blob.empty() && (blob.back() == '\n' || blob.back() == '\r' || blob.back() == ' ')) blob.remove_suffix(1);
    const auto token = parseJws(blob, longestMetadata);
    if (!token.ok()) return malformed("it is not signed JSON of three parts");
    OK_TRY(checkSignature(*token, trust, now));
    const JsonValue* number = token->claims.find("no");
    const JsonValue* entries = token->claims.find("entries");
    if (number == nullptr || number->integer() == nullptr || *number->integer() < 1) return malformed("it has no number");
    if (entries == nullptr || entries->array() == nullptr || entries->array()->size() > mostModels) return malformed("it has no entries, or too many");
    KeyMetadataImported out;
    out.metadata.number = *number->integer();
    out.metadata.nextUpdate = std::string(token->claims.textAt("nextUpdate").substr(0, 10));
    out.metadata.importedAt = now;
    for (const JsonValue& entry : *entries->array()) {
        const std::string_view aaguid = entry.textAt("aaguid");   // keys of before FIDO2 have none: they are found by their maker alone
        const JsonValue* told = entry.find("metadataStatement");
        if (aaguid.size() != 36 || told == nullptr) continue;
        ModelFacts model;
        model.aaguid = asciiLower(aaguid);
        model.description = std::string(told->textAt("description").substr(0, 200));
        model.roots = textsAt(*told, "attestationRootCertificates", mostRoots);
        if (const JsonValue* info = told->find("authenticatorGetInfo")) model.versions = textsAt(*info, "versions", 10);
        model.warning = warningOf(entry);
        out.models.push_back(std::move(model));
    }
    out.metadata.models = static_cast<int>(out.models.size());
    return out;
}

bool speaks(const ModelFacts& model, const std::string& version) {
    const auto has = [&](std::string_view name) { return std::find(model.versions.begin(), model.versions.end(), name) != model.versions.end(); };
    const bool newer = has("FIDO_2_1") || has("FIDO_2_2") || has("FIDO_2_3");
    return version.empty() || newer || (version == "2.0" && has("FIDO_2_0"));
}

std::vector<Certificate> rootsOf(const ModelFacts& model) {
    std::vector<Certificate> out;
    for (const std::string& text : model.roots) {
        const auto der = fromBase64(text);
        if (!der.ok()) continue;
        if (auto certificate = Certificate::fromDer(*der); certificate.ok()) out.push_back(std::move(*certificate));
    }
    return out;
}

}  // namespace ok::access
