// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which accounts are one human being (F01.R4.A2): those that a directory names alike, that a provider of sign-ins calls the same,
// or that two administrators merged (server/identity/account_merge.h).
#pragma once
#include "server/gate/gate.h"

namespace ok {

/// The person of an account is the smallest id among the accounts that are joined with it; of one that no directory knows, itself.
[[nodiscard]] Gate::People joinedPeople();

}  // namespace ok
