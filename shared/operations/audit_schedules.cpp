// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/audit_schedules.h"

#include "shared/base/time_zone.h"
#include "shared/views/change.h"

namespace ok::operations {
namespace {

/// The civil day `days` later, at midnight.
CivilTime dayLater(const CivilTime& day, int days) {
    return toCivil(fromCivil({day.year, day.month, day.day}) + hours(24 * days));
}

/// What became of an export is what became of its schedule's last run.
void tellOutcome(Views& views, ExportId exported, const std::string& outcome) {
    const auto found = views.find<AuditExport>(exported.str());
    if (!found) return;
    changeDocument<AuditSchedule>(views, found->schedule.str(), [&outcome](AuditSchedule& schedule) { schedule.lastOutcome = outcome; });
}

}  // namespace

Result<Instant> nextRun(const AuditSchedule& schedule, Instant after) {
    OK_ASSIGN(const LocalTime here, localTime(after, schedule.timeZone));
    for (int days = 0; days <= 32; ++days) {
        CivilTime day = dayLater(here.civil, days);
        if (schedule.period == SchedulePeriod::week && day.weekday != schedule.weekday) continue;
        if (schedule.period == SchedulePeriod::month && day.day != 1) continue;
        day.hour = schedule.hour;
        day.minute = schedule.minute;
        OK_ASSIGN(const Instant at, fromLocal(day, schedule.timeZone));
        if (at > after) return at;
    }
    return problem("invalid_fields", "this schedule never runs");
}

Result<Period> periodBefore(const AuditSchedule& schedule, Instant at) {
    OK_ASSIGN(const LocalTime here, localTime(at, schedule.timeZone));
    const CivilTime today = dayLater(here.civil, 0);
    CivilTime first = dayLater(today, schedule.period == SchedulePeriod::week ? -7 : -1);
    if (schedule.period == SchedulePeriod::month) first.day = 1;
    OK_ASSIGN(const Instant from, fromLocal(first, schedule.timeZone));
    OK_ASSIGN(const Instant to, fromLocal(today, schedule.timeZone));
    return Period{from, to};
}

void addScheduleProjections(Projections& projections) {
    projections.on<ScheduleCreated>([](const EntryHeader&, const ScheduleCreated& e, Views& views) {
        AuditSchedule schedule = e.schedule;
        schedule.approver = approverOf(views, schedule.approval);
        views.save(std::move(schedule));
    });
    projections.on<ScheduleRan>([](const EntryHeader& header, const ScheduleRan& e, Views& views) {
        changeDocument<AuditSchedule>(views, e.id.str(), [&](AuditSchedule& schedule) {
            schedule.lastRunAt = header.ledgerTime;
            schedule.nextRunAt = e.nextRunAt;
            schedule.lastOutcome = "processing";
        });
    });
    projections.on<ScheduleCancelled>([](const EntryHeader&, const ScheduleCancelled& e, Views& views) {
        changeDocument<AuditSchedule>(views, e.id.str(), [](AuditSchedule& schedule) {
            schedule.active = false;
            schedule.nextRunAt = {};
        });
    });
    projections.on<SchedulePaused>([](const EntryHeader&, const SchedulePaused& e, Views& views) {
        changeDocument<AuditSchedule>(views, e.id.str(), [&e](AuditSchedule& schedule) {
            schedule.paused = e.paused;
            schedule.nextRunAt = e.nextRunAt;
        });
    });
    projections.on<ExportCompleted>([](const EntryHeader&, const ExportCompleted& e, Views& views) { tellOutcome(views, e.result.id, "ready"); });
    projections.on<ExportFailed>([](const EntryHeader&, const ExportFailed& e, Views& views) { tellOutcome(views, e.id, "failed"); });
    projections.on<DeliveryAttempted>([](const EntryHeader&, const DeliveryAttempted& e, Views& views) {
        if (e.attempt.delivered) tellOutcome(views, e.attempt.id, "delivered");
        else if (!e.attempt.retryAt.known()) tellOutcome(views, e.attempt.id, "delivery_failed");
    });
}

}  // namespace ok::operations
