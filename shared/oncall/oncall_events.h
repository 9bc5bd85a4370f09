// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the log says of on-call duty.
#pragma once
#include "shared/oncall/oncall_views.h"

namespace ok::oncall {

/// What belongs to a ladder from its beginning on.
struct LadderOrigin {
    LadderPolicy policy;
    std::string command, owner;
    std::vector<std::string> incidents;
    bool closing = false;
};
BOOST_DESCRIBE_STRUCT(LadderOrigin, (), (policy, command, owner, incidents, closing))

struct LadderMoved {
    static constexpr std::string_view eventType = "oncall.ladder_moved";
    ApprovalId approval;
    std::string why;                      ///< `opened`, `timer`, `acknowledged`, `receipt`, `decided`, `incident`, `snoozed`, ...
    std::string key;                      ///< of the timer or word that moved it: the same again changes nothing (F06.R2.A5)
    std::string reason;                   ///< in somebody's words
    Instant at;
    Ladder ladder;                        ///< as it is now
    std::optional<LadderOrigin> origin;   ///< of one that begins, or whose steps were changed by hand
    std::vector<ToSend> sent;
    std::vector<LadderNote> notes;
    std::vector<NextUp> next;
    std::optional<Snooze> snoozed;        ///< from now on
    std::string assignee;
    std::vector<JoinedNudge> joined;
};
BOOST_DESCRIBE_STRUCT(LadderMoved, (), (approval, why, key, reason, at, ladder, origin, sent, notes, next, snoozed, assignee, joined))

/// What was held back for one person went in one message; no approvals: there was nothing to put together any more.
struct DigestSent {
    static constexpr std::string_view eventType = "oncall.digest_sent";
    std::string person, channel;
    std::vector<ApprovalId> approvals;
};
BOOST_DESCRIBE_STRUCT(DigestSent, (), (person, channel, approvals))

struct IncidentHeld {
    static constexpr std::string_view eventType = "oncall.incident_held";
    IncidentHold now;
};
BOOST_DESCRIBE_STRUCT(IncidentHeld, (), (now))

/// The server was away: what is pending was set again from what is kept (F06.R2.A6).
struct LadderRecovered {
    static constexpr std::string_view eventType = "oncall.recovered_after_restart";
    ApprovalId approval;
    Instant stepDue, deadline;
    int timers = 0;
};
BOOST_DESCRIBE_STRUCT(LadderRecovered, (), (approval, stepDue, deadline, timers))

struct TeamSaved {
    static constexpr std::string_view eventType = "oncall.team_saved";
    RosterTeam now;
    std::string what;                     ///< `saved`, `published`, `shift`, `override`, `absence`, `synced`
};
BOOST_DESCRIBE_STRUCT(TeamSaved, (), (now, what))

struct TeamRemoved {
    static constexpr std::string_view eventType = "oncall.team_removed";
    std::string team;
};
BOOST_DESCRIBE_STRUCT(TeamRemoved, (), (team))

struct SourceSynced {
    static constexpr std::string_view eventType = "oncall.source_synced";
    ScheduleSource source;
};
BOOST_DESCRIBE_STRUCT(SourceSynced, (), (source))

struct PreferencesSet {
    static constexpr std::string_view eventType = "oncall.preferences_set";
    Preferences preferences;
};
BOOST_DESCRIBE_STRUCT(PreferencesSet, (), (preferences))

/// What became of a word that is no nudge: it is over, somebody was mentioned.
struct StaffTold {
    static constexpr std::string_view eventType = "oncall.staff_told";
    ApprovalId approval;
    std::string about, person, channel, outcome, reason;
};
BOOST_DESCRIBE_STRUCT(StaffTold, (), (approval, about, person, channel, outcome, reason))

struct Mentioned {
    static constexpr std::string_view eventType = "oncall.mentioned";
    ApprovalId approval;
    std::string comment;
    std::vector<std::string> people;
};
BOOST_DESCRIBE_STRUCT(Mentioned, (), (approval, comment, people))

/// A request reached its next level: who of it was called, and how; what became of each is a StaffTold (F02.R2.A4).
struct CalledPerson {
    std::string person, channel;
};
BOOST_DESCRIBE_STRUCT(CalledPerson, (), (person, channel))
struct NextLevelCalled {
    static constexpr std::string_view eventType = "oncall.next_level_called";
    ApprovalId approval;
    std::string step;
    int level = 0;
    std::string role;
    std::vector<CalledPerson> people;
};
BOOST_DESCRIBE_STRUCT(NextLevelCalled, (), (approval, step, level, role, people))

struct MetricsExported {
    static constexpr std::string_view eventType = "oncall.metrics_exported";
    RawJson filter;
    std::string format;
    int rows = 0;
    std::string checksum;
};
BOOST_DESCRIBE_STRUCT(MetricsExported, (), (filter, format, rows, checksum))

}  // namespace ok::oncall
