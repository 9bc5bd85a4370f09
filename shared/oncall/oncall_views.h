// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the house knows of on-call duty: rosters, how each of the staff likes to be reached, the ladders in force and those that run.
// Views and their events. People are named by the ids of accounts: numbers and mailboxes stand in the providers file alone.
#pragma once
#include "shared/oncall/ladder_kind.h"
#include "shared/oncall/roster.h"
#include "shared/views/projections.h"

namespace ok::oncall {

/// A team as it was saved, and as it is in force. What is saved may still have gaps; what is published has none.
struct RosterTeam {
    static constexpr std::string_view viewKind = "oncall_team";
    Team team;
    std::optional<Team> live;             ///< whom ladders ask
    int revision = 1;
    std::string editedBy;
    Instant editedAt;
    [[nodiscard]] std::string viewId() const { return team.id; }
};
BOOST_DESCRIBE_STRUCT(RosterTeam, (), (team, live, revision, editedBy, editedAt))

/// Where shifts come from besides people, and how that goes.
struct ScheduleSource {
    static constexpr std::string_view viewKind = "oncall_source";
    std::string id;                       ///< name in the settings file
    std::string kind, team;
    bool healthy = true;
    std::string problem;                  ///< code, while it lasts
    int failures = 0;                     ///< in a row
    Instant lastSync, lastAttempt;
    int shifts = 0;
    std::vector<std::string> warnings;    ///< what could not be used, and why
    bool operator==(const ScheduleSource&) const = default;
    [[nodiscard]] std::string viewId() const { return id; }
};
BOOST_DESCRIBE_STRUCT(ScheduleSource, (), (id, kind, team, healthy, problem, failures, lastSync, lastAttempt, shifts, warnings))

/// How one person wants to be reached (F06.R3.A1).
struct Preferences {
    static constexpr std::string_view viewKind = "oncall_preferences";
    std::string person;
    std::vector<std::string> channels{"push", "sms", "email", "voice"};   ///< the liked ones first; what is missing is never used
    std::string zone;                     ///< empty: the utility's
    int quietFrom = 0, quietTo = 0;       ///< local minutes; equal: never quiet
    std::vector<std::string> quietChannels;   ///< silent then; empty: all
    std::string language = "en";
    bool operator==(const Preferences&) const = default;
    [[nodiscard]] std::string viewId() const { return person; }
};
BOOST_DESCRIBE_STRUCT(Preferences, (), (person, channels, zone, quietFrom, quietTo, quietChannels, language))
[[nodiscard]] Status check(const Preferences& preferences);

/// When somebody was lately nudged, whatever for: what the throttle counts.
struct NudgeLoad {
    static constexpr std::string_view viewKind = "oncall_load";
    std::string person;
    std::vector<Instant> nudged;          ///< the last ones, oldest first
    std::vector<std::string> waiting;     ///< requests they were asked about that are still open
    std::vector<std::string> held = {};   ///< of those: what was put off because of too many
    std::vector<std::string> joined = {}; ///< nudges, the last ones, that a later message speaks for too
    [[nodiscard]] std::string viewId() const { return person; }
};
BOOST_DESCRIBE_STRUCT(NudgeLoad, (), (person, nudged, waiting, held, joined))

/// A nudge of another request that a message speaks for too.
struct JoinedNudge {
    ApprovalId approval;
    std::string nudge, person;
    std::string with;                     ///< the nudge whose message it is
    bool operator==(const JoinedNudge&) const = default;
};
BOOST_DESCRIBE_STRUCT(JoinedNudge, (), (approval, nudge, person, with))

/// What it is about is on hold (F06.R2.A7): nobody is called for it until it goes on. Under the incident's id.
struct IncidentHold {
    static constexpr std::string_view viewKind = "incident_hold";
    std::string incident;
    bool held = false;
    std::string by, reason;
    Instant at;
    [[nodiscard]] std::string viewId() const { return incident; }
};
BOOST_DESCRIBE_STRUCT(IncidentHold, (), (incident, held, by, reason, at))

struct LiveLadders {
    static constexpr std::string_view viewKind = "live_ladders";
    int version = 0;
    LadderRules rules;
    [[nodiscard]] std::string viewId() const { return "live"; }
};
BOOST_DESCRIBE_STRUCT(LiveLadders, (), (version, rules))

/// Who comes next and why, as things were at the last move: for the queue.
struct NextUp {
    int step = 0;
    std::string target, person;
    std::string skip;                     ///< why not; empty: they are asked
    bool operator==(const NextUp&) const = default;
};
BOOST_DESCRIBE_STRUCT(NextUp, (), (step, target, person, skip))

struct LadderHappening {
    Instant at;
    std::string by;                       ///< empty: the ladder itself
    LadderNote note;
    bool operator==(const LadderHappening&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderHappening, (), (at, by, note))

struct Snooze {
    Instant at, until;
    std::string by, reason;
    bool operator==(const Snooze&) const = default;
};
BOOST_DESCRIBE_STRUCT(Snooze, (), (at, until, by, reason))

inline constexpr std::size_t mostHappenings = 200;
/// The ladder of one request, with the policy it was begun under: a new one is for new requests (F06.R3.A4).
struct LadderRun {
    static constexpr std::string_view viewKind = "ladder";
    ApprovalId approval;
    Ladder ladder;
    LadderPolicy policy;
    std::string command, owner;           ///< owner: account of who asked
    std::vector<std::string> incidents;
    bool closing = false;                 ///< it says that something is over: the end of its incident does not end it (digest C25)
    std::vector<NextUp> next;
    std::optional<Snooze> snoozed;
    std::string assignee;                 ///< target it was given to by hand; empty: as the steps say
    std::vector<std::string> barred;      ///< accounts that were asked and cannot decide any more: others took it over (F01.R5.A3)
    std::string priority;                 ///< `P1` to `P4`
    int transitions = 0;                  ///< steps that were entered
    Instant targetFrom;                   ///< when the time of the current step began: later where it was put off
    Instant updatedAt;
    std::vector<LadderHappening> history; ///< the last ones, oldest first
    [[nodiscard]] std::string viewId() const { return approval.str(); }
    [[nodiscard]] ViewKeys viewKeys() const;
};
BOOST_DESCRIBE_STRUCT(LadderRun, (), (approval, ladder, policy, command, owner, incidents, closing, next, snoozed, assignee, barred, priority, transitions, targetFrom, updatedAt, history))
[[nodiscard]] bool isOver(LadderPhase phase);

/// Whom a step that takes over relieves: asked on earlier ones and not on this.
[[nodiscard]] std::vector<std::string> takenFrom(const Ladder& ladder);

void addProjections(Projections& projections);

}  // namespace ok::oncall
