// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/feed_state.h"

#include <set>

namespace ok::reports {

FeedOutage applied(FeedOutage outage, const FeedRecord& record, bool drill) {
    if (!outage.firstSeen.known()) outage.firstSeen = record.seenAt;
    outage.drill = drill;
    if (record.op == FeedOp::gone) {
        if (outage.now.outageId.empty()) outage.now = record;
        outage.listed = false;
        outage.leftAt = record.seenAt;
        return outage;
    }
    const bool known = outage.lastSeen.known();
    if (known && !outage.listed) ++outage.returns;
    if (known && outage.now.position && record.position && *outage.now.position != *record.position) ++outage.moves;
    if (known && outage.now.etr != record.etr) ++outage.etrChanges;
    outage.now = record;
    outage.listed = true;
    outage.lastSeen = record.seenAt;
    outage.leftAt = {};
    return outage;
}

void FeedState::begin(const FeedSnapshot&) {
    m_before = m_totals.outages;
    m_gone = 0;
}

bool FeedState::apply(const FeedRecord& record, std::vector<FeedIssue>& issues) {
    const auto note = [&](const char* code) { issues.push_back({code, "op", record.outageId}); };
    const auto held = m_listed.find(record.outageId);
    const auto left = m_left.find(record.outageId);
    const bool older = (held != m_listed.end() && record.seenAt < held->second.seenAt) ||
                       (left != m_left.end() && record.seenAt < left->second);
    if (older) {
        note("out_of_order");
        return false;
    }
    if (record.op == FeedOp::gone) {
        m_left[record.outageId] = record.seenAt;
        if (held == m_listed.end()) {
            note("gone_but_unknown");
            return true;
        }
        --m_totals.outages;
        ++m_gone;
        m_totals.customers -= held->second.customers;
        m_listed.erase(held);
        return true;
    }
    if (record.op == FeedOp::seen && held != m_listed.end()) note("new_but_known");
    if (record.op == FeedOp::changed && held == m_listed.end()) note("changed_but_unknown");
    if (left != m_left.end()) m_left.erase(left);
    auto& entry = m_listed[record.outageId];
    if (held == m_listed.end()) ++m_totals.outages;
    m_totals.customers += record.customersOut.value_or(0) - entry.customers;
    entry = {record.seenAt, record.customersOut.value_or(0)};
    return true;
}

bool FeedState::suspect() const { return m_gone >= leastGone && m_gone >= share * m_before; }

void FeedState::add(const FeedOutage& outage) {
    if (!outage.listed) {
        m_left[outage.now.outageId] = outage.leftAt;
        return;
    }
    const int customers = outage.now.customersOut.value_or(0);
    m_listed[outage.now.outageId] = {outage.lastSeen, customers};
    ++m_totals.outages;
    m_totals.customers += customers;
}

std::vector<FeedRecord> changesBetween(const std::map<std::string, FeedRecord>& before,
                                       const std::vector<FeedRecord>& now, Instant takenAt) {
    std::vector<FeedRecord> changes;
    std::set<std::string> present;
    for (const auto& record : now) {
        if (!present.insert(record.outageId).second) continue;
        const auto held = before.find(record.outageId);
        if (held != before.end() && held->second.raw == record.raw) continue;
        changes.push_back(record);
        changes.back().op = held == before.end() ? FeedOp::seen : FeedOp::changed;
        changes.back().seenAt = takenAt;
    }
    for (const auto& [id, record] : before) {
        if (present.contains(id)) continue;
        changes.push_back({.adapter = record.adapter, .outageId = id, .op = FeedOp::gone, .seenAt = takenAt});
    }
    return changes;
}

}  // namespace ok::reports
