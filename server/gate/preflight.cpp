// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The preflight: judge() as for the command itself, and what of its answer a person needs to see before sending (F02.R4).
#include "server/gate/room.h"
#include "shared/access/mapped_access.h"
#include "shared/access/user.h"

namespace ok {

using approvals::Approval;
using approvals::NextStep;
using approvals::PreflightReply;
using approvals::PreflightState;

namespace {

constexpr std::size_t mostApprovers = 50;

/// Everybody of the directory who could act, but not `author`: whoever asks cannot answer too.
std::vector<access::Principal> everybodyBut(CommandContext& cx, const std::string& author) {
    std::vector<access::Principal> out;
    cx.views().each<access::User>([&](const access::User& user) {
        if (user.disabled || user.id.str() == author) return;
        access::Principal& person = out.emplace_back(access::Principal{.id = user.id.str(), .roles = user.roles, .groups = {}, .mapped = {}});
        if (const auto given = cx.views().find<access::MappedAccess>(person.id)) {
            person.groups = given->groups;
            person.mapped = given->assignments;
        }
    });
    return out;
}

void nameApprovers(CommandContext& cx, const access::CompiledMatrix& matrix, AccessQuestion question, const std::string& author, PreflightReply& out) {
    if (question.action != approvals::Release::card.action) {
        question.about = question.action;
        question.action = std::string(approvals::Release::card.action);
    }
    const auto people = everybodyBut(cx, author);
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

Status Gate::Room::preflight(RunContext& cx, const approvals::Preflight& asked) {
    std::string command = asked.command, body = asked.body.text, author = cx.who().actor.id;
    PreflightReply out;
    if (asked.approval) {
        const auto frozen = cx.views().find<Approval>(asked.approval->str());
        if (!frozen) return problem("not_found", "there is no such approval request");
        command = std::string(approvals::Release::card.name);
        body = toJson(approvals::Release{frozen->id, frozen->digest});
        author = frozen->submittedBy.id;
        out.needed = frozen->needed - frozen->have();
    }
    const auto found = handlers.find(command);
    if (found == handlers.end() || found->second.card.question) return problem("unknown_command", "there is no such command to look ahead of");
    const Registered& slot = found->second;
    CommandCard card = slot.card;
    if (!asked.action.empty()) card.action = asked.action;
    Judged judged = judge(cx.who(), card, body, cx, true);
    AccessQuestion& question = judged.facts.question;
    if (asked.approval) out.blockedBy = whyNotRelease(cx, *asked.approval, judged);
    out.command = command;
    out.decision = judged.decision;
    out.requested = access::requestedScope(question);
    out.channels = judged.facts.channels;
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
        if (out.needed > 0 && out.decision.allowed) nameApprovers(cx, *matrix, question, author, out);
    }
    for (const access::PlaceReach& place : out.places) out.outside += place.allowed ? 0 : place.recipients;
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
    nameApprovers(cx, *matrix, facts.question, frozen.submittedBy.id, named);
    std::vector<std::string> out;
    for (const auto& channel : named.approvers) {
        for (const access::EligiblePerson& person : channel.people) out.push_back(person.id);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::string Gate::Room::whyNotRelease(RunContext& cx, ApprovalId id, const Judged& judged) {
    const auto frozen = cx.views().find<Approval>(id.str());
    const auto slot = handlers.find(frozen->command);
    const bool selfCounts = slot != handlers.end() && slot->second.card.risk != RiskClass::high && judged.decision.selfApproval;
    const auto may = approvals::mayRelease(*frozen, cx.who(), frozen->digest, cx.ledgerNow(), selfCounts);
    return may.ok() ? std::string() : may.problem().code;
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
