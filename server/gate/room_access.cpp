// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// May they? The one engine is asked with what is true at this moment: the person's roles, the live matrix, the command's facts.
#include "server/gate/room.h"
#include "shared/access/gate_events.h"
#include "shared/access/key_standing.h"
#include "shared/access/mapped_access.h"
#include "shared/access/purposes.h"
#include "shared/access/user.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/override_review.h"

namespace ok {
namespace {

bool isMachine(const SecurityContext& who) {
    return std::any_of(who.roles.begin(), who.roles.end(), [](const std::string& r) { return r == "system" || r == "intake"; });
}

// Would it be allowed if the person had the keys their roles ask for? Then that is what has to be said. A session's own list
// of roles leaves out what does not count.
bool allowedWithKeys(const SecurityContext& who, access::Principal person, const AccessQuestion& question, const access::CompiledMatrix* matrix,
                     RunContext& cx) {
    std::vector<std::string> withheld;
    for (const access::Assignment& a : person.mapped) {
        if (a.source == access::withheldSource) withheld.push_back(a.role);
    }
    if (withheld.empty()) return false;
    std::erase_if(person.mapped, [](const access::Assignment& a) { return a.source == access::withheldSource; });
    if (const auto user = cx.views().find<access::User>(who.actor.id)) {
        for (const std::string& role : withheld) {
            if (std::find(user->roles.begin(), user->roles.end(), role) != user->roles.end()) person.roles.push_back(role);
        }
    }
    return decideAccess(who, person, question, matrix).allowed;
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
        if (out.size() < most && at != policies.end() && at->id == id) out.push_back(at->scope);
    }
    return out;
}

/// Never empty: the policies that decided, or what stood in the way.
std::string rationaleOf(const AccessDecision& d) {
    std::string out = d.reason;
    if (!d.denyPolicy.empty()) return out + ": " + d.denyPolicy;
    if (!d.hardLimit.empty()) return out + ": " + d.hardLimit;
    if (!d.missing.empty()) return out + ": outside " + namesOf(d.missing);
    if (!d.policies.empty()) out += " by " + joined(d.policies);
    return out;
}

std::string_view wordOf(std::string_view action) {
    for (const access::ActionInfo& info : access::knownActions()) {
        if (info.name == action) return info.word;
    }
    return {};
}

EventOptions aboutDecision(const ScopeFacts& facts) {
    EventOptions out;
    out.stream = Stream::decisions;
    if (!facts.incident.empty()) out.subjects.push_back(facts.incident);
    return out;
}

}  // namespace

AccessCircumstances circumstancesOf(const SecurityContext& who, const CommandCard& card, const ScopeFacts& facts, const AccessDecision& d, RunContext& cx) {
    AccessCircumstances out;
    out.word = std::string(wordOf(card.action));
    out.actorRole = d.role.empty() ? joined(who.roles) : d.role;
    out.channel = facts.question.channels;
    out.contentType = facts.question.contentTypes;
    out.geography = facts.question.territories;
    out.severity = facts.question.severities;
    out.incidentId = facts.incident;
    out.requestId = cx.command().str();
    out.traceId = who.traceId.empty() ? traceOf(cx.command()) : who.traceId;
    out.ipAddress = who.address;
    out.userAgent = who.userAgent;
    out.environment = who.drill ? "drill" : "production";
    out.purpose = who.purpose.empty() ? std::string(card.purpose) : who.purpose;
    out.authority = who.authority;
    return out;
}

// Whose purpose is stated but no word of ours is refused as well: a decision log that says anything says nothing.
Status Gate::Room::checkPurpose(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx) {
    if (isMachine(who)) return {};
    const std::string_view wanted = purposesOf(card.name);
    const bool demanded = !wanted.empty();
    if (who.purpose.empty() && !demanded) return {};
    if (!who.purpose.empty() && purposeIn(demanded ? wanted : everyPurpose, who.purpose)) return {};
    const std::string code = who.purpose.empty() ? "purpose_required" : "purpose_not_allowed";
    cx.emit(AccessRefused{.action = std::string(card.action), .command = std::string(card.name), .rule = code, .roles = who.roles,
                          .policyVersion = judged.decision.policyVersion, .requestedScopes = access::requestedScope(judged.facts.question),
                          .authorizedScopes = judged.authorized, .decisionRationale = code + ": `" + who.purpose.substr(0, 40) + "`",
                          .circumstances = circumstancesOf(who, card, judged.facts, judged.decision, cx)},
            aboutDecision(judged.facts));
    return problem(code, who.purpose.empty() ? "say what this is for: it is kept with the decision" : "this is not for that purpose",
                   {{"action", std::string(card.action)}, {"decision_id", judged.decision.decisionId}, {"rule", code},
                    {"purposes", std::string(demanded ? wanted : everyPurpose)}});
}

