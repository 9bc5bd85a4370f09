// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_recipients.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "server/comms/broadcast_audience.h"
#include "server/comms/broadcast_capture.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/comms/sending_rules.h"

namespace ok::comms {
namespace {

using approvals::FrozenRecipient;
using approvals::RecipientList;

constexpr std::size_t fewContacts = 500;   // of more, what everybody ever chose is read through once

/// What contacts chose by now.
class Choices {
  public:
    Choices(CommandContext& cx, const CommsPorts& ports, const RecipientList& list) {
        if (list.rows.size() <= fewContacts || !ports.choices) askEach(cx, ports, list);
        else readThrough(cx, ports, list);
    }
    [[nodiscard]] bool stopped(const std::string& channel, const std::string& contact) const {
        return m_stopped.contains(contact) || m_stopped.contains(channel + " " + contact);
    }
    [[nodiscard]] bool subscribed(const std::string& contact) const { return m_subscribed.contains(contact); }

  private:
    void readThrough(CommandContext& cx, const CommsPorts& ports, const RecipientList& list) {
        for (const FrozenRecipient& row : list.rows) m_asked.insert(row.contact);
        ports.choices(cx, [this](const std::string& contact, bool stopped, bool optedIn) {
            if (!m_asked.contains(contact)) return;
            if (stopped) m_stopped.insert(contact);
            if (optedIn) m_subscribed.insert(contact);
        });
        cx.views().each<ContactStop>([this](const ContactStop& stop) {
            if (m_asked.contains(stop.contact)) m_stopped.insert(enumName(stop.channel) + (" " + stop.contact));
        });
    }
    void askEach(CommandContext& cx, const CommsPorts& ports, const RecipientList& list) {
        for (const FrozenRecipient& row : list.rows) {
            const auto channel = parseEnum<Channel>(row.channel);
            if (channel && isStopped(cx, ports, row.contact, *channel)) m_stopped.insert(row.channel + " " + row.contact);
            if (ports.optedIn && ports.optedIn(cx, row.contact)) m_subscribed.insert(row.contact);
        }
    }
    std::unordered_set<std::string> m_asked, m_stopped, m_subscribed;
};

/// The accounts of a list in the book of today: their zones, hours and consent. One that is no longer there has none.
class People {
  public:
    People(const RecipientList& list, std::shared_ptr<const AudienceBook> book) : m_book(std::move(book)) {
        std::vector<AccountId> wanted;
        for (const FrozenRecipient& row : list.rows) wanted.insert(wanted.end(), row.accounts.begin(), row.accounts.end());
        std::sort(wanted.begin(), wanted.end());
        m_rows.reserve(wanted.size());
        for (std::uint32_t i = 0; i < m_book->size(); ++i) {
            if (std::binary_search(wanted.begin(), wanted.end(), m_book->id(i))) m_rows.emplace(m_book->id(i), &m_book->rows()[i]);
        }
    }
    [[nodiscard]] const AudienceRow* find(const AccountId& id) const {
        const auto found = m_rows.find(id);
        return found == m_rows.end() ? nullptr : found->second;
    }
    [[nodiscard]] const std::string& zone(const AudienceRow& row) const { return m_book->zones()[row.zone]; }

  private:
    std::shared_ptr<const AudienceBook> m_book;
    std::unordered_map<AccountId, const AudienceRow*> m_rows;
};

class Hours {
  public:
    Hours(const People& people, std::string zone, Instant now, const SendingRules& usual) : m_people(people), m_zone(std::move(zone)), m_now(now), m_usual(usual) {}
    [[nodiscard]] std::string zoneOf(const FrozenRecipient& recipient) const {
        for (const AccountId& id : recipient.accounts) {
            const AudienceRow* row = m_people.find(id);
            if (row != nullptr && !m_people.zone(*row).empty()) return m_people.zone(*row);
        }
        return m_zone;
    }
    /// The latest end of the quiet hours of its accounts.
    [[nodiscard]] Instant heldUntil(const FrozenRecipient& recipient) {
        Instant until;
        for (const AccountId& id : recipient.accounts) {
            const AudienceRow* row = m_people.find(id);
            until = std::max(until, row == nullptr ? quietUntilOf(m_zone, -1, -1) : quietUntilOf(m_people.zone(*row).empty() ? m_zone : m_people.zone(*row), row->quietFrom, row->quietTo));
        }
        return until;
    }

