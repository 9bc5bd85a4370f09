// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Inside the engine: a matrix as numbers and rows of bits. For a role and an action stand the policies that name them, a bit
// each, and for every value of a dimension the row of those that accept it. A decision is the AND of five rows, so its time
// follows the policies of one role for one action divided by 64, not the number of policies in the matrix.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "shared/access/actions.h"
#include "shared/access/area_index.h"
#include "shared/access/compiled_matrix.h"

namespace ok::access {

/// A word of the matrix by number. Below `firstWord`: what a question says without saying a word of the matrix.
using WordNo = std::uint32_t;
inline constexpr WordNo notConcerned = 0;   ///< the action has no such dimension
inline constexpr WordNo notStated = 1;      ///< it has, and the question is silent: inside no scope but `*`, inside every deny
inline constexpr WordNo otherWord = 2;      ///< a word that the matrix does not name
inline constexpr WordNo firstWord = 3;

using Bits = std::uint64_t;
inline constexpr std::size_t maxAudienceSteps = 1'000;   ///< a block with more is refused

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class WordBook {
  public:
    WordNo add(const std::string& word) {
        const auto [at, fresh] = m_numbers.try_emplace(word, firstWord + static_cast<WordNo>(m_words.size()));
        if (fresh) m_words.push_back(word);
        return at->second;
    }
    void alias(const std::string& word, WordNo number) { m_numbers.try_emplace(word, number); }
    [[nodiscard]] WordNo find(std::string_view word) const {
        const auto at = m_numbers.find(word);
        return at == m_numbers.end() ? otherWord : at->second;
    }
    [[nodiscard]] const std::string& text(WordNo number) const { return m_words[number - firstWord]; }
    [[nodiscard]] std::size_t size() const { return firstWord + m_words.size(); }

  private:
    boost::unordered_flat_map<std::string, WordNo, TextHash, std::equal_to<>> m_numbers;
    std::vector<std::string> m_words;
};

/// Which policies of a block accept a value of one dimension.
class DimensionRows {
  public:
    /// `accepts[i]`: the words of policy i; empty with `open[i]`: every word.
    void build(std::size_t words, const std::vector<std::vector<WordNo>>& accepts, const std::vector<char>& open, std::size_t bookSize);
    [[nodiscard]] const Bits* row(WordNo word) const {
        if (word < m_dense.size()) return &m_bits[m_dense[word]];
        const auto at = m_sparse.find(word);
        return at == m_sparse.end() ? m_bits.data() : &m_bits[at->second];
    }
    [[nodiscard]] const Bits* open() const { return m_bits.data(); }

  private:
    std::vector<Bits> m_bits;               // the row of those open to every word, then a row a word that is named
    std::vector<std::uint32_t> m_dense;     // offset by word, where the book is small
    boost::unordered_flat_map<WordNo, std::uint32_t> m_sparse;
};

/// How many recipients a policy accepts, as steps.
class AudienceRows {
  public:
    void build(std::size_t words, const std::vector<const Scope*>& scopes);
    [[nodiscard]] const Bits* row(std::int64_t audience) const;
    [[nodiscard]] const Bits* open() const { return m_bits.data(); }
    [[nodiscard]] const std::vector<std::int64_t>& steps() const { return m_steps; }

  private:
    std::size_t m_words = 0;
    std::vector<std::int64_t> m_steps;      // row k+1 holds for steps[k-1] <= audience < steps[k]
    std::vector<Bits> m_bits;
};

/// The policies of one role for one action with one effect, ascending by number (= by id).
struct Block {
    std::vector<std::uint32_t> policies;
    std::size_t words = 0;
    std::vector<Bits> all;
    std::array<DimensionRows, 4> named;     // channel, geography, severity, content type
    AudienceRows audience;
};

struct BlockPair {
    std::int32_t allow = -1, deny = -1;
};

/// A scope as numbers: what narrows a grant, where a limit holds, what a policy permits.
struct ScopeWords {
    std::array<std::vector<WordNo>, 4> words;   // sorted
    std::array<bool, 4> open{};
    std::int64_t least = 0, most = INT64_MAX;
};

/// `number` gives the number of a word of a dimension.
[[nodiscard]] ScopeWords scopeWords(const Scope& scope, const std::function<WordNo(std::size_t dimension, const std::string& word)>& number);

/// A role held, with everything that narrows it.
struct Grant {
    std::uint32_t role = 0;
    std::vector<std::uint32_t> within;   // into MatrixTables::scopes
    Instant until;                       // unknown: without end
    auto operator<=>(const Grant&) const = default;
};

struct MatrixTables {
    std::string version;
    RolesMatrix matrix;                          // policies sorted by id
    std::array<WordBook, 4> books;               // geography: "t:" + territory, "a:" + area
    boost::unordered_flat_map<std::string, std::uint32_t, TextHash, std::equal_to<>> roles, actions;
    std::vector<std::string> roleNames, actionNames;
    std::vector<DimensionSet> dimensions;        // by action
    std::vector<std::pair<std::string, std::uint32_t>> patterns;   // `incidents.` of `incidents.*`, longest first
    std::vector<std::vector<BlockPair>> blocks;  // [role][action]
    std::vector<Block> rows;
    std::vector<ScopeWords> scopes;              // one a policy, then those of assignments, maxima and limits
    std::vector<std::vector<std::uint32_t>> rolesByAction;   // roles with an allow for it
    boost::unordered_flat_map<std::string, std::vector<Grant>, TextHash, std::equal_to<>> users, groups;
    std::vector<Grant> wholeRoles;               // a role held without an assignment, within its maximum
    std::vector<std::uint32_t> limitScopes;
    AreaIndex areas;
    Looks looks;

    [[nodiscard]] std::int32_t actionNo(std::string_view action) const;
    [[nodiscard]] const Block* block(std::uint32_t role, std::int32_t action, Effect effect) const {
        if (action < 0) return nullptr;
        const BlockPair& pair = blocks[role][static_cast<std::size_t>(action)];
        const std::int32_t at = effect == Effect::allow ? pair.allow : pair.deny;
        return at < 0 ? nullptr : &rows[static_cast<std::size_t>(at)];
    }
};

}  // namespace ok::access
