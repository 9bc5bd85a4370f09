// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Counts what the gate does. Written by the gate's thread, read by any.
#pragma once
#include <mutex>

#include "server/gate/gate.h"

namespace ok {

class FiguresBook {
  public:
    void committed(std::size_t commands, std::size_t entries);
    void commitFailed(const std::string& cause);
    void answered(Duration latency, const CommandAnswer& answer);
    void duplicate();
    [[nodiscard]] GateFigures read(std::size_t queueDepth) const;

  private:
    static constexpr std::size_t latenciesKept = 4096;
    mutable std::mutex m_mutex;
    GateFigures m_figures;
    std::vector<Duration> m_latencies;  // a ring
    std::size_t m_next = 0;
};

}  // namespace ok
