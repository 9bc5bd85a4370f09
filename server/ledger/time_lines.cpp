// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/time_lines.h"

#include <cmath>
#include <fstream>

#include "shared/integrity/anchors.h"
#include "shared/integrity/clock_health.h"

namespace ok::ledger {

TimeLines::TimeLines(Store& store, TenantId tenant) : m_store(store), m_tenant(tenant) {
    store.documents(tenant).readAll(integrity::Anchor::viewKind, [this](std::string_view id, std::string_view body) {
        auto anchor = fromJson<integrity::Anchor>(body);
        if (!anchor.ok()) return;
        m_known[std::string(id)] = {anchor->askedAt, anchor->settledAt};
        m_stamps[std::string(id)] = {anchor->digest, enumName(anchor->tsaStatus), std::move(anchor->token), anchor->tsaTime};
    });
    store.documents(tenant).readAll(integrity::ClockAlarm::viewKind, [this](std::string_view, std::string_view body) {
        const auto alarm = fromJson<integrity::ClockAlarm>(body);
        if (alarm.ok() && alarm->kind == integrity::ClockAlarmKind::drift) m_drifts.push_back({enumName(alarm->kind), alarm->severity, alarm->since, alarm->until});
    });
}

RecordEvidence TimeLines::evidenceOf(const EntryHeader& header, Instant to) const {
    RecordEvidence out;
    out.clock = "clock/" + toIso(header.ledgerTime).substr(0, 10);
    for (const ClockTrouble& drift : m_drifts) out.clockDrift = out.clockDrift || drift.covers(header.ledgerTime);
    if (m_stamps.empty()) return out;
    const auto stamp = m_stamps.find("entry/" + header.entryId.str());
    if (stamp == m_stamps.end()) return out;
    const Known& known = m_known.at(stamp->first);
    if (known.askedAt >= to) return out;
    const bool settled = stamp->second.status != "pending" && (!known.settledAt || *known.settledAt < to);
    out.tsaReference = stamp->first;
    out.tsaStatus = settled ? stamp->second.status : "pending";
    if (settled) out.tsaTime = stamp->second.time;
    return out;
}

void TimeLines::add(const EntryHeader& header) {
    m_days.emplace(toIso(header.ledgerTime).substr(0, 10), header.stream);
    if (m_stamps.empty()) return;
    const std::string id = "entry/" + header.entryId.str();
    if (m_stamps.contains(id)) m_entries.insert(id);
}

std::string TimeLines::text(Instant to, const std::filesystem::path& clockSamples) const {
    std::map<std::string, TimeEvidence> lines;
    for (const std::string& id : m_entries) lines[id].stamp = m_stamps.at(id);
    for (const auto& [day, stream] : m_days) {
        const std::string place = day + "/" + enumName(stream), id = "day/" + place;
        const auto body = m_store.documents(m_tenant).read(integrity::SignedDayRoot::viewKind, place);
        const auto held = body ? fromJson<integrity::SignedDayRoot>(*body) : Result<integrity::SignedDayRoot>(problem("not_there", ""));
        if (!held.ok()) continue;   // the day is not over
        lines[id].day = SignedRootEvidence{RawJson{toJson(held->root)}, held->signature, held->publicKey};
        if (const auto stamp = m_stamps.find(id); stamp != m_stamps.end()) lines[id].stamp = stamp->second;
    }
    addClocks(lines, to, clockSamples);
    std::string out;
    for (auto& [id, line] : lines) {
        line.id = id;
        out += toJson(line) + "\n";
    }
    return out;
}

void TimeLines::addClocks(std::map<std::string, TimeEvidence>& lines, Instant to, const std::filesystem::path& clockSamples) const {
    std::map<std::string, ClockEvidence> clocks;
    for (const auto& [day, stream] : m_days) clocks[day];
    m_store.documents(m_tenant).readAll(integrity::ClockAlarm::viewKind, [&](std::string_view, std::string_view body) {
        const auto alarm = fromJson<integrity::ClockAlarm>(body);
        if (!alarm.ok()) return;
        const std::string first = toIso(alarm->since).substr(0, 10), last = alarm->until ? toIso(*alarm->until).substr(0, 10) : "9999";
        for (auto& [day, clock] : clocks) {
            if (first <= day && day <= last) clock.alarms.push_back({enumName(alarm->kind), alarm->severity, alarm->since, alarm->until});
        }
    });
    std::ifstream file(clockSamples);
    for (std::string text; std::getline(file, text);) {
        const auto sample = fromJson<integrity::ClockSample>(text);
        const auto clock = sample.ok() && sample->at < to ? clocks.find(toIso(sample->at).substr(0, 10)) : clocks.end();
        if (clock == clocks.end()) continue;
        ++clock->second.samples;
        clock->second.worstOffsetMs = std::max(clock->second.worstOffsetMs, std::abs(sample->offsetMs));
    }
    for (auto& [day, clock] : clocks) lines["clock/" + day].clock = std::move(clock);
}

}  // namespace ok::ledger
