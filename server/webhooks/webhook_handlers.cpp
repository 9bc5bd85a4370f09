// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/webhooks/webhook_handlers.h"

#include <algorithm>

#include "shared/approvals/request_file.h"
#include "shared/base/derived_ids.h"
#include "shared/comms/pace_events.h"

namespace ok::webhooks {
namespace {

using approvals::Approval;
using approvals::ApprovalState;

constexpr std::size_t mostEndpoints = 20, longestName = 80, longestReason = 500;

struct CreatedData {
    std::string approvalRequestId, checksum, reason, command;
    int version = 1;
    std::optional<std::string> parentChecksum;
};
BOOST_DESCRIBE_STRUCT(CreatedData, (), (approvalRequestId, checksum, reason, command, version, parentChecksum))

struct DriftData {
    std::string approvalRequestId, checksum, drift, level;
    std::vector<approvals::DriftItem> changes;
};
BOOST_DESCRIBE_STRUCT(DriftData, (), (approvalRequestId, checksum, drift, level, changes))

struct DecidedData {
    std::string approvalRequestId, checksum, detailStatus, decidedBy, reason;
    std::vector<std::string> approverIds;
};
BOOST_DESCRIBE_STRUCT(DecidedData, (), (approvalRequestId, checksum, detailStatus, decidedBy, reason, approverIds))

struct SentData {
    std::string approvalRequestId, checksum, broadcastId;
    std::vector<std::string> channels;
    std::map<std::string, std::map<std::string, int>> counts;
    std::int64_t durationMs = 0;
};
BOOST_DESCRIBE_STRUCT(SentData, (), (approvalRequestId, checksum, broadcastId, channels, counts, durationMs))

/// A row for each endpoint that wants it. `once` makes the event one, however often it is told.
void tell(CommandContext& cx, const std::string& event, const std::string& snapshot, const std::string& once, std::string data) {
    if (cx.drill()) return;
    std::vector<std::string> wanted;
    cx.views().each<WebhookEndpoint>([&](const WebhookEndpoint& each) {
        if (!each.paused && std::find(each.events.begin(), each.events.end(), event) != each.events.end()) wanted.push_back(each.id);
    });
    for (const std::string& endpoint : wanted) {
        OutboxRow row;
        row.id = formatUuid(derivedUuid(cx.tenant().str() + "webhook|" + endpoint + "|" + event + "|" + once));
        if (cx.store().outboxRow(cx.tenant(), row.id)) continue;   // told already: the same change
        row.connector = connector;
        row.payload = toJson(WebhookRow{endpoint, event, cx.now(), snapshot, RawJson{data}});
        cx.send(std::move(row));
    }
}

void toldOfSnapshot(CommandContext& cx, const approvals::SnapshotTaken& e) {
    const approvals::SnapshotHeader& header = e.snapshot.header;
    const auto approval = cx.views().find<Approval>(header.approval.str());
    CreatedData data{header.approval.str(), header.contentHash.hex(), header.reason, approval ? approval->command : std::string(), header.version, {}};
    if (header.parent) data.parentChecksum = header.parent->hex();
    tell(cx, "snapshot.created", header.id, header.id, toJson(data));
}

void toldOfDrift(CommandContext& cx, const approvals::DriftDetected& e) {
    tell(cx, "snapshot.drift_detected", e.snapshotId, e.snapshotId + e.drift.hex(),
         toJson(DriftData{e.approval.str(), e.snapshotHash.hex(), e.drift.hex(), enumName(e.level), e.items}));
}

void toldOfDecision(CommandContext& cx, const approvals::ApprovalDecided& e) {
    const auto approval = cx.views().find<Approval>(e.approval.str());
    if (!approval) return;
    const bool approved = e.state == ApprovalState::released || e.state == ApprovalState::failed;
    DecidedData data{e.approval.str(), approval->digest.hex(), enumName(e.state), e.by.id, e.reason, {}};
    for (const approvals::ApprovalStep& step : e.record.steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == approval->cycle) data.approverIds.push_back(step.actor.id);
    }
    tell(cx, approved ? "snapshot.approved" : "snapshot.rejected", approval->snapshotId, approval->snapshotId + std::to_string(approval->cycle), toJson(data));
}

void toldOfBroadcast(CommandContext& cx, const comms::BroadcastCompleted& e) {
    if (e.legs.empty()) return;
    const comms::BroadcastLeg& leg = e.legs.back();
    SentData data{leg.approval, leg.snapshotHash.known() ? leg.snapshotHash.hex() : std::string(), e.broadcast.str(), {}, e.counts, e.durationMs};
    for (const comms::Channel channel : leg.channels) data.channels.push_back(enumName(channel));
    tell(cx, "broadcast.sent", leg.snapshotId, e.broadcast.str() + leg.snapshotId, toJson(data));
}

Status check(const SaveWebhook& command, const std::vector<std::string>& inside) {
    Problem why = problem("invalid_fields", "this is not how a webhook is set up: see `fields`");
    if (command.name.empty() || command.name.size() > longestName) why.fields.push_back({"name", "bad_length", "1 to 80 bytes"});
    if (const auto address = addressOf(command.url, inside); !address.ok()) why.fields.insert(why.fields.end(), address.problem().fields.begin(), address.problem().fields.end());
    if (command.events.empty() || command.events.size() > knownEvents().size()) why.fields.push_back({"events", "required", "what it wants to be told"});
    for (const std::string& event : command.events) {
        const bool known = std::find(knownEvents().begin(), knownEvents().end(), event) != knownEvents().end();
        if (!known) why.fields.push_back({"events", "unknown_value", "`" + event.substr(0, 40) + "` is none of those in GET /v1/webhooks"});
    }
    if (!command.secret.text.empty()) {
        if (const auto secret = secretBytes(command.secret.text); !secret.ok()) why.fields.insert(why.fields.end(), secret.problem().fields.begin(), secret.problem().fields.end());
    } else if (command.id.empty()) {
        why.fields.push_back({"secret", "required", "what its events are signed with"});
    }
    if (why.fields.empty()) return {};
    return why;
}

Status save(CommandContext& cx, const SaveWebhook& command, const std::vector<std::string>& inside) {
    OK_TRY(check(command, inside));
    WebhookEndpoint next;
    if (!command.id.empty()) {
        const auto known = cx.views().find<WebhookEndpoint>(command.id);
        if (!known) return problem("webhook_not_found", "there is no such webhook");
        next = *known;
    } else {
        std::size_t have = 0;
        cx.views().each<WebhookEndpoint>([&have](const WebhookEndpoint&) { ++have; });
        if (have >= mostEndpoints) return problem("too_many_webhooks", "a utility has at most 20 webhooks");
        next.id = formatUuid(cx.newUuid());
        next.createdAt = cx.clockNow();
    }
    if (!command.secret.text.empty()) {
        const Token<Secret> before = next.secret;
        OK_ASSIGN(next.secret, cx.keepOwn(command.secret));
        if (before.known()) OK_TRY(cx.vault().erase(cx.tenant(), before.token));
    }
    next.name = command.name;
    next.url = command.url;
    next.events = command.events;
    std::sort(next.events.begin(), next.events.end());
    next.events.erase(std::unique(next.events.begin(), next.events.end()), next.events.end());
    next.paused = command.paused;
    next.changedAt = cx.clockNow();
    next.changedBy = cx.who().actor.id;
    const std::string id = next.id;
    cx.emit(WebhookSaved{std::move(next)}, {.subjects = {id}, .stream = Stream::security});
    cx.reply(WebhookReply{id});
    return {};
}

Status remove(CommandContext& cx, const RemoveWebhook& command) {
    if (command.reason.size() > longestReason) return problem("invalid_fields", "a reason of at most 500 bytes");
    const auto known = cx.views().find<WebhookEndpoint>(command.id);
    if (!known) return problem("webhook_not_found", "there is no such webhook");
    OK_TRY(cx.vault().erase(cx.tenant(), known->secret.token));
    cx.emit(WebhookRemoved{command.id, command.reason}, {.subjects = {command.id}, .justification = command.reason, .stream = Stream::security});
    cx.reply(WebhookReply{command.id});
    return {};
}

/// False: it goes on, which is told plainly.
bool settled(CommandContext& cx, const outbox::RowChange& change) {
    const bool ended = change.row.state == OutboxState::sent || change.row.state == OutboxState::failed || change.row.state == OutboxState::dead;
    const auto row = fromJson<WebhookRow>(change.row.payload);
    if (!ended || !row.ok()) return false;
    cx.emit(WebhookSettled{row->endpoint, change.row.id, row->event, enumName(change.row.state), change.reason, change.row.attempts}, {.subjects = {row->endpoint}, .stream = Stream::security});
    return true;
}

}  // namespace

