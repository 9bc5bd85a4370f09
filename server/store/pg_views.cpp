// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/pg_documents.h"

namespace ok {
namespace {
constexpr int documentsAtOnce = 5'000;
}

std::optional<std::string> PgStore::Documents::read(std::string_view kind, std::string_view id) {
    const std::int64_t tenant = m_store.numberOf(m_tenant);
    const PgRows rows = m_store.ask(tenant, PgSql::viewRead, PgArgs().int4(tenant).text(kind).text(id));
    if (rows.empty()) return {};
    return rows.string(0, 0);
}

void PgStore::Documents::readAll(std::string_view kind,
                                 const std::function<void(std::string_view, std::string_view)>& visit) {
    const std::int64_t tenant = m_store.numberOf(m_tenant);
    const PgRows rows = m_store.ask(tenant, PgSql::viewAll, PgArgs().int4(tenant).text(kind));
    for (int i = 0; i < rows.count(); ++i) visit(rows.bytes(i, 0), rows.bytes(i, 1));
}

void PgStore::Documents::readAllWithKeys(
    std::string_view kind, const std::function<void(std::string_view, std::string_view, const ViewKeys&)>& visit) {
    const std::int64_t tenant = m_store.numberOf(m_tenant);
    const PgRows rows = m_store.ask(tenant, PgSql::viewAll, PgArgs().int4(tenant).text(kind));
    for (int i = 0; i < rows.count(); ++i) visit(rows.bytes(i, 0), rows.bytes(i, 1), unpackKeys(rows.bytes(i, 2)));
}

void PgStore::Documents::readByKey(std::string_view kind, std::string_view key, std::string_view value,
                                   const std::function<void(std::string_view, std::string_view)>& visit) {
    const std::int64_t tenant = m_store.numberOf(m_tenant);
    const PgRows rows =
        m_store.ask(tenant, PgSql::viewByKey, PgArgs().int4(tenant).text(kind).text(key).text(value));
    for (int i = 0; i < rows.count(); ++i) visit(rows.bytes(i, 0), rows.bytes(i, 1));
}

void PgStore::Documents::readPage(std::string_view kind, const Page& page,
                                  const std::function<void(std::string_view, std::string_view)>& visit) {
    const std::int64_t tenant = m_store.numberOf(m_tenant);
    const PgRows rows = page.key.empty()
                            ? m_store.ask(tenant, PgSql::viewPage, PgArgs().int4(tenant).text(kind).text(page.after).int8(page.limit))
                            : m_store.ask(tenant, PgSql::viewPageByKey,
                                          PgArgs().int4(tenant).text(kind).text(page.key).text(page.value).text(page.after).int8(page.limit));
    for (int i = 0; i < rows.count(); ++i) visit(rows.bytes(i, 0), rows.bytes(i, 1));
}

void PgStore::Documents::write(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) {
    const auto tenant = m_store.numberForWrite(m_tenant);
    if (!tenant.ok()) return;
    const std::string packed = packKeys(keys);
    std::vector<std::string_view> names, values;
    for (const auto& [name, value] : keys) {
        names.emplace_back(name);
        values.emplace_back(value);
    }
    (void)m_store.write(*tenant, PgSql::viewWrite,
                        PgArgs().int4(*tenant).text(kind).text(id).blob(packed).blob(body).blobs(names).blobs(values));
}

void PgStore::Documents::erase(std::string_view kind, std::string_view id) {
    const auto tenant = m_store.numberForWrite(m_tenant);
    if (!tenant.ok()) return;
    (void)m_store.write(*tenant, PgSql::viewErase, PgArgs().int4(*tenant).text(kind).text(id));
}

DocumentStore& PgStore::documents(TenantId tenant) {
    std::unique_ptr<Documents>& slot = m_documents[tenant];
    if (!slot) slot = std::make_unique<Documents>(*this, tenant);
    return *slot;
}

void PgStore::eachDocument(TenantId tenant, const std::function<void(std::string_view, std::string_view, std::string_view,
                                                                     std::string_view)>& visit) {
    const std::int64_t number = numberOf(tenant);
    inSnapshot([&] {
        std::string kind, id;
        while (true) {
            const PgRows rows = ask(number, PgSql::viewsAll, PgArgs().int4(number).text(kind).text(id).int8(documentsAtOnce));
            for (int i = 0; i < rows.count(); ++i) visit(rows.bytes(i, 0), rows.bytes(i, 1), rows.bytes(i, 2), rows.bytes(i, 3));
            if (rows.count() < documentsAtOnce) return;
            kind = rows.string(rows.count() - 1, 0);
            id = rows.string(rows.count() - 1, 1);
        }
    });
}

Status PgStore::dropViews(TenantId tenant) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    for (const PgSql which : {PgSql::viewsDrop, PgSql::viewKeysDrop}) OK_TRY(write(number, which, PgArgs().int4(number)));
    return {};
}

}  // namespace ok
