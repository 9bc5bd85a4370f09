// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/retention.h"

#include <algorithm>

#include "shared/approvals/risk_audit.h"

namespace ok::operations {

RetentionClass classOf(Stream stream) {
    switch (stream) {
        case Stream::decisions: return RetentionClass::operational;
        case Stream::security: return RetentionClass::security;
        case Stream::executions:
        case Stream::ops: break;
    }
    return RetentionClass::evidence;
}

int leastDays(RetentionClass c) { return c == RetentionClass::operational ? 1 : c == RetentionClass::security ? 90 : 365; }

int standardDays(RetentionClass c) { return c == RetentionClass::operational ? 30 : c == RetentionClass::security ? 365 : 2'555; }

int RetentionPolicy::daysOf(RetentionClass c) const {
    const auto found = days.find(enumName(c));
    return std::max(leastDays(c), found == days.end() ? standardDays(c) : found->second);
}

std::string RetentionPolicy::viewId() const {
    const std::string digits = std::to_string(version);
    return "v" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

Instant retainUntil(Stream stream, Instant written, const std::vector<RetentionPolicy>& policies) {
    const RetentionClass c = classOf(stream);
    // The policy in force when it was written: the last one that began by then, else the standard.
    int days = std::max(leastDays(c), standardDays(c));
    for (const RetentionPolicy& policy : policies) {
        if (policy.since <= written) days = policy.daysOf(c);
        else days = std::max(days, policy.daysOf(c));  // later ones may only add
    }
    return written + hours(24LL * days);
}

void addRetentionProjections(Projections& projections) {
    projections.on<RetentionPolicySet>([](const EntryHeader&, const RetentionPolicySet& e, Views& views) { views.save(e.policy); });
    projections.on<PayloadsPurged>([](const EntryHeader& header, const PayloadsPurged& e, Views& views) {
        RetentionState next;
        if (const auto found = views.find<RetentionState>(enumName(e.chainSegmentId))) next = *found;
        next.stream = e.chainSegmentId;
        next.through = std::max(next.through, e.through);
        next.eras = e.eras;
        next.held = e.held;
        next.purged += e.purgedCount;
        next.lastPurge = header.ledgerTime;
        views.save(std::move(next));
        if (e.chainSegmentId != Stream::ops) return;
        for (const Tombstone& gone : e.tombstones) approvals::forgetJudgement(views, gone.sequence);
    });
}

}  // namespace ok::operations
