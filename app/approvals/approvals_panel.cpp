// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/approvals_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>
#include <tuple>

#include "app/approvals/preflight_view.h"
#include "app/desk/empty_view.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {

ApprovalsModel::ApprovalsModel(const DeskContext& desk, QObject* parent)
    : DocTable({tr("State"), tr("What"), tr("Summary"), tr("Asked by"), tr("Time left")}, parent), m_desk(desk) {
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.approvals.empty()) refresh(change.approvals);
    });
    refresh({});
}

void ApprovalsModel::refresh(const QSet<QString>& touched) {
    QStringList ids = m_desk.store.approvals().keys();
    const auto rank = [this](const QString& id) {
        const auto doc = m_desk.store.approvals().value(id);
        return std::tuple(doc.state == QLatin1String("waiting") ? 0 : 1, -doc.requested.micros(), id);
    };
    std::sort(ids.begin(), ids.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    show(ids, touched);
}

QVariant ApprovalsModel::cell(const QString& id, int column, int role) const {
    const auto found = m_desk.store.approvals().constFind(id);
    if (found == m_desk.store.approvals().constEnd()) return {};
    const auto& doc = *found;
    const bool waiting = doc.state == QLatin1String("waiting");
    if (role == Qt::ForegroundRole) {
        const auto& t = m_desk.theme.tokens();
        if (!waiting) return t.muted;
        return column == 0 ? QVariant(t.warning) : QVariant();
    }
    if (role != Qt::DisplayRole) return {};
    switch (column) {
        case 0: return waiting ? tr("Waiting (%1 of %2)").arg(doc.have).arg(doc.need) : approvalStateText(doc.state);
        case 1: return approvalActionText(doc.action);
        case 2: return doc.summary;
        case 3: return doc.mine ? tr("you") : doc.initiator;
        default: return waiting && doc.deadline.known() ? ageText(doc.deadline - m_desk.now()) : QString();
    }
}

ApprovalsPanel::ApprovalsPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_model(new ApprovalsModel(desk, this)), m_table(new QTableView(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    dressTable(m_table, m_model, 2, tr("Approvals"));
    new EmptyHint(m_table, tr("Nothing waits for a second person.\nMessages to customers and changed ETAs appear here before they leave."));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_table, 3);
    row->addWidget(buildSide(), 2);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ApprovalsPanel::refresh);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.approvals.empty()) refresh();
    });
    connect(&m_desk.permits, &Permits::changed, this, &ApprovalsPanel::refresh);
    connect(m_release, &QPushButton::clicked, this, [this] { emit releaseRequested(current()); });
    connect(m_refuse, &QPushButton::clicked, this, [this] { emit refuseRequested(current()); });
    connect(m_comment, &QPushButton::clicked, this, [this] { emit commentRequested(current()); });
    connect(m_emergency, &QPushButton::clicked, this, [this] { emit emergencyRequested(current()); });
    refresh();
}

QWidget* ApprovalsPanel::buildSide() {
    auto* side = new QWidget(this);
    m_facts = new QLabel(side);
    m_facts->setWordWrap(true);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setMargin(4);
    m_preflight = new PreflightView(m_desk, false, side);
    auto* shown = new QWidget(side);
    auto* both = new QVBoxLayout(shown);
    both->setContentsMargins(0, 0, 0, 0);
    both->addWidget(m_facts);
    both->addWidget(m_preflight);
    both->addStretch(1);
    connect(m_preflight, &PreflightView::changed, this, &ApprovalsPanel::offerSteps);
    auto* scroll = new QScrollArea(side);
    scroll->setWidget(shown);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_hint = new QLabel(side);
    m_hint->setProperty("role", "muted");
    m_hint->setWordWrap(true);
    m_release = new QPushButton(tr("&Release"), side);
    m_release->setProperty("primary", true);
    m_release->setAccessibleDescription(tr("Lets the held command run exactly as shown"));
    m_refuse = new QPushButton(tr("Re&fuse"), side);
    m_comment = new QPushButton(tr("C&omment"), side);
    m_emergency = new QPushButton(side);
    m_emergency->setAccessibleDescription(tr("Two people let the message leave at once, without its approvals"));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_emergency);
    buttons->addWidget(m_comment);
    buttons->addWidget(m_refuse);
    buttons->addWidget(m_release);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(scroll, 1);
    column->addWidget(m_hint);
    column->addLayout(buttons);
    return side;
}

