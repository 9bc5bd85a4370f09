// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The escalation ladder: whom to ask for an approval, how, and whom next when nobody answers (F06.R2, F06.R3, F05.R7). A pure state
// machine: state, event and facts go in; the new state, what to send, which timers to set and cancel, and why, come out. The server
// keeps the state in its log and the timers in its table, so a crash loses nothing: timersOf() says again what is due. Every timer has a
// key that fits one moment of one state: the same event twice changes nothing the second time. Breach is not expiry (digest C24): a
// step that was not answered goes on to the next one, only the whole wait ends the ladder.
#pragma once
#include <functional>

#include "shared/oncall/local_moment.h"

namespace ok::oncall {

struct LadderStep {
    std::vector<std::string> targets;     ///< `team:storm/primary`, `role:duty_manager`, `user:<id>`: the server says who that is
    std::vector<std::string> channels;    ///< `push`, `sms`, `email`, `voice`
    int waitSeconds = 300;
    int acknowledgements = 1;             ///< so many people who say "I am on it" hold the ladder here; 0: only a decision does
    std::vector<int> remindBeforeSeconds = {}; ///< whoever was asked and said nothing is reminded once so long before the step ends (F01.R5.A2)
    bool takesOver = false;               ///< whoever was asked on earlier steps cannot decide any more from here on (F01.R5.A3)
    bool operator==(const LadderStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderStep, (), (targets, channels, waitSeconds, acknowledgements, remindBeforeSeconds, takesOver))

/// Other steps at other times of day, local to the policy's zone; over midnight where from > to. Weekdays of the moment, 0 Sunday.
struct LadderVariant {
    std::string id;
    int fromMinute = 0, toMinute = 0;
    std::vector<int> weekdays;            ///< empty: all
    std::vector<LadderStep> steps;
    bool operator==(const LadderVariant&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderVariant, (), (id, fromMinute, toMinute, weekdays, steps))

struct LadderPolicy {
    std::string id, zone = "UTC";
    int version = 0;
    std::vector<LadderStep> steps;
    std::vector<LadderVariant> variants;  ///< the first that fits counts
    int maxTotalWaitSeconds = 1'200;
    int decideWithinSeconds = 600;        ///< after enough acknowledgements, before the ladder goes on after all
    int retrySeconds = 120, attempts = 5; ///< at 0, 2, 4, 8, 16 minutes, a tenth more or less
    int criticalAttempts = 4;             ///< at least so many before the end when it is critical
    int receiptSeconds = 30;              ///< then the next provider, then the next channel
    std::map<std::string, int> providers; ///< by channel; 1 where nothing is said
    bool criticalBypassesQuiet = true;
    int mostNudges = 3, criticalExtra = 2, windowSeconds = 900;   ///< a person, over all requests
    int joinSeconds = 300;                ///< requests about one incident that come so close together are one message to a person; 0: never
    std::vector<std::string> tellWhenExceeded;   ///< connectors of alerts (`alert_slack`) that hear of the end without a decision
    bool operator==(const LadderPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderPolicy, (), (id, zone, version, steps, variants, maxTotalWaitSeconds, decideWithinSeconds, retrySeconds, attempts, criticalAttempts,
                                         receiptSeconds, providers, criticalBypassesQuiet, mostNudges, criticalExtra, windowSeconds, joinSeconds, tellWhenExceeded))
[[nodiscard]] Status check(const LadderPolicy& policy);

/// Somebody whom a target means, as things are now.
struct Candidate {
    std::string person;                   ///< one id a human being, however many accounts
    std::string skip;                     ///< why they cannot decide: `self_approval`, `restricted_group`, `inactive`; empty: they can
    std::vector<std::string> channels;    ///< enabled, the liked ones first
    std::string zone = "UTC";
    int quietFrom = 0, quietTo = 0;       ///< local minutes; equal: never quiet
    std::vector<std::string> quietChannels;   ///< silent then; empty: all
    std::vector<Instant> nudged;          ///< of all requests, lately
};

struct LadderFacts {
    Instant now;
    std::function<std::vector<Candidate>(const std::string& target)> candidates;
};

enum class LadderPhase { running, paused, decided, cancelled, exceeded };
BOOST_DESCRIBE_ENUM(LadderPhase, running, paused, decided, cancelled, exceeded)
enum class NudgeState { planned, sent, delivered, failed, cancelled, suppressed };
BOOST_DESCRIBE_ENUM(NudgeState, planned, sent, delivered, failed, cancelled, suppressed)

/// One attempt to reach one person. The key goes with it to the provider: the second copy after a failover carries the same (G3).
struct Nudge {
    std::string key, person, target, channel;   ///< channel: of the last copy
    int step = 0, attempt = 0, provider = 0;
    NudgeState state = NudgeState::planned;
    Instant due, at;                      ///< at: of the last word about it
    std::int64_t sequence = 0;            ///< of the provider's last word
    bool operator==(const Nudge&) const = default;
};
BOOST_DESCRIBE_STRUCT(Nudge, (), (key, person, target, channel, step, attempt, provider, state, due, at, sequence))

struct Acknowledgement {
    std::string person, channel;
    int step = 0;
    Instant at;
    bool operator==(const Acknowledgement&) const = default;
};
BOOST_DESCRIBE_STRUCT(Acknowledgement, (), (person, channel, step, at))

struct Ladder {
    std::string id, policy, variant, severity;   ///< id: of the approval request; severity `critical` is the special one
    int policyVersion = 0;
    LadderPhase phase = LadderPhase::running;
    std::string reason;                   ///< of the end
    int step = 0;                         ///< behind the last: everybody was asked
    int moves = 0;                        ///< how often the step's timer was set anew: part of its key
    Instant startedAt, stepAt, stepDue, deadline, pausedAt;
    std::vector<Acknowledgement> acknowledged;
    std::vector<Nudge> nudges;
    std::vector<int> reminded = {};       ///< thresholds of this step that were told
    bool operator==(const Ladder&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ladder, (), (id, policy, variant, severity, policyVersion, phase, reason, step, moves, startedAt, stepAt, stepDue, deadline, pausedAt, acknowledged, nudges, reminded))

struct LadderTimer {
    std::string key;                      ///< `step/3`, `nudge/<key>/1`, `receipt/<key>/0`, `remind/3/60`, `end`
    Instant due;
    auto operator<=>(const LadderTimer&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderTimer, (), (key, due))

struct ToSend {
    std::string nudge, person, channel;
    int provider = 0, step = 0, attempt = 0;
    bool operator==(const ToSend&) const = default;
};
BOOST_DESCRIBE_STRUCT(ToSend, (), (nudge, person, channel, provider, step, attempt))

/// Attempts from here on are reminders before a step ends.
inline constexpr int firstReminder = 1'000;

/// For the log and the screen: `step_entered`, `step_skipped`, `candidate_skipped`, `sent`, `failover`, `quiet`, `channel_quiet` (this way
/// alone is silent, F05.R7.A2), `throttled`, `throttle_bypassed`, `deduplicated`, `coalesced`, `digest`, `reminded`, `acknowledged`, `held`,
/// `taken_over`, `duplicate`, `ended`.
struct LadderNote {
    std::string what, person, reason;
    int step = 0;
    Instant until;                        ///< quiet, throttled: when next
    bool operator==(const LadderNote&) const = default;
};
BOOST_DESCRIBE_STRUCT(LadderNote, (), (what, person, reason, step, until))

struct LadderMove {
    Ladder ladder;
    std::vector<ToSend> send;
    std::vector<std::string> cancel;      ///< keys of timers; before those of `set`
    std::vector<LadderTimer> set;
    std::vector<LadderNote> notes;
};

struct LadderStart {
    std::string id, severity;
};
[[nodiscard]] LadderMove start(const LadderPolicy& policy, const LadderStart& request, const LadderFacts& facts);
/// A key that does not fit the state any more is a `duplicate`: nothing happens.
[[nodiscard]] LadderMove timerDue(const LadderPolicy& policy, const Ladder& ladder, std::string_view key, const LadderFacts& facts);
[[nodiscard]] LadderMove acknowledge(const LadderPolicy& policy, const Ladder& ladder, const std::string& person, const std::string& channel, const LadderFacts& facts);
struct Receipt {
    std::string nudge;
    bool delivered = false;               ///< else: it is certain that it was not
    Instant at;
    std::int64_t sequence = 0;
};
[[nodiscard]] LadderMove receipt(const LadderPolicy& policy, const Ladder& ladder, const Receipt& word, const LadderFacts& facts);
/// The quorum is complete, somebody rejected, the request or its incident is gone: every timer is cancelled.
[[nodiscard]] LadderMove ended(const Ladder& ladder, LadderPhase phase, std::string reason, Instant now);
[[nodiscard]] LadderMove paused(const Ladder& ladder, Instant now);
/// Everything that was to come moves by as long as it was paused.
[[nodiscard]] LadderMove resumed(const LadderPolicy& policy, const Ladder& ladder, const LadderFacts& facts);
/// Puts off the step and what was planned, never beyond the end (digest C24).
[[nodiscard]] LadderMove snoozed(const LadderPolicy& policy, const Ladder& ladder, Duration by, const LadderFacts& facts);
/// What was put off for this person because of too many goes with others in one message: it does not leave by itself (F06.R3.A7).
[[nodiscard]] LadderMove digested(const LadderPolicy& policy, const Ladder& ladder, const std::string& person, const LadderFacts& facts);
/// Another severity or policy: the step's wait begins anew under it, from now (F05.R7.A5).
[[nodiscard]] LadderMove reprioritised(const LadderPolicy& policy, const Ladder& ladder, const std::string& severity, const LadderFacts& facts);

/// What is pending: after a crash these are set again.
[[nodiscard]] std::vector<LadderTimer> timersOf(const LadderPolicy& policy, const Ladder& ladder);

}  // namespace ok::oncall
