// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/sequence_diff.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace ok::approvals {
namespace {

struct Part {
    std::uint32_t a0, a1, b0, b1;
    [[nodiscard]] std::uint32_t n() const { return a1 - a0; }
    [[nodiscard]] std::uint32_t m() const { return b1 - b0; }
};

/// The middle of a shortest edit of a part: equal from (x, y) to (u, v), relative to the part.
struct Snake {
    std::uint32_t x, y, u, v;
};

// Above this many tokens common landmarks are sought first: the shortest edit of two long texts costs the product of length and
// difference, and a reader is not served by a stray `the` that it would find in common.
constexpr std::size_t landmarksAbove = 2'048;

class Aligner {
  public:
    Aligner(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::size_t& left) : m_a(a), m_b(b), m_left(left) {}

    Alignment run() {
        const Part all{0, static_cast<std::uint32_t>(m_a.size()), 0, static_cast<std::uint32_t>(m_b.size())};
        if (all.n() + std::size_t{all.m()} > landmarksAbove) byLandmarks(all, true);
        else solve(all);
        join();
        return std::move(m_out);
    }

  private:
    void solve(Part part) {
        trimFront(part);
        const std::uint32_t tail = trimBack(part);
        if (part.n() > 0 && part.m() > 0) {
            if (const auto snake = middle(part)) {
                solve({part.a0, part.a0 + snake->x, part.b0, part.b0 + snake->y});
                add(part.a0 + snake->x, part.b0 + snake->y, snake->u - snake->x);
                solve({part.a0 + snake->u, part.a1, part.b0 + snake->v, part.b1});
            } else {
                byLandmarks(part, false);
            }
        }
        add(part.a1, part.b1, tail);
    }

    /// Splits a part where tokens stand once on either side; `deeper`: what lies between gets the full treatment.
    void byLandmarks(Part part, bool deeper) {
        trimFront(part);
        const std::uint32_t tail = trimBack(part);
        std::uint32_t a = part.a0, b = part.b0;
        for (const auto& [x, y] : landmarks(part)) {
            between({a, x, b, y}, deeper);
            add(x, y, 1);
            a = x + 1;
            b = y + 1;
        }
        between({a, part.a1, b, part.b1}, deeper);
        add(part.a1, part.b1, tail);
    }

    void between(Part part, bool deeper) {
        if (deeper) return solve(part);
        trimFront(part);
        const std::uint32_t tail = trimBack(part);
        if (part.n() > 0 && part.m() > 0) m_out.coarse = true;
        add(part.a1, part.b1, tail);
    }

    void trimFront(Part& part) {
        std::uint32_t same = 0;
        while (same < part.n() && same < part.m() && m_a[part.a0 + same] == m_b[part.b0 + same]) ++same;
        add(part.a0, part.b0, same);
        part.a0 += same;
        part.b0 += same;
    }
    std::uint32_t trimBack(Part& part) const {
        std::uint32_t same = 0;
        while (same < part.n() && same < part.m() && m_a[part.a1 - 1 - same] == m_b[part.b1 - 1 - same]) ++same;
        part.a1 -= same;
        part.b1 -= same;
        return same;
    }

    std::vector<std::pair<std::uint32_t, std::uint32_t>> landmarks(const Part& part) const;
    std::optional<Snake> middle(const Part& part);

    void add(std::uint32_t a, std::uint32_t b, std::uint32_t length) {
        if (length > 0) m_out.matches.push_back({a, b, length});
    }
    void join() {
        std::vector<Match> joined;
        for (const Match& each : m_out.matches) {
            if (!joined.empty() && joined.back().a + joined.back().length == each.a && joined.back().b + joined.back().length == each.b) joined.back().length += each.length;
            else joined.push_back(each);
        }
        m_out.matches = std::move(joined);
    }

