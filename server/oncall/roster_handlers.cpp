// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/roster_handlers.h"

#include <algorithm>

#include "server/oncall/ladder_people.h"
#include "shared/access/user.h"

namespace ok::oncall {
namespace {

constexpr Duration publishedAhead = hours(24 * 28);   // so far a published roster has to be without gaps
constexpr std::size_t mostTeams = 200, mostWarnings = 50;

bool soundId(const std::string& id) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    return !id.empty() && id.size() <= 60 && std::all_of(id.begin(), id.end(), fits);
}

/// What stands in the way of saving: everything but gaps, which only publishing cares about. People who have gone are no reason not to
/// take a shift away.
Status mayKeep(CommandContext& cx, const Team& team, bool publish) {
    const Instant now = cx.clockNow();
    Status found = check(team, now, now + publishedAhead, inactiveIn(cx.views(), team));
    if (publish || found.ok()) return found;
    Problem why = found.problem();
    std::erase_if(why.fields, [](const FieldProblem& each) { return each.code == "gap"; });
    if (why.fields.empty()) return {};
    return why;
}

Result<RosterTeam> teamOf(CommandContext& cx, const std::string& id, int ifRevision) {
    const auto found = cx.views().find<RosterTeam>(id);
    if (!found) return problem("team_not_found", "there is no such team");
    if (ifRevision != 0 && ifRevision != found->revision) {
        return problem("revision_conflict", "somebody changed this team meanwhile: look again", {{"revision", std::to_string(found->revision)}});
    }
    return *found;
}

void save(CommandContext& cx, RosterTeam next, std::string what, std::string item = {}) {
    next.editedBy = cx.who().actor.id;
    next.editedAt = cx.clockNow();
    const TeamReply reply{next.team.id, std::move(item), next.revision};
    const std::string id = next.team.id;
    cx.emit(TeamSaved{std::move(next), std::move(what)}, {.subjects = {"oncall:" + id}});
    cx.reply(reply);
}

Status saveTeam(CommandContext& cx, const SaveTeam& command) {
    RosterTeam next;
    next.team = command.team;
    if (next.team.id.empty()) next.team.id = formatUuid(cx.newUuid());
    if (!soundId(next.team.id)) return problem("invalid_fields", "the id of a team is of a-z, 0-9, - and _", {{"field", "id"}});
    if (next.team.name.empty() || next.team.name.size() > 100) return problem("invalid_fields", "a team needs a name of at most 100 bytes", {{"field", "name"}});
    if (const auto found = cx.views().find<RosterTeam>(next.team.id)) {
        if (command.ifRevision != 0 && command.ifRevision != found->revision) {
            return problem("revision_conflict", "somebody changed this team meanwhile: look again", {{"revision", std::to_string(found->revision)}});
        }
        next.live = found->live;
        next.revision = found->revision + 1;
    } else {
        std::size_t count = 0;
        cx.views().each<RosterTeam>([&count](const RosterTeam&) { ++count; });
        if (count >= mostTeams) return problem("too_many", "there are as many teams as there can be");
    }
    OK_TRY(mayKeep(cx, next.team, command.publish));
    if (command.publish) next.live = next.team;
    save(cx, std::move(next), command.publish ? "published" : "saved");
    return {};
}

Status removeTeam(CommandContext& cx, const RemoveTeam& command) {
    OK_TRY(teamOf(cx, command.team, command.ifRevision));
    cx.emit(TeamRemoved{command.team}, {.subjects = {"oncall:" + command.team}});
    return {};
}

template <class T>
void put(std::vector<T>& all, const T& item, bool remove) {
    std::erase_if(all, [&item](const T& each) { return each.id == item.id; });
    if (!remove) all.push_back(item);
}

Status saveShift(CommandContext& cx, const SaveShift& command) {
    OK_ASSIGN(RosterTeam next, teamOf(cx, command.team, command.ifRevision));
    Shift shift = command.shift;
    const bool known = std::any_of(next.team.shifts.begin(), next.team.shifts.end(), [&shift](const Shift& each) { return each.id == shift.id; });
    if (command.remove && !known) return problem("shift_not_found", "there is no such shift");
    if (shift.id.empty()) shift.id = formatUuid(cx.newUuid());
    if (shift.id.size() > 200) return problem("invalid_fields", "this id is too long", {{"field", "id"}});
    if (!command.remove && std::find(next.team.roles.begin(), next.team.roles.end(), shift.role) == next.team.roles.end()) {
        return problem("invalid_fields", "this team has no such role", {{"field", "role"}});
    }
    put(next.team.shifts, shift, command.remove);
    if (!command.remove) OK_TRY(mayKeep(cx, next.team, false));
    if (next.live) put(next.live->shifts, shift, command.remove);
    ++next.revision;
    save(cx, std::move(next), "shift", shift.id);
    return {};
}

Status setOverride(CommandContext& cx, const SetOverride& command) {
    OK_ASSIGN(RosterTeam next, teamOf(cx, command.team, 0));
    Override swap = command.override;
    if (swap.id.empty()) swap.id = formatUuid(cx.newUuid());
    if (swap.id.size() > 200 || swap.reason.size() > 500) return problem("invalid_fields", "this is too long", {{"field", "override"}});
    swap.setAt = cx.clockNow();   // the one that was set last counts
    put(next.team.overrides, swap, command.remove);
    if (!command.remove) OK_TRY(mayKeep(cx, next.team, false));
    if (next.live) put(next.live->overrides, swap, command.remove);
    ++next.revision;
    save(cx, std::move(next), "override", swap.id);
    return {};
}

/// Whoever keeps the roster may say it of others.
Status mine(const CommandContext& cx, const MatrixSource& matrices, const std::string& person) {
    if (person == cx.who().actor.id || decideAccess(cx.who(), "oncall.roster", matrices).allowed) return {};
    return problem("access_denied", "this is for the person themselves, or for whoever keeps the roster", {{"action", "oncall.roster"}});
}

Status setAbsence(CommandContext& cx, const MatrixSource& matrices, const SetAbsence& command) {
    const std::string person = command.person.empty() ? cx.who().actor.id : command.person;
    OK_TRY(mine(cx, matrices, person));
    if (!command.remove && (!command.from.known() || command.from >= command.to)) return problem("invalid_fields", "it ends before it begins", {{"field", "to"}});
    const Absence absence{person, command.from, command.to};
    std::vector<RosterTeam> touched;
    cx.views().each<RosterTeam>([&](const RosterTeam& each) {
        const std::string body = toJson(each.team);
        if (body.find("\"" + person + "\"") != std::string::npos) touched.push_back(each);
    });
    if (touched.empty()) return problem("not_on_a_roster", "this person is on no roster");
    for (RosterTeam& next : touched) {
        for (Team* team : {&next.team, next.live ? &*next.live : nullptr}) {
            if (team == nullptr) continue;
            std::erase_if(team->absences, [&](const Absence& each) { return each == absence || (command.remove && each.person == person) || each.to <= cx.clockNow(); });
            if (!command.remove) team->absences.push_back(absence);
        }
        ++next.revision;
        save(cx, std::move(next), "absence", person);
    }
    return {};
}

/// People whom nobody knows here, or who have gone, are passed over and named.
template <class T>
std::vector<T> usable(CommandContext& cx, const std::vector<T>& given, std::vector<std::string>& warnings) {
    std::vector<T> out;
    for (const T& each : given) {
        const auto user = cx.views().find<access::User>(each.person);
        if (user && !user->disabled && each.from < each.to) out.push_back(each);
        else if (warnings.size() < mostWarnings) warnings.push_back("inactive: " + each.person.substr(0, 60) + " from " + toIso(each.from));
    }
    return out;
}

Status takeShifts(CommandContext& cx, const TakeShifts& command) {
    const auto before = cx.views().find<ScheduleSource>(command.source);
    ScheduleSource source = before ? *before : ScheduleSource{};
    source.id = command.source;
    source.kind = command.kind;
    source.team = command.team;
    source.lastAttempt = cx.clockNow();
    const auto found = cx.views().find<RosterTeam>(command.team);
    const std::string failure = command.failure.empty() && !found ? "team_not_found" : command.failure;
    const EventOptions about{.subjects = {"oncall:" + command.team}};
    if (!failure.empty()) {
        // The warning is seen from the first try on; that it still is so need not be written every minute.
        if (before && !before->healthy && before->problem == failure && before->failures >= 4) return {};
        source.healthy = false;
        source.problem = failure;
        ++source.failures;
        cx.emit(SourceSynced{std::move(source)}, about);
        return {};
    }
    source.healthy = true;
    source.problem.clear();
    source.failures = 0;
    source.lastSync = cx.clockNow();
    source.warnings = command.warnings;
    if (source.warnings.size() > mostWarnings) source.warnings.resize(mostWarnings);
    const auto shifts = usable(cx, command.shifts, source.warnings);
    const auto overrides = usable(cx, command.overrides, source.warnings);
    source.shifts = static_cast<int>(shifts.size());
    RosterTeam next = *found;
    const std::string ours = command.source + ":";
    const auto replace = [&](Team& team) {
        std::erase_if(team.shifts, [&](const Shift& each) { return each.source == command.source; });
        std::erase_if(team.overrides, [&](const Override& each) { return each.id.starts_with(ours); });
        team.shifts.insert(team.shifts.end(), shifts.begin(), shifts.end());
        team.overrides.insert(team.overrides.end(), overrides.begin(), overrides.end());
    };
    replace(next.team);
    if (next.live) replace(*next.live);
    // Two who claim the same hours: neither has them until somebody decides (F06.R1.A2).
    if (const Status sound = check(next.team, cx.clockNow(), cx.clockNow() + publishedAhead); !sound.ok()) {
        for (const FieldProblem& field : sound.problem().fields) {
            if (field.code == "overlap" && source.warnings.size() < mostWarnings) source.warnings.push_back("overlap: " + field.message);
        }
    }
    const bool same = next.team == found->team && next.live == found->live;
    ++next.revision;
    if (!same) save(cx, std::move(next), "synced", command.source);
    // Asked every minute: only what is news is an entry.
    const bool news = !before || !before->healthy || before->warnings != source.warnings || before->shifts != source.shifts;
    if (news || !same) cx.emit(SourceSynced{std::move(source)}, about);
    return {};
}

Status setPreferences(CommandContext& cx, const MatrixSource& matrices, const SetPreferences& command) {
    Preferences next = command.preferences;
    if (next.person.empty()) next.person = cx.who().actor.id;
    OK_TRY(mine(cx, matrices, next.person));
    if (!cx.views().find<access::User>(next.person)) return problem("not_found", "there is no such person");
    OK_TRY(check(next));
    const std::string person = next.person;
    cx.emit(PreferencesSet{std::move(next)}, {.subjects = {person}});
    return {};
}

}  // namespace

void addRosterHandlers(Gate& gate, MatrixSource matrices) {
    gate.handle<SaveTeam>([](const Right&, CommandContext& cx, const SaveTeam& c) { return saveTeam(cx, c); });
    gate.handle<RemoveTeam>([](const Right&, CommandContext& cx, const RemoveTeam& c) { return removeTeam(cx, c); });
    gate.handle<SaveShift>([](const Right&, CommandContext& cx, const SaveShift& c) { return saveShift(cx, c); });
    gate.handle<SetOverride>([](const Right&, CommandContext& cx, const SetOverride& c) { return setOverride(cx, c); });
    gate.handle<SetAbsence>([matrices](const Right&, CommandContext& cx, const SetAbsence& c) { return setAbsence(cx, matrices, c); });
    gate.handle<TakeShifts>([](const Right&, CommandContext& cx, const TakeShifts& c) { return takeShifts(cx, c); });
    gate.handle<SetPreferences>([matrices](const Right&, CommandContext& cx, const SetPreferences& c) { return setPreferences(cx, matrices, c); });
}

}  // namespace ok::oncall
