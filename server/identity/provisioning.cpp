// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/provisioning.h"

#include <algorithm>
#include <set>

#include "server/access/key_rules.h"
#include "server/access/role_evidence.h"
#include "shared/access/compiled_matrix.h"

namespace ok::identity {
namespace {

std::vector<std::string> rolesOf(const std::vector<access::Assignment>& assignments) {
    std::set<std::string> out;
    // A role within a scope is the matrix's to judge; only one that holds everywhere is a role of the account.
    for (const access::Assignment& a : assignments) {
        if (!a.within) out.insert(a.role);
    }
    return {out.begin(), out.end()};
}

std::int64_t countNew(const std::vector<access::Assignment>& now, const std::vector<access::Assignment>& then) {
    return std::count_if(now.begin(), now.end(), [&then](const access::Assignment& a) {
        return std::none_of(then.begin(), then.end(), [&a](const access::Assignment& b) { return a.id == b.id; });
    });
}

EventOptions about(UserId user, std::string justification = {}) {
    return {.subjects = {user.str()}, .justification = std::move(justification), .stream = Stream::security};
}

}  // namespace

MappingVersion liveMapping(Views& views) {
    const auto found = views.find<MappingVersion>("live");
    return found ? *found : MappingVersion{};
}

std::vector<access::RoleMaximum> maximaOf(Views& views) {
    const auto live = views.find<access::LiveRoles>("live");
    return live ? live->matrix.maxima : std::vector<access::RoleMaximum>();
}

std::vector<std::string> knownRoles(Views& views) {
    const auto live = views.find<access::LiveRoles>("live");
    std::vector<std::string> out;
    for (const access::Role& role : (live ? live->matrix : access::builtinRoles()).roles) out.push_back(role.id);
    return out;
}

std::vector<std::string> groupClosure(Views& views, const std::vector<std::string>& memberOf) {
    std::set<std::string> seen;
    std::vector<std::string> next = memberOf, out;
    while (!next.empty()) {
        const std::string id = std::move(next.back());
        next.pop_back();
        if (!seen.insert(id).second) continue;   // groups may hold each other
        const auto group = views.find<DirectoryGroup>(id);
        if (!group) continue;
        out.push_back(id);
        out.push_back(group->name);
        next.insert(next.end(), group->memberOf.begin(), group->memberOf.end());
    }
    return out;
}

Provisioning::Provisioning(CommandContext& cx) : m_cx(cx), m_rules(liveMapping(cx.views())), m_maxima(maximaOf(cx.views())) {}

std::vector<std::string> Provisioning::groupsOf(const std::vector<std::string>& memberOf) { return groupClosure(m_cx.views(), memberOf); }

MappingOutcome Provisioning::outcomeFor(const DirectoryUser& person) {
    IdentityFacts facts = person.facts;
    for (std::string& group : groupsOf(person.memberOf)) facts.groups.push_back(std::move(group));
    MappingOutcome out = mapIdentity(tidied(std::move(facts)), m_rules.rules, m_maxima);
    for (access::Assignment& a : out.assignments) {
        a.principal = person.id.str();
        a.source = person.source;
    }
    return out;
}

std::string Provisioning::freeLogin(const std::string& userName, UserId id) {
    const std::string login = loginFrom(userName);
    if (m_cx.views().byKey<access::User>("login", login).empty()) return login;
    // The account that has it is somebody else's: a provider's word does not make it this person's.
    return login.substr(0, 50) + "." + sha256(id.str()).hex().substr(0, 8);
}

RemapCounts Provisioning::create(DirectoryUser person) {
    if (!person.id.known()) person.id = m_cx.newId<UserId>();
    person.login = freeLogin(person.userName, person.id);
    person.createdAt = person.changedAt = m_cx.now();
    access::User account{.id = person.id, .login = person.login, .name = person.name, .disabled = !person.active, .createdAt = m_cx.now()};
    m_cx.emit(access::UserCreated{account}, about(person.id));
    m_cx.emit(PersonMirrored{person}, about(person.id));
    return remap(person.id.str());
}

RemapCounts Provisioning::update(DirectoryUser next, const std::string& reason) {
    const auto before = m_cx.views().find<DirectoryUser>(next.id.str());
    if (before && before->active && !next.active) return end(std::move(next), reason, false);
    const bool back = before && !before->active && next.active;
    DirectoryUser same = next;
    if (before) {
        same.version = before->version;
        same.changedAt = before->changedAt;
    }
    if (!before || !(same == *before)) {
        next.version = before ? before->version + 1 : 1;
        next.changedAt = m_cx.now();
        m_cx.emit(PersonMirrored{next}, about(next.id, reason));
    }
    if (back) m_cx.emit(access::UserDisabled{next.id, false}, about(next.id, reason));
    return remap(next.id.str());
}

int Provisioning::endSessions(UserId user, const std::string& reason) {
    int ended = 0;
    for (const access::Session& session : m_cx.views().byKey<access::Session>("user", user.str())) {
        if (session.revoked || session.expiresAt <= m_cx.clockNow()) continue;
        m_cx.emit(access::SessionRevoked{session.id, reason}, {.subjects = {user.str(), session.id.str()}, .justification = reason, .stream = Stream::security});
        ++ended;
    }
    return ended;
}

RemapCounts Provisioning::end(DirectoryUser person, const std::string& reason, bool removed) {
    person.active = false;
    person.removed = person.removed || removed;
    ++person.version;
    person.changedAt = m_cx.now();
    if (removed) {
        (void)m_cx.vault().erase(m_cx.tenant(), person.resource.token);
        person.resource = {};
        person.memberOf.clear();
        person.links.clear();
    }
    m_cx.emit(PersonMirrored{person}, about(person.id, reason));
    m_cx.emit(access::UserDisabled{person.id, true}, about(person.id, reason));
    const int sessions = endSessions(person.id, reason);
    m_cx.emit(PersonDeprovisioned{person.id, person.source, reason, sessions}, about(person.id, reason));
    return remap(person.id.str());
}

RemapCounts Provisioning::remap(const std::string& user) {
    const auto person = m_cx.views().find<DirectoryUser>(user);
    if (!person) return {};
    AccessMapped event;
    event.user = person->id;
    event.before.user = event.after.user = person->id;
    if (const auto held = m_cx.views().find<access::MappedAccess>(user)) event.before = *held;
    if (person->active && !person->removed) {
        MappingOutcome outcome = outcomeFor(*person);
        event.after.assignments = std::move(outcome.assignments);
        event.after.groups = groupsOf(person->memberOf);
        event.after.groups.insert(event.after.groups.end(), person->facts.groups.begin(), person->facts.groups.end());
        std::sort(event.after.groups.begin(), event.after.groups.end());
        event.after.groups.erase(std::unique(event.after.groups.begin(), event.after.groups.end()), event.after.groups.end());
        for (const RuleReason& reason : outcome.reasons) {
            if (reason.matched) event.rules.push_back(reason.rule);
        }
    }
    event.after.rulesVersion = m_rules.version;
    if (event.before.assignments == event.after.assignments && event.before.groups == event.after.groups) return {};
    RemapCounts out{countNew(event.after.assignments, event.before.assignments), countNew(event.before.assignments, event.after.assignments)};
    event.changeType = out.lost == 0 && out.gained > 0 ? "add" : out.gained == 0 && out.lost > 0 ? "remove" : "update";
    event.beforeStateHash = sha256(toJson(event.before));
    event.afterStateHash = sha256(toJson(event.after));
    event.roles = rolesOf(event.after.assignments);
    event.change = access::asChangedBy(m_cx, access::roleChange(user, access::PrincipalKind::user, {{}, event.before.groups, event.before.assignments},
                                                                {{}, event.after.groups, event.after.assignments}),
                                       "mapped from " + (person->source.empty() ? "the directory" : person->source) + " by rules version " + std::to_string(m_rules.version));
    const std::vector<std::string> roles = event.roles;
    const auto account = m_cx.views().find<access::User>(user);
    m_cx.emit(std::move(event), about(person->id));
    // Whoever follows accounts and sessions hears of roles in one way, wherever they come from.
    if (account && account->roles != roles) m_cx.emit(access::rolesGranted(m_cx, *account, roles, "mapped"), about(person->id));
    // A directory gives roles without asking for keys: that they do not count yet is told as of every other change.
    if (account && !access::policyOf(m_cx.views()).rolesWithKeys.empty()) access::noteStanding(m_cx, account->id);
    return out;
}

RemapCounts Provisioning::remapMembers(const std::string& group) {
    RemapCounts out;
    std::set<std::string> seen;
    std::vector<std::string> next{group};
    while (!next.empty()) {
        const std::string id = std::move(next.back());
        next.pop_back();
        if (!seen.insert(id).second) continue;
        for (const DirectoryUser& person : m_cx.views().byKey<DirectoryUser>("member_of", id)) out.add(remap(person.id.str()));
        for (const DirectoryGroup& inner : m_cx.views().byKey<DirectoryGroup>("member_of", id)) next.push_back(inner.id.str());
    }
    return out;
}

}  // namespace ok::identity
