// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/approvals_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include "app/approvals/ladder_view.h"
#include "app/approvals/preflight_view.h"
#include "app/approvals/queue_view.h"
#include "app/approvals/review_tree.h"
#include "app/approvals/review_view.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/words.h"

namespace ok::app {

ApprovalsPanel::ApprovalsPanel(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_queue(new QueueView(desk, this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_queue);
    split->addWidget(buildSide());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 5);
    split->setSizes({480, 1000});
    split->setChildrenCollapsible(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->setSizeConstraint(QLayout::SetNoConstraint);   // see minimumSizeHint()
    row->addWidget(split);
    connect(m_queue, &QueueView::chosenChanged, this, &ApprovalsPanel::refresh);
    connect(m_queue, &QueueView::told, this, &ApprovalsPanel::told);
    connect(m_queue, &QueueView::openWanted, this, [this] { m_review->tree().view()->setFocus(Qt::ShortcutFocusReason); });
    connect(m_queue, &QueueView::giveOnWanted, m_ladder, &LadderView::giveOn);
    connect(m_queue, &QueueView::putOffWanted, m_ladder, &LadderView::putOff);
    connect(m_queue, &QueueView::commentWanted, m_comment, &QPushButton::click);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.approvals.empty()) refresh();
    });
    connect(&m_desk.permits, &Permits::changed, this, &ApprovalsPanel::refresh);
    refresh();
}

QWidget* ApprovalsPanel::buildSide() {
    auto* side = new QWidget(this);
    m_review = new ReviewView(m_desk, side);
    m_facts = label(side, "text");
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_facts->setAccessibleName(tr("The request"));
    m_facts->setMinimumWidth(1);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_facts, &QLabel::linkActivated, this, &ApprovalsPanel::incidentActivated);
    m_preflight = new PreflightView(m_desk, false, side);
    m_ladder = new LadderView(m_desk, side);
    m_review->addBelow(m_ladder);
    connect(m_ladder, &LadderView::told, this, &ApprovalsPanel::told);
    m_couldTitle = label(side, "section", tr("WHO COULD, AND WHOM IT REACHES"));
    m_review->addBelow(m_couldTitle);
    m_review->addBelow(m_preflight);
    m_review->addBelow(label(side, "section", tr("THE REQUEST")));
    m_review->addBelow(m_facts);
    m_hint = label(side, "muted");
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_review, 1);
    buildButtons(side);
    connect(m_preflight, &PreflightView::changed, this, &ApprovalsPanel::offerSteps);
    connect(m_preflight, &PreflightView::changed, this, &ApprovalsPanel::namePeople);
    connect(m_review, &ReviewView::changed, this, &ApprovalsPanel::offerSteps);
    connect(m_review, &ReviewView::told, this, &ApprovalsPanel::told);
    connect(m_review, &ReviewView::cancelRequested, this, &ApprovalsPanel::cancelRequested);
    return side;
}

