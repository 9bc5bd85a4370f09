// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/approvals/evidence_list.h"
#include "app/approvals/review_facts.h"
#include "app/approvals/review_tree.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

Q_LOGGING_CATEGORY(reviewLog, "outagekit.review")

using approvals::DriftLevel;
using approvals::ReviewReply;

constexpr int bothFit = 540, settleMs = 60, calmMs = 200, secondMs = 1000, driftMs = 30'000, shownDigits = 12;

bool isOpen(const ReviewReply& reply) { return reply.state == "pending"; }

/// Shows or hides; what comes up is said aloud to whoever listens instead of looking.
void bringUp(QWidget* notice, QLabel* words, bool up) {
    const bool comes = up && notice->isHidden();
    notice->setVisible(up);
    if (!comes) return;
    QAccessibleEvent alert(words, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

}  // namespace

approvals::Viewer viewerHere() {
    const QByteArray zone = QTimeZone::systemTimeZoneId();
    const QString locale = QLocale().language() == QLocale::C ? QStringLiteral("en-US") : QLocale().name().replace(QLatin1Char('_'), QLatin1Char('-'));
    return {zone.isEmpty() ? std::string("UTC") : zone.toStdString(), locale.toStdString()};
}

ReviewView::ReviewView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    buildHeader(column);
    m_failedNotice = notice(&m_failedWords, column);
    m_again = button(m_failedNotice, tr("&Read again"));
    m_newerNotice = notice(&m_newerWords, column);
    m_showNewer = button(m_newerNotice, tr("&Show it"));
    m_ruleNotice = notice(&m_ruleWords, column);
    m_ruleWords->setOpenExternalLinks(true);
    m_alertNotice = notice(&m_alertWords, column);
    m_alertSeen = button(m_alertNotice, tr("&I saw this"));
    m_takeOver = button(m_alertNotice, tr("Stand &for it\u2026"));
    m_driftNotice = notice(&m_driftWords, column);
    m_acknowledge = button(m_driftNotice, tr("Ac&knowledge"));
    m_anew = button(m_driftNotice, tr("Freeze ane&w"));
    m_cancel = button(m_driftNotice, tr("Cance&l request\u2026"));
    for (auto* each : {m_again, m_showNewer, m_alertSeen, m_takeOver, m_acknowledge, m_anew, m_cancel}) each->parentWidget()->layout()->addWidget(each);
    // Made in the order in which it is read: Tab follows it.
    m_split = new QSplitter(Qt::Horizontal, this);
    m_tree = new ReviewTree(desk.theme, m_split);
    m_scroll = new QScrollArea(m_split);
    auto* beside = new QWidget(m_scroll);
    m_beside = new ReviewFacts(desk, beside);
    m_below = new QVBoxLayout(beside);
    m_below->setContentsMargins(8, 0, 0, 0);
    m_evidence = new EvidenceList(desk, beside);
    m_below->addWidget(m_beside);
    m_below->addWidget(m_evidence);
    m_below->addStretch(1);
    m_scroll->setWidget(beside);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setMinimumWidth(200);
    m_split->addWidget(m_tree);
    m_split->addWidget(m_scroll);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({640, 280});
    m_split->setChildrenCollapsible(false);
    column->addWidget(m_split, 1);
    m_soon.setSingleShot(true);
    m_calm.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &ReviewView::ask);
    connect(&m_second, &QTimer::timeout, this, &ReviewView::tick);
    connect(&m_drift, &QTimer::timeout, this, [this] {
        if (isVisible() && m_reply && isOpen(*m_reply)) ask();
    });
    m_second.start(secondMs);
    m_drift.start(driftMs);
    connect(m_again, &QPushButton::clicked, this, &ReviewView::refresh);
    connect(m_showNewer, &QPushButton::clicked, this, [this] {
        m_takeNewest = true;
        m_showNewer->setEnabled(false);
        ask();
    });
    connect(m_acknowledge, &QPushButton::clicked, this, &ReviewView::acknowledge);
    connect(m_alertSeen, &QPushButton::clicked, this, &ReviewView::acknowledgeAlerts);
    connect(m_takeOver, &QPushButton::clicked, this, &ReviewView::takeOver);
    connect(m_anew, &QPushButton::clicked, this, &ReviewView::freezeAnew);
    connect(m_cancel, &QPushButton::clicked, this, [this] { emit cancelRequested(m_approval, digest()); });
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(digest());
        emit told(tr("Fingerprint copied."), false);
    });
    connect(m_beside, &ReviewFacts::attestRequested, this, &ReviewView::attest);
    connect(m_evidence, &EvidenceList::told, this, &ReviewView::told);
    connect(&desk.permits, &Permits::changed, this, &ReviewView::present);
    connect(&desk.theme, &Theme::changed, this, &ReviewView::present);
    connect(&desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (!m_approval.isEmpty() && (change.reset || change.approvals.contains(m_approval))) refresh();
    });
    present();
}

