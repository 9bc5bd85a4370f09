// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/integrity_commands.h"

#include <fmt/format.h>

#include "server/integrity/forensics.h"
#include "server/metrics/metrics.h"
#include "shared/base/derived_ids.h"

namespace ok::integrity {
namespace {

constexpr std::size_t leastReason = 10;

metrics::Labels labelsOf(const MetricPlace& place, TenantId tenant) {
    return {{"env", place.environment}, {"tenant", place.slugOf ? place.slugOf(tenant) : tenant.str()}, {"region", place.region}};
}

std::string timerKey(const std::string& anomaly) { return "integrity-alert:" + anomaly; }

void tellEverybody(CommandContext& cx, const AlertNote& note, const std::string& about) {
    for (const char* connector : alertConnectors) {
        OutboxRow row;
        row.connector = connector;
        row.id = formatUuid(derivedUuid(cx.tenant().str() + about + "|" + note.kind + "|" + connector + "|" + std::to_string(note.at.micros())));
        row.orderKey = std::string(connector) + ":" + about;
        row.payload = toJson(note);
        cx.send(std::move(row));
    }
}

void alert(CommandContext& cx, const Anomaly& anomaly, const std::string& kind) {
    tellEverybody(cx, {kind, anomaly.incidentKey, anomaly.id, anomaly.severity,
                       std::string(enumName(anomaly.finding.stream)) + " " + std::to_string(anomaly.finding.first) + "-" +
                           std::to_string(anomaly.finding.last),
                       anomaly.finding.type, anomaly.finding.code, "/v1/ledger/anomalies/" + anomaly.id + "/playbook", cx.clockNow()},
                  anomaly.id);
}

// Once an hour while it is not met, under one key, and one word when it is met again (F07.R6.A7).
Status reportSlis(const Right&, CommandContext& cx, const ReportSlis& command) {
    for (const Sli& sli : command.slis) {
        const auto before = cx.views().find<SliDoc>(sli.name);
        const bool breached = !sli.met();
        if (!breached && !(before && before->breached)) continue;
        cx.emit(SliJudged{sli, breached}, {.subjects = {"slo/" + sli.name}, .stream = Stream::security});
        const std::string words = fmt::format("{:.4g}, must be {} {:g}", sli.value, sli.atLeast ? "at least" : "below", sli.bound);
        tellEverybody(cx, {breached ? "slo_breached" : "slo_met", "slo/" + sli.name, {}, "warning", words, "SLO", sli.name,
                           "/v1/ledger/verification/status", cx.clockNow()},
                      "slo/" + sli.name);
    }
    return {};
}

void repeatLater(CommandContext& cx, const std::string& anomaly) {
    cx.setTimer({.key = timerKey(anomaly), .due = cx.now() + heartbeat, .command = std::string(RepeatAlert::card.name),
                 .body = toJson(RepeatAlert{anomaly})});
}

/// Known already: open, accepted, or told a moment ago.
bool known(const std::vector<Anomaly>& all, const Finding& finding) {
    return std::any_of(all.begin(), all.end(), [&](const Anomaly& a) {
        return a.quarantined() && a.finding.type == finding.type && overlap(a.finding, finding);
    });
}

void settle(CommandContext& cx, const Anomaly& anomaly, AnomalyState state, const std::string& by, const std::string& justification) {
    cx.emit(AnomalySettled{anomaly.id, state, by, justification},
            {.subjects = {anomaly.id}, .justification = justification, .stream = Stream::security});
    cx.cancelTimer(timerKey(anomaly.id));
    alert(cx, anomaly, enumName(state));
}

bool inRange(const ReportCheck& command, const Finding& finding) {
    return std::any_of(command.ranges.begin(), command.ranges.end(), [&](const CheckedRange& r) {
        return r.stream == finding.stream && r.after < finding.first && finding.last <= r.upTo;
    });
}

Status reportCheck(CommandContext& cx, const ReportCheck& command, const MetricPlace& place) {
    std::vector<Anomaly> all;
    cx.views().each<Anomaly>([&all](const Anomaly& a) { all.push_back(a); });
    for (const FoundDamage& found : command.damage) {
        if (known(all, found.finding)) continue;
        const std::string key = incidentKeyOf(found.finding);
        const bool lately = std::any_of(all.begin(), all.end(), [&](const Anomaly& a) {
            return a.incidentKey == key && a.settledAt && cx.clockNow() - *a.settledAt < quietAfterSettled;
        });
        Anomaly anomaly;
        anomaly.id = formatUuid(cx.newUuid());
        anomaly.incidentKey = key;
        anomaly.finding = found.finding;
        anomaly.foundBy = command.kind;
        anomaly.foundAt = cx.clockNow();
        OK_TRY(cx.store().putRow(cx.tenant(), forensicTable, {anomaly.id, found.bundle}));
        cx.emit(AnomalyFound{anomaly, sha256(found.bundle)}, {.subjects = {anomaly.id}, .stream = Stream::security});
        auto labels = labelsOf(place, cx.tenant());
        labels.emplace_back("type", found.finding.type);
        metrics::counter("outagekit_ledger_anomalies_total", "damage found in the log", labels).add();
        if (!lately) alert(cx, anomaly, "found");
        repeatLater(cx, anomaly.id);
        all.push_back(std::move(anomaly));
    }
    for (const Anomaly& anomaly : all) {
        if (anomaly.state != AnomalyState::open || !inRange(command, anomaly.finding)) continue;
        const bool still = std::any_of(command.damage.begin(), command.damage.end(),
                                       [&](const FoundDamage& f) { return overlap(f.finding, anomaly.finding); });
        if (!still) settle(cx, anomaly, AnomalyState::resolved, {}, "verified: the log is in order there");
    }
    if (command.run) cx.emit(LogChecked{*command.run}, {.stream = Stream::security});
    return {};
}

Status repeatAlert(const Right&, CommandContext& cx, const RepeatAlert& command) {
    const auto anomaly = cx.views().find<Anomaly>(command.anomaly);
    if (!anomaly || anomaly->state != AnomalyState::open) return {};
    cx.emit(AlertRepeated{anomaly->id}, {.subjects = {anomaly->id}, .stream = Stream::security});
    alert(cx, *anomaly, "still_open");
    repeatLater(cx, anomaly->id);
    return {};
}

Result<std::shared_ptr<const Anomaly>> openAnomaly(CommandContext& cx, const std::string& id, const std::string& justification) {
    if (justification.size() < leastReason || justification.size() > 500) {
        return problem("invalid_fields", "say why in 10 to 500 characters: it stays in the log");
    }
    auto anomaly = cx.views().find<Anomaly>(id);
    if (!anomaly) return problem("anomaly_not_found", "there is no such anomaly");
    if (anomaly->state != AnomalyState::open) return problem("not_open", "this anomaly is settled");
    return anomaly;
}

Problem notGenuine(std::int64_t sequence, const char* why) {
    return problem("not_genuine", why, {{"sequence", std::to_string(sequence)}});
}

/// What the last genuine entry's header must hash to: the entry after it says so, or the signed statement about the head.
struct Pin {
    std::optional<Digest> headerHash, entryHash;
};

Pin pinAfter(Store& store, TenantId tenant, Stream stream, std::int64_t last) {
    Pin pin;
    store.eachStored(tenant, stream, last, last + 1, [&pin](const StoredView& entry) {
        const auto facts = ledger::factsOf(entry.header);
        const HashPair hashes = sha256Pair(asBytes(entry.header), facts ? facts->prevHash.bytes : Digest{}.bytes);
        if (facts && asText(hashes.withTail.bytes) == entry.hash && facts->prevHash.known()) pin.headerHash = facts->prevHash;
    });
    store.eachStoredCheckpoint(tenant, stream, last - 1, last, [&pin](std::int64_t, std::string_view body) {
        const auto mark = fromJson<SignedCheckpoint>(body);
        if (mark.ok() && verifies(*mark)) pin.entryHash = mark->checkpoint.headHash;
    });
    return pin;
}

/// From the last entry to the first: each is what the one after it was chained to.
Result<std::vector<StoredEntry>> proven(CommandContext& cx, const Anomaly& anomaly, const std::vector<GenuineEntry>& given) {
    const Finding& finding = anomaly.finding;
    if (static_cast<std::int64_t>(given.size()) != finding.last - finding.first + 1) {
        return problem("outside_anomaly", "give every entry of the damaged range and no other");
    }
    Pin pin = pinAfter(cx.store(), cx.tenant(), finding.stream, finding.last);
    std::vector<StoredEntry> out(given.size());
    for (std::size_t i = given.size(); i-- > 0;) {
        const std::int64_t sequence = finding.first + static_cast<std::int64_t>(i);
        const auto header = fromBase64(given[i].header), payload = fromBase64(given[i].payload);
        if (given[i].sequence != sequence || !header.ok() || !payload.ok()) return notGenuine(sequence, "the entries are not in order, or not base64");
        const auto facts = ledger::factsOf(asText(*header));
        if (!facts || facts->sequence != sequence || facts->tenant != cx.tenant().str()) return notGenuine(sequence, "this is another entry");
        if (!payload->empty() && sha256(ByteView(*payload)) != facts->payloadHash) return notGenuine(sequence, "the payload is not this entry's");
        const HashPair hashes = sha256Pair(*header, facts->prevHash.bytes);
        const bool fits = (pin.headerHash && *pin.headerHash == hashes.alone) || (pin.entryHash && *pin.entryHash == hashes.withTail);
        if (!fits) return notGenuine(sequence, "the log was not chained to these bytes");
        out[i] = {sequence, std::string(asText(*header)), std::string(asText(*payload)), std::string(asText(hashes.withTail.bytes))};
        pin = {facts->prevHash, {}};
    }
    return out;
}

Status restoreEntries(const Right&, CommandContext& cx, const RestoreEntries& command) {
    OK_ASSIGN(const auto anomaly, openAnomaly(cx, command.anomaly, command.justification));
    OK_ASSIGN(const auto entries, proven(cx, *anomaly, command.entries));
    EntriesRestored event{anomaly->id, {}};
    for (const StoredEntry& entry : entries) {
        OK_TRY(cx.store().restoreEntry(cx.tenant(), anomaly->finding.stream, entry));
        event.sequences.push_back(entry.sequence);
    }
    cx.emit(std::move(event), {.subjects = {anomaly->id}, .justification = command.justification, .stream = Stream::security});
    return {};
}

Status acceptDamage(const Right&, CommandContext& cx, const AcceptDamage& command) {
    OK_ASSIGN(const auto anomaly, openAnomaly(cx, command.anomaly, command.justification));
    settle(cx, *anomaly, AnomalyState::accepted, cx.who().actor.id, command.justification);
    return {};
}

Status changeEntry(CommandContext& cx, const ChangeEntry& command, const HeldBy& heldBy) {
    std::optional<std::string> held;
    cx.views().each<Anomaly>([&](const Anomaly& a) {
        if (a.quarantined() && overlap(a.finding, {"", command.stream, command.sequence, command.sequence, {}, {}, {}})) held = a.id;
    });
    ChangeBlocked blocked{command.stream, command.sequence, command.how.substr(0, 10), held.value_or(""),
                          heldBy ? heldBy(cx, command.stream, command.sequence) : std::string()};
    cx.reply(blocked);
    cx.emit(std::move(blocked), {.stream = Stream::security});
    return {};
}

}  // namespace

void addHandlers(Gate& gate, MetricPlace place, HeldBy heldBy) {
    gate.handle<ReportCheck>([place](const Right&, CommandContext& cx, const ReportCheck& c) { return reportCheck(cx, c, place); });
    gate.handle<RepeatAlert>(repeatAlert);
    gate.handle<ReportSlis>(reportSlis);
    gate.handle<RestoreEntries>(restoreEntries);
    gate.handle<AcceptDamage>(acceptDamage);
    gate.handle<ChangeEntry>([heldBy = std::move(heldBy)](const Right&, CommandContext& cx, const ChangeEntry& c) { return changeEntry(cx, c, heldBy); });
}

void addRowOwners(outbox::RowOwners& owners, MetricPlace place) {
    outbox::RowOwner owner;
    owner.changed = [place](CommandContext& cx, const std::vector<outbox::RowChange>& changes) {
        AlertsMoved event;
        for (const outbox::RowChange& change : changes) {
            const auto note = fromJson<AlertNote>(change.row.payload);
            AlertMoved moved{change.row.id, change.row.connector, note.ok() ? note->incidentKey : std::string(), enumName(change.row.state), 0};
            if (note.ok() && change.row.state == OutboxState::sent) {
                moved.seconds = static_cast<double>((cx.clockNow() - note->at).count()) / 1e6;
                metrics::histogram("outagekit_alert_delivery_latency_seconds", "from finding damage to the alert's delivery", labelsOf(place, cx.tenant()))
                    .observe(moved.seconds);
            }
            event.alerts.push_back(std::move(moved));
        }
        cx.emit(std::move(event), {.stream = Stream::security});
    };
    for (const char* connector : alertConnectors) owners.add(connector, owner);
}

}  // namespace ok::integrity
