// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_retraction.h"

#include <algorithm>

#include "server/comms/broadcast_sending.h"
#include "server/comms/message_rows.h"
#include "server/metrics/metrics.h"
#include "shared/base/derived_ids.h"
#include "shared/comms/broadcast_change.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/live_claims.h"

namespace ok::comms {
namespace {

Status mayBeTakenBack(const Broadcast& broadcast, const RetractBroadcast& command) {
    if (broadcast.corrects.known()) return problem("is_correction", "a correction is not taken back: draft an update");
    if (command.reason.empty()) return problem("reason_missing", "say what was wrong: the log keeps it");
    if (!broadcast.sentAt.known()) return problem("not_sent", "nobody has got it yet: cancel it");
    // Words that were not released together with it are not released now, by one person.
    const bool released = broadcast.releasedDigest.known() && !broadcast.approvedBy.empty() && broadcast.releasedDigest == digestOfDrafts(broadcast);
    for (const Channel channel : broadcast.sentChannels) {
        if (findDraft(broadcast.correction, channel, Language::en) == nullptr) {
            return problem("no_correction", "it was released without a correction for this channel: draft an update", {{"channel", enumName(channel)}});
        }
    }
    if (!released) return problem("correction_not_approved", "its correction is not what was released with it: draft an update");
    return {};
}

/// Who got it and who will not, as the messages stand now.
struct Taken {
    std::vector<QueuedMessage> corrections;
    std::vector<MessageId> toWithhold;
    std::vector<Channel> channels;
    std::vector<AccountId> accounts;   ///< of every correction, earlier presses too
};

MessageId correctionOf(BroadcastId correction, const Message& wrong) {
    return MessageId{derivedUuid(correction.str() + "/" + enumName(wrong.channel) + "/" + wrong.contact)};
}

void takeBack(CommandContext& cx, BroadcastId correction, const Message& wrong, Taken& out) {
    const Stand stand = standOf(wrong.state);
    if (stand == Stand::pending) out.toWithhold.push_back(wrong.id);
    if (stand != Stand::handed) return;
    out.accounts.insert(out.accounts.end(), wrong.accounts.begin(), wrong.accounts.end());
    if (std::find(out.channels.begin(), out.channels.end(), wrong.channel) == out.channels.end()) out.channels.push_back(wrong.channel);
    const MessageId id = correctionOf(correction, wrong);
    if (cx.views().find<Message>(id.str())) return;   // told already
    out.corrections.push_back({.id = id, .channel = wrong.channel, .language = wrong.language, .zone = wrong.zone, .contact = wrong.contact, .accounts = wrong.accounts,
                               .heldUntil = {}, .corrects = Corrected{wrong.id, wrong.handedAt.known() ? wrong.handedAt : wrong.changedAt}});
}

Taken takenBack(CommandContext& cx, const Broadcast& broadcast, BroadcastId correction) {
    Taken out;
    std::vector<Message> all;
    cx.views().eachByKey<Message>("broadcast", broadcast.id.str(), [&](const Message& each) {
        if (standOf(each.state) != Stand::gone) all.push_back(each);
    });
    for (const Message& each : all) takeBack(cx, correction, each, out);
    std::sort(out.channels.begin(), out.channels.end());
    return out;
}

}  // namespace

BroadcastId correctionOf(BroadcastId wrong) { return BroadcastId{derivedUuid("correction of " + wrong.str())}; }

Status retractBroadcast(CommandContext& cx, const RetractBroadcast& command) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    OK_TRY(mayBeTakenBack(*broadcast, command));
    const BroadcastId correction = correctionOf(broadcast->id);
    Taken taken = takenBack(cx, *broadcast, correction);
    const std::int64_t age = (cx.now() - broadcast->sentAt) / seconds(1);
    cx.reply(RetractReply{correction, std::int64_t(taken.corrections.size()), std::int64_t(taken.toWithhold.size()), broadcast->retraction ? broadcast->retraction->secondsSinceSent : age});
    if (broadcast->retraction && taken.corrections.empty() && taken.toWithhold.empty()) return {};   // pressed twice
    BroadcastRetracted event{.broadcast = broadcast->id, .correction = correction, .reason = command.reason, .draftsDigest = broadcast->releasedDigest, .channels = taken.channels,
                             .sentAt = broadcast->sentAt, .retractedAt = cx.now(), .secondsSinceSent = age};
    event.reached = static_cast<std::int64_t>(taken.corrections.size());
    event.withheld = static_cast<std::int64_t>(taken.toWithhold.size());
    event.recipients = digestOfRecipients(std::move(taken.accounts), event.recipientCount);
    const std::vector<std::string> subjects = {broadcast->id.str(), correction.str(), broadcast->incident.str()};
    cx.emit(std::move(event), {.subjects = subjects, .justification = command.reason});
    OK_TRY(withholdMessages(cx, taken.toWithhold, "retracted", {}));
    queueMessages(cx, correction, std::move(taken.corrections), {correction.str(), broadcast->incident.str()});
    return {};
}

bool neverReached(Views& views, const Message& message) {
    if (!message.corrects) return false;
    const auto wrong = views.find<Message>(message.corrects->message.str());
    return wrong && standOf(wrong->state) != Stand::handed;
}

std::optional<Instant> untilItIsKnown(CommandContext& cx, const Message& message, const Broadcast& correction) {
    constexpr Duration look = seconds(15), longest = minutes(1);
    if (!message.corrects || cx.now() >= correction.sentAt + longest) return {};
    const auto wrong = cx.views().find<Message>(message.corrects->message.str());
    if (!wrong || wrong->state != MessageState::sending) return {};
    return cx.now() + look;
}

void countRetractions(std::span<const Entry> entries) {
    static const std::vector<double> bounds{10, 30, 60, 120, 300, 600, 1'800, 3'600, 14'400, 86'400};
    for (const Entry& entry : entries) {
        if (entry.header.type != BroadcastRetracted::eventType) continue;
        const auto event = fromJson<BroadcastRetracted>(entry.payload);
        if (!event.ok()) continue;
        metrics::counter("ok_retractions_total", "updates taken back").add();
        metrics::histogram("ok_retraction_age_seconds", "from the sending of an update to its retraction", {}, bounds).observe(static_cast<double>(event->secondsSinceSent));
    }
}

}  // namespace ok::comms
