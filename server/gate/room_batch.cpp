// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One transaction for as many commands as were waiting.
#include <cstdio>

#include "server/gate/room.h"
#include "shared/access/gate_events.h"
#include "shared/base/derived_ids.h"

namespace ok {
namespace {

constexpr const char* signatureFailed = "signature_verification_failed";
constexpr int timersAtOnce = 1000;
constexpr int timerRounds = 100;  // a timer that sets itself for "now" cannot hold the gate forever

std::string causeOf(const Problem& why) {
    const auto found = why.details.find("cause");
    return found == why.details.end() ? "database_error" : found->second;
}

/// Said to whoever waits: that it is not done, and what has to be done. Honest also when the disk failed after it took the
/// bytes: the same command id again is answered from what is really there.
CommandAnswer failedAnswer(const Problem& why) {
    const std::string cause = causeOf(why);
    const char* advice = cause == "disk_full"        ? "its disk is full: make room, then try again"
                       : cause == "disk_read_only"   ? "its disk is read-only: make it writable, then try again"
                       : cause == "disk_error"       ? "its disk reports errors: look after the disk, then try again"
                       : cause == "database_damaged" ? "it is damaged: restore a backup"
                                                     : "try again";
    CommandAnswer out;
    if (why.code == "commit_unknown" || why.code == signatureFailed) out.reply = why;
    else out.reply = problem("store_failed", std::string("not done: the database refused the transaction; ") + advice, why.details);
    return out;
}

}  // namespace

bool Gate::Room::runBatch(std::vector<GateJob>& jobs) {
    sendAway(jobs);
    if (jobs.empty()) return true;
    std::vector<CommandAnswer> answers(jobs.size());
    std::vector<bool> settled(jobs.size(), false);
    CommittedBatch committed;
    Attempt outcome = Attempt::again;
    while (outcome == Attempt::again) {
        committed = {};
        outcome = attempt(jobs, answers, settled, committed);
    }
    if (outcome == Attempt::committed) {
        figures.committed(jobs.size(), committed.entries.size());
        for (const auto& tell : listeners) tell(committed);
    } else {
        figures.commitFailed(answers.empty() || answers.front().reply.ok() ? "database_error" : causeOf(answers.front().reply.problem()));
    }
    const auto done = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        figures.answered(std::chrono::duration_cast<Duration>(done - jobs[i].queued), answers[i]);
        if (jobs[i].answer) jobs[i].answer(std::move(answers[i]));
    }
    return outcome == Attempt::committed;
}

Gate::Room::Attempt Gate::Room::attempt(std::vector<GateJob>& jobs, std::vector<CommandAnswer>& answers,
                                        std::vector<bool>& settled, CommittedBatch& committed) {
    Store& store = *parts.store;
    BatchWork work;
    Status outcome = store.begin();
    const auto fail = [&](const Problem& why) {
        undo(work);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (!settled[i]) answers[i] = failedAnswer(why);
        }
        return Attempt::failed;
    };
    if (!outcome.ok()) return fail(outcome.problem());
    if (dropRoomsIfReconnected()) {
        // Lost since the commands were sorted by who decides them: perhaps that is not us any more.
        store.rollback();
        return fail(problem("store_failed", "the connection to the database was lost"));
    }
    expectAnswers(jobs);
    for (std::size_t i = 0; i < jobs.size() && !store.trouble(); ++i) {
        if (settled[i]) {
            if (jobs[i].timer) dropBrokenTimer(jobs[i], answers[i].reply.problem(), work);
            continue;
        }
        try {
            try {
                answers[i] = runCommand(jobs[i], work);
            } catch (const EntryRefused&) {
                throw Poisoned{work.entryFault};
            }
        } catch (const Poisoned& poisoned) {
            // The handler wrote and then failed, or threw. Nothing of it may stay, so everything runs again without it.
            store.rollback();
            undo(work);
            answers[i] = {};
            answers[i].reply = poisoned.why.value_or(
                problem("handler_failed", "the command could not be carried out; nothing was changed",
                        {{"command", jobs[i].command.name}}));
            settled[i] = true;
            return Attempt::again;
        }
    }
    outcome = finish(work, now(), committed);
    if (!outcome.ok()) {
        store.rollback();
        return fail(outcome.problem());
    }
    for (TenantRoom* room : work.touched) {
        for (const Stream stream : allStreams) rememberTold(room->tenant(), stream, room->head(stream).sequence);
        room->mark();
    }
    if (work.timersChanged) refreshNextTimer();
    committed.entries = std::move(work.entries);
    committed.outboxGrew = work.outboxGrew;
    return Attempt::committed;
}

void Gate::Room::expectAnswers(const std::vector<GateJob>& jobs) {
    std::unordered_map<TenantId, std::vector<CommandId>> asked;
    for (const GateJob& job : jobs) {
        if (!job.timer) asked[job.who.tenant].push_back(job.command.id);
    }
    for (const auto& [tenant, commands] : asked) parts.store->expectAnswers(tenant, commands, now());
}

