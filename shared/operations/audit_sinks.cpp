// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/audit_sinks.h"

namespace ok::operations {

void addSinkProjections(Projections& projections) {
    projections.on<SinkFailed>([](const EntryHeader& header, const SinkFailed& e, Views& views) {
        views.save(AuditSink{e.failure.name, "failed", header.ledgerTime, e.failure.failingSince, e.failure.attempts, e.failure.reason});
    });
    projections.on<SinkResumed>([](const EntryHeader& header, const SinkResumed& e, Views& views) {
        views.save(AuditSink{e.name, "delivering", header.ledgerTime, {}, 0, {}});
    });
}

}  // namespace ok::operations
