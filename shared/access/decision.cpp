// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The question as numbers, then for each of its parts: does a deny match, does an allow match, and if not, what was closest.
#include "shared/access/decision.h"
#include "shared/access/mapped_access.h"

#include <algorithm>
#include <set>

#include "shared/access/matrix_tables.h"
#include "shared/access/permissions.h"
#include "shared/access/smallest_change.h"

namespace ok::access {
namespace {

using namespace deciding;

WordNo wordIn(const MatrixTables& t, const Mapped& mapped, std::size_t dimension, std::string_view value) {
    const WordNo direct = mapped.find(t, dimension, value);
    if (direct != otherWord) return direct;
    return mapped.find(t, dimension, dimension == 0 ? canonicalChannel(value) : canonicalWord(value));
}

void statedWords(const MatrixTables& t, const Mapped& mapped, std::size_t dimension, const std::vector<std::string>& values, bool concerned, Words& out) {
    for (const std::string& value : values) out.push_back(wordIn(t, mapped, dimension, value));
    if (out.empty()) out.push_back(concerned ? notStated : notConcerned);
}

void statedPlaces(const MatrixTables& t, const Mapped& mapped, const AccessQuestion& q, bool concerned, Places& out) {
    std::string key;
    for (const std::string& territory : q.territories) {
        // A drawn area may be named as such (`a:harbour`): the list of permissions does.
        if (territory.starts_with("a:")) key = territory;
        else key.assign("t:").append(territory);
        out.push_back({mapped.find(t, 1, key)});
    }
    if (!q.points.empty()) {
        for (const AreaTags& tags : t.areas.distinct(q.points)) {
            Place place;
            for (const std::uint32_t tag : tags) place.push_back(tag);
            if (place.empty()) place.push_back(otherWord);
            out.push_back(std::move(place));
        }
    }
    if (out.empty()) out.push_back({concerned ? notStated : notConcerned});
}

// A role without the keys it asks for gives nothing any more. What it forbids stays forbidden: else losing a key would free hands.
void takeWithheld(const MatrixTables& t, const Principal& who, Grants& out, Grants& withheld) {
    for (const Assignment& a : who.mapped) {
        if (a.source != withheldSource) continue;
        const auto found = t.roles.find(a.role);
        if (found == t.roles.end()) continue;
        const auto kept = std::partition(out.begin(), out.end(), [&](const Grant* grant) { return grant->role != found->second; });
        withheld.insert(withheld.end(), kept, out.end());
        out.erase(kept, out.end());
    }
}

void collectGrants(const MatrixTables& t, const Principal& who, const Mapped& mapped, Instant at, Grants& out, Grants& withheld) {
    const auto give = [&](const Grant& grant) {
        if (!grant.until.known() || at < grant.until) out.push_back(&grant);
    };
    for (const std::string& role : who.roles) {
        if (const auto found = t.roles.find(role); found != t.roles.end()) out.push_back(&t.wholeRoles[found->second]);
    }
    if (!t.users.empty()) {
        if (const auto found = t.users.find(who.id); found != t.users.end()) std::for_each(found->second.begin(), found->second.end(), give);
    }
    if (!t.groups.empty()) {
        for (const std::string& group : who.groups) {
            if (const auto found = t.groups.find(group); found != t.groups.end()) std::for_each(found->second.begin(), found->second.end(), give);
        }
    }
    std::for_each(mapped.grants().begin(), mapped.grants().end(), give);
    takeWithheld(t, who, out, withheld);
    if (out.size() < 2) return;
    // In whatever order roles are held, the answer is the same.
    std::sort(out.begin(), out.end(), [](const Grant* a, const Grant* b) { return *a < *b; });
    out.erase(std::unique(out.begin(), out.end(), [](const Grant* a, const Grant* b) { return *a == *b; }), out.end());
}

void noteMatch(Verdict& out, std::uint32_t policy) {
    const auto end = out.matched.begin() + out.matchedCount;
    const auto at = std::lower_bound(out.matched.begin(), end, policy);
    if (at != end && *at == policy) return;
    if (out.matchedCount == Verdict::maxMatched) {
        if (at == end) return;
        --out.matchedCount;
    }
    std::move_backward(at, out.matched.begin() + out.matchedCount, out.matched.begin() + out.matchedCount + 1);
    *at = policy;
    ++out.matchedCount;
}

/// True when an allow matches this part.
bool matchAllows(const MatrixTables& t, const Case& c, Verdict& out) {
    bool matched = false;
    for (const Grant* grant : c.grants) {
        const Block* block = t.block(grant->role, c.action, Effect::allow);
        if (block == nullptr || failingWithin(t, c.mapped, *grant, c.part) != noDimensions) continue;
        Scratch scratch;
        const Rows rows = rowsOf(*block, c.part, Effect::allow, scratch);
        for (std::size_t w = 0; w < block->words; ++w) {
            Bits hits = rows[0][w] & rows[1][w] & rows[2][w] & rows[3][w] & rows[4][w];
            for (; hits != 0; hits &= hits - 1) {
                const std::uint32_t policy = block->policies[w * 64 + static_cast<std::size_t>(__builtin_ctzll(hits))];
                if (!matched && out.role == Verdict::none) out.role = grant->role;
                matched = true;
                out.selfApproval = out.selfApproval || t.matrix.policies[policy].selfApproval;
                noteMatch(out, policy);
            }
        }
    }
    return matched;
}

void judge(const MatrixTables& t, const Case& c, Verdict& out) {
    const std::uint32_t deny = firstDeny(t, c, c.part);
    const bool allowed = matchAllows(t, c, out);
    if (allowed && deny == Verdict::none) return;
    const bool first = out.allowed;
    out.allowed = false;
    if (deny != Verdict::none && out.deny == Verdict::none) out.deny = deny;
    findChange(t, c, deny, allowed, first, out);
}

/// How many different territories are touched; points outside every known one count as one more.
std::int64_t territoriesOf(const MatrixTables& t, const AccessQuestion& q, const Places& places) {
    std::set<std::string> touched(q.territories.begin(), q.territories.end());
    for (std::size_t i = q.territories.size(); i < places.size(); ++i) {   // what points lie in stands after what is named
        for (const WordNo word : places[i]) {
            if (word < firstWord) touched.insert(std::string());
            else if (t.books[1].text(word).starts_with("t:")) touched.insert(t.books[1].text(word).substr(2));
        }
    }
    return static_cast<std::int64_t>(touched.size());
}

void judgeLimits(const MatrixTables& t, const AccessQuestion& q, const Places& places, const Case& c, const Asked& asked, Verdict& out) {
    std::size_t soft = 0;
    for (std::size_t i = 0; i < t.limitScopes.size(); ++i) {
        const Limit& limit = t.matrix.limits[i];
        const bool people = limit.metric == "audience";
        if (people && !q.audience) continue;
        if (!people && places[0][0] == notConcerned) continue;
        const std::int64_t count = people ? *q.audience : territoriesOf(t, q, places);
        if (count <= limit.most || !anyPartWithin(t.scopes[t.limitScopes[i]], asked, c.part)) continue;
        if (limit.kind == LimitKind::hard && out.limit == Verdict::none) out.limit = static_cast<std::uint32_t>(i);
        if (limit.kind == LimitKind::soft && soft < out.softLimits.size()) out.softLimits[soft++] = static_cast<std::uint32_t>(i);
    }
}

bool isMachine(const MatrixTables& t, const Grants& grants) {
    return std::any_of(grants.begin(), grants.end(), [&](const Grant* g) { return t.roleNames[g->role] == "system"; });
}

AccessReason reasonOf(const Verdict& v) {
    if (v.deny != Verdict::none) return AccessReason::explicit_deny_override;
    if (v.missing == noDimensions) return AccessReason::no_matching_allow;
    if ((v.missing & setOf(Dimension::geography)) != 0) return AccessReason::target_outside_authorized_geography;
    return AccessReason::scope_mismatch;
}

Verdict decideNow(const MatrixTables& t, const Principal& who, const AccessQuestion& q) {
    Verdict out;
    Grants grants, withheld;
    const Mapped mapped(t, who);
    collectGrants(t, who, mapped, q.at, grants, withheld);
    const std::int32_t action = t.actionNo(q.action);
    const DimensionSet concerned = !q.about.empty() ? dimensionsOf(q.about) : action >= 0 ? t.dimensions[static_cast<std::size_t>(action)] : dimensionsOf(q.action);
    const auto has = [concerned](Dimension d) { return (concerned & setOf(d)) != 0; };
    Asked asked;
    statedWords(t, mapped, 0, q.channels, has(Dimension::channel), asked.channels);
    statedPlaces(t, mapped, q, has(Dimension::geography), asked.places);
    statedWords(t, mapped, 2, q.severities, has(Dimension::severity), asked.severities);
    statedWords(t, mapped, 3, q.contentTypes, has(Dimension::content_type), asked.contentTypes);
    Case c{grants, withheld, mapped, action, {}};
    c.part.audience = q.audience.value_or(0);
    c.part.audienceStated = q.audience ? Stated::yes : has(Dimension::audience) ? Stated::no : Stated::not_concerned;
    out.allowed = true;
    for (const WordNo channel : asked.channels) {
        for (const Place& place : asked.places) {
            for (const WordNo severity : asked.severities) {
                for (const WordNo content : asked.contentTypes) {
                    c.part.word = {channel, 0, severity, content};
                    c.part.place = &place;
                    judge(t, c, out);
                }
            }
        }
    }
    out.reason = out.allowed ? AccessReason::allowed : reasonOf(out);
    if (!out.allowed) {
        out.role = Verdict::none;
        if (out.deny == Verdict::none) out.matchedCount = 0;
    }
    if (!t.limitScopes.empty() && out.allowed && !isMachine(t, grants)) {
        judgeLimits(t, q, asked.places, c, asked, out);
        if (out.limit != Verdict::none) out.allowed = false, out.reason = AccessReason::hard_limit;
    }
    return out;
}

}  // namespace

bool mayEver(const CompiledMatrix& matrix, const Principal& who, std::string_view action, Instant at) {
    const MatrixTables& t = matrix.tables();
    Grants grants, withheld;
    const Mapped mapped(t, who);
    collectGrants(t, who, mapped, at, grants, withheld);
    const std::int32_t number = t.actionNo(action);
    return std::any_of(grants.begin(), grants.end(), [&](const Grant* grant) { return t.block(grant->role, number, Effect::allow) != nullptr; });
}

Verdict decide(const CompiledMatrix* matrix, const Principal& who, const AccessQuestion& question) noexcept {
    try {
        if (matrix != nullptr) return decideNow(matrix->tables(), who, question);
    } catch (...) {  // out of memory, a table that is not what it should be: nobody is let through by it
    }
    return {};
}

}  // namespace ok::access
