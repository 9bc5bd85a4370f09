// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The second key, and the third: release, reject, escalate, expire, and the rules of it. A released command runs as its submitter, caused by the decision's entry;
// the decision is written before the command's first entry, and says `failed` when the command is refused.
#include "server/gate/approval_checks.h"
#include "server/gate/approval_notices.h"
#include "server/gate/room.h"
#include "shared/access/user.h"
#include "shared/approvals/override_review.h"

namespace ok {

using approvals::Approval;
using approvals::ApprovalDecided;
using approvals::ApprovalState;
using approvals::ApprovalStep;
using approvals::ApprovalStepped;
using approvals::StepKind;

namespace {

constexpr std::size_t longestReason = 2'000;
constexpr int mostComments = 200;

Problem noSuchApproval() { return problem("not_found", "there is no such approval request"); }

std::string expiryKey(ApprovalId id) { return "approval:" + id.str(); }
std::string pauseKey(ApprovalId id) { return "approval-pause:" + id.str(); }
std::string answerKey(ApprovalId id) { return "approval-answer:" + id.str(); }

SecurityContext submitterOf(const Approval& frozen, TenantId tenant) {
    const approvals::ApprovalStep& asked = frozen.steps.empty() ? approvals::ApprovalStep{} : frozen.steps.front();
    SecurityContext who = buildContext(tenant, frozen.submittedBy, frozen.roles,
                                       {.source = frozen.source, .address = asked.address, .userAgent = {}, .device = asked.device, .traceId = {}}, frozen.drill);
    who.purpose = frozen.purpose;
    who.authority = frozen.justification.authority;
    return who;
}

EventOptions about(const Approval& frozen, std::string justification = {}) {
    EventOptions options;
    options.subjects = frozen.subjects;
    options.subjects.insert(options.subjects.begin(), frozen.id.str());
    options.justification = std::move(justification);
    return options;
}

/// Everything of a chain has one correlation: what led to the command, the request, its steps, what it did (F02.R5.A3).
std::string chainOf(const Approval& frozen) { return frozen.correlation.empty() ? frozen.commandId.str() : frozen.correlation; }

Problem notPending(const Approval& frozen) {
    return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen.state)}});
}

/// Of an escalation that happens now: the first, the second, ...
int levelOf(const Approval& frozen) {
    return 1 + static_cast<int>(std::count_if(frozen.steps.begin(), frozen.steps.end(), [](const ApprovalStep& step) { return step.kind == StepKind::escalated; }));
}

/// Keys of this version count no more; false: none was turned.
bool clearKeys(RunContext& cx, const Approval& frozen, const std::string& why, const Digest& found) {
    const auto file = cx.views().find<approvals::RequestFile>(frozen.id.str());
    if (!file || (file->request.turns.empty() && !found.known())) return false;
    approvals::KeysCleared cleared{frozen.id, file->request.version, static_cast<int>(file->request.turns.size()), why, file->request.content, found, {}};
    cleared.told = tellOfClearedKeys(cx, frozen, found.known() ? "mismatch" : "lapsed", why);
    EventOptions options = about(frozen);
    if (found.known()) options.stream = Stream::security;
    cx.emit(std::move(cleared), std::move(options));
    cx.mayFailAfterWriting();
    return true;
}

/// What was turned longer ago than the policy lets a key last does not count any more (F06.R5.A5).
bool lapseOldKeys(RunContext& cx, ApprovalId id, int minutesAllowed) {
    const auto file = cx.views().find<approvals::RequestFile>(id.str());
    const auto frozen = cx.views().find<Approval>(id.str());
    if (minutesAllowed == 0 || !file || !frozen || frozen->state != ApprovalState::pending) return false;
    const bool old = std::any_of(file->request.turns.begin(), file->request.turns.end(), [&](const approvals::Turn& turn) { return turn.at + minutes(minutesAllowed) <= cx.ledgerNow(); });
    return old && clearKeys(cx, *frozen, "key_too_old", {});
}

