// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. TimerService over one io thread.
#pragma once
#include <map>
#include <mutex>
#include <unordered_map>

#include "server/net/io_thread.h"
#include "server/net/net_server.h"

namespace ok::net {

class IoTimers final : public TimerService, public std::enable_shared_from_this<IoTimers> {
  public:
    IoTimers(std::shared_ptr<IoThread> io, std::function<Instant()> now) : m_io(std::move(io)), m_now(std::move(now)), m_timer(m_io->context()) {}
    TimerId runAfter(Duration delay, Task task) override;
    TimerId runAt(Instant at, Task task) override;
    bool cancel(TimerId id) override;
    void post(Task task) override { m_io->post(std::move(task)); }
    /// Drops what is pending. From any thread; nothing is accepted afterwards.
    void stop();

  private:
    struct Entry {
        TimerId id;
        std::optional<Instant> at;
        Task task;
    };
    using Queue = std::multimap<SteadyTime, Entry>;
    TimerId add(SteadyTime due, Entry entry);
    SteadyTime nextLook(Instant at) const;
    void arm();
    void fire();

    const std::shared_ptr<IoThread> m_io;
    const std::function<Instant()> m_now;
    std::mutex m_mutex;  // guards all but m_timer, which is the io thread's
    Queue m_queue;
    std::unordered_map<TimerId, Queue::iterator> m_byId;
    TimerId m_nextId = 1;
    bool m_stopped = false;
    boost::asio::steady_timer m_timer;
};

}  // namespace ok::net
