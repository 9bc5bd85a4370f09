// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/drill_post.h"

namespace ok {

DrillPost::DrillPost(std::string authToken, std::function<Instant()> clock)
    : m_clock(clock), m_provider({.authToken = std::move(authToken), .clock = clock}) {}

DrillPost::~DrillPost() { stop(); }

Status DrillPost::start() {
    net::Router router;
    m_provider.addRoutes(router);
    m_net = std::make_unique<net::NetServer>(net::NetOptions{.now = m_clock}, std::move(router));
    OK_TRY(m_net->start());
    m_courier = std::thread([this] { deliverReceipts(); });
    return {};
}

void DrillPost::deliverReceipts() {
    std::size_t seen = 0;
    while (!m_stopping) {
        if (!m_provider.waitForTaken(seen + 1, std::chrono::milliseconds(250))) continue;
        seen = m_provider.takenCount();
        m_provider.sendReceipts();
    }
}

void DrillPost::stop() {
    m_stopping = true;
    if (m_courier.joinable()) m_courier.join();
    if (m_net) m_net->stop();
}

std::string DrillPost::url() const { return "http://127.0.0.1:" + std::to_string(m_net->port()); }

}  // namespace ok
