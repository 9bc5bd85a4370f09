// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/drift_notice.h"

#include <algorithm>

namespace ok::oncall {
namespace {

DriftNotice noticeOf(Views& views, ApprovalId approval) {
    const auto known = views.find<DriftNotice>(approval.str());
    DriftNotice out = known ? *known : DriftNotice{};
    out.approval = approval;
    return out;
}

}  // namespace

std::string summaryOf(const std::map<std::string, std::int64_t>& changes) {
    std::string out;
    for (const auto& [kind, count] : changes) out += (out.empty() ? "" : ", ") + kind + " " + std::to_string(count);
    return out;
}

std::map<std::string, std::int64_t> changesOf(const std::vector<approvals::DriftItem>& items) {
    std::map<std::string, std::int64_t> out;
    for (const approvals::DriftItem& item : items) {
        // People are counted by the item itself; of everything else each item is one.
        const bool counted = item.kind == approvals::DriftKind::opted_out;
        out[enumName(item.kind)] += counted ? static_cast<std::int64_t>(item.size) : 1;
    }
    return out;
}

void addDriftProjections(Projections& projections) {
    projections.on<RequestWatched>([](const EntryHeader&, const RequestWatched& e, Views& views) {
        DriftNotice next = noticeOf(views, e.approval);
        std::erase(next.watchers, e.person);
        if (e.on) next.watchers.push_back(e.person);
        std::sort(next.watchers.begin(), next.watchers.end());
        views.save(std::move(next));
    });
    projections.on<DriftWaits>([](const EntryHeader&, const DriftWaits& e, Views& views) {
        DriftNotice next = noticeOf(views, e.approval);
        next.waits = true;
        next.waiting = e.changes;
        next.waitingLevel = e.level;
        next.waitingSnapshot = e.snapshotId;
        views.save(std::move(next));
    });
    projections.on<DriftTold>([](const EntryHeader& header, const DriftTold& e, Views& views) {
        DriftNotice next = noticeOf(views, e.approval);
        next.people = e.people;
        next.changes = e.changes;
        next.level = e.level;
        next.snapshotId = e.snapshotId;
        next.toldAt = header.ledgerTime;
        next.windowEnds = e.windowEnds;
        next.waits = false;
        next.waiting.clear();
        views.save(std::move(next));
    });
}

}  // namespace ok::oncall
