// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Mail to one of the utility's own people.
#pragma once
#include "server/outbox/dispatcher.h"
#include "server/outbox/notice.h"

namespace ok::outbox {

/// Of rows that hold a StaffNotice; `mailboxOf` a login at a utility, empty where nobody knows.
[[nodiscard]] MakeLetter staffLetters(std::function<std::string(TenantId, const std::string& login)> mailboxOf);

}  // namespace ok::outbox
