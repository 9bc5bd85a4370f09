// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Several servers on one database: a tenant's desk is a session-level advisory lock on the very connection that writes.
#include "server/store/pg_store.h"

#include <cstdlib>

#include "server/store/raw_bytes.h"

namespace ok {
namespace {

/// Advisory locks belong to a database, not to a schema: the schema is part of the lock's name.
std::int32_t deskClass(const std::string& schema) {
    const Digest d = sha256("outagekit desks of schema " + schema);
    std::uint32_t out = 0;
    for (int i = 0; i < 4; ++i) out = out << 8 | d.bytes[static_cast<std::size_t>(i)];
    return static_cast<std::int32_t>(out);
}

}  // namespace

std::vector<StreamPlace> PgStore::heads() {
    std::vector<StreamPlace> out;
    const PgRows rows = ask(everyTenant, PgSql::headsAll, PgArgs());
    for (int i = 0; i < rows.count(); ++i) {
        out.push_back({fromBytes<TenantId>(rows.bytes(i, 0)), static_cast<Stream>(rows.integer(i, 1)), rows.integer(i, 2)});
    }
    return out;
}

Result<bool> PgStore::takeDesk(TenantId tenant) {
    if (m_reader) return problem("store_failed", "a reader holds no desk");
    const std::int64_t number = numberOf(tenant);
    if (number == noTenant) return problem("unknown_tenant", "there is no tenant `" + tenant.str() + "`");
    m_seals.forget(tenant);  // whoever had the desk may have rotated its key
    const PgRows rows = ask(number, PgSql::deskTake, PgArgs().int4(deskClass(m_address.schema)).int4(number));
    if (const auto why = trouble()) return *why;
    return !rows.empty() && rows.integer(0, 0) != 0;
}

Status PgStore::leaveDesk(TenantId tenant) {
    const std::int64_t number = numberOf(tenant);
    (void)ask(number, PgSql::deskLeave, PgArgs().int4(deskClass(m_address.schema)).int4(number));
    if (const auto why = trouble()) return *why;
    return {};
}

// Who is there holds number 0 of the desks' class together with all others; it goes with the connection, as desks do.
std::vector<DeskHolder> PgStore::deskHolders() {
    std::vector<DeskHolder> out;
    if (m_reader) return out;
    const std::int32_t desks = deskClass(m_address.schema);
    if (m_presentAs != connections()) {
        (void)ask(everyTenant, PgSql::deskPresent, PgArgs().int4(desks));
        m_presentAs = connections();
    }
    const PgRows rows = ask(everyTenant, PgSql::deskHolders, PgArgs().int4(desks));
    for (int i = 0; i < rows.count(); ++i) out.push_back({rows.integer(i, 0) != 0, static_cast<int>(rows.integer(i, 1))});
    return out;
}

std::string PgStore::guarantee() {
    const PgRows rows = ask(everyTenant, PgSql::replicas, PgArgs());
    if (rows.empty()) return "unknown: the database does not answer";
    if (rows.bytes(0, 2) != "on") return "none: fsync is off in this database";
    const std::string_view commits = rows.bytes(0, 1);
    if (commits == "off") return "none: synchronous_commit is off in this database";
    // While it names anybody, a commit waits for them: `ANY 2 (a, b, c)`, `FIRST 1 (a, b)`, `2 (a, b)`, or names alone for one.
    const std::string_view standbys = rows.bytes(0, 0);
    if (standbys.empty() || commits == "local") return "one copy on disk, synced before each answer";
    const std::size_t number = standbys.substr(0, standbys.find('(')).find_first_of("0123456789");
    const bool counted = standbys.find('(') != std::string_view::npos && number != std::string_view::npos;
    const int replicas = counted ? std::max(1, std::atoi(std::string(standbys.substr(number)).c_str())) : 1;
    return std::to_string(replicas + 1) + " copies on disk, synced before each answer";
}

}  // namespace ok
