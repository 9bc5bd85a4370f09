// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/smallest_change.h"

#include <algorithm>
#include <bit>

namespace ok::access::deciding {
namespace {

constexpr int maxTried = 256;          // combinations of values looked at before we say that we know none
constexpr std::size_t maxValues = 24;  // of one dimension

const Bits* rowFor(const Block& block, int dimension, WordNo word, Effect effect) {
    const DimensionRows& rows = block.named[static_cast<std::size_t>(dimension)];
    const WordNo everything = effect == Effect::allow ? notConcerned : notStated;
    if (word == everything) return block.all.data();
    return rows.row(word);
}

const Bits* placeRow(const Block& block, const Place& place, Effect effect, Scratch& scratch) {
    if (place.size() == 1) return rowFor(block, 1, place[0], effect);
    scratch.assign(block.words, 0);
    for (const WordNo word : place) {
        const Bits* row = rowFor(block, 1, word, effect);
        for (std::size_t w = 0; w < block.words; ++w) scratch[w] |= row[w];
    }
    return scratch.data();
}

const Bits* audienceRow(const Block& block, const Part& part, Effect effect) {
    if (part.audienceStated == Stated::yes) return block.audience.row(part.audience);
    const bool everything = (part.audienceStated == Stated::not_concerned) == (effect == Effect::allow);
    return everything ? block.all.data() : block.audience.open();
}

struct Candidate {
    int count = dimensionCount + 1;
    std::uint32_t policy = Verdict::none;
    const Grant* grant = nullptr;
    DimensionSet mask = noDimensions;
    bool operator<(const Candidate& o) const { return count != o.count ? count < o.count : policy < o.policy; }
};

DimensionSet maskOf(const Rows& rows, DimensionSet within, std::size_t word, Bits bit) {
    DimensionSet mask = within;
    for (int d = 0; d < dimensionCount; ++d) {
        if ((rows[static_cast<std::size_t>(d)][word] & bit) == 0) mask |= setOf(static_cast<Dimension>(d));
    }
    return mask;
}

// For 64 policies at once: in how many dimensions does each fail? Three bits a policy, added up column by column.
void closestIn(const Block& block, const Rows& rows, DimensionSet within, const Grant& grant, Candidate& best) {
    for (std::size_t w = 0; w < block.words && best.count > 1; ++w) {
        const Bits all = block.all[w];
        Bits ones = 0, twos = 0, fours = 0;
        for (int d = 0; d < dimensionCount; ++d) {
            const bool fails = (within & setOf(static_cast<Dimension>(d))) != 0;
            const Bits m = fails ? all : all & ~rows[static_cast<std::size_t>(d)][w];
            const Bits carry = ones & m;
            ones ^= m;
            fours |= twos & carry;
            twos ^= carry;
        }
        for (int k = 1; k < best.count; ++k) {
            const Bits match = all & ((k & 1) != 0 ? ones : ~ones) & ((k & 2) != 0 ? twos : ~twos) & ((k & 4) != 0 ? fours : ~fours);
            if (match == 0) continue;
            const Bits bit = match & (~match + 1);
            best = {k, block.policies[w * 64 + static_cast<std::size_t>(std::countr_zero(match))], &grant, maskOf(rows, within, w, bit)};
            break;
        }
    }
}

Candidate closest(const MatrixTables& t, const Case& c) {
    Candidate best;
    for (const Grant* grant : c.grants) {
        const Block* block = t.block(grant->role, c.action, Effect::allow);
        if (block == nullptr) continue;
        Scratch scratch;
        const Rows rows = rowsOf(*block, c.part, Effect::allow, scratch);
        closestIn(*block, rows, failingWithin(t, c.mapped, *grant, c.part), *grant, best);
    }
    return best;
}

/// What a policy accepts in one dimension to somebody whose role is narrowed.
Words permitted(const MatrixTables& t, const Mapped& mapped, std::uint32_t policy, const Grant& grant, int d) {
    Words out;
    bool open = true;
    const auto narrow = [&](const ScopeWords& scope) {
        const auto at = static_cast<std::size_t>(d);
        if (scope.open[at]) return;
        if (open) out.assign(scope.words[at].begin(), scope.words[at].end());
        else out.erase(std::remove_if(out.begin(), out.end(), [&](WordNo w) { return !std::binary_search(scope.words[at].begin(), scope.words[at].end(), w); }), out.end());
        open = false;
    };
    narrow(t.scopes[policy]);
    for (const std::uint32_t scope : grant.within) narrow(mapped.scope(t, scope));
    for (WordNo word = firstWord; open && word < t.books[static_cast<std::size_t>(d)].size() && out.size() < maxValues; ++word) out.push_back(word);
    return out;
}

std::pair<std::int64_t, std::int64_t> permittedAudience(const MatrixTables& t, const Mapped& mapped, std::uint32_t policy, const Grant& grant) {
    std::int64_t least = t.scopes[policy].least, most = t.scopes[policy].most;
    for (const std::uint32_t number : grant.within) {
        const ScopeWords& scope = mapped.scope(t, number);
        least = std::max(least, scope.least), most = std::min(most, scope.most);
    }
    return {least, most};
}

/// Finds values of the dimensions that have to change which no deny forbids, and notes them.
class Chooser {
  public:
    Chooser(const MatrixTables& tables, const Case& theCase, const Candidate& candidate) : t(tables), c(theCase), from(candidate), part(theCase.part) {}

