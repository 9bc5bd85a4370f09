// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/key_policy.h"

#include <algorithm>
#include <functional>

#include "shared/base/network.h"

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

// Where a policy asks for a version, a model that nobody vouches for does not speak it.
Status judgeModel(const KeyPolicy& policy, const std::string& aaguid, const ModelFacts* metadata) {
    if (policy.useMetadata && metadata != nullptr && !metadata->warning.empty()) {
        Problem why = wrongModel("metadata", aaguid);
        why.details["status"] = metadata->warning;
        return why;
    }
    if (!policy.minimumCtap.empty() && (metadata == nullptr || !speaks(*metadata, policy.minimumCtap))) {
        return refused("key_too_old", "minimum_ctap", "POLICY_CTAP_VERSION",
                       "this security key does not speak the version that is asked for: use a newer one", aaguid);
    }
    return {};
}

std::vector<Certificate> trustedFor(const KeyPolicy& policy, const ModelFacts* metadata) {
    std::vector<Certificate> roots;
    for (const std::string& pem : policy.trustedRoots) {
        if (auto read = Certificate::allFromPem(pem); read.ok()) std::move(read->begin(), read->end(), std::back_inserter(roots));
    }
    if (policy.useMetadata && metadata != nullptr) {
        auto more = rootsOf(*metadata);
        std::move(more.begin(), more.end(), std::back_inserter(roots));
    }
    return roots;
}

Status judgeMake(const KeyPolicy& policy, const Registration& key, Instant now, const ModelFacts* metadata) {
    const std::string aaguid = aaguidText(key.data.aaguid);
    const auto untrusted = [&](const char* rule) {
        return refused("attestation_untrusted", rule, "POLICY_ATTESTATION_UNTRUSTED",
                       "this security key does not prove its make: use one from your utility's list", aaguid);
    };
    const bool proofNeeded = policy.attestation == AttestationDemand::direct || !policy.trustedRoots.empty() ||
                             !policy.allowedModels.empty() || policy.useMetadata;
    if (proofNeeded && key.attestation != AttestationKind::certified) return untrusted("attestation");
    if (policy.trustedRoots.empty() && !policy.useMetadata) return {};
    const auto roots = trustedFor(policy, metadata);
    if (!checkChain(key.chain, roots, now).ok()) return untrusted(policy.useMetadata ? "metadata" : "trusted_roots");
    return {};
}

using Wrong = std::function<void(std::string, const char*, const char*)>;

void checkTimesAndPlaces(const KeyPolicy& policy, const Wrong& wrong) {
    const auto within = [&](int value, int least, int most, const char* field, const char* words) {
        if (value < least || value > most) wrong(field, "out_of_range", words);
    };
    within(policy.graceDays, 0, 90, "grace_days", "needs 0 to 90 days");
    within(policy.renewAfterDays, 0, 3650, "renew_after_days", "needs 0 to 3650 days");
    within(policy.reminderDays, 1, 180, "reminder_days", "needs 1 to 180 days");
    within(policy.renewGraceDays, 0, 90, "renew_grace_days", "needs 0 to 90 days");
    if (policy.renewAfterDays > 0 && policy.reminderDays >= policy.renewAfterDays) wrong("reminder_days", "out_of_range", "needs fewer days than a key lasts");
    if (!policy.minimumCtap.empty() && policy.minimumCtap != "2.0" && policy.minimumCtap != "2.1") wrong("minimum_ctap", "unknown_value", "needs 2.0 or 2.1");
    for (const std::string& environment : policy.environments) {
        if (environment != "live" && environment != "drill") wrong("environments", "unknown_value", "needs live or drill");
    }
    std::vector<std::string> known;
    if (policy.networks.size() > 500) wrong("networks", "too_many", "holds more than 500 networks");
    for (const KeyNetwork& network : policy.networks) {
        known.push_back(network.region);
        const bool sound = !network.region.empty() && network.region.size() <= 20 && network.name.size() <= 80 && network.confidence >= 0 && network.confidence <= 100 && !network.ranges.empty() &&
                           network.ranges.size() <= 200 && (!network.position || isValid(*network.position)) &&
                           std::all_of(network.ranges.begin(), network.ranges.end(), [](const std::string& r) { return parseNetwork(r).has_value(); });
        if (!sound) wrong("networks", "bad_network", "needs a region and ranges such as 10.4.0.0/16");
    }
    for (const std::string& region : policy.regions) {
        // Otherwise nobody could come in from there, which nobody means.
        if (!contains(known, region)) wrong("regions", "unknown_region", "needs regions that some network names");
    }
    if (policy.metadataSigner.empty() || policy.metadataSigner.size() > 253) wrong("metadata_signer", "not_a_name", "needs the name of a service, 253 letters at most");
    if (policy.metadataRoots.size() > 10) wrong("metadata_roots", "too_many", "holds more than 10 certificates");
    for (const std::string& pem : policy.metadataRoots) {
        if (pem.size() > 64 * 1024 || !Certificate::allFromPem(pem).ok()) wrong("metadata_roots", "bad_certificate", "needs certificates as PEM");
    }
    if (policy.rolesWithKeys.size() > 100) wrong("roles_with_keys", "too_many", "holds more than 100 roles");
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
    checkTimesAndPlaces(policy, wrong);
    if (why.fields.empty()) return {};
    return why;
}

