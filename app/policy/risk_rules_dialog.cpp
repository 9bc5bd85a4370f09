// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/risk_rules_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <cmath>

#include "app/desk/command_body.h"

namespace ok::app {
namespace {

using approvals::RiskRules;
using approvals::RiskWeights;

constexpr double RiskWeights::* const weightMembers[] = {&RiskWeights::audienceSize, &RiskWeights::etaChange, &RiskWeights::channelMix, &RiskWeights::modelConfidence};

void tell(QLabel* note, const QString& words, bool bad) {
    note->setProperty("role", bad ? QStringLiteral("error") : QStringLiteral("muted"));
    note->style()->unpolish(note);
    note->style()->polish(note);
    note->setText(words);
}

}  // namespace

RiskRulesDialog::RiskRulesDialog(const DeskContext& desk, const policy::PolicyVersion& draft, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_draft(draft), m_form(new QFormLayout), m_reason(new QLineEdit(this)), m_error(label(this, "error")) {
    setWindowTitle(tr("%1, version %2").arg(kindText(draft.kind)).arg(draft.number));
    m_reason->setPlaceholderText(tr("Why? Reviewers and auditors read this."));
    m_reason->setAccessibleName(tr("Reason"));
    m_error->setWordWrap(true);
    auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* whole = box->addButton(tr("Everything as &JSON\u2026"), QDialogButtonBox::ResetRole);
    m_save = box->addButton(tr("&Save the draft"), QDialogButtonBox::ActionRole);
    makePrimary(m_save);
    m_save->setAccessibleName(tr("Save the draft"));
    m_save->setEnabled(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->addWidget(label(this, "muted", tr("A weight is between -1.00 and 1.00 in steps of 0.01. A negative one turns its fact round: more of it is less risk.")));
    column->addLayout(m_form);
    column->addWidget(m_error);
    column->addWidget(m_reason);
    column->addWidget(box);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &RiskRulesDialog::save);
    connect(whole, &QPushButton::clicked, this, [this] {
        emit wholeWanted();
        reject();
    });
    load();
}

RiskRulesDialog::Field RiskRulesDialog::addField(QFormLayout* form, const QString& name, const QString& value) {
    Field out{new QLineEdit(value, this), label(this, "muted")};
    out.edit->setAccessibleName(name);
    out.edit->setMaximumWidth(120);
    auto* row = new QHBoxLayout;
    row->addWidget(out.edit);
    row->addWidget(out.note, 1);
    form->addRow(name, row);
    connect(out.edit, &QLineEdit::textChanged, this, &RiskRulesDialog::look);
    return out;
}

void RiskRulesDialog::load() {
    m_desk.data.ask(this, {.path = policyPath(utf8(m_draft.kind), QStringLiteral("/versions/%1").arg(m_draft.number))}, [this](const DataReply& reply) {
        const auto found = read<VersionAndBody>(reply);
        if (!found.ok()) return m_error->setText(policySentence(reply));
        auto rules = fromJson<RiskRules>(found->body.text);
        if (!rules.ok()) return m_error->setText(tr("These rules cannot be shown here: edit them as JSON."));
        m_draft = found->version;
        show(std::move(*rules));
    });
}

void RiskRulesDialog::show(RiskRules rules) {
    m_rules = std::move(rules);
    std::sort(m_rules.bands.begin(), m_rules.bands.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    const QString names[] = {tr("People reached"), tr("Change of the time"), tr("Channels"), tr("Doubt of the model")};
    for (int i = 0; i < 4; ++i) m_weights.push_back(addField(m_form, names[i], QString::number(m_rules.weights.*weightMembers[i], 'f', 2)));
    for (std::size_t i = 1; i < m_rules.bands.size(); ++i) m_cutoffs.push_back(addField(m_form, tr("\u201c%1\u201d from score").arg(utf8(m_rules.bands[i].level)), QString::number(m_rules.bands[i].from)));
    look();
}

bool RiskRulesDialog::readWeights() {
    bool fine = true;
    double sum = 0;
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        bool number = false;
        const double value = m_weights[i].edit->text().trimmed().replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&number);
        const bool inside = number && value >= -1 && value <= 1 && std::abs(value * 100 - std::round(value * 100)) < 1e-9;
        fine = fine && inside;
        if (!inside) tell(m_weights[i].note, number ? tr("From -1.00 to 1.00, in steps of 0.01.") : tr("This is not a number."), true);
        else m_rules.weights.*weightMembers[i] = value, sum += std::abs(value);
    }
    for (std::size_t i = 0; fine && i < m_weights.size(); ++i) {
        const double share = sum > 0 ? 100 * std::abs(m_rules.weights.*weightMembers[i]) / sum : 0;
        tell(m_weights[i].note, sum > 0 ? tr("counts for %1 %").arg(share, 0, 'f', 0) : tr("At least one weight is not zero."), sum <= 0);
    }
    return fine && sum > 0;
}

bool RiskRulesDialog::readCutoffs() {
    bool fine = true;
    int last = 0;
    for (std::size_t i = 0; i < m_cutoffs.size(); ++i) {
        bool number = false;
        const int value = m_cutoffs[i].edit->text().trimmed().toInt(&number);
        const bool inside = number && value >= 0 && value <= 100, ascends = inside && value > last;
        fine = fine && ascends;
        if (!inside) tell(m_cutoffs[i].note, tr("A whole number from 0 to 100."), true);
        else if (!ascends) tell(m_cutoffs[i].note, tr("Has to be above %1, where the band before it begins.").arg(last), true);
        else {
            m_rules.bands[i + 1].from = last = value;
            m_rules.bands[i].to = value - 1;
            tell(m_cutoffs[i].note, {}, false);
        }
    }
    if (!m_rules.bands.empty()) m_rules.bands.back().to = 100;
    return fine;
}

void RiskRulesDialog::look() {
    if (m_weights.empty()) return;
    const bool weights = readWeights(), cutoffs = readCutoffs();
    m_save->setEnabled(weights && cutoffs);
}

void RiskRulesDialog::save() {
    m_desk.data.ask(this, saveRequest(m_draft, toJson(m_rules), m_reason->text().trimmed()), [this](const DataReply& reply) {
        if (reply.ok()) return accept();
        m_error->setText(whyNotSaved(reply));
    });
}

}  // namespace ok::app