/// Nobody answered in time: one more role counts, and nothing more is waited for than the end.
Status escalateDue(RunContext& cx, const approvals::EscalateDue& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::pending || !frozen->answerBy.known()) return {};
    cx.setCorrelation(chainOf(*frozen));
    ApprovalStep step;
    step.id = formatUuid(cx.newUuid());
    step.kind = StepKind::escalated;
    step.cycle = frozen->cycle;
    step.actor = cx.who().actor;
    step.at = cx.clockNow();
    step.role = frozen->escalateTo;
    step.reason = "not_answered_in_time";
    auto counted = frozen->countedRoles;
    if (!counted.empty() && std::find(counted.begin(), counted.end(), step.role) == counted.end()) counted.push_back(step.role);
    step.level = levelOf(*frozen);
    step.told = tellOfEscalation(cx, *frozen, step, frozen->expiresAt);
    cx.emit(ApprovalStepped{frozen->id, std::move(step), std::move(counted), {}, frozen->expiresAt}, about(*frozen));
    // Too late and not complete: whoever is called now starts from nothing (F06.R5.A5).
    if (approvals::approvalPolicyNow(cx.views()).says.restartWhenLate) clearKeys(cx, *frozen, "not_in_time", {});
    return {};
}

Status reportTampered(CommandContext& cx, const approvals::ReportTampered& command) {
    const auto found = cx.views().find<Approval>(command.approval.str());
    if (!found) return noSuchApproval();
    if (found->tampered) return {};
    EventOptions options = about(*found);
    options.stream = Stream::security;
    cx.emit(approvals::ApprovalTampered{found->id, command.entry}, std::move(options));
    return {};
}

struct ReleaseReply {
    ApprovalId approval;
    std::string status;        ///< `released`, or `awaiting_approval` when more people are needed
    int have = 0, needed = 1;
    RawJson reply;
};
BOOST_DESCRIBE_STRUCT(ReleaseReply, (), (approval, status, have, needed, reply))

}  // namespace

Timer pauseTimer(ApprovalId request, Instant due) {
    return {.key = pauseKey(request), .due = due, .command = std::string(approvals::PauseDue::card.name), .body = toJson(approvals::PauseDue{request})};
}

ApprovalStep Gate::Room::stepOf(CommandContext& cx, StepKind kind, int cycle) {
    const SecurityContext& who = cx.who();
    ApprovalStep step;
    step.id = formatUuid(cx.newUuid());
    step.kind = kind;
    step.cycle = cycle;
    step.actor = who.actor;
    step.assurance = who.assurance;
    step.address = who.address;
    step.at = cx.clockNow();
    if (!who.device.empty()) step.device = sha256(who.device).hex().substr(0, 16);
    step.surface = who.source;
    if (const auto session = who.session.known() ? cx.views().find<access::Session>(who.session.str()) : nullptr) step.method = session->method;
    if (const auto user = cx.views().find<access::User>(who.actor.id)) {
        step.login = user->login;
        step.name = user->name;
    }
    return step;
}

void Gate::Room::writeDecision(RunContext& cx, const Approval& frozen, ApprovalState state, const std::string& reason,
                               std::optional<ApprovalStep> step) {
    ApprovalDecided decided{frozen.id, state, cx.who().actor, reason, {}, {}, {}};
    decided.record = {frozen.id, cx.tenant(), frozen.command, frozen.digest, frozen.submittedBy, frozen.justification, state, frozen.steps};
    if (step) {
        step->before = enumName(frozen.state);
        step->after = enumName(state);
        decided.record.steps.push_back(std::move(*step));
    }
    approvals::sign(decided, parts.signingKey);
    cx.emit(std::move(decided), about(frozen, state == ApprovalState::rejected || state == ApprovalState::cancelled ? reason : frozen.justification.words()));
    // An override that nobody has confirmed ends with its request: somebody said no.
    if (state != ApprovalState::released && frozen.emergency && frozen.emergency->state == approvals::OverrideState::pending) {
        EventOptions evidence = about(frozen, frozen.emergency->justification);
        evidence.stream = Stream::security;
        cx.emit(approvals::breakGlassOf(frozen, *frozen.emergency, "denied", cx.who().actor.id, cx.clockNow()), std::move(evidence));
    }
    follow(cx, frozen.id, &RequestFollower::closed);
    cx.cancelTimer(expiryKey(frozen.id));
    if (captureReaders.contains(frozen.command)) cx.cancelTimer(driftKey(frozen.id));
    if (frozen.runAt.known()) cx.cancelTimer(pauseKey(frozen.id));
    if (frozen.answerBy.known()) cx.cancelTimer(answerKey(frozen.id));
}

