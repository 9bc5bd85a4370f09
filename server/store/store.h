// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The store: one database with the log, views, timers, outbox, idempotency answers, vault and blobs of all tenants.
// SQLite (server/store/sqlite_*) and PostgreSQL (server/store/pg_*) behind one interface. SQL stays in this room.
//
// Threads: one Store object belongs to one thread. The gate holds the only writing Store; readers (pages, exports,
// sync) open their own with openReader(), which sees the last committed state.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/store_rows.h"
#include "shared/base/result.h"
#include "shared/ledger/entry.h"
#include "shared/views/views.h"

namespace ok {

class Store {
  public:
    virtual ~Store() = default;

    // --- transactions (writer only). Nothing below writes outside one.
    virtual Status begin() = 0;
    virtual Status commit() = 0;   ///< durable when it returns ok (synchronous=FULL)
    virtual void rollback() = 0;
    /// The first failure of any statement in this transaction, reads included; commit() will fail with it.
    [[nodiscard]] virtual std::optional<Problem> trouble() const { return {}; }
    /// Outside a transaction, before reads whose failure matters: forgets what failed earlier.
    virtual void clearTrouble() {}
    /// Statements that wrote in this transaction, documents aside: the gate finds changes without an entry by it. Or 0.
    [[nodiscard]] virtual std::uint64_t writes() const { return 0; }

    // --- keys (F07.R1.A7): the contents of entries are sealed under each tenant's data key
    /// From now on entries are sealed and opened with rings under this master key, here and in readers opened from here. Without it
    /// nothing is appended, and of sealed entries only their places and hashes are told.
    virtual void unlock(const std::array<std::uint8_t, 32>& master) = 0;

    // --- tenants
    virtual std::vector<TenantId> tenants() = 0;
    virtual Status addTenant(TenantId tenant, std::string_view slug) = 0;
    virtual std::optional<TenantId> tenantBySlug(std::string_view slug) = 0;

