// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Personal data over time: erasing a person (right to erasure), legal holds that forbid it, and the rotation of the keys
// that seal it (F07.R1.A7, F07.R3; H2). Entries hold tokens only, so erasing leaves chain and proofs as they are.
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::operations {

/// Erases what lies behind these tokens, and the words and addresses of every report from these contacts. `authority` says
/// by what right: `request of 2026-11-03`, `retention policy 4`. Held until a second person releases it.
/// Problems: `bad_token`, `legal_hold` (names the hold), `invalid_fields`.
struct ErasePerson {
    static constexpr CommandCard card{.name = "privacy.erase_person", .action = "privacy.erase", .risk = RiskClass::high,
                                      .purpose = "privacy",
                                      .refusalIsEvidence = true};
    std::vector<std::string> tokens;
    std::string reason;
    std::string authority;
};
BOOST_DESCRIBE_STRUCT(ErasePerson, (), (tokens, reason, authority))

struct ErasedReply {
    int erased = 0;
    int alreadyGone = 0;
    int reports = 0;
};
BOOST_DESCRIBE_STRUCT(ErasedReply, (), (erased, alreadyGone, reports))

/// Nothing of this subject may be erased: an incident, a report or a token.
struct SetLegalHold {
    static constexpr CommandCard card{.name = "privacy.set_hold", .action = "privacy.hold", .purpose = "privacy",
                                      .refusalIsEvidence = true};
    std::string subject;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetLegalHold, (), (subject, reason))

struct LiftLegalHold {
    static constexpr CommandCard card{.name = "privacy.lift_hold", .action = "privacy.hold", .risk = RiskClass::high,
                                      .purpose = "privacy",
                                      .refusalIsEvidence = true};
    std::string subject;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(LiftLegalHold, (), (subject, reason))

/// A new version of the tenant's data key; everything sealed before is sealed anew in the background.
struct RotateVaultKey {
    static constexpr CommandCard card{.name = "operations.rotate_vault_key", .action = "operations.rotate_keys",
                                      .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RotateVaultKey, (), (reason))

/// That the installation's master key was exchanged while no server ran: written by the tool that did it.
struct NoteMasterKey {
    static constexpr CommandCard card{.name = "operations.note_master_key", .action = "operations.rotate_keys", .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string name;        ///< of the key that is in force now, 16 hex digits: names it without telling it
};
BOOST_DESCRIBE_STRUCT(NoteMasterKey, (), (name))

struct MasterKeyExchanged {
    static constexpr std::string_view eventType = "vault.master_key_exchanged";
    std::string name;
};
BOOST_DESCRIBE_STRUCT(MasterKeyExchanged, (), (name))

struct VaultKeyReply {
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(VaultKeyReply, (), (version))

/// Rotates the data key when it is as old as it may get, and sets the timer for the next look. The server's own, at start and by
/// that timer: no key seals what is written longer than 90 days (F07.R1.A7), whether anybody thinks of it or not.
struct KeepVaultKeyFresh {
    static constexpr CommandCard card{.name = "operations.keep_vault_key_fresh", .action = "operations.rotate_keys",
                                      .purpose = "administration", .refusalIsEvidence = true};
    bool asked = true;
};
BOOST_DESCRIBE_STRUCT(KeepVaultKeyFresh, (), (asked))

struct VaultRotationPlanned {
    static constexpr std::string_view eventType = "vault.rotation_planned";
    int version = 0;        ///< that is in use until then
    Instant rotateBy;
};
BOOST_DESCRIBE_STRUCT(VaultRotationPlanned, (), (version, rotateBy))

/// One step of sealing anew; sets the timer of the next: first the values of the vault, then the entries of each stream. The server's own.
struct ResealVault {
    static constexpr CommandCard card{.name = "operations.reseal_vault", .action = "operations.rotate_keys",
                                      .purpose = "administration"};
    int version = 0;
    std::string after;      ///< token
    std::int64_t seen = 0;
    std::int64_t renewed = 0;
    std::string stream;     ///< whose entries; empty: the vault's values
    std::int64_t afterEntry = 0;
    std::int64_t entriesSeen = 0;
    std::int64_t entriesRenewed = 0;
    std::int64_t entriesDamaged = 0;   ///< left as they are, for the verifier to tell
};
BOOST_DESCRIBE_STRUCT(ResealVault, (), (version, after, seen, renewed, stream, afterEntry, entriesSeen, entriesRenewed, entriesDamaged))

struct PersonErased {
    static constexpr std::string_view eventType = "privacy.person_erased";
    std::vector<std::string> tokens;   ///< those asked for and those found through their reports
    int erased = 0;
    int alreadyGone = 0;
    std::vector<std::string> reports;
    std::string reason;
    std::string authority;
};
BOOST_DESCRIBE_STRUCT(PersonErased, (), (tokens, erased, alreadyGone, reports, reason, authority))

struct LegalHold {
    static constexpr std::string_view viewKind = "legal_hold";
    std::string subject;
    std::string reason;
    std::string by;      ///< user id
    Instant since;
    [[nodiscard]] std::string viewId() const { return subject; }
    bool operator==(const LegalHold&) const = default;
};
BOOST_DESCRIBE_STRUCT(LegalHold, (), (subject, reason, by, since))

struct LegalHoldSet {
    static constexpr std::string_view eventType = "privacy.hold_set";
    LegalHold hold;
};
BOOST_DESCRIBE_STRUCT(LegalHoldSet, (), (hold))

struct LegalHoldLifted {
    static constexpr std::string_view eventType = "privacy.hold_lifted";
    std::string subject;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(LegalHoldLifted, (), (subject, reason))

/// What a tenant's vault is sealed with.
struct VaultKeyState {
    static constexpr std::string_view viewKind = "vault_key";
    int version = 1;
    Instant since;
    std::string reason;
    std::int64_t seen = 0;        ///< of the sealing anew that this version began
    std::int64_t renewed = 0;
    std::optional<Instant> resealedAt;
    std::optional<Instant> rotateBy;   ///< by the server itself
    std::int64_t entriesSeen = 0;      ///< of the log, in the same sealing anew
    std::int64_t entriesRenewed = 0;
    std::int64_t entriesDamaged = 0;
    bool resealing = false;            ///< a step was made and another follows
    [[nodiscard]] std::string viewId() const { return "active"; }
    bool operator==(const VaultKeyState&) const = default;
};
BOOST_DESCRIBE_STRUCT(VaultKeyState, (), (version, since, reason, seen, renewed, resealedAt, rotateBy, entriesSeen, entriesRenewed, entriesDamaged, resealing))

struct VaultKeyRotated {
    static constexpr std::string_view eventType = "vault.key_rotated";
    int version = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(VaultKeyRotated, (), (version, reason))

struct VaultResealed {
    static constexpr std::string_view eventType = "vault.resealed";
    int version = 0;
    std::int64_t seen = 0;
    std::int64_t renewed = 0;
    bool complete = false;
    std::int64_t entriesSeen = 0;
    std::int64_t entriesRenewed = 0;
    std::int64_t entriesDamaged = 0;
};
BOOST_DESCRIBE_STRUCT(VaultResealed, (), (version, seen, renewed, complete, entriesSeen, entriesRenewed, entriesDamaged))

/// `tok_` and 26 of a-z and 2-7.
[[nodiscard]] bool looksLikeToken(std::string_view text);
/// Views `legal_hold`, `vault_key`.
void addProjections(Projections& projections);

}  // namespace ok::operations
