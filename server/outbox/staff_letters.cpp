// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/staff_letters.h"

namespace ok::outbox {

Result<Letter> staffLetter(const MailboxOf& mailboxOf, const OutboxRow& row, const std::string& login, std::string subject, std::string text) {
    Letter letter;
    letter.to = mailboxOf(row.tenant, login);
    if (letter.to.empty() && !row.drill) return problem("no_recipient", "nobody knows where this person reads mail");
    letter.subject = std::move(subject);
    letter.text = std::move(text);
    letter.language = "en";
    return letter;
}

MakeLetter staffLetters(MailboxOf mailboxOf) {
    return [mailboxOf = std::move(mailboxOf)](const OutboxRow& row, Store&) -> Result<Letter> {
        OK_ASSIGN(const StaffNotice notice, fromJson<StaffNotice>(row.payload));
        return staffLetter(mailboxOf, row, notice.login, notice.subject, notice.text + "\n");
    };
}

}  // namespace ok::outbox
