// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Shifts out of calendars: the part of iCalendar (RFC 5545) that on-call calendars are written in. Events with a start and an end or
// duration, repeated daily, weekly or monthly, with exceptions and replaced occurrences. What is not of that part is named, not guessed:
// an event that cannot be understood is left out and stands among the warnings. Zones are IANA names, or Windows names as Microsoft
// writes them; the rules of a VTIMEZONE are not read, the zone data of the house are. The file is hostile until it is read.
#pragma once
#include "shared/oncall/roster.h"

namespace ok::oncall {

inline constexpr std::size_t mostCalendarBytes = std::size_t{4} << 20;
inline constexpr std::size_t mostCalendarEvents = 5'000;
inline constexpr std::size_t mostOccurrences = 20'000;

enum class Frequency { once, daily, weekly, monthly };
BOOST_DESCRIBE_ENUM(Frequency, once, daily, weekly, monthly)

/// A wall-clock time in a zone; whole days have no time.
struct EventTime {
    CivilTime civil;
    std::string zone;                     ///< IANA; `UTC` for times with Z; empty: floating, in the calendar's zone
    bool wholeDay = false;
};

struct CalendarEvent {
    std::string uid, summary, organizer;  ///< organizer and attendees: mailboxes, lower case, without `mailto:`
    std::vector<std::string> attendees;
    EventTime start;
    Duration length{};                    ///< exact; of whole days in days of 24 hours, and then counted in days
    Frequency frequency = Frequency::once;
    int interval = 1;
    std::optional<int> count;
    std::optional<Instant> until;
    std::optional<std::int64_t> untilDay; ///< UNTIL given as a date
    std::vector<int> weekdays;            ///< BYDAY of a weekly rule, 0 Sunday
    std::vector<CivilTime> exceptions;    ///< EXDATE, in the zone of the start
    std::optional<CivilTime> replaces;    ///< RECURRENCE-ID: this stands for that occurrence
    bool cancelled = false;
    int sequence = 0;
};

struct Calendar {
    std::string name, zone;               ///< X-WR-CALNAME, X-WR-TIMEZONE
    std::vector<CalendarEvent> events;
    std::vector<std::string> warnings;    ///< at most 100: what was left out and why
};

/// Problems `bad_calendar` (names the line), `too_large`.
[[nodiscard]] Result<Calendar> readCalendar(std::string_view text);

struct Occurrence {
    std::string uid, summary, organizer;
    std::vector<std::string> attendees;
    Instant from, to;
    Clarity clarity = Clarity::plain;     ///< of the start
    bool operator==(const Occurrence&) const = default;
};
BOOST_DESCRIBE_STRUCT(Occurrence, (), (uid, summary, organizer, attendees, from, to, clarity))

/// What overlaps [from, to), by time. `zone`: of floating times where the calendar names none. Problem `unknown_time_zone`, `too_many`.
[[nodiscard]] Result<std::vector<Occurrence>> occurrences(const Calendar& calendar, Instant from, Instant to, std::string_view zone);

/// Events titled `On-Call: <team>` (any dash, any case) as shifts of a role; `people`: mailbox → person. An event whose mailboxes
/// nobody knows is among the warnings (F06.R1.A2).
struct ImportedShifts {
    std::vector<Shift> shifts;
    std::vector<std::string> warnings;
};
[[nodiscard]] ImportedShifts shiftsOf(const std::vector<Occurrence>& all, std::string_view team, std::string_view role, const std::map<std::string, std::string>& people, std::string_view source);

}  // namespace ok::oncall
