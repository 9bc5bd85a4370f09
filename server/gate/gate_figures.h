// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a gate says of itself to whoever watches it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "shared/base/instant.h"

namespace ok {

/// What the gate did since it started. audit_events_ingested_total, audit_queue_depth, audit_emit_latency_p95.
struct GateFigures {
    std::uint64_t commands = 0;           ///< answered, duplicates included
    std::uint64_t duplicates = 0;         ///< answered from a kept answer
    std::uint64_t entries = 0;            ///< made durable
    std::uint64_t commits = 0;
    std::uint64_t failedCommits = 0;
    std::string storeTrouble;             ///< why the last transaction failed (`disk_full`, ...); empty: it did not
    std::size_t queueDepth = 0;
    std::size_t lastBatch = 0;            ///< commands in the last transaction
    Duration latencyP50{}, latencyP95{}, latencyP99{};  ///< submit to durable answer, of the last some thousand
    std::map<std::string, std::uint64_t> problemsByCode;
};

}  // namespace ok
