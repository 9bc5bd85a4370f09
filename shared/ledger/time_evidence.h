// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an export says about the times of its records (F07.R4.A6): times.jsonl, a line for each signed day root, each time
// stamp of an authority, and each day's clock. docs/audit.md tells the format; evidence.h checks the rest of a bundle.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/ledger/evidence.h"

namespace ok::ledger {

struct StampEvidence {
    Digest digest;                       ///< what the authority was shown
    std::string status;                  ///< ok, pending, failed
    std::string token;                   ///< base64 of the DER token
    std::optional<Instant> time;         ///< what the authority said
};
BOOST_DESCRIBE_STRUCT(StampEvidence, (), (digest, status, token, time))

/// The root of a finished day as the server signed it when the day was over.
struct SignedRootEvidence {
    RawJson root;                        ///< canonical; the signature and the stamp are about these bytes
    std::string signature, publicKey;    ///< hex
};
BOOST_DESCRIBE_STRUCT(SignedRootEvidence, (), (root, signature, publicKey))

struct ClockTrouble {
    std::string kind, severity;          ///< drift critical, unsynced warning
    Instant since;
    std::optional<Instant> until;
    [[nodiscard]] bool covers(Instant t) const { return t >= since && (!until || t < *until); }
};
BOOST_DESCRIBE_STRUCT(ClockTrouble, (), (kind, severity, since, until))

/// How the server's clock was on a day; no samples: nobody watched it.
struct ClockEvidence {
    int samples = 0;
    double worstOffsetMs = 0;
    std::vector<ClockTrouble> alarms;
};
BOOST_DESCRIBE_STRUCT(ClockEvidence, (), (samples, worstOffsetMs, alarms))

/// `day/2026-11-21/ops`, `entry/<entry id>` or `clock/2026-11-21`: records refer to their lines by day, stream and id.
struct TimeEvidence {
    std::string id;
    std::optional<SignedRootEvidence> day;
    std::optional<StampEvidence> stamp;
    std::optional<ClockEvidence> clock;
};
BOOST_DESCRIBE_STRUCT(TimeEvidence, (), (id, day, stamp, clock))

/// Checks times.jsonl beside the records of a bundle. Faults: `bad_time_stamp`, `bad_line`. What is flagged but no fault
/// (a stamp that never came, a clock that drifted) is an exception, with the reason and whose it is.
class TimeCheck {
  public:
    /// `authorities`: PEM of whom to believe; empty: a token is only read, not believed.
    TimeCheck(std::string_view lines, std::string_view authorities, EvidenceVerdict& verdict);
    void entry(const EntryHeader& header, const Digest& hash);
    void finish(const EvidenceManifest& manifest, const std::string& key);

  private:
    void check(const TimeEvidence& line, const EvidenceManifest& manifest, const std::string& key);
    void checkDay(const TimeEvidence& line, const EvidenceManifest& manifest, const std::string& key);
    void checkStamp(const TimeEvidence& line);
    void fault(const std::string& id, std::string message);
    void except(const std::string& id, const std::string& reason);

    struct Seen {
        Digest hash;
        Instant ledgerTime;
    };
    std::string_view m_authorities;
    EvidenceVerdict& m_verdict;
    std::vector<TimeEvidence> m_lines;
    std::vector<ClockTrouble> m_troubles;
    std::map<std::string, std::optional<Seen>> m_stamped;   // entries that have a line, by id
};

}  // namespace ok::ledger
