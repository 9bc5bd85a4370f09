// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/risk_handlers.h"

#include "server/outbox/notice.h"
#include "server/policy/policy_handlers.h"
#include "shared/approvals/risk_audit.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

constexpr const char* timerKey = "risk:rollout";
constexpr std::size_t mostOfBaseline = 2'000;   // judged on the gate's thread
constexpr Duration baselineSpan = hours(24 * 30);

Status scoreRisk(const Right&, CommandContext& cx, const ScoreRisk& command) {
    if (!isSubject(command.broadcastId)) return problem("invalid_fields", "`broadcast_id` is 1 to 64 letters, digits, `-`, `_`, `.` or `:`");
    OK_TRY(check(command.inputs));
    const RulesInForce rules = riskRulesInForce(cx.views(), command.broadcastId);
    OK_ASSIGN(RiskEvaluation evaluation, evaluateRisk(rules.rules, command.broadcastId, command.inputs));
    const auto kept = cx.views().find<RiskScoreRecord>(command.broadcastId);
    if (kept && kept->evaluation.metadata.idempotencyKey == evaluation.metadata.idempotencyKey) {
        cx.reply(*kept);
        return {};
    }
    const RiskScoreRecord record{std::move(evaluation), command.inputs, cx.now(), cx.who().actor.id, {}};
    cx.emit(RiskScoreComputed{record}, {.subjects = {command.broadcastId}});
    cx.reply(record);
    return {};
}

std::vector<std::string> subjectsOf(const Rollout& rollout) { return policy::subjectsOf(std::string(riskKind), rollout.to); }

void setNext(CommandContext& cx, const Rollout& rollout) {
    cx.setTimer({.key = timerKey, .due = cx.now() + minutes(rollout.plan.intervalMinutes), .command = std::string(MeasureRollout::card.name), .body = toJson(MeasureRollout{rollout.id})});
}

/// What the staff hears of a way back, with the figures that were the reason (F05.R6.A5).
void tellStaff(CommandContext& cx, const Rollout& rollout, const RolloutFigures& figures, const std::string& reason) {
    const auto settings = cx.views().find<policy::PolicySettings>(std::string(riskKind));
    outbox::Notice notice;
    notice.noticeSubject = "Version " + std::to_string(rollout.to) + " of the risk rules was taken back";
    notice.noticeText = notice.noticeSubject + ": " + reason + "\nVersion " + std::to_string(rollout.from) + " judges every send again.\nFigures: " + toJson(figures) + "\n";
    notice.severity = "critical";
    notice.incidentKey = "risk:" + rollout.id;
    notice.at = cx.now();
    for (const std::string& connector : settings ? settings->notify : policy::PolicySettings{}.notify) {
        OutboxRow row;
        row.connector = connector;
        row.id = formatUuid(derivedUuid(notice.incidentKey + "|" + connector));
        row.orderKey = connector + ":" + notice.incidentKey;
        row.payload = toJson(notice);
        cx.send(std::move(row));
    }
}

std::string reasonOf(const Rollout& rollout) {
    std::string out;
    for (const std::string& each : rollout.reasons) out += (out.empty() ? "" : ", ") + each;
    return out;
}

Status startRollout(const Right&, CommandContext& cx, const StartRollout& command) {
    OK_TRY(check(command.plan));
    if (command.reason.size() < 5 || command.reason.size() > 500) return problem("invalid_fields", "`reason` says why, in 5 to 500 characters");
    Views& views = cx.views();
    const auto version = views.find<policy::PolicyVersion>(policy::PolicyVersion::idOf(std::string(riskKind), command.version));
    if (!version) return problem("policy_version_not_found", "there is no such version of the risk rules");
    if (version->state != policy::VersionState::approved) return problem("wrong_state", "only a version that was approved can begin to judge", {{"state", enumName(version->state)}});
    if (const auto running = views.find<RolloutView>("live"); running && running->rollout.state == RolloutState::running) {
        return problem("rollout_running", "another version is coming into force already", {{"version", std::to_string(running->rollout.to)}});
    }
    OK_ASSIGN(const RiskRules draft, riskRulesOfVersion(views, command.version));
    OK_TRY(check(draft));
    const RiskRules live = riskRulesNow(views);
    Rollout rollout;
    rollout.id = formatUuid(cx.newUuid());
    rollout.from = live.version;
    rollout.to = command.version;
    rollout.plan = command.plan;
    rollout.lastInterval = cx.now();
    OK_ASSIGN(rollout.baseline, figuresOf(live, draft, pastSends(views, cx.now() - baselineSpan, cx.now(), mostOfBaseline), cx.now() - baselineSpan, cx.now()));
    cx.emit(RolloutStarted{rollout, cx.who().actor.id}, {.subjects = subjectsOf(rollout), .justification = command.reason, .stream = Stream::security});
    setNext(cx, rollout);
    cx.reply(*views.find<RolloutView>("live"));
    return {};
}

