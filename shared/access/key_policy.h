// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which security keys a utility accepts, and when it asks for one (F09.R4). A document with a version; each key remembers
// under which it was enrolled.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/json.h"
#include "shared/access/key_metadata.h"
#include "shared/access/webauthn.h"

namespace ok::access {

enum class AttestationDemand {
    none,      ///< any key; what it says about its make is checked and remembered
    direct,    ///< only keys that prove their make by their maker's certificate
};
BOOST_DESCRIBE_ENUM(AttestationDemand, none, direct)

/// Where a network of the utility's is, as its administrators know it (F09.R4.A6).
struct KeyNetwork {
    std::string name;
    std::string region;                        ///< `US-KY`
    std::vector<std::string> ranges;           ///< `10.4.0.0/16`, `2001:db8::/32`
    int confidence = 100;                      ///< percent: how sure it is that these addresses are there
    std::optional<LonLat> position = {};       ///< where an alert about it is shown on a map (F09.R6.A6)
    bool operator==(const KeyNetwork&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyNetwork, (), (name, region, ranges, confidence, position))

struct KeyPolicy {
    static constexpr std::string_view viewKind = "key_policy";
    int version = 0;
    AttestationDemand attestation = AttestationDemand::none;
    std::vector<std::string> trustedRoots;     ///< PEM; not empty: the maker's certificate must lead to one of them
    std::vector<std::string> allowedModels;    ///< AAGUIDs; not empty: no other. Demands `direct`: unproved, a model is a claim
    std::vector<std::string> blockedModels;    ///< known to be broken or lost in the mail
    bool userVerification = true;              ///< PIN or fingerprint at every use
    bool discoverable = false;                 ///< only keys that can sign in without a login
    bool hardwareOnly = true;                  ///< no passkeys that leave their device
    int keysPerPerson = 1;                     ///< 2: a person counts as safe only with a backup key
    std::vector<std::string> rolesWithKeys;    ///< whose holders must have that many keys
    int stepUpMinutes = 5;                     ///< how long a touch counts
    bool secondFactorAtSignIn = true;          ///< who has a key or codes is asked for them after the password
    bool useMetadata = false;                  ///< makers' roots and warnings from the imported FIDO metadata (key_metadata.h)
    std::vector<std::string> metadataRoots;    ///< PEM: whose signature on that metadata counts
    std::string minimumCtap;                   ///< empty, `2.0` or `2.1`; what a model speaks stands in the metadata
    int graceDays = 14;                        ///< how long roles go on counting for who lacks keys, once the rule was made
    Instant demandedSince;                     ///< when the rule about roles was last made stricter; the server writes it
    int renewAfterDays = 0;                    ///< a key is enrolled anew after so long; 0: never
    int reminderDays = 30;                     ///< before that, its person and the administrators are reminded every week
    int renewGraceDays = 7;                    ///< after that it goes on for so long
    std::vector<std::string> environments;     ///< `live`, `drill`; not empty: keys open nothing elsewhere
    std::vector<std::string> regions;          ///< not empty: keys are taken from these alone; an address nobody knows is nowhere
    std::vector<KeyNetwork> networks;          ///< what is known about addresses
    Instant changedAt;                         ///< when and by whom it was made; the server writes both
    std::string changedBy;
    std::vector<std::string> quietRegions;     ///< a first use from here is no alert (F09.R6.A6)
    std::string metadataSigner = std::string(fidoMetadataService);   ///< whose certificate signs that metadata
    bool exportsNeedKey = false;               ///< nobody takes an export without a touch; else whoever has a key shows it (I2)
    [[nodiscard]] std::string viewId() const { return "keys"; }
    bool operator==(const KeyPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyPolicy, (), (version, attestation, trustedRoots, allowedModels, blockedModels, userVerification,
                                      discoverable, hardwareOnly, keysPerPerson, rolesWithKeys, stepUpMinutes,
                                      secondFactorAtSignIn, useMetadata, metadataRoots, minimumCtap, graceDays, demandedSince, renewAfterDays,
                                      reminderDays, renewGraceDays, environments, regions, networks, changedAt, changedBy, quietRegions,
                                      metadataSigner, exportsNeedKey))

/// Every field that cannot be, with its reason (`invalid_fields`).
[[nodiscard]] Status checkPolicy(const KeyPolicy& policy);

/// The region of an address by the most exact network that holds it; empty: nobody knows it.
[[nodiscard]] std::string regionOf(const KeyPolicy& policy, const std::string& address);
/// That network itself; null: nobody knows it.
[[nodiscard]] const KeyNetwork* networkOf(const KeyPolicy& policy, const std::string& address);
/// May a key be used from there? Problems `region_restricted`, `environment_restricted`.
[[nodiscard]] Status judgePlace(const KeyPolicy& policy, const std::string& region, bool drill);

/// May this key be enrolled? `metadata`: what its maker tells, where it was imported. `discoverable`: what its browser told about it. Problems, with the specification's own names in
/// `aliases` and the rule in `policy_rule`: `unsupported_authenticator`, `attestation_untrusted`, `hardware_key_required`,
/// `key_too_old`, `discoverable_key_required`.
[[nodiscard]] Status judgeRegistration(const KeyPolicy& policy, const Registration& key, bool discoverable, Instant now,
                                       const ModelFacts* metadata = nullptr);
/// May it still be used? The model may have been blocked since, the rules about backups may have changed.
[[nodiscard]] Status judgeUse(const KeyPolicy& policy, const std::string& aaguid, bool backupEligible,
                              const ModelFacts* metadata = nullptr);

}  // namespace ok::access
