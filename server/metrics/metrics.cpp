// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The registry behind metrics.h. The lock guards the directory of series only: adding to a counter never takes it.
#include "server/metrics/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <map>
#include <mutex>
#include <variant>

namespace ok::metrics {
namespace {

struct WatchedGauge {
    std::mutex mutex;  // held while reading, so that ending a Watch waits for a running read
    std::function<double()> read;
};

using Series = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>,
                            std::weak_ptr<WatchedGauge>>;

struct Family {
    std::string help;
    std::string type;
    std::map<std::string, Series> series;  // by rendered labels
};

struct Registry {
    std::mutex mutex;
    std::map<std::string, Family, std::less<>> families;
};

// Never destroyed: a thread that outlives main's statics may still count.
Registry& registry() {
    static auto* theRegistry = new Registry;
    return *theRegistry;
}

void appendEscaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\\') out += "\\\\";
        else if (c == '\n') out += "\\n";
        else if (c == '"' && quotes) out += "\\\"";
        else out += c;
    }
}

// `a="1",b="2"` without braces, so that a histogram can append `le`.
std::string renderLabels(Labels labels) {
    std::sort(labels.begin(), labels.end());
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += name;
        out += "=\"";
        appendEscaped(out, value, true);
        out += '"';
    }
    return out;
}

// Caller holds the lock.
Family& familyOf(std::string_view name, std::string_view help, std::string_view type) {
    auto& families = registry().families;
    auto found = families.find(name);
    if (found == families.end()) {
        found = families.emplace(std::string(name), Family{std::string(help), std::string(type), {}}).first;
    }
    assert(found->second.type == type && "one metric name with two types");
    return found->second;
}

template <class T, class Make>
T& seriesOf(std::string_view name, std::string_view help, std::string_view type, const Labels& labels, Make make) {
    const std::lock_guard lock(registry().mutex);
    auto& family = familyOf(name, help, type);
    auto key = renderLabels(labels);
    auto found = family.series.find(key);
    if (found == family.series.end()) {
        if (family.series.size() >= maxSeriesPerName) key = "overflow=\"true\"";
        found = family.series.find(key);
        if (found == family.series.end()) found = family.series.emplace(key, make()).first;
    }
    return *std::get<std::unique_ptr<T>>(found->second);
}

void writeLine(std::string& out, std::string_view name, std::string_view labels, double value) {
    const auto braces = labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
    if (std::isnan(value)) fmt::format_to(std::back_inserter(out), "{}{} NaN\n", name, braces);
    else if (std::isinf(value)) fmt::format_to(std::back_inserter(out), "{}{} {}Inf\n", name, braces, value > 0 ? '+' : '-');
    else fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, braces, value);
}

void writeInteger(std::string& out, std::string_view name, std::string_view labels, std::int64_t value) {
    if (labels.empty()) fmt::format_to(std::back_inserter(out), "{} {}\n", name, value);
    else fmt::format_to(std::back_inserter(out), "{}{{{}}} {}\n", name, labels, value);
}

void writeHistogram(std::string& out, const std::string& name, const std::string& labels, const Histogram& h) {
    const auto comma = labels.empty() ? "" : ",";
    std::uint64_t running = 0;
    for (std::size_t i = 0; i <= h.bounds().size(); ++i) {
        running += h.bucket(i);
        const auto le = i < h.bounds().size() ? fmt::format("{}", h.bounds()[i]) : std::string("+Inf");
        fmt::format_to(std::back_inserter(out), "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, le, running);
    }
    writeLine(out, name + "_sum", labels, h.sum());
    writeInteger(out, name + "_count", labels, static_cast<std::int64_t>(running));
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : m_bounds(std::move(bounds)), m_buckets(new std::atomic<std::uint64_t>[m_bounds.size() + 1]()) {
    assert(std::is_sorted(m_bounds.begin(), m_bounds.end()));
}

void Histogram::observe(double value) {
    const auto at = std::lower_bound(m_bounds.begin(), m_bounds.end(), value) - m_bounds.begin();
    m_buckets[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
    m_sum.fetch_add(value, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= m_bounds.size(); ++i) total += bucket(i);
    return total;
}

double Histogram::sum() const { return m_sum.load(std::memory_order_relaxed); }

double Histogram::quantile(double q) const {
    const auto total = count();
    if (total == 0) return 0;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total)));
    std::uint64_t running = 0;
    for (std::size_t i = 0; i < m_bounds.size(); ++i) {
        running += bucket(i);
        if (running >= wanted) return m_bounds[i];
    }
    return HUGE_VAL;
}

const std::vector<double>& latencyBounds() {
    static const std::vector<double> bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                            0.05,   0.1,     0.2,    0.5,   1,      2,     5,    10};
    return bounds;
}

Counter& counter(std::string_view name, std::string_view help, const Labels& labels) {
    return seriesOf<Counter>(name, help, "counter", labels, [] { return std::make_unique<Counter>(); });
}

Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels) {
    return seriesOf<Gauge>(name, help, "gauge", labels, [] { return std::make_unique<Gauge>(); });
}

Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels,
                     const std::vector<double>& bounds) {
    return seriesOf<Histogram>(name, help, "histogram", labels, [&] { return std::make_unique<Histogram>(bounds); });
}

Watch watchGauge(std::string_view name, std::string_view help, const Labels& labels, std::function<double()> read) {
    auto watched = std::make_shared<WatchedGauge>();
    watched->read = std::move(read);
    {
        const std::lock_guard lock(registry().mutex);
        // A second watch of the same series replaces the first.
        familyOf(name, help, "gauge").series.insert_or_assign(renderLabels(labels), Series(std::weak_ptr(watched)));
    }
    return Watch(std::shared_ptr<void>(nullptr, [watched](void*) {
        const std::lock_guard lock(watched->mutex);
        watched->read = nullptr;
    }));
}

std::string exposition() {
    std::string out;
    const std::lock_guard lock(registry().mutex);
    for (auto& [name, family] : registry().families) {
        out += "# HELP " + name + ' ';
        appendEscaped(out, family.help, false);
        out += "\n# TYPE " + name + ' ' + family.type + '\n';
        for (auto& [labels, series] : family.series) {
            if (const auto* c = std::get_if<std::unique_ptr<Counter>>(&series)) {
                writeInteger(out, name, labels, static_cast<std::int64_t>((*c)->value()));
            } else if (const auto* g = std::get_if<std::unique_ptr<Gauge>>(&series)) {
                writeInteger(out, name, labels, (*g)->value());
            } else if (const auto* h = std::get_if<std::unique_ptr<Histogram>>(&series)) {
                writeHistogram(out, name, labels, **h);
            } else if (const auto watched = std::get<std::weak_ptr<WatchedGauge>>(series).lock()) {
                const std::lock_guard readLock(watched->mutex);
                if (watched->read) writeLine(out, name, labels, watched->read());
            }
        }
    }
    return out;
}

}  // namespace ok::metrics
