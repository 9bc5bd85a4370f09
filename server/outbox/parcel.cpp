// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/parcel.h"

#include <fmt/format.h>

#include "shared/base/digest.h"

namespace ok::outbox {

std::string fictionalRecipient(const OutboxRow& row) {
    const Digest d = sha256("drill|" + row.tenant.str() + "|" + row.id);
    if (row.connector == "email") return "drill-" + d.hex().substr(0, 16) + "@drill.invalid";
    // 555-0100 to 555-0199 are reserved for fiction in every area code.
    return fmt::format("+1{}55501{:02}", 201 + d.bytes[0] % 99 + 100 * (d.bytes[1] % 7), d.bytes[2] % 100);
}

Parcel pack(OutboxRow row, Letter letter) {
    if (!row.drill) return RealParcel(std::move(row), std::move(letter));
    letter.to = fictionalRecipient(row);
    return DrillParcel(std::move(row), std::move(letter));
}

}  // namespace ok::outbox
