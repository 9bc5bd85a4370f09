// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/key_policy.h"

#include <algorithm>

namespace ok::access {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool looksLikeModel(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (dash ? text[i] != '-' : !hex) return false;
    }
    return true;
}

Problem refused(const char* code, const char* rule, const char* alias, const char* message, std::string aaguid) {
    return problem(code, message, {{"policy_rule", rule}, {"aliases", alias}, {"aaguid", std::move(aaguid)}});
}

Problem wrongModel(const char* rule, const std::string& aaguid) {
    return refused("unsupported_authenticator", rule, "POLICY_AAGUID_BLOCKED",
                   "this make of security key is not approved: use one from your utility's list", aaguid);
}

Status judgeMake(const KeyPolicy& policy, const Registration& key, Instant now) {
    const std::string aaguid = aaguidText(key.data.aaguid);
    const auto untrusted = [&](const char* rule) {
        return refused("attestation_untrusted", rule, "POLICY_ATTESTATION_UNTRUSTED",
                       "this security key does not prove its make: use one from your utility's list", aaguid);
    };
    const bool proofNeeded = policy.attestation == AttestationDemand::direct || !policy.trustedRoots.empty() ||
                             !policy.allowedModels.empty();
    if (proofNeeded && key.attestation != AttestationKind::certified) return untrusted("attestation");
    if (policy.trustedRoots.empty()) return {};
    std::vector<Certificate> roots;
    for (const std::string& pem : policy.trustedRoots) {
        if (auto read = Certificate::allFromPem(pem); read.ok()) std::move(read->begin(), read->end(), std::back_inserter(roots));
    }
    if (!checkChain(key.chain, roots, now).ok()) return untrusted("trusted_roots");
    return {};
}

}  // namespace

Status checkPolicy(const KeyPolicy& policy) {
    Problem why = problem("invalid_fields", "some fields are not valid: see `fields`");
    const auto wrong = [&why](std::string field, const char* code, const char* message) {
        why.fields.push_back({std::move(field), code, message});
    };
    if (policy.stepUpMinutes < 1 || policy.stepUpMinutes > 60) wrong("step_up_minutes", "out_of_range", "needs 1 to 60 minutes");
    if (policy.keysPerPerson < 1 || policy.keysPerPerson > 5) wrong("keys_per_person", "out_of_range", "needs 1 to 5 keys");
    const auto checkModels = [&](const std::vector<std::string>& models, const char* field) {
        if (models.size() > 500) wrong(field, "too_many", "holds more than 500 models");
        if (!std::all_of(models.begin(), models.end(), looksLikeModel)) wrong(field, "bad_aaguid", "needs AAGUIDs in lower case with hyphens");
    };
    checkModels(policy.allowedModels, "allowed_models");
    checkModels(policy.blockedModels, "blocked_models");
    if (policy.trustedRoots.size() > 100) wrong("trusted_roots", "too_many", "holds more than 100 certificates");
    for (const std::string& pem : policy.trustedRoots) {
        if (pem.size() > 64 * 1024 || !Certificate::allFromPem(pem).ok()) wrong("trusted_roots", "bad_certificate", "needs certificates as PEM");
    }
    if (why.fields.empty()) return {};
    return why;
}

Status judgeRegistration(const KeyPolicy& policy, const Registration& key, bool discoverable, Instant now) {
    const std::string aaguid = aaguidText(key.data.aaguid);
    if (contains(policy.blockedModels, aaguid)) return wrongModel("blocked_models", aaguid);
    // The format of keys from before FIDO2, which know neither PIN nor model.
    if (policy.userVerification && key.format == "fido-u2f") {
        return refused("key_too_old", "user_verification", "POLICY_CTAP_VERSION",
                       "this security key is of an old kind without PIN: use a FIDO2 key", aaguid);
    }
    OK_TRY(judgeMake(policy, key, now));
    if (!policy.allowedModels.empty() && !contains(policy.allowedModels, aaguid)) return wrongModel("allowed_models", aaguid);
    if (policy.hardwareOnly && key.data.flags.backupEligible) {
        return refused("hardware_key_required", "hardware_only", "STEP_UP_UNAPPROVED_AUTH",
                       "hardware security key required: a passkey that leaves its device is not enough", aaguid);
    }
    if (policy.discoverable && !discoverable) {
        return refused("discoverable_key_required", "discoverable", "POLICY_RESIDENT_KEY_REQUIRED",
                       "this security key cannot keep the account: use one that can", aaguid);
    }
    return {};
}

Status judgeUse(const KeyPolicy& policy, const std::string& aaguid, bool backupEligible) {
    const bool outside = !policy.allowedModels.empty() && !contains(policy.allowedModels, aaguid);
    if (outside || contains(policy.blockedModels, aaguid)) return wrongModel(outside ? "allowed_models" : "blocked_models", aaguid);
    if (policy.hardwareOnly && backupEligible) {
        return refused("hardware_key_required", "hardware_only", "STEP_UP_UNAPPROVED_AUTH",
                       "hardware security key required: a passkey that leaves its device is not enough", aaguid);
    }
    return {};
}

}  // namespace ok::access
