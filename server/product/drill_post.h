// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The provider that drills talk to, inside this process and only on loopback: takes texts, emails and calls like the
// real one, and sends signed receipts back through the same webhook. Nothing it takes can leave the machine. It can also
// run as a process of its own, so that it outlives a server that a test kills.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "server/drill_provider/drill_provider.h"
#include "server/net/net_server.h"
#include "shared/base/dice.h"

namespace ok {

class DrillPost {
  public:
    explicit DrillPost(drill::ProviderOptions options);
    ~DrillPost();
    DrillPost(const DrillPost&) = delete;
    DrillPost& operator=(const DrillPost&) = delete;

    [[nodiscard]] Status start();
    void stop();
    [[nodiscard]] std::string url() const;  ///< `http://127.0.0.1:<port>`

  private:
    void deliverReceipts();
    std::function<Instant()> m_clock;
    drill::DrillProvider m_provider;
    std::unique_ptr<net::NetServer> m_net;
    std::atomic<bool> m_stopping{false};
    std::thread m_courier;
};

struct DrillPostMainOptions {
    std::filesystem::path dataDir;   ///< of the server: the provider's token lies in it
    std::string journal;             ///< gets a line for every message taken
    std::string portFile;            ///< gets the address once it listens
    std::function<Instant()> clock;
    Dice dice;
};
/// The provider alone, until SIGINT or SIGTERM (blocked by the caller); returns the exit code.
int drillPostMain(const DrillPostMainOptions& options);

}  // namespace ok
