// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Once an hour: does the continuous check keep its promises of the last 24 hours (shared/integrity/sli.h)? What is not met
// goes into the log and to the channels of alerts, and so does the end of it.
#pragma once
#include <map>

#include "server/integrity/log_watch.h"
#include "shared/integrity/sli.h"

namespace ok::integrity {

struct SliWatchParts {
    Gate& gate;
    LogWatch& watch;
    std::function<Instant()> clock;
    std::string environment = "production", region = "local";
};

class SliWatch {
  public:
    explicit SliWatch(SliWatchParts parts) : m_parts(std::move(parts)) {}
    /// On the log watch's thread, after a utility's minute.
    void visit(const TenantProfile& tenant);

  private:
    SliWatchParts m_parts;
    std::map<TenantId, Instant> m_judgedAt;
};

/// What the watch knows and what the log says of its alerts.
[[nodiscard]] SliFacts factsOf(Store& store, TenantId tenant, const WatchState& state, Instant now);

}  // namespace ok::integrity
