// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for what was frozen with requests (F04.R7.A2):
//     GET /v1/snapshots?approval_status=pending&limit=50&cursor=...   newest first
//     POST /v1/snapshots           freezes a waiting request anew, for programs; `Idempotency-Key` is a UUID (F04.R7.A1)
//     GET /v1/snapshots/{id}      the whole frozen content as it was signed, and whether the signature still fits it
// A snapshot is never changed: PUT, PATCH and DELETE answer 403. The people of its list are not in it (digest C27).
#pragma once
#include "server/approvals/approval_routes.h"
#include "shared/approvals/request_file.h"

namespace ok::approvals {

/// What became of the request whose version this is: `pending`, `approved` or `rejected`, in detail `superseded`, `expired`, ... (digest C15).
struct SnapshotStatus {
    std::string status, detail;
};
[[nodiscard]] SnapshotStatus statusOf(Views& views, const StoredSnapshot& snapshot);

/// Whoever may do `action` (a part of seeing approvals, with a scope of its own for programs), or read the log; anybody else has been
/// answered, and the attempt is written down with the client and its scopes (F04.R7.A5).
[[nodiscard]] std::optional<SecurityContext> admitted(const ApprovalRouteParts& parts, const net::HttpRequest& request, net::Responder& respond,
                                                      std::string_view action = "approvals.read_snapshots");
void addSnapshotHandlers(Gate& gate);

/// Somebody looks at what was frozen. Sent only where a route refused it, so that the gate writes the refusal down.
struct LookAtSnapshots {
    static constexpr CommandCard card{.name = "approvals.look", .action = "approvals.read_snapshots", .purpose = "audit", .silent = "nothing happens: only its refusal is written down", .refusalIsEvidence = true};
    std::string path;
};
BOOST_DESCRIBE_STRUCT(LookAtSnapshots, (), (path))

void addSnapshotRoutes(net::Router& router, ApprovalRouteParts parts);

}  // namespace ok::approvals
