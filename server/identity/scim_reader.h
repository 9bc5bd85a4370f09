// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Reads people and groups for SCIM clients: find, filter, sort, page. Opened resources are kept as long as their version
// stands, so that a client that lists everything opens the vault once. Belongs to one reading thread.
#pragma once
#include <map>
#include <unordered_map>

#include "server/store/store.h"
#include "server/store/vault.h"
#include "shared/identity/directory.h"
#include "shared/identity/scim_resource.h"

namespace ok::identity {

inline constexpr int mostResults = 1000;

struct ScimQuery {
    std::optional<Filter> filter;
    std::optional<AttributePath> sortBy;
    bool descending = false;
    std::int64_t startIndex = 1, count = mostResults;
    Selection selection;
};

struct ScimList {
    std::int64_t total = 0;
    JsonValue::Array resources;
};

class ScimReader {
  public:
    ScimReader(const VaultKeys& keys, std::string base) : m_keys(keys), m_base(std::move(base)) {}

    /// Empty: there is none of that id from this source.
    [[nodiscard]] std::optional<JsonValue> find(Store& store, TenantId tenant, ResourceType type, const std::string& id, const Selection& selection);
    [[nodiscard]] ScimList list(Store& store, TenantId tenant, const std::vector<ResourceType>& types, const ScimQuery& query);
    [[nodiscard]] const std::string& base() const { return m_base; }

  private:
    struct Held {
        std::string token;
        JsonValue resource;
    };
    struct Names;
    JsonValue resourceOf(Store& store, TenantId tenant, const DirectoryUser& person);
    JsonValue userShown(Store& store, TenantId tenant, const DirectoryUser& person, Names& names);
    JsonValue groupShown(Store& store, TenantId tenant, const DirectoryGroup& group, bool members);
    void collect(Store& store, TenantId tenant, ResourceType type, const ScimQuery& query, bool members, JsonValue::Array& out);
    const VaultKeys& m_keys;
    std::string m_base;
    std::map<TenantId, std::unordered_map<std::string, Held>> m_opened;
};

}  // namespace ok::identity
