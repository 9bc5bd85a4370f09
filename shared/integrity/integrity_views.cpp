// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/integrity/anomaly.h"

#include "shared/integrity/anchors.h"
#include "shared/integrity/clock_health.h"
#include "shared/integrity/head_anchors.h"
#include "shared/integrity/sli.h"
#include "shared/views/change.h"

namespace ok::integrity {

std::string incidentKeyOf(const Finding& finding) {
    return std::string(enumName(finding.stream)) + "/" + finding.type + "/" + std::to_string(finding.first) + "-" + std::to_string(finding.last);
}

bool overlap(const Finding& a, const Finding& b) {
    return a.stream == b.stream && a.first <= b.last && b.first <= a.last;
}

void addProjections(Projections& projections) {
    addAnchorProjections(projections);
    addClockProjections(projections);
    addHeadAnchorProjections(projections);
    addSliProjections(projections);
    projections.on<AnomalyFound>([](const EntryHeader&, const AnomalyFound& e, Views& views) { views.save(e.anomaly); });
    projections.on<AnomalySettled>([](const EntryHeader& header, const AnomalySettled& e, Views& views) {
        changeDocument<Anomaly>(views, e.id, [&](Anomaly& next) {
            next.state = e.state;
            next.settledAt = header.ledgerTime;
            next.settledBy = e.by;
            next.justification = e.justification;
        });
    });
    projections.on<LogChecked>([](const EntryHeader&, const LogChecked& e, Views& views) { views.save(e.run); });
}

}  // namespace ok::integrity
