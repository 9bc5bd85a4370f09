// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A few words for the staff, to the connectors that alerts use (`alert_email`, `alert_slack`, `alert_pagerduty`).
#pragma once
#include <array>
#include <string>

#include "shared/base/json.h"

namespace ok::outbox {

struct Notice {
    std::string noticeSubject, noticeText;
    std::string severity = "info";
    std::string incidentKey;      ///< notices with one key belong together
    bool settled = false;         ///< whatever it told of before is over
    Instant at;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (noticeSubject, noticeText, severity, incidentKey, settled, at))

/// Where words for the staff go: each says for itself whether the installation has set it up.
inline constexpr std::array<const char*, 3> alertConnectors{"alert_email", "alert_slack", "alert_pagerduty"};

/// A few words for one of the staff, to where that person reads mail (`staff` in the providers file).
inline constexpr const char* staffConnector = "staff_notice";
struct StaffNotice {
    std::string login;
    std::string subject, text;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(StaffNotice, (), (login, subject, text, at))

}  // namespace ok::outbox
