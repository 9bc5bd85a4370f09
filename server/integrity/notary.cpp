// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/notary.h"

#include "server/gate/tenant_room.h"
#include "server/ledger/ledger_reader.h"
#include "shared/base/derived_ids.h"

namespace ok::integrity {
namespace {

constexpr std::int64_t dayMicros = 86'400'000'000;

std::string dayOf(Instant t) { return toIso(t).substr(0, 10); }

Status closeDay(const Right&, CommandContext& cx, const CloseDay& command) {
    std::vector<StampWanted> wanted;
    for (const SignedDayRoot& day : command.days) {
        if (!verifies(day) || day.root.tenant != cx.tenant()) return problem("bad_signature", "a day's root is not signed as it says");
        if (cx.views().find<SignedDayRoot>(day.viewId())) continue;
        wanted.push_back({"day/" + day.viewId(), digestOf(day.root)});
        cx.emit(DayClosed{day}, {.subjects = {day.viewId()}, .stream = Stream::security});
    }
    if (command.stamp && !wanted.empty()) cx.emit(StampsRequested{std::move(wanted)}, {.stream = Stream::security});
    return {};
}

Status requestStamps(const Right&, CommandContext& cx, const RequestStamps& command) {
    StampsRequested event;
    for (const StampWanted& one : command.wanted) {
        if (!cx.views().find<Anchor>(one.anchorId)) event.wanted.push_back(one);
    }
    if (!event.wanted.empty()) cx.emit(std::move(event), {.stream = Stream::security});
    return {};
}

Status recordStamp(const Right&, CommandContext& cx, const RecordStamp& command) {
    const auto held = cx.views().find<Anchor>(command.anchorId);
    if (!held || held->tsaStatus != TsaStatus::pending) return {};
    Anchor next = *held;
    ++next.attempts;
    next.lastProblem = command.problem;
    next.nextAttempt = nextAttemptAfter(next.attempts, cx.clockNow());
    if (!command.token.empty()) {
        next.tsaStatus = TsaStatus::ok;
        next.token = command.token;
        next.tsaTime = command.tsaTime;
    } else if (next.attempts >= mostAttempts || cx.clockNow() >= next.askedAt + lastAttemptAfter) {
        next.tsaStatus = TsaStatus::failed;
    }
    if (next.tsaStatus != TsaStatus::pending) next.settledAt = cx.clockNow();
    cx.emit(StampTried{std::move(next)}, {.subjects = {command.anchorId}, .stream = Stream::security});
    return {};
}

}  // namespace

void addAnchorHandlers(Gate& gate) {
    gate.handle<CloseDay>(closeDay);
    gate.handle<RequestStamps>(requestStamps);
    gate.handle<RecordStamp>(recordStamp);
}

Notary::Notary(NotaryParts parts) : m_parts(std::move(parts)) {
    if (m_parts.tsa.url.empty()) return;
    m_parts.gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (!m_parts.flagged.contains(entry.header.type)) continue;
            const std::lock_guard lock(m_mutex);
            m_wanted[entry.header.tenant].push_back({"entry/" + entry.header.entryId.str(), entry.hash});
        }
    });
}

void Notary::tell(const TenantProfile& tenant, std::string_view command, const std::string& body, const std::string& once) {
    const SecurityContext who = serverContext(tenant.tenant, tenant.drill, "notary");
    (void)m_parts.gate.run(who, {commandIdFrom(tenant.tenant, std::string(command) + ":" + once), std::string(command), body});
}

void Notary::visit(const TenantProfile& tenant) {
    auto reader = m_parts.gate.openReader();
    if (!reader.ok()) return;
    closeDays(**reader, tenant);
    if (m_parts.tsa.url.empty()) return;
    requestFlagged(tenant);
    stampDue(**reader, tenant);
}