Status rollBack(const Right&, CommandContext& cx, const RollBackRollout& command) {
    const auto running = cx.views().find<RolloutView>("live");
    if (!running || running->rollout.state == RolloutState::rolled_back || running->endedAt.known()) return problem("no_rollout", "no version is coming into force");
    if (command.reason.size() < 5 || command.reason.size() > 500) return problem("invalid_fields", "`reason` says why, in 5 to 500 characters");
    const Rollout back = rolledBack(running->rollout, "by_hand");
    const RolloutFigures last = running->last;
    cx.emit(RolloutRolledBack{back, last, cx.who().actor.id, command.reason}, {.subjects = subjectsOf(back), .justification = command.reason, .stream = Stream::security});
    cx.cancelTimer(timerKey);
    tellStaff(cx, back, last, command.reason);
    cx.reply(*cx.views().find<RolloutView>("live"));
    return {};
}

/// Of the sends since the last interval those that the new version judged.
std::vector<PastSendRecord> shareOf(Views& views, const Rollout& rollout, Instant to) {
    std::vector<PastSendRecord> out = pastSends(views, rollout.lastInterval, to, mostOfBaseline);
    std::erase_if(out, [&](const PastSendRecord& each) { return each.version != rollout.to; });
    return out;
}

Status measure(const Right&, CommandContext& cx, const MeasureRollout& command) {
    const auto running = cx.views().find<RolloutView>("live");
    if (!running || running->rollout.id != command.rollout || running->rollout.state == RolloutState::rolled_back || running->endedAt.known()) {
        return problem("no_rollout", "this version is not coming into force any more");
    }
    const Rollout before = running->rollout;
    if (cx.now() < before.lastInterval + minutes(before.plan.intervalMinutes)) return problem("not_due", "this interval is not over");
    const auto draft = riskRulesOfVersion(cx.views(), before.to);
    const auto figures = draft.ok() ? figuresOf(riskRulesNow(cx.views()), *draft, shareOf(cx.views(), before, cx.now()), before.lastInterval, cx.now())
                                    : Result<RolloutFigures>(draft.problem());
    // Rules that cannot be used judge nothing: that is a way back, too.
    const Rollout after = figures.ok() ? afterInterval(before, *figures) : rolledBack(before, figures.problem().code);
    const RolloutFigures known = figures.ok() ? *figures : RolloutFigures{before.lastInterval, cx.now(), 0, 0, 0, 0};
    const EventOptions options{.subjects = subjectsOf(after), .stream = Stream::security};
    if (after.state == RolloutState::rolled_back) {
        const std::string reason = reasonOf(after);
        cx.emit(RolloutRolledBack{after, known, cx.who().actor.id, reason}, options);
        tellStaff(cx, after, known, reason);
        return {};
    }
    cx.emit(RolloutMeasured{after, known}, options);
    setNext(cx, after);
    return {};
}

Status changeRisk(const Right&, CommandContext& cx, const ChangeRisk& command) {
    if (command.judgement.size() > 100 || command.how.size() > 10) return problem("invalid_fields", "no judgement is called that");
    cx.emit(RiskChangeBlocked{command.judgement, command.how}, {.subjects = {command.judgement}, .stream = Stream::security});
    return {};
}

/// Opens who said yes or no to a judgement, and what they wrote.
Status revealRisk(const Right&, CommandContext& cx, const RevealRisk& command) {
    if (command.reason.size() < 10 || command.reason.size() > 500) return problem("reason_missing", "say why in 10 to 500 characters: the log keeps it");
    const auto row = cx.views().find<RiskAuditRow>(RiskAuditRow::idOf(command.approval.str(), command.version));
    if (!row) return problem("risk_not_found", "there is no such judgement");
    const auto request = cx.views().find<Approval>(command.approval.str());
    RevealedRisk reply;
    RiskRevealed event{command.approval, command.version, {}};
    std::size_t place = 0;
    for (const ApprovalStep& step : request ? request->steps : std::vector<ApprovalStep>{}) {
        if (!decidesJudgement(step, command.version)) continue;
        if (!step.reason.empty()) reply.notes[std::to_string(place)] = step.reason;
        ++place;
        if (!step.name.known() || reply.people.contains(step.actor.id)) continue;
        const auto name = cx.vault().open(cx.tenant(), step.name);
        if (!name.ok() && name.problem().code == "erased") continue;
        OK_TRY(name);
        reply.people[step.actor.id] = name->text;
    }
    if (!reply.people.empty()) event.fields.emplace_back("people");
    if (!reply.notes.empty()) event.fields.emplace_back("notes");
    cx.emit(std::move(event), {.subjects = {row->viewId(), row->evaluation.subject}, .justification = command.reason, .stream = Stream::security});
    cx.reply(reply);
    return {};
}

}  // namespace

void addRiskHandlers(Gate& gate) {
    gate.handle<RevealRisk>(revealRisk);
    gate.handle<ChangeRisk>(changeRisk);
    gate.handle<ScoreRisk>(scoreRisk);
    gate.handle<StartRollout>(startRollout);
    gate.handle<RollBackRollout>(rollBack);
    gate.handle<MeasureRollout>(measure);
}

}  // namespace ok::approvals
