// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Nudges as letters: whom the words go to stands in the providers file and is looked up at the last moment.
#pragma once
#include "server/outbox/dispatcher.h"
#include "shared/oncall/nudge_words.h"

namespace ok::oncall {

/// A number for `sms` and `voice`, a mailbox for `email`, a webhook for `chat`; empty where nobody knows.
using StaffAddress = std::function<std::string(TenantId, const std::string& login, const std::string& channel)>;

[[nodiscard]] outbox::MakeLetter nudgeLetters(StaffAddress addressOf, const VaultKeys& keys, std::string publicUrl);

/// The provider that a nudge names: its first copy goes to the first, what a failover sends to the second (F06.R3.A5).
class NudgeConnector final : public outbox::RealConnector {
  public:
    NudgeConnector(std::shared_ptr<outbox::RealConnector> first, std::shared_ptr<outbox::RealConnector> second) : m_first(std::move(first)), m_second(std::move(second)) {}
    outbox::Handover deliver(const outbox::RealParcel& parcel) override { return of(parcel).deliver(parcel); }
    outbox::Lookup lookup(const outbox::RealParcel& parcel) override { return of(parcel).lookup(parcel); }

  private:
    [[nodiscard]] outbox::RealConnector& of(const outbox::RealParcel& parcel) const;
    std::shared_ptr<outbox::RealConnector> m_first, m_second;
};

/// To one of the staff by chat: an incoming webhook of their own (Slack, Mattermost, Teams take {"text"}), which is what the letter is to.
class ChatConnector final : public outbox::RealConnector {
  public:
    outbox::Handover deliver(const outbox::RealParcel& parcel) override;
    /// It cannot be asked; a doubled nudge carries the same link.
    outbox::Lookup lookup(const outbox::RealParcel&) override { return {outbox::Lookup::Found::no, {}}; }
};

}  // namespace ok::oncall
