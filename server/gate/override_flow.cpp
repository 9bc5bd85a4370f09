// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Breaking the glass (F02.R2.A6): somebody says why, somebody else confirms within three minutes, and what waits goes out at once,
// for what it reached when it was asked for and nothing more. Otherwise it goes on waiting. When the window is over a task remains.
#include "server/gate/approval_checks.h"
#include "server/gate/approval_notices.h"
#include "server/gate/room.h"
#include "shared/access/actions.h"
#include "shared/approvals/override_review.h"
#include "shared/base/derived_ids.h"

namespace ok {

using approvals::Approval;
using approvals::ApprovalState;
using approvals::ApprovalStep;
using approvals::EmergencyOverride;
using approvals::OverrideChanged;
using approvals::OverrideReview;
using approvals::OverrideState;
using approvals::StepKind;

namespace {

std::string confirmKey(const EmergencyOverride& o) { return "override:" + o.id; }
std::string windowKey(const EmergencyOverride& o) { return "override-window:" + o.id; }

Result<std::shared_ptr<const Approval>> loadApproval(CommandContext& cx, ApprovalId id) {
    auto frozen = cx.views().find<Approval>(id.str());
    if (!frozen) return problem("not_found", "there is no such approval request");
    return frozen;
}

std::string tagged(const std::string& words) { return std::string(approvals::overrideTag) + ": " + words; }

EventOptions about(const Approval& frozen, const std::string& words) {
    EventOptions options{.subjects = frozen.subjects, .eventTime = {}, .justification = tagged(words)};
    options.subjects.insert(options.subjects.begin(), frozen.id.str());
    return options;
}

/// Only what tells customers something may leave without its approvals.
bool publishes(std::string_view action) {
    const auto known = access::knownActions();
    return std::any_of(known.begin(), known.end(), [&](const access::ActionInfo& info) { return info.name == action && info.word == "publish"; });
}

Status longEnough(const std::string& words) {
    approvals::GuardRule rule;
    rule.rationaleAtLeast = approvals::shortestOverrideReason;
    return approvals::checkJustification({}, rule, {.reasonCode = {}, .rationale = words, .attachment = {}, .purpose = {}, .authority = {}});
}

Status named(RunContext& cx, Status outcome) {
    if (outcome.ok()) return outcome;
    return namedByPolicy(cx, std::move(outcome).problem());
}

Status isAPerson(const CommandContext& cx) {
    if (cx.who().actor.type == ActorType::human) return {};
    return problem("not_a_person", "only signed-in people can break the glass");
}

EventOptions asEvidence(const Approval& frozen, const std::string& words) {
    EventOptions options = about(frozen, words);
    options.stream = Stream::security;
    return options;
}

/// An attempt that had no second person, or none that counts, is told in the stream that access audits read (F09.R6.A2).
Status blocked(CommandContext& cx, const Approval& frozen, Problem why) {
    cx.onRefusal(approvals::breakGlassBlocked(frozen.command, cx.who().actor.id, why.code, cx.clockNow()), asEvidence(frozen, {}));
    return why;
}

Status notConfirmed(RunContext& cx, const Approval& frozen, ApprovalStep step) {
    EmergencyOverride over = *frozen.emergency;
    cx.emit(approvals::breakGlassOf(frozen, over, "expired", {}, cx.clockNow()), asEvidence(frozen, over.justification));
    over.state = OverrideState::cancelled;
    step.reason = "not_confirmed_in_time";
    cx.emit(OverrideChanged{frozen.id, over, std::move(step)}, about(frozen, over.justification));
    return {};
}

Status windowOver(RunContext& cx, const Approval& frozen) {
    const EmergencyOverride& over = *frozen.emergency;
    if (cx.views().find<OverrideReview>(over.id)) return {};
    OverrideReview review{.approval = frozen.id, .command = frozen.command, .subjects = frozen.subjects, .emergency = over, .outcome = frozen.state,
                          .timeline = frozen.steps, .openedAt = cx.ledgerNow(), .done = false, .reviewedBy = {}, .reviewedAt = {}, .findings = {}};
    cx.emit(approvals::OverrideEnded{std::move(review)}, about(frozen, over.justification));
    return {};
}

using PersonOf = std::function<std::string(const std::string& account)>;

Status reviewed(CommandContext& cx, const approvals::ReviewOverride& command, const PersonOf& personOf) {
    const auto review = cx.views().find<OverrideReview>(command.review);
    if (!review) return problem("not_found", "there is no such review");
    if (review->done) return problem("review_done", "this was looked at already");
    OK_TRY(isAPerson(cx));
    OK_TRY(longEnough(command.findings));
    const std::string me = personOf(cx.who().actor.id);
    if (me == personOf(review->emergency.by.id) || (review->emergency.confirmedBy && me == personOf(review->emergency.confirmedBy->id))) {
        return problem("policy_violation.same_person", "somebody who was not part of it has to look at it");
    }
    cx.emit(approvals::OverrideReviewed{command.review, command.findings}, {.subjects = {review->approval.str()}, .eventTime = {}, .justification = tagged(command.findings)});
    return {};
}

bool askedInThisCycle(const Approval& frozen) {
    return std::any_of(frozen.steps.begin(), frozen.steps.end(), [&](const ApprovalStep& s) { return s.kind == StepKind::override_asked && s.cycle == frozen.cycle; });
}

}  // namespace

Status Gate::Room::askOverride(RunContext& cx, const approvals::Override& command) {
    OK_ASSIGN(const auto frozen, loadApproval(cx, command.approval));
    if (frozen->state != ApprovalState::pending) return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen->state)}});
    if (cx.ledgerNow() >= frozen->expiresAt) return problem("approval_expired", "this request has expired: submit it again");
    if (frozen->digest != command.digest) return problem("approval_digest_mismatch", "what you saw is not what is waiting: reload and look again");
    OK_TRY(isAPerson(cx));
    OK_TRY(longEnough(command.justification));
    const auto slot = handlers.find(frozen->command);
    if (slot == handlers.end() || !publishes(slot->second.card.action)) return problem("not_overridable", "only what is told to customers can go out in an emergency");
    if (frozen->emergency && frozen->emergency->state == OverrideState::pending) return problem("override_pending", "an override waits for its second person already");
    cx.setCorrelation(frozen->correlation.empty() ? frozen->commandId.str() : frozen->correlation);
    // An earlier attempt is looked at too, whatever becomes of this one.
    if (frozen->emergency) OK_TRY(windowOver(cx, *frozen));
    ScopeFacts facts;
    facts.wantsPlaces = facts.wantsAudience = true;
    readFacts(frozen->command, frozen->body.text, cx, facts);
    OK_TRY(mayOverride(cx, *frozen, facts.question.severities, command.justification));
    OK_TRY(named(cx, sureEnough(cx, approvals::approvalPolicyNow(cx.views()))));
    EmergencyOverride over;
    over.id = formatUuid(cx.newUuid());
    over.by = cx.who().actor;
    over.justification = command.justification;
    over.scope = access::requestedScope(facts.question);
    over.startedAt = cx.ledgerNow();
    over.confirmBy = over.startedAt + approvals::confirmOverrideWithin;
    over.endsAt = over.startedAt + approvals::overrideWindow;
    ApprovalStep step = stepOf(cx, StepKind::override_asked, frozen->cycle);
    step.reason = command.justification;
    step.told = tellOfOverride(cx, *frozen, over, whoMayRelease(cx, *frozen));
    const std::string due(approvals::OverrideDue::card.name);
    cx.setTimer({.key = confirmKey(over), .due = cx.now() + approvals::confirmOverrideWithin, .command = due, .body = toJson(approvals::OverrideDue{frozen->id, over.id, false})});
    cx.setTimer({.key = windowKey(over), .due = cx.now() + approvals::overrideWindow, .command = due, .body = toJson(approvals::OverrideDue{frozen->id, over.id, true})});
    cx.reply(over);
    cx.emit(OverrideChanged{frozen->id, std::move(over), std::move(step)}, about(*frozen, command.justification));
    return {};
}

