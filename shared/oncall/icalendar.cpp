// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/icalendar.h"

#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include "shared/base/json_value.h"
#include "shared/base/unicode.h"

namespace ok::oncall {
namespace {

constexpr std::size_t longestLine = 16'384, mostAttendees = 50, mostExceptions = 1'000, mostWarnings = 100;
constexpr int mostDepth = 8;

/// `DTSTART;TZID=America/New_York:20260302T090000`
struct Property {
    std::string name, value;
    std::vector<std::pair<std::string, std::string>> parameters;
    [[nodiscard]] std::string_view parameter(std::string_view key) const {
        for (const auto& [name_, value_] : parameters) {
            if (name_ == key) return value_;
        }
        return {};
    }
};

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
}

std::optional<int> number(std::string_view text, std::size_t digits = 0) {
    if (text.empty() || text.size() > 9 || (digits != 0 && text.size() != digits)) return std::nullopt;
    int out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        out = out * 10 + (c - '0');
    }
    return out;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(by, at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// Long lines are folded: a line that begins with a blank goes on from the one before.
class Lines {
  public:
    explicit Lines(std::string_view text) : m_rest(text) {}
    /// False at the end; `number` counts the lines of the file.
    bool next(std::string& line) {
        line.clear();
        bool any = false;
        while (!m_rest.empty()) {
            const bool folded = m_rest.front() == ' ' || m_rest.front() == '\t';
            if (any && !folded) break;
            const std::size_t end = std::min(m_rest.find('\n'), m_rest.size());
            std::string_view part = m_rest.substr(0, end);
            if (part.ends_with('\r')) part.remove_suffix(1);
            if (any) part.remove_prefix(1);
            line += part;
            m_rest.remove_prefix(std::min(m_rest.size(), end + 1));
            ++m_number;
            any = true;
            if (line.size() > longestLine) return true;
        }
        return any;
    }
    [[nodiscard]] int number() const { return m_number; }

  private:
    std::string_view m_rest;
    int m_number = 0;
};

std::optional<Property> propertyOf(std::string_view line) {
    Property out;
    std::size_t at = line.find_first_of(";:");
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    out.name = upper(line.substr(0, at));
    while (line[at] == ';') {
        const std::size_t equals = line.find('=', at);
        if (equals == std::string_view::npos) return std::nullopt;
        const std::string key = upper(line.substr(at + 1, equals - at - 1));
        std::size_t end = equals + 1;
        for (bool quoted = false; end < line.size() && (quoted || (line[end] != ';' && line[end] != ':')); ++end) quoted ^= line[end] == '"';
        std::string_view value = line.substr(equals + 1, end - equals - 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        if (out.parameters.size() < 20) out.parameters.emplace_back(key, value);
        at = end;
        if (at >= line.size()) return std::nullopt;
    }
    out.value = line.substr(at + 1);
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) out += text[i];
        else if (++i; text[i] == 'n' || text[i] == 'N') out += '\n';
        else out += text[i];
    }
    return toNfc(out);
}

std::string mailboxOf(std::string_view value) {
    std::string out = asciiLower(value);
    if (out.starts_with("mailto:")) out.erase(0, 7);
    return out.size() <= 320 && out.find('@') != std::string::npos ? out : "";
}

/// IANA as it is, Windows names (`Eastern Standard Time`) as Microsoft means them; empty: nobody knows.
std::string zoneOf(std::string_view name) {
    if (name.empty() || name.size() > 64) return {};
    if (name.starts_with('/')) {   // globally unique ids end in the name: `/freeassociation.sourceforge.net/Europe/Paris`
        const std::size_t second = name.find('/', 1);
        return second == std::string_view::npos ? std::string() : zoneOf(name.substr(second + 1));
    }
    if (localTime(Instant::fromSeconds(1), name).ok()) return std::string(name);
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString found;
    icu::TimeZone::getIDForWindowsID(icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int>(name.size()))), nullptr, found, status);
    std::string out;
    if (U_SUCCESS(status)) found.toUTF8String(out);
    return localTime(Instant::fromSeconds(1), out).ok() ? out : std::string();
}

