// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Views: documents derived from entries. The same pure projections run in the server, in the console's offline cache
// and in a rebuild, so that the three are identical by construction.
//
// A document type is a described struct with
//     static constexpr std::string_view viewKind = "incident";
//     std::string viewId() const;
// and, when others look it up by more than its id,
//     std::vector<std::pair<std::string, std::string>> viewKeys() const;   // {"account", "018f..."}
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <unordered_map>
#include <utility>
#include <vector>

#include "shared/base/json.h"

namespace ok {

using ViewKeys = std::vector<std::pair<std::string, std::string>>;

/// Where documents of one tenant rest. Implementations: SQLite (server, console), memory (tests, rebuild check).
class DocumentStore {
  public:
    virtual ~DocumentStore() = default;
    [[nodiscard]] virtual std::optional<std::string> read(std::string_view kind, std::string_view id) = 0;
    /// In order of id.
    virtual void readAll(std::string_view kind,
                         const std::function<void(std::string_view id, std::string_view body)>& visit) = 0;
    /// The same with the keys each was written with: for a copy elsewhere, which cannot work them out.
    virtual void readAllWithKeys(
        std::string_view kind,
        const std::function<void(std::string_view id, std::string_view body, const ViewKeys& keys)>& visit) = 0;
    virtual void readByKey(std::string_view kind, std::string_view key, std::string_view value,
                           const std::function<void(std::string_view id, std::string_view body)>& visit) = 0;
    /// At most `limit` with an id beyond `after`, in order of id; of those with this view key when it has a name. A store with an
    /// index reads no more than these.
    struct Page {
        std::string_view after, key, value;
        int limit = 0;
    };
    virtual void readPage(std::string_view kind, const Page& page,
                          const std::function<void(std::string_view id, std::string_view body)>& visit) {
        int left = page.limit;
        const auto some = [&](std::string_view id, std::string_view body) {
            if (id > page.after && left-- > 0) visit(id, body);
        };
        if (page.key.empty()) readAll(kind, some);
        else readByKey(kind, page.key, page.value, some);
    }
    virtual void write(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) = 0;
    virtual void erase(std::string_view kind, std::string_view id) = 0;
};

template <class T>
concept ViewDocument = requires(const T& t) {
    { T::viewKind } -> std::convertible_to<std::string_view>;
    { t.viewId() } -> std::convertible_to<std::string>;
};

/// Typed access to the documents of one tenant. Decoded documents are kept in memory and written back by flush(), so
/// that ten changes of one incident in a batch cost one write. One thread at a time.
class Views {
  public:
    explicit Views(DocumentStore& store) : m_store(store) {}

    /// The document, or null. The pointer stays valid until the next save/erase of this id or reset().
    template <ViewDocument T>
    [[nodiscard]] std::shared_ptr<const T> find(const std::string& id) {
        if (const auto held = m_cache.find(cacheKey(T::viewKind, id)); held != m_cache.end()) {
            return std::static_pointer_cast<const T>(held->second.value);
        }
        const auto body = m_store.read(T::viewKind, id);
        std::shared_ptr<const T> value;
        if (body) {
            if (auto parsed = fromJson<T>(*body); parsed.ok()) value = std::make_shared<const T>(std::move(*parsed));
        }
        remember(T::viewKind, id, Held{value, nullptr, false});
        return value;
    }

    template <ViewDocument T>
    void save(T document) {
        std::string id = document.viewId();
        auto value = std::make_shared<const T>(std::move(document));
        Held held{value, &writeBack<T>, true};
        remember(T::viewKind, id, std::move(held));
    }

    template <ViewDocument T>
    void erase(const std::string& id) {
        remember(T::viewKind, id, Held{nullptr, &writeBack<T>, true});
    }

    /// Every document of a kind, in order of id.
    template <ViewDocument T>
    void each(const std::function<void(const T&)>& visit) {
        flush();
        m_store.readAll(T::viewKind, [&](std::string_view, std::string_view body) {
            if (auto parsed = fromJson<T>(body); parsed.ok()) visit(*parsed);
        });
    }

    /// Every document whose viewKeys() hold (key, value), in order of id.
    template <ViewDocument T>
    [[nodiscard]] std::vector<T> byKey(std::string_view key, std::string_view value) {
        flush();
        std::vector<T> out;
        m_store.readByKey(T::viewKind, key, value, [&](std::string_view, std::string_view body) {
            if (auto parsed = fromJson<T>(body); parsed.ok()) out.push_back(std::move(*parsed));
        });
        return out;
    }

    /// The same one by one, for what there may be half a million of. `visit` must change nothing.
    template <ViewDocument T>
    void eachByKey(std::string_view key, std::string_view value, const std::function<void(const T&)>& visit) {
        flush();
        m_store.readByKey(T::viewKind, key, value, [&](std::string_view, std::string_view body) {
            if (auto parsed = fromJson<T>(body); parsed.ok()) visit(*parsed);
        });
    }

    /// Writes what changed; called before the transaction commits.
    void flush();
    /// Forgets everything unwritten and cached (after a transaction failed).
    void reset();
    /// Saves and erasures so far: the gate compares it before and after a command.
    [[nodiscard]] std::uint64_t changes() const { return m_changes; }

  private:
    struct Held {
        std::shared_ptr<const void> value;  // null: known to be absent
        void (*write)(DocumentStore&, std::string_view id, const void* value) = nullptr;
        bool dirty = false;
    };
    template <class T>
    static void writeBack(DocumentStore& store, std::string_view id, const void* value) {
        if (value == nullptr) return store.erase(T::viewKind, id);
        const T& document = *static_cast<const T*>(value);
        ViewKeys keys;
        if constexpr (requires { document.viewKeys(); }) keys = document.viewKeys();
        store.write(T::viewKind, id, toJson(document), keys);
    }
    static std::string cacheKey(std::string_view kind, std::string_view id) {
        std::string out;
        out.reserve(kind.size() + id.size() + 1);
        return out.append(kind).append(1, '/').append(id);
    }
    void remember(std::string_view kind, const std::string& id, Held held);

    DocumentStore& m_store;
    std::unordered_map<std::string, Held> m_cache;
    std::uint64_t m_changes = 0;
    std::vector<std::string> m_dirty;  // cache keys in order of first change
};

}  // namespace ok
