// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/dispatcher.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "server/outbox/dispatch_lane.h"

namespace ok::outbox {
namespace {

constexpr int rowsALook = 500;
constexpr int rowsALane = 100;  // more than any lane hands out at once
constexpr std::size_t rowsACommand = 500;
constexpr Duration orphanedAfter = seconds(2);

SecurityContext systemContext(TenantId tenant, bool drill) { return serverContext(tenant, drill, "outbox", "outbox"); }

struct Owner {  // whose commands: rows of one tenant on one side of the drill wall
    TenantId tenant;
    bool drill = false;
    auto operator<=>(const Owner&) const = default;
};

}  // namespace

struct Dispatcher::Engine {
    explicit Engine(DispatcherParts given) : parts(std::move(given)) {}

    // --- the deciding thread
    void decideLoop();
    void handOut();
    std::set<LaneKey> lanesThere() const;
    std::vector<OutboxRow> dueRows(Instant now);
    void handOutLane(Lane& lane, std::vector<OutboxRow> rows);
    int freeWorkers() const { return parts.workers - running; }  // under the mutex
    std::vector<std::string> claimed(const Owner& owner, const std::vector<std::string>& ids);
    void settleFinished(std::vector<Finished> finished);
    SettledRow decided(Lane& lane, const Finished& f);
    SettledRow decidedLookup(Lane& lane, const Finished& f);
    void askLater(const OutboxRow& row, int lookups, Duration wait);
    void handOutLookups();
    void recoverTaken();
    void wantOrphans();
    Lane& laneOf(const OutboxRow& row);
    template <class C>
    CommandAnswer send(const Owner& owner, const C& command);

    // --- workers
    void workLoop();
    Finished work(const Job& job, Store& store);
    void deliverOne(Finished& out, Store& store);