// Its command threw, or wrote and then failed, and was undone with the timer's own end. Left due, it would be run again at
// every look, and each time all state of its tenant would be made anew.
void Gate::Room::dropBrokenTimer(const GateJob& job, const Problem& why, BatchWork& work) {
    TenantRoom* room = roomOf(job.timer->tenant);
    if (room == nullptr) return;
    RunContext cx(tools, *room, work, job.who, job.command.id, now());
    const auto taken = parts.store->takeTimer(job.timer->tenant, job.timer->key, job.timer->due);
    work.timersChanged = true;
    if (!taken.ok() || !*taken) return;
    cx.emit(TimerRefused{job.timer->key, job.timer->command, why.code, why.message}, {.stream = Stream::decisions});
}

Status Gate::Room::finish(BatchWork& work, Instant at, CommittedBatch& committed) {
    Store& store = *parts.store;
    if (const auto why = store.trouble()) return *why;
    for (TenantRoom* room : work.touched) room->views().flush();
    OK_TRY(signHeads(work, at, committed));
    if (at >= nextForget) {
        OK_TRY(store.forgetAnswersBefore(at - hours(24)));
        nextForget = at + hours(1);
    }
    return store.commit();
}

Result<SignedCheckpoint> Gate::Room::signedHead(const Checkpoint& mark) const {
    SignedCheckpoint made = signCheckpoint(mark, parts.signingKey);
    // A log whose end nobody can verify is worse than a server that refuses: read back before anything is durable.
    if (made.publicKey == publicKeyHex && verifies(made)) return made;
    std::fprintf(stderr, "outagekit-server: nothing was written: the log's head is not signed as it should be, reason=%s tenant=%s stream=%s size=%lld\n",
                 signatureFailed, mark.tenant.str().c_str(), enumName(mark.stream).c_str(), static_cast<long long>(mark.size));
    return problem(signatureFailed, "not done: the signature over the log does not verify, so nothing was written; look after the signing key, then try again",
                   {{"cause", signatureFailed}, {"stream", enumName(mark.stream)}});
}

Status Gate::Room::signHeads(BatchWork& work, Instant at, CommittedBatch& committed) {
    for (TenantRoom* room : work.touched) {
        for (const Stream stream : allStreams) {
            if (!room->grew(stream)) continue;
            const StreamHead& head = room->head(stream);
            Checkpoint mark;
            mark.tenant = room->tenant();
            mark.stream = stream;
            mark.size = head.sequence;
            mark.root = head.frontier.root();
            mark.headHash = head.headHash;
            mark.ledgerTime = at;
            OK_ASSIGN(auto made, signedHead(mark));
            committed.checkpoints.push_back(std::move(made));
            (void)parts.store->putCheckpoint(committed.checkpoints.back());
            (void)writeStoredHead(*parts.store, {committed.checkpoints.back(), head.prevHash, head.frontier.peaks()});
        }
    }
    return {};
}

Status Gate::Room::openSegments(TenantRoom& place) {
    const bool damaged = std::any_of(allStreams.begin(), allStreams.end(), [&](Stream s) { return place.head(s).reopen.has_value(); });
    if (!damaged) return {};
    const SecurityContext who = buildContext(place.tenant(), {}, {}, {.source = "gate", .address = {}, .userAgent = {}, .device = {}, .traceId = {}}, false);
    BatchWork work;
    CommittedBatch committed;
    const Instant at = now();
    OK_TRY(parts.store->begin());
    RunContext cx(tools, place, work, who, commandIdFrom(place.tenant(), "open_segments:" + std::to_string(at.micros())), at);
    for (const Stream stream : allStreams) cx.openSegment(stream);
    if (auto done = finish(work, at, committed); !done.ok()) {
        parts.store->rollback();
        return done;
    }
    place.mark();
    return {};
}

void Gate::Room::undo(BatchWork& work) {
    parts.store->clearTrouble();
    for (TenantRoom* room : work.touched) room->undo();
    const auto tenants = parts.store->tenants();
    // What was read while the disk fails may be half of it: nothing decides on that. Read again when it is needed.
    if (parts.store->trouble()) return rooms.clear();
    // A tenant that was added in the failed transaction is not there any more.
    std::erase_if(rooms, [&tenants](const auto& one) {
        return std::find(tenants.begin(), tenants.end(), one.first) == tenants.end();
    });
}

void Gate::Room::fireDue() {
    for (int round = 0; round < timerRounds; ++round) {
        std::vector<GateJob> jobs;
        const Instant at = now();
        const auto due = parts.store->dueTimers(at, std::min(timersAtOnce, settings.maxBatch));
        for (const Timer& timer : due) {
            if (!mayFire(timer, at)) continue;
            GateJob& job = jobs.emplace_back();
            job.who = serverContext(timer.tenant, timer.drill, "timer");
            job.command.id = CommandId{derivedUuid(timer.tenant.str() + "|timer|" + timer.key + "|" +
                                                   std::to_string(timer.due.micros()))};
            job.who.traceId = traceOf(job.command.id);
            job.command.name = timer.command;
            job.command.body = timer.body;
            job.timer = timer;
            job.queued = std::chrono::steady_clock::now();
        }
        if (jobs.empty() || !runBatch(jobs)) return;
    }
}

void Gate::Room::refreshNextTimer() {
    const auto due = parts.store->nextTimer();
    if (!due && parts.store->trouble()) nextDue = lastNow.micros();  // unknown: look again
    else nextDue = due ? due->micros() : -1;
}

}  // namespace ok
