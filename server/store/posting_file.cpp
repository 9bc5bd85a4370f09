// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/posting_file.h"

#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <functional>

namespace ok {
namespace {

using ledger::Places;
using ledger::SearchKey;
constexpr std::size_t longList = 512;   // bytes; longer ones get a row of their own
constexpr std::size_t keyBytes = 6;

enum { progressGet, progressPut, segmentsAll, segmentAdd, segmentDrop, packGet, packAll, packPut, packDrop,
       longGet, longAll, longPut, longDrop, streamDrop, progressDrop, statementCount };

constexpr std::array<const char*, statementCount> statements{
    "SELECT indexed, hash FROM progress WHERE stream = ?1",
    "INSERT OR REPLACE INTO progress(stream, indexed, hash) VALUES(?1, ?2, ?3)",
    "SELECT id, first, count, oldest, newest, bits FROM segments WHERE stream = ?1 ORDER BY first",
    "INSERT INTO segments(stream, first, count, oldest, newest, bits) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    "DELETE FROM segments WHERE id = ?1",
    "SELECT body FROM packs WHERE segment = ?1 AND bucket = ?2",
    "SELECT body FROM packs WHERE segment = ?1 ORDER BY bucket",
    "INSERT INTO packs(segment, bucket, body) VALUES(?1, ?2, ?3)",
    "DELETE FROM packs WHERE segment = ?1",
    "SELECT body FROM long_lists WHERE segment = ?1 AND key = ?2",
    "SELECT key, body FROM long_lists WHERE segment = ?1 ORDER BY key",
    "INSERT INTO long_lists(segment, key, body) VALUES(?1, ?2, ?3)",
    "DELETE FROM long_lists WHERE segment = ?1",
    "DELETE FROM segments WHERE stream = ?1",
    "DELETE FROM progress WHERE stream = ?1",
};

constexpr const char* schema = R"(
CREATE TABLE progress(stream TEXT PRIMARY KEY, indexed INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE segments(id INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
                      oldest INTEGER NOT NULL, newest INTEGER NOT NULL, bits INTEGER NOT NULL, UNIQUE(stream, first));
CREATE TABLE packs(segment INTEGER NOT NULL, bucket INTEGER NOT NULL, body BLOB NOT NULL,
                   PRIMARY KEY(segment, bucket)) WITHOUT ROWID;
CREATE TABLE long_lists(segment INTEGER NOT NULL, key INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(segment, key));
)";

std::string streamKey(TenantId tenant, Stream stream) { return tenant.str() + "/" + enumName(stream); }

void putKey(std::string& out, SearchKey key) {
    for (int shift = 40; shift >= 0; shift -= 8) out += static_cast<char>(key >> shift & 0xFF);
}

SearchKey keyAt(std::string_view pack, std::size_t at) {
    SearchKey key = 0;
    for (std::size_t i = 0; i < keyBytes; ++i) key = key << 8 | static_cast<unsigned char>(pack[at + i]);
    return key;
}

/// A pack is (key, length in two bytes, list) after each other. Calls `visit(key, list)`; false stops.
template <class Visit>
void eachInPack(std::string_view pack, Visit&& visit) {
    for (std::size_t at = 0; at + keyBytes + 2 <= pack.size();) {
        const auto high = static_cast<unsigned char>(pack[at + keyBytes]), low = static_cast<unsigned char>(pack[at + keyBytes + 1]);
        const std::size_t size = static_cast<std::size_t>(high) << 8 | low;
        if (at + keyBytes + 2 + size > pack.size()) return;
        if (!visit(keyAt(pack, at), pack.substr(at + keyBytes + 2, size))) return;
        at += keyBytes + 2 + size;
    }
}

}  // namespace

/// One use of a statement; reset when it goes.
class PostingFile::Run {
  public:
    explicit Run(sqlite3_stmt* s) : m_s(s) {}
    ~Run() { sqlite3_reset(m_s); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    Run& bind(std::int64_t v) { sqlite3_bind_int64(m_s, ++m_at, v); return *this; }
    Run& text(const std::string& v) { sqlite3_bind_text(m_s, ++m_at, v.data(), static_cast<int>(v.size()), SQLITE_STATIC); return *this; }
    Run& blob(std::string_view v) { sqlite3_bind_blob64(m_s, ++m_at, v.data(), v.size(), SQLITE_STATIC); return *this; }
    [[nodiscard]] bool row() { return sqlite3_step(m_s) == SQLITE_ROW; }
    [[nodiscard]] bool done() { return sqlite3_step(m_s) == SQLITE_DONE; }
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(m_s, column); }
    [[nodiscard]] std::string_view bytes(int column) const {
        const void* data = sqlite3_column_blob(m_s, column);
        return {static_cast<const char*>(data), data == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(m_s, column))};
    }

