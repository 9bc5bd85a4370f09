// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The risk rules in the console: weights and bands with what is wrong beside them (F05.R6.A1), a draft tried on what was sent
// (F05.R6.A2 to A4), a version that comes into force step by step (F05.R6.A5), each for whom it is allowed (F05.R6.A6). Canned answers.
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include "app/policy/calibration_view.h"
#include "app/policy/risk_rules_dialog.h"
#include "app/policy/rollout_dialog.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

using sample::kNow;

QByteArray bytes(const std::string& text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

policy::PolicyVersion version(int number, policy::VersionState state) {
    policy::PolicyVersion out;
    out.kind = "risk_rules";
    out.number = number, out.state = state, out.base = number - 1, out.revision = 3;
    out.summary = "Calmer at night than it was before";
    out.createdBy = "ada", out.editors = {"ada"};
    return out;
}

template <class T>
T* named(QWidget& in, const QString& name) {
    for (auto* each : in.findChildren<T*>())
        if (each->accessibleName() == name) return each;
    ADD_FAILURE() << "nothing is called " << name.toStdString();
    return nullptr;
}

bool says(QWidget& in, const QString& words) {
    for (auto* each : in.findChildren<QLabel*>())
        if (each->text().contains(words)) return true;
    return false;
}

struct Rules {
    sample::Desk desk;
    policy::PolicyVersion draft = version(2, policy::VersionState::draft);
    Rules() {
        desk.store.apply(sample::storm());
        desk.data.put(QStringLiteral("/v1/policies/risk_rules/versions/2"), bytes("{\"version\":" + toJson(draft) + ",\"body\":" + toJson(approvals::standardRiskRules()) + "}"));
    }
};

TEST(RiskRulesDialogTest, WhatIsWrongIsSaidBesideItsFieldAndNothingIsSavedBefore) {  // F05.R6.A1
    Rules r;
    RiskRulesDialog dialog(r.desk.context, r.draft, nullptr);
    auto* save = named<QPushButton>(dialog, QStringLiteral("Save the draft"));
    auto* people = named<QLineEdit>(dialog, QStringLiteral("People reached"));
    auto* medium = named<QLineEdit>(dialog, QStringLiteral("\u201cmedium\u201d from score"));
    auto* high = named<QLineEdit>(dialog, QStringLiteral("\u201chigh\u201d from score"));
    ASSERT_TRUE(save && people && medium && high);
    EXPECT_EQ(people->text(), QStringLiteral("0.35"));
    EXPECT_TRUE(says(dialog, QStringLiteral("counts for 35 %")));
    EXPECT_EQ(medium->text(), QStringLiteral("40"));
    EXPECT_TRUE(save->isEnabled());
    for (const char* bad : {"1.01", "-1.5", "0.355", "much", ""}) {
        people->setText(QLatin1String(bad));
        EXPECT_FALSE(save->isEnabled()) << bad;
    }
    EXPECT_TRUE(says(dialog, QStringLiteral("This is not a number.")));
    people->setText(QStringLiteral("-0.5"));
    EXPECT_TRUE(save->isEnabled());
    for (const char* bad : {"70", "71", "101", "-1", "4.5", "x"}) {
        medium->setText(QLatin1String(bad));
        EXPECT_FALSE(save->isEnabled()) << bad << ": bands begin one above the other";
    }
    medium->setText(QStringLiteral("45"));
    ASSERT_TRUE(save->isEnabled());
    r.desk.data.asked.clear();
    save->click();
    ASSERT_EQ(r.desk.data.asked.size(), 1U);
    EXPECT_EQ(r.desk.data.asked[0].method, "PUT");
    const auto saved = fromJson<approvals::RiskRules>(QJsonDocument(QJsonDocument::fromJson(r.desk.data.asked[0].body).object().value(QStringLiteral("body")).toObject()).toJson().toStdString());
    ASSERT_TRUE(saved.ok());
    EXPECT_EQ(saved->weights.audienceSize, -0.5);
    EXPECT_EQ(saved->bands[0].to, 44);
    EXPECT_EQ(saved->bands[1].from, 45);
    EXPECT_TRUE(approvals::check(*saved).ok()) << "no gap, no overlap";
}

CalibrationFacts facts() {
    using namespace approvals;
    CalibrationFacts out;
    out.liveVersion = 1, out.draftVersion = 2, out.total = 40, out.gatedLive = 10, out.gatedDraft = 12;
    out.falsePositiveRate = 0.05, out.falseNegativeRate = 0;
    out.liveBands = {{"low", 30, 0, 0, 0, 120, 300}, {"medium", 10, 10, 1, 100, 600, 900}};
    out.draftBands = {{"low", 28, 0, 0, 0, 120, 300}, {"medium", 12, 12, 1, 83.3, 600, 900, 2.0 / 12, 0}};
    const RiskAction list{RiskActionKind::checklist, "pre_send", 0};
    out.actions = {{list, 10, 12, 20.0, {"a"}}};
    out.sends = {{"a", kNow - hours(2), {"sms"}, {38, "low", false, {}, {"band 0-39"}}, {44, "medium", true, {list}, {"band 40-69"}}}};
    return out;
}

TEST(CalibrationViewTest, ADraftStandsBesideWhatIsInForceWithEveryFigureAndItsReasons) {  // F05.R6.A2, F05.R6.A3, F05.R6.A4
    Rules r;
    r.desk.data.put(QStringLiteral("/v1/risk-rules/simulate"), bytes(toJson(facts())));
    r.desk.data.put(QStringLiteral("/v1/risk-rules"), R"({"version":1,"published":true,"percent":0})");
    CalibrationView view(r.desk.context, nullptr);
    view.show(1, &r.draft);
    for (auto* each : view.findChildren<QPushButton*>())
        if (each->text().contains(QStringLiteral("Try it"))) each->click();
    EXPECT_TRUE(says(view, QStringLiteral("40 sends. Held in force: 10, with this version: 12. Only this version would hold 5.0 %, only what is in force 0.0 %.")));
    auto* bands = named<QTableView>(view, QStringLiteral("Bands, in force and with this version"));
    auto* actions = named<QTableView>(view, QStringLiteral("What is asked for"));
    auto* sends = named<QTableView>(view, QStringLiteral("What was sent, judged by both"));
    ASSERT_TRUE(bands && actions && sends);
    EXPECT_EQ(bands->model()->rowCount(), 4);
    EXPECT_EQ(bands->model()->index(3, 4).data().toString(), QStringLiteral("83.3"));
    EXPECT_EQ(bands->model()->index(3, 7).data().toString(), QStringLiteral("16.7 %")) << "the rates band by band";
    EXPECT_EQ(bands->model()->index(3, 8).data().toString(), QStringLiteral("0.0 %"));
    EXPECT_EQ(actions->model()->index(0, 3).data().toString(), QStringLiteral("20 %"));
    EXPECT_EQ(sends->model()->index(0, 2).data().toString(), QStringLiteral("38"));
    EXPECT_EQ(sends->model()->index(0, 3).data().toString(), QStringLiteral("44"));
    EXPECT_EQ(sends->model()->index(0, 6).data().toString(), QStringLiteral("band 40-69"));
    auto* level = named<QComboBox>(view, QStringLiteral("Band"));
    level->setCurrentIndex(level->findData(QStringLiteral("medium")));
    r.desk.data.asked.clear();
    emit level->activated(level->currentIndex());
    ASSERT_EQ(r.desk.data.asked.size(), 1U);
    const auto body = QJsonDocument::fromJson(r.desk.data.asked[0].body).object();
    EXPECT_EQ(body.value(QStringLiteral("level")).toString(), QStringLiteral("medium"));
    EXPECT_EQ(body.value(QStringLiteral("version")).toInt(), 2);
    EXPECT_EQ(body.value(QStringLiteral("baseline")).toInt(), 1);
}

TEST(CalibrationViewTest, StagesAndGuardrailsAreEditedAndOnlyAPlanThatHoldsBegins) {  // F05.R6.A5
    RolloutDialog dialog(7, nullptr);
    auto* stages = named<QLineEdit>(dialog, QStringLiteral("Percent of the sends"));
    auto* interval = named<QLineEdit>(dialog, QStringLiteral("Minutes between two looks"));
    auto* slower = named<QLineEdit>(dialog, QStringLiteral("Slower, in percent"));
    auto* why = named<QLineEdit>(dialog, QStringLiteral("Why now"));
    auto* begin = named<QPushButton>(dialog, QStringLiteral("Begin"));
    ASSERT_TRUE(stages && interval && slower && why && begin);
    EXPECT_EQ(dialog.plan()->stages, (std::vector<int>{10, 25, 50, 100}));
    EXPECT_EQ(dialog.plan()->intervalMinutes, 15);
    EXPECT_FALSE(begin->isEnabled()) << "not without a reason";
    why->setText(QStringLiteral("the simulation looks good"));
    EXPECT_TRUE(begin->isEnabled());
    for (const char* bad : {"50, 25", "0, 100", "10, 101", "a few", ""}) {
        stages->setText(QLatin1String(bad));
        EXPECT_FALSE(begin->isEnabled()) << bad;
    }
    stages->setText(QStringLiteral("5 % -> 40 % -> 100 %"));
    slower->setText(QStringLiteral("7.5"));
    ASSERT_TRUE(begin->isEnabled());
    EXPECT_EQ(dialog.plan()->stages, (std::vector<int>{5, 40, 100}));
    EXPECT_EQ(dialog.plan()->timePercent, 7.5);
}

QPushButton* buttonWith(QWidget& in, const QString& words) {
    for (auto* each : in.findChildren<QPushButton*>())
        if (each->text().contains(words)) return each;
    ADD_FAILURE() << "no button " << words.toStdString();
    return nullptr;
}

TEST(CalibrationViewTest, OnlyAnApprovedVersionBeginsAndWhatRunsCanBeTakenBack) {  // F05.R6.A5, F05.R6.A6
    Rules r;
    approvals::RolloutView running;
    running.rollout.from = 1, running.rollout.to = 2;
    r.desk.data.put(QStringLiteral("/v1/risk-rules"), R"({"version":1,"published":true,"percent":0})");
    CalibrationView view(r.desk.context, nullptr);
    auto* start = buttonWith(view, QStringLiteral("step by step"));
    auto* back = buttonWith(view, QStringLiteral("Take back"));
    ASSERT_TRUE(start && back);
    view.show(1, &r.draft);
    EXPECT_FALSE(start->isEnabled()) << "it is a draft";
    EXPECT_FALSE(back->isEnabled());
    const auto approved = version(2, policy::VersionState::approved);
    view.show(1, &approved);
    EXPECT_TRUE(start->isEnabled());
    r.desk.data.put(QStringLiteral("/v1/risk-rules"), bytes("{\"version\":1,\"published\":true,\"percent\":25,\"judged_by_new\":3,\"judged\":11,\"rollout\":" + toJson(running) + "}"));
    view.show(1, &approved);
    EXPECT_FALSE(start->isEnabled()) << "one at a time";
    EXPECT_TRUE(back->isEnabled());
    EXPECT_TRUE(says(view, QStringLiteral("Version 2 judges 25 % of the sends, version 1 the others. Stage 1 of 4; it judged 3 of 11 sends so far.")));
    r.desk.permits.setRoles({QStringLiteral("operator")});
    view.show(1, &approved);
    EXPECT_FALSE(back->isEnabled()) << "who may not publish may look";
}

}  // namespace
}  // namespace ok::app
