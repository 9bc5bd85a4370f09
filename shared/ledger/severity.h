// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How serious an entry is, from its type alone: one scale for search, reports and SIEM (TA4). A type without a rule is
// `info`, so a new event needs no line here to be found.
#pragma once
#include <string_view>

#include "shared/base/json.h"

namespace ok::ledger {

enum class Severity { info, notice, warning, error, critical };
BOOST_DESCRIBE_ENUM(Severity, info, notice, warning, error, critical)

[[nodiscard]] Severity severityOf(std::string_view eventType);
/// RFC 5424: 6 informational, 5 notice, 4 warning, 3 error, 2 critical.
[[nodiscard]] int syslogSeverity(Severity severity);
/// CEF: 0 to 10.
[[nodiscard]] int cefSeverity(Severity severity);

}  // namespace ok::ledger
