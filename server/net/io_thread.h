// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. One io_context with its one thread. A connection lives on one io thread for ever, so nothing of a connection
// needs a lock; other threads reach it by post(). Connections enrol to be asked about their deadline and to be told of
// the stop.
#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <unordered_set>
#include <vector>

#include "server/net/unique_function.h"
#include "shared/base/instant.h"

namespace ok::net {

using SteadyClock = std::chrono::steady_clock;
using SteadyTime = SteadyClock::time_point;

/// What an io thread knows about a connection.
class IoMember : public std::enable_shared_from_this<IoMember> {
  public:
    virtual ~IoMember() = default;
    /// `deadline` has passed.
    virtual void onDeadline(SteadyTime now) = 0;
    /// The server stops: finish what is running.
    virtual void onStop() = 0;
    /// The grace is over, or the connection is beyond saving.
    virtual void cut() = 0;
    SteadyTime deadline = SteadyTime::max();
};

class IoThread : public std::enable_shared_from_this<IoThread> {
  public:
    using Task = UniqueFunction<void()>;
    explicit IoThread(Duration tick);

    boost::asio::io_context& context() { return m_context; }
    void start();
    /// Lets the thread end when its last connection has ended, and waits for that.
    void join();
    /// From any thread. False (and the task is dropped) when the thread has ended.
    bool post(Task task);
    [[nodiscard]] bool isCurrent() const;

    // On this thread only:
    void enroll(IoMember& member);
    void leave(IoMember& member) { m_members.erase(&member); }
    void stopMembers(bool cut);
    /// The `Date` header's value, written once a second.
    const std::string& date(Instant now);
    std::string freshTraceId();

  private:
    void run();
    void drain();
    void armTick();
    void onTick();

    boost::asio::io_context m_context{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> m_work;
    boost::asio::steady_timer m_timer{m_context};
    std::chrono::milliseconds m_tick;
    bool m_ticking = false;
    std::unordered_set<IoMember*> m_members;
    std::mutex m_mutex;  // guards m_inbox and m_closed
    std::vector<Task> m_inbox;
    bool m_closed = false;
    std::string m_date;
    std::int64_t m_dateSecond = -1;
    std::mt19937_64 m_random;
    std::thread m_thread;
};

}  // namespace ok::net
