// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The documents of one tenant in SQLite. A document's keys are kept beside its body, so that a write whose keys did
// not change (the usual one) touches one tree.
#pragma once
#include "server/store/sqlite_store.h"

namespace ok {

class SqliteStore::Documents final : public DocumentStore {
  public:
    Documents(SqliteStore& store, TenantId tenant) : m_store(store), m_tenant(tenant) {}

    std::optional<std::string> read(std::string_view kind, std::string_view id) override;
    void readAll(std::string_view kind,
                 const std::function<void(std::string_view, std::string_view)>& visit) override;
    void readAllWithKeys(
        std::string_view kind,
        const std::function<void(std::string_view, std::string_view, const ViewKeys&)>& visit) override;
    void readByKey(std::string_view kind, std::string_view key, std::string_view value,
                   const std::function<void(std::string_view, std::string_view)>& visit) override;
    void readPage(std::string_view kind, const Page& page, const std::function<void(std::string_view, std::string_view)>& visit) override;
    void write(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) override;
    void erase(std::string_view kind, std::string_view id) override;

  private:
    /// Keys as stored, or empty when there is no such document.
    std::optional<std::string> storedKeys(std::int64_t tenant, std::string_view kind, std::string_view id);
    void dropKeys(std::int64_t tenant, std::string_view kind, std::string_view id, const std::string& packed);

    SqliteStore& m_store;
    TenantId m_tenant;
};

}  // namespace ok
