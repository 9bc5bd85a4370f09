// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is promised: the same name and labels are one series, the text is what Prometheus reads, and counting is safe
// from many threads. (issue piece "bad input: counted in the metrics", K observability)
#include "server/metrics/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace ok::metrics {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Metrics, TheSameNameAndLabelsAreOneSeriesWhateverTheOrderOfLabels) {
    auto& a = counter("t_one_total", "one", {{"a", "1"}, {"b", "2"}});
    auto& b = counter("t_one_total", "one", {{"b", "2"}, {"a", "1"}});
    EXPECT_EQ(&a, &b);
    EXPECT_NE(&a, &counter("t_one_total", "one", {{"a", "1"}}));
}

TEST(Metrics, ExpositionNamesTypeHelpAndEscapesLabels) {
    counter("t_escape_total", "line\nbreak", {{"path", "a\"b\\c\n"}}).add(3);
    const auto text = exposition();
    EXPECT_TRUE(contains(text, "# HELP t_escape_total line\\nbreak\n# TYPE t_escape_total counter\n"
                               "t_escape_total{path=\"a\\\"b\\\\c\\n\"} 3\n"))
        << text;
}

TEST(Metrics, HistogramBucketsAreCumulativeAndInclusive) {
    auto& h = histogram("t_seconds", "time", {{"k", "v"}}, {0.1, 1});
    h.observe(0.1);
    h.observe(0.5);
    h.observe(7);
    const auto text = exposition();
    EXPECT_TRUE(contains(text, "t_seconds_bucket{k=\"v\",le=\"0.1\"} 1\nt_seconds_bucket{k=\"v\",le=\"1\"} 2\n"
                               "t_seconds_bucket{k=\"v\",le=\"+Inf\"} 3\nt_seconds_sum{k=\"v\"} 7.6\n"
                               "t_seconds_count{k=\"v\"} 3\n"))
        << text;
    EXPECT_EQ(h.quantile(0.5), 1);
    EXPECT_EQ(h.quantile(0.01), 0.1);
}

TEST(Metrics, AWatchedGaugeIsReadOnScrapeAndGoneWithItsWatch) {
    double depth = 4.5;
    {
        const auto watch = watchGauge("t_depth", "queue", {}, [&] { return depth; });
        EXPECT_TRUE(contains(exposition(), "\nt_depth 4.5\n"));
        depth = 6;
        EXPECT_TRUE(contains(exposition(), "\nt_depth 6\n"));
    }
    EXPECT_FALSE(contains(exposition(), "\nt_depth 6\n"));
}

TEST(Metrics, CountingFromManyThreadsLosesNothing) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 20'000; ++i) {
                counter("t_threads_total", "n", {{"i", std::to_string(i % 7)}}).add();
                histogram("t_threads_seconds", "s").observe(0.01);
            }
        });
    }
    for (auto& t : threads) t.join();
    std::uint64_t sum = 0;
    for (int i = 0; i < 7; ++i) sum += counter("t_threads_total", "n", {{"i", std::to_string(i)}}).value();
    EXPECT_EQ(sum, 80'000U);
    EXPECT_EQ(histogram("t_threads_seconds", "s").count(), 80'000U);
}

TEST(Metrics, TooManyLabelCombinationsEndInOneOverflowSeries) {
    for (std::size_t i = 0; i < maxSeriesPerName + 50; ++i) {
        counter("t_flood_total", "f", {{"user", std::to_string(i)}}).add();
    }
    EXPECT_EQ(counter("t_flood_total", "f", {{"overflow", "true"}}).value(), 50U);
}

}  // namespace
}  // namespace ok::metrics
