// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happened to each request that people were called for, one document an occurrence, made from the entries of the log alone and
// never changed: nudge, answer, step, breach, end (F06.R7.A1). The figures of sla_metrics.h, what stands behind each, and what is
// exported are all read from these. People are ids of accounts, devices are salted hashes: there is nothing else of anybody in it.
#pragma once
#include "shared/views/projections.h"

namespace ok::oncall {

enum class SlaEventKind {
    opened,            ///< people are called for it from now on
    step_entered,
    nudge_sent,
    nudge_delivered,
    nudge_failed,
    nudge_suppressed,  ///< quiet hours or throttle: it does not leave now, `decision` says why
    nudge_opened,      ///< its link was used to decide, whatever became of that
    acknowledged,
    approved,          ///< one key
    rejected,
    breached,          ///< the time of a step was over before it was decided
    moved,             ///< held, resumed, snoozed, given to somebody else, another severity
    ended              ///< `decision`: `released`, `rejected`, `expired`, `cancelled`, `sla_exceeded`, ...
};
BOOST_DESCRIBE_ENUM(SlaEventKind, opened, step_entered, nudge_sent, nudge_delivered, nudge_failed, nudge_suppressed, nudge_opened, acknowledged, approved, rejected, breached, moved, ended)

struct SlaEvent {
    static constexpr std::string_view viewKind = "oncall_event";
    std::string id;                       ///< entry and place in it
    SlaEventKind kind = SlaEventKind::opened;
    std::string eventType;                ///< of the entry: `oncall.ladder_moved`
    Instant at;
    ApprovalId approval;
    std::string workflow;                 ///< the approval with version and cycle: one ladder
    Instant openedAt;                     ///< of that
    std::string command, severity, policy;
    int policyVersion = 0;
    int step = -1;                        ///< from 0; -1: of no step
    std::string target, team;             ///< `team:storm/primary`; team: empty where it is none
    std::vector<std::string> regions;     ///< territories that the request reaches
    std::string actor;                    ///< who did it; `system`
    std::string person;                   ///< whom it is about; of a breach: whose key came late, empty where none came
    std::string channel;                  ///< of a breach: of the last nudge before it
    std::string device;                   ///< salted hash; empty: not known
    std::string decision;
    int seconds = 0;                      ///< breached, approved, ended: since the step or the ladder began
    int targetSeconds = 0;                ///< step_entered, breached: what the policy gives it
    Instant lastNudgeAt;                  ///< breached
    std::string trace;                    ///< correlation of the chain
    std::string entry, stream;
    std::int64_t sequence = 0;
    Digest prevHash, hash;
    Instant recordedAt;                   ///< of the entry: orders occurrences of different streams
    [[nodiscard]] std::string viewId() const { return id; }
    [[nodiscard]] ViewKeys viewKeys() const;
};
BOOST_DESCRIBE_STRUCT(SlaEvent, (), (id, kind, eventType, at, approval, workflow, openedAt, command, severity, policy, policyVersion, step, target, team, regions, actor, person, channel,
                                     device, decision, seconds, targetSeconds, lastNudgeAt, trace, entry, stream, sequence, prevHash, hash, recordedAt))

/// Called by addProjections() of on-call duty, before those of its own views: it looks at what was there before.
void addSlaProjections(Projections& projections);

}  // namespace ok::oncall
