// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people ask about their security keys and codes, and what the server asks the gate for them. Everybody may look after
// their own (`self.keys`); other people's are the administrator's (`access.keys`), within a fresh step-up.
#pragma once
#include "shared/access/command_card.h"
#include "shared/access/security_key.h"

namespace ok::access {

/// A key's assertion as a browser or the console gives it; bytes as base64url.
struct KeyAnswer {
    std::string credentialId;
    std::string clientData;
    std::string authenticatorData;
    std::string signature;
    std::string userHandle;
};
BOOST_DESCRIBE_STRUCT(KeyAnswer, (), (credentialId, clientData, authenticatorData, signature, userHandle))

/// What a key is to be asked, and by whom. Made by the server alone: `random` is its dice.
struct BeginCeremony {
    static constexpr CommandCard card{.name = "access.begin_ceremony", .action = "ceremony.begin", .purpose = "sign_in",
                                      .privateReply = true, .silent = "a challenge is a question: it changes nothing",
                                      .refusalIsEvidence = true};
    std::string purpose;         ///< `enrol`, `step_up`, `sign_in`
    std::string binding;         ///< what the challenge is bound to: a session's id, a ticket's hash, an attempt's number
    Digest random;
    UserId user;                 ///< unknown: whoever the key belongs to
};
BOOST_DESCRIBE_STRUCT(BeginCeremony, (), (purpose, binding, random, user))

struct Ceremony {
    std::string challenge;
    std::string partyId;
    std::string partyName;
    UserId user;
    std::string login;
    std::vector<std::string> credentials;   ///< those that may answer, or, for `enrol`, those that are enrolled already
    bool userVerification = true;
    bool discoverable = false;
    std::int64_t timeoutMs = 60'000;
};
BOOST_DESCRIBE_STRUCT(Ceremony, (), (challenge, partyId, partyName, user, login, credentials, userVerification, discoverable, timeoutMs))

struct EnrolKey {
    static constexpr CommandCard card{.name = "access.enrol_key", .action = "self.keys", .purpose = "sign_in", .refusalIsEvidence = true};
    std::string name;
    std::string clientData;
    std::string attestationObject;
    bool discoverable = false;   ///< as the browser tells (`credProps`)
    bool primary = false;
};
BOOST_DESCRIBE_STRUCT(EnrolKey, (), (name, clientData, attestationObject, discoverable, primary))

struct StepUp {
    static constexpr CommandCard card{.name = "access.step_up", .action = "self.keys", .purpose = "sign_in", .refusalIsEvidence = true};
    KeyAnswer answer;
};
BOOST_DESCRIBE_STRUCT(StepUp, (), (answer))
struct StepUpReply {
    Instant freshUntil;
};
BOOST_DESCRIBE_STRUCT(StepUpReply, (), (freshUntil))

/// Is this the key of that person (or of whom it belongs to)? For sign-in; the session is made by whoever asked.
struct CheckKey {
    static constexpr CommandCard card{.name = "access.check_key", .action = "ceremony.sign_in", .purpose = "sign_in", .refusalIsEvidence = true};
    KeyAnswer answer;
    std::string binding;
    UserId user;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(CheckKey, (), (answer, binding, user, address))

/// The same for a code of an app or a recovery code.
struct CheckCode {
    static constexpr CommandCard card{.name = "access.check_code", .action = "ceremony.sign_in", .purpose = "sign_in", .refusalIsEvidence = true};
    UserId user;
    std::string kind;            ///< `totp`, `recovery`
    Secret code;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(CheckCode, (), (user, kind, code, address))

struct FactorReply {
    UserId user;
    int assurance = 1;
    std::string method;          ///< `key`, `totp`, `recovery`
};
BOOST_DESCRIBE_STRUCT(FactorReply, (), (user, assurance, method))

struct RenameKey {
    static constexpr CommandCard card{.name = "access.rename_key", .action = "self.keys", .purpose = "sign_in", .refusalIsEvidence = true};
    KeyId key;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(RenameKey, (), (key, name))

struct MakeKeyPrimary {
    static constexpr CommandCard card{.name = "access.make_key_primary", .action = "self.keys", .purpose = "sign_in", .refusalIsEvidence = true};
    KeyId key;
};
BOOST_DESCRIBE_STRUCT(MakeKeyPrimary, (), (key))

/// One's own key. Within a fresh step-up, which a lost key's owner does with another key; who has none left asks an
/// administrator.
struct RemoveKey {
    static constexpr CommandCard card{.name = "access.remove_key", .action = "self.keys", .purpose = "sign_in", .assurance = 2, .refusalIsEvidence = true};
    KeyId key;
    std::string reason;
    KeyId primary;               ///< the one that takes its place, when it was the primary and others are left
    bool last = false;           ///< said to know that no key is left then
};
BOOST_DESCRIBE_STRUCT(RemoveKey, (), (key, reason, primary, last))

/// Another person's key: lost, stolen, suspended.
struct RevokeKey {
    static constexpr CommandCard card{.name = "access.revoke_key", .action = "access.keys", .purpose = "administration", .assurance = 2, .refusalIsEvidence = true};
    KeyId key;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevokeKey, (), (key, reason))

struct SetKeyPolicy {
    static constexpr CommandCard card{.name = "access.set_key_policy", .action = "access.keys", .purpose = "administration", .assurance = 2, .refusalIsEvidence = true};
    KeyPolicy policy;            ///< its version is the one that was read; the next is given here
};
BOOST_DESCRIBE_STRUCT(SetKeyPolicy, (), (policy))

/// A new secret for an app that makes codes; good once a first code has confirmed it. `random` is the server's dice.
struct MakeTotp {
    static constexpr CommandCard card{.name = "access.make_totp", .action = "ceremony.codes", .purpose = "sign_in", .privateReply = true,
                                      .refusalIsEvidence = true};
    Secret random;               ///< 20 bytes, hexadecimal
};
BOOST_DESCRIBE_STRUCT(MakeTotp, (), (random))
struct TotpReply {
    std::string secret;          ///< base 32, to be typed
    std::string uri;             ///< otpauth://, to be opened
};
BOOST_DESCRIBE_STRUCT(TotpReply, (), (secret, uri))

struct ConfirmTotp {
    static constexpr CommandCard card{.name = "access.confirm_totp", .action = "self.keys", .purpose = "sign_in", .refusalIsEvidence = true};
    Secret code;
};
BOOST_DESCRIBE_STRUCT(ConfirmTotp, (), (code))

struct RemoveTotp {
    static constexpr CommandCard card{.name = "access.remove_totp", .action = "self.keys", .purpose = "sign_in", .refusalIsEvidence = true};
    Secret code;                 ///< a code of it, or nothing within a fresh step-up
};
BOOST_DESCRIBE_STRUCT(RemoveTotp, (), (code))

struct MakeRecoveryCodes {
    static constexpr CommandCard card{.name = "access.make_recovery_codes", .action = "ceremony.codes", .purpose = "sign_in", .privateReply = true,
                                      .refusalIsEvidence = true};
    Secret random;               ///< 100 bytes, hexadecimal
};
BOOST_DESCRIBE_STRUCT(MakeRecoveryCodes, (), (random))
struct RecoveryCodesReply {
    std::vector<std::string> codes;   ///< shown once
};
BOOST_DESCRIBE_STRUCT(RecoveryCodesReply, (), (codes))

/// Another person's codes, when the telephone is gone.
struct ResetCodes {
    static constexpr CommandCard card{.name = "access.reset_codes", .action = "access.keys", .purpose = "administration", .assurance = 2, .refusalIsEvidence = true};
    UserId user;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ResetCodes, (), (user, reason))

}  // namespace ok::access
