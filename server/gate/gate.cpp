// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/gate.h"

#include <future>

#include "server/gate/room.h"

namespace ok {
namespace {

SecurityContext readingContext(TenantId tenant) {
    return buildContext(tenant, {}, {}, {.source = "inspect", .address = {}, .userAgent = {}, .device = {}, .traceId = {}}, false);
}

CommandAnswer refusal(Problem why) {
    CommandAnswer out;
    out.reply = std::move(why);
    return out;
}

}  // namespace

Gate::Room::Room(Parts givenParts, GateSettings givenSettings)
    : parts(std::move(givenParts)), settings(givenSettings),
      vaultKeys(parts.masterKey), vault(*parts.store, vaultKeys),
      tools{*parts.store, vault, *parts.projections, parts.shapes, eventFollowers}, publicKeyHex(toHex(parts.signingKey.publicKey())) {
    parts.store->unlock(parts.masterKey);
    connection = parts.store->connections();
    for (const StreamPlace& place : parts.store->heads()) rememberTold(place.tenant, place.stream, place.sequence);
}

Gate::Gate(Parts parts, GateSettings settings) : m_room(std::make_unique<Room>(std::move(parts), settings)) {
    m_room->addApprovalHandlers(*this);
}

Gate::~Gate() { stop(); }

void Gate::addHandler(Registered slot) { m_room->handlers[std::string(slot.card.name)] = std::move(slot); }

void Gate::addStateFactory(std::type_index type, StateFactory make) { m_room->factories[type] = std::move(make); }

void Gate::onCommitted(std::function<void(const CommittedBatch&)> listener) {
    m_room->listeners.push_back(std::move(listener));
}

// Tenants of an older database, or whose making was interrupted, get their vault keys now.
Status Gate::Room::ensureVaultKeys(const std::vector<TenantId>& tenants) {
    Store& store = *parts.store;
    OK_TRY(store.begin());
    for (const TenantId tenant : tenants) {
        auto made = vaultKeys.ensure(store, tenant, parts.clock());
        // Under a wrong master key nothing could be read and nothing may be written: better not to start.
        if (made.ok()) {
            if (const auto ring = vaultKeys.ring(store, tenant); !ring.ok()) made = ring.problem();
        }
        if (!made.ok()) {
            store.rollback();
            return made;
        }
    }
    return store.commit();
}

Status Gate::start() {
    Room& room = *m_room;
    std::vector<TenantId> ours;
    for (const TenantId tenant : room.parts.store->tenants()) {
        if (room.settings.takeAllDesks && room.hold(tenant)) ours.push_back(tenant);
    }
    // Those of other servers too: with another master key this one could never take their place.
    for (const TenantId tenant : room.parts.store->tenants()) {
        const auto ring = room.vaultKeys.ring(*room.parts.store, tenant);
        if (!ring.ok() && ring.problem().code != "vault_key_missing") return ring.problem();
    }
    OK_TRY(room.ensureVaultKeys(ours));
    for (const TenantId tenant : ours) {
        OK_ASSIGN(TenantRoom* const place, room.openRoom(tenant));
        OK_TRY(room.openSegments(*place));
    }
    room.refreshNextTimer();
    {
        const std::lock_guard lock(room.mutex);
        room.running = true;
        room.stopping = false;
    }
    room.thread = std::thread([&room] { room.loop(); });
    return {};
}

void Gate::stop() {
    {
        const std::lock_guard lock(m_room->mutex);
        if (!m_room->running) return;
        m_room->stopping = true;
    }
    m_room->wake.notify_all();
    m_room->thread.join();
    const std::lock_guard lock(m_room->mutex);
    m_room->running = false;
}

void Gate::submit(SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer) {
    Room& room = *m_room;
    if (!command.justification.purpose.empty()) who.purpose = command.justification.purpose;
    if (!command.justification.authority.empty()) who.authority = command.justification.authority;
    if (who.traceId.empty()) who.traceId = traceOf(command.id);
    std::optional<Problem> why;
    {
        const std::lock_guard lock(room.mutex);
        if (!room.running || room.stopping) {
            why = problem("not_running", "the server is starting or stopping: try again");
        } else if (room.queue.size() >= room.settings.maxQueued) {
            why = problem("overloaded", "too much is waiting: try again in a moment");
        } else {
            const bool first = room.queue.empty();
            room.queue.push_back(GateJob{std::move(who), std::move(command), std::move(answer), {},
                                         std::chrono::steady_clock::now()});
            if (first) room.wake.notify_one();
        }
    }
    if (!why) return;
    const CommandAnswer refused = refusal(std::move(*why));
    room.figures.answered({}, refused);
    answer(refused);
}

bool Gate::statesFacts(const std::string& command) const { return m_room->factReaders.contains(command); }

void Gate::addFacts(std::string command, FactReader read) { m_room->factReaders[std::move(command)] = std::move(read); }

void Gate::addCapture(std::string command, CaptureReader read) { m_room->captureReaders[std::move(command)] = std::move(read); }

void Gate::onExecuted(Execution execution) { m_room->execution = std::move(execution); }

void Gate::onRequests(RequestFollower follower) { m_room->followers.push_back(std::move(follower)); }

void Gate::addEventFollower(std::string type, std::function<void(CommandContext&, const void*)> follow) {
    m_room->eventFollowers[std::move(type)].push_back(std::move(follow));
}

void Gate::joinPeople(People people) { m_room->people = std::move(people); }

CommandAnswer Gate::run(SecurityContext who, CommandEnvelope command) {
    if (m_room->onThread()) return refusal(problem("would_deadlock", "the gate's own thread cannot wait for an answer"));
    std::promise<CommandAnswer> promise;
    auto answered = promise.get_future();
    submit(std::move(who), std::move(command), [&promise](CommandAnswer a) { promise.set_value(std::move(a)); });
    return answered.get();
}

void Gate::fireTimers() {
    m_room->push([room = m_room.get()] { room->fireDue(); });
}

std::optional<Instant> Gate::nextTimer() const {
    const std::int64_t due = m_room->nextDue.load();
    if (due < 0) return {};
    return Instant::fromMicros(due);
}

void Gate::inspect(TenantId tenant, std::function<void(CommandContext&)> work) {
    Room& room = *m_room;
    runErrand([&room, tenant, &work] {
        TenantRoom* place = room.roomOf(tenant);
        if (place == nullptr) return;
        const SecurityContext who = readingContext(tenant);
        BatchWork nothing;
        RunContext cx(room.tools, *place, nothing, who, CommandId{}, room.now());
        work(cx);
    });
}

Status Gate::keepPlace(TenantId tenant, std::string_view name, std::string_view value) {
    Status out = problem("not_at_home", "another server decides for this utility");
    runErrand([&] {
        Room& room = *m_room;
        room.dropRoomsIfReconnected();
        if (room.parts.post && !room.rooms.contains(tenant)) return;
        Store& store = *room.parts.store;
        out = store.begin();
        if (out.ok()) out = store.putSetting(tenant, "place." + std::string(name), value);
        if (out.ok()) out = store.commit();
        if (!out.ok()) store.rollback();
    });
    return out;
}

Status Gate::addTenant(TenantId tenant, const std::string& slug) {
    Status out;
    runErrand([&] {
        Store& store = *m_room->parts.store;
        if (const auto known = store.tenantBySlug(slug); known && *known == tenant) return;
        out = store.begin();
        if (!out.ok()) return;
        out = store.addTenant(tenant, slug);
        if (out.ok()) out = m_room->vaultKeys.ensure(store, tenant, m_room->parts.clock());
        if (out.ok()) out = store.commit();
        if (!out.ok()) store.rollback();
    });
    return out;
}

void Gate::runErrand(const std::function<void()>& work) {
    Room& room = *m_room;
    if (room.onThread()) return work();
    std::promise<void> done;
    auto finished = done.get_future();
    bool queued = false;
    {
        const std::lock_guard lock(room.mutex);
        if (room.running && !room.stopping) {
            queued = true;
            room.queue.emplace_back(GateErrand([&work, &done] {
                work();
                done.set_value();
            }));
            room.wake.notify_one();
        }
    }
    if (queued) finished.get();
    else if (!room.thread.joinable()) work();  // stopped: nobody else uses the store
}

Result<std::unique_ptr<Store>> Gate::openReader() const { return m_room->parts.store->openReader(); }
PublicKey Gate::publicKey() const { return m_room->parts.signingKey.publicKey(); }

const VaultKeys& Gate::vaultKeys() const { return m_room->vaultKeys; }

std::vector<CommandCard> Gate::commands() const {
    std::map<std::string_view, CommandCard> byName;
    for (const auto& [name, slot] : m_room->handlers) byName.emplace(slot.card.name, slot.card);
    std::vector<CommandCard> out;
    for (const auto& [name, card] : byName) out.push_back(card);
    return out;
}

std::vector<std::string> Gate::cannotBeHeld() const {
    std::vector<std::string> out;
    for (const auto& [name, slot] : m_room->handlers) {
        if (slot.freeze && !slot.mayFreeze) out.emplace_back(slot.card.action);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

GateFigures Gate::figures() const {
    std::size_t depth = 0;
    {
        const std::lock_guard lock(m_room->mutex);
        depth = m_room->queue.size();
    }
    return m_room->figures.read(depth);
}

void Gate::Room::push(std::variant<GateJob, GateErrand> item) {
    {
        const std::lock_guard lock(mutex);
        if (!running || stopping) return;
        queue.push_back(std::move(item));
    }
    wake.notify_one();
}

bool Gate::Room::take(std::vector<GateJob>& jobs, GateErrand& errand) {
    jobs.clear();
    errand = nullptr;
    std::unique_lock lock(mutex);
    wake.wait(lock, [this] { return !queue.empty() || stopping; });
    if (queue.empty()) return false;
    if (auto* one = std::get_if<GateErrand>(&queue.front())) {
        errand = std::move(*one);
        queue.pop_front();
        return true;
    }
    while (!queue.empty() && jobs.size() < static_cast<std::size_t>(settings.maxBatch)) {
        auto* job = std::get_if<GateJob>(&queue.front());
        if (job == nullptr) break;
        jobs.push_back(std::move(*job));
        queue.pop_front();
    }
    return true;
}

void Gate::Room::loop() {
    threadId = std::this_thread::get_id();
    std::vector<GateJob> jobs;
    GateErrand errand;
    while (take(jobs, errand)) {
        if (errand) {
            parts.store->clearTrouble();
            errand();
            if (parts.store->trouble()) rooms.clear();  // it may have read half of something
        } else {
            runBatch(jobs);
        }
    }
    threadId = std::thread::id();
}

}  // namespace ok
