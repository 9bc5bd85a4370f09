// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// POST /v1/snapshots (F04.R7.A1): a program freezes a request that waits anew.
//     {approval_request_id, message?: [{channel, language, part?, text}], targeting?: {channels?, people?}, affected_clusters?: [id],
//      map_extent?: {bounds?, zoom?}, evidence?: [{sha256}]}
// What it says besides the request is compared with what would be frozen; another one is 409 `snapshot_differs`. Needs `Idempotency-Key`
// (a UUID); `Accept-Version` is `v1` or left out.
#pragma once
#include "server/approvals/approval_routes.h"

namespace ok::approvals {

void addSnapshotPost(net::Router& router, const std::shared_ptr<const ApprovalRouteParts>& parts);

}  // namespace ok::approvals
