// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_capture.h"

#include <algorithm>
#include <cmath>

#include "server/comms/broadcast_audience.h"
#include "server/comms/broadcast_sending.h"
#include "server/comms/live_messages.h"
#include "server/incidents/incident_capture.h"
#include "shared/comms/broadcast_change.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/evidence/evidence.h"
#include "shared/incidents/incident_scope.h"

namespace ok::comms {
namespace {

/// How the audience was chosen, so that it can be chosen again.
struct AudienceRules {
    std::string incident, kind, severity, contentType;
    std::vector<std::string> channels;
    int routingVersion = 0;
    std::string amends;
};
BOOST_DESCRIBE_STRUCT(AudienceRules, (), (incident, kind, severity, contentType, channels, routingVersion, amends))

/// What customers were told last about this incident.
std::optional<Broadcast> lastTold(CommandContext& cx, const Broadcast& broadcast) {
    std::optional<Broadcast> last;
    for (Broadcast& each : cx.views().byKey<Broadcast>("incident", broadcast.incident.str())) {
        if (each.id == broadcast.id || !each.sentAt.known()) continue;
        if (!last || each.sentAt > last->sentAt) last = std::move(each);
    }
    return last;
}

approvals::ReviewSide publishedOf(CommandContext& cx, const Broadcast& told, const std::string& zone) {
    if (told.legs.size() == 1) {
        const auto stored = cx.views().find<approvals::StoredSnapshot>(told.legs.front().snapshotId);
        const auto content = stored ? fromJson<approvals::SnapshotContent>(stored->content.text) : Result<approvals::SnapshotContent>(problem("not_found", ""));
        if (content.ok()) {
            approvals::ReviewSide out = approvals::sideOf(*content);
            std::erase_if(out.documents, [](const approvals::ReviewDocument& each) { return each.section == approvals::ReviewSection::payload || each.name == "supersedes"; });
            return out;
        }
    }
    return sideOf(told, zone);
}

std::optional<double> etaChange(const Broadcast& now, const std::optional<Broadcast>& told) {
    const bool tells = now.eta.confidence != EtaConfidence::none && now.kind != UpdateKind::restored;
    const bool told1 = told && told->eta.confidence != EtaConfidence::none;
    if (!tells && !told1) return 0.0;
    if (tells && told1) return std::round(static_cast<double>((now.eta.latest - told->eta.latest).count()) / 60e6);
    if (now.kind == UpdateKind::restored || (tells && !told1)) return 0.0;   // a first time is no change of one, power that is back needs none
    return {};                                                               // a time is taken back: how much that is nobody can say
}

approvals::FrozenIncident incidentOf(CommandContext& cx, const Broadcast& broadcast, const Affected& affected, const std::string& zone) {
    approvals::FrozenIncident out;
    if (const auto incident = cx.views().find<incidents::Incident>(broadcast.incident.str())) {
        out = incidents::frozenIncident(*incident, zone);
    } else {
        out.id = broadcast.incident.str();
        out.name = broadcast.area;
        out.stage = enumName(broadcast.kind);
        out.zone = zone;
        if (broadcast.eta.confidence != EtaConfidence::none) out.times.push_back({"etr", broadcast.eta.latest, "incident", broadcast.draftedAt});
    }
    std::vector<AccountId> members;
    members.reserve(affected.accounts.size());
    for (const std::uint32_t account : affected.accounts) members.push_back(affected.book->id(account));
    out.members = digestOfRecipients(std::move(members), out.impacted);
    return out;
}

std::optional<approvals::FrozenMap> mapOf(const Polygon& boundary) {
    if (boundary.rings.empty()) return {};
    approvals::FrozenMap out;
    out.bounds = boundsOf(boundary);
    const double width = std::max({out.bounds.high.lon - out.bounds.low.lon, out.bounds.high.lat - out.bounds.low.lat, 0.0005});
    out.zoom = std::clamp(std::floor(std::log2(360.0 / width)), 0.0, 19.0);
    out.style = "outline";
    return out;
}

/// Those whom the broadcast that it amends has reached are not told again, on any channel (F05.R4.A2).
std::int64_t leaveOutReached(CommandContext& cx, const Broadcast& broadcast, Affected& affected) {
    if (broadcast.amends.empty()) return 0;
    const std::vector<AccountId> reached = reachedBy(cx.views(), broadcast.amends);
    return static_cast<std::int64_t>(std::erase_if(affected.accounts, [&](std::uint32_t account) {
        return std::binary_search(reached.begin(), reached.end(), affected.book->id(account));
    }));
}

std::vector<std::string> namesOf(const std::vector<Channel>& channels) {
    std::vector<std::string> out;
    for (const Channel channel : channels) out.push_back(enumName(channel));
    return out;
}

// A provider takes a message in a second, as measured over the internet; a lane has at most so many under way (server/outbox/dispatcher.h).
constexpr int handOversAtATime = 8, handOversAMinute = handOversAtATime * 60;

std::vector<DeliveryWindow> windowsOf(const Broadcast& leg, const std::vector<QueuedMessage>& messages) {
    std::vector<DeliveryWindow> out;
    for (const Channel channel : leg.channels) {
        DeliveryWindow window{channel, 0, 0, {}, handOversAtATime, 0};
        for (const QueuedMessage& m : messages) {
            if (m.channel != channel) continue;
            ++window.messages;
            window.held += m.heldUntil.known() ? 1 : 0;
            window.heldUntil = std::max(window.heldUntil, m.heldUntil);
        }
        window.minutes = (window.messages + handOversAMinute - 1) / handOversAMinute;
        out.push_back(window);
    }
    return out;
}

void addAudience(FrozenAudience audience, Capture& out) {
    out.content.audience.counts = std::move(audience.people);
    out.stopped = std::move(audience.stopped);
    out.recipients.reserve(audience.messages.size());
    for (QueuedMessage& m : audience.messages) {
        out.recipients.push_back({enumName(m.channel), std::move(m.contact), enumName(m.language), std::move(m.accounts)});
    }
    std::int64_t people = 0;
    const auto segments = out.content.audience.counts.find("segment");
    if (segments != out.content.audience.counts.end()) {
        for (const auto& [segment, count] : segments->second) people += count;
    }
    out.risk.audienceSize = people;
}

Status captureSend(CommandContext& cx, const CommsPorts& ports, const SendBroadcast& command, Capture& out) {
    OK_ASSIGN(const auto broadcast, loadBroadcast(cx, command.broadcast));
    if (!out.looking) OK_TRY(couldLeave(cx, ports, *broadcast, command));
    OK_ASSIGN(Affected affected, ports.affected(cx, broadcast->incident));
    const std::string zone = ports.zone(cx);
    Broadcast leg = *broadcast;
    leg.channels = channelsOf(*broadcast, command);
    const auto told = lastTold(cx, leg);
    approvals::SnapshotContent& content = out.content;
    content.incidents.push_back(incidentOf(cx, leg, affected, zone));
    content.map = mapOf(content.incidents.front().boundary);
    content.evidence = evidence::frozenEvidence(cx.views(), leg.incident.str());

    FrozenDelivery delivery;
    delivery.amends = leg.amends;
    delivery.alreadyReached = leaveOutReached(cx, leg, affected);
    const bool later = command.publishAt > cx.now();
    FrozenAudience audience = freezeAudience(cx, ports, leg, affected, later ? command.publishAt : Instant());
    const AudienceQuestion usual;
    delivery.publishAt = later ? command.publishAt : Instant();
    delivery.emergency = leg.emergency;
    delivery.quietFrom = usual.quietFrom;
    delivery.quietTo = usual.quietTo;
    delivery.routingVersion = audience.routingVersion;
    delivery.contentType = contentTypeOf(leg.kind, leg.eta);
    const auto incident = cx.views().find<incidents::Incident>(leg.incident.str());
    delivery.severity = incident ? incidents::severityOf(*incident) : "minor";
    delivery.reach = audience.reach;
    delivery.windows = windowsOf(leg, audience.messages);

    content.channels = namesOf(leg.channels);
    content.messages = textsOf(leg, leg.channels, zone);
    content.versions = incidents::modelVersions();   // those of approval and risk are the gate's to name
    content.versions.push_back({"routing_rules", std::to_string(audience.routingVersion)});
    content.audience.rules = RawJson{toJson(AudienceRules{leg.incident.str(), enumName(leg.kind), delivery.severity, delivery.contentType, content.channels, audience.routingVersion, leg.amends})};
    if (!out.looking) OK_TRY(showEarlierWords(cx, leg, audience.messages, later, content));
    addAudience(std::move(audience), out);
    const auto history = cx.views().find<SendHistory>("live");
    delivery.baseline = baselineOf(history ? *history : SendHistory{}, out.risk.audienceSize.value_or(0), delivery.contentType, cx.now(), leg.area);
    // A median of three says nothing about what is usual: below ten sends it is shown and nobody has to answer it.
    if (const AudienceBaseline& base = delivery.baseline; base.unusual && base.sends >= enoughToBeUsual) {
        out.alerts.push_back({"unusual_audience", {{"people", std::to_string(out.risk.audienceSize.value_or(0))}, {"median", std::to_string(base.median)},
                                                   {"percent", std::to_string(base.percent)}, {"sends", std::to_string(base.sends)}}});
    }
    content.delivery = RawJson{toJson(delivery)};
    out.risk.channelMix = content.channels;
    out.risk.etaChangeMinutes = etaChange(leg, told);
    if (incident && incident->confidencePercent > 0) out.risk.modelConfidence = incident->confidencePercent / 100.0;
    if (told) out.published = publishedOf(cx, *told, zone);
    out.closing = leg.kind == UpdateKind::restored;
    return {};
}

}  // namespace

std::vector<AccountId> reachedBy(Views& views, const std::string& broadcast) {
    std::vector<AccountId> out;
    for (const Message& m : views.byKey<Message>("broadcast", broadcast)) {
        // Handed over counts as read: nobody can know that it was not.
        const bool reached = m.state == MessageState::sending || m.state == MessageState::sent || m.state == MessageState::delivered || m.state == MessageState::unknown;
        if (reached) out.insert(out.end(), m.accounts.begin(), m.accounts.end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void addCaptures(Gate& gate, const std::shared_ptr<const CommsPorts>& ports) {
    gate.captures<SendBroadcast>([ports](CommandContext& cx, const SendBroadcast& c, Capture& out) { return captureSend(cx, *ports, c, out); });
}

}  // namespace ok::comms
