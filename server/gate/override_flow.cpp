// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Breaking the glass (F02.R2.A6): somebody says why, somebody else confirms within three minutes, and what waits goes out at once,
// for what it reached when it was asked for and nothing more. Otherwise it goes on waiting. When the window is over a task remains.
#include "server/gate/approval_notices.h"
#include "server/gate/room.h"
#include "shared/access/actions.h"
#include "shared/approvals/override_review.h"

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

constexpr Duration confirmWithin = minutes(3), window = minutes(30);
constexpr int shortestWords = 20;
constexpr std::string_view tag = "Emergency Override";   // how every entry of it can be found

std::string confirmKey(const EmergencyOverride& o) { return "override:" + o.id; }
std::string windowKey(const EmergencyOverride& o) { return "override-window:" + o.id; }

Result<std::shared_ptr<const Approval>> loadApproval(CommandContext& cx, ApprovalId id) {
    auto frozen = cx.views().find<Approval>(id.str());
    if (!frozen) return problem("not_found", "there is no such approval request");
    return frozen;
}

std::string tagged(const std::string& words) { return std::string(tag) + ": " + words; }

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
    rule.rationaleAtLeast = shortestWords;
    return approvals::checkJustification({}, rule, {.reasonCode = {}, .rationale = words, .attachment = {}, .purpose = {}, .authority = {}});
}

Status isAPerson(const CommandContext& cx) {
    if (cx.who().actor.type == ActorType::human) return {};
    return problem("not_a_person", "only signed-in people can break the glass");
}

Status notConfirmed(RunContext& cx, const Approval& frozen, ApprovalStep step) {
    EmergencyOverride over = *frozen.emergency;
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
    EmergencyOverride over;
    over.id = formatUuid(cx.newUuid());
    over.by = cx.who().actor;
    over.justification = command.justification;
    over.scope = access::requestedScope(facts.question);
    over.startedAt = cx.ledgerNow();
    over.confirmBy = over.startedAt + confirmWithin;
    over.endsAt = over.startedAt + window;
    ApprovalStep step = stepOf(cx, StepKind::override_asked, frozen->cycle);
    step.reason = command.justification;
    step.told = tellOfOverride(cx, *frozen, over, whoMayRelease(cx, *frozen));
    const std::string due(approvals::OverrideDue::card.name);
    cx.setTimer({.key = confirmKey(over), .due = cx.now() + confirmWithin, .command = due, .body = toJson(approvals::OverrideDue{frozen->id, over.id, false})});
    cx.setTimer({.key = windowKey(over), .due = cx.now() + window, .command = due, .body = toJson(approvals::OverrideDue{frozen->id, over.id, true})});
    cx.reply(over);
    cx.emit(OverrideChanged{frozen->id, std::move(over), std::move(step)}, about(*frozen, command.justification));
    return {};
}

Status Gate::Room::confirmOverride(RunContext& cx, const approvals::ConfirmOverride& command) {
    OK_ASSIGN(const auto frozen, loadApproval(cx, command.approval));
    if (frozen->state != ApprovalState::pending) return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen->state)}});
    if (!frozen->emergency || frozen->emergency->state != OverrideState::pending || cx.ledgerNow() > frozen->emergency->confirmBy) {
        return problem("no_override", "no emergency override waits for a second person: its time may be over");
    }
    OK_TRY(isAPerson(cx));
    if (!askedInThisCycle(*frozen)) return problem("no_override", "it was rejected since: whoever still wants it out asks for an override anew");
    // People, not accounts: whoever has two of them is still one.
    if (personOf(cx, cx.who().actor.id) == personOf(cx, frozen->emergency->by.id)) return problem("policy_violation.same_person", "another person has to confirm what you asked for");
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
    emergency.justification.reasonCode = tag;
    emergency.justification.rationale = emergency.emergency->justification;
    emergency.justification.attachment.clear();
    const ApprovalStep step = stepOf(cx, StepKind::override_confirmed, frozen->cycle);
    const Status carried = carryOut(cx, emergency, step, slot->second, true);
    const auto now = cx.views().find<Approval>(frozen->id.str());
    if (!carried.ok() && now && now->state == ApprovalState::pending) return carried;   // it reaches more by now: nothing was decided
    cx.cancelTimer(confirmKey(*emergency.emergency));
    // The deciding entry holds the step among its own; two people stood behind it, whatever became of what it let out.
    cx.emit(OverrideChanged{frozen->id, *emergency.emergency, step}, about(*frozen, emergency.emergency->justification));
    return carried;
}

void Gate::Room::addOverrideHandlers(Gate& gate) {
    const auto own = [](CommandContext& cx) -> RunContext& { return static_cast<RunContext&>(cx); };
    gate.handle<approvals::Override>([this, own](const Right&, CommandContext& cx, const approvals::Override& c) { return askOverride(own(cx), c); });
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
