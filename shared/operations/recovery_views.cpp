// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/recovery.h"

namespace ok::operations {

void addRecoveryProjections(Projections& projections) {
    projections.on<RecoveryRecorded>([](const EntryHeader& header, const RecoveryRecorded& e, Views& views) {
        int times = 0;
        if (const auto found = views.find<Recovery>(enumName(e.facts.kind))) times = found->times;
        views.save(Recovery{e.facts, header.ledgerTime, times + 1});
    });
}

}  // namespace ok::operations
