// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The provider that drills talk to, inside this process and only on loopback: takes texts, emails and calls like the
// real one, and sends signed receipts back through the same webhook. Nothing it takes can leave the machine.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "server/drill_provider/drill_provider.h"
#include "server/net/net_server.h"

namespace ok {

class DrillPost {
  public:
    DrillPost(std::string authToken, std::function<Instant()> clock);
    ~DrillPost();
    DrillPost(const DrillPost&) = delete;
    DrillPost& operator=(const DrillPost&) = delete;

    [[nodiscard]] Status start();
    void stop();
    [[nodiscard]] std::string url() const;  ///< `http://127.0.0.1:<port>`
    [[nodiscard]] const drill::DrillProvider& provider() const { return m_provider; }

  private:
    void deliverReceipts();
    std::function<Instant()> m_clock;
    drill::DrillProvider m_provider;
    std::unique_ptr<net::NetServer> m_net;
    std::atomic<bool> m_stopping{false};
    std::thread m_courier;
};

}  // namespace ok
