// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The tenant leads every key, so that a tenant's rows lie together and can be distributed by tenant. Words from outside
// are bytea: they sort by their bytes as in SQLite, and no byte in them can make a statement fail.
#include "server/store/pg_statements.h"

namespace ok {
namespace {

constexpr std::string_view schemaV1 = R"(
CREATE TABLE tenants(number int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bytea NOT NULL UNIQUE CHECK(length(id) = 16),
                     slug bytea NOT NULL UNIQUE);
CREATE TABLE entries(tenant int4 NOT NULL, stream int2 NOT NULL, sequence int8 NOT NULL CHECK(sequence > 0),
                     header bytea NOT NULL, payload bytea NOT NULL, hash bytea NOT NULL CHECK(length(hash) = 32),
                     PRIMARY KEY(tenant, stream, sequence)) PARTITION BY HASH (tenant);
CREATE TABLE heads(tenant int4 NOT NULL, stream int2 NOT NULL, sequence int8 NOT NULL, PRIMARY KEY(tenant, stream))
    WITH (fillfactor = 50);
CREATE TABLE checkpoints(tenant int4 NOT NULL, stream int2 NOT NULL, size int8 NOT NULL, body bytea NOT NULL,
                         PRIMARY KEY(tenant, stream, size));
CREATE TABLE views(tenant int4 NOT NULL, kind bytea NOT NULL, id bytea NOT NULL, keys bytea NOT NULL, body bytea NOT NULL,
                   PRIMARY KEY(tenant, kind, id)) WITH (fillfactor = 70);
CREATE TABLE view_keys(tenant int4 NOT NULL, kind bytea NOT NULL, name bytea NOT NULL, value bytea NOT NULL,
                       id bytea NOT NULL, PRIMARY KEY(tenant, kind, name, value, id));
CREATE INDEX view_keys_of ON view_keys(tenant, kind, id);
CREATE TABLE answers(tenant int4 NOT NULL, command bytea NOT NULL, day int8 NOT NULL, answer bytea NOT NULL,
                     PRIMARY KEY(tenant, command, day));
CREATE INDEX answers_day ON answers USING brin(day);
CREATE TABLE timers(tenant int4 NOT NULL, key bytea NOT NULL, due int8 NOT NULL, command bytea NOT NULL,
                    body bytea NOT NULL, drill bool NOT NULL, PRIMARY KEY(tenant, key));
CREATE INDEX timers_due ON timers(due);
CREATE TABLE outbox(number int8 GENERATED ALWAYS AS IDENTITY, tenant int4 NOT NULL, id bytea NOT NULL,
                    connector bytea NOT NULL, order_key bytea NOT NULL, payload bytea NOT NULL, state int2 NOT NULL,
                    attempts int4 NOT NULL, due int8 NOT NULL, provider_id bytea NOT NULL,
                    last_problem bytea NOT NULL, drill bool NOT NULL, PRIMARY KEY(tenant, id));
CREATE INDEX outbox_state ON outbox(state, due, number);
CREATE INDEX outbox_queued ON outbox(tenant, due) WHERE state = 0;
CREATE INDEX outbox_order ON outbox(tenant, order_key, number) WHERE order_key <> ''::bytea AND state <= 1;
CREATE INDEX outbox_provider ON outbox(tenant, provider_id) WHERE provider_id <> ''::bytea;
CREATE TABLE vault(tenant int4 NOT NULL, token bytea NOT NULL, sealed bytea NOT NULL, PRIMARY KEY(tenant, token));
CREATE TABLE rows(tenant int4 NOT NULL, kind bytea NOT NULL, id bytea NOT NULL, body bytea NOT NULL,
                  PRIMARY KEY(tenant, kind, id));
CREATE TABLE settings(tenant int4 NOT NULL, name bytea NOT NULL, value bytea NOT NULL, PRIMARY KEY(tenant, name));
CREATE UNLOGGED TABLE post(number int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, box bytea NOT NULL, letter bytea NOT NULL,
                           written timestamptz NOT NULL DEFAULT now());
CREATE INDEX post_box ON post(box, number);

DO $do$
DECLARE t text;
BEGIN
  FOR i IN 0..15 LOOP
    EXECUTE format('CREATE TABLE entries_%s PARTITION OF entries FOR VALUES WITH (MODULUS 16, REMAINDER %s)', i, i);
  END LOOP;
  -- A statement that forgets its tenant finds nothing: the rows of others are not there for it. -1 stands for the work
  -- that looks after all tenants (due timers, due messages).
  FOREACH t IN ARRAY ARRAY['entries', 'heads', 'checkpoints', 'views', 'view_keys', 'answers', 'timers', 'outbox', 'vault',
                           'rows', 'settings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY one_tenant ON %I USING (
        tenant = (SELECT current_setting('outagekit.tenant')::int4) OR (SELECT current_setting('outagekit.tenant')) = '-1')$p$, t);
  END LOOP;
END $do$;

CREATE FUNCTION head_move(t int4, s int2, expected int8, reached int8) RETURNS void LANGUAGE plpgsql AS $fn$
BEGIN
  IF expected = 0 THEN
    INSERT INTO heads(tenant, stream, sequence) VALUES(t, s, reached) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE heads SET sequence = reached WHERE tenant = t AND stream = s AND sequence = expected;
  END IF;
  IF NOT FOUND THEN RAISE EXCEPTION 'another server appended first' USING ERRCODE = 'OK001'; END IF;
END $fn$;

CREATE FUNCTION view_write(t int4, k bytea, i bytea, packed bytea, b bytea, names bytea[], vals bytea[])
RETURNS void LANGUAGE plpgsql AS $fn$
DECLARE before bytea;
BEGIN
  SELECT v.keys INTO before FROM views v WHERE v.tenant = t AND v.kind = k AND v.id = i;
  IF FOUND THEN
    UPDATE views v SET keys = packed, body = b WHERE v.tenant = t AND v.kind = k AND v.id = i;
    IF before = packed THEN RETURN; END IF;
    DELETE FROM view_keys x WHERE x.tenant = t AND x.kind = k AND x.id = i;
  ELSE
    INSERT INTO views(tenant, kind, id, keys, body) VALUES(t, k, i, packed, b);
  END IF;
  INSERT INTO view_keys(tenant, kind, name, value, id) SELECT t, k, n, v, i FROM unnest(names, vals) AS u(n, v)
    ON CONFLICT DO NOTHING;
END $fn$;
)";

