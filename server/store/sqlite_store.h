// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The SQLite store. Split by topic: sqlite_store.cpp (opening, transactions, tenants), sqlite_log.cpp, sqlite_views.cpp,
// sqlite_work.cpp (timers, outbox), sqlite_rest.cpp (answers, vault, rows, settings).
//
// INVARIANT: the first failure of any statement inside a transaction is kept, and commit() then fails with it and
// changes nothing. So a read that failed can never be taken for "there is no such row" by something that is committed.
#pragma once
#include <unordered_map>

#include "server/store/sealing_hand.h"
#include "server/store/sqlite_db.h"
#include "server/store/store.h"

namespace ok {

/// Held by the one writer of a database; the system lets go of it when the process ends, however it ends.
class WriterLock {
  public:
    static Result<WriterLock> take(const std::string& databasePath);
    WriterLock(WriterLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    WriterLock& operator=(WriterLock&& other) noexcept {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~WriterLock();

  private:
    explicit WriterLock(int fd) : m_fd(fd) {}
    int m_fd = -1;
};

class SqliteStore final : public Store {
  public:
    SqliteStore(std::unique_ptr<SqliteDb> db, std::string path, SqliteDb::Mode mode);
    ~SqliteStore() override;

    void hold(WriterLock lock) { m_lock = std::move(lock); }
    /// For tests that make the database fail.
    [[nodiscard]] SqliteDb& database() { return *m_db; }

    Status begin() override;
    Status commit() override;
    void rollback() override;
    std::optional<Problem> trouble() const override { return m_trouble; }
    void clearTrouble() override { if (!m_inTransaction) m_trouble.reset(); }
    std::uint64_t writes() const override { return m_writes; }

    void unlock(const VaultKey& master) override { m_seals.unlock(master); }

    std::vector<TenantId> tenants() override;
    Status addTenant(TenantId tenant, std::string_view slug) override;
    std::optional<TenantId> tenantBySlug(std::string_view slug) override;

    std::optional<Entry> head(TenantId tenant, Stream stream) override;
    Status append(const Entry& entry) override;
    std::int64_t lastSequence(TenantId tenant, Stream stream) override;
    std::int64_t lastCheckpointSize(TenantId tenant, Stream stream) override;
    std::vector<Entry> entries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    std::vector<StoredEntry> storedEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    std::vector<StoredEntry> rawEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    Result<ResealedEntries> resealEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    Status setPayload(TenantId tenant, Stream stream, std::int64_t sequence, std::string_view payload) override;
    Status restoreEntry(TenantId tenant, Stream stream, const StoredEntry& entry) override;
    Status putCheckpoint(const SignedCheckpoint& checkpoint) override;
    std::optional<SignedCheckpoint> lastCheckpoint(TenantId tenant, Stream stream) override;
    std::vector<SignedCheckpoint> checkpoints(TenantId tenant, Stream stream, std::int64_t afterSize, int limit) override;
    void eachStoredCheckpoint(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                              const std::function<void(std::int64_t, std::string_view)>& visit) override;
    void eachHash(TenantId tenant, Stream stream, const std::function<void(const Digest&)>& visit) override;
    void eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                    const std::function<void(std::int64_t, const Digest&)>& visit) override;
    void eachStored(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                    const std::function<void(const StoredView&)>& visit) override;

    DocumentStore& documents(TenantId tenant) override;
    Status dropViews(TenantId tenant) override;
    void eachDocument(TenantId tenant, const std::function<void(std::string_view, std::string_view, std::string_view,
                                                                std::string_view)>& visit) override;
    std::string slugOf(TenantId tenant) override;

    std::optional<std::string> answer(TenantId tenant, CommandId command, Instant now) override;
    std::optional<std::string> answer(TenantId tenant, CommandId command) override;
    Status putAnswer(TenantId tenant, CommandId command, std::string_view answer, Instant now) override;
    Status forgetAnswersBefore(Instant limit) override;

    Status putTimer(const Timer& timer) override;
    Status cancelTimer(TenantId tenant, std::string_view key) override;
    Result<bool> takeTimer(TenantId tenant, std::string_view key, Instant due) override;
    std::vector<Timer> dueTimers(Instant now, int limit) override;
    std::optional<Instant> nextTimer() override;

    Status putOutbox(const OutboxRow& row) override;
    Status updateOutbox(const OutboxRow& row) override;
    std::optional<OutboxRow> outboxRow(TenantId tenant, std::string_view id) override;
    std::optional<OutboxRow> outboxByProviderId(TenantId tenant, std::string_view providerId) override;
    std::vector<OutboxRow> dueOutbox(Instant now, int limit) override;
    std::vector<OutboxRow> dueOutboxOf(TenantId tenant, std::string_view connector, bool drill, Instant now, int limit) override;
    std::vector<OutboxRow> outboxInState(OutboxState state, int limit) override;

    std::optional<Bytes> sealedText(TenantId tenant, std::string_view token) override;
    Status putSealedText(TenantId tenant, std::string_view token, const Bytes& sealed) override;
    Result<bool> removeSealedText(TenantId tenant, std::string_view token) override;
    std::vector<std::pair<std::string, Bytes>> sealedAfter(TenantId tenant, std::string_view after, int limit) override;

    Status putRow(TenantId tenant, std::string_view table, const StoredRow& row) override;
    Status clearRows(TenantId tenant, std::string_view table) override;
    void eachRow(TenantId tenant, std::string_view table, const std::function<void(const StoredRow&)>& visit) override;
    std::optional<std::string> rowBody(TenantId tenant, std::string_view table, std::string_view id) override;

    std::optional<std::string> setting(TenantId tenant, std::string_view name) override;
    Status putSetting(TenantId tenant, std::string_view name, std::string_view value) override;

    Result<std::unique_ptr<Store>> openReader() const override;
    /// Drops what follows this entry (sqlite_cut.cpp); only on a database that no server uses.
    Status cutAfter(TenantId tenant, Stream stream, std::int64_t sequence);

  private:
    class Documents;
    static constexpr std::int64_t noTenant = -1;
    /// The tenant's number; 0 is the installation itself (the unknown id), -1 stands for a tenant that is not there.
    std::int64_t numberOf(TenantId tenant);
    Result<std::int64_t> numberForWrite(TenantId tenant);
    /// Place before the first entry of a stream.
    std::int64_t base(TenantId tenant, Stream stream);
    /// The last place a statement finds in a stream, as a sequence.
    std::int64_t lastOf(Sql which, TenantId tenant, Stream stream);
    /// Runs a statement without rows.
    Status done(Use& use, std::string_view doing);
    /// True while there is a row; an error is kept as the transaction's trouble.
    bool next(Use& use, std::string_view doing);
    Problem trouble(Problem why);
    /// Writes what is being sealed: before the table of entries is read or changed, and at the end of the transaction.
    void flushEntries();
    /// Opens what was read, in place; false: keys are missing, which is kept as trouble.
    bool opened(const EntrySeals::Place& place, std::string_view& header, std::string_view& payload);

    std::optional<WriterLock> m_lock;
    std::unique_ptr<SqliteDb> m_db;
    std::string m_path;
    SqliteDb::Mode m_mode;
    bool m_inTransaction = false;
    std::uint64_t m_writes = 0;
    EntrySeals m_seals;
    EntrySeals::Row m_sealed;
    SealingHand m_hand;
    std::optional<Problem> m_trouble;
    std::unordered_map<TenantId, std::int64_t> m_numbers;
    std::unordered_map<TenantId, std::unique_ptr<Documents>> m_documents;
};

}  // namespace ok
