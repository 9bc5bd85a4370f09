// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/identity/mapping.h"

#include <algorithm>
#include <set>

#include "shared/base/unicode.h"

namespace ok::identity {
namespace {

constexpr std::size_t mostRules = 2000, mostConditions = 20, mostValues = 200, mostAttributes = 60, longestValue = 200, mostGroups = 1000;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

const std::vector<std::string>& valuesOf(const IdentityFacts& facts, const std::string& attribute) {
    static const std::vector<std::string> none;
    const std::string name = comparable(attribute);
    if (name == "group") return facts.groups;
    const auto found = facts.attributes.find(name);
    return found == facts.attributes.end() ? none : found->second;
}

bool holds(const Condition& condition, const IdentityFacts& facts) {
    const auto& held = valuesOf(facts, condition.attribute);
    const bool any = condition.anyOf.empty() ? !held.empty()
                                             : std::any_of(condition.anyOf.begin(), condition.anyOf.end(), [&held](const std::string& wanted) {
                                                   const std::string key = comparable(wanted);
                                                   return std::any_of(held.begin(), held.end(), [&key](const std::string& h) { return comparable(h) == key; });
                                               });
    return any != condition.negated;
}

std::string wordsOf(const Condition& condition) {
    std::string out = condition.attribute + (condition.negated ? "!=" : "=");
    for (const std::string& v : condition.anyOf) out += (out.back() == '=' ? "" : "|") + v;
    return condition.anyOf.empty() ? out + "*" : out;
}

using List = std::vector<std::string>;

void tidy(List& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    if (std::binary_search(list.begin(), list.end(), access::every)) list = {std::string(access::every)};
}

/// Fills `$attribute` in; false: the person has no value for it.
bool fill(List& list, const IdentityFacts& facts, std::string (*canonical)(std::string_view)) {
    List out;
    for (const std::string& each : list) {
        if (!each.starts_with('$')) {
            out.push_back(canonical ? canonical(each) : each);
            continue;
        }
        const auto& values = valuesOf(facts, each.substr(1));
        if (values.empty()) return false;
        // A person's own `*` is a word like any other: only a rule may say "everywhere".
        for (const std::string& v : values) {
            if (trimmed(v) != access::every) out.push_back(canonical ? canonical(trimmed(v)) : std::string(trimmed(v)));
        }
    }
    const bool had = !list.empty();
    list = std::move(out);
    tidy(list);
    return !had || !list.empty();
}

bool isEvery(const List& list) { return list.size() == 1 && list.front() == access::every; }

bool covers(const List& wide, const List& narrow) {
    return isEvery(wide) || std::includes(wide.begin(), wide.end(), narrow.begin(), narrow.end());
}

bool covers(const access::Scope& wide, const access::Scope& narrow) {
    const bool geography = isEvery(wide.territories) || (covers(wide.territories, narrow.territories) && covers(wide.areas, narrow.areas));
    const bool size = !wide.maxAudience || (narrow.maxAudience && *narrow.maxAudience <= *wide.maxAudience);
    return covers(wide.channels, narrow.channels) && geography && covers(wide.severities, narrow.severities) &&
           covers(wide.contentTypes, narrow.contentTypes) && size && !wide.minAudience;
}

List common(const List& a, List b) {
    if (isEvery(a)) return b;
    if (isEvery(b)) return a;
    List out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

access::Scope tidied(access::Scope scope) {
    for (List* list : {&scope.channels, &scope.territories, &scope.areas, &scope.severities, &scope.contentTypes}) tidy(*list);
    return scope;
}

access::Scope common(const access::Scope& a, const access::Scope& b) {
    access::Scope out = a;
    out.channels = common(a.channels, b.channels);
    out.territories = common(a.territories, b.territories);
    out.areas = isEvery(b.territories) ? a.areas : common(a.areas, b.areas);
    out.severities = common(a.severities, b.severities);
    out.contentTypes = common(a.contentTypes, b.contentTypes);
    if (b.maxAudience) out.maxAudience = a.maxAudience ? std::min(*a.maxAudience, *b.maxAudience) : *b.maxAudience;
    return out;
}

bool reachesNothing(const access::Scope& s) {
    return s.channels.empty() || (s.territories.empty() && s.areas.empty()) || s.severities.empty() || s.contentTypes.empty();
}

access::Scope canonicalMaximum(access::Scope scope) {
    for (std::string& c : scope.channels) c = access::canonicalChannel(c);
    for (std::string& s : scope.severities) s = access::canonicalWord(s);
    for (std::string& c : scope.contentTypes) c = access::canonicalWord(c);
    return tidied(std::move(scope));
}

/// What a matching rule gives this person; nothing when it reaches nothing.
std::optional<access::Assignment> given(const MappingRule& rule, const IdentityFacts& facts, const std::vector<access::RoleMaximum>& maxima,
                                        std::string& note) {
    access::Scope scope = rule.within;
    const bool filled = fill(scope.channels, facts, access::canonicalChannel) && fill(scope.territories, facts, nullptr) &&
                        fill(scope.areas, facts, nullptr) && fill(scope.severities, facts, access::canonicalWord) &&
                        fill(scope.contentTypes, facts, access::canonicalWord);
    if (!filled || reachesNothing(scope)) {
        note = "no_value";
        return {};
    }
    for (const access::RoleMaximum& maximum : maxima) {
        if (maximum.role != rule.role && maximum.role != access::every) continue;
        const access::Scope cut = common(scope, canonicalMaximum(maximum.within));
        if (!(cut == scope)) note = "cut_to_maximum";
        scope = cut;
    }
    if (reachesNothing(scope)) {
        note = "beyond_maximum";
        return {};
    }
    access::Assignment out;
    out.role = rule.role;
    out.id = "map:" + sha256(rule.role + "\n" + toJson(scope)).hex().substr(0, 16);
    if (!(scope == access::Scope::everything())) out.within = std::move(scope);
    return out;
}

access::Scope scopeOf(const access::Assignment& a) { return a.within ? *a.within : access::Scope::everything(); }

void checkScopeLists(const access::Scope& scope, const std::string& at, std::vector<FieldProblem>& out) {
    const auto list = [&](const char* name, const List& values, bool needed) {
        if (needed && values.empty()) out.push_back({at + name, "empty", "name at least one, or `*` for all"});
        if (values.size() > mostValues) out.push_back({at + name, "too_many", "at most 200"});
        for (const std::string& v : values) {
            if (v.empty() || v.size() > longestValue || v == "$") out.push_back({at + name, "bad_value", "1 to 200 characters"});
        }
    };
    list("channels", scope.channels, true);
    list("territories", scope.territories, scope.areas.empty());
    list("areas", scope.areas, false);
    list("severities", scope.severities, true);
    list("content_types", scope.contentTypes, true);
}

// What holds names, addresses and numbers of people, or is said elsewhere.
bool personal(std::string_view name) {
    static const std::set<std::string, std::less<>> names{
        "schemas", "id", "externalid", "meta", "username", "name", "displayname", "nickname", "profileurl", "emails", "phonenumbers", "ims",
        "photos", "addresses", "x509certificates", "password", "active", "groups", "employeenumber", "manager", "members"};
    return names.contains(name);
}

void take(IdentityFacts& facts, const std::string& name, const JsonValue& value) {
    const std::string key = asciiLower(name);
    const auto add = [&](const JsonValue& v) {
        std::string text;
        if (v.text() != nullptr) text = *v.text();
        else if (v.boolean() != nullptr) text = *v.boolean() ? "true" : "false";
        else if (v.integer() != nullptr) text = std::to_string(*v.integer());
        else text = std::string(v.textAt("value"));
        if (!text.empty()) facts.attributes[key].push_back(std::move(text));
    };
    if (value.array() == nullptr) return add(value);
    for (const JsonValue& item : *value.array()) add(item);
}

}  // namespace

std::string comparable(std::string_view text) { return asciiLower(trimmed(isAscii(text) ? std::string(text) : toNfc(text))); }

IdentityFacts tidied(IdentityFacts facts) {
    IdentityFacts out;
    const auto clean = [](std::vector<std::string> values, std::size_t most) {
        for (std::string& v : values) v = std::string(cutUtf8(trimmed(v), longestValue));
        std::erase(values, "");
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        if (values.size() > most) values.resize(most);
        return values;
    };
    for (auto& [name, values] : facts.attributes) {
        const std::string key = comparable(name);
        if (key.empty() || key.size() > 100 || out.attributes.size() >= mostAttributes) continue;
        if (auto kept = clean(std::move(values), mostValues); !kept.empty()) out.attributes[key] = std::move(kept);
    }
    out.groups = clean(std::move(facts.groups), mostGroups);
    return out;
}

IdentityFacts factsOf(const JsonValue& resource, const std::vector<std::string>& groups) {
    IdentityFacts facts;
    facts.groups = groups;
    for (const auto& [name, value] : *resource.object()) {
        if (asciiLower(name).starts_with("urn:")) {
            if (value.object() == nullptr) continue;
            for (const auto& [inner, each] : *value.object()) {
                if (!personal(asciiLower(inner))) take(facts, inner, each);
            }
        } else if (!personal(asciiLower(name))) {
            take(facts, name, value);
        }
    }
    if (const JsonValue* held = resource.find("groups"); held != nullptr && held->array() != nullptr) {
        for (const JsonValue& item : *held->array()) {
            for (const char* each : {"display", "value"}) {
                if (!item.textAt(each).empty()) facts.groups.emplace_back(item.textAt(each));
            }
        }
    }
    return tidied(std::move(facts));
}

std::vector<FieldProblem> checkRules(const MappingRules& rules, const std::vector<std::string>& roles) {
    std::vector<FieldProblem> out;
    if (rules.schema != mappingSchema) out.push_back({"schema", "unknown", "this server reads " + std::string(mappingSchema)});
    if (rules.rules.size() > mostRules) out.push_back({"rules", "too_many", "at most 2000 rules"});
    std::set<std::string> ids;
    for (std::size_t i = 0; i < rules.rules.size() && i < mostRules; ++i) {
        const MappingRule& rule = rules.rules[i];
        const std::string at = "rules." + std::to_string(i) + ".";
        if (rule.id.empty() || rule.id.size() > 100) out.push_back({at + "id", "length", "1 to 100 characters"});
        else if (!ids.insert(rule.id).second) out.push_back({at + "id", "double", "another rule has this id"});
        if (std::find(roles.begin(), roles.end(), rule.role) == roles.end()) out.push_back({at + "role", "unknown_role", "there is no such role"});
        // A rule for everybody would give a role to whoever the provider lets in.
        if (rule.conditions.empty() || rule.conditions.size() > mostConditions) out.push_back({at + "conditions", "count", "1 to 20 conditions"});
        for (std::size_t c = 0; c < rule.conditions.size() && c < mostConditions; ++c) {
            const Condition& condition = rule.conditions[c];
            const std::string place = at + "conditions." + std::to_string(c) + ".";
            if (comparable(condition.attribute).empty() || condition.attribute.size() > 100) out.push_back({place + "attribute", "length", "1 to 100 characters"});
            if (condition.anyOf.size() > mostValues) out.push_back({place + "any_of", "too_many", "at most 200 values"});
            for (const std::string& v : condition.anyOf) {
                if (comparable(v).empty() || v.size() > longestValue) out.push_back({place + "any_of", "bad_value", "1 to 200 characters"});
            }
        }
        checkScopeLists(rule.within, at + "within.", out);
    }
    return out;
}

MappingOutcome mapIdentity(const IdentityFacts& facts, const MappingRules& rules, const std::vector<access::RoleMaximum>& maxima) {
    MappingOutcome out;
    std::vector<std::pair<access::Assignment, std::string>> all;
    for (const MappingRule& rule : rules.rules) {
        RuleReason reason{rule.id, true, {}, {}};
        for (const Condition& condition : rule.conditions) {
            if (!holds(condition, facts)) reason.missing.push_back(wordsOf(condition));
        }
        reason.matched = reason.missing.empty() && !rule.conditions.empty();
        if (reason.matched) {
            if (auto made = given(rule, facts, maxima, reason.note)) all.emplace_back(std::move(*made), rule.id);
        }
        out.reasons.push_back(std::move(reason));
    }
    std::sort(out.reasons.begin(), out.reasons.end(), [](const RuleReason& a, const RuleReason& b) { return a.rule < b.rule; });
    // By role and scope, so that equal ones lie together and the order of rules is forgotten.
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return std::tie(a.first.role, a.first.id, a.second) < std::tie(b.first.role, b.first.id, b.second); });
    for (const auto& [candidate, rule] : all) {
        const bool covered = std::any_of(all.begin(), all.end(), [&c = candidate](const auto& other) {
            return other.first.role == c.role && other.first.id != c.id && covers(scopeOf(other.first), scopeOf(c));
        });
        const bool twice = !out.assignments.empty() && out.assignments.back().id == candidate.id && out.assignments.back().role == candidate.role;
        if (!covered && !twice) {
            out.assignments.push_back(candidate);
            continue;
        }
        const auto reason = std::find_if(out.reasons.begin(), out.reasons.end(), [&r = rule](const RuleReason& x) { return x.rule == r; });
        if (reason != out.reasons.end() && reason->note.empty()) reason->note = "covered";
    }
    return out;
}

