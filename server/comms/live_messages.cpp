// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/live_messages.h"

#include <algorithm>
#include <array>

#include "server/comms/message_rows.h"
#include "server/comms/told_lists.h"
#include "shared/incidents/incident.h"
#include "shared/incidents/survivor.h"

namespace ok::comms {
namespace {

using incidents::Incident;

constexpr SupersedeRule rule = SupersedeRule::any_channel;

struct Sending {
    NewSend send;
    AccountNumbers numbers;
};

void reach(Sending& out, Channel channel, std::span<const AccountId> accounts) {
    for (const AccountId& account : accounts) {
        const std::uint32_t number = out.numbers.number(account);
        if (number >= out.send.reached.size()) out.send.reached.resize(number + 1, 0);
        out.send.reached[number] |= bitOf(channel);
    }
}

Sending sendingOf(CommandContext& cx, const Broadcast& leg, std::size_t expected) {
    Sending out{{leg.id, incidents::survivorOf(cx.views(), leg.incident), claimOf(leg), leg.draftedAt, {}}, AccountNumbers(expected)};
    out.send.reached.reserve(expected);
    return out;
}

Sending sendingOf(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages) {
    Sending out = sendingOf(cx, leg, messages.size());
    for (const QueuedMessage& message : messages) {
        if (message.withheld.empty()) reach(out, message.channel, message.accounts);
    }
    return out;
}

Sending sendingOf(CommandContext& cx, const Broadcast& leg, std::span<const approvals::FrozenRecipient> recipients) {
    Sending out = sendingOf(cx, leg, recipients.size());
    for (const approvals::FrozenRecipient& each : recipients) {
        if (const auto channel = parseEnum<Channel>(each.channel)) reach(out, *channel, each.accounts);
    }
    return out;
}

bool mayOverlap(const Incident& a, const Incident& b) {
    return !a.boundary.rings.empty() && !b.boundary.rings.empty() && boundsOf(a.boundary).intersects(boundsOf(b.boundary));
}

/// Has messages that may still leave.
bool isOpen(const Broadcast& broadcast) {
    constexpr std::array waiting{MessageState::queued, MessageState::held, MessageState::sending, MessageState::unknown};
    return std::any_of(waiting.begin(), waiting.end(), [&](MessageState state) { return broadcast.messages.contains(enumName(state)); });
}

/// All that have something under way, and of the others the last ones: what was said before them was replaced by them.
void addOf(Views& views, IncidentId incident, std::map<BroadcastId, Broadcast>& out) {
    constexpr int lastOnes = 3;
    std::vector<Broadcast> sent = views.byKey<Broadcast>("incident", incident.str());
    std::erase_if(sent, [](const Broadcast& each) { return !each.sentAt.known() || each.kind == UpdateKind::correction || each.retraction; });
    std::sort(sent.begin(), sent.end(), [](const Broadcast& a, const Broadcast& b) { return a.sentAt > b.sentAt; });
    int quiet = 0;
    for (Broadcast& each : sent) {
        if (isOpen(each) || ++quiet <= lastOnes) out.try_emplace(each.id, std::move(each));
    }
}

/// Updates that may say something to somebody of this one: about the same outage, about one whose outline touches it, and whatever has
/// messages that have not left, wherever.
std::map<BroadcastId, Broadcast> updatesAround(Views& views, const Broadcast& leg, IncidentId incident) {
    std::map<BroadcastId, Broadcast> out;
    addOf(views, leg.incident, out);
    addOf(views, incident, out);
    for (Broadcast& each : views.byKey<Broadcast>("state", enumName(BroadcastState::sending))) out.try_emplace(each.id, std::move(each));
    if (const auto own = views.find<Incident>(incident.str())) {
        for (const char* state : {"open", "restored"}) {
            for (const Incident& other : views.byKey<Incident>("state", state)) {
                if (other.id != own->id && mayOverlap(*own, other)) addOf(views, other.id, out);
            }
        }
    }
    out.erase(leg.id);
    return out;
}

/// As much of a message as is asked here: there may be half a million.
struct MessageGlance {
    static constexpr std::string_view viewKind = Message::viewKind;
    MessageId id;
    Channel channel = Channel::sms;
    std::vector<AccountId> accounts;
    MessageState state = MessageState::queued;
    [[nodiscard]] std::string viewId() const { return id.str(); }
};
BOOST_DESCRIBE_STRUCT(MessageGlance, (), (id, channel, accounts, state))

/// One message that an earlier update has made, where it might matter.
struct Earlier {
    MessageId message;
    MessageState state = MessageState::queued;
    Channel channel = Channel::sms;
    std::size_t update = 0;          ///< index into Around::updates
    ChannelBits reached = 0;         ///< by which the new send reaches any of its accounts
};

struct Around {
    std::vector<LiveUpdate> updates;
    std::vector<Earlier> messages;
};

LiveUpdate updateOf(Views& views, const Broadcast& broadcast) {
    LiveUpdate out{.broadcast = broadcast.id, .incident = incidents::survivorOf(views, broadcast.incident), .claim = claimOf(broadcast), .writtenAt = broadcast.draftedAt, .sentAt = broadcast.sentAt};
    const auto incident = views.find<Incident>(out.incident.str());
    out.incidentOver = incident && !incidents::isLive(incident->status);
    out.retracted = broadcast.retraction.has_value();
    return out;
}

/// Rows of an update by account: one pass over its messages.
class ToldBy {
  public:
    ToldBy(Sending& sending, std::vector<Told>& out) : m_sending(sending), m_out(out) {}
    void add(const MessageGlance& message) {
        const Stand stand = standOf(message.state);
        if (stand == Stand::gone) return;
        for (const AccountId& account : message.accounts) {
            const std::uint32_t number = m_sending.numbers.number(account);
            if (number >= m_places.size()) m_places.resize(std::max<std::size_t>(m_sending.numbers.size(), number + 1), 0);
            if (m_places[number] == 0) {
                m_out.push_back({number, 0, 0});
                m_places[number] = static_cast<std::uint32_t>(m_out.size());
            }
            Told& told = m_out[m_places[number] - 1];
            (stand == Stand::handed ? told.handed : told.pending) |= bitOf(message.channel);
        }
    }

