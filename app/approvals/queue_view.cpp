// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/queue_view.h"

#include <QAccessible>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/approvals/queue_views.h"
#include "app/approvals/review_words.h"
#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/key_list.h"
#include "app/desk/pieces.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int longestAge = 24 * 60;

std::string chosenIn(const QComboBox* choice) { return choice->currentData().toString().toStdString(); }
void choose(QComboBox* choice, const std::string& value) { choice->setCurrentIndex(std::max(0, choice->findData(utf8(value)))); }

}  // namespace

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

QueueView::QueueView(const DeskContext& desk, QWidget* parent, Room room)
    : QWidget(parent), m_desk(desk), m_room(room), m_model(new ApprovalsModel(desk, this)), m_views(new QueueViews(desk, this)), m_table(new QueueTable(this)),
      m_count(label(this, "muted")), m_state(label(this, "muted")), m_delayed(label(this, "text", tr("\u26a0 Connection delayed: nothing was heard of the server for ten seconds. Times stand still until it answers."))) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildFind();
    buildFilters();
    buildTable();
    m_delayed->setVisible(false);
    m_delayed->setMargin(8);
    m_delayed->setAccessibleName(tr("Connection delayed"));
    m_state->setMargin(4);
    m_state->setMinimumWidth(1);
    m_state->setWordWrap(false);
    m_state->setAccessibleName(tr("Last change of the queue"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_delayed, m_table, m_state}) column->addWidget(each, each == m_table ? 1 : 0);
    connect(m_views, &QueueViews::told, this, &QueueView::told);
    connect(m_views, &QueueViews::changed, this, [this](bool fresh) {
        for (const auto& each : m_views->all())
            if (fresh && each.first) show(each);
        sayCount();
    });
    connect(m_model, &ApprovalsModel::happened, this, [this](const QString& words) {
        m_last = words;
        sayState();
        QAccessibleEvent said(m_state, QAccessible::Alert);
        QAccessible::updateAccessibility(&said);
    });
    connect(m_model, &ApprovalsModel::delayedChanged, this, [this](bool delayed) {
        m_delayed->setStyleSheet(QStringLiteral("color: %1").arg(m_desk.theme.tokens().warning.name()));
        m_delayed->setVisible(delayed);
        QAccessibleEvent said(m_delayed, QAccessible::Alert);
        if (delayed) QAccessible::updateAccessibility(&said);
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &QueueView::sayState);
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) connect(m_model, signal, this, &QueueView::sayCount);
    m_views->load();
    narrow();
}

void QueueView::buildFind() {
    m_words = new QLineEdit(this);
    m_words->setPlaceholderText(tr("Find (/)"));
    m_words->setAccessibleName(tr("Find in the queue"));
    m_words->setClearButtonEnabled(true);
    m_show = new QComboBox(this);
    m_show->setAccessibleName(tr("Which requests"));
    const std::pair<QString, const char*> shows[] = {{tr("All"), "all"}, {tr("Waiting"), "waiting"}, {tr("High risk"), "risky"}, {tr("Put off"), "put_off"}, {tr("Mine"), "mine"}};
    for (const auto& [words, value] : shows) m_show->addItem(words, QLatin1String(value));
    m_filter = new QToolButton(this);
    m_filter->setText(tr("Filters"));
    m_filter->setCheckable(true);
    m_filter->setFocusPolicy(Qt::StrongFocus);
    m_filter->setToolTip(tr("More to narrow by"));
    m_viewButton = button(this, tr("&Views"));
    m_viewButton->setToolTip(tr("Saved views of the queue"));
    m_viewMenu = new QMenu(m_viewButton);
    m_viewButton->setMenu(m_viewMenu);
    connect(m_viewMenu, &QMenu::aboutToShow, this, &QueueView::buildViewMenu);
    m_count->setWordWrap(false);
    m_count->setAccessibleName(tr("How many fit"));
    m_bar = new QHBoxLayout;
    m_bar->setContentsMargins(8, 6, 8, 4);
    m_bar->setSpacing(6);
    m_bar->addWidget(m_words, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_show, m_filter, m_viewButton, m_count}) m_bar->addWidget(each);
    static_cast<QVBoxLayout*>(layout())->addLayout(m_bar);
    connect(m_words, &QLineEdit::textChanged, this, &QueueView::narrow);
    connect(m_words, &QLineEdit::returnPressed, this, [this] { m_table->setFocus(); });
    connect(m_show, &QComboBox::currentIndexChanged, this, &QueueView::narrow);
}

