// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys and the other second factors of people, as documents and events. What a key is verified with (credential id,
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

/// What every record about a key's use tells (F09.R6.A1, A2). Actor, time and id stand in the entry's header.
struct KeyFacts {
    UserId user;
    std::string login;
    KeyId key;
    std::string aaguid;
    std::string partyId;         ///< WebAuthn's rp id
    std::string purpose;         ///< `enrol`, `step_up`, `sign_in`
    std::string address;
};
BOOST_DESCRIBE_STRUCT(KeyFacts, (), (user, login, key, aaguid, partyId, purpose, address))

struct KeyEnrolled {
    static constexpr std::string_view eventType = "access.key_enrolled";
    SecurityKey key;
    KeyFacts facts;
    SpentChallenge challenge;
};
BOOST_DESCRIBE_STRUCT(KeyEnrolled, (), (key, facts, challenge))

struct KeyUsed {
    static constexpr std::string_view eventType = "access.key_used";
    KeyFacts facts;
    SpentChallenge challenge;
};
BOOST_DESCRIBE_STRUCT(KeyUsed, (), (facts, challenge))

/// A ceremony failed. `policyRule` names the rule when it was the policy that said no.
struct KeyRefused {
    static constexpr std::string_view eventType = "access.key_refused";
    KeyFacts facts;
    std::string code;
    std::string policyRule;
    SpentChallenge challenge;    ///< known: this challenge is spent too
};
BOOST_DESCRIBE_STRUCT(KeyRefused, (), (facts, code, policyRule, challenge))

/// A key's counter fell: whoever has the other one must not get in, so this one does not either until somebody has looked.
struct KeySuspended {
    static constexpr std::string_view eventType = "access.key_suspended";
    KeyId key;
    UserId user;
    std::string reason;          ///< `counter_fell`
    std::int64_t counterKept = 0;
    std::int64_t counterSeen = 0;
};
BOOST_DESCRIBE_STRUCT(KeySuspended, (), (key, user, reason, counterKept, counterSeen))

struct KeyRenamed {
    static constexpr std::string_view eventType = "access.key_renamed";
    KeyId key;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(KeyRenamed, (), (key, name))

struct KeyMadePrimary {
    static constexpr std::string_view eventType = "access.key_made_primary";
    KeyId key;
    UserId user;
};
BOOST_DESCRIBE_STRUCT(KeyMadePrimary, (), (key, user))

struct KeyRemoved {
    static constexpr std::string_view eventType = "access.key_removed";
    KeyId key;
    UserId user;
    Digest credentialHash;
    std::string reason;
    bool last = false;
};
BOOST_DESCRIBE_STRUCT(KeyRemoved, (), (key, user, credentialHash, reason, last))

struct KeyPolicyChanged {
    static constexpr std::string_view eventType = "access.key_policy_changed";
    KeyPolicy policy;
};
BOOST_DESCRIBE_STRUCT(KeyPolicyChanged, (), (policy))

struct TotpChanged {
    static constexpr std::string_view eventType = "access.totp_changed";
    UserId user;
    std::string state;           ///< `made`, `confirmed`, `removed`
    std::int64_t step = 0;
};
BOOST_DESCRIBE_STRUCT(TotpChanged, (), (user, state, step))

struct RecoveryCodesChanged {
    static constexpr std::string_view eventType = "access.recovery_codes_changed";
    UserId user;
    int left = 0;
    std::string state;           ///< `made`, `used`, `removed`
};
BOOST_DESCRIBE_STRUCT(RecoveryCodesChanged, (), (user, left, state))

struct CodeUsed {
    static constexpr std::string_view eventType = "access.code_used";
    UserId user;
    std::int64_t step = 0;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(CodeUsed, (), (user, step, address))

/// A code was wrong, used before, or there had been too many.
struct CodeRefused {
    static constexpr std::string_view eventType = "access.code_refused";
    UserId user;
    std::string kind;            ///< `totp`, `recovery`
    std::string code;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(CodeRefused, (), (user, kind, code, address))

/// Five failures of one person within ten minutes (F09.R6.A5); told once in half an hour.
struct FactorAlert {
    static constexpr std::string_view eventType = "access.factor_alert";
    UserId user;
    std::string login;
    int failures = 0;
    Instant windowStart, windowEnd;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(FactorAlert, (), (user, login, failures, windowStart, windowEnd, address))

inline constexpr Duration failureWindow = minutes(10);
inline constexpr int alertFailures = 5;
inline constexpr int maxFailures = 8;

/// Trimmed; letters, digits, spaces and .-_'()#; 1 to 40 characters. Problem `bad_key_name`.
[[nodiscard]] Result<std::string> normaliseKeyName(std::string_view name);

void addKeyProjections(Projections& projections);

}  // namespace ok::access
