// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/net/rate_limit.h"

#include <algorithm>

namespace ok::net {

RateVerdict RateLimiter::take(const std::string& key, int perWindow) {
    const Instant now = m_clock();
    const std::lock_guard lock(m_mutex);
    return m_counts.take(key, perWindow, now);
}

void setRateHeaders(HttpResponse& response, const RateVerdict& verdict, Instant now) {
    const std::int64_t reset = verdict.resetAt.wholeSeconds() + 1;
    response.headers.set("X-RateLimit-Limit", std::to_string(verdict.limit));
    response.headers.set("X-RateLimit-Remaining", std::to_string(verdict.remaining));
    response.headers.set("X-RateLimit-Reset", std::to_string(reset));
    if (!verdict.allowed) response.headers.set("Retry-After", std::to_string(std::max<std::int64_t>(1, reset - now.wholeSeconds())));
}

HttpHandler limited(HttpHandler handler, std::shared_ptr<RateLimiter> limiter, RateKeyOf keyOf, std::function<Instant()> clock, MayReplay mayReplay) {
    return [handler = std::move(handler), limiter = std::move(limiter), keyOf = std::move(keyOf), clock = std::move(clock),
            mayReplay = std::move(mayReplay)](const HttpRequest& request, Responder respond) {
        const auto key = keyOf(request);
        if (!key) return handler(request, std::move(respond));
        const RateVerdict verdict = limiter->take(key->key, key->perMinute);
        const bool replay = !verdict.allowed && mayReplay && mayReplay(request);
        if (!verdict.allowed && !replay) {
            auto refusal = HttpResponse::problem(429, ok::problem("rate_limited", "too many requests: wait until the time in X-RateLimit-Reset"));
            setRateHeaders(refusal, verdict, clock());
            return respond(std::move(refusal));
        }
        Responder counted([inner = std::move(respond), verdict, clock](HttpResponse response) mutable {
            setRateHeaders(response, verdict, clock());
            inner(std::move(response));
        });
        if (!replay) return handler(request, std::move(counted));
        HttpRequest again = request;
        again.headers.set(replayOnlyHeader, "yes");
        handler(again, std::move(counted));
    };
}

}  // namespace ok::net
