// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_audience.h"

#include <algorithm>

#include "shared/comms/comms_events.h"
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

Found find(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected) {
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
    q.now = cx.now();
    out.audience = findAudience(q);
    return out;
}

std::vector<ChannelReach> reachOf(const Broadcast& broadcast, const Audience& audience) {
    std::vector<ChannelReach> out;
    for (const Channel c : broadcast.channels) out.push_back(reachOf(c, audience.totals[static_cast<std::size_t>(c)]));
    return out;
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

FrozenAudience freezeAudience(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected) {
    const Found found = find(cx, ports, broadcast, affected);
    FrozenAudience out;
    out.reach = reachOf(broadcast, found.audience);
    out.routingVersion = found.routingVersion;
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
