// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Texts and calls through Twilio's REST API (2010-04-01) or one like it. The client itself sends whatever it is given,
// so only the two connectors may hold one: the real one, and the drill one, whose address cannot leave this machine.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "server/outbox/connector.h"
#include "server/outbox/http_client.h"
#include "server/outbox/loopback_url.h"

namespace ok::comms {

struct TwilioAccount {
    std::string baseUrl = "https://api.twilio.com";
    std::string accountSid;
    std::string authToken;
    std::string from;             ///< E.164 sender
    std::string callbackBase;     ///< where receipts go: `https://outage.example/webhooks/twilio/status/<slug>`; empty: none
    std::function<std::string(TenantId)> callbackFor;  ///< the same by tenant; wins over callbackBase
    Duration connectTime = seconds(5);
    Duration totalTime = seconds(20);
};

class TwilioClient {
  private:
    friend class RealTwilio;
    friend class DrillTwilio;
    TwilioClient(TwilioAccount account, bool loopbackOnly) : m_account(std::move(account)), m_loopbackOnly(loopbackOnly) {}

    [[nodiscard]] outbox::Handover send(const OutboxRow& row, const outbox::Letter& letter) const;
    [[nodiscard]] outbox::Lookup find(const OutboxRow& row, const outbox::Letter& letter) const;
    [[nodiscard]] outbox::HttpCall base(std::string resource) const;

    TwilioAccount m_account;
    bool m_loopbackOnly;
};

class RealTwilio final : public outbox::RealConnector {
  public:
    explicit RealTwilio(TwilioAccount account) : m_client(std::move(account), false) {}
    outbox::Handover deliver(const outbox::RealParcel& parcel) override { return m_client.send(parcel.row(), parcel.letter()); }
    outbox::Lookup lookup(const outbox::RealParcel& parcel) override { return m_client.find(parcel.row(), parcel.letter()); }

  private:
    TwilioClient m_client;
};

/// The counterpart on this machine that drills talk to (server/drill_provider). Takes emails too, as `Emails.json`.
class DrillTwilio final : public outbox::DrillConnector {
  public:
    DrillTwilio(const outbox::LoopbackUrl& provider, TwilioAccount account) : m_client(atLoopback(provider, std::move(account)), true) {}
    outbox::Handover deliver(const outbox::DrillParcel& parcel) override { return m_client.send(parcel.row(), parcel.letter()); }
    outbox::Lookup lookup(const outbox::DrillParcel& parcel) override { return m_client.find(parcel.row(), parcel.letter()); }

  private:
    static TwilioAccount atLoopback(const outbox::LoopbackUrl& provider, TwilioAccount account) {
        account.baseUrl = provider.str();
        return account;
    }
    TwilioClient m_client;
};

/// What a spoken message is wrapped in: said twice, in its own language; a key that is pressed is told to `keyUrl`.
[[nodiscard]] std::string voiceTwiml(const std::string& text, const std::string& language, const std::string& keyUrl = {});
/// What an answer of the API means for one message.
[[nodiscard]] outbox::Handover readTwilioAnswer(const outbox::HttpAnswer& answer);

}  // namespace ok::comms
