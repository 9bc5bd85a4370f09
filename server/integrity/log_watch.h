// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The continuous check of all logs (F07.R6): every minute what was added since, every night at 02:00 UTC everything. Time is
// the injected clock's: the house calls look() from its timer. Work is done on a thread of its own; what is found is told
// to the gate (ReportCheck), which writes it down, quarantines it and sends the alerts.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "server/gate/gate.h"
#include "server/ledger/log_check.h"
#include "server/metrics/metrics.h"
#include "shared/access/tenant_profile.h"
#include "shared/integrity/verification_status.h"

namespace ok::integrity {

struct WatchParts {
    Gate& gate;
    std::function<std::vector<TenantProfile>()> tenants;
    std::function<Instant()> clock;
    int threads = 2;
    std::string commit = "unknown";       ///< version of the program, for the record of a run
    std::string environment = "production", region = "local";  ///< labels of the metrics
    std::string node = "node-1";
    Duration every = seconds(60);
    std::function<void(const TenantProfile&)> afterMinute;   ///< what else belongs to a utility's minute (anchors)
    /// Anchors that do not fit the log any more; asked with every full check.
    std::function<std::vector<std::string>(Store&, TenantId)> anchorMismatches;
    std::function<void()> minute;                            ///< and to everybody's (the clock's health)
    int fullAtHour = 2;                   ///< UTC
};

/// How things stand for one utility. Read from any thread.
struct WatchState {
    double coverage = 0;                  ///< verified entries of those that are there
    std::int64_t verified = 0, present = 0, erasedPayloads = 0;
    Instant lastIncremental, lastFull;
    Instant since;                        ///< when this server began to watch
    JobDurations durations;
    std::deque<RunNote> timeline;         ///< of the last 24 hours, oldest first
    std::optional<RunProgress> running;
};

class LogWatch {
  public:
    /// Before Gate::start(): follows commits.
    explicit LogWatch(WatchParts parts);
    ~LogWatch();
    LogWatch(const LogWatch&) = delete;
    LogWatch& operator=(const LogWatch&) = delete;

    void start();                         ///< after Gate::start()
    void stop();
    /// Wakes the thread when something is due. Cheap, any thread.
    void look();
    /// Does on this thread what is due now; for tests and tools, instead of start().
    void runDue();
    /// Checks one utility's log whole at the next look, whatever the hour.
    void ask(TenantId tenant);
    [[nodiscard]] WatchState state(TenantId tenant) const;
    /// The hour of the night after `now`.
    [[nodiscard]] static Instant nextNight(Instant now, int hour);

  private:
    struct Followed {
        std::map<Stream, ledger::SegmentJoin::Start> at;
        std::map<Stream, std::int64_t> present;
        WatchState shown;
        bool asked = false;
        bool begun = false;
    };
    struct Due {
        TenantProfile tenant;
        std::string kind;
    };
    std::vector<Due> due();
    void check(const Due& what);
    void resume(Store& reader, TenantId tenant, Followed& followed);
    void reseat(Store& reader, TenantId tenant, Followed& followed, Stream stream);
    void noteFailure(const Due& what, Instant began, double took);
    void note(const Due& what, const std::vector<ledger::StreamVerdict>& verdicts, Instant began, double took);
    void report(Store& reader, const Due& what, const std::vector<ledger::StreamVerdict>& verdicts, const std::map<Stream, std::int64_t>& from, Instant began,
                double took);
    Status verify(Store& reader, const Due& what, Instant began, std::chrono::steady_clock::time_point started);
    void addAnchorDamage(Store& reader, const Due& what, ReportCheck& command);
    void progress(TenantId tenant, const std::function<void(std::optional<RunProgress>&)>& change);
    void watchGauges(const TenantProfile& tenant);
    void loop();

    WatchParts m_parts;
    std::atomic<bool> m_stop{false};
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<TenantId, Followed> m_followed;
    std::unique_ptr<Store> m_reader;   // of the working thread: the minute's checks need not connect anew each time
    Instant m_nextIncremental, m_nextFull;
    std::map<TenantId, std::vector<metrics::Watch>> m_gauges;  // of the working thread; never touched under m_mutex
    bool m_running = false;
    std::thread m_thread;
};

}  // namespace ok::integrity