// A utility's queue of one connector is found without walking through everybody's.
constexpr std::string_view schemaV2 = R"(
DROP INDEX outbox_queued;
CREATE INDEX outbox_queued ON outbox(tenant, connector, drill, due, number) WHERE state = 0;
CREATE INDEX outbox_owed ON outbox(tenant, due) WHERE state = 0;
)";

#define OK_OUTBOX_COLUMNS                                                                                           \
    "SELECT t.id, o.id, o.connector, o.order_key, o.payload, o.state, o.attempts, o.due, o.provider_id, "           \
    "o.last_problem, o.drill FROM outbox o JOIN tenants t ON t.number = o.tenant "

#define OK_OUTBOX_DUE                                                                                               \
    "WHERE o.state = 0 AND o.due <= $1 AND (o.order_key = ''::bytea OR NOT EXISTS(SELECT 1 FROM outbox e "           \
    "WHERE e.tenant = o.tenant AND e.order_key = o.order_key AND e.order_key <> ''::bytea AND e.state <= 1 "         \
    "AND e.number < o.number)) "

// Each document by its own id (OFFSET 0 keeps the planner from joining): before the tables have been analysed a town's messages are one row
// to it, and it would look through all of them for each.
#define OK_VIEWS_BY_KEY                                                                                             \
    "SELECT v.id, v.body FROM view_keys k CROSS JOIN LATERAL (SELECT w.id, w.body FROM views w "                     \
    "WHERE w.tenant = k.tenant AND w.kind = k.kind AND w.id = k.id OFFSET 0) v "

