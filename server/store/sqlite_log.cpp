// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/sqlite_store.h"

#include "server/store/raw_bytes.h"

namespace ok {
namespace {
constexpr int sequenceBits = 40;
constexpr std::int64_t streamWidth = std::int64_t{1} << sequenceBits;

/// A sequence as an offset within its stream's range of places.
std::int64_t within(std::int64_t sequence) { return std::clamp<std::int64_t>(sequence, 0, streamWidth - 1); }

}  // namespace

std::int64_t SqliteStore::base(TenantId tenant, Stream stream) {
    const std::int64_t number = numberOf(tenant);
    // A tenant that is not there owns the range below zero, where nothing is ever written.
    return (number * 4 + static_cast<std::int64_t>(stream)) * streamWidth;
}

bool SqliteStore::opened(const EntrySeals::Place& place, std::string_view& header, std::string_view& payload) {
    const auto done = m_seals.open(*this, place, header, payload);
    if (!done.ok()) trouble(done.problem());
    return done.ok();
}

std::optional<Entry> SqliteStore::head(TenantId tenant, Stream stream) {
    flushEntries();
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryHead);
    use.bind(from).bind(from + streamWidth);
    if (!next(use, "to read the head of a stream")) return {};
    std::string_view header = use.bytes(1), payload = use.bytes(2);
    if (!opened({tenant, stream, use.integer(0) - from}, header, payload)) return {};
    auto entry = openEntry(std::string(header), std::string(payload));
    if (!entry.ok()) {
        trouble(problem("store_failed", "the head of a stream cannot be read", {{"sqlite", entry.problem().message}}));
        return {};
    }
    return std::move(entry).value();
}

Status SqliteStore::append(const Entry& entry) {
    OK_TRY(numberForWrite(entry.header.tenant));
    if (entry.header.sequence <= 0 || entry.header.sequence >= streamWidth) {
        return trouble(problem("store_failed", "an entry's sequence is out of range"));
    }
    if (!m_inTransaction) return problem("store_failed", "nothing is written outside a transaction");
    auto ring = m_seals.ringForWrite(*this, entry.header.tenant, entry.header.ledgerTime);
    if (!ring.ok()) return trouble(ring.problem());
    if (m_hand.full()) flushEntries();
    if (m_trouble) return *m_trouble;
    ++m_writes;
    SealingHand::Job& job = m_hand.next();
    job.place = {entry.header.tenant, entry.header.stream, entry.header.sequence};
    job.ring = std::move(*ring);
    job.header = entry.headerJson;
    job.payload = entry.payload;
    job.hash = entry.hash;
    m_hand.add();
    return {};
}

void SqliteStore::flushEntries() {
    if (m_hand.empty()) return;
    m_hand.finish([this](SealingHand::Job& job) {
        if (m_trouble) return;
        if (!job.outcome.ok()) {
            trouble(job.outcome.problem());
            return;
        }
        Use use = m_db->use(Sql::entryAppend);
        use.bind(base(job.place.tenant, job.place.stream) + job.place.sequence).blob(job.sealed.header).blob(job.sealed.payload).blob(job.hash.bytes);
        if (done(use, "to append an entry").ok()) --m_writes;   // counted when it was handed in
    });
}

std::int64_t SqliteStore::lastOf(Sql which, TenantId tenant, Stream stream) {
    flushEntries();
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(which);
    use.bind(from).bind(from + streamWidth);
    return next(use, "to find the end of a stream") ? use.integer(0) - from : 0;
}

std::int64_t SqliteStore::lastSequence(TenantId tenant, Stream stream) { return lastOf(Sql::entryLast, tenant, stream); }

std::int64_t SqliteStore::lastCheckpointSize(TenantId tenant, Stream stream) {
    return lastOf(Sql::checkpointLastPlace, tenant, stream);
}

std::vector<Entry> SqliteStore::entries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    flushEntries();
    std::vector<Entry> out;
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryRange);
    use.bind(from + within(after)).bind(from + streamWidth).bind(limit);
    while (next(use, "to read entries")) {
        std::string_view header = use.bytes(1), payload = use.bytes(2);
        if (!opened({tenant, stream, use.integer(0) - from}, header, payload)) break;
        auto entry = openEntry(std::string(header), std::string(payload));
        if (!entry.ok()) {
            trouble(problem("store_failed", "an entry cannot be read", {{"sqlite", entry.problem().message}}));
            break;
        }
        out.push_back(std::move(entry).value());
    }
    return out;
}

std::vector<StoredEntry> SqliteStore::storedEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    flushEntries();
    std::vector<StoredEntry> out;
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryStored);
    use.bind(from + within(after)).bind(from + streamWidth).bind(limit);
    while (next(use, "to read entries")) {
        std::string_view header = use.bytes(1), payload = use.bytes(2);
        const std::int64_t sequence = use.integer(0) - from;
        if (!opened({tenant, stream, sequence}, header, payload)) break;
        out.push_back({sequence, std::string(header), std::string(payload), use.string(3)});
    }
    return out;
}