    bool find(Verdict& out) {
        if (!feasible()) return false;
        if (firstDeny(t, c, part, from.mask) == Verdict::none) return note(out);
        return choose(0) && noteChosen(out);
    }

  private:
    [[nodiscard]] bool needs(int d) const { return (from.mask & setOf(static_cast<Dimension>(d))) != 0; }
    [[nodiscard]] bool feasible() const {
        for (int d = 0; d < 4; ++d) {
            if (needs(d) && permitted(t, c.mapped, from.policy, *from.grant, d).empty()) return false;
        }
        const auto [least, most] = permittedAudience(t, c.mapped, from.policy, *from.grant);
        return least <= most;
    }
    bool choose(int d) {
        if (d == dimensionCount) return ++tried <= maxTried && firstDeny(t, c, part) == Verdict::none;
        if (!needs(d)) return choose(d + 1);
        if (d == 4) return chooseAudience();
        const Words values = permitted(t, c.mapped, from.policy, *from.grant, d);
        const Place* const before = part.place;
        for (std::size_t i = 0; i < values.size() && i < maxValues && tried < maxTried; ++i) {
            chosen[static_cast<std::size_t>(d)] = values[i];
            if (d == 1) place = {values[i]}, part.place = &place;
            else part.word[static_cast<std::size_t>(d)] = values[i];
            if (choose(d + 1)) return true;
        }
        part.place = before;
        return false;
    }
    bool chooseAudience() {
        const auto [least, most] = permittedAudience(t, c.mapped, from.policy, *from.grant);
        std::vector<std::int64_t> values{most, least};
        for (const Grants* grants : {&c.grants, &c.withheld}) {
            for (const Grant* grant : *grants) {
                const Block* block = t.block(grant->role, c.action, Effect::deny);
                if (block == nullptr) continue;
                for (const std::int64_t step : block->audience.steps()) values.push_back(step - 1), values.push_back(step);
            }
        }
        std::sort(values.rbegin(), values.rend());  // as many as possible
        part.audienceStated = Stated::yes;
        for (const std::int64_t value : values) {
            if (value < least || value > most || tried >= maxTried) continue;
            part.audience = chosenAudience = value;
            if (choose(dimensionCount)) return true;
        }
        return false;
    }
    bool note(Verdict& out) const {
        out.closest = from.policy;
        out.change = from.mask;
        std::copy_n(from.grant->within.begin(), std::min(from.grant->within.size(), out.closestWithin.size()), out.closestWithin.begin());
        return true;
    }
    bool noteChosen(Verdict& out) const {
        out.chosen = chosen;
        out.chosenAudience = chosenAudience;
        return note(out);
    }

