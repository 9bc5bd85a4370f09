// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/log_watch.h"

#include "server/gate/stored_head.h"
#include "server/gate/tenant_room.h"
#include "server/integrity/forensics.h"
#include "shared/base/derived_ids.h"

namespace ok::integrity {
namespace {

constexpr std::int64_t dayMicros = 86'400'000'000;
const std::vector<double> jobBounds{0.01, 0.1, 1, 5, 15, 60, 300, 1800};

double secondsOf(std::chrono::steady_clock::time_point since) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

struct Coverage {
    std::int64_t present = 0, verified = 0;
    double ratio = 1;
};

Coverage coverageOf(const std::vector<ledger::StreamVerdict>& verdicts) {
    Coverage out;
    std::int64_t damaged = 0;
    for (const auto& verdict : verdicts) {
        out.present += verdict.size;
        for (const Finding& finding : verdict.findings) damaged += finding.last - finding.first + 1;
    }
    out.verified = std::max<std::int64_t>(out.present - damaged, 0);
    if (out.present > 0) out.ratio = static_cast<double>(out.verified) / static_cast<double>(out.present);
    return out;
}

SecurityContext watcher(const TenantProfile& tenant) {
    return serverContext(tenant.tenant, tenant.drill, "log_watch");
}

}  // namespace

LogWatch::LogWatch(WatchParts parts) : m_parts(std::move(parts)) {
    // What was put back is checked at once: only that settles an anomaly.
    m_parts.gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (entry.header.type == EntriesRestored::eventType) ask(entry.header.tenant);
        }
    });
}

LogWatch::~LogWatch() { stop(); }

Instant LogWatch::nextNight(Instant now, int hour) {
    const std::int64_t offset = static_cast<std::int64_t>(hour) * 3'600'000'000;
    return Instant::fromMicros(((now.micros() - offset) / dayMicros + 1) * dayMicros + offset);
}

void LogWatch::start() {
    const std::lock_guard lock(m_mutex);
    if (m_running) return;
    m_running = true;
    m_stop = false;
    m_thread = std::thread([this] { loop(); });
}

void LogWatch::stop() {
    m_stop = true;
    {
        const std::lock_guard lock(m_mutex);
        m_running = false;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
    m_gauges.clear();
}

void LogWatch::look() {
    const Instant now = m_parts.clock();
    {
        const std::lock_guard lock(m_mutex);
        const bool asked = std::any_of(m_followed.begin(), m_followed.end(), [](const auto& f) { return f.second.asked; });
        if (now < m_nextIncremental && now < m_nextFull && !asked) return;
    }
    m_wake.notify_one();
}

void LogWatch::ask(TenantId tenant) {
    const std::lock_guard lock(m_mutex);
    m_followed[tenant].asked = true;
}

WatchState LogWatch::state(TenantId tenant) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_followed.find(tenant);
    return found == m_followed.end() ? WatchState{} : found->second.shown;
}

std::vector<LogWatch::Due> LogWatch::due() {
    const Instant now = m_parts.clock();
    std::vector<Due> out;
    const auto tenants = m_parts.tenants();
    const std::lock_guard lock(m_mutex);
    if (!m_nextFull.known()) m_nextFull = nextNight(now, m_parts.fullAtHour);
    const bool incremental = now >= m_nextIncremental, full = now >= m_nextFull;
    for (const TenantProfile& tenant : tenants) {
        Followed& followed = m_followed[tenant.tenant];
        if (!followed.shown.since.known()) followed.shown.since = now;
        if (full) out.push_back({tenant, "full"});
        else if (std::exchange(followed.asked, false)) out.push_back({tenant, "recheck"});
        else if (incremental) out.push_back({tenant, "incremental"});
        if (full) followed.asked = false;
    }
    if (incremental || full) m_nextIncremental = now + m_parts.every;
    if (full) m_nextFull = nextNight(now, m_parts.fullAtHour);
    return out;
}

void LogWatch::runDue() {
    const auto all = due();
    if (!all.empty() && m_parts.minute) m_parts.minute();
    for (const Due& each : all) {
        if (m_stop) return;
        check(each);
        if (m_parts.afterMinute && !m_stop) m_parts.afterMinute(each.tenant);
    }
}

void LogWatch::loop() {
    for (;;) {
        runDue();
        std::unique_lock lock(m_mutex);
        if (!m_running) return;
        m_wake.wait(lock);  // look() wakes it when the clock says so
        if (!m_running) return;
    }
}

