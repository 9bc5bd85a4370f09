// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/territory/import_runner.h"

#include <algorithm>

#include "shared/base/derived_ids.h"

namespace ok::territory {
namespace {

constexpr std::ptrdiff_t mostWaiting = 8;   // of one utility
constexpr int atOnce = 3;                    // utilities: a long file of one must not hold up another's

}  // namespace

struct ImportRunner::Running {
    ImportJob job;
    ImportStatus status;
    Instant began;
    std::atomic<bool> cancelled{false};
};

void ImportRunner::start(const std::vector<std::pair<TenantId, bool>>& tenantsAndDrill) {
    for (const auto& [tenant, drill] : tenantsAndDrill) {
        std::vector<ImportDone> left;
        m_gate.inspect(tenant, [&left](CommandContext& cx) {
            cx.views().each<ImportDone>([&left](const ImportDone& record) {
                if (record.state == ImportState::running) left.push_back(record);
            });
        });
        for (ImportDone& record : left) {
            record.state = ImportState::interrupted;
            record.problem = "the server stopped in the middle: import the same file again";
            const SecurityContext who = serverContext(tenant, drill, "imports", "imports");
            const auto answer = m_gate.run(who, {commandIdFrom(tenant, "interrupted:" + record.id.str()),
                                                 std::string(FinishImport::card.name), toJson(FinishImport{record})});
            (void)answer;  // still `running` then; the next start tries again
        }
    }
    for (int i = 0; i < atOnce; ++i) m_threads.emplace_back([this] { run(); });
}

void ImportRunner::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        for (const auto& job : m_jobs) job->cancelled = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads) {
        if (thread.joinable()) thread.join();
    }
}

Result<ImportStatus> ImportRunner::submit(ImportJob job) {
    auto running = std::make_shared<Running>();
    running->job = std::move(job);
    running->job.file.bytes = running->job.body;
    running->status.id = importIdOf(running->job.who.tenant, running->job.file);
    running->status.state = "queued";
    running->status.what = enumName(running->job.file.kind);
    running->status.fileName = running->job.file.name;
    running->status.bytesTotal = static_cast<std::int64_t>(running->job.body.size());
    const std::lock_guard lock(m_mutex);
    if (m_stopping) return problem("stopping", "the server is stopping: try again in a minute");
    for (const auto& known : m_jobs) {
        if (known->status.id == running->status.id) return known->status;
    }
    const auto waiting = std::count_if(m_jobs.begin(), m_jobs.end(), [&](const auto& each) { return each->job.who.tenant == running->job.who.tenant; });
    if (waiting >= mostWaiting) return problem("busy", "eight imports are waiting already: try again when one is done");
    m_jobs.push_back(running);
    m_wake.notify_all();
    return running->status;
}

std::shared_ptr<ImportRunner::Running> ImportRunner::find(TenantId tenant, ImportId id) const {
    const auto found = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const auto& job) {
        return job->status.id == id && job->job.who.tenant == tenant;
    });
    return found == m_jobs.end() ? nullptr : *found;
}

std::optional<ImportStatus> ImportRunner::statusOf(TenantId tenant, ImportId id) const {
    const std::lock_guard lock(m_mutex);
    const auto job = find(tenant, id);
    return job ? std::optional(job->status) : std::nullopt;
}

bool ImportRunner::cancel(TenantId tenant, ImportId id) {
    const std::lock_guard lock(m_mutex);
    const auto job = find(tenant, id);
    if (job) job->cancelled = true;
    return job != nullptr;
}

std::shared_ptr<ImportRunner::Running> ImportRunner::nextToRun() const {
    for (const auto& job : m_jobs) {
        const auto ofTenant = [&job](const auto& other) { return other->job.who.tenant == job->job.who.tenant; };
        const auto first = std::find_if(m_jobs.begin(), m_jobs.end(), ofTenant);
        if (*first == job && job->status.state == "queued") return job;
    }
    return nullptr;
}

void ImportRunner::run() {
    for (;;) {
        std::shared_ptr<Running> next;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || nextToRun() != nullptr; });
            if (m_stopping) return;
            next = nextToRun();
            next->status.state = "running";
            next->began = m_clock();
        }
        try {
            work(next);
        } catch (const std::exception&) {  // its record stays `running`; the next start says `interrupted`
        }
        {
            const std::lock_guard lock(m_mutex);
            std::erase(m_jobs, next);
        }
        m_wake.notify_all();
    }
}

void ImportRunner::work(const std::shared_ptr<Running>& job) {
    ImportFile file = job->job.file;
    file.options.watcher = [this, job](const ImportProgress& progress) {
        const std::lock_guard lock(m_mutex);
        ImportStatus& s = job->status;
        s.bytesRead = static_cast<std::int64_t>(progress.bytesRead);
        s.rowsRead = static_cast<std::int64_t>(progress.rowsRead);
        s.accepted = static_cast<std::int64_t>(progress.accepted);
        s.keptAside = static_cast<std::int64_t>(progress.keptAside);
        const double spent = static_cast<double>((m_clock() - job->began).count()) / 1e6;
        if (s.bytesRead > 0) {
            s.secondsLeft = spent * static_cast<double>(s.bytesTotal - s.bytesRead) / static_cast<double>(s.bytesRead);
        }
        return !job->cancelled;
    };
    if (job->cancelled) file.bytes = {};  // its record still tells of it
    const auto done = importFile(m_gate, *m_board, job->job.who, std::move(file));
    (void)done;  // the record says how it ended
}

}  // namespace ok::territory
