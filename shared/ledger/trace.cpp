// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/trace.h"

#include <algorithm>
#include <map>
#include <set>

#include "shared/ledger/audit_event.h"

namespace ok::ledger {
namespace {

std::string decidedAs(JsonView root) {
    const auto state = root["state"].text();
    if (!state) return "approved";
    return *state == "released" ? "approved" : std::string(*state);
}

std::string steppedAs(JsonView root) {
    const auto kind = root["step"]["kind"].text();
    return kind ? std::string(*kind) : "approved";
}

bool has(const std::vector<TraceStep>& steps, std::string_view type) {
    return std::any_of(steps.begin(), steps.end(), [type](const TraceStep& step) { return step.stepType == type; });
}

/// What happens beside the chain, by clocks and by people on their own way: nothing has to come before it.
bool beside(const TraceStep& step) {
    static const std::set<std::string, std::less<>> types{"risk.score.computed", "approval.attested", "comms.stagger_deviated", "comms.cohort_failed"};
    return types.contains(step.eventType);
}

}  // namespace

std::string stepTypeOf(const EntryHeader& header, std::string_view payload) {
    static const std::map<std::string, std::string, std::less<>> known{
        {"comms.broadcast_drafted", "initiated"}, {"approval.requested", "initiated"},     {"comms.draft_edited", "edited"},
        {"comms.broadcast_sent", "published"},    {"comms.messages_queued", "published"}, {"comms.broadcast_cancelled", "cancelled"},
        {"comms.broadcast_retracted", "cancelled"},
        {"risk.score.computed", "evaluated"},     {"risk.blocked", "blocked"},            {"approval.attested", "attested"},
        {"comms.cohorts_planned", "staggered"},   {"comms.stagger_deviated", "late"},     {"comms.cohort_failed", "failed"},
        {"comms.broadcast_paused", "paused"},     {"comms.broadcast_resumed", "resumed"}, {"comms.broadcast_slowed", "throttled"},
        {"comms.channel_delayed", "delayed"},     {"comms.channels_reordered", "reordered"},
        {"approval.executed", "executed"}};
    if (const auto found = known.find(header.type); found != known.end()) return found->second;
    if (header.type.find("override") != std::string::npos) return "overridden";
    if (header.type != "approval.decided" && header.type != "approval.stepped" && header.type != "access.allowed") return {};
    const auto doc = parseJson(payload.empty() ? std::string_view("{}") : payload);
    const JsonView root = doc.ok() ? doc->root() : JsonView();
    if (header.type == "approval.decided") return decidedAs(root);
    if (header.type == "approval.stepped") return steppedAs(root);
    const JsonView limits = root["soft_limits"];
    return limits.exists() && limits.canonical() != "[]" ? "overridden" : std::string();
}

TraceStep stepOf(const Entry& entry, std::string stepType) {
    const EntryHeader& h = entry.header;
    TraceStep out;
    out.stepType = std::move(stepType);
    out.eventType = h.type;
    out.entryId = h.entryId.str();
    out.stream = h.stream;
    out.sequence = h.sequence;
    out.actorId = h.actor.id;
    out.timestampUtc = timestampOf(h.ledgerTime);
    out.correlationId = h.correlationId;
    out.causationId = h.causationId;
    out.justification = h.justification;
    out.prevHash = h.prevHash.known() ? h.prevHash.hex() : std::string();
    out.entryHash = entry.hash.hex();
    out.href = "/v1/audit/events/" + out.entryId;
    return out;
}

// A published message was drafted by somebody and released by somebody else, always; what was released was asked for, and then
// done. What waits or was refused misses nothing.
std::vector<std::string> missingSteps(const std::vector<TraceStep>& steps) {
    std::vector<std::string> out;
    if (std::all_of(steps.begin(), steps.end(), beside)) return out;
    const bool published = has(steps, "published"), executed = has(steps, "executed");
    const bool approved = has(steps, "approved"), released = std::any_of(steps.begin(), steps.end(), [](const TraceStep& step) {
        return step.eventType == "approval.decided" && step.stepType == "approved";
    });
    if (!has(steps, "initiated") && !steps.empty()) out.emplace_back("initiated");
    if ((published || executed) && !approved) out.emplace_back("approved");
    if (published && !executed) out.emplace_back("executed");
    if (released && !executed && !published) out.emplace_back("executed");
    const bool messages = std::any_of(steps.begin(), steps.end(), [](const TraceStep& step) { return step.eventType == "comms.messages_queued"; });
    const bool sent = std::any_of(steps.begin(), steps.end(), [](const TraceStep& step) { return step.eventType == "comms.broadcast_sent"; });
    if (messages && !sent) out.emplace_back("published");
    return out;
}

IncidentTimeline timelineOf(std::string incident, std::vector<TraceStep> steps, std::int64_t damagedEntries) {
    IncidentTimeline out;
    out.incidentId = std::move(incident);
    out.damagedEntries = damagedEntries;
    out.complete = damagedEntries == 0;
    out.steps = static_cast<std::int64_t>(steps.size());
    std::map<std::string, std::size_t> at;
    for (TraceStep& step : steps) {
        const auto [found, fresh] = at.try_emplace(step.correlationId, out.traces.size());
        if (fresh) out.traces.push_back({step.correlationId, true, {}, {}});
        auto& into = out.traces[found->second].steps;
        step.incidentId = out.incidentId;
        if (!into.empty()) step.previousStep = into.back().entryId;
        into.push_back(std::move(step));
    }
    for (Trace& trace : out.traces) {
        trace.missing = missingSteps(trace.steps);
        trace.complete = trace.missing.empty();
        out.complete = out.complete && trace.complete;
    }
    return out;
}

}  // namespace ok::ledger
