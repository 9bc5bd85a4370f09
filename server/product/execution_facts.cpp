// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/execution_facts.h"

#include <algorithm>

#include "shared/access/user.h"
#include "shared/comms/comms_events.h"
#include "shared/incidents/incident.h"
#include "shared/operations/privacy.h"

namespace ok {
namespace {

using approvals::ApprovalExecuted;

constexpr std::size_t mostSnapshots = 40;

template <ViewDocument T>
void add(std::vector<approvals::ObjectSnapshot>& out, const T& document) {
    out.push_back({std::string(T::viewKind), document.viewId(), {}, RawJson{toJson(document)}});
}

void addIncident(ApprovalExecuted& out, const std::string& id) {
    if (!id.empty() && std::find(out.incidentIds.begin(), out.incidentIds.end(), id) == out.incidentIds.end()) out.incidentIds.push_back(id);
}

std::optional<Instant> middleOf(const incidents::Etr& etr) {
    if (!etr.latest) return {};
    if (!etr.earliest) return etr.latest;
    return Instant::fromMicros(etr.earliest->micros() + (etr.latest->micros() - etr.earliest->micros()) / 2);
}

std::optional<std::int64_t> minutesBetween(const std::optional<Instant>& before, const std::optional<Instant>& after) {
    if (!before || !after) return {};
    return (after->micros() - before->micros()) / 60'000'000;
}

void countAudience(const comms::BroadcastSent& sent, ApprovalExecuted& out) {
    for (const comms::ChannelReach& reach : sent.reach) {
        auto& count = reach.channel == comms::Channel::sms ? out.audienceCounts.sms : reach.channel == comms::Channel::email ? out.audienceCounts.email : out.audienceCounts.ivr;
        count += reach.messages;
    }
    out.audienceCounts.total += sent.recipientCount;
}

void readIncident(const approvals::ObjectSnapshot& snapshot, ApprovalExecuted& out) {
    addIncident(out, snapshot.id);
    const auto before = fromJson<incidents::Incident>(snapshot.pre.text), after = fromJson<incidents::Incident>(snapshot.post.text);
    if (!before.ok() || !after.ok() || out.etrDeltaMinutes) return;
    out.etrDeltaMinutes = minutesBetween(before->etr.latest, after->etr.latest);
    out.etaDeltaMinutes = minutesBetween(middleOf(before->etr), middleOf(after->etr));
}

std::vector<approvals::ObjectSnapshot> lookAt(CommandContext& cx, const std::vector<std::string>& subjects) {
    std::vector<approvals::ObjectSnapshot> out;
    for (const std::string& subject : subjects) {
        if (out.size() == mostSnapshots) break;
        if (const auto incident = cx.views().find<incidents::Incident>(subject)) add(out, *incident);
        else if (const auto broadcast = cx.views().find<comms::Broadcast>(subject)) add(out, *broadcast);
        else if (const auto user = cx.views().find<access::User>(subject)) add(out, *user);
        else if (const auto hold = cx.views().find<operations::LegalHold>(subject)) add(out, *hold);
        else if (subject == "guard_rules") {
            if (const auto rules = cx.views().find<approvals::GuardRules>("live")) add(out, *rules);
        }
    }
    return out;
}

void describe(std::span<const Entry> written, ApprovalExecuted& summary) {
    for (const approvals::ObjectSnapshot& snapshot : summary.fullDiffSnapshot) {
        if (snapshot.kind == incidents::Incident::viewKind) readIncident(snapshot, summary);
        if (snapshot.kind != comms::Broadcast::viewKind) continue;
        if (const auto broadcast = fromJson<comms::Broadcast>(snapshot.post.text); broadcast.ok()) addIncident(summary, broadcast->incident.str());
    }
    for (const Entry& entry : written) {
        const bool sent = entry.header.type == comms::BroadcastSent::eventType;
        if (!sent && entry.header.type != comms::MessagesQueued::eventType) continue;
        summary.notificationEventIds.push_back(entry.header.entryId.str());
        if (!sent) continue;
        if (const auto event = fromJson<comms::BroadcastSent>(entry.payload); event.ok()) countAudience(*event, summary);
    }
}

}  // namespace

Gate::Execution executionFacts() { return {lookAt, describe}; }

}  // namespace ok
