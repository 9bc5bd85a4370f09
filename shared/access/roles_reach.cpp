// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/roles_reach.h"

#include <algorithm>
#include <bit>
#include <set>

#include "shared/access/actions.h"

namespace ok::access {
namespace {

using Bits = std::vector<std::uint64_t>;
using Numbers = std::vector<std::size_t>;

bool any(const Bits& bits) { return std::any_of(bits.begin(), bits.end(), [](std::uint64_t w) { return w != 0; }); }
std::int64_t countOf(const Bits& bits) {
    std::int64_t out = 0;
    for (const std::uint64_t word : bits) out += std::popcount(word);
    return out;
}
Bits without(Bits a, const Bits& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] &= ~b[i];
    return a;
}
void add(Bits& into, const Bits& bits) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] |= bits[i];
}
bool has(const Bits& bits, std::size_t bit) { return (bits[bit / 64] >> (bit % 64) & 1U) != 0; }

/// The values of one dimension, numbered.
class Vocabulary {
  public:
    void add(const std::vector<std::string>& values) {
        for (const std::string& value : values) {
            if (value != every && m_numbers.try_emplace(value, m_values.size()).second) m_values.push_back(value);
        }
    }
    [[nodiscard]] std::size_t size() const { return m_values.size(); }
    [[nodiscard]] const std::string& operator[](std::size_t i) const { return m_values[i]; }
    /// Which of them a list of a scope names; `*` names all.
    [[nodiscard]] Numbers numbersOf(const std::vector<std::string>& values) const {
        Numbers out;
        if (std::find(values.begin(), values.end(), every) != values.end()) {
            for (std::size_t i = 0; i < m_values.size(); ++i) out.push_back(i);
            return out;
        }
        for (const std::string& value : values) {
            if (const auto found = m_numbers.find(value); found != m_numbers.end()) out.push_back(found->second);
        }
        std::sort(out.begin(), out.end());
        return out;
    }

  private:
    std::map<std::string, std::size_t> m_numbers;
    std::vector<std::string> m_values;
};

