// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/approvals_panel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

#include "app/approvals/comments_view.h"
#include "app/approvals/incident_facts.h"
#include "app/approvals/ladder_view.h"
#include "app/approvals/preflight_view.h"
#include "app/approvals/queue_view.h"
#include "app/approvals/review_tree.h"
#include "app/approvals/review_view.h"
#include "app/approvals/stagger_words.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"
#include "shared/approvals/approval_commands.h"

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
    connect(m_queue, &QueueView::commentWanted, m_comments, &CommentsView::write);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        // What the log says of a request answers a decision too, also one whose own answer was lost on the way.
        if (change.reset || change.approvals.contains(m_deciding)) m_deciding.clear();
        if (change.reset || !change.approvals.empty()) return refresh();
        const auto doc = m_desk.store.approvals().value(current());
        const bool about = std::any_of(doc.incidents.begin(), doc.incidents.end(), [&change](const QString& each) { return change.incidents.contains(each); });
        if (!doc.id.isEmpty() && (about || !change.broadcasts.empty())) m_facts->setText(factsHtml(doc));
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
    connect(m_facts, &QLabel::linkActivated, this, [this](const QString& link) {
        if (link.startsWith(QLatin1String("eta:"))) emit etaWanted(link.mid(4));
        else if (link.startsWith(QLatin1String("messages:"))) emit messagesWanted(link.mid(9));
        else emit incidentActivated(link);
    });
    m_preflight = new PreflightView(m_desk, false, side);
    m_ladder = new LadderView(m_desk, side);
    m_review->addBelow(m_ladder);
    m_comments = new CommentsView(m_desk, side);
    m_review->addBelow(m_comments);
    connect(m_comments, &CommentsView::told, this, &ApprovalsPanel::told);
    connect(m_ladder, &LadderView::told, this, &ApprovalsPanel::told);
    m_couldTitle = label(side, "section", tr("WHO COULD, AND WHOM IT REACHES"));
    m_review->addBelow(m_couldTitle);
    m_review->addBelow(m_preflight);
    m_review->addBelow(label(side, "section", tr("THE REQUEST")));
    m_review->addBelow(m_facts);
    m_hint = label(side, "muted");
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 8, 12, 8);
    buildBanner(side);
    column->addWidget(m_banner);
    column->addWidget(m_review, 1);
    buildButtons(side);
    connect(m_preflight, &PreflightView::changed, this, &ApprovalsPanel::offerSteps);
    connect(m_preflight, &PreflightView::changed, this, &ApprovalsPanel::namePeople);
    connect(m_review, &ReviewView::changed, this, &ApprovalsPanel::offerSteps);
    connect(m_review, &ReviewView::told, this, &ApprovalsPanel::told);
    connect(m_review, &ReviewView::cancelRequested, this, &ApprovalsPanel::cancelRequested);
    return side;
}

/// How the last decision went; Escape takes it away.
void ApprovalsPanel::buildBanner(QWidget* side) {
    m_banner = new QFrame(side);
    m_banner->setProperty("role", "card");
    m_banner->hide();
    m_bannerWords = label(m_banner, "text");
    auto* close = new QToolButton(m_banner);
    close->setText(QStringLiteral("\u2715"));
    close->setToolTip(tr("Close this notice (Esc)"));
    close->setAccessibleName(tr("Close this notice"));
    close->setFocusPolicy(Qt::StrongFocus);
    auto* row = new QHBoxLayout(m_banner);
    row->setContentsMargins(10, 4, 6, 4);
    row->addWidget(m_bannerWords, 1);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, m_banner, &QWidget::hide);
}

void ApprovalsPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_banner->isVisible()) return m_banner->hide();
    QWidget::keyPressEvent(event);
}

void ApprovalsPanel::deciding(const QString& approval) {
    m_deciding = approval;
    m_banner->hide();
    offerSteps();
}

void ApprovalsPanel::decided(const QString& approval, bool done, const QString& sentence) {
    if (m_deciding == approval) m_deciding.clear();
    const Tokens& t = m_desk.theme.tokens();
    m_bannerWords->setText(done ? QStringLiteral("\u2713  ") + sentence : QStringLiteral("\u2715  ") + sentence);
    m_bannerWords->setStyleSheet(QStringLiteral("color: %1; font-weight: 600;").arg((done ? t.good : t.critical).name()));
    m_banner->show();
    QAccessibleEvent said(m_bannerWords, QAccessible::Alert);
    QAccessible::updateAccessibility(&said);
    offerSteps();
    if (done) m_queue->table().setFocus(Qt::OtherFocusReason);
}