    DispatcherParts parts;
    std::unique_ptr<Store> reader;
    mutable std::mutex mutex;
    std::condition_variable wakeDecider, wakeWorkers, looked;
    std::deque<Job> jobs;
    std::vector<Finished> results;
    std::map<LaneKey, Lane> lanes;
    std::multimap<Instant, Job> lookupsDue;   // decider only
    std::set<std::string> inHand;             // decider only: ids from claim to settled
    std::set<TenantId> taken;                 // tenants whose rows in `sending` were left by somebody who is gone
    std::optional<Instant> orphansLookedAt;   // decider only
    LaneKey servedFirst;                      // decider only: the turn goes round
    std::set<std::string> unsettled;          // decider only: settled by a command that failed; kept from being claimed
    std::vector<SettledRow> owed;             // decider only: results whose settle command failed
    std::map<std::string, Owner> owedTo;
    int running = 0;
    std::uint64_t looks = 0;                  ///< begun so far
    std::uint64_t lastIdle = 0;               ///< the last one that found nothing to do
    bool tried = false;                       // decider only: this look asked for a row
    bool poked = false;
    bool stopping = false;
    bool workersDone = false;
    std::thread decider;
    std::vector<std::thread> workers;
};

template <class C>
CommandAnswer Dispatcher::Engine::send(const Owner& owner, const C& command) {
    return parts.gate->run(systemContext(owner.tenant, owner.drill),
                           {CommandId{parts.newUuid()}, std::string(C::card.name), toJson(command)});
}

Lane& Dispatcher::Engine::laneOf(const OutboxRow& row) {
    const LaneKey key = laneKeyOf(row);
    const std::lock_guard lock(mutex);
    const auto it = lanes.find(key);
    return it != lanes.end() ? it->second : lanes.emplace(key, makeLane(key, parts.lanes)).first->second;
}

void Dispatcher::Engine::decideLoop() {
    std::unique_lock lock(mutex);
    while (true) {
        std::vector<Finished> done;
        done.swap(results);
        poked = false;
        const std::uint64_t look = ++looks;
        tried = false;
        const bool ending = stopping;
        const bool last = ending && running == 0 && jobs.empty() && done.empty();
        lock.unlock();
        if (!done.empty() || !owed.empty()) settleFinished(std::move(done));
        if (!ending) {
            recoverTaken();
            wantOrphans();
            handOutLookups();
            handOut();
        }
        lock.lock();
        if (!tried && running == 0 && results.empty() && owed.empty()) lastIdle = look;
        looked.notify_all();
        if (last) break;
        wakeDecider.wait_for(lock, std::chrono::microseconds(parts.look.count()),
                             [this] { return poked || !results.empty() || (stopping && running == 0 && jobs.empty()); });
    }
    workersDone = true;
    wakeWorkers.notify_all();
    looked.notify_all();
}

std::set<LaneKey> Dispatcher::Engine::lanesThere() const {
    std::set<LaneKey> out;
    for (const TenantId tenant : reader->tenants()) {
        if (!parts.gate->holds(tenant)) continue;
        for (const auto& [connector, maker] : parts.letters) {
            for (const bool drill : {false, true}) out.insert({tenant, connector, drill});
        }
    }
    return out;
}

// More than one look shows: the oldest may all be of one lane that stands still, and would hide every other lane.
std::vector<OutboxRow> Dispatcher::Engine::dueRows(Instant now) {
    reader->dueOnlyFor(parts.gate->desks());
    std::vector<OutboxRow> due = reader->dueOutbox(now, rowsALook);
    if (due.size() < static_cast<std::size_t>(rowsALook)) return due;
    std::set<LaneKey> keys = lanesThere();
    for (const OutboxRow& row : due) keys.insert(laneKeyOf(row));
    due.clear();
    for (const LaneKey& key : keys) {
        for (OutboxRow& row : reader->dueOutboxOf(key.tenant, key.connector, key.drill, now, rowsALane)) due.push_back(std::move(row));
    }
    return due;
}

void Dispatcher::Engine::handOut() {
    std::map<LaneKey, std::vector<OutboxRow>> byLane;
    for (OutboxRow& row : dueRows(parts.clock())) byLane[laneKeyOf(row)].push_back(std::move(row));
    if (byLane.empty()) return;
    auto at = byLane.upper_bound(servedFirst);
    if (at == byLane.end()) at = byLane.begin();
    servedFirst = at->first;
    for (std::size_t i = 0; i < byLane.size(); ++i) {
        handOutLane(laneOf(at->second.front()), std::move(at->second));
        if (++at == byLane.end()) at = byLane.begin();
    }
}

void Dispatcher::Engine::handOutLane(Lane& lane, std::vector<OutboxRow> rows) {
    const Instant now = parts.clock();
    int room = 0;
    {
        const std::lock_guard lock(mutex);
        room = std::min(roomIn(lane.share, lane.inFlight, freeWorkers()), static_cast<int>(rows.size()));
        if (room <= 0) return;
        const bool wasClosed = lane.breaker.state == Breaker::State::closed;
        if (!admit(lane.breaker, now)) return;
        if (!wasClosed) room = 1;  // half open: one trial
        room = take(lane.bucket, room, now);
        if (room == 0) lane.breaker.trialOut = false;
    }
    rows.resize(static_cast<std::size_t>(room));
    tried = tried || room > 0;
    std::map<Owner, std::vector<std::string>> ids;
    for (const OutboxRow& row : rows) ids[{row.tenant, row.drill}].push_back(row.id);
    int handed = 0;
    for (const auto& [owner, wanted] : ids) {
        for (const std::string& id : claimed(owner, wanted)) {
            const auto it = std::find_if(rows.begin(), rows.end(), [&id](const OutboxRow& r) { return r.id == id; });
            OutboxRow row = *it;
            row.state = OutboxState::sending;
            ++row.attempts;
            row.due = now;
            const std::lock_guard lock(mutex);
            inHand.insert(row.id);
            jobs.push_back({Job::Kind::deliver, std::move(row), 0});
            ++lane.inFlight;
            ++running;
            ++handed;
        }
    }
    const std::lock_guard lock(mutex);
    if (handed == 0) lane.breaker.trialOut = false;
    wakeWorkers.notify_all();
}

std::vector<std::string> Dispatcher::Engine::claimed(const Owner& owner, const std::vector<std::string>& ids) {
    ClaimRows command;
    for (const std::string& id : ids) {
        if (!unsettled.contains(id)) command.ids.push_back(id);
    }
    const CommandAnswer answer = send(owner, command);
    if (!answer.reply.ok()) return {};
    const auto reply = fromJson<Claimed>(*answer.reply);
    return reply.ok() ? reply->ids : std::vector<std::string>();
}

SettledRow Dispatcher::Engine::decided(Lane& lane, const Finished& f) {
    const OutboxRow& row = f.job.row;
    SettledRow out{row.id, OutboxState::sent, f.handover.providerId, f.handover.reason, {}, f.segments, f.textHash};
    const Instant now = parts.clock();
    const RetryDecision next =
        afterAttempt(lane.settings.retry, f.handover.outcome, row.attempts, now, parts.dice(), f.handover.retryAfter);
    {
        const std::lock_guard lock(mutex);
        learnFrom(lane, f.handover, f.took, now);
    }
    lane.took->observe(f.took);
    countOutcome(lane.key, enumName(f.handover.outcome));
    using Next = RetryDecision::Next;
    if (next.next == Next::again) {
        out.state = OutboxState::queued;
        out.due = next.at;
    } else if (next.next == Next::dead) {
        out.state = f.handover.outcome == Outcome::refused ? OutboxState::failed : OutboxState::dead;
    } else if (next.next == Next::ask) {
        out.state = OutboxState::sending;  // stays; nothing to settle until the provider has been asked
        askLater(row, 0, lane.settings.lookupAfter);
    }
    return out;
}

SettledRow Dispatcher::Engine::decidedLookup(Lane& lane, const Finished& f) {
    SettledRow out{f.job.row.id, OutboxState::sent, f.lookup.providerId, "found_at_provider", {}, 0, {}};
    countOutcome(lane.key, f.lookup.found == Lookup::Found::yes  ? "looked_up_found"
                           : f.lookup.found == Lookup::Found::no ? "looked_up_absent"
                                                                 : "looked_up_undecidable");
    if (f.lookup.found == Lookup::Found::no) {
        out.state = OutboxState::queued;
        out.reason = "absent_at_provider";
        out.due = parts.clock();
    } else if (f.lookup.found == Lookup::Found::undecidable) {
        if (f.job.lookups + 1 < lane.settings.mostLookups) {
            out.state = OutboxState::sending;
            askLater(f.job.row, f.job.lookups + 1, lane.settings.lookupAfter);
        } else {
            out.state = OutboxState::unknown;
            out.reason = "outcome_unknown";
        }
    }
    return out;
}

void Dispatcher::Engine::askLater(const OutboxRow& row, int lookups, Duration wait) {
    lookupsDue.emplace(parts.clock() + wait, Job{Job::Kind::lookup, row, lookups});
}

void Dispatcher::Engine::settleFinished(std::vector<Finished> finished) {
    for (const Finished& f : finished) {
        Lane& lane = laneOf(f.job.row);
        SettledRow result = f.job.kind == Job::Kind::deliver ? decided(lane, f) : decidedLookup(lane, f);
        const std::lock_guard lock(mutex);
        --running;
        --lane.inFlight;
        if (result.state == OutboxState::sending) continue;
        owedTo[result.id] = {f.job.row.tenant, f.job.row.drill};
        owed.push_back(std::move(result));
    }
    std::map<Owner, std::vector<SettledRow>> byOwner;
    for (SettledRow& result : owed) byOwner[owedTo[result.id]].push_back(std::move(result));
    owed.clear();
    for (auto& [owner, rows] : byOwner) {
        for (std::size_t at = 0; at < rows.size(); at += rowsACommand) {
            const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at);
            const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), at + rowsACommand));
            SettleRows command{{begin, end}};
            if (send(owner, command).reply.ok()) {
                for (const SettledRow& r : command.rows) {
                    unsettled.erase(r.id);
                    inHand.erase(r.id);
                    owedTo.erase(r.id);
                }
                continue;
            }
            // The store said no: the outcome is known only here, so it is kept and told again, and not sent again.
            for (SettledRow& r : command.rows) {
                unsettled.insert(r.id);
                owed.push_back(std::move(r));
            }
        }
    }
}

