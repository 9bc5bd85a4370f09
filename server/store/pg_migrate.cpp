// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The schema of the PostgreSQL store, made and brought up to date on a plain connection of its own.
#include "server/store/move_to_pg.h"
#include "server/store/pg_db.h"

namespace ok {
namespace {

struct Plain {
    explicit Plain(const std::string& conninfo) : connection(PQconnectdb(conninfo.c_str())) {}
    ~Plain() { PQfinish(connection); }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    Problem trouble(const std::string& words) const {
        return problem("store_unavailable", words, {{"postgresql", PQerrorMessage(connection)}});
    }
    /// Text of the first field, empty without rows.
    Result<std::string> ask(const std::string& sql) const {
        const PgRows rows(PQexec(connection, sql.c_str()));
        const auto status = PQstatus(connection);
        if (status != CONNECTION_OK || *PQerrorMessage(connection) != 0) {
            return trouble("the PostgreSQL database refused what this program needs to begin");
        }
        return rows.empty() || rows.null(0, 0) ? std::string() : rows.string(0, 0);
    }
    PGconn* connection;
};

Status checkSchemaName(const std::string& schema) {
    if (!schema.empty() && schema.size() <= 60 && schema.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos) return {};
    return problem("store_unavailable", "a schema's name has small letters, digits and _ only: `" + schema + "`");
}

}  // namespace

bool namesPostgres(std::string_view database) {
    return database.starts_with("postgresql://") || database.starts_with("postgres://") || database.find('=') != std::string_view::npos;
}

Status dropPgSchema(const PgAddress& address) {
    OK_TRY(checkSchemaName(address.schema));
    const Plain plain(address.conninfo);
    if (PQstatus(plain.connection) != CONNECTION_OK) return plain.trouble("cannot reach the PostgreSQL database to take a schema away");
    PQsetNoticeProcessor(plain.connection, [](void*, const char*) {}, nullptr);
    OK_TRY(plain.ask("DROP SCHEMA IF EXISTS \"" + address.schema + "\" CASCADE"));
    return {};
}

std::string drillSchemaOf(const PgAddress& address, Instant now) { return address.schema + "_drill_" + std::to_string(now.micros()); }

Result<std::shared_ptr<void>> holdDrillSchema(const PgAddress& drill) {
    OK_TRY(checkSchemaName(drill.schema));
    auto plain = std::make_shared<Plain>(drill.conninfo);
    if (PQstatus(plain->connection) != CONNECTION_OK) return plain->trouble("cannot reach the PostgreSQL database to rehearse a restore");
    OK_TRY(plain->ask("SELECT pg_advisory_lock(hashtext('outagekit drill " + drill.schema + "'))"));
    return std::shared_ptr<void>(std::move(plain));
}

Result<int> dropLeftDrillSchemas(const PgAddress& address) {
    OK_TRY(checkSchemaName(address.schema));
    const Plain plain(address.conninfo);
    if (PQstatus(plain.connection) != CONNECTION_OK) return plain.trouble("cannot reach the PostgreSQL database to look for what a rehearsal left");
    PQsetNoticeProcessor(plain.connection, [](void*, const char*) {}, nullptr);
    OK_ASSIGN(std::string names, plain.ask("SELECT string_agg(nspname, ',') FROM pg_namespace WHERE nspname ~ '^" + address.schema + "_drill_[0-9]+$'"));
    int dropped = 0;
    for (std::size_t at = 0; at < names.size();) {
        const std::string name = names.substr(at, names.find(',', at) - at);
        at += name.size() + 1;
        OK_ASSIGN(const std::string free, plain.ask("SELECT pg_try_advisory_lock(hashtext('outagekit drill " + name + "'))"));
        if (free != "t") continue;   // a rehearsal that is going on
        OK_TRY(plain.ask("DROP SCHEMA IF EXISTS \"" + name + "\" CASCADE"));
        ++dropped;
    }
    return dropped;
}

Status PgDb::migrate(const std::string& conninfo, const std::string& schema) {
    const Plain plain(conninfo);
    if (PQstatus(plain.connection) != CONNECTION_OK) {
        return plain.trouble("cannot reach the PostgreSQL database: look whether it runs and the address is right");
    }
    PQsetNoticeProcessor(plain.connection, [](void*, const char*) {}, nullptr);
    OK_ASSIGN(const std::string super, plain.ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"));
    if (super == "t") {
        return problem("store_unavailable",
                       "this database user is above row-level security, which keeps utilities apart: connect as one that is "
                       "neither superuser nor BYPASSRLS (docs/growing.md shows how to make it)");
    }
    const std::string name = '"' + schema + '"';
    OK_TRY(checkSchemaName(schema));
    // Two servers may start at once: one makes the schema, the other waits and finds it.
    OK_TRY(plain.ask("BEGIN; SELECT pg_advisory_xact_lock(hashtext('outagekit schema " + schema + "'))"));
    OK_TRY(plain.ask("CREATE SCHEMA IF NOT EXISTS " + name + "; SET search_path TO " + name + ", pg_temp"));
    OK_TRY(plain.ask("CREATE TABLE IF NOT EXISTS meta(version int4 NOT NULL)"));
    OK_ASSIGN(const std::string found, plain.ask("SELECT coalesce(max(version), 0) FROM meta"));
    const int version = std::atoi(found.c_str());
    if (version > pgSchemaVersion) {
        return problem("store_unavailable", "schema `" + schema + "` was written by a newer version of this program",
                       {{"found", found}, {"known", std::to_string(pgSchemaVersion)}});
    }
    for (int step = version + 1; step <= pgSchemaVersion; ++step) {
        OK_TRY(plain.ask(std::string(pgSchemaStep(step))));
        OK_TRY(plain.ask("INSERT INTO meta(version) VALUES(" + std::to_string(step) + ")"));
    }
    OK_TRY(plain.ask("COMMIT"));
    return {};
}

}  // namespace ok
