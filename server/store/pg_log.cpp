// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/pg_store.h"

#include <limits>

#include "server/store/raw_bytes.h"

namespace ok {
namespace {

constexpr std::size_t entriesAtOnce = 500;
constexpr std::int64_t hashesAtOnce = 50'000;

std::vector<std::string_view> viewsOf(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

void PgStore::flushEntries() {
    for (auto& [place, tail] : m_tails) {
        if (tail.headers.empty()) continue;
        std::vector<std::string_view> hashes;
        for (const Digest& hash : tail.hashes) hashes.push_back(asText(hash.bytes));
        (void)write(place.first, PgSql::entriesAppend,
                    PgArgs().int4(place.first).int2(static_cast<int>(place.second)).int8(tail.first - 1)
                        .blobs(viewsOf(tail.headers)).blobs(viewsOf(tail.payloads)).blobs(hashes));
    }
    m_tails.clear();
}

Status PgStore::append(const Entry& entry) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(entry.header.tenant));
    if (!m_inTransaction || m_reader) return problem("store_failed", "nothing is written outside a transaction");
    const std::int64_t sequence = entry.header.sequence;
    const Place place{number, entry.header.stream};
    const auto [move, first] = m_moves.try_emplace(place, sequence - 1, sequence);
    if (!first && move->second.second + 1 != sequence) {
        return keep(problem("store_failed", "an entry's sequence does not follow the one before"));
    }
    move->second.second = sequence;
    ++m_writes;
    EntrySeals::Row sealed;
    if (const auto done = m_seals.seal(*this, {entry.header.tenant, entry.header.stream, sequence}, entry.headerJson, entry.payload, entry.header.ledgerTime, sealed); !done.ok()) {
        return keep(done.problem());
    }
    Tail& tail = m_tails[place];
    if (tail.headers.empty()) tail.first = sequence;
    tail.headers.push_back(std::move(sealed.header));
    tail.payloads.push_back(std::move(sealed.payload));
    tail.hashes.push_back(entry.hash);
    if (tail.headers.size() >= entriesAtOnce) flushEntries();
    if (const auto why = trouble()) return *why;
    return {};
}

std::optional<Entry> PgStore::head(TenantId tenant, Stream stream) {
    flushEntries();
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::entryHead, PgArgs().int4(number).int2(static_cast<int>(stream)));
    if (rows.empty()) return {};
    std::string_view header = rows.bytes(0, 1), payload = rows.bytes(0, 2);
    if (const auto opened = m_seals.open(*this, {tenant, stream, rows.integer(0, 0)}, header, payload); !opened.ok()) {
        keep(opened.problem());
        return {};
    }
    auto entry = openEntry(std::string(header), std::string(payload));
    if (!entry.ok()) {
        keep(problem("store_failed", "the head of a stream cannot be read", {{"entry", entry.problem().message}}));
        return {};
    }
    return std::move(entry).value();
}

std::int64_t PgStore::lastSequence(TenantId tenant, Stream stream) {
    flushEntries();
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::entryHead, PgArgs().int4(number).int2(static_cast<int>(stream)));
    return rows.empty() ? 0 : rows.integer(0, 0);
}

std::vector<StoredEntry> PgStore::rawEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    flushEntries();
    std::vector<StoredEntry> out;
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::entryRange,
                            PgArgs().int4(number).int2(static_cast<int>(stream)).int8(std::max<std::int64_t>(after, 0))
                                .int8(std::max(limit, 0)));
    out.reserve(static_cast<std::size_t>(rows.count()));
    for (int i = 0; i < rows.count(); ++i) {
        out.push_back({rows.integer(i, 0), rows.string(i, 1), rows.string(i, 2), rows.string(i, 3)});
    }
    return out;
}

std::vector<StoredEntry> PgStore::storedEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    auto out = rawEntries(tenant, stream, after, limit);
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::string_view header = out[i].header, payload = out[i].payload;
        if (const auto opened = m_seals.open(*this, {tenant, stream, out[i].sequence}, header, payload); !opened.ok()) {
            keep(opened.problem());
            out.resize(i);
            break;
        }
        if (header.data() != out[i].header.data()) out[i].header = header;
        if (payload.data() != out[i].payload.data()) out[i].payload = payload;
    }
    return out;
}

Result<ResealedEntries> PgStore::resealEntries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    const auto found = rawEntries(tenant, stream, after, limit);
    if (const auto why = trouble()) return *why;
    OK_ASSIGN(auto out, m_seals.reseal(*this, tenant, stream, found, [&](const StoredEntry& raw, const EntrySeals::Row& sealed) {
        return write(number, PgSql::entryReseal,
                     PgArgs().int4(number).int2(static_cast<int>(stream)).int8(raw.sequence).blob(sealed.header).blob(sealed.payload).blob(raw.hash));
    }));
    if (!found.empty() && static_cast<int>(found.size()) == limit) out.last = found.back().sequence;
    return out;
}

