// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/recovery.h"

namespace ok::operations {

void addRecoveryProjections(Projections& projections) {
    projections.on<RecoveryRecorded>([](const EntryHeader& header, const RecoveryRecorded& e, Views& views) {
        int times = 0;
        if (const auto found = views.find<Recovery>(enumName(e.facts.kind))) times = found->times;
        views.save(Recovery{e.facts, header.ledgerTime, times + 1});
        if (e.facts.file.empty()) return;
        BackupFile file;
        if (const auto found = views.find<BackupFile>(e.facts.file)) file = *found;
        file.file = e.facts.file;
        file.backupOf = e.facts.backupOf;
        file.bytes = e.facts.bytes;
        file.verifiedAt = header.ledgerTime;
        file.valid = e.facts.valid;
        if (e.facts.kind == RecoveryKind::drill) {
            file.drilledAt = header.ledgerTime;
            file.drillSeconds = e.facts.seconds;
            file.withinObjective = e.facts.withinObjective;
        }
        views.save(std::move(file));
    });
}

}  // namespace ok::operations
