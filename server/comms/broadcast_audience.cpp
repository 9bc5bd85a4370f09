// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_audience.h"

#include <algorithm>

#include "shared/comms/comms_events.h"
#include "shared/comms/sending_rules.h"
#include "shared/incidents/incident_scope.h"

namespace ok::comms {
namespace {

constexpr std::array everyChannel{Channel::sms, Channel::email, Channel::voice};

// Up to this many are looked up one by one; of more, what everybody ever chose is read through once.
constexpr std::uint32_t fewContacts = 500;

void askEach(CommandContext& cx, const CommsPorts& ports, AudienceSlice& slice) {
    for (std::uint32_t c = 1; c < slice.contacts(); ++c) {
        const std::string contact(slice.token(c));
        if (ports.optedIn(cx, contact)) slice.subscribe(c);
        for (const Channel channel : everyChannel) {
            if (isStopped(cx, ports, contact, channel)) slice.stop(c, channel);
        }
    }
}

void readThrough(CommandContext& cx, const CommsPorts& ports, AudienceSlice& slice) {
    ports.choices(cx, [&slice](const std::string& contact, bool stopped, bool optedIn) {
        const std::uint32_t c = slice.find(contact);
        if (c == 0) return;
        if (optedIn) slice.subscribe(c);
        for (const Channel channel : everyChannel) {
            if (stopped) slice.stop(c, channel);
        }
    });
    cx.views().each<ContactStop>([&slice](const ContactStop& stop) {
        if (const std::uint32_t c = slice.find(stop.contact); c != 0) slice.stop(c, stop.channel);
    });
}

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
    r.notRouted = t.withheldFor(Withheld::not_routed);
    return r;
}

RoutingCase caseOf(CommandContext& cx, const Broadcast& broadcast) {
    RoutingCase out{broadcast.kind, "minor", contentTypeOf(broadcast.kind, broadcast.eta)};
    if (const auto incident = cx.views().find<incidents::Incident>(broadcast.incident.str())) out.severity = incidents::severityOf(*incident);
    return out;
}

struct Found {
    AudienceSlice slice;
    std::vector<std::string> zones;
    int routingVersion = 0;
    Audience audience;
};

Found find(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected, Instant at = {}) {
    Found out{sliceOf(cx, ports, affected), affected.book->zones(), 0, {}};
    const RoutingRules routing = routingNow(cx.views());
    auto rules = rulesFor(routing, caseOf(cx, broadcast));
    const auto areas = ports.areas && RoutingPlan::asksForAreas(rules) ? ports.areas(cx) : std::vector<access::Area>();
    out.routingVersion = routing.version;
    out.slice.route(RoutingPlan(std::move(rules), areas));
    out.zones[0] = ports.zone(cx);
    AudienceQuestion q = out.slice.question();
    q.zones = out.zones;
    q.channels = {false, false, false};
    for (const Channel c : broadcast.channels) q.channels[static_cast<std::size_t>(c)] = true;
    q.emergency = broadcast.emergency;
    const SendingRules sending = sendingNow(cx.views()).rules;
    q.quietFrom = static_cast<std::int16_t>(sending.quietFrom);
    q.quietTo = static_cast<std::int16_t>(sending.quietTo);
    q.now = at.known() ? at : cx.now();
    out.audience = findAudience(q);
    return out;
}

std::vector<ChannelReach> reachOf(const Broadcast& broadcast, const Audience& audience) {
    std::vector<ChannelReach> out;
    for (const Channel c : broadcast.channels) out.push_back(reachOf(c, audience.totals[static_cast<std::size_t>(c)]));
    return out;
}

std::vector<std::string> stoppedOf(const AudienceSlice& slice, const std::vector<Channel>& channels) {
    std::vector<std::string> out;
    const AudienceQuestion q = slice.question();
    for (const Channel channel : channels) {
        const auto& stopped = q.stopped[static_cast<std::size_t>(channel)];
        for (std::uint32_t c = 1; c < stopped.size(); ++c) {
            if (stopped[c] != 0) out.push_back(std::string(enumName(channel)) + " " + std::string(slice.token(c)));
        }
    }
    return out;
}

/// Where accounts are, among the utility's own areas; an account may lie in several.
class AreaCounts {
  public:
    explicit AreaCounts(std::vector<access::Area> areas) : m_areas(std::move(areas)) {
        for (const access::Area& area : m_areas) {
            GeoBox box;
            bool first = true;
            for (const Polygon& part : area.shape) {
                if (first) box = boundsOf(part);
                else box.include(boundsOf(part));
                first = false;
            }
            m_boxes.push_back(box);
        }
    }
    void add(const LonLat* home, std::map<std::string, std::int64_t>& counts) const {
        bool anywhere = false;
        for (std::size_t i = 0; home != nullptr && i < m_areas.size(); ++i) {
            if (!m_boxes[i].contains(*home) || !contains(m_areas[i].shape, *home)) continue;
            ++counts[m_areas[i].id];
            anywhere = true;
        }
        if (!anywhere && !m_areas.empty()) ++counts["elsewhere"];
    }

