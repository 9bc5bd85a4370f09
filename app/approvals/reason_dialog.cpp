// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/reason_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ok::app {
namespace {

QString text(const std::string& s) { return QString::fromStdString(s); }

QString sentenceFor(const FieldProblem& why) {
    if (why.code == "missing") return ReasonDialog::tr("Needed");
    if (why.code == "too_short") return ReasonDialog::tr("%n more character(s)", nullptr, std::atoi(why.message.c_str()));
    if (why.code == "too_long") return ReasonDialog::tr("Too long");
    if (why.code == "not_a_url") return ReasonDialog::tr("Not a link: begin with https://");
    if (why.code == "unknown_value") return ReasonDialog::tr("Choose one of the list");
    return text(why.message);
}

}  // namespace

ReasonDialog::ReasonDialog(const QString& action, const approvals::GuardRules& rules, const approvals::GuardRule& rule, QWidget* parent)
    : QDialog(parent), m_rules(rules), m_rule(rule) {
    setWindowTitle(tr("Why?"));
    auto* about = new QLabel(tr("Your utility asks for a reason before this is done: %1").arg(action), this);
    about->setWordWrap(true);
    m_code = new QComboBox(this);
    m_code->addItem(QString(), QString());
    for (const auto& code : rules.reasonCodes) m_code->addItem(text(code), text(code));
    m_code->setPlaceholderText(tr("Choose"));
    m_words = new QPlainTextEdit(this);
    m_words->setTabChangesFocus(true);
    m_words->setMaximumHeight(96);
    m_link = new QLineEdit(this);
    m_link->setPlaceholderText(QStringLiteral("https://"));
    auto* form = new QFormLayout;
    addField(form, tr("&Reason"), m_code, "reason_code");
    addField(form, tr("In your &words"), m_words, "rationale");
    addField(form, tr("&Link to the ticket"), m_link, "attachment");
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_send = buttons->addButton(tr("&Go on"), QDialogButtonBox::AcceptRole);
    m_send->setObjectName(QStringLiteral("go_on"));
    m_send->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_code, &QComboBox::currentIndexChanged, this, &ReasonDialog::check);
    connect(m_words, &QPlainTextEdit::textChanged, this, &ReasonDialog::check);
    connect(m_link, &QLineEdit::textChanged, this, &ReasonDialog::check);
    auto* whole = new QVBoxLayout(this);
    whole->addWidget(about);
    whole->addLayout(form);
    if (rule.approvers > 0) {
        auto* note = new QLabel(tr("%n other person(s) will read it and decide.", nullptr, rule.approvers), this);
        note->setProperty("role", "muted");
        note->setWordWrap(true);
        whole->addWidget(note);
    }
    whole->addWidget(buttons);
    setMinimumWidth(460);
    check();
    (rule.reasonCode ? static_cast<QWidget*>(m_code) : m_words)->setFocus();
}

void ReasonDialog::addField(QFormLayout* form, const QString& name, QWidget* edit, const std::string& field) {
    edit->setAccessibleName(QString(name).remove(QLatin1Char('&')));
    auto* hint = new QLabel(this);
    hint->setProperty("role", "error");
    hint->setObjectName(QStringLiteral("hint_") + text(field));
    m_hints[field] = hint;
    form->addRow(name, edit);
    form->addRow(QString(), hint);
}

approvals::Justification ReasonDialog::value() const {
    return {m_code->currentData().toString().toStdString(), m_words->toPlainText().trimmed().toStdString(), m_link->text().trimmed().toStdString()};
}

void ReasonDialog::check() {
    for (auto& [field, hint] : m_hints) hint->clear();
    const auto status = approvals::checkJustification(m_rules, m_rule, value());
    m_send->setEnabled(status.ok());
    if (!status.ok()) {
        for (const FieldProblem& why : status.problem().fields) {
            if (const auto found = m_hints.find(why.field); found != m_hints.end()) found->second->setText(sentenceFor(why));
        }
    }
    for (auto& [field, hint] : m_hints) hint->setVisible(!hint->text().isEmpty());
}

}  // namespace ok::app
