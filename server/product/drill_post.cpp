// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/drill_post.h"

#include <csignal>
#include <cstdio>
#include <fstream>

#include "server/product/installation_keys.h"

namespace ok {

DrillPost::DrillPost(drill::ProviderOptions options) : m_clock(options.clock), m_provider(std::move(options)) {}

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

int drillPostMain(const DrillPostMainOptions& options) {
    const auto secrets = loadOrMakeDrillSecrets(options.dataDir / "drill", options.dice);
    const auto complain = [](const Problem& why) {
        std::fprintf(stderr, "outagekit-server: %s (%s)\n", why.message.c_str(), why.code.c_str());
        return 1;
    };
    if (!secrets.ok()) return complain(secrets.problem());
    DrillPost post({.authToken = secrets->providerToken, .clock = options.clock, .journal = options.journal});
    if (auto started = post.start(); !started.ok()) return complain(started.problem());
    if (!options.portFile.empty()) {
        std::ofstream(options.portFile + ".new", std::ios::trunc) << post.url() << "\n";
        std::rename((options.portFile + ".new").c_str(), options.portFile.c_str());
    }
    std::fprintf(stderr, "outagekit-server: the drill provider listens on %s\n", post.url().c_str());
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    int got = 0;
    sigwait(&signals, &got);
    return 0;
}

}  // namespace ok