std::vector<StoredEntry> SqliteStore::rawEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    flushEntries();
    std::vector<StoredEntry> out;
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryStored);
    use.bind(from + within(after)).bind(from + streamWidth).bind(limit);
    while (next(use, "to read entries")) out.push_back({use.integer(0) - from, use.string(1), use.string(2), use.string(3)});
    return out;
}

Result<ResealedEntries> SqliteStore::resealEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    OK_TRY(numberForWrite(tenant));
    const auto found = rawEntries(tenant, stream, after, limit);
    if (m_trouble) return *m_trouble;
    OK_ASSIGN(auto out, m_seals.reseal(*this, tenant, stream, found, [&](const StoredEntry& raw, const EntrySeals::Row& sealed) {
        Use use = m_db->use(Sql::entryReseal);
        use.blob(sealed.header).blob(sealed.payload).bind(base(tenant, stream) + raw.sequence).blob(raw.hash);
        return done(use, "to seal an entry anew");
    }));
    if (!found.empty() && static_cast<int>(found.size()) == limit) out.last = found.back().sequence;
    return out;
}

Status SqliteStore::setPayload(TenantId tenant, Stream stream, std::int64_t sequence, std::string_view payload) {
    OK_TRY(numberForWrite(tenant));
    flushEntries();
    if (const auto sealed = m_seals.sealPayload(*this, {tenant, stream, sequence}, payload, m_sealed.payload); !sealed.ok()) return trouble(sealed.problem());
    Use use = m_db->use(Sql::entryPayload);
    use.blob(m_sealed.payload).bind(base(tenant, stream) + sequence);
    return done(use, "to change a payload");
}

Status SqliteStore::restoreEntry(TenantId tenant, Stream stream, const StoredEntry& entry) {
    OK_TRY(numberForWrite(tenant));
    flushEntries();
    const EntrySeals::Place place{tenant, stream, within(entry.sequence)};
    if (const auto sealed = m_seals.seal(*this, place, entry.header, entry.payload, {}, m_sealed); !sealed.ok()) return trouble(sealed.problem());
    Use use = m_db->use(Sql::entryRestore);
    use.bind(base(tenant, stream) + place.sequence).blob(m_sealed.header).blob(m_sealed.payload).blob(entry.hash);
    return done(use, "to restore an entry");
}

Status SqliteStore::putCheckpoint(const SignedCheckpoint& checkpoint) {
    const Checkpoint& mark = checkpoint.checkpoint;
    OK_TRY(numberForWrite(mark.tenant));
    const std::string body = toJson(checkpoint);
    Use use = m_db->use(Sql::checkpointPut);
    use.bind(base(mark.tenant, mark.stream) + mark.size).blob(body);
    return done(use, "to keep a checkpoint");
}

std::optional<SignedCheckpoint> SqliteStore::lastCheckpoint(TenantId tenant, Stream stream) {
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::checkpointLast);
    use.bind(from).bind(from + streamWidth);
    if (!next(use, "to read a checkpoint")) return {};
    auto checkpoint = fromJson<SignedCheckpoint>(use.bytes(0));
    if (!checkpoint.ok()) return {};
    return std::move(checkpoint).value();
}

std::vector<SignedCheckpoint> SqliteStore::checkpoints(TenantId tenant, Stream stream, std::int64_t afterSize, int limit) {
    std::vector<SignedCheckpoint> out;
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::checkpointsFrom);
    use.bind(from + within(afterSize)).bind(from + streamWidth).bind(limit);
    while (next(use, "to read checkpoints")) {
        if (auto one = fromJson<SignedCheckpoint>(use.bytes(0)); one.ok()) out.push_back(std::move(one).value());
    }
    return out;
}

void SqliteStore::eachStoredCheckpoint(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                                       const std::function<void(std::int64_t, std::string_view)>& visit) {
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::checkpointsIn);
    use.bind(from + within(after)).bind(from + within(upTo));
    while (next(use, "to read checkpoints")) visit(use.integer(0) - from, use.bytes(1));
}

void SqliteStore::eachHash(TenantId tenant, Stream stream, const std::function<void(const Digest&)>& visit) {
    flushEntries();
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryHashes);
    use.bind(from).bind(from + streamWidth);
    while (next(use, "to read hashes")) visit(fromBytes<Digest>(use.bytes(0)));
}

void SqliteStore::eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                             const std::function<void(std::int64_t, const Digest&)>& visit) {
    flushEntries();
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryHashesIn);
    use.bind(from + within(after)).bind(from + within(upTo));
    while (next(use, "to read hashes")) visit(use.integer(0) - from, fromBytes<Digest>(use.bytes(1)));
}

void SqliteStore::eachStored(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                             const std::function<void(const StoredView&)>& visit) {
    flushEntries();
    const std::int64_t from = base(tenant, stream);
    Use use = m_db->use(Sql::entryStoredIn);
    use.bind(from + within(after)).bind(from + within(upTo));
    while (next(use, "to read entries")) {
        std::string_view header = use.bytes(1), payload = use.bytes(2);
        const std::int64_t sequence = use.integer(0) - from;
        if (!opened({tenant, stream, sequence}, header, payload)) return;
        visit({sequence, header, payload, use.bytes(3)});
    }
}

}  // namespace ok
