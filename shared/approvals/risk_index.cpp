// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk_index.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "shared/approvals/risk_audit.h"

namespace ok::approvals {
namespace {

constexpr std::size_t rowBytes = 16 + 2 + 8 + 1 + 2;   // approval, version, microseconds, score, class
constexpr std::size_t mostClasses = 65'535;

std::string dayOf(Instant at) { return toIso(at).substr(0, 10); }

template <class T>
void put(Bytes& out, T value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift & 0xff));
}

std::uint64_t take(const std::uint8_t* at, int bytes) {
    std::uint64_t out = 0;
    for (int i = 0; i < bytes; ++i) out = out << 8 | at[i];
    return out;
}

struct Packed {
    RiskHit hit;
    std::size_t cls = 0;
};

Packed unpack(const std::uint8_t* at) {
    Packed out;
    std::copy(at, at + 16, out.hit.approval.begin());
    out.hit.version = static_cast<int>(take(at + 16, 2));
    out.hit.at = Instant::fromMicros(static_cast<std::int64_t>(take(at + 18, 8)));
    out.hit.score = static_cast<int>(at[26]);
    out.cls = static_cast<std::size_t>(take(at + 27, 2));
    return out;
}

bool contains(const std::vector<std::string>& all, const std::string& one) { return one.empty() || std::find(all.begin(), all.end(), one) != all.end(); }

bool fits(const RiskAuditFilter& filter, const std::string& decision, const std::vector<std::string>& rules, const std::vector<std::string>& channels) {
    const bool decided = filter.policyDecision.empty() || decision == filter.policyDecision || ("+" + decision + "+").find("+" + filter.policyDecision + "+") != std::string::npos;
    return decided && contains(rules, filter.ruleName) && contains(channels, filter.channel);
}

bool fits(const RiskAuditFilter& filter, const RiskHit& hit) { return hit.at >= filter.from && hit.at < filter.to && hit.score >= filter.minScore && hit.score <= filter.maxScore; }

/// What a list is ordered by, ascending.
auto placeOf(const RiskAuditFilter& filter, const RiskHit& hit) { return std::tuple(filter.byScore ? hit.score : 0, hit.at, hit.approval, hit.version); }

bool before(const RiskAuditFilter& filter, const RiskHit& a, const RiskHit& b) {
    return filter.ascending ? placeOf(filter, a) < placeOf(filter, b) : placeOf(filter, b) < placeOf(filter, a);
}

void scan(const RiskIndexChunk& chunk, const RiskAuditFilter& filter, std::vector<RiskHit>& out) {
    const auto bytes = fromBase64(chunk.packed);
    if (!bytes.ok()) return;
    std::vector<bool> wanted;
    for (const RiskIndexClass& each : chunk.classes) wanted.push_back(fits(filter, each.decision, each.rules, each.channels));
    for (std::size_t at = 0; at + rowBytes <= bytes->size(); at += rowBytes) {
        const Packed row = unpack(bytes->data() + at);
        if (row.cls < wanted.size() && wanted[row.cls] && fits(filter, row.hit)) out.push_back(row.hit);
    }
}

std::vector<RiskHit> hitsOf(Views& views, const RiskAuditFilter& filter) {
    std::vector<RiskHit> out;
    if (!filter.broadcastId.empty()) {
        for (const RiskAuditRow& row : views.byKey<RiskAuditRow>("broadcast", filter.broadcastId)) {
            const RiskHit hit = row.hit();
            if (fits(filter, hit) && fits(filter, row.decision, row.evaluation.firedRules, row.channels)) out.push_back(hit);
        }
    } else {
        for (Instant day = filter.from; dayOf(day) <= dayOf(filter.to); day += hours(24)) {
            views.eachByKey<RiskIndexChunk>("day", dayOf(day), [&](const RiskIndexChunk& chunk) { scan(chunk, filter, out); });
        }
    }
    if (filter.approverUserId.empty()) return out;
    std::set<std::pair<UuidBytes, int>> theirs;
    views.eachByKey<RiskWord>("person", filter.approverUserId, [&](const RiskWord& word) { theirs.emplace(word.approval.bytes, word.version); });
    std::erase_if(out, [&](const RiskHit& hit) { return !theirs.contains({hit.approval, hit.version}); });
    return out;
}

std::string tokenOf(const RiskHit& hit) { return std::to_string(hit.score) + "." + std::to_string(hit.at.micros()) + "." + hit.id(); }

Result<RiskHit> hitOf(std::string_view token) {
    const Problem bad = problem("bad_page_token", "this page token is not one of this list");
    RiskHit out;
    std::int64_t micros = 0;
    const char* const end = token.data() + token.size();
    auto read = std::from_chars(token.data(), end, out.score);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != '.') return bad;
    read = std::from_chars(read.ptr + 1, end, micros);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != '.') return bad;
    const std::string_view id(read.ptr + 1, static_cast<std::size_t>(end - read.ptr - 1));
    const std::size_t slash = id.find('/');
    const auto approval = ApprovalId::parse(id.substr(0, slash));
    if (slash == id.npos || !approval.ok()) return bad;
    read = std::from_chars(id.data() + slash + 1, end, out.version);
    if (read.ec != std::errc() || read.ptr != end) return bad;
    out.at = Instant::fromMicros(micros);
    out.approval = approval->bytes;
    return out;
}

