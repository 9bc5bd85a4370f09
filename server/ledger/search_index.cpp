// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/search_index.h"


namespace ok::ledger {
namespace {

constexpr int pageSize = 1024;

struct Built {
    PostingFile::Segment segment;
    PostingFile::Lists lists;
    Digest lastHash;
};

/// Keys of the entries first .. first + count - 1. An entry that cannot be read is found by nothing; the verifier's matter.
std::optional<Built> build(Store& store, TenantId tenant, Stream stream, std::int64_t first, std::int64_t count) {
    Built out;
    out.segment.first = first;
    SegmentBuilder builder;
    std::vector<SearchKey> keys;
    while (out.segment.count < count) {
        auto page = store.storedEntries(tenant, stream, first + out.segment.count - 1,
                                        static_cast<int>(std::min<std::int64_t>(pageSize, count - out.segment.count)));
        if (page.empty()) return {};
        for (StoredEntry& stored : page) {
            if (stored.sequence != first + out.segment.count) return {};
            const auto place = static_cast<std::uint16_t>(out.segment.count++);
            if (stored.hash.size() == out.lastHash.bytes.size()) std::copy(stored.hash.begin(), stored.hash.end(), out.lastHash.bytes.begin());
            const auto entry = openEntry(std::move(stored.header), std::move(stored.payload));
            if (!entry.ok()) continue;
            keys.clear();
            addSearchKeys(entry->header, entry->payload, keys);
            builder.add(place, keys);
            if (!out.segment.oldest.known()) out.segment.oldest = entry->header.ledgerTime;
            out.segment.newest = std::max(out.segment.newest, entry->header.ledgerTime);
        }
    }
    out.lists = builder.take();
    return out;
}

/// The small segments from `from` on become one.
Status merge(PostingFile& file, TenantId tenant, Stream stream, std::int64_t from) {
    std::vector<PostingFile::Segment> old;
    for (const auto& segment : file.segments(tenant, stream)) {
        if (segment.first >= from) old.push_back(segment);
    }
    if (old.size() < 2) return {};
    SegmentBuilder builder;
    PostingFile::Segment merged{.first = from, .count = 0, .oldest = old.front().oldest, .newest = old.back().newest};
    for (const auto& segment : old) {
        for (const auto& [key, places] : file.everything(segment)) {
            for (const std::uint16_t place : places) builder.add(static_cast<std::uint16_t>(segment.first - from + place), {key});
        }
        merged.count += segment.count;
    }
    return file.replace(tenant, stream, old, merged, builder.take());
}

/// Is the entry the index ends with the log's own?
bool isOfThisLog(Store& store, TenantId tenant, Stream stream, const PostingFile::Progress& progress) {
    if (progress.indexed == 0) return true;
    const auto entry = store.storedEntries(tenant, stream, progress.indexed - 1, 1);
    return !entry.empty() && entry[0].sequence == progress.indexed && entry[0].hash == asText(progress.hash.bytes);
}

}  // namespace

Status indexStream(Store& store, PostingFile& file, TenantId tenant, Stream stream, const IndexSettings& settings) {
    auto progress = file.progress(tenant, stream);
    if (!isOfThisLog(store, tenant, stream, progress)) {
        OK_TRY(file.drop(tenant, stream));
        progress = {};
    }
    const auto head = store.head(tenant, stream);
    const std::int64_t size = head ? head->header.sequence : 0;
    for (;;) {
        const std::int64_t inBlock = progress.indexed % settings.big;
        const std::int64_t count = inBlock == 0 && size - progress.indexed >= settings.big ? settings.big : settings.small;
        if (size - progress.indexed < count) return {};
        auto built = build(store, tenant, stream, progress.indexed + 1, count);
        if (!built) return problem("index_unavailable", "the log cannot be read at this place");
        OK_TRY(file.add(tenant, stream, built->segment, built->lists, built->lastHash));
        progress.indexed += count;
        if (count < settings.big && progress.indexed % settings.big == 0) OK_TRY(merge(file, tenant, stream, progress.indexed - settings.big + 1));
    }
}

void SearchFollower::start() {
    const std::lock_guard lock(m_mutex);
    if (m_thread.joinable()) return;
    m_stopping = false;
    m_busy = true;
    m_since = std::chrono::steady_clock::now();
    m_thread = std::thread([this] { run(); });
}

void SearchFollower::stop() {
    std::thread ending;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        ending = std::move(m_thread);
    }
    m_wake.notify_all();
    m_idle.notify_all();
    if (ending.joinable()) ending.join();
}

void SearchFollower::poke(const CommittedBatch& batch) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_grown.empty() && !m_busy) m_since = std::chrono::steady_clock::now();
        for (const Entry& entry : batch.entries) m_grown.emplace(entry.header.tenant, entry.header.stream);
    }
    m_wake.notify_one();
}

bool SearchFollower::waitUntilCurrent() {
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return m_stopping || (!m_busy && m_grown.empty()); });
    return !m_stopping;
}

double SearchFollower::lagSeconds() const {
    const std::lock_guard lock(m_mutex);
    if (!m_busy && m_grown.empty()) return 0;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_since).count();
}

void SearchFollower::work(Store& store, PostingFile& file, const std::set<Place>& places) {
    for (const auto& [tenant, stream] : places) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping) return;
        }
        // A failure leaves the rest to be read directly; the next news tries again.
        (void)indexStream(store, file, tenant, stream, m_settings);
    }
}

void SearchFollower::run() {
    std::unique_ptr<Store> store;
    std::unique_ptr<PostingFile> file;
    for (;;) {
        std::set<Place> places;
        bool everything = false;
        {
            std::unique_lock lock(m_mutex);
            if (m_grown.empty() && !m_everything) {
                m_busy = false;
                m_idle.notify_all();
            }
            m_wake.wait(lock, [this] { return m_stopping || m_everything || !m_grown.empty(); });
            if (m_stopping) return;
            m_busy = true;
            everything = std::exchange(m_everything, false);
            places.swap(m_grown);
        }
        if (!store) {
            if (auto opened = m_open(); opened.ok()) store = std::move(*opened);
        }
        if (!file) {
            if (auto opened = PostingFile::open(m_path, PostingFile::Mode::writer); opened.ok()) file = std::move(*opened);
        }
        if (!store || !file) continue;
        if (everything) {
            for (const TenantId tenant : store->tenants()) {
                for (const Stream stream : allStreams) places.emplace(tenant, stream);
            }
        }
        work(*store, *file, places);
    }
}

}  // namespace ok::ledger