// A session knows the roles of its beginning. What was taken away since holds at once; what was given needs no session, it
// comes with the matrix and the directory.
access::Principal Gate::Room::principalNow(RunContext& cx, const SecurityContext& who) {
    access::Principal out = access::principalOf(who);
    if (who.actor.type != ActorType::human || isMachine(who)) return out;
    out.mapped.clear();   // what a session knows of it is older than the views
    if (const auto user = cx.views().find<access::User>(who.actor.id)) {
        if (user->disabled) return {.id = who.actor.id, .roles = {}, .groups = {}, .mapped = {}};
        std::erase_if(out.roles, [&](const std::string& role) { return std::find(user->roles.begin(), user->roles.end(), role) == user->roles.end(); });
    }
    if (const auto given = cx.views().find<access::MappedAccess>(who.actor.id)) {
        out.groups.insert(out.groups.end(), given->groups.begin(), given->groups.end());
        out.mapped = given->assignments;
    }
    access::withhold(out.mapped, out.id, access::RolesWithheld(cx.views(), cx.ledgerNow()).of(out.id, out.roles));
    return out;
}

void Gate::Room::readFacts(const std::string& command, std::string_view body, RunContext& cx, ScopeFacts& out) {
    if (const auto read = factReaders.find(command); read != factReaders.end()) read->second(cx, body, out);
    if (command == approvals::OverrideDraft::card.name) {
        // Who breaks the glass over a draft needs the right for what would leave.
        const auto draft = fromJson<approvals::OverrideDraft>(body);
        if (draft.ok() && draft->command != command) readFacts(draft->command, draft->body.text, cx, out);
        return;
    }
    const bool releases = command == approvals::Release::card.name;
    if (!releases && command != approvals::Override::card.name && command != approvals::ConfirmOverride::card.name) return;
    // Who lets something out needs the right for what leaves: its channels, its places, its size.
    const auto asked = parseJson(body);
    const auto id = asked.ok() ? ApprovalId::parse(asked->root()["approval"].text().value_or("")) : Result<ApprovalId>(asked.problem());
    const auto frozen = id.ok() ? cx.views().find<approvals::Approval>(id->str()) : nullptr;
    if (!frozen) return;
    readFacts(frozen->command, frozen->body.text, cx, out);
    if (!releases) return;
    if (const auto slot = handlers.find(frozen->command); slot != handlers.end()) out.question.about = std::string(slot->second.card.action);
}

Judged Gate::Room::judge(const SecurityContext& who, const CommandCard& card, std::string_view body, RunContext& cx, bool preview) {
    Judged out;
    access::MatrixPtr matrix = cx.matrix(parts.grants);
    // The server's own work goes on under a document that is wrong about people.
    if (!matrix && isMachine(who)) matrix = access::builtinMatrix();
    const access::Principal person = principalNow(cx, who);
    if (matrix && !isMachine(who)) {
        const access::Looks asks = access::looksAt(*matrix, person);
        out.facts.wantsPlaces = asks.places || preview;
        out.facts.wantsAudience = asks.audience || preview;
        out.facts.wantsChannels = preview;
        readFacts(std::string(card.name), body, cx, out.facts);
    }
    AccessQuestion& question = out.facts.question;
    question.action = std::string(card.action);
    question.at = cx.ledgerNow();
    out.decision = decideAccess(who, person, question, matrix.get());
    if (!out.decision.allowed) out.keysMissing = allowedWithKeys(who, person, question, matrix.get(), cx);
    if (matrix) out.authorized = authorizedBy(*matrix, out.decision);
    return out;
}

