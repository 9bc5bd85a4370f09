// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/reports/tray_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/desk/empty_view.h"
#include "app/desk/reason_words.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {

TrayModel::TrayModel(const DeskContext& desk, QObject* parent)
    : DocTable({tr("Waiting"), tr("Channel"), tr("From"), tr("What they wrote"), tr("Address as written"), tr("Why not placed")},
               parent),
      m_desk(desk) {
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset) {
            m_tray.clear();
            m_words.clear();
            QSet<QString> all;
            for (const auto& report : m_desk.store.reports())
                if (!report.placed) all.insert(report.id);
            refresh(all);
        } else if (!change.reports.empty()) {
            refresh(change.reports);
        }
    });
    for (const auto& report : m_desk.store.reports())
        if (!report.placed) m_tray.insert(report.id);
    refresh(m_tray);
}

void TrayModel::refresh(const QSet<QString>& touched) {
    // Only the touched reports are looked at: the tray stays small while the reports are a hundred thousand.
    for (const auto& id : touched) {
        const auto* report = m_desk.store.report(id);
        if (report && !report->placed) m_tray.insert(id);
        else m_tray.remove(id), m_words.remove(id);
    }
    QStringList ids(m_tray.begin(), m_tray.end());
    std::sort(ids.begin(), ids.end(), [this](const QString& a, const QString& b) {
        const auto *x = m_desk.store.report(a), *y = m_desk.store.report(b);
        return std::tie(x->received, a) < std::tie(y->received, b);
    });
    show(ids, touched);
}

void TrayModel::showWords(const QString& report, const QString& text, const QString& from, const QString& address) {
    if (!m_tray.contains(report)) return;
    m_words.insert(report, {text, from, address});
    refresh({report});
}

QVariant TrayModel::cell(const QString& id, int column, int role) const {
    const auto* report = m_desk.store.report(id);
    if (!report) return {};
    const auto waited = m_desk.now() - report->received;
    if (role == Qt::ForegroundRole && column == 0 && waited > minutes(15)) return m_desk.theme.tokens().critical;
    if (role != Qt::DisplayRole) return {};
    const Words words = m_words.value(id);
    switch (column) {
        case 0: return ageText(waited);
        case 1: return channelText(report->channel);
        case 2: return words.from.isEmpty() ? report->contact : words.from;
        case 3: return words.text.isEmpty() ? report->text : words.text;
        case 4: return words.address.isEmpty() ? report->address : words.address;
        default: break;
    }
    return trayProblemText(report->problem);
}

TrayPanel::TrayPanel(const DeskContext& desk, QAction* reveal, QAction* place, QWidget* parent)
    : QWidget(parent), m_model(new TrayModel(desk, this)), m_table(new QTableView(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    dressTable(m_table, m_model, 3, tr("Unplaced reports"));
    new EmptyHint(m_table, tr("Every report has a place.\nReports whose address nobody understands wait here; none is lost."));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 6, 8, 6);
    for (QAction* action : {reveal, place}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::StrongFocus);
        bar->addWidget(button);
    }
    bar->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addLayout(bar);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { emit currentChanged(current()); });
    connect(m_table, &QTableView::activated, place, &QAction::trigger);
}

QString TrayPanel::current() const { return selectedIds(m_table).value(0); }

}  // namespace ok::app
