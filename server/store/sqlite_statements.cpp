// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Why the keys look as they do: a tenant has a small number, and an entry's place is one integer
// (tenant number * 4 + stream) << 40 | sequence, so that appending touches one page of one tree and a range of a
// stream is one contiguous range of rowids that belongs to one tenant.
#include "server/store/sqlite_statements.h"

namespace ok {
namespace {

constexpr std::string_view schemaV1 = R"(
CREATE TABLE tenants(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
                     slug TEXT NOT NULL UNIQUE);
CREATE TABLE entries(place INTEGER PRIMARY KEY, header BLOB NOT NULL, payload BLOB NOT NULL,
                     hash BLOB NOT NULL CHECK(length(hash) = 32));
CREATE TABLE checkpoints(place INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE views(tenant INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, keys BLOB NOT NULL, body BLOB NOT NULL,
                   PRIMARY KEY(tenant, kind, id)) WITHOUT ROWID;
CREATE TABLE view_keys(tenant INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
                       id TEXT NOT NULL, PRIMARY KEY(tenant, kind, name, value, id)) WITHOUT ROWID;
CREATE TABLE answers(day INTEGER NOT NULL, tenant INTEGER NOT NULL, command BLOB NOT NULL, answer BLOB NOT NULL,
                     PRIMARY KEY(day, tenant, command)) WITHOUT ROWID;
CREATE TABLE timers(tenant INTEGER NOT NULL, key TEXT NOT NULL, due INTEGER NOT NULL, command TEXT NOT NULL,
                    body BLOB NOT NULL, drill INTEGER NOT NULL, PRIMARY KEY(tenant, key)) WITHOUT ROWID;
CREATE INDEX timers_due ON timers(due);
CREATE TABLE outbox(number INTEGER PRIMARY KEY AUTOINCREMENT, tenant INTEGER NOT NULL, id TEXT NOT NULL,
                    connector TEXT NOT NULL, order_key TEXT NOT NULL, payload BLOB NOT NULL, state INTEGER NOT NULL,
                    attempts INTEGER NOT NULL, due INTEGER NOT NULL, provider_id TEXT NOT NULL,
                    last_problem TEXT NOT NULL, drill INTEGER NOT NULL, UNIQUE(tenant, id));
CREATE INDEX outbox_state ON outbox(state, due, number);
CREATE INDEX outbox_order ON outbox(tenant, order_key, number) WHERE order_key <> '' AND state <= 1;
CREATE INDEX outbox_provider ON outbox(tenant, provider_id) WHERE provider_id <> '';
CREATE TABLE vault(tenant INTEGER NOT NULL, token TEXT NOT NULL, sealed BLOB NOT NULL,
                   PRIMARY KEY(tenant, token)) WITHOUT ROWID;
CREATE TABLE rows(tenant INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
                  PRIMARY KEY(tenant, kind, id)) WITHOUT ROWID;
CREATE TABLE settings(tenant INTEGER NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
                      PRIMARY KEY(tenant, name)) WITHOUT ROWID;
)";

// A utility's queue of one connector is found without walking through everybody's.
constexpr std::string_view schemaV2 = "CREATE INDEX outbox_lane ON outbox(tenant, connector, drill, due, number) WHERE state = 0;";

#define OK_OUTBOX_COLUMNS                                                                                           \
    "SELECT t.id, o.id, o.connector, o.order_key, o.payload, o.state, o.attempts, o.due, o.provider_id, "           \
    "o.last_problem, o.drill FROM outbox o JOIN tenants t ON t.number = o.tenant "

#define OK_FIRST_OF_ITS_ORDER                                                                                       \
    "(o.order_key = '' OR NOT EXISTS(SELECT 1 FROM outbox e WHERE e.tenant = o.tenant AND e.order_key = o.order_key "  \
    "AND e.order_key <> '' AND e.state <= 1 AND e.number < o.number)) "

constexpr std::string_view texts[sqlCount] = {
    "BEGIN IMMEDIATE",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    // tenants
    "SELECT number FROM tenants WHERE id = ?",
    "INSERT INTO tenants(id, slug) VALUES(?, ?) ON CONFLICT DO NOTHING",
    "SELECT id FROM tenants ORDER BY number",
    "SELECT id FROM tenants WHERE slug = ?",
    "SELECT slug FROM tenants WHERE id = ?",
    // log
    "SELECT place, header, payload FROM entries WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1",
    "INSERT INTO entries(place, header, payload, hash) VALUES(?, ?, ?, ?)",
    "UPDATE entries SET payload = ? WHERE place = ?",
    "SELECT place, header, payload FROM entries WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
    "SELECT place, header, payload, hash FROM entries WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
    "SELECT hash FROM entries WHERE place > ? AND place < ? ORDER BY place",
    "SELECT place, hash FROM entries WHERE place > ? AND place <= ? ORDER BY place",
    "SELECT place, header, payload, hash FROM entries WHERE place > ? AND place <= ? ORDER BY place",
    "INSERT OR REPLACE INTO checkpoints(place, body) VALUES(?, ?)",
    "SELECT body FROM checkpoints WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1",
    "SELECT body FROM checkpoints WHERE place > ? AND place < ? ORDER BY place LIMIT ?",
    "SELECT place, body FROM checkpoints WHERE place > ? AND place <= ? ORDER BY place",
    "SELECT place FROM entries WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1",
    "SELECT place FROM checkpoints WHERE place > ? AND place < ? ORDER BY place DESC LIMIT 1",
    "INSERT OR REPLACE INTO entries(place, header, payload, hash) VALUES(?, ?, ?, ?)",
    "UPDATE entries SET header = ?, payload = ? WHERE place = ? AND hash = ?",
    // views
    "SELECT body FROM views WHERE tenant = ? AND kind = ? AND id = ?",
    "SELECT keys FROM views WHERE tenant = ? AND kind = ? AND id = ?",
    "INSERT INTO views(tenant, kind, id, keys, body) VALUES(?, ?, ?, ?, ?)",
    "UPDATE views SET keys = ?, body = ? WHERE tenant = ? AND kind = ? AND id = ?",
    "DELETE FROM views WHERE tenant = ? AND kind = ? AND id = ?",
    "SELECT id, body, keys FROM views WHERE tenant = ? AND kind = ? ORDER BY id",
    "SELECT kind, id, keys, body FROM views WHERE tenant = ? ORDER BY kind, id",
    "SELECT v.id, v.body FROM view_keys k CROSS JOIN views v ON v.tenant = k.tenant AND v.kind = k.kind AND v.id = k.id "
    "WHERE k.tenant = ? AND k.kind = ? AND k.name = ? AND k.value = ? ORDER BY k.id",
    "SELECT id, body FROM views WHERE tenant = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?",
    "SELECT v.id, v.body FROM view_keys k CROSS JOIN views v ON v.tenant = k.tenant AND v.kind = k.kind AND v.id = k.id "
    "WHERE k.tenant = ? AND k.kind = ? AND k.name = ? AND k.value = ? AND k.id > ? ORDER BY k.id LIMIT ?",
    "INSERT OR IGNORE INTO view_keys(tenant, kind, name, value, id) VALUES(?, ?, ?, ?, ?)",
    "DELETE FROM view_keys WHERE tenant = ? AND kind = ? AND name = ? AND value = ? AND id = ?",
    "DELETE FROM views WHERE tenant = ?",
    "DELETE FROM view_keys WHERE tenant = ?",
    // answers: kept by day, so that forgetting is one range; looked up today and yesterday
    "SELECT answer FROM answers WHERE day IN (?, ?) AND tenant = ? AND command = ?",
    "INSERT OR REPLACE INTO answers(day, tenant, command, answer) VALUES(?, ?, ?, ?)",
    "DELETE FROM answers WHERE day < ?",
    // timers
    "INSERT OR REPLACE INTO timers(tenant, key, due, command, body, drill) VALUES(?, ?, ?, ?, ?, ?)",
    "DELETE FROM timers WHERE tenant = ? AND key = ?",
    "DELETE FROM timers WHERE tenant = ? AND key = ? AND due = ?",
    "SELECT t.id, m.key, m.due, m.command, m.body, m.drill FROM timers m JOIN tenants t ON t.number = m.tenant "
    "WHERE m.due <= ? ORDER BY m.due, m.tenant, m.key LIMIT ?",
    "SELECT min(due) FROM timers",
    // outbox
    "INSERT INTO outbox(tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, drill) "
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(tenant, id) DO NOTHING",
    "UPDATE outbox SET payload = ?, state = ?, attempts = ?, due = ?, provider_id = ?, last_problem = ? "
    "WHERE tenant = ? AND id = ?",
    OK_OUTBOX_COLUMNS "WHERE o.tenant = ? AND o.id = ?",
    OK_OUTBOX_COLUMNS "WHERE o.tenant = ? AND o.provider_id = ? AND o.provider_id <> '' ORDER BY o.number LIMIT 1",
    OK_OUTBOX_COLUMNS "WHERE o.state = 0 AND o.due <= ? AND " OK_FIRST_OF_ITS_ORDER "ORDER BY o.due, o.number LIMIT ?",
    OK_OUTBOX_COLUMNS "WHERE o.tenant = ? AND o.state = 0 AND o.due <= ? AND o.connector = ? AND o.drill = ? AND " OK_FIRST_OF_ITS_ORDER
                      "ORDER BY o.due, o.number LIMIT ?",
    OK_OUTBOX_COLUMNS "WHERE o.state = ? ORDER BY o.due, o.number LIMIT ?",
    // vault
    "SELECT sealed FROM vault WHERE tenant = ? AND token = ?",
    "INSERT OR REPLACE INTO vault(tenant, token, sealed) VALUES(?, ?, ?)",
    "DELETE FROM vault WHERE tenant = ? AND token = ?",
    "SELECT token, sealed FROM vault WHERE tenant = ? AND token > ? ORDER BY token LIMIT ?",
    // rows
    "INSERT OR REPLACE INTO rows(tenant, kind, id, body) VALUES(?, ?, ?, ?)",
    "DELETE FROM rows WHERE tenant = ? AND kind = ?",
    "SELECT id, body FROM rows WHERE tenant = ? AND kind = ? ORDER BY id",
    "SELECT body FROM rows WHERE tenant = ? AND kind = ? AND id = ?",
    // settings
    "SELECT value FROM settings WHERE tenant = ? AND name = ?",
    "INSERT OR REPLACE INTO settings(tenant, name, value) VALUES(?, ?, ?)",
};

}  // namespace

std::string_view sqlText(Sql which) { return texts[static_cast<std::size_t>(which)]; }

std::string_view schemaStep(int version) { return version == 1 ? schemaV1 : version == 2 ? schemaV2 : std::string_view(); }

}  // namespace ok
