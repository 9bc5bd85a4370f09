// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Inside the engine: one part of a question (one channel, one place, one severity, one kind of content) against the rows of
// bits, and what would have to be different for it to be allowed.
#pragma once
#include <array>

#include <boost/container/small_vector.hpp>

#include "shared/access/decision.h"
#include "shared/access/matrix_tables.h"

namespace ok::access::deciding {

using Words = boost::container::small_vector<WordNo, 4>;
/// The words that hold for one place: a territory, or every area a point lies in.
using Place = boost::container::small_vector<WordNo, 4>;
using Places = boost::container::small_vector<Place, 1>;
using Grants = boost::container::small_vector<const Grant*, 8>;
using Rows = std::array<const Bits*, dimensionCount>;
using Scratch = boost::container::small_vector<Bits, 8>;
enum class Stated : std::uint8_t { yes, no, not_concerned };

/// What the directory gives one person, as numbers beside those of the matrix. Words that only the directory uses have numbers
/// of their own after the last of the matrix, so that two unknown territories are not one.
class Mapped {
  public:
    Mapped(const MatrixTables& t, const Principal& who);
    [[nodiscard]] const std::vector<Grant>& grants() const { return m_grants; }
    [[nodiscard]] const ScopeWords& scope(const MatrixTables& t, std::uint32_t number) const {
        return number < t.scopes.size() ? t.scopes[number] : m_scopes[number - t.scopes.size()];
    }
    /// The number of a word in its canonical form.
    [[nodiscard]] WordNo find(const MatrixTables& t, std::size_t dimension, std::string_view word) const;
    [[nodiscard]] std::string text(const MatrixTables& t, std::size_t dimension, WordNo word) const;

  private:
    WordNo number(const MatrixTables& t, std::size_t dimension, const std::string& word);
    std::vector<Grant> m_grants;
    std::vector<ScopeWords> m_scopes;
    std::array<std::vector<std::string>, 4> m_words;
};

struct Asked {
    Words channels, severities, contentTypes;
    Places places;
};

struct Part {
    std::array<WordNo, 4> word{};      // [1] is not used: see place
    const Place* place = nullptr;
    std::int64_t audience = 0;
    Stated audienceStated = Stated::yes;
};

struct Case {
    const Grants& grants;
    const Grants& withheld;            // only what these forbid counts
    const Mapped& mapped;
    std::int32_t action = -1;
    Part part;
};

/// The rows of a block that accept the part, in order of Dimension.
[[nodiscard]] Rows rowsOf(const Block& block, const Part& part, Effect effect, Scratch& scratch);
/// The first deny that matches; dimensions in `freed` count as matching. Verdict::none when no deny matches.
[[nodiscard]] std::uint32_t firstDeny(const MatrixTables& t, const Case& c, const Part& part, DimensionSet freed = noDimensions);
/// Where a scope does not accept the part.
[[nodiscard]] DimensionSet failing(const ScopeWords& scope, const Part& part);
[[nodiscard]] DimensionSet failingWithin(const MatrixTables& t, const Mapped& mapped, const Grant& grant, const Part& part);
/// Does any part of what is asked lie in the scope?
[[nodiscard]] bool anyPartWithin(const ScopeWords& scope, const Asked& asked, Part part);
/// Fills missing dimensions and, for the `first` part that is refused, the smallest change.
void findChange(const MatrixTables& t, const Case& c, std::uint32_t deny, bool allowed, bool first, Verdict& out);

}  // namespace ok::access::deciding
