// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/segment_check.h"

#include <bit>
#include <charconv>

namespace ok::ledger {
namespace {

constexpr std::string_view payloadHashKey = "\"payload_hash\":\"";
constexpr std::string_view prevHashKey = "\",\"prev_hash\":";
constexpr std::string_view sequenceKey = ",\"sequence\":";
constexpr std::string_view streamKey = ",\"stream\":\"";
constexpr std::string_view tenantKey = "\",\"tenant\":\"";
constexpr std::string_view tenantKeyAfterList = "],\"tenant\":\"";
constexpr std::string_view typeKey = "\",\"type\":\"";

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// Takes 64 lower-case digits off the front.
bool takeDigest(std::string_view& text, Digest& out) {
    if (text.size() < 64) return false;
    for (std::size_t i = 0; i < 32; ++i) {
        const int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    text.remove_prefix(64);
    return true;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool takePrev(std::string_view& text, Digest& out) {
    if (take(text, "null")) return true;
    return take(text, "\"") && takeDigest(text, out) && take(text, "\"");
}

std::string number(std::int64_t n) { return std::to_string(n); }

/// A run whose tree is a subtree of the whole.
bool aligned(const SegmentSpan& span) {
    const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(span.upTo - span.after, 1));
    return span.after % static_cast<std::int64_t>(std::bit_ceil(length)) == 0;
}

}  // namespace

// Canonical JSON has its keys in order and no space, so the members stand behind one another. A quote inside a text is
// written \", so that a key's pattern can never be found inside a value. Whatever does not look like that is not ours.
std::optional<HeaderFacts> factsOf(std::string_view header) {
    HeaderFacts out;
    const std::size_t at = header.find(payloadHashKey);
    if (at == std::string_view::npos || !header.ends_with("\"}")) return {};
    std::string_view rest = header.substr(at + payloadHashKey.size());
    if (!takeDigest(rest, out.payloadHash) || !take(rest, prevHashKey) || !takePrev(rest, out.prevHash) ||
        !take(rest, sequenceKey)) {
        return {};
    }
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), out.sequence);
    if (error != std::errc()) return {};
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (const std::size_t stream = rest.find(streamKey); stream != std::string_view::npos) {
        const std::string_view from = rest.substr(stream + streamKey.size());
        out.stream = from.substr(0, from.find('"'));
    }
    std::size_t tenant = rest.rfind(tenantKey);
    if (tenant == std::string_view::npos) tenant = rest.rfind(tenantKeyAfterList);
    const std::size_t type = rest.rfind(typeKey);
    if (tenant == std::string_view::npos || type == std::string_view::npos || type < tenant) return {};
    const std::size_t tenantAt = rest.find(":\"", tenant) + 2;
    out.tenant = rest.substr(tenantAt, type - tenantAt);
    out.type = rest.substr(type + typeKey.size(), rest.size() - type - typeKey.size() - 2);
    return out;
}

void addFinding(std::vector<Finding>& all, Finding next) {
    if (!all.empty()) {
        Finding& last = all.back();
        if (last.type == next.type && last.code == next.code && last.stream == next.stream && next.first <= last.last + 1 &&
            next.first >= last.first) {
            last.last = std::max(last.last, next.last);
            return;
        }
    }
    if (all.size() < mostFindings) all.push_back(std::move(next));
}

SegmentCheck::SegmentCheck(SegmentSpan span, std::vector<std::int64_t> marks) : m_marks(std::move(marks)), m_next(span.after + 1) {
    m_out.span = span;
    m_tenant = span.tenant.str();
    m_stream = enumName(span.stream);
    m_out.hashes.reserve(static_cast<std::size_t>(std::min<std::int64_t>(span.upTo - span.after, 1 << 20)));
}

void SegmentCheck::add(std::string type, std::int64_t first, std::int64_t last, std::string code, std::string expected,
                       std::string found) {
    addFinding(m_out.findings, {std::move(type), m_out.span.stream, first, last, std::move(code), std::move(expected), std::move(found)});
}

