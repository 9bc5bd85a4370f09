// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A town reloads the outage page: requests a second for one core of the server (its CPU time is what counts; the
// clients are another process), and the size of the page in a bad storm.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>

#include "server/comms/public_pages.h"
#include "server/net/net_server.h"
#include "shared/comms/public_page.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace {

using namespace ok;
constexpr int clients = 4;
constexpr int requestsEach = 5'000;

comms::PageModel storm() {
    comms::PageModel m{"Bluegrass Electric", "bluegrass", "America/New_York", "555-0100", "", false,
                       Instant::fromSeconds(1'727'000'000), {}, {}};
    for (int i = 0; i < 300; ++i) {
        comms::PageArea a;
        a.id = std::to_string(1000 + i);
        a.name = "Area " + std::to_string(i);
        a.customersOut = 10 + i * 13 % 4000;
        const LonLat at{-84.5 + std::sin(i * 2.4), 37.8 + std::cos(i * 2.4) * 0.6};
        a.boundary = hullAround(std::vector<LonLat>{at, {at.lon + 0.03, at.lat + 0.02}}, 800);
        m.areas.push_back(std::move(a));
    }
    return m;
}

double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int load(std::uint16_t port) {
    std::vector<std::thread> threads;
    std::atomic<int> bad{0};
    for (int c = 0; c < clients; ++c) {
        threads.emplace_back([port, &bad] {
            test::HttpClient client({.port = port});
            for (int i = 0; i < requestsEach; ++i) {
                const auto answer = client.get("/o/bluegrass", {{"Accept-Encoding", "gzip"}});
                if (!answer.ok() || answer->status != 200) ++bad;
            }
        });
    }
    for (auto& t : threads) t.join();
    return bad == 0 ? 0 : 1;
}

}  // namespace

int main() {
    int toChild[2];
    if (pipe(toChild) != 0) return 1;
    const pid_t child = fork();  // before any thread exists
    if (child == 0) {
        std::uint16_t port = 0;
        if (read(toChild[0], &port, sizeof port) != sizeof port) _exit(1);
        _exit(load(port));
    }
    const test::TempDir dir;
    const std::string path = dir.file("bench.db");
    auto writer = openSqliteStore(path);
    const comms::PageModel model = storm();
    TenantProfile profile;
    profile.slug = "bluegrass";
    comms::PublicPages pages({[&] { return (*writer)->openReader(); }, [&] { return std::vector{profile}; },
                              [&](Store&, const TenantProfile&) -> Result<comms::PageModel> { return model; },
                              [] { return Instant::fromSeconds(1'727'000'100); }});
    net::Router router;
    pages.addRoutes(router);
    net::NetServer server(net::NetOptions{}, std::move(router));
    if (!pages.start().ok() || !server.start().ok()) return 1;
    const double cpuBefore = cpuSeconds();
    const auto start = std::chrono::steady_clock::now();
    const std::uint16_t port = server.port();
    if (write(toChild[1], &port, sizeof port) != sizeof port) return 1;
    int status = 1;
    waitpid(child, &status, 0);
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double cpu = cpuSeconds() - cpuBefore;
    constexpr double total = clients * requestsEach;
    const double rate = total / cpu;
    constexpr double bound = 5'000;
    std::printf("bench public_page: figure=%.0f unit=requests/s_a_core bound=%.0f ratio=%.1f %s (%.0f/s by the clock, errors %d)\n",
                rate, bound, rate / bound, rate >= bound && status == 0 ? "ok" : "SLOW", total / wall, status);
    const std::size_t size = comms::publicPage(model, comms::Language::en, 1, Instant::fromSeconds(1'727'000'100)).size();
    std::printf("bench public_page_size: figure=%zu unit=bytes bound=%zu ratio=%.1f %s\n", size, comms::largestPage,
                static_cast<double>(comms::largestPage) / static_cast<double>(size), size <= comms::largestPage ? "ok" : "SLOW");
    return status == 0 && rate >= bound && size <= comms::largestPage ? 0 : 1;
}