QString ApprovalsPanel::current() const { return selectedIds(m_table).value(0); }

// What is shown decides what may be done: the server's own judgement of this request, for whoever looks at it (F02.R4.A6).
void ApprovalsPanel::offerSteps() {
    const auto found = m_desk.store.approvals().constFind(current());
    const bool have = found != m_desk.store.approvals().constEnd();
    const bool waiting = have && found->state == QLatin1String("waiting");
    const bool judged = m_preflight->reply().has_value();
    QString hindrance = !have ? tr("Pick a row to see exactly what will happen.") : !waiting ? tr("Decided: %1.").arg(approvalStateText(found->state)) : QString();
    m_desk.permits.show(m_refuse, QStringLiteral("approvals.reject"), hindrance);
    m_desk.permits.show(m_comment, QStringLiteral("approvals.comment"), hindrance);
    const bool asked = have && found->overridePending;
    m_emergency->setVisible(waiting && found->overridable);
    m_emergency->setText(asked ? tr("Confirm &emergency") : tr("&Emergency\u2026"));
    m_desk.permits.show(m_emergency, asked ? QStringLiteral("approvals.confirm_override") : QStringLiteral("approvals.override"), hindrance);
    if (hindrance.isEmpty() && judged) hindrance = m_preflight->hindrance();
    else if (hindrance.isEmpty() && found->mine) hindrance = tr("Self-approval not permitted per policy: you asked for this, another person must release it.");
    m_desk.permits.show(m_release, QStringLiteral("approvals.release"), hindrance);
    if (!have) m_hint->setText(m_desk.store.approvals().isEmpty() ? QString() : hindrance);
    else if (!m_release->isEnabled()) m_hint->setText(m_release->toolTip());
    else m_hint->setText(tr("Asked by %1. It runs as soon as you release it.").arg(found->initiator));
}

void ApprovalsPanel::refresh() {
    const auto found = m_desk.store.approvals().constFind(current());
    const bool have = found != m_desk.store.approvals().constEnd();
    const bool waiting = have && found->state == QLatin1String("waiting");
    const QString looked = waiting ? found->id + QLatin1Char('/') + QString::number(found->have) : QString();
    if (looked != m_lookedAt) {
        m_lookedAt = looked;
        m_preflight->clear();
        if (const auto id = waiting ? ApprovalId::parse(found->id.toStdString()) : Result<ApprovalId>(problem("none", "")); id.ok()) m_preflight->lookAhead({{}, RawJson{"{}"}, {}, *id});
    }
    offerSteps();
    if (!have) return m_facts->setText({});
    QString html = QStringLiteral("<p><b>%1</b></p><table cellspacing='4'>").arg(found->summary.toHtmlEscaped());
    for (const auto& [name, value] : found->facts)
        html += QStringLiteral("<tr><td style='color:%1'>%2&nbsp;&nbsp;</td><td>%3</td></tr>")
                    .arg(m_desk.theme.tokens().muted.name(), name.toHtmlEscaped(),
                         value.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    html += QStringLiteral("</table>");
    for (const ApprovalStepDoc& step : found->steps)
        html += QStringLiteral("<div>%1</div>").arg(approvalStepText(step, zoneOf(m_desk.store.utility()), m_desk.now()).toHtmlEscaped());
    m_facts->setText(html);
}

}  // namespace ok::app
