// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/audit_walk.h"

#include <algorithm>
#include <deque>
#include <tuple>

namespace ok::ledger {
namespace {

constexpr std::int64_t firstPage = 64, longestPage = 1024;

using Segments = std::vector<PostingFile::Segment>;

Instant timeAt(const EntrySource& source, TenantId tenant, Stream stream, std::int64_t sequence) {
    const auto stored = source.read(tenant, stream, sequence - 1, 1);
    if (stored.empty()) return {};
    const auto entry = openEntry(stored[0].header, {});
    return entry.ok() ? entry->header.ledgerTime : Instant{};
}

/// Are these the bytes that were sealed, in the place they were sealed for? An erased payload is none, and is no damage.
bool isGenuine(const Entry& entry, const StoredEntry& stored) {
    if (stored.hash != asText(entry.hash.bytes) || entry.header.sequence != stored.sequence) return false;
    return entry.payload.empty() || sha256(entry.payload) == entry.header.payloadHash;
}

enum class Edge { begin, end };   ///< of a stretch: damaged entries beside it are within, on either side

/// Ledger time never runs backwards in a stream.
std::int64_t firstAtOrAfter(const EntrySource& source, const Segments& segments, TenantId tenant, Stream stream, std::int64_t size, Instant t, Edge edge = Edge::begin) {
    std::int64_t low = 1, high = size + 1;
    const auto segment = std::partition_point(segments.begin(), segments.end(), [t](const auto& s) { return s.newest < t; });
    if (segment != segments.end()) {
        low = segment->first;
        high = segment->first + segment->count - 1;  // its last entry is late enough
        if (segment->oldest >= t) return low;
    } else if (!segments.empty()) {
        low = segments.back().first + segments.back().count;
    }
    // A damaged entry tells no time. The nearest readable one does, and the damaged ones beside it stay in the answer: whoever
    // walks them counts them, and none of them hides its neighbours.
    const auto time = [&](std::int64_t sequence) { return timeAt(source, tenant, stream, sequence); };
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        std::int64_t at = middle;
        Instant found = time(at);
        while (!found.known() && at > low) found = time(--at);
        if (!found.known()) {
            at = middle;
            while (!found.known() && at + 1 < high) found = time(++at);
            if (!found.known() || found >= t) return edge == Edge::begin ? low : found.known() ? at : high;
        }
        if (found < t) low = at + 1;
        else high = at;
    }
    return low;
}

}  // namespace

EntrySource::EntrySource(Store& store) : sealed(true) {
    // Remembered: outside a transaction the next question may be answered again, and what was missed is missed all the same.
    const auto missed = std::make_shared<bool>(false);
    failing = [missed] { return *missed; };
    size = [&store, missed](TenantId tenant, Stream stream) {   // readable or not: a damaged head hides nothing
        const std::int64_t last = store.lastSequence(tenant, stream);
        *missed = *missed || store.trouble().has_value();
        return last;
    };
    read = [&store, missed](TenantId tenant, Stream stream, std::int64_t after, int limit) {
        auto page = store.storedEntries(tenant, stream, after, limit);
        *missed = *missed || store.trouble().has_value();
        return page;
    };
}

std::int64_t firstAtOrAfter(const EntrySource& source, PostingFile* index, TenantId tenant, Stream stream, Instant t) {
    return firstAtOrAfter(source, index != nullptr ? index->segments(tenant, stream) : Segments{}, tenant, stream, source.size(tenant, stream), t);
}

/// One stream's share of a walk.
class StreamWalk {
  public:
    StreamWalk(const EntrySource& source, PostingFile* index, const AuditWalk::Question& question, Stream stream)
        : m_source(source), m_index(index), m_question(question), m_stream(stream),
          m_newestFirst(question.order == AuditOrder::newestFirst) {
        for (auto& anyOf : keysOf(question.filter)) m_keys.push_back({std::move(anyOf), 0});
        plan();
    }

    const Entry* peek() {
        if (m_group.empty()) fillGroup();
        return m_group.empty() ? nullptr : &m_group.front();
    }
    Entry take() {
        Entry out = std::move(m_group.front());
        m_group.pop_front();
        return out;
    }
    [[nodiscard]] std::int64_t read() const { return m_read; }
    [[nodiscard]] const std::vector<DamagedEntry>& damaged() const { return m_damaged; }
    [[nodiscard]] std::int64_t damagedCount() const { return m_damagedCount; }

  private:
    struct Stretch {
        std::int64_t first = 0, last = 0;
        const PostingFile::Segment* segment = nullptr;  // none: not indexed
    };
    struct Group {
        std::vector<SearchKey> anyOf;
        std::size_t seen = 0;  // places in the last segment looked at
    };

