// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IoTimers: a queue by due time and one timer for its front.
#include "server/net/io_timers.h"

#include <algorithm>

namespace ok::net {

SteadyTime IoTimers::nextLook(Instant at) const {
    const auto left = m_now ? std::clamp(at - m_now(), Duration(0), Duration(seconds(1))) : Duration(0);
    return SteadyClock::now() + left;
}

TimerService::TimerId IoTimers::runAfter(Duration delay, Task task) {
    return add(SteadyClock::now() + std::max(delay, Duration(0)), {0, std::nullopt, std::move(task)});
}

TimerService::TimerId IoTimers::runAt(Instant at, Task task) { return add(nextLook(at), {0, at, std::move(task)}); }

TimerService::TimerId IoTimers::add(SteadyTime due, Entry entry) {
    TimerId id = 0;
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopped) return 0;
        id = entry.id = m_nextId++;
        const auto at = m_queue.emplace(due, std::move(entry));
        m_byId.emplace(id, at);
        first = at == m_queue.begin();
    }
    if (first) m_io->post([self = shared_from_this()] { self->arm(); });
    return id;
}

bool IoTimers::cancel(TimerId id) {
    Task dropped;  // destroyed after the lock
    const std::lock_guard lock(m_mutex);
    const auto found = m_byId.find(id);
    if (found == m_byId.end()) return false;
    dropped = std::move(found->second->second.task);
    m_queue.erase(found->second);
    m_byId.erase(found);
    return true;
}

void IoTimers::arm() {
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.empty() || m_stopped) return;
        m_timer.expires_at(m_queue.begin()->first);
    }
    m_timer.async_wait([self = shared_from_this()](boost::system::error_code ec) {
        if (!ec) self->fire();
    });
}

void IoTimers::fire() {
    const auto now = SteadyClock::now();
    std::vector<Task> due;
    {
        const std::lock_guard lock(m_mutex);
        while (!m_queue.empty() && m_queue.begin()->first <= now) {
            auto node = m_queue.extract(m_queue.begin());
            auto& entry = node.mapped();
            if (entry.at && m_now && m_now() < *entry.at) {
                node.key() = std::max(nextLook(*entry.at), now + milliseconds(1));
                m_byId[entry.id] = m_queue.insert(std::move(node));
                continue;
            }
            m_byId.erase(entry.id);
            due.push_back(std::move(entry.task));
        }
    }
    for (auto& task : due) task();
    arm();
}

void IoTimers::stop() {
    Queue dropped;  // destroyed after the lock
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    m_byId.clear();
    dropped.swap(m_queue);
    m_io->post([self = shared_from_this()] { self->m_timer.cancel(); });
}

}  // namespace ok::net
