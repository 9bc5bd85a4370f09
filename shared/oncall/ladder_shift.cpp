// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/ladder_shift.h"

#include <algorithm>

namespace ok::oncall {
namespace {

LadderNote noteOf(const Ladder& ladder, std::string what, std::string person = {}, std::string reason = {}, Instant until = {}) {
    return {std::move(what), std::move(person), std::move(reason), ladder.step, until};
}

LadderMove nothing(const Ladder& ladder, const char* why) {
    LadderMove out;
    out.ladder = ladder;
    out.notes.push_back(noteOf(ladder, "duplicate", {}, why));
    return out;
}

std::vector<LadderStep>& stepsIn(LadderPolicy& policy, const Ladder& ladder) {
    for (LadderVariant& variant : policy.variants) {
        if (variant.id == ladder.variant) return variant.steps;
    }
    return policy.steps;
}

/// What the state asks for now, in place of what it asked for before.
void setAnew(const LadderPolicy& policy, const Ladder& before, LadderMove& move) {
    for (const LadderTimer& timer : timersOf(policy, before)) move.cancel.push_back(timer.key);
    move.set = timersOf(policy, move.ladder);
}

}  // namespace

LadderMove unsnoozed(const LadderPolicy& policy, const Ladder& ladder, Duration left, const LadderFacts& facts) {
    if (ladder.phase != LadderPhase::running || left <= Duration(0)) return nothing(ladder, "unsnoozed");
    LadderMove out;
    out.ladder = ladder;
    Ladder& next = out.ladder;
    // At once is as early as anything can come: it is asked for by its timer, which is due now.
    next.stepDue = std::max(facts.now, next.stepDue - left);
    for (Nudge& nudge : next.nudges) {
        if (nudge.state == NudgeState::planned) nudge.due = std::max(facts.now, nudge.due - left);
    }
    ++next.moves;
    out.notes.push_back(noteOf(next, "unsnoozed", {}, {}, next.stepDue));
    setAnew(policy, ladder, out);
    return out;
}

Handed handedTo(const LadderPolicy& policy, const Ladder& ladder, const std::string& target, const LadderFacts& facts) {
    Handed out{policy, nothing(ladder, "reassigned")};
    if (ladder.phase != LadderPhase::running) return out;
    std::vector<LadderStep>& steps = stepsIn(out.policy, ladder);
    const auto at = std::min(static_cast<std::size_t>(ladder.step), steps.size() - 1);
    LadderStep step = steps[at];
    step.targets = {target};
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(step));
    Ladder before = ladder;
    before.step = static_cast<int>(at);
    before.stepDue = facts.now;
    std::vector<std::string> gone;
    for (const LadderTimer& timer : timersOf(policy, ladder)) {
        if (timer.key.starts_with("nudge/") || timer.key.starts_with("step/")) gone.push_back(timer.key);
    }
    for (Nudge& nudge : before.nudges) {
        if (nudge.state == NudgeState::planned) nudge.state = NudgeState::cancelled;
    }
    out.move = timerDue(out.policy, before, "step/" + std::to_string(before.moves), facts);
    out.move.cancel.insert(out.move.cancel.end(), gone.begin(), gone.end());
    out.move.notes.insert(out.move.notes.begin(), noteOf(ladder, "reassigned", {}, target));
    return out;
}

LadderMove answeredBy(const LadderPolicy& policy, const Ladder& ladder, const std::string& person, const LadderFacts&) {
    LadderMove out = nothing(ladder, "answered");
    if (ladder.phase != LadderPhase::running) return out;
    bool changed = false;
    for (Nudge& nudge : out.ladder.nudges) {
        if (nudge.person != person) continue;
        if (nudge.state == NudgeState::planned) nudge.state = NudgeState::cancelled;
        else if (nudge.state == NudgeState::sent) nudge.state = NudgeState::delivered;   // who answers has read it
        else continue;
        changed = true;
    }
    if (!changed) return out;
    out.notes = {noteOf(ladder, "answered", person)};
    const auto after = timersOf(policy, out.ladder);
    for (const LadderTimer& timer : timersOf(policy, ladder)) {
        const bool stays = std::any_of(after.begin(), after.end(), [&timer](const LadderTimer& each) { return each.key == timer.key; });
        if (!stays) out.cancel.push_back(timer.key);
    }
    return out;
}

}  // namespace ok::oncall
