// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/remediation_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "app/integrity/genuine_entries.h"
#include "app/integrity/integrity_words.h"

namespace ok::app {
namespace {

constexpr qsizetype kLeastReason = 10, kMostReason = 500;
constexpr qint64 kLargestFile = 512LL * 1024 * 1024;

}  // namespace

RemediationDialog::RemediationDialog(const DeskContext& desk, const integrity::Anomaly& anomaly, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_anomaly(anomaly), m_why(new QPlainTextEdit(this)) {
    setWindowTitle(tr("Damage in the log"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 18, 22, 16);
    column->setSpacing(8);
    buildFacts(column);
    buildChecks(column);
    buildChoice(column);
    m_state = label(this, "muted");
    auto* box = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_submit = box->addButton(tr("&Ask a second person"), QDialogButtonBox::ActionRole);
    makePrimary(m_submit);
    column->addWidget(m_state);
    column->addWidget(box);
    setMinimumWidth(640);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_submit, &QPushButton::clicked, this, &RemediationDialog::submit);
    connect(m_why, &QPlainTextEdit::textChanged, this, &RemediationDialog::refresh);
    connect(m_restore, &QRadioButton::toggled, this, &RemediationDialog::refresh);
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (!change.approvals.isEmpty()) refresh();
    });
    refresh();
}

void RemediationDialog::buildFacts(QVBoxLayout* column) {
    const auto& finding = m_anomaly.finding;
    const auto zone = zoneOf(m_desk.store.utility());
    column->addWidget(label(this, "title", findingText(finding)));
    column->addWidget(label(this, "text", tr("%1. Found %2 by %3. In quarantine: new entries go on behind it, these stay as they are.")
                                              .arg(rangeText(finding), fullTimeText(m_anomaly.foundAt, zone), checkKindText(m_anomaly.foundBy))));
    if (!finding.expected.empty())
        column->addWidget(label(this, "muted", tr("Expected %1\nFound %2").arg(utf8(finding.expected), utf8(finding.found))));
    const auto count = finding.last - finding.first + 1;
    m_impact = label(this, "muted", tr("Touches %n entry(ies); nothing else changes. Two people: you ask, another one releases under Approvals.", nullptr, static_cast<int>(count)));
    column->addWidget(m_impact);
    column->addWidget(rule(this));
}

void RemediationDialog::buildChecks(QVBoxLayout* column) {
    column->addWidget(label(this, "section", tr("1. BEFORE YOU START")));
    const auto zone = zoneOf(m_desk.store.utility());
    for (const QString& words : {tr("The disk and the file system are sound; otherwise the database was moved first"),
                                 tr("A backup or an export from before %1 is at hand and was verified").arg(fullTimeText(m_anomaly.foundAt, zone)),
                                 tr("The forensic bundle is saved outside the server")}) {
        m_checks.push_back(new QCheckBox(words, this));
        column->addWidget(m_checks.back());
        connect(m_checks.back(), &QCheckBox::toggled, this, &RemediationDialog::refresh);
    }
}

void RemediationDialog::buildChoice(QVBoxLayout* column) {
    column->addWidget(label(this, "section", tr("2. WHAT TO DO")));
    m_restore = new QRadioButton(tr("&Put the genuine entries back (only exactly those the log was chained to are taken)"), this);
    m_accept = new QRadioButton(tr("Accept the &damage: nobody has the genuine entries; they stay in quarantine for ever"), this);
    m_restore->setChecked(true);
    m_choose = button(this, tr("&Choose an evidence bundle\u2026"));
    m_file = label(this, "muted", tr("A bundle (.tar) or its entries.jsonl; it is tried before anything is sent."));
    auto* file = new QHBoxLayout;
    file->setContentsMargins(24, 0, 0, 0);
    file->addWidget(m_choose);
    file->addWidget(m_file, 1);
    m_why->setAccessibleName(tr("Why"));
    m_why->setTabChangesFocus(true);
    m_why->setMinimumHeight(70);
    column->addWidget(m_restore);
    column->addLayout(file);
    column->addWidget(m_accept);
    column->addWidget(label(this, "section", tr("3. WHY (STAYS IN THE LOG)")));
    column->addWidget(m_why);
    connect(m_choose, &QPushButton::clicked, this, &RemediationDialog::chooseFile);
}

