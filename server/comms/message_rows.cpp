// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/message_rows.h"

#include <unordered_set>

#include "server/comms/broadcast_pace.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/pace.h"

namespace ok::comms {
namespace {

constexpr std::size_t messagesAnEntry = 500;
constexpr std::size_t fewRows = 100;   // so many are read one by one; of more, all that waits is read through once
constexpr int allRows = 5'000'000;

}  // namespace

void noteOnItsWay(Views& views, const std::string& message, std::set<std::string>& out) {
    const auto found = views.find<Message>(message);
    const auto broadcast = found ? views.find<Broadcast>(found->broadcast.str()) : nullptr;
    if (broadcast && broadcast->state == BroadcastState::sending) out.insert(broadcast->id.str());
}

std::vector<OutboxRow> waitingRows(CommandContext& cx, const std::vector<MessageId>& messages) {
    std::vector<OutboxRow> out;
    if (messages.size() <= fewRows) {
        for (const MessageId id : messages) {
            auto row = cx.store().outboxRow(cx.tenant(), id.str());
            if (row && row->state == OutboxState::queued) out.push_back(std::move(*row));
        }
        return out;
    }
    std::unordered_set<std::string> wanted;
    for (const MessageId id : messages) wanted.insert(id.str());
    for (const Channel channel : {Channel::sms, Channel::email, Channel::voice}) {
        for (OutboxRow& row : cx.store().dueOutboxOf(cx.tenant(), enumName(channel), cx.drill(), cx.clockNow() + pausedBy * 2, allRows)) {
            if (wanted.contains(row.id)) out.push_back(std::move(row));
        }
    }
    return out;
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
    for (OutboxRow& row : waitingRows(cx, messages)) {
        row.state = OutboxState::withheld;
        row.lastProblem = reason;
        OK_TRY(cx.store().updateOutbox(row));
        noteOnItsWay(cx.views(), row.id, onTheirWay);
        changed.changes.push_back({.message = MessageId::parse(row.id).valueOr(MessageId{}), .state = MessageState::withheld, .attempts = row.attempts, .reason = reason, .supersededBy = newer});
        if (changed.changes.size() == messagesAnEntry) flush();
    }
    flush();
    for (const std::string& each : onTheirWay) completeIfDone(cx, each);
    return {};
}

}  // namespace ok::comms
