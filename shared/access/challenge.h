// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Challenges that the server need not remember: 32 random bytes, when they expire, and a MAC under the server's key over
// both and over what they are for. A challenge made for another tenant, purpose or session does not open; one that was
// answered is remembered until it expires (SpentChallenges). Tickets are the same for "the password was right".
#pragma once
#include <array>
#include <string>

#include "shared/base/digest.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"

namespace ok::access {

struct ChallengeUse {
    TenantId tenant;
    std::string purpose;   ///< `enrol`, `step_up`, `sign_in`
    std::string binding;   ///< the session's id, or what stands for the attempt to sign in
};

inline constexpr Duration challengeLifetime = minutes(5);

[[nodiscard]] Bytes makeChallenge(const Digest& key, const ChallengeUse& use, const std::array<std::uint8_t, 32>& random,
                                  Instant expiresAt);
/// When it expires. Problems `challenge_refused` (not made for this), `challenge_expired`.
[[nodiscard]] Result<Instant> openChallenge(const Digest& key, const ChallengeUse& use, ByteView challenge, Instant now);

/// Who has shown the first factor and is asked for the second.
struct FactorTicket {
    TenantId tenant;
    UserId user;
    std::string device;
    std::string address;
    std::string deviceKey;   ///< what the session will be bound to
    Instant expiresAt;
};
[[nodiscard]] std::string makeTicket(const Digest& key, const FactorTicket& ticket);
/// Problem `ticket_refused`: not ours, changed, or too old.
[[nodiscard]] Result<FactorTicket> openTicket(const Digest& key, std::string_view text, Instant now);

}  // namespace ok::access
