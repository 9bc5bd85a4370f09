// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/comms/messages_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <tuple>

#include "app/comms/progress_dialog.h"
#include "app/desk/empty_view.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {

MessagesModel::MessagesModel(const DeskContext& desk, QObject* parent)
    : DocTable({tr("Time"), tr("State"), tr("Message"), tr("Audience"), tr("Sent"), tr("Delivered"), tr("Failed"), tr("Withheld")},
               parent),
      m_desk(desk) {
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.broadcasts.empty()) refresh(change.broadcasts);
    });
    refresh({});
}

void MessagesModel::refresh(const QSet<QString>& touched) {
    QStringList ids = m_desk.store.broadcasts().keys();
    std::sort(ids.begin(), ids.end(), [this](const QString& a, const QString& b) {
        return std::tuple(m_desk.store.broadcasts()[b].at, b) < std::tuple(m_desk.store.broadcasts()[a].at, a);
    });
    show(ids, touched);
}

QVariant MessagesModel::cell(const QString& id, int column, int role) const {
    const auto found = m_desk.store.broadcasts().constFind(id);
    if (found == m_desk.store.broadcasts().constEnd()) return {};
    const auto& doc = *found;
    if (role == Qt::TextAlignmentRole && column >= 3) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && column == 6 && doc.failed > 0) return m_desk.theme.tokens().critical;
    if (role == Qt::ForegroundRole && column == 1 && doc.state == QLatin1String("waiting_approval"))
        return m_desk.theme.tokens().warning;
    if (role != Qt::DisplayRole) return {};
    switch (column) {
        case 0: return clockText(doc.at, zoneOf(m_desk.store.utility()), m_desk.now());
        case 1: return broadcastStateText(doc.state);
        case 2: return doc.title;
        case 3: return countText(doc.total);
        case 4: return countText(doc.sent);
        case 5: return countText(doc.delivered);
        case 6: return countText(doc.failed);
        default: return countText(doc.withheld);
    }
}

MessagesPanel::MessagesPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_model(new MessagesModel(desk, this)), m_table(new QTableView(this)), m_words(new QLabel(this)),
      m_retract(new QPushButton(tr("Take &back\u2026"), this)), m_progress(new QPushButton(tr("&On its way\u2026"), this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    dressTable(m_table, m_model, 2, tr("Messages to customers"));
    new EmptyHint(m_table, tr("Nothing has been sent to customers yet.\nSelect an incident and press Ctrl+D to draft an update."));
    m_words->setProperty("role", "muted");
    m_words->setAccessibleName(tr("What would be sent"));
    m_words->setWordWrap(true);
    m_words->setMinimumWidth(1);   // a long correction does not push the window wider
    m_retract->setAccessibleDescription(tr("Sends the approved correction to everybody who got this message, and stops the rest"));
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 0, 12, 8);
    foot->addWidget(m_words, 1);
    foot->addWidget(m_progress);
    foot->addWidget(m_retract);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    m_progress->setAccessibleDescription(tr("By channel and cohort, read anew every five seconds; pause, slow down, put off"));
    connect(m_progress, &QPushButton::clicked, this, &MessagesPanel::showProgress);
    connect(m_retract, &QPushButton::clicked, this, [this] { emit retractRequested(selectedIds(m_table).value(0)); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &MessagesPanel::offer);
    connect(&m_desk.permits, &Permits::changed, this, &MessagesPanel::offer);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.broadcasts.empty()) offer();
    });
    offer();
    connect(m_table, &QTableView::activated, this, [this, desk](const QModelIndex& at) {
        emit incidentActivated(desk.store.broadcasts().value(at.data(DocTable::IdRole).toString()).incident);
    });
}

void MessagesPanel::showProgress() {
    const auto found = m_desk.store.broadcasts().constFind(selectedIds(m_table).value(0));
    if (found == m_desk.store.broadcasts().constEnd()) return;
    auto* dialog = new ProgressDialog(m_desk, found->id, found->title, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

QString MessagesPanel::hindrance(const QString& broadcast) const {
    const auto found = m_desk.store.broadcasts().constFind(broadcast);
    if (found == m_desk.store.broadcasts().constEnd()) return tr("Pick a message to take it back.");
    if (found->state == QLatin1String("retracted")) return tr("It was taken back.");
    return found->retractable ? QString() : tr("Only what has left with an approved correction can be taken back.");
}

QString MessagesPanel::read(const comms::Draft& draft) const {
    const comms::Reader reader{.zone = zoneOf(m_desk.store.utility()).id().toStdString(), .language = draft.language, .area = tr("their address").toStdString()};
    const auto text = comms::fillPlaceholders(draft.text, reader);
    return QString::fromStdString(text.ok() ? *text : draft.text).left(160);
}

void MessagesPanel::offer() {
    const QString current = selectedIds(m_table).value(0);
    const QString why = hindrance(current);
    m_desk.permits.show(m_retract, QStringLiteral("comms.retract"), why);
    m_desk.permits.show(m_progress, QStringLiteral("approvals.read"), current.isEmpty() ? tr("Pick a message first.") : QString());
    const auto found = m_desk.store.broadcasts().constFind(current);
    const bool offered = found != m_desk.store.broadcasts().constEnd() && found->retractable;
    m_words->setText(offered ? tr("If it is wrong: %1").arg(read(found->correction.front())) : why);
}

}  // namespace ok::app
