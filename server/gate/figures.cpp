// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/figures.h"

#include <algorithm>

namespace ok {
namespace {
// Problem codes come from handlers, a closed set; the bound is against a handler that makes codes up.
constexpr std::size_t maxCodes = 200;
}  // namespace

void FiguresBook::committed(std::size_t commands, std::size_t entries) {
    const std::lock_guard lock(m_mutex);
    ++m_figures.commits;
    m_figures.storeTrouble.clear();
    m_figures.lastBatch = commands;
    m_figures.entries += entries;
}

void FiguresBook::commitFailed(const std::string& cause) {
    const std::lock_guard lock(m_mutex);
    ++m_figures.failedCommits;
    m_figures.storeTrouble = cause;
}

void FiguresBook::duplicate() {
    const std::lock_guard lock(m_mutex);
    ++m_figures.duplicates;
}

void FiguresBook::answered(Duration latency, const CommandAnswer& answer) {
    const std::lock_guard lock(m_mutex);
    ++m_figures.commands;
    if (m_latencies.size() < latenciesKept) m_latencies.push_back(latency);
    else m_latencies[m_next++ % latenciesKept] = latency;
    if (answer.reply.ok()) return;
    const std::string& code = answer.reply.problem().code;
    if (m_figures.problemsByCode.size() < maxCodes || m_figures.problemsByCode.contains(code)) {
        ++m_figures.problemsByCode[code];
    }
}

GateFigures FiguresBook::read(std::size_t queueDepth) const {
    GateFigures out;
    std::vector<Duration> latencies;
    {
        const std::lock_guard lock(m_mutex);
        out = m_figures;
        latencies = m_latencies;
    }
    out.queueDepth = queueDepth;
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&latencies](std::size_t percent) {
        return latencies.empty() ? Duration{} : latencies[(latencies.size() - 1) * percent / 100];
    };
    out.latencyP50 = at(50);
    out.latencyP95 = at(95);
    out.latencyP99 = at(99);
    return out;
}

}  // namespace ok
