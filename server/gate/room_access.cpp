// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// May they? The one engine is asked with what is true at this moment: the person's roles, the live matrix, the command's facts.
#include "server/gate/room.h"
#include "shared/access/gate_events.h"
#include "shared/access/mapped_access.h"
#include "shared/access/user.h"
#include "shared/approvals/approval_commands.h"

namespace ok {
namespace {

bool isMachine(const SecurityContext& who) {
    return std::any_of(who.roles.begin(), who.roles.end(), [](const std::string& r) { return r == "system" || r == "intake"; });
}

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) out += (out.empty() ? "" : ",") + value;
    return out;
}

std::string namesOf(const std::vector<access::Dimension>& dimensions) {
    std::vector<std::string> names;
    for (const access::Dimension d : dimensions) names.push_back(enumName(d));
    return joined(names);
}

/// The scopes of the first policies that allow it.
std::vector<access::Scope> authorizedBy(const access::CompiledMatrix& matrix, const AccessDecision& decision) {
    constexpr std::size_t most = 4;
    const auto& policies = matrix.matrix().policies;   // in order of id
    std::vector<access::Scope> out;
    for (const std::string& id : decision.policies) {
        const auto at = std::lower_bound(policies.begin(), policies.end(), id, [](const access::Policy& p, const std::string& name) { return p.id < name; });
        if (decision.allowed && out.size() < most && at != policies.end() && at->id == id) out.push_back(at->scope);
    }
    return out;
}

bool isWordOfTheMatrix(std::string_view action) {
    const auto known = access::knownActions();
    return std::any_of(known.begin(), known.end(), [action](const access::ActionInfo& a) { return a.name == action && !a.word.empty(); });
}

}  // namespace

// A session knows the roles of its beginning. What was taken away since holds at once; what was given needs no session, it
// comes with the matrix and the directory.
access::Principal Gate::Room::principalNow(RunContext& cx, const SecurityContext& who) {
    access::Principal out = access::principalOf(who);
    if (who.actor.type != ActorType::human || isMachine(who)) return out;
    if (const auto user = cx.views().find<access::User>(who.actor.id)) {
        if (user->disabled) return {.id = who.actor.id, .roles = {}, .groups = {}, .mapped = {}};
        std::erase_if(out.roles, [&](const std::string& role) { return std::find(user->roles.begin(), user->roles.end(), role) == user->roles.end(); });
    }
    if (const auto given = cx.views().find<access::MappedAccess>(who.actor.id)) {
        out.groups.insert(out.groups.end(), given->groups.begin(), given->groups.end());
        out.mapped = given->assignments;
    }
    return out;
}

void Gate::Room::readFacts(const std::string& command, std::string_view body, RunContext& cx, ScopeFacts& out) {
    if (const auto read = factReaders.find(command); read != factReaders.end()) read->second(cx, body, out);
    if (command != approvals::Release::card.name) return;
    // Who releases needs the right for what is released: its channels, its places, its size.
    const auto asked = fromJson<approvals::Release>(body);
    if (!asked.ok()) return;
    const auto frozen = cx.views().find<approvals::Approval>(asked->approval.str());
    if (!frozen) return;
    readFacts(frozen->command, frozen->body.text, cx, out);
    if (const auto slot = handlers.find(frozen->command); slot != handlers.end()) out.question.about = std::string(slot->second.card.action);
}

Gate::Room::Judged Gate::Room::judge(const SecurityContext& who, const CommandCard& card, std::string_view body, RunContext& cx, bool preview) {
    Judged out;
    access::MatrixPtr matrix = cx.matrix(parts.grants);
    // The server's own work goes on under a document that is wrong about people.
    if (!matrix && isMachine(who)) matrix = access::builtinMatrix();
    const access::Principal person = principalNow(cx, who);
    if (matrix && !isMachine(who)) {
        const access::Looks looks = access::looksAt(*matrix, person);
        out.facts.wantsPlaces = looks.places || preview;
        out.facts.wantsAudience = looks.audience || preview;
        out.facts.wantsChannels = preview;
        readFacts(std::string(card.name), body, cx, out.facts);
    }
    AccessQuestion& question = out.facts.question;
    question.action = std::string(card.action);
    question.at = cx.ledgerNow();
    out.decision = decideAccess(who, person, question, matrix.get());
    if (matrix) out.authorized = authorizedBy(*matrix, out.decision);
    return out;
}

CommandAnswer Gate::Room::refuseAccess(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx) {
    const AccessDecision& d = judged.decision;
    cx.emit(AccessRefused{std::string(card.action), std::string(card.name), d.reason, who.roles, d.rolesThatMay, d.policyVersion, d.missing,
                          d.policies, d.denyPolicy, d.hardLimit, d.change, access::requestedScope(judged.facts.question)},
            {.stream = Stream::decisions});
    std::map<std::string, std::string> details{{"action", std::string(card.action)}, {"rule", d.rule}, {"reason", d.reason}, {"decision_id", d.decisionId},
                                               {"roles_that_may", joined(d.rolesThatMay)}, {"policy_version", d.policyVersion}};
    if (!d.missing.empty()) details["missing"] = namesOf(d.missing);
    if (!d.denyPolicy.empty()) details["deny_policy"] = d.denyPolicy, details["precedence"] = d.precedence;
    for (const access::ChangedDimension& change : d.change) details["allowed_" + enumName(change.dimension)] = joined(change.values);
    CommandAnswer out;
    out.reply = problem("access_denied", d.reason == "safe_deny" ? "the roles document is not valid, so nobody is let through" : "your roles do not allow this", std::move(details));
    return out;
}

void Gate::Room::noteAllowed(const SecurityContext& who, const CommandCard& card, const Judged& judged, const std::string& justification, RunContext& cx) {
    if (who.actor.type != ActorType::human || isMachine(who) || !isWordOfTheMatrix(card.action)) return;
    // Releasing what has no dimensions is told whole by the release's own entry.
    const std::string& about = judged.facts.question.about;
    if (!about.empty() && access::dimensionsOf(about) == access::noDimensions) return;
    const AccessDecision& d = judged.decision;
    cx.emit(AccessAllowed{std::string(card.action), std::string(card.name), d.reason, who.roles, d.role, d.policyVersion, d.policies,
                          access::requestedScope(judged.facts.question), judged.authorized, d.softLimits},
            {.justification = d.softLimits.empty() ? std::string() : justification, .stream = Stream::decisions});
}

Status Gate::Room::checkSoftLimits(const Judged& judged, const std::string& rationale) {
    if (!judged.decision.allowed || judged.decision.softLimits.empty()) return {};
    if (rationale.size() >= limitJustification) return {};
    const auto& audience = judged.facts.question.audience;
    return problem("justification_required", "this is unusually large: say why in at least 20 characters",
                   {{"limits", joined(judged.decision.softLimits)}, {"audience", audience ? std::to_string(*audience) : ""},
                    {"decision_id", judged.decision.decisionId}});
}

}  // namespace ok
