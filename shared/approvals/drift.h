// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The world went on after something was frozen (F04.R4): what is different now, in few words, how much it matters, and what has to
// happen before somebody may approve. The frozen numbers never change; only what is said about them does (digest C16). No contact
// and no name of a person is in it, only counts.
#pragma once
#include "shared/approvals/snapshot.h"

namespace ok::approvals {

enum class DriftKind { draft, incident_closed, incident_gone, stage, impacted, members, boundary, time, recipients, opted_out, version, evidence };
BOOST_DESCRIBE_ENUM(DriftKind, draft, incident_closed, incident_gone, stage, impacted, members, boundary, time, recipients, opted_out, version, evidence)

/// What it asks for, the strictest of all items counts. notice: a banner; acknowledge: every holder of a key says that they saw it;
/// resnapshot: approving anyway is not possible, freeze anew; invalid: the request is about something that is no more.
enum class DriftLevel { none, notice, acknowledge, resnapshot, invalid };
BOOST_DESCRIBE_ENUM(DriftLevel, none, notice, acknowledge, resnapshot, invalid)

/// From where on a difference asks for more. A number that is not reached is a notice.
struct DriftSteps {
    double acknowledge = 0, resnapshot = 0;
    bool operator==(const DriftSteps&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftSteps, (), (acknowledge, resnapshot))

/// Part of the risk rules (risk_kind.h), so drafted, approved and rolled back as they are.
struct DriftRules {
    DriftSteps recipientsPercent{1, 20};   ///< added + removed, of the frozen ones
    DriftSteps impactedPercent{5, 50};     ///< of an incident
    DriftSteps timeMinutes{15, 120};       ///< that an expected time moved; a time given or withdrawn counts as the second
    DriftSteps areaPercent{2, 50};         ///< of a boundary's area; any other move of a corner is a notice
    DriftLevel optedOut = DriftLevel::resnapshot;   ///< they are withheld in any case (decisions.md 2); who approves anyway says so here
    DriftLevel version = DriftLevel::acknowledge;   ///< another model or policy since
    DriftLevel evidence = DriftLevel::acknowledge;  ///< gone, or other bytes
    double slack = 5;                      ///< an acknowledgement holds until a number grew by this much, in its own unit
    bool operator==(const DriftRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftRules, (), (recipientsPercent, impactedPercent, timeMinutes, areaPercent, optedOut, version, evidence, slack))

/// How it is now, in the words of a snapshot.
struct LiveFacts {
    std::vector<FrozenIncident> incidents;   ///< those of the snapshot that are still there
    const RecipientList* recipients = nullptr;   ///< chosen anew by the frozen rules; none: nobody asked
    std::vector<std::string> stopped;        ///< contacts that said STOP on a channel since: `sms <token>`
    std::vector<FrozenVersion> versions;
    std::vector<FrozenEvidence> evidence;
    std::optional<Digest> draft;             ///< of the words and targets as they are edited now; other than `draftAt`: amended
    std::optional<Digest> draftAt;
    bool closing = false;                    ///< it says that the power is back: a closed incident is what it is about (digest C25)
};

struct DriftItem {
    DriftKind kind = DriftKind::recipients;
    DriftLevel level = DriftLevel::notice;
    std::string subject;                     ///< incident, model, evidence; empty: the whole
    double size = 0;                         ///< percent, minutes or count as the kind says
    bool operator==(const DriftItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftItem, (), (kind, level, subject, size))

struct DriftedRecipients {
    std::int64_t before = 0, added = 0, removed = 0, net = 0, optedOut = 0;
    bool operator==(const DriftedRecipients&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftedRecipients, (), (before, added, removed, net, optedOut))

struct DriftedIncident {
    std::string id, name;
    std::int64_t impactedBefore = 0, impactedAfter = 0;
    bool boundaryChanged = false, membersChanged = false, gone = false;
    std::string stageBefore, stageAfter;
    bool operator==(const DriftedIncident&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftedIncident, (), (id, name, impactedBefore, impactedAfter, boundaryChanged, membersChanged, gone, stageBefore, stageAfter))

struct DriftedTime {
    std::string incident, what;
    FrozenTime before, after;
    std::optional<std::int64_t> deltaMinutes;
    bool operator==(const DriftedTime&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftedTime, (), (incident, what, before, after, deltaMinutes))

struct Drift {
    Digest snapshot;
    DriftLevel level = DriftLevel::none;
    std::vector<DriftItem> items;            ///< strictest first
    DriftedRecipients recipients;
    std::vector<DriftedIncident> incidents;
    std::vector<DriftedTime> times;
    Instant at;
    [[nodiscard]] Digest digest() const { return sha256(toJson(items)); }   ///< of what it asks for, whenever it was computed
    bool operator==(const Drift&) const = default;
};
BOOST_DESCRIBE_STRUCT(Drift, (), (snapshot, level, items, recipients, incidents, times, at))

/// Of the words as they were written, for LiveFacts::draft: what is filled in goes with the time.
[[nodiscard]] Digest digestOfWords(std::vector<ReviewText> texts);

[[nodiscard]] Drift driftOf(const Snapshot& snapshot, const SnapshotContent& content, const RecipientList* frozen, const LiveFacts& live, const DriftRules& rules, Instant now);

/// Somebody saw this drift and goes on.
struct DriftAcknowledged {
    std::string person;
    Digest snapshot;
    std::vector<DriftItem> items;
    Instant at;
    bool operator==(const DriftAcknowledged&) const = default;
};
BOOST_DESCRIBE_STRUCT(DriftAcknowledged, (), (person, snapshot, items, at))

/// Whether what was seen still stands for what is: nothing new that matters, nothing grew by more than the slack.
[[nodiscard]] bool covers(const std::vector<DriftItem>& seen, const Drift& now, const DriftRules& rules);

/// May it be approved as it was frozen? `keys`: everybody who holds or turns a key, the author too. Problems `snapshot_outdated`,
/// `snapshot_invalid`, `drift_unacknowledged` (each person among the fields).
[[nodiscard]] Status mayApprove(const Drift& drift, const std::vector<std::string>& keys, const std::vector<DriftAcknowledged>& acknowledged, const DriftRules& rules);

}  // namespace ok::approvals
