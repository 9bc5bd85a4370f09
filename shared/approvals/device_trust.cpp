// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/device_trust.h"

#include "shared/base/digest.h"

namespace ok::approvals {

std::string deviceFingerprint(std::string_view deviceKeyHex) { return deviceKeyHex.empty() ? std::string() : sha256(deviceKeyHex).hex().substr(0, 16); }

Status trusted(const DeviceTrust* trust, Instant now, const std::string& remediation) {
    std::map<std::string, std::string> details;
    if (!remediation.empty()) details["remediation"] = remediation;
    if (trust != nullptr && trust->revoked) return problem("policy_violation.device_revoked", "this device is not trusted any more: use another, or ask for it to be looked at", std::move(details));
    if (trust == nullptr || trust->expiresAt <= now) {
        return problem("policy_violation.device_untrusted", trust == nullptr ? "nobody has attested this device: use one of the utility's" : "the attestation of this device is over: have it looked at again", std::move(details));
    }
    return {};
}

std::string wordsOf(const DeviceTrust& trust) { return "attested by " + trust.issuer + " until " + toIso(trust.expiresAt); }

}  // namespace ok::approvals
