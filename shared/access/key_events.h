// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to security keys and codes, as entries of the stream `security`. No secret stands in them: keys are named by
// their own id, credentials by their hash.
#pragma once
#include "shared/access/security_key.h"

namespace ok::access {

/// What every record about a key's use tells (F09.R6.A1, A2). Actor, time and id stand in the entry's header.
struct KeyFacts {
    UserId user;
    std::string login;
    KeyId key;
    std::string aaguid;
    std::string partyId;         ///< WebAuthn's rp id
    std::string purpose;         ///< `enrol`, `step_up`, `sign_in`
    std::string address;
    std::string eventType;       ///< `registration`, `assertion`, `policy_violation`
    std::string outcome;         ///< `success`, `fail`, `blocked`
    std::string region;          ///< of the address, where the policy's networks know it
    int regionConfidence = 0;    ///< percent
    std::string environment;     ///< `live`, `drill`
    std::string device;
    int policyVersion = 0;
    std::string overridden;      ///< the rule about places that was lifted for this use
};
BOOST_DESCRIBE_STRUCT(KeyFacts, (), (user, login, key, aaguid, partyId, purpose, address, eventType, outcome, region, regionConfidence,
                                     environment, device, policyVersion, overridden))

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
    std::string errorReason;     ///< in words
    std::string policyRule;
    SpentChallenge challenge;    ///< known: this challenge is spent too
};
BOOST_DESCRIBE_STRUCT(KeyRefused, (), (facts, code, errorReason, policyRule, challenge))

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
    std::vector<std::string> addresses;   ///< all of them, each once
    std::vector<std::string> entries;     ///< of failures before this one, by their ids
};
BOOST_DESCRIBE_STRUCT(FactorAlert, (), (user, login, failures, windowStart, windowEnd, address, addresses, entries))

/// It goes on within the half hour in which nobody is told again.
struct FactorAlertUpdated {
    static constexpr std::string_view eventType = "access.factor_alert_updated";
    UserId user;
    int failures = 0;
    Instant windowEnd;
    std::vector<std::string> addresses;
};
BOOST_DESCRIBE_STRUCT(FactorAlertUpdated, (), (user, failures, windowEnd, addresses))

/// Word of it was sent to the administrators.
struct FactorAlertTold {
    static constexpr std::string_view eventType = "access.factor_alert_told";
    UserId user;
};
BOOST_DESCRIBE_STRUCT(FactorAlertTold, (), (user))

/// The person's key was accepted afterwards.
struct FactorAlertResolved {
    static constexpr std::string_view eventType = "access.factor_alert_resolved";
    UserId user;
};
BOOST_DESCRIBE_STRUCT(FactorAlertResolved, (), (user))

}  // namespace ok::access
