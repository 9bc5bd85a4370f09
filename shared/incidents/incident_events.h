// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to incidents, as the log keeps it. incident_fold.h says what each event changes.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/incidents/incident.h"
#include "shared/incidents/reshape_events.h"

namespace ok::incidents {

struct IncidentOpened {
    static constexpr std::string_view eventType = "incident.opened";
    IncidentId incident;
    std::string number;
    Service service = Service::electric;
    Origin origin = Origin::reports;
    IncidentStatus status = IncidentStatus::detected;
    std::string place;
    Instant startedAt;
    Extent extent;
    std::vector<std::string> reasons;
};
BOOST_DESCRIBE_STRUCT(IncidentOpened, (), (incident, number, service, origin, status, place, startedAt, extent, reasons))

struct ReportAttached {
    static constexpr std::string_view eventType = "incident.report_attached";
    IncidentReport link;
};
BOOST_DESCRIBE_STRUCT(ReportAttached, (), (link))

struct ReportDetached {
    static constexpr std::string_view eventType = "incident.report_detached";
    IncidentId incident;
    ReportId report;
    bool counted = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReportDetached, (), (incident, report, counted, reason))

struct BoundaryChanged {
    static constexpr std::string_view eventType = "incident.boundary_changed";
    IncidentId incident;
    Extent extent;
    bool drawn = false;  ///< by an operator
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BoundaryChanged, (), (incident, extent, drawn, reason))

/// Confirmed, assigned, restoring, cancelled.
struct StatusChanged {
    static constexpr std::string_view eventType = "incident.status_changed";
    IncidentId incident;
    IncidentStatus status = IncidentStatus::confirmed;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(StatusChanged, (), (incident, status, reason))

struct CauseSet {
    static constexpr std::string_view eventType = "incident.cause_set";
    IncidentId incident;
    Cause cause;
};
BOOST_DESCRIBE_STRUCT(CauseSet, (), (incident, cause))

struct CrewNoteSet {
    static constexpr std::string_view eventType = "incident.crew_note_set";
    IncidentId incident;
    CrewNote crew;
};
BOOST_DESCRIBE_STRUCT(CrewNoteSet, (), (incident, crew))

struct EtrSet {
    static constexpr std::string_view eventType = "incident.etr_set";
    IncidentId incident;
    Etr etr;
};
BOOST_DESCRIBE_STRUCT(EtrSet, (), (incident, etr))

/// The feed's outage now stands like this; a new link or a changed one.
struct FeedLinked {
    static constexpr std::string_view eventType = "incident.feed_linked";
    IncidentId incident;
    FeedLink feed;
    std::string reason;  ///< `anchors`, `adopted`, `changed`, `returned`
};
BOOST_DESCRIBE_STRUCT(FeedLinked, (), (incident, feed, reason))

/// The outage left its feed. Not a restoration: the status stays (decisions.md 13).
struct FeedWentSilent {
    static constexpr std::string_view eventType = "incident.feed_went_silent";
    IncidentId incident;
    std::string adapter;
    std::string outageId;
    Instant since;
};
BOOST_DESCRIBE_STRUCT(FeedWentSilent, (), (incident, adapter, outageId, since))

enum class EvidenceKind { meter = 1, crew = 2, customer = 3, still_out = 4 };
BOOST_DESCRIBE_ENUM(EvidenceKind, meter, crew, customer, still_out)

struct RestorationEvidence {
    static constexpr std::string_view eventType = "incident.restoration_evidence";
    IncidentId incident;
    EvidenceKind kind = EvidenceKind::customer;
    int count = 1;
    ReportId report;  ///< of a customer
    AccountId account;
    std::string note;
    Instant at;
    std::string contact;  ///< token of the telephone that said it; empty: a form, where anybody can name any address
};
BOOST_DESCRIBE_STRUCT(RestorationEvidence, (), (incident, kind, count, report, account, note, at, contact))

struct IncidentRestored {
    static constexpr std::string_view eventType = "incident.restored";
    IncidentId incident;
    Instant restoredAt;
    std::vector<std::string> reasons;
};
BOOST_DESCRIBE_STRUCT(IncidentRestored, (), (incident, restoredAt, reasons))

struct IncidentClosed {
    static constexpr std::string_view eventType = "incident.closed";
    IncidentId incident;
    std::string reason;
    bool withoutEvidence = false;  ///< a person took it upon themselves
};
BOOST_DESCRIBE_STRUCT(IncidentClosed, (), (incident, reason, withoutEvidence))

struct IncidentReopened {
    static constexpr std::string_view eventType = "incident.reopened";
    IncidentId incident;
    std::string reason;  ///< `still_out`, `feed_lists_it_again`, or an operator's words
};
BOOST_DESCRIBE_STRUCT(IncidentReopened, (), (incident, reason))

using IncidentEvent =
    std::variant<IncidentOpened, ReportAttached, ReportDetached, BoundaryChanged, StatusChanged, CauseSet, CrewNoteSet,
                 EtrSet, FeedLinked, FeedWentSilent, IncidentMerged, IncidentSplit, ChangeUndone, RestorationEvidence,
                 IncidentRestored, IncidentClosed, IncidentReopened>;

/// View `incident_change`: a change that can be taken back, with what that needs.
struct IncidentChange {
    static constexpr std::string_view viewKind = "incident_change";
    std::string id;
    ChangeKind kind = ChangeKind::merge;
    IncidentId incident;
    IncidentId other;
    IncidentStatus otherStatus = IncidentStatus::detected;
    std::vector<ReportId> reports;
    std::vector<ReportId> flipped;  ///< of those: whose counting the change turned round
    std::vector<FeedLink> feeds;
    Extent before;
    bool drawnBefore = false;
    Instant at;
    std::string actor;
    bool undone = false;
    [[nodiscard]] std::string viewId() const { return id; }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        return {{"incident", incident.str()}};
    }
    bool operator==(const IncidentChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(IncidentChange, (), (id, kind, incident, other, otherStatus, reports, flipped, feeds, before,
                                           drawnBefore, at, actor, undone))

}  // namespace ok::incidents