const KeyNetwork* networkOf(const KeyPolicy& policy, const std::string& address) {
    const auto at = parseAddress(address);
    const KeyNetwork* out = nullptr;
    int best = -1;
    if (!at) return out;
    for (const KeyNetwork& known : policy.networks) {
        for (const std::string& range : known.ranges) {
            const auto network = parseNetwork(range);
            if (!network || network->bits <= best || !network->holds(*at)) continue;
            best = network->bits;
            out = &known;
        }
    }
    return out;
}

std::string regionOf(const KeyPolicy& policy, const std::string& address) {
    const KeyNetwork* network = networkOf(policy, address);
    return network == nullptr ? std::string() : network->region;
}

Status judgePlace(const KeyPolicy& policy, const std::string& region, bool drill) {
    const std::string environment = drill ? "drill" : "live";
    const auto no = [&](const char* code, const char* rule, const char* alias, const char* message) {
        Problem why = refused(code, rule, alias, message, {});
        why.details.erase("aaguid");
        why.details["policy_id"] = "keys/" + std::to_string(policy.version);
        why.details["region"] = region;
        why.details["environment"] = environment;
        return why;
    };
    if (!policy.environments.empty() && !contains(policy.environments, environment)) {
        return no("environment_restricted", "environments", "POLICY_ENVIRONMENT_RESTRICTED", "security keys open nothing in this environment");
    }
    if (!policy.regions.empty() && !contains(policy.regions, region)) {
        return no("region_restricted", "regions", "POLICY_GEO_RESTRICTED", "security keys are not taken from where you are: use your utility's network");
    }
    return {};
}

Status judgeRegistration(const KeyPolicy& policy, const Registration& key, bool discoverable, Instant now, const ModelFacts* metadata) {
    const std::string aaguid = aaguidText(key.data.aaguid);
    if (contains(policy.blockedModels, aaguid)) return wrongModel("blocked_models", aaguid);
    // The format of keys from before FIDO2, which know neither PIN nor model.
    if (policy.userVerification && key.format == "fido-u2f") {
        return refused("key_too_old", "user_verification", "POLICY_CTAP_VERSION",
                       "this security key is of an old kind without PIN: use a FIDO2 key", aaguid);
    }
    OK_TRY(judgeMake(policy, key, now, metadata));
    OK_TRY(judgeModel(policy, aaguid, metadata));
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

Status judgeUse(const KeyPolicy& policy, const std::string& aaguid, bool backupEligible, const ModelFacts* metadata) {
    const bool outside = !policy.allowedModels.empty() && !contains(policy.allowedModels, aaguid);
    if (outside || contains(policy.blockedModels, aaguid)) return wrongModel(outside ? "allowed_models" : "blocked_models", aaguid);
    OK_TRY(judgeModel(policy, aaguid, metadata));
    if (policy.hardwareOnly && backupEligible) {
        return refused("hardware_key_required", "hardware_only", "STEP_UP_UNAPPROVED_AUTH",
                       "hardware security key required: a passkey that leaves its device is not enough", aaguid);
    }
    return {};
}

}  // namespace ok::access
