// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/oncall/roster_draft.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "app/desk/command_body.h"

namespace ok::app {
namespace {

using namespace oncall;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Roster)
};

constexpr std::size_t mostProblems = 60;

template <class T>
const T* byId(const std::vector<T>& all, std::string_view id) {
    const auto found = std::find_if(all.begin(), all.end(), [id](const T& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
}

template <class T>
bool eraseId(std::vector<T>& all, std::string_view id) {
    return std::erase_if(all, [id](const T& each) { return each.id == id; }) > 0;
}

/// `rotations.<id>.people` as `rotations/<id>`.
std::string itemOf(const std::string& field) {
    const auto dot = field.find('.');
    if (dot == std::string::npos) return {};
    std::string id = field.substr(dot + 1);
    for (const char* tail : {".people", ".start_date", ".end_date", ".every_days", ".handover_minute", ".weekdays"})
        if (id.ends_with(tail)) id.resize(id.size() - std::string_view(tail).size());
    return field.substr(0, dot) + "/" + id;
}

QString hourText(int minute) { return QStringLiteral("%1:%2").arg(minute / 60, 2, 10, QLatin1Char('0')).arg(minute % 60, 2, 10, QLatin1Char('0')); }

QString dateText(const std::string& date) {
    const QDate day = QDate::fromString(utf8(date), Qt::ISODate);
    return day.isValid() ? QLocale().toString(day, QStringLiteral("ddd d MMM yyyy")) : utf8(date);
}

}  // namespace

QString rosterRoleText(const std::string& role) {
    if (role == "primary") return Words::tr("Primary");
    if (role == "alternate") return Words::tr("Alternate");
    return utf8(role);
}

void RosterDraft::set(const RosterTeam& team) {
    m_saved = team;
    m_team = team.team;
}

QTimeZone RosterDraft::zone() const {
    const QTimeZone zone(QByteArray::fromStdString(m_team.zone));
    return zone.isValid() ? zone : QTimeZone::utc();
}

QString RosterDraft::timeText(Instant at) const {
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at.millis(), zone()), QStringLiteral("ddd d MMM HH:mm"));
}

QString RosterDraft::nameOf(const std::string& person) const {
    const auto* found = byId(m_people, person);
    if (!found) return person.empty() ? Words::tr("nobody") : utf8(person);
    return found->active ? utf8(found->login) : Words::tr("%1 (not active)").arg(utf8(found->login));
}

bool RosterDraft::active(const std::string& person) const {
    const auto* found = byId(m_people, person);
    return m_people.empty() || (found && found->active);
}

Inactive RosterDraft::inactive() const {
    std::set<std::string> all;
    for (const auto& each : m_team.rotations) all.insert(each.people.begin(), each.people.end());
    for (const auto& each : m_team.shifts) all.insert(each.person);
    for (const auto& each : m_team.overrides) all.insert(each.person);
    for (const auto& each : m_team.holidays) all.insert(each.person);
    Inactive out;
    for (const auto& each : all)
        if (!each.empty() && !active(each)) out.push_back(each);
    return out;
}

std::vector<RosterItem> RosterDraft::items() const {
    std::vector<RosterItem> out;
    const auto span = [this](Instant from, Instant to) { return Words::tr("%1 \u2013 %2").arg(timeText(from), timeText(to)); };
    for (const auto& each : m_team.overrides)
        out.push_back({"overrides/" + each.id, each.role, each.person, each.from, each.to, Words::tr("Swap"), utf8(each.reason), nameOf(each.person), span(each.from, each.to)});
    for (const auto& each : m_team.holidays)
        out.push_back({"holidays/" + each.date + "/" + each.role, each.role, each.person, {}, {}, Words::tr("Holiday"), utf8(each.name), nameOf(each.person), dateText(each.date)});
    for (const auto& each : m_team.shifts)
        out.push_back({"shifts/" + each.id, each.role, each.person, each.from, each.to, Words::tr("Shift"), each.source.empty() ? QString() : Words::tr("from %1").arg(utf8(each.source)), nameOf(each.person), span(each.from, each.to)});
    for (const auto& each : m_team.rotations) {
        QStringList who;
        for (const auto& person : each.people) who << nameOf(person);
        QString when = Words::tr("every %n day(s) at %1, from %2", nullptr, each.everyDays).arg(hourText(each.handoverMinute), dateText(each.startDate));
        if (each.endDate) when += QStringLiteral(", ") + Words::tr("until %1").arg(dateText(*each.endDate));
        out.push_back({"rotations/" + each.id, each.role, each.people.empty() ? std::string() : each.people.front(), {}, {}, Words::tr("Rotation"), {}, who.join(QStringLiteral(" \u2192 ")), when});
    }
    for (const auto& each : m_team.absences)
        out.push_back({"absences/" + each.person + "/" + toIso(each.from), {}, each.person, each.from, each.to, Words::tr("Away"), {}, nameOf(each.person), span(each.from, each.to)});
    std::sort(out.begin(), out.end(), [](const RosterItem& a, const RosterItem& b) { return std::tie(a.from, a.key) < std::tie(b.from, b.key); });
    return out;
}

std::vector<Stretch> RosterDraft::stretches(const std::string& role, Instant from, Instant to) const {
    return timetable(m_team, role, from, to, inactive()).valueOr({});
}

