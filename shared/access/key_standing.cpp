// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/key_standing.h"

#include <algorithm>
#include <set>

namespace ok::access {
namespace {

constexpr Duration week = hours(24 * 7);

Duration days(int count) { return hours(24 * static_cast<std::int64_t>(count)); }

bool counts(const KeyPolicy& policy, const SecurityKey& key, Instant now, const FactsOf& facts) {
    return key.state == KeyState::active && !isExpired(policy, key, now) &&
           judgeUse(policy, key.aaguid, key.backupEligible, facts ? facts(key.aaguid).get() : nullptr).ok();
}

int countOf(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, Instant now, const FactsOf& facts) {
    return static_cast<int>(std::count_if(keys.begin(), keys.end(), [&](const SecurityKey& key) { return counts(policy, key, now, facts); }));
}

bool demands(const KeyPolicy& policy, const std::string& role) {
    return std::find(policy.rolesWithKeys.begin(), policy.rolesWithKeys.end(), role) != policy.rolesWithKeys.end();
}

void addShortfalls(KeyStanding& out, const KeyPolicy& policy, const std::vector<SecurityKey>& keys, Instant now, const FactsOf& facts) {
    for (const SecurityKey& key : keys) {
        if (key.state == KeyState::removed) continue;
        const auto add = [&](const char* kind) { out.shortfalls.push_back({kind, key.name, key.id}); };
        const Instant renew = renewBy(policy, key);
        if (isExpired(policy, key, now)) add("key_expired");
        else if (key.state == KeyState::suspended) add("key_suspended");
        else if (!counts(policy, key, now, facts)) add("key_not_approved");
        else if (renew.known() && now >= renew - days(policy.reminderDays)) add("key_renewal_due");
    }
}

}  // namespace

Instant renewBy(const KeyPolicy& policy, const SecurityKey& key) {
    return policy.renewAfterDays > 0 ? key.enrolledAt + days(policy.renewAfterDays) : Instant{};
}

Instant expiresAt(const KeyPolicy& policy, const SecurityKey& key) {
    const Instant renew = renewBy(policy, key);
    return renew.known() ? renew + days(policy.renewGraceDays) : Instant{};
}

bool isExpired(const KeyPolicy& policy, const SecurityKey& key, Instant now) {
    const Instant end = expiresAt(policy, key);
    return key.state == KeyState::expired || (key.state == KeyState::active && end.known() && now >= end);
}

KeyStanding standingOf(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, const std::vector<std::string>& roles, Instant now,
                       const FactsOf& facts) {
    KeyStanding out;
    out.has = countOf(policy, keys, now, facts);
    addShortfalls(out, policy, keys, now, facts);
    for (const std::string& role : roles) {
        if (demands(policy, role)) out.withheld.push_back(role);
    }
    if (out.withheld.empty()) return out;
    out.needed = policy.keysPerPerson;
    if (out.has >= out.needed) {
        out.withheld.clear();
        return out;
    }
    out.compliant = false;
    out.shortfalls.insert(out.shortfalls.begin(), {"keys_missing", std::to_string(out.needed - out.has), {}});
    const Instant end = policy.demandedSince.known() ? policy.demandedSince + days(policy.graceDays) : Instant{};
    if (end.known() && now < end) {
        out.graceUntil = end;
        out.withheld.clear();
    }
    return out;
}

int keysMissingFor(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, const std::string& role, Instant now, const FactsOf& facts) {
    if (!demands(policy, role)) return 0;
    return std::max(0, policy.keysPerPerson - countOf(policy, keys, now, facts));
}

FactsOf factsIn(Views& views) {
    return [&views](const std::string& aaguid) { return views.find<ModelFacts>(aaguid); };
}

RoleBook::RoleBook(Views& views, Instant now) : m_views(views), m_now(now), m_live(views.find<LiveRoles>("live")) {
    if (!m_live) return;
    for (const Assignment& a : m_live->matrix.assignments) (a.kind == PrincipalKind::user ? m_users : m_groups)[a.principal].push_back(&a);
}

std::vector<std::string> RoleBook::of(const std::string& user, const std::vector<std::string>& own) const {
    std::set<std::string> out(own.begin(), own.end());
    const auto take = [&](const Assignment& a) {
        if (!a.until || m_now < *a.until) out.insert(a.role);
    };
    const auto takeAll = [&](const Held& held, const std::string& principal) {
        const auto found = held.find(principal);
        if (found == held.end()) return;
        for (const Assignment* a : found->second) take(*a);
    };
    takeAll(m_users, user);
    if (const auto mapped = m_views.find<MappedAccess>(user)) {
        for (const Assignment& a : mapped->assignments) take(a);
        for (const std::string& group : mapped->groups) takeAll(m_groups, group);
    }
    return {out.begin(), out.end()};
}

RolesWithheld::RolesWithheld(Views& views, Instant now) : m_views(views), m_now(now), m_policy(views.find<KeyPolicy>("keys")) {}

std::vector<std::string> RolesWithheld::of(const std::string& user, const std::vector<std::string>& own) {
    if (!m_policy || m_policy->rolesWithKeys.empty()) return {};
    // Most people have their keys: what roles they hold need not be looked up.
    const auto lacking = standingOf(*m_policy, m_views.byKey<SecurityKey>("user", user), m_policy->rolesWithKeys, m_now, factsIn(m_views));
    if (lacking.withheld.empty()) return {};
    if (!m_book) m_book.emplace(m_views, m_now);
    std::vector<std::string> out = m_book->of(user, own);
    // A session's own list leaves out what does not count; the account has it all the same.
    if (const auto account = m_views.find<User>(user)) out.insert(out.end(), account->roles.begin(), account->roles.end());
    std::erase_if(out, [&](const std::string& role) { return !demands(*m_policy, role); });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

Problem personLacksKeys(const KeyPolicy& policy, const std::string& role, int missing) {
    return problem("person_lacks_keys", "this person has to enrol " + std::to_string(missing) + (missing == 1 ? " more security key" : " more security keys") +
                                            " before the role `" + role + "` can be given",
                   {{"aliases", "RBAC_POLICY_NONCOMPLIANT,POLICY_KEYS_MIN_NOT_MET"}, {"policy_id", "keys/" + std::to_string(policy.version)},
                    {"role", role}, {"missing", std::to_string(missing)}, {"needed", std::to_string(policy.keysPerPerson)}, {"link", "/sign-in"}});
}

Status keysForAssignments(Views& views, const RolesMatrix& before, const RolesMatrix& after, Instant now) {
    const auto policy = views.find<KeyPolicy>("keys");
    if (!policy || policy->rolesWithKeys.empty()) return {};
    std::set<std::pair<std::string, std::string>> had;
    for (const Assignment& a : before.assignments) had.emplace(a.principal, a.role);
    for (const Assignment& a : after.assignments) {
        if (a.kind != PrincipalKind::user || !demands(*policy, a.role) || had.contains({a.principal, a.role})) continue;
        const int missing = keysMissingFor(*policy, views.byKey<SecurityKey>("user", a.principal), a.role, now, factsIn(views));
        if (missing == 0) continue;
        Problem why = personLacksKeys(*policy, a.role, missing);
        why.details["person"] = a.principal;
        return why;
    }
    return {};
}

Instant nextMoment(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, Instant now) {
    Instant out;
    const auto consider = [&](Instant at) {
        if (at.known() && at > now && (!out.known() || at < out)) out = at;
    };
    for (const SecurityKey& key : keys) {
        if (key.state != KeyState::active || policy.renewAfterDays == 0) continue;
        consider(renewBy(policy, key) - days(policy.reminderDays));
        if (key.remindedAt.known()) consider(key.remindedAt + week);
        consider(expiresAt(policy, key));
    }
    return out;
}

bool reminderDue(const KeyPolicy& policy, const SecurityKey& key, Instant now) {
    const Instant renew = renewBy(policy, key);
    if (key.state != KeyState::active || !renew.known() || isExpired(policy, key, now)) return false;
    return now >= renew - days(policy.reminderDays) && (!key.remindedAt.known() || now - key.remindedAt >= week);
}

}  // namespace ok::access
