// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/ladder_moves.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "server/outbox/notice.h"
#include "shared/access/user.h"
#include "shared/base/derived_ids.h"
#include "shared/incidents/incident_scope.h"
#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {
namespace {

using approvals::Approval;

bool isNothing(const LadderRun& run, const LadderMove& move, const MoveCause& cause) {
    return move.ladder == run.ladder && move.send.empty() && move.set.empty() && move.cancel.empty() && !cause.origin && !cause.snoozed && !cause.assignee;
}

std::string loginOf(CommandContext& cx, const std::string& person) {
    const auto user = cx.views().find<access::User>(person);
    return user ? user->login : std::string();
}

bool onDuty(CommandContext& cx, const std::string& person) {
    bool found = false;
    cx.views().each<RosterTeam>([&](const RosterTeam& team) {
        if (found || !team.live) return;
        const Inactive inactive = inactiveIn(cx.views(), *team.live);
        for (const std::string& role : team.live->roles) {
            const auto duty = onCallAt(*team.live, role, cx.clockNow(), inactive);
            found = found || (duty.ok() && duty->person == person);
        }
    });
    return found;
}

/// Who could act on it, with the way that reaches them: a text before a call.
std::map<std::string, std::string> waysOf(const std::vector<Candidate>& holders) {
    std::map<std::string, std::string> out;
    for (const Candidate& each : holders) {
        if (!each.skip.empty()) continue;
        for (const char* way : {"sms", "voice"}) {
            if (std::find(each.channels.begin(), each.channels.end(), way) != each.channels.end()) {
                out.emplace(each.person, way);
                break;
            }
        }
    }
    return out;
}

/// The same for every nudge of one move; about the person it says nothing yet.
NudgeNotice noticeFor(CommandContext& cx, const Approval& frozen, const LadderRun& run) {
    NudgeNotice out;
    out.approval = frozen.id;
    out.command = frozen.command;
    out.severity = run.ladder.severity;
    out.deadline = run.ladder.deadline;
    out.requester = loginOf(cx, frozen.submittedBy.id);
    if (out.requester.empty()) out.requester = frozen.submittedBy.id;
    const auto incident = run.incidents.empty() ? nullptr : cx.views().find<incidents::Incident>(run.incidents.front());
    if (incident) {
        out.incident = incident->number;
        out.place = incident->place;
    }
    return out;
}

void post(CommandContext& cx, NudgeNotice notice, const std::string& person, const std::string& channel, const std::string& once) {
    const std::string connector = connectorOf(channel);
    if (connector.empty()) return;   // consoles and phone pages see the ladder itself
    const Preferences liked = preferencesOf(cx, person);
    notice.person = person;
    notice.login = loginOf(cx, person);
    notice.channel = channel;
    notice.language = liked.language;
    notice.zone = liked.zone;
    cx.send({.id = formatUuid(derivedUuid(once)), .connector = connector, .payload = toJson(notice)});
}

void sendNudges(CommandContext& cx, const OncallPorts& ports, const Approval& frozen, const LadderRun& run, const std::vector<ToSend>& all) {
    if (all.empty()) return;
    const NudgeNotice common = noticeFor(cx, frozen, run);
    for (const ToSend& each : all) {
        if (connectorOf(each.channel).empty()) continue;
        NudgeNotice notice = common;
        notice.nudge = each.nudge;
        notice.provider = each.provider;
        if (const auto load = cx.views().find<NudgeLoad>(each.person)) {
            const auto others = std::count_if(load->waiting.begin(), load->waiting.end(), [&frozen](const std::string& id) { return id != frozen.id.str(); });
            notice.others = static_cast<int>(others);
        }
        if (ports.linkFor) {
            const TapLink tap = ports.linkFor(cx, frozen.id, each.person, each.channel);
            // Without it they sign in: a nudge that says less is better than none.
            if (!tap.url.empty() || !tap.code.empty()) notice.tap = cx.keepOwn(Secret{toJson(tap)}).valueOr({});
        }
        post(cx, std::move(notice), each.person, each.channel, "nudge " + run.ladder.id + " " + each.nudge + " " + std::to_string(each.provider));
    }
}

/// Whoever was asked in vain hears that nobody is waited for any more (F06.R2.A7).
void sendEndings(CommandContext& cx, const Approval& frozen, const LadderRun& run) {
    NudgeNotice notice = noticeFor(cx, frozen, run);
    notice.about = "over";
    std::map<std::string, std::string> channelOf;
    for (const Nudge& nudge : run.ladder.nudges) {
        if (nudge.state == NudgeState::sent || nudge.state == NudgeState::delivered) channelOf[nudge.person] = nudge.channel;
    }
    for (const auto& [person, channel] : channelOf) post(cx, notice, person, channel, "nudge over " + run.ladder.id + " " + person);
}

void tellOwner(CommandContext& cx, const LadderRun& run, const std::string& subject, const std::string& text, const std::string& once) {
    const std::string login = loginOf(cx, run.owner);
    if (login.empty()) return;
    cx.send({.id = formatUuid(derivedUuid("ladder owner " + run.ladder.id + " " + once)), .connector = outbox::staffConnector,
             .payload = toJson(outbox::StaffNotice{login, subject, text, cx.clockNow()})});
}

void tellExceeded(CommandContext& cx, const LadderRun& run) {
    const std::string subject = "Nobody decided in time: " + run.command;
    const std::string text = "The request " + run.approval.str() + " was not decided within " + std::to_string(run.policy.maxTotalWaitSeconds / 60) +
                             " minutes. Nobody else is asked. (SLA exceeded)";
    tellOwner(cx, run, subject, text, "exceeded");
    for (const std::string& connector : run.policy.tellWhenExceeded) {
        const outbox::Notice notice{subject, text, "critical", "ladder:" + run.ladder.id, false, cx.clockNow()};
        cx.send({.id = formatUuid(derivedUuid("ladder exceeded " + run.ladder.id + " " + connector)), .connector = connector,
                 .orderKey = connector + ":ladder:" + run.ladder.id, .payload = toJson(notice)});
    }
}

/// Who asked hears that a nudge does not leave now, why, and when it can (F06.R3.A7).
void tellThrottled(CommandContext& cx, const LadderRun& run, const std::vector<LadderNote>& notes) {
    for (const LadderNote& note : notes) {
        if (note.what != "throttled") continue;
        const std::string until = note.until.known() ? "They are asked again at " + toIso(note.until) + "." : "They are not asked again for this request.";
        tellOwner(cx, run, "A reminder for your request is held back", "One of the people asked was reminded too often lately. " + until,
                  "throttled " + note.person + toIso(note.until));
    }
}

}  // namespace

