// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/outbox/retry.h"

#include <algorithm>
#include <cmath>

namespace ok::outbox {

Duration backoff(const RetryPolicy& policy, int attempts, double dice) {
    const double grown = static_cast<double>(policy.first.count()) * std::pow(policy.growth, std::max(0, attempts - 1));
    const double full = std::min(grown, static_cast<double>(policy.longest.count()));
    const double sure = full * (1 - policy.jitter);
    return Duration(static_cast<std::int64_t>(sure + full * policy.jitter * std::clamp(dice, 0.0, 1.0)));
}

RetryDecision afterAttempt(const RetryPolicy& policy, Outcome outcome, int attempts, Instant now, double dice,
                           std::optional<Duration> retryAfter) {
    using Next = RetryDecision::Next;
    if (outcome == Outcome::accepted) return {Next::done, {}};
    if (outcome == Outcome::refused) return {Next::dead, {}};
    if (outcome == Outcome::uncertain) return {Next::ask, {}};
    // Being told to slow down says nothing against the message: it does not use up its attempts, unless nobody says until when.
    const bool counts = outcome == Outcome::transient || (policy.throttledCounts && !retryAfter);
    if (counts && attempts >= policy.mostAttempts) return {Next::dead, {}};
    const Duration wait = backoff(policy, std::min(attempts, policy.mostAttempts), dice);
    return {Next::again, now + std::max(wait, retryAfter.value_or(Duration(0)))};
}

bool admit(Breaker& breaker, Instant now) {
    if (breaker.state == Breaker::State::open && now >= breaker.openUntil) {
        breaker.state = Breaker::State::half_open;
        breaker.trialOut = false;
    }
    if (breaker.state == Breaker::State::closed) return true;
    if (breaker.state == Breaker::State::open || breaker.trialOut) return false;
    breaker.trialOut = true;
    return true;
}

void record(Breaker& breaker, const BreakerPolicy& policy, Outcome outcome, Instant now) {
    if (outcome == Outcome::accepted || outcome == Outcome::refused) {
        breaker = Breaker{};
        return;
    }
    breaker.trialOut = false;
    if (outcome == Outcome::throttled && breaker.state == Breaker::State::closed) return;
    ++breaker.failures;
    if (breaker.state == Breaker::State::half_open || breaker.failures >= policy.failuresToOpen) {
        breaker.state = Breaker::State::open;
        breaker.openUntil = now + policy.openFor;
    }
}

int take(TokenBucket& bucket, int wanted, Instant now) {
    if (!bucket.filledAt.known()) bucket.filledAt = now;
    const double elapsed = static_cast<double>((now - bucket.filledAt).count()) / 1e6;
    if (elapsed > 0) {
        bucket.tokens = std::min(bucket.burst, bucket.tokens + elapsed * bucket.perSecond);
        bucket.filledAt = now;
    }
    const int taken = std::clamp(wanted, 0, static_cast<int>(bucket.tokens));
    bucket.tokens -= taken;
    return taken;
}

Instant nextToken(const TokenBucket& bucket, Instant now) {
    if (bucket.tokens >= 1) return now;
    const double missing = (1 - bucket.tokens) / std::max(bucket.perSecond, 1e-6);
    return bucket.filledAt + Duration(static_cast<std::int64_t>(std::ceil(missing * 1e6)));
}

void holdUntil(TokenBucket& bucket, Instant until) {
    if (bucket.filledAt.known() && bucket.filledAt >= until) return;
    bucket.tokens = 0;
    bucket.filledAt = until;
}

void learn(Share& share, Outcome outcome, Duration took) {
    const bool well = (outcome == Outcome::accepted || outcome == Outcome::refused) && took <= share.slow;
    share.allowed = well ? std::min(share.most, share.allowed + 1) : std::max(1, share.allowed / 2);
}

int roomIn(const Share& share, int inFlight, int freeWorkers) {
    if (freeWorkers <= 0) return 0;
    const int fair = std::max(freeWorkers / 2, inFlight == 0 ? 1 : 0);
    return std::max(0, std::min(share.allowed - inFlight, fair));
}

}  // namespace ok::outbox
