// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/alarm_dialog.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSaveFile>
#include <QVBoxLayout>

#include "app/desk/pieces.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr int kLeastNote = 10;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AlarmWords)
};

}  // namespace

QString streamText(const QString& stream) {
    if (stream == QLatin1String("ops")) return Words::tr("operations");
    if (stream == QLatin1String("decisions")) return Words::tr("decisions");
    if (stream == QLatin1String("security")) return Words::tr("security");
    if (stream == QLatin1String("executions")) return Words::tr("executions");
    return stream;
}

QString alarmSentence(const QString& code, const QString& message) {
    static const std::pair<const char*, const char*> sentences[] = {
        {"chain_broken", QT_TRANSLATE_NOOP("AlarmWords", "An entry does not follow the one before it: entries were changed, left out or put in.")},
        {"payload_mismatch", QT_TRANSLATE_NOOP("AlarmWords", "The content of an entry is not the content that was sealed into the log.")},
        {"bad_signature", QT_TRANSLATE_NOOP("AlarmWords", "A checkpoint of the log is not signed as it says.")},
        {"key_changed", QT_TRANSLATE_NOOP("AlarmWords", "The server signs with another key than the one this console met first.")},
        {"rolled_back", QT_TRANSLATE_NOOP("AlarmWords", "The log is shorter than this console has seen it: entries are gone, or an old backup was put in its place.")},
        {"forked", QT_TRANSLATE_NOOP("AlarmWords", "The server signed two different histories of the same length. Both signatures are kept as proof.")},
        {"root_mismatch", QT_TRANSLATE_NOOP("AlarmWords", "The signed summary of the log is not the summary of the entries that came.")},
        {"malformed_frame", QT_TRANSLATE_NOOP("AlarmWords", "The server sent something that is not part of the protocol.")}};
    for (const auto& [key, sentence] : sentences)
        if (code == QLatin1String(key)) return Words::tr(sentence);
    return Words::tr("What the server sent cannot be trusted: %1.").arg(message);
}

QString saveEvidence(const DeskContext& desk, QWidget* parent) {
    const auto& proof = desk.store.proof();
    const QString name = QStringLiteral("outagekit-evidence-%1-%2.json").arg(proof.alarmCode).arg(proof.alarmAt.millis() / 1000);
    const QString path = QFileDialog::getSaveFileName(parent, Words::tr("Save the evidence"), name, Words::tr("Evidence (*.json)"));
    if (path.isEmpty()) return {};
    QSaveFile file(path);
    const bool saved = file.open(QIODevice::WriteOnly) && file.write(proof.evidence) == proof.evidence.size() && file.commit();
    return saved ? Words::tr("The evidence is saved. Keep a copy outside this computer.") : Words::tr("Not saved: %1").arg(file.errorString());
}

AlarmDialog::AlarmDialog(const DeskContext& desk, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_note(new QPlainTextEdit(this)),
      m_again(new QRadioButton(tr("Check &again from where everything fitted (the server has been repaired)"), this)),
      m_afresh(new QRadioButton(tr("&Forget what this console has seen and believe the server's log from now on"), this)),
      m_warning(label(this, "muted")) {
    setWindowTitle(tr("The log does not fit"));
    const auto& proof = m_desk.store.proof();
    const QString when = fullTimeText(proof.alarmAt, zoneOf(m_desk.store.utility()));
    auto* save = button(this, tr("&Save evidence\u2026"));
    auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = box->addButton(tr("Acknowledge"), QDialogButtonBox::AcceptRole);
    makePrimary(m_accept);
    box->addButton(save, QDialogButtonBox::ActionRole);
    m_note->setAccessibleName(tr("What you know, and whom you have told"));
    m_note->setTabChangesFocus(true);
    m_note->setMinimumHeight(80);
    m_again->setChecked(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 18, 22, 16);
    column->setSpacing(10);
    column->addWidget(label(this, "title", tr("The log does not fit")));
    column->addWidget(label(this, "text", alarmSentence(proof.alarmCode, proof.alarm)));
    column->addWidget(label(this, "muted", tr("Found %1 in the stream %2 (%3).").arg(when, streamText(proof.alarmStream), proof.alarmCode)));
    column->addWidget(rule(this));
    column->addWidget(label(this, "text", tr("Save the evidence and tell your security officer before you go on. What do you know, and whom have you told?")));
    column->addWidget(m_note);
    column->addWidget(m_again);
    column->addWidget(m_afresh);
    column->addWidget(m_warning);
    column->addWidget(box);
    setMinimumWidth(560);
    connect(m_note, &QPlainTextEdit::textChanged, this, &AlarmDialog::check);
    connect(m_again, &QRadioButton::toggled, this, &AlarmDialog::check);
    connect(save, &QPushButton::clicked, this, [this] { m_warning->setText(saveEvidence(m_desk, this)); });
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
}

void AlarmDialog::check() {
    const auto missing = kLeastNote - note().size();
    m_accept->setEnabled(missing <= 0);
    if (missing > 0) m_warning->setText(tr("Write at least %n more character(s).", nullptr, static_cast<int>(missing)));
    else if (m_afresh->isChecked())
        m_warning->setText(tr("After this the console cannot show any more that history was changed before today. The evidence stays in its list."));
    else m_warning->setText(tr("If it still does not fit, the alarm comes back."));
}

QString AlarmDialog::note() const { return m_note->toPlainText().trimmed(); }
bool AlarmDialog::afresh() const { return m_afresh->isChecked(); }

}  // namespace ok::app
