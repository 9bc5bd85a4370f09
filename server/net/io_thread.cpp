// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// IoThread: the loop, its inbox and its tick.
#include "server/net/io_thread.h"

#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include <algorithm>

namespace ok::net {
namespace {
thread_local const IoThread* currentThread = nullptr;
}

IoThread::IoThread(Duration tick)
    : m_tick(std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(tick), std::chrono::milliseconds(5),
                        std::chrono::milliseconds(500))),
      m_random(std::random_device{}()) {}

void IoThread::start() {
    m_work.emplace(m_context.get_executor());
    m_thread = std::thread([this] { run(); });
}

void IoThread::run() {
    currentThread = this;
    m_context.run();
    std::vector<Task> dropped;  // declared before the lock, so destroyed after it: a task's owner may post when it goes
    const std::lock_guard lock(m_mutex);
    // INVARIANT: from here on no task is accepted, so no task can keep a connection, and by it this object, alive.
    m_closed = true;
    dropped.swap(m_inbox);
}

void IoThread::join() {
    if (!m_thread.joinable()) return;
    post([this] {
        m_timer.cancel();
        m_work.reset();
    });
    m_thread.join();
}

bool IoThread::post(Task task) {
    const std::lock_guard lock(m_mutex);
    if (m_closed) return false;
    m_inbox.push_back(std::move(task));
    if (m_inbox.size() == 1) boost::asio::post(m_context, [this] { drain(); });
    return true;
}

bool IoThread::isCurrent() const { return currentThread == this; }

void IoThread::drain() {
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_inbox);
    }
    for (auto& task : tasks) task();
}

void IoThread::enroll(IoMember& member) {
    m_members.insert(&member);
    if (!m_ticking) armTick();
}

void IoThread::armTick() {
    m_ticking = true;
    m_timer.expires_after(m_tick);
    m_timer.async_wait([this](boost::system::error_code ec) {
        m_ticking = false;
        if (!ec) onTick();
    });
}

// One timer a thread instead of one a connection: arming a timer for each read costs more than the read's handling.
void IoThread::onTick() {
    const auto now = SteadyClock::now();
    std::vector<std::shared_ptr<IoMember>> due;
    for (auto* member : m_members) {
        if (member->deadline <= now) due.push_back(member->shared_from_this());
    }
    for (const auto& member : due) member->onDeadline(now);
    if (!m_members.empty()) armTick();
}

void IoThread::stopMembers(bool cut) {
    std::vector<std::shared_ptr<IoMember>> all;
    for (auto* member : m_members) all.push_back(member->shared_from_this());
    for (const auto& member : all) cut ? member->cut() : member->onStop();
}

const std::string& IoThread::date(Instant now) {
    if (now.wholeSeconds() == m_dateSecond) return m_date;
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto c = toCivil(now);
    m_dateSecond = now.wholeSeconds();
    m_date = fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(c.weekday)], c.day,
                         months[static_cast<std::size_t>(c.month - 1)], c.year, c.hour, c.minute, c.second);
    return m_date;
}

std::string IoThread::freshTraceId() { return fmt::format("{:016x}{:016x}", m_random(), m_random() | 1); }

}  // namespace ok::net
