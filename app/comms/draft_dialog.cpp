// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/comms/draft_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QVBoxLayout>

#include "app/approvals/preflight_view.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "shared/approvals/emergency_override.h"

namespace ok::app {
namespace {

using comms::Channel;
using comms::Language;

QString channelName(Channel channel) {
    switch (channel) {
        case Channel::sms: return DraftDialog::tr("Text message");
        case Channel::email: return DraftDialog::tr("Email");
        case Channel::voice: return DraftDialog::tr("Phone call");
    }
    return {};
}

QString languageName(Language language) {
    return language == Language::es ? DraftDialog::tr("Spanish") : DraftDialog::tr("English");
}

}  // namespace

comms::UpdateFacts factsFor(const IncidentDoc& incident, const UtilityDoc& utility) {
    comms::UpdateFacts facts;
    facts.kind = incident.attention == Attention::Restored ? comms::UpdateKind::restored
                 : incident.eta                            ? comms::UpdateKind::eta_set
                 : incident.cause.isEmpty()                ? comms::UpdateKind::detected
                                                           : comms::UpdateKind::confirmed;
    facts.drill = utility.drill;
    facts.utility = utility.name.toStdString();
    facts.area = incidentTitle(incident).toStdString();
    facts.customersOut = incident.customers;
    facts.causeKey = incident.cause.toStdString();
    if (incident.eta) {
        const int sure = incident.eta->confidence;
        facts.eta = {incident.eta->low.known() ? incident.eta->low : incident.eta->at,
                     incident.eta->high.known() ? incident.eta->high : incident.eta->at,
                     sure >= 85   ? comms::EtaConfidence::high
                     : sure >= 60 ? comms::EtaConfidence::medium
                                  : comms::EtaConfidence::low};
    }
    return facts;
}

DraftDialog::DraftDialog(const DeskContext& desk, const IncidentDoc& incident, std::vector<comms::Draft> drafts, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_drafts(std::move(drafts)), m_channel(new QTabBar(this)), m_part(new QComboBox(this)), m_language(new QComboBox(this)),
      m_subjectLabel(new QLabel(tr("Su&bject"), this)), m_size(new QLabel(this)), m_error(new QLabel(this)),
      m_preview(new QLabel(this)), m_subject(new QLineEdit(this)), m_text(new QPlainTextEdit(this)),
      m_preflight(new PreflightView(desk, true, this)) {
    setWindowTitle(tr("Update for customers of %1").arg(incidentTitle(incident)));
    build(incident);
    connect(m_channel, &QTabBar::currentChanged, this, &DraftDialog::showDraft);
    connect(m_language, &QComboBox::currentIndexChanged, this, &DraftDialog::showDraft);
    connect(m_part, &QComboBox::currentIndexChanged, this, &DraftDialog::showDraft);
    connect(m_text, &QPlainTextEdit::textChanged, this, &DraftDialog::takeEdit);
    connect(m_subject, &QLineEdit::textChanged, this, &DraftDialog::takeEdit);
    showDraft();
    m_text->setFocus();
}

void DraftDialog::build(const IncidentDoc& incident) {
    for (const auto channel : {Channel::sms, Channel::email, Channel::voice}) m_channel->addTab(channelName(channel));
    m_channel->setAccessibleName(tr("Channel"));
    for (const auto language : {Language::en, Language::es}) m_language->addItem(languageName(language));
    m_language->setAccessibleName(tr("Language"));
    m_part->addItems({tr("Update"), tr("If it turns out wrong")});
    m_part->setAccessibleName(tr("Update or correction"));
    m_part->setToolTip(tr("The correction is released together with the update; one press sends it to everybody who got that."));
    m_part->hide();
    m_subjectLabel->setBuddy(m_subject);
    m_subject->setAccessibleName(tr("Subject"));
    m_text->setAccessibleName(tr("Text of the message"));
    m_text->setTabChangesFocus(true);
    m_size->setProperty("role", "muted");
    m_error->setProperty("role", "error");
    m_error->setWordWrap(true);
    m_preview->setProperty("role", "muted");
    m_preview->setWordWrap(true);
    auto* top = new QHBoxLayout;
    top->addWidget(m_channel, 1);
    top->addWidget(m_part);
    top->addWidget(m_language);
    auto* by = new QHBoxLayout;
    by->addWidget(new QLabel(tr("Send by"), this));
    for (const auto channel : {Channel::sms, Channel::email, Channel::voice}) {
        const bool written = std::any_of(m_drafts.begin(), m_drafts.end(), [&](const comms::Draft& each) { return each.channel == channel; });
        auto* box = m_by[channel] = new QCheckBox(channelName(channel), this);
        box->setChecked(written);
        box->setEnabled(written);
        if (!written) box->setToolTip(tr("This update was not written for this channel."));
        by->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &DraftDialog::askAhead);
    }
    by->addStretch(1);
    m_later = new QCheckBox(tr("Send at"), this);
    m_later->setAccessibleName(tr("Send at a later time"));
    m_later->setToolTip(tr("It leaves then if it is released by two minutes before; otherwise it waits for its release."));
    m_at = wallClockEdit(this, zoneOf(m_desk.store.utility()), m_desk.now() + hours(1), tr("Send at"));
    m_at->setEnabled(false);
    connect(m_later, &QCheckBox::toggled, m_at, &QWidget::setEnabled);
    by->addWidget(m_later);
    by->addWidget(m_at);
    auto* subject = new QHBoxLayout;
    subject->addWidget(m_subjectLabel);
    subject->addWidget(m_subject, 1);
    auto* note = new QLabel(tr("Goes to the affected customers who opted in; %1 customers are out. "
                               "A second person must release it before anything leaves.")
                                .arg(countText(incident.customers)), this);
    note->setProperty("role", "muted");
    note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_send = buttons->addButton(tr("Ask for release"), QDialogButtonBox::AcceptRole);
    m_send->setProperty("primary", true);
    m_emergency = buttons->addButton(tr("&Emergency\u2026"), QDialogButtonBox::ActionRole);
    m_emergency->setAccessibleDescription(tr("Two people let the message leave at once, without its approvals"));
    connect(m_emergency, &QPushButton::clicked, this, &DraftDialog::breakGlass);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addLayout(by);
    column->addLayout(top);
    column->addLayout(subject);
    column->addWidget(m_text, 1);
    column->addWidget(m_size);
    column->addWidget(m_preview);
    column->addWidget(m_error);
    column->addWidget(m_preflight);
    column->addWidget(note);
    column->addWidget(buttons);
    connect(m_preflight, &PreflightView::changed, this, &DraftDialog::check);
    resize(680, 720);
}

void DraftDialog::lookAhead(const OutgoingCommand& send) {
    m_wanted = send;
    askAhead();
}

void DraftDialog::askAhead() {
    if (!m_wanted.name.isEmpty()) {
        QJsonObject body = m_wanted.body;
        body.insert(QStringLiteral("channels"), QJsonArray::fromStringList(channels()));
        m_preflight->lookAhead({m_wanted.name.toStdString(), RawJson{QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString()}, {}, {}});
    }
    check();
}

QStringList DraftDialog::channels() const {
    QStringList out;
    bool all = true;
    for (const auto& [channel, box] : m_by) {
        if (box->isChecked()) out << QString::fromStdString(enumName(channel));
        else if (box->isEnabled()) all = false;
    }
    return all ? QStringList() : out;
}

Instant DraftDialog::publishAt() const { return m_later->isChecked() ? instantOf(m_at, zoneOf(m_desk.store.utility())) : Instant(); }

QString DraftDialog::reason() const { return m_preflight->reason(); }

void DraftDialog::setCorrection(std::vector<comms::Draft> correction) {
    m_correction = std::move(correction);
    m_part->setVisible(!m_correction.empty());
    check();
}

const std::vector<comms::Draft>& DraftDialog::part() const { return m_part->currentIndex() == 1 ? m_correction : m_drafts; }

std::size_t DraftDialog::current() const {
    const auto channel = static_cast<Channel>(m_channel->currentIndex());
    const auto language = static_cast<Language>(m_language->currentIndex());
    const auto& drafts = part();
    for (std::size_t at = 0; at < drafts.size(); ++at)
        if (drafts[at].channel == channel && drafts[at].language == language) return at;
    return drafts.size();
}

void DraftDialog::showDraft() {
    const auto at = current();
    m_showing = true;
    const bool have = at < part().size();
    const bool email = have && part()[at].channel == Channel::email;
    m_text->setEnabled(have);
    m_text->setPlainText(have ? QString::fromStdString(part()[at].text) : QString());
    m_subject->setText(have ? QString::fromStdString(part()[at].subject) : QString());
    m_subject->setVisible(email);
    m_subjectLabel->setVisible(email);
    m_showing = false;
    check();
}

void DraftDialog::takeEdit() {
    const auto at = current();
    if (m_showing || at >= part().size()) return;
    auto& draft = (&part() == &m_correction ? m_correction : m_drafts)[at];
    draft.text = m_text->toPlainText().toStdString();
    draft.subject = m_subject->text().toStdString();
    draft.keys.clear();  // an edited draft is the operator's own words
    check();
}

void DraftDialog::showSize() {
    const auto at = current();
    if (at >= part().size()) return;
    const auto& draft = part()[at];
    comms::Reader reader{m_desk.store.utility().timeZone.toStdString(), draft.language, {}, "your area"};
    const auto shown = comms::renderDraft(draft, reader, m_desk.store.utility().drill);
    m_preview->setVisible(shown.ok());
    if (shown.ok()) m_preview->setText(tr("Reads: %1").arg(QString::fromStdString(shown->text).left(400)));
    if (draft.channel == Channel::sms && shown.ok()) {
        const auto& size = shown->size;
        QString text = tr("%n segment(s)", nullptr, size.segments) +
                       tr(", %1 characters, room for %2 more").arg(size.characters).arg(size.unitsLeft);
        if (size.alphabet == comms::SmsAlphabet::ucs2) text += tr(" (a character outside the plain alphabet more than halves the room)");
        m_size->setText(text);
    } else {
        m_size->setText(tr("%n character(s)", nullptr, static_cast<int>(draft.text.size())));
    }
}

void DraftDialog::breakGlass() {
    const auto why = askReason(this, {tr("Emergency override"), tr("Why can it not wait? At least 20 characters. A second person has to confirm within three minutes."), tr("Ask for the override"),
                                      approvals::shortestOverrideReason, true});
    if (!why) return;
    m_emergencyWhy = *why;
    accept();
}

void DraftDialog::check() {
    showSize();
    QStringList problems;
    const auto look = [&](const comms::Draft& each, comms::DraftUse use) {
        const auto status = comms::checkDraft(each, use);
        if (status.ok()) return;
        problems << tr("%1, %2: %3").arg(channelName(each.channel), languageName(each.language),
                                         QString::fromStdString(status.problem().message));
    };
    for (const auto& each : m_drafts) look(each, comms::DraftUse::update);
    for (const auto& each : m_correction) look(each, comms::DraftUse::correction);
    const bool none = std::none_of(m_by.begin(), m_by.end(), [](const auto& each) { return each.second->isChecked(); });
    if (none) problems << tr("Choose at least one channel.");
    m_error->setText(problems.join(QLatin1Char('\n')));
    m_error->setVisible(!problems.isEmpty());
    m_send->setEnabled(problems.isEmpty() && m_preflight->mayGo());
    m_send->setToolTip(m_preflight->hindrance());
    m_desk.permits.show(m_emergency, QStringLiteral("approvals.override"), problems.isEmpty() ? QString() : problems.first());
    const auto& ahead = m_preflight->reply();
    m_send->setText(ahead && ahead->next == approvals::NextStep::send ? tr("Send") : tr("Ask for release"));
}

}  // namespace ok::app
