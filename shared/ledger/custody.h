// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The chain of custody of one incident (F04.R6): what was frozen, how the world went on, who decided about which content, what left and
// on what evidence; numbered, oldest first. Each step names the entry it is made of and its hash, so that a reader can check it. Pure:
// the same entries give the same bytes, whoever asks.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/ledger/entry.h"

namespace ok::ledger {

/// Types of entries a chain is made of, for AuditFilter::types.
[[nodiscard]] const std::vector<std::string>& custodyTypes();

struct CustodyStep {
    std::int64_t number = 0;           ///< from 1
    std::string eventType;             ///< `SNAPSHOT_CREATED`, `DRIFT_DETECTED`, `APPROVAL_DECISION`, ...
    std::string at;                    ///< UTC
    std::string incidentId, approvalId, snapshotId, snapshotHash, parentSnapshotId;
    std::string actorId;
    std::map<std::string, RawJson> details;   ///< by the names of the specification: `changed_fields`, `approver_role`, ...
    std::string entryType, entryId, entryHash, prevHash;
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
};
BOOST_DESCRIBE_STRUCT(CustodyStep, (), (number, eventType, at, incidentId, approvalId, snapshotId, snapshotHash, parentSnapshotId, actorId, details, entryType, entryId, entryHash,
                                        prevHash, stream, sequence))

struct CustodyChain {
    std::string incidentId;
    std::int64_t steps = 0;            ///< of the whole chain
    std::int64_t damagedEntries = 0;   ///< of the incident: what they said is not in it
    std::vector<CustodyStep> items;    ///< this page's
    std::optional<std::string> nextCursor;
};
BOOST_DESCRIBE_STRUCT(CustodyChain, (), (incidentId, steps, damagedEntries, items, nextCursor))

/// Takes entries in order of time; an entry that is no step of a chain adds none.
class CustodyReader {
  public:
    explicit CustodyReader(std::string incident) : m_incident(std::move(incident)) {}
    void take(const Entry& entry);
    [[nodiscard]] const std::vector<CustodyStep>& steps() const { return m_steps; }

  private:
    struct Frozen {
        std::string id, hash;
    };
    std::string m_incident;
    std::vector<CustodyStep> m_steps;
    std::map<std::string, std::map<std::string, Frozen>> m_frozen;   // approval → content hash → its snapshot
    std::map<std::string, Frozen> m_last;                            // approval → its last version
    void addSnapshot(const Entry& entry, JsonView payload);
    void addDecision(const Entry& entry, JsonView payload);
    void addBroadcast(const Entry& entry, JsonView payload, bool completed);
    CustodyStep& add(const Entry& entry, std::string type);
};

/// The page after `cursor` (empty: the first). Problem `bad_cursor`.
[[nodiscard]] Result<CustodyChain> custodyPage(const std::string& incident, const std::vector<CustodyStep>& steps, std::int64_t damaged, std::string_view cursor, std::size_t pageSize);
[[nodiscard]] std::string csvOf(const CustodyChain& chain);

}  // namespace ok::ledger
