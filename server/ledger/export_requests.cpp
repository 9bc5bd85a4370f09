// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/export_requests.h"

#include "server/ledger/audit_routes.h"
#include "server/ledger/schedule_handlers.h"
#include "server/ledger/timeline_routes.h"

namespace ok::ledger {

using namespace operations;

namespace {

constexpr std::size_t leastReason = 10, mostReason = 500;

Status setPolicy(const Right&, CommandContext& cx, const SetExportPolicy& command) {
    Problem wrong = problem("invalid_fields", "this policy cannot be");
    if (command.reason.size() < leastReason || command.reason.size() > mostReason) wrong.fields.push_back({"reason", "length", "10 to 500 characters"});
    if (command.redaction.tokens == RedactionAction::keep) wrong.fields.push_back({"redaction.tokens", "unknown", "mask, remove or pseudonym"});
    if (command.redaction.justifications == RedactionAction::pseudonym) wrong.fields.push_back({"redaction.justifications", "unknown", "keep, mask or remove"});
    if (!wrong.fields.empty()) return wrong;
    ExportPolicy next{exportPolicyIn(cx.views()).version + 1, cx.clockNow(), command.redaction, command.approval, command.reason, cx.who().actor.id,
                      approvalBehind(cx.views(), cx.command()), {}};
    cx.reply(next);
    cx.emit(ExportPolicySet{std::move(next)}, {.justification = command.reason, .stream = Stream::security});
    return {};
}

Status begin(CommandContext& cx, const StartExport& command, ApprovalId approval) {
    OK_ASSIGN(AuditExport asked, askedExport(cx, command, approval));
    cx.reply(ExportReply{asked.id, "processing"});
    const std::string id = asked.id.str();
    cx.emit(ExportStarted{std::move(asked)}, {.subjects = {id}, .justification = command.note, .stream = Stream::security});
    return {};
}

Status requestApproved(const Right&, CommandContext& cx, const RequestApproved& command) {
    if (command.exported.has_value() == command.schedule.has_value()) return problem("invalid_fields", "name one: `exported` or `schedule`");
    const ApprovalId approval = approvalBehind(cx.views(), cx.command());
    return command.exported ? begin(cx, *command.exported, approval) : beginSchedule(cx, *command.schedule, approval);
}

}  // namespace

void applyPolicy(AuditExport& asked, const ExportPolicy& policy) {
    asked.policyVersion = policy.version;
    asked.redaction = policy.redaction;
    asked.redaction.mode = RedactionMode::enforce;
    asked.parametersHash = parametersHashOf(asked);
}

Status mayExport(const ExportPolicy& policy, ExportFormat format, bool redacted, ApprovalId approval) {
    if (policy.needsApproval(redacted) && !approval.known()) {
        return problem("export_needs_approval", "a second person releases such an export: ask with `audit.request_approved`",
                       {{"policy_version", std::to_string(policy.version)}});
    }
    if (format == ExportFormat::bundle && redacted && policy.redaction.justifications != RedactionAction::keep) {
        return problem("bundle_shows_justifications", "a bundle's headers are signed and cannot be masked: ask for another format");
    }
    return {};
}

Result<AuditExport> askedExport(CommandContext& cx, const StartExport& command, ApprovalId approval) {
    OK_TRY(check(command.filter));
    if (command.deliverTo.size() > 10 || command.note.size() > mostReason) return problem("invalid_fields", "at most 10 targets and a note of 500 bytes");
    const ExportPolicy policy = exportPolicyIn(cx.views());
    OK_TRY(mayExport(policy, command.format, command.redact, approval));
    AuditExport asked;
    asked.id = cx.newId<ExportId>();
    asked.filter = command.filter;
    // Later entries do not belong to it: the same export asked for again about a past period is the same bytes.
    const Instant now = cx.clockNow();
    if (!asked.filter.to.known() || asked.filter.to > now) asked.filter.to = now;
    if (asked.filter.from.known() && asked.filter.from > asked.filter.to) return problem("invalid_fields", "`from` lies in the future");
    asked.format = command.format;
    asked.redacted = command.redact;
    applyPolicy(asked, policy);
    asked.initiator = cx.who().actor.id;
    asked.approval = approval;
    asked.note = command.note;
    asked.purpose = cx.who().purpose;
    asked.authority = cx.who().authority;
    asked.createdAt = now;
    for (const DeliveryTarget& to : command.deliverTo) asked.deliveries.push_back({to});
    return asked;
}

void addRequestHandlers(Gate& gate) {
    gate.handle<SetExportPolicy>(setPolicy);
    // A utility's guard rules may hold any export back (shared/approvals/guard.h): then there is somebody behind this one too.
    gate.handle<StartExport>([](const Right&, CommandContext& cx, const StartExport& command) {
        return begin(cx, command, approvalBehind(cx.views(), cx.command()));
    });
    gate.handle<RequestApproved>(requestApproved);
    addTimelineHandlers(gate);
    addTamperHandler(gate);
    gate.handle<Look>([](const Right&, CommandContext&, const Look&) { return Status(); });
    addScheduleHandlers(gate);
}

}  // namespace ok::ledger
