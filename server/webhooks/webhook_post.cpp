// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/webhooks/webhook_post.h"

#include "server/outbox/http_client.h"
#include "shared/ledger/siem_format.h"
#include "shared/webhooks/webhooks.h"

namespace ok::webhooks {
namespace {

class Post final : public outbox::RealConnector {
  public:
    explicit Post(WebhookPostParts parts) : m_parts(std::move(parts)) {}

    outbox::Handover deliver(const outbox::RealParcel& parcel) override {
        const outbox::Letter& letter = parcel.letter();
        const auto address = addressOf(letter.to, m_parts.inside);
        const auto secret = secretBytes(letter.secret);
        if (!address.ok() || !secret.ok()) return {outbox::Outcome::refused, {}, "bad_endpoint", {}};
        outbox::HttpCall call;
        call.method = "POST";
        call.url = letter.to;
        call.body = letter.text;
        call.publicOnly = !address->inside;
        call.connectTime = seconds(4);
        call.totalTime = seconds(10);
        call.headers = ledger::webhookHeaders(parcel.row().id, m_parts.clock(), call.body, *secret);
        call.headers.emplace_back("X-OK-Delivery-Count", std::to_string(parcel.row().attempts));
        call.headers.emplace_back("X-OK-Event-Type", letter.subject);
        return outcomeOf(outbox::call(call));
    }
    /// Nobody can be asked; it is posted again, and its id says that it is the same.
    outbox::Lookup lookup(const outbox::RealParcel&) override { return {outbox::Lookup::Found::no, {}}; }

  private:
    static outbox::Handover outcomeOf(const outbox::HttpAnswer& answer) {
        if (answer.state != outbox::HttpAnswer::State::answered) return {outbox::Outcome::transient, {}, answer.reason, {}};
        const std::string reason = "http_" + std::to_string(answer.status);
        if (answer.status / 100 == 2) return {outbox::Outcome::accepted, {}, {}, {}};
        // Not `throttled`: that would slow down the utility's other endpoints too.
        const bool later = answer.status >= 500 || answer.status == 429 || answer.status == 408;
        return {later ? outbox::Outcome::transient : outbox::Outcome::refused, {}, reason, answer.retryAfter};
    }
    WebhookPostParts m_parts;
};

outbox::MakeLetter letters(const VaultKeys& keys) {
    return [&keys](const OutboxRow& row, Store& reader) -> Result<outbox::Letter> {
        OK_ASSIGN(const WebhookRow what, fromJson<WebhookRow>(row.payload));
        const auto endpoint = Views(reader.documents(row.tenant)).find<WebhookEndpoint>(what.endpoint);
        if (!endpoint) return problem("endpoint_removed", "this webhook is no more");
        outbox::Letter out;
        OK_ASSIGN(const Secret secret, Vault(reader, keys).open(row.tenant, endpoint->secret));
        out.to = endpoint->url;
        out.subject = what.event;
        out.text = bodyOf(what, row.id);
        out.secret = secret.text;
        out.language = "en";
        return out;
    };
}

}  // namespace

void addConnector(outbox::DispatcherParts& parts, WebhookPostParts own, std::shared_ptr<outbox::DrillConnector> drill) {
    parts.letters[connector] = letters(own.keys);
    outbox::LaneSettings lane;
    lane.retry = own.retry;
    lane.breaker.failuresToOpen = 1'000'000;   // one receiver that is away does not hold up the others
    parts.lanes[connector] = lane;
    parts.drill[connector] = std::move(drill);
    parts.real[connector] = std::make_shared<Post>(std::move(own));
}

}  // namespace ok::webhooks