  private:
    Sending& m_sending;
    std::vector<Told>& m_out;
    std::vector<std::uint32_t> m_places;   ///< by account: place in `out` + 1
};

ChannelBits reachedOf(const Sending& sending, AccountNumbers& numbers, const MessageGlance& message) {
    ChannelBits out = 0;
    for (const AccountId& account : message.accounts) {
        const std::uint32_t number = numbers.number(account);
        if (number < sending.send.reached.size()) out |= sending.send.reached[number];
    }
    return out;
}

/// About another outage, and for nobody whom the new send reaches.
bool elsewhere(CommandContext& cx, const Broadcast& broadcast, const LiveUpdate& update, const Sending& sending) {
    if (update.incident == sending.send.incident) return false;
    const auto* accounts = cx.state<ToldLists>().find(broadcast);
    return accounts != nullptr && !anyOf(*accounts, sending.numbers, static_cast<std::uint32_t>(sending.send.reached.size()));
}

Around lookAround(CommandContext& cx, const Broadcast& leg, Sending& sending) {
    Around out;
    if (sending.send.reached.empty()) return out;   // nobody is told anything
    for (const auto& [id, broadcast] : updatesAround(cx.views(), leg, sending.send.incident)) {
        if (broadcast.drill != cx.drill()) continue;
        LiveUpdate update = updateOf(cx.views(), broadcast);
        if (update.claim.kind == ClaimKind::advisory || update.incidentOver || update.retracted || elsewhere(cx, broadcast, update, sending)) continue;
        ToldBy told(sending, update.told);
        std::vector<AccountId> all;
        cx.views().eachByKey<MessageGlance>("broadcast", id.str(), [&](const MessageGlance& message) {
            all.insert(all.end(), message.accounts.begin(), message.accounts.end());
            told.add(message);
            if (message.state == MessageState::withheld || message.state == MessageState::suppressed) return;
            if (const ChannelBits reached = reachedOf(sending, sending.numbers, message); reached != 0) {
                out.messages.push_back({message.id, message.state, message.channel, out.updates.size(), reached});
            }
        });
        cx.state<ToldLists>().keep(broadcast, std::move(all));
        out.updates.push_back(std::move(update));
    }
    return out;
}

ClaimFindings find(CommandContext& cx, const Broadcast& leg, Sending& sending, Around& around) {
    around = lookAround(cx, leg, sending);
    std::vector<LiveUpdate> live = around.updates;
    dropSuperseded(live, rule, sending.numbers.size());
    return contradictionsOf(live, sending.send, rule, cx.now());
}

/// May it still leave, or leave again, though its reader was told something newer? Under way it may come back, failed it may be sent again.
bool mayComeBack(MessageState state) { return state == MessageState::sending || state == MessageState::unknown || state == MessageState::failed; }

std::string whatToDo(const ClaimItem& item) {
    if (item.why == "newer_words") return "newer words about this outage have reached them: draft this update anew";
    if (item.why == "other_channel") return "they heard it by a channel that this one does not use: add it";
    return "it has messages that have not left: cancel it, or wait until they have";
}

}  // namespace

ClaimFindings supersededBy(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages) {
    Sending sending = sendingOf(cx, leg, messages);
    Around around;
    return find(cx, leg, sending, around);
}

ClaimFindings supersededBy(CommandContext& cx, const Broadcast& leg, std::span<const approvals::FrozenRecipient> recipients) {
    Sending sending = sendingOf(cx, leg, recipients);
    Around around;
    return find(cx, leg, sending, around);
}

approvals::ReviewDocument supersedesDocument(const ClaimFindings& findings) {
    ClaimFindings shown = findings;
    for (ClaimItem& item : shown.items) item.withheld = 0;   // how many of them have left by now is no difference for anybody
    return {approvals::ReviewSection::delivery, "supersedes", {toJson(shown)}};
}

Status showEarlierWords(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages, bool later, approvals::SnapshotContent& out) {
    const ClaimFindings findings = supersededBy(cx, leg, messages);
    if (!later) OK_TRY(tellsOneStory(findings));
    if (!findings.items.empty()) out.documents.push_back(supersedesDocument(findings));
    return {};
}

Status tellsOneStory(const ClaimFindings& findings) {
    if (findings.contradicted == 0 || findings.items.empty()) return {};
    const ClaimItem& worst = findings.items.front();
    const std::string accounts = std::to_string(findings.contradicted);
    return problem("contradicts_live_message", accounts + (findings.contradicted == 1 ? " account" : " accounts") + " would be told two different things, by this update and by `" + worst.broadcast.str() + "`: " + whatToDo(worst),
                   {{"broadcast", worst.broadcast.str()}, {"incident", worst.incident.str()}, {"accounts", accounts}, {"accounts_of_it", std::to_string(worst.remaining)},
                    {"says", enumName(worst.kind)}, {"until", worst.until.known() ? toIso(worst.until) : std::string()}, {"why", worst.why}});
}

Result<EarlierWords> earlierWords(CommandContext& cx, const Broadcast& leg, std::span<const QueuedMessage> messages) {
    Sending sending = sendingOf(cx, leg, messages);
    Around around;
    EarlierWords out{find(cx, leg, sending, around), {}};
    if (!cx.emergency()) OK_TRY(tellsOneStory(out.findings));
    for (const Earlier& each : around.messages) {
        const LiveUpdate& update = around.updates[each.update];
        const bool cameBack = mayComeBack(each.state);
        const Verdict verdict = verdictOn(update, sending.send, rule, cameBack ? Stand::handed : standOf(each.state), each.channel, each.reached);
        const bool wouldFollow = verdict == Verdict::contradicts && standOf(each.state) == Stand::pending;
        if (verdict == Verdict::withheld || wouldFollow || (cameBack && verdict != Verdict::agrees)) out.stopped.push_back({each.message, each.state});
    }
    return out;
}

Status stopEarlierWords(CommandContext& cx, const EarlierWords& earlier, BroadcastId newer) {
    constexpr std::size_t changesAnEntry = 500;
    std::vector<MessageId> pending;
    MessagesChanged marked;
    const auto flush = [&] {
        if (!marked.changes.empty()) cx.emit(marked, {.subjects = {newer.str()}});
        marked.changes.clear();
    };
    for (const EarlierWords::Stopped& each : earlier.stopped) {
        if (standOf(each.state) == Stand::pending) {
            pending.push_back(each.message);
            continue;
        }
        marked.changes.push_back({.message = each.message, .state = each.state, .supersededBy = newer});
        if (marked.changes.size() == changesAnEntry) flush();
    }
    flush();
    return withholdMessages(cx, pending, "superseded", newer);
}

bool stoppedByNewer(Views& views, const Message& message) {
    if (!message.supersededBy.known()) return false;
    const auto newer = views.find<Broadcast>(message.supersededBy.str());
    return newer && newer->state != BroadcastState::cancelled;
}

}  // namespace ok::comms
