// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/ladder_moves.h"

#include <algorithm>

#include "server/oncall/nudge_posts.h"
#include "shared/approvals/approval_commands.h"
#include "shared/incidents/incident_scope.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {
namespace {

using approvals::Approval;

bool isNothing(const LadderRun& run, const LadderMove& move, const MoveCause& cause) {
    return move.ladder == run.ladder && move.send.empty() && move.set.empty() && move.cancel.empty() && !cause.origin && !cause.snoozed && !cause.assignee;
}

/// Nobody decided in the whole time: the request ends too, in the next transaction (F06.R2.A3, digest C24). What is meant for a later hour
/// keeps its own end: nobody is called for it any more, and it leaves when it is released.
void endRequest(CommandContext& cx, const Approval& frozen) {
    if (frozen.state != approvals::ApprovalState::pending || frozen.runAt > cx.clockNow()) return;
    cx.setTimer({.key = "approval:" + frozen.id.str(), .due = cx.now(), .command = std::string(approvals::Expire::card.name),
                 .body = toJson(approvals::Expire{frozen.id, "sla_exceeded"})});
}

}  // namespace

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
    const std::vector<JoinedNudge> joined = joinedBy(cx, run, move.send);
    for (const JoinedNudge& each : joined) move.notes.push_back({"coalesced", each.person, each.approval.str(), run.ladder.step, {}});
    std::vector<ToSend> sent = move.send;
    sent.insert(sent.end(), cause.told.begin(), cause.told.end());
    LadderMoved event{frozen.id, std::move(cause.why), std::move(cause.key), std::move(cause.reason), cx.clockNow(), run.ladder, std::move(cause.origin),
                      std::move(sent), move.notes, nextOf(run.policy, run.ladder, facts), run.snoozed, run.assignee, joined};
    EventOptions about{.subjects = run.incidents, .eventTime = {}, .justification = event.reason};
    about.subjects.insert(about.subjects.begin(), frozen.id.str());
    cx.emit(std::move(event), std::move(about));
    sendNudges(cx, ports, frozen, run, move.send, joined);
    tellThrottled(cx, run, move.notes);
    if (!wasOver && run.ladder.phase == LadderPhase::cancelled) sendEndings(cx, frozen, run, "over");
    if (!wasOver && run.ladder.phase == LadderPhase::exceeded) {
        tellExceeded(cx, run);
        endRequest(cx, frozen);
    }
    const bool taken = std::any_of(move.notes.begin(), move.notes.end(), [](const LadderNote& each) { return each.what == "taken_over"; });
    if (taken) sendEndings(cx, frozen, run, "taken", takenFrom(run.ladder));
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
