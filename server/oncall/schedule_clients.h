// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What schedulers and calendars say about the coming weeks, as shifts of a roster (F06.R1.A1, A2). Blocking; nothing here changes
// anything. What they answer is hostile until it is read; what cannot be used is named and left out.
#pragma once
#include <functional>
#include <string_view>

#include "server/oncall/schedule_settings.h"
#include "shared/oncall/icalendar.h"

namespace ok::oncall {

struct ScheduleQuestion {
    std::string source;                            ///< its name here
    std::string teamName;                          ///< as calendars write it: `On-Call: <team>`
    std::string zone;                              ///< of the team: of times that name none
    Instant from, to;
    std::map<std::string, std::string> people;     ///< what the source calls somebody, lower case → account here
};

struct ScheduleAnswer {
    std::vector<Shift> shifts;
    std::vector<Override> overrides;
    std::vector<std::string> warnings;
};

/// Problems: `schedule_unreachable`, `schedule_throttled` (both worth asking again), `schedule_refused` (credentials), `schedule_not_found`,
/// `schedule_unreadable`.
[[nodiscard]] Result<ScheduleAnswer> askSchedule(const ScheduleSettings& settings, const ScheduleQuestion& question);
[[nodiscard]] bool worthAskingAgain(const Problem& why);

/// Is a webhook from whom it says? PagerDuty signs the body (`v1=<hex>`, several of them while keys change), Opsgenie and others
/// send the secret itself.
[[nodiscard]] bool webhookIsTheirs(const ScheduleSettings& settings, std::string_view signature, std::string_view secret, std::string_view body);

}  // namespace ok::oncall
