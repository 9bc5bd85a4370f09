// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Is this machine's clock to be believed (F07.R4.A4)? Reads what chrony says of it (its command protocol 6, or the line of
// `chronyc -c tracking`) and judges: three samples in a row more than 200 ms off are critical, five minutes without
// synchronisation are a warning. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/digest.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::integrity {

/// In the data directory: every sample, a line each.
inline constexpr const char* clockSamplesFile = "clock-health.ndjson";

struct ClockSample {
    Instant at;
    bool answered = false;           ///< the time daemon spoke
    double offsetMs = 0, jitterMs = 0;
    int stratum = 0;                 ///< 0: not synchronised
    std::optional<Instant> lastSyncAt;
    [[nodiscard]] std::int64_t unsyncedForSecs() const;
    bool operator==(const ClockSample&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClockSample, (), (at, answered, offsetMs, jitterMs, stratum, lastSyncAt))

/// The bytes that ask chrony's command port for its tracking report.
[[nodiscard]] Bytes chronyQuestion(std::uint32_t sequence);
/// Problem `bad_clock_report`.
[[nodiscard]] Result<ClockSample> readChronyAnswer(ByteView packet, std::uint32_t sequence, Instant now);
[[nodiscard]] Result<ClockSample> readChronyLine(std::string_view line, Instant now);

enum class ClockAlarmKind { drift, unsynced };  ///< critical; warning
BOOST_DESCRIBE_ENUM(ClockAlarmKind, drift, unsynced)

/// An alarm that began or ended. While `drift` is raised, entries are flagged clock_drift_critical: by their ledger time.
struct ClockAlarm {
    static constexpr std::string_view viewKind = "clock_alarm";
    ClockAlarmKind kind = ClockAlarmKind::drift;
    bool raised = false;
    std::string severity;            ///< critical, warning
    Instant since;
    std::optional<Instant> until;
    ClockSample sample;              ///< that raised or ended it
    std::int64_t unsyncedForSecs = 0;
    [[nodiscard]] std::string viewId() const { return enumName(kind) + "/" + toIso(since); }
    [[nodiscard]] bool covers(Instant ledgerTime) const { return ledgerTime >= since && (!until || ledgerTime < *until); }
    bool operator==(const ClockAlarm&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClockAlarm, (), (kind, raised, severity, since, until, sample, unsyncedForSecs))

class ClockJudge {
  public:
    static constexpr double mostOffsetMs = 200;
    static constexpr int samplesInARow = 3;
    static constexpr Duration mostUnsynced = seconds(300);
    /// Alarms that this sample raised or ended.
    [[nodiscard]] std::vector<ClockAlarm> take(const ClockSample& sample);
    [[nodiscard]] bool drifting() const { return m_drift.has_value(); }
    [[nodiscard]] const std::optional<ClockSample>& last() const { return m_last; }

  private:
    void change(std::optional<ClockAlarm>& held, ClockAlarmKind kind, bool raised, const ClockSample& sample, std::vector<ClockAlarm>& out);
    int m_off = 0;
    std::optional<ClockSample> m_last;
    std::optional<ClockAlarm> m_drift, m_unsynced;
    std::optional<Instant> m_lastSync;
    Instant m_firstLook;
};

/// The server's own: the clock became unreliable, or reliable again. Written into every utility's log.
struct RecordClockAlarm {
    static constexpr CommandCard card{.name = "integrity.record_clock_alarm", .action = "integrity.report", .purpose = "integrity"};
    ClockAlarm alarm;
};
BOOST_DESCRIBE_STRUCT(RecordClockAlarm, (), (alarm))

struct ClockAlarmChanged {
    static constexpr std::string_view eventType = "clock.alarm_changed";
    ClockAlarm alarm;
};
BOOST_DESCRIBE_STRUCT(ClockAlarmChanged, (), (alarm))

void addClockProjections(Projections& projections);

}  // namespace ok::integrity