// A provider that is left alone is not asked either: it would only use up the questions.
void Dispatcher::Engine::handOutLookups() {
    const Instant now = parts.clock();
    std::set<LaneKey> full;
    for (auto it = lookupsDue.begin(); it != lookupsDue.end() && it->first <= now;) {
        const LaneKey key = laneKeyOf(it->second.row);
        Lane* const lane = full.contains(key) ? nullptr : &laneOf(it->second.row);
        const std::lock_guard lock(mutex);
        const bool left = lane == nullptr || (lane->breaker.state == Breaker::State::open && now < lane->breaker.openUntil);
        if (left || roomIn(lane->share, lane->inFlight, freeWorkers()) == 0) {
            full.insert(key);
            ++it;
            continue;
        }
        ++lane->inFlight;
        ++running;
        jobs.push_back(std::move(it->second));
        it = lookupsDue.erase(it);
        wakeWorkers.notify_one();
    }
}

// Whoever claimed these and did not settle them has crashed or lost the database: the provider is asked, after the time a
// hand-over can take.
void Dispatcher::Engine::recoverTaken() {
    std::set<TenantId> now;
    {
        const std::lock_guard lock(mutex);
        now.swap(taken);
    }
    if (now.empty()) return;
    constexpr int all = 1'000'000;
    for (const OutboxRow& row : reader->outboxInState(OutboxState::sending, all)) {
        if (!now.contains(row.tenant) || !inHand.insert(row.id).second) continue;
        const Lane& lane = laneOf(row);
        const Instant at = std::max(parts.clock(), row.due + lane.settings.lookupAfter);
        lookupsDue.emplace(at, Job{Job::Kind::lookup, row, 0});
    }
}

// Messages that nobody hands over belong to a server that is gone.
void Dispatcher::Engine::wantOrphans() {
    const Instant now = parts.clock();
    if (orphansLookedAt && now >= *orphansLookedAt && now - *orphansLookedAt < orphanedAfter) return;
    orphansLookedAt = now;
    for (const TenantId tenant : reader->tenantsOwedMessages(now - orphanedAfter)) {
        if (!parts.gate->holds(tenant)) parts.gate->wantDesk(tenant);
    }
}

