// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who sends for which utility: real providers of texts, calls and mail, from a file only the server's owner may read. A
// drill utility listed there still sends through the drill provider only (server/outbox/parcel.h).
#pragma once
#include <map>
#include <optional>
#include <string>

#include "server/comms/smtp_connector.h"
#include "server/comms/twilio_client.h"
#include "server/integrity/alert_post.h"
#include "server/settings/private_file.h"

namespace ok::comms {

struct TenantProviders {
    std::optional<TwilioAccount> twilio;   ///< texts and calls
    std::optional<SmtpSettings> smtp;
    integrity::AlertTargets alerts;        ///< who is told of damage to the audit log
    std::optional<TwilioAccount> twilioBackup;   ///< when the first does not get a nudge through
    std::map<std::string, std::string> staff;   ///< where the utility's own people read mail, by login
    std::map<std::string, std::string> staffPhones;   ///< and the numbers they are called at
    std::map<std::string, std::string> staffChats;    ///< and a webhook of their own chat

    /// Empty when nobody knows. A login that is a mailbox needs no entry.
    [[nodiscard]] std::string mailboxOf(const std::string& login) const;
    [[nodiscard]] std::string phoneOf(const std::string& login) const;
    [[nodiscard]] std::string chatOf(const std::string& login) const;
    /// Whose number it is; empty: nobody's.
    [[nodiscard]] std::string loginAt(const std::string& number) const;
};

/// By the utility's short name.
using ProviderBook = std::map<std::string, TenantProviders, std::less<>>;

/// Reads `{"valley": {"twilio": {"account_sid": …, "auth_token": …, "from": …, "base_url": …},
/// "smtp": {"url": …, "user": …, "password": …, "from": …, "from_name": …, "require_tls": …},
/// "alerts": {"email": ["ops@…"], "slack_url": …, "pagerduty_url": …, "pagerduty_key": …},
/// "staff": {"ada": "ada@valley.example"}, "staff_phones": {"ada": "+15025550100"}, "staff_chats": {"ada": "https://…"}, "twilio_backup": {…}}}`; `base_url` and `require_tls` may be left out. Problems: `providers_unreadable`, `providers_exposed` (others may read the file),
/// `providers_invalid` with what is wrong and for whom.
[[nodiscard]] Result<ProviderBook> readProviderFile(const std::string& path, const settings::SecretBox& secrets = {});
[[nodiscard]] Result<ProviderBook> readProviders(std::string_view json);

/// What a utility's provider signs its webhooks with; empty: nothing it says is believed.
[[nodiscard]] std::string signingTokenOf(const ProviderBook& book, std::string_view utility, bool drill, const std::string& drillToken);

}  // namespace ok::comms