void SegmentCheck::grow(const Digest& hash) {
    m_out.frontier.append(hash);
    m_out.hashes.push_back(hash);
    if (m_nextMark < m_marks.size() && m_marks[m_nextMark] == m_next) {
        m_out.marks.push_back({m_next, m_out.frontier.root(), hash});
        ++m_nextMark;
    }
    ++m_next;
}

// A place without an entry counts as one without a hash, so that what comes after keeps its place.
void SegmentCheck::missing(std::int64_t upTo) {
    if (m_next > upTo) return;
    add("GAP", m_next, upTo, "missing");
    while (m_next <= upTo) grow({});
    m_previousWhole = false;
}

std::optional<std::pair<const char*, const char*>> SegmentCheck::fault(const EntryBytes& entry, const HeaderFacts& facts,
                                                                       const HashPair& hashes) {
    if (asText(hashes.withTail.bytes) != entry.hash) return {{"CORRUPTION", "bad_hash"}};
    if (facts.sequence != entry.sequence || facts.stream != m_stream) return {{"REORDER", "misplaced"}};
    if (facts.tenant != m_tenant) return {{"REORDER", "other_tenant"}};
    if (entry.payload.empty()) ++m_out.erasedPayloads;  // erased: the header still proves its place
    else if (sha256(entry.payload) != facts.payloadHash) return {{"CORRUPTION", "bad_payload"}};
    return {};
}

void SegmentCheck::noteOpening(const EntryBytes& entry, const HeaderFacts& facts) {
    if (facts.type != SegmentOpened::eventType) return;
    auto opened = fromJson<SegmentOpened>(entry.payload);
    if (opened.ok()) m_out.openings.push_back({entry.sequence, std::move(*opened)});
    else add("CORRUPTION", entry.sequence, entry.sequence, "bad_opening");
}

void SegmentCheck::take(const EntryBytes& entry) {
    if (entry.sequence < m_next || entry.sequence > m_out.span.upTo) return;
    missing(entry.sequence - 1);
    ++m_out.entries;
    const auto facts = factsOf(entry.header);
    const HashPair hashes = sha256Pair(asBytes(entry.header), facts ? facts->prevHash.bytes : Digest{}.bytes);
    Digest stated;
    if (entry.hash.size() == stated.bytes.size()) std::copy(entry.hash.begin(), entry.hash.end(), stated.bytes.begin());
    auto wrong = facts ? fault(entry, *facts, hashes) : std::pair{"CORRUPTION", "bad_header"};
    const bool first = m_next == m_out.span.after + 1;
    if (facts && !first && facts->prevHash != m_out.lastHeader && facts->type != SegmentOpened::eventType && !wrong && m_previousWhole) {
        // This entry is what it was: the one before is not the one it was chained to.
        add("CORRUPTION", m_next - 1, m_next - 1, "bad_link", facts->prevHash.hex(), m_out.lastHeader.hex());
    }
    if (wrong) add(wrong->first, entry.sequence, entry.sequence, wrong->second);
    if (facts && !wrong) noteOpening(entry, *facts);
    if (first) {
        m_out.statedPrev = facts ? facts->prevHash : Digest{};
        m_out.firstWhole = !wrong;
    }
    m_previousWhole = !wrong;
    m_out.lastHeader = hashes.alone;
    m_out.headHash = stated;
    grow(stated);
}

Segment SegmentCheck::finish() {
    missing(m_out.span.upTo);
    m_out.lastWhole = m_previousWhole;
    if (m_out.openings.empty() && aligned(m_out.span)) {
        m_out.hashes.clear();
        m_out.hashes.shrink_to_fit();
    }
    return std::move(m_out);
}

SegmentJoin::SegmentJoin(Stream stream, Start start) : m_stream(stream), m_at(std::move(start)), m_goodSize(m_at.size) {}

