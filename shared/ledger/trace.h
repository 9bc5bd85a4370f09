// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The way of one update through the house (F02.R5.A3): initiated, edited, approved, overridden, published. Which entry is which
// step, and which steps a chain has to have and has not. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/ledger/entry.h"

namespace ok::ledger {

struct TraceStep {
    std::string stepType;              ///< `initiated`, `edited`, `approved`, `rejected`, `escalated`, `overridden`, `published`, `executed`, ...
    std::string eventType, entryId, previousStep;
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    std::string actorId, timestampUtc, incidentId, correlationId, causationId, justification;
    RawJson requestedScopes{"null"}, authorizedScopes{"null"};
    RawJson contentDiff{"[]"};         ///< what documents looked different after it
    std::string prevHash, entryHash;
    std::string href;
};
BOOST_DESCRIBE_STRUCT(TraceStep, (), (stepType, eventType, entryId, previousStep, stream, sequence, actorId, timestampUtc, incidentId,
                                      correlationId, causationId, justification, requestedScopes, authorizedScopes, contentDiff, prevHash,
                                      entryHash, href))

/// All steps of one correlation.
struct Trace {
    std::string correlationId;
    bool complete = true;
    std::vector<std::string> missing;  ///< step types that had to be there
    std::vector<TraceStep> steps;
};
BOOST_DESCRIBE_STRUCT(Trace, (), (correlationId, complete, missing, steps))

struct IncidentTimeline {
    std::string incidentId;
    bool complete = true;
    std::int64_t steps = 0, damagedEntries = 0;
    std::vector<Trace> traces;         ///< in order of their first steps
};
BOOST_DESCRIBE_STRUCT(IncidentTimeline, (), (incidentId, complete, steps, damagedEntries, traces))

/// Which step an entry is; empty: none. `access.allowed` is one only where a soft limit was passed.
[[nodiscard]] std::string stepTypeOf(const EntryHeader& header, std::string_view payload);
[[nodiscard]] TraceStep stepOf(const Entry& entry, std::string stepType);
/// What a chain with these steps, in order, has to have besides.
[[nodiscard]] std::vector<std::string> missingSteps(const std::vector<TraceStep>& steps);

/// Puts steps, in order of time, into their chains; says what is missing.
[[nodiscard]] IncidentTimeline timelineOf(std::string incident, std::vector<TraceStep> steps, std::int64_t damagedEntries);

}  // namespace ok::ledger
