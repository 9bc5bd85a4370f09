// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Taking back at the desk (issue piece "Pre-armed retraction"): the correction stands beside the draft and is edited with it; the button is
// there for what has left with one, and for nothing else.
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "app/comms/draft_dialog.h"
#include "app/comms/messages_panel.h"
#include "app/shell/desk_commands.h"
#include "shared/comms/comms_commands.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

const std::vector<comms::Draft> update{{comms::Channel::sms, comms::Language::en, {}, "Power back by 5.", {}}};
const std::vector<comms::Draft> correction{{comms::Channel::sms, comms::Language::en, {}, "Our message of {sent} about {places} was wrong.", {}}};

BroadcastDoc sent(const char* id, bool retractable) {
    BroadcastDoc out;
    out.id = QString::fromLatin1(id);
    out.title = QStringLiteral("Power back by 5.");
    out.state = QStringLiteral("done");
    out.at = sample::kNow;
    out.sent = 12;
    out.drafts = update;
    out.correction = correction;
    out.retractable = retractable;
    return out;
}

TEST(TakeBack, IsOfferedForWhatHasLeftWithACorrectionOnly) {
    sample::Desk desk;
    desk.theme.applyTo(*qApp);
    StoreBatch batch;
    batch.broadcasts = {sent("b1", true), sent("b2", false)};
    desk.store.apply(std::move(batch));
    MessagesPanel panel(desk.context);
    panel.show();
    QSignalSpy asked(&panel, &MessagesPanel::retractRequested);
    auto* button = panel.findChild<QPushButton*>();
    auto* table = panel.findChild<QTableView*>();
    ASSERT_TRUE(button != nullptr && table != nullptr);
    EXPECT_FALSE(button->isEnabled()) << "nothing is picked";
    const auto pick = [&](const char* id) {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (table->model()->index(row, 0).data(DocTable::IdRole).toString() == QLatin1String(id)) table->selectRow(row);
        }
    };
    pick("b2");
    EXPECT_FALSE(button->isEnabled());
    EXPECT_FALSE(button->toolTip().isEmpty()) << "what cannot be pressed says why";
    pick("b1");
    EXPECT_TRUE(button->isEnabled()) << button->toolTip().toStdString();
    EXPECT_TRUE(panel.findChild<QLabel*>()->text().contains(QStringLiteral("Our message of today about their address was wrong."))) << panel.findChild<QLabel*>()->text().toStdString();
    button->click();
    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked.at(0).at(0).toString(), QStringLiteral("b1"));
}

TEST(TakeBack, TheCorrectionIsEditedBesideItsUpdateAndBothAreNamedInWhatIsSent) {
    sample::Desk desk;
    desk.theme.applyTo(*qApp);
    desk.store.apply(sample::storm());
    DraftDialog dialog(desk.context, *desk.store.incidents().constBegin(), update, nullptr);
    dialog.setCorrection(correction);
    dialog.show();
    auto* text = dialog.findChild<QPlainTextEdit*>();
    for (auto* box : dialog.findChildren<QComboBox*>()) {
        if (box->accessibleName() == QStringLiteral("Update or correction")) box->setCurrentIndex(1);
    }
    ASSERT_EQ(text->toPlainText().toStdString(), correction[0].text);
    text->setPlainText(QStringLiteral("We were wrong at {sent}."));
    EXPECT_EQ(dialog.correction()[0].text, "We were wrong at {sent}.");
    EXPECT_EQ(dialog.drafts()[0].text, update[0].text);
    comms::Broadcast read;
    read.drafts = dialog.drafts();
    read.correction = dialog.correction();
    EXPECT_EQ(command::sendBroadcast(QStringLiteral("b1"), dialog.drafts(), dialog.correction()).body.value(QStringLiteral("drafts_digest")).toString().toStdString(), comms::digestOfDrafts(read).hex());
    EXPECT_TRUE(command::editCorrection(QStringLiteral("b1"), dialog.correction()[0]).body.value(QStringLiteral("correction")).toBool());
}

}  // namespace
}  // namespace ok::app