  private:
    sqlite3_stmt* m_s;
    int m_at = 0;
};

PostingFile::Run PostingFile::run(int which) { return Run(m_statements[static_cast<std::size_t>(which)]); }

PostingFile::~PostingFile() {
    for (sqlite3_stmt* statement : m_statements) sqlite3_finalize(statement);
    sqlite3_close(m_db);
}

Problem PostingFile::failure(const char* doing) const {
    return problem("index_unavailable", std::string("the search index refused ") + doing, {{"sqlite", sqlite3_errmsg(m_db)}});
}

Status PostingFile::execute(const char* sql) {
    if (sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure("a statement");
    return {};
}

Status PostingFile::prepare(Mode mode) {
    sqlite3_busy_timeout(m_db, 5000);
    if (mode == Mode::writer) {
        // NORMAL: after a power cut the last segments may be missing, and are made again.
        OK_TRY(execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"));
    } else {
        OK_TRY(execute("PRAGMA query_only=ON; PRAGMA cache_size=-32768; PRAGMA mmap_size=1073741824;"));
    }
    sqlite3_stmt* ask = nullptr;
    if (sqlite3_prepare_v2(m_db, "PRAGMA user_version", -1, &ask, nullptr) != SQLITE_OK) return failure("to be read");
    const bool row = sqlite3_step(ask) == SQLITE_ROW;
    const int version = row ? sqlite3_column_int(ask, 0) : -1;
    sqlite3_finalize(ask);
    if (!row) return failure("to be read");
    if (mode == Mode::writer && version == 0) {
        OK_TRY(execute((std::string("BEGIN IMMEDIATE;") + schema + "PRAGMA user_version=" + std::to_string(ledger::searchIndexVersion) + ";COMMIT").c_str()));
    } else if (version != ledger::searchIndexVersion) {
        return problem("index_unavailable", "the search index is of another version");
    }
    for (const char* sql : statements) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) return failure("a statement");
        m_statements.push_back(statement);
    }
    return {};
}

Result<std::unique_ptr<PostingFile>> PostingFile::open(const std::string& path, Mode mode) {
    const auto attempt = [&]() -> Result<std::unique_ptr<PostingFile>> {
        sqlite3* raw = nullptr;
        const int flags = (mode == Mode::writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
        const int rc = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
        std::unique_ptr<PostingFile> file(new PostingFile(raw));
        if (rc != SQLITE_OK) return file->failure("to be opened");
        OK_TRY(file->prepare(mode));
        return file;
    };
    auto first = attempt();
    if (first.ok() || mode == Mode::reader) return first;
    std::error_code ec;  // a view: whatever is wrong with it, a new one is as good
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path + part, ec);
    return attempt();
}

void PostingFile::hold() { (void)execute("BEGIN"); }
void PostingFile::release() {
    if (sqlite3_get_autocommit(m_db) == 0) (void)execute("COMMIT");
}

PostingFile::Progress PostingFile::progress(TenantId tenant, Stream stream) {
    const std::string name = streamKey(tenant, stream);
    Run use = run(progressGet);
    use.text(name);
    Progress out;
    if (!use.row()) return out;
    out.indexed = use.integer(0);
    const std::string_view hash = use.bytes(1);
    if (hash.size() == out.hash.bytes.size()) std::copy(hash.begin(), hash.end(), out.hash.bytes.begin());
    return out;
}

std::vector<PostingFile::Segment> PostingFile::segments(TenantId tenant, Stream stream) {
    const std::string name = streamKey(tenant, stream);
    std::vector<Segment> out;
    Run use = run(segmentsAll);
    use.text(name);
    while (use.row()) {
        out.push_back({use.integer(0), use.integer(1), use.integer(2), Instant::fromMicros(use.integer(3)),
                       Instant::fromMicros(use.integer(4)), static_cast<int>(use.integer(5))});
    }
    return out;
}

