// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How long what is kept (TA6, H2, F07; decisions.md 6). Each entry belongs to a class by where it stands; a policy gives each
// class its days. What an entry's payload may be erased after follows from the log alone: the longest period of any policy
// that was in force when it was written or later. So it is fixed when the entry is written, a longer period raises it, a
// shorter one never lowers it, and anybody with the log can work it out. Headers, hashes and proofs stay for ever.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/json.h"
#include "shared/ledger/entry.h"
#include "shared/views/projections.h"

namespace ok::operations {

/// `operational`: refusals and evaluations; `security`: people, sessions, keys; `evidence`: what was done and told.
enum class RetentionClass { operational, security, evidence };
BOOST_DESCRIBE_ENUM(RetentionClass, operational, security, evidence)

inline constexpr std::array<RetentionClass, 3> allClasses{RetentionClass::operational, RetentionClass::security,
                                                          RetentionClass::evidence};

[[nodiscard]] RetentionClass classOf(Stream stream);
/// Fewest days of a class, whatever a policy says (write-once floor of 90 days for security, a year for evidence).
[[nodiscard]] int leastDays(RetentionClass c);
[[nodiscard]] int standardDays(RetentionClass c);

/// In force from `since` until the next; view `retention_policy`, one document an installation of a policy.
struct RetentionPolicy {
    static constexpr std::string_view viewKind = "retention_policy";
    int version = 0;
    Instant since;
    std::map<std::string, int> days;   ///< by class; a class that is not named keeps its standard
    std::string reason;
    std::string by;
    [[nodiscard]] int daysOf(RetentionClass c) const;
    [[nodiscard]] std::string viewId() const;   ///< in order of version
    bool operator==(const RetentionPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(RetentionPolicy, (), (version, since, days, reason, by))

/// `policies` in order of `since`; before the first one the standard is in force.
[[nodiscard]] Instant retainUntil(Stream stream, Instant written, const std::vector<RetentionPolicy>& policies);

/// Two people, because what is erased does not come back (digest C4). Shorter periods hold for what is written later.
/// Problems: `invalid_fields` (unknown class, below the floor).
struct SetRetention {
    static constexpr CommandCard card{.name = "operations.set_retention", .action = "operations.retention", .risk = RiskClass::high,
                                      .purpose = "privacy", .refusalIsEvidence = true};
    std::map<std::string, int> days;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetRetention, (), (days, reason))

struct RetentionPolicySet {
    static constexpr std::string_view eventType = "retention.policy_set";
    RetentionPolicy policy;
};
BOOST_DESCRIBE_STRUCT(RetentionPolicySet, (), (policy))

/// Erases payloads whose time is over; sets its own timer for the next day. With `dryRun` only says what it would do.
struct PurgeExpired {
    static constexpr CommandCard card{.name = "operations.purge_expired", .action = "operations.purge", .purpose = "privacy",
                                      .refusalIsEvidence = true};
    bool dryRun = false;
    int limit = 2'000;
};
BOOST_DESCRIBE_STRUCT(PurgeExpired, (), (dryRun, limit))

struct PurgeReply {
    int purged = 0;                ///< payloads erased now (dryRun: that would be)
    int held = 0;                  ///< past their time, under a legal hold
    std::int64_t baselined = 0;    ///< documents kept now, because payloads they were made of went
    bool more = false;             ///< the limit was reached
    std::map<std::string, Instant> retainUntil;   ///< by stream: of the first entry that is still kept
};
BOOST_DESCRIBE_STRUCT(PurgeReply, (), (purged, held, baselined, more, retainUntil))

struct Tombstone {
    std::int64_t sequence = 0;
    EntryId entryId;
    Digest removedHash;            ///< payload_hash of what is gone
    bool operator==(const Tombstone&) const = default;
};
BOOST_DESCRIBE_STRUCT(Tombstone, (), (sequence, entryId, removedHash))

/// An era is what was written under one policy, by its version (0: before the first). Entries of an era grow old in the order
/// they were written; between eras the younger may go first, when the period was shortened.
using EraPlaces = std::map<std::string, std::int64_t>;

/// The tombstone entry: what was erased and where the chain stood. Its own payload is never erased.
struct PayloadsPurged {
    static constexpr std::string_view eventType = "retention.purged";
    Stream chainSegmentId = Stream::ops;
    Instant windowFrom, windowTo;  ///< ledger times of the first and the last
    int purgedCount = 0;
    int policyVersion = 0;
    Digest previousHeadHash;       ///< of that stream, before
    Digest newGenesisHash;         ///< its first entry, unchanged: headers stay
    std::int64_t through = 0;      ///< everything up to here was looked at
    EraPlaces eras;                ///< beyond that: of each later era, up to where
    std::vector<std::int64_t> held;         ///< left because of a legal hold
    std::vector<Tombstone> tombstones;
};
BOOST_DESCRIBE_STRUCT(PayloadsPurged, (), (chainSegmentId, windowFrom, windowTo, purgedCount, policyVersion, previousHeadHash,
                                           newGenesisHash, through, eras, held, tombstones))

/// Each run leaves one, also when there was nothing to erase: that retention is kept can be shown.
struct RetentionRun {
    static constexpr std::string_view eventType = "retention.run";
    int purged = 0;
    int held = 0;
    std::int64_t baselined = 0;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(RetentionRun, (), (purged, held, baselined, more))

/// How far a stream is purged; view `retention_state`.
struct RetentionState {
    static constexpr std::string_view viewKind = "retention_state";
    Stream stream = Stream::ops;
    std::int64_t through = 0;
    EraPlaces eras;
    std::vector<std::int64_t> held;
    std::int64_t purged = 0;
    Instant lastPurge;
    [[nodiscard]] std::string viewId() const { return enumName(stream); }
    bool operator==(const RetentionState&) const = default;
};
BOOST_DESCRIBE_STRUCT(RetentionState, (), (stream, through, eras, held, purged, lastPurge))

/// Views `retention_policy`, `retention_state`.
void addRetentionProjections(Projections& projections);

}  // namespace ok::operations
