// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys and the other second factors of people, as documents. What a key is verified with (credential id,
// public key, counter) lies in the vault; here is what people may read: names, makes, states.
#pragma once
#include <string>
#include <vector>

#include "shared/access/key_policy.h"
#include "shared/base/ids.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::access {

using KeyId = Id<struct SecurityKeyTag>;

enum class KeyState {
    active,
    suspended,   ///< its counter fell: there may be two of it. Only an administrator's removal ends this
    removed,
};
BOOST_DESCRIBE_ENUM(KeyState, active, suspended, removed)

struct SecurityKey {
    static constexpr std::string_view viewKind = "security_key";
    KeyId id;
    UserId user;
    std::string name;            ///< 1 to 40 characters, unique among the person's keys
    Digest credentialHash;       ///< SHA-256 of the credential id: found again without being told
    std::string aaguid;          ///< its model; zeros: not told
    std::string format;          ///< of its attestation: `none`, `packed`, `fido-u2f`
    std::string attestation;     ///< `none`, `self`, `certified`
    bool primary = false;
    bool backupEligible = false;
    bool discoverable = false;   ///< can sign in without a login
    KeyState state = KeyState::active;
    std::string why;             ///< of a state other than active
    int policyVersion = 0;       ///< under which it was enrolled
    Instant enrolledAt;
    Instant lastUsedAt;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"user", user.str()}, {"credential", credentialHash.hex()}}; }
};
BOOST_DESCRIBE_STRUCT(SecurityKey, (), (id, user, name, credentialHash, aaguid, format, attestation, primary, backupEligible,
                                        discoverable, state, why, policyVersion, enrolledAt, lastUsedAt))

/// A person's other factors, and the failures that slow guessing down.
struct UserFactors {
    static constexpr std::string_view viewKind = "user_factors";
    UserId user;
    bool totpPending = false;    ///< made, not yet confirmed by a first code
    bool totp = false;
    std::int64_t lastStep = 0;   ///< of the last code that was taken: none counts twice
    int recoveryCodes = 0;       ///< left
    std::vector<Instant> failures;   ///< of the last ten minutes
    Instant alertedAt;
    [[nodiscard]] std::string viewId() const { return user.str(); }
};
BOOST_DESCRIBE_STRUCT(UserFactors, (), (user, totpPending, totp, lastStep, recoveryCodes, failures, alertedAt))

/// Challenges that were answered and have not expired yet, by the first two digits of their hash.
struct SpentChallenge {
    Digest hash;
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(SpentChallenge, (), (hash, expiresAt))
struct SpentChallenges {
    static constexpr std::string_view viewKind = "spent_challenges";
    std::string bucket;
    std::vector<SpentChallenge> spent;
    [[nodiscard]] std::string viewId() const { return bucket; }
};
BOOST_DESCRIBE_STRUCT(SpentChallenges, (), (bucket, spent))

inline constexpr Duration failureWindow = minutes(10);
inline constexpr int alertFailures = 5;
inline constexpr int maxFailures = 8;

/// Trimmed; letters, digits, spaces and .-_'()#; 1 to 40 characters. Problem `bad_key_name`.
[[nodiscard]] Result<std::string> normaliseKeyName(std::string_view name);

void addKeyProjections(Projections& projections);

}  // namespace ok::access