    const MatrixTables& t;
    const Case& c;
    const Candidate& from;
    Part part;
    Place place;
    std::array<std::uint32_t, 4> chosen{};
    std::int64_t chosenAudience = -1;
    int tried = 0;
};

/// The slow way, when what is closest is forbidden whatever its values: every policy in turn, nearest first.
bool searchAll(const MatrixTables& t, const Case& c, Verdict& out) {
    constexpr std::size_t maxLooked = 32;
    std::vector<Candidate> all;
    for (const Grant* grant : c.grants) {
        const Block* block = t.block(grant->role, c.action, Effect::allow);
        if (block == nullptr) continue;
        const DimensionSet within = failingWithin(t, c.mapped, *grant, c.part);
        for (const std::uint32_t policy : block->policies) {
            const DimensionSet mask = failing(t.scopes[policy], c.part) | within;
            all.push_back({std::popcount(mask), policy, grant, mask});
        }
    }
    const std::size_t count = std::min(all.size(), maxLooked);
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
    return std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), [&](const Candidate& one) { return Chooser(t, c, one).find(out); });
}

/// It is allowed and forbidden: one dimension that leads out of the deny and stays within an allow.
void leaveDeny(const MatrixTables& t, const Case& c, Verdict& out) {
    constexpr std::array order{Dimension::severity, Dimension::content_type, Dimension::channel, Dimension::geography, Dimension::audience};
    for (const Dimension d : order) {
        int looked = 0;
        for (const Grant* grant : c.grants) {
            const Block* block = t.block(grant->role, c.action, Effect::allow);
            if (block == nullptr || (failingWithin(t, c.mapped, *grant, c.part) & ~setOf(d)) != 0) continue;
            Scratch scratch;
            Rows rows = rowsOf(*block, c.part, Effect::allow, scratch);
            rows[static_cast<std::size_t>(d)] = block->all.data();
            for (std::size_t w = 0; w < block->words; ++w) {
                for (Bits hits = rows[0][w] & rows[1][w] & rows[2][w] & rows[3][w] & rows[4][w]; hits != 0 && looked < 8; hits &= hits - 1, ++looked) {
                    const std::uint32_t policy = block->policies[w * 64 + static_cast<std::size_t>(std::countr_zero(hits))];
                    if (Chooser(t, c, {1, policy, grant, setOf(d)}).find(out)) return;
                }
            }
        }
    }
}

}  // namespace

Mapped::Mapped(const MatrixTables& t, const Principal& who) {
    for (const Assignment& a : who.mapped) {
        const auto role = t.roles.find(a.role);
        if (role == t.roles.end()) continue;
        Grant grant = t.wholeRoles[role->second];
        grant.until = a.until.value_or(Instant{});
        if (a.within) {
            const auto scope = scopeWords(*a.within, [&](std::size_t d, const std::string& word) { return number(t, d, word); });
            grant.within.push_back(static_cast<std::uint32_t>(t.scopes.size() + m_scopes.size()));
            m_scopes.push_back(scope);
        }
        m_grants.push_back(std::move(grant));
    }
}

WordNo Mapped::number(const MatrixTables& t, std::size_t dimension, const std::string& word) {
    const WordNo known = find(t, dimension, word);
    if (known != otherWord) return known;
    m_words[dimension].push_back(word);
    return static_cast<WordNo>(t.books[dimension].size() + m_words[dimension].size() - 1);
}

WordNo Mapped::find(const MatrixTables& t, std::size_t dimension, std::string_view word) const {
    const WordNo known = t.books[dimension].find(word);
    const auto& own = m_words[dimension];
    if (known != otherWord || own.empty()) return known;
    const auto at = std::find(own.begin(), own.end(), word);
    return at == own.end() ? otherWord : static_cast<WordNo>(t.books[dimension].size() + static_cast<std::size_t>(at - own.begin()));
}

std::string Mapped::text(const MatrixTables& t, std::size_t dimension, WordNo word) const {
    const std::size_t book = t.books[dimension].size();
    return word < book ? t.books[dimension].text(word) : m_words[dimension][word - book];
}