  private:
    std::vector<access::Area> m_areas;
    std::vector<GeoBox> m_boxes;
};

/// Each account once in a slice, however many channels or messages tell it (F01.R3.A2).
void countPeople(const Found& found, const AudienceBook& book, const AreaCounts& areas, FrozenAudience& out) {
    std::vector<std::uint8_t> told(book.size(), 0);
    for (const Recipient& r : found.audience.recipients) {
        const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(r.channel));
        for (std::uint32_t i = 0; i < r.accountCount; ++i) told[found.audience.accounts[r.firstAccount + i]] |= bit;
    }
    for (std::uint32_t account = 0; account < told.size(); ++account) {
        if (told[account] == 0) continue;
        for (const Channel channel : everyChannel) {
            if ((told[account] >> static_cast<unsigned>(channel) & 1U) != 0) ++out.people["channel"][enumName(channel)];
        }
        ++out.people["language"][enumName(book.rows()[account].language)];
        ++out.people["segment"][book.critical(account) ? "critical_care" : "standard"];
        areas.add(book.home(account), out.people["geography"]);
    }
    if (out.people["geography"].empty()) out.people.erase("geography");
    for (const ChannelReach& r : out.reach) {
        for (const auto& [why, count] : {std::pair{"no_contact", r.noContact}, {"not_opted_in", r.notOptedIn}, {"stopped", r.stopped}, {"not_routed", r.notRouted}}) {
            if (count > 0) out.people["withheld"][why] += count;
        }
    }
}

}  // namespace

bool isStopped(CommandContext& cx, const CommsPorts& ports, const std::string& contact, Channel channel) {
    return ports.stopped(cx, contact) || cx.views().find<ContactStop>(ContactStop::idOf(contact, channel)) != nullptr;
}

RoutingRules routingNow(Views& views) {
    const auto live = views.find<RoutingRules>("live");
    return live ? *live : usualRouting();
}

AudienceSlice sliceOf(CommandContext& cx, const CommsPorts& ports, const Affected& affected) {
    AudienceSlice out(affected);
    if (out.contacts() <= fewContacts || !ports.choices) askEach(cx, ports, out);
    else readThrough(cx, ports, out);
    return out;
}

std::vector<ChannelReach> countAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected) {
    return reachOf(broadcast, find(cx, ports, broadcast, affected).audience);
}

FrozenAudience countedAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected) {
    const Found found = find(cx, ports, broadcast, affected);
    FrozenAudience out;
    out.reach = reachOf(broadcast, found.audience);
    out.routingVersion = found.routingVersion;
    countPeople(found, *affected.book, AreaCounts(ports.areas ? ports.areas(cx) : std::vector<access::Area>()), out);
    return out;
}

FrozenAudience freezeAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected, Instant at) {
    const Found found = find(cx, ports, broadcast, affected, at);
    FrozenAudience out;
    out.reach = reachOf(broadcast, found.audience);
    out.routingVersion = found.routingVersion;
    out.stopped = stoppedOf(found.slice, broadcast.channels);
    countPeople(found, *affected.book, AreaCounts(ports.areas ? ports.areas(cx) : std::vector<access::Area>()), out);
    out.messages.reserve(found.audience.recipients.size());
    for (const Recipient& r : found.audience.recipients) {
        QueuedMessage& m = out.messages.emplace_back();
        m.channel = r.channel;
        m.language = r.language;
        m.zone = found.zones[r.zone];
        m.contact = std::string(found.slice.token(r.contact));
        m.heldUntil = r.heldUntil;
        for (std::uint32_t i = 0; i < r.accountCount; ++i) m.accounts.push_back(affected.book->id(found.audience.accounts[r.firstAccount + i]));
    }
    return out;
}

}  // namespace ok::comms
