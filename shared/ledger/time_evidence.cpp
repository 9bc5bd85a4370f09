// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/time_evidence.h"

#include <algorithm>

#include "shared/base/time_stamp.h"

namespace ok::ledger {
namespace {

constexpr std::size_t mostExceptions = 1000, mostFaults = 100;
constexpr Duration lateStamp = seconds(2);      // F07.R4.A5
constexpr std::string_view entryMark = "entry/", fileName = "times.jsonl";

bool signedBy(const SignedRootEvidence& day) {
    const auto key = fromHex(day.publicKey), mark = fromHex(day.signature);
    if (!key.ok() || !mark.ok() || key->size() != PublicKey{}.size() || mark->size() != Signature{}.size()) return false;
    PublicKey publicKey{};
    Signature signature{};
    std::copy(key->begin(), key->end(), publicKey.begin());
    std::copy(mark->begin(), mark->end(), signature.begin());
    return verifySignature(publicKey, asBytes(day.root.text), signature);
}

}  // namespace

TimeCheck::TimeCheck(std::string_view lines, std::string_view authorities, EvidenceVerdict& verdict) : m_authorities(authorities), m_verdict(verdict) {
    std::int64_t number = 0;
    eachLine(lines, [&](std::string_view text) {
        ++number;
        auto line = fromJson<TimeEvidence>(text);
        if (!line.ok()) {
            if (m_verdict.faults.size() < mostFaults) m_verdict.faults.push_back({"bad_line", "the line cannot be read", std::string(fileName), number, {}});
            return;
        }
        if (line->clock) m_troubles.insert(m_troubles.end(), line->clock->alarms.begin(), line->clock->alarms.end());
        if (line->id.starts_with(entryMark)) m_stamped[line->id.substr(entryMark.size())];
        m_lines.push_back(std::move(*line));
    });
}

void TimeCheck::entry(const EntryHeader& header, const Digest& hash) {
    if (m_lines.empty()) return;
    const std::string id = header.entryId.str();
    if (const auto found = m_stamped.find(id); found != m_stamped.end()) found->second = Seen{hash, header.ledgerTime};
    std::set<std::string> told;   // an alarm over midnight stands on both days' lines
    for (const ClockTrouble& trouble : m_troubles) {
        const std::string reason = trouble.kind == "drift" ? "clock_drift_critical" : "clock_unsynced";
        if (trouble.covers(header.ledgerTime) && told.insert(reason).second) except(id, reason);
    }
}

void TimeCheck::finish(const EvidenceManifest& manifest, const std::string& key) {
    for (const TimeEvidence& line : m_lines) check(line, manifest, key);
}

void TimeCheck::check(const TimeEvidence& line, const EvidenceManifest& manifest, const std::string& key) {
    if (line.day) checkDay(line, manifest, key);
    if (line.stamp) checkStamp(line);
}

void TimeCheck::checkDay(const TimeEvidence& line, const EvidenceManifest& manifest, const std::string& key) {
    const auto root = fromJson<DayRoot>(line.day->root.text);
    if (!root.ok() || line.id != "day/" + root->day + "/" + enumName(root->stream)) return fault(line.id, "the day's root cannot be read");
    if (!signedBy(*line.day)) return fault(line.id, "the signature of the day's root does not fit");
    if (!key.empty() && line.day->publicKey != key) return fault(line.id, "the day's root is signed with another key");
    for (const DayRoot& known : manifest.days) {
        // A day that was not over when the records were taken has a root of its own in the manifest.
        const bool same = known.day == root->day && known.stream == root->stream && known.first == root->first && known.last == root->last;
        if (same && known.root != root->root) return fault(line.id, "the day's root is not the one the records lead to");
    }
    if (line.stamp && line.stamp->digest != sha256(line.day->root.text)) fault(line.id, "the time stamp is not about this day's root");
}

void TimeCheck::checkStamp(const TimeEvidence& line) {
    const StampEvidence& stamp = *line.stamp;
    std::optional<Seen> seen;
    if (line.id.starts_with(entryMark)) {
        seen = m_stamped[line.id.substr(entryMark.size())];
        if (!seen || seen->hash != stamp.digest) return fault(line.id, "the time stamp is not about a record of this export");
    }
    if (stamp.status != "ok") return except(line.id, "tsa_" + stamp.status);
    const auto read = m_authorities.empty() ? readTimeStamp(stamp.token, stamp.digest) : verifyTimeStamp(stamp.token, stamp.digest, m_authorities);
    if (!read.ok()) return fault(line.id, read.problem().message);
    if (stamp.time != read->time) return fault(line.id, "the token says another time");
    ++m_verdict.stamps;
    if (!seen) return;
    const Duration apart = read->time > seen->ledgerTime ? read->time - seen->ledgerTime : seen->ledgerTime - read->time;
    if (apart > lateStamp + seconds(1)) except(line.id, "tsa_late");   // its seconds are whole ones
}

void TimeCheck::fault(const std::string& id, std::string message) {
    if (m_verdict.faults.size() < mostFaults) m_verdict.faults.push_back({"bad_time_stamp", std::move(message), std::string(fileName), 0, id});
}

void TimeCheck::except(const std::string& id, const std::string& reason) {
    ++m_verdict.exceptionCount;
    if (m_verdict.exceptions.size() < mostExceptions) m_verdict.exceptions.push_back({id, reason});
}

}  // namespace ok::ledger