Rows rowsOf(const Block& block, const Part& part, Effect effect, Scratch& scratch) {
    return {rowFor(block, 0, part.word[0], effect), placeRow(block, *part.place, effect, scratch), rowFor(block, 2, part.word[2], effect),
            rowFor(block, 3, part.word[3], effect), audienceRow(block, part, effect)};
}

namespace {

std::uint32_t firstDenyOf(const MatrixTables& t, const Grants& grants, std::int32_t action, const Part& part, DimensionSet freed) {
    std::uint32_t first = Verdict::none;
    for (const Grant* grant : grants) {
        const Block* block = t.block(grant->role, action, Effect::deny);
        if (block == nullptr) continue;
        Scratch scratch;
        Rows rows = rowsOf(*block, part, Effect::deny, scratch);
        for (int d = 0; d < dimensionCount; ++d) {
            if ((freed & setOf(static_cast<Dimension>(d))) != 0) rows[static_cast<std::size_t>(d)] = block->all.data();
        }
        for (std::size_t w = 0; w < block->words; ++w) {
            const Bits hits = rows[0][w] & rows[1][w] & rows[2][w] & rows[3][w] & rows[4][w];
            if (hits == 0) continue;
            first = std::min(first, block->policies[w * 64 + static_cast<std::size_t>(std::countr_zero(hits))]);
            break;
        }
    }
    return first;
}

}  // namespace

std::uint32_t firstDeny(const MatrixTables& t, const Case& c, const Part& part, DimensionSet freed) {
    const std::uint32_t first = firstDenyOf(t, c.grants, c.action, part, freed);
    return c.withheld.empty() ? first : std::min(first, firstDenyOf(t, c.withheld, c.action, part, freed));
}

DimensionSet failing(const ScopeWords& scope, const Part& part) {
    DimensionSet out = noDimensions;
    for (std::size_t d = 0; d < 4; ++d) {
        const auto holds = [&](WordNo word) { return word == notConcerned || std::binary_search(scope.words[d].begin(), scope.words[d].end(), word); };
        const bool inside = scope.open[d] || (d == 1 ? std::any_of(part.place->begin(), part.place->end(), holds) : holds(part.word[d]));
        if (!inside) out |= setOf(static_cast<Dimension>(d));
    }
    const bool unbounded = scope.least <= 0 && scope.most == INT64_MAX;
    const bool fits = part.audienceStated == Stated::yes ? part.audience >= scope.least && part.audience <= scope.most
                                                         : unbounded || part.audienceStated == Stated::not_concerned;
    return fits ? out : out | setOf(Dimension::audience);
}

DimensionSet failingWithin(const MatrixTables& t, const Mapped& mapped, const Grant& grant, const Part& part) {
    DimensionSet out = noDimensions;
    for (const std::uint32_t scope : grant.within) out |= failing(mapped.scope(t, scope), part);
    return out;
}

bool anyPartWithin(const ScopeWords& scope, const Asked& asked, Part part) {
    const auto any = [&](const Words& words, std::size_t d) {
        return std::any_of(words.begin(), words.end(), [&](WordNo word) {
            part.word[d] = word;
            return (failing(scope, part) & setOf(static_cast<Dimension>(d))) == 0;
        });
    };
    const bool place = std::any_of(asked.places.begin(), asked.places.end(), [&](const Place& p) {
        part.place = &p;
        return (failing(scope, part) & setOf(Dimension::geography)) == 0;
    });
    return place && any(asked.channels, 0) && any(asked.severities, 2) && any(asked.contentTypes, 3) && (failing(scope, part) & setOf(Dimension::audience)) == 0;
}

void findChange(const MatrixTables& t, const Case& c, std::uint32_t deny, bool allowed, bool first, Verdict& out) {
    if (allowed) {
        if (first) leaveDeny(t, c, out);
        return;
    }
    const Candidate best = closest(t, c);
    if (best.policy == Verdict::none) return;
    if (deny == Verdict::none) out.missing |= best.mask;
    if (first && !Chooser(t, c, best).find(out)) (void)searchAll(t, c, out);
}

}  // namespace ok::access::deciding
