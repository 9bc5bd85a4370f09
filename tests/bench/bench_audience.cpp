// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The audience of the largest broadcast, on one core: 2,000,000 people resolved by the routing rules, deduplicated and counted by three
// channels, at most one second; 500,000 at most a quarter. What a change of the rules means for 50,000 (F07.R3.A6): 300 ms.
#include <chrono>
#include <cstdio>
#include <random>

#include "shared/base/derived_ids.h"
#include "shared/comms/routing_kind.h"

namespace ok::comms {
namespace {

std::vector<territory::Account> town(std::uint32_t people) {
    std::mt19937 dice(20240926);
    std::vector<territory::Account> out(people);
    for (std::uint32_t i = 0; i < people; ++i) {
        territory::Account& a = out[i];
        UuidBytes id{};
        for (auto& byte : id) byte = static_cast<std::uint8_t>(dice());
        a.id = AccountId{uuidV4(id)};
        // One phone in ten is shared by two accounts; contacts are not in account order.
        a.contacts.phone = "tok_p" + std::to_string(dice() % (people * 9 / 10));
        a.contacts.email = "tok_m" + std::to_string(dice() % people);
        a.optedIn = {dice() % 2 == 0, dice() % 3 == 0, dice() % 5 == 0};
        a.timeZone = dice() % 2 == 0 ? "America/New_York" : "America/Chicago";
        if (dice() % 20 == 0) a.quietHours = territory::QuietHours{static_cast<int>(20 * 60 + dice() % 180), 7 * 60};
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

bool say(const char* name, double ms, double bound, std::size_t messages) {
    std::printf("bench %s: figure=%.0f unit=ms bound=%.0f ratio=%.2f %s (%zu messages)\n", name, ms, bound, bound / ms, ms <= bound ? "ok" : "SLOW", messages);
    return ms <= bound;
}

/// From places in the book to what a person reads: counts by channel.
bool resolve(const char* name, const std::shared_ptr<const AudienceBook>& book, std::uint32_t people, double bound) {
    Affected affected{book, {}};
    const std::uint32_t step = book->size() / people;
    for (std::uint32_t i = 0; i < people; ++i) affected.accounts.push_back(i * step);
    std::size_t messages = 0;
    const double ms = best([&] {
        AudienceSlice slice(affected);
        for (std::uint32_t c = 1; c < slice.contacts(); c += 50) slice.stop(c, Channel::sms);
        slice.route(RoutingPlan(usualRouting().rules, {}));
        AudienceQuestion q = slice.question();
        q.zones = book->zones();
        q.now = *parseIso("2024-09-27T02:30:00Z");
        messages = findAudience(q).recipients.size();
    });
    return say(name, ms, bound, messages);
}

bool change() {
    const Affected all = everybodyOf(town(50'000));
    RoutingRules after = usualRouting();
    after.rules[0].channels = {Channel::sms};
    after.rules[0].segments = {RoutingSegment::customers};
    RoutingChange found;
    const double ms = best([&] { found = changeOf(usualRouting(), after, AudienceSlice(all), {}); });
    return say("routing_change_50k", ms, 300, static_cast<std::size_t>(found.recipients.recipientCountAfter));
}

int run() {
    const auto accounts = town(2'000'000);
    const auto start = std::chrono::steady_clock::now();
    const auto book = std::make_shared<const AudienceBook>(std::span(accounts));
    const double made = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    bool good = say("audience_book_2M", made, 5'000, book->contacts().size());
    good = resolve("audience_2M", book, 2'000'000, 1'000) && good;
    good = resolve("audience_500k", book, 500'000, 250) && good;
    return change() && good ? 0 : 1;
}

}  // namespace
}  // namespace ok::comms

int main() { return ok::comms::run(); }
