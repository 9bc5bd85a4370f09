// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Tells whoever asked for an export what became of it (F07.R5.A3): a mail through the outbox, so it is tried again like any
// other message and sent once. It names the export and says how it ended; no data, no address of anybody.
#pragma once
#include "server/outbox/dispatcher.h"
#include "server/outbox/outbox_commands.h"
#include "server/outbox/staff_letters.h"
#include "shared/operations/audit_exports.h"

namespace ok::ledger {

inline constexpr const char* noticeConnector = "audit_notice";

/// What a row of that connector says.
struct NoticeRow {
    operations::ExportId id;
    std::string about;               ///< ready, failed, delivered, delivery_failed
    std::string login;               ///< whose request it was
    std::string format;
    std::int64_t records = 0;
    std::string reason;              ///< of what failed, a key
    Instant at;
};
BOOST_DESCRIBE_STRUCT(NoticeRow, (), (id, about, login, format, records, reason, at))

/// Puts the mail into the outbox. Once for each thing it can be about.
void tellRequester(CommandContext& cx, const operations::AuditExport& exported, const std::string& about, const std::string& reason);

[[nodiscard]] outbox::MakeLetter noticeLetters(outbox::MailboxOf mailboxOf, std::string publicUrl);
/// Writes into the log that the requester was told, or could not be.
void addRowOwners(outbox::RowOwners& owners);

}  // namespace ok::ledger
