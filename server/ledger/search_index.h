// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Keeps the search index (server/store/posting_file.h) close behind the log. A thread with a reader of its own: the gate
// only tells it which streams grew, so searching costs the write path nothing. What is not indexed yet is found by reading
// the last entries, so answers are always complete; deleting the file loses nothing.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "server/gate/gate.h"
#include "server/store/posting_file.h"

namespace ok::ledger {

struct IndexSettings {
    std::int64_t small = 1024;            ///< entries behind the head that make a segment; divides segmentSize
    std::int64_t big = segmentSize;       ///< small ones are merged into these
};

/// Brings one stream's index up to its head. Also checks that the index is of this log, and drops it otherwise.
[[nodiscard]] Status indexStream(Store& store, PostingFile& file, TenantId tenant, Stream stream, const IndexSettings& settings = {});

class SearchFollower {
  public:
    using OpenReader = std::function<Result<std::unique_ptr<Store>>()>;
    SearchFollower(std::string path, OpenReader open, IndexSettings settings = {})
        : m_path(std::move(path)), m_open(std::move(open)), m_settings(settings) {}
    ~SearchFollower() { stop(); }

    void start();
    void stop();
    /// From any thread: these streams grew.
    void poke(const CommittedBatch& batch);
    /// Waits until everything poked before is in; false when the follower stopped or failed. For tests and tools.
    [[nodiscard]] bool waitUntilCurrent();
    [[nodiscard]] const std::string& path() const { return m_path; }
    /// How long the oldest news has been waiting; audit_consumer_lag_seconds.
    [[nodiscard]] double lagSeconds() const;

  private:
    using Place = std::pair<TenantId, Stream>;
    void run();
    void work(Store& store, PostingFile& file, const std::set<Place>& places);

    std::string m_path;
    OpenReader m_open;
    IndexSettings m_settings;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake, m_idle;
    std::set<Place> m_grown;
    bool m_everything = true;   // at first
    bool m_busy = false;
    bool m_stopping = false;
    std::chrono::steady_clock::time_point m_since;
    std::thread m_thread;
};

}  // namespace ok::ledger
