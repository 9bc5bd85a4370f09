// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Devices that a utility trusts (F01.R4.A5): whoever manages them (an MDM by an API client, an administrator) attests one for some hours, or
// takes that back at once. A device is known by the key that its sessions are bound to, which never leaves it; a session without one comes
// from no device that could be attested.
#pragma once
#include "shared/access/command_card.h"
#include "shared/views/projections.h"

namespace ok::approvals {

/// First 16 digits of SHA-256 of the device's public key, hexadecimal.
[[nodiscard]] std::string deviceFingerprint(std::string_view deviceKeyHex);

struct DeviceTrust {
    static constexpr std::string_view viewKind = "device_trust";
    std::string device;                   ///< deviceFingerprint()
    std::string issuer;                   ///< who vouches, `mdm.example`
    std::string posture;                  ///< what was looked at: `disk encrypted, patched`
    Instant attestedAt, expiresAt;
    bool revoked = false;
    Instant revokedAt;
    std::string reason;                   ///< why revoked
    [[nodiscard]] std::string viewId() const { return device; }
};
BOOST_DESCRIBE_STRUCT(DeviceTrust, (), (device, issuer, posture, attestedAt, expiresAt, revoked, revokedAt, reason))

/// For as long as the utility's policy lets an attestation last, at most a day. Replies DeviceTrust.
struct AttestDevice {
    static constexpr CommandCard card{.name = "approvals.attest_device", .action = "access.devices", .purpose = "administration", .refusalIsEvidence = true};
    std::string device;                   ///< 16 hexadecimal digits
    std::string issuer, posture;
    int hours = 24;                       ///< 1 to 24
};
BOOST_DESCRIBE_STRUCT(AttestDevice, (), (device, issuer, posture, hours))

/// In force with the next word from it (F01.R4.A5).
struct RevokeDevice {
    static constexpr CommandCard card{.name = "approvals.revoke_device", .action = "access.devices", .purpose = "administration", .refusalIsEvidence = true};
    std::string device, reason;
};
BOOST_DESCRIBE_STRUCT(RevokeDevice, (), (device, reason))

struct DeviceAttested {
    static constexpr std::string_view eventType = "approval.device_attested";
    DeviceTrust trust;
};
BOOST_DESCRIBE_STRUCT(DeviceAttested, (), (trust))

struct DeviceRevoked {
    static constexpr std::string_view eventType = "approval.device_revoked";
    DeviceTrust trust;
};
BOOST_DESCRIBE_STRUCT(DeviceRevoked, (), (trust))

/// Problems `policy_violation.device_untrusted` (none, or over; `remediation`), `policy_violation.device_revoked`.
[[nodiscard]] Status trusted(const DeviceTrust* trust, Instant now, const std::string& remediation);
/// What a decision says of it: `attested by mdm.example until ...`.
[[nodiscard]] std::string wordsOf(const DeviceTrust& trust);

}  // namespace ok::approvals
