// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which event changes which documents. An event type is a described struct with
//     static constexpr std::string_view eventType = "incident.opened";
// Payloads hold no personal data (Token<...> instead): checked when the event is made.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/ledger/entry.h"
#include "shared/views/views.h"

namespace ok {

template <class E>
concept EventType = requires {
    { E::eventType } -> std::convertible_to<std::string_view>;
} && json_detail::Described<E>;

/// The registry. Each domain adds its own with `void addProjections(Projections&)`; shared/product calls them all.
class Projections {
  public:
    template <EventType E>
    void on(std::function<void(const EntryHeader&, const E&, Views&)> apply) {
        static_assert(!holdsPersonalData<E>(), "event payloads hold tokens, not personal data");
        Slot& slot = m_slots[std::string(E::eventType)];
        slot.parse = [](std::string_view payload) -> Result<std::shared_ptr<const void>> {
            OK_ASSIGN(auto event, fromJson<E>(payload));
            return std::shared_ptr<const void>(std::make_shared<const E>(std::move(event)));
        };
        slot.apply.push_back([apply = std::move(apply)](const EntryHeader& header, const void* event, Views& views) {
            apply(header, *static_cast<const E*>(event), views);
        });
    }

    /// Applies an entry from its bytes (follower, rebuild). Types without projections change nothing.
    [[nodiscard]] Status apply(const Entry& entry, Views& views) const {
        const auto found = m_slots.find(entry.header.type);
        if (found == m_slots.end() || entry.payload.empty()) return {};
        OK_ASSIGN(const auto event, found->second.parse(entry.payload));
        for (const auto& apply : found->second.apply) apply(entry.header, event.get(), views);
        return {};
    }

    /// Applies an event that is at hand as a value of the type registered under header.type (the gate).
    void apply(const EntryHeader& header, const void* event, Views& views) const {
        const auto found = m_slots.find(header.type);
        if (found == m_slots.end()) return;
        for (const auto& apply : found->second.apply) apply(header, event, views);
    }

    [[nodiscard]] bool knows(const std::string& type) const { return m_slots.contains(type); }

  private:
    struct Slot {
        std::function<Result<std::shared_ptr<const void>>(std::string_view)> parse;
        std::vector<std::function<void(const EntryHeader&, const void*, Views&)>> apply;
    };
    std::unordered_map<std::string, Slot> m_slots;
};

}  // namespace ok
