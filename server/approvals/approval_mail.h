// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Mails about requests, through the outbox like every other message: tried again, sent once, and what became of each is in the
// log. Where people read mail stands in the providers file, as for exports.
#pragma once
#include "server/outbox/dispatcher.h"
#include "server/outbox/outbox_commands.h"
#include "server/outbox/staff_letters.h"
#include "shared/approvals/notice.h"

namespace ok::approvals {

[[nodiscard]] outbox::MakeLetter noticeLetters(outbox::MailboxOf mailboxOf, std::string publicUrl);
void addRowOwners(outbox::RowOwners& owners);

}  // namespace ok::approvals
