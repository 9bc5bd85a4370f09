// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/work_thread.h"

#include <cstdio>

#include "server/metrics/metrics.h"

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
        runOne(item, reader);
    }
}

void WorkThread::runOne(Item& item, std::unique_ptr<Store>& reader) {
    const auto broken = [&](const std::string& why) noexcept {
        reader.reset();  // perhaps in the midst of something
        try {
            metrics::counter("ok_background_work_failures_total", "pieces of background work that ended in an exception").add();
            std::fprintf(stderr, "outagekit-server: a piece of background work failed: %s\n", why.c_str());
            item.failed(problem("internal_error", "this could not be carried out; the server's operator has been told"));
        } catch (...) {  // whoever waited cannot even be told
        }
    };
    try {
        if (!reader) {
            auto opened = m_open();
            if (!opened.ok()) return item.failed(opened.problem());
            reader = std::move(*opened);
        }
        item.work(*reader);
    } catch (const std::exception& e) {
        broken(e.what());
    } catch (...) {
        broken("an exception of an unknown kind");
    }
}

}  // namespace ok
