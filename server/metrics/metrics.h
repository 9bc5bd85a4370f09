// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Metrics of the whole process: counters, gauges and histograms with labels, written as Prometheus text. Any room may
// count; nobody needs the network to do so. Every function may be called from any thread.
//
//   static auto& accepted = metrics::counter("ok_reports_total", "reports taken in", {{"channel", "sms"}});
//   accepted.add();
//
// Asking again for the same name and labels returns the same object; it lives as long as the process. Labels must come
// from a closed set (a channel, a status class), never from user input: each combination is one series for ever. Past
// `maxSeriesPerName` combinations everything further is counted in one series labelled `overflow="true"`.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ok::metrics {

using Labels = std::vector<std::pair<std::string, std::string>>;
inline constexpr std::size_t maxSeriesPerName = 1000;

/// Only ever grows.
class Counter {
  public:
    void add(std::uint64_t n = 1) { m_value.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> m_value{0};
};

/// Goes up and down.
class Gauge {
  public:
    void set(std::int64_t v) { m_value.store(v, std::memory_order_relaxed); }
    void add(std::int64_t n = 1) { m_value.fetch_add(n, std::memory_order_relaxed); }
    void sub(std::int64_t n = 1) { m_value.fetch_sub(n, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return m_value.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> m_value{0};
};

/// Counts observations in buckets with fixed upper bounds; `quantile` reads an upper estimate back for tests and health.
class Histogram {
  public:
    explicit Histogram(std::vector<double> bounds);
    void observe(double value);
    [[nodiscard]] std::uint64_t count() const;
    [[nodiscard]] double sum() const;
    /// The upper bound of the bucket that holds the q-quantile (0 < q <= 1); 0 when nothing was observed.
    [[nodiscard]] double quantile(double q) const;
    [[nodiscard]] const std::vector<double>& bounds() const { return m_bounds; }
    [[nodiscard]] std::uint64_t bucket(std::size_t i) const { return m_buckets[i].load(std::memory_order_relaxed); }

  private:
    std::vector<double> m_bounds;
    std::unique_ptr<std::atomic<std::uint64_t>[]> m_buckets;  // one more than bounds: the last is +Inf
    std::atomic<double> m_sum{0};
};

/// Seconds from 100 us to 10 s: fits a request, a command, a delivery attempt.
[[nodiscard]] const std::vector<double>& latencyBounds();

Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                     const std::vector<double>& bounds = latencyBounds());

/// A gauge read only when somebody asks (a queue's length). The registration ends with the returned object; the callback
/// is never running once that object is gone.
class Watch {
  public:
    Watch() = default;
    explicit Watch(std::shared_ptr<void> hold) : m_hold(std::move(hold)) {}

  private:
    std::shared_ptr<void> m_hold;
};
[[nodiscard]] Watch watchGauge(std::string_view name, std::string_view help, const Labels& labels,
                               std::function<double()> read);

/// Everything, as Prometheus text format 0.0.4, families sorted by name.
[[nodiscard]] std::string exposition();

}  // namespace ok::metrics
