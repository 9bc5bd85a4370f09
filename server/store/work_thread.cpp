// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/work_thread.h"

namespace ok {

void WorkThread::start() {
    const std::lock_guard lock(m_mutex);
    if (m_thread.joinable()) return;
    m_stopping = false;
    m_thread = std::thread([this] { run(); });
}

void WorkThread::stop() {
    std::thread ending;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_items.clear();
        ending = std::move(m_thread);
    }
    m_wake.notify_all();
    if (ending.joinable()) ending.join();
}

void WorkThread::post(Work work, std::function<void(const Problem&)> failed) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) return;
        m_items.push_back({std::move(work), std::move(failed)});
    }
    m_wake.notify_one();
}

void WorkThread::run() {
    std::unique_ptr<Store> reader;
    for (;;) {
        Item item;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_items.empty(); });
            if (m_stopping) return;
            item = std::move(m_items.front());
            m_items.pop_front();
        }
        if (!reader) {
            auto opened = m_open();
            if (!opened.ok()) {
                item.failed(opened.problem());
                continue;
            }
            reader = std::move(*opened);
        }
        item.work(*reader);
    }
}

}  // namespace ok
