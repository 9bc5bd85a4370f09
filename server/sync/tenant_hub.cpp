// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The live side: collect, tick, broadcast. Catching up stands in tenant_hub_late.cpp.
#include "server/sync/tenant_hub.h"

#include <iterator>

#include "server/metrics/metrics.h"
#include "shared/wire/frames.h"

namespace ok::sync {

void TenantHub::collect(std::vector<Entry> entries, const std::vector<SignedCheckpoint>& checkpoints) {
    bool schedule = false;
    {
        const std::lock_guard lock(m_pendingMutex);
        for (Entry& entry : entries) m_pending[entry.header.stream].entries.push_back(std::move(entry));
        for (const SignedCheckpoint& checkpoint : checkpoints) {
            m_pending[checkpoint.checkpoint.stream].checkpoint = checkpoint;
        }
        schedule = !std::exchange(m_tickScheduled, true);
    }
    if (schedule) scheduleTick();
}

void TenantHub::scheduleTick() {
    // The first commit after a quiet time goes out at once; in a storm the tick gathers.
    Duration wait{0};
    {
        const std::lock_guard lock(m_pendingMutex);
        const Duration since = m_parts.clock() - m_lastTick;
        if (since >= Duration{0} && since < m_parts.settings->tick) wait = m_parts.settings->tick - since;
    }
    m_parts.timers->runAfter(wait, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->tick();
    });
}

void TenantHub::tick() {
    std::map<Stream, Pending> pending;
    if (!loaded()) {
        // load() has begun but not ended: it asks for another tick when it has.
        const std::lock_guard lock(m_pendingMutex);
        m_tickScheduled = false;
        return;
    }
    {
        const std::lock_guard lock(m_pendingMutex);
        pending.swap(m_pending);
        m_lastTick = m_parts.clock();
    }
    for (auto& [stream, part] : pending) broadcast(stream, std::move(part));
    bool again = false;
    {
        const std::lock_guard lock(m_pendingMutex);
        again = !m_pending.empty();
        m_tickScheduled = again;
    }
    if (again) scheduleTick();
}

void TenantHub::broadcast(Stream stream, Pending pending) {
    static auto& delay = metrics::histogram("ok_sync_broadcast_seconds", "from ledger time to the frame's hand-over");
    static auto& sent = metrics::counter("ok_sync_entries_total", "entries broadcast, each counted once");
    std::int64_t live = 0;
    bool heard = false;
    {
        const std::lock_guard lock(m_mutex);
        live = m_heads[stream].live;
        heard = !m_clients.empty();
    }
    // Entries that load() has already seen in the store.
    std::erase_if(pending.entries, [live](const Entry& entry) { return entry.header.sequence <= live; });
    if (pending.entries.empty()) return;
    Encoded encoded;
    // Encoding is done before the lock: clients that join meanwhile need not wait for it.
    if (heard && stream == Stream::ops) framesFor(false, stream, pending, encoded);
    {
        const std::lock_guard lock(m_mutex);
        for (const ClientPtr& client : m_clients) {
            const auto follow = client->follows.find(stream);
            if (follow == client->follows.end() || follow->second.state != Follow::State::live) continue;
            sendLive(*client, follow->second, stream, pending, encoded);
        }
        StreamHead& head = m_heads[stream];
        for (const Entry& entry : pending.entries) head.frontier.append(entry.hash);
        head.live = pending.entries.back().header.sequence;
        if (pending.checkpoint) head.checkpoint = pending.checkpoint;
    }
    sent.add(pending.entries.size());
    const EntryHeader& oldest = pending.entries.front().header;
    if (!oldest.drill) delay.observe(static_cast<double>((m_parts.clock() - oldest.ledgerTime).count()) / 1e6);
}

const std::vector<net::SharedMessage>& TenantHub::framesFor(bool withhold, Stream stream, const Pending& pending,
                                                            Encoded& out) {
    static auto& frames = metrics::counter("ok_sync_frames_total", "frames of entries made");
    auto& list = withhold ? out.withheld : out.full;
    bool& ready = withhold ? out.withheldReady : out.fullReady;
    if (ready) return list;
    ready = true;
    const std::string checkpoint = pending.checkpoint ? toJson(*pending.checkpoint) : std::string();
    for (std::string& frame : wire::encodeEntries({stream, checkpoint, withhold}, pending.entries)) {
        list.push_back(std::make_shared<const std::string>(std::move(frame)));
    }
    frames.add(list.size());
    return list;
}

void TenantHub::sendLive(Client& client, Follow& follow, Stream stream, const Pending& pending, Encoded& encoded) {
    const std::int64_t first = pending.entries.front().header.sequence;
    const std::int64_t last = pending.entries.back().header.sequence;
    if (follow.sent >= last || dropIfSlow(client, follow)) return;
    if (follow.sent + 1 == first) {
        for (const auto& frame : framesFor(follow.withhold, stream, pending, encoded)) client.socket->send(frame);
    } else {
        // A snapshot was newer than the last tick: only the rest is news.
        Pending rest{{}, pending.checkpoint};
        std::copy_if(pending.entries.begin(), pending.entries.end(), std::back_inserter(rest.entries),
                     [&follow](const Entry& entry) { return entry.header.sequence > follow.sent; });
        Encoded own;
        for (const auto& frame : framesFor(follow.withhold, stream, rest, own)) client.socket->send(frame);
    }
    follow.sent = last;
}

bool TenantHub::dropIfSlow(Client& client, Follow& follow) {
    static auto& dropped =
        metrics::counter("ok_sync_slow_clients_total", "clients dropped because they did not keep up");
    const std::size_t queued = client.socket->queuedBytes();
    follow.backlog = std::min(follow.backlog, queued);
    if (queued <= follow.backlog + m_parts.settings->slowBytes) return false;
    if (!client.gone.exchange(true)) {
        dropped.add();
        client.socket->close(net::CloseCode::tryAgainLater, "too slow");
    }
    return true;
}

void TenantHub::join(const ClientPtr& client) {
    const std::lock_guard lock(m_mutex);
    m_clients.insert(client);
}

void TenantHub::leave(const ClientPtr& client) {
    const std::lock_guard lock(m_mutex);
    m_clients.erase(client);
}

std::vector<ClientPtr> TenantHub::clients() const {
    const std::lock_guard lock(m_mutex);
    return {m_clients.begin(), m_clients.end()};
}

bool TenantHub::loaded() const {
    const std::lock_guard lock(m_mutex);
    return m_loaded;
}

}  // namespace ok::sync