std::vector<approvals::ObjectSnapshot> Gate::Room::looked(RunContext& cx, const Approval& frozen) const {
    return execution.look ? execution.look(cx, frozen.subjects) : std::vector<approvals::ObjectSnapshot>();
}

void Gate::Room::writeExecuted(RunContext& cx, const Approval& frozen, const ApprovalStep& last, const std::vector<approvals::ObjectSnapshot>& before,
                               std::size_t entriesBefore) {
    // Carried out is what it is now, after the last approval; the messages it made lie in the outbox and leave after the commit.
    approvals::ApprovalExecuted done = approvals::executedOf(frozen, last, momentAfter(std::max(last.at, cx.ledgerNow())));
    done.chainIndex = cx.nextSequence(Stream::executions);
    for (approvals::ObjectSnapshot& now : looked(cx, frozen)) {
        const auto was = std::find_if(before.begin(), before.end(), [&now](const approvals::ObjectSnapshot& each) { return each.kind == now.kind && each.id == now.id; });
        if (was != before.end()) now.pre = was->post;
        done.fullDiffSnapshot.push_back(std::move(now));
    }
    const std::span<const Entry> written(cx.entriesSoFar().begin() + static_cast<std::ptrdiff_t>(entriesBefore), cx.entriesSoFar().end());
    if (execution.describe) execution.describe(written, done);
    if (!done.notificationEventIds.empty()) done.notificationsSentAt = done.executedAt;
    EventOptions options = about(frozen, frozen.justification.words());
    options.stream = Stream::executions;
    for (const std::string& incident : done.incidentIds) {
        if (std::find(options.subjects.begin(), options.subjects.end(), incident) == options.subjects.end()) options.subjects.push_back(incident);
    }
    cx.emit(std::move(done), std::move(options));
}

Status stillTheirs(const Gate::People& people, CommandContext& cx, ApprovalId request) {
    if (!people.barred || !people.barred(cx, request, cx.who().actor.id)) return {};
    return problem("policy_violation.taken_over", "others decide this request now: you were asked and did not answer in time");
}

Status Gate::Room::reject(RunContext& cx, const approvals::Reject& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    const Approval& frozen = *now.frozen;
    if (cx.who().actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can reject");
    OK_TRY(stillTheirs(people, cx, frozen.id));
    if (command.reason.size() > longestReason) return problem("invalid_fields", "this reason is too long", {{"allowed", std::to_string(longestReason)}});
    approvals::Said word = said(cx, now, approvals::Word::reject, command.digest.value_or(frozen.digest), command.reason);
    // Whoever wrote it takes it back with the same word.
    const bool own = word.who.person == now.file->request.author.person;
    if (own) word.word = approvals::Word::cancel;
    OK_TRY(approvals::hear(now.file->request, word).refused);
    if (own && command.reason.empty()) return problem("reason_missing", "say why: the submitter will read it");
    ApprovalStep step = stepOf(cx, own ? StepKind::cancelled : StepKind::rejected, frozen.cycle);
    step.reason = command.reason;
    step.version = frozen.version;
    writeDecision(cx, frozen, own ? ApprovalState::cancelled : ApprovalState::rejected, command.reason, std::move(step));
    if (!own) tellOfRejection(cx, frozen, command.reason);
    return {};
}

Status Gate::Room::expire(RunContext& cx, const approvals::Expire& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::pending) return {};
    const bool givenUp = command.reason == "sla_exceeded" && cx.who().actor.type == ActorType::system;
    if (!givenUp && cx.clockNow() < frozen->expiresAt) return problem("approval_not_expired", "this request is still open");
    cx.setCorrelation(chainOf(*frozen));
    writeDecision(cx, *frozen, ApprovalState::expired, givenUp ? command.reason : "approval_expired", {});
    tellOfExpiry(cx, *frozen);
    return {};
}

