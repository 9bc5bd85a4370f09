// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/roster.h"

#include <tuple>

namespace ok::oncall {
namespace {

constexpr std::size_t mostThings = 5'000;
constexpr int mostEdges = 20'000;

bool within(Instant from, Instant to, Instant t) { return from <= t && t < to; }

template <class T>
std::vector<const T*> covering(const std::vector<T>& all, std::string_view role, Instant t) {
    std::vector<const T*> out;
    for (const T& each : all) {
        if (each.role == role && within(each.from, each.to, t)) out.push_back(&each);
    }
    return out;
}

class Question {
  public:
    Question(const Team& team, std::string_view role, const Inactive& inactive) : m_team(team), m_role(role), m_inactive(inactive) {}

    Result<OnCall> at(Instant t) const {
        OnCall out;
        out.role = m_role;
        OK_ASSIGN(const LocalTime local, localTime(t, m_team.zone));
        if (byOverride(out, t) || byHoliday(out, t, dayOf(local.civil)) || byShift(out, t)) return out;
        for (const Rotation& rotation : m_team.rotations) {
            if (rotation.role == m_role && byRotation(out, t, rotation, dayOf(local.civil))) return out;
        }
        return out;
    }

    /// The next moment at which another answer is possible, after t.
    Result<LocalMoment> edgeAfter(Instant t) const {
        LocalMoment best;
        const auto consider = [&](const LocalMoment& moment) {
            if (moment.at > t && (!best.at.known() || moment.at < best.at)) best = moment;
        };
        const auto both = [&](const auto& all) {
            for (const auto& each : all) consider({each.from, Clarity::plain}), consider({each.to, Clarity::plain});
        };
        both(m_team.overrides);
        both(m_team.shifts);
        both(m_team.absences);
        OK_ASSIGN(const LocalTime local, localTime(t, m_team.zone));
        const std::int64_t today = dayOf(local.civil);
        for (const Holiday& holiday : m_team.holidays) {
            const auto day = parseDate(holiday.date);
            // The holidays of other years are not brought to moments each time.
            if (!day.ok() || holiday.role != m_role || *day < today - 2 || *day > today + horizonDays + 2) continue;
            for (const std::int64_t d : {*day, *day + 1}) {
                OK_ASSIGN(const LocalMoment moment, momentOn(d, 0, m_team.zone));
                consider(moment);
            }
        }
        for (const Rotation& rotation : m_team.rotations) {
            if (rotation.role != m_role) continue;
            // A turn's day changes each day at the handover; far in the future only the start matters.
            const auto start = parseDate(rotation.startDate);
            for (std::int64_t d = today - 1; d <= today + 2; ++d) {
                OK_ASSIGN(const LocalMoment moment, momentOn(d, rotation.handoverMinute, m_team.zone));
                consider(moment);
            }
            if (start.ok()) {
                OK_ASSIGN(const LocalMoment moment, momentOn(*start, rotation.handoverMinute, m_team.zone));
                consider(moment);
            }
        }
        return best;
    }

