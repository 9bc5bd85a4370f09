// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Exports that are made again and again (F07.R5.A3): at a local time of a zone, over the day, week or month before, in some
// formats, to some targets. A schedule is a timer of the gate: it survives everything the gate survives.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/operations/audit_exports.h"

namespace ok::operations {

enum class SchedulePeriod { day, week, month };
BOOST_DESCRIBE_ENUM(SchedulePeriod, day, week, month)

struct AuditSchedule {
    static constexpr std::string_view viewKind = "audit_schedule";
    ScheduleId id;
    std::string name;
    bool active = true;
    bool paused = false;                    ///< active, but does not run until it is resumed
    ledger::AuditFilter filter;             ///< without a period: each run has its own
    SchedulePeriod period = SchedulePeriod::day;
    std::vector<ExportFormat> formats;
    bool redact = true;
    std::vector<DeliveryTarget> deliverTo;
    std::string timeZone = "UTC";
    int hour = 2, minute = 0;
    int weekday = 1;                        ///< of `week`: 0 Sunday
    std::string initiator;
    ApprovalId approval;                    ///< known where the policy asked for a second person
    std::string approver;
    Instant createdAt, lastRunAt, nextRunAt;
    std::string lastOutcome;                ///< processing, ready, failed, delivered, delivery_failed
    [[nodiscard]] std::string viewId() const { return id.str(); }
    bool operator==(const AuditSchedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(AuditSchedule, (), (id, name, active, paused, filter, period, formats, redact, deliverTo, timeZone, hour, minute, weekday,
                                          initiator, approval, approver, createdAt, lastRunAt, nextRunAt, lastOutcome))

/// The first run after `after`. Problem `unknown_time_zone`.
[[nodiscard]] Result<Instant> nextRun(const AuditSchedule& schedule, Instant after);
/// [from, to) of the run at `at`: the whole local day, week or month before.
struct Period {
    Instant from, to;
};
[[nodiscard]] Result<Period> periodBefore(const AuditSchedule& schedule, Instant at);

struct CreateSchedule {
    static constexpr CommandCard card{.name = "audit.create_schedule", .action = "ledger.schedule", .purpose = "audit", .refusalIsEvidence = true};
    std::string name;
    ledger::AuditFilter filter;
    SchedulePeriod period = SchedulePeriod::day;
    std::vector<ExportFormat> formats;
    bool redact = true;
    std::vector<DeliveryTarget> deliverTo;
    std::string timeZone = "UTC";
    int hour = 2, minute = 0, weekday = 1;
};
BOOST_DESCRIBE_STRUCT(CreateSchedule, (), (name, filter, period, formats, redact, deliverTo, timeZone, hour, minute, weekday))
/// An export or a schedule that needs a second person (ExportPolicy): held until one releases it.
struct RequestApproved {
    static constexpr CommandCard card{.name = "audit.request_approved", .action = "ledger.export", .risk = RiskClass::high, .purpose = "audit",
                                      .refusalIsEvidence = true};
    std::optional<StartExport> exported;
    std::optional<CreateSchedule> schedule;
};
BOOST_DESCRIBE_STRUCT(RequestApproved, (), (exported, schedule))

struct ScheduleReply {
    ScheduleId scheduleId;
    Instant nextRunAt;
};
BOOST_DESCRIBE_STRUCT(ScheduleReply, (), (scheduleId, nextRunAt))

struct CancelSchedule {
    static constexpr CommandCard card{.name = "audit.cancel_schedule", .action = "ledger.schedule", .purpose = "audit", .refusalIsEvidence = true};
    ScheduleId id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelSchedule, (), (id, reason))

/// Stops the runs for a while, or goes on with the next one; what was missed meanwhile is not made up for.
struct PauseSchedule {
    static constexpr CommandCard card{.name = "audit.pause_schedule", .action = "ledger.schedule", .purpose = "audit", .refusalIsEvidence = true};
    ScheduleId id;
    bool paused = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PauseSchedule, (), (id, paused, reason))

/// The timer.
struct RunSchedule {
    static constexpr CommandCard card{.name = "audit.run_schedule", .action = "audit.desk", .purpose = "audit"};
    ScheduleId id;
    Instant due;
};
BOOST_DESCRIBE_STRUCT(RunSchedule, (), (id, due))

struct ScheduleCreated {
    static constexpr std::string_view eventType = "audit.schedule_created";
    AuditSchedule schedule;
};
BOOST_DESCRIBE_STRUCT(ScheduleCreated, (), (schedule))
struct ScheduleRan {
    static constexpr std::string_view eventType = "audit.schedule_ran";
    ScheduleId id;
    std::vector<ExportId> exports;
    Instant nextRunAt;
};
BOOST_DESCRIBE_STRUCT(ScheduleRan, (), (id, exports, nextRunAt))
struct ScheduleCancelled {
    static constexpr std::string_view eventType = "audit.schedule_cancelled";
    ScheduleId id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ScheduleCancelled, (), (id, reason))

struct SchedulePaused {
    static constexpr std::string_view eventType = "audit.schedule_paused";
    ScheduleId id;
    bool paused = true;
    Instant nextRunAt;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SchedulePaused, (), (id, paused, nextRunAt, reason))

void addScheduleProjections(Projections& projections);

}  // namespace ok::operations