void QueueView::buildFilters() {
    m_filters = new QWidget(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    const auto choice = [&](QComboBox** made, const QString& name, const QString& all) {
        *made = new QComboBox(m_filters);
        (*made)->setAccessibleName(name);
        (*made)->addItem(all, QString());
        (*made)->setMinimumWidth(70);
        row->addWidget(*made, 1);
    };
    choice(&m_stage, tr("Step"), tr("all steps"));
    choice(&m_assignee, tr("Asked now"), tr("everybody"));
    choice(&m_team, tr("Team"), tr("all teams"));
    choice(&m_severity, tr("Priority"), tr("all priorities"));
    choice(&m_risk, tr("Risk"), tr("any risk"));
    for (int step = 1; step <= 4; ++step) m_stage->addItem(tr("step %1").arg(step), QStringLiteral("step%1").arg(step));
    m_stage->addItem(tr("put off"), QStringLiteral("put_off"));
    m_stage->addItem(tr("on hold"), QStringLiteral("on_hold"));
    m_stage->addItem(tr("nobody decided"), QStringLiteral("over"));
    for (const char* each : {"P1", "P2", "P3", "P4"}) m_severity->addItem(QLatin1String(each), QLatin1String(each));
    for (const char* each : {"low", "medium", "high", "blocked"}) m_risk->addItem(riskLevelText(each), QLatin1String(each));
    const auto age = [&](QSpinBox** made, const QString& name, const QString& before, const QString& none) {
        *made = new QSpinBox(m_filters);
        (*made)->setRange(0, longestAge);
        (*made)->setSingleStep(5);
        (*made)->setPrefix(before);
        (*made)->setSuffix(tr(" min"));
        (*made)->setSpecialValueText(none);
        (*made)->setAccessibleName(name);
    };
    age(&m_youngest, tr("Waits at least"), tr("from "), tr("any age"));
    age(&m_oldest, tr("Waits at most"), tr("to "), tr("and older"));
    m_order = new QComboBox(m_filters);
    m_order->setAccessibleName(tr("Order"));
    m_order->addItem(tr("most urgent first"), QString());
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QString by = ApprovalsModel::sortOf(column), name = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        if (by.isEmpty()) continue;
        m_order->addItem(tr("%1, upwards").arg(name), by);
        m_order->addItem(tr("%1, downwards").arg(name), by + QLatin1Char('-'));
    }
    connect(m_order, &QComboBox::activated, this, [this] {
        m_sort = m_order->currentData().toString().toStdString();
        m_descending = m_sort.ends_with('-');
        if (m_descending) m_sort.pop_back();
        narrow();
    });
    m_clear = button(m_filters, tr("Clear &all"));
    auto* second = new QHBoxLayout;
    second->setSpacing(6);
    auto& last = m_room == Room::Whole ? *row : *second;
    for (auto* each : {m_youngest, m_oldest}) last.addWidget(each);
    // As a page the first line has room for it.
    if (m_room == Room::Whole) m_bar->insertWidget(2, m_order);
    else last.addWidget(m_order);
    if (m_room == Room::Beside) second->addStretch(1);
    last.addWidget(m_clear);
    auto* column = new QVBoxLayout(m_filters);
    column->setContentsMargins(8, 0, 8, 6);
    column->setSpacing(4);
    column->addLayout(row);
    column->addLayout(second);
    static_cast<QVBoxLayout*>(layout())->addWidget(m_filters);
    m_filter->setChecked(m_room == Room::Whole);
    m_filter->setVisible(m_room == Room::Beside);
    m_filters->setVisible(m_room == Room::Whole);
    connect(m_filter, &QToolButton::toggled, m_filters, &QWidget::setVisible);
    for (auto* each : {m_stage, m_assignee, m_team, m_severity, m_risk}) connect(each, &QComboBox::currentIndexChanged, this, &QueueView::narrow);
    for (auto* each : {m_youngest, m_oldest}) connect(each, &QSpinBox::valueChanged, this, &QueueView::narrow);
    connect(m_clear, &QPushButton::clicked, this, &QueueView::clearAll);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.ladders.empty()) offerNames();
    });
    offerNames();
}

