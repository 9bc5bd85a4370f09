// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Timers in memory, by key: what a server holds of its table so that the next one is known at once (100,000 pending). Setting a key
// again moves it; of two due at once the one that was set first comes first.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/base/instant.h"

namespace ok::oncall {

class PendingTimers {
  public:
    void set(const std::string& key, Instant due) {
        cancel(key);
        const Place place{due, ++m_sets};
        m_places.emplace(key, place);
        m_order.emplace(place, key);
    }
    /// False: there was none.
    bool cancel(const std::string& key) {
        const auto found = m_places.find(key);
        if (found == m_places.end()) return false;
        m_order.erase(found->second);
        m_places.erase(found);
        return true;
    }
    /// Takes out the keys whose time has come, earliest first.
    [[nodiscard]] std::vector<std::string> takeDue(Instant now) {
        std::vector<std::string> out;
        while (!m_order.empty() && m_order.begin()->first.due <= now) {
            out.push_back(std::move(m_order.begin()->second));
            m_order.erase(m_order.begin());
            m_places.erase(out.back());
        }
        return out;
    }
    /// Unknown: nothing is pending.
    [[nodiscard]] Instant nextDue() const { return m_order.empty() ? Instant{} : m_order.begin()->first.due; }
    [[nodiscard]] std::size_t size() const { return m_places.size(); }

  private:
    struct Place {
        Instant due;
        std::uint64_t set = 0;
        auto operator<=>(const Place&) const = default;
    };
    std::unordered_map<std::string, Place> m_places;
    std::map<Place, std::string> m_order;
    std::uint64_t m_sets = 0;
};

}  // namespace ok::oncall