void ApprovalsPanel::buildButtons(QWidget* side) {
    m_release = new QPushButton(tr("&Approve"), side);
    m_release->setProperty("primary", true);
    m_release->setAccessibleDescription(tr("Turns your key for exactly what is shown"));
    m_refuse = new QPushButton(tr("Re&ject\u2026"), side);
    m_comment = new QPushButton(tr("C&omment"), side);
    m_ask = new QPushButton(tr("As&k\u2026"), side);
    m_ask->setAccessibleDescription(tr("Asks one of those whose approval is missing to look at it; they get a mail with a link"));
    m_emergency = new QPushButton(side);
    m_emergency->setAccessibleDescription(tr("Two people let the message leave at once, without its approvals"));
    m_cancel = new QPushButton(tr("Cance&l request\u2026"), side);
    m_room = new QPushButton(side);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_room);
    buttons->addWidget(m_hint, 1);
    for (auto* each : {m_emergency, m_cancel, m_ask, m_comment, m_refuse, m_release}) buttons->addWidget(each);
    for (auto* each : {m_room, m_emergency, m_cancel, m_comment}) each->setMinimumWidth(40);   // what decides keeps its words longest
    m_hint->setMinimumWidth(1);
    static_cast<QVBoxLayout*>(side->layout())->addLayout(buttons);
    setLarge(false);
    connect(m_release, &QPushButton::clicked, this, [this] {
        const QString approval = current();
        deciding(approval);   // a second press of the same finger finds nothing to press
        emit releaseRequested(approval, m_review->digest());
    });
    connect(m_refuse, &QPushButton::clicked, this, [this] { emit refuseRequested(current(), m_review->digest()); });
    connect(m_comment, &QPushButton::clicked, m_comments, &CommentsView::write);
    connect(m_emergency, &QPushButton::clicked, this, [this] { emit emergencyRequested(current()); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { emit cancelRequested(current(), m_review->digest()); });
    connect(m_room, &QPushButton::clicked, this, &ApprovalsPanel::roomWanted);
    connect(m_ask, &QPushButton::clicked, this, &ApprovalsPanel::askSomebody);
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
    const bool sending = doc && m_deciding == doc->id;
    const QString hindrance = !doc ? tr("Pick a row to see exactly what will happen.") : sending ? tr("Your decision is on its way.") : !waiting ? tr("Decided: %1.").arg(approvalStateText(doc->state)) : QString();
    m_desk.permits.show(m_refuse, QStringLiteral("approvals.reject"), hindrance);
    m_desk.permits.show(m_comment, QStringLiteral("approvals.comment"), hindrance);
    const bool nobody = !m_preflight->reply() || peopleToAsk(*m_preflight->reply()).isEmpty();
    m_desk.permits.show(m_ask, QStringLiteral("approvals.comment"), !hindrance.isEmpty() ? hindrance : nobody ? tr("Nobody else could approve it now.") : QString());
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
    for (const QString& each : doc.incidents) html += incidentFactsHtml(m_desk, each);
    const auto unseen = std::count_if(doc.incidents.begin(), doc.incidents.end(), [this](const QString& each) { return m_desk.store.incident(each) == nullptr; });
    if (unseen > 0) html += QStringLiteral("<div>%1</div>").arg(tr("%n more incident(s) it is about are not yours to see.", nullptr, static_cast<int>(unseen)));
    html += QStringLiteral("<table cellspacing='4'>");
    for (const auto& [name, value] : doc.facts)
        html += QStringLiteral("<tr><td style='color:%1'>%2&nbsp;&nbsp;</td><td>%3</td></tr>")
                    .arg(m_desk.theme.tokens().muted.name(), name.toHtmlEscaped(), value.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    html += QStringLiteral("</table>");
    for (const ApprovalStepDoc& step : doc.steps)
        if (step.kind != QLatin1String("commented")) html += QStringLiteral("<div>%1</div>").arg(approvalStepText(step, zone, wallNow(m_desk)).toHtmlEscaped());
    if (doc.state == QLatin1String("waiting") && doc.answerBy.known() && !doc.escalateTo.isEmpty())
        html += QStringLiteral("<div>%1</div>").arg(tr("%1 %2 may approve too, if nobody answers before").arg(clockText(doc.answerBy, zone, wallNow(m_desk)), roleText(doc.escalateTo)).toHtmlEscaped());
    return html;
}

/// One of those the server names, by a comment that mentions them: it stands with the request and calls them (F05.R3.A4).
void ApprovalsPanel::askSomebody() {
    const auto id = ApprovalId::parse(current().toStdString());
    if (!id.ok() || !m_preflight->reply()) return;
    QString role;
    if (const auto& reply = m_review->reply()) {
        for (const auto& each : reply->actions) {
            if (each.action.kind == approvals::RiskActionKind::senior_approver && !each.complete) role = roleText(utf8(each.action.name));
        }
    }
    const auto whom = askWhom(this, peopleToAsk(*m_preflight->reply()), role);
    if (!whom) return;
    const QString words = whom->words.isEmpty() ? tr("please look at this") : whom->words;
    m_desk.commands.send(outgoing(approvals::Comment{*id, (QLatin1Char('@') + whom->login + QLatin1Char(' ') + words).toStdString()}), [self = QPointer(this), login = whom->login](const CommandReply& reply) {
        if (!self) return;
        const bool done = reply.outcome == CommandReply::Outcome::Done;
        emit self->told(done ? tr("%1 was asked to look.").arg(login) : tr("%1 could not be asked: %2").arg(login, reply.message), !done);
    });
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
    m_comments->look(have ? found->id : QString());
    offerSteps();
}

}  // namespace ok::app
