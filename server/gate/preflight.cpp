// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The preflight: judge() as for the command itself, and what of its answer a person needs to see before sending (F02.R4).
#include "server/gate/room.h"
#include "shared/access/key_standing.h"
#include "shared/access/mapped_access.h"
#include "shared/access/user.h"
#include "shared/approvals/risk_rules_view.h"

namespace ok {

using approvals::Approval;
using approvals::NextStep;
using approvals::PreflightReply;
using approvals::PreflightState;

namespace {

constexpr std::size_t mostApprovers = 50;
constexpr std::int64_t mostJudged = 60'000;   // recipients: more are counted out only when it is frozen
constexpr int looksAMinute = 240;   // of one person: a console asks while somebody types

/// Whoever asked cannot answer too, and whoever has answered does not a second time.
std::set<std::string> settledBy(const std::string& author, const Approval* frozen) {
    std::set<std::string> out{author};
    if (frozen == nullptr) return out;
    for (const approvals::ApprovalStep& step : frozen->steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == frozen->cycle) out.insert(step.actor.id);
    }
    return out;
}

/// Everybody of the directory who could act now, but not those. A role that its holder lacks the keys for is no help.
std::vector<access::Principal> everybodyBut(RunContext& cx, const std::set<std::string>& settled) {
    std::vector<access::Principal> out;
    cx.views().each<access::User>([&](const access::User& user) {
        if (user.disabled || settled.contains(user.id.str())) return;
        access::Principal& person = out.emplace_back(access::Principal{.id = user.id.str(), .roles = user.roles, .groups = {}, .mapped = {}});
        if (const auto given = cx.views().find<access::MappedAccess>(person.id)) {
            person.groups = given->groups;
            person.mapped = given->assignments;
        }
    });
    access::RolesWithheld withheld(cx.views(), cx.ledgerNow());
    for (access::Principal& person : out) access::withhold(person.mapped, person.id, withheld.of(person.id, person.roles));
    return out;
}

/// Roles that the risk demands and nobody who approved has; one of them is what the last key has to be (F05.R3.A4).
std::vector<std::string> demandedRoles(Views& views, const Approval& frozen) {
    std::vector<std::string> out;
    const auto file = views.find<approvals::RequestFile>(frozen.id.str());
    if (!file || !file->riskHolds || !file->risk) return out;
    for (const approvals::RiskAction& action : file->risk->actions) {
        const auto has = [&](const approvals::Turn& turn) { return std::find(turn.who.roles.begin(), turn.who.roles.end(), action.name) != turn.who.roles.end(); };
        const bool demands = action.kind == approvals::RiskActionKind::senior_approver;
        if (demands && std::none_of(file->request.turns.begin(), file->request.turns.end(), has)) out.push_back(action.name);
    }
    const bool lastKeys = frozen.needed - frozen.have() <= static_cast<int>(out.size());
    return lastKeys ? out : std::vector<std::string>{};
}

bool hasOneOf(const access::Principal& person, const std::vector<std::string>& roles) {
    const auto wanted = [&](const std::string& role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
    return roles.empty() || std::any_of(person.roles.begin(), person.roles.end(), wanted) ||
           std::any_of(person.mapped.begin(), person.mapped.end(), [&](const access::Assignment& each) { return each.source != access::withheldSource && wanted(each.role); });
}

/// How it would be judged if it were asked for now (F05.R3.A1); it is judged again when it is.
std::optional<approvals::RiskEvaluation> judgedNow(Views& views, const approvals::RiskInputs& inputs) {
    auto risk = approvals::evaluateRisk(approvals::riskRulesInForce(views).rules, {}, inputs);
    if (!risk.ok()) return {};
    return std::move(*risk);
}

void nameApprovers(RunContext& cx, const access::CompiledMatrix& matrix, AccessQuestion question, const std::set<std::string>& settled, const std::vector<std::string>& demanded,
                   PreflightReply& out) {
    if (question.action != approvals::Release::card.action) {
        question.about = question.action;
        question.action = std::string(approvals::Release::card.action);
    }
    auto people = everybodyBut(cx, settled);
    std::erase_if(people, [&](const access::Principal& each) { return !hasOneOf(each, demanded); });
    const std::vector<std::string> channels = question.channels.empty() ? std::vector<std::string>{""} : question.channels;
    for (const std::string& channel : channels) {
        if (!channel.empty()) question.channels = {channel};
        auto may = access::whoMay(matrix, people, question);
        if (may.size() > mostApprovers) may.resize(mostApprovers);
        for (const access::EligiblePerson& person : may) {
            if (const auto user = cx.views().find<access::User>(person.id)) out.logins[person.id] = user->login;
        }
        out.approvers.push_back({channel, std::move(may)});
    }
}

}  // namespace

/// What somebody could neither ask for nor release is not theirs to look ahead of.
Status Gate::Room::mayLookAhead(RunContext& cx, const CommandCard& card, bool own, const Judged& judged) {
    const access::MatrixPtr matrix = cx.matrix(parts.grants);
    if (own || judged.decision.allowed || !matrix) return {};
    const bool scopesCover = judged.decision.scopesThatMay.empty();   // of a token, which may be for less than its person
    if (scopesCover && access::mayEver(*matrix, principalNow(cx, cx.who()), card.action, cx.ledgerNow())) return {};
    return problem(judged.keysMissing ? "keys_required" : "access_denied",
                   judged.keysMissing ? "your role asks for security keys that you have not enrolled" : "your roles do not allow this",
                   {{"action", std::string(card.action)}, {"decision_id", judged.decision.decisionId}});
}

Status Gate::Room::preflight(RunContext& cx, const approvals::Preflight& asked) {
    OK_TRY(looks.allow(cx.tenant().str() + cx.who().actor.id, looksAMinute, cx.ledgerNow()));
    std::string command = asked.command, body = asked.body.text, author = cx.who().actor.id;
    PreflightReply out;
    std::shared_ptr<const Approval> waiting;
    if (asked.approval) {
        const auto frozen = cx.views().find<Approval>(asked.approval->str());
        if (!frozen) return problem("not_found", "there is no such approval request");
        command = std::string(approvals::Release::card.name);
        body = toJson(approvals::Release{frozen->id, frozen->digest});
        author = frozen->submittedBy.id;
        out.needed = frozen->needed - frozen->have();
        waiting = frozen;
    }
    const auto found = handlers.find(command);
    if (found == handlers.end() || found->second.card.question) return problem("unknown_command", "there is no such command to look ahead of");
    const Registered& slot = found->second;
    CommandCard card = slot.card;
    // Another word than the command's own opens nothing that a person could not ask for by its own.
    if (!asked.action.empty()) {
        const access::MatrixPtr matrix = cx.matrix(parts.grants);
        if (asked.approval) return problem("invalid_fields", "what waits is looked ahead of as what it is");
        if (matrix && !access::mayEver(*matrix, principalNow(cx, cx.who()), card.action, cx.ledgerNow())) return problem("access_denied", "your roles do not allow this");
        card.action = asked.action;
    }
    Judged judged = judge(cx.who(), card, body, cx, true);
    AccessQuestion& question = judged.facts.question;
    OK_TRY(mayLookAhead(cx, card, waiting && author == cx.who().actor.id, judged));
    if (asked.approval) out.blockedBy = whyNotRelease(cx, *asked.approval, judged);
    out.command = command;
    out.decision = judged.decision;
    out.requested = access::requestedScope(question);
    out.channels = judged.facts.channels;
    out.people = judged.facts.people;
    out.delivery = judged.facts.delivery;
    out.computedAt = cx.ledgerNow();
    if (const access::MatrixPtr matrix = cx.matrix(parts.grants)) {
        const access::Principal person = principalNow(cx, cx.who());
        if (question.audience) out.places = access::placesReached(*matrix, person, question, std::span(question.points).subspan(judged.facts.outlinePoints));
        // Whether it may be done is asked of the outline too; who is reached, of the homes alone. From here on one point speaks for all
        // that lie in the same areas: everybody in the directory is asked about.
        question.points = access::oneOfEachPlace(*matrix, question.points);
        const auto everywhere = access::placesReached(*matrix, person, question, question.points);
        access::judgeChannels(*matrix, person, question, out.channels);
        out.gaps = access::scopeGaps(*matrix, person, question, out.decision, everywhere);
        out.limits = access::passedLimits(*matrix, question, out.decision, everywhere);
        if (!asked.approval) out.needed = neededFor(cx, slot, card, question, out);
        if (out.needed > 0 && out.decision.allowed) nameApprovers(cx, *matrix, question, settledBy(author, waiting.get()), waiting ? demandedRoles(cx.views(), *waiting) : std::vector<std::string>{}, out);
    }
    for (const access::PlaceReach& place : out.places) out.outside += place.allowed ? 0 : place.recipients;
    if (!asked.approval && captureReaders.contains(command) && question.audience.value_or(0) <= mostJudged) {
        if (const auto now = captureNow(cx, command, body, true); now.ok()) out.risk = judgedNow(cx.views(), now->risk);
    }
    out.zeroImpact = question.audience.value_or(-1) == 0;
    if (!out.decision.softLimits.empty()) out.shortestJustification = static_cast<int>(limitJustification);
    const bool stands = out.decision.allowed && out.blockedBy.empty();
    out.state = !stands ? PreflightState::error : out.decision.softLimits.empty() ? PreflightState::ok : PreflightState::warning;
    if (stands) out.next = asked.approval ? NextStep::approve : out.needed > 0 ? NextStep::request_approval : NextStep::send;
    cx.reply(out);
    return {};
}

std::vector<std::string> Gate::Room::whoMayRelease(RunContext& cx, const Approval& frozen) {
    const access::MatrixPtr matrix = cx.matrix(parts.grants);
    if (!matrix) return {};
    ScopeFacts facts;
    facts.wantsPlaces = facts.wantsAudience = true;
    readFacts(std::string(approvals::Release::card.name), toJson(approvals::Release{frozen.id, frozen.digest}), cx, facts);
    facts.question.points = access::oneOfEachPlace(*matrix, facts.question.points);
    facts.question.action = std::string(approvals::Release::card.action);
    facts.question.at = cx.ledgerNow();
    PreflightReply named;
    nameApprovers(cx, *matrix, facts.question, settledBy(frozen.submittedBy.id, &frozen), demandedRoles(cx.views(), frozen), named);
    std::vector<std::string> out;
    for (const auto& channel : named.approvers) {
        for (const access::EligiblePerson& person : channel.people) out.push_back(person.id);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::string Gate::Room::whyNotRelease(RunContext& cx, ApprovalId id, const Judged& judged) {
    const auto now = waiting(cx, id);
    if (!now.ok()) return now.problem().code;
    approvals::Drift unchanged;   // what changed since is the review's to tell
    unchanged.snapshot = now->file->request.content;
    const Status why = whyNotApprove(cx, *now, judged, unchanged);
    return why.ok() || why.problem().code == "access_denied" ? std::string() : why.problem().code;
}

int Gate::Room::neededFor(RunContext& cx, const Registered& slot, const CommandCard& card, const AccessQuestion& question, PreflightReply& out) {
    // Composing asks about sending: then the risk of what that action does counts.
    const bool high = std::any_of(handlers.begin(), handlers.end(), [&](const auto& each) {
        const CommandCard& other = each.second.card;
        return other.risk == RiskClass::high && (card.action == slot.card.action ? other.name == slot.card.name : other.action == card.action);
    });
    const auto rules = cx.views().find<approvals::GuardRules>("live");
    const approvals::GuardRule rule = approvals::ruleInForce(rules.get(), card.action, question.severities, high);
    out.perChannel = rule.perChannel && question.channels.size() > 1;
    return rule.approvers;
}

}  // namespace ok
