// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The audience of the largest broadcast: 2,000,000 affected accounts, three channels, one core, at most one second.
#include <chrono>
#include <cstdio>
#include <random>

#include "shared/comms/audience.h"

int main() {
    using namespace ok;
    using namespace ok::comms;
    constexpr std::uint32_t people = 2'000'000;
    std::mt19937 dice(20240926);
    std::vector<AudienceRow> rows(people);
    for (std::uint32_t i = 0; i < people; ++i) {
        AudienceRow& r = rows[i];
        r.account = i;
        // One phone in ten is shared by two accounts; contacts are not in account order.
        const auto phone = static_cast<std::uint32_t>(1 + dice() % (people * 9 / 10));
        r.contact = {phone, static_cast<std::uint32_t>(people + 1 + dice() % people), phone};
        r.optedIn = {dice() % 2 == 0, dice() % 3 == 0, dice() % 5 == 0};
        r.zone = static_cast<std::uint16_t>(dice() % 2);
        if (dice() % 20 == 0) {
            r.quietFrom = static_cast<std::int16_t>(20 * 60 + dice() % 180);
            r.quietTo = 7 * 60;
        }
    }
    std::vector<std::uint8_t> stopped(2 * people + 1, 0);
    for (std::uint32_t i = 0; i < people / 50; ++i) stopped[1 + dice() % people] = 1;
    const std::vector<std::string> zones = {"America/New_York", "America/Chicago"};
    AudienceQuestion q;
    q.rows = rows;
    q.zones = zones;
    q.contacts = 2 * people + 1;
    q.stopped[0] = stopped;
    q.now = *parseIso("2024-09-27T02:30:00Z");
    double best = 1e9;
    std::size_t messages = 0;
    for (int round = 0; round < 3; ++round) {
        const auto start = std::chrono::steady_clock::now();
        messages = findAudience(q).recipients.size();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    constexpr double bound = 1.0;
    std::printf("bench audience: figure=%.3f unit=s_for_2M_accounts bound=%.1f ratio=%.1f %s (%zu messages)\n", best, bound,
                bound / best, best <= bound ? "ok" : "SLOW", messages);
    return best <= bound ? 0 : 1;
}
