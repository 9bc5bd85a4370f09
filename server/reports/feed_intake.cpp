// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/reports/feed_intake.h"

#include "server/metrics/metrics.h"
#include "shared/reports/feed_state.h"
#include "shared/reports/reports_commands.h"

namespace ok::reports {
namespace {

/// What the feeds of one tenant list now, drills apart from the real.
class FeedBook final : public TenantState {
  public:
    explicit FeedBook(Views& views) {
        views.each<FeedOutage>([this](const FeedOutage& outage) { of(outage.now.adapter, outage.drill).add(outage); });
    }
    FeedState& of(const std::string& adapter, bool drill) { return m_feeds[(drill ? "drill " : "real ") + adapter]; }

  private:
    std::map<std::string, FeedState> m_feeds;
};

void count(const std::string& adapter, const std::string& what, std::uint64_t n) {
    if (n > 0) metrics::counter("ok_feed_lines_total", "lines of outage feeds, by outcome", {{"adapter", adapter}, {"outcome", what}}).add(n);
}

/// One batch on its way through the gate.
class Batch {
  public:
    Batch(CommandContext& cx, const ReportsPorts& ports, const IngestFeed& command)
        : m_cx(cx), m_ports(ports), m_command(command), m_feed(cx.state<FeedBook>().of(command.adapter, cx.drill())) {}

    void run() {
        std::string_view rest = m_command.lines;
        for (int number = 1; !rest.empty(); ++number) {
            const auto end = std::min(rest.find('\n'), rest.size());
            auto line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (line.ends_with('\r')) line.remove_suffix(1);
            if (!line.empty()) take(line, number);
        }
        endSnapshot();
        m_reply.listed = m_feed.totals().outages;
        m_reply.customers = m_feed.totals().customers;
        m_reply.suspect = m_feed.suspect();
        count(m_command.adapter, "taken", static_cast<std::uint64_t>(m_reply.records + m_reply.snapshots));
        count(m_command.adapter, "refused", static_cast<std::uint64_t>(m_reply.refused));
        m_cx.reply(m_reply);
    }

  private:
    CommandContext& m_cx;
    const ReportsPorts& m_ports;
    const IngestFeed& m_command;
    FeedState& m_feed;
    FeedReply m_reply;
    std::optional<FeedSnapshot> m_snapshot;

    void note(const std::string& code, int number) {
        ++m_reply.problems[code];
        if (m_snapshot) ++m_snapshot->problems[code];
        if (m_reply.firstProblems.size() < 20) m_reply.firstProblems.push_back("line " + std::to_string(number) + ": " + code);
    }
    void take(std::string_view line, int number) {
        std::vector<FeedIssue> issues;
        auto read = readFeedLine(m_command.adapter, line, issues);
        if (!read.ok()) {
            ++m_reply.refused;
            return note(read.problem().code, number);
        }
        if (auto* header = std::get_if<FeedSnapshot>(&*read)) {
            endSnapshot();
            ++m_reply.snapshots;
            m_feed.begin(*header);
            m_snapshot = std::move(*header);
            if (!m_snapshot->readable) note("snapshot_unreadable", number);
            return;
        }
        auto& record = std::get<FeedRecord>(*read);
        const bool current = m_feed.apply(record, issues);
        for (const auto& issue : issues) note(issue.code, number);
        if (!current) {
            ++m_reply.refused;
            return;
        }
        ++m_reply.records;
        m_cx.emit(FeedOutageSeen{record}, {.subjects = {feedOutageId(record.adapter, record.outageId)}, .eventTime = record.seenAt});
        if (m_ports.joinFeed) m_ports.joinFeed(m_cx, record);
    }
    void endSnapshot() {
        if (!m_snapshot) return;
        m_snapshot->suspect = m_feed.suspect();
        const auto at = m_snapshot->takenAt;
        m_cx.emit(FeedSnapshotTaken{*m_snapshot}, {.subjects = {m_snapshot->adapter}, .eventTime = at});
        m_snapshot.reset();
    }
};

}  // namespace

void addFeedHandlers(Gate& gate, std::shared_ptr<const ReportsPorts> ports) {
    gate.addState<FeedBook>([](TenantId, Store&, Views& views) { return std::make_unique<FeedBook>(views); });
    gate.handle<IngestFeed>([ports](const Right&, CommandContext& cx, const IngestFeed& command) -> Status {
        if (!isFeedAdapter(command.adapter)) {
            return problem("unknown_adapter", "`" + command.adapter.substr(0, 40) + "` is not a feed we can read");
        }
        Batch(cx, *ports, command).run();
        return {};
    });
}

}  // namespace ok::reports
