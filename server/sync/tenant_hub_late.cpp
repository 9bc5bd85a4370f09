// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The late side of a hub: where streams stand at start, and how a client that is behind becomes live.
#include <algorithm>

#include "server/metrics/metrics.h"
#include "server/sync/tenant_hub.h"
#include "shared/wire/frames.h"

namespace ok::sync {

Status TenantHub::load(Store& reader) {
    std::map<Stream, StreamHead> heads;
    OK_TRY(reader.begin());
    for (const Stream stream : allStreams) {
        StreamHead& head = heads[stream];
        reader.eachHash(m_parts.tenant, stream, [&head](const Digest& hash) { head.frontier.append(hash); });
        head.live = head.frontier.size();
        head.checkpoint = reader.lastCheckpoint(m_parts.tenant, stream);
        // A checkpoint of another place proves nothing here; the next commit brings one.
        if (head.checkpoint && head.checkpoint->checkpoint.size != head.live) head.checkpoint.reset();
    }
    const auto trouble = reader.trouble();
    reader.rollback();
    if (trouble) return *trouble;
    {
        const std::lock_guard lock(m_mutex);
        m_heads = std::move(heads);
        m_loaded = true;
    }
    bool schedule = false;
    {
        const std::lock_guard lock(m_pendingMutex);
        schedule = !m_pending.empty() && !std::exchange(m_tickScheduled, true);
    }
    if (schedule) scheduleTick();
    return {};
}

void TenantHub::acknowledge(const ClientPtr& client, Stream stream, std::int64_t sequence) {
    {
        const std::lock_guard lock(m_mutex);
        const auto found = client->follows.find(stream);
        if (found == client->follows.end()) return;
        Follow& follow = found->second;
        follow.acknowledged = std::max(follow.acknowledged, std::min(sequence, follow.sent));
        if (follow.state != Follow::State::waiting || follow.acknowledged < follow.sent) return;
        follow.state = Follow::State::catchingUp;
    }
    m_parts.catchUp(client, stream);
}

void TenantHub::follow(const ClientPtr& client, const std::set<Stream>& streams, const std::set<Stream>& visible) {
    std::vector<Stream> added;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(client->follows, [&](const auto& item) { return !streams.contains(item.first); });
        for (const Stream stream : streams) {
            const auto [place, fresh] = client->follows.try_emplace(stream);
            place->second.withhold = !visible.contains(stream);
            if (fresh) added.push_back(stream);
        }
    }
    for (const Stream stream : added) m_parts.catchUp(client, stream);
}

bool TenantHub::isAtHead(const StreamHead& head) {
    return head.checkpoint && head.checkpoint->checkpoint.size == head.live;
}

bool TenantHub::wantsSnapshot(const Follow& follow, const StreamHead& head, const SyncSettings& settings) {
    return follow.sent == 0 && !settings.snapshotKinds.empty() && head.live > settings.snapshotBeyond;
}

Status TenantHub::serve(Store& reader, const ClientPtr& client, Stream stream) {
    std::int64_t from = 0;
    std::int64_t until = 0;
    bool snapshot = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = client->follows.find(stream);
        if (client->gone || found == client->follows.end() || found->second.state != Follow::State::catchingUp)
            return {};
        Follow& follow = found->second;
        const StreamHead& head = m_heads[stream];
        snapshot = wantsSnapshot(follow, head, *m_parts.settings) && (stream == Stream::ops || isAtHead(head));
        if (!snapshot && follow.sent >= head.live) {
            if (follow.sent == head.live) sendCheckpoint(*client, stream, head);
            follow.backlog = client->socket->queuedBytes();
            follow.state = Follow::State::live;
            return {};
        }
        from = follow.sent;
        until = std::min(head.live, from + m_parts.settings->catchUpEntries);
    }
    if (snapshot && stream == Stream::ops) return sendSnapshot(reader, client);
    if (snapshot) {
        OK_ASSIGN(const bool sent, sendStart(reader, client, stream));
        if (sent) return {};
    }
    return sendStretch(reader, client, stream, from, until);
}

void TenantHub::sendCheckpoint(Client& client, Stream, const StreamHead& head) {
    if (!head.checkpoint) return;
    const wire::ServerFrame frame = wire::CheckpointFrame{toJson(*head.checkpoint)};
    client.socket->send(std::make_shared<const std::string>(wire::encode(frame)));
}

Status TenantHub::sendStretch(Store& reader, const ClientPtr& client, Stream stream, std::int64_t from,
                              std::int64_t until) {
    static auto& served = metrics::counter("ok_sync_catch_up_entries_total", "entries read again for late clients");
    const auto entries = reader.entries(m_parts.tenant, stream, from, static_cast<int>(until - from));
    if (entries.empty()) return problem("sync_failed", "the log could not be read");
    bool withhold = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = client->follows.find(stream);
        if (found == client->follows.end()) return {};
        withhold = found->second.withhold;
        found->second.sent = entries.back().header.sequence;
        found->second.state = Follow::State::waiting;
    }
    // The state is set before the bytes leave: the acknowledgement may come back at once.
    for (std::string& frame : wire::encodeEntries({stream, {}, withhold}, entries)) {
        client->socket->send(std::make_shared<const std::string>(std::move(frame)));
    }
    served.add(entries.size());
    return {};
}

Result<bool> TenantHub::sendStart(Store& reader, const ClientPtr& client, Stream stream) {
    wire::Snapshot start{.stream = stream, .first = true, .last = true};
    {
        const std::lock_guard lock(m_mutex);
        const StreamHead& head = m_heads[stream];
        if (!isAtHead(head)) return false;  // entries have come meanwhile, and no checkpoint yet
        start.sequence = head.live;
        start.frontier = head.frontier.peaks();
        start.checkpoint = toJson(*head.checkpoint);
    }
    const auto last = reader.entries(m_parts.tenant, stream, start.sequence - 1, 1);
    if (last.empty()) return problem("sync_failed", "the log could not be read");
    start.headHeader = last.front().headerJson;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = client->follows.find(stream);
        if (found == client->follows.end()) return true;
        found->second.sent = start.sequence;
        found->second.state = Follow::State::waiting;
    }
    client->socket->send(std::make_shared<const std::string>(wire::encode(wire::ServerFrame(std::move(start)))));
    return true;
}

Status TenantHub::sendSnapshot(Store& reader, const ClientPtr& client) {
    static auto& made = metrics::counter("ok_sync_snapshots_total", "snapshots encoded");
    SnapshotPtr snapshot;
    merkle::Frontier frontier;
    {
        const std::lock_guard lock(m_mutex);
        const StreamHead& head = m_heads[Stream::ops];
        if (m_snapshot && m_snapshot->sequence + m_parts.settings->snapshotAge >= head.live) snapshot = m_snapshot;
        frontier = head.frontier;
    }
    if (!snapshot) {
        OK_ASSIGN(snapshot, makeSnapshot(reader, m_parts.tenant, m_parts.settings->snapshotKinds, std::move(frontier)));
        made.add();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_snapshot = snapshot;
        const auto found = client->follows.find(Stream::ops);
        if (found == client->follows.end()) return {};
        found->second.sent = snapshot->sequence;
        found->second.state = Follow::State::waiting;
    }
    for (const auto& frame : snapshot->frames) client->socket->send(frame);
    return {};
}

}  // namespace ok::sync