void ReviewView::buildHeader(QVBoxLayout* column) {
    m_title = label(this, "text");
    m_title->setStyleSheet(QStringLiteral("font-weight: 600; font-size: 11pt;"));
    m_risk = label(this, "text");
    m_risk->setWordWrap(false);
    m_risk->setAccessibleName(tr("Risk"));
    m_left = label(this, "tile");
    m_left->setWordWrap(false);
    m_left->setAccessibleName(tr("Time left"));
    m_about = label(this, "muted");
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_copy = new QToolButton(this);
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the whole fingerprint of what was frozen"));
    m_copy->setAccessibleName(m_copy->toolTip());
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(m_title, 1);
    top->addWidget(m_risk);
    top->addWidget(m_left);
    auto* under = new QHBoxLayout;
    under->addWidget(m_about, 1);
    under->addWidget(m_copy);
    column->addLayout(top);
    column->addLayout(under);
}

QFrame* ReviewView::notice(QLabel** words, QVBoxLayout* column) {
    auto* frame = new QFrame(this);
    frame->setProperty("role", "card");
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(10, 6, 8, 6);
    row->setSpacing(6);
    *words = label(frame, "text");
    (*words)->setTextFormat(Qt::RichText);
    row->addWidget(*words, 1);
    column->addWidget(frame);
    return frame;
}

// Where there is no room for both, the comparison stays; a window of its own shows all of it.
void ReviewView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_scroll->setVisible(width() >= bothFit);
}

void ReviewView::addBelow(QWidget* facts) { m_below->insertWidget(m_below->count() - 1, facts); }

void ReviewView::look(const QString& approval) {
    if (approval == m_approval) return;
    m_approval = approval;
    ++m_asked;
    m_soon.stop();
    m_reply.reset();
    m_newer.reset();
    m_failed.clear();
    m_takeNewest = false;
    m_tree->clear();
    present();
    if (approval.isEmpty()) return;
    // Whoever runs through the queue with the arrow asks for the one they stop at.
    if (m_calm.isActive()) m_soon.start(calmMs);
    else ask();
    m_calm.start(calmMs);
}

void ReviewView::refresh() { m_soon.start(settleMs); }

void ReviewView::ask() {
    m_soon.stop();
    const auto id = ApprovalId::parse(m_approval.toStdString());
    if (!id.ok()) return;
    const int question = ++m_asked;
    m_desk.commands.send(outgoing(approvals::Review{*id, 0, viewerHere()}), [self = QPointer(this), question](const CommandReply& reply) {
        if (self) self->take(question, reply);
    });
}

void ReviewView::take(int question, const CommandReply& reply) {
    if (question != m_asked) return;
    const QByteArray body = QJsonDocument(reply.body).toJson(QJsonDocument::Compact);
    auto read = fromJson<ReviewReply>(std::string_view(body.constData(), static_cast<std::size_t>(body.size())));
    if (reply.outcome != CommandReply::Outcome::Done || !reply.body.contains(QStringLiteral("diff")) || !read.ok()) {
        m_failed = reply.outcome == CommandReply::Outcome::Done ? QStringLiteral("unreadable") : reply.code;
        qCWarning(reviewLog) << "review failed" << m_failed << "correlation" << reply.commandId;
        present();
        emit changed();
        return;
    }
    m_failed.clear();
    const bool other = m_reply && m_reply->digest != read->digest, later = m_reply && m_reply->version != read->version;
    if (other && !m_takeNewest) {
        m_newer = std::move(*read);   // announced, not shown: nobody approves what they have not looked at
    } else {
        const bool same = m_reply && m_reply->diff == read->diff;
        m_reply = std::move(*read);
        m_newer.reset();
        m_takeNewest = m_takeNewest && !other && !later;
        if (!same) m_tree->show(m_reply->diff, [this](const std::string& incident) { return placeName(incident); });
    }
    present();
    emit changed();
}