namespace {

std::vector<access::Assignment> without(const std::vector<access::Assignment>& from, const std::vector<access::Assignment>& what) {
    std::vector<access::Assignment> out;
    for (const access::Assignment& a : from) {
        const bool there = std::any_of(what.begin(), what.end(), [&a](const access::Assignment& b) { return a.id == b.id; });
        if (!there) out.push_back(a);
    }
    return out;
}

}  // namespace

MappingPreview previewMapping(const std::vector<MappedPerson>& people, const MappingRules& rules,
                              const std::vector<access::RoleMaximum>& maxima) {
    MappingPreview out;
    for (const MappedPerson& person : people) {
        const auto after = person.active ? mapIdentity(person.facts, rules, maxima).assignments : std::vector<access::Assignment>();
        PersonChange change{person.login, person.user, {}, without(after, person.before), without(person.before, after)};
        if (!person.user.known()) change.change = "create";
        else if (!person.active && person.activeBefore) change.change = "deprovision";
        else if (!change.gained.empty() || !change.lost.empty() || person.active != person.activeBefore) change.change = "update";
        if (change.change == "create") ++out.create;
        else if (change.change == "deprovision") ++out.deprovision;
        else if (change.change == "update") ++out.update;
        else ++out.unchanged;
        if (!change.change.empty()) out.changes.push_back(std::move(change));
    }
    std::sort(out.changes.begin(), out.changes.end(),
              [](const PersonChange& a, const PersonChange& b) { return std::pair(a.login, a.user.str()) < std::pair(b.login, b.user.str()); });
    out.digest = sha256(toJson(rules) + toJson(out));
    return out;
}

}  // namespace ok::identity
