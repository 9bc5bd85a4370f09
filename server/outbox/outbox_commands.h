// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The outbox's own commands, sent by the dispatcher (as `system`) and by people who settle what nobody can know.
// INVARIANT: a row is `sending`, durably, before it is handed over, and never goes back to `queued` unless the provider
// is known not to have it. That is why a crash at any moment sends nothing twice.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/gate/gate.h"

namespace ok::outbox {

/// Takes queued rows for hand-over. Replies `Claimed`: rows that were withheld or already taken are not in it.
struct ClaimRows {
    static constexpr CommandCard card{.name = "outbox.claim", .action = "outbox.dispatch"};
    std::vector<std::string> ids;
};
BOOST_DESCRIBE_STRUCT(ClaimRows, (), (ids))

struct Claimed {
    std::vector<std::string> ids;
};
BOOST_DESCRIBE_STRUCT(Claimed, (), (ids))

struct SettledRow {
    std::string id;
    OutboxState state = OutboxState::sent;  ///< `queued`: try again at `due`
    std::string providerId;
    std::string reason;
    Instant due;
    int segments = 0;
    Digest textHash;
};
BOOST_DESCRIBE_STRUCT(SettledRow, (), (id, state, providerId, reason, due, segments, textHash))

/// What came of claimed rows. A row that a receipt has moved on meanwhile keeps its newer state.
struct SettleRows {
    static constexpr CommandCard card{.name = "outbox.settle", .action = "outbox.dispatch"};
    std::vector<SettledRow> rows;
};
BOOST_DESCRIBE_STRUCT(SettleRows, (), (rows))

/// A person has found out, or decides: send it (again), or let it be. A dead letter, tried too often, can be sent again too.
struct ResolveUnknown {
    static constexpr CommandCard card{.name = "outbox.resolve_unknown", .action = "comms.resolve_unknown"};
    std::string id;
    bool sendAgain = false;
};
BOOST_DESCRIBE_STRUCT(ResolveUnknown, (), (id, sendAgain))

/// Rows of a connector whose owner tells nothing: a change is in the log all the same (TA5).
struct RowsChanged {
    static constexpr std::string_view eventType = "outbox.rows_changed";
    std::string connector;
    std::map<std::string, std::string> states;   ///< by row id
};
BOOST_DESCRIBE_STRUCT(RowsChanged, (), (connector, states))

struct RowChange {
    OutboxRow row;  ///< as it is now
    std::string reason;
    int segments = 0;
    Digest textHash;
};

struct NotNow {
    Instant until;
    std::string reason = "quiet_hours";
};

/// What the owner of a connector's rows wants to know. Called on the gate's thread, inside the command.
struct RowOwner {
    /// A reason not to send this row after all (`stopped`, `cancelled`); asked at the last moment, when it is claimed.
    std::function<std::optional<std::string>(CommandContext&, const OutboxRow&)> withhold;
    std::function<void(CommandContext&, const std::vector<RowChange>&)> changed;
    /// A row whose hour is not one to send it waits until then; asked when it is claimed.
    std::function<std::optional<NotNow>(CommandContext&, const OutboxRow&)> notBefore;
};

/// Says plainly what changed, for an owner that has no event of its own for it: no change is without an entry (TA5).
void tellChanged(CommandContext& cx, const std::vector<RowChange>& changes);

/// An owner that has words of its own for what settles a row: `settled` tells it, or says false; the rest is told plainly.
[[nodiscard]] RowOwner ownerTelling(std::function<bool(CommandContext&, const RowChange&)> settled);

class RowOwners {
  public:
    void add(const std::string& connector, RowOwner owner) { m_owners[connector] = std::move(owner); }
    [[nodiscard]] const RowOwner* find(const std::string& connector) const {
        const auto it = m_owners.find(connector);
        return it == m_owners.end() ? nullptr : &it->second;
    }
    /// Tells each owner about its rows, in one call an owner.
    void tell(CommandContext& cx, const std::vector<RowChange>& changes) const;

  private:
    std::map<std::string, RowOwner> m_owners;
};

void addHandlers(Gate& gate, std::shared_ptr<const RowOwners> owners);

/// True when a row in `from` may become `to`: receipts overtake answers, and late news does not undo newer news.
[[nodiscard]] bool mayFollow(OutboxState from, OutboxState to);

}  // namespace ok::outbox
