// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Incident: one interruption of service as the utility handles it, from the first sign to its closing (P06, P08).
// docs/incidents.md tells its life. View `incident`; what belongs to it stands in `incident_report`,
// `incident_timeline` and `incident_change`.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"
#include "shared/base/json.h"
#include "shared/reports/words.h"

namespace ok::incidents {

using territory::Service;

/// The first five are open. `restored` waits to be closed and is reopened by customers who are still out.
enum class IncidentStatus {
    detected = 1,   ///< evidence says so; nobody has confirmed it
    confirmed = 2,  ///< by the utility's feed, enough accounts or an operator
    assigned = 3,   ///< a crew is on its way
    restoring = 4,  ///< a crew works on it, or parts are back
    restored = 5,   ///< on positive evidence only (decisions.md 13)
    closed = 6,
    cancelled = 7,  ///< never was one
    merged = 8,     ///< lives on in `mergedInto`
};
BOOST_DESCRIBE_ENUM(IncidentStatus, detected, confirmed, assigned, restoring, restored, closed, cancelled, merged)

[[nodiscard]] constexpr bool isOpen(IncidentStatus s) { return s <= IncidentStatus::restoring; }
/// Open or restored: still on the map, still able to take reports.
[[nodiscard]] constexpr bool isLive(IncidentStatus s) { return s <= IncidentStatus::restored; }

enum class Origin { reports = 1, feed = 2, console = 3, split = 4 };
BOOST_DESCRIBE_ENUM(Origin, reports, feed, console, split)

enum class Source { none = 0, feed = 1, console = 2, standard = 3 };  ///< standard: the tenant's default
BOOST_DESCRIBE_ENUM(Source, none, feed, console, standard)

/// When service will be back, as believed. No `latest`: no estimate yet, and `nextUpdateBy` may promise when there is one.
struct Etr {
    std::optional<Instant> earliest;
    std::optional<Instant> latest;
    int confidencePercent = 0;
    Source source = Source::none;
    std::string basis;  ///< reason key: `typical`, `assessed`, `crew`, ...
    std::optional<Instant> nextUpdateBy;
    Instant setAt;
    bool operator==(const Etr&) const = default;
};
BOOST_DESCRIBE_STRUCT(Etr, (), (earliest, latest, confidencePercent, source, basis, nextUpdateBy, setAt))

/// A cause by key (`storm`, `tree`, `equipment`, `vehicle`, `animal`, `planned`, `safety`, `unknown`) and in words.
struct Cause {
    std::string key;
    std::string text;
    Source source = Source::none;
    bool operator==(const Cause&) const = default;
};
BOOST_DESCRIBE_STRUCT(Cause, (), (key, text, source))

struct CrewNote {
    std::string key;  ///< `assigned`, `on_site`, or empty
    std::string text;
    Source source = Source::none;
    bool operator==(const CrewNote&) const = default;
};
BOOST_DESCRIBE_STRUCT(CrewNote, (), (key, text, source))

/// The outage of a feed that anchors this incident. After a merge there may be several.
struct FeedLink {
    std::string adapter;
    std::string outageId;
    int customersOut = 0;
    std::vector<LonLat> points;
    std::optional<Instant> silentSince;  ///< left the feed: says nothing about restoration
    bool operator==(const FeedLink&) const = default;
};
BOOST_DESCRIBE_STRUCT(FeedLink, (), (adapter, outageId, customersOut, points, silentSince))

/// What speaks for and against service being back.
struct Restoration {
    int meters = 0;      ///< meters that answered
    int crews = 0;       ///< confirmations by crews or operators
    int customers = 0;   ///< accounts that said it is back
    int stillOut = 0;    ///< accounts that said it is not, since `restored`
    std::optional<Instant> firstAt;
    std::optional<Instant> lastAt;
    std::vector<AccountId> heard;  ///< accounts behind `customers`: each counts once
    std::vector<std::string> contacts;  ///< telephones among them, as tokens
    bool operator==(const Restoration&) const = default;
};
BOOST_DESCRIBE_STRUCT(Restoration, (), (meters, crews, customers, stillOut, firstAt, lastAt, heard, contacts))

struct Incident {
    static constexpr std::string_view viewKind = "incident";
    IncidentId id;
    std::string number;  ///< for people: `INC-2024-0007`
    Service service = Service::electric;
    Origin origin = Origin::reports;
    IncidentStatus status = IncidentStatus::detected;
    std::string place;  ///< a name people use, may be empty
    Cause cause;
    CrewNote crew;
    Etr etr;
    int etrChanges = 0;
    Instant startedAt;
    Instant detectedAt;
    Instant updatedAt;
    std::optional<Instant> restoredAt;
    std::optional<Instant> closedAt;
    Restoration restoration;
    Polygon boundary;               ///< empty: no place known yet
    bool boundaryDrawn = false;     ///< by an operator: evidence no longer moves it
    std::optional<LonLat> centre;
    int affectedAccounts = 0;       ///< accounts inside the boundary
    int customersOut = 0;           ///< by the utility's own feed, else 0
    int reportCount = 0;
    int accountsReporting = 0;      ///< an account counts once (P04)
    int confidencePercent = 0;      ///< that this is one real incident
    std::vector<FeedLink> feeds;
    std::vector<std::string> reasons;  ///< keys: why it exists and was changed by rules, newest last, at most 12
    std::optional<IncidentId> mergedInto;
    std::optional<IncidentId> splitFrom;
    std::int64_t version = 0;       ///< counts events
    bool drill = false;

    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        std::vector<std::pair<std::string, std::string>> keys = {
            {"state", isOpen(status) ? "open" : isLive(status) ? "restored" : "over"}, {"number", number}};
        for (const FeedLink& feed : feeds) keys.emplace_back("feed", feed.adapter + ":" + feed.outageId);
        return keys;
    }
    [[nodiscard]] bool feedSilent() const {
        for (const FeedLink& feed : feeds) {
            if (!feed.silentSince) return false;
        }
        return !feeds.empty();
    }
    bool operator==(const Incident&) const = default;
};
BOOST_DESCRIBE_STRUCT(Incident, (), (id, number, service, origin, status, place, cause, crew, etr, etrChanges, startedAt,
                                     detectedAt, updatedAt, restoredAt, closedAt, restoration, boundary, boundaryDrawn,
                                     centre, affectedAccounts, customersOut, reportCount, accountsReporting,
                                     confidencePercent, feeds, reasons, mergedInto, splitFrom, version, drill))

