// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which security keys a utility accepts, and when it asks for one (F09.R4). A document with a version; each key remembers
// under which it was enrolled.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/access/webauthn.h"

namespace ok::access {

enum class AttestationDemand {
    none,      ///< any key; what it says about its make is checked and remembered
    direct,    ///< only keys that prove their make by their maker's certificate
};
BOOST_DESCRIBE_ENUM(AttestationDemand, none, direct)

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
    [[nodiscard]] std::string viewId() const { return "keys"; }
    bool operator==(const KeyPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyPolicy, (), (version, attestation, trustedRoots, allowedModels, blockedModels, userVerification,
                                      discoverable, hardwareOnly, keysPerPerson, rolesWithKeys, stepUpMinutes,
                                      secondFactorAtSignIn))

/// Every field that cannot be, with its reason (`invalid_fields`).
[[nodiscard]] Status checkPolicy(const KeyPolicy& policy);

/// May this key be enrolled? `discoverable`: what its browser told about it. Problems, with the specification's own names in
/// `aliases` and the rule in `policy_rule`: `unsupported_authenticator`, `attestation_untrusted`, `hardware_key_required`,
/// `key_too_old`, `discoverable_key_required`.
[[nodiscard]] Status judgeRegistration(const KeyPolicy& policy, const Registration& key, bool discoverable, Instant now);
/// May it still be used? The model may have been blocked since, the rules about backups may have changed.
[[nodiscard]] Status judgeUse(const KeyPolicy& policy, const std::string& aaguid, bool backupEligible);

}  // namespace ok::access