    // --- log
    virtual std::optional<Entry> head(TenantId tenant, Stream stream) = 0;  ///< the last entry, or empty
    virtual Status append(const Entry& entry) = 0;
    /// Sequence of the last stored entry and size of the last stored checkpoint, readable or not; 0 when there is none.
    virtual std::int64_t lastSequence(TenantId tenant, Stream stream);
    virtual std::int64_t lastCheckpointSize(TenantId tenant, Stream stream);
    /// Entries with sequence in (after, after + limit], in order.
    virtual std::vector<Entry> entries(TenantId tenant, Stream stream, std::int64_t after, int limit) = 0;
    /// The same, unparsed: what an export writes and a verifier reads. What is sealed and does not open is given as it lies there;
    /// where keys are missing or wrong nothing is given and trouble() says so.
    virtual std::vector<StoredEntry> storedEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) = 0;
    /// The same as they lie in the database, sealed or from before.
    virtual std::vector<StoredEntry> rawEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) = 0;
    /// Seals these entries under the active key where they are plain or under an older one. A row is replaced only by one that opens to
    /// the bytes its hash is of; one that is damaged stays as it is. Problems of keys (`vault_key_missing`, ...).
    virtual Result<ResealedEntries> resealEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) = 0;
    /// The one thing of an entry that may change: its payload is erased (empty), or put back as it was.
    virtual Status setPayload(TenantId, Stream, std::int64_t /*sequence*/, std::string_view /*payload*/) {
        return problem("store_failed", "this store keeps payloads for ever");
    }
    /// Puts an entry's genuine bytes where damaged ones lie, or none. The one way to write into the past; its caller has
    /// proved them. A store that cannot answers `not_supported`.
    virtual Status restoreEntry(TenantId tenant, Stream stream, const StoredEntry& entry);
    virtual Status putCheckpoint(const SignedCheckpoint& checkpoint) = 0;
    virtual std::optional<SignedCheckpoint> lastCheckpoint(TenantId tenant, Stream stream) = 0;
    /// Checkpoints with a size beyond `afterSize`, in order.
    virtual std::vector<SignedCheckpoint> checkpoints(TenantId tenant, Stream stream, std::int64_t afterSize, int limit) = 0;
    /// Checkpoints with a size in (after, upTo], as they lie in the database, in order.
    virtual void eachStoredCheckpoint(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                                      const std::function<void(std::int64_t size, std::string_view body)>& visit);
    /// All entry hashes of a stream in order, to rebuild the Merkle frontier at start.
    virtual void eachHash(TenantId tenant, Stream stream, const std::function<void(const Digest&)>& visit) = 0;
    /// Entry hashes with sequence in (after, upTo], in order: what proofs are made of. A hash of a wrong length is none.
    virtual void eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                            const std::function<void(std::int64_t sequence, const Digest&)>& visit);
    /// Entries with sequence in (after, upTo], as they lie in the database, in order: for a verifier that reads them all.
    virtual void eachStored(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                            const std::function<void(const StoredView&)>& visit);

    // --- views
    virtual DocumentStore& documents(TenantId tenant) = 0;
    virtual Status dropViews(TenantId tenant) = 0;
    /// Every document of a tenant with its keys as one text, in order of kind and id.
    virtual void eachDocument(TenantId tenant, const std::function<void(std::string_view kind, std::string_view id,
                                                                        std::string_view keys, std::string_view body)>& visit) = 0;
    virtual std::string slugOf(TenantId tenant) = 0;  ///< empty when there is no such tenant

    // --- idempotency (24 h): the answer given to a command id
    virtual std::optional<std::string> answer(TenantId tenant, CommandId command) = 0;
    /// The same when `now` is at hand: looks only where an answer of the last 24 h can be.
    virtual std::optional<std::string> answer(TenantId tenant, CommandId command, Instant now) = 0;
    /// A hint that these will be asked for in this transaction: one question instead of many.
    virtual void expectAnswers(TenantId, const std::vector<CommandId>&, Instant /*now*/) {}
    virtual Status putAnswer(TenantId tenant, CommandId command, std::string_view answer, Instant now) = 0;
    virtual Status forgetAnswersBefore(Instant limit) = 0;

    // --- timers
    virtual Status putTimer(const Timer& timer) = 0;  ///< replaces one with the same key
    virtual Status cancelTimer(TenantId tenant, std::string_view key) = 0;
    /// Takes the timer off when it is still the one with this due time; false when it was cancelled or set anew.
    virtual Result<bool> takeTimer(TenantId tenant, std::string_view key, Instant due) = 0;
    virtual std::vector<Timer> dueTimers(Instant now, int limit) = 0;
    virtual std::optional<Instant> nextTimer() = 0;

    // --- outbox
    virtual Status putOutbox(const OutboxRow& row) = 0;  ///< insert; an existing id is left as it is
    virtual Status updateOutbox(const OutboxRow& row) = 0;
    virtual std::optional<OutboxRow> outboxRow(TenantId tenant, std::string_view id) = 0;
    virtual std::optional<OutboxRow> outboxByProviderId(TenantId tenant, std::string_view providerId) = 0;
    /// Queued rows whose time has come, one per order key, oldest first.
    virtual std::vector<OutboxRow> dueOutbox(Instant now, int limit) = 0;
    /// The same of one connector of one tenant on one side of the drill wall: a queue that stands still hides no other.
    virtual std::vector<OutboxRow> dueOutboxOf(TenantId tenant, std::string_view connector, bool drill, Instant now, int limit);
    virtual std::vector<OutboxRow> outboxInState(OutboxState state, int limit) = 0;
    /// From now on due rows of these tenants only, where several servers share the work.
    virtual void dueOnlyFor(std::vector<TenantId>) {}
    /// Tenants with a queued row that was due before `limit`, where several servers share the work.
    virtual std::vector<TenantId> tenantsOwedMessages(Instant /*limit*/) { return {}; }

    // --- vault: token -> sealed bytes; sealedAfter goes in order of token
    virtual std::optional<Bytes> sealedText(TenantId tenant, std::string_view token) = 0;
    virtual Status putSealedText(TenantId tenant, std::string_view token, const Bytes& sealed) = 0;  ///< replaces
    virtual Result<bool> removeSealedText(TenantId tenant, std::string_view token) = 0;   ///< false: it was not there
    virtual std::vector<std::pair<std::string, Bytes>> sealedAfter(TenantId tenant, std::string_view after, int limit) = 0;

    // --- typed bulk rows (accounts, address points, ...); written outside the log, their import entry holds the file's hash
    virtual Status putRow(TenantId tenant, std::string_view table, const StoredRow& row) = 0;
    virtual Status clearRows(TenantId tenant, std::string_view table) = 0;
    virtual void eachRow(TenantId tenant, std::string_view table, const std::function<void(const StoredRow&)>& visit) = 0;
    virtual std::optional<std::string> rowBody(TenantId tenant, std::string_view table, std::string_view id) = 0;

    // --- secrets and settings of the installation (password hashes, sealed keys)
    virtual std::optional<std::string> setting(TenantId tenant, std::string_view name) = 0;
    virtual Status putSetting(TenantId tenant, std::string_view name, std::string_view value) = 0;

    // --- several servers on one database (docs/growing.md)
    /// The head of every stream of every tenant; nothing where one writer has the database to itself.
    virtual std::vector<StreamPlace> heads() { return {}; }
    /// The desk of a tenant: whoever holds it decides its commands and fires its timers, until it is left or the connection
    /// is lost; the same connection writes. False: another server holds it. A database with one writer gives every desk.
    virtual Result<bool> takeDesk(TenantId) { return true; }
    virtual Status leaveDesk(TenantId) { return {}; }
    /// Every server that decides on this database, those without a desk included; nothing where there can be only one.
    virtual std::vector<DeskHolder> deskHolders() { return {}; }
    /// Counts up when the connection was made anew: desks are gone then, and what was derived may be old.
    [[nodiscard]] virtual std::uint64_t connections() const { return 1; }
    /// Finds out whether the connection still is there, and makes it anew if not.
    virtual void wake() {}
    /// In words for people: what a commit that succeeded outlives.
    virtual std::string guarantee() { return "one copy on disk, synced before each answer"; }

    virtual Result<std::unique_ptr<Store>> openReader() const = 0;  ///< a connection that only reads, for another thread
};

/// Opens or creates a SQLite database in WAL mode with synchronous=FULL. Problem `store_unavailable`.
/// One writer at a time: the file `<path>-lock` is held while the Store lives, so that two servers cannot share a log.
[[nodiscard]] Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path);
/// Copies the database as it is at one moment into a new file, also while a server writes. Problem `copy_failed`.
[[nodiscard]] Status copySqliteStore(const std::string& path, const std::string& into);
/// Opens an existing database only to read; a server may be running on it.
[[nodiscard]] Result<std::unique_ptr<Store>> openSqliteReader(const std::string& path);

/// Where a PostgreSQL database is.
struct PgAddress {
    std::string conninfo;               ///< as libpq takes it: `postgresql://user@host/db`, several hosts for a cluster
    std::string schema = "outagekit";
    std::string node;                   ///< this server's name among those on the database; UUID text
};
/// Opens PostgreSQL 15 or later as a writer and makes the schema if need be. Problem `store_unavailable`.
[[nodiscard]] Result<std::unique_ptr<Store>> openPgStore(const PgAddress& address);
[[nodiscard]] Result<std::unique_ptr<Store>> openPgReader(const PgAddress& address);  ///< the schema must be there

}  // namespace ok
