// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Sends every entry to the SIEM sinks of its utility (TA8). The log itself is the queue: a sink has a place in each stream,
// kept in the database beside it, moved on only when what came before was handed over. So nothing is lost by a crash or a
// sink that is away for days, order is kept, and an entry may come twice (its id says so). A failing sink waits longer each
// time; others go on. One that takes nothing for a day is given up (an entry, an alert) until a person sends on. Of several servers the one that decides for a utility sends for it; another goes on at the kept place,
// and what was handed over since that was kept (a second of it and a batch, at most) comes twice.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "server/access/tenant_directory.h"
#include "server/ledger/delivery_settings.h"
#include "server/gate/gate.h"
#include "shared/operations/audit_sinks.h"

namespace ok::ledger {

/// One place where entries of a utility go. Blocks; called on the forwarder's thread.
class SiemSink {
  public:
    virtual ~SiemSink() = default;
    /// Entries of one stream, in order. Ok: all of them were taken.
    /// `replay`: they may have been taken before (an answer was lost, or this server goes on where another one was).
    [[nodiscard]] virtual Status send(const std::vector<Entry>& entries, bool replay) = 0;
};
[[nodiscard]] std::unique_ptr<SiemSink> makeSyslogSink(SyslogSink settings, std::string utility);
/// A batch a call; its id is made from the entries, so a receiver recognises a batch that comes again.
[[nodiscard]] std::unique_ptr<SiemSink> makeWebhookSink(WebhookSink settings, std::string utility, std::function<Instant()> clock);

struct SiemParts {
    Gate& gate;
    const TenantDirectory& tenants;
    std::function<Instant()> clock;
    std::chrono::milliseconds firstWait{1000}, longestWait{60'000};
    /// While there is more to send, a place is kept this often and after so many entries: what a crash sends again is bounded.
    std::chrono::milliseconds keepEvery{1000};
    std::int64_t keepAfter = 1000;
    Duration giveUpAfter = hours(24);            ///< by `clock`, since a sink last took something (F01.R6.A4)
};

using operations::SinkStatus;

class SiemForwarder {
  public:
    explicit SiemForwarder(SiemParts parts);
    ~SiemForwarder();
    void start(const DeliveryBook& book);
    void stop();
    void poke();                           ///< the log grew
    void committed(const CommittedBatch& batch);   ///< it grew by this; perhaps somebody sends on
    void atHome(TenantId tenant);          ///< this server decides for a utility from now on
    /// How long the oldest entry some sink has not taken has been waiting.
    [[nodiscard]] double lagSeconds() const;
    /// A utility's sinks as the store knows them, so that every server says the same (the one that sends keeps it there).
    [[nodiscard]] std::vector<SinkStatus> status(Store& store, TenantId tenant) const;
    /// The worst state of all utilities' sinks; `none`: there are no sinks.
    [[nodiscard]] std::string worst() const;

  private:
    struct Line;
    void run();
    /// False when the sink did not take everything that is there.
    bool forward(Store& store, Line& line);
    void taken(Line& line, std::size_t entries);
    void keep(Line& line);
    void refused(Line& line, const Problem& why);
    void addLine(const TenantProfile& profile, const std::string& kind, const std::string& name, std::unique_ptr<SiemSink> sink);

    SiemParts m_parts;
    std::vector<std::unique_ptr<Line>> m_lines;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_news = true, m_stopping = false, m_behind = false;
    std::chrono::steady_clock::time_point m_since;
    std::thread m_thread;
};

}  // namespace ok::ledger
