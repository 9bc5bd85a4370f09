// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What makers tell about their models of security keys (FIDO Metadata Service, version 3.0 "BLOB"): whose certificates prove
// one, which protocol it speaks, and whether it is known to be broken. An administrator brings the file; nothing is fetched.
// It counts only when the signature on it leads to a root that the utility's policy names (F09.R1, F09.R4.A1, A2).
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/base/verify_key.h"
#include "shared/views/projections.h"

namespace ok::access {

inline constexpr std::string_view fidoMetadataService = "mds.fidoalliance.org";
inline constexpr std::size_t longestMetadata = 14 * 1024 * 1024;

struct ModelFacts {
    static constexpr std::string_view viewKind = "key_model";
    std::string aaguid;
    std::string description;                 ///< `Example Key 5 NFC`
    std::vector<std::string> roots;          ///< of its maker, DER as base64
    std::vector<std::string> versions;       ///< `FIDO_2_0`, `FIDO_2_1`
    std::string warning;                     ///< `REVOKED`, `ATTESTATION_KEY_COMPROMISE`, ...; empty: nothing is known against it
    [[nodiscard]] std::string viewId() const { return aaguid; }
    bool operator==(const ModelFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(ModelFacts, (), (aaguid, description, roots, versions, warning))

/// The metadata that is in force.
struct KeyMetadata {
    static constexpr std::string_view viewKind = "key_metadata";
    std::int64_t number = 0;                 ///< its own; it only rises
    std::string nextUpdate;                  ///< `2026-12-01`: when there will be a newer one
    int models = 0;
    Instant importedAt;
    [[nodiscard]] std::string viewId() const { return "fido"; }
};
BOOST_DESCRIBE_STRUCT(KeyMetadata, (), (number, nextUpdate, models, importedAt))

struct KeyMetadataImported {
    static constexpr std::string_view eventType = "access.key_metadata_imported";
    KeyMetadata metadata;
    std::vector<ModelFacts> models;
};
BOOST_DESCRIBE_STRUCT(KeyMetadataImported, (), (metadata, models))

/// Whom to believe. The root alone says nothing: the FIDO service's is one that signs for half the web.
struct MetadataTrust {
    std::vector<std::string> rootsPem;
    std::string signer = std::string(fidoMetadataService);   ///< whose certificate it has to be
};

/// Problems `metadata_malformed`, `metadata_untrusted` (no root, a chain that leads elsewhere, somebody else's certificate or one
/// for another purpose, a wrong signature).
[[nodiscard]] Result<KeyMetadataImported> readMetadata(std::string_view blob, const MetadataTrust& trust, Instant now);

/// Does this model speak at least that version (`2.0`, `2.1`)?
[[nodiscard]] bool speaks(const ModelFacts& model, const std::string& version);
[[nodiscard]] std::vector<Certificate> rootsOf(const ModelFacts& model);

}  // namespace ok::access
