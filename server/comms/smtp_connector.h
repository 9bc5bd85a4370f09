// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Email to the utility's own mail server (RFC 5321 submission) over libcurl. Takes RealParcels only: a drill's emails go
// to the drill provider, because even a mail server on this machine may relay to the world.
#pragma once
#include <functional>
#include <string>

#include "server/outbox/connector.h"

namespace ok::comms {

struct SmtpSettings {
    std::string url;                ///< `smtp://mail.example:587`, `smtps://...`
    std::string user;
    std::string password;
    std::string from;               ///< mailbox
    std::string fromName;
    bool requireTls = true;         ///< off only for a server on this machine
    Duration connectTime = seconds(5);
    Duration totalTime = seconds(30);
};

class SmtpConnector final : public outbox::RealConnector {
  public:
    SmtpConnector(SmtpSettings settings, std::function<Instant()> clock) : m_settings(std::move(settings)), m_clock(std::move(clock)) {}
    outbox::Handover deliver(const outbox::RealParcel& parcel) override;
    /// A mail server cannot be asked; its operator can look the Message-ID up in its log.
    outbox::Lookup lookup(const outbox::RealParcel&) override { return {}; }

    /// `<row id>@<domain of the sender>`: the same message always has the same one.
    [[nodiscard]] std::string messageIdOf(const OutboxRow& row) const;

  private:
    SmtpSettings m_settings;
    std::function<Instant()> m_clock;
};

/// What a reply code means when a transfer failed; `bodySent`: the whole mail had left us.
[[nodiscard]] outbox::Handover readSmtpFailure(int replyCode, bool neverConnected, bool bodySent);

}  // namespace ok::comms
