// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Would other risk rules have been better? Past sends are judged again by the rules in force and by a draft (F05.R6), and a draft comes
// into force step by step, for a growing share of sends, and goes back by itself when the figures get worse. Pure: the server brings
// the past, the figures and the clock. Also: is this audience unusually large (F01.R3.A4)?
#pragma once
#include "shared/approvals/risk.h"

namespace ok::approvals {

struct PastSend {
    std::string id;
    Instant at;
    RiskInputs inputs;
    std::vector<std::string> channels;
    Duration timeToSend{};                ///< from asking to the first message
    bool corrected = false;               ///< it was taken back or corrected afterwards
};
BOOST_DESCRIBE_STRUCT(PastSend, (), (id, at, inputs, channels, timeToSend, corrected))

struct Judgement {
    int score = 0;
    std::string level;
    bool gated = false;                   ///< something was asked for before it could leave
    std::vector<RiskAction> actions;
    std::vector<std::string> fired;
    bool operator==(const Judgement&) const = default;
};
BOOST_DESCRIBE_STRUCT(Judgement, (), (score, level, gated, actions, fired))

struct JudgedTwice {
    std::string id;
    Instant at;
    std::vector<std::string> channels;
    Judgement live, draft;
    bool operator==(const JudgedTwice&) const = default;
};
BOOST_DESCRIBE_STRUCT(JudgedTwice, (), (id, at, channels, live, draft))

/// Figures of one band under one set of rules.
struct BandFigures {
    std::string level;
    std::int64_t sends = 0, gated = 0, corrected = 0;
    double correctedPerThousand = 0;
    std::int64_t secondsP50 = 0, secondsP90 = 0;   ///< time to send, nearest rank
    double falsePositiveRate = 0, falseNegativeRate = 0;   ///< of this band's sends: that only the draft gates, that only the live rules gate
    bool operator==(const BandFigures&) const = default;
};
BOOST_DESCRIBE_STRUCT(BandFigures, (), (level, sends, gated, corrected, correctedPerThousand, secondsP50, secondsP90, falsePositiveRate, falseNegativeRate))

struct ActionFigures {
    RiskAction action;
    std::int64_t live = 0, draft = 0;
    std::optional<double> changePercent;           ///< none: live never asked for it
    std::vector<std::string> sample;               ///< ids of at most 50 sends that the draft asks it of, oldest first
    bool operator==(const ActionFigures&) const = default;
};
BOOST_DESCRIBE_STRUCT(ActionFigures, (), (action, live, draft, changePercent, sample))

/// falsePositive = share of sends that only the draft gates; falseNegative = that only the live rules gate (F05.R6.A2).
struct Calibration {
    int liveVersion = 0, draftVersion = 0;
    std::vector<JudgedTwice> sends;                ///< by time, then id
    std::vector<BandFigures> liveBands, draftBands;   ///< in order of the rules' bands
    std::vector<ActionFigures> actions;
    double falsePositiveRate = 0, falseNegativeRate = 0;
    bool operator==(const Calibration&) const = default;
};
BOOST_DESCRIBE_STRUCT(Calibration, (), (liveVersion, draftVersion, sends, liveBands, draftBands, actions, falsePositiveRate, falseNegativeRate))

inline constexpr std::size_t mostPastSends = 10'000;
/// Problems `policy_rules_misconfigured`, `too_many`.
[[nodiscard]] Result<Calibration> calibrate(const RiskRules& live, const RiskRules& draft, std::vector<PastSend> past);

/// Figures of one stretch of time on live traffic.
struct RolloutFigures {
    Instant from, to;
    double falseNegativeRate = 0, correctedPerThousand = 0, meanSecondsToSend = 0;
    std::int64_t sends = 0;
    bool operator==(const RolloutFigures&) const = default;
};
BOOST_DESCRIBE_STRUCT(RolloutFigures, (), (from, to, falseNegativeRate, correctedPerThousand, meanSecondsToSend, sends))

struct RolloutPlan {
    std::vector<int> stages{10, 25, 50, 100};      ///< percent of sends
    int intervalMinutes = 15, cleanIntervals = 4, breachesToRollBack = 2;
    double falseNegativePoints = 2, correctedPercent = 20, timePercent = 10;   ///< worse than the baseline by more than that
    bool operator==(const RolloutPlan&) const = default;
};
BOOST_DESCRIBE_STRUCT(RolloutPlan, (), (stages, intervalMinutes, cleanIntervals, breachesToRollBack, falseNegativePoints, correctedPercent, timePercent))
[[nodiscard]] Status check(const RolloutPlan& plan);

enum class RolloutState { running, complete, rolled_back };
BOOST_DESCRIBE_ENUM(RolloutState, running, complete, rolled_back)

struct Rollout {
    std::string id;
    int from = 0, to = 0;                          ///< versions
    RolloutPlan plan;
    RolloutFigures baseline;
    RolloutState state = RolloutState::running;
    int stage = 0, clean = 0, breaches = 0;        ///< stage: into plan.stages; the others in a row
    std::vector<std::string> reasons;              ///< of the breaches in a row: `false_negatives`, `corrections`, `time_to_send`
    Instant lastInterval;
    bool operator==(const Rollout&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rollout, (), (id, from, to, plan, baseline, state, stage, clean, breaches, reasons, lastInterval))

/// After one interval. The same interval twice counts once; one without sends says nothing.
[[nodiscard]] Rollout afterInterval(const Rollout& rollout, const RolloutFigures& figures);
[[nodiscard]] Rollout rolledBack(const Rollout& rollout, std::string reason);
/// Which version judges this send. Whoever is in at 10 percent stays in at 25.
[[nodiscard]] int versionFor(const Rollout& rollout, std::string_view subject);

/// What was sent before, of those that were approved.
struct PastAudience {
    Instant at;
    std::string type, region;
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(PastAudience, (), (at, type, region, people))

struct UnusualAudience {
    bool unusual = false;
    std::int64_t current = 0, baseline = 0;        ///< median
    double percentOfBaseline = 0, deviations = 0;  ///< standard deviations above the mean of 90 days; 0 where there are fewer than two
    std::string basis;                             ///< `type_and_region`, `global`, `none`
    bool operator==(const UnusualAudience&) const = default;
};
BOOST_DESCRIBE_STRUCT(UnusualAudience, (), (unusual, current, baseline, percentOfBaseline, deviations, basis))

[[nodiscard]] UnusualAudience unusualAudience(std::int64_t current, std::string_view type, std::string_view region, const std::vector<PastAudience>& past, Instant now);

}  // namespace ok::approvals
