// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Imports that people start over HTTP, one after the other on a thread of their own: progress while they run, cancel at
// any row, and a record that survives (view `import`). A server that stops in the middle leaves `interrupted`.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "server/territory/file_import.h"

namespace ok::territory {

struct ImportJob {
    ImportFile file;        ///< `bytes` is filled from `body`
    std::string body;
    SecurityContext who;
};

/// What GET /v1/imports/{id} shows while it runs.
struct ImportStatus {
    ImportId id;
    std::string state;              ///< `queued`, then as ImportState
    std::string what;
    std::string fileName;
    std::int64_t bytesTotal = 0;
    std::int64_t bytesRead = 0;
    std::int64_t rowsRead = 0;
    std::int64_t accepted = 0;
    std::int64_t keptAside = 0;
    double secondsLeft = 0;         ///< an estimate from the bytes read so far; 0 before there is one
};
BOOST_DESCRIBE_STRUCT(ImportStatus, (), (id, state, what, fileName, bytesTotal, bytesRead, rowsRead, accepted, keptAside,
                                         secondsLeft))

class ImportRunner {
  public:
    ImportRunner(Gate& gate, std::shared_ptr<TerritoryBoard> board, std::function<Instant()> clock)
        : m_gate(gate), m_board(std::move(board)), m_clock(std::move(clock)) {}
    ~ImportRunner() { stop(); }

    /// After the gate has started: imports that a stopped server left running become `interrupted`.
    void start(const std::vector<std::pair<TenantId, bool>>& tenantsAndDrill);
    /// Cancels what runs; its record says so.
    void stop();

    /// Problem `busy` when eight imports of this utility wait already.
    [[nodiscard]] Result<ImportStatus> submit(ImportJob job);
    /// Nothing: not waiting and not running here; the view has what became of it.
    [[nodiscard]] std::optional<ImportStatus> statusOf(TenantId tenant, ImportId id) const;
    /// False: it is over or was never here.
    bool cancel(TenantId tenant, ImportId id);

  private:
    struct Running;
    void run();
    void work(const std::shared_ptr<Running>& job);
    [[nodiscard]] std::shared_ptr<Running> find(TenantId tenant, ImportId id) const;

    Gate& m_gate;
    std::shared_ptr<TerritoryBoard> m_board;
    std::function<Instant()> m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    [[nodiscard]] std::shared_ptr<Running> nextToRun() const;
    std::deque<std::shared_ptr<Running>> m_jobs;   ///< a utility's first one runs, of several utilities at once
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

}  // namespace ok::territory