// Nobody has asked for its release yet: it is asked for and broken through in one step. Without a second person it waits like anything else.
Status Gate::Room::askOverrideOfDraft(RunContext& cx, const approvals::OverrideDraft& command) {
    OK_TRY(isAPerson(cx));
    OK_TRY(longEnough(command.justification));
    const auto slot = handlers.find(command.command);
    if (slot == handlers.end() || !publishes(slot->second.card.action) || !slot->second.mayFreeze) return problem("not_overridable", "only what is told to customers can go out in an emergency");
    OK_ASSIGN(const auto draft, slot->second.freeze(command.body.text));
    for (const Approval& each : cx.views().byKey<Approval>("state", enumName(ApprovalState::pending))) {
        const bool same = each.command == command.command && !draft.subjects.empty() && std::find(each.subjects.begin(), each.subjects.end(), draft.subjects.front()) != each.subjects.end();
        if (same) return problem("awaits_approval", "this waits for its approvals already: ask for the override of that request", {{"approval_id", each.id.str()}, {"digest", each.digest.hex()}});
    }
    GateJob asked{cx.who(), {}, {}, {}, {}};
    asked.command = {commandIdFrom(cx.tenant(), "override of a draft " + cx.command().str()), command.command, command.body.text};
    asked.command.justification.rationale = command.justification;
    cx.setEmergency();
    cx.setJustification(tagged(command.justification));
    const Judged judged = judge(cx.who(), slot->second.card, command.body.text, cx, true);
    const auto live = cx.views().find<approvals::GuardRules>("live");
    const approvals::GuardRule rule = approvals::ruleInForce(live.get(), slot->second.card.action, judged.facts.question.severities, slot->second.card.risk == RiskClass::high);
    if (rule.approvers == 0) return problem("nothing_to_override", "this waits for nobody: send it");
    // Before anything is written: what the policy forbids is not even asked for.
    Approval unasked;
    unasked.id = ApprovalId{cx.newUuid()};
    unasked.command = command.command;
    OK_TRY(mayOverride(cx, unasked, judged.facts.question.severities, command.justification));
    OK_TRY(named(cx, sureEnough(cx, approvals::approvalPolicyNow(cx.views()))));
    const CommandAnswer frozen = freeze(asked, slot->second, judged, live ? *live : approvals::GuardRules{}, rule, cx);
    if (frozen.reply.problem().code != "approval_required") return frozen.reply.problem();
    OK_ASSIGN(const ApprovalId id, ApprovalId::parse(frozen.reply.problem().details.at("approval_id")));
    OK_ASSIGN(const auto request, loadApproval(cx, id));
    OK_TRY(askOverride(cx, {id, request->digest, command.justification}));
    cx.reply(approvals::DraftOverridden{id, request->digest, *cx.views().find<Approval>(id.str())->emergency});
    return {};
}