/// View `incident_report`: which incident a report belongs to and why (main job 7, "why is this report here").
struct IncidentReport {
    static constexpr std::string_view viewKind = "incident_report";
    ReportId report;
    IncidentId incident;
    AccountId account;
    std::optional<LonLat> position;
    Instant saidAt;
    std::string reason;     ///< `cluster_core`, `cluster_border`, `within_feed_outage`, `inside_boundary`, `same_account`, ...
    double metres = 0;      ///< to what the reason names: the anchor, the feed's point
    int neighbours = 0;     ///< for the cluster reasons: weight within reach
    bool counts = true;     ///< false: this account already counts here (F16.R4)
    Instant attachedAt;
    [[nodiscard]] std::string viewId() const { return report.str(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        return {{"incident", incident.str()}};
    }
    bool operator==(const IncidentReport&) const = default;
};
BOOST_DESCRIBE_STRUCT(IncidentReport, (), (report, incident, account, position, saidAt, reason, metres, neighbours,
                                           counts, attachedAt))

/// View `incident_timeline`: what happened, newest last by `sequence`. Single reports are left to `incident_report`.
struct TimelineItem {
    static constexpr std::string_view viewKind = "incident_timeline";
    std::string id;      ///< of the entry, and the incident where an entry concerns two
    IncidentId incident;
    std::int64_t sequence = 0;
    Instant at;
    std::string actor;
    std::string kind;    ///< the event type without its prefix: `opened`, `etr_set`, ...
    std::string detail;  ///< the new value in plain text
    std::vector<std::string> reasons;
    bool drill = false;
    [[nodiscard]] std::string viewId() const { return id; }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        return {{"incident", incident.str()}};
    }
    bool operator==(const TimelineItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimelineItem, (), (id, incident, sequence, at, actor, kind, detail, reasons, drill))

}  // namespace ok::incidents
