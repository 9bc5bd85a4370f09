// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/comments_view.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/approvals/review_words.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int secondMs = 1000;
const QString kChange = QStringLiteral("change:");

bool isComment(const ApprovalStepDoc& step) { return step.kind == QLatin1String("commented"); }

}  // namespace

CommentsView::CommentsView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_list(label(this, "text")), m_line(new QLineEdit(this)), m_send(button(this, tr("Se&nd comment"))), m_leave(button(this, tr("Do not change"))) {
    m_list->setTextFormat(Qt::RichText);
    m_list->setMinimumWidth(1);
    m_list->setAccessibleName(tr("Comments"));
    m_list->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_line->setMaxLength(longestComment);
    m_line->setPlaceholderText(tr("Write a comment (c); @login or @team tells somebody"));
    m_line->setAccessibleName(tr("Comment"));
    m_line->setAccessibleDescription(tr("Everybody who reviews this request reads it. It decides nothing."));
    m_line->setMinimumWidth(60);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_line, 1);
    row->addWidget(m_send);
    row->addWidget(m_leave);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(label(this, "section", tr("COMMENTS")));
    column->addWidget(m_list);
    column->addLayout(row);
    connect(m_list, &QLabel::linkActivated, this, &CommentsView::begin);
    connect(m_line, &QLineEdit::returnPressed, this, &CommentsView::send);
    connect(m_line, &QLineEdit::textChanged, this, &CommentsView::offer);
    connect(m_send, &QPushButton::clicked, this, &CommentsView::send);
    connect(m_leave, &QPushButton::clicked, this, [this] {
        m_changing.clear();
        m_line->clear();
        present();
    });
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.approvals.contains(m_approval)) present();
    });
    connect(&m_desk.permits, &Permits::changed, this, &CommentsView::offer);
    connect(&m_second, &QTimer::timeout, this, &CommentsView::present);
    m_second.start(secondMs);
    present();
}

const ApprovalDoc* CommentsView::doc() const {
    const auto found = m_desk.store.approvals().constFind(m_approval);
    return found == m_desk.store.approvals().constEnd() ? nullptr : &*found;
}

void CommentsView::look(const QString& approval) {
    if (approval == m_approval) return;
    m_approval = approval;
    m_changing.clear();
    m_line->clear();
    present();
}

void CommentsView::write() { m_line->setFocus(Qt::ShortcutFocusReason); }

QString CommentsView::text() const { return m_list->text(); }

void CommentsView::present() {
    const auto* about = doc();
    setVisible(about != nullptr);
    if (!about) return;
    const Tokens& t = m_desk.theme.tokens();
    const auto zone = zoneOf(m_desk.store.utility());
    const Instant now = wallNow(m_desk);
    QString html;
    for (const auto& step : about->steps) {
        if (!isComment(step)) continue;
        QString head = tr("%1, %2").arg(step.mine ? tr("you") : step.who, clockText(step.at, zone, now)).toHtmlEscaped();
        if (step.revisions > 0) head += QStringLiteral(" \u00b7 ") + tr("changed");
        if (step.mine && !step.id.isEmpty() && now - step.at < commentsChangeFor && m_desk.permits.may(QStringLiteral("approvals.comment")))
            head += QStringLiteral(" \u00b7 <a href='%1%2'>%3</a>").arg(kChange, step.id.toHtmlEscaped(), tr("change (%1 left)").arg(countdownText(commentsChangeFor - (now - step.at))));
        html += QStringLiteral("<div style='margin-bottom:4px'><span style='color:%1'>%2</span><br>%3</div>").arg(t.muted.name(), head, step.reason.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    }
    if (html.isEmpty()) html = QStringLiteral("<span style='color:%1'>%2</span>").arg(t.muted.name(), tr("Nobody has written anything."));
    if (html != m_list->text()) m_list->setText(html);
    offer();
}

void CommentsView::offer() {
    const auto* about = doc();
    const QString over = about && about->state == QLatin1String("waiting") ? QString() : tr("It does not wait any more.");
    m_desk.permits.show(m_line, QStringLiteral("approvals.comment"), over);
    m_desk.permits.show(m_send, QStringLiteral("approvals.comment"), !over.isEmpty() ? over : m_sending ? tr("It is being sent.") : m_line->text().trimmed().isEmpty() ? tr("Write something first.") : QString());
    m_send->setText(m_changing.isEmpty() ? tr("Se&nd comment") : tr("Cha&nge comment"));
    m_leave->setVisible(!m_changing.isEmpty());
}

void CommentsView::begin(const QString& link) {
    const auto* about = doc();
    if (!about || !link.startsWith(kChange)) return;
    for (const auto& step : about->steps) {
        if (step.id != link.mid(kChange.size())) continue;
        m_changing = step.id;
        m_line->setText(step.reason);
        write();
    }
    offer();
}

void CommentsView::send() {
    const QString words = m_line->text().trimmed();
    if (words.isEmpty() || m_sending || !m_send->isEnabled()) return;
    m_sending = true;
    offer();
    OutgoingCommand out{QStringLiteral("approvals.comment"), {{QStringLiteral("approval"), m_approval}, {QStringLiteral("text"), words}}, {}};
    if (!m_changing.isEmpty()) {
        out.name = QStringLiteral("approvals.revise_comment");
        out.body.insert(QStringLiteral("comment"), m_changing);
    }
    m_desk.commands.send(std::move(out), [self = QPointer(this), words, changed = !m_changing.isEmpty()](const CommandReply& reply) {
        if (!self) return;
        self->m_sending = false;
        const bool done = reply.outcome == CommandReply::Outcome::Done;
        if (done) {
            self->m_changing.clear();
            if (self->m_line->text().trimmed() == words) self->m_line->clear();
        }
        self->offer();
        emit self->told(done ? changed ? tr("Your comment is changed; what it was stays in the log.") : tr("Everybody who reviews it reads your comment.") : sentenceFor(reply), !done);
    });
}

}  // namespace ok::app