Numbers both(const Numbers& a, const Numbers& b) {
    Numbers out;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

std::vector<std::string> canonical(const std::vector<std::string>& words, std::string (*one)(std::string_view)) {
    std::vector<std::string> out;
    for (const std::string& word : words) out.push_back(one(word));
    return out;
}

/// A policy within a scope, in numbers: the same number, the same reach.
struct Box {
    Effect effect = Effect::allow;
    Numbers actions, geographies;
    bool everywhere = false;
    Numbers channels, severities, contents;
    std::map<DimensionSet, Bits> masks;
};

struct BoxText {
    Effect effect;
    std::vector<std::string> actions;
    Scope scope;
    std::optional<Scope> within;
};
BOOST_DESCRIBE_STRUCT(BoxText, (), (effect, actions, scope, within))

using Holders = std::map<policy::Principal, std::set<std::size_t>>;  // boxes by number

class Reach {
  public:
    Reach(const RolesMatrix& before, const RolesMatrix& after) {
        for (const RolesMatrix* matrix : {&before, &after}) learn(*matrix);
        m_channels.add({"sms", "email", "voice"});
        m_severities.add({"minor", "major", "critical"});
        m_contents.add({"etr", "advisory"});
        m_elsewhere = m_geographies.size();
        m_before = holdersOf(before);
        m_after = holdersOf(after);
        m_words = (m_channels.size() * m_severities.size() * m_contents.size() + 63) / 64;
    }

    ReachChange compare() {
        std::set<policy::Principal> all;
        for (const Holders* holders : {&m_before, &m_after}) {
            for (const auto& [who, boxes] : *holders) all.insert(who);
        }
        for (const policy::Principal& who : all) {
            const auto& was = m_before[who];
            const auto& is = m_after[who];
            if (was != is) comparePrincipal(who, was, is);
        }
        findGaps();
        return std::move(m_out);
    }

  private:
    void learn(const RolesMatrix& matrix) {
        const auto scope = [this](const Scope& s) {
            m_channels.add(canonical(s.channels, canonicalChannel));
            m_severities.add(canonical(s.severities, canonicalWord));
            m_contents.add(canonical(s.contentTypes, canonicalWord));
            m_geographies.add(geographiesOf(s));
        };
        for (const Policy& policy : matrix.policies) scope(policy.scope);
        for (const Assignment& assignment : matrix.assignments) {
            if (assignment.within) scope(*assignment.within);
        }
    }

    std::size_t boxOf(const Policy& policy, const std::optional<Scope>& within) {
        const std::string text = toJson(BoxText{policy.effect, policy.actions, policy.scope, policy.effect == Effect::allow ? within : std::nullopt});
        const auto [at, fresh] = m_numbers.try_emplace(text, m_boxes.size());
        if (!fresh) return at->second;
        Box box;
        box.effect = policy.effect;
        const auto actions = actionsOf(policy.actions);
        m_actions.add(actions);
        box.actions = m_actions.numbersOf(actions);
        fill(box, policy.scope);
        if (within && policy.effect == Effect::allow) {
            Box narrow;
            fill(narrow, *within);
            box.geographies = both(box.geographies, narrow.geographies);
            box.everywhere = box.everywhere && narrow.everywhere;
            box.channels = both(box.channels, narrow.channels);
            box.severities = both(box.severities, narrow.severities);
            box.contents = both(box.contents, narrow.contents);
        }
        m_boxes.push_back(std::move(box));
        return at->second;
    }
    void fill(Box& box, const Scope& scope) const {
        const auto places = geographiesOf(scope);
        box.geographies = m_geographies.numbersOf(places);
        box.everywhere = std::find(places.begin(), places.end(), every) != places.end();
        box.channels = m_channels.numbersOf(canonical(scope.channels, canonicalChannel));
        box.severities = m_severities.numbersOf(canonical(scope.severities, canonicalWord));
        box.contents = m_contents.numbersOf(canonical(scope.contentTypes, canonicalWord));
    }

    Holders holdersOf(const RolesMatrix& matrix) {
        const RoleBook book(matrix);
        std::map<std::string, std::vector<const Policy*>> byRole;
        Holders out;
        for (const Assignment& assignment : matrix.assignments) {
            auto [role, fresh] = byRole.try_emplace(assignment.role);
            if (fresh) role->second = book.policiesOf(assignment.role);
            auto& boxes = out[{enumName(assignment.kind), assignment.principal}];
            for (const Policy* policy : role->second) boxes.insert(boxOf(*policy, assignment.within));
        }
        return out;
    }

    /// The combinations of channel, severity and content; a dimension the action does not have counts as its first value.
    const Bits& maskOf(Box& box, DimensionSet dimensions) {
        const auto [at, fresh] = box.masks.try_emplace(dimensions, Bits(m_words));
        if (!fresh) return at->second;
        const Numbers first{0};
        const auto values = [&](Dimension d, const Numbers& own) -> const Numbers& { return (dimensions & setOf(d)) != 0 ? own : first; };
        for (const std::size_t c : values(Dimension::channel, box.channels)) {
            for (const std::size_t s : values(Dimension::severity, box.severities)) {
                for (const std::size_t t : values(Dimension::content_type, box.contents)) {
                    const std::size_t bit = bitOf(c, s, t);
                    at->second[bit / 64] |= std::uint64_t{1} << (bit % 64);
                }
            }
        }
        return at->second;
    }
    [[nodiscard]] std::size_t bitOf(std::size_t c, std::size_t s, std::size_t t) const { return (c * m_severities.size() + s) * m_contents.size() + t; }

    bool lies(const Box& box, std::size_t place, DimensionSet dimensions) const {
        if ((dimensions & setOf(Dimension::geography)) == 0 || box.everywhere) return true;
        return std::binary_search(box.geographies.begin(), box.geographies.end(), place);
    }

    [[nodiscard]] DimensionSet dimensionsAt(std::size_t action) const { return dimensionsOf(m_actions[action]); }

    Bits reachOf(const std::set<std::size_t>& boxes, std::size_t action, std::size_t place) {
        const DimensionSet dimensions = dimensionsAt(action);
        Bits allowed(m_words), denied(m_words);
        for (const std::size_t number : boxes) {
            Box& box = m_boxes[number];
            if (!std::binary_search(box.actions.begin(), box.actions.end(), action) || !lies(box, place, dimensions)) continue;
            add(box.effect == Effect::allow ? allowed : denied, maskOf(box, dimensions));
        }
        return without(std::move(allowed), denied);
    }

    /// Where something can have changed: what the boxes that only one side has reach.
    std::map<std::size_t, std::set<std::size_t>> touched(const std::set<std::size_t>& was, const std::set<std::size_t>& is) const {
        std::vector<std::size_t> changed;
        std::set_symmetric_difference(was.begin(), was.end(), is.begin(), is.end(), std::back_inserter(changed));
        std::map<std::size_t, std::set<std::size_t>> out;
        for (const std::size_t number : changed) {
            const Box& box = m_boxes[number];
            for (const std::size_t action : box.actions) {
                auto& places = out[action];
                if ((dimensionsAt(action) & setOf(Dimension::geography)) == 0) places.insert(m_elsewhere);
                else places.insert(box.geographies.begin(), box.geographies.end());
                if (box.everywhere) places.insert(m_elsewhere);
            }
        }
        return out;
    }

    struct Lot {
        std::vector<std::string> actions;
        std::set<std::size_t> places;
        DimensionSet dimensions = noDimensions;
        Bits bits;
    };

    void comparePrincipal(const policy::Principal& who, const std::set<std::size_t>& was, const std::set<std::size_t>& is) {
        std::map<std::string, Lot> lots;   // by sign, dimensions, bits and places: what is the same becomes one row
        for (const auto& [action, places] : touched(was, is)) {
            const DimensionSet dimensions = dimensionsAt(action);
            std::map<std::pair<bool, Bits>, std::set<std::size_t>> byBits;
            for (const std::size_t place : places) {
                const Bits before = reachOf(was, action, place), after = reachOf(is, action, place);
                if (Bits gain = without(after, before); any(gain)) byBits[{true, std::move(gain)}].insert(place);
                Bits loss = without(before, after);
                if (!any(loss)) continue;
                if (concernsPairs(dimensions)) m_lost[{action, place}].push_back(before);
                byBits[{false, std::move(loss)}].insert(place);
            }
            for (auto& [key, where] : byBits) {
                std::string name = (key.first ? "+" : "-") + std::to_string(dimensions);
                for (const std::uint64_t word : key.second) name += "," + std::to_string(word);
                for (const std::size_t place : where) name += "/" + std::to_string(place);
                Lot& lot = lots[name];
                lot.actions.push_back(m_actions[action]);
                lot.places = where;
                lot.dimensions = dimensions;
                lot.bits = key.second;
            }
        }
        for (const auto& [name, lot] : lots) tell(who, name.front() == '+', lot, was);
    }

    static bool concernsPairs(DimensionSet d) { return (d & setOf(Dimension::channel)) != 0 && (d & setOf(Dimension::geography)) != 0; }

    std::string placeName(std::size_t place) const { return place == m_elsewhere ? std::string(every) : m_geographies[place]; }

    void tell(const policy::Principal& who, bool gain, const Lot& lot, const std::set<std::size_t>& was) {
        const std::int64_t size = countOf(lot.bits) * static_cast<std::int64_t>(lot.places.size() * lot.actions.size());
        if (gain) m_out.gained[who] += size;
        // One row a group of channels that share the same severities and contents.
        std::map<std::map<std::size_t, std::set<std::size_t>>, std::vector<std::size_t>> byRest;
        for (std::size_t c = 0; c < m_channels.size(); ++c) {
            std::map<std::size_t, std::set<std::size_t>> rest;
            for (std::size_t s = 0; s < m_severities.size(); ++s) {
                for (std::size_t t = 0; t < m_contents.size(); ++t) {
                    if (has(lot.bits, bitOf(c, s, t))) rest[s].insert(t);
                }
            }
            if (!rest.empty()) byRest[rest].push_back(c);
        }
        for (const auto& [rest, channels] : byRest) {
            std::map<std::set<std::size_t>, std::vector<std::size_t>> byContents;
            for (const auto& [s, contents] : rest) byContents[contents].push_back(s);
            for (const auto& [contents, severities] : byContents) addRow(who, gain, lot, was, channels, severities, {contents.begin(), contents.end()});
        }
    }

    void addRow(const policy::Principal& who, bool gain, const Lot& lot, const std::set<std::size_t>& was, const Numbers& channels, const Numbers& severities,
                const Numbers& contents) {
        if (m_out.rows.size() >= mostImpactRows) {
            m_out.complete = false;
            return;
        }
        policy::ImpactRow row;
        row.gain = gain;
        row.principal = who;
        row.count = static_cast<std::int64_t>(lot.places.size() * lot.actions.size() * channels.size() * severities.size() * contents.size());
        const auto put = [&](Dimension d, const char* name, const Numbers& numbers, const Vocabulary& vocabulary) {
            if ((lot.dimensions & setOf(d)) == 0) return;
            for (const std::size_t n : numbers) row.capability[name].push_back(vocabulary[n]);
        };
        row.capability["action"] = lot.actions;
        put(Dimension::channel, "channel", channels, m_channels);
        put(Dimension::severity, "severity", severities, m_severities);
        put(Dimension::content_type, "content_type", contents, m_contents);
        if ((lot.dimensions & setOf(Dimension::geography)) != 0) {
            for (const std::size_t place : lot.places) row.capability["geography"].push_back(placeName(place));
        }
        if (gain) row.risks = risksOf(lot, was, severities);
        m_out.rows.push_back(std::move(row));
    }

    /// Beyond the places or severities that the principal reached before with anything; to everywhere from nothing.
    std::vector<std::string> risksOf(const Lot& lot, const std::set<std::size_t>& was, const Numbers& severities) const {
        std::vector<std::string> out;
        std::set<std::size_t> places, known;
        bool everywhere = false;
        for (const std::size_t number : was) {
            const Box& box = m_boxes[number];
            if (box.effect == Effect::deny) continue;
            everywhere = everywhere || box.everywhere;
            places.insert(box.geographies.begin(), box.geographies.end());
            known.insert(box.severities.begin(), box.severities.end());
        }
        const bool placed = (lot.dimensions & setOf(Dimension::geography)) != 0;
        const bool beyond = std::any_of(lot.places.begin(), lot.places.end(), [&](std::size_t p) { return p == m_elsewhere || (!was.empty() && !places.contains(p)); });
        if (placed && !everywhere && beyond) out.emplace_back("cross_geography");
        const bool graver = std::any_of(severities.begin(), severities.end(), [&](std::size_t s) { return !known.contains(s); });
        if ((lot.dimensions & setOf(Dimension::severity)) != 0 && !was.empty() && graver) out.emplace_back("cross_severity");
        return out;
    }

    [[nodiscard]] std::set<std::size_t> channelsIn(const Bits& bits) const {
        std::set<std::size_t> out;
        for (std::size_t c = 0; c < m_channels.size(); ++c) {
            for (std::size_t k = bitOf(c, 0, 0); k < bitOf(c + 1, 0, 0); ++k) {
                if (has(bits, k)) out.insert(c);
            }
        }
        return out;
    }

    void findGaps() {
        for (const auto& [cell, before] : m_lost) {
            Bits had(m_words);
            for (const Bits& bits : before) add(had, bits);
            std::set<std::size_t> open = channelsIn(had);
            for (auto who = m_after.begin(); who != m_after.end() && !open.empty(); ++who) {
                for (const std::size_t c : channelsIn(reachOf(who->second, cell.first, cell.second))) open.erase(c);
            }
            for (const std::size_t c : open) m_out.gaps.push_back({m_actions[cell.first], placeName(cell.second), m_channels[c]});
        }
        std::sort(m_out.gaps.begin(), m_out.gaps.end());
    }

    Vocabulary m_actions, m_channels, m_severities, m_contents, m_geographies;
    std::size_t m_elsewhere = 0, m_words = 0;
    std::map<std::string, std::size_t> m_numbers;
    std::vector<Box> m_boxes;
    Holders m_before, m_after;
    std::map<std::pair<std::size_t, std::size_t>, std::vector<Bits>> m_lost;   // by action and place: what was reached before
    ReachChange m_out;
};

}  // namespace