void noteWord(Views& views, ApprovalId approval, const ApprovalStep& step) {
    if (decidesJudgement(step, step.version) && !step.actor.id.empty() && views.find<RiskAuditRow>(RiskAuditRow::idOf(approval.str(), step.version))) views.save(RiskWord{approval, step.version, step.actor.id});
}

}  // namespace

bool decidesJudgement(const ApprovalStep& step, int version) {
    const bool decides = step.kind == StepKind::approved || step.kind == StepKind::rejected || step.kind == StepKind::override_confirmed;
    return decides && step.version == version;
}

std::string RiskIndexChunk::idOf(const std::string& day, int number) {
    std::string digits = std::to_string(number);
    return day + "/" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

std::string RiskHit::id() const { return RiskAuditRow::idOf(ApprovalId{approval}.str(), version); }

void addToIndex(Views& views, const RiskAuditRow& row) {
    const std::string day = dayOf(row.createdAt);
    const auto known = views.find<RiskIndexDay>(day);
    RiskIndexDay its = known ? *known : RiskIndexDay{day, 0};
    RiskIndexChunk chunk;
    if (const auto last = its.chunks > 0 ? views.find<RiskIndexChunk>(RiskIndexChunk::idOf(day, its.chunks - 1)) : nullptr) chunk = *last;
    const RiskIndexClass cls{row.decision, row.evaluation.firedRules, row.channels};
    auto place = std::find(chunk.classes.begin(), chunk.classes.end(), cls);
    if (chunk.day.empty() || chunk.judgements >= static_cast<int>(RiskIndexChunk::most) || chunk.classes.size() >= mostClasses) {
        chunk = {day, its.chunks++, 0, {}, {}};
        views.save(its);
        place = chunk.classes.end();
    }
    if (place == chunk.classes.end()) place = chunk.classes.insert(place, cls);
    Bytes bytes = fromBase64(chunk.packed).valueOr({});
    const RiskHit hit = row.hit();
    bytes.insert(bytes.end(), hit.approval.begin(), hit.approval.end());
    put(bytes, hit.version, 2);
    put(bytes, hit.at.micros(), 8);
    put(bytes, std::clamp(hit.score, 0, 100), 1);
    put(bytes, place - chunk.classes.begin(), 2);
    chunk.packed = toBase64(bytes);
    ++chunk.judgements;
    views.save(std::move(chunk));
}

void removeFromIndex(Views& views, const RiskAuditRow& row) {
    const std::string day = dayOf(row.createdAt);
    const auto its = views.find<RiskIndexDay>(day);
    const RiskHit gone = row.hit();
    for (int number = 0; its && number < its->chunks; ++number) {
        const auto found = views.find<RiskIndexChunk>(RiskIndexChunk::idOf(day, number));
        if (!found) continue;
        RiskIndexChunk chunk = *found;
        Bytes bytes = fromBase64(chunk.packed).valueOr({});
        for (std::size_t at = 0; at + rowBytes <= bytes.size(); at += rowBytes) {
            if (!(unpack(bytes.data() + at).hit == gone)) continue;
            bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(at + rowBytes));
            chunk.packed = toBase64(bytes);
            --chunk.judgements;
            views.save(std::move(chunk));
            return;
        }
    }
}

Result<RiskPage> findRisks(Views& views, const RiskAuditFilter& filter, const std::string& after, std::size_t limit) {
    std::vector<RiskHit> all = hitsOf(views, filter);
    RiskPage out;
    out.total = static_cast<std::int64_t>(all.size());
    if (!after.empty()) {
        OK_ASSIGN(const RiskHit last, hitOf(after));
        std::erase_if(all, [&](const RiskHit& hit) { return !before(filter, last, hit); });
    }
    const std::size_t wanted = std::min(limit, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(wanted), all.end(), [&](const RiskHit& a, const RiskHit& b) { return before(filter, a, b); });
    if (wanted < all.size() && wanted > 0) out.next = tokenOf(all[wanted - 1]);
    all.resize(wanted);
    out.hits = std::move(all);
    return out;
}

void addRiskIndexProjections(Projections& projections) {
    projections.on<ApprovalStepped>([](const EntryHeader&, const ApprovalStepped& e, Views& views) { noteWord(views, e.approval, e.step); });
    projections.on<ApprovalDecided>([](const EntryHeader&, const ApprovalDecided& e, Views& views) {
        for (const ApprovalStep& step : e.record.steps) noteWord(views, e.approval, step);
    });
}

}  // namespace ok::approvals
