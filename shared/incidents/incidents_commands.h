// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people may ask of the incident desk (P08). Consoles send these; server/incidents carries them out.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/incidents/incident_events.h"

namespace ok::incidents {

/// Answer of every command below.
struct IncidentReply {
    IncidentId incident;
    std::string number;
    std::string change;                ///< what UndoIncidentChange takes, when this can be undone
    std::vector<std::string> reasons;
};
BOOST_DESCRIBE_STRUCT(IncidentReply, (), (incident, number, change, reasons))

/// By a drawn boundary, or a circle around `centre`. Evidence inside joins it.
struct CreateIncident {
    static constexpr CommandCard card{.name = "incidents.create", .action = "incidents.create"};
    Service service = Service::electric;
    std::string place;
    Polygon boundary;
    std::optional<LonLat> centre;
    double radiusMetres = 250;
    std::optional<Instant> startedAt;
    std::string causeKey;
    std::string causeText;
};
BOOST_DESCRIBE_STRUCT(CreateIncident, (), (service, place, boundary, centre, radiusMetres, startedAt, causeKey, causeText))

struct MergeIncidents {
    static constexpr CommandCard card{.name = "incidents.merge", .action = "incidents.merge"};
    IncidentId into;
    IncidentId absorbed;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(MergeIncidents, (), (into, absorbed, reason))

/// These reports, or all inside `area`, become an incident of their own.
struct SplitIncident {
    static constexpr CommandCard card{.name = "incidents.split", .action = "incidents.split"};
    IncidentId incident;
    std::vector<ReportId> reports;
    std::optional<Polygon> area;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SplitIncident, (), (incident, reports, area, reason))

/// To no incident when `to` is unknown.
struct MoveReport {
    static constexpr CommandCard card{.name = "incidents.move_report", .action = "incidents.move_report"};
    ReportId report;
    IncidentId to;
};
BOOST_DESCRIBE_STRUCT(MoveReport, (), (report, to))

struct DrawBoundary {
    static constexpr CommandCard card{.name = "incidents.draw_boundary", .action = "incidents.draw_boundary"};
    IncidentId incident;
    Polygon boundary;
};
BOOST_DESCRIBE_STRUCT(DrawBoundary, (), (incident, boundary))

struct UndoIncidentChange {
    static constexpr CommandCard card{.name = "incidents.undo_change", .action = "incidents.undo_change"};
    std::string change;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(UndoIncidentChange, (), (change, reason))

/// Confirmed, assigned, restoring or cancelled; restoration and closing have their own commands.
struct SetIncidentStatus {
    static constexpr CommandCard card{.name = "incidents.set_status", .action = "incidents.set_status"};
    IncidentId incident;
    IncidentStatus status = IncidentStatus::confirmed;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetIncidentStatus, (), (incident, status, reason))

struct SetCause {
    static constexpr CommandCard card{.name = "incidents.set_cause", .action = "incidents.set_cause"};
    IncidentId incident;
    std::string key;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SetCause, (), (incident, key, text))

struct SetCrewNote {
    static constexpr CommandCard card{.name = "incidents.set_crew_note", .action = "incidents.crew_note"};
    IncidentId incident;
    std::string key;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SetCrewNote, (), (incident, key, text))

/// High risk: a promise to every customer in the area. Without `latest`: no estimate, only `nextUpdateBy`.
struct SetEtr {
    static constexpr CommandCard card{.name = "incidents.set_etr", .action = "incidents.set_etr", .risk = RiskClass::high};
    IncidentId incident;
    std::optional<Instant> earliest;
    std::optional<Instant> latest;
    int confidencePercent = 50;
    std::string basis;
    std::optional<Instant> nextUpdateBy;
};
BOOST_DESCRIBE_STRUCT(SetEtr, (), (incident, earliest, latest, confidencePercent, basis, nextUpdateBy))

/// A crew on site, meters that answered, customers on the phone.
struct ConfirmRestoration {
    static constexpr CommandCard card{.name = "incidents.confirm_restoration", .action = "incidents.restoration"};
    IncidentId incident;
    EvidenceKind kind = EvidenceKind::crew;
    int count = 1;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(ConfirmRestoration, (), (incident, kind, count, note))

/// Without evidence of restoration a reason in words is needed.
struct CloseIncident {
    static constexpr CommandCard card{.name = "incidents.close", .action = "incidents.close"};
    IncidentId incident;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CloseIncident, (), (incident, reason))

struct ReopenIncident {
    static constexpr CommandCard card{.name = "incidents.reopen", .action = "incidents.reopen"};
    IncidentId incident;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReopenIncident, (), (incident, reason))

/// A timer's: closes what was restored at `restoredAt` and has stayed so.
struct CloseRestored {
    static constexpr CommandCard card{.name = "incidents.close_restored", .action = "incidents.close_restored"};
    IncidentId incident;
    Instant restoredAt;
};
BOOST_DESCRIBE_STRUCT(CloseRestored, (), (incident, restoredAt))

}  // namespace ok::incidents
