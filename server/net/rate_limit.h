// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How many requests a caller may make: a window of a minute for each key, told in the headers X-RateLimit-Limit, -Remaining
// and -Reset (seconds since 1970), and 429 with Retry-After beyond it. One place for every route: `limited` wraps a
// handler, so that no route can forget the headers.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "server/net/router.h"
#include "shared/base/window_counts.h"

namespace ok::net {

/// WindowCounts for many threads, with a clock.
class RateLimiter {
  public:
    explicit RateLimiter(std::function<Instant()> clock, Duration window = minutes(1), std::size_t mostKeys = 100'000)
        : m_clock(std::move(clock)), m_counts(window, mostKeys) {}
    [[nodiscard]] RateVerdict take(const std::string& key, int perWindow);

  private:
    std::function<Instant()> m_clock;
    std::mutex m_mutex;
    WindowCounts m_counts;
};

void setRateHeaders(HttpResponse& response, const RateVerdict& verdict, Instant now);

/// Whom to count a request for, and how many a minute; nothing: not counted.
struct RateKey {
    std::string key;
    int perMinute = 600;
};
using RateKeyOf = std::function<std::optional<RateKey>(const HttpRequest&)>;

/// Beyond the limit a request that was answered before is answered again (F04.R7.A7): a handler that sees this header answers from
/// memory or with 429.
inline constexpr std::string_view replayOnlyHeader = "X-OK-Replay-Only";
using MayReplay = std::function<bool(const HttpRequest&)>;

/// `handler` behind the limiter. For Router::wrapHandlers, or for one route. `mayReplay`: requests whose handler knows replayOnlyHeader.
[[nodiscard]] HttpHandler limited(HttpHandler handler, std::shared_ptr<RateLimiter> limiter, RateKeyOf keyOf, std::function<Instant()> clock, MayReplay mayReplay = {});

}  // namespace ok::net
