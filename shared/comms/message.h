// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Broadcast: one update to everybody an incident affects. Message: its copy for one contact on one channel. Both are
// views; the events below are the truth. Contacts stand here as vault tokens, texts as drafts with placeholders: what
// one customer read is made again from the draft and the accounts, and its SHA-256 is in the log.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/comms/broadcast_leg.h"
#include "shared/comms/broadcast_risk.h"
#include "shared/comms/draft.h"
#include "shared/comms/retraction.h"

namespace ok::comms {

/// Stored: never renumber or rename.
enum class MessageState {
    queued,       ///< waiting for its turn
    held,         ///< waiting for the end of quiet hours
    sending,      ///< being handed over
    sent,         ///< the provider has it
    delivered,    ///< the provider says it arrived
    undelivered,  ///< the provider says it did not
    failed,       ///< the provider refused it, or we gave up
    withheld,     ///< stopped by us before hand-over: STOP, cancelled
    suppressed,   ///< the provider knows a STOP that we did not
    unknown       ///< handed over, no answer, and the provider cannot be asked: a person decides
};
BOOST_DESCRIBE_ENUM(MessageState, queued, held, sending, sent, delivered, undelivered, failed, withheld, suppressed, unknown)
inline constexpr int messageStateCount = 10;

struct Message {
    static constexpr std::string_view viewKind = "message";
    MessageId id;
    BroadcastId broadcast;
    Channel channel = Channel::sms;
    Language language = Language::en;
    std::string zone;
    std::string contact;              ///< vault token
    std::vector<AccountId> accounts;
    int segments = 0;
    MessageState state = MessageState::queued;
    int attempts = 0;
    std::string providerId;
    std::vector<std::string> reasons;  ///< keys, oldest first: why it waited, failed or was withheld
    Digest textHash;                   ///< SHA-256 of what was handed over
    Instant heldUntil;
    Instant changedAt;
    bool drill = false;
    Instant handedAt;                  ///< given to the provider, the last time
    std::optional<Corrected> corrects;
    BroadcastId supersededBy;          ///< newer words went to the same accounts: it is not tried again
    std::string snapshotId;           ///< of what was released: its words are these, and nobody is told beside its list (F04.R5.A2)
    int cohort = 0;                   ///< of its channel, from 1: with whom it leaves (F05.R4.A5); 0: of a time before cohorts
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        return {{"broadcast", broadcast.str()}, {"contact", contact}};
    }
    bool operator==(const Message&) const = default;
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, broadcast, channel, language, zone, contact, accounts, segments, state, attempts,
                                    providerId, reasons, textHash, heldUntil, changedAt, drill, snapshotId, handedAt, corrects, supersededBy, cohort))

