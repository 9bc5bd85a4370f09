// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// POST /v1/approvals/{id}/decisions (F04.R3.A6): one word about one snapshot, for screens of other houses. The same commands as everywhere:
//     {snapshot_id, snapshot_timestamp, decision: approve|reject, comment, approver_id, client_platform, submitted_at}    201
// The snapshot has to be the request's last one and of that moment, the approver who is signed in. A double click with the same
// `Idempotency-Key` is one decision; without a key the snapshot, the person and the moment make one.
#pragma once
#include "server/approvals/approval_routes.h"

namespace ok::approvals {

void addDecisionPost(net::Router& router, const std::shared_ptr<const ApprovalRouteParts>& parts);

}  // namespace ok::approvals
