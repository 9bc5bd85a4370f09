// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/nudge_posts.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "server/oncall/ladder_moves.h"
#include "server/outbox/notice.h"
#include "shared/access/user.h"
#include "shared/base/derived_ids.h"
#include "shared/incidents/incident_scope.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {
namespace {

using approvals::Approval;
using approvals::ApprovalState;

constexpr std::size_t mostJoined = 8, longestReason = 200;

/// At most so many bytes, and no half character.
std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
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
    if (!frozen.subjects.empty()) out.subject = frozen.subjects.front();
    out.riskScore = frozen.riskScore;
    out.riskLevel = frozen.riskLevel;
    const auto incident = run.incidents.empty() ? nullptr : cx.views().find<incidents::Incident>(run.incidents.front());
    if (incident) {
        out.incident = incident->number;
        out.place = incident->place;
    }
    return out;
}

/// What a request says of itself where no ladder says it.
LadderRun aboutOf(CommandContext& cx, const Approval& frozen) {
    LadderRun out;
    out.approval = frozen.id;
    out.incidents = incidentsOf(cx, frozen);
    out.ladder.severity = severityOf(cx, frozen);
    out.ladder.deadline = frozen.expiresAt;
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

/// The first of these ways that this person likes and that the installation knows.
std::string wayTo(CommandContext& cx, const OncallPorts& ports, const std::string& person, const std::set<std::string>& among) {
    const std::string login = loginOf(cx, person);
    for (const std::string& channel : preferencesOf(cx, person).channels) {
        if (among.contains(channel) && !login.empty() && (cx.drill() || !ports.reachable || ports.reachable(cx.tenant(), login, channel))) return channel;
    }
    return {};
}

/// Sealed until the row is settled. Without it they sign in: a nudge that says less is better than none.
Token<Secret> tapFor(CommandContext& cx, const OncallPorts& ports, ApprovalId approval, const std::string& person, const std::string& channel) {
    if (!ports.linkFor) return {};
    const TapLink tap = ports.linkFor(cx, approval, person, channel);
    if (tap.url.empty() && tap.code.empty()) return {};
    return cx.keepOwn(Secret{toJson(tap)}).valueOr({});
}

NudgeItem itemOf(CommandContext& cx, const OncallPorts& ports, const LadderRun& run, const std::string& nudge, const std::string& person, const std::string& channel) {
    NudgeItem out{run.approval, nudge, run.command, {}, {}, run.ladder.deadline, {}};
    const auto incident = run.incidents.empty() ? nullptr : cx.views().find<incidents::Incident>(run.incidents.front());
    if (incident) {
        out.incident = incident->number;
        out.place = incident->place;
    }
    out.tap = tapFor(cx, ports, run.approval, person, channel);
    return out;
}

bool hasSaid(const Ladder& ladder, const std::string& person) {
    return std::any_of(ladder.acknowledged.begin(), ladder.acknowledged.end(), [&person](const Acknowledgement& each) { return each.person == person; });
}

void tellOwner(CommandContext& cx, const LadderRun& run, const std::string& subject, const std::string& text, const std::string& once) {
    const std::string login = loginOf(cx, run.owner);
    if (login.empty()) return;
    cx.send({.id = formatUuid(derivedUuid("ladder owner " + run.ladder.id + " " + once)), .connector = outbox::staffConnector,
             .payload = toJson(outbox::StaffNotice{login, subject, text, cx.clockNow()})});
}

}  // namespace

std::vector<JoinedNudge> joinedBy(CommandContext& cx, const LadderRun& run, const std::vector<ToSend>& all) {
    std::vector<JoinedNudge> out;
    const Instant since = cx.clockNow() - seconds(run.policy.joinSeconds);
    if (run.policy.joinSeconds <= 0 || run.ladder.startedAt < since) return out;
    std::set<std::string> seen{run.approval.str()};
    for (const std::string& incident : run.incidents) {
        for (const LadderRun& other : cx.views().byKey<LadderRun>("incident", incident)) {
            if (other.ladder.phase != LadderPhase::running || other.ladder.startedAt < since || !seen.insert(other.approval.str()).second) continue;
            for (const ToSend& each : all) {
                if (each.attempt != 0 || each.provider != 0 || connectorOf(each.channel).empty() || hasSaid(other.ladder, each.person)) continue;
                const auto open = std::find_if(other.ladder.nudges.begin(), other.ladder.nudges.end(), [&each](const Nudge& nudge) {
                    return nudge.person == each.person && nudge.channel == each.channel && (nudge.state == NudgeState::sent || nudge.state == NudgeState::delivered);
                });
                if (open != other.ladder.nudges.end() && out.size() < mostJoined) out.push_back({other.approval, open->key, each.person, each.nudge});
            }
        }
    }
    return out;
}

