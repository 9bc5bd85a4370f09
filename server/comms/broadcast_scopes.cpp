// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/broadcast_scopes.h"

#include <algorithm>

#include "server/comms/broadcast_audience.h"
#include "shared/comms/comms_commands.h"
#include "shared/incidents/incident_scope.h"

namespace ok::comms {
namespace {

/// Each once: a list is as long as its sender likes, and every one in it is judged for itself.
std::vector<Channel> distinct(const std::vector<Channel>& channels) {
    std::vector<Channel> out;
    for (const Channel channel : channels) {
        if (std::find(out.begin(), out.end(), channel) == out.end()) out.push_back(channel);
    }
    return out;
}

void stateChannels(const std::vector<Channel>& channels, ScopeFacts& out) {
    for (const Channel channel : channels) out.question.channels.push_back(enumName(channel));
}

// Every customer who would be told counts with his own place: the outline of the incident is only a drawing.
void stateAccounts(const Affected& affected, ScopeFacts& out) {
    if (!out.wantsPlaces) return;
    out.question.points.reserve(out.question.points.size() + affected.accounts.size());
    for (const std::uint32_t account : affected.accounts) {
        if (const LonLat* home = affected.book->home(account)) out.question.points.push_back(*home);
    }
}

void stateIncident(CommandContext& cx, IncidentId id, ScopeFacts& out) {
    const auto incident = cx.views().find<incidents::Incident>(id.str());
    if (!incident) return;
    out.incident = id.str();
    out.question.severities = {incidents::severityOf(*incident)};
    if (out.wantsPlaces) out.question.points = incidents::placesOf(*incident);
    out.outlinePoints = out.question.points.size();
}

/// How many messages each channel would make; the whole is how many leave.
void stateReach(CommandContext& cx, const CommsPorts& ports, const Broadcast& broadcast, const Affected& affected, ScopeFacts& out) {
    std::int64_t all = 0;
    for (const ChannelReach& reach : countAudience(cx, ports, broadcast, affected)) {
        out.channels.push_back({enumName(reach.channel), reach.messages, false});
        all += reach.messages;
    }
    out.question.audience = all;
}

void newDraft(CommandContext& cx, const CommsPorts& ports, const DraftUpdate& c, ScopeFacts& out) {
    stateIncident(cx, c.incident, out);
    const std::vector<Channel> channels = distinct(c.channels);
    stateChannels(channels, out);
    const auto facts = ports.facts(cx, c.incident);
    if (facts.ok()) out.question.contentTypes = {contentTypeOf(c.kind.value_or(facts->kind), facts->eta)};
    if (!out.wantsPlaces && !out.wantsAudience) return;
    const auto accounts = ports.affected(cx, c.incident);
    if (!accounts.ok()) return;
    stateAccounts(*accounts, out);
    if (out.wantsChannels) {
        Broadcast asIf;
        asIf.incident = c.incident;
        if (facts.ok()) asIf.kind = c.kind.value_or(facts->kind), asIf.eta = facts->eta;
        asIf.channels = channels;
        asIf.emergency = c.emergency;
        return stateReach(cx, ports, asIf, *accounts, out);
    }
    // Nobody is frozen yet: everybody affected, by each of the channels.
    out.question.audience = static_cast<std::int64_t>(accounts->accounts.size() * std::max<std::size_t>(1, channels.size()));
}

/// `channels`: those of it that are meant; empty: all.
void existing(CommandContext& cx, const CommsPorts& ports, BroadcastId id, const std::vector<Channel>& channels, ScopeFacts& out) {
    const auto found = cx.views().find<Broadcast>(id.str());
    if (!found) return;
    Broadcast broadcast = *found;
    if (!channels.empty()) broadcast.channels = distinct(channels);
    stateIncident(cx, broadcast.incident, out);
    out.correlation = broadcast.correlation;
    stateChannels(broadcast.channels, out);
    out.question.contentTypes = {contentTypeOf(broadcast.kind, broadcast.eta)};
    if (!out.wantsPlaces && !out.wantsAudience) return;
    const auto accounts = ports.affected(cx, broadcast.incident);
    if (!accounts.ok()) return;
    stateAccounts(*accounts, out);
    if (out.wantsAudience) stateReach(cx, ports, broadcast, *accounts, out);
}

}  // namespace

void addScopeFacts(Gate& gate, const std::shared_ptr<const CommsPorts>& ports) {
    gate.facts<DraftUpdate>([ports](CommandContext& cx, const DraftUpdate& c, ScopeFacts& out) { newDraft(cx, *ports, c, out); });
    gate.facts<EditDraft>([ports](CommandContext& cx, const EditDraft& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {}, out); });
    gate.facts<CancelBroadcast>([ports](CommandContext& cx, const CancelBroadcast& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {}, out); });
    gate.facts<RetractBroadcast>([ports](CommandContext& cx, const RetractBroadcast& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {}, out); });
    gate.facts<PauseBroadcast>([ports](CommandContext& cx, const PauseBroadcast& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {}, out); });
    gate.facts<ResumeBroadcast>([ports](CommandContext& cx, const ResumeBroadcast& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {}, out); });
    gate.facts<SlowBroadcast>([ports](CommandContext& cx, const SlowBroadcast& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {}, out); });
    gate.facts<DelayChannel>([ports](CommandContext& cx, const DelayChannel& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, {c.channel}, out); });
    gate.facts<ReorderChannels>([ports](CommandContext& cx, const ReorderChannels& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, c.order, out); });
    gate.facts<SendBroadcast>([ports](CommandContext& cx, const SendBroadcast& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, c.channels, out); });
    gate.facts<ChangeScope>([ports](CommandContext& cx, const ChangeScope& c, ScopeFacts& out) { existing(cx, *ports, c.broadcast, c.channels, out); });
}

}  // namespace ok::comms
