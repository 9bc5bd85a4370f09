// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Counting connections and answers.
#include "server/net/server_core.h"

namespace ok::net {

metrics::Counter& NetMetrics::byClass(const char* label) {
    return metrics::counter("ok_http_responses_total", "answers by class of status", {{"status", label}});
}

metrics::Counter& NetMetrics::responses(int status) {
    return status >= 100 && status < 600 ? *m_byClass[status / 100] : *m_byClass[0];
}

metrics::Counter& NetMetrics::refused(std::string_view code) {
    return metrics::counter("ok_http_refused_total", "requests refused before any handler, by problem code",
                            {{"code", std::string(code)}});
}

ConnectionSlot ConnectionSlot::take(std::shared_ptr<ServerCore> core) {
    ConnectionSlot slot;
    if (core->connections.fetch_add(1) >= core->options.limits.connections) {
        core->connections.fetch_sub(1);
        core->metrics.rejectedConnections.add();
        return slot;
    }
    core->metrics.connections.add();
    slot.m_core = std::move(core);
    return slot;
}

ConnectionSlot& ConnectionSlot::operator=(ConnectionSlot&& other) noexcept {
    release();
    m_core = std::move(other.m_core);
    return *this;
}

void ConnectionSlot::release() {
    if (!m_core) return;
    m_core->metrics.connections.sub();
    if (m_core->connections.fetch_sub(1) == 1) {
        const std::lock_guard lock(m_core->idleMutex);
        m_core->idle.notify_all();
    }
    m_core.reset();
}

}  // namespace ok::net
