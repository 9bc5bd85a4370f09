// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Somebody had an account of their own before the directory knew them: the two become one person. The directory's account goes on, with
// the roles that its rules give; the local one is closed. Nothing is carried over that would let somebody in:
//  * sessions end: each bears the account it was begun with, in its tokens and in every entry;
//  * security keys are removed and enrolled anew: a key names the account inside, and whoever could move one could give away anybody's
//    account; the same goes for codes;
//  * API tokens are revoked: they act as their owner;
//  * roles stay behind: a directory's person has those of the directory (docs/identities.md).
// What either did stays theirs in the log, and from now on they are one person: one key of two, never both (F01.R4.A2).
#pragma once
#include "server/gate/gate.h"
#include "shared/identity/directory_events.h"

namespace ok::identity {

/// Two administrators. Problems `person_not_found`, `user_not_found`, `not_local`, `own_account`, `last_administrator`.
struct MergeAccounts {
    static constexpr CommandCard card{.name = "identity.merge_accounts", .action = "access.identities", .risk = RiskClass::high, .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string login;         ///< of an account that no directory knows
    UserId into;               ///< somebody of the mirror
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(MergeAccounts, (), (login, into, reason))

void addMergeHandler(Gate& gate);

}  // namespace ok::identity
