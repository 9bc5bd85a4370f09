// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Mail to one of the utility's own people.
#pragma once
#include "server/outbox/dispatcher.h"
#include "server/outbox/notice.h"

namespace ok::outbox {

/// Where a login at a utility reads mail; empty where nobody knows.
using MailboxOf = std::function<std::string(TenantId, const std::string& login)>;
/// Problem `no_recipient` when nobody knows; a rehearsal's letter goes nowhere and needs no mailbox.
[[nodiscard]] Result<Letter> staffLetter(const MailboxOf& mailboxOf, const OutboxRow& row, const std::string& login, std::string subject, std::string text);
/// Of rows that hold a StaffNotice.
[[nodiscard]] MakeLetter staffLetters(MailboxOf mailboxOf);

}  // namespace ok::outbox