    /// Which sequences come into question, and in which stretches to look at them.
    void plan() {
        const TenantId tenant = m_question.tenant;
        std::int64_t low = 1, high = m_source.size(tenant, m_stream);
        const std::int64_t size = high;
        if (m_index != nullptr) m_segments = m_index->segments(tenant, m_stream);
        const auto at = [&](Instant t, Edge edge = Edge::begin) { return firstAtOrAfter(m_source, m_segments, tenant, m_stream, size, t, edge); };
        if (m_question.filter.from.known()) low = at(m_question.filter.from);
        if (m_question.filter.to.known()) high = at(m_question.filter.to, Edge::end) - 1;
        if (m_question.after && m_newestFirst) high = std::min(high, at(m_question.after->time + microseconds(1), Edge::end) - 1);
        if (m_question.after && !m_newestFirst) low = std::max(low, at(m_question.after->time));
        const auto add = [&](std::int64_t first, std::int64_t last, const PostingFile::Segment* segment) {
            first = std::max(first, low);
            last = std::min(last, high);
            if (first <= last) m_stretches.push_back({first, last, segment});
        };
        std::int64_t indexed = 0;
        for (const auto& segment : m_segments) {
            indexed = segment.first + segment.count - 1;
            add(segment.first, indexed, &segment);
        }
        add(indexed + 1, size, nullptr);
        if (!m_newestFirst) std::reverse(m_stretches.begin(), m_stretches.end());  // the next one stands last
    }

    /// The places of a segment that carry all the keys; nothing asked: the whole stretch.
    void candidates(const Stretch& stretch) {
        if (stretch.segment == nullptr || m_keys.empty()) {
            m_runs.emplace_back(stretch.first, stretch.last);
            return;
        }
        // Rare keys first, as the last segment showed them: most segments are done after one short list.
        std::optional<Places> all;
        std::sort(m_keys.begin(), m_keys.end(), [](const Group& a, const Group& b) { return a.seen < b.seen; });
        for (Group& group : m_keys) {
            Places places;
            for (const SearchKey key : group.anyOf) {
                Places one;
                m_index->find(*stretch.segment, key, one);
                places = places.empty() ? std::move(one) : unite(places, one);
            }
            group.seen = places.size();
            all = all ? intersect(*all, places) : std::move(places);
            if (all->empty()) return;
        }
        for (const std::uint16_t place : *all) {
            const std::int64_t sequence = stretch.segment->first + place;
            if (sequence < stretch.first || sequence > stretch.last) continue;
            if (!m_runs.empty() && m_runs.back().second + 1 == sequence) m_runs.back().second = sequence;
            else m_runs.emplace_back(sequence, sequence);
        }
        if (!m_newestFirst) std::reverse(m_runs.begin(), m_runs.end());
    }

    /// Counted, and named as far as an answer has room for: a log that is damaged throughout fills no memory.
    void damage(std::int64_t sequence, std::string id) {
        ++m_damagedCount;
        if (m_damaged.size() < mostDamagedNamed) m_damaged.push_back({m_stream, sequence, std::move(id)});
    }

    /// A row that is gone is damage too, and what stands behind it does not take its place.
    void missing(std::vector<StoredEntry>& page, std::int64_t first, std::int64_t count) {
        std::erase_if(page, [&](const StoredEntry& stored) { return stored.sequence >= first + count; });
        if (static_cast<std::int64_t>(page.size()) == count || (m_source.failing && m_source.failing())) return;
        auto there = page.begin();
        for (std::int64_t sequence = first; sequence < first + count; ++sequence) {
            if (there != page.end() && there->sequence == sequence) ++there;
            else damage(sequence, {});
        }
    }

    /// Reads the next few candidates; false when there are none left.
    bool fetch() {
        while (m_runs.empty()) {
            if (m_stretches.empty()) return false;
            const Stretch stretch = m_stretches.back();
            m_stretches.pop_back();
            candidates(stretch);
        }
        auto& run = m_runs.back();
        const std::int64_t count = std::min(m_page, run.second - run.first + 1);
        m_page = std::min(longestPage, m_page * 2);
        const std::int64_t first = m_newestFirst ? run.second - count + 1 : run.first;
        auto page = m_source.read(m_question.tenant, m_stream, first - 1, static_cast<int>(count));
        missing(page, first, count);
        if (m_newestFirst) run.second -= count;
        else run.first += count;
        if (run.first > run.second) m_runs.pop_back();
        if (m_newestFirst) std::reverse(page.begin(), page.end());
        for (StoredEntry& stored : page) {
            ++m_read;
            auto entry = openEntry(std::move(stored.header), std::move(stored.payload));
            if (!entry.ok() || (m_source.sealed && !isGenuine(*entry, stored))) damage(stored.sequence, entry.ok() ? entry->header.entryId.str() : std::string());
            else if (matches(m_question.filter, entry->header, entry->payload)) m_found.push_back(std::move(entry).value());
        }
        return true;
    }