void PostingFile::find(const Segment& segment, SearchKey key, Places& places) {
    {
        Run use = run(packGet);
        use.bind(segment.id).bind(static_cast<std::int64_t>(key >> (ledger::searchKeyBits - segment.bucketBits)));
        bool found = false;
        if (use.row()) {
            eachInPack(use.bytes(0), [&](SearchKey there, std::string_view list) {
                if (there == key) found = ledger::unpackPlaces(list, places);
                return there < key;
            });
        }
        if (found) return;
    }
    Run use = run(longGet);
    use.bind(segment.id).bind(static_cast<std::int64_t>(key));
    if (use.row()) (void)ledger::unpackPlaces(use.bytes(0), places);
}

PostingFile::Lists PostingFile::everything(const Segment& segment) {
    Lists out;
    const auto take = [&out](SearchKey key, std::string_view list) {
        Places places;
        if (ledger::unpackPlaces(list, places)) out.emplace_back(key, std::move(places));
        return true;
    };
    {
        Run use = run(packAll);
        use.bind(segment.id);
        while (use.row()) eachInPack(use.bytes(0), take);
    }
    Run use = run(longAll);
    use.bind(segment.id);
    while (use.row()) take(static_cast<SearchKey>(use.integer(0)), use.bytes(1));
    return out;
}

Status PostingFile::inTransaction(const std::function<Status()>& work) {
    OK_TRY(execute("BEGIN IMMEDIATE"));
    auto done = work();
    if (done.ok()) done = execute("COMMIT");
    if (!done.ok()) (void)execute("ROLLBACK");
    return done;
}

Status PostingFile::insert(const std::string& stream, Segment& segment, const Lists& lists) {
    segment.bucketBits = 0;  // some dozens of keys a bucket
    while (segment.bucketBits < 20 && lists.size() >> segment.bucketBits > 48) ++segment.bucketBits;
    {
        Run use = run(segmentAdd);
        use.text(stream).bind(segment.first).bind(segment.count).bind(segment.oldest.micros()).bind(segment.newest.micros()).bind(segment.bucketBits);
        if (!use.done()) return failure("a segment");
        segment.id = sqlite3_last_insert_rowid(m_db);
    }
    std::string pack;
    std::int64_t bucket = 0;
    const auto flush = [&]() -> Status {
        if (pack.empty()) return {};
        Run use = run(packPut);
        use.bind(segment.id).bind(bucket).blob(pack);
        if (!use.done()) return failure("a pack");
        pack.clear();
        return {};
    };
    for (const auto& [key, places] : lists) {
        const auto its = static_cast<std::int64_t>(key >> (ledger::searchKeyBits - segment.bucketBits));
        if (its != bucket) OK_TRY(flush());
        bucket = its;
        const std::string list = ledger::packPlaces(places);
        if (list.size() > longList) {
            Run use = run(longPut);
            use.bind(segment.id).bind(static_cast<std::int64_t>(key)).blob(list);
            if (!use.done()) return failure("a list");
            continue;
        }
        putKey(pack, key);
        pack += static_cast<char>(list.size() >> 8);
        pack += static_cast<char>(list.size() & 0xFF);
        pack += list;
    }
    return flush();
}

Status PostingFile::add(TenantId tenant, Stream stream, Segment segment, const Lists& lists, const Digest& lastHash) {
    const std::string name = streamKey(tenant, stream);
    return inTransaction([&]() -> Status {
        OK_TRY(insert(name, segment, lists));
        Run use = run(progressPut);
        use.text(name).bind(segment.first + segment.count - 1).blob(asText(lastHash.bytes));
        if (!use.done()) return failure("its progress");
        return {};
    });
}

Status PostingFile::replace(TenantId tenant, Stream stream, const std::vector<Segment>& old, Segment merged, const Lists& lists) {
    return inTransaction([&]() -> Status {
        for (const Segment& each : old) {
            for (const int which : {packDrop, longDrop, segmentDrop}) {
                Run use = run(which);
                use.bind(each.id);
                if (!use.done()) return failure("to let a segment go");
            }
        }
        return insert(streamKey(tenant, stream), merged, lists);
    });
}

Status PostingFile::drop(TenantId tenant, Stream stream) {
    const std::string name = streamKey(tenant, stream);
    return inTransaction([&]() -> Status {
        for (const Segment& each : segments(tenant, stream)) {
            for (const int which : {packDrop, longDrop}) {
                Run use = run(which);
                use.bind(each.id);
                if (!use.done()) return failure("to let a segment go");
            }
        }
        for (const int which : {streamDrop, progressDrop}) {
            Run use = run(which);
            use.text(name);
            if (!use.done()) return failure("to let a stream go");
        }
        return {};
    });
}

}  // namespace ok