void Notary::closeDays(Store& reader, const TenantProfile& tenant) {
    const Instant now = m_parts.clock();
    const std::string yesterday = dayOf(now - hours(24));
    if (m_closedTo[tenant.tenant] == yesterday) return;
    CloseDay command;
    command.stamp = !m_parts.tsa.url.empty();
    ledger::TreeCache trees;
    for (int back = m_parts.daysBack; back >= 1; --back) {
        const std::string day = dayOf(Instant::fromMicros(now.micros() - back * dayMicros));
        for (const Stream stream : allStreams) {
            if (reader.documents(tenant.tenant).read(SignedDayRoot::viewKind, day + "/" + enumName(stream))) continue;
            const auto root = ledger::LedgerReader(reader, trees, tenant.tenant, stream).day(day, {}, now);
            if (!root.ok() || root->entries == 0) continue;  // a day without entries has the empty root, which says nothing
            command.days.push_back(signDayRoot({tenant.tenant, stream, day, root->first, root->last, *Digest::parse(root->root)}, *m_parts.key));
        }
    }
    if (!command.days.empty()) tell(tenant, CloseDay::card.name, toJson(command), yesterday);
    m_closedTo[tenant.tenant] = yesterday;
}

void Notary::requestFlagged(const TenantProfile& tenant) {
    RequestStamps command;
    {
        const std::lock_guard lock(m_mutex);
        command.wanted = std::exchange(m_wanted[tenant.tenant], {});
    }
    if (!command.wanted.empty()) tell(tenant, RequestStamps::card.name, toJson(command), command.wanted.front().anchorId);
}

void Notary::stampDue(Store& reader, const TenantProfile& tenant) {
    std::vector<Anchor> due;
    reader.documents(tenant.tenant).readByKey(Anchor::viewKind, "tsa_status", enumName(TsaStatus::pending), [&](std::string_view, std::string_view body) {
        if (auto one = fromJson<Anchor>(body); one.ok() && one->nextAttempt <= m_parts.clock()) due.push_back(std::move(*one));
    });
    constexpr std::size_t atOnce = 100;  // an authority is somebody else's machine
    bool away = false;
    for (std::size_t i = 0; i < std::min(due.size(), atOnce); ++i) {
        if (away) {
            // It would wait as long for nothing; but nothing stays open for ever behind others.
            if (m_parts.clock() >= due[i].askedAt + lastAttemptAfter) {
                tell(tenant, RecordStamp::card.name, toJson(RecordStamp{due[i].anchorId, {}, {}, "tsa_unavailable"}), due[i].anchorId + ":" + std::to_string(due[i].attempts));
            }
            continue;
        }
        std::array<std::uint8_t, 8> raw{};
        m_parts.dice(raw);
        std::uint64_t nonce = 1;
        for (const std::uint8_t byte : raw) nonce = nonce << 7 ^ byte;
        const auto stamp = requestTimeStamp(m_parts.tsa, due[i].digest, nonce);
        RecordStamp command{due[i].anchorId, {}, {}, {}};
        if (stamp.ok()) {
            command.token = stamp->token;
            command.tsaTime = stamp->time;
        } else {
            command.problem = stamp.problem().code;
        }
        tell(tenant, RecordStamp::card.name, toJson(command), due[i].anchorId + ":" + std::to_string(due[i].attempts));
        away = !stamp.ok() && stamp.problem().code == "tsa_unavailable";
    }
}

std::vector<std::string> Notary::mismatches(Store& store, TenantId tenant) const {
    std::vector<std::string> out;
    const std::string authorities = authoritiesOf(m_parts.tsa);
    std::map<std::string, Digest> roots;
    ledger::TreeCache trees;
    store.documents(tenant).readAll(SignedDayRoot::viewKind, [&](std::string_view id, std::string_view body) {
        const auto held = fromJson<SignedDayRoot>(body);
        const auto now = held.ok() ? ledger::LedgerReader(store, trees, tenant, held->root.stream).day(held->root.day, {}, m_parts.clock())
                                   : Result<ledger::DayReply>(problem("unreadable", ""));
        if (!held.ok() || !verifies(*held) || !now.ok() || now->root != held->root.root.hex()) out.push_back("day/" + std::string(id));
        else roots["day/" + std::string(id)] = digestOf(held->root);
    });
    store.documents(tenant).readAll(Anchor::viewKind, [&](std::string_view id, std::string_view body) {
        const auto anchor = fromJson<Anchor>(body);
        if (!anchor.ok() || anchor->tsaStatus != TsaStatus::ok || authorities.empty()) return;
        const auto root = roots.find(std::string(id));
        const bool moved = root != roots.end() && root->second != anchor->digest;
        if (moved || !verifyTimeStamp(anchor->token, anchor->digest, authorities).ok()) out.emplace_back(id);
    });
    return out;
}

}  // namespace ok::integrity
