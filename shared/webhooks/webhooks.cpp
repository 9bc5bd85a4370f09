// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/webhooks/webhooks.h"

#include <algorithm>
#include <charconv>

namespace ok::webhooks {
namespace {

constexpr std::size_t shortestSecret = 24, longestSecret = 64, longestUrl = 2'000;

Problem wrong(const char* field, std::string says) {
    Problem why = problem("invalid_fields", "this is not how a webhook is set up: see `fields`");
    why.fields.push_back({field, "bad_value", std::move(says)});
    return why;
}

bool isHostLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
}

}  // namespace

const std::vector<std::string>& knownEvents() {
    static const std::vector<std::string> events{"broadcast.sent", "snapshot.approved", "snapshot.created", "snapshot.drift_detected", "snapshot.rejected"};
    return events;
}

void addProjections(Projections& projections) {
    projections.on<WebhookSaved>([](const EntryHeader&, const WebhookSaved& e, Views& views) { views.save(e.endpoint); });
    projections.on<WebhookRemoved>([](const EntryHeader&, const WebhookRemoved& e, Views& views) { views.erase<WebhookEndpoint>(e.id); });
    projections.on<WebhookSettled>([](const EntryHeader& header, const WebhookSettled& e, Views& views) {
        const auto known = views.find<WebhookEndpoint>(e.id);
        if (!known) return;
        WebhookEndpoint next = *known;
        next.lastState = e.state;
        next.lastReason = e.reason;
        next.lastAt = header.ledgerTime;
        ++(e.state == "sent" ? next.sent : next.failed);
        views.save(std::move(next));
    });
}

std::string bodyOf(const WebhookRow& row, const std::string& deliveryId) {
    return "{\"data\":" + (row.data.text.empty() ? std::string("{}") : row.data.text) + ",\"delivery_id\":" + toJson(deliveryId) + ",\"event_type\":" + toJson(row.event) + ",\"occurred_at\":" +
           toJson(toIso(row.occurredAt)) + ",\"schema_version\":" + std::to_string(schemaVersion) + ",\"snapshot_id\":" + toJson(row.snapshotId) + "}";
}

Result<Bytes> secretBytes(std::string_view secret) {
    constexpr std::string_view prefix = "whsec_";
    auto bytes = secret.starts_with(prefix) && secret.size() <= 200 ? fromBase64(secret.substr(prefix.size())) : Result<Bytes>(problem("bad_secret", "not one"));
    if (!bytes.ok() || bytes->size() < shortestSecret || bytes->size() > longestSecret) return wrong("secret", "`whsec_` and base64 of 24 to 64 bytes");
    return bytes;
}

Result<WebhookAddress> addressOf(std::string_view url, const std::vector<std::string>& inside) {
    const bool secure = url.starts_with("https://");
    if ((!secure && !url.starts_with("http://")) || url.size() > longestUrl) return wrong("url", "begins with https:// and has at most 2,000 bytes");
    if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c == 127 || c == '\\' || c == '#'; })) return wrong("url", "has a character that does not belong into an address");
    const std::string_view rest = url.substr(secure ? 8 : 7);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
    // `https://good.example@elsewhere/` is elsewhere: no user in front, and nothing else that could be read in two ways.
    if (host.empty() || !std::all_of(host.begin(), host.end(), isHostLetter)) return wrong("url", "names a host and nothing in front of it");
    const std::size_t colon = host.ends_with(']') ? std::string_view::npos : host.rfind(':');
    WebhookAddress out;
    out.host = std::string(host);
    if (colon == std::string_view::npos) out.host += secure ? ":443" : ":80";
    unsigned port = 0;
    const std::string_view digits = std::string_view(out.host).substr(out.host.rfind(':') + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port < 1 || port > 65535) return wrong("url", "its port is 1 to 65535");
    out.inside = std::find(inside.begin(), inside.end(), out.host) != inside.end();
    if (!secure && !out.inside) return wrong("url", "begins with https://");
    return out;
}

std::string signatureOf(ByteView secret, std::string_view id, std::int64_t timestamp, std::string_view payload) {
    const std::string text = std::string(id) + "." + std::to_string(timestamp) + "." + std::string(payload);
    return "v1," + toBase64(hmacSha256(secret, asBytes(text)).bytes);
}

std::string whyNotGenuine(const std::vector<Bytes>& secrets, std::string id, std::int64_t timestamp, std::string_view payload, std::string_view signature, Instant now) {
    const std::int64_t away = now.wholeSeconds() - timestamp;
    if (away > toleranceSeconds || away < -toleranceSeconds) return "timestamp_out_of_range";
    if (id.empty()) {
        const auto doc = parseJson(payload);
        if (doc.ok()) id = std::string(doc->root()["delivery_id"].text().value_or(""));
    }
    bool fits = false;
    while (!signature.empty()) {   // several stand there while a secret changes
        const std::size_t end = std::min(signature.find(' '), signature.size());
        for (const Bytes& secret : secrets) {
            const std::string expected = signatureOf(secret, id, timestamp, payload);
            fits = constantTimeEqual(asBytes(expected), asBytes(signature.substr(0, end))) || fits;
        }
        signature.remove_prefix(std::min(end + 1, signature.size()));
    }
    return fits ? std::string() : std::string("mismatch");
}

}  // namespace ok::webhooks
