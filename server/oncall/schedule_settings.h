// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where shifts come from, by utility: `<data>/oncall.json`, which only the server's owner may read. The log knows sources by name;
// addresses and secrets stand here alone.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "server/settings/private_file.h"
#include "shared/base/json.h"

namespace ok::oncall {

struct ScheduleSettings {
    std::string kind;                       ///< `pagerduty`, `opsgenie`, `google`, `microsoft`, `ical`
    std::string team;                       ///< of the roster
    std::map<std::string, std::string> schedules;   ///< role → id of the schedule (pagerduty, opsgenie) or of the calendar
    std::string baseUrl;                    ///< empty: the vendor's; of `ical` the calendar's address
    std::string token;                      ///< API key; of calendars an access token, where nothing refreshes it
    std::string tokenUrl, clientId, clientSecret, refreshToken;   ///< OAuth: a refresh token (google), or the client's own credentials (microsoft)
    std::string webhookSecret;              ///< what the vendor signs its webhooks with; empty: none are taken
    std::string alternate;                  ///< login that stands in for whoever the calendar names (F06.R1.A2)
    std::map<std::string, std::string> people;      ///< the source's mailbox or login → login here
    int everySeconds = 45;
    int daysAhead = 28;
};
BOOST_DESCRIBE_STRUCT(ScheduleSettings, (), (kind, team, schedules, baseUrl, token, tokenUrl, clientId, clientSecret, refreshToken, webhookSecret, alternate, people, everySeconds, daysAhead))

/// By the utility's short name, then by the source's own.
using ScheduleBook = std::map<std::string, std::map<std::string, ScheduleSettings>>;

/// No file: nothing is asked. Problems: `oncall_exposed` (others may read it), `oncall_invalid`.
[[nodiscard]] Result<ScheduleBook> readScheduleFile(const std::string& path, const settings::SecretBox& secrets = {});
[[nodiscard]] Result<ScheduleBook> readScheduleBook(std::string_view text);

}  // namespace ok::oncall
