// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The approvals panel on a screen with one request that waits: what the tests of queue and review press and read.
#pragma once
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTreeView>

#include "app/approvals/approvals_panel.h"
#include "app/approvals/review_tree.h"
#include "app/approvals/review_view.h"
#include "tests/app/approvals/review_sample.h"

namespace ok::app::sample {

struct Panel {
    ReviewDesk d;
    std::unique_ptr<ApprovalsPanel> panel;
    explicit Panel(const approvals::ReviewReply& reply = review(), QSize size = {1320, 760}) {
        d.answer(reply);
        d.desk.theme.applyTo(*qApp);
        panel = std::make_unique<ApprovalsPanel>(d.context);
        panel->resize(size);
        panel->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(panel.get()));
        panel->activateWindow();
        panel->select(kRequest);
    }
    [[nodiscard]] QPushButton* pressable(const QString& text) const {
        for (auto* each : panel->findChildren<QPushButton*>())
            if (QString(each->text()).remove(QLatin1Char('&')).startsWith(text) && each->isVisibleTo(panel.get())) return each;
        return nullptr;
    }
    [[nodiscard]] QString words() const {
        QString out;
        for (auto* each : panel->findChildren<QLabel*>())
            if (each->isVisibleTo(panel.get())) out += each->text() + QLatin1Char('\n');
        return out;
    }
    QTreeView& rows() { return *panel->review().tree().view(); }
    QString here() { return rows().currentIndex().data(ReviewModel::IdRole).toString(); }
    void key(int key) { QTest::keyClick(&rows(), static_cast<Qt::Key>(key)); }
    /// The answer to the next question is this.
    void serverSays(const approvals::ReviewReply& reply) {
        d.answer(reply);
        const int before = d.server.count(QStringLiteral("approvals.review"));
        panel->review().refresh();
        ASSERT_TRUE(QTest::qWaitFor([&] { return d.server.count(QStringLiteral("approvals.review")) > before; }, 5000));
    }
    void shot(const char* name) {
        const QString dir = QStringLiteral(OK_BINARY_DIR "/screens");
        QDir().mkpath(dir);
        QApplication::processEvents();
        panel->grab().save(dir + QStringLiteral("/review-%1.png").arg(QLatin1String(name)));
    }
};

}  // namespace ok::app::sample
