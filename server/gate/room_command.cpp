// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One command: known? asked before? allowed? to be frozen? then its handler.
#include "server/gate/kept_answer.h"
#include "server/gate/room.h"
#include "shared/access/export_touch.h"
#include "shared/access/gate_events.h"
#include "shared/approvals/approval_commands.h"
#include "shared/base/derived_ids.h"

namespace ok {
namespace {

CommandAnswer refusal(Problem why) {
    CommandAnswer out;
    out.reply = std::move(why);
    return out;
}

constexpr Duration longestAhead = hours(31 * 24);
constexpr std::size_t longestPurpose = 60, longestAuthority = 800, longestJustification = 16'000;

/// It is written into every entry of the command, and into the evidence of a refusal.
Status checkStated(const GateJob& job) {
    Problem why = problem("invalid_fields", "some fields are not valid: see `fields`");
    const auto within = [&why](std::size_t bytes, std::size_t most, const char* field) {
        if (bytes > most) why.fields.push_back({field, "too_long", "at most " + std::to_string(most) + " bytes"});
    };
    within(job.who.purpose.size(), longestPurpose, "purpose");
    within(job.who.authority.size(), longestAuthority, "authority");
    const approvals::Justification& given = job.command.justification;
    within(given.reasonCode.size() + given.rationale.size() + given.attachment.size(), longestJustification, "justification");
    if (why.fields.empty()) return {};
    return why;
}

Status checkEnvelope(const GateJob& job, const GateSettings& settings) {
    const CommandEnvelope& command = job.command;
    if (!command.id.known()) return problem("missing_command_id", "a command needs an id: it is its idempotency key");
    if (command.body.size() > settings.maxBodyBytes) {
        return problem("too_large", "the command's body is larger than allowed",
                       {{"bytes", std::to_string(command.body.size())}, {"allowed", std::to_string(settings.maxBodyBytes)}});
    }
    return checkStated(job);
}

}  // namespace

Instant Gate::Room::now() {
    lastNow = std::max(lastNow, parts.clock());
    return lastNow;
}

TenantRoom* Gate::Room::roomOf(TenantId tenant) {
    if (const auto found = rooms.find(tenant); found != rooms.end()) return found->second.get();
    const auto known = parts.store->tenants();
    if (!tenant.known() || std::find(known.begin(), known.end(), tenant) == known.end()) return nullptr;
    if (!hold(tenant)) return nullptr;
    const auto made = openRoom(tenant);
    return made.ok() ? *made : nullptr;
}

CommandAnswer Gate::Room::runCommand(const GateJob& job, BatchWork& work) {
    // A timer's command is our own; refused here, it would stay due for ever.
    if (const auto status = job.timer ? Status() : checkEnvelope(job, settings); !status.ok()) return refusal(status.problem());
    TenantRoom* room = roomOf(job.who.tenant);
    if (room == nullptr) return refusal(problem("unknown_tenant", "there is no such tenant"));
    if (settings.sees) settings.sees(job.who, job.command.name);
    // Also when it only reads: what it read and remembers may come from a transaction that fails.
    work.touch(*room);
    if (settings.balanceDesks) ++busy[job.who.tenant];
    RunContext cx(tools, *room, work, job.who, job.command.id, now());
    if (job.timer) {
        const auto taken = parts.store->takeTimer(job.timer->tenant, job.timer->key, job.timer->due);
        work.timersChanged = true;
        if (!taken.ok() || !*taken) return refusal(problem("timer_gone", "the timer was cancelled before it fired"));
        work.touch(*room);
    }
    const auto found = handlers.find(job.command.name);
    const Registered* slot = found == handlers.end() ? nullptr : &found->second;
    CommandAnswer out;
    if (slot == nullptr) {
        out = refusal(problem("unknown_command", "there is no such command", {{"command", job.command.name.substr(0, 80)}}));
    } else if (job.timer) {
        out = decide(job, *slot, *room, cx);
    } else {
        const Fingerprint asked = fingerprintOf(job.who, job.command);
        if (const auto kept = parts.store->answer(job.who.tenant, job.command.id, cx.ledgerNow())) {
            figures.duplicate();
            return repeated(unpackAnswer(asked, *kept), cx);
        }
        if (job.command.replayOnly) return refusal(problem("rate_limited", "too many requests: wait until the time in X-RateLimit-Reset"));
        out = decide(job, *slot, *room, cx);
        recordRefusal(job.who, *slot, out, cx);
        // An answer that changed nothing is not kept: asking again may be answered better.
        // Nor is the demand for a step-up or for another purpose: the same command is sent again after it.
        const auto refusedFor = [&out](const char* code) { return !out.reply.ok() && out.reply.problem().code == code; };
        const bool again = refusedFor("step_up_required") || refusedFor("purpose_required") || refusedFor("purpose_not_allowed");
        if (!again && !slot->card.question && (out.reply.ok() || cx.wrote())) {
            CommandAnswer kept = out;
            if (slot->card.privateReply && kept.reply.ok()) kept.reply = std::string("{}");
            (void)parts.store->putAnswer(job.who.tenant, job.command.id, packAnswer(asked, kept), cx.ledgerNow());
        }
    }
    if (job.timer && !out.reply.ok() && !cx.wrote()) {
        const Problem& why = out.reply.problem();
        cx.emit(TimerRefused{job.timer->key, job.timer->command, why.code, why.message}, {.stream = Stream::decisions});
    }
    return out;
}

// Whoever asks again for something that waits is told how it stands with it now.
CommandAnswer Gate::Room::repeated(CommandAnswer answer, RunContext& cx) {
    answer.repeated = true;
    if (answer.reply.ok() || answer.reply.problem().code != "approval_required") return answer;
    Problem why = answer.reply.problem();
    const auto waiting = cx.views().find<approvals::Approval>(why.details["approval_id"]);
    if (waiting && waiting->state != approvals::ApprovalState::pending) why.details["status"] = enumName(waiting->state);
    answer.reply = std::move(why);
    return answer;
}

CommandAnswer Gate::Room::decide(const GateJob& job, const Registered& slot, TenantRoom& room, RunContext& cx) {
    const Judged judged = judge(job.who, slot.card, job.command.body, cx);
    cx.setDecision(judged.decision.decisionId);
    if (!judged.facts.correlation.empty()) cx.setCorrelation(judged.facts.correlation);
    cx.setMatched({judged.decision.policies, judged.authorized, judged.decision.selfApproval});
    const Status limits = checkSoftLimits(judged, job.command.justification.rationale);
    CommandAnswer out;
    if (!judged.decision.allowed) out = refuseAccess(job.who, slot.card, judged, cx);
    else if (const auto fits = checkPurpose(job.who, slot.card, judged, cx); !fits.ok()) out = refusal(fits.problem());
    else if (slot.card.assurance > 0 && !assured(job.who, cx.ledgerNow())) out = demandStepUp(job.who, slot, judged, cx);
    else if (access::isExport(slot.card.name) && access::mustTouchToExport(cx.views(), job.who, cx.ledgerNow())) out = demandStepUp(job.who, slot, judged, cx);
    else if (!limits.ok()) out = refusal(limits.problem());
    else out = guard(job, slot, judged, cx);
    if (out.reply.ok() || out.reply.problem().code == "approval_required") noteAllowed(job.who, slot.card, judged, job.command.justification.words(), cx);
    out.sequence = room.head(Stream::ops).sequence;
    out.correlationId = cx.correlation();
    return out;
}

// What demands a hardware key is refused until one was touched a moment ago, whoever asks; the attempt is evidence.
CommandAnswer Gate::Room::demandStepUp(const SecurityContext& who, const Registered& slot, const Judged& judged, RunContext& cx) {
    cx.emit(CommandRefused{.command = std::string(slot.card.name), .action = std::string(slot.card.action), .code = "step_up_required",
                           .circumstances = circumstancesOf(who, slot.card, judged.facts, judged.decision, cx)},
            {.stream = Stream::decisions});
    return refusal(problem("step_up_required", "touch your security key to go on",
                           {{"action", std::string(slot.card.action)}, {"assurance", "2"}}));
}

CommandAnswer Gate::Room::guard(const GateJob& job, const Registered& slot, const Judged& judged, RunContext& cx) {
    // A utility's rules are about what people do, at a desk or through a program of theirs; not about timers and intake.
    const bool concerns = !job.timer && slot.freeze && (job.who.actor.type == ActorType::human || job.who.source == "api");
    const auto rules = concerns ? cx.views().find<approvals::GuardRules>("live") : nullptr;
    const approvals::GuardRule rule = approvals::ruleInForce(rules.get(), slot.card.action, judged.facts.question.severities, slot.card.risk == RiskClass::high);
    if (rules) {
        if (auto given = approvals::checkJustification(*rules, rule, job.command.justification); !given.ok()) {
            Problem why = std::move(given).problem();
            why.details = {{"action", std::string(slot.card.action)}, {"rules_version", std::to_string(rules->version)},
                           {"rule", toJson(rule)}, {"reason_codes", toJson(rules->reasonCodes)}};
            return refusal(std::move(why));
        }
    }
    if (rule.approvers > 0) {
        if (!slot.mayFreeze) return refusal(problem("cannot_be_held", "this holds personal data and cannot wait for approval: an administrator has to change the rule for it"));
        const approvals::GuardRules& all = rules ? *rules : approvals::GuardRules{};
        if (rule.perChannel && slot.onlyBy && judged.facts.question.channels.size() > 1) return freezeByChannel(job, slot, judged, all, rule, cx);
        return freeze(job, slot, judged, all, rule, cx);
    }
    cx.setJustification(job.command.justification.words());
    return execute(slot, Right(job.who, judged.decision.decisionId), job.command.body, cx);
}

CommandAnswer Gate::Room::freezeByChannel(const GateJob& job, const Registered& slot, const Judged& judged, const approvals::GuardRules& rules,
                                          const approvals::GuardRule& rule, RunContext& cx) {
    std::map<std::string, std::string> first;
    std::string ids, digests, channels;
    const auto add = [](std::string& list, const std::string& value) { list += (list.empty() ? "" : ",") + value; };
    for (const std::string& channel : judged.facts.question.channels) {
        auto body = slot.onlyBy(job.command.body, channel);
        if (!body.ok()) return refusal(std::move(body).problem());   // before anything is written: a body is readable or it is not
        GateJob part{job.who, job.command, {}, {}, {}};
        part.command.id = commandIdFrom(job.who.tenant, "leg:" + job.command.id.str() + ":" + channel);
        part.command.body = std::move(*body);
        const Judged leg = judge(job.who, slot.card, part.command.body, cx);
        const CommandAnswer asked = freeze(part, slot, leg, rules, rule, cx);
        if (asked.reply.ok() || asked.reply.problem().code != "approval_required") {
            if (!first.empty()) throw Poisoned{asked.reply.problem()};   // all legs wait, or none
            return asked;
        }
        const auto& details = asked.reply.problem().details;
        if (first.empty()) first = details;
        add(ids, details.at("approval_id"));
        add(digests, details.at("digest"));
        add(channels, channel);
    }
    first["approval_ids"] = ids;
    first["digests"] = digests;
    first["channels"] = channels;
    return refusal(problem("approval_required", "each channel has to be released by a second person", std::move(first)));
}

CommandAnswer Gate::Room::freeze(const GateJob& job, const Registered& slot, const Judged& judged, const approvals::GuardRules& rules,
                                 const approvals::GuardRule& rule, RunContext& cx) {
    auto frozen = slot.freeze(job.command.body);
    if (!frozen.ok()) return refusal(std::move(frozen).problem());
    approvals::Approval request;
    request.id = ApprovalId{cx.newUuid()};
    request.command = job.command.name;
    request.body = RawJson{std::move(frozen->body)};
    request.summary = job.command.name;
    request.submittedBy = job.who.actor;
    request.submittedAt = cx.ledgerNow();  // people wait in real time, in a rehearsal too
    request.expiresAt = cx.ledgerNow() + settings.approvalLifetime;
    if (const std::string& incident = judged.facts.incident; !incident.empty() &&
        std::find(frozen->subjects.begin(), frozen->subjects.end(), incident) == frozen->subjects.end()) frozen->subjects.push_back(incident);
    request.subjects = frozen->subjects;
    const bool ahead = frozen->runAt > cx.now();
    if (ahead && frozen->runAt > cx.now() + longestAhead) return refusal(problem("invalid_fields", "this lies too far ahead: at most 31 days", {{"field", "publish_at"}}));
    if (ahead) request.runAt = cx.ledgerNow() + (frozen->runAt - cx.now());
    if (ahead) request.expiresAt = request.runAt + settings.approvalLifetime;
    request.drill = job.who.drill;
    request.commandId = job.command.id;
    request.roles = job.who.roles;
    request.source = job.who.source;
    request.purpose = job.who.purpose.empty() ? std::string(slot.card.purpose) : job.who.purpose;
    request.decisionId = judged.decision.decisionId;
    request.requested = access::requestedScope(judged.facts.question);
    request.justification = job.command.justification;
    // By what right may have come beside the command; whoever carries it out says it too.
    if (request.justification.authority.empty()) request.justification.authority = job.who.authority;
    request.correlation = cx.correlation();
    request.rulesVersion = rules.version;
    request.escalateTo = rule.escalateTo;
    request.mayEscalate = rule.escalateAfterRejection && slot.card.risk != RiskClass::high;   // what is high risk is asked for anew (digest C15)
    if (rule.answerWithinMinutes > 0) request.answerBy = request.answerDue = cx.ledgerNow() + minutes(rule.answerWithinMinutes);
    auto taken = takeVersion(cx, request, approvals::quorumOf(rule), nullptr, "requested");
    if (!taken.ok()) return refusal(std::move(taken).problem());
    Timer expiry;
    expiry.key = "approval:" + request.id.str();
    expiry.due = (ahead ? frozen->runAt : cx.now()) + settings.approvalLifetime;
    expiry.command = std::string(approvals::Expire::card.name);
    expiry.body = toJson(approvals::Expire{request.id});
    std::map<std::string, std::string> details{{"approval_id", request.id.str()}, {"digest", request.digest.hex()},
                                               {"expires_at", toIso(request.expiresAt)}, {"needed", std::to_string(request.needed)},
                                               {"status", "awaiting_approval"}, {"link", "/v1/approvals/" + request.id.str()}, {"aliases", "APPROVAL_REQUIRED"}};
    if (ahead) {
        cx.setTimer(pauseTimer(request.id, frozen->runAt - approvals::approvedBefore));
    }
    if (request.answerBy.known()) {
        cx.setTimer({.key = "approval-answer:" + request.id.str(), .due = cx.now() + minutes(rule.answerWithinMinutes),
                     .command = std::string(approvals::EscalateDue::card.name), .body = toJson(approvals::EscalateDue{request.id})});
    }
    request.steps.push_back(stepOf(cx, approvals::StepKind::requested, request.cycle));
    // The author's key turns when what they proposed is frozen, not when it came in.
    request.steps.back().at = momentAfter(request.submittedAt);
    EventOptions options;
    options.justification = (cx.emergency() ? std::string(approvals::overrideTag) + ": " : std::string()) + request.justification.words();
    options.subjects = std::move(frozen->subjects);
    options.subjects.insert(options.subjects.begin(), request.id.str());
    std::vector<std::string> subjects = options.subjects;
    cx.emit(approvals::ApprovalRequested{std::move(request)}, std::move(options));
    cx.setTimer(std::move(expiry));
    writeVersion(cx, std::move(*taken), std::move(subjects));
    return refusal(problem("approval_required", "a second person has to release this", std::move(details)));
}

CommandAnswer Gate::Room::execute(const Registered& slot, const Right& right, std::string_view body, RunContext& cx) {
    Status outcome;
    const std::uint64_t writes = parts.store->writes(), changes = cx.views().changes();
    try {
        outcome = slot.run(right, cx, body);
    } catch (const EntryRefused&) {
        throw;
    } catch (const std::exception&) {
        cx.touch();
        throw Poisoned{};
    }
    if (!outcome.ok() && !cx.failsCleanly()) throw Poisoned{};
    checkAudited(slot, outcome, cx, writes, changes);
    CommandAnswer out;
    if (outcome.ok()) out.reply = cx.replyText();
    else out.reply = std::move(outcome).problem();
    return out;
}

// INVARIANT: what changes something is in the log (TA5). Not a habit of handlers but a property of the gate: a command that
// wrote rows, timers, messages or documents and emitted nothing is undone and answered `unaudited`, and one that was refused
// leaves nothing behind. Only a card that says why may stay silent.
void Gate::Room::checkAudited(const Registered& slot, const Status& outcome, RunContext& cx, std::uint64_t writesBefore,
                              std::uint64_t changesBefore) {
    if (cx.entryCount() > 0 || parts.store->trouble()) return;
    const bool changed = cx.wrote() || parts.store->writes() != writesBefore || cx.views().changes() != changesBefore;
    if (!changed) return;
    cx.touch();
    if (!outcome.ok()) throw Poisoned{outcome.problem()};
    if (slot.card.silent.empty()) {
        throw Poisoned{problem("unaudited", "this would have changed something without an entry in the log; nothing was changed",
                               {{"command", std::string(slot.card.name)}})};
    }
}

// Repeating a refused command under its id is answered from memory and leaves no second entry.
void Gate::Room::recordRefusal(const SecurityContext& who, const Registered& slot, const CommandAnswer& answer, RunContext& cx) {
    if (answer.reply.ok() || cx.wrote() || parts.store->trouble()) return;
    if (cx.writeRefusal() || !slot.card.refusalIsEvidence) return;
    const std::string& code = answer.reply.problem().code;
    if (code == "bad_json" || code == "invalid_fields") return;  // a slip of the caller's program, not of a person
    cx.emit(CommandRefused{.command = std::string(slot.card.name), .action = std::string(slot.card.action), .code = code,
                           .circumstances = circumstancesOf(who, slot.card, {}, {}, cx)},
            {.stream = Stream::decisions});
}

}  // namespace ok
