// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/pages_window.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

namespace ok::app {

PagesWindow::PagesWindow(const DeskContext& desk, const QString& title, QWidget* parent)
    : QDialog(parent, Qt::Window), m_desk(desk), m_list(new QListWidget(this)), m_stack(new QStackedWidget(this)) {
    setWindowTitle(title);
    m_list->setProperty("role", "nav");
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFixedWidth(190);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_list);
    row->addWidget(m_stack, 1);
    resize(1180, 780);
    connect(m_list, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(&m_desk.permits, &Permits::changed, this, &PagesWindow::refreshRights);
}

void PagesWindow::addPage(Page* page) {
    m_pages.insert(page->name(), page);
    m_stack->addWidget(page);
    m_list->addItem(page->title());
    m_list->item(m_list->count() - 1)->setSizeHint({0, fontMetrics().height() + 18});
    connect(page, &Page::pageWanted, this, [this](const QString& name, const QVariant& what) {
        if (!openPage(name, what)) emit elsewhere(name, what);
    });
    refreshRights();
}

void PagesWindow::refreshRights() {
    for (int row = 0; row < m_list->count(); ++row) {
        const auto* page = qobject_cast<Page*>(m_stack->widget(row));
        const Permit permit = page->needs().isEmpty() ? Permit{true, {}} : m_desk.permits.check(page->needs());
        auto* item = m_list->item(row);
        const auto usable = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
        item->setFlags(permit.allowed ? usable : Qt::ItemFlags(Qt::ItemIsSelectable));
        item->setToolTip(permit.why);
        item->setData(Qt::AccessibleDescriptionRole, permit.why);
    }
}

bool PagesWindow::openPage(const QString& name, const QVariant& what) {
    auto* page = m_pages.value(name);
    if (!page) return false;
    const bool wasHidden = !isVisible();
    m_list->setCurrentRow(m_stack->indexOf(page));
    m_stack->setCurrentWidget(page);
    show();
    raise();
    activateWindow();
    if (wasHidden) m_list->setFocus();
    if (what.isValid()) page->take(what);
    return true;
}

QStringList PagesWindow::names() const {
    QStringList out;
    for (int row = 0; row < m_stack->count(); ++row) out << qobject_cast<Page*>(m_stack->widget(row))->name();
    return out;
}

}  // namespace ok::app
