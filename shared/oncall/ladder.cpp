// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/ladder_run.h"

namespace ok::oncall {

LadderMove start(const LadderPolicy& policy, const LadderStart& request, const LadderFacts& facts) {
    Ladder ladder;
    ladder.id = request.id;
    ladder.severity = request.severity;
    ladder.policy = policy.id;
    ladder.policyVersion = policy.version;
    ladder.variant = variantAt(policy, facts.now);
    ladder.startedAt = facts.now;
    ladder.deadline = facts.now + seconds(policy.maxTotalWaitSeconds);
    Run run(policy, ladder, facts);
    run.set("end", ladder.deadline);
    run.enter(0);
    return run.take();
}

LadderMove timerDue(const LadderPolicy& policy, const Ladder& ladder, std::string_view key, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    run.due(key);
    return run.take();
}

LadderMove acknowledge(const LadderPolicy& policy, const Ladder& ladder, const std::string& person, const std::string& channel, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    run.acknowledge(person, channel);
    return run.take();
}

LadderMove receipt(const LadderPolicy& policy, const Ladder& ladder, const Receipt& word, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    run.receipt(word);
    return run.take();
}

LadderMove ended(const Ladder& ladder, LadderPhase phase, std::string reason, Instant now) {
    const LadderPolicy policy;
    const LadderFacts facts{now, {}};
    Run run(policy, ladder, facts);
    run.end(phase, std::move(reason));
    return run.take();
}

LadderMove paused(const Ladder& ladder, Instant now) {
    const LadderPolicy policy;
    const LadderFacts facts{now, {}};
    Run run(policy, ladder, facts);
    if (ladder.phase != LadderPhase::running) {
        run.note("duplicate", {}, "paused");
        return run.take();
    }
    run.ladder().phase = LadderPhase::paused;
    run.ladder().pausedAt = now;
    for (const LadderTimer& timer : timersOf(policy, ladder)) run.move().cancel.push_back(timer.key);
    run.note("paused");
    return run.take();
}

LadderMove resumed(const LadderPolicy& policy, const Ladder& ladder, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    if (ladder.phase != LadderPhase::paused) {
        run.note("duplicate", {}, "resumed");
        return run.take();
    }
    const Duration pause = std::max(Duration(0), facts.now - ladder.pausedAt);
    run.ladder().phase = LadderPhase::running;
    run.ladder().pausedAt = {};
    run.shift(pause, pause);
    run.note("resumed");
    run.move().set = timersOf(policy, run.ladder());
    return run.take();
}

LadderMove snoozed(const LadderPolicy& policy, const Ladder& ladder, Duration by, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    if (ladder.phase != LadderPhase::running || by <= Duration(0)) {
        run.note("duplicate", {}, "snoozed");
        return run.take();
    }
    for (const LadderTimer& timer : timersOf(policy, ladder)) run.move().cancel.push_back(timer.key);
    run.shift(by, Duration(0));
    for (Nudge& nudge : run.ladder().nudges) {
        if (nudge.state == NudgeState::planned && nudge.due >= run.ladder().deadline) nudge.state = NudgeState::suppressed;
    }
    run.note("snoozed", {}, {}, run.ladder().stepDue);
    run.move().set = timersOf(policy, run.ladder());
    return run.take();
}

LadderMove digested(const LadderPolicy& policy, const Ladder& ladder, const std::string& person, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    if (ladder.phase == LadderPhase::running) run.digest(person);
    return run.take();
}

LadderMove reprioritised(const LadderPolicy& policy, const Ladder& ladder, const std::string& severity, const LadderFacts& facts) {
    Run run(policy, ladder, facts);
    if (ladder.phase != LadderPhase::running) {
        run.note("duplicate", {}, "reprioritised");
        return run.take();
    }
    Ladder& now = run.ladder();
    run.move().cancel = {"end", stepKey(ladder)};
    run.unsetReminders();
    now.severity = severity;
    now.policy = policy.id;
    now.policyVersion = policy.version;
    now.variant = variantAt(policy, facts.now);
    now.deadline = facts.now + seconds(policy.maxTotalWaitSeconds);
    ++now.moves;
    const auto& steps = stepsOf(policy, now);
    now.step = std::min(now.step, static_cast<int>(steps.size()));
    const bool more = now.step < static_cast<int>(steps.size());
    now.stepDue = more ? std::min(now.deadline, facts.now + seconds(steps[static_cast<std::size_t>(now.step)].waitSeconds)) : now.deadline;
    run.set("end", now.deadline);
    if (now.stepDue < now.deadline) run.set(stepKey(now), now.stepDue);
    run.setReminders();
    run.note("reprioritised", {}, severity, now.stepDue);
    return run.take();
}

std::vector<LadderTimer> timersOf(const LadderPolicy& policy, const Ladder& ladder) {
    if (ladder.phase != LadderPhase::running) return {};
    std::vector<LadderTimer> out{{"end", ladder.deadline}};
    // A step that lasts to the end needs no timer of its own: its due is the end's.
    if (ladder.stepDue < ladder.deadline) out.push_back({stepKey(ladder), ladder.stepDue});
    const LadderFacts facts;
    const auto reminders = Run(policy, ladder, facts).reminders();
    out.insert(out.end(), reminders.begin(), reminders.end());
    for (const Nudge& nudge : ladder.nudges) {
        if (nudge.state == NudgeState::planned) out.push_back({nudgeKey(nudge), nudge.due});
        if (nudge.state == NudgeState::sent && hasReceipt(nudge)) out.push_back({receiptKey(nudge), nudge.at + seconds(policy.receiptSeconds)});
    }
    return out;
}

}  // namespace ok::oncall