Status Gate::Room::confirmOverride(RunContext& cx, const approvals::ConfirmOverride& command) {
    OK_ASSIGN(const auto frozen, loadApproval(cx, command.approval));
    if (frozen->state != ApprovalState::pending) return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen->state)}});
    if (!frozen->emergency || frozen->emergency->state != OverrideState::pending || cx.ledgerNow() > frozen->emergency->confirmBy) {
        return blocked(cx, *frozen, problem("no_override", "no emergency override waits for a second person: its time may be over"));
    }
    OK_TRY(isAPerson(cx));
    if (!askedInThisCycle(*frozen)) return problem("no_override", "it was rejected since: whoever still wants it out asks for an override anew");
    // People are counted, not accounts: a second account of theirs is not another person.
    if (holderOf(cx, cx.who()).person == personOf(cx, frozen->emergency->by.id)) return blocked(cx, *frozen, problem("policy_violation.same_person", "another person has to confirm what you asked for"));
    OK_TRY(named(cx, sureEnough(cx, approvals::approvalPolicyNow(cx.views()))));
    if (cx.ledgerNow() >= frozen->expiresAt) return problem("approval_expired", "this request has expired: submit it again");
    if (frozen->digest != command.digest) return problem("approval_digest_mismatch", "what you saw is not what is waiting: reload and look again");
    const auto slot = handlers.find(frozen->command);
    if (slot == handlers.end()) return problem("approval_digest_mismatch", "what is waiting is not what was submitted");
    OK_ASSIGN(const WaitingRequest whole, waiting(cx, command.approval));
    cx.setCorrelation(frozen->correlation.empty() ? frozen->commandId.str() : frozen->correlation);
    Approval emergency = *frozen;
    emergency.emergency->state = OverrideState::confirmed;
    emergency.emergency->confirmedBy = cx.who().actor;
    emergency.emergency->confirmedAt = cx.ledgerNow();
    emergency.justification.reasonCode = approvals::overrideTag;
    emergency.justification.rationale = emergency.emergency->justification;
    emergency.justification.attachment.clear();
    const ApprovalStep step = stepOf(cx, StepKind::override_confirmed, frozen->cycle);
    const Status carried = carryOut(cx, emergency, step, slot->second, true);
    const auto now = cx.views().find<Approval>(frozen->id.str());
    if (!carried.ok() && now && now->state == ApprovalState::pending) return carried;   // it reaches more by now: nothing was decided
    cx.cancelTimer(confirmKey(*emergency.emergency));
    // The deciding entry holds the step among its own; two people stood behind it, whatever became of what it let out.
    cx.emit(OverrideChanged{frozen->id, *emergency.emergency, step}, about(*frozen, emergency.emergency->justification));
    cx.emit(approvals::breakGlassOf(*frozen, *emergency.emergency, "approved", cx.who().actor.id, emergency.emergency->endsAt), asEvidence(*frozen, emergency.emergency->justification));
    return carried;
}

