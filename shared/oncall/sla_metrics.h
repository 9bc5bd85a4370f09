// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How fast requests are decided, where their times are broken, who answers and which channel works (F06.R7.A2, F06.R7.A3): a function of
// the events of the log and nothing else, so whoever has the log computes the same. A request counts by when people began to be called.
#pragma once
#include "shared/oncall/sla_events.h"

namespace ok::oncall {

struct SlaFilter {
    Instant from, to;                     ///< [from, to) of the opening
    std::string policy, channel, team, region, severity;   ///< empty: all
    int step = -1;                        ///< from 0; -1: all
    std::string kind, person, workflow;   ///< of events alone: what stands behind one point
};
BOOST_DESCRIBE_STRUCT(SlaFilter, (), (from, to, policy, channel, team, region, severity, step, kind, person, workflow))

/// Of requests, or of the times a step was entered. Rates from 0 to 1.
struct SlaFigures {
    int total = 0, approved = 0, rejected = 0, open = 0, breached = 0;
    double breachRate = 0;
    double meanSeconds = 0, medianSeconds = 0, p90Seconds = 0;   ///< to the approval, of those that were approved
    bool operator==(const SlaFigures&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaFigures, (), (total, approved, rejected, open, breached, breachRate, meanSeconds, medianSeconds, p90Seconds))

struct SlaGroup {
    std::string policy;
    int step = -1;                        ///< -1: the policy as a whole
    int targetSeconds = 0;
    SlaFigures figures;
    bool operator==(const SlaGroup&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaGroup, (), (policy, step, targetSeconds, figures))

struct SlaApprover {
    std::string person;
    int asked = 0, answered = 0, approved = 0, rejected = 0, breaches = 0;   ///< asked: requests; answered: of those
    double meanSeconds = 0, medianSeconds = 0;                               ///< from the first nudge to the first answer
    std::vector<int> within;              ///< answers within 1, 2, 5, 10, 20, 60 minutes, and later
    bool operator==(const SlaApprover&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaApprover, (), (person, asked, answered, approved, rejected, breaches, meanSeconds, medianSeconds, within))

struct SlaChannel {
    std::string channel;
    int sent = 0, delivered = 0, failed = 0, suppressed = 0, opened = 0, answered = 0, approved = 0;   ///< answered, approved: people asked by it who did
    double clickRate = 0, conversion = 0; ///< opened / sent, approved / sent
    bool operator==(const SlaChannel&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaChannel, (), (channel, sent, delivered, failed, suppressed, opened, answered, approved, clickRate, conversion))

/// One day in UTC, for a chart.
struct SlaDay {
    std::string day;                      ///< 2026-11-21
    SlaFigures figures;
    bool operator==(const SlaDay&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaDay, (), (day, figures))

struct SlaBreach {
    ApprovalId approval;
    std::string workflow, policy, approver, channel, entry;
    int step = -1, seconds = 0, targetSeconds = 0;
    Instant at, lastNudgeAt;
    bool operator==(const SlaBreach&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaBreach, (), (approval, workflow, policy, approver, channel, entry, step, seconds, targetSeconds, at, lastNudgeAt))

struct SlaMetrics {
    SlaFigures all;
    std::vector<SlaGroup> policies, steps;
    std::vector<SlaApprover> approvers;
    std::vector<SlaChannel> channels;
    std::vector<SlaDay> days;
    std::vector<SlaBreach> breaches;      ///< the last ones first, at most 200
    int breachCount = 0, eventCount = 0;  ///< all of them: what the list of events counts for the same filter
    std::vector<std::string> policyNames, teams, regions;   ///< that can be filtered by
    bool operator==(const SlaMetrics&) const = default;
};
BOOST_DESCRIBE_STRUCT(SlaMetrics, (), (all, policies, steps, approvers, channels, days, breaches, breachCount, eventCount, policyNames, teams, regions))

[[nodiscard]] SlaMetrics metricsOf(const std::vector<SlaEvent>& events, const SlaFilter& filter);
/// Those that a filter is about, in the order of the log.
[[nodiscard]] std::vector<SlaEvent> eventsFor(const std::vector<SlaEvent>& events, const SlaFilter& filter);
/// Everything of the ladders that began in a period: what both are given.
[[nodiscard]] std::vector<SlaEvent> eventsBetween(Views& views, Instant from, Instant to);

/// One line an event (F06.R7.A4): timestamp, event type, actor, channel, device hash, policy, step, decision, trace, hashes of the chain.
[[nodiscard]] std::string csvOf(const std::vector<SlaEvent>& events);

// --- what the server answers

/// How the check of the log stands, beside the figures (F06.R7.A6).
struct SlaIntegrity {
    bool healthy = true;
    Instant lastVerifiedAt;
    std::string failingStream;
    std::int64_t failingSequence = 0;     ///< of the first entry that does not fit; 0: none
    int failuresLastDay = 0;
    std::string root;                     ///< of the last attested day
    Instant attestedAt;
};
BOOST_DESCRIBE_STRUCT(SlaIntegrity, (), (healthy, lastVerifiedAt, failingStream, failingSequence, failuresLastDay, root, attestedAt))

/// GET /v1/oncall/metrics
struct SlaReply {
    SlaFilter filter;
    SlaMetrics metrics;
    std::map<std::string, std::string> logins;   ///< of the people in it
    SlaIntegrity integrity;
    Instant computedAt;
};
BOOST_DESCRIBE_STRUCT(SlaReply, (), (filter, metrics, logins, integrity, computedAt))

/// GET /v1/oncall/metrics/events
struct SlaEventsReply {
    int totalCount = 0;
    std::vector<SlaEvent> items;
    std::string nextPageToken;            ///< empty: that was all
};
BOOST_DESCRIBE_STRUCT(SlaEventsReply, (), (totalCount, items, nextPageToken))

}  // namespace ok::oncall
