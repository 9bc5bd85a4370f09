// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How the server's own checks of the log stand (F07.R6.A4), and what to do about an anomaly (F07.R6.A6): the answers of
// /v1/ledger/verification/status and /v1/ledger/anomalies/{id}/playbook, for whoever writes and whoever reads them.
#pragma once
#include <string>
#include <vector>

#include "shared/integrity/anchors.h"
#include "shared/integrity/anomaly.h"
#include "shared/integrity/clock_health.h"
#include "shared/integrity/head_anchors.h"
#include "shared/integrity/sli.h"

namespace ok::integrity {

/// One run, for the timeline of the last day.
struct RunNote {
    std::string kind;
    Instant at;
    bool valid = true;
    std::int64_t entries = 0;
    double seconds = 0;
    double coverage = 1;
    bool completed = true;                ///< false: the check did not come to its end, and says nothing about the log
};
BOOST_DESCRIBE_STRUCT(RunNote, (), (kind, at, valid, entries, seconds, coverage, completed))

[[nodiscard]] inline bool isWhole(const RunNote& run) { return run.kind != "incremental"; }

/// The answer to whoever asks for a check of the whole log: the run that was asked for begins then or later.
struct RunAsked {
    std::string status;
    Instant askedAt;
};
BOOST_DESCRIBE_STRUCT(RunAsked, (), (status, askedAt))

struct JobDurations {
    double incremental = 0, full = 0;     ///< seconds, of the last run
};
BOOST_DESCRIBE_STRUCT(JobDurations, (), (incremental, full))

/// A check that is under way.
struct RunProgress {
    std::string kind;
    Instant since;
    std::int64_t streamsDone = 0, streams = 3;
    std::int64_t checked = 0, present = 0;    ///< entries, of the streams that are done and of all
};
BOOST_DESCRIBE_STRUCT(RunProgress, (), (kind, since, streamsDone, streams, checked, present))

struct VerificationStatus {
    std::string status;                    ///< OK, Degraded, Failed
    std::string cause;
    double coverageRatio = 0;
    Instant lastIncrementalRunAt, lastFullRunAt;
    std::vector<Anomaly> anomalies;        ///< open and accepted
    std::vector<Anchor> anchors;
    JobDurations jobDurations;
    std::int64_t entriesVerified = 0, entriesPresent = 0, erasedPayloads = 0;
    std::vector<RunNote> timeline;
    std::vector<HeadsAnchorDoc> headAnchors;   ///< of the last 24 hours, and older ones that are not published yet
    std::vector<SliDoc> slis;              ///< promises of the check that were broken once
    std::optional<RunProgress> running;
    std::optional<ClockSample> clock;      ///< the last one
    std::vector<ClockAlarm> clockAlarms;   ///< raised now
};
BOOST_DESCRIBE_STRUCT(VerificationStatus, (), (status, cause, coverageRatio, lastIncrementalRunAt, lastFullRunAt, anomalies, anchors,
                                               jobDurations, entriesVerified, entriesPresent, erasedPayloads, timeline, headAnchors, slis, running, clock,
                                               clockAlarms))

struct PlaybookStep {
    std::string name, words, command;
};
BOOST_DESCRIBE_STRUCT(PlaybookStep, (), (name, words, command))

struct Playbook {
    Anomaly anomaly;
    std::vector<std::string> preChecks;
    std::vector<PlaybookStep> steps;
    std::int64_t entriesAffected = 0;
    int approvals = 2;
    std::string forensics;
};
BOOST_DESCRIBE_STRUCT(Playbook, (), (anomaly, preChecks, steps, entriesAffected, approvals, forensics))

}  // namespace ok::integrity