ReachChange compareReach(const RolesMatrix& before, const RolesMatrix& after) { return Reach(before, after).compare(); }

std::vector<std::string> actionsOf(const std::vector<std::string>& words) {
    std::set<std::string> out;
    for (const std::string& word : words) {
        const std::string action = canonicalAction(word);
        if (action.empty() || action.back() != '*') {
            out.insert(action);
            continue;
        }
        const std::string_view prefix = std::string_view(action).substr(0, action.size() - 1);
        for (const ActionInfo& known : knownActions()) {
            if (known.name.starts_with(prefix)) out.insert(std::string(known.name));
        }
    }
    return {out.begin(), out.end()};
}

std::vector<std::string> geographiesOf(const Scope& scope) {
    std::vector<std::string> out = scope.territories;
    for (const std::string& area : scope.areas) out.push_back(area == every ? area : "area:" + area);
    return out;
}

RoleBook::RoleBook(const RolesMatrix& matrix) {
    for (const Role& role : matrix.roles) m_roles[role.id] = &role;
    for (const Policy& policy : matrix.policies) m_policies[policy.id] = &policy;
}

std::vector<const Policy*> RoleBook::policiesOf(const std::string& role) const {
    std::set<std::string> seen;
    std::map<std::string, const Policy*> out;
    std::vector<std::string> open{role};
    while (!open.empty()) {
        const std::string id = std::move(open.back());
        open.pop_back();
        const auto found = m_roles.find(id);
        if (!seen.insert(id).second || found == m_roles.end()) continue;
        for (const std::string& policy : found->second->policies) {
            if (const auto known = m_policies.find(policy); known != m_policies.end()) out[policy] = known->second;
        }
        open.insert(open.end(), found->second->inherits.begin(), found->second->inherits.end());
    }
    std::vector<const Policy*> list;
    for (const auto& [id, policy] : out) list.push_back(policy);
    return list;
}

std::set<std::string> RoleBook::rolesWith(const std::string& role) const {
    std::set<std::string> out{role};
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [id, one] : m_roles) {
            const bool inherits = std::any_of(one->inherits.begin(), one->inherits.end(), [&out](const std::string& r) { return out.contains(r); });
            if (inherits && out.insert(id).second) grew = true;
        }
    }
    return out;
}

}  // namespace ok::access
