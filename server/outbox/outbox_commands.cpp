// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/outbox_commands.h"

namespace ok::outbox {
namespace {

constexpr std::size_t mostRows = 1'000;

Status tooMany() { return problem("too_many_rows", "at most 1000 rows a command"); }

Status claim(CommandContext& cx, const ClaimRows& command, const RowOwners& owners) {
    if (command.ids.size() > mostRows) return tooMany();
    Claimed reply;
    std::vector<RowChange> changes;
    for (const std::string& id : command.ids) {
        auto row = cx.store().outboxRow(cx.tenant(), id);
        if (!row || row->state != OutboxState::queued || row->due > cx.clockNow() || row->drill != cx.drill()) continue;
        const RowOwner* owner = owners.find(row->connector);
        std::optional<std::string> no;
        if (owner != nullptr && owner->withhold) no = owner->withhold(cx, *row);
        const auto later = !no && owner != nullptr && owner->notBefore ? owner->notBefore(cx, *row) : std::nullopt;
        if (later) {
            row->due = cx.clockNow() + (later->until - cx.now());
            row->lastProblem = later->reason;
            OK_TRY(cx.store().updateOutbox(*row));
            changes.push_back({*row, row->lastProblem, 0, {}});
            continue;
        }
        row->state = no ? OutboxState::withheld : OutboxState::sending;
        row->attempts += no ? 0 : 1;
        row->due = cx.clockNow();  // while `sending`: when it was handed over
        row->lastProblem = no.value_or("");
        OK_TRY(cx.store().updateOutbox(*row));
        if (!no) reply.ids.push_back(id);
        changes.push_back({*row, no.value_or(""), 0, {}});
    }
    owners.tell(cx, changes);
    cx.reply(reply);
    return {};
}

Status settle(CommandContext& cx, const SettleRows& command, const RowOwners& owners) {
    if (command.rows.size() > mostRows) return tooMany();
    std::vector<RowChange> changes;
    for (const SettledRow& result : command.rows) {
        auto row = cx.store().outboxRow(cx.tenant(), result.id);
        if (!row || row->drill != cx.drill()) continue;
        if (!mayFollow(row->state, result.state)) {
            // Its receipt was faster than the answer of the provider: what was said in it still belongs to it.
            if (result.textHash.known()) changes.push_back({*row, {}, result.segments, result.textHash});
            continue;
        }
        row->state = result.state;
        if (!result.providerId.empty()) row->providerId = result.providerId;
        row->lastProblem = result.reason;
        if (result.due.known()) row->due = result.due;
        OK_TRY(cx.store().updateOutbox(*row));
        changes.push_back({*row, result.reason, result.segments, result.textHash});
    }
    owners.tell(cx, changes);
    return {};
}

Status resolve(CommandContext& cx, const ResolveUnknown& command, const RowOwners& owners) {
    auto row = cx.store().outboxRow(cx.tenant(), command.id);
    if (!row) return problem("message_not_found", "no outgoing row `" + command.id.substr(0, 40) + "`");
    const bool deadLetter = row->state == OutboxState::dead && command.sendAgain;
    if (row->state != OutboxState::unknown && !deadLetter) return problem("message_not_unknown", "what became of this message is known");
    if (row->drill != cx.drill()) return problem("drill_mismatch", "a drill settles only what the drill sent");
    row->state = command.sendAgain ? OutboxState::queued : OutboxState::failed;
    row->lastProblem = command.sendAgain ? "sent_again_by_person" : "given_up_by_person";
    row->due = cx.clockNow();
    if (deadLetter) row->attempts = 0;
    OK_TRY(cx.store().updateOutbox(*row));
    owners.tell(cx, {{*row, row->lastProblem, 0, {}}});
    return {};
}

}  // namespace

bool mayFollow(OutboxState from, OutboxState to) {
    switch (from) {
        case OutboxState::queued: return to == OutboxState::withheld;
        case OutboxState::sending: return to != OutboxState::sending;
        case OutboxState::sent: return to == OutboxState::delivered || to == OutboxState::failed;
        case OutboxState::unknown: return to == OutboxState::sent || to == OutboxState::delivered || to == OutboxState::failed;
        case OutboxState::failed: return to == OutboxState::delivered;
        default: return false;
    }
}

void RowOwners::tell(CommandContext& cx, const std::vector<RowChange>& changes) const {
    std::map<std::string, std::vector<RowChange>> byConnector;
    for (const RowChange& change : changes) byConnector[change.row.connector].push_back(change);
    for (const auto& [connector, rows] : byConnector) {
        if (const RowOwner* owner = find(connector); owner != nullptr && owner->changed) {
            owner->changed(cx, rows);
            continue;
        }
        tellChanged(cx, rows);
    }
}

RowOwner ownerTelling(std::function<bool(CommandContext&, const RowChange&)> settled) {
    RowOwner owner;
    owner.changed = [settled = std::move(settled)](CommandContext& cx, const std::vector<RowChange>& changes) {
        std::vector<RowChange> others;
        for (const RowChange& change : changes) {
            if (!settled(cx, change)) others.push_back(change);
        }
        tellChanged(cx, others);
    };
    return owner;
}

void tellChanged(CommandContext& cx, const std::vector<RowChange>& changes) {
    std::map<std::string, RowsChanged> events;
    for (const RowChange& change : changes) {
        RowsChanged& event = events[change.row.connector];
        event.connector = change.row.connector;
        event.states[change.row.id] = enumName(change.row.state);
    }
    for (auto& [connector, event] : events) cx.emit(std::move(event));
}

void addHandlers(Gate& gate, std::shared_ptr<const RowOwners> owners) {
    gate.handle<ClaimRows>([owners](const Right&, CommandContext& cx, const ClaimRows& c) { return claim(cx, c, *owners); });
    gate.handle<SettleRows>([owners](const Right&, CommandContext& cx, const SettleRows& c) { return settle(cx, c, *owners); });
    gate.handle<ResolveUnknown>(
        [owners](const Right&, CommandContext& cx, const ResolveUnknown& c) { return resolve(cx, c, *owners); });
}

}  // namespace ok::outbox