Status Gate::Room::escalate(RunContext& cx, const approvals::Escalate& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::rejected || !frozen->mayEscalate) {
        return problem("not_escalatable", "only a rejected request can be escalated, and only where the utility's rules say so");
    }
    if (cx.who().actor.id != frozen->submittedBy.id) return problem("not_the_author", "only who asked for it can escalate it");
    if (command.reason.empty()) return problem("reason_missing", "say why: the next level will read it");
    cx.setCorrelation(chainOf(*frozen));
    ApprovalStep step = stepOf(cx, StepKind::escalated, frozen->cycle + 1);
    step.role = frozen->escalateTo;
    step.reason = command.reason;
    step.level = levelOf(*frozen);
    // What is meant for later waits until then, as it did before it was rejected.
    const Duration lifetime = std::max(Duration{}, frozen->runAt.known() ? frozen->runAt - cx.ledgerNow() : Duration{}) + settings.approvalLifetime;
    if (frozen->runAt.known() && frozen->runAt - approvals::approvedBefore > cx.ledgerNow()) {
        cx.setTimer(pauseTimer(frozen->id, cx.now() + (frozen->runAt - approvals::approvedBefore - cx.ledgerNow())));
    }
    cx.setTimer({.key = expiryKey(frozen->id), .due = cx.now() + lifetime,
                 .command = std::string(approvals::Expire::card.name), .body = toJson(approvals::Expire{frozen->id})});
    step.told = tellOfEscalation(cx, *frozen, step, cx.ledgerNow() + lifetime);
    cx.emit(ApprovalStepped{frozen->id, std::move(step), {frozen->escalateTo}, {}, cx.ledgerNow() + lifetime},
            about(*frozen, command.reason));
    follow(cx, frozen->id, &RequestFollower::opened);   // it waits again
    return {};
}

Status Gate::Room::comment(RunContext& cx, const approvals::Comment& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::pending) return notPending(*frozen);
    if (cx.who().actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can comment");
    if (command.text.empty()) return problem("reason_missing", "a comment needs words");
    if (command.text.size() > longestReason) return problem("invalid_fields", "this comment is too long", {{"allowed", std::to_string(longestReason)}});
    const auto comments = std::count_if(frozen->steps.begin(), frozen->steps.end(), [](const ApprovalStep& step) { return step.kind == StepKind::commented; });
    if (comments >= mostComments) return problem("too_many", "this request has as many comments as it can hold");
    cx.setCorrelation(chainOf(*frozen));
    ApprovalStep step = stepOf(cx, StepKind::commented, frozen->cycle);
    step.reason = command.text;
    cx.emit(approvals::ApprovalNoted{frozen->id, std::move(step)}, about(*frozen));
    return {};
}

/// Its hour is near and too few have approved: its author and who could release it are told (F02.R2.A5).
Status Gate::Room::pauseDue(RunContext& cx, const approvals::PauseDue& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return noSuchApproval();
    if (frozen->state != ApprovalState::pending || frozen->paused || !frozen->runAt.known()) return {};
    if (cx.ledgerNow() < frozen->runAt - approvals::approvedBefore) return problem("not_due", "there is time left to approve it");
    cx.setCorrelation(chainOf(*frozen));
    ApprovalStep step = stepOf(cx, StepKind::paused, frozen->cycle);
    step.reason = "not_approved_in_time";
    step.told = tellOfPause(cx, *frozen, whoMayRelease(cx, *frozen));
    cx.emit(approvals::ApprovalNoted{frozen->id, std::move(step)}, about(*frozen));
    return {};
}