void callNextLevel(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    if (frozen.state != approvals::ApprovalState::pending || frozen.steps.empty()) return;
    const approvals::ApprovalStep& step = frozen.steps.back();
    if (step.kind != approvals::StepKind::escalated || step.role.empty() || step.at < cx.clockNow()) return;   // of an earlier moment
    std::map<std::string, std::string> ways = waysOf(factsFor(cx, ports, frozen).candidates("role:" + step.role));
    std::map<std::string, std::string> duty;
    std::copy_if(ways.begin(), ways.end(), std::inserter(duty, duty.end()), [&cx](const auto& each) { return onDuty(cx, each.first); });
    if (!duty.empty()) ways = std::move(duty);
    if (ways.empty()) return;
    LadderRun about;
    about.incidents = incidentsOf(cx, frozen);
    about.ladder.severity = severityOf(cx, frozen);
    about.ladder.deadline = frozen.expiresAt;
    NudgeNotice common = noticeFor(cx, frozen, about);
    common.about = "escalated";
    std::vector<CalledPerson> called;
    for (const auto& [person, channel] : ways) {
        NudgeNotice notice = common;
        if (ports.linkFor) {
            const TapLink tap = ports.linkFor(cx, frozen.id, person, channel);
            if (!tap.url.empty() || !tap.code.empty()) notice.tap = cx.keepOwn(Secret{toJson(tap)}).valueOr({});
        }
        post(cx, std::move(notice), person, channel, "escalated " + step.id + " " + person);
        called.push_back({person, channel});
    }
    cx.emit(NextLevelCalled{frozen.id, step.id, step.level, step.role, std::move(called)}, {.subjects = {frozen.id.str()}});
}

