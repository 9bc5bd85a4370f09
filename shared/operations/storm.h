// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A storm to rehearse with: a recorded change log of a real utility's outage feed, and the customers who would have
// reported. The log is real (resources/sample); the customers, their numbers and their words are made up by a seeded
// generator, so that the same seed gives the same storm to the byte. Phone numbers are from the ranges reserved for
// fiction (NPA-555-01xx), mail addresses from example.org.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::operations {

/// One outage as the whole log knows it.
struct StormOutage {
    std::string id;
    LonLat place;
    Instant startedAt;
    Instant firstSeen;
    Instant lastSeen;     ///< when it left the feed for the last time, or the end of the log
    int customers = 0;
};

/// One snapshot of the log: its lines as recorded, header first.
struct StormSnapshot {
    Instant at;
    std::string lines;
    int changes = 0;
};

struct StormLog {
    std::string adapter;
    std::vector<StormSnapshot> snapshots;
    std::vector<StormOutage> outages;   ///< those with a position, in order of first appearance
    int changes = 0;
    int unreadable = 0;                 ///< lines that the adapter could not read
};

/// Reads a change log (newline-delimited JSON). Problem `bad_storm_log` when nothing in it can be read.
[[nodiscard]] Result<StormLog> readStormLog(std::string_view adapter, std::string_view text);

struct SampleAccount {
    std::string number;
    std::string phone;       ///< E.164
    std::string email;
    std::string name;
    std::string houseNumber;
    std::string street;
    std::string language;    ///< en, es
    LonLat place;
    std::size_t outage = 0;  ///< index into StormLog::outages
    bool sms = true, emails = true, voice = false;
};

struct StormOptions {
    std::uint64_t seed = 20240926;
    int accountsPerOutage = 3;      ///< at most; never more than the outage has customers
    double reportShare = 0.35;      ///< of the accounts that lose power
    std::string timeZone = "America/New_York";
};

[[nodiscard]] std::vector<SampleAccount> sampleAccounts(const StormLog& log, const StormOptions& options);
/// The accounts as the CSV that any utility would import.
[[nodiscard]] std::string accountsCsv(const std::vector<SampleAccount>& accounts, const StormOptions& options);

enum class StormStepKind { feed, sms, voice, web };

/// What happens at one moment: a snapshot of the feed, or one customer reaching out.
struct StormStep {
    Instant at;
    StormStepKind kind = StormStepKind::feed;
    std::string id;       ///< the provider's message id; empty for the feed
    std::string from;     ///< E.164
    std::string text;     ///< feed lines, the customer's words, or an address for the web form
    int changes = 0;
};

/// Everything in order of time (feed before customers at the same moment).
[[nodiscard]] std::vector<StormStep> stormScript(const StormLog& log, const std::vector<SampleAccount>& accounts,
                                                 const StormOptions& options);

}  // namespace ok::operations