std::vector<Entry> PgStore::entries(TenantId tenant, Stream stream, std::int64_t after, int limit) {
    std::vector<Entry> out;
    for (StoredEntry& stored : storedEntries(tenant, stream, after, limit)) {
        auto entry = openEntry(std::move(stored.header), std::move(stored.payload));
        if (!entry.ok()) {
            keep(problem("store_failed", "an entry cannot be read", {{"entry", entry.problem().message}}));
            break;
        }
        out.push_back(std::move(entry).value());
    }
    return out;
}

Status PgStore::setPayload(TenantId tenant, Stream stream, std::int64_t sequence, std::string_view payload) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    flushEntries();
    std::string sealed;
    if (const auto done = m_seals.sealPayload(*this, {tenant, stream, sequence}, payload, sealed); !done.ok()) return keep(done.problem());
    return write(number, PgSql::entryPayload,
                 PgArgs().int4(number).int2(static_cast<int>(stream)).int8(sequence).blob(sealed));
}

Status PgStore::restoreEntry(TenantId tenant, Stream stream, const StoredEntry& entry) {
    OK_ASSIGN(const std::int64_t number, numberForWrite(tenant));
    flushEntries();
    EntrySeals::Row sealed;
    if (const auto done = m_seals.seal(*this, {tenant, stream, entry.sequence}, entry.header, entry.payload, {}, sealed); !done.ok()) return keep(done.problem());
    return write(number, PgSql::entryRestore,
                 PgArgs().int4(number).int2(static_cast<int>(stream)).int8(entry.sequence).blob(sealed.header)
                     .blob(sealed.payload).blob(entry.hash));
}

Status PgStore::putCheckpoint(const SignedCheckpoint& checkpoint) {
    const Checkpoint& mark = checkpoint.checkpoint;
    OK_ASSIGN(const std::int64_t number, numberForWrite(mark.tenant));
    const std::string body = toJson(checkpoint);
    return write(number, PgSql::checkpointPut,
                 PgArgs().int4(number).int2(static_cast<int>(mark.stream)).int8(mark.size).blob(body));
}

std::optional<SignedCheckpoint> PgStore::lastCheckpoint(TenantId tenant, Stream stream) {
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::checkpointLast, PgArgs().int4(number).int2(static_cast<int>(stream)));
    if (rows.empty()) return {};
    auto checkpoint = fromJson<SignedCheckpoint>(rows.bytes(0, 0));
    if (!checkpoint.ok()) return {};
    return std::move(checkpoint).value();
}

std::vector<SignedCheckpoint> PgStore::checkpoints(TenantId tenant, Stream stream, std::int64_t afterSize, int limit) {
    std::vector<SignedCheckpoint> out;
    const std::int64_t number = numberOf(tenant);
    const PgRows rows = ask(number, PgSql::checkpointsFrom,
                            PgArgs().int4(number).int2(static_cast<int>(stream)).int8(std::max<std::int64_t>(afterSize, 0))
                                .int8(std::max(limit, 0)));
    for (int i = 0; i < rows.count(); ++i) {
        if (auto one = fromJson<SignedCheckpoint>(rows.bytes(i, 0)); one.ok()) out.push_back(std::move(one).value());
    }
    return out;
}

std::int64_t PgStore::lastCheckpointSize(TenantId tenant, Stream stream) {
    const PgRows rows = ask(numberOf(tenant), PgSql::checkpointLastSize, PgArgs().int4(numberOf(tenant)).int2(static_cast<int>(stream)));
    return rows.empty() ? 0 : rows.integer(0, 0);
}

// As they lie there: one that cannot be read is for the verifier to tell, not for the store to pass over.
void PgStore::eachStoredCheckpoint(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                                   const std::function<void(std::int64_t, std::string_view)>& visit) {
    constexpr std::int64_t atOnce = 1000;
    const std::int64_t number = numberOf(tenant);
    after = std::max<std::int64_t>(after, 0);
    while (after < upTo) {
        const PgRows rows = ask(number, PgSql::checkpointsIn,
                                PgArgs().int4(number).int2(static_cast<int>(stream)).int8(after).int8(upTo).int8(atOnce));
        for (int i = 0; i < rows.count(); ++i) {
            after = rows.integer(i, 0);
            visit(after, rows.bytes(i, 1));
        }
        if (rows.count() < atOnce) return;
    }
}

void PgStore::eachHashIn(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo,
                         const std::function<void(std::int64_t, const Digest&)>& visit) {
    flushEntries();
    const std::int64_t number = numberOf(tenant);
    after = std::max<std::int64_t>(after, 0);
    while (after < upTo) {
        const std::int64_t wanted = std::min(hashesAtOnce, upTo - after);
        const PgRows rows = ask(number, PgSql::entryHashes,
                                PgArgs().int4(number).int2(static_cast<int>(stream)).int8(after).int8(wanted));
        for (int i = 0; i < rows.count(); ++i) {
            after = rows.integer(i, 0);
            if (after > upTo) return;
            visit(after, fromBytes<Digest>(rows.bytes(i, 1)));
        }
        if (rows.count() < wanted) return;
    }
}

void PgStore::eachHash(TenantId tenant, Stream stream, const std::function<void(const Digest&)>& visit) {
    eachHashIn(tenant, stream, 0, std::numeric_limits<std::int64_t>::max(),
               [&visit](std::int64_t, const Digest& hash) { visit(hash); });
}

}  // namespace ok
