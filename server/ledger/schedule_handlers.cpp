// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/schedule_handlers.h"

namespace ok::ledger {
namespace {

using namespace operations;

std::string timerKey(ScheduleId id) { return "audit-schedule:" + id.str(); }

void wake(CommandContext& cx, const AuditSchedule& schedule, Instant at) {
    cx.setTimer({.key = timerKey(schedule.id), .due = at, .command = std::string(RunSchedule::card.name), .body = toJson(RunSchedule{schedule.id, at})});
}

Status createSchedule(const Right&, CommandContext& cx, const CreateSchedule& command) {
    OK_TRY(check(command.filter));
    const bool sound = !command.name.empty() && command.name.size() <= 100 && !command.formats.empty() && command.formats.size() <= 4 &&
                       command.deliverTo.size() <= 10 && command.hour >= 0 && command.hour < 24 && command.minute >= 0 && command.minute < 60 &&
                       command.weekday >= 0 && command.weekday < 7 && !command.filter.from.known() && !command.filter.to.known();
    if (!sound) return problem("invalid_fields", "a schedule needs a name, formats, a time of day, and a filter without a period");
    AuditSchedule schedule{cx.newId<ScheduleId>(), command.name, true, false, command.filter, command.period, command.formats, command.redact,
                           command.deliverTo, command.timeZone, command.hour, command.minute, command.weekday, cx.who().actor.id, cx.clockNow(), {}, {}, {}};
    OK_ASSIGN(schedule.nextRunAt, nextRun(schedule, cx.clockNow()));
    wake(cx, schedule, schedule.nextRunAt);
    cx.reply(ScheduleReply{schedule.id, schedule.nextRunAt});
    const std::string id = schedule.id.str();
    cx.emit(ScheduleCreated{std::move(schedule)}, {.subjects = {id}, .stream = Stream::security});
    return {};
}

Status cancelSchedule(const Right&, CommandContext& cx, const CancelSchedule& command) {
    const auto found = cx.views().find<AuditSchedule>(command.id.str());
    if (!found || !found->active) return problem("schedule_not_found", "there is no such schedule");
    cx.cancelTimer(timerKey(command.id));
    cx.emit(ScheduleCancelled{command.id, command.reason}, {.subjects = {command.id.str()}, .justification = command.reason, .stream = Stream::security});
    return {};
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
    ScheduleRan ran{found->id, {}, next};
    for (const ExportFormat format : found->formats) {
        AuditExport asked;
        asked.id = cx.newId<ExportId>();
        asked.filter = found->filter;
        asked.filter.from = period.from;
        asked.filter.to = period.to;
        asked.format = format;
        asked.redacted = found->redact;
        asked.parametersHash = parametersHashOf(asked);
        asked.initiator = found->initiator;
        asked.note = "schedule " + found->name;
        asked.schedule = found->id;
        asked.createdAt = cx.clockNow();
        for (const DeliveryTarget& to : found->deliverTo) asked.deliveries.push_back({to});
        ran.exports.push_back(asked.id);
        const std::string id = asked.id.str();
        cx.emit(ExportStarted{std::move(asked)}, {.subjects = {id, found->id.str()}, .stream = Stream::security});
    }
    wake(cx, *found, next);
    cx.emit(std::move(ran), {.subjects = {command.id.str()}, .stream = Stream::security});
    return {};
}

}  // namespace

void addScheduleHandlers(Gate& gate) {
    gate.handle<CreateSchedule>(createSchedule);
    gate.handle<CancelSchedule>(cancelSchedule);
    gate.handle<PauseSchedule>(pauseSchedule);
    gate.handle<RunSchedule>(runSchedule);
}

}  // namespace ok::ledger
