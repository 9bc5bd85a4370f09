// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The roles matrices in force, for whoever decides outside the gate (routes, sync, documents): the same compiled form and the
// same engine. Forgotten the moment a new version is durable, before its publisher is answered. Thread-safe.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "server/gate/gate.h"

namespace ok::access {

class LiveMatrices {
  public:
    /// Before Gate::start(): it listens to what is committed, also by other servers.
    LiveMatrices(Gate& gate, TerritoryShapes shapes);
    /// After it.
    [[nodiscard]] Status start();

    /// Null when the live document is not valid: nobody is let through.
    [[nodiscard]] MatrixPtr of(TenantId tenant);
    [[nodiscard]] MatrixSource source() {
        return [this](TenantId tenant) { return of(tenant); };
    }

  private:
    [[nodiscard]] MatrixPtr read(TenantId tenant);
    std::mutex m_mutex;
    Gate& m_gate;
    TerritoryShapes m_shapes;
    std::unique_ptr<Store> m_reader;
    std::unordered_map<TenantId, MatrixPtr> m_byTenant;
};

}  // namespace ok::access
