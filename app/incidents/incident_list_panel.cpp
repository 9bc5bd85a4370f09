// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/incident_list_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QTimer>
#include <QVBoxLayout>

#include "app/desk/empty_view.h"
#include "app/incidents/incident_model.h"
#include "app/incidents/incident_row.h"

namespace ok::app {

IncidentListPanel::IncidentListPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_model(new IncidentModel(desk, this)), m_order(new IncidentOrder(this)),
      m_search(new QLineEdit(this)), m_show(new QComboBox(this)), m_list(new QListView(this)) {
    m_order->setSourceModel(m_model);
    build();
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_order->setSearch(text);
        refreshHint();
    });
    connect(m_show, &QComboBox::currentIndexChanged, this, [this](int at) {
        m_order->setShow(static_cast<IncidentOrder::Show>(at));
        refreshHint();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_quiet) report();
    });
    connect(m_list, &QListView::activated, this,
            [this](const QModelIndex& at) { emit activated(at.data(IncidentModel::IdRole).toString()); });
    // Rows sorted after a change may have another height (the biggest one is taller).
    connect(m_model, &QAbstractItemModel::dataChanged, m_list, [this] { emit m_list->itemDelegate()->sizeHintChanged({}); });
    connect(&m_desk.theme, &Theme::changed, m_list->viewport(), qOverload<>(&QWidget::update));
}

void IncidentListPanel::build() {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_search->setPlaceholderText(tr("Search place, number, cause"));
    m_search->setAccessibleName(tr("Search incidents"));
    m_search->setClearButtonEnabled(true);
    m_show->addItems({tr("Live"), tr("Unhandled"), tr("Without ETA"), tr("All")});
    m_show->setAccessibleName(tr("Which incidents to show"));
    m_list->setModel(m_order);
    m_list->setItemDelegate(new IncidentRow(m_desk, m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setUniformItemSizes(false);
    m_list->setAccessibleName(tr("Incidents"));
    m_hint = new EmptyHint(m_list, {});
    refreshHint();
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_search, 1);
    bar->addWidget(m_show);
    bar->setContentsMargins(8, 8, 8, 8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_list, 1);
    setMinimumWidth(300);
}

void IncidentListPanel::refreshHint() {
    const bool filtered = !m_search->text().isEmpty() || m_show->currentIndex() != 0;
    m_hint->setHint(filtered ? tr("No incident fits this search.\nClear it to see all live incidents.")
                             : tr("No live incident.\nIncidents form by themselves from reports; Ctrl+N makes one by hand."));
}

void IncidentListPanel::report() { emit selectionChanged(selected()); }

QStringList IncidentListPanel::selected() const {
    QStringList ids;
    const auto current = m_list->currentIndex();
    if (m_list->selectionModel()->isSelected(current)) ids << current.data(IncidentModel::IdRole).toString();
    auto rows = m_list->selectionModel()->selectedIndexes();
    std::sort(rows.begin(), rows.end());
    for (const auto& row : rows) {
        const auto id = row.data(IncidentModel::IdRole).toString();
        if (!ids.contains(id)) ids << id;
    }
    return ids;
}

void IncidentListPanel::select(const QString& id) {
    m_quiet = true;
    auto at = m_order->mapFromSource(m_model->indexOf(id));
    if (!at.isValid() && m_model->indexOf(id).isValid()) {
        m_search->clear();
        m_show->setCurrentIndex(static_cast<int>(IncidentOrder::Show::All));
        at = m_order->mapFromSource(m_model->indexOf(id));
    }
    if (at.isValid()) m_list->setCurrentIndex(at);
    else m_list->clearSelection();
    m_quiet = false;
}

void IncidentListPanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void IncidentListPanel::focusList() { m_list->setFocus(Qt::ShortcutFocusReason); }

void IncidentListPanel::selectBiggest() {
    if (const auto* biggest = m_desk.store.biggestUnhandled()) {
        select(biggest->id);
        report();
    }
}

}  // namespace ok::app
