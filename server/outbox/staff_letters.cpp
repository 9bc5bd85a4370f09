// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/staff_letters.h"

namespace ok::outbox {

MakeLetter staffLetters(std::function<std::string(TenantId, const std::string& login)> mailboxOf) {
    return [mailboxOf = std::move(mailboxOf)](const OutboxRow& row, Store&) -> Result<Letter> {
        OK_ASSIGN(const StaffNotice notice, fromJson<StaffNotice>(row.payload));
        Letter letter;
        letter.to = mailboxOf(row.tenant, notice.login);
        if (letter.to.empty() && !row.drill) return problem("no_recipient", "nobody knows where this person reads mail");
        letter.subject = notice.subject;
        letter.text = notice.text + "\n";
        letter.language = "en";
        return letter;
    };
}

}  // namespace ok::outbox