QString ReviewView::placeName(const std::string& incident) const {
    const auto* doc = m_desk.store.incident(utf8(incident));
    return doc ? QStringLiteral("#%1 %2").arg(doc->number, incidentTitle(*doc)) : QString();
}

QString ReviewView::digest() const { return m_reply ? utf8(m_reply->digest.hex()) : QString(); }

QString ReviewView::hindrance() const {
    if (m_approval.isEmpty()) return {};
    if (!m_failed.isEmpty()) return tr("What would leave could not be read; read it again before you approve.");
    if (!m_reply) return tr("Reading what would leave\u2026");
    if (m_newer) return tr("Version %1 has replaced what you see: look at it first.").arg(m_newer->latestVersion);
    if (!m_reply->verified) return tr("What was frozen does not fit its signature. Do not approve it; tell whoever looks after the server.");
    return blockedText(*m_reply);
}

void ReviewView::present() {
    const bool have = m_reply.has_value();
    const bool waits = m_desk.store.approvals().value(m_approval).state == QLatin1String("waiting");
    m_failedWords->setText(tr("What would leave could not be read (%1).").arg(m_failed.toHtmlEscaped()));
    bringUp(m_failedNotice, m_failedWords, !m_failed.isEmpty() && waits);
    m_split->setVisible(!m_approval.isEmpty());
    m_tree->setVisible(have);
    m_copy->setVisible(have);
    m_left->setVisible(have);
    presentHead();
    presentNewer();
    presentRules();
    presentAsked();
    presentDrift();
    if (have) m_beside->show(*m_reply, [this](const std::string& incident) { return placeName(incident); });
    if (have) m_evidence->show(*m_reply);
    else m_evidence->hide();
    m_beside->setVisible(have);
    tick();
    offer();
}

void ReviewView::presentHead() {
    const auto doc = m_desk.store.approvals().value(m_approval);
    const QString what = m_reply ? approvalActionText(utf8(m_reply->command)) : approvalActionText(doc.action);
    m_title->setText(doc.summary.isEmpty() ? what : tr("%1: %2").arg(what, doc.summary));
    m_risk->setVisible(m_reply && m_reply->risk);
    if (!m_reply) return m_about->setText(m_approval.isEmpty() || !m_failed.isEmpty() ? QString() : tr("Reading what would leave\u2026"));
    const auto zone = zoneOf(m_desk.store.utility());
    const Instant frozen = m_reply->frozenAt.known() ? m_reply->frozenAt : m_reply->submittedAt;
    const QString moment = frozen.known() ? QDateTime::fromMSecsSinceEpoch(frozen.millis(), zone).toOffsetFromUtc(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(frozen.millis()))).toString(Qt::ISODate) : QString();
    QStringList about{tr("read-only"), tr("asked by %1").arg(m_reply->mine ? tr("you") : utf8(m_reply->submittedBy)), tr("version %1 of %2").arg(m_reply->version).arg(m_reply->latestVersion),
                      tr("frozen %1").arg(moment), tr("snapshot %1").arg(utf8(m_reply->snapshotId)), tr("fingerprint %1").arg(digest().left(shownDigits))};
    if (!m_reply->verified) about << tr("DOES NOT FIT ITS SIGNATURE");
    m_about->setText(about.join(QStringLiteral(" \u00b7 ")));
    m_about->setStyleSheet(m_reply->verified ? QString() : QStringLiteral("color: %1").arg(m_desk.theme.tokens().critical.name()));
    m_about->setToolTip(tr("Read-only: this is what was frozen, not how it is now.\nSnapshot %1, %2\nFingerprint %3").arg(utf8(m_reply->snapshotId), utf8(toIso(frozen)), digest()));
    m_about->setAccessibleDescription(m_about->toolTip());
    m_title->setAccessibleName(tr("%1. Read-only snapshot %2 of %3").arg(m_title->text(), utf8(m_reply->snapshotId), moment));
    if (!m_reply->risk) return;
    m_risk->setText(tr("Risk %1 \u00b7 %2").arg(m_reply->risk->score).arg(riskLevelText(m_reply->risk->riskLevel)));
    m_risk->setStyleSheet(QStringLiteral("color: %1; font-weight: 600;").arg(toneColour(riskTone(m_reply->risk->riskLevel), m_desk.theme.tokens()).name()));
}

