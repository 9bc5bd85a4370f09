// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "shared/operations/seeded.h"
#include "shared/operations/storm.h"

namespace ok::operations {
namespace {

constexpr std::array<std::string_view, 48> firstWords{
    "Amber",  "Ash",    "Bluebird", "Briar",  "Cardinal", "Cedar",   "Chestnut", "Clover", "Copper", "Creek",
    "Dogwood", "Eagle",  "Elder",    "Fern",   "Fox",      "Goldenrod", "Granite", "Harvest", "Hazel",  "Heron",
    "Hickory", "Holly",  "Iris",     "Juniper", "Kestrel",  "Laurel",  "Linden",   "Locust", "Magnolia", "Maple",
    "Meadow", "Mill",   "Mulberry", "Orchard", "Otter",    "Partridge", "Pebble",  "Persimmon", "Quarry", "Raven",
    "Redbud", "Sage",   "Sparrow",  "Sumac",  "Sycamore", "Thistle", "Walnut",   "Willow"};
constexpr std::array<std::string_view, 40> secondWords{
    "Bend",   "Bluff",  "Branch",  "Brook",  "Crest",  "Crossing", "Dale",    "Falls",  "Field",  "Ford",
    "Gap",    "Glen",   "Grove",   "Hill",   "Hollow", "Knob",     "Knoll",   "Lake",   "Landing", "Lick",
    "Manor",  "Mountain", "Oak",   "Park",   "Pass",   "Point",    "Pond",    "Ridge",  "River",  "Rock",
    "Run",    "Shoals", "Spring",  "Station", "Summit", "Trace",    "Valley",  "View",   "Well",   "Woods"};
constexpr std::array<std::string_view, 6> streetKinds{"Road", "Lane", "Drive", "Court", "Street", "Way"};
constexpr std::array<std::string_view, 24> givenNames{
    "Ada",  "Ben",   "Carla", "Dev",  "Elena", "Frank", "Grace", "Hugo", "Ines", "Jonah", "Kira", "Luis",
    "Mara", "Nolan", "Olga",  "Pete", "Quinn", "Rosa",  "Sam",   "Tess", "Uma",  "Vic",   "Wren", "Yara"};
constexpr std::array<std::string_view, 16> familyNames{
    "Abbott", "Barker", "Castillo", "Dalton", "Ellis", "Farrow", "Garza", "Holt",
    "Ibarra", "Jarvis", "Kemp",     "Lowry",  "Mercer", "Nash",  "Ortega", "Pruitt"};

constexpr std::array<std::string_view, 14> englishWords{
    "OUT", "power is out", "my power is out", "no power here", "lights went out", "no electricity since the storm",
    "Power out!", "out", "we lost power", "our lights are out, tree down on the line", "STATUS", "out again",
    "no power. any idea when?", "wire down across the road, sparking"};
constexpr std::array<std::string_view, 5> spanishWords{"SIN LUZ", "se fue la luz", "no hay luz en mi casa", "ESTADO",
                                                       "sin electricidad desde la tormenta"};

std::string streetOf(std::size_t outage) {
    const std::size_t kinds = streetKinds.size();
    const std::size_t pairs = firstWords.size() * secondWords.size();
    const std::size_t mixed = outage * 7919 % (pairs * kinds);  // neighbours in the log get unlike names
    std::string out(firstWords[mixed % firstWords.size()]);
    out += ' ';
    out += secondWords[mixed / firstWords.size() % secondWords.size()];
    out += ' ';
    out += streetKinds[mixed / pairs % kinds];
    // More outages than names: a numbered branch of the same street.
    if (outage >= pairs * kinds) out += " " + std::to_string(outage / (pairs * kinds) + 1);
    return out;
}

// NPA-555-0100..0199 over area codes 201..989, the numbers reserved for fiction.
std::string fictionalPhone(std::size_t index) {
    const std::size_t area = 201 + index / 100 % 789;
    std::string last = std::to_string(100 + index % 100);
    return "+1" + std::to_string(area) + "5550" + last;
}

LonLat nearby(LonLat centre, double metres, Seeded& dice) {
    const LocalPlane plane(centre);
    const LonLat p = plane.toLonLat({dice.normal() * metres, dice.normal() * metres});
    return {std::round(p.lon * 1e6) / 1e6, std::round(p.lat * 1e6) / 1e6};
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

StormStep reachOut(const SampleAccount& account, Instant at, Seeded& dice, std::size_t serial) {
    StormStep step;
    step.at = at;
    step.from = account.phone;
    step.id = "SM" + std::string(24 - std::to_string(serial).size(), '0') + std::to_string(serial) + "d0d1d0d1";
    const double channel = dice.unit();
    if (channel < 0.72) {
        step.kind = StormStepKind::sms;
        step.text = account.language == "es" ? spanishWords[dice.below(spanishWords.size())]
                                             : englishWords[dice.below(englishWords.size())];
    } else if (channel < 0.86) {
        step.kind = StormStepKind::web;
        step.text = account.houseNumber + " " + account.street;
    } else {
        step.kind = StormStepKind::voice;
    }
    if (step.kind == StormStepKind::sms && dice.unit() < 0.05) {  // somebody else's phone: only the address tells
        step.from = fictionalPhone(60'000 + serial % 18'000);
        step.text = "power out at " + account.houseNumber + " " + account.street;
    }
    return step;
}

}  // namespace

std::vector<SampleAccount> sampleAccounts(const StormLog& log, const StormOptions& options) {
    std::vector<SampleAccount> out;
    Seeded dice(options.seed);
    for (std::size_t i = 0; i < log.outages.size(); ++i) {
        const StormOutage& outage = log.outages[i];
        const int count = std::clamp(outage.customers, 1, options.accountsPerOutage);
        for (int k = 0; k < count; ++k) {
            SampleAccount account;
            const std::size_t serial = out.size();
            account.number = std::to_string(300'000'000 + serial);
            account.phone = fictionalPhone(serial % 60'000);
            account.email = "customer" + std::to_string(serial) + "@example.org";
            account.name = std::string(givenNames[dice.below(givenNames.size())]) + " " +
                           std::string(familyNames[dice.below(familyNames.size())]);
            account.houseNumber = std::to_string(100 + 4 * dice.below(400) + 2 * static_cast<std::size_t>(k));
            account.street = streetOf(i);
            account.language = dice.unit() < 0.09 ? "es" : "en";
            account.place = nearby(outage.place, 90, dice);
            account.outage = i;
            account.sms = dice.unit() < 0.7;
            account.emails = dice.unit() < 0.5;
            account.voice = dice.unit() < 0.12;
            out.push_back(std::move(account));
        }
    }
    return out;
}

std::string accountsCsv(const std::vector<SampleAccount>& accounts, const StormOptions& options) {
    std::string out =
        "account_number,service,lon,lat,position_source,house_number,street,region,phone,email,name,language,time_zone,"
        "sms_opt_in,email_opt_in,voice_opt_in\n";
    const auto yes = [](bool v) { return v ? "yes" : "no"; };
    for (const SampleAccount& a : accounts) {
        char place[48];
        std::snprintf(place, sizeof place, "%.6f,%.6f", a.place.lon, a.place.lat);
        out += a.number + ",electric," + place + ",meter," + a.houseNumber + "," + a.street + ",KY," + a.phone + "," +
               a.email + "," + quoted(a.name) + "," + a.language + "," + options.timeZone + "," + yes(a.sms) + "," +
               yes(a.emails) + "," + yes(a.voice) + "\n";
    }
    return out;
}

std::vector<StormStep> stormScript(const StormLog& log, const std::vector<SampleAccount>& accounts,
                                   const StormOptions& options) {
    std::vector<StormStep> out;
    for (const StormSnapshot& snapshot : log.snapshots) {
        out.push_back({snapshot.at, StormStepKind::feed, "", "", snapshot.lines, snapshot.changes});
    }
    if (log.snapshots.empty()) return out;
    Seeded dice(options.seed ^ 0x5707);
    const Instant begin = log.snapshots.front().at;
    std::size_t serial = 0;
    for (const SampleAccount& account : accounts) {
        if (dice.unit() >= options.reportShare) continue;
        const StormOutage& outage = log.outages[account.outage];
        // People notice, wait a little, then write: a lognormal delay with its median at 12 minutes.
        const auto delay = Duration(static_cast<std::int64_t>(720e6 * std::exp(dice.normal())));
        const Instant at = std::max(begin, outage.startedAt) + delay;
        if (at < outage.lastSeen) out.push_back(reachOut(account, at, dice, ++serial));
    }
    // Equal times keep their order. Not std::stable_sort: in libstdc++ 12 it calls what that library deprecates.
    std::vector<std::pair<Instant, std::size_t>> order;
    for (std::size_t i = 0; i < out.size(); ++i) order.emplace_back(out[i].at, i);
    std::sort(order.begin(), order.end());
    std::vector<StormStep> sorted;
    sorted.reserve(out.size());
    for (const auto& [at, i] : order) sorted.push_back(std::move(out[i]));
    return sorted;
}

}  // namespace ok::operations