  private:
    /// True when this person can be asked; else it is noted why not.
    bool take(OnCall& out, Instant t, const std::string& person, Because because, const std::string& source) const {
        const char* reason = nullptr;
        if (std::find(m_inactive.begin(), m_inactive.end(), person) != m_inactive.end()) reason = "inactive";
        for (const Absence& absence : m_team.absences) {
            if (absence.person == person && within(absence.from, absence.to, t)) reason = "absent";
        }
        if (reason != nullptr || person.empty()) {
            if (!person.empty()) out.passedOver.push_back({person, reason});
            return false;
        }
        out.person = person;
        out.because = because;
        out.source = source;
        return true;
    }
    bool byOverride(OnCall& out, Instant t) const {
        auto all = covering(m_team.overrides, m_role, t);
        std::sort(all.begin(), all.end(), [](const Override* a, const Override* b) { return std::tie(b->setAt, a->id) < std::tie(a->setAt, b->id); });
        return std::any_of(all.begin(), all.end(), [&](const Override* each) { return take(out, t, each->person, Because::override, each->id); });
    }
    bool byHoliday(OnCall& out, Instant t, std::int64_t today) const {
        return std::any_of(m_team.holidays.begin(), m_team.holidays.end(), [&](const Holiday& each) {
            const auto day = parseDate(each.date);
            return each.role == m_role && day.ok() && *day == today && take(out, t, each.person, Because::holiday, each.date);
        });
    }
    bool byShift(OnCall& out, Instant t) const {
        const auto all = covering(m_team.shifts, m_role, t);
        if (all.size() == 1) return take(out, t, all[0]->person, Because::shift, all[0]->id);
        // Two claim the same time: neither counts until somebody has resolved it (F06.R1.A2).
        for (const Shift* each : all) out.passedOver.push_back({each->person, "conflict"});
        return false;
    }
    /// The turn's day: the last one whose handover is not after t.
    std::optional<std::int64_t> turnDay(const Rotation& rotation, Instant t, std::int64_t today) const {
        for (std::int64_t day = today + 1; day >= today - 1; --day) {
            const auto moment = momentOn(day, rotation.handoverMinute, m_team.zone);
            if (moment.ok() && moment->at <= t) return day;
        }
        return std::nullopt;
    }
    bool byRotation(OnCall& out, Instant t, const Rotation& rotation, std::int64_t today) const {
        const auto start = parseDate(rotation.startDate);
        const auto day = turnDay(rotation, t, today);
        if (!start.ok() || !day || *day < *start || rotation.people.empty() || rotation.everyDays < 1) return false;
        if (rotation.endDate) {
            const auto end = parseDate(*rotation.endDate);
            if (!end.ok() || *day >= *end) return false;
        }
        const int weekday = dateOf(*day).weekday;
        if (!rotation.weekdays.empty() && std::find(rotation.weekdays.begin(), rotation.weekdays.end(), weekday) == rotation.weekdays.end()) return false;
        const auto turn = static_cast<std::size_t>((*day - *start) / rotation.everyDays);
        // Whoever cannot is followed by the next in line, who stands in for that turn only.
        for (std::size_t i = 0; i < rotation.people.size(); ++i) {
            if (take(out, t, rotation.people[(turn + i) % rotation.people.size()], Because::rotation, rotation.id)) return true;
        }
        return false;
    }

    const Team& m_team;
    std::string m_role;
    const Inactive& m_inactive;
};

class TeamCheck {
  public:
    TeamCheck(const Team& team, const Inactive& inactive) : m_team(team), m_inactive(inactive) {}

    Status run(Instant from, Instant to) {
        if (m_team.id.empty()) wrong("id", "missing", "a team needs an id");
        if (m_team.roles.empty() || m_team.roles.size() > 10) wrong("roles", "out_of_range", "1 to 10 roles");
        if (!localTime(Instant::fromSeconds(1), m_team.zone).ok()) wrong("zone", "unknown_value", "no such time zone");
        const std::size_t things = m_team.rotations.size() + m_team.shifts.size() + m_team.overrides.size() + m_team.holidays.size() + m_team.absences.size();
        if (things > mostThings) wrong("team", "too_many", "at most 5,000 shifts, overrides and holidays");
        for (const Rotation& rotation : m_team.rotations) checkRotation(rotation);
        for (const Holiday& holiday : m_team.holidays) {
            if (!parseDate(holiday.date).ok()) wrong("holidays." + holiday.date, "bad_value", "a date is written 2026-12-25");
        }
        spans("shifts", m_team.shifts);
        spans("overrides", m_team.overrides);
        overlaps();
        if (m_why.fields.empty()) gaps(from, to);
        if (m_why.fields.empty()) return {};
        return m_why;
    }