Status tellMentioned(CommandContext& cx, const OncallPorts& ports, ApprovalId approval, const std::string& comment) {
    const auto frozen = cx.views().find<Approval>(approval.str());
    if (!frozen) return {};
    const auto step = std::find_if(frozen->steps.begin(), frozen->steps.end(), [&comment](const approvals::ApprovalStep& each) { return each.id == comment; });
    if (step == frozen->steps.end() || step->kind != approvals::StepKind::commented) return {};
    std::set<std::string> people;
    for (const std::string& name : mentionsIn(step->reason)) {
        for (const access::User& user : cx.views().byKey<access::User>("login", name)) people.insert(user.disabled ? std::string() : user.id.str());
        const auto team = cx.views().find<RosterTeam>(name);
        if (!team || !team->live) continue;
        for (const std::string& role : team->live->roles) people.insert(onCallAt(*team->live, role, cx.clockNow(), inactiveIn(cx.views(), *team->live)).valueOr(OnCall{}).person);
    }
    people.erase(std::string());
    people.erase(step->actor.id);
    if (people.empty()) return {};
    LadderRun about;
    about.incidents = incidentsOf(cx, *frozen);
    about.ladder.severity = severityOf(cx, *frozen);
    about.ladder.deadline = frozen->expiresAt;
    NudgeNotice notice = noticeFor(cx, *frozen, about);
    notice.about = "mention";
    notice.requester = step->login;
    for (const std::string& person : people) {
        const std::string login = loginOf(cx, person);
        for (const std::string& channel : preferencesOf(cx, person).channels) {
            const bool written = channel == "sms" || channel == "email";   // nobody is called up for a comment
            if (!written || (!cx.drill() && ports.reachable && !ports.reachable(cx.tenant(), login, channel))) continue;
            post(cx, notice, person, channel, "mention " + comment + " " + person);
            break;
        }
    }
    cx.emit(Mentioned{approval, comment, {people.begin(), people.end()}}, {.subjects = {approval.str()}});
    return {};
}

std::string timerKey(ApprovalId approval, const std::string& key) { return "ladder:" + approval.str() + ":" + key; }

void setTimers(CommandContext& cx, ApprovalId approval, const std::vector<LadderTimer>& timers) {
    for (const LadderTimer& timer : timers) {
        // A ladder runs on the clock that people live by, in a rehearsal too.
        cx.setTimer({.key = timerKey(approval, timer.key), .due = cx.now() + (timer.due - cx.clockNow()), .command = std::string(LadderDue::card.name),
                     .body = toJson(LadderDue{approval, timer.key})});
    }
}

bool carryOut(CommandContext& cx, const OncallPorts& ports, const Approval& frozen, LadderRun& run, LadderMove move, MoveCause cause) {
    if (isNothing(run, move, cause)) return false;
    const bool wasOver = cause.why != "opened" && isOver(run.ladder.phase);
    for (const std::string& key : move.cancel) cx.cancelTimer(timerKey(frozen.id, key));
    setTimers(cx, frozen.id, move.set);
    run.approval = frozen.id;
    run.ladder = move.ladder;
    if (cause.origin) {
        run.policy = cause.origin->policy;
        run.command = cause.origin->command;
        run.owner = cause.origin->owner;
        run.incidents = cause.origin->incidents;
        run.closing = cause.origin->closing;
    }
    if (cause.snoozed) run.snoozed = cause.snoozed;
    if (run.snoozed && run.snoozed->until <= cx.clockNow()) run.snoozed.reset();
    if (cause.assignee) run.assignee = *cause.assignee;
    const LadderFacts facts = factsFor(cx, ports, frozen);
    LadderMoved event{frozen.id, std::move(cause.why), std::move(cause.key), std::move(cause.reason), cx.clockNow(), run.ladder, std::move(cause.origin),
                      move.send, move.notes, nextOf(run.policy, run.ladder, facts), run.snoozed, run.assignee};
    EventOptions about{.subjects = run.incidents, .eventTime = {}, .justification = event.reason};
    about.subjects.insert(about.subjects.begin(), frozen.id.str());
    cx.emit(std::move(event), std::move(about));
    sendNudges(cx, ports, frozen, run, move.send);
    tellThrottled(cx, run, move.notes);
    if (!wasOver && run.ladder.phase == LadderPhase::cancelled) sendEndings(cx, frozen, run);
    if (!wasOver && run.ladder.phase == LadderPhase::exceeded) tellExceeded(cx, run);
    return true;
}

std::vector<std::string> incidentsOf(CommandContext& cx, const Approval& frozen) {
    std::vector<std::string> out;
    for (const std::string& subject : frozen.subjects) {
        if (cx.views().find<incidents::Incident>(subject)) out.push_back(subject);
    }
    return out;
}

std::string severityOf(CommandContext& cx, const Approval& frozen) {
    static const std::vector<std::string> order{"advisory", "minor", "major", "critical"};
    std::ptrdiff_t worst = 0;
    const auto count = [&worst](const std::string& severity) {
        const auto at = std::find(order.begin(), order.end(), severity);
        if (at != order.end()) worst = std::max(worst, at - order.begin());
    };
    const auto incidents = incidentsOf(cx, frozen);
    for (const std::string& id : incidents) count(incidents::severityOf(*cx.views().find<incidents::Incident>(id)));
    // Of an incident that grew or shrank since, what it is now counts.
    if (incidents.empty()) std::for_each(frozen.requested.severities.begin(), frozen.requested.severities.end(), count);
    return worst == 0 ? "minor" : order[static_cast<std::size_t>(worst)];
}

}  // namespace ok::oncall