// A restarted server goes on where the last full run ended; what came since is checked at once.
void LogWatch::resume(Store& reader, TenantId tenant, Followed& followed) {
    followed.begun = true;
    const auto body = reader.documents(tenant).read(CheckRun::viewKind, "full");
    const auto run = body ? fromJson<CheckRun>(*body) : Result<CheckRun>(problem("none", "no run yet"));
    if (!run.ok()) return;
    followed.shown.lastFull = run->endedAt;
    for (const CheckedStream& stream : run->streams) {
        auto frontier = merkle::Frontier::restore(stream.size, stream.frontier);
        if (frontier && frontier->root() == stream.root) followed.at[stream.stream] = {stream.size, stream.nextPrevHash, *frontier};
    }
}

// After damage the stored entries make another tree than the signed one. The gate keeps where the signed one stands.
void LogWatch::reseat(Store& reader, TenantId tenant, Followed& followed, Stream stream) {
    const auto head = readStoredHead(reader, tenant, stream);
    if (!head) return;
    const auto frontier = merkle::Frontier::restore(head->mark.checkpoint.size, head->frontier);
    if (frontier) followed.at[stream] = {head->mark.checkpoint.size, head->nextPrevHash, *frontier};
}

void LogWatch::progress(TenantId tenant, const std::function<void(std::optional<RunProgress>&)>& change) {
    const std::lock_guard lock(m_mutex);
    change(m_followed[tenant].shown.running);
}

void LogWatch::check(const Due& what) {
    const auto started = std::chrono::steady_clock::now();
    const Instant began = m_parts.clock();
    // A whole check reads from the disk, through no cache of an earlier one.
    if (what.kind != "incremental") m_reader.reset();
    if (!m_reader) {
        if (auto opened = m_parts.gate.openReader(); opened.ok()) m_reader = std::move(*opened);
    }
    if (m_reader && verify(*m_reader, what, began, started).ok()) return;
    m_reader.reset();
    progress(what.tenant.tenant, [](auto& running) { running.reset(); });
    noteFailure(what, began, secondsOf(started));
}

Status LogWatch::verify(Store& reader, const Due& what, Instant began, std::chrono::steady_clock::time_point started) {
    const bool whole = what.kind != "incremental";
    reader.clearTrouble();
    std::map<Stream, ledger::SegmentJoin::Start> at;
    if (!m_gauges.contains(what.tenant.tenant)) watchGauges(what.tenant);
    {
        const std::lock_guard lock(m_mutex);
        Followed& followed = m_followed[what.tenant.tenant];
        if (!followed.begun) resume(reader, what.tenant.tenant, followed);
        at = followed.at;
        if (whole) followed.shown.running = RunProgress{what.kind, began, 0, static_cast<std::int64_t>(allStreams.size()), 0, followed.shown.present};
    }
    ledger::LogCheckParts parts;
    parts.openReader = [this] { return m_parts.gate.openReader(); };
    parts.key = m_parts.gate.publicKey();
    parts.threads = m_parts.threads;
    parts.stop = &m_stop;
    parts.reader = &reader;
    std::vector<ledger::StreamVerdict> verdicts;
    std::map<Stream, std::int64_t> from;
    for (const Stream stream : allStreams) {
        from[stream] = whole ? 0 : at[stream].size;
        OK_ASSIGN(auto verdict, ledger::checkStream(parts, what.tenant.tenant, stream, whole ? ledger::SegmentJoin::Start{} : at[stream], at[stream].size));
        progress(what.tenant.tenant, [&verdict](auto& running) {
            if (running) ++running->streamsDone, running->checked += verdict.entries;
        });
        verdicts.push_back(std::move(verdict));
    }
    {
        const std::lock_guard lock(m_mutex);
        Followed& followed = m_followed[what.tenant.tenant];
        for (const auto& verdict : verdicts) {
            followed.at[verdict.stream] = verdict.at;
            if (!verdict.valid()) reseat(reader, what.tenant.tenant, followed, verdict.stream);
        }
    }
    note(what, verdicts, began, secondsOf(started));
    report(reader, what, verdicts, from, began, secondsOf(started));
    progress(what.tenant.tenant, [](auto& running) { running.reset(); });
    return {};
}

void LogWatch::noteFailure(const Due& what, Instant began, double took) {
    if (m_stop) return;
    const std::lock_guard lock(m_mutex);
    auto& timeline = m_followed[what.tenant.tenant].shown.timeline;
    timeline.push_back({what.kind, began, false, 0, took, 0, false});
    while (timeline.front().at < began - hours(24)) timeline.pop_front();
}