void SegmentJoin::checkMark(const Checkpoint& mark, const Digest& root, const Digest& headHash) {
    m_lastMark = mark;
    if (mark.root == root && mark.headHash == headHash) {
        m_goodSize = mark.size;
        m_rootBroken = false;
        return;
    }
    // One finding until a root fits again, and none where something was found that explains it.
    const bool explained = std::any_of(m_findings.begin(), m_findings.end(), [this, &mark](const Finding& f) {
        return f.last > m_goodSize && f.first <= mark.size;
    });
    if (!m_rootBroken && !explained) {
        addFinding(m_findings, {"ROOT", m_stream, m_goodSize + 1, mark.size, "bad_root", mark.root.hex(), root.hex()});
    }
    m_rootBroken = true;
}

void SegmentJoin::checkMarks(const Segment& segment) {
    std::size_t next = 0;
    for (const Checkpoint& mark : m_expected) {
        while (next < segment.marks.size() && segment.marks[next].size < mark.size) ++next;
        if (next == segment.marks.size() || segment.marks[next].size != mark.size) continue;
        Digest root = segment.marks[next].fold;
        const auto& peaks = m_at.frontier.peaks();
        for (auto it = peaks.rbegin(); it != peaks.rend(); ++it) root = merkle::nodeHash(*it, root);
        checkMark(mark, root, segment.marks[next].headHash);
    }
}

void SegmentJoin::reopen(const Segment::Opening& opening) {
    const SegmentOpened& cited = opening.cited;
    const auto frontier = frontierOf(cited);
    const bool fits = frontier && cited.stream == m_stream && cited.citedSize == opening.sequence - 1 && m_lastMark &&
                      m_lastMark->size == cited.citedSize && m_lastMark->root == cited.citedRoot && m_lastMark->headHash == cited.citedHead;
    if (!fits) return addFinding(m_findings, {"ROOT", m_stream, opening.sequence, opening.sequence, "bad_opening", {}, {}});
    m_at.frontier = *frontier;
    m_goodSize = cited.citedSize;
    m_rootBroken = false;
}

void SegmentJoin::walk(const Segment& segment) {
    std::size_t opening = 0, mark = 0;
    for (std::size_t i = 0; i < segment.hashes.size(); ++i) {
        const std::int64_t sequence = segment.span.after + 1 + static_cast<std::int64_t>(i);
        if (opening < segment.openings.size() && segment.openings[opening].sequence == sequence) reopen(segment.openings[opening++]);
        m_at.frontier.append(segment.hashes[i]);
        while (mark < m_expected.size() && m_expected[mark].size < sequence) ++mark;
        if (mark < m_expected.size() && m_expected[mark].size == sequence) {
            checkMark(m_expected[mark], m_at.frontier.root(), segment.hashes[i]);
        }
    }
}

void SegmentJoin::link(const Segment& segment) {
    const bool opens = !segment.openings.empty() && segment.openings[0].sequence == segment.span.after + 1;
    if (segment.entries > 0 && segment.firstWhole && m_lastWhole && !opens && segment.statedPrev != m_at.nextPrevHash) {
        const std::int64_t blamed = std::max<std::int64_t>(segment.span.after, 1);
        addFinding(m_findings, {"CORRUPTION", m_stream, blamed, blamed, "bad_link", segment.statedPrev.hex(), m_at.nextPrevHash.hex()});
    }
}

void SegmentJoin::take(const Segment& segment) {
    link(segment);
    for (const Finding& finding : segment.findings) addFinding(m_findings, finding);
    if (segment.hashes.empty()) {
        checkMarks(segment);
        m_at.frontier.join(segment.frontier);
    } else {
        walk(segment);
    }
    m_expected.clear();
    m_entries += segment.entries;
    m_erased += segment.erasedPayloads;
    m_at.size = segment.span.upTo;
    m_at.nextPrevHash = segment.lastHeader;
    m_lastWhole = segment.lastWhole;
}

void SegmentJoin::finish(std::int64_t signedSize) {
    if (signedSize > m_at.size) addFinding(m_findings, {"GAP", m_stream, m_at.size + 1, signedSize, "missing_tail", {}, {}});
    if (signedSize < m_at.size) {
        addFinding(m_findings, {"ROOT", m_stream, signedSize + 1, m_at.size, "unsigned_tail", number(signedSize), number(m_at.size)});
    }
}

}  // namespace ok::ledger
