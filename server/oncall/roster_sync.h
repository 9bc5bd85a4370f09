// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Keeps rosters as schedulers and calendars have them: asks each source on a thread of its own, again at once when its webhook says
// so, up to three times more with growing pauses when it does not answer, and hands the gate what it said (F06.R1.A1, A6).
#pragma once
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "server/access/tenant_directory.h"
#include "server/oncall/schedule_clients.h"

namespace ok::oncall {

class RosterSync {
  public:
    RosterSync(Gate& gate, const TenantDirectory& tenants, ScheduleBook book, std::function<Instant()> clock);
    ~RosterSync() { stop(); }
    void start();
    void stop();
    /// Is anything due? From the house's timer; does not block.
    void look();
    /// A webhook came: false where there is no such source, or it is not from whom it says.
    [[nodiscard]] bool webhook(const std::string& utility, const std::string& source, std::string_view signature, std::string_view secret, std::string_view body);
    [[nodiscard]] std::vector<std::string> sourcesOf(TenantId tenant) const;

  private:
    struct Source {
        std::string utility, name;
        ScheduleSettings settings;
        Instant due;              ///< when it is asked next
        int failures = 0;         ///< in a row, of this round
    };
    void run();
    void ask(Source source, Store& store);
    [[nodiscard]] Result<ScheduleQuestion> questionOf(const Source& source, const TenantProfile& profile, Store& store) const;
    void told(const Source& source, bool again);

    Gate& m_gate;
    const TenantDirectory& m_tenants;
    std::function<Instant()> m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Source> m_sources;
    std::uint64_t m_runs = 0;
    bool m_stopping = false;
    std::thread m_thread;
};

/// The pause before the next try after so many that failed: 2, 4, 8 seconds; none: it is left until its usual time.
[[nodiscard]] std::optional<Duration> pauseAfter(int failures);

}  // namespace ok::oncall