void Gate::Room::addApprovalHandlers(Gate& gate) {
    const auto own = [](CommandContext& cx) -> RunContext& { return static_cast<RunContext&>(cx); };
    gate.handle<approvals::Reject>([this, own](const Right&, CommandContext& cx, const approvals::Reject& c) { return reject(own(cx), c); });
    gate.handle<approvals::Expire>([this, own](const Right&, CommandContext& cx, const approvals::Expire& c) { return expire(own(cx), c); });
    gate.handle<approvals::Escalate>([this, own](const Right&, CommandContext& cx, const approvals::Escalate& c) { return escalate(own(cx), c); });
    gate.handle<approvals::Preflight>([this, own](const Right&, CommandContext& cx, const approvals::Preflight& c) { return preflight(own(cx), c); });
    gate.handle<approvals::Comment>([this, own](const Right&, CommandContext& cx, const approvals::Comment& c) { return comment(own(cx), c); });
    gate.handle<approvals::PauseDue>([this, own](const Right&, CommandContext& cx, const approvals::PauseDue& c) { return pauseDue(own(cx), c); });
    addOverrideHandlers(gate);
    addVersionHandlers(gate);
    gate.handle<approvals::EscalateDue>([this, own](const Right&, CommandContext& cx, const approvals::EscalateDue& c) {
        const std::size_t before = own(cx).entriesSoFar().size();
        Status done = escalateDue(own(cx), c);
        if (done.ok() && own(cx).entriesSoFar().size() > before) follow(own(cx), c.approval, &RequestFollower::stepped);   // who is called hears it too
        return done;
    });
    gate.handle<approvals::ReportTampered>([](const Right&, CommandContext& cx, const approvals::ReportTampered& c) { return reportTampered(cx, c); });
    Registered slot;
    slot.card = approvals::Release::card;
    slot.run = [this](const Right& right, CommandContext& cx, std::string_view body) {
        return release(right, static_cast<RunContext&>(cx), body);
    };
    gate.addHandler(std::move(slot));
}

Status Gate::Room::release(const Right&, RunContext& cx, std::string_view body) {
    OK_ASSIGN(const auto command, fromJson<approvals::Release>(body));
    Status done = turnKey(cx, command);
    if (done.ok()) return done;
    const auto file = cx.views().find<approvals::RequestFile>(command.approval.str());
    return namedByPolicy(cx, std::move(done).problem(), file && !file->request.quorum.countsSubmitter);
}

Status Gate::Room::turnKey(RunContext& cx, const approvals::Release& command) {
    if (command.reason.size() > longestReason) return problem("invalid_fields", "this reason is too long", {{"allowed", std::to_string(longestReason)}});
    const auto policy = approvals::approvalPolicyNow(cx.views());
    lapseOldKeys(cx, command.approval, policy.says.keyLastsMinutes);
    auto whole = waiting(cx, command.approval);
    if (!whole.ok()) {
        // What lies in the database is not what was frozen: nobody's key was for that (F01.R1.A2).
        const auto bent = cx.views().find<Approval>(command.approval.str());
        if (whole.problem().code == "approval_digest_mismatch" && bent && bent->state == ApprovalState::pending) clearKeys(cx, *bent, "fingerprint_mismatch", sha256(bent->body.text));
        return whole.problem();
    }
    const WaitingRequest now = std::move(*whole);
    const auto& frozen = now.frozen;
    const auto found = handlers.find(frozen->command);
    if (found == handlers.end()) return problem("approval_digest_mismatch", "what is waiting is not what was submitted");
    const approvals::Said word = said(cx, now, approvals::Word::approve, command.digest, command.reason);
    approvals::Request request = now.file->request;
    request.quorum.selfApproval = found->second.card.risk != RiskClass::high && cx.matched().selfApproval;
    const approvals::Heard heard = approvals::hear(request, word);
    OK_TRY(heard.refused);
    OK_TRY(stillTheirs(people, cx, frozen->id));
    // Who releases does it as much as who submitted: what demands a fresh key demands it of both.
    if (found->second.card.assurance > 0 && !assured(cx.who(), cx.ledgerNow())) {
        Problem why = demandStepUp(cx.who(), found->second, judge(cx.who(), found->second.card, frozen->body.text, cx), cx).reply.problem();
        cx.mayFailAfterWriting();
        return why;
    }
    OK_TRY(sureEnough(cx, policy));
    OK_TRY(worldStands(cx, now, word.who.person));
    OK_TRY(approvals::alertsSeen(now.file->alerts, now.file->alertsSeen, request.content, keysOf(request, word.who.person)));
    OK_TRY(risksAnswered(cx, *now.file, &word.who, nullptr));
    ApprovalStep step = stepOf(cx, StepKind::approved, frozen->cycle);
    for (const ApprovalStep& each : frozen->steps) {
        if (each.at >= step.at) step.at = momentAfter(each.at);
    }
    step.reason = command.reason;
    step.policies = cx.matched().policies;
    step.matchedScopes = cx.matched().scopes;
    step.selfApproved = step.actor.id == frozen->submittedBy.id;
    step.version = frozen->version;
    step.seen = word.seen;
    step.key = word.who;
    noteHow(cx, policy, step);
    step.before = step.after = enumName(ApprovalState::pending);
    keepReview(cx, now, command.viewer, word.who);
    if (!heard.runs) {
        const approvals::QuorumState state = approvals::stateOf(request.quorum, request.author, holdersOf(heard.next));
        cx.emit(ApprovalStepped{frozen->id, std::move(step), frozen->countedRoles, frozen->answerBy, frozen->expiresAt}, about(*frozen));
        follow(cx, frozen->id, &RequestFollower::stepped);
        cx.reply(ReleaseReply{frozen->id, "awaiting_approval", frozen->have() + 1, std::max(frozen->needed, state.needed - (request.quorum.countsSubmitter ? 1 : 0)), RawJson{"{}"}});
        return {};
    }
    return carryOut(cx, *frozen, step, found->second, false);
}