void QueueView::buildTable() {
    dressTable(m_table, m_model, ApprovalsModel::What, tr("Approvals"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setMinimumWidth(200);
    m_empty = new EmptyHint(m_table, {});
    auto* head = m_table->horizontalHeader();
    if (m_room == Room::Whole) head->moveSection(ApprovalsModel::What, 0);
    head->setSectionsClickable(true);
    head->setSortIndicatorShown(false);
    head->setToolTip(tr("Press to sort by it, again the other way round, a third time the most urgent first"));
    connect(head, &QHeaderView::sectionClicked, this, &QueueView::sortBy);
    connect(m_table, &QueueTable::keyPressed, this, &QueueView::handle);
    connect(m_table, &QTableView::doubleClicked, this, &QueueView::openWanted);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &QueueView::chosenChanged);
    // Another order must not take what is read from under the reader's eyes.
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_kept = current(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_model->rowOf(m_kept) >= 0) select(m_kept);
        else emit chosenChanged();
        sayCount();
    });
    QWidget* const order[] = {m_words, m_show, m_filter, m_viewButton, m_stage, m_assignee, m_team, m_severity, m_risk, m_youngest, m_oldest, m_order, m_clear, m_table};
    for (std::size_t at = 1; at < std::size(order); ++at) QWidget::setTabOrder(order[at - 1], order[at]);
}

/// What can be chosen is who is asked now; what is chosen stays.
void QueueView::offerNames() {
    const std::pair<QComboBox*, QStringList> all[] = {{m_assignee, m_model->assignees()}, {m_team, m_model->teams()}};
    for (const auto& [choice, names] : all) {
        const QSignalBlocker quiet(choice);
        const QString here = choice->currentData().toString();
        while (choice->count() > 1) choice->removeItem(1);
        for (const auto& each : names) choice->addItem(each, each);
        if (!here.isEmpty() && choice->findData(here) < 0) choice->addItem(here, here);
        choice->setCurrentIndex(std::max(0, choice->findData(here)));
    }
}

void QueueView::buildViewMenu() {
    m_viewMenu->clear();
    auto* everything = m_viewMenu->addAction(tr("&Clear all"));
    connect(everything, &QAction::triggered, this, &QueueView::clearAll);
    m_viewMenu->addSeparator();
    for (const auto& each : m_views->all()) {
        auto* action = m_viewMenu->addAction(each.first ? tr("%1 (opens with it)").arg(utf8(each.name)) : utf8(each.name));
        action->setCheckable(true);
        action->setChecked(utf8(each.name) == m_viewName);
        connect(action, &QAction::triggered, this, [this, view = each] { show(view); });
    }
    m_viewMenu->addSeparator();
    auto* keep = m_viewMenu->addAction(tr("&Save what is shown\u2026"));
    connect(keep, &QAction::triggered, this, [this] {
        bool accepted = false;
        const QString name = QInputDialog::getText(this, tr("Save this view"), tr("Name"), QLineEdit::Normal, m_viewName, &accepted).trimmed();
        if (accepted && !name.isEmpty()) save(name);
    });
    if (m_viewName.isEmpty() || !m_views->find(m_viewName)) return;
    const bool first = m_views->find(m_viewName)->first;
    auto* open = m_viewMenu->addAction(first ? tr("Open with &everything again") : tr("&Open with %1").arg(m_viewName));
    connect(open, &QAction::triggered, this, [this, first] { m_views->setFirst(first ? QString() : m_viewName); });
    auto* gone = m_viewMenu->addAction(tr("&Remove %1").arg(m_viewName));
    connect(gone, &QAction::triggered, this, [this] {
        m_views->remove(m_viewName);
        m_viewName.clear();
    });
}

void QueueView::save(const QString& name) {
    oncall::QueueView view = shown();
    view.name = name.toStdString();
    if (const auto* was = m_views->find(name)) view.first = was->first;
    m_viewName = name;
    m_views->save(view);
}

/// What it is about stays readable; the rest comes as there is room.
void QueueView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    using M = ApprovalsModel;
    static constexpr std::pair<int, int> beside[] = {{M::State, 420}, {M::Stage, 560}, {M::AskedBy, 660}, {M::Age, 740}, {M::Priority, 800}, {M::Seen, 880}, {M::Due, 960}, {M::Assigned, 1040}, {M::Version, 1120}};
    static constexpr std::pair<int, int> whole[] = {{M::Age, 0}, {M::Priority, 0}, {M::Stage, 0}, {M::Due, 0}, {M::Seen, 0}, {M::Assigned, 0}, {M::State, 1120}, {M::AskedBy, 1220}, {M::Version, 1300}};
    const auto& needs = m_room == Room::Whole ? whole : beside;
    for (const auto& [column, width_] : needs) m_table->setColumnHidden(column, width() < width_);
}

