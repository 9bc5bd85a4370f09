// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/oncall_views.h"

#include <set>

#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_events.h"
#include "shared/oncall/sla_events.h"
#include "shared/policy/policy_events.h"
#include "shared/views/change.h"

namespace ok::oncall {
namespace {

constexpr std::size_t nudgesKept = 20;

void remember(Views& views, const std::string& person, const std::string& approval, Instant at) {
    const auto found = views.find<NudgeLoad>(person);
    NudgeLoad load = found ? *found : NudgeLoad{person, {}, {}};
    load.nudged.push_back(at);
    if (load.nudged.size() > nudgesKept) load.nudged.erase(load.nudged.begin());
    if (std::find(load.waiting.begin(), load.waiting.end(), approval) == load.waiting.end()) load.waiting.push_back(approval);
    views.save(std::move(load));
}

void hold(Views& views, const std::string& person, const std::string& approval, bool held) {
    const auto found = views.find<NudgeLoad>(person);
    NudgeLoad load = found ? *found : NudgeLoad{person, {}, {}};
    const bool known = std::find(load.held.begin(), load.held.end(), approval) != load.held.end();
    if (known == held) return;
    if (held) load.held.push_back(approval);
    else std::erase(load.held, approval);
    views.save(std::move(load));
}

void join(Views& views, const JoinedNudge& joined) {
    const auto found = views.find<NudgeLoad>(joined.person);
    NudgeLoad load = found ? *found : NudgeLoad{joined.person, {}, {}};
    load.joined.push_back(joined.nudge);
    if (load.joined.size() > nudgesKept) load.joined.erase(load.joined.begin());
    views.save(std::move(load));
}

void letGo(Views& views, const Ladder& ladder, const std::string& approval) {
    std::set<std::string> people;
    for (const Nudge& nudge : ladder.nudges) people.insert(nudge.person);
    for (const std::string& person : people) {
        const auto found = views.find<NudgeLoad>(person);
        const auto knows = [&approval](const std::vector<std::string>& all) { return std::find(all.begin(), all.end(), approval) != all.end(); };
        if (!found || (!knows(found->waiting) && !knows(found->held))) continue;
        NudgeLoad load = *found;
        std::erase(load.waiting, approval);
        std::erase(load.held, approval);
        views.save(std::move(load));
    }
}

/// Time that stood still does not count against a step; another severity gives it its whole time anew (F05.R7.A5).
Instant targetFrom(const LadderRun& before, const LadderMoved& e) {
    if (e.why == "opened" || e.why == "reassigned" || e.ladder.step != before.ladder.step || !before.targetFrom.known()) return e.ladder.stepAt;
    if (e.why == "reprioritised") return e.at;
    Instant from = before.targetFrom;
    if (e.why == "resumed") from += std::max(Duration(0), e.at - before.ladder.pausedAt);
    if (e.why == "snoozed" && e.snoozed) from += e.snoozed->until - e.snoozed->at;
    if (e.why == "unsnoozed" && before.snoozed) from = from - std::max(Duration(0), before.snoozed->until - e.at);
    return from;
}

void moved(const EntryHeader& header, const LadderMoved& e, Views& views) {
    const auto found = views.find<LadderRun>(e.approval.str());
    LadderRun run = found ? *found : LadderRun{};
    const Instant from = targetFrom(run, e);
    if (e.why == "opened") run = LadderRun{};   // of a new version: what was before stands in the log
    run.approval = e.approval;
    run.ladder = e.ladder;
    if (e.origin) {
        run.policy = e.origin->policy;
        run.command = e.origin->command;
        run.owner = e.origin->owner;
        run.incidents = e.origin->incidents;
        run.closing = e.origin->closing;
    }
    run.next = e.next;
    run.snoozed = e.snoozed;
    run.assignee = e.assignee;
    run.targetFrom = from;
    run.priority = priorityOf(e.ladder.severity);
    run.updatedAt = e.at;
    const std::string by = header.actor.type == ActorType::human ? header.actor.id : std::string();
    for (const LadderNote& note : e.notes) {
        if (note.what == "step_entered") ++run.transitions;
        if (note.what == "throttled" && note.reason == "deferred") hold(views, note.person, e.approval.str(), true);
        if (note.what == "digest" || note.what == "sent") hold(views, note.person, e.approval.str(), false);
        if (note.what == "taken_over") run.barred = takenFrom(e.ladder);
        run.history.push_back({e.at, by, note});
    }
    if (run.history.size() > mostHappenings) run.history.erase(run.history.begin(), run.history.end() - mostHappenings);
    views.save(std::move(run));
    for (const ToSend& each : e.sent) remember(views, each.person, e.approval.str(), e.at);
    for (const JoinedNudge& each : e.joined) join(views, each);
    if (isOver(e.ladder.phase)) letGo(views, e.ladder, e.approval.str());
}

}  // namespace

bool isOver(LadderPhase phase) { return phase != LadderPhase::running && phase != LadderPhase::paused; }

std::vector<std::string> takenFrom(const Ladder& ladder) {
    std::set<std::string> before, now;
    for (const Nudge& nudge : ladder.nudges) (nudge.step < ladder.step ? before : now).insert(nudge.person);
    std::vector<std::string> out;
    std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(out));
    return out;
}

