// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/body_dialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/desk/command_body.h"

namespace ok::app {

BodyDialog::BodyDialog(const DeskContext& desk, const policy::PolicyVersion& draft, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_draft(draft), m_text(new QPlainTextEdit(this)), m_reason(new QLineEdit(this)), m_error(label(this, "error")) {
    setWindowTitle(tr("%1, version %2").arg(kindText(draft.kind)).arg(draft.number));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Content as JSON"));
    m_reason->setPlaceholderText(tr("Why? Reviewers and auditors read this."));
    m_reason->setAccessibleName(tr("Reason"));
    m_error->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_save = buttons->addButton(tr("&Save the draft"), QDialogButtonBox::ActionRole);
    makePrimary(m_save);
    m_save->setAccessibleName(tr("Save the draft"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(m_text, 1);
    column->addWidget(m_error);
    column->addWidget(m_reason);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &BodyDialog::save);
    connect(m_text, &QPlainTextEdit::textChanged, this, &BodyDialog::look);
    resize(720, 560);
    load();
}

void BodyDialog::load() {
    m_save->setEnabled(false);
    m_desk.data.ask(this, {.path = policyPath(utf8(m_draft.kind), QStringLiteral("/versions/%1").arg(m_draft.number))}, [this](const DataReply& reply) {
        const auto found = read<VersionAndBody>(reply);
        if (!found.ok()) return m_error->setText(policySentence(reply));
        m_draft = found->version;
        m_text->setPlainText(QString::fromUtf8(QJsonDocument(objectOf(found->body.text)).toJson(QJsonDocument::Indented)));
    });
}

void BodyDialog::look() {
    QJsonParseError mistake;
    const QString text = m_text->toPlainText();
    (void)QJsonDocument::fromJson(text.toUtf8(), &mistake);
    const bool readable = mistake.error == QJsonParseError::NoError;
    const auto line = text.toUtf8().left(mistake.offset).count('\n') + 1;
    m_error->setText(readable ? QString() : tr("Line %1: this is not JSON.").arg(line));
    m_save->setEnabled(readable);
}

void BodyDialog::save() {
    const std::string body = QJsonDocument::fromJson(m_text->toPlainText().toUtf8()).toJson(QJsonDocument::Compact).toStdString();
    m_desk.data.ask(this, saveRequest(m_draft, body, m_reason->text().trimmed()), [this](const DataReply& reply) {
        if (reply.ok()) return accept();
        m_error->setText(whyNotSaved(reply));
    });
}

}  // namespace ok::app
