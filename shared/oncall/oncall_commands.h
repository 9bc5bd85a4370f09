// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people and clocks say to rosters and ladders. Carried out by server/oncall.
#pragma once
#include "shared/access/command_card.h"
#include "shared/oncall/oncall_events.h"
#include "shared/oncall/sla_metrics.h"

namespace ok::oncall {

// --- rosters (F06.R1). `ifRevision`: of the team that was seen; 0: whatever is there. Problem `revision_conflict`.

/// A team as a whole. Refused are overlaps and people who are not active; gaps too where it is published with it (F06.R1.A3).
struct SaveTeam {
    static constexpr CommandCard card{.name = "oncall.save_team", .action = "oncall.roster"};
    Team team;                            ///< no id: a new one
    int ifRevision = 0;
    bool publish = false;
};
BOOST_DESCRIBE_STRUCT(SaveTeam, (), (team, ifRevision, publish))

struct RemoveTeam {
    static constexpr CommandCard card{.name = "oncall.remove_team", .action = "oncall.roster"};
    std::string team;
    int ifRevision = 0;
};
BOOST_DESCRIBE_STRUCT(RemoveTeam, (), (team, ifRevision))

/// One shift, in what is saved and in what is live.
struct SaveShift {
    static constexpr CommandCard card{.name = "oncall.save_shift", .action = "oncall.roster"};
    std::string team;
    Shift shift;                          ///< no id: a new one
    int ifRevision = 0;
    bool remove = false;
};
BOOST_DESCRIBE_STRUCT(SaveShift, (), (team, shift, ifRevision, remove))

/// A swap by hand: holds at once.
struct SetOverride {
    static constexpr CommandCard card{.name = "oncall.set_override", .action = "oncall.roster"};
    std::string team;
    Override override;                    ///< no id: a new one
    bool remove = false;
};
BOOST_DESCRIBE_STRUCT(SetOverride, (), (team, override, remove))

/// Somebody is away: holds at once. Everybody says it of themselves; of others who keeps the roster.
struct SetAbsence {
    static constexpr CommandCard card{.name = "oncall.set_absence", .action = "self.preferences"};
    std::string person;                   ///< empty: who says it
    Instant from, to;
    bool remove = false;
};
BOOST_DESCRIBE_STRUCT(SetAbsence, (), (person, from, to, remove))

/// What a scheduler or a calendar said: these shifts, in place of all that came from it before. Sent by the server.
struct TakeShifts {
    static constexpr CommandCard card{.name = "oncall.take_shifts", .action = "oncall.clock"};
    std::string source, kind, team;
    std::vector<Shift> shifts;
    std::vector<Override> overrides;
    std::vector<std::string> warnings;
    std::string failure;                  ///< code: it could not be asked; nothing is changed but the warning
};
BOOST_DESCRIBE_STRUCT(TakeShifts, (), (source, kind, team, shifts, overrides, warnings, failure))

struct SetPreferences {
    static constexpr CommandCard card{.name = "oncall.set_preferences", .action = "self.preferences"};
    Preferences preferences;              ///< person empty: who says it; of others only who keeps the roster
};
BOOST_DESCRIBE_STRUCT(SetPreferences, (), (preferences))

// --- ladders

/// "I am on it", or "I have seen it" (`seen`: the nudge arrived, nothing more).
struct Acknowledge {
    static constexpr CommandCard card{.name = "oncall.acknowledge", .action = "oncall.acknowledge"};
    ApprovalId approval;
    std::string channel;                  ///< through which they say so; empty: the console
    bool seen = false;
};
BOOST_DESCRIBE_STRUCT(Acknowledge, (), (approval, channel, seen))

/// Puts what comes next off, at most two hours and never beyond the end. Minutes 0: it goes on at once.
struct SnoozeLadder {
    static constexpr CommandCard card{.name = "oncall.snooze", .action = "oncall.steer"};
    ApprovalId approval;
    int minutes = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SnoozeLadder, (), (approval, minutes, reason))

/// Gives what waits to somebody else: they are asked now. Each for itself: one that cannot be given hinders no other.
struct Reassign {
    static constexpr CommandCard card{.name = "oncall.reassign", .action = "oncall.steer"};
    std::vector<ApprovalId> approvals;
    std::string target;                   ///< `user:<id>`, `team:<id>/primary`, `role:<role>`
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Reassign, (), (approvals, target, reason))

struct Reassigned {
    ApprovalId approval;
    std::string problem;                  ///< code; empty: done
};
BOOST_DESCRIBE_STRUCT(Reassigned, (), (approval, problem))
struct ReassignReply {
    std::vector<Reassigned> items;
    int done = 0;
};
BOOST_DESCRIBE_STRUCT(ReassignReply, (), (items, done))

/// An incident is on hold: every clock about it stands still until it goes on, and for what is asked meanwhile nobody is called (F06.R2.A7).
/// Problems `already_on_hold`, `not_on_hold`.
struct HoldLadders {
    static constexpr CommandCard card{.name = "oncall.hold", .action = "oncall.steer"};
    std::string incident;
    bool hold = true;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldLadders, (), (incident, hold, reason))

// --- the server's own

struct LadderDue {
    static constexpr CommandCard card{.name = "oncall.ladder_due", .action = "oncall.clock"};
    ApprovalId approval;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(LadderDue, (), (approval, key))

struct LadderDueReply {
    std::string status;                   ///< `moved`, or `duplicate`: nothing happened
};
BOOST_DESCRIBE_STRUCT(LadderDueReply, (), (status))

/// An incident became another: ladders about it end with it, or count as more urgent.
struct IncidentTurned {
    static constexpr CommandCard card{.name = "oncall.incident_turned", .action = "oncall.clock"};
    std::string incident;
};
BOOST_DESCRIBE_STRUCT(IncidentTurned, (), (incident))

/// Somebody wrote `@login` or `@team` into a comment: whoever is meant is told where they like to be told (F06.R6.A5).
struct TellMentioned {
    static constexpr CommandCard card{.name = "oncall.tell_mentioned", .action = "oncall.clock"};
    ApprovalId approval;
    std::string comment;                  ///< id of the request's step
};
BOOST_DESCRIBE_STRUCT(TellMentioned, (), (approval, comment))

/// Figures or what stands behind them were taken away as a file: who stands in the header (F06.R7.A4).
struct RecordExport {
    static constexpr CommandCard card{.name = "oncall.record_export", .action = "oncall.clock"};
    SlaFilter filter;
    std::string format;
    int rows = 0;
    std::string checksum;                 ///< SHA-256 of the file
};
BOOST_DESCRIBE_STRUCT(RecordExport, (), (filter, format, rows, checksum))

/// What was put off for this person goes in one message (F06.R3.A7).
struct DigestDue {
    static constexpr CommandCard card{.name = "oncall.digest_due", .action = "oncall.clock"};
    std::string person;
};
BOOST_DESCRIBE_STRUCT(DigestDue, (), (person))

/// A text `ACK` came from the number of one of the staff (F05.R7.A3). `number`: of the request's code; empty: what they were asked last.
struct AcknowledgeByText {
    static constexpr CommandCard card{.name = "oncall.acknowledge_by_text", .action = "oncall.clock"};
    std::string login, number;
};
BOOST_DESCRIBE_STRUCT(AcknowledgeByText, (), (login, number))
struct AcknowledgedReply {
    std::vector<ApprovalId> approvals;    ///< none: nothing waits for them
    std::string language = "en";
};
BOOST_DESCRIBE_STRUCT(AcknowledgedReply, (), (approvals, language))

/// This server begins to decide: what is pending is set again.
struct RecoverLadders {
    static constexpr CommandCard card{.name = "oncall.recover", .action = "oncall.clock"};
};
BOOST_DESCRIBE_STRUCT(RecoverLadders, (), ())

}  // namespace ok::oncall
