// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/split_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/desk/words.h"

namespace ok::app {

SplitDialog::SplitDialog(const DeskContext& desk, const IncidentDoc& incident, QWidget* parent)
    : QDialog(parent), m_list(new QListWidget(this)), m_count(new QLabel(this)) {
    setWindowTitle(tr("Split %1").arg(incidentTitle(incident)));
    auto* intro = new QLabel(tr("Tick the reports that belong to another outage. They become a new incident."), this);
    intro->setWordWrap(true);
    const auto zone = zoneOf(desk.store.utility());
    for (const auto& report : desk.store.reports()) {
        if (report.incident != incident.id) continue;
        const QString text = tr("%1  %2  %3").arg(clockText(report.received, zone, desk.now()), channelText(report.channel),
                                                  report.address.isEmpty() ? report.text : report.address);
        auto* item = new QListWidgetItem(text, m_list);
        item->setData(Qt::UserRole, report.id);
        item->setCheckState(Qt::Unchecked);
    }
    m_list->sortItems();
    m_list->setAccessibleName(tr("Reports of this incident"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(tr("Split"), QDialogButtonBox::AcceptRole);
    m_accept->setProperty("primary", true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemChanged, this, &SplitDialog::check);
    auto* column = new QVBoxLayout(this);
    for (QWidget* part : {static_cast<QWidget*>(intro), static_cast<QWidget*>(m_list), static_cast<QWidget*>(m_count),
                          static_cast<QWidget*>(buttons)})
        column->addWidget(part);
    resize(560, 460);
    check();
}

QStringList SplitDialog::leaving() const {
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked) ids << m_list->item(row)->data(Qt::UserRole).toString();
    return ids;
}

void SplitDialog::check() {
    const auto ticked = leaving().size();
    m_accept->setEnabled(ticked > 0 && ticked < m_list->count());
    m_count->setText(m_list->count() < 2 ? tr("Only one report: there is nothing to split.")
                                         : tr("%1 of %2 reports leave").arg(ticked).arg(m_list->count()));
}

}  // namespace ok::app