oncall::QueueView QueueView::shown() const {
    oncall::QueueView out;
    out.show = chosenIn(m_show);
    out.words = m_words->text().simplified().left(60).toStdString();
    out.stage = chosenIn(m_stage), out.assignee = chosenIn(m_assignee), out.team = chosenIn(m_team), out.severity = chosenIn(m_severity), out.risk = chosenIn(m_risk);
    out.youngest = m_youngest->value(), out.oldest = m_oldest->value();
    out.sort = m_sort, out.descending = m_descending;
    return out;
}

void QueueView::show(const oncall::QueueView& view) {
    {
        const QSignalBlocker quiet[] = {QSignalBlocker(m_words), QSignalBlocker(m_show), QSignalBlocker(m_stage), QSignalBlocker(m_assignee), QSignalBlocker(m_team), QSignalBlocker(m_severity), QSignalBlocker(m_risk), QSignalBlocker(m_youngest), QSignalBlocker(m_oldest)};
        m_words->setText(utf8(view.words));
        choose(m_show, view.show), choose(m_stage, view.stage), choose(m_severity, view.severity), choose(m_risk, view.risk);
        // A name that nobody asks now is a name all the same.
        for (const auto& [choice, value] : {std::pair{m_assignee, view.assignee}, std::pair{m_team, view.team}}) {
            if (!value.empty() && choice->findData(utf8(value)) < 0) choice->addItem(utf8(value), utf8(value));
            choose(choice, value);
        }
        m_youngest->setValue(view.youngest), m_oldest->setValue(view.oldest);
    }
    m_sort = view.sort, m_descending = view.descending;
    const bool more = !(view.stage + view.assignee + view.team + view.severity + view.risk).empty() || view.youngest > 0 || view.oldest > 0;
    if (more) m_filter->setChecked(true);
    narrow();
    m_viewName = utf8(view.name);
    sayCount();
}

void QueueView::clearAll() { show(oncall::QueueView{}); }

bool QueueView::narrowed() const {
    oncall::QueueView plain, now = shown();
    now.sort.clear(), now.descending = false;
    return !(now == plain);
}

void QueueView::narrow() {
    const QString here = current();
    m_model->narrow(shown());
    auto* head = m_table->horizontalHeader();
    head->setSortIndicatorShown(!m_sort.empty());
    m_order->setCurrentIndex(m_order->findData(utf8(m_sort) + (m_descending ? QStringLiteral("-") : QString())));
    for (int column = 0; column < m_model->columnCount(); ++column)
        if (!m_sort.empty() && ApprovalsModel::sortOf(column) == utf8(m_sort)) {
            const QSignalBlocker quiet(head);
            head->setSortIndicator(column, m_descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        }
    select(here);
    m_empty->setHint(narrowed() ? tr("Nothing fits. Clear all shows everything again.") : tr("Nothing waits for a second person.\nMessages to customers and changed ETAs appear here before they leave."));
    sayCount();
}

void QueueView::sortBy(int column) {
    const std::string wanted = ApprovalsModel::sortOf(column).toStdString();
    if (wanted.empty() || (m_sort == wanted && m_descending)) m_sort.clear(), m_descending = false;
    else if (m_sort == wanted) m_descending = true;
    else m_sort = wanted, m_descending = false;
    narrow();
}

void QueueView::sayCount() {
    m_count->setText(narrowed() ? tr("%n found", nullptr, m_model->rowCount()) : QString());
    const bool same = m_viewName.isEmpty() || !m_views->find(m_viewName);
    m_viewButton->setText(same ? tr("&Views") : m_viewName);
    m_viewButton->setAccessibleName(same ? tr("Saved views") : tr("Saved views: %1").arg(m_viewName));
    m_filter->setText(narrowed() ? tr("Filters \u2022") : tr("Filters"));
    sayState();
}

void QueueView::sayState() {
    const Instant at = m_model->updated();
    const QString when = at.known() ? tr("Updated %1").arg(QDateTime::fromMSecsSinceEpoch(at.millis(), zoneOf(m_desk.store.utility())).toString(QStringLiteral("HH:mm:ss"))) : QString();
    const QString words = m_last.isEmpty() ? when : tr("%1 \u00b7 %2").arg(when, m_last);
    if (words == m_state->text()) return;
    m_state->setText(words);
    m_state->setToolTip(words);
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
