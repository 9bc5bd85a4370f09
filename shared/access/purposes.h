// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What somebody needs something for (H2). Most actions have one purpose, which stands on their card; who takes evidence or
// personal data out of the house states one of those that fit.
#pragma once
#include <array>
#include <string_view>

namespace ok {

/// Words between single spaces.
inline constexpr std::string_view evidencePurposes = "audit compliance incident_review investigation legal_request regulator_report";
inline constexpr std::string_view personPurposes = "outage_response customer_request investigation legal_request";

/// Is `purpose` one of the words of `list`?
[[nodiscard]] constexpr bool purposeIn(std::string_view list, std::string_view purpose) {
    while (!list.empty()) {
        const auto end = list.find(' ');
        if (list.substr(0, end) == purpose) return true;
        if (end == std::string_view::npos) return false;
        list.remove_prefix(end + 1);
    }
    return false;
}

/// What a person or program has to state to do this; empty: the purpose follows from the action, as its card says.
[[nodiscard]] constexpr std::string_view purposesOf(std::string_view command) {
    constexpr std::array evidence{std::string_view("audit.start_export"), std::string_view("audit.request_approved"), std::string_view("audit.create_schedule")};
    for (const std::string_view each : evidence) {
        if (each == command) return evidencePurposes;
    }
    return command == "reports.reveal" ? personPurposes : std::string_view();
}

/// Every word that is a purpose at all.
inline constexpr std::string_view everyPurpose =
    "outage_response intake administration audit privacy operations provisioning sign_in integrity compliance incident_review investigation "
    "legal_request regulator_report customer_request";

}  // namespace ok
