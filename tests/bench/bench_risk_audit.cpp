// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A million judgements of a year in one database, searched by each filter and by several, sorted either way, page by page, as the route
// does it: p95 at most two seconds (F05.R5.A4). One broadcast's: at most one second (F05.R5.A1).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "server/store/store.h"
#include "shared/approvals/risk_audit.h"
#include "shared/base/derived_ids.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace {

using namespace ok;
using namespace ok::approvals;
using Steady = std::chrono::steady_clock;

const Instant newYear = *parseIso("2025-01-01T00:00:00Z");
constexpr int people = 40, aTransaction = 20'000;

RiskAuditRow rowOf(std::mt19937& dice, const RiskRules& rules, int i, int all) {
    UuidBytes id{};
    for (auto& byte : id) byte = static_cast<std::uint8_t>(dice());
    RiskAuditRow row;
    row.approval = ApprovalId{uuidV4(id)};
    row.createdAt = newYear + Duration(static_cast<std::int64_t>(365.0 * 86'400e6 * i / all));
    row.inputs = {static_cast<std::int64_t>(dice() % 200'000), static_cast<double>(dice() % 240), std::vector<std::string>{dice() % 2 == 0 ? "sms" : "email"}, 0.01 * (dice() % 100)};
    row.evaluation = *evaluateRisk(rules, "b-" + std::to_string(i / 3), row.inputs);
    row.evaluation.evaluationLog.clear();
    row.channels = *row.inputs.channelMix;
    row.decision = row.evaluation.actions.empty() ? "none" : enumName(row.evaluation.actions.front().kind);
    row.sequence = i + 1;
    return row;
}

/// Rows and index by the product's own functions; a word for every one.
void fill(Store& store, TenantId tenant, int all) {
    std::mt19937 dice(20240926);
    const RiskRules rules = standardRiskRules();
    for (int begin = 0; begin < all; begin += aTransaction) {
        if (!store.begin().ok()) std::exit(1);
        Views views(store.documents(tenant));
        for (int i = begin; i < std::min(all, begin + aTransaction); ++i) {
            RiskAuditRow row = rowOf(dice, rules, i, all);
            addToIndex(views, row);
            views.save(RiskWord{row.approval, row.version, "person-" + std::to_string(i % people)});
            views.save(std::move(row));
        }
        views.flush();
        if (!store.commit().ok()) std::exit(1);
    }
}

std::vector<RiskAuditFilter> questions() {
    RiskAuditFilter year;
    year.from = newYear;
    year.to = newYear + hours(24 * 365);
    std::vector<RiskAuditFilter> out(12, year);
    out[1].byScore = true;
    out[2].ascending = true;
    out[3].policyDecision = "checklist";
    out[4].minScore = 70, out[4].byScore = true, out[4].ascending = true;
    out[5].ruleName = "band 40-69";
    out[6].channel = "sms";
    out[7].approverUserId = "person-7";
    out[8].from = newYear + hours(24 * 100), out[8].to = newYear + hours(24 * 130);
    out[9].channel = "email", out[9].minScore = 40, out[9].maxScore = 60, out[9].policyDecision = "checklist";
    out[10].approverUserId = "person-3", out[10].channel = "sms", out[10].byScore = true;
    out[11].minScore = 99;
    return out;
}

bool tell(const char* name, std::vector<double> ms, double bound, const std::string& what) {
    std::sort(ms.begin(), ms.end());
    const double p95 = ms[std::min(ms.size() - 1, ms.size() * 95 / 100)];
    std::printf("bench %s: figure=%.0f unit=ms bound=%.0f ratio=%.1f %s (%s)\n", name, p95, bound, bound / p95, p95 <= bound ? "ok" : "SLOW", what.c_str());
    return p95 <= bound;
}

}  // namespace

int main(int argc, char** argv) {
    const int all = argc > 1 ? std::max(1'000, std::atoi(argv[1])) : 1'000'000;
    const test::TempDir dir;
    const TenantId tenant{derivedUuid("tenant one")};
    auto store = openSqliteStore(dir.file("risk.db"));
    if (!store.ok() || !(*store)->begin().ok() || !(*store)->addTenant(tenant, "one").ok() || !(*store)->commit().ok()) return 1;
    fill(**store, tenant, all);
    auto reader = (*store)->openReader();
    if (!reader.ok()) return 1;
    std::vector<double> pages, broadcasts;
    std::int64_t found = 0;
    const auto measured = [](std::vector<double>& into, auto work) {
        const auto began = Steady::now();
        work();
        into.push_back(std::chrono::duration<double, std::milli>(Steady::now() - began).count());
    };
    for (int round = 0; round < 2; ++round) {
        for (const RiskAuditFilter& filter : questions()) {
            std::string after;
            for (int page = 0; page < 2; ++page) {
                measured(pages, [&] {
                    Views views((*reader)->documents(tenant));
                    const auto hits = findRisks(views, filter, after, 50);
                    if (!hits.ok()) std::exit(1);
                    for (const RiskHit& hit : hits->hits) (void)auditEntryOf(views, *views.find<RiskAuditRow>(hit.id()));
                    after = hits->next;
                    found += hits->total;
                });
            }
        }
    }
    std::mt19937 dice(1);
    for (int i = 0; i < 200; ++i) {
        RiskAuditFilter filter;
        filter.to = newYear + hours(24 * 400);
        filter.broadcastId = "b-" + std::to_string(dice() % static_cast<unsigned>(all / 3));
        measured(broadcasts, [&] {
            Views views((*reader)->documents(tenant));
            if (riskAudit(views, filter).empty()) std::exit(1);
        });
    }
    const bool fine = tell("risk_audit_search", pages, 2'000, std::to_string(all) + " judgements, " + std::to_string(found) + " found");
    return tell("risk_audit_broadcast", broadcasts, 1'000, "of one broadcast") && fine ? 0 : 1;
}
