// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The pattern for answers that are put together from many documents (E38; docs/read-models.md). An answer is built once on a
// reading thread and kept; commits that concern it make it old; whoever asks meanwhile gets the old one at once while the new
// one is built (stale-while-revalidate), and nobody gets one older than `mostStale`. What is kept can be thrown away at any
// time: it follows from the log.
//
// Thread-safe. onCommitted() only marks and posts: it never blocks the gate.
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/gate/gate.h"
#include "server/metrics/metrics.h"
#include "server/store/work_thread.h"

namespace ok {

/// What a builder answers: the body, and the ids whose change makes it old (subjects of entries).
struct BuiltAnswer {
    std::string body;
    std::vector<std::string> uses;
};

struct ReadModelParts {
    std::string name;                                   ///< in metrics and in `operations.rebuild_read_model`
    WorkThread& reader;
    std::function<Instant()> clock;
    /// On the reader's thread, inside one read transaction.
    std::function<Result<BuiltAnswer>(Store&, TenantId, const std::string& id)> build;
    /// Further ids an entry concerns beside its subjects; may be empty.
    std::function<std::vector<std::string>(const Entry&)> alsoConcerns;
    Duration mostStale = seconds(10);
    Duration hotFor = minutes(5);                       ///< rebuilt by itself when it was asked for in that time
    std::size_t mostKept = 5'000;
};

enum class ServedHow { hit, stale, miss };
BOOST_DESCRIBE_ENUM(ServedHow, hit, stale, miss)

struct ServedAnswer {
    std::string body;
    std::string etag;
    std::int64_t asOf = 0;      ///< sequence of `ops` it was built at
    ServedHow how = ServedHow::miss;
};

struct ReadModelFigures {
    std::uint64_t hits = 0, stale = 0, misses = 0, builds = 0, failures = 0, dropped = 0;
    std::size_t kept = 0;
    [[nodiscard]] double hitRatio() const {
        const double all = static_cast<double>(hits + stale + misses);
        return all == 0 ? 0 : static_cast<double>(hits + stale) / all;
    }
};

class ReadModel : public std::enable_shared_from_this<ReadModel> {
  public:
    explicit ReadModel(ReadModelParts parts);

    using Answer = std::function<void(Result<ServedAnswer>)>;
    /// `atLeast`: the sequence the caller has seen (read your own writes); 0: any. Answers on the caller's or the reader's thread.
    void get(TenantId tenant, const std::string& id, std::int64_t atLeast, Answer answer);
    /// From Gate::onCommitted.
    void onCommitted(const CommittedBatch& batch);
    /// Throws away what is kept of a tenant; asked again, it is built anew.
    void drop(TenantId tenant);
    [[nodiscard]] ReadModelFigures figures() const;

  private:
    struct Slot {
        TenantId tenant;
        std::string id, body, etag;
        std::vector<std::string> uses;
        std::int64_t asOf = -1;              // nothing built yet
        std::uint64_t wanted = 1, built = 0; // generations: a commit counts `wanted` up
        Instant oldSince, lastAsked;
        bool building = false;
        std::vector<std::pair<std::int64_t, Answer>> waiting;
        [[nodiscard]] bool fresh() const { return built == wanted; }
    };
    using SlotPtr = std::shared_ptr<Slot>;
    static std::string keyOf(TenantId tenant, std::string_view id) { return tenant.str() + "|" + std::string(id); }
    void age(const std::string& useKey);
    void post(const SlotPtr& slot);
    void work(const SlotPtr& slot, Store& store);
    void finish(const SlotPtr& slot, std::uint64_t generation, std::int64_t asOf, Result<BuiltAnswer> built);
    void forget(const SlotPtr& slot);
    void makeRoom();
    ServedAnswer served(const Slot& slot, ServedHow how);

    ReadModelParts m_parts;
    mutable std::mutex m_mutex;
    std::unordered_map<std::string, SlotPtr> m_slots;
    std::unordered_map<std::string, std::vector<std::weak_ptr<Slot>>> m_byUse;
    ReadModelFigures m_figures;
    metrics::Counter &m_hits, &m_stale, &m_misses, &m_builds, &m_failures;
    metrics::Gauge& m_ratio;
};

}  // namespace ok
