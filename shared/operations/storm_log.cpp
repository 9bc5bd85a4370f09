// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/operations/storm.h"
#include "shared/reports/feed_adapters.h"

namespace ok::operations {
namespace {

class LogReader {
  public:
    explicit LogReader(std::string_view adapter) { m_log.adapter = adapter; }

    void line(std::string_view text) {
        std::vector<reports::FeedIssue> issues;
        auto read = reports::readFeedLine(m_log.adapter, text, issues);
        if (!read.ok()) {
            ++m_log.unreadable;
            // The server must see what the feed really sent, so an unreadable line stays in its snapshot.
            if (!m_log.snapshots.empty()) append(text);
            return;
        }
        if (const auto* header = std::get_if<reports::FeedSnapshot>(&*read)) {
            m_log.snapshots.push_back({header->takenAt, std::string(text) + "\n", 0});
            return;
        }
        if (m_log.snapshots.empty()) {
            ++m_log.unreadable;
            return;
        }
        append(text);
        ++m_log.snapshots.back().changes;
        ++m_log.changes;
        note(std::get<reports::FeedRecord>(*read));
    }

    StormLog take() {
        const Instant end = m_log.snapshots.empty() ? Instant{} : m_log.snapshots.back().at;
        for (StormOutage& outage : m_log.outages) {
            if (!outage.lastSeen.known()) outage.lastSeen = end;
        }
        return std::move(m_log);
    }

  private:
    void append(std::string_view text) {
        m_log.snapshots.back().lines.append(text);
        m_log.snapshots.back().lines += '\n';
    }

    void note(const reports::FeedRecord& record) {
        const auto found = m_index.find(record.outageId);
        if (record.op == reports::FeedOp::gone) {
            if (found != m_index.end()) m_log.outages[found->second].lastSeen = record.seenAt;
            return;
        }
        if (found != m_index.end()) {
            StormOutage& outage = m_log.outages[found->second];
            outage.customers = std::max(outage.customers, record.customersOut.value_or(0));
            outage.lastSeen = {};
            return;
        }
        if (!record.position) return;
        m_index.emplace(record.outageId, m_log.outages.size());
        m_log.outages.push_back({record.outageId, *record.position, record.startedAt.value_or(record.seenAt),
                                 record.seenAt, Instant{}, record.customersOut.value_or(0)});
    }

    StormLog m_log;
    std::map<std::string, std::size_t> m_index;
};

}  // namespace

Result<StormLog> readStormLog(std::string_view adapter, std::string_view text) {
    LogReader reader(adapter);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (!line.empty()) reader.line(line);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    StormLog log = reader.take();
    if (log.snapshots.empty()) return problem("bad_storm_log", "this is not a change log that `" + std::string(adapter) + "` can read");
    return log;
}

}  // namespace ok::operations
