// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How often something may be done in a window of time, counted for each key: requests of a caller, questions of a person. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok {

struct RateVerdict {
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    Instant resetAt;
};

/// Bounded: beyond `mostKeys` the windows that are over go; if none is, strangers share one.
class WindowCounts {
  public:
    explicit WindowCounts(Duration window = minutes(1), std::size_t mostKeys = 100'000) : m_window(window), m_mostKeys(mostKeys) {}
    [[nodiscard]] RateVerdict take(const std::string& key, int perWindow, Instant now);
    /// The same, with Problem `rate_limited` beyond it.
    [[nodiscard]] Status allow(const std::string& key, int perWindow, Instant now);

  private:
    struct Window {
        Instant began;
        int taken = 0;
    };
    Duration m_window;
    std::size_t m_mostKeys;
    std::unordered_map<std::string, Window> m_windows;
};

}  // namespace ok
