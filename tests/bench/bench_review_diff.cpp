// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The comparison an approver waits for: 200 KB a side, 1,000 fields, six languages, one core, at most 20 ms. And texts made to be slow.
#include <chrono>
#include <cstdio>
#include <numeric>
#include <random>

#include "shared/approvals/review_diff.h"

namespace {

using namespace ok;
using namespace ok::approvals;

ReviewSide proposal(std::mt19937& dice) {
    const std::vector<std::vector<std::string>> languages{{"crews", "working", "restore", "service", "storm"}, {"cuadrillas", "trabajando", "restablecer", "tormenta", "región"},
                                                          {"équipes", "rétablir", "tempête", "région", "après"}, {"Anschluss", "wiederherzustellen", "Sturm", "Straße", "Gebiet"},
                                                          {"điện", "khôi", "phục", "việc", "bão"}, {"抢", "修", "恢", "复", "供"}};
    ReviewSide out;
    for (std::size_t l = 0; l < languages.size(); ++l) {
        for (const char* channel : {"sms", "email", "voice"}) {
            ReviewText text{channel, "l" + std::to_string(l), "body", {}, {}, TextForm::plain};
            while (text.text.size() < 7'500) text.text += languages[l][dice() % 5] + (dice() % 12 == 0 ? std::to_string(dice() % 5000) + ". " : " ");
            out.texts.push_back(std::move(text));
        }
    }
    std::string body = "{";
    for (int i = 0; i < 1000; ++i) {
        body += std::string(i > 0 ? "," : "") + "\"field" + std::to_string(i) + "\":{\"value\":" + std::to_string(dice() % 100) + ",\"note\":\"some words about it " + std::to_string(dice() % 9) + "\"}";
    }
    out.documents = {{ReviewSection::payload, "api", {body + "}"}}};
    for (int i = 0; i < 50; ++i) out.times.push_back({std::to_string(i), "etr", Instant::fromSeconds(1'727'000'000 + static_cast<int>(dice() % 90'000)), "America/New_York", "model"});
    return out;
}

template <class F>
double best(F run) {
    double out = 1e9;
    for (int round = 0; round < 15; ++round) {
        const auto start = std::chrono::steady_clock::now();
        run();
        out = std::min(out, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return out;
}

bool say(const char* name, double figure) {
    constexpr double bound = 20;
    std::printf("bench %s: figure=%.2f unit=ms bound=%.0f ratio=%.1f %s\n", name, figure, bound, bound / figure, figure <= bound ? "ok" : "SLOW");
    return figure <= bound;
}

}  // namespace

int main() {
    std::mt19937 dice(20240926);
    const ReviewSide before = proposal(dice);
    ReviewSide after = before;
    for (ReviewText& text : after.texts) {
        for (int i = 0; i < 60; ++i) text.text.insert(text.text.find(' ', dice() % (text.text.size() - 200)) + 1, "changed ");
    }
    for (std::size_t at = 0, i = 0; (at = after.documents[0].body.text.find("some words", at)) != std::string::npos; ++at, ++i) {
        if (i % 5 == 0) after.documents[0].body.text.replace(at, 10, "other words");
    }
    for (ReviewTime& time : after.times) time.at += minutes(30);
    std::size_t changes = 0;
    bool ok = say("review_diff", best([&] { changes = reviewDiff(before, after, {"America/Chicago", "es-MX"})->changed.size(); }));
    ReviewSide one, two;
    one.texts = {{"sms", "en", "body", {}, {}, TextForm::plain}};
    two = one;
    std::vector<int> order(34'000);   // some 200 KB a side, every word on both sides, in another order
    std::iota(order.begin(), order.end(), 0);
    for (std::string* text : {&one.texts[0].text, &two.texts[0].text}) {
        std::shuffle(order.begin(), order.end(), dice);
        for (const int word : order) *text += std::to_string(word) + " ";
    }
    ok = say("review_diff_hostile", best([&] { changes += reviewDiff(one, two, {})->changed.size(); })) && ok;
    std::printf("(%zu KB a side, %zu changes)\n", toJson(before).size() / 1024, changes);
    return ok ? 0 : 1;
}
