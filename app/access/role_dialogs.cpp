// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/role_dialogs.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "shared/access/actions.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ActionWords)
};

QListWidgetItem* checkItem(QListWidget* list, const QString& words, const std::string& key, bool checked) {
    auto* item = new QListWidgetItem(words, list);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
    item->setData(Qt::UserRole, utf8(key));
    return item;
}

std::vector<std::string> checkedOf(const QListWidget* list) {
    std::vector<std::string> out;
    for (int row = 0; row < list->count(); ++row)
        if (list->item(row)->checkState() == Qt::Checked) out.push_back(list->item(row)->data(Qt::UserRole).toString().toStdString());
    return out;
}

bool contains(const std::vector<std::string>& values, const std::string& value) { return std::find(values.begin(), values.end(), value) != values.end(); }

/// The machine's own actions are nobody's to give away.
bool forPeople(std::string_view action) {
    for (const char* prefix : {"audit.desk", "outbox.", "sign_in.", "integrity.report", "policies.cut_over", "approvals.expire", "oncall.clock", "incidents.close_restored"})
        if (action.starts_with(prefix)) return false;
    return true;
}

QDialogButtonBox* boxOf(QDialog* dialog) {
    auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    makePrimary(box->button(QDialogButtonBox::Ok));
    box->button(QDialogButtonBox::Ok)->setText(Words::tr("Put into the draft"));
    QObject::connect(box, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return box;
}

}  // namespace

std::string freshId(const QString& name, const std::vector<std::string>& taken) {
    QString id;
    for (const QChar c : name.toLower()) id += c.isLetterOrNumber() && c.unicode() < 128 ? c : QLatin1Char('_');
    std::string base = id.toStdString(), out = base;
    for (int n = 2; contains(taken, out); ++n) out = base + "_" + std::to_string(n);
    return out;
}

RoleDialog::RoleDialog(const access::RolesMatrix& matrix, const access::Role& role, QWidget* parent)
    : QDialog(parent), m_role(role), m_fresh(role.id.empty()), m_name(new QLineEdit(utf8(role.name), this)), m_about(new QLineEdit(utf8(role.description), this)),
      m_inherits(new QListWidget(this)), m_mistake(label(this, "error")) {
    setWindowTitle(m_fresh ? tr("New role") : tr("Role %1").arg(utf8(role.name)));
    m_name->setAccessibleName(tr("Name")), m_about->setAccessibleName(tr("What it is for")), m_inherits->setAccessibleName(tr("Inherits from"));
    for (const auto& each : matrix.roles) {
        m_taken.push_back(each.id);
        if (each.id != role.id) checkItem(m_inherits, each.name.empty() ? utf8(each.id) : utf8(each.name), each.id, contains(role.inherits, each.id));
    }
    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&What it is for"), m_about);
    form->addRow(tr("&Inherits from"), m_inherits);
    auto* box = boxOf(this);
    m_accept = box->button(QDialogButtonBox::Ok);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->addLayout(form);
    column->addWidget(m_mistake);
    column->addWidget(box);
    resize(460, 420);
    connect(m_name, &QLineEdit::textChanged, this, &RoleDialog::check);
    check();
}

void RoleDialog::check() {
    const QString why = m_name->text().trimmed().isEmpty() ? tr("Give the role a name.") : QString();
    m_mistake->setText(why);
    m_accept->setEnabled(why.isEmpty());
}

access::Role RoleDialog::role() const {
    access::Role out = m_role;
    out.name = m_name->text().trimmed().toStdString();
    out.description = m_about->text().trimmed().toStdString();
    out.inherits = checkedOf(m_inherits);
    if (m_fresh) out.id = freshId(m_name->text().trimmed(), m_taken);
    return out;
}

PolicyDialog::PolicyDialog(const DeskContext& desk, const access::RolesMatrix& matrix, const access::Policy& policy, QWidget* parent)
    : QDialog(parent), m_policy(policy), m_name(new QLineEdit(utf8(policy.name), this)), m_effect(new QComboBox(this)), m_actions(new QListWidget(this)),
      m_scope(new ScopeForm(desk, matrix.areas, this)), m_mistake(label(this, "error")) {
    setWindowTitle(tr("Policy"));
    build();
    m_scope->set(policy.scope);
    connect(m_name, &QLineEdit::textChanged, this, &PolicyDialog::check);
    connect(m_actions, &QListWidget::itemChanged, this, &PolicyDialog::check);
    connect(m_scope, &ScopeForm::changed, this, &PolicyDialog::check);
    check();
}

void PolicyDialog::build() {
    m_effect->addItem(tr("allows"), static_cast<int>(access::Effect::allow));
    m_effect->addItem(tr("forbids (stronger than every allow)"), static_cast<int>(access::Effect::deny));
    m_effect->setCurrentIndex(m_policy.effect == access::Effect::deny ? 1 : 0);
    m_name->setAccessibleName(tr("Name")), m_effect->setAccessibleName(tr("Effect")), m_actions->setAccessibleName(tr("Actions"));
    std::vector<std::string> keys{"incidents.*", "reports.*", "comms.*", "ledger.*", "policies.*", "access.*", "territory.*"};
    for (const auto& each : access::knownActions())
        if (forPeople(each.name)) keys.emplace_back(each.name);
    for (const auto& each : m_policy.actions)
        if (!contains(keys, each)) keys.push_back(each);
    for (const auto& key : keys) checkItem(m_actions, actionText(key), key, contains(m_policy.actions, key))->setToolTip(utf8(key));
    auto* left = new QVBoxLayout;
    left->addWidget(label(this, "section", tr("NAME")));
    left->addWidget(m_name);
    left->addWidget(label(this, "section", tr("EFFECT")));
    left->addWidget(m_effect);
    left->addWidget(label(this, "section", tr("ACTIONS")));
    left->addWidget(m_actions, 1);
    auto* both = new QHBoxLayout;
    both->setSpacing(18);
    both->addLayout(left, 2);
    both->addWidget(m_scope, 5);
    auto* box = boxOf(this);
    m_accept = box->button(QDialogButtonBox::Ok);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_mistake, 1);
    foot->addWidget(box);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->addLayout(both, 1);
    column->addLayout(foot);
    resize(1080, 720);
}

void PolicyDialog::check() {
    QString why = m_scope->mistake();
    if (checkedOf(m_actions).empty()) why = tr("Choose at least one action.");
    if (m_name->text().trimmed().isEmpty()) why = tr("Give the policy a name.");
    m_mistake->setText(why);
    m_accept->setEnabled(why.isEmpty());
}

access::Policy PolicyDialog::policy() const {
    access::Policy out = m_policy;
    out.name = m_name->text().trimmed().toStdString();
    out.effect = static_cast<access::Effect>(m_effect->currentData().toInt());
    out.actions = checkedOf(m_actions);
    out.scope = m_scope->scope();
    return out;
}

}  // namespace ok::app
