// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/log_check.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/store/entry_seal.h"

namespace ok::ledger {
namespace {

constexpr std::size_t runsAhead = 8;  // finished runs that may wait for an earlier one

struct RunResult {
    Segment segment;
    std::vector<Checkpoint> marks;
    std::vector<Finding> findings;   // about checkpoints and unreadable pages
    std::int64_t signatures = 0;
};

/// A signed statement exactly as the gate writes it.
std::optional<Checkpoint> genuine(std::string_view body, const SegmentSpan& span, std::int64_t size, const std::string& keyHex) {
    const auto parsed = fromJson<SignedCheckpoint>(body);
    if (!parsed.ok() || toJson(*parsed) != body || parsed->publicKey != keyHex) return {};
    const Checkpoint& mark = parsed->checkpoint;
    if (mark.tenant != span.tenant || mark.stream != span.stream || mark.size != size || !verifies(*parsed)) return {};
    return mark;
}

RunResult checkRun(Store& store, const SegmentSpan& span, const std::string& keyHex) {
    RunResult out;
    std::vector<std::int64_t> sizes;
    if (const auto begun = store.begin(); !begun.ok()) {
        out.findings.push_back({"CORRUPTION", span.stream, span.after + 1, span.upTo, "unreadable", {}, begun.problem().message});
        out.segment.span = span;
        return out;
    }
    store.eachStoredCheckpoint(span.tenant, span.stream, span.after, span.upTo, [&](std::int64_t size, std::string_view body) {
        ++out.signatures;
        auto mark = genuine(body, span, size, keyHex);
        if (!mark) return addFinding(out.findings, {"CORRUPTION", span.stream, size, size, "bad_checkpoint", {}, {}});
        sizes.push_back(size);
        out.marks.push_back(std::move(*mark));
    });
    SegmentCheck check(span, std::move(sizes));
    store.eachStored(span.tenant, span.stream, span.after, span.upTo, [&check](const StoredView& entry) {
        check.take({entry.sequence, entry.header, entry.payload, entry.hash});
    });
    if (const auto why = store.trouble()) {
        const auto said = why->details.find("sqlite");
        addFinding(out.findings, {"CORRUPTION", span.stream, span.after + 1, span.upTo, "unreadable", {},
                                  said == why->details.end() ? why->message : said->second});
    }
    store.rollback();
    out.segment = check.finish();
    return out;
}

/// Runs in order: the first ends at a multiple of the length, the others are subtrees of the whole.
std::vector<SegmentSpan> runsOf(TenantId tenant, Stream stream, std::int64_t after, std::int64_t upTo, std::int64_t length) {
    std::vector<SegmentSpan> out;
    while (after < upTo) {
        const std::int64_t end = std::min(upTo, (after / length + 1) * length);
        out.push_back({tenant, stream, after, end});
        after = end;
    }
    return out;
}

/// Several threads check runs; one takes them in order.
class Crew {
  public:
    Crew(const LogCheckParts& parts, std::vector<SegmentSpan> runs) : m_parts(parts), m_runs(std::move(runs)), m_done(m_runs.size()) {
        m_keyHex = toHex(parts.key);
        const auto threads = std::min<std::size_t>(static_cast<std::size_t>(std::max(parts.threads, 1)), m_runs.size());
        for (std::size_t i = 0; i < threads; ++i) m_threads.emplace_back([this] { work(); });
    }
    ~Crew() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_changed.notify_all();
        for (std::thread& thread : m_threads) thread.join();
    }
    /// Calls `take` with each run, in order.
    Status join(const std::function<void(RunResult)>& take) {
        for (std::size_t i = 0; i < m_runs.size(); ++i) {
            std::optional<RunResult> run;
            {
                std::unique_lock lock(m_mutex);
                m_changed.wait(lock, [&] { return m_done[i].has_value() || m_failure; });
                if (m_failure) return *m_failure;
                run = std::move(m_done[i]);
                m_done[i].reset();
                m_taken = i + 1;
            }
            m_changed.notify_all();
            take(std::move(*run));
        }
        return {};
    }

  private:
    void work() {
        auto reader = m_parts.openReader();
        for (;;) {
            std::size_t mine = 0;
            {
                std::unique_lock lock(m_mutex);
                if (!reader.ok() && !m_failure) m_failure = reader.problem();
                if (m_parts.stop != nullptr && m_parts.stop->load()) m_failure = problem("check_stopped", "the check was stopped");
                m_changed.wait(lock, [this] { return m_ending || m_failure || m_next < m_taken + runsAhead; });
                if (m_ending || m_failure || m_next == m_runs.size()) break;
                mine = m_next++;
            }
            auto result = checkRun(**reader, m_runs[mine], m_keyHex);
            {
                const std::lock_guard lock(m_mutex);
                m_done[mine] = std::move(result);
            }
            m_changed.notify_all();
        }
        m_changed.notify_all();
    }

    const LogCheckParts& m_parts;
    std::vector<SegmentSpan> m_runs;
    std::string m_keyHex;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::optional<RunResult>> m_done;
    std::size_t m_next = 0, m_taken = 0;
    bool m_ending = false;
    std::optional<Problem> m_failure;
    std::vector<std::thread> m_threads;
};

/// The end of the log at one moment: the last entry's place and the last checkpoint's.
struct Ends {
    std::int64_t entries = 0, checkpoints = 0;
};

Result<Ends> endsOf(Store& store, TenantId tenant, Stream stream) {
    OK_TRY(store.begin());
    Ends out{store.lastSequence(tenant, stream), store.lastCheckpointSize(tenant, stream)};
    auto why = store.trouble();
    // Without its keys every entry would look damaged: that is said instead, before anything is called so.
    if (!why && out.entries > 0) {
        (void)store.storedEntries(tenant, stream, out.entries - 1, 1);
        if (const auto keys = store.trouble(); keys && concernsKeys(*keys)) why = keys;
    }
    store.rollback();
    if (why) return *why;
    return out;
}

}  // namespace

Result<StreamVerdict> checkStream(const LogCheckParts& parts, TenantId tenant, Stream stream, SegmentJoin::Start from,
                                  std::int64_t atLeast) {
    std::unique_ptr<Store> own;
    if (parts.reader == nullptr) {
        OK_ASSIGN(own, parts.openReader());
    }
    Store& reader = own ? *own : *parts.reader;
    OK_ASSIGN(const Ends ends, endsOf(reader, tenant, stream));
    StreamVerdict out;
    out.stream = stream;
    SegmentJoin join(stream, from);
    const auto take = [&](RunResult run) {
        for (const Checkpoint& mark : run.marks) join.expect(mark);
        for (Finding& finding : run.findings) join.add(std::move(finding));
        out.checkpoints += run.signatures;
        join.take(run.segment);
    };
    auto runs = runsOf(tenant, stream, from.size, ends.entries, parts.runLength);
    if (runs.size() == 1 && (parts.stop == nullptr || !parts.stop->load())) {
        take(checkRun(reader, runs.front(), toHex(parts.key)));
    } else {
        Crew crew(parts, std::move(runs));
        OK_TRY(crew.join(take));
    }
    if (ends.entries < from.size) join.add({"GAP", stream, ends.entries + 1, from.size, "missing_tail", {}, {}});
    else join.finish(std::max(ends.checkpoints, atLeast));
    out.size = join.size();
    out.entries = join.entries();
    out.erasedPayloads = join.erasedPayloads();
    out.root = join.root();
    out.findings = join.findings();
    out.at = join.at();
    return out;
}

}  // namespace ok::ledger
