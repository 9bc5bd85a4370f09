// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/export_policy.h"

#include <algorithm>

namespace ok::operations {

std::string ExportPolicy::viewId() const {
    const std::string digits = std::to_string(version);
    return "v" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

ExportPolicy exportPolicyIn(Views& views) {
    ExportPolicy last;
    views.each<ExportPolicy>([&last](const ExportPolicy& each) {
        if (each.version > last.version) last = each;
    });
    return last;
}

ApprovalId approvalBehind(Views& views, CommandId command) {
    // The decision is written with the command's first entry: until then the request still waits.
    for (const approvals::Approval& each : views.byKey<approvals::Approval>("state", "pending")) {
        if (each.commandId == command) return each.id;
    }
    return {};
}

std::string approverOf(Views& views, ApprovalId approval) {
    const auto found = approval.known() ? views.find<approvals::Approval>(approval.str()) : nullptr;
    if (!found || found->state != approvals::ApprovalState::released) return {};
    std::string out;
    for (const approvals::ApprovalStep& step : found->steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == found->cycle) out += (out.empty() ? "" : ", ") + step.actor.id;
    }
    return out.empty() && found->decidedBy ? found->decidedBy->id : out;
}

void addExportPolicyProjections(Projections& projections) {
    projections.on<ExportPolicySet>([](const EntryHeader&, const ExportPolicySet& e, Views& views) {
        ExportPolicy policy = e.policy;
        policy.approvedBy = approverOf(views, policy.approvalId);
        views.save(std::move(policy));
    });
}

}  // namespace ok::operations
