// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A reason is asked for where the utility's rules want one (F07.R2.A1, F07.R2.A7): what is missing stands at its field, nothing
// is sent before it is all there, and whoever sent the command hears only the outcome.
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

#include "app/approvals/reason_dialog.h"
#include "app/approvals/reason_port.h"
#include "shared/base/json.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

approvals::GuardRules rules() {
    approvals::GuardRule rule;
    rule.action = "incidents.set_etr";
    rule.approvers = 2;
    rule.reasonCode = true;
    rule.rationaleAtLeast = 20;
    rule.attachment = true;
    return {1, {"Safety", "Vendor"}, {rule}};
}

QString hint(const QDialog& dialog, const char* field) {
    const auto* label = dialog.findChild<QLabel*>(QStringLiteral("hint_") + QLatin1String(field));
    return label == nullptr ? QStringLiteral("?") : label->text();
}

void fill(QDialog& dialog) {
    dialog.findChild<QComboBox*>()->setCurrentIndex(1);
    dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("the crew is still in the trench"));
    dialog.findChild<QLineEdit*>()->setText(QStringLiteral("https://tickets.example/4711"));
}

TEST(ReasonDialog, SaysAtEachFieldWhatIsMissingAndSendsNothingBeforeItIsThere) {
    const auto all = rules();
    ReasonDialog dialog(QStringLiteral("Change ETA"), all, all.rules[0], nullptr);
    auto* goOn = dialog.findChild<QPushButton*>(QStringLiteral("go_on"));
    EXPECT_FALSE(goOn->isEnabled());
    EXPECT_EQ(hint(dialog, "reason_code"), QStringLiteral("Needed"));
    EXPECT_EQ(hint(dialog, "rationale"), QStringLiteral("Needed"));
    dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("   in the trench   "));
    EXPECT_TRUE(hint(dialog, "rationale").contains(QLatin1String("7"))) << qPrintable(hint(dialog, "rationale"));
    dialog.findChild<QLineEdit*>()->setText(QStringLiteral("ticket 4711"));
    EXPECT_TRUE(hint(dialog, "attachment").contains(QLatin1String("https://")));
    fill(dialog);
    EXPECT_TRUE(goOn->isEnabled());
    for (const char* field : {"reason_code", "rationale", "attachment"}) EXPECT_TRUE(hint(dialog, field).isEmpty()) << field;
    EXPECT_EQ(dialog.value().reasonCode, "Safety");
    for (const QWidget* edit : {static_cast<QWidget*>(dialog.findChild<QComboBox*>()), static_cast<QWidget*>(dialog.findChild<QPlainTextEdit*>()),
                                static_cast<QWidget*>(dialog.findChild<QLineEdit*>())}) {
        EXPECT_FALSE(edit->accessibleName().isEmpty());
    }
}

class ReasonPortTest : public ::testing::Test {
  protected:
    void send() {
        desk.port.answer.outcome = CommandReply::Outcome::Refused;
        desk.port.answer.code = QStringLiteral("justification_needed");
        const auto all = rules();
        desk.port.answer.body = {{QStringLiteral("rule"), QString::fromStdString(toJson(all.rules[0]))},
                                 {QStringLiteral("reason_codes"), QString::fromStdString(toJson(all.reasonCodes))}};
        port.setWindow(&window);
        port.send({QStringLiteral("incidents.set_etr"), {{QStringLiteral("incident"), QStringLiteral("x")}}, QStringLiteral("ETA of #1")},
                  [this](const CommandReply& reply) { heard.push_back(reply); });
    }
    ReasonDialog* dialog() { return window.findChild<ReasonDialog*>(); }
    sample::Desk desk;
    QWidget window;
    ReasonPort port{desk.port};
    std::vector<CommandReply> heard;
};

TEST_F(ReasonPortTest, TheCommandGoesOutAgainWithItsReason) {
    send();
    ASSERT_NE(dialog(), nullptr);
    EXPECT_TRUE(heard.empty()) << "nobody is told of a refusal that is being mended";
    fill(*dialog());
    desk.port.answer = {};
    dialog()->accept();
    ASSERT_EQ(desk.port.sent.size(), 2U);
    EXPECT_EQ(desk.port.sent[1].name, desk.port.sent[0].name);
    EXPECT_EQ(desk.port.sent[1].body, desk.port.sent[0].body);
    EXPECT_EQ(desk.port.sent[1].justification.value(QStringLiteral("reason_code")).toString(), QStringLiteral("Safety"));
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].outcome, CommandReply::Outcome::Done);
}

TEST_F(ReasonPortTest, WhoGivesNoReasonHasDoneNothing) {
    send();
    dialog()->reject();
    EXPECT_EQ(desk.port.sent.size(), 1U);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].code, QStringLiteral("left_undone"));
    EXPECT_TRUE(sentenceFor(heard[0]).contains(QLatin1String("Left undone")));
}

}  // namespace
}  // namespace ok::app
