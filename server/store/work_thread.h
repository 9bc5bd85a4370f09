// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A thread that reads the store for clients, so that io threads need not wait for a disk: a queue of work, and one reader
// that belongs to it.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "server/store/store.h"

namespace ok {

class WorkThread {
  public:
    using Work = std::function<void(Store&)>;
    /// `failed` is called instead of the work when no reader can be opened.
    using OpenReader = std::function<Result<std::unique_ptr<Store>>()>;

    explicit WorkThread(OpenReader open) : m_open(std::move(open)) {}
    ~WorkThread() { stop(); }
    void start();
    /// What has not begun is dropped.
    void stop();
    /// From any thread. `failed` hears why no reader could be opened, or that the work threw (`internal_error`): that is
    /// told to whoever waits and counted, and the thread goes on with a reader of its own made anew.
    void post(Work work, std::function<void(const Problem&)> failed);

  private:
    struct Item {
        Work work;
        std::function<void(const Problem&)> failed;
    };
    void run();
    void runOne(Item& item, std::unique_ptr<Store>& reader);

    OpenReader m_open;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Item> m_items;
    bool m_stopping = false;
    std::thread m_thread;
};

}  // namespace ok
