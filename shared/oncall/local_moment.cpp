// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/local_moment.h"

namespace ok::oncall {
namespace {

bool sameClock(const CivilTime& a, const CivilTime& b) {
    return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour && a.minute == b.minute && a.second == b.second;
}

}  // namespace

Result<LocalMoment> momentAt(const CivilTime& civil, std::string_view zone) {
    OK_ASSIGN(const Instant at, fromLocal(civil, zone));
    OK_ASSIGN(const LocalTime shown, localTime(at, zone));
    if (!sameClock(shown.civil, civil)) return LocalMoment{at, Clarity::nonexistent};
    // Clocks go back by an hour nearly everywhere, by half an hour on Lord Howe Island, by two in Antarctica.
    for (const int step : {30, 60, 120}) {
        OK_ASSIGN(const LocalTime later, localTime(at + minutes(step), zone));
        if (sameClock(later.civil, civil)) return LocalMoment{at, Clarity::ambiguous};
    }
    return LocalMoment{at, Clarity::plain};
}

std::int64_t dayOf(const CivilTime& civil) {
    CivilTime midnight;
    midnight.year = civil.year;
    midnight.month = civil.month;
    midnight.day = civil.day;
    return fromCivil(midnight).wholeSeconds() / 86'400;
}

CivilTime dateOf(std::int64_t day) { return toCivil(Instant::fromSeconds(day * 86'400)); }

Result<std::int64_t> parseDate(std::string_view text) {
    const Problem bad = problem("bad_date", "`" + std::string(text.substr(0, 20)) + "` is not a date like 2026-03-08");
    const auto at = parseIso(std::string(text) + "T00:00:00Z");
    if (text.size() != 10 || !at.ok()) return bad;
    return at->wholeSeconds() / 86'400;
}

std::string formatDate(std::int64_t day) { return toIso(Instant::fromSeconds(day * 86'400)).substr(0, 10); }

Result<LocalMoment> momentOn(std::int64_t day, int minute, std::string_view zone) {
    CivilTime civil = dateOf(day);
    civil.hour = minute / 60;
    civil.minute = minute % 60;
    return momentAt(civil, zone);
}

}  // namespace ok::oncall
