// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DocumentCache: the console's copy of its tenant's documents, in memory and in one SQLite file. commit() writes what
// changed, the cursor's witness state and the outbox in one transaction: after a crash the three still fit together.
// One thread (the sync worker's). Documents hold vault tokens only, no personal data.
#pragma once
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/views/views.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ok::app {

struct QueuedCommand {
    std::string id;
    std::string name;
    std::string body;
    std::string label;
};

class DocumentCache final : public DocumentStore {
  public:
    /// `path` empty: memory only. A file that cannot be read is set aside and a new one begun.
    explicit DocumentCache(std::string path);
    ~DocumentCache() override;
    DocumentCache(const DocumentCache&) = delete;
    DocumentCache& operator=(const DocumentCache&) = delete;

    std::optional<std::string> read(std::string_view kind, std::string_view id) override;
    void readAll(std::string_view kind, const std::function<void(std::string_view, std::string_view)>& visit) override;
    void readAllWithKeys(std::string_view kind,
                         const std::function<void(std::string_view, std::string_view, const ViewKeys&)>& visit) override;
    void readByKey(std::string_view kind, std::string_view key, std::string_view value,
                   const std::function<void(std::string_view, std::string_view)>& visit) override;
    void write(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) override;
    void erase(std::string_view kind, std::string_view id) override;

    using Place = std::pair<std::string, std::string>;  // kind, id
    /// What was written or erased since the last call.
    [[nodiscard]] std::set<Place> takeChanged() { return std::exchange(m_changed, {}); }
    [[nodiscard]] std::vector<std::string> kinds() const;
    void clear();

    [[nodiscard]] std::string note(const std::string& name) const;
    void setNote(const std::string& name, std::string value);
    /// Written at once, by itself: nothing that waits for a commit goes with it.
    void keepNote(const std::string& name, std::string value);
    [[nodiscard]] std::vector<QueuedCommand> outbox() const;
    void enqueue(const QueuedCommand& command);
    void dequeue(const std::string& id);
    /// False when the disk refused; the memory copy stays right and the next commit tries again.
    bool commit();

  private:
    struct Row {
        std::string body;
        ViewKeys keys;
    };
    using Rows = std::map<std::string, Row, std::less<>>;
    bool open(const std::string& path);
    void load();
    bool run(const char* sql);
    void index(const std::string& kind, const std::string& id, const ViewKeys& keys, bool add);
    bool writeRows();

    std::map<std::string, Rows, std::less<>> m_rows;
    std::unordered_map<std::string, std::set<std::string>> m_byKey;
    std::map<std::string, std::string> m_notes;
    std::vector<QueuedCommand> m_outbox;
    std::set<Place> m_changed, m_unsaved;
    bool m_notesUnsaved = false, m_clearUnsaved = false;
    sqlite3* m_db = nullptr;
};

}  // namespace ok::app
