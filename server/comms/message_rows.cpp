// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/message_rows.h"

#include "shared/comms/comms_commands.h"

namespace ok::comms {
namespace {

constexpr std::size_t messagesAnEntry = 500;

}  // namespace

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
    for (const MessageId id : messages) {
        auto row = cx.store().outboxRow(cx.tenant(), id.str());
        if (!row || row->state != OutboxState::queued) continue;
        row->state = OutboxState::withheld;
        row->lastProblem = reason;
        OK_TRY(cx.store().updateOutbox(*row));
        changed.changes.push_back({.message = id, .state = MessageState::withheld, .attempts = row->attempts, .reason = reason, .supersededBy = newer});
        if (changed.changes.size() == messagesAnEntry) flush();
    }
    flush();
    return {};
}

}  // namespace ok::comms