void Gate::Room::addOverrideHandlers(Gate& gate) {
    const auto own = [](CommandContext& cx) -> RunContext& { return static_cast<RunContext&>(cx); };
    gate.handle<approvals::Override>([this, own](const Right&, CommandContext& cx, const approvals::Override& c) { return askOverride(own(cx), c); });
    gate.handle<approvals::OverrideDraft>([this, own](const Right&, CommandContext& cx, const approvals::OverrideDraft& c) { return askOverrideOfDraft(own(cx), c); });
    gate.handle<approvals::ConfirmOverride>([this, own](const Right&, CommandContext& cx, const approvals::ConfirmOverride& c) { return confirmOverride(own(cx), c); });
    gate.handle<approvals::ReviewOverride>([this](const Right&, CommandContext& cx, const approvals::ReviewOverride& c) {
        return reviewed(cx, c, [&](const std::string& account) { return personOf(cx, account); });
    });
    gate.handle<approvals::OverrideDue>([own](const Right&, CommandContext& cx, const approvals::OverrideDue& c) -> Status {
        OK_ASSIGN(const auto frozen, loadApproval(cx, c.approval));
        if (!frozen->emergency || frozen->emergency->id != c.id) return {};
        if (cx.clockNow() < (c.windowOver ? frozen->emergency->endsAt : frozen->emergency->confirmBy)) return problem("not_due", "its time is not over");
        if (c.windowOver) return windowOver(own(cx), *frozen);
        if (frozen->emergency->state != OverrideState::pending) return {};
        return notConfirmed(own(cx), *frozen, stepOf(cx, StepKind::override_cancelled, frozen->cycle));
    });
}

}  // namespace ok
