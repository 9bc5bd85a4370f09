// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The dispatcher: one engine for everything that leaves the house. One thread decides (which rows, how many, when
// again), workers hand over. It reads the store through its own reader and changes rows only by commands, so that each
// step is durable before the next begins. Owner: main; start() and stop() from the owner's thread.
//
// A lane is one connector of one utility on one side of the drill wall. Lanes have their own breaker, rate limit and share
// of the workers, so that a dead mail server does not hold up texts, one utility's provider no other utility, and a drill
// not the real thing.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/outbox/connector.h"
#include "server/outbox/outbox_commands.h"
#include "shared/outbox/retry.h"

namespace ok::outbox {

/// A row made into words, on a worker's thread, by the owner of the row. A Problem fails the row with its code.
using MakeLetter = std::function<Result<Letter>(const OutboxRow&, Store& reader)>;

struct LaneSettings {
    RetryPolicy retry;
    BreakerPolicy breaker;
    TokenBucket rate;
    int concurrency = 8;
    Duration lookupAfter = seconds(20);  ///< providers list a new message only after a while
    int mostLookups = 5;
};

struct DispatcherParts {
    Gate* gate = nullptr;
    std::function<Instant()> clock;
    std::function<double()> dice;  ///< in [0, 1); called on the deciding thread only
    std::function<UuidBytes()> newUuid;
    std::map<std::string, MakeLetter> letters;      ///< by connector
    std::map<std::string, LaneSettings> lanes;      ///< by connector; others get the defaults
    std::map<std::string, std::shared_ptr<RealConnector>> real;
    std::map<std::string, std::shared_ptr<DrillConnector>> drill;
    int workers = 16;
    Duration look = milliseconds(500);  ///< how often the store is asked for rows that became due by time alone
};

class Dispatcher {
  public:
    explicit Dispatcher(DispatcherParts parts);
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    /// Begins. Rows a crash left in `sending` are asked about when their tenant's desk is taken.
    [[nodiscard]] Status start();
    /// Lets running hand-overs end and settles them.
    void stop();
    /// New rows are there (Gate::onCommitted, outboxGrew), or the clock was moved. From any thread; does not block.
    void poke();
    /// Looks until nothing can be handed over at this moment and everything that was is settled. False: not within this time.
    [[nodiscard]] bool quiet(Duration atMost);
    [[nodiscard]] Breaker::State breakerState(TenantId tenant, const std::string& connector, bool drill) const;

  private:
    struct Engine;
    std::shared_ptr<Engine> m_engine;
};

}  // namespace ok::outbox
