// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is on call, and why (F06.R1). A team says it in layers, the first that knows somebody counts: an override (a swap, made by hand),
// a holiday, a shift that came from a calendar, a rotation. Turns change at a local time of the team's zone, so a night shift stays a
// night shift when the clocks change. Whoever is inactive or away is passed over, and it is said who and why.
#pragma once
#include "shared/oncall/local_moment.h"

namespace ok::oncall {

/// People take turns: `people[0]` from `startDate`, the next after `everyDays`, and so on. Later rotations lie below earlier ones.
struct Rotation {
    std::string id, role;                 ///< `primary`, `alternate`
    std::vector<std::string> people;
    std::string startDate;                ///< `2026-03-02`
    std::optional<std::string> endDate;   ///< first day that it does not hold
    int everyDays = 7;
    int handoverMinute = 9 * 60;          ///< local, after midnight
    std::vector<int> weekdays;            ///< of the turn's day, 0 Sunday; empty: all
    bool operator==(const Rotation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rotation, (), (id, role, people, startDate, endDate, everyDays, handoverMinute, weekdays))

struct Shift {
    std::string id, role, person;
    Instant from, to;                     ///< to: not any more
    std::string source;                   ///< `google`, `pagerduty`, `ical`
    bool operator==(const Shift&) const = default;
};
BOOST_DESCRIBE_STRUCT(Shift, (), (id, role, person, from, to, source))

/// The one that was set last counts.
struct Override {
    std::string id, role, person, reason;
    Instant from, to, setAt;
    bool operator==(const Override&) const = default;
};
BOOST_DESCRIBE_STRUCT(Override, (), (id, role, person, reason, from, to, setAt))

/// A whole local day.
struct Holiday {
    std::string date, name, role, person;
    bool operator==(const Holiday&) const = default;
};
BOOST_DESCRIBE_STRUCT(Holiday, (), (date, name, role, person))

struct Absence {
    std::string person;
    Instant from, to;
    bool operator==(const Absence&) const = default;
};
BOOST_DESCRIBE_STRUCT(Absence, (), (person, from, to))

struct Team {
    std::string id, name, zone;
    std::vector<std::string> roles{"primary", "alternate"};
    std::vector<Rotation> rotations;
    std::vector<Shift> shifts;
    std::vector<Override> overrides;
    std::vector<Holiday> holidays;
    std::vector<Absence> absences;
    bool operator==(const Team&) const = default;
};
BOOST_DESCRIBE_STRUCT(Team, (), (id, name, zone, roles, rotations, shifts, overrides, holidays, absences))

enum class Because { nobody, override, holiday, shift, rotation };
BOOST_DESCRIBE_ENUM(Because, nobody, override, holiday, shift, rotation)

struct PassedOver {
    std::string person, reason;           ///< `inactive`, `absent`, `conflict` (overlapping shifts)
    bool operator==(const PassedOver&) const = default;
};
BOOST_DESCRIBE_STRUCT(PassedOver, (), (person, reason))

struct OnCall {
    std::string role, person;             ///< person empty: nobody
    Because because = Because::nobody;
    std::string source;                   ///< id of what says so; of a holiday its date
    std::vector<PassedOver> passedOver;
    Instant until;                        ///< next handover; unknown: none within the horizon
    std::string next;                     ///< who then
    Clarity handover = Clarity::plain;    ///< whether that local time is missing or comes twice
    bool operator==(const OnCall&) const = default;
};
BOOST_DESCRIBE_STRUCT(OnCall, (), (role, person, because, source, passedOver, until, next, handover))

using Inactive = std::vector<std::string>;
inline constexpr std::int64_t horizonDays = 62;

/// Problem `unknown_time_zone`; teams that check() refuses may give odd answers, never a crash.
[[nodiscard]] Result<OnCall> onCallAt(const Team& team, std::string_view role, Instant t, const Inactive& inactive = {});

/// A stretch of time that one person has, nobody has, or several claim.
struct Stretch {
    std::string role, person, code;       ///< code: empty, `gap`, `overlap`, `inactive`
    Instant from, to;
    bool operator==(const Stretch&) const = default;
};
BOOST_DESCRIBE_STRUCT(Stretch, (), (role, person, code, from, to))

/// What is on call from..to, stretch by stretch (at most horizonDays, else `out_of_range`).
[[nodiscard]] Result<std::vector<Stretch>> timetable(const Team& team, std::string_view role, Instant from, Instant to, const Inactive& inactive = {});

/// May it be published? Problem `invalid_fields`; `overlap` and `gap` name the times (F06.R1.A3).
[[nodiscard]] Status check(const Team& team, Instant from, Instant to, const Inactive& inactive = {});

}  // namespace ok::oncall
