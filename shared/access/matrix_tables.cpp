// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/matrix_tables.h"

#include <algorithm>

namespace ok::access {
namespace {

constexpr std::size_t denseBook = 256;

void setBit(Bits* row, std::size_t i) { row[i / 64] |= Bits{1} << (i % 64); }

}  // namespace

void DimensionRows::build(std::size_t words, const std::vector<std::vector<WordNo>>& accepts, const std::vector<char>& open,
                          std::size_t bookSize) {
    m_bits.assign(words, 0);
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (open[i] != 0) setBit(m_bits.data(), i);
    }
    for (const auto& list : accepts) {
        for (const WordNo word : list) m_sparse.try_emplace(word, 0);
    }
    std::vector<WordNo> named;
    for (const auto& [word, at] : m_sparse) named.push_back(word);
    std::sort(named.begin(), named.end());
    m_bits.reserve(words * (named.size() + 1));
    for (const WordNo word : named) {
        m_sparse[word] = static_cast<std::uint32_t>(m_bits.size());
        m_bits.insert(m_bits.end(), m_bits.begin(), m_bits.begin() + static_cast<std::ptrdiff_t>(words));
    }
    for (std::size_t i = 0; i < accepts.size(); ++i) {
        for (const WordNo word : accepts[i]) setBit(&m_bits[m_sparse[word]], i);
    }
    if (bookSize > denseBook) return;
    m_dense.assign(bookSize, 0);
    for (const auto& [word, at] : m_sparse) m_dense[word] = at;
}

void AudienceRows::build(std::size_t words, const std::vector<const Scope*>& scopes) {
    m_words = words;
    m_bits.assign(words, 0);
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        const Scope& s = *scopes[i];
        if (s.minAudience.value_or(0) <= 0 && s.maxAudience.value_or(INT64_MAX) == INT64_MAX) setBit(m_bits.data(), i);
        if (s.minAudience) m_steps.push_back(*s.minAudience);
        if (s.maxAudience && *s.maxAudience < INT64_MAX) m_steps.push_back(*s.maxAudience + 1);
    }
    std::sort(m_steps.begin(), m_steps.end());
    m_steps.erase(std::unique(m_steps.begin(), m_steps.end()), m_steps.end());
    if (m_steps.empty() || m_steps.size() > maxAudienceSteps) return;
    const std::size_t first = words;
    m_bits.resize(words * (m_steps.size() + 2), 0);
    for (std::size_t k = 0; k <= m_steps.size(); ++k) {
        const std::int64_t audience = k == 0 ? m_steps[0] - 1 : m_steps[k - 1];
        for (std::size_t i = 0; i < scopes.size(); ++i) {
            const Scope& s = *scopes[i];
            if (audience >= s.minAudience.value_or(INT64_MIN) && audience <= s.maxAudience.value_or(INT64_MAX)) setBit(&m_bits[first + k * words], i);
        }
    }
}

const Bits* AudienceRows::row(std::int64_t audience) const {
    if (m_steps.empty()) return m_bits.data();
    const auto k = std::upper_bound(m_steps.begin(), m_steps.end(), audience) - m_steps.begin();
    return &m_bits[m_words * (1 + static_cast<std::size_t>(k))];
}

ScopeWords scopeWords(const Scope& scope, const std::function<WordNo(std::size_t, const std::string&)>& number) {
    ScopeWords out;
    const auto put = [&](std::size_t d, const std::vector<std::string>& values, const std::string& prefix) {
        out.open[d] = out.open[d] || std::find(values.begin(), values.end(), every) != values.end();
        for (const std::string& value : values) {
            out.words[d].push_back(number(d, prefix + (d == 0 ? canonicalChannel(value) : d == 1 ? value : canonicalWord(value))));
        }
    };
    put(0, scope.channels, "");
    put(1, scope.territories, "t:");
    put(1, scope.areas, "a:");
    put(2, scope.severities, "");
    put(3, scope.contentTypes, "");
    for (std::size_t d = 0; d < 4; ++d) {
        if (out.open[d]) out.words[d].clear();
        std::sort(out.words[d].begin(), out.words[d].end());
        out.words[d].erase(std::unique(out.words[d].begin(), out.words[d].end()), out.words[d].end());
    }
    out.least = scope.minAudience.value_or(0);
    out.most = scope.maxAudience.value_or(INT64_MAX);
    return out;
}

std::int32_t MatrixTables::actionNo(std::string_view action) const {
    if (const auto at = actions.find(action); at != actions.end()) return static_cast<std::int32_t>(at->second);
    for (const auto& [prefix, number] : patterns) {
        if (action.starts_with(prefix)) return static_cast<std::int32_t>(number);
    }
    return -1;
}

}  // namespace ok::access
