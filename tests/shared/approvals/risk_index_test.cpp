// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The index of judgements against reading them all (F05.R5.A4), and the steps an approver is shown (F05.R3.A2).
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "shared/approvals/risk_audit.h"
#include "shared/approvals/stagger_preview.h"
#include "shared/views/memory_documents.h"

namespace ok::approvals {
namespace {

const Instant noon = *parseIso("2026-11-21T12:00:00Z");

struct Judgements {
    MemoryDocuments documents;
    Views views{documents};
    std::vector<RiskAuditRow> all;
    std::map<std::string, std::set<std::string>> words;   // by person: ids
    explicit Judgements(int count) {
        std::mt19937 dice(7);
        for (int i = 0; i < count; ++i) {
            UuidBytes id{};
            for (auto& byte : id) byte = static_cast<std::uint8_t>(dice());
            RiskAuditRow row;
            row.approval = ApprovalId{id};
            row.version = 1 + static_cast<int>(dice() % 3);
            row.createdAt = noon + minutes(static_cast<int>(dice() % (60 * 24 * 5))) + Duration(dice() % 3);
            row.evaluation.subject = "b-" + std::to_string(dice() % 40);
            row.evaluation.score = static_cast<int>(dice() % 101);
            row.evaluation.firedRules = {dice() % 2 == 0 ? "band 0-49" : "band 50-100"};
            if (dice() % 5 == 0) row.evaluation.firedRules.emplace_back("storm");
            row.channels = dice() % 2 == 0 ? std::vector<std::string>{"sms"} : std::vector<std::string>{"sms", "email"};
            row.decision = dice() % 3 == 0 ? "none" : dice() % 2 == 0 ? "checklist" : "senior_approver+checklist";
            row.sequence = i + 1;
            addToIndex(views, row);
            views.save(row);
            const std::string person = "p" + std::to_string(dice() % 4);
            views.save(RiskWord{row.approval, row.version, person});
            words[person].insert(row.viewId());
            all.push_back(std::move(row));
        }
        views.flush();
    }
    /// By looking at each.
    std::vector<std::string> slowly(const RiskAuditFilter& f) const {
        std::vector<const RiskAuditRow*> hits;
        for (const RiskAuditRow& row : all) {
            const auto has = [](const std::vector<std::string>& list, const std::string& one) { return one.empty() || std::find(list.begin(), list.end(), one) != list.end(); };
            const bool decided = f.policyDecision.empty() || row.decision == f.policyDecision || ("+" + row.decision + "+").find("+" + f.policyDecision + "+") != std::string::npos;
            const bool spoken = f.approverUserId.empty() || (words.contains(f.approverUserId) && words.at(f.approverUserId).contains(row.viewId()));
            if (row.createdAt >= f.from && row.createdAt < f.to && row.evaluation.score >= f.minScore && row.evaluation.score <= f.maxScore && decided && spoken &&
                has(row.evaluation.firedRules, f.ruleName) && has(row.channels, f.channel) && (f.broadcastId.empty() || row.evaluation.subject == f.broadcastId)) {
                hits.push_back(&row);
            }
        }
        const auto key = [&f](const RiskAuditRow* row) { return std::tuple(f.byScore ? row->evaluation.score : 0, row->createdAt, row->approval.bytes, row->version); };
        std::sort(hits.begin(), hits.end(), [&](const auto* a, const auto* b) { return f.ascending ? key(a) < key(b) : key(b) < key(a); });
        std::vector<std::string> out;
        for (const auto* row : hits) out.push_back(row->viewId());
        return out;
    }
    std::vector<std::string> paged(const RiskAuditFilter& f, std::size_t limit) {
        std::vector<std::string> out;
        std::string after;
        do {
            const auto page = findRisks(views, f, after, limit);
            EXPECT_TRUE(page.ok());
            if (!page.ok()) return out;
            for (const RiskHit& hit : page->hits) out.push_back(hit.id());
            after = page->next;
        } while (!after.empty() && out.size() < 10'000);
        return out;
    }
};

// Property: whatever is asked, the index finds what reading everything finds, in the same order, page by page.
TEST(RiskIndexTest, FindsWhatReadingEverythingFindsInTheSameOrder) {
    Judgements j(1'200);
    std::mt19937 dice(11);
    for (int round = 0; round < 60; ++round) {
        RiskAuditFilter f;
        f.from = noon + hours(static_cast<int>(dice() % 48));
        f.to = f.from + hours(1 + static_cast<int>(dice() % 100));
        if (dice() % 3 == 0) f.minScore = static_cast<int>(dice() % 60), f.maxScore = f.minScore + static_cast<int>(dice() % 40);
        if (dice() % 3 == 0) f.policyDecision = dice() % 2 == 0 ? "checklist" : "none";
        if (dice() % 3 == 0) f.ruleName = dice() % 2 == 0 ? "storm" : "band 50-100";
        if (dice() % 3 == 0) f.channel = dice() % 2 == 0 ? "email" : "voice";
        if (dice() % 4 == 0) f.approverUserId = "p" + std::to_string(dice() % 5);
        if (dice() % 6 == 0) f.broadcastId = "b-" + std::to_string(dice() % 42);
        f.byScore = dice() % 2 == 0;
        f.ascending = dice() % 2 == 0;
        const auto expected = j.slowly(f);
        EXPECT_EQ(j.paged(f, 7), expected) << round;
        EXPECT_EQ(static_cast<std::size_t>(findRisks(j.views, f, {}, 1)->total), expected.size());
    }
}

TEST(RiskIndexTest, WhatIsForgottenIsFoundNoMoreAndTheOthersStay) {  // F05.R5.A6
    Judgements j(600);
    for (int i = 0; i < 600; i += 3) forgetJudgement(j.views, i + 1);
    forgetJudgement(j.views, 1);   // again: nothing more goes
    std::vector<RiskAuditRow> left;
    for (int i = 0; i < 600; ++i) {
        if (i % 3 != 0) left.push_back(j.all[static_cast<std::size_t>(i)]);
    }
    j.all = left;
    RiskAuditFilter f;
    f.from = noon;
    f.to = noon + hours(24 * 6);
    EXPECT_EQ(j.paged(f, 50), j.slowly(f));
    EXPECT_EQ(riskAudit(j.views, f).size(), 400U);
    for (const char* bad : {"x", "1.2", "1.2.x/1", "1.2.11111111-1111-7111-8111-111111111111/", "1.2.11111111-1111-7111-8111-111111111111/1x"}) {
        EXPECT_FALSE(findRisks(j.views, f, bad, 5).ok()) << bad;
    }
}

TEST(StaggerPreviewTest, EachStepIsShownWithWhenItBeginsAndHowLargeItIs) {
    const StaggerPlan plan{"careful", {{{"email"}, 3, 30, 120}, {{"sms", "voice"}, 100, 0, 0}}};
    const auto steps = previewOf(plan, {{"email", 5}, {"sms", 10}}, 4);
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0], (PlannedStep{{"email"}, 0, 5, 2, 3, 30, 120, 30}));
    EXPECT_EQ(steps[1].channels, std::vector<std::string>{"sms"});
    EXPECT_EQ(steps[1].offsetSeconds, 150) << "after the last batch and the hold";
    EXPECT_EQ(steps[1].messages, 10);
    EXPECT_EQ(steps[1].lastSeconds, 270) << "four a minute";
    EXPECT_TRUE(previewOf(plan, {{"web", 5}}, 0).empty()) << "a channel that the plan does not know";
}

}  // namespace
}  // namespace ok::approvals
