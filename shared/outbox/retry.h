// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// When to try again, when to stop trying, and when to leave a provider alone for a while. Pure: the clock and the dice
// (a number in [0, 1)) are arguments, so every decision here can be tested by a literal.
#pragma once
#include <optional>
#include <string>

#include "shared/base/instant.h"
#include "shared/base/json.h"

namespace ok::outbox {

/// What one attempt to hand a message over came to.
enum class Outcome {
    accepted,   ///< the provider has it; a receipt may follow
    refused,    ///< it will never take this one (bad number, STOP list): trying again changes nothing
    transient,  ///< it could not now (connection refused, 5xx, 4yz)
    throttled,  ///< it asks us to slow down (429)
    uncertain   ///< it was handed over and no answer came: it may have been taken
};
BOOST_DESCRIBE_ENUM(Outcome, accepted, refused, transient, throttled, uncertain)

struct RetryPolicy {
    int mostAttempts = 8;
    Duration first = seconds(5);
    double growth = 3;
    Duration longest = minutes(30);
    double jitter = 0.5;  ///< share of the delay that dice decide: spreads a crowd of retries
    bool throttledCounts = false;  ///< being told to slow down uses up an attempt, unless the provider says when to come back
};

/// Messages to customers (F05.R4.A4): what cannot be delivered within half a minute of trying is told to people rather than tried all
/// night, because an old update is a wrong one. A provider that is down is left alone by its breaker: that uses up no attempts.
[[nodiscard]] inline RetryPolicy customerRetry() {
    return {.mostAttempts = 5, .first = seconds(2), .growth = 2, .longest = minutes(5), .jitter = 0.25, .throttledCounts = true};
}

struct RetryDecision {
    enum class Next { done, again, dead, ask } next = Next::done;  ///< ask: look it up at the provider, never resend blindly
    Instant at;                                                    ///< of `again`
};

/// `attempts` counts the one just made. `retryAfter` is the provider's own wish and is never undercut.
[[nodiscard]] RetryDecision afterAttempt(const RetryPolicy& policy, Outcome outcome, int attempts, Instant now, double dice,
                                         std::optional<Duration> retryAfter = {});
/// The delay before the attempt after `attempts` failed ones.
[[nodiscard]] Duration backoff(const RetryPolicy& policy, int attempts, double dice);

struct BreakerPolicy {
    int failuresToOpen = 5;        ///< in a row
    Duration openFor = seconds(30);
};

/// One provider's circuit breaker. A value: the caller keeps it and passes it through the functions below.
struct Breaker {
    enum class State { closed, open, half_open } state = State::closed;
    int failures = 0;
    Instant openUntil;
    bool trialOut = false;  ///< half open lets one trial through at a time
    bool operator==(const Breaker&) const = default;
};

/// May an attempt start now? An open breaker whose time is over becomes half open and lets one trial through.
[[nodiscard]] bool admit(Breaker& breaker, Instant now);
/// A refusal of one message is the provider working well, so it counts as a success here.
void record(Breaker& breaker, const BreakerPolicy& policy, Outcome outcome, Instant now);

/// Messages a second, with a burst. `take` answers how many of `wanted` may go now.
struct TokenBucket {
    double perSecond = 50;
    double burst = 50;
    double tokens = 50;
    Instant filledAt;
};
[[nodiscard]] int take(TokenBucket& bucket, int wanted, Instant now);
/// When the next token will be there.
[[nodiscard]] Instant nextToken(const TokenBucket& bucket, Instant now);
/// The provider asked for quiet until then: no token before, and no burst after.
void holdUntil(TokenBucket& bucket, Instant until);

/// How many hand-overs one provider may have under way. Halves with each that is slow or fails, grows by one with each that
/// is quick: a provider that hangs soon holds one worker instead of all of them.
struct Share {
    int most = 8;
    int allowed = 8;
    Duration slow = seconds(2);
    bool operator==(const Share&) const = default;
};
void learn(Share& share, Outcome outcome, Duration took);
/// How many more may start: within what the lane is allowed, and at most half of the workers that are free, so that whoever
/// comes first leaves some to the others.
[[nodiscard]] int roomIn(const Share& share, int inFlight, int freeWorkers);

}  // namespace ok::outbox