constexpr std::string_view texts[pgSqlCount] = {
    "BEGIN",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL statement_timeout = 0",
    "COMMIT",
    "ROLLBACK",
    "SELECT set_config('outagekit.tenant', $1, false)",
    // tenants
    "SELECT number FROM tenants WHERE id = $1",
    "INSERT INTO tenants(id, slug) VALUES($1, $2) ON CONFLICT DO NOTHING",
    "SELECT id FROM tenants ORDER BY number",
    "SELECT id FROM tenants WHERE slug = $1",
    "SELECT slug FROM tenants WHERE id = $1",
    // log
    "SELECT sequence, header, payload FROM entries WHERE tenant = $1::int4 AND stream = $2::int2 ORDER BY sequence DESC LIMIT 1",
    "INSERT INTO entries(tenant, stream, sequence, header, payload, hash) SELECT $1::int4, $2::int2, $3::int8 + u.o, u.h, u.p, u.x "
    "FROM unnest($4::bytea[], $5::bytea[], $6::bytea[]) WITH ORDINALITY AS u(h, p, x, o)",
    "UPDATE entries SET payload = $4::bytea WHERE tenant = $1::int4 AND stream = $2::int2 AND sequence = $3::int8",
    "INSERT INTO entries(tenant, stream, sequence, header, payload, hash) VALUES($1::int4, $2::int2, $3::int8, $4, $5, $6) "
    "ON CONFLICT(tenant, stream, sequence) DO UPDATE SET header = excluded.header, payload = excluded.payload, hash = excluded.hash",
    "UPDATE entries SET header = $4::bytea, payload = $5::bytea WHERE tenant = $1::int4 AND stream = $2::int2 AND sequence = $3::int8 AND hash = $6::bytea",
    "SELECT head_move($1::int4, $2::int2, $3::int8, $4::int8)",
    "SELECT sequence, header, payload, hash FROM entries WHERE tenant = $1::int4 AND stream = $2::int2 AND sequence > $3::int8 "
    "ORDER BY sequence LIMIT $4::int8",
    "SELECT sequence, hash FROM entries WHERE tenant = $1::int4 AND stream = $2::int2 AND sequence > $3::int8 ORDER BY sequence LIMIT $4::int8",
    "INSERT INTO checkpoints(tenant, stream, size, body) VALUES($1::int4, $2::int2, $3::int8, $4) "
    "ON CONFLICT(tenant, stream, size) DO UPDATE SET body = excluded.body",
    "SELECT body FROM checkpoints WHERE tenant = $1::int4 AND stream = $2::int2 ORDER BY size DESC LIMIT 1",
    "SELECT body FROM checkpoints WHERE tenant = $1::int4 AND stream = $2::int2 AND size > $3::int8 ORDER BY size LIMIT $4::int8",
    "SELECT size, body FROM checkpoints WHERE tenant = $1::int4 AND stream = $2::int2 AND size > $3::int8 AND size <= $4::int8 "
    "ORDER BY size LIMIT $5::int8",
    "SELECT coalesce(max(size), 0) FROM checkpoints WHERE tenant = $1::int4 AND stream = $2::int2",
    // views
    "SELECT body FROM views WHERE tenant = $1 AND kind = $2 AND id = $3",
    "SELECT view_write($1::int4, $2::bytea, $3::bytea, $4::bytea, $5::bytea, $6::bytea[], $7::bytea[])",
    "WITH gone AS (DELETE FROM view_keys WHERE tenant = $1 AND kind = $2 AND id = $3) "
    "DELETE FROM views WHERE tenant = $1 AND kind = $2 AND id = $3",
    "SELECT id, body, keys FROM views WHERE tenant = $1 AND kind = $2 ORDER BY id",
    "SELECT kind, id, keys, body FROM views WHERE tenant = $1 AND (kind, id) > ($2::bytea, $3::bytea) ORDER BY kind, id LIMIT $4::int8",
    OK_VIEWS_BY_KEY
    "WHERE k.tenant = $1 AND k.kind = $2 AND k.name = $3 AND k.value = $4 ORDER BY k.id",
    "SELECT id, body FROM views WHERE tenant = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4::int8",
    OK_VIEWS_BY_KEY
    "WHERE k.tenant = $1 AND k.kind = $2 AND k.name = $3 AND k.value = $4 AND k.id > $5 ORDER BY k.id LIMIT $6::int8",
    "DELETE FROM views WHERE tenant = $1",
    "DELETE FROM view_keys WHERE tenant = $1",
    // answers: looked up today and yesterday
    "SELECT answer FROM answers WHERE tenant = $1 AND command = $2 AND day >= $3::int8 ORDER BY day DESC LIMIT 1",
    // One by one, which no guess about a table that was never looked at can make dear: asked as ANY($2) the database read all
    // answers of the tenant for every batch, and a new installation ran at half speed for its first minutes.
    "SELECT a.command, a.answer FROM unnest($2::bytea[]) AS u(c) CROSS JOIN LATERAL "
    "(SELECT command, answer FROM answers WHERE tenant = $1 AND command = u.c AND day >= $3::int8 OFFSET 0) a",
    "SELECT coalesce(max(day), 0) FROM answers",
    "INSERT INTO answers(tenant, day, command, answer) SELECT $1::int4, $2::int8, u.c, u.a FROM unnest($3::bytea[], $4::bytea[]) AS u(c, a) "
    "ON CONFLICT(tenant, command, day) DO UPDATE SET answer = excluded.answer",
    "DELETE FROM answers WHERE day < $1::int8",
    // timers
    "INSERT INTO timers(tenant, key, due, command, body, drill) VALUES($1, $2, $3, $4, $5, $6::int4 <> 0) "
    "ON CONFLICT(tenant, key) DO UPDATE SET due = excluded.due, command = excluded.command, body = excluded.body, "
    "drill = excluded.drill",
    "DELETE FROM timers WHERE tenant = $1 AND key = $2",
    "DELETE FROM timers WHERE tenant = $1 AND key = $2 AND due = $3",
    "SELECT t.id, m.key, m.due, m.command, m.body, m.drill FROM timers m JOIN tenants t ON t.number = m.tenant "
    "WHERE m.due <= $1 ORDER BY m.due, m.tenant, m.key LIMIT $2::int8",
    "SELECT min(due) FROM timers",
    // outbox
    "INSERT INTO outbox(tenant, id, connector, order_key, payload, state, attempts, due, provider_id, last_problem, drill) "
    "VALUES($1, $2, $3, $4, $5, $6::int4, $7, $8, $9, $10, $11::int4 <> 0) ON CONFLICT(tenant, id) DO NOTHING",
    "UPDATE outbox SET payload = $3, state = $4::int4, attempts = $5, due = $6, provider_id = $7, last_problem = $8 "
    "WHERE tenant = $1 AND id = $2",
    OK_OUTBOX_COLUMNS "WHERE o.tenant = $1 AND o.id = $2",
    OK_OUTBOX_COLUMNS "WHERE o.tenant = $1 AND o.provider_id = $2 AND o.provider_id <> ''::bytea ORDER BY o.number LIMIT 1",
    OK_OUTBOX_COLUMNS OK_OUTBOX_DUE "AND ($3::int4 <> 0 OR t.id = ANY($4::bytea[])) ORDER BY o.due, o.number LIMIT $2::int8",
    OK_OUTBOX_COLUMNS OK_OUTBOX_DUE "AND o.tenant = $3 AND o.connector = $4 AND o.drill = ($5::int4 <> 0) "
    "ORDER BY o.due, o.number LIMIT $2::int8",
    "SELECT t.id FROM tenants t WHERE EXISTS(SELECT 1 FROM outbox o WHERE o.tenant = t.number AND o.state = 0 AND o.due < $1)",
    OK_OUTBOX_COLUMNS "WHERE o.state = $1::int4 ORDER BY o.due, o.number LIMIT $2::int8",
    // vault
    "SELECT sealed FROM vault WHERE tenant = $1 AND token = $2",
    "INSERT INTO vault(tenant, token, sealed) VALUES($1, $2, $3) "
    "ON CONFLICT(tenant, token) DO UPDATE SET sealed = excluded.sealed",
    "DELETE FROM vault WHERE tenant = $1 AND token = $2",
    "SELECT token, sealed FROM vault WHERE tenant = $1 AND token > $2 ORDER BY token LIMIT $3::int8",
    // rows
    "INSERT INTO rows(tenant, kind, id, body) VALUES($1, $2, $3, $4) "
    "ON CONFLICT(tenant, kind, id) DO UPDATE SET body = excluded.body",
    "DELETE FROM rows WHERE tenant = $1 AND kind = $2",
    "SELECT id, body FROM rows WHERE tenant = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4::int8",
    "SELECT body FROM rows WHERE tenant = $1 AND kind = $2 AND id = $3",
    // settings
    "SELECT value FROM settings WHERE tenant = $1 AND name = $2",
    "INSERT INTO settings(tenant, name, value) VALUES($1, $2, $3) "
    "ON CONFLICT(tenant, name) DO UPDATE SET value = excluded.value",
    // several servers
    "SELECT pg_try_advisory_lock($1::int4, $2::int4)",
    "SELECT pg_advisory_unlock($1::int4, $2::int4)",
    "SELECT pg_try_advisory_lock_shared($1::int4, 0)",
    "SELECT (pid = pg_backend_pid())::int4, (count(*) FILTER (WHERE objid <> 0))::int8 FROM pg_locks WHERE locktype = 'advisory' "
    "AND granted AND objsubid = 2 AND classid = $1::int4::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "GROUP BY pid",
    "SELECT t.id, h.stream, h.sequence FROM heads h JOIN tenants t ON t.number = h.tenant",
    "SELECT pg_notify($1, $2)",
    "INSERT INTO post(box, letter) VALUES($1, $2)",
    "WITH taken AS (DELETE FROM post WHERE box = ANY($1::bytea[]) RETURNING number, letter) "
    "SELECT letter FROM taken ORDER BY number",
    "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit'), current_setting('fsync')",
};

}  // namespace

std::string_view pgText(PgSql which) { return texts[static_cast<std::size_t>(which)]; }

std::string_view pgSchemaStep(int version) { return version == 1 ? schemaV1 : version == 2 ? schemaV2 : std::string_view(); }

}  // namespace ok
