// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/rollout_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"

namespace ok::app {
namespace {

constexpr qsizetype shortestReason = 5;

QString number(double value) { return QString::number(value, 'g', 6); }

std::optional<double> numberIn(const QLineEdit* edit) {
    bool read = false;
    const double value = edit->text().trimmed().replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&read);
    return read ? std::optional(value) : std::nullopt;
}

std::optional<int> wholeIn(const QLineEdit* edit) {
    bool read = false;
    const int value = edit->text().trimmed().toInt(&read);
    return read ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::vector<int>> stagesOf(const QString& text) {
    static const QRegularExpression between(QStringLiteral("[\\s,;%>\u2192-]+"));
    std::vector<int> out;
    for (const QString& each : text.split(between, Qt::SkipEmptyParts)) {
        bool read = false;
        out.push_back(each.toInt(&read));
        if (!read) return {};
    }
    return out;
}

RolloutDialog::RolloutDialog(int version, QWidget* parent) : QDialog(parent), m_error(label(this, "error")) {
    setWindowTitle(tr("Bring version %1 into force step by step").arg(version));
    setMinimumWidth(520);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(20, 16, 20, 16);
    form->setSpacing(8);
    const approvals::RolloutPlan usual;
    QStringList stages;
    for (const int each : usual.stages) stages << QString::number(each);
    m_stages = field(tr("Percent of the sends"), stages.join(QStringLiteral(", ")), tr("growing, each from 1 to 100; a send that is in stays in"));
    m_interval = field(tr("Minutes between two looks"), QString::number(usual.intervalMinutes), {});
    m_clean = field(tr("Good looks before the next stage"), QString::number(usual.cleanIntervals), {});
    m_breaches = field(tr("Bad looks in a row until it goes back"), QString::number(usual.breachesToRollBack), {});
    m_missed = field(tr("More left through, in points"), number(usual.falseNegativePoints), tr("of a hundred sends, against before"));
    m_corrected = field(tr("More corrections, in percent"), number(usual.correctedPercent), {});
    m_slower = field(tr("Slower, in percent"), number(usual.timePercent), {});
    m_reason = field(tr("Why now"), {}, tr("stays in the log"));
    m_error->setWordWrap(true);
    auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_begin = box->addButton(tr("&Begin"), QDialogButtonBox::AcceptRole);
    makePrimary(m_begin);
    m_begin->setAccessibleName(tr("Begin"));
    form->addRow(m_error);
    form->addRow(box);
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    look();
}

QLineEdit* RolloutDialog::field(const QString& name, const QString& value, const QString& about) {
    auto* edit = new QLineEdit(value, this);
    edit->setAccessibleName(name);
    edit->setPlaceholderText(about);
    edit->setToolTip(about);
    static_cast<QFormLayout*>(layout())->addRow(name, edit);
    connect(edit, &QLineEdit::textChanged, this, &RolloutDialog::look);
    return edit;
}

std::optional<approvals::RolloutPlan> RolloutDialog::plan() const {
    approvals::RolloutPlan out;
    const auto stages = stagesOf(m_stages->text());
    const auto interval = wholeIn(m_interval), clean = wholeIn(m_clean), breaches = wholeIn(m_breaches);
    const auto missed = numberIn(m_missed), corrected = numberIn(m_corrected), slower = numberIn(m_slower);
    if (!stages || !interval || !clean || !breaches || !missed || !corrected || !slower) return {};
    out.stages = *stages;
    out.intervalMinutes = *interval, out.cleanIntervals = *clean, out.breachesToRollBack = *breaches;
    out.falseNegativePoints = *missed, out.correctedPercent = *corrected, out.timePercent = *slower;
    return out;
}

QString RolloutDialog::reason() const { return m_reason->text().trimmed(); }

void RolloutDialog::look() {
    if (!m_begin) return;
    const auto now = plan();
    const Status fits = now ? approvals::check(*now) : Status(problem("invalid_fields", ""));
    QStringList words;
    if (!now) words << tr("Each field needs a number.");
    else if (!fits.ok()) {
        for (const auto& each : fits.problem().fields) words << QStringLiteral("%1: %2").arg(utf8(each.field), utf8(each.message));
    }
    m_error->setText(words.join(QLatin1Char('\n')));
    m_begin->setEnabled(words.isEmpty() && reason().size() >= shortestReason);
}

}  // namespace ok::app
