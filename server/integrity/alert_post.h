// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Alerts about the log to chat and pager: one HTTPS POST. Slack's incoming webhook takes {"text"}; PagerDuty's Events API 2
// takes trigger and resolve with the incident key as dedup_key, which closes the incident by itself.
#pragma once
#include "server/outbox/connector.h"
#include "server/outbox/dispatcher.h"

namespace ok::integrity {

struct AlertTargets {
    std::vector<std::string> email;
    std::string slackUrl;
    std::string pagerdutyUrl;      ///< `https://events.pagerduty.com/v2/enqueue`
    std::string pagerdutyKey;      ///< routing key
};

/// The words for any of the alert connectors; `mailTo` says who gets mail for a row's utility.
[[nodiscard]] outbox::MakeLetter alertLetters(std::function<std::string(TenantId)> mailTo);

/// What is posted; for tests.
[[nodiscard]] std::string slackBody(std::string_view notePayload);
[[nodiscard]] std::string pagerdutyBody(std::string_view notePayload, const std::string& routingKey, const std::string& source);

class AlertPost final : public outbox::RealConnector {
  public:
    using Targets = std::function<AlertTargets(TenantId)>;
    explicit AlertPost(Targets targets) : m_targets(std::move(targets)) {}
    outbox::Handover deliver(const outbox::RealParcel& parcel) override;
    /// Neither can be asked; a doubled alert carries the same key.
    outbox::Lookup lookup(const outbox::RealParcel&) override { return {outbox::Lookup::Found::no, {}}; }

  private:
    Targets m_targets;
};

}  // namespace ok::integrity
