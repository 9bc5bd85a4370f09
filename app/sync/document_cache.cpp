// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/document_cache.h"

#include <sqlite3.h>

#include <cstdio>

#include "shared/base/json.h"

namespace ok::app {
namespace {

constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, keys TEXT NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS outbox (place INTEGER PRIMARY KEY, id TEXT UNIQUE, name TEXT, body TEXT, label TEXT);";

std::string keyOf(std::string_view kind, std::string_view key, std::string_view value) {
    return std::string(kind) + '\n' + std::string(key) + '\n' + std::string(value);
}

/// A statement that binds texts in order and is finalised at the end of its scope.
class Statement {
  public:
    Statement(sqlite3* db, const char* sql) { sqlite3_prepare_v2(db, sql, -1, &m_statement, nullptr); }
    ~Statement() { sqlite3_finalize(m_statement); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    bool run(std::initializer_list<std::string_view> texts) {
        sqlite3_reset(m_statement);
        int place = 1;
        for (const auto text : texts)
            sqlite3_bind_text(m_statement, place++, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        return sqlite3_step(m_statement) == SQLITE_DONE;
    }
    bool step() { return sqlite3_step(m_statement) == SQLITE_ROW; }
    [[nodiscard]] std::string text(int column) const {
        const auto* raw = sqlite3_column_text(m_statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
        return raw ? std::string(static_cast<const char*>(static_cast<const void*>(raw)), size) : std::string();
    }

  private:
    sqlite3_stmt* m_statement = nullptr;
};

std::string joined(const ViewKeys& keys) {
    std::vector<std::string> flat;
    for (const auto& [key, value] : keys) flat.push_back(key), flat.push_back(value);
    return toJson(flat);
}

ViewKeys parted(const std::string& text) {
    ViewKeys keys;
    const auto flat = fromJson<std::vector<std::string>>(text);
    for (std::size_t i = 0; flat.ok() && i + 1 < flat->size(); i += 2) keys.emplace_back((*flat)[i], (*flat)[i + 1]);
    return keys;
}

}  // namespace

DocumentCache::DocumentCache(std::string path) {
    if (path.empty()) return;
    if (!open(path)) {  // damaged: the log is on the server, so nothing is lost by starting again
        std::rename(path.c_str(), (path + ".damaged").c_str());
        if (!open(path)) return;
    }
    load();
}

DocumentCache::~DocumentCache() {
    commit();
    sqlite3_close(m_db);
}

bool DocumentCache::open(const std::string& path) {
    sqlite3_close(m_db);
    m_db = nullptr;
    if (sqlite3_open(path.c_str(), &m_db) != SQLITE_OK) return false;
    sqlite3_busy_timeout(m_db, 2000);
    return run("PRAGMA journal_mode=WAL") && run("PRAGMA synchronous=NORMAL") && run(kSchema);
}

bool DocumentCache::run(const char* sql) {
    return m_db && sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

void DocumentCache::load() {
    for (Statement rows(m_db, "SELECT kind, id, body, keys FROM document"); rows.step();) {
        Row row{rows.text(2), parted(rows.text(3))};
        index(rows.text(0), rows.text(1), row.keys, true);
        m_rows[rows.text(0)][rows.text(1)] = std::move(row);
    }
    for (Statement rows(m_db, "SELECT name, value FROM note"); rows.step();) m_notes[rows.text(0)] = rows.text(1);
    for (Statement rows(m_db, "SELECT id, name, body, label FROM outbox ORDER BY place"); rows.step();)
        m_outbox.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
}

void DocumentCache::index(const std::string& kind, const std::string& id, const ViewKeys& keys, bool add) {
    for (const auto& [key, value] : keys) {
        if (add) m_byKey[keyOf(kind, key, value)].insert(id);
        else if (const auto found = m_byKey.find(keyOf(kind, key, value)); found != m_byKey.end()) found->second.erase(id);
    }
}

std::optional<std::string> DocumentCache::read(std::string_view kind, std::string_view id) {
    const auto rows = m_rows.find(kind);
    if (rows == m_rows.end()) return {};
    const auto row = rows->second.find(id);
    return row == rows->second.end() ? std::nullopt : std::optional(row->second.body);
}

void DocumentCache::readAll(std::string_view kind, const std::function<void(std::string_view, std::string_view)>& visit) {
    readAllWithKeys(kind, [&](std::string_view id, std::string_view body, const ViewKeys&) { visit(id, body); });
}

void DocumentCache::readAllWithKeys(std::string_view kind,
                                    const std::function<void(std::string_view, std::string_view, const ViewKeys&)>& visit) {
    const auto rows = m_rows.find(kind);
    if (rows == m_rows.end()) return;
    for (const auto& [id, row] : rows->second) visit(id, row.body, row.keys);
}

void DocumentCache::readByKey(std::string_view kind, std::string_view key, std::string_view value,
                              const std::function<void(std::string_view, std::string_view)>& visit) {
    const auto found = m_byKey.find(keyOf(kind, key, value));
    const auto rows = m_rows.find(kind);
    if (found == m_byKey.end() || rows == m_rows.end()) return;
    for (const auto& id : found->second) visit(id, rows->second.at(id).body);
}

void DocumentCache::write(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) {
    const Place place{kind, id};
    auto& row = m_rows[place.first][place.second];
    if (row.keys != keys) {
        index(place.first, place.second, row.keys, false);
        index(place.first, place.second, keys, true);
    }
    row = {std::string(body), keys};
    m_changed.insert(place);
    m_unsaved.insert(place);
}

void DocumentCache::erase(std::string_view kind, std::string_view id) {
    const auto rows = m_rows.find(kind);
    if (rows == m_rows.end()) return;
    const auto row = rows->second.find(id);
    if (row == rows->second.end()) return;
    index(rows->first, row->first, row->second.keys, false);
    rows->second.erase(row);
    m_changed.insert({std::string(kind), std::string(id)});
    m_unsaved.insert({std::string(kind), std::string(id)});
}

std::vector<std::string> DocumentCache::kinds() const {
    std::vector<std::string> names;
    for (const auto& [kind, rows] : m_rows) names.push_back(kind);
    return names;
}

void DocumentCache::clear() {
    m_rows.clear(), m_byKey.clear(), m_notes.clear(), m_changed.clear(), m_unsaved.clear();
    m_clearUnsaved = m_notesUnsaved = true;
}

std::string DocumentCache::note(const std::string& name) const {
    const auto found = m_notes.find(name);
    return found == m_notes.end() ? std::string() : found->second;
}

void DocumentCache::setNote(const std::string& name, std::string value) {
    m_notes[name] = std::move(value);
    m_notesUnsaved = true;
}

void DocumentCache::keepNote(const std::string& name, std::string value) {
    if (m_db) Statement(m_db, "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)").run({name, value});
    m_notes[name] = std::move(value);
}

std::vector<QueuedCommand> DocumentCache::outbox() const { return m_outbox; }

void DocumentCache::enqueue(const QueuedCommand& command) {
    m_outbox.push_back(command);
    // At once: what the operator was told is kept must survive the next power cut.
    if (m_db) Statement(m_db, "INSERT OR IGNORE INTO outbox (id, name, body, label) VALUES (?, ?, ?, ?)")
                  .run({command.id, command.name, command.body, command.label});
}

void DocumentCache::dequeue(const std::string& id) {
    std::erase_if(m_outbox, [&](const auto& each) { return each.id == id; });
    if (m_db) Statement(m_db, "DELETE FROM outbox WHERE id = ?").run({id});
}

bool DocumentCache::writeRows() {
    if (m_clearUnsaved && !(run("DELETE FROM document") && run("DELETE FROM note"))) return false;
    Statement save(m_db, "INSERT OR REPLACE INTO document (kind, id, body, keys) VALUES (?, ?, ?, ?)");
    Statement drop(m_db, "DELETE FROM document WHERE kind = ? AND id = ?");
    for (const auto& [kind, id] : m_unsaved) {
        const auto rows = m_rows.find(kind);
        const auto row = rows == m_rows.end() ? Rows::iterator() : rows->second.find(id);
        const bool there = rows != m_rows.end() && row != rows->second.end();
        if (!(there ? save.run({kind, id, row->second.body, joined(row->second.keys)}) : drop.run({kind, id}))) return false;
    }
    Statement note(m_db, "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)");
    for (const auto& [name, value] : m_notes)
        if (m_notesUnsaved && !note.run({name, value})) return false;
    return true;
}

bool DocumentCache::commit() {
    if (!m_db) return m_unsaved.clear(), true;
    if (m_unsaved.empty() && !m_notesUnsaved && !m_clearUnsaved) return true;
    if (!run("BEGIN IMMEDIATE")) return false;
    if (!writeRows() || !run("COMMIT")) {
        run("ROLLBACK");
        return false;
    }
    m_unsaved.clear();
    m_notesUnsaved = m_clearUnsaved = false;
    return true;
}

}  // namespace ok::app
