// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/ledger_reader.h"

#include <charconv>

namespace ok::ledger {
namespace {

constexpr std::int64_t dayMicros = 86'400'000'000;

std::vector<std::string> hexOf(const merkle::Proof& proof) {
    std::vector<std::string> out;
    for (const Digest& step : proof) out.push_back(step.hex());
    return out;
}

bool readPart(std::string_view text, int& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

Result<Instant> startOf(const std::string& day) {
    CivilTime civil{};
    const bool formed = day.size() == 10 && day[4] == '-' && day[7] == '-' && readPart(std::string_view(day).substr(0, 4), civil.year) &&
                        readPart(std::string_view(day).substr(5, 2), civil.month) && readPart(std::string_view(day).substr(8, 2), civil.day);
    const Problem bad = problem("bad_day", "a day is written 2026-11-21");
    if (!formed || civil.month < 1 || civil.month > 12 || civil.day < 1 || civil.day > 31 || civil.year < 1970) return bad;
    const Instant start = fromCivil(civil);
    const CivilTime back = toCivil(start);  // 31 February is not a day
    if (back.month != civil.month || back.day != civil.day) return bad;
    return start;
}

}  // namespace

LedgerReader::LedgerReader(Store& store, TreeCache& trees, TenantId tenant, Stream stream)
    : m_store(store), m_tenant(tenant), m_stream(stream), m_trees(trees) {
    if (const auto head = store.head(tenant, stream)) m_size = head->header.sequence;
}

BlockTree& LedgerReader::tree(std::int64_t before, std::int64_t size) const {
    return m_trees.tree(m_store, m_tenant, m_stream, before, size);
}

merkle::Roots LedgerReader::roots(BlockTree& tree) const {
    return [this, &tree](std::int64_t from, std::int64_t to) { return tree.root(m_store, from, to); };
}

Result<TreeNote> LedgerReader::note(const std::string& origin) const {
    TreeNote note{origin, size(), tree(0, size()).root(m_store, 0, size())};
    const auto last = m_store.lastCheckpoint(m_tenant, m_stream);
    const bool fits = last ? last->checkpoint.size == note.size && last->checkpoint.root == note.root : note.size == 0;
    if (!fits) return problem("log_broken", "the stored log does not fit its last signed checkpoint");
    return note;
}

Result<InclusionReply> LedgerReader::inclusion(std::int64_t sequence, std::int64_t treeSize) const {
    if (treeSize < 1 || treeSize > size()) return problem("bad_size", "the stream has " + std::to_string(size()) + " entries");
    if (sequence < 1 || sequence > treeSize) return problem("entry_not_found", "there is no such entry in a tree of this size");
    BlockTree& all = tree(0, size());
    return InclusionReply{sequence, all.entryHash(m_store, sequence - 1).hex(), treeSize, all.root(m_store, 0, treeSize).hex(),
                          hexOf(merkle::inclusionProof(roots(all), sequence - 1, treeSize))};
}

Result<ConsistencyReply> LedgerReader::consistency(std::int64_t from, std::int64_t to) const {
    if (from < 1 || to < from || to > size()) {
        return problem("bad_size", "the stream has " + std::to_string(size()) + " entries: ask with 1 <= from <= to within them");
    }
    BlockTree& all = tree(0, size());
    return ConsistencyReply{from, to, all.root(m_store, 0, from).hex(), all.root(m_store, 0, to).hex(),
                            hexOf(merkle::consistencyProof(roots(all), from, to))};
}

// Ledger time never runs backwards in a stream, so a day is a range of sequences.
std::int64_t LedgerReader::firstAtOrAfter(Instant t) const {
    std::int64_t low = 0, high = size();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto entry = m_store.entries(m_tenant, m_stream, middle, 1);
        if (!entry.empty() && entry[0].header.ledgerTime < t) low = middle + 1;
        else high = middle;
    }
    return low;
}

Result<DayReply> LedgerReader::day(const std::string& day, std::optional<std::int64_t> sequence, Instant now) const {
    OK_ASSIGN(const Instant start, startOf(day));
    const Instant end = Instant::fromMicros(start.micros() + dayMicros);
    const std::int64_t first = firstAtOrAfter(start), last = firstAtOrAfter(end);
    DayReply reply{day, 0, 0, last - first, merkle::emptyRoot().hex(), now >= end, {}};
    BlockTree& ofDay = tree(first, last - first);
    if (last > first) {
        reply.first = first + 1;
        reply.last = last;
        reply.root = ofDay.root(m_store, 0, last - first).hex();
    }
    if (!sequence) return reply;
    if (*sequence <= first || *sequence > last) return problem("mismatched_root", "the entry is not of this day");
    const std::int64_t index = *sequence - 1 - first;
    reply.inclusion = InclusionReply{*sequence, ofDay.entryHash(m_store, index).hex(), last - first, reply.root,
                                     hexOf(merkle::inclusionProof(roots(ofDay), index, last - first))};
    return reply;
}

}  // namespace ok::ledger
