// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where exports and events go, by utility: `<data>/delivery.json`, which only the server's owner may read. The log and its
// documents know targets by name; addresses, keys and secrets stand here alone.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "server/settings/private_file.h"
#include "shared/ledger/siem_format.h"

namespace ok::ledger {

struct SftpTarget {
    std::string url;             ///< `sftp://files.example:22/inbox/`, ends with a slash
    std::string user;
    std::string keyFile;         ///< private key; the server's owner's
    std::string hostKeySha256;   ///< base64, as `ssh-keygen -lf` prints it: another host is not talked to
};
BOOST_DESCRIBE_STRUCT(SftpTarget, (), (url, user, keyFile, hostKeySha256))

struct MailTarget {
    std::string to;
};
BOOST_DESCRIBE_STRUCT(MailTarget, (), (to))

/// Where files are PUT.
struct HttpsTarget {
    std::string url;             ///< `https://store.example/audit/`, ends with a slash
    std::string secret;          ///< `whsec_` and base64: what is sent is signed as webhooks are
};
BOOST_DESCRIBE_STRUCT(HttpsTarget, (), (url, secret))

struct WebhookSink {
    std::string name;
    std::string url;
    std::string secret;          ///< `whsec_` and base64, as Standard Webhooks writes it
};
BOOST_DESCRIBE_STRUCT(WebhookSink, (), (name, url, secret))

struct SyslogSink {
    std::string name;
    std::string host;
    int port = 6514;
    std::string caFile;          ///< the authority the collector's certificate must come from
    SyslogBody body = SyslogBody::cef;
};
BOOST_DESCRIBE_STRUCT(SyslogSink, (), (name, host, port, caFile, body))

struct TenantDelivery {
    std::map<std::string, SftpTarget> sftp;
    std::map<std::string, MailTarget> email;
    std::map<std::string, HttpsTarget> https;
    std::vector<WebhookSink> webhooks;
    std::vector<SyslogSink> syslog;
};
BOOST_DESCRIBE_STRUCT(TenantDelivery, (), (sftp, email, https, webhooks, syslog))

/// By the utility's short name.
using DeliveryBook = std::map<std::string, TenantDelivery>;

/// The bytes of a secret as Standard Webhooks writes it; empty: it is not one.
[[nodiscard]] Bytes webhookSecret(std::string_view secret);

/// No file: nothing is delivered anywhere. Problems: `delivery_exposed` (others may read it), `delivery_invalid`.
[[nodiscard]] Result<DeliveryBook> readDeliveryFile(const std::string& path, const settings::SecretBox& secrets = {});

}  // namespace ok::ledger