/// Counted in accounts, but `messages` and `held` in messages (audience.h).
struct ChannelReach {
    Channel channel = Channel::sms;
    int affected = 0;
    int reached = 0;
    int messages = 0;
    int joined = 0;
    int held = 0;
    int noContact = 0;
    int notOptedIn = 0;
    int stopped = 0;
    int notRouted = 0;   ///< the utility's routing rules tell them otherwise or not at all
    bool operator==(const ChannelReach&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChannelReach, (), (channel, affected, reached, messages, joined, held, noContact, notOptedIn, stopped, notRouted))

/// Somebody gave a draft other channels.
struct ScopeChange {
    std::string by;
    Instant at;
    std::vector<Channel> before, after;
    std::string note;
    bool operator==(const ScopeChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(ScopeChange, (), (by, at, before, after, note))

/// It was released before its hour: what may leave then, and no more (F02.R2.A5).
struct BroadcastSchedule {
    std::string id;
    Instant publishAt;
    Instant due;                      ///< the same on the clock, in a rehearsal too
    std::vector<Channel> channels;
    Digest draftsDigest;
    std::string severity;             ///< of the incident when it was released
    Polygon within;                   ///< the incident's outline then: who is affected beyond it was not looked at by anybody
    std::string sentBy;               ///< its author; the second person is `Broadcast::approvedBy`
    std::string approval;             ///< id of the request
    bool operator==(const BroadcastSchedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastSchedule, (), (id, publishAt, due, channels, draftsDigest, severity, within, sentBy, approval))

enum class BroadcastState { draft, sending, done, cancelled };
BOOST_DESCRIBE_ENUM(BroadcastState, draft, sending, done, cancelled)

struct Broadcast {
    static constexpr std::string_view viewKind = "broadcast";
    BroadcastId id;
    IncidentId incident;
    UpdateKind kind = UpdateKind::detected;
    BroadcastState state = BroadcastState::draft;
    std::vector<Draft> drafts;
    std::vector<Channel> channels;
    std::vector<Channel> sentChannels;    ///< that have left; the others wait, each for itself
    std::vector<ScopeChange> scopeChanges;
    std::vector<BroadcastSchedule> schedules;   ///< released, and waiting for their hour
    bool emergency = false;
    std::string area;                     ///< said where an account has no address
    EtaBelief eta;                        ///< what it tells about restoration; the next update names it as the old one
    std::vector<ChannelReach> reach;      ///< of the frozen audience, once sent
    std::int64_t recipientCount = 0;      ///< accounts that are told on any channel, once sent
    Digest recipients;                    ///< SHA-256 over their sorted ids
    std::map<std::string, int> messages;  ///< how many stand in which state
    std::string draftedBy;
    std::string sentBy;
    std::string approvedBy;               ///< the second person
    std::string cancelReason;
    Instant draftedAt;
    Instant sentAt;
    Instant changedAt;
    int edits = 0;
    bool drill = false;
    std::string correlation;              ///< of the entry that drafted it: editing, sending and cancelling go on with it
    std::vector<BroadcastLeg> legs;       ///< as it left, oldest first
    std::map<std::string, std::map<std::string, int>> progress;   ///< by channel: how many messages stand in which state
    std::optional<BroadcastPause> pause;
    int perMinute = 0;                    ///< it was slowed down to; 0: it was not
    std::string amends;                   ///< the broadcast whose place it takes: who was reached by that is not told again
    std::string amendedBy;                ///< the one that takes its place
    std::vector<Draft> correction;        ///< leaves in one press if this turns out wrong; approved with it
    Digest releasedDigest;                ///< digestOfDrafts() of what was released
    std::optional<Retraction> retraction;
    BroadcastId corrects;                 ///< this is the correction of that one
    std::optional<BroadcastRisk> risk;    ///< how it was judged last (F05.R1.A7)
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        return {{"incident", incident.str()}, {"state", enumName(state)}};
    }
    bool operator==(const Broadcast&) const = default;
};
BOOST_DESCRIBE_STRUCT(Broadcast, (), (id, incident, kind, state, drafts, channels, sentChannels, scopeChanges, schedules, emergency, area, eta, reach, recipientCount, recipients, messages,
                                      draftedBy, sentBy, approvedBy, cancelReason, draftedAt, sentAt, changedAt, edits,
                                      drill, correlation, legs, progress, pause, perMinute, amends, amendedBy, correction, releasedDigest, retraction, corrects, risk))

/// As scopes and routing rules name it: `etr` where a time of restoration is told, any other is an `advisory`.
[[nodiscard]] std::string contentTypeOf(UpdateKind kind, const EtaBelief& eta);
[[nodiscard]] const Draft* findDraft(const std::vector<Draft>& drafts, Channel channel, Language language);
[[nodiscard]] const Draft* findDraft(const Broadcast& broadcast, Channel channel, Language language);
/// True when a message in this state will not move again by itself.
[[nodiscard]] bool isFinal(MessageState state);
/// Receipts arrive late, twice and out of order: a delivered message is not un-delivered by an old `sent`.
[[nodiscard]] bool mayFollow(MessageState from, MessageState to);

}  // namespace ok::comms
