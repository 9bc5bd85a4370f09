// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A program freezes what waits anew (F04.R7.A1): POST /v1/snapshots. It says what it believes it freezes; where that is not what would
// leave, nothing is frozen. Whoever asked for the release stays the author: a program is nobody's key. Handled by the gate.
#pragma once
#include "shared/access/command_card.h"
#include "shared/approvals/snapshot.h"

namespace ok::approvals {

/// Words of one message as the caller knows them.
struct ExpectedMessage {
    std::string channel, language, part, text;
};
BOOST_DESCRIBE_STRUCT(ExpectedMessage, (), (channel, language, part, text))

/// What is left out is not compared.
struct ExpectedSnapshot {
    std::optional<std::vector<ExpectedMessage>> message;
    std::optional<std::vector<std::string>> channels;
    std::optional<std::int64_t> people;
    std::optional<std::vector<std::string>> affectedClusters;
    std::optional<GeoBox> bounds;
    std::optional<double> zoom;
    std::optional<std::vector<Digest>> evidence;
};
BOOST_DESCRIBE_STRUCT(ExpectedSnapshot, (), (message, channels, people, affectedClusters, bounds, zoom, evidence))

/// Problem `snapshot_differs`, with each member that is another one than was frozen.
[[nodiscard]] Status agrees(const ExpectedSnapshot& expected, const SnapshotContent& content);

/// Of a request that waits: a new version where the world is another than the one that was frozen, else the last one.
struct TakeSnapshot {
    static constexpr CommandCard card{.name = "approvals.snapshot", .action = "approvals.snapshot", .refusalIsEvidence = true};
    ApprovalId approval;
    std::string idempotencyKey;
    ExpectedSnapshot expected;
};
BOOST_DESCRIBE_STRUCT(TakeSnapshot, (), (approval, idempotencyKey, expected))

struct TakenSnapshot {
    std::string id;
    int version = 1;
    std::string status = "pending_approval", checksum;
    Instant createdAt;
    std::string idempotencyKey, approvalRequestId;
};
BOOST_DESCRIBE_STRUCT(TakenSnapshot, (), (id, version, status, checksum, createdAt, idempotencyKey, approvalRequestId))

}  // namespace ok::approvals