bool RosterDraft::anybodyFor(const std::string& role) const {
    const auto has = [&role](const auto& all) { return std::any_of(all.begin(), all.end(), [&role](const auto& each) { return each.role == role; }); };
    return has(m_team.rotations) || has(m_team.shifts) || has(m_team.overrides);
}

std::vector<RosterProblem> RosterDraft::problems(Instant now) const {
    std::vector<RosterProblem> out;
    addSaveProblems(now, out);
    // An order of one step has nobody to go to next; a step that nobody fills is either filled or taken out.
    if (m_team.roles.size() < 2)
        out.push_back({RosterProblem::Kind::NoAlternate, true, {}, {}, "alternate", {}, {}, {}, Words::tr("Nobody is asked after the first. Choose an alternate.")});
    addGaps(now, out);
    std::vector<RosterProblem> first, later;   // what stands in the way of saving comes first
    for (RosterProblem& each : out) (each.publishOnly ? later : first).push_back(std::move(each));
    first.insert(first.end(), std::make_move_iterator(later.begin()), std::make_move_iterator(later.end()));
    if (first.size() > mostProblems) first.resize(mostProblems);
    return first;
}

void RosterDraft::addSaveProblems(Instant now, std::vector<RosterProblem>& out) const {
    Team named = m_team;
    if (named.id.empty()) named.id = "new";   // the server names it
    const Status found = check(named, now, now + rosterAhead, inactive());
    if (m_team.name.empty()) out.push_back({RosterProblem::Kind::Other, false, {}, {}, {}, {}, {}, {}, Words::tr("The team needs a name.")});
    if (found.ok()) return;
    for (const FieldProblem& field : found.problem().fields) {
        if (field.code == "gap") continue;
        RosterProblem each;
        each.item = itemOf(field.field);
        const std::string id = each.item.substr(each.item.find('/') + 1);
        if (const auto* shift = each.item.starts_with("shifts/") ? byId(m_team.shifts, id) : nullptr) {
            each.role = shift->role, each.person = shift->person, each.from = shift->from, each.to = shift->to;
            if (field.code == "overlap") {
                each.kind = RosterProblem::Kind::Overlap;
                for (const auto& other : m_team.shifts) {
                    if (other.id == shift->id || other.role != shift->role || other.to <= shift->from || other.from > shift->from) continue;
                    each.other = "shifts/" + other.id;
                    each.to = std::min(shift->to, other.to);
                    each.words = Words::tr("%1: %2 and %3 both have %4 \u2013 %5.").arg(rosterRoleText(shift->role), nameOf(other.person), nameOf(shift->person), timeText(each.from), timeText(each.to));
                }
            }
        }
        if (field.code == "inactive") {
            each.kind = RosterProblem::Kind::Inactive;
            each.person = field.message.substr(0, field.message.find(' '));
            each.words = Words::tr("%1 is no longer here: choose somebody else.").arg(nameOf(each.person));
        }
        if (each.words.isEmpty()) each.words = field.field == "zone" ? Words::tr("There is no such time zone.") : field.code == "out_of_range" && each.from.known() ? Words::tr("%1 ends before it begins.").arg(timeText(each.from)) : QStringLiteral("%1: %2").arg(utf8(field.field), utf8(field.message));
        out.push_back(std::move(each));
    }
}

void RosterDraft::addGaps(Instant now, std::vector<RosterProblem>& out) const {
    for (const auto& role : m_team.roles) {
        if (!anybodyFor(role)) {
            out.push_back({RosterProblem::Kind::NoAlternate, true, {}, {}, role, {}, now, now + rosterAhead, Words::tr("%1: nobody is set at all. Choose somebody, or take this step out.").arg(rosterRoleText(role))});
            continue;
        }
        for (const auto& each : stretches(role, now, now + rosterAhead)) {
            if (each.code != "gap") continue;
            out.push_back({RosterProblem::Kind::Gap, true, {}, {}, role, {}, each.from, each.to, Words::tr("%1: nobody from %2 to %3.").arg(rosterRoleText(role), timeText(each.from), timeText(each.to))});
        }
    }
}

void RosterDraft::remove(const std::string& key) {
    const auto cut = key.find('/');
    const std::string kind = key.substr(0, cut), id = key.substr(cut + 1);
    if (kind == "shifts") eraseId(m_team.shifts, id);
    if (kind == "rotations") eraseId(m_team.rotations, id);
    if (kind == "overrides") eraseId(m_team.overrides, id);
    if (kind == "holidays") std::erase_if(m_team.holidays, [&id](const Holiday& each) { return each.date + "/" + each.role == id; });
    if (kind == "absences") std::erase_if(m_team.absences, [&id](const Absence& each) { return each.person + "/" + toIso(each.from) == id; });
}

void RosterDraft::removeRole(const std::string& role) {
    const auto drop = [&role](auto& all) { std::erase_if(all, [&role](const auto& each) { return each.role == role; }); };
    std::erase(m_team.roles, role);
    drop(m_team.rotations), drop(m_team.shifts), drop(m_team.overrides), drop(m_team.holidays);
}

std::string RosterDraft::freshId(const char* kind) const {
    std::set<std::string> taken;
    for (const auto& each : m_team.shifts) taken.insert(each.id);
    for (const auto& each : m_team.rotations) taken.insert(each.id);
    for (const auto& each : m_team.overrides) taken.insert(each.id);
    for (int n = 1;; ++n)
        if (std::string id = kind + std::string("-") + std::to_string(n); !taken.contains(id)) return id;
}

}  // namespace ok::app
