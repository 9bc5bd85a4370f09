// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An entry as security monitoring reads it: CEF, RFC 5424 syslog with RFC 5425 framing, and webhooks signed as Standard
// Webhooks asks, with the names of F01 and F04 beside them (decisions.md 11). Redacted always: a SIEM needs no tokens.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "shared/ledger/entry.h"

namespace ok::ledger {

/// `CEF:0|OutageKit|OutageKit|1|incident.opened|…|2|rt=… …`
[[nodiscard]] std::string cefLine(const EntryHeader& header, const std::string& utility);
/// What a receiver tells repeated events by: the request it belongs to, and its place in the log (F02.R5.A5).
[[nodiscard]] std::string dedupeKey(const EntryHeader& header);
/// The event as JSON for SIEM, tokens masked.
[[nodiscard]] std::string siemJson(const Entry& entry);

enum class SyslogBody { cef, json };
BOOST_DESCRIBE_ENUM(SyslogBody, cef, json)
/// One RFC 5424 message, facility 13 (log audit).
[[nodiscard]] std::string syslogMessage(const Entry& entry, const std::string& host, const std::string& utility, SyslogBody body);
/// RFC 5425: the octet count, a blank, the message.
[[nodiscard]] std::string syslogFrame(const std::string& message);

/// webhook-id, webhook-timestamp, webhook-signature and the X-OK- names. `secret` is the key's bytes.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> webhookHeaders(const std::string& id, Instant now, std::string_view body,
                                                                              ByteView secret);

}  // namespace ok::ledger