void ReviewView::presentNewer() {
    if (!m_newer) return m_newerNotice->hide();
    const bool closed = !isOpen(*m_newer);
    m_newerWords->setText(closed ? tr("<b>It does not wait any more</b>, and another version was the last one.") : tr("<b>Version %1 has replaced this one.</b> Keys begin anew with it; what you see is no longer what would leave.").arg(m_newer->latestVersion));
    m_showNewer->setEnabled(true);
    bringUp(m_newerNotice, m_newerWords, true);
}

// The rule that stands in the way, by its code, with the version of the policy (F01.R4.A7); and how old the roles are (F01.R4.A6).
void ReviewView::presentRules() {
    QStringList lines;
    if (m_reply && isOpen(*m_reply) && !m_reply->blockedRule.empty()) {
        QString line = tr("<b>%1</b> %2 (rule <i>%3</i>, %4)").arg(utf8(m_reply->blockedCode).toHtmlEscaped(), blockedText(*m_reply).toHtmlEscaped(), utf8(m_reply->blockedRule).toHtmlEscaped(), utf8(m_reply->policyVersion).toHtmlEscaped());
        if (!m_reply->learnMore.empty()) line += QStringLiteral(" <a href=\"%1\">%2</a>").arg(utf8(m_reply->learnMore).toHtmlEscaped(), tr("Learn more"));
        lines << line;
    }
    if (m_reply && m_reply->directory && m_reply->directory->old) {
        lines << tr("Your roles are as the directory had them at %1: it has not been heard since.").arg(fullTimeText(m_reply->directory->asOf, zoneOf(m_desk.store.utility()))).toHtmlEscaped();
    }
    m_ruleWords->setText(lines.join(QStringLiteral("<br>")));
    bringUp(m_ruleNotice, m_ruleWords, !lines.isEmpty());
}

// So many were never told: everybody who holds a key says that they saw it (F01.R3.A4).
void ReviewView::presentAsked() {
    const bool asked = m_reply && isOpen(*m_reply) && !m_reply->alerts.empty() && !m_newer;
    if (!asked) return m_alertNotice->hide();
    const auto& facts = m_reply->alerts.front().facts;
    const auto fact = [&facts](const char* name) { return facts.contains(name) ? countText(QString::fromStdString(facts.at(name)).toLongLong()) : QStringLiteral("?"); };
    QString words = tr("<b>Unusually many people:</b> %1 would be told, usual are %2 (%3 %).").arg(fact("people"), fact("median"), fact("percent"));
    if (m_reply->alertsUnseen.empty()) words += QLatin1Char(' ') + tr("You have said that you saw it; everybody who holds a key has to.");
    m_alertWords->setText(words);
    m_desk.permits.show(m_alertSeen, QStringLiteral("approvals.acknowledge"), m_reply->alertsUnseen.empty() ? tr("You have said so already.") : QString());
    m_desk.permits.show(m_takeOver, QStringLiteral("approvals.amend"), m_reply->mine ? tr("You stand for it already.") : QString());
    bringUp(m_alertNotice, m_alertWords, true);
}

void ReviewView::acknowledgeAlerts() {
    if (!m_reply || m_reply->alertsUnseen.empty()) return;
    m_alertSeen->setEnabled(false);
    act(outgoing(approvals::AcknowledgeAlert{m_reply->approval, m_reply->digest, m_reply->alertsUnseen.front()}), tr("Noted that you have seen how many this is."));
}

// Its author is away: whoever could have asked for it stands for it, and all keys begin anew.
void ReviewView::takeOver() {
    if (!m_reply) return;
    m_takeOver->setEnabled(false);
    m_takeNewest = true;
    act(outgoing(approvals::TakeOver{m_reply->approval, m_reply->digest, "its author cannot answer"}), tr("You stand for it now: another person has to approve it."));
}