void ApprovalsPanel::buildButtons(QWidget* side) {
    m_release = new QPushButton(tr("&Approve"), side);
    m_release->setProperty("primary", true);
    m_release->setAccessibleDescription(tr("Turns your key for exactly what is shown"));
    m_refuse = new QPushButton(tr("Re&ject\u2026"), side);
    m_comment = new QPushButton(tr("C&omment"), side);
    m_emergency = new QPushButton(side);
    m_emergency->setAccessibleDescription(tr("Two people let the message leave at once, without its approvals"));
    m_cancel = new QPushButton(tr("Cance&l request\u2026"), side);
    m_room = new QPushButton(side);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_room);
    buttons->addWidget(m_hint, 1);
    for (auto* each : {m_emergency, m_cancel, m_comment, m_refuse, m_release}) buttons->addWidget(each);
    for (auto* each : {m_room, m_emergency, m_cancel, m_comment}) each->setMinimumWidth(40);   // what decides keeps its words longest
    m_hint->setMinimumWidth(1);
    static_cast<QVBoxLayout*>(side->layout())->addLayout(buttons);
    setLarge(false);
    connect(m_release, &QPushButton::clicked, this, [this] { emit releaseRequested(current(), m_review->digest()); });
    connect(m_refuse, &QPushButton::clicked, this, [this] { emit refuseRequested(current()); });
    connect(m_comment, &QPushButton::clicked, this, [this] { emit commentRequested(current()); });
    connect(m_emergency, &QPushButton::clicked, this, [this] { emit emergencyRequested(current()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { emit cancelRequested(current(), m_review->digest()); });
    connect(m_room, &QPushButton::clicked, this, &ApprovalsPanel::roomWanted);
}

void ApprovalsPanel::setLarge(bool large) {
    m_room->setText(large ? tr("&Back into the desk") : tr("Own &window"));
    m_room->setAccessibleDescription(large ? tr("Puts the review back under the map") : tr("Gives the review a large window of its own"));
}

QString ApprovalsPanel::current() const { return m_queue->current(); }

void ApprovalsPanel::select(const QString& approval) { m_queue->select(approval); }

void ApprovalsPanel::chooseFirst() {
    if (current().isEmpty()) select(m_queue->model().idAt(0));
}

// The server's own judgement of this request, for whoever looks at it (F02.R4.A6), and of what they look at.
QString ApprovalsPanel::releaseHindrance(const ApprovalDoc& doc) const {
    if (m_preflight->reply()) {
        if (const QString why = m_preflight->hindrance(); !why.isEmpty()) return why;
    } else if (doc.mine) {
        return tr("Self-approval not permitted per policy: you asked for this, another person must release it.");
    }
    return m_review->hindrance();
}

void ApprovalsPanel::offerSteps() {
    const auto found = m_desk.store.approvals().constFind(current());
    const ApprovalDoc* doc = found == m_desk.store.approvals().constEnd() ? nullptr : &*found;
    const bool waiting = doc && doc->state == QLatin1String("waiting");
    const QString hindrance = !doc ? tr("Pick a row to see exactly what will happen.") : !waiting ? tr("Decided: %1.").arg(approvalStateText(doc->state)) : QString();
    m_desk.permits.show(m_refuse, QStringLiteral("approvals.reject"), hindrance);
    m_desk.permits.show(m_comment, QStringLiteral("approvals.comment"), hindrance);
    const bool asked = doc && doc->overridePending;
    m_emergency->setVisible(waiting && doc->overridable);
    m_emergency->setText(asked ? tr("Confirm &emergency") : tr("&Emergency\u2026"));
    m_desk.permits.show(m_emergency, asked ? QStringLiteral("approvals.confirm_override") : QStringLiteral("approvals.override"), hindrance);
    m_desk.permits.show(m_release, QStringLiteral("approvals.release"), hindrance.isEmpty() ? releaseHindrance(*doc) : hindrance);
    offerOwn(doc, hindrance);
    m_couldTitle->setVisible(m_preflight->reply().has_value());
    if (!doc) return m_hint->setText(m_desk.store.approvals().isEmpty() ? QString() : hindrance);
    if (!m_release->isEnabled()) return m_hint->setText(m_release->toolTip());
    const auto& reply = m_review->reply();
    const int missing = reply ? reply->quorum.needed - reply->quorum.have : doc->need - doc->have;
    m_hint->setText(missing > 1 ? tr("Asked by %1. After your key, %n more is needed.", nullptr, missing - 1).arg(doc->initiator) : tr("Asked by %1. It runs as soon as you approve it.").arg(doc->initiator));
}

/// Taking one's own request back.
void ApprovalsPanel::offerOwn(const ApprovalDoc* doc, const QString& hindrance) {
    const auto& reply = m_review->reply();
    const bool mine = doc && (reply ? reply->mine : doc->mine);
    m_cancel->setVisible(mine && hindrance.isEmpty());
    m_desk.permits.show(m_cancel, QStringLiteral("approvals.cancel"), hindrance);
}

QString ApprovalsPanel::factsHtml(const ApprovalDoc& doc) const {
    const auto zone = zoneOf(m_desk.store.utility());
    QString html;
    // A link goes to the incident; the review stays as it is (F05.R3.A6).
    for (const QString& each : doc.incidents) {
        const auto* incident = m_desk.store.incident(each);
        if (!incident) continue;
        const QString eta = incident->eta ? tr("expected %1").arg(clockText(incident->eta->at, zone, m_desk.now())) : tr("ETA not set");
        html += QStringLiteral("<div><a href='%1'>#%2 %3</a>: %4</div>").arg(each, incident->number, incidentTitle(*incident).toHtmlEscaped(), tr("%1 customers out, %2").arg(countText(incident->customers), eta).toHtmlEscaped());
    }
    html += QStringLiteral("<table cellspacing='4'>");
    for (const auto& [name, value] : doc.facts)
        html += QStringLiteral("<tr><td style='color:%1'>%2&nbsp;&nbsp;</td><td>%3</td></tr>")
                    .arg(m_desk.theme.tokens().muted.name(), name.toHtmlEscaped(), value.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    html += QStringLiteral("</table>");
    for (const ApprovalStepDoc& step : doc.steps) html += QStringLiteral("<div>%1</div>").arg(approvalStepText(step, zone, wallNow(m_desk)).toHtmlEscaped());
    if (doc.state == QLatin1String("waiting") && doc.answerBy.known() && !doc.escalateTo.isEmpty())
        html += QStringLiteral("<div>%1</div>").arg(tr("%1 %2 may approve too, if nobody answers before").arg(clockText(doc.answerBy, zone, wallNow(m_desk)), roleText(doc.escalateTo)).toHtmlEscaped());
    return html;
}

/// Those who could release it now are those it may be given to.
void ApprovalsPanel::namePeople() {
    std::vector<std::pair<QString, QString>> people;
    if (const auto& reply = m_preflight->reply()) {
        for (const auto& [id, login] : reply->logins) people.emplace_back(QString::fromStdString(login), QStringLiteral("user:") + QString::fromStdString(id));
    }
    m_ladder->setPeople(std::move(people));
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
    m_review->look(have ? found->id : QString());
    m_facts->setText(have ? factsHtml(*found) : QString());
    m_ladder->look(m_queue->chosen());
    offerSteps();
}

}  // namespace ok::app
