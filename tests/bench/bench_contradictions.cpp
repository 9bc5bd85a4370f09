// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a send to 500,000 accounts would contradict, with three earlier updates to all of them: a quarter of a second, on one core. The
// second figure is the way from ids to numbers for one of them, the third all of it together.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "shared/comms/live_claims.h"

namespace ok::comms {
namespace {

constexpr std::uint32_t people = 500'000;

std::vector<AccountId> town() {
    std::mt19937_64 dice(20240926);
    std::vector<AccountId> out(people);
    for (AccountId& id : out) {
        UuidBytes bytes{};
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice());
        id = AccountId{uuidV4(bytes)};
    }
    return out;
}

template <class Work>
double best(Work work) {
    double out = 1e9;
    for (int round = 0; round < 3; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work();
        out = std::min(out, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return out;
}

bool say(const char* name, double ms, double bound) {
    std::printf("bench %s: figure=%.1f unit=ms bound=%.0f ratio=%.2f %s\n", name, ms, bound, bound / ms, ms <= bound ? "ok" : "SLOW");
    return ms <= bound;
}

LiveUpdate told(int n, const std::vector<std::uint32_t>& order, Instant noon) {
    LiveUpdate out;
    out.broadcast = BroadcastId{uuidV4({static_cast<std::uint8_t>(n)})};
    out.incident = IncidentId{uuidV4({1})};
    out.writtenAt = out.sentAt = noon + minutes(n);
    out.claim = claimOf(UpdateKind::eta_set, {noon + hours(n), noon + hours(n), EtaConfidence::high}, out.writtenAt);
    for (const std::uint32_t account : order) out.told.push_back({account, bitOf(Channel::sms), static_cast<ChannelBits>(account % 3 == 0 ? bitOf(Channel::email) : 0)});
    return out;
}

}  // namespace
}  // namespace ok::comms

int main() {
    using namespace ok;
    using namespace ok::comms;
    const Instant noon = Instant::fromMicros(1'727'000'000'000'000);
    const std::vector<AccountId> ids = town();
    std::vector<std::uint32_t> order(people);
    for (std::uint32_t i = 0; i < people; ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), std::mt19937(7));
    const NewSend send{BroadcastId{uuidV4({99})}, IncidentId{uuidV4({1})}, claimOf(UpdateKind::restored, {}, noon), noon + hours(1), std::vector<ChannelBits>(people, bitOf(Channel::sms))};
    std::vector<LiveUpdate> live;
    for (int n = 1; n <= 3; ++n) live.push_back(told(n, order, noon));
    bool fine = true;
    const auto look = [&] {
        std::vector<LiveUpdate> copy = live;
        dropSuperseded(copy, SupersedeRule::any_channel, people);
        const ClaimFindings found = contradictionsOf(copy, send, SupersedeRule::any_channel, noon + hours(1));
        if (found.superseded != people || found.contradicted != 0) std::printf("wrong answer\n"), fine = false;
    };
    const auto number = [&] {
        AccountNumbers numbers(people);
        for (const AccountId& id : ids) (void)numbers.number(id);
        std::uint64_t sum = 0;
        for (const std::uint32_t i : order) sum += numbers.number(ids[i]);
        if (sum != std::uint64_t{people} * (people - 1) / 2) std::printf("wrong answer\n"), fine = false;
    };
    fine = say("contradictions_500k", best(look), 250) && fine;
    fine = say("account_numbers_500k", best(number), 250) && fine;
    fine = say("contradictions_with_numbers_500k", best([&] { number(); look(); }), 250) && fine;
    return fine ? 0 : 1;
}
