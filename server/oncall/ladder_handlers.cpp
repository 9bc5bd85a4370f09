// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/ladder_handlers.h"

#include <algorithm>

#include "server/access/access_commands.h"
#include "server/metrics/metrics.h"
#include "server/oncall/ladder_moves.h"
#include "server/oncall/nudge_posts.h"
#include "shared/approvals/one_tap.h"
#include "shared/approvals/request_file.h"
#include "shared/base/derived_ids.h"
#include "shared/incidents/incident_scope.h"
#include "shared/incidents/survivor.h"
#include "shared/oncall/ladder_shift.h"
#include "shared/oncall/nudge_words.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {
namespace {

using approvals::Approval;
using approvals::ApprovalState;

constexpr int longestSnooze = 120;   // minutes (F06.R6.A4)
constexpr std::size_t longestReason = 500, mostAtOnce = 100;

Problem notRunning() { return problem("ladder_not_running", "nobody is being called for this request"); }

/// A ladder and the request it is about, while both go on.
struct Found {
    LadderRun run;
    Approval frozen;
};
std::optional<Found> findRunning(CommandContext& cx, ApprovalId approval) {
    const auto run = cx.views().find<LadderRun>(approval.str());
    const auto frozen = cx.views().find<Approval>(approval.str());
    if (!run || !frozen || isOver(run->ladder.phase)) return {};
    return Found{*run, *frozen};
}

std::string chainOf(const Approval& frozen) { return frozen.correlation.empty() ? frozen.commandId.str() : frozen.correlation; }

// --- requests

/// Of a later version or cycle the nudges are others: their keys come from this.
std::string ladderIdOf(const Approval& frozen) {
    if (frozen.version <= 1 && frozen.cycle <= 1) return frozen.id.str();
    return frozen.id.str() + "/" + std::to_string(frozen.version) + "." + std::to_string(frozen.cycle);
}

void end(CommandContext& cx, const OncallPorts& ports, const Approval& frozen, LadderPhase phase, const std::string& why, const std::string& reason) {
    const auto run = cx.views().find<LadderRun>(frozen.id.str());
    if (!run || isOver(run->ladder.phase)) return;
    LadderRun now = *run;
    carryOut(cx, ports, frozen, now, ended(now.ladder, phase, reason, cx.clockNow()), {why, {}, reason});
}

bool onHold(CommandContext& cx, const std::vector<std::string>& incidents) {
    return std::any_of(incidents.begin(), incidents.end(), [&cx](const std::string& incident) {
        const auto hold = cx.views().find<IncidentHold>(incident);
        return hold && hold->held;
    });
}

void opened(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    if (frozen.state != ApprovalState::pending) return;
    const auto before = cx.views().find<LadderRun>(frozen.id.str());
    if (before && !isOver(before->ladder.phase)) end(cx, ports, frozen, LadderPhase::decided, "new_version", "new_version");
    const auto live = cx.views().find<LiveLadders>("live");
    if (!live || onHold(cx, incidentsOf(cx, frozen))) return;   // it begins when that goes on
    const std::string severity = severityOf(cx, frozen);
    const auto policy = ladderFor(live->rules, frozen.command, severity);
    if (!policy) return;
    const auto file = cx.views().find<approvals::RequestFile>(frozen.id.str());
    LadderRun run;
    LadderOrigin origin{*policy, frozen.command, frozen.submittedBy.id, incidentsOf(cx, frozen), file && file->closing};
    LadderMove move = start(*policy, {ladderIdOf(frozen), severity}, factsFor(cx, ports, frozen));
    carryOut(cx, ports, frozen, run, std::move(move), {"opened", ladderIdOf(frozen), {}, std::move(origin)});
}

void stepped(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    if (frozen.state != ApprovalState::pending || frozen.steps.empty()) return;
    const approvals::ApprovalStep& step = frozen.steps.back();
    const auto found = findRunning(cx, frozen.id);
    if (!found) {
        // Rejected, and taken to the next level: that begins anew.
        if (step.kind == approvals::StepKind::escalated && frozen.cycle > 1) opened(cx, ports, frozen);
        return;
    }
    if (step.kind != approvals::StepKind::approved) return;
    LadderRun run = found->run;
    carryOut(cx, ports, frozen, run, answeredBy(run.policy, run.ladder, step.actor.id, factsFor(cx, ports, frozen)), {"answered", step.id, {}});
}

void closed(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    const bool decided = frozen.state == ApprovalState::released || frozen.state == ApprovalState::rejected || frozen.state == ApprovalState::failed;
    const std::string reason = "approval_" + std::string(enumName(frozen.state));
    end(cx, ports, frozen, decided ? LadderPhase::decided : LadderPhase::cancelled, decided ? "decided" : "request_closed", reason);
    tellOutcome(cx, ports, frozen);
}

// --- commands

Status due(CommandContext& cx, const OncallPorts& ports, const LadderDue& command) {
    auto found = findRunning(cx, command.approval);
    cx.reply(LadderDueReply{"duplicate"});
    if (!found || found->frozen.state != ApprovalState::pending) {
        metrics::counter("duplicate_transition", "moves of ladders that were asked for again and changed nothing").add();
        return {};
    }
    cx.setCorrelation(chainOf(found->frozen));
    const LadderFacts facts = factsFor(cx, ports, found->frozen);
    LadderRun& run = found->run;
    LadderMove move = timerDue(run.policy, run.ladder, command.key, facts);
    if (move.ladder == run.ladder && move.send.empty()) {
        // The clock was set back: what came too early has to come again.
        for (const LadderTimer& timer : timersOf(run.policy, run.ladder)) {
            if (timer.key == command.key && timer.due > facts.now) move.set.push_back(timer);
        }
    }
    if (carryOut(cx, ports, found->frozen, run, std::move(move), {"timer", command.key, {}})) cx.reply(LadderDueReply{"moved"});
    else metrics::counter("duplicate_transition", "moves of ladders that were asked for again and changed nothing").add();
    return {};
}

/// What a push asks for: it was shown to whom it is for.
bool seen(CommandContext& cx, const OncallPorts& ports, Found& found, const std::string& person) {
    const LadderFacts facts = factsFor(cx, ports, found.frozen);
    for (const Nudge& nudge : found.run.ladder.nudges) {
        if (nudge.person != person || nudge.channel != "push" || nudge.state != NudgeState::sent) continue;
        return carryOut(cx, ports, found.frozen, found.run, receipt(found.run.policy, found.run.ladder, {nudge.key, true, facts.now, 0}, facts), {"receipt", nudge.key, {}});
    }
    return false;
}

Status acknowledgeOne(CommandContext& cx, const OncallPorts& ports, Found& found, const std::string& person, const std::string& channel) {
    cx.setCorrelation(chainOf(found.frozen));
    const LadderFacts facts = factsFor(cx, ports, found.frozen);
    for (const Candidate& each : facts.candidates("user:" + person)) {
        if (!each.skip.empty() && each.skip != "inactive") return problem("policy_violation." + each.skip, "your word would not count for this request: leave it to others");
    }
    carryOut(cx, ports, found.frozen, found.run, acknowledge(found.run.policy, found.run.ladder, person, channel, facts), {"acknowledged", person, {}});
    return {};
}

Status acknowledgeBy(CommandContext& cx, const OncallPorts& ports, const Acknowledge& command) {
    static const std::set<std::string> channels{"", "console", "push", "sms", "email", "voice", "chat", "phone"};
    if (cx.who().actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can say so");
    if (!channels.contains(command.channel)) return problem("invalid_fields", "there is no such channel", {{"field", "channel"}});
    auto found = findRunning(cx, command.approval);
    if (!found) return notRunning();
    cx.setCorrelation(chainOf(found->frozen));
    const std::string person = cx.who().actor.id;
    if (command.seen) {
        (void)seen(cx, ports, *found, person);
        return {};
    }
    if (person == found->frozen.submittedBy.id) return problem("policy_violation.self_approval", "your word would not count for this request: leave it to others");
    return acknowledgeOne(cx, ports, *found, person, command.channel.empty() ? "console" : command.channel);
}

/// `ACK` by text: what they were asked last, or the one whose number they name (F05.R7.A3). Nobody decides anything by it.
Status acknowledgeByText(CommandContext& cx, const OncallPorts& ports, const AcknowledgeByText& command) {
    AcknowledgedReply reply;
    const auto users = cx.views().byKey<access::User>("login", command.login);
    if (users.empty() || users.front().disabled) {
        cx.reply(reply);
        return {};
    }
    const std::string person = users.front().id.str();
    reply.language = preferencesOf(cx, person).language;
    std::vector<std::string> asked;
    if (const auto load = cx.views().find<NudgeLoad>(person)) asked = load->waiting;
    if (!command.number.empty()) {
        asked.clear();
        for (const approvals::OneTapLink& link : cx.views().byKey<approvals::OneTapLink>("number", command.number)) {
            if (link.person == users.front().id && link.state == approvals::OneTapState::live) asked = {link.approval.str()};
        }
    } else if (asked.size() > 1) {
        asked.erase(asked.begin(), asked.end() - 1);
    }
    for (const std::string& id : asked) {
        const auto approval = ApprovalId::parse(id);
        auto found = approval.ok() ? findRunning(cx, *approval) : std::optional<Found>();
        if (found && acknowledgeOne(cx, ports, *found, person, "sms").ok()) reply.approvals.push_back(*approval);
    }
    cx.reply(reply);
    return {};
}

Status snooze(CommandContext& cx, const OncallPorts& ports, const SnoozeLadder& command) {
    if (command.reason.empty()) return problem("reason_missing", "say why: it stands in the history");
    if (command.reason.size() > longestReason || command.minutes < 0 || command.minutes > longestSnooze) {
        return problem("invalid_fields", "a snooze lasts 1 to 120 minutes; 0 ends it", {{"field", "minutes"}});
    }
    auto found = findRunning(cx, command.approval);
    if (!found || found->run.ladder.phase != LadderPhase::running) return notRunning();
    cx.setCorrelation(chainOf(found->frozen));
    LadderRun& run = found->run;
    const LadderFacts facts = factsFor(cx, ports, found->frozen);
    const Instant now = cx.clockNow();
    const bool sleeps = run.snoozed && run.snoozed->until > now;
    if (command.minutes == 0) {
        if (!sleeps) return problem("not_snoozed", "this request is not snoozed");
        carryOut(cx, ports, found->frozen, run, unsnoozed(run.policy, run.ladder, run.snoozed->until - now, facts),
                 {"unsnoozed", {}, command.reason, {}, Snooze{run.snoozed->at, now, cx.who().actor.id, command.reason}});
        return {};
    }
    if (sleeps) return problem("already_snoozed", "this request is snoozed already: end that first", {{"until", toIso(run.snoozed->until)}});
    const Instant until = std::min(run.ladder.deadline, now + minutes(command.minutes));
    carryOut(cx, ports, found->frozen, run, snoozed(run.policy, run.ladder, until - now, facts),
             {"snoozed", {}, command.reason, {}, Snooze{now, until, cx.who().actor.id, command.reason}});
    return {};
}

std::string reassignOne(CommandContext& cx, const OncallPorts& ports, ApprovalId approval, const Reassign& command) {
    auto found = findRunning(cx, approval);
    if (!found || found->run.ladder.phase != LadderPhase::running) return "ladder_not_running";
    LadderRun& run = found->run;
    const LadderFacts facts = factsFor(cx, ports, found->frozen);
    const auto people = facts.candidates(command.target);
    if (std::none_of(people.begin(), people.end(), [](const Candidate& each) { return each.skip.empty(); })) return people.empty() ? "nobody_there" : people.front().skip;
    Handed handed = handedTo(run.policy, run.ladder, command.target, facts);
    LadderOrigin origin{std::move(handed.policy), run.command, run.owner, run.incidents, run.closing};
    carryOut(cx, ports, found->frozen, run, std::move(handed.move), {"reassigned", command.target, command.reason, std::move(origin), {}, command.target});
    return {};
}

Status reassign(CommandContext& cx, const OncallPorts& ports, const Reassign& command) {
    if (command.approvals.empty() || command.approvals.size() > mostAtOnce) return problem("invalid_fields", "1 to 100 requests at once", {{"field", "approvals"}});
    if (command.target.size() > 200 || command.reason.size() > longestReason) return problem("invalid_fields", "this is too long", {{"field", "target"}});
    ReassignReply reply;
    for (const ApprovalId approval : command.approvals) {
        reply.items.push_back({approval, reassignOne(cx, ports, approval, command)});
        reply.done += reply.items.back().problem.empty() ? 1 : 0;
    }
    if (reply.done == 0) return problem(reply.items.front().problem, "none of these could be given to them");
    cx.reply(reply);
    return {};
}

std::vector<Found> aboutIncident(CommandContext& cx, const std::string& incident) {
    std::vector<Found> out;
    for (LadderRun& run : cx.views().byKey<LadderRun>("incident", incident)) {
        const auto frozen = cx.views().find<Approval>(run.approval.str());
        if (frozen && !isOver(run.ladder.phase)) out.push_back({std::move(run), *frozen});
    }
    return out;
}

/// What was asked for while it was on hold.
void beginWaiting(CommandContext& cx, const OncallPorts& ports, const std::string& incident) {
    for (const Approval& each : cx.views().byKey<Approval>("state", enumName(ApprovalState::pending))) {
        const bool about = std::find(each.subjects.begin(), each.subjects.end(), incident) != each.subjects.end();
        if (about && !cx.views().find<LadderRun>(each.id.str())) opened(cx, ports, each);
    }
}

Status hold(CommandContext& cx, const OncallPorts& ports, const HoldLadders& command) {
    if (command.reason.empty()) return problem("reason_missing", "say why: it stands in the history");
    if (command.reason.size() > longestReason) return problem("invalid_fields", "this is too long", {{"field", "reason"}});
    const auto named = IncidentId::parse(command.incident);
    if (!named.ok() || !cx.views().find<incidents::Incident>(command.incident)) return problem("not_found", "there is no such incident");
    if (onHold(cx, {command.incident}) == command.hold) return command.hold ? problem("already_on_hold", "this incident is on hold already") : problem("not_on_hold", "this incident is not on hold");
    cx.emit(IncidentHeld{{command.incident, command.hold, cx.who().actor.id, command.reason, cx.clockNow()}}, {.subjects = {command.incident}, .eventTime = {}, .justification = command.reason});
    const LadderPhase wanted = command.hold ? LadderPhase::running : LadderPhase::paused;
    for (Found& each : aboutIncident(cx, command.incident)) {
        if (each.run.ladder.phase != wanted || (!command.hold && onHold(cx, each.run.incidents))) continue;
        const LadderFacts facts = factsFor(cx, ports, each.frozen);
        LadderMove move = command.hold ? paused(each.run.ladder, facts.now) : resumed(each.run.policy, each.run.ladder, facts);
        carryOut(cx, ports, each.frozen, each.run, std::move(move), {command.hold ? "held" : "resumed", command.incident, command.reason});
    }
    if (!command.hold) beginWaiting(cx, ports, command.incident);
    return {};
}

/// Restored, closed, cancelled: nobody need decide about it. What says just that goes on (digest C25).
void follow(CommandContext& cx, const OncallPorts& ports, Found& found) {
    const auto over = [&cx](const std::string& id) {
        const auto named = IncidentId::parse(id);
        const auto incident = named.ok() ? cx.views().find<incidents::Incident>(incidents::survivorOf(cx.views(), *named).str()) : nullptr;
        return incident && !incidents::isOpen(incident->status);
    };
    if (!found.run.incidents.empty() && std::all_of(found.run.incidents.begin(), found.run.incidents.end(), over)) {
        if (!found.run.closing) end(cx, ports, found.frozen, LadderPhase::cancelled, "incident", "incident_resolved");
        return;
    }
    const std::string severity = severityOf(cx, found.frozen);
    const auto live = cx.views().find<LiveLadders>("live");
    if (severity == found.run.ladder.severity || !live || found.run.ladder.phase != LadderPhase::running) return;
    const auto policy = ladderFor(live->rules, found.run.command, severity);
    if (!policy) return;
    LadderMove move = reprioritised(*policy, found.run.ladder, severity, factsFor(cx, ports, found.frozen));
    LadderOrigin origin{*policy, found.run.command, found.run.owner, found.run.incidents, found.run.closing};
    carryOut(cx, ports, found.frozen, found.run, std::move(move), {"reprioritised", severity, {}, std::move(origin)});
}

Status incidentTurned(CommandContext& cx, const OncallPorts& ports, const IncidentTurned& command) {
    for (Found& each : aboutIncident(cx, command.incident)) {
        if (each.frozen.state == ApprovalState::pending) follow(cx, ports, each);
    }
    return {};
}

/// The timers lie in the store and outlive the server; setting each again from the state mends what anything else did to them.
Status recover(CommandContext& cx, const OncallPorts& ports, IncidentEar& ear) {
    for (LadderRun& run : cx.views().byKey<LadderRun>("open", "yes")) {
        const auto frozen = cx.views().find<Approval>(run.approval.str());
        if (!frozen) continue;
        ear.know(cx.tenant(), run);
        if (frozen->state != ApprovalState::pending) {
            closed(cx, ports, *frozen);
            continue;
        }
        const auto timers = timersOf(run.policy, run.ladder);
        setTimers(cx, run.approval, timers);
        cx.emit(LadderRecovered{run.approval, run.ladder.stepDue, run.ladder.deadline, static_cast<int>(timers.size())}, {.subjects = {run.approval.str()}});
        Found found{run, *frozen};
        follow(cx, ports, found);
    }
    return {};
}

// --- rows of the outbox

bool isAsked(const NudgeNotice& notice) { return notice.about == "ask" || notice.about == "remind"; }

std::optional<std::string> notNeeded(CommandContext& cx, const OutboxRow& row) {
    const auto notice = fromJson<NudgeNotice>(row.payload);
    if (notice.ok() && notice->about == "escalated") {
        const auto frozen = cx.views().find<Approval>(notice->approval.str());
        return frozen && frozen->state == ApprovalState::pending ? std::optional<std::string>() : "request_closed";
    }
    if (!notice.ok() || !isAsked(*notice)) return {};
    const auto run = cx.views().find<LadderRun>(notice->approval.str());
    if (!run || isOver(run->ladder.phase)) return "ladder_ended";
    const auto nudge = std::find_if(run->ladder.nudges.begin(), run->ladder.nudges.end(), [&notice](const Nudge& each) { return each.key == notice->nudge; });
    if (nudge == run->ladder.nudges.end()) return "ladder_ended";   // of an earlier version
    if (nudge->state == NudgeState::cancelled || nudge->state == NudgeState::suppressed) return "cancelled";
    const auto load = cx.views().find<NudgeLoad>(notice->person);
    if (load && std::find(load->joined.begin(), load->joined.end(), notice->nudge) != load->joined.end()) return "coalesced";
    return {};
}

/// What became of a message, for one of the requests it speaks for.
void heardOf(CommandContext& cx, const OncallPorts& ports, const NudgeNotice& notice, ApprovalId approval, const std::string& key, bool arrived) {
    const auto run = cx.views().find<LadderRun>(approval.str());
    const auto frozen = cx.views().find<Approval>(approval.str());
    if (!run || !frozen) return;
    const auto nudge = std::find_if(run->ladder.nudges.begin(), run->ladder.nudges.end(), [&key](const Nudge& each) { return each.key == key; });
    // A late word about the first provider's copy says nothing against the second's.
    if (nudge == run->ladder.nudges.end() || (!arrived && nudge->provider != notice.provider)) return;
    LadderRun now = *run;
    const LadderFacts facts = factsFor(cx, ports, *frozen);
    LadderMove move = receipt(now.policy, now.ladder, {key, arrived, facts.now, 0}, facts);
    carryOut(cx, ports, *frozen, now, std::move(move), {"receipt", key, {}});
}

void rowsChanged(CommandContext& cx, const OncallPorts& ports, const std::vector<outbox::RowChange>& changes) {
    outbox::tellChanged(cx, changes);
    for (const outbox::RowChange& change : changes) {
        const bool arrived = change.row.state == OutboxState::delivered, lost = change.row.state == OutboxState::failed || change.row.state == OutboxState::dead;
        const auto notice = fromJson<NudgeNotice>(change.row.payload);
        // What was in it is needed until nobody asks the provider for it any more.
        const bool settled = arrived || lost || change.row.state == OutboxState::sent || change.row.state == OutboxState::withheld;
        if (settled && notice.ok()) {
            if (notice->tap.known()) (void)cx.vault().erase(cx.tenant(), notice->tap.token);
            for (const NudgeItem& item : notice->items) {
                if (item.tap.known()) (void)cx.vault().erase(cx.tenant(), item.tap.token);
            }
        }
        if ((!arrived && !lost) || !notice.ok()) continue;
        if (!isAsked(*notice)) {
            cx.emit(StaffTold{notice->approval, notice->about, notice->person, notice->channel, arrived ? "delivered" : "failed", change.reason}, {.subjects = {notice->approval.str()}});
            continue;
        }
        heardOf(cx, ports, *notice, notice->approval, notice->nudge, arrived);
        for (const NudgeItem& item : notice->items) heardOf(cx, ports, *notice, item.approval, item.nudge, arrived);
    }
}

}  // namespace

void addLadderHandlers(Gate& gate, PortsPart ports) {
    gate.onRequests({[ports](CommandContext& cx, const Approval& frozen) {
                         opened(cx, *ports, frozen);
                         callNextLevel(cx, *ports, frozen);
                     },
                     [ports](CommandContext& cx, const Approval& frozen) {
                         stepped(cx, *ports, frozen);
                         callNextLevel(cx, *ports, frozen);
                     },
                     [ports](CommandContext& cx, const Approval& frozen) { closed(cx, *ports, frozen); }});
    const auto ear = std::make_shared<IncidentEar>(gate);
    gate.onCommitted([ear](const CommittedBatch& batch) { ear->heard(batch); });
    gate.handle<LadderDue>([ports](const Right&, CommandContext& cx, const LadderDue& c) { return due(cx, *ports, c); });
    gate.handle<Acknowledge>([ports](const Right&, CommandContext& cx, const Acknowledge& c) { return acknowledgeBy(cx, *ports, c); });
    gate.handle<SnoozeLadder>([ports](const Right&, CommandContext& cx, const SnoozeLadder& c) { return snooze(cx, *ports, c); });
    gate.handle<Reassign>([ports](const Right&, CommandContext& cx, const Reassign& c) { return reassign(cx, *ports, c); });
    gate.handle<HoldLadders>([ports](const Right&, CommandContext& cx, const HoldLadders& c) { return hold(cx, *ports, c); });
    gate.handle<TellMentioned>([ports](const Right&, CommandContext& cx, const TellMentioned& c) { return tellMentioned(cx, *ports, c.approval, c.comment); });
    gate.handle<IncidentTurned>([ports](const Right&, CommandContext& cx, const IncidentTurned& c) { return incidentTurned(cx, *ports, c); });
    gate.handle<RecordExport>([](const Right&, CommandContext& cx, const RecordExport& c) -> Status {
        cx.emit(MetricsExported{RawJson{toJson(c.filter)}, c.format, c.rows, c.checksum});
        return {};
    });
    gate.handle<DigestDue>([ports](const Right&, CommandContext& cx, const DigestDue& c) { return sendDigest(cx, *ports, c.person); });
    gate.handle<AcknowledgeByText>([ports](const Right&, CommandContext& cx, const AcknowledgeByText& c) { return acknowledgeByText(cx, *ports, c); });
    gate.handle<RecoverLadders>([ports, ear](const Right&, CommandContext& cx, const RecoverLadders&) { return recover(cx, *ports, *ear); });
}

void addRowOwners(outbox::RowOwners& owners, PortsPart ports) {
    for (const char* channel : {"sms", "voice", "email", "chat"}) {
        outbox::RowOwner owner;
        owner.withhold = notNeeded;
        owner.changed = [ports](CommandContext& cx, const std::vector<outbox::RowChange>& changes) { rowsChanged(cx, *ports, changes); };
        owners.add(connectorOf(channel), std::move(owner));
    }
}

namespace {

/// For whoever watches the server: what left, and what ended without a decision.
void count(const LadderMoved& moved) {
    for (const ToSend& each : moved.sent) metrics::counter("ok_escalation_nudges_total", "people who were called for a request", {{"channel", each.channel}}).add();
    for (const LadderNote& note : moved.notes) {
        if (note.what == "step_entered") metrics::counter("ok_escalation_steps_total", "steps of ladders that were entered").add();
        if (note.what == "failover") metrics::counter("ok_escalation_failovers_total", "nudges that went to a second provider").add();
        if (note.what == "ended" && moved.ladder.phase == LadderPhase::exceeded) metrics::counter("escalation_sla_exceeded", "ladders that ended without a decision").add();
    }
}

}  // namespace

void IncidentEar::hearMention(const Entry& entry) {
    if (entry.header.type != approvals::ApprovalNoted::eventType || !m_gate.holds(entry.header.tenant)) return;
    const auto noted = fromJson<approvals::ApprovalNoted>(entry.payload);
    if (!noted.ok() || noted->step.kind != approvals::StepKind::commented || noted->step.reason.find('@') == std::string::npos) return;
    m_gate.submit(access::systemContext(entry.header.tenant, entry.header.drill),
                  {commandIdFrom(entry.header.tenant, "mentions of " + noted->step.id), std::string(TellMentioned::card.name), toJson(TellMentioned{noted->approval, noted->step.id})},
                  [](const CommandAnswer&) {});
}

void IncidentEar::know(TenantId tenant, const LadderRun& run) {
    const std::lock_guard lock(m_mutex);
    watch(tenant, run.approval.str(), run.incidents);
}

void IncidentEar::watch(TenantId tenant, const std::string& approval, std::vector<std::string> incidents) {
    Watched& watched = m_watched[tenant];
    for (const std::string& before : watched.of[approval]) {
        if (const auto count = watched.counts.find(before); count != watched.counts.end() && --count->second <= 0) watched.counts.erase(count);
    }
    for (const std::string& incident : incidents) ++watched.counts[incident];
    if (incidents.empty()) watched.of.erase(approval);
    else watched.of[approval] = std::move(incidents);
}

void IncidentEar::hearLadder(const Entry& entry) {
    if (entry.header.type != LadderMoved::eventType) return;
    const auto moved = fromJson<LadderMoved>(entry.payload);
    if (!moved.ok()) return;
    count(*moved);
    const std::lock_guard lock(m_mutex);
    if (isOver(moved->ladder.phase)) watch(entry.header.tenant, moved->approval.str(), {});
    else if (moved->origin) watch(entry.header.tenant, moved->approval.str(), moved->origin->incidents);
}

// Only incidents that somebody is called for are asked about: in a storm thousands change, and few of them wait for a key.
void IncidentEar::heard(const CommittedBatch& batch) {
    std::map<std::pair<TenantId, std::string>, const Entry*> turned;   // and the last word about each
    for (const Entry& entry : batch.entries) {
        hearMention(entry);
        hearLadder(entry);
        if (!entry.header.type.starts_with("incident.")) continue;
        const std::lock_guard lock(m_mutex);
        const auto known = m_watched.find(entry.header.tenant);
        if (known == m_watched.end()) continue;
        for (const std::string& subject : entry.header.subjects) {
            if (known->second.counts.contains(subject)) turned[{entry.header.tenant, subject}] = &entry;
        }
    }
    for (const auto& [what, entry] : turned) {
        const auto& [tenant, incident] = what;
        if (!m_gate.holds(tenant)) continue;
        m_gate.submit(access::systemContext(tenant, entry->header.drill),
                      {commandIdFrom(tenant, "ladders of " + incident + " " + entry->header.entryId.str()), std::string(IncidentTurned::card.name), toJson(IncidentTurned{incident})},
                      [](const CommandAnswer&) {});
    }
}

}  // namespace ok::oncall