ViewKeys LadderRun::viewKeys() const {
    ViewKeys out{{"open", isOver(ladder.phase) ? "no" : "yes"}};
    for (const std::string& incident : incidents) out.emplace_back("incident", incident);
    return out;
}

Status check(const Preferences& preferences) {
    static const std::set<std::string> known{"push", "sms", "email", "voice", "chat"};
    Problem why = problem("invalid_fields", "these preferences cannot be kept: see `fields`");
    const auto wrong = [&why](const char* field, const char* code, const char* words) { why.fields.push_back({field, code, words}); };
    const auto channels = [&](const char* field, const std::vector<std::string>& all) {
        const std::set<std::string> once(all.begin(), all.end());
        const bool fits = once.size() == all.size() && std::all_of(all.begin(), all.end(), [](const std::string& each) { return known.contains(each); });
        if (!fits) wrong(field, "unknown_value", "push, sms, email, voice or chat, each once");
    };
    channels("channels", preferences.channels);
    channels("quiet_channels", preferences.quietChannels);
    const auto minute = [](int value) { return value >= 0 && value < 24 * 60; };
    if (!minute(preferences.quietFrom) || !minute(preferences.quietTo)) wrong("quiet_from", "out_of_range", "minutes of a day, 0 to 1,439");
    if (!preferences.zone.empty() && !localTime(Instant::fromSeconds(1), preferences.zone).ok()) wrong("zone", "unknown_value", "no such time zone");
    if (preferences.language != "en" && preferences.language != "es") wrong("language", "unknown_value", "en or es");
    if (why.fields.empty()) return {};
    return why;
}

void addProjections(Projections& projections) {
    projections.on<policy::PolicyPublished>([](const EntryHeader&, const policy::PolicyPublished& e, Views& views) {
        if (e.kind != ladderKind) return;
        const auto body = views.find<policy::PolicyBody>(policy::PolicyVersion::idOf(e.kind, e.number));
        auto rules = body ? fromJson<LadderRules>(body->body.text) : Result<LadderRules>(problem("not_found", ""));
        if (!rules.ok()) return;
        for (LadderPolicy& each : rules->ladders) each.version = e.number;
        views.save(LiveLadders{e.number, std::move(*rules)});
    });
    addSlaProjections(projections);
    projections.on<LadderMoved>(moved);
    projections.on<IncidentHeld>([](const EntryHeader&, const IncidentHeld& e, Views& views) { views.save(e.now); });
    projections.on<TeamSaved>([](const EntryHeader&, const TeamSaved& e, Views& views) { views.save(e.now); });
    projections.on<TeamRemoved>([](const EntryHeader&, const TeamRemoved& e, Views& views) { views.erase<RosterTeam>(e.team); });
    projections.on<SourceSynced>([](const EntryHeader&, const SourceSynced& e, Views& views) { views.save(e.source); });
    projections.on<PreferencesSet>([](const EntryHeader&, const PreferencesSet& e, Views& views) { views.save(e.preferences); });
}

}  // namespace ok::oncall