// Every kind of thing that went on, in few words, with what may be done about it (F04.R4.A1, A2).
void ReviewView::presentDrift() {
    const bool drifted = m_reply && isOpen(*m_reply) && m_reply->drift.level != DriftLevel::none && !m_newer;
    if (!drifted) return m_driftNotice->hide();
    const auto& drift = m_reply->drift;
    const Tokens& t = m_desk.theme.tokens();
    const QColor colour = drift.level == DriftLevel::notice || m_reply->driftSeen ? t.warning : t.critical;
    QStringList lines;
    for (const auto& each : driftLines(drift, [this](const std::string& incident) { return placeName(incident); }, zoneOf(m_desk.store.utility()), wallNow(m_desk))) lines << each.toHtmlEscaped();
    m_driftWords->setText(QStringLiteral("<b style='color:%1'>\u26a0 %2</b> %3<br>%4").arg(colour.name(), tr("Different since it was frozen:"), lines.join(QStringLiteral(" \u00b7 ")), driftAsks(drift.level, m_reply->driftSeen).toHtmlEscaped()));
    m_driftWords->setAccessibleName(tr("Different since it was frozen: %1").arg(lines.join(QStringLiteral("; "))));
    bringUp(m_driftNotice, m_driftWords, true);
}

void ReviewView::offer() {
    if (!m_reply) return;
    const auto& may = m_desk.permits;
    const auto level = m_reply->drift.level;
    const QString over = isOpen(*m_reply) ? QString() : tr("It does not wait any more.");
    const QString seen = m_reply->driftSeen ? tr("You have said so already.") : level == DriftLevel::notice ? tr("Nobody has to: it may be approved as it is.")
                         : level == DriftLevel::acknowledge ? over : tr("That is not enough: freeze it anew.");
    may.show(m_acknowledge, QStringLiteral("approvals.acknowledge"), seen);
    may.show(m_anew, QStringLiteral("approvals.amend"), level == DriftLevel::invalid ? tr("What it is about is no more.") : over);
    may.show(m_cancel, QStringLiteral("approvals.cancel"), over);
}

void ReviewView::tick() {
    if (!m_reply) return;
    if (!isOpen(*m_reply)) {
        const auto doc = m_desk.store.approvals().value(m_approval);
        const bool well = doc.state == QLatin1String("released");
        m_left->setText((well ? QStringLiteral("\u2713 ") : QStringLiteral("\u2715 ")) + approvalStateText(doc.state));
        m_left->setToolTip(doc.decided.known() ? fullTimeText(doc.decided, zoneOf(m_desk.store.utility())) : QString());
        return m_left->setStyleSheet(QStringLiteral("color: %1").arg(toneColour(well ? Tone::Good : Tone::Warning, m_desk.theme.tokens()).name()));
    }
    const Duration left = m_reply->expiresAt - wallNow(m_desk);
    m_left->setText(m_reply->expiresAt.known() ? countdownText(left) : QString());
    m_left->setToolTip(tr("Not decided by then, it is over: nothing leaves."));
    m_left->setStyleSheet(QStringLiteral("color: %1").arg(toneColour(countdownTone(left), m_desk.theme.tokens()).name()));
}

void ReviewView::act(OutgoingCommand command, const QString& done) {
    m_desk.commands.send(std::move(command), [self = QPointer(this), done](const CommandReply& reply) {
        if (!self) return;
        const bool good = reply.outcome == CommandReply::Outcome::Done;
        if (!good) self->m_takeNewest = false;
        emit self->told(good ? done : sentenceFor(reply), !good);
        self->refresh();
    });
}

void ReviewView::acknowledge() {
    if (!m_reply) return;
    m_acknowledge->setEnabled(false);
    act(outgoing(approvals::AcknowledgeDrift{m_reply->approval, m_reply->digest, m_reply->drift.digest()}), tr("Noted that you have seen what is different."));
}

void ReviewView::freezeAnew() {
    if (!m_reply) return;
    m_anew->setEnabled(false);
    m_takeNewest = true;
    act(outgoing(approvals::Resnapshot{m_reply->approval, m_reply->digest}), tr("Frozen anew: look at the new version."));
}

void ReviewView::attest(const QString& checklist, const QString& item) {
    if (!m_reply) return;
    act(outgoing(approvals::Attest{m_reply->approval, m_reply->digest, checklist.toStdString(), item.toStdString()}), tr("Attested."));
}

}  // namespace ok::app