std::optional<CivilTime> dateOf8(std::string_view text) {
    if (text.size() != 8 || !number(text, 8)) return std::nullopt;
    const auto day = parseDate(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" + std::string(text.substr(6, 2)));
    if (!day.ok()) return std::nullopt;
    return dateOf(*day);
}

std::optional<EventTime> timeOf(const Property& property) {
    EventTime out;
    const std::string_view text = property.value;
    const auto date = dateOf8(text.substr(0, std::min<std::size_t>(8, text.size())));
    if (!date) return std::nullopt;
    out.civil = *date;
    if (text.size() == 8) {
        out.wholeDay = true;
        return out;
    }
    const bool utc = text.ends_with('Z');
    if (text.size() != (utc ? 16U : 15U) || text[8] != 'T') return std::nullopt;
    const auto hour = number(text.substr(9, 2), 2), minute = number(text.substr(11, 2), 2), second = number(text.substr(13, 2), 2);
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    out.civil.hour = *hour;
    out.civil.minute = *minute;
    out.civil.second = std::min(*second, 59);
    if (utc) out.zone = "UTC";
    else if (const auto zone = property.parameter("TZID"); !zone.empty()) {
        out.zone = zoneOf(zone);
        if (out.zone.empty()) return std::nullopt;
    }
    return out;
}

/// `P1W`, `P1DT12H`, `PT30M`.
std::optional<Duration> durationOf(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    std::int64_t seconds_ = 0;
    bool clock = false, any = false;
    while (!text.empty()) {
        if (text.front() == 'T') {
            clock = true;
            text.remove_prefix(1);
            continue;
        }
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto value = number(text.substr(0, std::min<std::size_t>(digits, 6)));
        if (!value || digits > 5 || digits == text.size()) return std::nullopt;
        const char unit = text[digits];
        const int size = unit == 'W' && !clock ? 604'800 : unit == 'D' && !clock ? 86'400 : unit == 'H' && clock ? 3'600 : unit == 'M' && clock ? 60 : unit == 'S' && clock ? 1 : 0;
        if (size == 0) return std::nullopt;
        seconds_ += std::int64_t{*value} * size;
        text.remove_prefix(digits + 1);
        any = true;
    }
    if (!any || seconds_ > 366 * 86'400LL) return std::nullopt;
    return seconds(seconds_);
}

int weekdayOf(std::string_view text) {
    constexpr std::string_view names[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    for (int i = 0; i < 7; ++i) {
        if (names[i] == text) return i;
    }
    return -1;
}

/// False: a rule that this product does not know.
bool readRule(CalendarEvent& event, std::string_view value) {
    for (const std::string_view part : split(value, ';')) {
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) return false;
        const std::string key = upper(part.substr(0, equals)), text = upper(part.substr(equals + 1));
        if (key == "FREQ") {
            if (text == "DAILY") event.frequency = Frequency::daily;
            else if (text == "WEEKLY") event.frequency = Frequency::weekly;
            else if (text == "MONTHLY") event.frequency = Frequency::monthly;
            else return false;
        } else if (key == "INTERVAL") {
            const auto every = number(text);
            if (!every || *every < 1 || *every > 1'000) return false;
            event.interval = *every;
        } else if (key == "COUNT") {
            const auto times = number(text);
            if (!times || *times < 1) return false;
            event.count = *times;
        } else if (key == "UNTIL") {
            const auto time = timeOf({"UNTIL", text, {}});
            if (!time) return false;
            if (time->wholeDay) event.untilDay = dayOf(time->civil);
            else event.until = fromCivil(time->civil);   // RFC 5545: UNTIL is in UTC; a floating one is read so too
        } else if (key == "BYDAY") {
            for (const std::string_view day : split(text, ',')) {
                const int weekday = weekdayOf(day);   // `1MO`, the first Monday, is not of the part we read
                if (weekday < 0) return false;
                event.weekdays.push_back(weekday);
            }
        } else if (key == "WKST") {
            if (text != "MO" && event.interval > 1) return false;
        } else {
            return false;
        }
    }
    if (event.frequency == Frequency::once) return false;
    return event.weekdays.empty() || event.frequency == Frequency::weekly;
}

class CalendarReader {
  public:
    Result<Calendar> read(std::string_view text) {
        Lines lines(text);
        std::string line;
        while (lines.next(line)) {
            if (line.size() > longestLine) return bad(lines, "a line is too long");
            if (line.empty()) continue;
            const auto property = propertyOf(line);
            if (!property) return bad(lines, "this is no property");
            if (!begun() && !(property->name == "BEGIN" && upper(property->value) == "VCALENDAR")) return bad(lines, "a calendar begins with BEGIN:VCALENDAR");
            if (property->name == "BEGIN") {
                if (static_cast<int>(m_open.size()) >= mostDepth) return bad(lines, "components lie too deep");
                m_open.push_back(upper(property->value));
                if (inEvent()) start();
            } else if (property->name == "END") {
                if (m_open.empty() || m_open.back() != upper(property->value)) return bad(lines, "END does not fit its BEGIN");
                if (inEvent()) finish();
                m_open.pop_back();
                if (m_open.empty()) m_done = true;
            } else if (inEvent()) {
                take(*property);
            } else if (m_open.size() == 1) {
                if (property->name == "X-WR-CALNAME") m_out.name = unescaped(property->value);
                if (property->name == "X-WR-TIMEZONE") m_out.zone = zoneOf(property->value);
            }
            if (m_out.events.size() > mostCalendarEvents) return problem("too_large", "a calendar has at most 5,000 events");
        }
        if (!m_done || !m_open.empty()) return bad(lines, "the calendar does not end");
        return std::move(m_out);
    }

  private:
    [[nodiscard]] bool begun() const { return m_done || !m_open.empty(); }
    [[nodiscard]] bool inEvent() const { return m_open.size() == 2 && m_open.back() == "VEVENT"; }
    static Problem bad(const Lines& lines, const char* why) {
        return problem("bad_calendar", std::string(why) + " (line " + std::to_string(lines.number()) + ")", {{"line", std::to_string(lines.number())}});
    }
    void start() {
        m_event = {};
        m_end.reset();
        m_length.reset();
        m_started = false;
        m_wrong.clear();
    }
    void wrong(const std::string& what) {
        if (m_wrong.empty()) m_wrong = what;
    }
    void take(const Property& p) {
        if (p.name == "UID") m_event.uid = p.value.substr(0, 1'000);
        else if (p.name == "SUMMARY") m_event.summary = unescaped(p.value).substr(0, 1'000);
        else if (p.name == "ORGANIZER") m_event.organizer = mailboxOf(p.value);
        else if (p.name == "ATTENDEE" && m_event.attendees.size() < mostAttendees) {
            if (std::string mailbox = mailboxOf(p.value); !mailbox.empty() && upper(p.parameter("PARTSTAT")) != "DECLINED") m_event.attendees.push_back(std::move(mailbox));
        } else if (p.name == "STATUS") m_event.cancelled = upper(p.value) == "CANCELLED";
        else if (p.name == "SEQUENCE") m_event.sequence = number(p.value).value_or(0);
        else if (p.name == "DTSTART") {
            const auto time = timeOf(p);
            m_started = time.has_value();
            if (time) m_event.start = *time;
            else wrong("DTSTART");
        } else if (p.name == "DTEND") {
            m_end = timeOf(p);
            if (!m_end) wrong("DTEND");
        } else if (p.name == "DURATION") {
            m_length = durationOf(p.value);
            if (!m_length) wrong("DURATION");
        } else if (p.name == "RRULE") {
            if (m_event.frequency != Frequency::once || !readRule(m_event, p.value)) wrong("RRULE");
        } else if (p.name == "RDATE") wrong("RDATE");
        else if (p.name == "EXDATE") exceptions(p);
        else if (p.name == "RECURRENCE-ID") {
            const auto time = timeOf(p);
            if (time) m_event.replaces = inZoneOfStart(*time);
            else wrong("RECURRENCE-ID");
        }
    }
    /// Written in UTC or another zone than the start: brought to the start's clock, which is how occurrences are counted. Needs DTSTART
    /// first, as every program writes it; otherwise the time is taken as it stands.
    [[nodiscard]] CivilTime inZoneOfStart(const EventTime& time) const {
        if (time.wholeDay || time.zone.empty() || time.zone == m_event.start.zone || m_event.start.zone.empty()) return time.civil;
        const auto at = fromLocal(time.civil, time.zone);
        const auto local = at.ok() ? localTime(*at, m_event.start.zone) : Result<LocalTime>(at.problem());
        return local.ok() ? local->civil : time.civil;
    }
    void exceptions(const Property& p) {
        for (const std::string_view each : split(p.value, ',')) {
            Property one = p;
            one.value = each;
            const auto time = timeOf(one);
            if (!time || m_event.exceptions.size() >= mostExceptions) return wrong("EXDATE");
            m_event.exceptions.push_back(inZoneOfStart(*time));
        }
    }
    void finish() {
        if (!m_started) wrong("DTSTART");
        if (m_wrong.empty()) length();
        if (m_wrong.empty()) m_out.events.push_back(std::move(m_event));
        else if (m_out.warnings.size() < mostWarnings) m_out.warnings.push_back("event `" + std::string(cutUtf8(toNfc(m_event.uid), 100)) + "` left out: its " + m_wrong + " is not understood");
    }
    void length() {
        const EventTime& from = m_event.start;
        if (m_length) m_event.length = *m_length;
        else if (!m_end) m_event.length = from.wholeDay ? Duration(hours(24)) : Duration(0);
        else if (m_end->wholeDay != from.wholeDay) wrong("DTEND");
        else if (from.wholeDay) m_event.length = hours(24 * (dayOf(m_end->civil) - dayOf(from.civil)));
        else {
            const auto a = fromLocal(from.civil, from.zone.empty() ? "UTC" : from.zone), b = fromLocal(m_end->civil, m_end->zone.empty() ? "UTC" : m_end->zone);
            if (a.ok() && b.ok()) m_event.length = *b - *a;
            else wrong("DTEND");
        }
        if (m_event.length < Duration(0) || m_event.length > hours(24 * 366)) wrong("DTEND");
    }

    Calendar m_out;
    std::vector<std::string> m_open;
    bool m_done = false, m_started = false;
    CalendarEvent m_event;
    std::optional<EventTime> m_end;
    std::optional<Duration> m_length;
    std::string m_wrong;
};

}  // namespace

Result<Calendar> readCalendar(std::string_view text) {
    if (text.size() > mostCalendarBytes) return problem("too_large", "a calendar has at most 4 MiB");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return CalendarReader().read(text);
}

}  // namespace ok::oncall
