// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk and sending at the desk, on canned answers: how broadcasts were judged, found and explained to the last figure (F05.R5.A3, A4, A7);
// a broadcast on its way by channel and cohort, steered by who saw how it stands (F05.R4.A5, A6).
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include "app/approvals/risk_page.h"
#include "app/comms/progress_dialog.h"
#include "app/desk/command_body.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

QByteArray bytes(const std::string& text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

template <class T>
T* named(QWidget& in, const QString& name) {
    for (auto* each : in.findChildren<T*>())
        if (each->accessibleName() == name) return each;
    ADD_FAILURE() << "nothing is called " << name.toStdString();
    return nullptr;
}

QPushButton* buttonWith(QWidget& in, const QString& words) {
    for (auto* each : in.findChildren<QPushButton*>())
        if (QString(each->text()).remove(QLatin1Char('&')).contains(words)) return each;
    ADD_FAILURE() << "no button " << words.toStdString();
    return nullptr;
}

bool says(QWidget& in, const QString& words) {
    for (auto* each : in.findChildren<QLabel*>())
        if (each->text().contains(words)) return true;
    return false;
}

QString queryValue(const DataRequest& request, const char* name) {
    for (const auto& [key, value] : request.query)
        if (key == QLatin1String(name)) return value;
    return {};
}

const char* const kId = "11111111-1111-7111-8111-111111111111/1";

RiskOne judged() {
    using namespace approvals;
    RiskOne out;
    const auto risk = evaluateRisk(standardRiskRules(), "b-7", {40'000, 90, std::vector<std::string>{"sms", "voice"}, 0.62});
    EXPECT_TRUE(risk.ok());
    RiskAuditEntry& e = out.entry;
    e.id = kId;
    e.broadcastId = "b-7";
    e.createdAt = "2024-09-26T22:00:00.123Z";
    e.factors = risk->factors;
    e.finalRiskScore = risk->score;
    e.riskLevel = risk->riskLevel;
    e.firedRules = {"band 40-69", "storm desk"};
    e.actions = {{RiskActionKind::checklist, "pre_send", 0}};
    e.enforced = true;
    e.state = "released";
    e.approvals = {{"u-cleo", "approved", "2024-09-26T22:05:00.000Z", std::string(riskMask)}};
    e.checklistResponses = {{"pre_send", "map", "u-anna", "2024-09-26T22:01:00.000Z"}};
    e.people = {{"u-cleo", std::string(riskMask)}};
    e.engineVersion = "outagekit.risk/1";
    e.retainUntil = "2031-09-25T22:00:00.123Z";
    out.integrityHashes.verified = true;
    return out;
}

struct Desk {
    sample::Desk desk;
    Desk() {
        desk.store.apply(sample::storm());
        desk.permits.setRoles({QStringLiteral("admin")});
        RiskList list;
        list.totalCount = 214;
        list.items = {judged().entry};
        list.nextPageToken = "bmV4dA";
        desk.data.put(QStringLiteral("/v1/risk-audit"), bytes(toJson(list)));
        desk.data.put(QStringLiteral("/v1/risk-audit/") + QLatin1String(kId), bytes(toJson(judged())));
    }
};

// F05.R5.A3: every figure as the log has it, to three decimals, with the rules in words; F05.R5.A7: masked.
TEST(RiskPageTest, AJudgementIsExplainedToItsLastFigure) {
    Desk d;
    RiskPage page(d.desk.context);
    page.search();
    auto* found = named<QTableView>(page, QStringLiteral("Judgements"));
    auto* factors = named<QTableView>(page, QStringLiteral("Factors of the score"));
    ASSERT_TRUE(found && factors);
    ASSERT_EQ(found->model()->rowCount(), 1);
    EXPECT_TRUE(says(page, QStringLiteral("1 of 214")));
    found->selectRow(0);
    const RiskOne one = judged();
    ASSERT_EQ(factors->model()->rowCount(), 4);
    for (int i = 0; i < 4; ++i) {
        const auto& factor = one.entry.factors[static_cast<std::size_t>(i)];
        const auto cell = [&](int column) { return factors->model()->index(i, column).data().toString(); };
        EXPECT_EQ(cell(2), QString::number(factor.normalizedValue, 'f', 3));
        EXPECT_EQ(cell(3), QString::number(factor.weight, 'f', 3));
        EXPECT_EQ(cell(4), QString::number(factor.contribution, 'f', 3));
        EXPECT_EQ(cell(5), QString::number(factor.contributionPercent, 'f', 3) + QStringLiteral(" %"));
    }
    EXPECT_TRUE(says(page, QStringLiteral("%1 OF 100").arg(one.entry.finalRiskScore)));
    for (const char* words : {"The score lies in the band 40-69", "The rule storm desk held", "Asked for: Checklist", "pre_send/map by u-anna", "approved", "Kept until"}) {
        EXPECT_TRUE(says(page, QLatin1String(words))) << words;
    }
    EXPECT_TRUE(says(page, QString::fromUtf8("\u2713 The log says the same.")));
    EXPECT_TRUE(says(page, utf8(std::string(approvals::riskMask))));
    EXPECT_TRUE(buttonWith(page, QStringLiteral("names and notes"))->isEnabled());
    d.desk.permits.setRoles({QStringLiteral("auditor")});
    found->clearSelection();
    found->selectRow(0);
    EXPECT_FALSE(buttonWith(page, QStringLiteral("names and notes"))->isEnabled()) << "who may not see them";
}

// F05.R5.A4: each filter goes to the server, and the next page begins where this one ended.
TEST(RiskPageTest, EveryFilterIsAskedAndPagesGoOnWhereTheyEnded) {
    Desk d;
    RiskPage page(d.desk.context);
    named<QLineEdit>(page, QStringLiteral("Rule"))->setText(QStringLiteral("band 40-69"));
    named<QLineEdit>(page, QStringLiteral("Approved by (id)"))->setText(QStringLiteral("u-cleo"));
    auto* decision = named<QComboBox>(page, QStringLiteral("What was asked for"));
    decision->setCurrentIndex(decision->findData(QStringLiteral("checklist")));
    auto* order = named<QComboBox>(page, QStringLiteral("Order"));
    order->setCurrentIndex(order->findData(QStringLiteral("final_risk_score asc")));
    d.desk.data.asked.clear();
    page.take(QVariantMap{{QStringLiteral("broadcast"), QStringLiteral("b-7")}});
    ASSERT_EQ(d.desk.data.asked.size(), 1U);
    const auto first = d.desk.data.asked[0];
    const std::pair<const char*, const char*> wanted[] = {{"rule_name", "band 40-69"}, {"approver_user_id", "u-cleo"}, {"policy_decision", "checklist"}, {"sort", "final_risk_score"},
                                                          {"order", "asc"}, {"broadcast_id", "b-7"}, {"min_score", "0"}, {"max_score", "100"}};
    for (const auto& [name, value] : wanted) EXPECT_EQ(queryValue(first, name), QLatin1String(value)) << name;
    EXPECT_FALSE(queryValue(first, "from").isEmpty());
    EXPECT_TRUE(queryValue(first, "page_token").isEmpty());
    buttonWith(page, QStringLiteral("More"))->click();
    ASSERT_EQ(d.desk.data.asked.size(), 2U);
    EXPECT_EQ(queryValue(d.desk.data.asked[1], "page_token"), QStringLiteral("bmV4dA"));
}

// F05.R5.A2: whoever looks can have the chain of a broadcast checked, and is told which of its judgements does not fit.
TEST(RiskPageTest, TheChainOfABroadcastIsCheckedOnAsking) {
    Desk d;
    d.desk.data.put(QStringLiteral("/v1/risk-audit/verify"), R"({"verified":false,"first_failing_index":2,"events":[{},{},{}]})");
    RiskPage page(d.desk.context);
    page.search();
    named<QTableView>(page, QStringLiteral("Judgements"))->selectRow(0);
    buttonWith(page, QStringLiteral("Check its chain"))->click();
    EXPECT_TRUE(page.said().contains(QStringLiteral("Judgement 3"))) << page.said().toStdString();
    d.desk.data.put(QStringLiteral("/v1/risk-audit/verify"), R"({"verified":true,"events":[{},{},{}]})");
    buttonWith(page, QStringLiteral("Check its chain"))->click();
    EXPECT_TRUE(page.said().contains(QStringLiteral("All 3 judgements"))) << page.said().toStdString();
}

ProgressFacts onItsWay() {
    ProgressFacts out;
    out.broadcast = "22222222-2222-7222-8222-222222222222";
    out.state = "sending";
    out.lastUpdated = sample::kNow - seconds(3);
    out.readAt = sample::kNow;
    out.stand.revision = 4;
    const ProgressCounts mail{5, 2, 3, 1, 1, 0, 60, 20, 20, 0}, texts{800, 800, 0, 0, 0, 0, 0, 0, 0, 0};
    out.channels = {{"email", mail, {{1, 0, sample::kNow, {3, 0, 3, 1, 1, 0, 100, 33.3, 33.3, 0}, true, false}, {2, 0, sample::kNow + seconds(30), {2, 2, 0, 0, 0, 0, 0, 0, 0, 0}, false, true}}, {}},
                    {"sms", texts, {{1, 1, sample::kNow + minutes(2), texts, false, false}}, sample::kNow + minutes(4)}};
    return out;
}

// F05.R4.A5: counts and shares by channel and cohort, when it was read, when it will be done; asked again every five seconds.
TEST(ProgressDialogTest, EachChannelAndCohortIsCountedAndReadAnewEveryFiveSeconds) {
    Desk d;
    const QString path = QStringLiteral("/v1/broadcasts/22222222-2222-7222-8222-222222222222/progress");
    d.desk.data.put(path, bytes(toJson(onItsWay())));
    ProgressDialog dialog(d.desk.context, QStringLiteral("22222222-2222-7222-8222-222222222222"), QStringLiteral("Riverside"), nullptr);
    auto* table = named<QTableView>(dialog, QStringLiteral("Channels and cohorts"));
    ASSERT_TRUE(table);
    ASSERT_EQ(table->model()->rowCount(), 4) << "two channels, and two cohorts of mail";
    const auto cell = [&](int row, int column) { return table->model()->index(row, column).data().toString(); };
    EXPECT_EQ(cell(0, 3), QStringLiteral("3 (60 %)"));
    EXPECT_EQ(cell(0, 5), QStringLiteral("1 (20 %)"));
    EXPECT_TRUE(cell(1, 0).contains(QStringLiteral("began late")));
    EXPECT_TRUE(cell(2, 0).contains(QStringLiteral("given up")));
    EXPECT_TRUE(cell(3, 1).contains(QStringLiteral("done about")));
    EXPECT_TRUE(says(dialog, QStringLiteral("Last change")));
    EXPECT_LE(ProgressDialog::everyMs, 5'000);
    const auto before = d.desk.data.asked.size();
    EXPECT_TRUE(QTest::qWaitFor([&] { return d.desk.data.asked.size() > before; }, 20'000));
}

// F05.R4.A6: what can be done, for whom, and only when it makes sense.
TEST(ProgressDialogTest, StepsAreOfferedToWhoMayAndWhenTheyMakeSense) {
    Desk d;
    d.desk.permits.setRoles({QStringLiteral("operator")});
    const QString path = QStringLiteral("/v1/broadcasts/22222222-2222-7222-8222-222222222222/progress");
    ProgressFacts facts = onItsWay();
    d.desk.data.put(path, bytes(toJson(facts)));
    ProgressDialog dialog(d.desk.context, QStringLiteral("22222222-2222-7222-8222-222222222222"), QStringLiteral("Riverside"), nullptr);
    EXPECT_TRUE(buttonWith(dialog, QStringLiteral("Pause"))->isEnabled());
    EXPECT_TRUE(buttonWith(dialog, QStringLiteral("Slower"))->isEnabled());
    EXPECT_FALSE(buttonWith(dialog, QStringLiteral("Later"))->isEnabled()) << "of which channel?";
    EXPECT_FALSE(buttonWith(dialog, QStringLiteral("Another order"))->isEnabled()) << "it is paused first";
    named<QTableView>(dialog, QStringLiteral("Channels and cohorts"))->selectRow(3);
    EXPECT_TRUE(buttonWith(dialog, QStringLiteral("Later"))->isEnabled());
    facts.paused = true;
    d.desk.data.put(path, bytes(toJson(facts)));
    dialog.read();
    EXPECT_TRUE(buttonWith(dialog, QStringLiteral("Another order"))->isEnabled());
    EXPECT_TRUE(buttonWith(dialog, QStringLiteral("Go on"))->isEnabled());
    d.desk.permits.setRoles({QStringLiteral("auditor")});
    EXPECT_FALSE(buttonWith(dialog, QStringLiteral("Go on"))->isEnabled());
}

}  // namespace
}  // namespace ok::app