void LogWatch::note(const Due& what, const std::vector<ledger::StreamVerdict>& verdicts, Instant began, double took) {
    const metrics::Labels labels{{"env", m_parts.environment}, {"tenant", what.tenant.slug}, {"region", m_parts.region}};
    auto byKind = labels;
    byKind.emplace_back("kind", what.kind);
    metrics::histogram("outagekit_verification_job_duration_seconds", "how long checks of the log took", byKind, jobBounds).observe(took);
    const std::lock_guard lock(m_mutex);
    Followed& followed = m_followed[what.tenant.tenant];
    WatchState& shown = followed.shown;
    RunNote run{what.kind, began, true, 0, took, 1, true};
    for (const auto& verdict : verdicts) {
        run.valid = run.valid && verdict.valid();
        run.entries += verdict.entries;
    }
    const Coverage covered = coverageOf(verdicts);
    shown.present = covered.present;
    shown.verified = covered.verified;
    shown.coverage = run.coverage = covered.ratio;
    (what.kind == "incremental" ? shown.lastIncremental : shown.lastFull) = m_parts.clock();
    (what.kind == "incremental" ? shown.durations.incremental : shown.durations.full) = took;
    if (what.kind != "incremental") {
        shown.lastIncremental = shown.lastFull;
        shown.erasedPayloads = 0;
        for (const auto& verdict : verdicts) shown.erasedPayloads += verdict.erasedPayloads;
    }
    shown.timeline.push_back(std::move(run));
    while (!shown.timeline.empty() && shown.timeline.front().at < began - hours(24)) shown.timeline.pop_front();
}

void LogWatch::addAnchorDamage(Store& reader, const Due& what, ReportCheck& command) {
    const metrics::Labels labels{{"env", m_parts.environment}, {"tenant", what.tenant.slug}, {"region", m_parts.region}};
    auto& counter = metrics::counter("outagekit_anchor_mismatch_total", "signed day roots and time stamps that do not fit the log", labels);
    for (const std::string& anchor : m_parts.anchorMismatches(reader, what.tenant.tenant)) {
        counter.add();
        const Finding finding{"ROOT", Stream::security, 0, 0, "anchor_mismatch", anchor, {}};
        command.damage.push_back({finding, forensicBundle(reader, what.tenant.tenant, finding, m_parts.node, m_parts.clock())});
    }
}

void LogWatch::report(Store& reader, const Due& what, const std::vector<ledger::StreamVerdict>& verdicts, const std::map<Stream, std::int64_t>& from,
                      Instant began, double took) {
    ReportCheck command;
    command.kind = what.kind;
    reader.clearTrouble();
    CheckRun run{.startedAt = began, .endedAt = m_parts.clock(), .coverage = coverageOf(verdicts).ratio, .commit = m_parts.commit, .seconds = took};
    for (const auto& verdict : verdicts) {
        command.ranges.push_back({verdict.stream, from.at(verdict.stream), verdict.size});
        for (const Finding& finding : verdict.findings) {
            if (command.damage.size() >= 100) break;
            command.damage.push_back({finding, forensicBundle(reader, what.tenant.tenant, finding, m_parts.node, m_parts.clock())});
        }
        run.valid = run.valid && verdict.valid();
        run.streams.push_back({verdict.stream, verdict.size, verdict.entries, verdict.erasedPayloads, verdict.root,
                               verdict.at.nextPrevHash, verdict.at.frontier.peaks()});
    }
    const bool whole = what.kind != "incremental";
    if (whole && m_parts.anchorMismatches) addAnchorDamage(reader, what, command);
    if (what.kind == "full") command.run = std::move(run);
    const bool open = anyOpen(reader, what.tenant.tenant);
    if (command.damage.empty() && !command.run && !(whole && open)) return;  // a quiet minute leaves no trace in the log
    const std::string id = what.kind + "|" + std::to_string(began.micros());
    (void)m_parts.gate.run(watcher(what.tenant), {commandIdFrom(what.tenant.tenant, "report_check:" + id), std::string(ReportCheck::card.name),
                                                  toJson(command)});
}

void LogWatch::watchGauges(const TenantProfile& tenant) {
    auto& gauges = m_gauges[tenant.tenant];
    const metrics::Labels labels{{"env", m_parts.environment}, {"tenant", tenant.slug}, {"region", m_parts.region}};
    const auto watch = [&](const char* name, const char* help, std::function<double(const WatchState&)> pick) {
        gauges.push_back(metrics::watchGauge(name, help, labels, [this, id = tenant.tenant, pick = std::move(pick)] { return pick(state(id)); }));
    };
    watch("outagekit_ledger_verification_coverage_ratio", "verified entries of those in the log", [](const auto& s) { return s.coverage; });
    watch("outagekit_ledger_verification_last_run_age_seconds", "since the last check of the log", [this](const auto& s) {
        return s.lastIncremental.known() ? static_cast<double>((m_parts.clock() - s.lastIncremental).count()) / 1e6 : -1.0;
    });
    watch("outagekit_quarantine_segments", "damaged parts of the log under quarantine", [this, id = tenant.tenant](const auto&) {
        auto reader = m_parts.gate.openReader();
        return reader.ok() ? static_cast<double>(quarantinedCount(**reader, id)) : -1.0;
    });
}

}  // namespace ok::integrity