    std::span<const std::uint32_t> m_a, m_b;
    std::size_t& m_left;
    Alignment m_out;
    std::vector<std::int32_t> m_forward, m_backward;
};

/// The longest increasing chain of tokens that are unique on both sides.
std::vector<std::pair<std::uint32_t, std::uint32_t>> Aligner::landmarks(const Part& part) const {
    struct Seen {
        std::uint32_t inA = 0, inB = 0, a = 0, b = 0;
    };
    std::unordered_map<std::uint32_t, Seen> seen;
    seen.reserve(part.n());
    for (std::uint32_t i = part.a0; i < part.a1; ++i) {
        Seen& each = seen[m_a[i]];
        ++each.inA;
        each.a = i;
    }
    for (std::uint32_t i = part.b0; i < part.b1; ++i) {
        const auto it = seen.find(m_b[i]);
        if (it != seen.end()) ++it->second.inB, it->second.b = i;
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> once;
    for (std::uint32_t i = part.a0; i < part.a1; ++i) {
        const Seen& each = seen.at(m_a[i]);
        if (each.inA == 1 && each.inB == 1) once.emplace_back(i, each.b);
    }
    std::vector<std::uint32_t> last;                      // per length: the chain that ends earliest in b
    std::vector<std::uint32_t> before(once.size(), UINT32_MAX);
    for (std::uint32_t i = 0; i < once.size(); ++i) {
        const auto at = std::lower_bound(last.begin(), last.end(), i, [&](std::uint32_t x, std::uint32_t y) { return once[x].second < once[y].second; });
        if (at != last.begin()) before[i] = *(at - 1);
        if (at == last.end()) last.push_back(i);
        else *at = i;
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
    for (std::uint32_t i = last.empty() ? UINT32_MAX : last.back(); i != UINT32_MAX; i = before[i]) out.push_back(once[i]);
    std::reverse(out.begin(), out.end());
    return out;
}

/// Walks from both ends until they meet. The part begins and ends with a difference, so the two halves are truly smaller.
std::optional<Snake> Aligner::middle(const Part& part) {
    const auto n = static_cast<std::int32_t>(part.n()), m = static_cast<std::int32_t>(part.m());
    const std::int32_t total = n + m, size = 2 * std::min(n, m) + 2, lean = n - m;
    const auto at = [size](std::int32_t k) { return static_cast<std::size_t>(((k % size) + size) % size); };
    m_forward.assign(static_cast<std::size_t>(size), 0);
    m_backward.assign(static_cast<std::size_t>(size), 0);
    for (std::int32_t h = 0; h <= total / 2 + total % 2; ++h) {
        for (const bool forward : {true, false}) {
            std::vector<std::int32_t>& mine = forward ? m_forward : m_backward;
            const std::vector<std::int32_t>& theirs = forward ? m_backward : m_forward;
            const std::int32_t lowest = -(h - 2 * std::max(0, h - m)), highest = h - 2 * std::max(0, h - n);
            for (std::int32_t k = lowest; k <= highest; k += 2) {
                const std::int32_t up = mine[at(k + 1)], left = mine[at(k - 1)];
                std::int32_t x = k == -h || (k != h && left < up) ? up : left + 1;
                std::int32_t y = x - k;
                const std::int32_t startX = x, startY = y;
                const auto same = [&] {
                    return forward ? m_a[part.a0 + static_cast<std::uint32_t>(x)] == m_b[part.b0 + static_cast<std::uint32_t>(y)]
                                   : m_a[part.a1 - 1 - static_cast<std::uint32_t>(x)] == m_b[part.b1 - 1 - static_cast<std::uint32_t>(y)];
                };
                while (x < n && y < m && same()) ++x, ++y;
                mine[at(k)] = x;
                const auto cost = static_cast<std::size_t>(x - startX) + 1;
                if (cost >= m_left) return std::nullopt;
                m_left -= cost;
                const std::int32_t other = lean - k, reach = forward ? h - 1 : h;
                if ((total % 2 == 1) != forward || other < -reach || other > reach || x + theirs[at(other)] < n) continue;
                const auto snake = [](std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
                    return Snake{static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(d)};
                };
                return forward ? snake(startX, startY, x, y) : snake(n - x, m - y, n - startX, m - startY);
            }
        }
    }
    return std::nullopt;
}

}  // namespace

Alignment align(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::size_t& left) { return Aligner(a, b, left).run(); }

}  // namespace ok::approvals
