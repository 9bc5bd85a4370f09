// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Retention of frozen versions and of evidence (F04.R2.A7): a run a day, as for payloads (retention.h).
#pragma once
#include "shared/access/command_card.h"
#include "shared/base/json.h"

namespace ok::operations {

/// Takes what is past its time and under no hold; sets its own timer. With `dryRun` only says what it would do.
struct PurgeArtifacts {
    static constexpr CommandCard card{.name = "operations.purge_artifacts", .action = "operations.purge", .purpose = "privacy", .refusalIsEvidence = true};
    bool dryRun = false;
};
BOOST_DESCRIBE_STRUCT(PurgeArtifacts, (), (dryRun))

/// Each run leaves one, also when nothing went. The reply, too.
struct ArtifactsRun {
    static constexpr std::string_view eventType = "retention.artifacts_run";
    int snapshots = 0, evidence = 0;   ///< gone (dryRun: that would go)
    int held = 0;                      ///< past their time, under a legal hold
    int pieces = 0;                    ///< of uploads that nobody finished
    int tombstones = 0;                ///< ended
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(ArtifactsRun, (), (snapshots, evidence, held, pieces, tombstones, more))

}  // namespace ok::operations
