// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/incident_detail_panel.h"

#include <QAction>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "app/incidents/timeline_model.h"

namespace ok::app {
IncidentDetailPanel::IncidentDetailPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_stack(new QStackedWidget(this)), m_timeline(new TimelineModel(desk, this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_stack->addWidget(buildEmpty());
    m_stack->addWidget(buildBody());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.utility || change.incidents.contains(m_id)) refresh();
    });
    connect(&m_desk.theme, &Theme::changed, this, &IncidentDetailPanel::refresh);
    setMinimumWidth(340);
}

QWidget* IncidentDetailPanel::buildEmpty() {
    auto* page = label(m_stack, "muted",
                       tr("No incident selected.\n\nPick one in the list or on the map.\n"
                          "Ctrl+B goes to the biggest one that nobody has handled."));
    page->setAlignment(Qt::AlignCenter);
    page->setMargin(32);
    return page;
}

QWidget* IncidentDetailPanel::buildHead() {
    auto* head = new QWidget(m_stack);
    m_title = label(head, "title");
    m_state = label(head, "section");
    m_customers = label(head, "figure");
    m_reports = label(head, "muted");
    m_age = label(head, "muted");
    auto* grid = new QGridLayout(head);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    grid->addWidget(m_title, 0, 0, 1, 2);
    grid->addWidget(m_state, 1, 0, 1, 2);
    grid->addWidget(m_customers, 2, 0, 2, 1);
    grid->addWidget(m_reports, 2, 1, Qt::AlignBottom);
    grid->addWidget(m_age, 3, 1, Qt::AlignTop);
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(14);
    return head;
}

QWidget* IncidentDetailPanel::buildFacts() {
    auto* facts = new QWidget(m_stack);
    m_eta = label(facts, "title");
    m_etaDetail = label(facts, "muted");
    m_cause = label(facts, "text");
    m_crew = label(facts, "text");
    m_why = label(facts, "muted");
    auto* grid = new QGridLayout(facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(6);
    const std::pair<QString, QLabel*> rows[] = {
        {tr("ETA"), m_eta}, {QString(), m_etaDetail}, {tr("Cause"), m_cause}, {tr("Crew"), m_crew}, {tr("Why one"), m_why}};
    int row = 0;
    for (const auto& [name, value] : rows) {
        auto* tag = label(facts, "section", name);
        tag->setFixedWidth(64);
        grid->addWidget(tag, row, 0, Qt::AlignTop);
        grid->addWidget(value, row++, 1);
    }
    grid->setColumnStretch(1, 1);
    return facts;
}

QWidget* IncidentDetailPanel::buildBody() {
    auto* body = new QWidget(m_stack);
    body->setProperty("role", "panel");
    m_buttons = new QWidget(body);
    m_table = new QTableView(body);
    m_table->setModel(m_timeline);
    m_table->setAccessibleName(tr("Timeline of this incident"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setTabKeyNavigation(false);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(16, 12, 16, 8);
    column->setSpacing(10);
    column->addWidget(buildHead());
    column->addWidget(rule(body));
    column->addWidget(buildFacts());
    column->addWidget(m_buttons);
    column->addWidget(rule(body));
    column->addWidget(m_table, 1);
    return body;
}

void IncidentDetailPanel::setActions(const QList<QAction*>& actions) {
    auto* grid = new QGridLayout(m_buttons);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    int at = 0;
    for (auto* action : actions) {
        auto* button = new QToolButton(m_buttons);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setStyleSheet(QStringLiteral("padding: 5px 1px"));
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        grid->addWidget(button, at / 4, at % 4);
        ++at;
    }
}

void IncidentDetailPanel::setIncident(const QString& id) {
    m_id = id;
    m_timeline->setIncident(id);
    refresh();
}

void IncidentDetailPanel::refreshEta(const IncidentDoc& doc) {
    const auto zone = zoneOf(m_desk.store.utility());
    const Instant now = m_desk.now();
    const auto& t = m_desk.theme.tokens();
    if (doc.eta) {
        m_eta->setText(tr("%1 (in %2)").arg(clockText(doc.eta->at, zone, now), ageText(doc.eta->at - now)));
        if (doc.eta->at < now) m_eta->setText(tr("%1, passed %2 ago").arg(clockText(doc.eta->at, zone, now), ageText(now - doc.eta->at)));
        QStringList parts;
        if (doc.eta->low.known() && doc.eta->high.known())
            parts << tr("between %1 and %2").arg(clockText(doc.eta->low, zone, now), clockText(doc.eta->high, zone, now));
        if (doc.eta->confidence > 0) parts << tr("%1 % sure").arg(doc.eta->confidence);
        if (!doc.eta->reason.isEmpty()) parts << doc.eta->reason;
        m_etaDetail->setText(parts.join(QStringLiteral(" \u00b7 ")));
        const bool late = doc.eta->at < now && isLive(doc);
        m_eta->setStyleSheet(QStringLiteral("color: %1").arg((late ? t.critical : t.text).name()));
        return;
    }
    m_eta->setText(isLive(doc) ? tr("None for %1").arg(ageText(now - doc.began)) : tr("None"));
    // Customers expect an estimate within 15 minutes (field.md 1.1); after that its absence is an alarm of its own.
    const bool overdue = isLive(doc) && now - doc.began > minutes(15);
    m_eta->setStyleSheet(QStringLiteral("color: %1").arg((overdue ? t.critical : t.muted).name()));
    m_etaDetail->setText(isLive(doc) ? tr("A conservative estimate is better than none. Ctrl+E sets one.") : QString());
}

void IncidentDetailPanel::refresh() {
    const auto* doc = m_desk.store.incident(m_id);
    m_stack->setCurrentIndex(doc ? 1 : 0);
    if (!doc) return;
    const Instant now = m_desk.now();
    m_title->setText(incidentTitle(*doc));
    m_state->setText(tr("#%1  \u2022  %2").arg(doc->number, attentionText(doc->attention).toUpper()));
    m_state->setStyleSheet(
        QStringLiteral("color: %1").arg(attentionColour(doc->attention, m_desk.theme.tokens()).name()));
    m_customers->setText(countText(doc->customers));
    m_reports->setText(tr("customers out, %n report(s)", nullptr, doc->reports));
    m_age->setText(tr("began %1, %2 ago")
                       .arg(clockText(doc->began, zoneOf(m_desk.store.utility()), now), ageText(now - doc->began)));
    refreshEta(*doc);
    m_cause->setText(doc->cause.isEmpty() ? tr("Not known yet") : doc->cause);
    m_crew->setText(doc->crewNote.isEmpty() ? tr("No note yet") : doc->crewNote);
    m_why->setText(doc->why);
}

}  // namespace ok::app