void RemediationDialog::chooseFile() {
    const QString name = QFileDialog::getOpenFileName(this, tr("Evidence bundle"), {}, tr("Evidence (*.tar *.jsonl)"));
    QFile file(name);
    if (name.isEmpty()) return;
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFile) {
        m_file->setText(tr("This file cannot be read: %1").arg(file.errorString()));
        return;
    }
    tryFile(file.readAll(), name);
}

void RemediationDialog::tryFile(const QByteArray& bytes, const QString& name) {
    m_entries.clear();
    auto found = genuineEntriesIn({bytes.constData(), static_cast<std::size_t>(bytes.size())}, m_anomaly.finding);
    if (found.ok()) {
        m_entries = std::move(*found);
        m_file->setText(tr("%1: all %n entry(ies) of the range are in it.", nullptr, static_cast<int>(m_entries.size())).arg(name.section(QLatin1Char('/'), -1)));
    } else if (found.problem().code == "incomplete") {
        m_file->setText(tr("Entry %1 is not in this file. Choose an export that covers the whole range.").arg(utf8(found.problem().details.at("sequence"))));
    } else {
        m_file->setText(tr("This is no evidence bundle: %1.").arg(utf8(found.problem().message)));
    }
    refresh();
}

const ApprovalDoc* RemediationDialog::waiting() const {
    for (const auto& each : m_desk.store.approvals()) {
        if (each.state != QLatin1String("waiting") || !each.action.startsWith(QLatin1String("integrity."))) continue;
        for (const auto& [name, value] : each.facts)
            if (value == utf8(m_anomaly.id)) return &each;
    }
    return nullptr;
}

QString RemediationDialog::hindrance() const {
    if (m_anomaly.state != integrity::AnomalyState::open) return tr("This damage was dealt with already.");
    if (const auto* request = waiting())
        return tr("%1 has asked already; another person must release it under Approvals.").arg(request->mine ? tr("You") : request->initiator);
    for (const auto* check : m_checks)
        if (!check->isChecked()) return tr("Do the checks of step 1 first and tick them.");
    if (m_restore->isChecked() && m_entries.empty()) return tr("Choose the file that holds the genuine entries.");
    const auto size = m_why->toPlainText().trimmed().size();
    if (size < kLeastReason || size > kMostReason) return tr("Say why, in 10 to 500 characters.");
    return {};
}

void RemediationDialog::refresh() {
    m_choose->setEnabled(m_restore->isChecked());
    m_desk.permits.show(m_submit, QStringLiteral("integrity.remediate"), hindrance());
    m_state->setText(m_submit->isEnabled() ? tr("Ready. Nothing happens before somebody else has released it.") : m_submit->toolTip());
}

void RemediationDialog::submit() {
    const std::string why = m_why->toPlainText().trimmed().toStdString();
    auto command = m_restore->isChecked() ? outgoing(integrity::RestoreEntries{m_anomaly.id, m_entries, why})
                                          : outgoing(integrity::AcceptDamage{m_anomaly.id, why});
    m_submit->setEnabled(false);
    m_desk.commands.send(std::move(command), [self = QPointer(this)](const CommandReply& reply) {
        if (!self) return;
        const bool refused = reply.outcome == CommandReply::Outcome::Refused;
        emit self->told(sentenceFor(reply), refused);
        if (!refused) return self->accept();
        self->refresh();
        self->m_state->setText(sentenceFor(reply));
    });
}

}  // namespace ok::app
