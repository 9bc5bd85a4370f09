// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/message.h"

#include <algorithm>

#include "shared/comms/comms_commands.h"

namespace ok::comms {

std::string contentTypeOf(UpdateKind kind, const EtaBelief& eta) {
    const bool tellsATime = kind == UpdateKind::eta_set || kind == UpdateKind::eta_changed || (kind != UpdateKind::restored && eta.confidence != EtaConfidence::none);
    return tellsATime ? "etr" : "advisory";
}

const Draft* findDraft(const std::vector<Draft>& drafts, Channel channel, Language language) {
    const auto it = std::find_if(drafts.begin(), drafts.end(), [&](const Draft& d) { return d.channel == channel && d.language == language; });
    return it == drafts.end() ? nullptr : &*it;
}

const Draft* findDraft(const Broadcast& broadcast, Channel channel, Language language) { return findDraft(broadcast.drafts, channel, language); }

bool isFinal(MessageState state) {
    switch (state) {
        case MessageState::delivered:
        case MessageState::undelivered:
        case MessageState::failed:
        case MessageState::withheld:
        case MessageState::suppressed: return true;
        default: return false;
    }
}

bool mayFollow(MessageState from, MessageState to) {
    if (from == MessageState::failed && to == MessageState::queued) return true;  // a person sends a dead letter again
    if (isFinal(from)) return from == MessageState::undelivered && to == MessageState::delivered;  // late good news
    if (from == MessageState::sent) return to != MessageState::queued && to != MessageState::sending && to != MessageState::held;
    return true;
}

Digest digestOfDrafts(const Broadcast& broadcast) {
    return sha256(broadcast.correction.empty() ? toJson(broadcast.drafts) : toJson(broadcast.drafts) + "\n" + toJson(broadcast.correction));
}

std::optional<MessageState> receiptState(std::string_view status) {
    if (status == "sent") return MessageState::sent;
    if (status == "delivered" || status == "read" || status == "completed") return MessageState::delivered;
    if (status == "undelivered" || status == "busy" || status == "no-answer" || status == "canceled") return MessageState::undelivered;
    if (status == "failed") return MessageState::failed;
    return {};
}

}  // namespace ok::comms
