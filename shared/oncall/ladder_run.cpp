// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/ladder_run.h"

#include <set>

namespace ok::oncall {
namespace {

constexpr Duration aboutNow = seconds(2);
constexpr Duration lastMinutes = minutes(5);   // so close to the end one nudge goes through in spite of the throttle

bool has(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

bool inside(int minute, int from, int to) { return from <= to ? minute >= from && minute < to : minute >= from || minute < to; }

/// The end of the quiet hours `now` falls in; unknown outside them.
Instant quietUntil(const Candidate& who, Instant now) {
    if (who.quietFrom == who.quietTo) return {};
    const auto local = localTime(now, who.zone);
    if (!local.ok() || !inside(local->civil.hour * 60 + local->civil.minute, who.quietFrom, who.quietTo)) return {};
    const std::int64_t today = dayOf(local->civil);
    for (std::int64_t day = today; day <= today + 2; ++day) {
        const auto end = momentOn(day, who.quietTo, who.zone);
        if (end.ok() && end->at > now) return end->at;
    }
    return {};
}

std::string remindKey(const Ladder& ladder, int before) { return "remind/" + std::to_string(ladder.moves) + "/" + std::to_string(before); }

}  // namespace

const std::vector<LadderStep>& stepsOf(const LadderPolicy& policy, const Ladder& ladder) {
    for (const LadderVariant& variant : policy.variants) {
        if (variant.id == ladder.variant) return variant.steps;
    }
    return policy.steps;
}

std::string variantAt(const LadderPolicy& policy, Instant now) {
    const auto local = localTime(now, policy.zone);
    if (!local.ok()) return {};
    const int minute = local->civil.hour * 60 + local->civil.minute;
    for (const LadderVariant& variant : policy.variants) {
        const bool day = variant.weekdays.empty() || std::find(variant.weekdays.begin(), variant.weekdays.end(), local->civil.weekday) != variant.weekdays.end();
        if (day && inside(minute, variant.fromMinute, variant.toMinute)) return variant.id;
    }
    return {};
}

bool hasReceipt(const Nudge& nudge) { return nudge.channel != "email" && nudge.channel != "chat"; }
std::string stepKey(const Ladder& ladder) { return "step/" + std::to_string(ladder.moves); }
std::string nudgeKey(const Nudge& nudge) { return "nudge/" + nudge.key + "/" + std::to_string(nudge.due.micros()); }
std::string receiptKey(const Nudge& nudge) { return "receipt/" + nudge.key + "/" + std::to_string(nudge.provider); }

void Run::note(std::string what, std::string person, std::string reason, Instant until) {
    m_move.notes.push_back({std::move(what), std::move(person), std::move(reason), m_move.ladder.step, until});
}

void Run::enter(int index) {
    Ladder& l = ladder();
    const int count = static_cast<int>(steps().size());
    for (l.step = index; l.step < count; ++l.step) {
        const LadderStep& step = steps()[static_cast<std::size_t>(l.step)];
        const auto people = reachable(step);
        l.stepAt = m_facts.now;
        l.stepDue = std::min(l.deadline, m_facts.now + seconds(step.waitSeconds));
        const bool silent = std::all_of(people.begin(), people.end(), [&](const auto& each) { return firstFree(each.second, step) > l.stepDue; });
        if (people.empty()) {
            note("step_skipped", {}, "nobody");
            continue;
        }
        for (const auto& [target, who] : people) plan(target, who, step);
        if (silent && l.step + 1 < count) {   // asleep: they are asked when they wake, but nobody waits for that
            note("step_skipped", {}, "quiet");
            continue;
        }
        ++l.moves;
        l.reminded.clear();
        note("step_entered");
        if (step.takesOver && index > 0) note("taken_over");
        if (l.stepDue < l.deadline) set(stepKey(l), l.stepDue);
        setReminders();
        break;
    }
    if (l.step >= count) l.stepDue = l.deadline;
    sendDue();
}

void Run::due(std::string_view key) {
    Ladder& l = ladder();
    if (l.phase != LadderPhase::running) return note("duplicate", {}, std::string(key));
    if (key == "end") return m_facts.now < l.deadline ? note("duplicate", {}, "end") : end(LadderPhase::exceeded, "sla_exceeded");
    if (key == stepKey(l) && l.step < static_cast<int>(steps().size())) {
        if (m_facts.now < l.stepDue) return note("duplicate", {}, std::string(key));
        return enter(l.step + 1);
    }
    if (key.starts_with("remind/")) return remind(key);
    for (Nudge& nudge : l.nudges) {
        if (nudge.state == NudgeState::planned && key == nudgeKey(nudge)) return m_facts.now < nudge.due ? note("duplicate", {}, std::string(key)) : attempt(nudge);
        if (nudge.state == NudgeState::sent && key == receiptKey(nudge)) return failOver(nudge);
    }
    note("duplicate", {}, std::string(key));
}

void Run::acknowledge(const std::string& person, const std::string& channel) {
    Ladder& l = ladder();
    if (l.phase != LadderPhase::running && l.phase != LadderPhase::paused) return note("duplicate", person, "ended");
    const auto known = [&person](const Acknowledgement& each) { return each.person == person; };
    if (std::any_of(l.acknowledged.begin(), l.acknowledged.end(), known)) return note("duplicate", person, "acknowledged");
    l.acknowledged.push_back({person, channel, l.step, m_facts.now});
    note("acknowledged", person);
    for (Nudge& nudge : l.nudges) {
        if (nudge.person != person) continue;
        drop(nudge, NudgeState::cancelled);
        if (nudge.state == NudgeState::sent) nudge.state = NudgeState::delivered;   // who answers has read it
    }
    if (l.step >= static_cast<int>(steps().size()) || l.phase == LadderPhase::paused) return;
    const int needed = steps()[static_cast<std::size_t>(l.step)].acknowledgements;
    const auto here = std::count_if(l.acknowledged.begin(), l.acknowledged.end(), [&l](const Acknowledgement& each) { return each.step == l.step; });
    if (needed < 1 || here != needed) return;
    unset(stepKey(l));
    unsetReminders();
    ++l.moves;
    l.stepDue = std::min(l.deadline, m_facts.now + seconds(m_policy.decideWithinSeconds));
    if (l.stepDue < l.deadline) set(stepKey(l), l.stepDue);
    setReminders();
    note("held", {}, "acknowledged", l.stepDue);
}

void Run::receipt(const Receipt& word) {
    const auto found = std::find_if(ladder().nudges.begin(), ladder().nudges.end(), [&word](const Nudge& each) { return each.key == word.nudge; });
    if (found == ladder().nudges.end() || found->state == NudgeState::planned) return note("duplicate", {}, "receipt");
    Nudge& nudge = *found;
    // Words come late, twice and out of order: the latest counts, and what has arrived does not un-arrive.
    const bool older = std::pair(word.at, word.sequence) <= std::pair(nudge.at, nudge.sequence) && nudge.state != NudgeState::sent;
    if (older || nudge.state == NudgeState::delivered) return note("duplicate", nudge.person, "receipt");
    const bool waiting = nudge.state == NudgeState::sent;
    nudge.at = word.at;
    nudge.sequence = word.sequence;
    nudge.state = word.delivered ? NudgeState::delivered : NudgeState::failed;
    if (waiting) unset(receiptKey(nudge));
    if (word.delivered || !waiting || ladder().phase != LadderPhase::running) return;
    promote(nudge);
}

void Run::end(LadderPhase phase, std::string reason) {
    Ladder& l = ladder();
    if (l.phase != LadderPhase::running && l.phase != LadderPhase::paused) return note("duplicate", {}, "ended");
    if (l.phase == LadderPhase::running) {
        m_move.cancel = {"end", stepKey(l)};
        unsetReminders();
        for (Nudge& nudge : l.nudges) drop(nudge, NudgeState::cancelled);
    } else {
        for (Nudge& nudge : l.nudges) {
            if (nudge.state == NudgeState::planned) nudge.state = NudgeState::cancelled;
        }
    }
    l.phase = phase;
    l.reason = std::move(reason);
    note("ended", {}, l.reason);
}

std::vector<LadderTimer> Run::reminders() const {
    std::vector<LadderTimer> out;
    const Ladder& l = m_move.ladder;
    if (l.step >= static_cast<int>(steps().size())) return out;
    for (const int before : steps()[static_cast<std::size_t>(l.step)].remindBeforeSeconds) {
        const bool told = std::find(l.reminded.begin(), l.reminded.end(), before) != l.reminded.end();
        if (!told && l.stepDue - seconds(before) > l.stepAt) out.push_back({remindKey(l, before), l.stepDue - seconds(before)});
    }
    return out;
}

void Run::setReminders() {
    for (const LadderTimer& each : reminders()) {
        if (each.due > m_facts.now) set(each.key, each.due);
    }
}

void Run::unsetReminders() {
    for (const LadderTimer& each : reminders()) unset(each.key);
}

void Run::digest(const std::string& person) {
    for (Nudge& nudge : ladder().nudges) {
        if (nudge.person != person || nudge.state != NudgeState::planned || nudge.due > m_facts.now + aboutNow) continue;
        unset(nudgeKey(nudge));
        nudge.state = NudgeState::suppressed;
        note("digest", person);
    }
}

void Run::shift(Duration by, Duration endBy) {
    Ladder& l = ladder();
    l.deadline += endBy;
    l.stepDue = std::min(l.deadline, l.stepDue + by);
    for (Nudge& nudge : l.nudges) {
        if (nudge.state == NudgeState::planned) nudge.due += by;
    }
    ++l.moves;
}

void Run::unset(const std::string& key) {
    if (std::erase_if(m_move.set, [&key](const LadderTimer& each) { return each.key == key; }) == 0) m_move.cancel.push_back(key);
}

void Run::sendDue() {
    for (std::size_t i = 0; i < ladder().nudges.size(); ++i) {
        Nudge& nudge = ladder().nudges[i];
        if (nudge.state != NudgeState::planned || nudge.due > m_facts.now) continue;
        // What is planned for this moment had no timer; what was planned before and comes up here needs its own no more.
        if (nudge.attempt > 0 || nudge.due < m_facts.now) unset(nudgeKey(nudge));
        attempt(nudge);
    }
}

void Run::remind(std::string_view key) {
    Ladder& l = ladder();
    const auto all = reminders();
    const auto found = std::find_if(all.begin(), all.end(), [&key](const LadderTimer& each) { return each.key == key; });
    if (found == all.end() || m_facts.now < found->due) return note("duplicate", {}, std::string(key));
    const int before = static_cast<int>((l.stepDue - found->due).count() / seconds(1).count());
    l.reminded.push_back(before);
    note("reminded", {}, std::to_string(before), l.stepDue);
    std::map<std::string, std::string> asked;
    for (const Nudge& nudge : l.nudges) {
        const bool left = nudge.state == NudgeState::sent || nudge.state == NudgeState::delivered || nudge.state == NudgeState::failed;
        if (nudge.step == l.step && left && !hasSaid(nudge.person)) asked.emplace(nudge.person, nudge.target);
    }
    for (const auto& [person, target] : asked) {
        Nudge nudge;
        nudge.person = person;
        nudge.target = target;
        nudge.step = l.step;
        nudge.attempt = firstReminder + static_cast<int>(l.reminded.size()) - 1;
        nudge.key = sha256(l.id + "|" + std::to_string(l.step) + "|" + person + "|" + std::to_string(nudge.attempt)).hex().substr(0, 24);
        nudge.due = m_facts.now;
        l.nudges.push_back(std::move(nudge));
        attempt(l.nudges.back());
    }
}

bool Run::hasSaid(const std::string& person) const {
    const auto& all = m_move.ladder.acknowledged;
    return std::any_of(all.begin(), all.end(), [&person](const Acknowledgement& each) { return each.person == person; });
}

std::vector<std::pair<std::string, Candidate>> Run::reachable(const LadderStep& step) {
    std::vector<std::pair<std::string, Candidate>> out;
    std::set<std::string> seen;
    for (const std::string& target : step.targets) {
        for (Candidate& who : m_facts.candidates(target)) {
            if (who.person.empty() || !seen.insert(who.person).second) continue;
            const bool none = std::none_of(who.channels.begin(), who.channels.end(), [&step](const std::string& channel) { return has(step.channels, channel); });
            const std::string reason = !who.skip.empty() ? who.skip : none ? "no_channel" : "";
            if (reason.empty()) out.emplace_back(target, std::move(who));
            else note("candidate_skipped", who.person, reason);
        }
    }
    return out;
}

std::vector<std::string> Run::openChannels(const Candidate& who, const LadderStep& step, Instant at) const {
    const bool quiet = !(critical() && m_policy.criticalBypassesQuiet) && quietUntil(who, at).known();
    std::vector<std::string> out;
    for (const std::string& channel : who.channels) {
        if (has(step.channels, channel) && !(quiet && (who.quietChannels.empty() || has(who.quietChannels, channel)))) out.push_back(channel);
    }
    return out;
}

Instant Run::firstFree(const Candidate& who, const LadderStep& step) const {
    return openChannels(who, step, m_facts.now).empty() ? quietUntil(who, m_facts.now) : m_facts.now;
}

std::vector<Duration> Run::offsets() const {
    std::vector<Duration> out{Duration(0)};
    Duration next = seconds(m_policy.retrySeconds);
    for (int i = 1; i < m_policy.attempts; ++i, next *= 2) out.push_back(next);
    const Duration left = m_move.ladder.deadline - m_facts.now;
    const auto needed = static_cast<std::size_t>(m_policy.criticalAttempts);
    if (!critical() || needed < 2 || (out.size() >= needed && out[needed - 1] * 11 / 10 < left)) return out;
    out.clear();
    for (std::size_t i = 0; i < needed; ++i) out.push_back(left * 8 / 10 * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(needed - 1));
    return out;
}

void Run::plan(const std::string& target, const Candidate& who, const LadderStep&) {
    Ladder& l = ladder();
    const auto known = [&](const Nudge& each) { return each.person == who.person && each.state == NudgeState::planned; };
    if (hasSaid(who.person) || std::any_of(l.nudges.begin(), l.nudges.end(), known)) return;   // asked on an earlier step and still being asked
    int attemptNumber = 0;
    for (const Duration offset : offsets()) {
        Nudge nudge;
        nudge.person = who.person;
        nudge.target = target;
        nudge.step = l.step;
        nudge.attempt = attemptNumber++;
        const Digest digest = sha256(l.id + "|" + std::to_string(l.step) + "|" + who.person + "|" + std::to_string(nudge.attempt));
        nudge.key = digest.hex().substr(0, 24);
        const std::int64_t jitter = digest.bytes[0] % 21 - 10;   // percent; from the key, so that a replay gives the same
        nudge.due = m_facts.now + offset + offset * jitter / 100;
        if (nudge.due >= l.deadline) break;
        l.nudges.push_back(std::move(nudge));
        if (l.nudges.back().due > m_facts.now) set(nudgeKey(l.nudges.back()), l.nudges.back().due);
    }
}

const LadderStep* Run::stepOf(const Nudge& nudge) const {
    const auto& all = steps();
    return nudge.step < static_cast<int>(all.size()) ? &all[static_cast<std::size_t>(nudge.step)] : nullptr;
}

void Run::attempt(Nudge& nudge) {
    const LadderStep* step = stepOf(nudge);
    std::optional<Candidate> who;
    for (Candidate& each : m_facts.candidates(nudge.target)) {
        if (each.person == nudge.person && each.skip.empty()) who = std::move(each);
    }
    if (step == nullptr || !who) {   // off duty, or in conflict since: what has not left does not leave
        nudge.state = NudgeState::cancelled;
        return note("candidate_skipped", nudge.person, "no_longer");
    }
    if (alreadyReached(nudge)) {
        nudge.state = NudgeState::cancelled;
        return note("deduplicated", nudge.person, "delivered");
    }
    const auto open = openChannels(*who, *step, m_facts.now);
    if (open.empty()) return defer(nudge, quietUntil(*who, m_facts.now), "quiet");
    noteSilent(*who, *step, open);
    if (const Instant next = throttledUntil(*who); next.known()) return defer(nudge, next, "throttled");
    nudge.channel = open[static_cast<std::size_t>(nudge.attempt) % open.size()];
    send(nudge);
}

void Run::noteSilent(const Candidate& who, const LadderStep& step, const std::vector<std::string>& open) {
    for (const std::string& channel : who.channels) {
        if (has(step.channels, channel) && !has(open, channel)) note("channel_quiet", who.person, channel, quietUntil(who, m_facts.now));
    }
}

bool Run::alreadyReached(const Nudge& nudge) const {
    return nudge.attempt == 1 && std::any_of(m_move.ladder.nudges.begin(), m_move.ladder.nudges.end(), [&nudge](const Nudge& each) {
               return each.person == nudge.person && each.step == nudge.step && each.attempt == 0 && each.state == NudgeState::delivered;
           });
}

void Run::defer(Nudge& nudge, Instant until, const char* why) {
    if (!until.known() || until >= ladder().deadline) {
        nudge.state = NudgeState::suppressed;
        return note(why, nudge.person, "suppressed", until);
    }
    const Duration by = until - m_facts.now;
    nudge.due = until;
    set(nudgeKey(nudge), until);
    note(why, nudge.person, "deferred", until);
    // Those behind it keep their distance: nobody wakes to five at once.
    for (Nudge& later : ladder().nudges) {
        if (later.state != NudgeState::planned || later.person != nudge.person || later.step != nudge.step || later.attempt <= nudge.attempt) continue;
        unset(nudgeKey(later));
        later.due += by;
        if (later.due >= ladder().deadline) later.state = NudgeState::suppressed;
        else set(nudgeKey(later), later.due);
    }
}

Instant Run::throttledUntil(const Candidate& who) {
    const Instant since = m_facts.now - seconds(m_policy.windowSeconds);
    std::vector<Instant> lately;
    for (const Instant at : who.nudged) {
        if (at > since && at <= m_facts.now) lately.push_back(at);
    }
    for (const ToSend& each : m_move.send) {
        if (each.person == who.person) lately.push_back(m_facts.now);
    }
    const int most = m_policy.mostNudges + (critical() ? m_policy.criticalExtra : 0);
    if (static_cast<int>(lately.size()) < most) {
        if (static_cast<int>(lately.size()) >= m_policy.mostNudges) note("throttle_bypassed", who.person, "critical");
        return {};
    }
    const bool mine = std::any_of(m_move.ladder.nudges.begin(), m_move.ladder.nudges.end(), [&](const Nudge& each) {
        return each.person == who.person && (each.state == NudgeState::sent || each.state == NudgeState::delivered);
    });
    if (!mine && m_move.ladder.deadline - m_facts.now <= lastMinutes) {
        note("throttle_bypassed", who.person, "deadline");
        return {};
    }
    std::sort(lately.begin(), lately.end());
    return lately[lately.size() - static_cast<std::size_t>(most)] + seconds(m_policy.windowSeconds);
}

void Run::send(Nudge& nudge) {
    nudge.state = NudgeState::sent;
    nudge.at = m_facts.now;
    m_move.send.push_back({nudge.key, nudge.person, nudge.channel, nudge.provider, nudge.step, nudge.attempt});
    if (hasReceipt(nudge)) set(receiptKey(nudge), m_facts.now + seconds(m_policy.receiptSeconds));
    note("sent", nudge.person, nudge.channel);
}

void Run::failOver(Nudge& nudge) {
    if (m_facts.now < nudge.at + seconds(m_policy.receiptSeconds)) return note("duplicate", nudge.person, "receipt");
    const auto known = m_policy.providers.find(nudge.channel);
    if (nudge.provider + 1 < (known == m_policy.providers.end() ? 1 : known->second)) {
        ++nudge.provider;
        note("failover", nudge.person, nudge.channel);
        return send(nudge);
    }
    nudge.state = NudgeState::failed;
    promote(nudge);
}

void Run::promote(const Nudge& failed) {
    for (Nudge& next : ladder().nudges) {
        if (next.person != failed.person || next.step != failed.step || next.state != NudgeState::planned) continue;
        unset(nudgeKey(next));
        next.due = m_facts.now;
        return attempt(next);
    }
}

void Run::drop(Nudge& nudge, NudgeState state) {
    if (nudge.state == NudgeState::planned) {
        unset(nudgeKey(nudge));
        nudge.state = state;
    } else if (nudge.state == NudgeState::sent) {
        unset(receiptKey(nudge));
    }
}

}  // namespace ok::oncall
