// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The gate among other servers on one database: which tenants are decided here, where other commands go, and how what
// others committed is told here.
#include "server/gate/command_post.h"
#include "server/gate/room.h"

namespace ok {
namespace {

constexpr int entriesAtOnce = 1000;
// Whoever holds a desk fires its timers at once; after this long nobody seems to.
constexpr Duration orphaned = seconds(1);

}  // namespace

bool Gate::Room::hold(TenantId tenant) {
    if (const auto rest = restsUntil.find(tenant); rest != restsUntil.end()) {
        if (std::chrono::steady_clock::now() < rest->second) return false;
        restsUntil.erase(rest);
    }
    const auto taken = parts.store->takeDesk(tenant);
    return taken.ok() && *taken;
}

// A desk is taken: what others wrote meanwhile is told, the keys are there, the room is made from the database.
Result<TenantRoom*> Gate::Room::openRoom(TenantId tenant) {
    vaultKeys.forget(tenant);
    auto made = std::make_unique<TenantRoom>(tenant, *parts.store, factories);
    auto loaded = made->load();
    if (const auto why = parts.store->trouble(); loaded.ok() && why) loaded = *why;
    if (!loaded.ok()) {
        (void)parts.store->leaveDesk(tenant);
        return loaded.problem();
    }
    tellMissed(tenant);
    lastNow = std::max(lastNow, made->lastTime());
    TenantRoom* room = (rooms[tenant] = std::move(made)).get();
    std::vector<std::function<void(TenantId)>> interested;
    {
        const std::lock_guard lock(deskMutex);
        held.insert(tenant);
        interested = deskListeners;
    }
    for (const auto& tell : interested) tell(tenant);
    return room;
}

// After the connection was lost others may hold our desks, and have gone on.
bool Gate::Room::dropRoomsIfReconnected() {
    if (parts.store->connections() == connection) return false;
    connection = parts.store->connections();
    rooms.clear();
    const std::lock_guard lock(deskMutex);
    held.clear();
    return true;
}

void Gate::Room::sendAway(std::vector<GateJob>& jobs) {
    if (!parts.post) return;
    parts.store->wake();
    dropRoomsIfReconnected();
    std::unordered_map<TenantId, bool> elsewhere;
    const auto isElsewhere = [&](TenantId tenant) {
        if (rooms.contains(tenant)) return false;
        const auto [it, first] = elsewhere.try_emplace(tenant, false);
        if (first && roomOf(tenant) == nullptr) {
            const auto known = parts.store->tenants();
            it->second = std::find(known.begin(), known.end(), tenant) != known.end();
        }
        return it->second;
    };
    std::erase_if(jobs, [&](GateJob& job) {
        if (!isElsewhere(job.who.tenant)) return false;
        if (!job.timer) parts.post->carry(std::move(job.who), std::move(job.command), std::move(job.answer));
        return true;
    });
}

void Gate::Room::rememberTold(TenantId tenant, Stream stream, std::int64_t sequence) {
    told[tenant][static_cast<std::size_t>(stream)] = sequence;
}

void Gate::Room::tellMissed(TenantId tenant) {
    for (const Stream stream : allStreams) {
        const auto head = parts.store->head(tenant, stream);
        if (head) follow(tenant, stream, head->header.sequence);
    }
}

void Gate::Room::follow(TenantId tenant, Stream stream, std::int64_t head) {
    std::int64_t& known = told[tenant][static_cast<std::size_t>(stream)];
    while (known < head) {
        CommittedBatch batch;
        const std::int64_t before = known;
        batch.entries = parts.store->entries(tenant, stream, known, entriesAtOnce);
        std::erase_if(batch.entries, [head](const Entry& e) { return e.header.sequence > head; });
        if (batch.entries.empty()) return;
        known = batch.entries.back().header.sequence;
        batch.checkpoints = parts.store->checkpoints(tenant, stream, before, entriesAtOnce);
        std::erase_if(batch.checkpoints, [known](const SignedCheckpoint& c) { return c.checkpoint.size > known; });
        batch.outboxGrew = true;  // perhaps; looking costs little
        for (const auto& tell : listeners) tell(batch);
    }
}

void Gate::Room::lookAround() {
    dropRoomsIfReconnected();
    for (const StreamPlace& place : parts.store->heads()) {
        if (!rooms.contains(place.tenant)) follow(place.tenant, place.stream, place.sequence);
    }
    balance();
}

void Gate::Room::balance() {
    const auto at = std::chrono::steady_clock::now();
    if (!parts.post || !settings.balanceDesks || at < nextBalance) return;
    nextBalance = at + std::chrono::microseconds(settings.balanceEvery.count());
    const auto servers = parts.store->deskHolders();
    const auto tenants = parts.store->tenants();
    if (parts.store->trouble()) return;
    if (servers.size() < 2) return restsUntil.clear();  // whoever was to take them is gone
    const int all = static_cast<int>(tenants.size()), count = static_cast<int>(servers.size());
    const int fewest = all / count, most = (all + count - 1) / count, mine = static_cast<int>(rooms.size());
    const bool somebodyShort = std::any_of(servers.begin(), servers.end(), [&](const DeskHolder& s) { return !s.ours && s.desks < fewest; });
    if (mine < fewest) takeFreeDesks(fewest - mine, tenants);
    else if (somebodyShort && mine > most) giveDesks(mine - most);
    for (auto& [tenant, commands] : busy) commands /= 2;
}

// Every other one of the busiest first, so that the work is shared and not only the number. Messages on their way to a provider
// keep their desk until they have arrived.
void Gate::Room::giveDesks(int howMany) {
    std::set<TenantId> sending;
    for (const OutboxRow& row : parts.store->outboxInState(OutboxState::sending, 10'000)) sending.insert(row.tenant);
    std::vector<std::pair<std::uint64_t, TenantId>> ours;
    for (const auto& [tenant, room] : rooms) {
        if (!sending.contains(tenant)) ours.emplace_back(busy[tenant], tenant);
    }
    if (parts.store->trouble()) return;
    std::sort(ours.rbegin(), ours.rend());
    for (const std::size_t first : {std::size_t{1}, std::size_t{0}}) {
        for (std::size_t i = first; i < ours.size() && howMany > 0; i += 2, --howMany) {
            const TenantId tenant = ours[i].second;
            rooms.erase(tenant);
            {
                const std::lock_guard lock(deskMutex);
                held.erase(tenant);
            }
            restsUntil[tenant] = std::chrono::steady_clock::now() + std::chrono::seconds(10);  // if nobody takes it, we do
            (void)parts.store->leaveDesk(tenant);
        }
    }
    refreshNextTimer();
}

void Gate::Room::takeFreeDesks(int howMany, const std::vector<TenantId>& tenants) {
    for (const TenantId tenant : tenants) {
        if (howMany == 0 || parts.store->trouble()) return;
        if (!rooms.contains(tenant) && roomOf(tenant) != nullptr) --howMany;
    }
}

bool Gate::Room::mayFire(const Timer& timer, Instant at) {
    return rooms.contains(timer.tenant) || !parts.post || (at - timer.due >= orphaned && roomOf(timer.tenant) != nullptr);
}

bool Gate::holds(TenantId tenant) const {
    if (!m_room->parts.post) return true;
    const std::lock_guard lock(m_room->deskMutex);
    return m_room->held.contains(tenant);
}

std::vector<TenantId> Gate::desks() const {
    const std::lock_guard lock(m_room->deskMutex);
    return {m_room->held.begin(), m_room->held.end()};
}

void Gate::wantDesk(TenantId tenant) {
    if (!m_room->parts.post) return;
    m_room->push([room = m_room.get(), tenant] {
        room->dropRoomsIfReconnected();
        (void)room->roomOf(tenant);
    });
}

void Gate::lookAround() {
    if (!m_room->parts.post) return;
    m_room->push([room = m_room.get()] { room->lookAround(); });
}

void Gate::onDeskTaken(std::function<void(TenantId)> listener) {
    const std::lock_guard lock(m_room->deskMutex);
    m_room->deskListeners.push_back(std::move(listener));
}

}  // namespace ok
