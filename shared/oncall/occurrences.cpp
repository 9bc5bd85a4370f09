// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Repeated events laid out in time: counted on the calendar of their zone, then brought to moments one by one.
#include <set>
#include <tuple>
#include <utility>

#include "shared/base/json_value.h"
#include "shared/base/unicode.h"
#include "shared/oncall/icalendar.h"

namespace ok::oncall {
namespace {

constexpr int mostSteps = 1'000'000;   // of all events of a question: what a hostile COUNT can cost

using ClockKey = std::tuple<int, int, int, int, int, int>;
ClockKey keyOf(const CivilTime& t) { return {t.year, t.month, t.day, t.hour, t.minute, t.second}; }

CivilTime onDay(std::int64_t day, const CivilTime& clock) {
    CivilTime out = dateOf(day);
    out.hour = clock.hour;
    out.minute = clock.minute;
    out.second = clock.second;
    return out;
}

/// The days on which an event starts, one after the other.
class Days {
  public:
    /// Nothing before `from` is wanted; only a rule that counts has to begin at its beginning.
    Days(const CalendarEvent& event, std::int64_t from, int& left) : m_event(event), m_first(dayOf(event.start.civil)), m_left(left) {
        if (event.frequency == Frequency::weekly && !event.weekdays.empty()) m_week = m_first - (dateOf(m_first).weekday + 6) % 7;   // weeks begin on Monday
        if (event.count || from <= m_first) return;
        const std::int64_t unit = event.interval * (event.frequency == Frequency::daily ? 1 : event.frequency == Frequency::weekly ? 7 : 31);
        m_step = std::max<std::int64_t>(0, (from - m_first) / unit - 1) * (event.weekdays.empty() ? 1 : 7);
    }
    /// None: there are no more.
    std::optional<std::int64_t> next() {
        if (m_event.frequency == Frequency::once) return std::exchange(m_given, 1) == 0 ? std::optional(m_first) : std::nullopt;
        if (m_event.count && m_given >= *m_event.count) return std::nullopt;
        while (m_left > 0) {
            --m_left;
            const std::optional<std::int64_t> day = candidate();
            if (!day || *day < m_first) continue;
            ++m_given;
            return day;
        }
        return std::nullopt;
    }

