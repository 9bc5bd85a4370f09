// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for the stored artifact of a version (F04.R2):
//     GET  /v1/snapshots/{id}/artifact     the signed file, opened and verified anew, with the latest metadata; who reads it is an entry
//     POST /v1/snapshots/{id}/metadata     {notes}: another version of the metadata; the content stays (administrators)
//     GET  /v1/snapshots/{id}/tombstone    what is left for thirty days of one whose time is over (administrators)
// PUT, PATCH and DELETE of an artifact answer 409 to who may annotate, 403 to everybody else; each attempt is an entry.
#pragma once
#include "server/approvals/approval_routes.h"
#include "shared/approvals/artifact.h"

namespace ok::approvals {

struct ArtifactRouteParts {
    ApprovalRouteParts base;
    Dice dice;
    std::function<Instant()> clock;
    std::function<bool(Store&, TenantId, const StoredArtifact&)> held;   ///< a legal hold is on it now
};
void addArtifactRoutes(net::Router& router, ArtifactRouteParts parts);

}  // namespace ok::approvals