void Dispatcher::Engine::workLoop() {
    auto store = parts.gate->openReader();
    std::unique_lock lock(mutex);
    while (true) {
        wakeWorkers.wait(lock, [this] { return !jobs.empty() || workersDone; });
        if (jobs.empty()) return;
        Job job = std::move(jobs.front());
        jobs.pop_front();
        lock.unlock();
        Finished done;
        done.job = job;
        if (store.ok()) done = work(job, **store);
        else done.handover = {Outcome::transient, {}, "store_unavailable", {}};
        lock.lock();
        results.push_back(std::move(done));
        wakeDecider.notify_one();
    }
}

Finished Dispatcher::Engine::work(const Job& job, Store& store) {
    Finished out;
    out.job = job;
    const auto start = std::chrono::steady_clock::now();
    deliverOne(out, store);
    out.took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return out;
}

void Dispatcher::Engine::deliverOne(Finished& out, Store& store) {
    const OutboxRow& row = out.job.row;
    const auto refuse = [&out](std::string reason) { out.handover = {Outcome::refused, {}, std::move(reason), {}}; };
    const auto make = parts.letters.find(row.connector);
    if (make == parts.letters.end()) return refuse("no_letter_maker");
    auto letter = make->second(row, store);
    if (!letter.ok()) return refuse(letter.problem().code);
    out.segments = letter->segments;
    out.textHash = sha256(letter->subject + "\n" + letter->text);
    const Parcel parcel = pack(row, std::move(*letter));
    const auto run = [&](const auto& connectors, const auto& itsParcel) {
        const auto it = connectors.find(row.connector);
        if (it == connectors.end() || !it->second) return refuse("no_connector");
        if (out.job.kind == Job::Kind::deliver) out.handover = it->second->deliver(itsParcel);
        else out.lookup = it->second->lookup(itsParcel);
    };
    if (const auto* real = std::get_if<RealParcel>(&parcel)) run(parts.real, *real);
    else run(parts.drill, std::get<DrillParcel>(parcel));
}

Dispatcher::Dispatcher(DispatcherParts parts) : m_engine(std::make_shared<Engine>(std::move(parts))) {
    m_engine->parts.gate->onDeskTaken([weak = std::weak_ptr(m_engine)](TenantId tenant) {
        const auto engine = weak.lock();
        if (!engine) return;
        const std::lock_guard lock(engine->mutex);
        engine->taken.insert(tenant);
        engine->poked = true;
        engine->wakeDecider.notify_one();
    });
}

Dispatcher::~Dispatcher() { stop(); }

Status Dispatcher::start() {
    OK_ASSIGN(m_engine->reader, m_engine->parts.gate->openReader());
    {
        const std::lock_guard lock(m_engine->mutex);
        for (const TenantId tenant : m_engine->parts.gate->desks()) m_engine->taken.insert(tenant);
    }
    m_engine->decider = std::thread([this] { m_engine->decideLoop(); });
    for (int i = 0; i < m_engine->parts.workers; ++i) {
        m_engine->workers.emplace_back([this] { m_engine->workLoop(); });
    }
    return {};
}

void Dispatcher::stop() {
    {
        const std::lock_guard lock(m_engine->mutex);
        m_engine->stopping = true;
        m_engine->wakeDecider.notify_all();
    }
    if (m_engine->decider.joinable()) m_engine->decider.join();
    for (std::thread& worker : m_engine->workers) {
        if (worker.joinable()) worker.join();
    }
}

void Dispatcher::poke() {
    const std::lock_guard lock(m_engine->mutex);
    m_engine->poked = true;
    m_engine->wakeDecider.notify_one();
}

bool Dispatcher::quiet(Duration atMost) {
    Engine& e = *m_engine;
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(atMost.count());
    std::unique_lock lock(e.mutex);
    const std::uint64_t from = e.looks;
    while (e.lastIdle <= from) {
        const std::uint64_t seen = e.looks;
        e.poked = true;   // a look that was refused every row it asked for is not the last one
        e.wakeDecider.notify_one();
        if (!e.looked.wait_until(lock, until, [&] { return e.looks > seen || e.workersDone; }) || e.workersDone) return e.lastIdle > from;
    }
    return true;
}

Breaker::State Dispatcher::breakerState(TenantId tenant, const std::string& connector, bool drill) const {
    const std::lock_guard lock(m_engine->mutex);
    const auto it = m_engine->lanes.find({tenant, connector, drill});
    return it == m_engine->lanes.end() ? Breaker::State::closed : it->second.breaker.state;
}

}  // namespace ok::outbox
