// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/schedule_handlers.h"

#include "server/ledger/export_notices.h"
#include "server/ledger/export_requests.h"

namespace ok::ledger {
namespace {

using namespace operations;

std::string timerKey(ScheduleId id) { return "audit-schedule:" + id.str(); }

void wake(CommandContext& cx, const AuditSchedule& schedule, Instant at) {
    cx.setTimer({.key = timerKey(schedule.id), .due = at, .command = std::string(RunSchedule::card.name), .body = toJson(RunSchedule{schedule.id, at})});
}

}  // namespace

Status beginSchedule(CommandContext& cx, const CreateSchedule& command, ApprovalId approval) {
    OK_TRY(check(command.filter));
    const bool sound = !command.name.empty() && command.name.size() <= 100 && !command.formats.empty() && command.formats.size() <= 4 &&
                       command.deliverTo.size() <= 10 && command.hour >= 0 && command.hour < 24 && command.minute >= 0 && command.minute < 60 &&
                       command.weekday >= 0 && command.weekday < 7 && !command.filter.from.known() && !command.filter.to.known();
    if (!sound) return problem("invalid_fields", "a schedule needs a name, formats, a time of day, and a filter without a period");
    const ExportPolicy policy = exportPolicyIn(cx.views());
    for (const ExportFormat format : command.formats) OK_TRY(mayExport(policy, format, command.redact, approval));
    AuditSchedule schedule{cx.newId<ScheduleId>(), command.name, true, false, command.filter, command.period, command.formats, command.redact,
                           command.deliverTo, command.timeZone, command.hour, command.minute, command.weekday, cx.who().actor.id, approval, {}, cx.clockNow(), {}, {}, {}};
    OK_ASSIGN(schedule.nextRunAt, nextRun(schedule, cx.clockNow()));
    wake(cx, schedule, schedule.nextRunAt);
    cx.reply(ScheduleReply{schedule.id, schedule.nextRunAt});
    const std::string id = schedule.id.str();
    cx.emit(ScheduleCreated{std::move(schedule)}, {.subjects = {id}, .stream = Stream::security});
    return {};
}

namespace {

Status cancelSchedule(const Right&, CommandContext& cx, const CancelSchedule& command) {
    const auto found = cx.views().find<AuditSchedule>(command.id.str());
    if (!found || !found->active) return problem("schedule_not_found", "there is no such schedule");
    cx.cancelTimer(timerKey(command.id));
    cx.emit(ScheduleCancelled{command.id, command.reason}, {.subjects = {command.id.str()}, .justification = command.reason, .stream = Stream::security});
    return {};
}

AuditExport exportOf(CommandContext& cx, const AuditSchedule& schedule, const Period& period, ExportFormat format, const ExportPolicy& policy) {
    AuditExport asked;
    asked.id = cx.newId<ExportId>();
    asked.filter = schedule.filter;
    asked.filter.from = period.from;
    asked.filter.to = period.to;
    asked.format = format;
    asked.redacted = schedule.redact;
    applyPolicy(asked, policy);
    asked.initiator = schedule.initiator;
    asked.approval = schedule.approval;   // the schedule was released, and with it each of its exports
    asked.note = "schedule " + schedule.name;
    asked.schedule = schedule.id;
    asked.createdAt = cx.clockNow();
    for (const DeliveryTarget& to : schedule.deliverTo) asked.deliveries.push_back({to});
    return asked;
}

Status pauseSchedule(const Right&, CommandContext& cx, const PauseSchedule& command) {
    const auto found = cx.views().find<AuditSchedule>(command.id.str());
    if (!found || !found->active) return problem("schedule_not_found", "there is no such schedule");
    if (found->paused == command.paused) return {};
    SchedulePaused event{command.id, command.paused, {}, command.reason};
    if (command.paused) cx.cancelTimer(timerKey(command.id));
    else {
        OK_ASSIGN(event.nextRunAt, nextRun(*found, cx.clockNow()));
        wake(cx, *found, event.nextRunAt);
    }
    cx.emit(std::move(event), {.subjects = {command.id.str()}, .justification = command.reason, .stream = Stream::security});
    return {};
}

Status runSchedule(const Right&, CommandContext& cx, const RunSchedule& command) {
    const auto found = cx.views().find<AuditSchedule>(command.id.str());
    if (!found || !found->active || found->paused) return problem("schedule_not_found", "there is no such schedule");
    // A run that was missed (the server was off) is made up for once, for the period it was about.
    OK_ASSIGN(const Period period, periodBefore(*found, command.due));
    OK_ASSIGN(const Instant next, nextRun(*found, std::max(cx.clockNow(), command.due)));
    const ExportPolicy policy = exportPolicyIn(cx.views());
    const AuditSchedule schedule = *found;
    std::vector<AuditExport> exports;
    ScheduleRan ran{schedule.id, {}, next};
    for (const ExportFormat format : schedule.formats) {
        exports.push_back(exportOf(cx, schedule, period, format, policy));
        ran.exports.push_back(exports.back().id);
    }
    wake(cx, schedule, next);
    cx.emit(std::move(ran), {.subjects = {command.id.str()}, .stream = Stream::security});
    for (const AuditExport& asked : exports) {
        const EventOptions options{.subjects = {asked.id.str(), schedule.id.str()}, .stream = Stream::security};
        cx.emit(ExportStarted{asked}, options);
        const Status may = mayExport(policy, asked.format, asked.redacted, asked.approval);
        if (may.ok()) continue;
        // The policy became stricter than the schedule: nothing leaves, and whoever set it up hears why.
        cx.emit(ExportFailed{asked.id, may.problem().code}, options);
        tellRequester(cx, asked, "failed", may.problem().code);
    }
    return {};
}

}  // namespace

void addScheduleHandlers(Gate& gate) {
    gate.handle<CreateSchedule>([](const Right&, CommandContext& cx, const CreateSchedule& command) { return beginSchedule(cx, command, approvalBehind(cx.views(), cx.command())); });
    gate.handle<CancelSchedule>(cancelSchedule);
    gate.handle<PauseSchedule>(pauseSchedule);
    gate.handle<RunSchedule>(runSchedule);
}

}  // namespace ok::ledger
