// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people and machines may ask of comms. Sending to customers is high-risk: the gate holds it for a second person.
#pragma once
#include <optional>

#include "shared/access/command_card.h"
#include "shared/comms/message.h"
#include "shared/comms/pace_commands.h"

namespace ok::comms {

/// Makes a broadcast draft from the incident's state. Without `kind` the state and what was told before decide.
/// Replies `BroadcastReply`.
struct DraftUpdate {
    static constexpr CommandCard card{.name = "comms.draft_update", .action = "comms.draft"};
    IncidentId incident;
    std::optional<UpdateKind> kind;
    std::vector<Channel> channels = {Channel::sms, Channel::email, Channel::voice};
    bool emergency = false;            ///< danger to life: quiet hours do not hold it back
    std::optional<Instant> nextUpdate; ///< promise; without it the incident's own
    std::optional<BroadcastId> amends; ///< a broadcast of this incident that is half sent: it is paused at once, and when this one is released
                                       ///< its rest stays and whom it had reached is not told again (F05.R4.A2, digest C20)
};
BOOST_DESCRIBE_STRUCT(DraftUpdate, (), (incident, kind, channels, emergency, nextUpdate, amends))

struct BroadcastReply {
    BroadcastId broadcast;
    std::vector<ChannelReach> reach;   ///< of SendBroadcast
};
BOOST_DESCRIBE_STRUCT(BroadcastReply, (), (broadcast, reach))

struct EditDraft {
    static constexpr CommandCard card{.name = "comms.edit_draft", .action = "comms.draft"};
    BroadcastId broadcast;
    Draft draft;
    bool correction = false;           ///< of what is sent if this one turns out wrong
};
BOOST_DESCRIBE_STRUCT(EditDraft, (), (broadcast, draft, correction))

/// `draftsDigest` is digestOfDrafts() of what the sender read: a draft edited meanwhile, even while the command waits
/// for its second person, is refused with `drafts_changed`.
struct SendBroadcast {
    static constexpr CommandCard card{.name = "comms.send_broadcast", .action = "comms.send", .risk = RiskClass::high};
    BroadcastId broadcast;
    Digest draftsDigest;
    std::vector<Channel> channels;     ///< of the broadcast's own; empty: all of them
    Instant publishAt{};               ///< when it shall leave; unknown or past: as soon as it is released (F02.R2.A5)
    [[nodiscard]] Instant runAt() const { return publishAt; }
    [[nodiscard]] std::vector<std::string> approvalSubjects() const { return {broadcast.str()}; }
    /// The part of it that waits for one channel's approval (F02.R2.A3).
    [[nodiscard]] SendBroadcast onlyBy(const std::string& channel) const {
        SendBroadcast out = *this;
        if (const auto one = parseEnum<Channel>(channel)) out.channels = {*one};
        return out;
    }
};
BOOST_DESCRIBE_STRUCT(SendBroadcast, (), (broadcast, draftsDigest, channels, publishAt))

/// Sent by the timer at the hour for which a released broadcast was put off.
struct PublishScheduled {
    static constexpr CommandCard card{.name = "comms.publish_scheduled", .action = "outbox.dispatch", .refusalIsEvidence = true};
    BroadcastId broadcast;
    std::string schedule;              ///< BroadcastSchedule::id
};
BOOST_DESCRIBE_STRUCT(PublishScheduled, (), (broadcast, schedule))

/// A draft reaches other channels than it was written for. Whoever changes it needs a scope that covers what it becomes and says
/// why; what waited for release is stale then and has to be asked for anew, by somebody whom another person releases (F02.R2.A7).
struct ChangeScope {
    static constexpr CommandCard card{.name = "comms.change_scope", .action = "comms.change_scope", .refusalIsEvidence = true};
    BroadcastId broadcast;
    std::vector<Channel> channels;     ///< all that it shall have
    std::string note;                  ///< at least 20 characters
};
BOOST_DESCRIBE_STRUCT(ChangeScope, (), (broadcast, channels, note))

/// Withholds what has not been handed over yet. One person is enough: stopping must be faster than sending.
struct CancelBroadcast {
    static constexpr CommandCard card{.name = "comms.cancel_broadcast", .action = "comms.cancel"};
    BroadcastId broadcast;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelBroadcast, (), (broadcast, reason))

/// Takes back what was wrong: whoever got it gets the correction that was approved with it, at once, and what has not left is withheld.
/// One person is enough, because the words were released by two. Again: whoever was reached meanwhile gets it too, nobody twice. Replies
/// `RetractReply`. Problems `not_sent`, `no_correction`, `correction_not_approved`, `is_correction`, `reason_missing`.
struct RetractBroadcast {
    static constexpr CommandCard card{.name = "comms.retract_broadcast", .action = "comms.retract", .refusalIsEvidence = true};
    BroadcastId broadcast;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RetractBroadcast, (), (broadcast, reason))

struct RetractReply {
    BroadcastId correction;
    std::int64_t corrections = 0, withheld = 0;   ///< of this press
    std::int64_t secondsSinceSent = 0;
};
BOOST_DESCRIBE_STRUCT(RetractReply, (), (correction, corrections, withheld, secondsSinceSent))

/// Some of those to whom a request would go, for a spot check: chosen by the snapshot alone, masked (F01.R3.A5). Replies AudienceSample.
struct SampleAudience {
    static constexpr CommandCard card{.name = "comms.sample_audience", .action = "approvals.read", .privateReply = true, .question = true};
    ApprovalId approval;
};
BOOST_DESCRIBE_STRUCT(SampleAudience, (), (approval))

struct SampledRecipient {
    std::string channel, contact, language;   ///< `•••42`, `a•••@e•••`
    int accounts = 0;
    std::string city, postcode;               ///< the first three digits
    bool reachable = true;
    std::string reason;                       ///< `stopped`
};
BOOST_DESCRIBE_STRUCT(SampledRecipient, (), (channel, contact, language, accounts, city, postcode, reachable, reason))

struct AudienceSample {
    std::string snapshotId;
    std::int64_t messages = 0;                ///< of which these are some
    std::vector<SampledRecipient> rows;
    Digest checksum;                          ///< of who is in it, not of what they chose since
};
BOOST_DESCRIBE_STRUCT(AudienceSample, (), (snapshotId, messages, rows, checksum))

/// A provider's receipt, its signature already checked.
struct TakeReceipt {
    static constexpr CommandCard card{.name = "comms.take_receipt", .action = "receipts.take"};
    MessageId message;
    std::string providerId;
    std::string status;     ///< the provider's word
    std::string errorCode;
};
BOOST_DESCRIBE_STRUCT(TakeReceipt, (), (message, providerId, status, errorCode))

/// Whoever holds the link of a message, or hears its call, wants no more of that channel. Sent for them by the server.
struct StopFromMessage {
    static constexpr CommandCard card{.name = "comms.stop_from_message", .action = "contacts.stop"};
    MessageId message;
    std::string evidence;   ///< `email.link`, `email.one_click`, `voice.key`
};
BOOST_DESCRIBE_STRUCT(StopFromMessage, (), (message, evidence))

/// An operator writes down what a customer asked for. Problem `reason_missing`.
struct SetContactChoice {
    static constexpr CommandCard card{.name = "comms.set_contact_choice", .action = "comms.contact_choice"};
    std::string contact;    ///< vault token
    Channel channel = Channel::email;
    bool stopped = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetContactChoice, (), (contact, channel, stopped, reason))

/// Of the words and of their correction: whoever releases the one releases the other.
[[nodiscard]] Digest digestOfDrafts(const Broadcast& broadcast);

/// What a provider's word means; nothing for words that are no news (`queued`, `ringing`).
[[nodiscard]] std::optional<MessageState> receiptState(std::string_view status);

}  // namespace ok::comms
