// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Does the continuous check keep its own promises (F07.R6.A7)? Worked out every hour over the last 24: how much of the log is
// verified, how old the last check was, how long alerts took, how many checks came to their end. Pure.
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/instant.h"
#include "shared/views/projections.h"

namespace ok::integrity {

struct SliFacts {
    double coverage = 1;                 ///< the lowest of the hours
    std::vector<Instant> runs;           ///< when checks ended well, oldest first
    Instant from, now;                   ///< the part of the last 24 hours in which checks were to run
    std::vector<double> alertSeconds;    ///< from finding damage to the delivery of each alert
    int jobs = 0, failedJobs = 0;        ///< a check that finds damage did not fail
};

struct Sli {
    std::string name;                    ///< coverage_ratio, last_run_age_seconds_p95, ...
    double value = 0, bound = 0;
    bool atLeast = true;                 ///< else the value must stay below the bound
    [[nodiscard]] bool met() const { return atLeast ? value >= bound : value < bound; }
    bool operator==(const Sli&) const = default;
};
BOOST_DESCRIBE_STRUCT(Sli, (), (name, value, bound, atLeast))

[[nodiscard]] std::vector<Sli> judged(const SliFacts& facts);
/// Of what a look at every ten seconds would have seen: the time since the last run.
[[nodiscard]] std::vector<double> agesSeen(const SliFacts& facts);
/// 0 without any.
[[nodiscard]] double p95(std::vector<double> values);

struct SliDoc {
    static constexpr std::string_view viewKind = "ledger_sli";
    Sli sli;
    bool breached = false;
    Instant since;
    [[nodiscard]] std::string viewId() const { return sli.name; }
    bool operator==(const SliDoc&) const = default;
};
BOOST_DESCRIBE_STRUCT(SliDoc, (), (sli, breached, since))

/// How long alerts took to be delivered, of the last 24 hours.
struct AlertDelays {
    static constexpr std::string_view viewKind = "ledger_alert_delays";
    std::vector<Instant> at;
    std::vector<double> seconds;
    [[nodiscard]] std::string viewId() const { return "all"; }
    bool operator==(const AlertDelays&) const = default;
};
BOOST_DESCRIBE_STRUCT(AlertDelays, (), (at, seconds))

/// The server's own, once an hour while something is not met, and once when it is met again.
struct ReportSlis {
    static constexpr CommandCard card{.name = "integrity.report_slis", .action = "integrity.report", .purpose = "integrity"};
    std::vector<Sli> slis;
};
BOOST_DESCRIBE_STRUCT(ReportSlis, (), (slis))

struct SliJudged {
    static constexpr std::string_view eventType = "ledger.sli_judged";
    Sli sli;
    bool breached = false;
};
BOOST_DESCRIBE_STRUCT(SliJudged, (), (sli, breached))

/// One alert moved on: handed over, tried again, given up.
struct AlertMoved {
    std::string row, connector, incidentKey, state;
    double seconds = 0;                  ///< of a delivered one: since the damage was found
};
BOOST_DESCRIBE_STRUCT(AlertMoved, (), (row, connector, incidentKey, state, seconds))

struct AlertsMoved {
    static constexpr std::string_view eventType = "ledger.alerts_moved";
    std::vector<AlertMoved> alerts;
};
BOOST_DESCRIBE_STRUCT(AlertsMoved, (), (alerts))

void addSliProjections(Projections& projections);

}  // namespace ok::integrity
