// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a utility lets out of its log (F01.R6.A6, F07.R5.A5, F07.R5.A7): how personal data is made unrecognisable where it is
// redacted, and which exports need a second person. Versioned like every policy; the version stands in each export.
#pragma once
#include <string>

#include "shared/access/command_card.h"
#include "shared/approvals/release.h"
#include "shared/ledger/redaction.h"
#include "shared/views/projections.h"

namespace ok::operations {

enum class ExportApproval { none, unredacted, all };
BOOST_DESCRIBE_ENUM(ExportApproval, none, unredacted, all)

/// In force from `since` until the next; one document a version. Version 0, the standard, is no document.
struct ExportPolicy {
    static constexpr std::string_view viewKind = "export_policy";
    int version = 0;
    Instant since;
    ledger::RedactionPolicy redaction;
    ExportApproval approval = ExportApproval::none;
    std::string reason;
    std::string by;                    ///< who asked for it
    ApprovalId approvalId;
    std::string approvedBy;            ///< who released it, all of them
    [[nodiscard]] std::string viewId() const;   ///< in order of version
    [[nodiscard]] bool needsApproval(bool redacted) const {
        return approval == ExportApproval::all || (approval == ExportApproval::unredacted && !redacted);
    }
    bool operator==(const ExportPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExportPolicy, (), (version, since, redaction, approval, reason, by, approvalId, approvedBy))

/// Two people: what has left the house does not come back. Problems: `invalid_fields`.
struct SetExportPolicy {
    static constexpr CommandCard card{.name = "audit.set_export_policy", .action = "ledger.export_policy", .risk = RiskClass::high,
                                      .purpose = "privacy", .refusalIsEvidence = true};
    ledger::RedactionPolicy redaction;
    ExportApproval approval = ExportApproval::none;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetExportPolicy, (), (redaction, approval, reason))

struct ExportPolicySet {
    static constexpr std::string_view eventType = "audit.export_policy_set";
    ExportPolicy policy;
};
BOOST_DESCRIBE_STRUCT(ExportPolicySet, (), (policy))

[[nodiscard]] ExportPolicy exportPolicyIn(Views& views);
/// The request that the command with this id was released by; unknown when none was. While it is carried out.
[[nodiscard]] ApprovalId approvalBehind(Views& views, CommandId command);
/// Who released it, all of them; empty when nobody did.
[[nodiscard]] std::string approverOf(Views& views, ApprovalId approval);

void addExportPolicyProjections(Projections& projections);

}  // namespace ok::operations
