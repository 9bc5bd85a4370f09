// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who may ask for an export, and what an export is that was asked for: on demand, on a schedule, released by a second
// person where the utility's policy asks for one (shared/operations/export_policy.h).
#pragma once
#include "server/gate/gate.h"
#include "shared/operations/audit_schedules.h"

namespace ok::ledger {

/// Fills in what follows from the question and the policy. Problems: `invalid_fields`, `export_needs_approval`,
/// `bundle_shows_justifications` (signed headers cannot be masked).
[[nodiscard]] Result<operations::AuditExport> askedExport(CommandContext& cx, const operations::StartExport& command, ApprovalId approval);
/// The policy's part of an export: how it is redacted, and its parameters' hash.
void applyPolicy(operations::AuditExport& asked, const operations::ExportPolicy& policy);
[[nodiscard]] Status mayExport(const operations::ExportPolicy& policy, operations::ExportFormat format, bool redacted, ApprovalId approval);

/// SetExportPolicy, StartExport, RequestApproved, and the schedules. Before the gate starts.
void addRequestHandlers(Gate& gate);

}  // namespace ok::ledger
