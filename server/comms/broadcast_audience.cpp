// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_audience.h"

#include <algorithm>

#include "shared/comms/comms_events.h"

namespace ok::comms {
namespace {

class Flattened {
  public:
    Flattened(CommandContext& cx, const CommsPorts& ports, const std::vector<territory::Account>& accounts)
        : m_tenantZone(ports.zone(cx)) {
        rows.reserve(accounts.size());
        for (std::uint32_t i = 0; i < accounts.size(); ++i) rows.push_back(rowOf(accounts[i], i));
        askContacts(cx, ports);
    }

    std::vector<AudienceRow> rows;
    std::vector<std::string> zones;
    ContactTable contacts;
    std::array<std::vector<std::uint8_t>, channelCount> stopped;

  private:
    AudienceRow rowOf(const territory::Account& a, std::uint32_t index) {
        AudienceRow r;
        r.account = index;
        const std::uint32_t phone = contacts.intern(a.contacts.phone);
        r.contact = {phone, contacts.intern(a.contacts.email), phone};
        r.optedIn = {a.optedIn.sms, a.optedIn.email, a.optedIn.voice};
        r.language = a.language == "es" ? Language::es : Language::en;
        r.zone = zoneNumber(a.timeZone.empty() ? m_tenantZone : a.timeZone);
        if (a.quietHours) {
            r.quietFrom = static_cast<std::int16_t>(a.quietHours->fromMinute);
            r.quietTo = static_cast<std::int16_t>(a.quietHours->toMinute);
        }
        return r;
    }

    std::uint16_t zoneNumber(const std::string& zone) {
        const auto it = std::find(zones.begin(), zones.end(), zone);
        if (it != zones.end()) return static_cast<std::uint16_t>(it - zones.begin());
        zones.push_back(zone);
        return static_cast<std::uint16_t>(zones.size() - 1);
    }

    // Each contact is asked about once, however many accounts it has.
    void askContacts(CommandContext& cx, const CommsPorts& ports) {
        for (auto& channel : stopped) channel.assign(contacts.size(), 0);
        std::vector<std::uint8_t> asked(contacts.size(), 0);
        for (std::uint32_t c = 1; c < contacts.size(); ++c) {
            for (int channel = 0; channel < channelCount; ++channel) {
                stopped[static_cast<std::size_t>(channel)][c] = isStopped(cx, ports, contacts.token(c), static_cast<Channel>(channel)) ? 1 : 0;
            }
            asked[c] = ports.optedIn(cx, contacts.token(c)) ? 1 : 0;
        }
        for (AudienceRow& r : rows) {
            if (asked[r.contact[0]] != 0) r.optedIn[0] = true;
        }
    }

    std::string m_tenantZone;
};

ChannelReach reachOf(Channel channel, const ChannelTotals& t) {
    ChannelReach r;
    r.channel = channel;
    r.affected = t.affected;
    r.reached = t.reached;
    r.messages = t.messages;
    r.joined = t.joined;
    r.held = t.held;
    r.noContact = t.withheldFor(Withheld::no_contact);
    r.notOptedIn = t.withheldFor(Withheld::not_opted_in);
    r.stopped = t.withheldFor(Withheld::stopped);
    return r;
}

}  // namespace

bool isStopped(CommandContext& cx, const CommsPorts& ports, const std::string& contact, Channel channel) {
    return ports.stopped(cx, contact) || cx.views().find<ContactStop>(ContactStop::idOf(contact, channel)) != nullptr;
}

FrozenAudience freezeAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast,
                              const std::vector<territory::Account>& accounts) {
    const Flattened flat(cx, ports, accounts);
    AudienceQuestion q;
    q.rows = flat.rows;
    q.zones = flat.zones;
    q.contacts = flat.contacts.size();
    q.stopped = {flat.stopped[0], flat.stopped[1], flat.stopped[2]};
    q.channels = {false, false, false};
    for (const Channel c : broadcast.channels) q.channels[static_cast<std::size_t>(c)] = true;
    q.emergency = broadcast.emergency;
    q.now = cx.now();
    const Audience audience = findAudience(q);

    FrozenAudience out;
    for (const Channel c : broadcast.channels) out.reach.push_back(reachOf(c, audience.totals[static_cast<std::size_t>(c)]));
    out.messages.reserve(audience.recipients.size());
    for (const Recipient& r : audience.recipients) {
        QueuedMessage m;
        m.channel = r.channel;
        m.language = r.language;
        m.zone = flat.zones[r.zone];
        m.contact = flat.contacts.token(r.contact);
        m.heldUntil = r.heldUntil;
        for (std::uint32_t i = 0; i < r.accountCount; ++i) m.accounts.push_back(accounts[audience.accounts[r.firstAccount + i]].id);
        out.messages.push_back(std::move(m));
    }
    return out;
}

}  // namespace ok::comms