void addHandlers(Gate& gate, std::vector<std::string> inside) {
    gate.handle<SaveWebhook>([inside = std::move(inside)](const Right&, CommandContext& cx, const SaveWebhook& c) { return save(cx, c, inside); });
    gate.handle<RemoveWebhook>([](const Right&, CommandContext& cx, const RemoveWebhook& c) { return remove(cx, c); });
    gate.onEvent<approvals::SnapshotTaken>(toldOfSnapshot);
    gate.onEvent<approvals::DriftDetected>(toldOfDrift);
    gate.onEvent<approvals::ApprovalDecided>(toldOfDecision);
    gate.onEvent<comms::BroadcastCompleted>(toldOfBroadcast);
}

void addRowOwners(outbox::RowOwners& owners) {
    outbox::RowOwner owner = outbox::ownerTelling(settled);
    owner.withhold = [](CommandContext& cx, const OutboxRow& row) -> std::optional<std::string> {
        const auto what = fromJson<WebhookRow>(row.payload);
        const auto endpoint = what.ok() ? cx.views().find<WebhookEndpoint>(what->endpoint) : nullptr;
        if (!endpoint) return "endpoint_removed";
        if (endpoint->paused) return "endpoint_paused";
        return {};
    };
    owners.add(connector, std::move(owner));
}

}  // namespace ok::webhooks