  private:
    void wrong(std::string field, const char* code, std::string words) {
        if (m_why.fields.size() < 100) m_why.fields.push_back({std::move(field), code, std::move(words)});
    }
    void person(const std::string& field, const std::string& who) {
        if (std::find(m_inactive.begin(), m_inactive.end(), who) != m_inactive.end()) wrong(field, "inactive", who + " is not active any more");
    }
    void checkRotation(const Rotation& rotation) {
        const std::string at = "rotations." + rotation.id;
        if (rotation.people.empty() || rotation.people.size() > 100) wrong(at + ".people", "out_of_range", "1 to 100 people");
        if (!parseDate(rotation.startDate).ok()) wrong(at + ".start_date", "bad_value", "a date is written 2026-03-02");
        if (rotation.endDate && !parseDate(*rotation.endDate).ok()) wrong(at + ".end_date", "bad_value", "a date is written 2026-03-02");
        if (rotation.everyDays < 1 || rotation.everyDays > 366) wrong(at + ".every_days", "out_of_range", "1 to 366 days");
        if (rotation.handoverMinute < 0 || rotation.handoverMinute >= 24 * 60) wrong(at + ".handover_minute", "out_of_range", "0 to 1,439");
        for (const std::string& who : rotation.people) person(at + ".people", who);
        for (const int day : rotation.weekdays) {
            if (day < 0 || day > 6) wrong(at + ".weekdays", "out_of_range", "0 to 6");
        }
    }
    template <class T>
    void spans(const char* name, const std::vector<T>& all) {
        for (const T& each : all) {
            const std::string at = std::string(name) + "." + each.id;
            if (each.from >= each.to) wrong(at, "out_of_range", "it ends before it begins");
            if (each.person.empty()) wrong(at, "missing", "somebody has to take it");
            person(at, each.person);
        }
    }
    void overlaps() {
        std::vector<const Shift*> all;
        for (const Shift& each : m_team.shifts) all.push_back(&each);
        std::sort(all.begin(), all.end(), [](const Shift* a, const Shift* b) { return std::tie(a->role, a->from) < std::tie(b->role, b->from); });
        for (std::size_t i = 1; i < all.size(); ++i) {
            if (all[i]->role != all[i - 1]->role || all[i]->from >= all[i - 1]->to) continue;
            wrong("shifts." + all[i]->id, "overlap", toIso(all[i]->from) + " to " + toIso(std::min(all[i]->to, all[i - 1]->to)) + " is also taken by " + all[i - 1]->id);
        }
    }
    void gaps(Instant from, Instant to) {
        for (const std::string& role : m_team.roles) {
            const auto all = timetable(m_team, role, from, to, m_inactive);
            if (!all.ok()) return wrong("timetable", "bad_value", all.problem().message);
            for (const Stretch& each : *all) {
                if (each.code == "gap") wrong("roles." + role, "gap", "nobody from " + toIso(each.from) + " to " + toIso(each.to));
            }
        }
    }

    const Team& m_team;
    const Inactive& m_inactive;
    Problem m_why = problem("invalid_fields", "this roster cannot be published: see `fields`");
};

}  // namespace

Result<OnCall> onCallAt(const Team& team, std::string_view role, Instant t, const Inactive& inactive) {
    const Question question(team, role, inactive);
    OK_ASSIGN(OnCall out, question.at(t));
    Instant edge = t;
    for (int i = 0; i < mostEdges; ++i) {
        OK_ASSIGN(const LocalMoment next, question.edgeAfter(edge));
        if (!next.at.known() || next.at > t + hours(24 * horizonDays)) break;
        OK_ASSIGN(const OnCall then, question.at(next.at));
        if (then.person != out.person) {
            out.until = next.at;
            out.next = then.person;
            out.handover = next.clarity;
            break;
        }
        edge = next.at;
    }
    return out;
}

Result<std::vector<Stretch>> timetable(const Team& team, std::string_view role, Instant from, Instant to, const Inactive& inactive) {
    if (to <= from || to - from > hours(24 * horizonDays)) return problem("out_of_range", "a timetable covers at most 62 days");
    const Question question(team, role, inactive);
    std::vector<Stretch> out;
    Instant at = from;
    for (int i = 0; i < mostEdges && at < to; ++i) {
        OK_ASSIGN(const OnCall now, question.at(at));
        OK_ASSIGN(const LocalMoment next, question.edgeAfter(at));
        const Instant end = next.at.known() ? std::min(next.at, to) : to;
        if (!out.empty() && out.back().person == now.person) out.back().to = end;
        else out.push_back({std::string(role), now.person, now.person.empty() ? "gap" : "", at, end});
        at = end;
    }
    return out;
}

Status check(const Team& team, Instant from, Instant to, const Inactive& inactive) { return TeamCheck(team, inactive).run(from, to); }

}  // namespace ok::oncall
