// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/incidents/{id}/overview (E38): everything an operator wants to see of one incident in one answer, from a read model.
#pragma once
#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/product/read_model.h"
#include "shared/approvals/release.h"
#include "shared/comms/message.h"
#include "shared/incidents/incident.h"

namespace ok {

struct OverviewBroadcast {
    BroadcastId id;
    comms::UpdateKind kind = comms::UpdateKind::detected;
    comms::BroadcastState state = comms::BroadcastState::draft;
    bool emergency = false;
    std::vector<comms::ChannelReach> reach;
    std::map<std::string, int> messages;
    std::string draftedBy, sentBy, approvedBy;
    Instant draftedAt, sentAt;
};
BOOST_DESCRIBE_STRUCT(OverviewBroadcast, (), (id, kind, state, emergency, reach, messages, draftedBy, sentBy, approvedBy, draftedAt, sentAt))

/// What waits for a second person; `digest` is what they release.
struct OverviewApproval {
    ApprovalId id;
    std::string command;
    Actor submittedBy;
    Instant submittedAt, expiresAt;
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(OverviewApproval, (), (id, command, submittedBy, submittedAt, expiresAt, digest))

struct IncidentOverview {
    incidents::Incident incident;
    int reports = 0;
    std::vector<incidents::IncidentReport> latestReports;   ///< at most 20, newest first
    std::vector<incidents::TimelineItem> timeline;          ///< at most 100, newest first
    std::vector<OverviewBroadcast> broadcasts;              ///< newest first
    std::vector<OverviewApproval> waiting;
    bool legalHold = false;
};
BOOST_DESCRIBE_STRUCT(IncidentOverview, (), (incident, reports, latestReports, timeline, broadcasts, waiting, legalHold))

inline constexpr const char* overviewModel = "incident_overview";

/// Reads the documents and puts them together. Problem `incident_not_found`.
[[nodiscard]] Result<BuiltAnswer> buildIncidentOverview(Store& store, TenantId tenant, const std::string& id);
/// Ids an entry concerns without naming them as subjects: the incident inside a frozen command, broadcasts whose messages moved.
[[nodiscard]] std::vector<std::string> overviewAlsoConcerns(const Entry& entry);

[[nodiscard]] std::shared_ptr<ReadModel> makeOverviewModel(Gate& gate, WorkThread& reader, std::function<Instant()> clock);

struct OverviewRouteParts {
    access::SessionBook& sessions;
    MatrixSource grants;
    std::shared_ptr<ReadModel> model;
};
/// Headers: `ETag` (304 for `If-None-Match`), `X-Read-Model: hit|stale|miss`, `X-As-Of: <sequence>`. `?min_sequence=` waits until
/// the answer is at least that new: what a command answered as its sequence.
void addOverviewRoutes(net::Router& router, OverviewRouteParts parts);

}  // namespace ok
