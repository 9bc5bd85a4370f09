// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The search index on disk: a SQLite file of its own beside the database, a view of the log that can be deleted at any
// time and is made again. A stream is cut into segments; a segment keeps, for each key, the places that carry it. Small
// segments follow the head closely and are merged into big ones, so a question meets few of them.
//
// Inside a segment keys are packed into buckets (a row for some dozens of keys); a list that is long has a row of its own.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/ledger/search_keys.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ok {

class PostingFile {
  public:
    enum class Mode { writer, reader };
    /// A writer makes the file, and makes it anew when it is of another version or damaged. Problem `index_unavailable`.
    static Result<std::unique_ptr<PostingFile>> open(const std::string& path, Mode mode);
    ~PostingFile();
    PostingFile(const PostingFile&) = delete;
    PostingFile& operator=(const PostingFile&) = delete;

    struct Segment {
        std::int64_t id = 0;
        std::int64_t first = 0;      ///< sequence at place 0
        std::int64_t count = 0;
        Instant oldest, newest;      ///< ledger times
        int bucketBits = 0;
    };
    using Lists = std::vector<std::pair<ledger::SearchKey, ledger::Places>>;
    struct Progress {
        std::int64_t indexed = 0;    ///< sequence of the last entry that is in
        Digest hash;                 ///< of that entry: another log is recognised by it
    };

    [[nodiscard]] Progress progress(TenantId tenant, Stream stream);
    /// What is read between the two is the index of one moment: a merge in between changes nothing.
    void hold();
    void release();
    /// In order of `first`, without gaps.
    [[nodiscard]] std::vector<Segment> segments(TenantId tenant, Stream stream);
    /// Appends the places of `key` in this segment to `places`.
    void find(const Segment& segment, ledger::SearchKey key, ledger::Places& places);
    [[nodiscard]] Lists everything(const Segment& segment);

    // --- writer
    /// Adds a segment behind the last one, in a transaction of its own.
    [[nodiscard]] Status add(TenantId tenant, Stream stream, Segment segment, const Lists& lists, const Digest& lastHash);
    /// Puts one segment in the place of several that it is made of.
    [[nodiscard]] Status replace(TenantId tenant, Stream stream, const std::vector<Segment>& old, Segment merged, const Lists& lists);
    [[nodiscard]] Status drop(TenantId tenant, Stream stream);

  private:
    explicit PostingFile(sqlite3* db) : m_db(db) {}
    class Run;
    [[nodiscard]] Run run(int which);
    [[nodiscard]] Status prepare(Mode mode);
    [[nodiscard]] Status execute(const char* sql);
    [[nodiscard]] Problem failure(const char* doing) const;
    [[nodiscard]] Status insert(const std::string& stream, Segment& segment, const Lists& lists);
    [[nodiscard]] Status inTransaction(const std::function<Status()>& work);

    sqlite3* m_db;
    std::vector<sqlite3_stmt*> m_statements;
};

}  // namespace ok