// The role is there and does not count: its holder lacks the keys that the utility asks for (F09.R4.A3, A5).
CommandAnswer Gate::Room::refuseWithoutKeys(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx) {
    const auto policy = cx.views().find<access::KeyPolicy>("keys");
    const auto keys = cx.views().byKey<access::SecurityKey>("user", who.actor.id);
    const auto standing = access::standingOf(*policy, keys, policy->rolesWithKeys, cx.ledgerNow(), access::factsIn(cx.views()));
    const AccessDecision& d = judged.decision;
    const std::string missing = std::to_string(standing.needed - standing.has);
    cx.emit(AccessRefused{.action = std::string(card.action), .command = std::string(card.name), .rule = "keys_required", .roles = who.roles,
                          .rolesThatMay = d.rolesThatMay, .policyVersion = d.policyVersion, .missing = d.missing, .policies = d.policies,
                          .denyPolicy = d.denyPolicy, .hardLimit = d.hardLimit, .change = d.change,
                          .requestedScopes = access::requestedScope(judged.facts.question), .authorizedScopes = judged.authorized,
                          .decisionRationale = "keys_required: " + missing + " more by keys/" + std::to_string(policy->version),
                          .circumstances = circumstancesOf(who, card, judged.facts, d, cx)},
            aboutDecision(judged.facts));
    CommandAnswer out;
    out.reply = problem("keys_required", "your role asks for " + std::to_string(standing.needed) + " security keys: enrol " + missing + " more",
                        {{"action", std::string(card.action)}, {"aliases", "RBAC_POLICY_NONCOMPLIANT,POLICY_KEYS_MIN_NOT_MET"},
                         {"policy_id", "keys/" + std::to_string(policy->version)}, {"needed", std::to_string(standing.needed)},
                         {"missing", missing}, {"link", "/sign-in"}});
    return out;
}

CommandAnswer Gate::Room::refuseAccess(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx) {
    if (judged.keysMissing) return refuseWithoutKeys(who, card, judged, cx);
    const AccessDecision& d = judged.decision;
    cx.emit(AccessRefused{.action = std::string(card.action), .command = std::string(card.name), .rule = d.reason, .roles = who.roles,
                          .rolesThatMay = d.rolesThatMay, .policyVersion = d.policyVersion, .missing = d.missing, .policies = d.policies,
                          .denyPolicy = d.denyPolicy, .hardLimit = d.hardLimit, .change = d.change,
                          .requestedScopes = access::requestedScope(judged.facts.question), .authorizedScopes = judged.authorized,
                          .decisionRationale = rationaleOf(d), .circumstances = circumstancesOf(who, card, judged.facts, d, cx)},
            aboutDecision(judged.facts));
    if (card.action == approvals::Override::card.action || card.action == approvals::ConfirmOverride::card.action) {
        cx.emit(approvals::breakGlassBlocked(std::string(card.name), who.actor.id, "access_denied", cx.clockNow()), {.stream = Stream::security});
    }
    std::map<std::string, std::string> details{{"action", std::string(card.action)}, {"rule", d.rule}, {"reason", d.reason}, {"decision_id", d.decisionId},
                                               {"roles_that_may", joined(d.rolesThatMay)}, {"policy_version", d.policyVersion}};
    if (!d.missing.empty()) details["missing"] = namesOf(d.missing);
    if (!d.denyPolicy.empty()) details["deny_policy"] = d.denyPolicy, details["precedence"] = d.precedence;
    for (const access::ChangedDimension& change : d.change) details["allowed_" + enumName(change.dimension)] = joined(change.values);
    CommandAnswer out;
    Problem why = problem("access_denied", d.reason == "safe_deny" ? "the roles document is not valid, so nobody is let through" : "your roles do not allow this", std::move(details));
    if (card.action == approvals::Release::card.action) why.details["aliases"] = "AUTH-ROLE-403";
    if (!d.rolesThatMay.empty()) why.details["missing_role"] = d.rolesThatMay.front();
    out.reply = std::move(why);
    return out;
}

void Gate::Room::noteAllowed(const SecurityContext& who, const CommandCard& card, const Judged& judged, const std::string& justification, RunContext& cx) {
    if (who.actor.type != ActorType::human || isMachine(who) || wordOf(card.action).empty()) return;
    // Releasing what has no dimensions is told whole by the release's own entry.
    const std::string& about = judged.facts.question.about;
    if (!about.empty() && access::dimensionsOf(about) == access::noDimensions) return;
    const AccessDecision& d = judged.decision;
    EventOptions options = aboutDecision(judged.facts);
    if (!d.softLimits.empty()) options.justification = justification;
    cx.emit(AccessAllowed{.action = std::string(card.action), .command = std::string(card.name), .rationale = d.reason, .roles = who.roles, .role = d.role,
                          .policyVersion = d.policyVersion, .policies = d.policies, .requestedScopes = access::requestedScope(judged.facts.question),
                          .authorizedScopes = judged.authorized, .softLimits = d.softLimits, .decisionRationale = rationaleOf(d),
                          .circumstances = circumstancesOf(who, card, judged.facts, d, cx)},
            std::move(options));
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
