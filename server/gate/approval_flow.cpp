// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The second key: release, reject, expire. A released command runs as its submitter, caused by the decision's entry;
// the decision is written before the command's first entry, and says `failed` when the command is refused.
#include "server/gate/room.h"
#include "shared/approvals/approval_commands.h"

namespace ok {

using approvals::Approval;
using approvals::ApprovalDecided;
using approvals::ApprovalState;

namespace {

Problem noSuchApproval() { return problem("not_found", "there is no such approval request"); }

std::string expiryKey(ApprovalId id) { return "approval:" + id.str(); }

void writeDecision(RunContext& cx, const Approval& frozen, ApprovalState state, const std::string& reason) {
    EventOptions options;
    options.subjects = frozen.subjects;
    options.subjects.insert(options.subjects.begin(), frozen.id.str());
    options.justification = state == ApprovalState::rejected ? reason : std::string();
    cx.emit(ApprovalDecided{frozen.id, state, cx.who().actor, reason}, std::move(options));
    cx.cancelTimer(expiryKey(frozen.id));
}

SecurityContext submitterOf(const Approval& frozen, TenantId tenant) {
    SecurityContext who;
    who.tenant = tenant;
    who.actor = frozen.submittedBy;
    who.roles = frozen.roles;
    who.source = frozen.source;
    who.purpose = frozen.purpose;
    who.drill = frozen.drill;
    return who;
}

Status reject(CommandContext& cx, const approvals::Reject& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::pending) {
        return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen->state)}});
    }
    if (cx.who().actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can reject");
    if (command.reason.empty()) return problem("reason_missing", "say why: the submitter will read it");
    writeDecision(static_cast<RunContext&>(cx), *frozen, ApprovalState::rejected, command.reason);
    return {};
}

Status expire(CommandContext& cx, const approvals::Expire& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::pending) return {};
    if (cx.clockNow() < frozen->expiresAt) return problem("approval_not_expired", "this request is still open");
    writeDecision(static_cast<RunContext&>(cx), *frozen, ApprovalState::expired, "approval_expired");
    return {};
}

struct ReleaseReply {
    ApprovalId approval;
    RawJson reply;
};
BOOST_DESCRIBE_STRUCT(ReleaseReply, (), (approval, reply))

}  // namespace

void Gate::Room::addApprovalHandlers(Gate& gate) {
    gate.handle<approvals::Reject>([](const Right&, CommandContext& cx, const approvals::Reject& c) { return reject(cx, c); });
    gate.handle<approvals::Expire>([](const Right&, CommandContext& cx, const approvals::Expire& c) { return expire(cx, c); });
    Registered slot;
    slot.card = approvals::Release::card;
    slot.run = [this](const Right& right, CommandContext& cx, std::string_view body) {
        return release(right, static_cast<RunContext&>(cx), body);
    };
    gate.addHandler(std::move(slot));
}

Status Gate::Room::release(const Right&, RunContext& cx, std::string_view body) {
    OK_ASSIGN(const auto command, fromJson<approvals::Release>(body));
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    OK_TRY(approvals::mayRelease(*frozen, cx.who(), command.digest, cx.ledgerNow()));
    const auto found = handlers.find(frozen->command);
    if (found == handlers.end() || approvals::digestOf(frozen->command, frozen->body.text) != frozen->digest) {
        return problem("approval_digest_mismatch", "what is waiting is not what was submitted");
    }
    const SecurityContext submitter = submitterOf(*frozen, cx.tenant());
    RunContext inner = cx.inner(submitter, frozen->commandId);
    inner.setDecision(frozen->decisionId);
    bool decided = false;
    const auto decide = [&] {
        decided = true;
        writeDecision(cx, *frozen, ApprovalState::released, {});
        inner.setCause(cx.lastEntryId());
    };
    inner.beforeFirstEntry(decide);
    const CommandAnswer answer = execute(found->second, Right(submitter, frozen->decisionId), frozen->body.text, inner);
    if (!answer.reply.ok()) {
        Problem why = answer.reply.problem();
        writeDecision(cx, *frozen, ApprovalState::failed, why.code);
        why.details["approval_id"] = frozen->id.str();
        cx.mayFailAfterWriting();
        return why;
    }
    if (!decided) decide();
    cx.reply(ReleaseReply{frozen->id, RawJson{*answer.reply}});
    return {};
}

}  // namespace ok
