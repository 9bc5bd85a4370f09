// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. One move of a ladder while it is worked out: the state it begins with, and what comes of an event.
#pragma once
#include "shared/oncall/ladder.h"

namespace ok::oncall {

/// Of the variant that holds for this ladder.
[[nodiscard]] const std::vector<LadderStep>& stepsOf(const LadderPolicy& policy, const Ladder& ladder);
[[nodiscard]] std::string variantAt(const LadderPolicy& policy, Instant now);
[[nodiscard]] std::string stepKey(const Ladder& ladder);
[[nodiscard]] std::string nudgeKey(const Nudge& nudge);
/// Nobody says whether a mail or a chat was read.
[[nodiscard]] bool hasReceipt(const Nudge& nudge);
[[nodiscard]] std::string receiptKey(const Nudge& nudge);

class Run {
  public:
    Run(const LadderPolicy& policy, const Ladder& ladder, const LadderFacts& facts) : m_policy(policy), m_facts(facts) { m_move.ladder = ladder; }

    LadderMove take() { return std::move(m_move); }
    Ladder& ladder() { return m_move.ladder; }
    [[nodiscard]] const std::vector<LadderStep>& steps() const { return stepsOf(m_policy, m_move.ladder); }
    void note(std::string what, std::string person = {}, std::string reason = {}, Instant until = {});
    /// Goes to the first step from `index` at which somebody can be reached; the empty ones are passed at once.
    void enter(int index);
    void due(std::string_view key);
    void acknowledge(const std::string& person, const std::string& channel);
    void receipt(const Receipt& word);
    void end(LadderPhase phase, std::string reason);
    /// Thresholds that are still to come, of the step as it is now; a step that lasts to the end is reminded of too.
    [[nodiscard]] std::vector<LadderTimer> reminders() const;
    void setReminders();
    void unsetReminders();
    /// What is planned for one person because of the throttle is left out: another message says it.
    void digest(const std::string& person);
    /// Everything to come, later.
    void shift(Duration by, Duration endBy);
    void set(std::string key, Instant at) { m_move.set.push_back({std::move(key), at}); }
    /// A timer that this very move has set was never there.
    void unset(const std::string& key);
    LadderMove& move() { return m_move; }
    void sendDue();

  private:
    [[nodiscard]] bool critical() const { return m_move.ladder.severity == "critical"; }

    /// Whoever was asked on this step and said nothing hears how long is left; the step's end stays where it is (F01.R5.A2).
    void remind(std::string_view key);
    [[nodiscard]] bool hasSaid(const std::string& person) const;
    std::vector<std::pair<std::string, Candidate>> reachable(const LadderStep& step);
    /// Channels of the step that this person likes, best first, without those that are silent now.
    std::vector<std::string> openChannels(const Candidate& who, const LadderStep& step, Instant at) const;
    Instant firstFree(const Candidate& who, const LadderStep& step) const;
    /// 0, 2, 4, 8, 16 minutes; a critical one closer together where the end is near.
    std::vector<Duration> offsets() const;
    void plan(const std::string& target, const Candidate& who, const LadderStep&);
    const LadderStep* stepOf(const Nudge& nudge) const;
    void attempt(Nudge& nudge);
    /// Ways of this step that this person likes and that are silent now: nothing leaves by them (F05.R7.A2).
    void noteSilent(const Candidate& who, const LadderStep& step, const std::vector<std::string>& open);
    /// The backup after two minutes is not needed when the first has arrived.
    [[nodiscard]] bool alreadyReached(const Nudge& nudge) const;
    void defer(Nudge& nudge, Instant until, const char* why);
    /// Unknown: it may leave now.
    Instant throttledUntil(const Candidate& who);
    void send(Nudge& nudge);
    void failOver(Nudge& nudge);
    /// What failed for good is followed at once by the next attempt, which goes another way.
    void promote(const Nudge& failed);
    void drop(Nudge& nudge, NudgeState state);

    const LadderPolicy& m_policy;
    const LadderFacts& m_facts;
    LadderMove m_move;
};

}  // namespace ok::oncall
