// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Programs of a utility that are told when something was frozen, drifted from, decided or sent (F04.R7.A3): the endpoints, what is
// posted to them, and how its signature is checked (F04.R7.A4). Pure; secrets lie in the vault, here stand their tokens.
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/personal.h"
#include "shared/views/projections.h"

namespace ok::webhooks {

/// What can be subscribed to.
[[nodiscard]] const std::vector<std::string>& knownEvents();
inline constexpr const char* connector = "webhook";
inline constexpr int schemaVersion = 1, toleranceSeconds = 300;

struct WebhookEndpoint {
    static constexpr std::string_view viewKind = "webhook_endpoint";
    std::string id, name, url;
    std::vector<std::string> events;
    Token<Secret> secret;
    bool paused = false;
    Instant createdAt, changedAt;
    std::string changedBy;
    std::string lastState, lastReason;      ///< of the last delivery that ended: `sent`, `failed`, `dead`
    Instant lastAt;
    std::int64_t sent = 0, failed = 0;
    [[nodiscard]] std::string viewId() const { return id; }
};
BOOST_DESCRIBE_STRUCT(WebhookEndpoint, (), (id, name, url, events, secret, paused, createdAt, changedAt, changedBy, lastState, lastReason, lastAt, sent, failed))

/// A new endpoint, or another state of one. Its secret is told to nobody again.
struct SaveWebhook {
    static constexpr CommandCard card{.name = "webhooks.save", .action = "webhooks.configure", .purpose = "administration", .refusalIsEvidence = true};
    std::string id;                         ///< empty: a new one
    std::string name, url;
    std::vector<std::string> events;
    bool paused = false;
    Secret secret;                          ///< `whsec_` and base64 of 24 to 64 bytes; empty: as before
};
BOOST_DESCRIBE_STRUCT(SaveWebhook, (), (id, name, url, events, paused, secret))

struct WebhookReply {
    std::string webhook;
};
BOOST_DESCRIBE_STRUCT(WebhookReply, (), (webhook))

struct RemoveWebhook {
    static constexpr CommandCard card{.name = "webhooks.remove", .action = "webhooks.configure", .purpose = "administration", .refusalIsEvidence = true};
    std::string id, reason;
};
BOOST_DESCRIBE_STRUCT(RemoveWebhook, (), (id, reason))

struct WebhookSaved {
    static constexpr std::string_view eventType = "webhook.saved";
    WebhookEndpoint endpoint;
};
BOOST_DESCRIBE_STRUCT(WebhookSaved, (), (endpoint))

struct WebhookRemoved {
    static constexpr std::string_view eventType = "webhook.removed";
    std::string id, reason;
};
BOOST_DESCRIBE_STRUCT(WebhookRemoved, (), (id, reason))

/// One event to one endpoint has ended: taken, refused, or given up after the last attempt.
struct WebhookSettled {
    static constexpr std::string_view eventType = "webhook.settled";
    std::string id, deliveryId, event;
    std::string state, reason;
    int attempts = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookSettled, (), (id, deliveryId, event, state, reason, attempts))

void addProjections(Projections& projections);

/// A row of the outbox: what is posted, as it was when it happened.
struct WebhookRow {
    std::string endpoint, event;
    Instant occurredAt;
    std::string snapshotId;
    RawJson data{"{}"};
};
BOOST_DESCRIBE_STRUCT(WebhookRow, (), (endpoint, event, occurredAt, snapshotId, data))
/// The body: the same bytes at every attempt.
[[nodiscard]] std::string bodyOf(const WebhookRow& row, const std::string& deliveryId);

/// `whsec_` and base64, as Standard Webhooks writes it, of 24 to 64 bytes. Problem `invalid_fields`.
[[nodiscard]] Result<Bytes> secretBytes(std::string_view secret);
/// An address a webhook may have: `https://host[:port]/...` without a user; `http://` only for hosts that `inside` names as
/// `host:port`. Problem `invalid_fields`.
struct WebhookAddress {
    std::string host;                       ///< with its port, `hooks.example:443`
    bool inside = false;                    ///< the installation lets webhooks into its own network there
};
[[nodiscard]] Result<WebhookAddress> addressOf(std::string_view url, const std::vector<std::string>& inside);

/// `v1,` and base64 of HMAC-SHA256 over `id.timestamp.payload`.
[[nodiscard]] std::string signatureOf(ByteView secret, std::string_view id, std::int64_t timestamp, std::string_view payload);
/// Empty: it fits one of the secrets. Otherwise `timestamp_out_of_range` or `mismatch`. `id` empty: the `delivery_id` in the payload.
[[nodiscard]] std::string whyNotGenuine(const std::vector<Bytes>& secrets, std::string id, std::int64_t timestamp, std::string_view payload, std::string_view signature, Instant now);

}  // namespace ok::webhooks