    const Entry* found() {
        while (m_found.empty()) {
            if (!fetch()) return nullptr;
        }
        return &m_found.front();
    }

    /// Entries of one moment are ordered by their ids.
    void fillGroup() {
        while (m_group.empty()) {
            const Entry* next = found();
            if (next == nullptr) return;
            const Instant moment = next->header.ledgerTime;
            while (next != nullptr && next->header.ledgerTime == moment) {
                if (!isBeforeCursor(next->header)) m_group.push_back(std::move(m_found.front()));
                m_found.pop_front();
                next = found();
            }
            std::sort(m_group.begin(), m_group.end(), [this](const Entry& a, const Entry& b) {
                return m_newestFirst ? b.header.entryId < a.header.entryId : a.header.entryId < b.header.entryId;
            });
        }
    }

    [[nodiscard]] bool isBeforeCursor(const EntryHeader& header) const {
        if (!m_question.after || header.ledgerTime != m_question.after->time) return false;
        return m_newestFirst ? header.entryId >= m_question.after->entry : header.entryId <= m_question.after->entry;
    }

    const EntrySource& m_source;
    PostingFile* m_index;
    const AuditWalk::Question& m_question;
    Stream m_stream;
    std::vector<Group> m_keys;
    bool m_newestFirst;
    Segments m_segments;
    std::vector<Stretch> m_stretches;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_runs;
    std::deque<Entry> m_found, m_group;
    std::int64_t m_page = firstPage;
    std::int64_t m_read = 0;
    std::vector<DamagedEntry> m_damaged;
    std::int64_t m_damagedCount = 0;
};

AuditWalk::AuditWalk(EntrySource source, PostingFile* index, Question question)
    : m_source(std::move(source)), m_question(std::move(question)), m_index(index) {
    if (m_index != nullptr) m_index->hold();
    for (const Stream stream : allStreams) {
        if (concerns(m_question.filter, stream)) m_streams.push_back(std::make_unique<StreamWalk>(m_source, index, m_question, stream));
    }
}

AuditWalk::~AuditWalk() {
    if (m_index != nullptr) m_index->release();
}

std::optional<Entry> AuditWalk::next() {
    const auto earlier = [this](const Entry& a, const Entry& b) {
        const auto left = std::tie(a.header.ledgerTime, a.header.entryId), right = std::tie(b.header.ledgerTime, b.header.entryId);
        return m_question.order == AuditOrder::newestFirst ? right < left : left < right;
    };
    StreamWalk* best = nullptr;
    for (const auto& stream : m_streams) {
        const Entry* head = stream->peek();
        if (head != nullptr && (best == nullptr || earlier(*head, *best->peek()))) best = stream.get();
    }
    if (best == nullptr) return {};
    return best->take();
}

std::int64_t AuditWalk::read() const {
    std::int64_t sum = 0;
    for (const auto& stream : m_streams) sum += stream->read();
    return sum;
}

std::vector<DamagedEntry> AuditWalk::damaged() const {
    std::vector<DamagedEntry> out;
    for (const auto& stream : m_streams) {
        const auto& found = stream->damaged();
        out.insert(out.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(std::min(found.size(), mostDamagedNamed - out.size())));
    }
    return out;
}

std::int64_t AuditWalk::unreadable() const {
    std::int64_t sum = 0;
    for (const auto& stream : m_streams) sum += stream->damagedCount();
    return sum;
}

std::optional<Entry> entryById(Store& store, PostingFile* index, TenantId tenant, EntryId id, std::vector<DamagedEntry>* damaged) {
    std::int64_t millis = 0;
    for (int i = 0; i < 6; ++i) millis = millis << 8 | id.bytes[static_cast<std::size_t>(i)];
    AuditFilter filter;
    filter.from = Instant::fromMicros(millis * 1000);
    filter.to = Instant::fromMicros((millis + 1) * 1000);
    if (millis <= 0 || millis > 253'402'300'799'000) return {};  // not a time in the years we know
    AuditWalk walk(store, index, {tenant, filter, AuditOrder::oldestFirst, {}});
    for (auto entry = walk.next(); entry; entry = walk.next()) {
        if (entry->header.entryId == id) return entry;
    }
    if (damaged != nullptr) *damaged = walk.damaged();
    return {};
}

}  // namespace ok::ledger
