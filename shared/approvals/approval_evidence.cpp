// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/approval_evidence.h"

#include <algorithm>

#include "shared/approvals/device_trust.h"
#include "shared/approvals/request_file.h"
#include "shared/views/change.h"

namespace ok::approvals {

Status alertsSeen(const std::vector<FrozenAlert>& alerts, const std::vector<AlertSeen>& seen, const Digest& content, const std::vector<std::string>& keys) {
    Problem why = problem("alert_unacknowledged", "everybody who holds a key has to say that they saw this: see `fields`");
    for (const FrozenAlert& alert : alerts) {
        for (const std::string& person : keys) {
            const bool saw = std::any_of(seen.begin(), seen.end(), [&](const AlertSeen& each) { return each.alert == alert.name && each.person == person && each.content == content; });
            if (!saw) why.fields.push_back({person, "unacknowledged", alert.name});
        }
    }
    if (why.fields.empty()) return {};
    return why;
}

void addEvidenceProjections(Projections& projections) {
    projections.on<AlertAcknowledged>([](const EntryHeader&, const AlertAcknowledged& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [&](RequestFile& file) {
            if (e.version == file.request.version) file.alertsSeen.push_back(e.seen);
        });
    });
    projections.on<KeysCleared>([](const EntryHeader&, const KeysCleared& e, Views& views) {
        changeDocument<RequestFile>(views, e.approval.str(), [](RequestFile& file) { file.request.turns.clear(); });
        changeDocument<Approval>(views, e.approval.str(), [](Approval& next) { ++next.cycle; });
    });
    projections.on<ReviewKept>([](const EntryHeader&, const ReviewKept& e, Views& views) { views.save(e.review); });
    projections.on<DeviceAttested>([](const EntryHeader&, const DeviceAttested& e, Views& views) { views.save(e.trust); });
    projections.on<DeviceRevoked>([](const EntryHeader&, const DeviceRevoked& e, Views& views) { views.save(e.trust); });
}

}  // namespace ok::approvals
