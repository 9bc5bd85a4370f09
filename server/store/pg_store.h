// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The PostgreSQL store. Split by topic like the SQLite one: pg_store.cpp (opening, transactions, tenants), pg_log.cpp,
// pg_views.cpp, pg_work.cpp (timers, outbox), pg_rest.cpp (answers, vault, rows, settings), pg_desks.cpp.
//
// Entries and answers of a transaction are gathered and written as arrays, the rest is pipelined; a read waits for it.
// INVARIANT: as in sqlite_store.h, the first failure is kept and commit() fails with it. A commit whose answer was lost
// with the connection ends in `commit_unknown`: asking again with the same command id tells.
#pragma once
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "server/store/entry_seal.h"
#include "server/store/pg_db.h"
#include "server/store/store.h"

namespace ok {

class PgStore final : public Store {
  public:
    PgStore(std::unique_ptr<PgDb> db, PgAddress address, bool reader);
    ~PgStore() override;

    Status begin() override;
    Status commit() override;
    void rollback() override;
    std::optional<Problem> trouble() const override;
    void clearTrouble() override;
    std::uint64_t connections() const override { return m_connections; }
    std::uint64_t writes() const override { return m_writes; }

    void unlock(const VaultKey& master) override { m_seals.unlock(master); }

    std::vector<TenantId> tenants() override;
    Status addTenant(TenantId tenant, std::string_view slug) override;
    std::optional<TenantId> tenantBySlug(std::string_view slug) override;

    std::optional<Entry> head(TenantId tenant, Stream stream) override;
    Status append(const Entry& entry) override;
    std::vector<Entry> entries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    std::vector<StoredEntry> storedEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    std::vector<StoredEntry> rawEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    Result<ResealedEntries> resealEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) override;
    Status setPayload(TenantId tenant, Stream stream, std::int64_t sequence, std::string_view payload) override;
    Status restoreEntry(TenantId tenant, Stream stream, const StoredEntry& entry) override;
    Status putCheckpoint(const SignedCheckpoint& checkpoint) override;
    std::optional<SignedCheckpoint> lastCheckpoint(TenantId tenant, Stream stream) override;
    std::vector<SignedCheckpoint> checkpoints(TenantId tenant, Stream stream, std::int64_t afterSize, int limit) override;
    void eachHash(TenantId tenant, Stream stream, const std::function<void(const Digest&)>& visit) override;
    void eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                    const std::function<void(std::int64_t, const Digest&)>& visit) override;

    DocumentStore& documents(TenantId tenant) override;
    Status dropViews(TenantId tenant) override;
    void eachDocument(TenantId tenant, const std::function<void(std::string_view, std::string_view, std::string_view,
                                                                std::string_view)>& visit) override;
    std::string slugOf(TenantId tenant) override;

    void expectAnswers(TenantId tenant, const std::vector<CommandId>& commands, Instant now) override;
    std::optional<std::string> answer(TenantId tenant, CommandId command, Instant now) override;
    std::optional<std::string> answer(TenantId tenant, CommandId command) override;
    Status putAnswer(TenantId tenant, CommandId command, std::string_view answer, Instant now) override;
    Status forgetAnswersBefore(Instant limit) override;

    std::int64_t lastSequence(TenantId tenant, Stream stream) override;
    std::int64_t lastCheckpointSize(TenantId tenant, Stream stream) override;
    void eachStoredCheckpoint(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                              const std::function<void(std::int64_t size, std::string_view body)>& visit) override;

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
    void dueOnlyFor(std::vector<TenantId> tenants) override { m_desks = std::move(tenants); }
    std::vector<TenantId> tenantsOwedMessages(Instant limit) override;

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

    std::vector<StreamPlace> heads() override;
    void wake() override;
    Result<bool> takeDesk(TenantId tenant) override;
    Status leaveDesk(TenantId tenant) override;
    std::vector<DeskHolder> deskHolders() override;
    std::string guarantee() override;

    /// For tests that make the database fail: the connection below, and what happens just before a commit.
    [[nodiscard]] PgDb& database() { return *m_db; }
    void beforeCommit(std::function<void(PgDb&)> what) { m_beforeCommit = std::move(what); }

  private:
    class Documents;
    static constexpr std::int64_t noTenant = -2;
    static constexpr std::int64_t everyTenant = -1;
    struct Tail {  // entries of one stream that wait to be written
        std::int64_t first = 0;
        std::vector<std::string> headers, payloads;
        std::vector<Digest> hashes;
    };
    using Place = std::pair<std::int64_t, Stream>;

    std::int64_t numberOf(TenantId tenant);
    Result<std::int64_t> numberForWrite(TenantId tenant);
    /// Whose rows the next statements may see.
    void actFor(std::int64_t number);
    PgRows ask(std::int64_t tenant, PgSql which, const PgArgs& args);
    Status write(std::int64_t tenant, PgSql which, const PgArgs& args);
    Problem keep(Problem why);
    /// A lost connection is made anew, unless a transaction stands on it.
    void ensureConnected();
    void flushEntries();
    void flushAnswers();
    void forgetTransaction();
    std::vector<OutboxRow> readOutbox(const PgRows& rows);
    std::vector<std::string_view> deskIds() const;
    /// Runs `read` inside one snapshot when no transaction is open.
    void inSnapshot(const std::function<void()>& read);

    std::unique_ptr<PgDb> m_db;
    PgAddress m_address;
    bool m_reader;
    bool m_inTransaction = false;
    EntrySeals m_seals;
    std::uint64_t m_connections = 1;
    std::uint64_t m_writes = 0;  ///< in this transaction, documents aside
    std::unordered_set<std::string> m_outboxRead;   ///< rows known to be there, because this transaction has read them
    std::optional<Problem> m_trouble;
    std::uint64_t m_presentAs = 0;  // the connection on which the others were told that we are there
    std::optional<std::vector<TenantId>> m_desks;  ///< whose due messages are asked for; unset: everybody's
    std::optional<std::int64_t> m_actingFor;
    std::unordered_map<TenantId, std::int64_t> m_numbers;
    std::unordered_map<TenantId, std::unique_ptr<Documents>> m_documents;
    std::map<Place, Tail> m_tails;
    std::map<Place, std::pair<std::int64_t, std::int64_t>> m_moves;  ///< stream -> sequence before and after this transaction
    struct KeptAnswer {
        std::int64_t day = 0;
        std::optional<std::string> text;  ///< empty: looked for and not there
        bool fresh = false;               ///< written by this transaction, not yet sent
    };
    std::map<std::pair<std::int64_t, CommandId>, KeptAnswer> m_answers;
    std::function<void(PgDb&)> m_beforeCommit;
};

}  // namespace ok
