// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// EvidenceKey -> slot: open addressing with linear probing and backward-shift deletion. A node-based map would cost an
// allocation and two cache misses a point, which is most of the time budget of a million-point batch.
#pragma once
#include <cstdint>
#include <vector>

#include "shared/incidents/evidence.h"

namespace ok::incidents {

class KeyTable {
  public:
    static constexpr std::int32_t none = -1;

    void reset(std::size_t expected) {
        std::size_t capacity = 64;
        while (capacity < expected * 2) capacity *= 2;
        m_rows.assign(capacity, Row{});
        m_used = 0;
    }

    [[nodiscard]] std::int32_t find(EvidenceKey key) const {
        for (std::size_t i = home(key);; i = next(i)) {
            if (m_rows[i].slot == none) return none;
            if (m_rows[i].key == key) return m_rows[i].slot;
        }
    }

    /// False when the key is already there (and nothing changes).
    bool add(EvidenceKey key, std::int32_t slot) {
        if ((m_used + 1) * 2 > m_rows.size()) grow();
        std::size_t i = home(key);
        for (; m_rows[i].slot != none; i = next(i)) {
            if (m_rows[i].key == key) return false;
        }
        m_rows[i] = {key, slot};
        ++m_used;
        return true;
    }

    /// A hint that the key will be asked for soon.
    void expect(EvidenceKey key) const { __builtin_prefetch(&m_rows[home(key)]); }

    void erase(EvidenceKey key) {
        std::size_t hole = home(key);
        while (m_rows[hole].slot != none && m_rows[hole].key != key) hole = next(hole);
        if (m_rows[hole].slot == none) return;
        --m_used;
        // Move later rows of the run into the hole, so that no tombstones pile up in a long-running server.
        for (std::size_t i = next(hole); m_rows[i].slot != none; i = next(i)) {
            const std::size_t wish = home(m_rows[i].key);
            const bool stays = hole <= i ? (hole < wish && wish <= i) : (hole < wish || wish <= i);
            if (stays) continue;
            m_rows[hole] = m_rows[i];
            hole = i;
        }
        m_rows[hole].slot = none;
    }

    /// After the points were renumbered.
    void renumber(const std::vector<std::int32_t>& newSlot) {
        for (Row& row : m_rows) {
            if (row.slot != none) row.slot = newSlot[static_cast<std::size_t>(row.slot)];
        }
    }

  private:
    struct Row {
        EvidenceKey key = 0;
        std::int32_t slot = none;
    };

    [[nodiscard]] std::size_t home(EvidenceKey key) const {
        key ^= key >> 32;
        key *= 0x9E3779B97F4A7C15ULL;
        return static_cast<std::size_t>(key ^ key >> 29) & (m_rows.size() - 1);
    }
    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & (m_rows.size() - 1); }

    void grow() {
        std::vector<Row> old;
        old.swap(m_rows);
        m_rows.assign(old.size() * 2, Row{});
        m_used = 0;
        for (const Row& row : old) {
            if (row.slot != none) add(row.key, row.slot);
        }
    }

    std::vector<Row> m_rows = std::vector<Row>(64);
    std::size_t m_used = 0;
};

}  // namespace ok::incidents