/// Runs what was frozen, as its submitter; the decision is written before its first entry.
Status Gate::Room::carryOut(RunContext& cx, const Approval& frozen, const ApprovalStep& step, const Registered& slot, bool emergency) {
    const SecurityContext submitter = submitterOf(frozen, cx.tenant());
    RunContext inner = cx.inner(submitter, frozen.commandId);
    // Hours may lie between the two keys: what the submitter lost since, and where the matrix changed, counts.
    inner.setCorrelation(chainOf(frozen));
    const Judged judged = judge(submitter, slot.card, frozen.body.text, inner, emergency);
    inner.setDecision(judged.decision.decisionId);
    inner.setJustification(frozen.justification.words());
    inner.setApproval(frozen.id);
    if (emergency) {
        // The override stands for the approvals and for the author's scope, as far as it was when it was asked for.
        OK_TRY(approvals::withinOverride(frozen.emergency->scope, access::requestedScope(judged.facts.question)));
        inner.setEmergency();
    } else if (!judged.decision.allowed) {
        writeDecision(cx, frozen, ApprovalState::failed, "access_denied", step);
        inner.setCause(cx.lastEntryId());
        Problem why = refuseAccess(submitter, slot.card, judged, inner).reply.problem();
        why.message = "who submitted this may not do it any more";
        why.details["approval_id"] = frozen.id.str();
        cx.mayFailAfterWriting();
        return why;
    }
    bool decided = false;
    const auto decide = [&] {
        decided = true;
        writeDecision(cx, frozen, ApprovalState::released, {}, step);
        inner.setCause(cx.lastEntryId());
    };
    inner.beforeFirstEntry(decide);
    const std::vector<approvals::ObjectSnapshot> before = looked(cx, frozen);
    const std::size_t entriesBefore = cx.entriesSoFar().size();
    const CommandAnswer answer = execute(slot, Right(submitter, judged.decision.decisionId), frozen.body.text, inner);
    if (!answer.reply.ok()) {
        Problem why = answer.reply.problem();
        writeDecision(cx, frozen, ApprovalState::failed, why.code, step);
        why.details["approval_id"] = frozen.id.str();
        cx.mayFailAfterWriting();
        return why;
    }
    if (!decided) decide();
    if (judged.decision.allowed) noteAllowed(submitter, slot.card, judged, frozen.justification.words(), inner);
    writeExecuted(cx, frozen, step, before, entriesBefore);
    tellOfRelease(cx, frozen);
    cx.reply(ReleaseReply{frozen.id, "released", frozen.needed, frozen.needed, RawJson{*answer.reply}});
    return {};
}

}  // namespace ok
