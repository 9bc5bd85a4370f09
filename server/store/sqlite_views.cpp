// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/packed_keys.h"
#include "server/store/sqlite_documents.h"

namespace ok {
namespace {

/// Documents are written when the cache is, by whoever happens to read next: they do not count as that command's writes.
struct Uncounted {
    explicit Uncounted(std::uint64_t& counter) : count(counter), before(counter) {}
    ~Uncounted() { count = before; }
    std::uint64_t& count;
    std::uint64_t before;
};

}  // namespace

std::optional<std::string> SqliteStore::Documents::read(std::string_view kind, std::string_view id) {
    const std::int64_t tenant = m_store.numberOf(m_tenant);
    Use use = m_store.m_db->use(Sql::viewRead);
    use.bind(tenant).text(kind).text(id);
    if (!m_store.next(use, "to read a document")) return {};
    return use.string(0);
}

void SqliteStore::Documents::readAll(std::string_view kind,
                                     const std::function<void(std::string_view, std::string_view)>& visit) {
    // The visitor may read through the same statement, so the rows are gathered first.
    std::vector<std::pair<std::string, std::string>> rows;
    {
        const std::int64_t tenant = m_store.numberOf(m_tenant);
        Use use = m_store.m_db->use(Sql::viewAll);
        use.bind(tenant).text(kind);
        while (m_store.next(use, "to read documents")) rows.emplace_back(use.string(0), use.string(1));
    }
    for (const auto& [id, body] : rows) visit(id, body);
}

void SqliteStore::Documents::readAllWithKeys(
    std::string_view kind, const std::function<void(std::string_view, std::string_view, const ViewKeys&)>& visit) {
    struct Row {
        std::string id, body;
        ViewKeys keys;
    };
    std::vector<Row> rows;
    {
        const std::int64_t tenant = m_store.numberOf(m_tenant);
        Use use = m_store.m_db->use(Sql::viewAll);
        use.bind(tenant).text(kind);
        while (m_store.next(use, "to read documents")) {
            rows.push_back({use.string(0), use.string(1), unpackKeys(use.string(2))});
        }
    }
    for (const Row& row : rows) visit(row.id, row.body, row.keys);
}

void SqliteStore::Documents::readByKey(std::string_view kind, std::string_view key, std::string_view value,
                                       const std::function<void(std::string_view, std::string_view)>& visit) {
    std::vector<std::pair<std::string, std::string>> rows;
    {
        const std::int64_t tenant = m_store.numberOf(m_tenant);
        Use use = m_store.m_db->use(Sql::viewByKey);
        use.bind(tenant).text(kind).text(key).text(value);
        while (m_store.next(use, "to read documents by key")) rows.emplace_back(use.string(0), use.string(1));
    }
    for (const auto& [id, body] : rows) visit(id, body);
}

void SqliteStore::Documents::readPage(std::string_view kind, const Page& page,
                                      const std::function<void(std::string_view, std::string_view)>& visit) {
    std::vector<std::pair<std::string, std::string>> rows;
    {
        const std::int64_t tenant = m_store.numberOf(m_tenant);
        Use use = m_store.m_db->use(page.key.empty() ? Sql::viewPage : Sql::viewPageByKey);
        use.bind(tenant).text(kind);
        if (!page.key.empty()) use.text(page.key).text(page.value);
        use.text(page.after).bind(page.limit);
        while (m_store.next(use, "to read documents")) rows.emplace_back(use.string(0), use.string(1));
    }
    for (const auto& [id, body] : rows) visit(id, body);
}

std::optional<std::string> SqliteStore::Documents::storedKeys(std::int64_t tenant, std::string_view kind,
                                                              std::string_view id) {
    Use use = m_store.m_db->use(Sql::viewKeysRead);
    use.bind(tenant).text(kind).text(id);
    if (!m_store.next(use, "to read a document")) return {};
    return use.string(0);
}

void SqliteStore::Documents::dropKeys(std::int64_t tenant, std::string_view kind, std::string_view id,
                                      const std::string& packed) {
    for (const auto& [name, value] : unpackKeys(packed)) {
        Use use = m_store.m_db->use(Sql::viewKeyDrop);
        use.bind(tenant).text(kind).text(name).text(value).text(id);
        (void)m_store.done(use, "to change a document's keys");
    }
}

void SqliteStore::Documents::write(std::string_view kind, std::string_view id, std::string_view body,
                                   const ViewKeys& keys) {
    const Uncounted aside(m_store.m_writes);
    const auto tenant = m_store.numberForWrite(m_tenant);
    if (!tenant.ok()) return;
    const std::string packed = packKeys(keys);
    const auto before = storedKeys(*tenant, kind, id);
    if (before) {
        Use use = m_store.m_db->use(Sql::viewUpdate);
        use.blob(packed).blob(body).bind(*tenant).text(kind).text(id);
        (void)m_store.done(use, "to change a document");
        if (*before == packed) return;
        dropKeys(*tenant, kind, id, *before);
    } else {
        Use use = m_store.m_db->use(Sql::viewInsert);
        use.bind(*tenant).text(kind).text(id).blob(packed).blob(body);
        (void)m_store.done(use, "to add a document");
    }
    for (const auto& [name, value] : keys) {
        Use use = m_store.m_db->use(Sql::viewKeyAdd);
        use.bind(*tenant).text(kind).text(name).text(value).text(id);
        (void)m_store.done(use, "to change a document's keys");
    }
}

void SqliteStore::Documents::erase(std::string_view kind, std::string_view id) {
    const Uncounted aside(m_store.m_writes);
    const auto tenant = m_store.numberForWrite(m_tenant);
    if (!tenant.ok()) return;
    const auto before = storedKeys(*tenant, kind, id);
    if (!before) return;
    dropKeys(*tenant, kind, id, *before);
    Use use = m_store.m_db->use(Sql::viewErase);
    use.bind(*tenant).text(kind).text(id);
    (void)m_store.done(use, "to erase a document");
}

DocumentStore& SqliteStore::documents(TenantId tenant) {
    std::unique_ptr<Documents>& slot = m_documents[tenant];
    if (!slot) slot = std::make_unique<Documents>(*this, tenant);
    return *slot;
}

void SqliteStore::eachDocument(TenantId tenant,
                               const std::function<void(std::string_view, std::string_view, std::string_view,
                                                        std::string_view)>& visit) {
    const std::int64_t number = numberOf(tenant);
    Use use = m_db->use(Sql::viewsAll);
    use.bind(number);
    while (next(use, "to read documents")) visit(use.bytes(0), use.bytes(1), use.bytes(2), use.bytes(3));
}

Status SqliteStore::dropViews(TenantId tenant) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    for (const Sql which : {Sql::viewsDrop, Sql::viewKeysDrop}) {
        Use use = m_db->use(which);
        use.bind(number);
        OK_TRY(done(use, "to drop views"));
    }
    return {};
}

}  // namespace ok
