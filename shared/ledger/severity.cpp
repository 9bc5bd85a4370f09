// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/severity.h"

#include <array>
#include <utility>

namespace ok::ledger {
namespace {

using Rule = std::pair<std::string_view, Severity>;

/// Whole types first, then what the last part of the name says.
constexpr std::array exactRules{
    Rule{"access.user_created", Severity::notice},       Rule{"access.session_revoked", Severity::notice},
    Rule{"privacy.person_erased", Severity::notice},     Rule{"operations.key_rotated", Severity::notice},
    Rule{"ledger.verification_failed", Severity::critical}, Rule{"ledger.quarantined", Severity::critical},
    Rule{"ledger.anomaly_found", Severity::critical},    Rule{"ledger.sli_judged", Severity::warning},
    Rule{"audit.timeline_incomplete", Severity::critical}, Rule{"audit.tamper_detected", Severity::critical},
    Rule{"clock.alarm_changed", Severity::warning},      Rule{"access.factor_alert", Severity::warning},
    Rule{"approval.break_glass", Severity::warning},
    Rule{"access.region_alert", Severity::warning},      Rule{"access.key_places_lifted", Severity::warning},
};
constexpr std::array endingRules{
    Rule{"refused", Severity::warning},  Rule{"rejected", Severity::warning}, Rule{"expired", Severity::warning},
    Rule{"blocked", Severity::warning},  Rule{"withheld", Severity::notice},  Rule{"failed", Severity::error},
    Rule{"dead", Severity::error},       Rule{"broken", Severity::critical},  Rule{"tampered", Severity::critical},
    Rule{"quarantined", Severity::critical}, Rule{"erased", Severity::notice}, Rule{"revoked", Severity::notice},
    Rule{"revealed", Severity::notice},  Rule{"sent", Severity::notice},      Rule{"requested", Severity::notice},
    Rule{"decided", Severity::notice},   Rule{"exported", Severity::notice},  Rule{"downloaded", Severity::notice},
};

}  // namespace

Severity severityOf(std::string_view eventType) {
    for (const auto& [name, severity] : exactRules) {
        if (eventType == name) return severity;
    }
    for (const auto& [ending, severity] : endingRules) {
        if (!eventType.ends_with(ending) || eventType.size() == ending.size()) continue;
        const char before = eventType[eventType.size() - ending.size() - 1];
        if (before == '.' || before == '_') return severity;
    }
    return Severity::info;
}

int syslogSeverity(Severity severity) {
    constexpr std::array levels{6, 5, 4, 3, 2};
    return levels[static_cast<std::size_t>(severity)];
}

int cefSeverity(Severity severity) {
    constexpr std::array levels{2, 4, 6, 8, 10};
    return levels[static_cast<std::size_t>(severity)];
}

}  // namespace ok::ledger
