// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Freezing 50,000 recipients, 500 incidents and 20 pieces of evidence (200 MB, by their digests), one core: of the 2 s a request may
// take this has 500 ms. Then the drift of all of it, at most 200 ms.
#include <chrono>
#include <cstdio>
#include <random>

#include "shared/approvals/drift.h"

namespace {

using namespace ok;
using namespace ok::approvals;

double millisSince(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count(); }

UuidBytes bytesOf(std::mt19937& dice) {
    UuidBytes out{};
    for (auto& byte : out) byte = static_cast<std::uint8_t>(dice());
    return out;
}

SnapshotContent content(std::mt19937& dice) {
    SnapshotContent out;
    out.command = "comms.send_broadcast";
    out.environment = "live";
    out.channels = {"email", "sms", "voice"};
    for (const char* language : {"en", "es", "fr", "de", "vi", "zh"}) {
        for (const std::string& channel : out.channels) out.messages.push_back({channel, language, "body", std::string(2'000, 'x'), std::string(2'000, 'x'), TextForm::plain});
    }
    for (int i = 0; i < 500; ++i) {
        FrozenIncident incident{std::to_string(i), "County " + std::to_string(i), "confirmed", "America/New_York", 100 + i, sha256(std::to_string(i)), {{{}}}, {{"etr", Instant::fromSeconds(1'727'000'000), "crew", Instant::fromSeconds(1'727'000'000)}}, false};
        for (int corner = 0; corner < 60; ++corner) incident.boundary.rings[0].push_back({-84 + dice() * 1e-10, 38 + dice() * 1e-10});
        out.incidents.push_back(std::move(incident));
    }
    for (int i = 0; i < 20; ++i) out.evidence.push_back({std::to_string(i), "photo", "photo", "", sha256("e" + std::to_string(i)), 10'000'000, Instant::fromSeconds(1'727'000'000)});
    out.versions = {{"clusterer", "1"}, {"eta_model", "3"}};
    return out;
}

bool say(const char* name, double figure, double bound) {
    std::printf("bench %s: figure=%.1f unit=ms bound=%.0f ratio=%.1f %s\n", name, figure, bound, bound / figure, figure <= bound ? "ok" : "SLOW");
    return figure <= bound;
}

}  // namespace

int main() {
    std::mt19937 dice(20240926);
    SnapshotContent frozen = content(dice);
    std::vector<FrozenRecipient> rows;
    for (int i = 0; i < 50'000; ++i) rows.push_back({i % 2 == 0 ? "sms" : "email", "tok_" + formatUuid(bytesOf(dice)), "en", {AccountId{bytesOf(dice)}, AccountId{bytesOf(dice)}}});
    const SigningKey key(std::array<std::uint8_t, 32>{1});
    std::vector<double> freezing, drifting;
    std::size_t bytes = 0;
    for (int round = 0; round < 20; ++round) {
        auto copy = rows;
        auto start = std::chrono::steady_clock::now();
        const RecipientList list = *freezeRecipients(std::move(copy));
        frozen.audience = {{"{}"}, list.people, 50'000, list.digest, {}};
        Snapshot snapshot = *freeze(frozen, {ApprovalId{UuidBytes{1}}, nullptr, "requested", "ada", Instant::fromSeconds(1'727'000'100)});
        sign(snapshot, key);
        freezing.push_back(millisSince(start));
        bytes = snapshot.content.size() + list.file.size();
        LiveFacts live;
        live.incidents = frozen.incidents;
        for (FrozenIncident& incident : live.incidents) incident.impacted += 3;
        live.versions = frozen.versions;
        live.evidence = frozen.evidence;
        RecipientList now = list;
        now.rows.erase(now.rows.begin() + 100, now.rows.begin() + 900);
        live.recipients = &now;
        for (int i = 0; i < 2000; ++i) live.stopped.push_back(list.rows[static_cast<std::size_t>(i) * 20].channel + " " + list.rows[static_cast<std::size_t>(i) * 20].contact);
        start = std::chrono::steady_clock::now();
        const Drift drift = driftOf(snapshot, frozen, &list, live, {}, Instant::fromSeconds(1'727'000'200));
        drifting.push_back(millisSince(start));
        if (drift.recipients.optedOut != 2000) return 1;
    }
    std::sort(freezing.begin(), freezing.end());
    std::sort(drifting.begin(), drifting.end());
    const bool first = say("snapshot_p95", freezing[18], 500), second = say("drift_p95", drifting[18], 200);
    std::printf("(%zu KB frozen)\n", bytes / 1024);
    return first && second ? 0 : 1;
}
