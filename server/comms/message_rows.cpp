// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/message_rows.h"

#include "server/comms/broadcast_pace.h"

#include "shared/comms/comms_commands.h"

namespace ok::comms {
namespace {

constexpr std::size_t messagesAnEntry = 500;

}  // namespace

void noteOnItsWay(Views& views, const std::string& message, std::set<std::string>& out) {
    const auto found = views.find<Message>(message);
    const auto broadcast = found ? views.find<Broadcast>(found->broadcast.str()) : nullptr;
    if (broadcast && broadcast->state == BroadcastState::sending) out.insert(broadcast->id.str());
}

void queueMessages(CommandContext& cx, BroadcastId broadcast, std::vector<QueuedMessage> messages, const std::vector<std::string>& subjects) {
    MessagesQueued chunk{broadcast, {}};
    const auto flush = [&] {
        if (!chunk.messages.empty()) cx.emit(chunk, {.subjects = subjects});
        chunk.messages.clear();
    };
    for (QueuedMessage& message : messages) {
        OutboxRow row;
        row.id = message.id.str();
        row.connector = enumName(message.channel);
        row.payload = toJson(BroadcastReply{broadcast, {}});
        row.due = message.heldUntil.known() ? message.heldUntil : cx.now();
        cx.send(std::move(row));
        chunk.messages.push_back(std::move(message));
        if (chunk.messages.size() == messagesAnEntry) flush();
    }
    flush();
}

Status withholdMessages(CommandContext& cx, const std::vector<MessageId>& messages, const std::string& reason, BroadcastId newer) {
    MessagesChanged changed;
    const auto flush = [&] {
        if (!changed.changes.empty()) cx.emit(changed);
        changed.changes.clear();
    };
    std::set<std::string> onTheirWay;
    for (const MessageId id : messages) {
        auto row = cx.store().outboxRow(cx.tenant(), id.str());
        if (!row || row->state != OutboxState::queued) continue;
        row->state = OutboxState::withheld;
        row->lastProblem = reason;
        OK_TRY(cx.store().updateOutbox(*row));
        noteOnItsWay(cx.views(), id.str(), onTheirWay);
        changed.changes.push_back({.message = id, .state = MessageState::withheld, .attempts = row->attempts, .reason = reason, .supersededBy = newer});
        if (changed.changes.size() == messagesAnEntry) flush();
    }
    flush();
    for (const std::string& each : onTheirWay) completeIfDone(cx, each);
    return {};
}

}  // namespace ok::comms
