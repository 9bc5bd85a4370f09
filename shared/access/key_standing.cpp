// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/key_standing.h"

#include <algorithm>

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

std::vector<std::string> rolesWithheld(Views& views, const std::string& user, Instant now) {
    const auto policy = views.find<KeyPolicy>("keys");
    if (!policy || policy->rolesWithKeys.empty()) return {};
    return standingOf(*policy, views.byKey<SecurityKey>("user", user), policy->rolesWithKeys, now, factsIn(views)).withheld;
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
