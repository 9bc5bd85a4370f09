// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/window_counts.h"

#include <algorithm>

namespace ok {

RateVerdict WindowCounts::take(const std::string& key, int perWindow, Instant now) {
    if (m_windows.size() >= m_mostKeys && !m_windows.contains(key)) {
        std::erase_if(m_windows, [&](const auto& row) { return now - row.second.began >= m_window; });
    }
    Window& window = m_windows[m_windows.size() >= m_mostKeys && !m_windows.contains(key) ? std::string() : key];
    if (!window.began.known() || now - window.began >= m_window || now < window.began) window = {now, 0};
    RateVerdict out{.allowed = window.taken < perWindow, .limit = perWindow, .resetAt = window.began + m_window};
    if (out.allowed) ++window.taken;
    out.remaining = std::max(0, perWindow - window.taken);
    return out;
}

Status WindowCounts::allow(const std::string& key, int perWindow, Instant now) {
    if (take(key, perWindow, now).allowed) return {};
    return problem("rate_limited", "this was asked too often: wait a minute", {{"allowed", std::to_string(perWindow)}});
}

}  // namespace ok