void sendNudges(CommandContext& cx, const OncallPorts& ports, const Approval& frozen, const LadderRun& run, const std::vector<ToSend>& all, const std::vector<JoinedNudge>& joined) {
    if (all.empty()) return;
    const NudgeNotice common = noticeFor(cx, frozen, run);
    for (const ToSend& each : all) {
        if (connectorOf(each.channel).empty()) continue;
        NudgeNotice notice = common;
        notice.nudge = each.nudge;
        notice.provider = each.provider;
        if (each.attempt >= firstReminder) {
            notice.about = "remind";
            notice.leftSeconds = static_cast<int>((run.ladder.stepDue - cx.clockNow()).count() / 1'000'000);
        }
        for (const JoinedNudge& other : joined) {
            const auto its = other.with == each.nudge ? cx.views().find<LadderRun>(other.approval.str()) : nullptr;
            if (its) notice.items.push_back(itemOf(cx, ports, *its, other.nudge, each.person, each.channel));
        }
        if (const auto load = cx.views().find<NudgeLoad>(each.person)) {
            const auto others = std::count_if(load->waiting.begin(), load->waiting.end(), [&frozen](const std::string& id) { return id != frozen.id.str(); });
            notice.others = static_cast<int>(others) - static_cast<int>(notice.items.size());
        }
        notice.tap = tapFor(cx, ports, frozen.id, each.person, each.channel);
        post(cx, std::move(notice), each.person, each.channel, "nudge " + run.ladder.id + " " + each.nudge + " " + std::to_string(each.provider));
    }
}

