// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Exports over HTTP, signed in with the action `ledger.export` (docs/audit.md):
//   GET  /v1/audit/exports?limit=                                    the newest first
//   GET  /v1/audit/schedules                                         those that run, by name
//   GET  /v1/audit/targets                                           where exports may be delivered, by name
//   POST /v1/audit/exports {filter, format, redact, deliver_to}      202 {export_id, status}; `Idempotency-Key` as a header
//   GET  /v1/audit/exports/{id}                                      state, checksums, sizes
//   GET  /v1/audit/exports/{id}/download?file=                       the artifact, or a file beside it
//   GET  /v1/audit/exports/{id}/verification                         what a check of its files says, exceptions included
//   GET  /v1/audit/sinks                                             the log, its search index and each SIEM sink: how they are
//   GET  /v1/audit/downloads/{link}                                  the same by a link that was mailed, for 72 hours
//   GET  /audit/export?from=&to=                                     an evidence bundle: 202 until it is there
#pragma once
#include <memory>
#include <string>

#include "server/access/session_book.h"
#include "server/ledger/delivery_settings.h"
#include "server/ledger/export_desk.h"
#include "server/ledger/siem_forwarder.h"
#include "server/net/router.h"

namespace ok::ledger {

struct ExportRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    const TenantDirectory& tenants;
    MatrixSource grants;
    WorkThread& reader;
    ExportDesk& desk;
    Digest linkSecret;
    std::function<Instant()> clock;
    Dice dice;
    const DeliveryBook& targets;
    std::function<std::vector<SinkStatus>(Store&, TenantId)> sinks;
    std::string authorities;            ///< PEM: whose time stamps are believed
};

void addExportRoutes(net::Router& router, ExportRouteParts parts);

/// The last part of a mailed link's path: who may fetch what until when, under a MAC.
struct ExportLink {
    TenantId tenant;
    operations::ExportId id;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(ExportLink, (), (tenant, id, until))
[[nodiscard]] std::string writeLink(const ExportLink& link, const Digest& secret);
/// Problems `link_not_found` (not one of ours), `link_expired`.
[[nodiscard]] Result<ExportLink> readLink(std::string_view text, const Digest& secret, Instant now);

}  // namespace ok::ledger
