// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people do to a request besides turning a key: another version of it, taking it back, saying that they saw what changed, that
// something is done (F01.R1.A3, F04.R4, F05.R3.A5).
#include "server/gate/approval_notices.h"
#include "server/gate/room.h"
#include "server/gate/snapshot_store.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/device_trust.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_rules_view.h"

namespace ok {

using approvals::Approval;
using approvals::ApprovalState;
using approvals::ApprovalStep;
using approvals::RequestFile;
using approvals::StepKind;

namespace {

constexpr std::size_t longestReason = 2'000;

struct VersionReply {
    ApprovalId approval;
    int version = 1;
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(VersionReply, (), (approval, version, digest))

EventOptions about(const Approval& frozen, const std::string& snapshot = {}) {
    EventOptions options{.subjects = frozen.subjects};
    options.subjects.insert(options.subjects.begin(), frozen.id.str());
    if (!snapshot.empty()) options.subjects.push_back(snapshot);
    return options;
}

Status isAPerson(const CommandContext& cx) {
    if (cx.who().actor.type == ActorType::human) return {};
    return problem("not_a_person", "only a signed-in person can do this");
}

/// Nothing was changed: that somebody tried is evidence, and administrators hear of it.
Status changeAttempted(CommandContext& cx, const approvals::ReportChangeAttempt& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return problem("not_found", "there is no such approval request");
    approvals::ChangeAttempted tried{frozen->id, command.method.substr(0, 10), command.by.substr(0, 80), command.address.substr(0, 80), tellOfAttempt(cx, *frozen, command.method.substr(0, 10))};
    cx.emit(std::move(tried), {.subjects = {frozen->id.str()}, .stream = Stream::security});
    return {};
}

Status plainDevice(const std::string& device) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (device.size() == 16 && std::all_of(device.begin(), device.end(), digit)) return {};
    Problem why = problem("invalid_fields", "a device is named by 16 hexadecimal digits");
    why.fields.push_back({"device", "bad_value", "the first 16 digits of SHA-256 of its key"});
    return why;
}

Status attestDevice(CommandContext& cx, const approvals::AttestDevice& command) {
    OK_TRY(plainDevice(command.device));
    const int longest = approvals::approvalPolicyNow(cx.views()).says.deviceTrustHours;
    Problem why = problem("invalid_fields", "this attestation cannot be kept: see `fields`");
    if (command.hours < 1 || command.hours > longest) why.fields.push_back({"hours", "out_of_range", "1 to " + std::to_string(longest)});
    if (command.issuer.empty() || command.issuer.size() > 100) why.fields.push_back({"issuer", "missing", "who vouches for it, 1 to 100 characters"});
    if (command.posture.size() > 500) why.fields.push_back({"posture", "too_long", "at most 500 characters"});
    if (!why.fields.empty()) return why;
    approvals::DeviceTrust trust{command.device, command.issuer, command.posture, cx.clockNow(), cx.clockNow() + hours(command.hours)};
    cx.reply(trust);
    cx.emit(approvals::DeviceAttested{std::move(trust)}, {.stream = Stream::security});
    return {};
}

Status revokeDevice(CommandContext& cx, const approvals::RevokeDevice& command) {
    OK_TRY(plainDevice(command.device));
    const auto known = cx.views().find<approvals::DeviceTrust>(command.device);
    if (!known) return problem("not_found", "nobody has attested this device");
    if (command.reason.empty() || command.reason.size() > longestReason) return problem("reason_missing", "say why this device is not trusted any more");
    approvals::DeviceTrust trust = *known;
    trust.revoked = true;
    trust.revokedAt = cx.clockNow();
    trust.reason = command.reason;
    cx.emit(approvals::DeviceRevoked{std::move(trust)}, {.eventTime = {}, .justification = command.reason, .stream = Stream::security});
    return {};
}

}  // namespace

Result<WaitingRequest> Gate::Room::waiting(RunContext& cx, ApprovalId id) {
    WaitingRequest out{cx.views().find<Approval>(id.str()), cx.views().find<RequestFile>(id.str()), {}};
    if (!out.frozen) return problem("not_found", "there is no such approval request");
    if (out.file) {
        auto version = frozenVersion(cx.views(), id);
        if (version.ok()) out.version = std::move(*version);
    }
    const approvals::SnapshotContent& content = out.version.content;
    if (!out.file || content.command != out.frozen->command || content.body.text != out.frozen->body.text) {
        return problem("approval_digest_mismatch", "what is waiting is not what was submitted");
    }
    cx.setCorrelation(out.frozen->correlation.empty() ? out.frozen->commandId.str() : out.frozen->correlation);
    return out;
}

/// What somebody says about what they saw. An older version is told apart from something else, and either is evidence (F04.R6.A3).
approvals::Said Gate::Room::said(RunContext& cx, const WaitingRequest& about, approvals::Word word, const Digest& seen, std::string reason) {
    const approvals::Request& request = about.file->request;
    approvals::Said out{.word = word, .who = holderOf(cx, cx.who()), .version = request.version, .seen = seen, .reason = std::move(reason),
                        .current = sha256(about.version.stored.content.text), .at = cx.ledgerNow()};
    if (cx.who().actor.type != ActorType::human) out.who.person.clear();
    if (seen == request.content) return out;
    for (const approvals::SnapshotHeader& header : about.file->versions) {
        if (header.contentHash == seen) out.version = header.version;
    }
    EventOptions options = ok::about(*about.frozen);   // the incident too: its chain of custody tells of it
    options.stream = Stream::decisions;
    cx.onRefusal(approvals::SnapshotMismatch{about.frozen->id, request.version, request.content, seen}, std::move(options));
    return out;
}

Status Gate::Room::renew(RunContext& cx, const WaitingRequest& now, approvals::Said word, RawJson body, const std::string& why) {
    // A program freezes the same command anew (approval_snapshot.cpp) and is nobody's key: who asked for it stays its author.
    const bool byProgram = why == "resnapshot" && cx.who().actor.type != ActorType::human;
    if (byProgram) word.who = now.file->request.author;
    else OK_TRY(isAPerson(cx));
    if (word.reason.size() > longestReason) return problem("invalid_fields", "this reason is too long", {{"allowed", std::to_string(longestReason)}});
    const auto slot = handlers.find(now.frozen->command);
    if (slot == handlers.end() || !slot->second.freeze) return problem("unknown_command", "there is no such command any more");
    auto frozen = slot->second.freeze(body.text);
    if (!frozen.ok()) return std::move(frozen).problem();
    const auto known = [&](const std::string& subject) { return std::find(now.frozen->subjects.begin(), now.frozen->subjects.end(), subject) != now.frozen->subjects.end(); };
    if (!std::all_of(frozen->subjects.begin(), frozen->subjects.end(), known)) return problem("invalid_fields", "this is about something else: submit it for itself");
    // Whoever writes it is its author from now on, and it runs as them. A program's scopes were asked about freezing, its roles are asked
    // about what is frozen.
    SecurityContext asks = cx.who();
    asks.scoped = asks.scoped && !byProgram;
    const Judged judged = judge(asks, slot->second.card, frozen->body, cx);
    if (!judged.decision.allowed) {
        Problem refused = refuseAccess(cx.who(), slot->second.card, judged, cx).reply.problem();
        cx.mayFailAfterWriting();
        return refused;
    }
    const auto rules = cx.views().find<approvals::GuardRules>("live");
    const approvals::GuardRule rule = approvals::ruleInForce(rules.get(), slot->second.card.action, judged.facts.question.severities, slot->second.card.risk == RiskClass::high);
    Approval next = *now.frozen;
    next.body = RawJson{frozen->body};
    if (!byProgram) {
        next.submittedBy = cx.who().actor;
        next.roles = cx.who().roles;
        next.source = cx.who().source;
        next.decisionId = judged.decision.decisionId;
    }
    next.requested = access::requestedScope(judged.facts.question);
    next.rulesVersion = rules ? rules->version : 0;
    ++next.cycle;
    const approvals::Snapshot before = now.version.stored.snapshot();
    OK_ASSIGN(TakenVersion taken, takeVersion(cx, next, approvals::quorumOf(rule), &before, why));
    if (byProgram) taken.event.request.author = now.file->request.author;
    word.current = next.digest;
    approvals::Heard heard = approvals::hear(now.file->request, word);
    OK_TRY(heard.refused);
    ApprovalStep step = stepOf(cx, StepKind::amended, next.cycle);
    step.reason = word.reason.empty() ? why : word.reason;
    step.version = next.version;
    next.steps.push_back(step);
    if (why == "resnapshot") tellDrift(cx, now);
    EventOptions options = about(next);
    std::vector<std::string> subjects = options.subjects;
    tellOfNewVersion(cx, *now.frozen, next);
    cx.emit(approvals::ApprovalAmended{next, std::move(step)}, std::move(options));
    writeVersion(cx, std::move(taken), std::move(subjects));
    cx.reply(VersionReply{next.id, next.version, next.digest});
    return {};
}

/// Once for each different one: what is frozen anew or acknowledged was drifted from first (F04.R6.A2).
void Gate::Room::tellDrift(RunContext& cx, const WaitingRequest& now) {
    const auto drift = driftNow(cx, *now.frozen, now.version, true);
    if (!drift.ok() || drift->level == approvals::DriftLevel::none || now.file->drift == drift->digest()) return;
    const approvals::SnapshotHeader& header = now.version.stored.header;
    cx.emit(approvals::DriftDetected{now.frozen->id, header.id, header.contentHash, drift->digest(), drift->level, drift->items}, about(*now.frozen, header.id));
    if (drift->level >= approvals::DriftLevel::acknowledge) tellOfDrift(cx, *now.frozen, *drift);
}

Status Gate::Room::lookForDrift(RunContext& cx, const approvals::LookForDrift& command) {
    const auto now = waiting(cx, command.approval);
    if (!now.ok() || now->frozen->state != ApprovalState::pending) return {};
    setDriftTimer(cx, *now->frozen, now->version.content.audience.messages);
    tellDrift(cx, *now);
    return {};
}

void Gate::Room::setDriftTimer(RunContext& cx, const Approval& frozen, std::int64_t messages) {
    if (!captureReaders.contains(frozen.command)) return;
    // Choosing a town anew takes a second of everybody's: not as often as choosing a street.
    const Duration wait = messages > 50'000 ? seconds(30) : seconds(5);
    cx.setTimer({.key = driftKey(frozen.id), .due = cx.now() + wait, .command = std::string(approvals::LookForDrift::card.name),
                 .body = toJson(approvals::LookForDrift{frozen.id})});
}

Status Gate::Room::amend(RunContext& cx, const approvals::Amend& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    return renew(cx, now, said(cx, now, approvals::Word::amend, command.digest, command.reason), command.body, "amended");
}

Status Gate::Room::resnapshot(RunContext& cx, const approvals::Resnapshot& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    OK_TRY(isAPerson(cx));
    return renew(cx, now, said(cx, now, approvals::Word::amend, command.digest, {}), now.frozen->body, "resnapshot");
}

/// Who is away answers nothing. Frozen as the world is now, so nothing is left to acknowledge of what changed.
Status Gate::Room::takeOver(RunContext& cx, const approvals::TakeOver& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    if (command.reason.empty()) return problem("reason_missing", "say why: its author will read it");
    approvals::Said word = said(cx, now, approvals::Word::amend, command.digest, command.reason);
    word.takesOver = true;
    return renew(cx, now, std::move(word), now.frozen->body, "taken_over");
}

Status Gate::Room::acknowledgeAlert(RunContext& cx, const approvals::AcknowledgeAlert& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    OK_TRY(isAPerson(cx));
    const approvals::Said word = said(cx, now, approvals::Word::approve, command.digest, {});
    OK_TRY(approvals::concerns(now.file->request, word));
    const auto known = [&](const approvals::FrozenAlert& each) { return each.name == command.alert; };
    if (std::none_of(now.file->alerts.begin(), now.file->alerts.end(), known)) return problem("nothing_changed", "nothing of that name has to be acknowledged", {{"alert", command.alert.substr(0, 60)}});
    const auto same = [&](const approvals::AlertSeen& each) { return each.alert == command.alert && each.person == word.who.person && each.content == command.digest; };
    if (std::any_of(now.file->alertsSeen.begin(), now.file->alertsSeen.end(), same)) return {};
    cx.emit(approvals::AlertAcknowledged{now.frozen->id, now.file->request.version, {command.alert, word.who.person, command.digest, cx.ledgerNow()}}, about(*now.frozen));
    return {};
}

Status Gate::Room::cancel(RunContext& cx, const approvals::Cancel& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    OK_TRY(isAPerson(cx));
    if (command.reason.size() > longestReason) return problem("invalid_fields", "this reason is too long", {{"allowed", std::to_string(longestReason)}});
    OK_TRY(approvals::hear(now.file->request, said(cx, now, approvals::Word::cancel, command.digest, command.reason)).refused);
    ApprovalStep step = stepOf(cx, StepKind::cancelled, now.frozen->cycle);
    step.reason = command.reason;
    tellOfCancel(cx, *now.frozen, command.reason, whoMayRelease(cx, *now.frozen));
    writeDecision(cx, *now.frozen, ApprovalState::cancelled, command.reason, std::move(step));
    return {};
}

Status Gate::Room::acknowledgeDrift(RunContext& cx, const approvals::AcknowledgeDrift& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    OK_TRY(isAPerson(cx));
    const approvals::Said word = said(cx, now, approvals::Word::approve, command.digest, {});
    OK_TRY(approvals::concerns(now.file->request, word));
    OK_ASSIGN(const approvals::Drift drift, driftNow(cx, *now.frozen, now.version, true));
    if (drift.level <= approvals::DriftLevel::notice) return problem("nothing_changed", "nothing has to be acknowledged");
    if (drift.level > approvals::DriftLevel::acknowledge) return approvals::mayApprove(drift, {}, {}, approvals::riskRulesNow(cx.views()).drift);
    if (drift.digest() != command.drift) return problem("drift_changed", "more has changed since you looked: look again", {{"drift", drift.digest().hex()}});
    tellDrift(cx, now);
    cx.emit(approvals::DriftSeen{now.frozen->id, now.file->request.version, {word.who.person, drift.snapshot, drift.items, cx.ledgerNow()}}, about(*now.frozen));
    return {};
}

Status Gate::Room::attest(RunContext& cx, const approvals::Attest& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    OK_TRY(isAPerson(cx));
    const approvals::Said word = said(cx, now, approvals::Word::approve, command.digest, {});
    OK_TRY(approvals::concerns(now.file->request, word));
    const approvals::RiskRules rules = now.file->risk ? approvals::riskRulesThatJudged(cx.views(), *now.file->risk) : approvals::riskRulesNow(cx.views());
    const auto list = std::find_if(rules.checklists.begin(), rules.checklists.end(), [&](const approvals::Checklist& each) { return each.id == command.checklist; });
    const bool known = list != rules.checklists.end() &&
                       std::any_of(list->items.begin(), list->items.end(), [&](const approvals::ChecklistItem& item) { return item.id == command.item; });
    if (!known) return problem("invalid_fields", "there is no such item on a checklist", {{"checklist", command.checklist}, {"item", command.item}});
    const auto same = [&](const approvals::Attestation& each) { return each.checklist == command.checklist && each.item == command.item && each.person == word.who.person; };
    if (std::any_of(now.file->attested.begin(), now.file->attested.end(), same)) return {};
    cx.emit(approvals::ChecklistAttested{now.frozen->id, now.file->request.version, {command.checklist, command.item, word.who.person, command.digest, cx.ledgerNow()}}, about(*now.frozen));
    return {};
}

void Gate::Room::addVersionHandlers(Gate& gate) {
    const auto own = [](CommandContext& cx) -> RunContext& { return static_cast<RunContext&>(cx); };
    gate.handle<approvals::Review>([this, own](const Right&, CommandContext& cx, const approvals::Review& c) { return review(own(cx), c); });
    gate.handle<approvals::Amend>([this, own](const Right&, CommandContext& cx, const approvals::Amend& c) { return amend(own(cx), c); });
    gate.handle<approvals::Resnapshot>([this, own](const Right&, CommandContext& cx, const approvals::Resnapshot& c) { return resnapshot(own(cx), c); });
    gate.handle<approvals::TakeSnapshot>([this, own](const Right&, CommandContext& cx, const approvals::TakeSnapshot& c) { return snapshotAgain(own(cx), c); });
    gate.handle<approvals::Cancel>([this, own](const Right&, CommandContext& cx, const approvals::Cancel& c) { return cancel(own(cx), c); });
    gate.handle<approvals::AcknowledgeDrift>([this, own](const Right&, CommandContext& cx, const approvals::AcknowledgeDrift& c) { return acknowledgeDrift(own(cx), c); });
    gate.handle<approvals::LookForDrift>([this, own](const Right&, CommandContext& cx, const approvals::LookForDrift& c) { return lookForDrift(own(cx), c); });
    gate.handle<approvals::AcknowledgeAlert>([this, own](const Right&, CommandContext& cx, const approvals::AcknowledgeAlert& c) { return acknowledgeAlert(own(cx), c); });
    gate.handle<approvals::TakeOver>([this, own](const Right&, CommandContext& cx, const approvals::TakeOver& c) { return takeOver(own(cx), c); });
    gate.handle<approvals::ReportChangeAttempt>([](const Right&, CommandContext& cx, const approvals::ReportChangeAttempt& c) { return changeAttempted(cx, c); });
    gate.handle<approvals::AttestDevice>([](const Right&, CommandContext& cx, const approvals::AttestDevice& c) { return attestDevice(cx, c); });
    gate.handle<approvals::RevokeDevice>([](const Right&, CommandContext& cx, const approvals::RevokeDevice& c) { return revokeDevice(cx, c); });
    gate.handle<approvals::Attest>([this, own](const Right&, CommandContext& cx, const approvals::Attest& c) { return attest(own(cx), c); });
}

}  // namespace ok
