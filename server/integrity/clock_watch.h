// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Asks chrony once a minute how the clock is (a datagram to its command port on this machine), keeps every sample in a
// file, and tells the gate when an alarm begins or ends. A server without chrony says so once: `unsynced`, a warning.
#pragma once
#include <filesystem>
#include <mutex>

#include "server/gate/gate.h"
#include "server/metrics/metrics.h"
#include "shared/access/tenant_profile.h"
#include "shared/integrity/clock_health.h"

namespace ok::integrity {

struct ClockWatchParts {
    Gate& gate;
    std::function<std::vector<TenantProfile>()> tenants;
    std::function<Instant()> clock;
    std::uint16_t port = 323;                     ///< of chrony's commands; 0: nobody is asked
    std::filesystem::path samples;                ///< file, a sample a line; empty: none
    std::function<Result<ClockSample>(Instant)> ask;   ///< instead of chrony, for tests
};

class ClockWatch {
  public:
    explicit ClockWatch(ClockWatchParts parts);
    /// One sample. On the log watch's thread.
    void sample();
    [[nodiscard]] std::optional<ClockSample> last() const;
    [[nodiscard]] bool drifting() const;

  private:
    void keep(const ClockSample& sample);
    ClockWatchParts m_parts;
    mutable std::mutex m_mutex;
    ClockJudge m_judge;
};

/// Waits at most a second for the answer. Problems `clock_daemon_silent`, `bad_clock_report`.
[[nodiscard]] Result<ClockSample> askChrony(std::uint16_t port, Instant now);

/// `clock_drift_critical` for an entry whose ledger time lies in a critical alarm of the clock (F07.R4.A4).
[[nodiscard]] std::vector<std::string> clockFlags(Store& store, const EntryHeader& header);

/// RecordClockAlarm. Before the gate starts.
void addClockHandlers(Gate& gate);

}  // namespace ok::integrity