  private:
    std::optional<std::int64_t> candidate() {
        const std::int64_t at = m_step++;
        if (m_event.frequency == Frequency::daily) return m_first + at * m_event.interval;
        if (m_event.frequency == Frequency::monthly) return monthly(at);
        if (m_event.weekdays.empty()) return m_first + at * 7 * m_event.interval;
        const std::int64_t day = m_week + at / 7 * 7 * m_event.interval + at % 7;
        const bool mine = std::find(m_event.weekdays.begin(), m_event.weekdays.end(), dateOf(day).weekday) != m_event.weekdays.end();
        return mine ? std::optional(day) : std::nullopt;
    }
    /// The same day of the month; a month without it is left out, as the RFC says.
    std::optional<std::int64_t> monthly(std::int64_t at) {
        const std::int64_t month = m_event.start.civil.month - 1 + at * m_event.interval;
        CivilTime civil = m_event.start.civil;
        civil.year += static_cast<int>(std::min<std::int64_t>(month / 12, 10'000));
        civil.month = static_cast<int>(month % 12) + 1;
        if (civil.year > 9'000) m_left = 0;
        const std::int64_t day = dayOf(civil);
        return dateOf(day).day == civil.day && dateOf(day).month == civil.month ? std::optional(day) : std::nullopt;
    }

    const CalendarEvent& m_event;
    std::int64_t m_first, m_week = 0, m_step = 0;
    int& m_left;
    int m_given = 0;
};

struct Window {
    Instant from, to;
    std::string zone;
    int left = mostSteps;
};

/// Ends of whole days are local midnights: a day is not always 24 hours.
Result<Occurrence> laidOut(const CalendarEvent& event, std::int64_t day, const std::string& zone) {
    Occurrence out{event.uid, event.summary, event.organizer, event.attendees, {}, {}, Clarity::plain};
    if (event.start.wholeDay) {
        OK_ASSIGN(const LocalMoment from, momentOn(day, 0, zone));
        OK_ASSIGN(const LocalMoment to, momentOn(day + event.length / hours(24), 0, zone));
        out.from = from.at;
        out.to = to.at;
        out.clarity = from.clarity;
        return out;
    }
    OK_ASSIGN(const LocalMoment from, momentAt(onDay(day, event.start.civil), zone));
    out.from = from.at;
    out.to = from.at + event.length;
    out.clarity = from.clarity;
    return out;
}

Status layOut(const CalendarEvent& event, const std::set<ClockKey>& replaced, Window& window, std::vector<Occurrence>& out) {
    const std::string& zone = event.start.zone.empty() ? window.zone : event.start.zone;
    std::set<ClockKey> left;
    for (const CivilTime& each : event.exceptions) left.insert(keyOf(each));
    // Only the window is brought to moments; before it days are merely counted. A day of margin covers every zone.
    const std::int64_t firstDay = window.from.wholeSeconds() / 86'400 - 2 - event.length / hours(24), lastDay = window.to.wholeSeconds() / 86'400 + 2;
    Days days(event, firstDay, window.left);
    while (const auto day = days.next()) {
        if (*day > lastDay || (event.untilDay && *day > *event.untilDay)) break;
        if (*day < firstDay) continue;
        const CivilTime civil = event.start.wholeDay ? dateOf(*day) : onDay(*day, event.start.civil);
        if (left.contains(keyOf(civil)) || (!event.replaces && replaced.contains(keyOf(civil)))) continue;
        OK_ASSIGN(Occurrence each, laidOut(event, *day, zone));
        if (event.until && each.from > *event.until) break;
        if (each.to <= window.from || each.from >= window.to) continue;
        if (out.size() >= mostOccurrences) return problem("too_many", "the calendar has too many events in this time");
        out.push_back(std::move(each));
    }
    return window.left > 0 ? Status{} : Status{problem("too_many", "the rules of this calendar take too long to lay out")};
}

std::string plainTitle(std::string_view text) {
    std::string out;
    for (const std::string& dash : {std::string("\u2010"), std::string("\u2011"), std::string("\u2012"), std::string("\u2013"), std::string("\u2014")}) {
        std::string replaced;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(dash, at), text.size());
            replaced.append(text.substr(at, end - at));
            if (end < text.size()) replaced += '-';
            at = end + dash.size();
        }
        out = std::move(replaced);
        text = out;
    }
    std::string folded;
    for (const char c : foldForMatching(out)) {
        if (c != ' ' && c != '\t') folded += c;
    }
    return folded;
}

}  // namespace

Result<std::vector<Occurrence>> occurrences(const Calendar& calendar, Instant from, Instant to, std::string_view zone) {
    Window window{from, to, calendar.zone.empty() ? std::string(zone) : calendar.zone, mostSteps};
    OK_TRY([&]() -> Status {
        const auto known = localTime(from, window.zone);
        return known.ok() ? Status{} : Status{known.problem()};
    }());
    // Of one event sent several times the last edition counts; a replaced occurrence is its own event with the same UID.
    std::map<std::string, int> editions;
    std::map<std::string, std::set<ClockKey>> replaced;
    const auto nameOf = [](const CalendarEvent& event) {
        if (!event.replaces) return event.uid;
        const auto [y, mo, d, h, mi, s] = keyOf(*event.replaces);
        return event.uid + "\n" + std::to_string(y) + "." + std::to_string(mo) + "." + std::to_string(d) + "." + std::to_string(h) + "." + std::to_string(mi) + "." + std::to_string(s);
    };
    for (const CalendarEvent& event : calendar.events) {
        int& edition = editions.try_emplace(nameOf(event), event.sequence).first->second;
        edition = std::max(edition, event.sequence);
        if (event.replaces) replaced[event.uid].insert(keyOf(*event.replaces));
    }
    std::vector<Occurrence> out;
    std::set<std::string> done;
    for (const CalendarEvent& event : calendar.events) {
        const std::string name = nameOf(event);
        // An event without a name of its own has no editions; it stands for itself.
        const bool named = !event.uid.empty();
        if (named && (event.sequence < editions[name] || !done.insert(name).second)) continue;
        if (event.cancelled) continue;
        OK_TRY(layOut(event, named ? replaced[event.uid] : std::set<ClockKey>{}, window, out));
    }
    std::sort(out.begin(), out.end(), [](const Occurrence& a, const Occurrence& b) { return std::tie(a.from, a.uid, a.to) < std::tie(b.from, b.uid, b.to); });
    return out;
}

ImportedShifts shiftsOf(const std::vector<Occurrence>& all, std::string_view team, std::string_view role, const std::map<std::string, std::string>& people, std::string_view source) {
    ImportedShifts out;
    const std::string title = plainTitle("On-Call: " + std::string(team));
    for (const Occurrence& each : all) {
        if (plainTitle(each.summary) != title) continue;
        // The first attendee somebody knows is who was named; without any it is whose event it is.
        std::vector<std::string> mailboxes = each.attendees;
        mailboxes.push_back(each.organizer);
        const auto known = std::find_if(mailboxes.begin(), mailboxes.end(), [&people](const std::string& mailbox) { return people.contains(mailbox); });
        if (known == mailboxes.end()) {
            if (out.warnings.size() < 100) out.warnings.push_back("nobody known for `" + std::string(cutUtf8(each.uid, 100)) + "` at " + toIso(each.from));
            continue;
        }
        out.shifts.push_back({each.uid + "@" + toIso(each.from), std::string(role), people.at(*known), each.from, each.to, std::string(source)});
    }
    return out;
}

}  // namespace ok::oncall
