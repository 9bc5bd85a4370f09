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
    expired,     ///< it was to be enrolled anew, and was not (KeyPolicy::renewAfterDays)
    suspended,   ///< its counter fell: there may be two of it. Only an administrator's removal ends this
    removed,
};
BOOST_DESCRIBE_ENUM(KeyState, active, expired, suspended, removed)

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
    bool userPresent = false;    ///< at enrolment: it was touched, and it asked who touched it
    bool userVerified = false;
    std::string model;           ///< as its maker calls it, where the metadata tells
    Digest certificate;          ///< of its maker's certificate, where it has one
    Instant remindedAt;          ///< of its renewal
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"user", user.str()}, {"credential", credentialHash.hex()}}; }
};
BOOST_DESCRIBE_STRUCT(SecurityKey, (), (id, user, name, credentialHash, aaguid, format, attestation, primary, backupEligible,
                                        discoverable, state, why, policyVersion, enrolledAt, lastUsedAt, userPresent, userVerified, model, certificate,
                                        remindedAt))

/// One failed factor, as an alert tells it.
struct FactorFailure {
    Instant at;
    std::string address;
    std::string entry;           ///< id of what the log says about it
};
BOOST_DESCRIBE_STRUCT(FactorFailure, (), (at, address, entry))

/// A person's other factors, and the failures that slow guessing down.
struct UserFactors {
    static constexpr std::string_view viewKind = "user_factors";
    UserId user;
    bool totpPending = false;    ///< made, not yet confirmed by a first code
    bool totp = false;
    std::int64_t lastStep = 0;   ///< of the last code that was taken: none counts twice
    int recoveryCodes = 0;       ///< left
    std::vector<FactorFailure> failures;   ///< of the last ten minutes
    Instant alertedAt;
    bool alertTold = true;       ///< the administrators were sent word of it
    bool alertOpen = false;      ///< told, and nothing has succeeded since
    SessionId renewalSession;    ///< here an expired key was touched: it may be enrolled anew
    Instant renewalUntil;
    [[nodiscard]] std::string viewId() const { return user.str(); }
};
BOOST_DESCRIBE_STRUCT(UserFactors, (), (user, totpPending, totp, lastStep, recoveryCodes, failures, alertedAt, alertTold, alertOpen, renewalSession,
                                        renewalUntil))

/// Where a person's keys were used from, for the baseline of ninety days (F09.R6.A6).
struct SeenRegion {
    std::string region;
    Instant lastSeenAt;
};
BOOST_DESCRIBE_STRUCT(SeenRegion, (), (region, lastSeenAt))
struct KeyRegions {
    static constexpr std::string_view viewKind = "key_regions";
    UserId user;
    std::vector<SeenRegion> seen;
    [[nodiscard]] std::string viewId() const { return user.str(); }
};
BOOST_DESCRIBE_STRUCT(KeyRegions, (), (user, seen))

/// Where a session's last key was used (F09.R4.A6).
struct SessionPlace {
    static constexpr std::string_view viewKind = "session_place";
    SessionId session;
    std::string region, environment, address;
    [[nodiscard]] std::string viewId() const { return session.str(); }
};
BOOST_DESCRIBE_STRUCT(SessionPlace, (), (session, region, environment, address))

/// The policy's rules that a person ran into, each with its last time (F09.R4.A7).
struct KeyViolation {
    std::string rule;
    std::string code;
    std::string region, environment;
    std::string aaguid;
    std::int64_t count = 0;
    Instant lastSeenAt;
};
BOOST_DESCRIBE_STRUCT(KeyViolation, (), (rule, code, region, environment, aaguid, count, lastSeenAt))
struct KeyViolations {
    static constexpr std::string_view viewKind = "key_violations";
    UserId user;
    std::vector<KeyViolation> rules;
    [[nodiscard]] std::string viewId() const { return user.str(); }
};
BOOST_DESCRIBE_STRUCT(KeyViolations, (), (user, rules))

/// For a while keys are taken from everywhere (F09.R4.A6): released by a second person, told at each use.
struct KeyPlacesLift {
    static constexpr std::string_view viewKind = "key_places_lift";
    Instant until;
    std::string reason;
    [[nodiscard]] std::string viewId() const { return "keys"; }
};
BOOST_DESCRIBE_STRUCT(KeyPlacesLift, (), (until, reason))

/// What the roles of a person were said to lack, when it last changed; sessions follow it on every server.
struct KeyStandingNote {
    static constexpr std::string_view viewKind = "key_standing";
    UserId user;
    bool compliant = true;
    std::vector<std::string> withheld;
    std::vector<std::string> shortfalls;   ///< kinds
    int policyVersion = 0;
    Instant since;
    [[nodiscard]] std::string viewId() const { return user.str(); }
};
BOOST_DESCRIBE_STRUCT(KeyStandingNote, (), (user, compliant, withheld, shortfalls, policyVersion, since))

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
inline constexpr int enrolFailuresAMinute = 5;
inline constexpr Duration alertSilence = minutes(30);
inline constexpr Duration renewalWindow = minutes(10);
inline constexpr Duration regionBaseline = hours(24 * 90);
inline constexpr int surePlace = 60;   ///< percent: below it nobody is alarmed about a place

/// Trimmed; letters, digits, spaces and .-_'()#; 1 to 40 characters. Problem `bad_key_name`.
[[nodiscard]] Result<std::string> normaliseKeyName(std::string_view name);

void addKeyProjections(Projections& projections);

}  // namespace ok::access
