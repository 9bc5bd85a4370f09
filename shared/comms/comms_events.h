// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to broadcasts and messages, as the log keeps it. Messages come in batches: a town is one entry for
// every few hundred texts, not one for each.
#pragma once
#include "shared/comms/message.h"
#include "shared/comms/pace_events.h"

namespace ok::comms {

struct BroadcastDrafted {
    static constexpr std::string_view eventType = "comms.broadcast_drafted";
    BroadcastId broadcast;
    IncidentId incident;
    UpdateKind kind = UpdateKind::detected;
    std::vector<Draft> drafts;
    std::vector<Channel> channels;
    std::string area;
    bool emergency = false;
    EtaBelief eta;
    std::string amends;                ///< the broadcast, half sent, whose place it takes
    std::vector<Draft> correction;
};
BOOST_DESCRIBE_STRUCT(BroadcastDrafted, (), (broadcast, incident, kind, drafts, channels, area, emergency, eta, amends, correction))

struct DraftEdited {
    static constexpr std::string_view eventType = "comms.draft_edited";
    BroadcastId broadcast;
    Draft draft;
    bool correction = false;
};
BOOST_DESCRIBE_STRUCT(DraftEdited, (), (broadcast, draft, correction))

/// The audience is frozen and its messages follow in MessagesQueued.
struct BroadcastSent {
    static constexpr std::string_view eventType = "comms.broadcast_sent";
    BroadcastId broadcast;
    std::vector<ChannelReach> reach;
    std::int64_t recipientCount = 0;   ///< accounts that are told on any channel
    Digest recipients;                 ///< SHA-256 over their sorted ids
    std::vector<Channel> channels;     ///< that left now
    std::vector<ScopeChange> scopeChanges;   ///< how what is published differs from what was initiated (F02.R2.A7)
    int routingVersion = 0;            ///< of the routing rules that chose the audience; 0: none were published
    std::string schedule;              ///< by which it left at its hour; empty: at once
    std::int64_t outsideApproved = 0;  ///< accounts affected by now that lie beyond what was approved, and are not told (F02.R2.A5)
    BroadcastLeg leg;                  ///< from which snapshot, by which plan (F04.R6.A4)
    std::map<std::string, std::int64_t> planned;     ///< messages that were frozen, by channel: sent, withheld and failed come to them
    std::map<std::string, Digest> payloads;          ///< by channel: SHA-256 of the words before they are filled in
    std::map<std::string, std::int64_t> withheld;    ///< of the frozen ones, by reason: a customer's word since then
    Digest draftsDigest;               ///< digestOfDrafts() of what left, its correction with it
};
BOOST_DESCRIBE_STRUCT(BroadcastSent, (), (broadcast, reach, recipientCount, recipients, channels, scopeChanges, routingVersion, schedule, outsideApproved,
                                          leg, planned, payloads, withheld, draftsDigest))

/// Released before its hour.
struct BroadcastScheduled {
    static constexpr std::string_view eventType = "comms.broadcast_scheduled";
    BroadcastId broadcast;
    BroadcastSchedule schedule;
};
BOOST_DESCRIBE_STRUCT(BroadcastScheduled, (), (broadcast, schedule))

/// Its hour came and it may not leave as it was approved: it is a draft again and has to be asked for anew.
struct BroadcastHeldBack {
    static constexpr std::string_view eventType = "comms.broadcast_held_back";
    BroadcastId broadcast;
    std::string schedule;
    std::string reason;                ///< `drafts_changed`, `scope_changed`, `incident_restored`, ...
};
BOOST_DESCRIBE_STRUCT(BroadcastHeldBack, (), (broadcast, schedule, reason))

struct BroadcastRescoped {
    static constexpr std::string_view eventType = "comms.broadcast_rescoped";
    BroadcastId broadcast;
    std::vector<Channel> before, after;
    std::vector<Draft> drafts;         ///< all that it has now
    std::string note;
    std::vector<Draft> correction;
};
BOOST_DESCRIBE_STRUCT(BroadcastRescoped, (), (broadcast, before, after, drafts, note, correction))

struct QueuedMessage {
    MessageId id;
    Channel channel = Channel::sms;
    Language language = Language::en;
    std::string zone;
    std::string contact;
    std::vector<AccountId> accounts;
    Instant heldUntil;
    std::string withheld;              ///< it was frozen and does not leave: `stopped`, `not_opted_in`, `already_reached`
    std::optional<Corrected> corrects;
    int cohort = 0;                    ///< with whom of its channel it leaves, from 1
};
BOOST_DESCRIBE_STRUCT(QueuedMessage, (), (id, channel, language, zone, contact, accounts, heldUntil, withheld, corrects, cohort))

struct MessagesQueued {
    static constexpr std::string_view eventType = "comms.messages_queued";
    BroadcastId broadcast;
    std::vector<QueuedMessage> messages;
    std::string snapshotId;            ///< of all of them
};
BOOST_DESCRIBE_STRUCT(MessagesQueued, (), (broadcast, messages, snapshotId))

struct MessageChange {
    MessageId message;
    MessageState state = MessageState::queued;
    int attempts = 0;
    std::string providerId;
    std::string reason;
    int segments = 0;
    Digest textHash;
    Instant dueAgain;
    BroadcastId supersededBy;          ///< newer words left to the same accounts
};
BOOST_DESCRIBE_STRUCT(MessageChange, (), (message, state, attempts, providerId, reason, segments, textHash, dueAgain, supersededBy))

struct MessagesChanged {
    static constexpr std::string_view eventType = "comms.messages_changed";
    std::vector<MessageChange> changes;
};
BOOST_DESCRIBE_STRUCT(MessagesChanged, (), (changes))

/// A contact decided for one channel: by the link in an email, by a key during a call, or by telling an operator.
struct ContactChose {
    static constexpr std::string_view eventType = "comms.contact_chose";
    std::string contact;    ///< vault token
    Channel channel = Channel::email;
    bool stopped = true;
    std::string evidence;   ///< `email.link`, `email.one_click`, `voice.key`, `operator`
};
BOOST_DESCRIBE_STRUCT(ContactChose, (), (contact, channel, stopped, evidence))

/// View `contact_stop`: messages of this channel no longer go to this contact. STOP by text stops every channel and stands
/// in `contact_preference`.
struct ContactStop {
    static constexpr std::string_view viewKind = "contact_stop";
    std::string contact;
    Channel channel = Channel::email;
    Instant since;
    std::string evidence;
    [[nodiscard]] static std::string idOf(const std::string& contact, Channel channel) { return contact + "/" + enumName(channel); }
    [[nodiscard]] std::string viewId() const { return idOf(contact, channel); }
    bool operator==(const ContactStop&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContactStop, (), (contact, channel, since, evidence))

struct BroadcastCancelled {
    static constexpr std::string_view eventType = "comms.broadcast_cancelled";
    BroadcastId broadcast;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BroadcastCancelled, (), (broadcast, reason))

}  // namespace ok::comms