void sendEndings(CommandContext& cx, const Approval& frozen, const LadderRun& run, const char* about, const std::vector<std::string>& only) {
    NudgeNotice notice = noticeFor(cx, frozen, run);
    notice.about = about;
    std::map<std::string, std::string> channelOf;
    for (const Nudge& nudge : run.ladder.nudges) {
        const bool meant = only.empty() || std::find(only.begin(), only.end(), nudge.person) != only.end();
        if (meant && (nudge.state == NudgeState::sent || nudge.state == NudgeState::delivered)) channelOf[nudge.person] = nudge.channel;
    }
    for (const auto& [person, channel] : channelOf) post(cx, notice, person, channel, std::string("nudge ") + about + " " + run.ladder.id + " " + person);
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

void tellThrottled(CommandContext& cx, const LadderRun& run, const std::vector<LadderNote>& notes) {
    for (const LadderNote& note : notes) {
        if (note.what != "throttled") continue;
        const std::string until = note.until.known() ? "They are asked again at " + toIso(note.until) + "." : "They are not asked again for this request.";
        tellOwner(cx, run, "A reminder for your request is held back", "One of the people asked was reminded too often lately. " + until,
                  "throttled " + note.person + toIso(note.until));
        if (note.reason != "deferred") continue;
        // A moment before each would leave for itself.
        cx.setTimer({.key = "ladder-digest:" + note.person, .due = cx.now() + (note.until - seconds(1) - cx.clockNow()), .command = std::string(DigestDue::card.name),
                     .body = toJson(DigestDue{note.person})});
    }
}

Status sendDigest(CommandContext& cx, const OncallPorts& ports, const std::string& person) {
    const auto load = cx.views().find<NudgeLoad>(person);
    struct Held {
        Approval frozen;
        LadderRun run;
        LadderMove move;
    };
    std::vector<Held> held;
    for (const std::string& id : load ? load->held : std::vector<std::string>()) {
        const auto run = cx.views().find<LadderRun>(id);
        const auto frozen = cx.views().find<Approval>(id);
        if (!run || !frozen || run->ladder.phase != LadderPhase::running) continue;
        LadderMove move = digested(run->policy, run->ladder, person, factsFor(cx, ports, *frozen));
        if (!(move.ladder == run->ladder) && held.size() <= mostJoined) held.push_back({*frozen, *run, std::move(move)});
    }
    const std::string channel = wayTo(cx, ports, person, {"sms", "email", "chat"});
    if (held.size() < 2 || channel.empty()) {   // one alone leaves as it is planned
        cx.emit(DigestSent{person, channel, {}}, {.subjects = {person}});
        return {};
    }
    DigestSent said{person, channel, {}};
    NudgeNotice notice = noticeFor(cx, held.front().frozen, held.front().run);
    notice.about = "digest";
    notice.tap = tapFor(cx, ports, held.front().frozen.id, person, channel);
    const std::string once = "nudge digest " + person + toIso(cx.clockNow());
    const ToSend told{sha256(once).hex().substr(0, 24), person, channel, 0, held.front().run.ladder.step, 0};
    for (std::size_t i = 0; i < held.size(); ++i) {
        Held& each = held[i];
        if (i > 0) notice.items.push_back(itemOf(cx, ports, each.run, {}, person, channel));
        said.approvals.push_back(each.run.approval);
        MoveCause cause{"digest", person, {}};
        if (i == 0) cause.told = {told};   // one message counts once against the throttle
        carryOut(cx, ports, each.frozen, each.run, std::move(each.move), std::move(cause));
    }
    post(cx, std::move(notice), person, channel, once);
    cx.emit(std::move(said), {.subjects = {person}});
    return {};
}

void tellOutcome(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    const bool rejected = frozen.state == ApprovalState::rejected;
    if (!rejected && frozen.state != ApprovalState::expired) return;
    std::set<std::string> people;
    if (frozen.submittedBy.type == ActorType::human) people.insert(frozen.submittedBy.id);
    for (const approvals::ApprovalStep& step : frozen.steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == frozen.cycle) people.insert(step.actor.id);
    }
    people.erase(cx.who().actor.id);
    if (people.empty()) return;
    NudgeNotice notice = noticeFor(cx, frozen, aboutOf(cx, frozen));
    notice.about = rejected ? "rejected" : "expired";
    notice.reason = rejected ? cut(frozen.reason, longestReason) : std::string();
    for (const std::string& person : people) {
        // The mail is the approvals' own (approval_notice): this is the text beside it.
        if (wayTo(cx, ports, person, {"sms"}).empty()) continue;
        post(cx, notice, person, "sms", "nudge " + notice.about + " " + frozen.id.str() + std::to_string(frozen.cycle) + person);
    }
}

void callNextLevel(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    if (frozen.state != approvals::ApprovalState::pending || frozen.steps.empty()) return;
    const approvals::ApprovalStep& step = frozen.steps.back();
    if (step.kind != approvals::StepKind::escalated || step.role.empty() || step.at < cx.clockNow()) return;   // of an earlier moment
    std::map<std::string, std::string> ways = waysOf(factsFor(cx, ports, frozen).candidates("role:" + step.role));
    std::map<std::string, std::string> duty;
    std::copy_if(ways.begin(), ways.end(), std::inserter(duty, duty.end()), [&cx](const auto& each) { return onDuty(cx, each.first); });
    if (!duty.empty()) ways = std::move(duty);
    if (ways.empty()) return;
    NudgeNotice common = noticeFor(cx, frozen, aboutOf(cx, frozen));
    common.about = "escalated";
    std::vector<CalledPerson> called;
    for (const auto& [person, channel] : ways) {
        NudgeNotice notice = common;
        notice.tap = tapFor(cx, ports, frozen.id, person, channel);
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
    NudgeNotice notice = noticeFor(cx, *frozen, aboutOf(cx, *frozen));
    notice.about = "mention";
    notice.requester = step->login;
    for (const std::string& person : people) {
        const std::string channel = wayTo(cx, ports, person, {"sms", "email", "chat"});   // nobody is called up for a comment
        if (!channel.empty()) post(cx, notice, person, channel, "mention " + comment + " " + person);
    }
    cx.emit(Mentioned{approval, comment, {people.begin(), people.end()}}, {.subjects = {approval.str()}});
    return {};
}

}  // namespace ok::oncall