  private:
    Instant quietUntilOf(const std::string& zone, int from, int to) {
        const auto key = std::tuple(zone, from, to);
        const auto known = m_known.find(key);
        if (known != m_known.end()) return known->second;
        return m_known[key] = quietUntil(m_now, zone, from < 0 ? m_usual.quietFrom : from, from < 0 ? m_usual.quietTo : to);
    }
    const People& m_people;
    std::string m_zone;
    Instant m_now;
    SendingRules m_usual;
    std::map<std::tuple<std::string, int, int>, Instant> m_known;
};

bool stillAgrees(const FrozenRecipient& recipient, Channel channel, const People& people, const Choices& choices) {
    bool known = false;
    for (const AccountId& id : recipient.accounts) {
        const AudienceRow* row = people.find(id);
        if (row == nullptr) continue;
        known = true;
        if (row->optedIn[static_cast<std::size_t>(channel)]) return true;
    }
    return !known || (channel == Channel::sms && choices.subscribed(recipient.contact));
}

bool allReached(const FrozenRecipient& recipient, const std::vector<AccountId>& reached) {
    return !reached.empty() && std::all_of(recipient.accounts.begin(), recipient.accounts.end(), [&](const AccountId& id) { return std::binary_search(reached.begin(), reached.end(), id); });
}

/// The frozen version, if it is one of this very broadcast.
Result<ok::FrozenVersion> versionOf(CommandContext& cx, const Broadcast& broadcast, ApprovalId approval) {
    auto version = ok::frozenVersion(cx.views(), approval);
    if (!version.ok() && version.problem().code == "not_found") {
        return problem("snapshot_missing", "this was asked for before people were frozen with it: ask for it anew");
    }
    if (!version.ok()) return version;
    const auto command = fromJson<SendBroadcast>(version->content.body.text);
    if (version->content.command != SendBroadcast::card.name || !command.ok() || command->broadcast != broadcast.id) {
        return problem("digest_mismatch", "what was frozen is another broadcast");
    }
    return version;
}

}  // namespace

Result<Leaving> leavingAsFrozen(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, ApprovalId approval, const Affected& affected) {
    OK_ASSIGN(const ok::FrozenVersion version, versionOf(cx, broadcast, approval));
    const approvals::FrozenAudience& frozen = version.content.audience;
    RecipientList list;
    if (frozen.list.known()) {
        OK_ASSIGN(list, frozenRecipients(cx, frozen.list));
    } else if (frozen.messages > 0) {
        return problem("recipients_missing", "the list of who was to be told is not there");
    }
    OK_ASSIGN(FrozenDelivery delivery, fromJson<FrozenDelivery>(version.content.delivery.text));
    const approvals::SnapshotHeader& header = version.stored.header;
    Leaving out;
    out.reach = std::move(delivery.reach);
    out.routingVersion = delivery.routingVersion;
    out.contentHash = header.contentHash;
    out.leg.approval = approval.str();
    out.leg.snapshotId = header.id;
    out.leg.snapshotHash = header.contentHash;

    const Choices choices(cx, ports, list);
    const People people(list, affected.book);
    Hours hoursOf(people, ports.zone(cx), cx.now(), sendingNow(cx.views()).rules);
    const std::vector<AccountId> reached = broadcast.amends.empty() ? std::vector<AccountId>() : reachedBy(cx.views(), broadcast.amends);
    std::map<Channel, int> held;
    out.messages.reserve(list.rows.size());
    for (const FrozenRecipient& row : list.rows) {
        const auto channel = parseEnum<Channel>(row.channel);
        if (!channel) return problem("digest_mismatch", "a frozen recipient has a channel that nobody knows");
        QueuedMessage m;
        m.id = messageIdOf(header.contentHash, row.channel, row.contact);
        m.channel = *channel;
        m.language = parseEnum<Language>(row.language).value_or(Language::en);
        m.zone = hoursOf.zoneOf(row);
        m.contact = row.contact;
        m.accounts = row.accounts;
        if (choices.stopped(row.channel, row.contact)) m.withheld = "stopped";
        else if (!stillAgrees(row, *channel, people, choices)) m.withheld = "not_opted_in";
        else if (allReached(row, reached)) m.withheld = "already_reached";
        else if (*channel != Channel::email && !broadcast.emergency) m.heldUntil = hoursOf.heldUntil(row);
        ++out.planned[row.channel];
        if (!m.withheld.empty()) ++out.withheld[m.withheld];
        else if (m.heldUntil.known()) ++held[*channel];
        out.messages.push_back(std::move(m));
    }
    for (ChannelReach& reach : out.reach) reach.held = held[reach.channel];
    return out;
}

Leaving leavingNow(CommandContext& cx, const CommsPorts& ports, const Broadcast& leg, const Affected& affected) {
    FrozenAudience audience = freezeAudience(cx, ports, leg, affected);
    Leaving out;
    out.reach = std::move(audience.reach);
    out.routingVersion = audience.routingVersion;
    out.messages = std::move(audience.messages);
    for (QueuedMessage& m : out.messages) {
        m.id = cx.newId<MessageId>();
        ++out.planned[enumName(m.channel)];
    }
    return out;
}

}  // namespace ok::comms
