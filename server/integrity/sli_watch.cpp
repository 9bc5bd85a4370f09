// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/sli_watch.h"

#include "shared/base/derived_ids.h"
#include "shared/integrity/head_anchors.h"

namespace ok::integrity {

SliFacts factsOf(Store& store, TenantId tenant, const WatchState& state, Instant now) {
    SliFacts out;
    out.now = now;
    out.from = std::max(state.since, now - hours(24));
    out.coverage = state.coverage;
    for (const RunNote& run : state.timeline) {
        if (run.at < now - hours(24)) continue;
        ++out.jobs;
        if (!run.completed) {
            ++out.failedJobs;
            continue;
        }
        out.coverage = std::min(out.coverage, run.coverage);
        out.runs.push_back(run.at);
    }
    const auto body = store.documents(tenant).read(AlertDelays::viewKind, "all");
    const auto delays = body ? fromJson<AlertDelays>(*body) : Result<AlertDelays>(AlertDelays{});
    for (std::size_t i = 0; delays.ok() && i < delays->at.size(); ++i) {
        if (delays->at[i] >= now - hours(24)) out.alertSeconds.push_back(delays->seconds[i]);
    }
    return out;
}

void SliWatch::visit(const TenantProfile& tenant) {
    const Instant now = m_parts.clock(), hour = hourOf(now);
    const auto [last, first] = m_judgedAt.try_emplace(tenant.tenant, hour);
    if (first || last->second == hour || !m_parts.gate.holds(tenant.tenant)) return;
    last->second = hour;
    auto reader = m_parts.gate.openReader();
    if (!reader.ok()) return;
    const ReportSlis command{judged(factsOf(**reader, tenant.tenant, m_parts.watch.state(tenant.tenant), now))};
    bool tell = false;
    for (const Sli& sli : command.slis) {
        metrics::gauge("outagekit_ledger_slo_met", "1 while the check of the log keeps this promise",
                       {{"env", m_parts.environment}, {"tenant", tenant.slug}, {"region", m_parts.region}, {"sli", sli.name}}).set(sli.met() ? 1 : 0);
        const auto body = (*reader)->documents(tenant.tenant).read(SliDoc::viewKind, sli.name);
        const auto before = body ? fromJson<SliDoc>(*body) : Result<SliDoc>(SliDoc{});
        tell = tell || !sli.met() || (before.ok() && before->breached);
    }
    if (!tell) return;  // a quiet hour leaves no trace in the log
    const SecurityContext who = serverContext(tenant.tenant, tenant.drill, "sli_watch");
    (void)m_parts.gate.run(who, {commandIdFrom(tenant.tenant, "report_slis:" + toIso(hour)), std::string(ReportSlis::card.name), toJson(command)});
}

}  // namespace ok::integrity
