// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/queue_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "app/desk/key_list.h"
#include "app/desk/empty_view.h"
#include "app/desk/pieces.h"
#include "app/desk/table_look.h"

namespace ok::app {

void QueueTable::keyPressEvent(QKeyEvent* event) {
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::ShiftModifier || event->modifiers() == Qt::KeypadModifier;
    switch (event->key()) {
        case Qt::Key_Slash: case Qt::Key_F: case Qt::Key_R: case Qt::Key_S: case Qt::Key_C: case Qt::Key_Question: case Qt::Key_Return: case Qt::Key_Enter:
            if (plain) return emit keyPressed(event->key());
            break;
        default: break;
    }
    QTableView::keyPressEvent(event);
}

QueueView::QueueView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_model(new ApprovalsModel(desk, this)), m_table(new QueueTable(this)), m_words(new QLineEdit(this)), m_show(new QComboBox(this)), m_count(label(this, "muted")) {
    dressTable(m_table, m_model, ApprovalsModel::What, tr("Approvals"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setMinimumWidth(200);
    auto* empty = new EmptyHint(m_table, {});
    const auto hint = [this, empty] {
        const bool narrowed = !m_words->text().trimmed().isEmpty() || m_show->currentIndex() > 0;
        empty->setHint(narrowed ? tr("Nothing fits. Clear the line above to see everything.") : tr("Nothing waits for a second person.\nMessages to customers and changed ETAs appear here before they leave."));
    };
    hint();
    m_words->setPlaceholderText(tr("Find (/)"));
    m_words->setAccessibleName(tr("Find in the queue"));
    m_words->setClearButtonEnabled(true);
    m_show->addItem(tr("All"), static_cast<int>(ApprovalsModel::Show::All));
    m_show->addItem(tr("Waiting"), static_cast<int>(ApprovalsModel::Show::Waiting));
    m_show->addItem(tr("High risk"), static_cast<int>(ApprovalsModel::Show::Risky));
    m_show->addItem(tr("Put off"), static_cast<int>(ApprovalsModel::Show::PutOff));
    m_show->addItem(tr("Mine"), static_cast<int>(ApprovalsModel::Show::Mine));
    m_show->setAccessibleName(tr("Which requests"));
    m_count->setWordWrap(false);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 6, 8, 4);
    bar->setSpacing(6);
    bar->addWidget(m_words, 1);
    bar->addWidget(m_show);
    bar->addWidget(m_count);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    connect(m_words, &QLineEdit::textChanged, this, &QueueView::narrow);
    connect(m_words, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_words, &QLineEdit::textChanged, this, hint);
    connect(m_show, &QComboBox::currentIndexChanged, this, &QueueView::narrow);
    connect(m_show, &QComboBox::currentIndexChanged, this, hint);
    connect(m_table, &QueueTable::keyPressed, this, &QueueView::handle);
    connect(m_table, &QTableView::doubleClicked, this, &QueueView::openWanted);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueueView::chosenChanged);
    // Another order must not take what is read from under the reader's eyes.
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = current(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_model->rowOf(m_kept) >= 0) select(m_kept);
        else emit chosenChanged();
    });
    QWidget::setTabOrder(m_words, m_show);
    QWidget::setTabOrder(m_show, m_table);
}

/// What it is about stays readable; the rest comes as there is room.
void QueueView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const std::pair<int, int> needs[] = {{ApprovalsModel::State, 420}, {ApprovalsModel::Stage, 560}, {ApprovalsModel::AskedBy, 660}, {ApprovalsModel::Version, 740}};
    for (const auto& [column, width_] : needs) m_table->setColumnHidden(column, width() < width_);
}

void QueueView::narrow() {
    const QString here = current();
    m_model->narrow(m_words->text(), static_cast<ApprovalsModel::Show>(m_show->currentData().toInt()));
    select(here);
    const bool narrowed = !m_words->text().trimmed().isEmpty() || m_show->currentIndex() > 0;
    m_count->setText(narrowed ? tr("%n found", nullptr, m_model->rowCount()) : QString());
}

void QueueView::handle(int key) {
    switch (key) {
        case Qt::Key_Slash: return m_words->setFocus(Qt::ShortcutFocusReason);
        case Qt::Key_F: return m_show->setFocus(Qt::ShortcutFocusReason);
        case Qt::Key_R: return emit giveOnWanted();
        case Qt::Key_S: return emit putOffWanted();
        case Qt::Key_C: return emit commentWanted();
        case Qt::Key_Question: return help();
        default: return emit openWanted();
    }
}

QString QueueView::current() const {
    const QModelIndex at = m_table->currentIndex();
    return at.isValid() && m_table->selectionModel()->isRowSelected(at.row(), {}) ? at.data(DocTable::IdRole).toString() : selectedIds(m_table).value(0);
}

QStringList QueueView::chosen() const {
    QStringList all = selectedIds(m_table);
    const QString first = current();
    all.removeAll(first);
    if (!first.isEmpty()) all.prepend(first);
    return all;
}

void QueueView::select(const QString& approval) {
    if (const int row = m_model->rowOf(approval); row >= 0) m_table->selectRow(row);
}

void QueueView::help() {
    showKeys(window(), tr("Keys of the queue"), {{tr("Up, Down"), tr("the request before, the next one; with Shift several")}, {tr("Enter"), tr("to the review")}, {QStringLiteral("r"), tr("give the chosen ones to somebody else")},
                                                {QStringLiteral("s"), tr("put the next step off")}, {QStringLiteral("c"), tr("comment")}, {QStringLiteral("/"), tr("find")}, {QStringLiteral("f"), tr("which requests")}, {QStringLiteral("?"), tr("this list")}});
}

}  // namespace ok::app
