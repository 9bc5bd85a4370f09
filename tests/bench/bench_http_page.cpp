// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public page: a cached body of 30 kB over plain HTTP keep-alive, one io thread, 32 connections with one request in
// flight each. Promised: 5,000 requests a second on one core. The load generator uses the other core; where there is none
// to spare, the figure by CPU time of the io thread says what the server itself costs.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <future>

#include "server/net/net_server.h"
#include "tests/support/load_clients.h"

namespace {

constexpr std::size_t clients = 32;
constexpr std::size_t requests = 100'000;
constexpr double bound = 5'000;

// CPU seconds the io thread has used.
double ioThreadCpu(ok::net::NetServer& server) {
    std::promise<double> answer;
    server.timers().post([&answer] {
        rusage u{};
        getrusage(RUSAGE_THREAD, &u);
        answer.set_value(static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
                         static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6);
    });
    return answer.get_future().get();
}

}  // namespace

int main() {
    using namespace ok::net;
    Router router;
    const auto page = std::make_shared<const std::string>(30'000, 'p');
    router.get("/o/{utility}", [page](const HttpRequest&, Responder respond) {
        respond(HttpResponse::cached("text/html; charset=utf-8", page));
    });
    NetOptions options;
    options.limits.requestsPerConnection = requests;
    options.now = [] { return ok::Instant::fromSeconds(1'727'400'000); };
    NetServer server(options, std::move(router));
    if (!server.start().ok()) return 1;

    const std::string request =
        "GET /o/sample HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
        "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip\r\n\r\n";
    ok::test::LoadClients load;
    for (std::size_t i = 0; i < clients; ++i) {
        if (!load.add(server.port(), request)) return 1;
    }
    const std::size_t answerBytes = load.headBytes(0) + page->size();
    std::vector<std::size_t> left(clients);
    for (std::size_t i = 0; i < clients; ++i) left[i] = page->size() - load.surplus(i);
    std::size_t done = 0, sent = clients;
    const auto account = [&](std::size_t client, std::size_t bytes) {
        left[client] -= std::min(bytes, left[client]);
        if (left[client] > 0) return;
        ++done;
        if (sent >= requests) return;
        ++sent;
        left[client] = answerBytes;
        load.send(client, request);
    };
    const double cpuBefore = ioThreadCpu(server);
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < clients; ++i) {
        if (left[i] == 0) account(i, 0);  // its first answer came whole with its head
    }
    while (done < requests) {
        if (!load.poll(account)) return std::fputs("bench http_page: a connection was closed\n", stderr), 1;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const double cpu = ioThreadCpu(server) - cpuBefore;
    const double rate = static_cast<double>(requests) / took.count();
    const double perCpu = static_cast<double>(requests) / cpu;
    std::printf("bench http_page: figure=%.0f unit=requests/s bound=%.0f ratio=%.1f %s\n", rate, bound, rate / bound,
                rate >= bound ? "ok" : "SLOW");
    std::printf("bench http_page_cpu: figure=%.0f unit=requests/core_second bound=%.0f ratio=%.1f %s\n", perCpu, bound,
                perCpu / bound, perCpu >= bound ? "ok" : "SLOW");
    return 0;
}
