// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Documents in memory: tests, and the second side of the rebuild check.
#pragma once
#include <map>
#include <string>

#include "shared/views/views.h"

namespace ok {

class MemoryDocuments final : public DocumentStore {
  public:
    std::optional<std::string> read(std::string_view kind, std::string_view id) override {
        const auto found = m_rows.find({std::string(kind), std::string(id)});
        if (found == m_rows.end()) return {};
        return found->second.body;
    }
    void readAll(std::string_view kind,
                 const std::function<void(std::string_view, std::string_view)>& visit) override {
        for (const auto& [key, row] : m_rows) {
            if (key.first == kind) visit(key.second, row.body);
        }
    }
    void readAllWithKeys(
        std::string_view kind,
        const std::function<void(std::string_view, std::string_view, const ViewKeys&)>& visit) override {
        for (const auto& [key, row] : m_rows) {
            if (key.first == kind) visit(key.second, row.body, row.keys);
        }
    }
    void readByKey(std::string_view kind, std::string_view key, std::string_view value,
                   const std::function<void(std::string_view, std::string_view)>& visit) override {
        for (const auto& [place, row] : m_rows) {
            if (place.first != kind) continue;
            for (const auto& [k, v] : row.keys) {
                if (k == key && v == value) visit(place.second, row.body);
            }
        }
    }
    void write(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) override {
        m_rows[{std::string(kind), std::string(id)}] = Row{std::string(body), keys};
    }
    void erase(std::string_view kind, std::string_view id) override { m_rows.erase({std::string(kind), std::string(id)}); }

    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    /// In order of kind and id.
    template <class Visit>
    void each(Visit&& visit) const {
        for (const auto& [key, row] : m_rows) visit(key.first, key.second, row.body);
    }
    /// Everything as text, in order: equal texts mean identical views.
    [[nodiscard]] std::string dump() const {
        std::string out;
        for (const auto& [key, row] : m_rows) out += key.first + "/" + key.second + " " + row.body + "\n";
        return out;
    }

  private:
    struct Row {
        std::string body;
        ViewKeys keys;
    };
    std::map<std::pair<std::string, std::string>, Row> m_rows;
};

}  // namespace ok
