// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Going back to a moment (R4, point in time): a database that nobody uses is cut at the last signed checkpoint of each stream
// that is not later than the moment. What is left is a log the server once signed, so nothing has to be signed anew. The kept
// answers of what is cut away go with it: a command that is gone must not be answered "done".
#include "server/store/log_tools.h"
#include "server/store/sqlite_store.h"
#include "server/store/view_baseline.h"

namespace ok {
namespace {

constexpr int pageSize = 1000;

/// Size of the last checkpoint at or before the moment; 0: the stream began later.
std::int64_t sizeAt(Store& store, TenantId tenant, Stream stream, Instant until) {
    std::int64_t out = 0;
    for (auto marks = store.checkpoints(tenant, stream, 0, pageSize); !marks.empty();
         marks = store.checkpoints(tenant, stream, marks.back().checkpoint.size, pageSize)) {
        for (const SignedCheckpoint& mark : marks) {
            if (mark.checkpoint.ledgerTime > until) return out;
            out = mark.checkpoint.size;
        }
    }
    return out;
}

}  // namespace

Status SqliteStore::cutAfter(TenantId tenant, Stream stream, std::int64_t sequence) {
    flushEntries();
    const std::int64_t from = base(tenant, stream);
    const std::string above = std::to_string(from + sequence), end = std::to_string(from + (std::int64_t{1} << 40));
    for (const char* table : {"entries", "checkpoints"}) {
        OK_TRY(m_db->execute(std::string("DELETE FROM ") + table + " WHERE place > " + above + " AND place < " + end));
    }
    // The gate's copy of the signed head (server/gate/stored_head.h) knows of what is gone; it is made anew from the log.
    OK_TRY(m_db->execute("DELETE FROM settings WHERE tenant = " + std::to_string(numberOf(tenant)) + " AND name = 'log_head:" +
                         std::string(enumName(stream)) + "'"));
    if (stream != Stream::ops) return {};
    // An answer holds the head of `ops` after it: eight bytes, big-endian, behind the fingerprint of what was asked.
    std::string mark;
    for (int shift = 56; shift >= 0; shift -= 8) mark += static_cast<char>(sequence >> shift & 0xFF);
    return m_db->execute("DELETE FROM answers WHERE tenant = " + std::to_string(numberOf(tenant)) +
                         " AND substr(answer, 17, 8) > x'" + toHex(asBytes(mark)) + "'");
}

Result<std::vector<CutLog>> cutLogsAfter(const std::string& path, Instant until) {
    OK_ASSIGN(auto store, openSqliteStore(path));
    auto& sqlite = dynamic_cast<SqliteStore&>(*store);
    std::vector<CutLog> out;
    OK_TRY(store->begin());
    for (const TenantId tenant : store->tenants()) {
        for (const Stream stream : allStreams) {
            const auto baseline = stream == Stream::security ? baselineOf(*store, tenant) : std::nullopt;
            CutLog cut{tenant, stream, sizeAt(*store, tenant, stream, until), store->lastSequence(tenant, stream)};
            if (baseline && cut.kept < baseline->told) {
                store->rollback();
                return problem("before_baseline", "payloads that the documents of that moment were made of are erased since: go back to a later one");
            }
            if (const auto done = sqlite.cutAfter(tenant, stream, cut.kept); !done.ok()) {
                store->rollback();
                return done.problem();
            }
            out.push_back(cut);
        }
    }
    OK_TRY(store->commit());
    return out;
}

}  // namespace ok
