// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/roles_page.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "app/access/role_dialogs.h"
#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"

namespace ok::app {
namespace {

constexpr int kLeastSummary = 15;

template <class T>
const T* byId(const std::vector<T>& all, const QString& id) {
    for (const auto& each : all)
        if (utf8(each.id) == id) return &each;
    return nullptr;
}

template <class T>
std::vector<std::string> idsOf(const std::vector<T>& all) {
    std::vector<std::string> out;
    for (const auto& each : all) out.push_back(each.id);
    return out;
}

}  // namespace

DraftBar::DraftBar(const DeskContext& desk, MatrixDraft& draft, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_draft(draft), m_standing(label(this, "text")), m_begin(button(this, tr("Make a &draft\u2026"), true)),
      m_save(button(this, tr("&Save the draft\u2026"), true)), m_forget(button(this, tr("&Forget changes"))) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_standing, 1);
    for (auto* each : {m_forget, m_begin, m_save}) row->addWidget(each);
    connect(&draft, &MatrixDraft::changed, this, &DraftBar::refresh);
    connect(&desk.permits, &Permits::changed, this, &DraftBar::refresh);
    connect(m_forget, &QPushButton::clicked, &draft, &MatrixDraft::forget);
    connect(m_begin, &QPushButton::clicked, this, [this] {
        const auto summary = askReason(this, {tr("New draft"), tr("What shall change, and why? Reviewers and auditors read this."), tr("Make the draft"), kLeastSummary, false});
        if (summary) m_draft.begin(*summary);
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        const auto reason = askReason(this, {tr("Save the draft"), tr("What did you change?"), tr("Save"), 5, false});
        if (reason) m_draft.save(*reason);
    });
    refresh();
}

void DraftBar::refresh() {
    m_standing->setText(m_draft.standing());
    const auto wrong = m_draft.mistakes();
    m_begin->setVisible(!m_draft.isDraft());
    m_save->setVisible(m_draft.isDraft());
    m_forget->setVisible(m_draft.dirty());
    m_desk.permits.show(m_begin, QStringLiteral("policies.draft"));
    m_desk.permits.show(m_save, QStringLiteral("policies.draft"), !m_draft.dirty() ? tr("Nothing has changed.") : wrong.isEmpty() ? QString() : tr("Mend first: %1").arg(wrong.first()));
}

RolesPage::RolesPage(const DeskContext& desk, MatrixDraft& draft, QWidget* parent)
    : Page(desk, {QStringLiteral("roles"), tr("Roles"), tr("What a role may do, through which channels, where, how severe, what kind of content, to how many."), QStringLiteral("policy."),
                  QStringLiteral("policies.read")}, parent),
      m_draft(draft) {
    auto* both = new QSplitter(this);
    both->addWidget(buildRoles());
    both->addWidget(buildRole());
    both->setStretchFactor(0, 2);
    both->setStretchFactor(1, 5);
    m_mistakes = label(this, "error");
    body()->addWidget(new DraftBar(desk, draft, this));
    body()->addWidget(both, 1);
    body()->addWidget(m_mistakes);
    connect(&draft, &MatrixDraft::changed, this, &RolesPage::showMatrix);
    connect(&draft, &MatrixDraft::told, this, &Page::say);
    connect(&desk.permits, &Permits::changed, this, &RolesPage::refreshButtons);
    refreshButtons();
}

QWidget* RolesPage::buildRoles() {
    auto* side = new QWidget(this);
    m_roles = new PlainTable(desk().theme, {tr("Role"), tr("Inherits")}, this);
    m_roleView = new QTableView(side);
    dressTable(m_roleView, m_roles, 0, tr("Roles"));
    new EmptyHint(m_roleView, tr("No roles yet. Make a draft, then a role."));
    m_newRole = button(side, tr("&New\u2026"));
    m_editRole = button(side, tr("&Edit\u2026"));
    m_dropRole = button(side, tr("&Remove"));
    auto* row = new QHBoxLayout;
    for (auto* each : {m_newRole, m_editRole, m_dropRole}) row->addWidget(each);
    row->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 8, 0);
    column->addWidget(m_roleView, 1);
    column->addLayout(row);
    connect(m_roleView->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RolesPage::showRole);
    connect(m_newRole, &QPushButton::clicked, this, [this] { editRole(true); });
    connect(m_editRole, &QPushButton::clicked, this, [this] { editRole(false); });
    connect(m_dropRole, &QPushButton::clicked, this, &RolesPage::removeRole);
    return side;
}

QWidget* RolesPage::buildRole() {
    auto* side = new QWidget(this);
    m_about = label(side, "text");
    m_policies = new PlainTable(desk().theme, {tr("Policy"), tr("Effect"), tr("Actions"), tr("Where and what"), tr("From")}, this);
    m_policyView = new QTableView(side);
    dressTable(m_policyView, m_policies, 3, tr("Policies of the role"));
    new EmptyHint(m_policyView, tr("This role may do nothing of its own. Add a policy."));
    m_newPolicy = button(side, tr("&Add a policy\u2026"));
    m_editPolicy = button(side, tr("E&dit policy\u2026"));
    m_dropPolicy = button(side, tr("&Take policy away"));
    auto* row = new QHBoxLayout;
    for (auto* each : {m_newPolicy, m_editPolicy, m_dropPolicy}) row->addWidget(each);
    row->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(8, 0, 0, 0);
    column->addWidget(m_about);
    column->addWidget(m_policyView, 1);
    column->addLayout(row);
    connect(m_policyView->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RolesPage::refreshButtons);
    connect(m_policyView, &QTableView::activated, this, [this] {
        if (m_editPolicy->isEnabled()) editPolicy(false);
    });
    connect(m_newPolicy, &QPushButton::clicked, this, [this] { editPolicy(true); });
    connect(m_editPolicy, &QPushButton::clicked, this, [this] { editPolicy(false); });
    connect(m_dropPolicy, &QPushButton::clicked, this, &RolesPage::removePolicy);
    return side;
}

void RolesPage::showMatrix() {
    std::vector<PlainRow> rows;
    for (const auto& each : m_draft.matrix().roles) {
        QStringList parents;
        for (const auto& id : each.inherits) parents << roleText(utf8(id));
        const QString name = each.name.empty() ? roleText(utf8(each.id)) : utf8(each.name);
        rows.push_back({utf8(each.id), {{name, Tone::Plain, utf8(each.description)}, {parents.join(QStringLiteral(", ")), Tone::Muted}}});
    }
    m_roles->setRows(std::move(rows));
    if (!role() && m_roles->rowCount() > 0) m_roleView->selectRow(0);
    const auto wrong = m_draft.mistakes();
    m_mistakes->setText(wrong.mid(0, 3).join(QLatin1Char('\n')));
    m_mistakes->setVisible(!wrong.isEmpty());
    showRole();
}

const access::Role* RolesPage::role() const { return byId(m_draft.matrix().roles, selectedIds(m_roleView).value(0)); }
const access::Policy* RolesPage::policy() const { return byId(m_draft.matrix().policies, selectedIds(m_policyView).value(0)); }

void RolesPage::showRole() {
    const auto* chosen = role();
    std::vector<PlainRow> rows;
    const auto add = [&](const access::Role& of, bool own) {
        for (const auto& id : of.policies) {
            const auto* each = byId(m_draft.matrix().policies, utf8(id));
            if (!each) continue;
            QStringList actions;
            for (const auto& action : each->actions) actions << actionText(action);
            const bool deny = each->effect == access::Effect::deny;
            rows.push_back({utf8(each->id), {{utf8(each->name.empty() ? each->id : each->name), Tone::Plain, utf8(each->id)}, {deny ? tr("forbids") : tr("allows"), deny ? Tone::Critical : Tone::Good},
                                             {actions.join(QStringLiteral(", "))}, {scopeSentence(each->scope, desk().store.utility().areas, m_draft.matrix().areas)},
                                             {own ? tr("this role") : utf8(of.name.empty() ? of.id : of.name), Tone::Muted}}});
        }
    };
    if (chosen) {
        add(*chosen, true);
        for (const auto& id : chosen->inherits)
            if (const auto* parent = byId(m_draft.matrix().roles, utf8(id))) add(*parent, false);
    }
    m_about->setText(chosen ? utf8(chosen->description) : tr("Select a role."));
    m_about->setVisible(!m_about->text().isEmpty());
    m_policies->setRows(std::move(rows));
    refreshButtons();
}

void RolesPage::refreshButtons() {
    const QString fixed = m_draft.hindrance();
    const QString noRole = !fixed.isEmpty() ? fixed : role() ? QString() : tr("Select a role first.");
    const auto* chosen = policy();
    QString noPolicy = !noRole.isEmpty() ? noRole : chosen ? QString() : tr("Select a policy first.");
    const auto& own = role() ? role()->policies : std::vector<std::string>();
    if (noPolicy.isEmpty() && std::find(own.begin(), own.end(), chosen->id) == own.end()) noPolicy = tr("This policy is inherited. Edit it at the role it belongs to.");
    const auto& may = desk().permits;
    may.show(m_newRole, QStringLiteral("policies.draft"), fixed);
    for (auto* each : {m_editRole, m_dropRole, m_newPolicy}) may.show(each, QStringLiteral("policies.draft"), noRole);
    for (auto* each : {m_editPolicy, m_dropPolicy}) may.show(each, QStringLiteral("policies.draft"), noPolicy);
}

void RolesPage::editRole(bool fresh) {
    RoleDialog dialog(m_draft.matrix(), fresh || !role() ? access::Role{} : *role(), this);
    if (dialog.exec() != QDialog::Accepted) return;
    m_draft.change([made = dialog.role()](access::RolesMatrix& matrix) {
        const auto same = std::find_if(matrix.roles.begin(), matrix.roles.end(), [&](const auto& each) { return each.id == made.id; });
        if (same != matrix.roles.end()) *same = made;
        else matrix.roles.push_back(made);
    });
}

void RolesPage::removeRole() {
    const auto* chosen = role();
    if (!chosen) return;
    m_draft.change([id = chosen->id](access::RolesMatrix& matrix) {
        std::erase_if(matrix.roles, [&](const auto& each) { return each.id == id; });
        for (auto& each : matrix.roles) std::erase(each.inherits, id);
        std::erase_if(matrix.assignments, [&](const auto& each) { return each.role == id; });
        std::erase_if(matrix.maxima, [&](const auto& each) { return each.role == id; });
    });
    say(tr("Removed with its assignments, in this draft."));
}

void RolesPage::editPolicy(bool fresh) {
    const auto* owner = role();
    if (!owner) return;
    access::Policy start;
    if (!fresh && policy()) start = *policy();
    PolicyDialog dialog(desk(), m_draft.matrix(), start, this);
    if (dialog.exec() != QDialog::Accepted) return;
    access::Policy made = dialog.policy();
    if (fresh) made.id = freshId(utf8(owner->id) + QLatin1Char('_') + utf8(made.name), idsOf(m_draft.matrix().policies));
    m_draft.change([made, fresh, role = owner->id, areas = dialog.drawnAreas()](access::RolesMatrix& matrix) {
        matrix.areas.insert(matrix.areas.end(), areas.begin(), areas.end());
        const auto same = std::find_if(matrix.policies.begin(), matrix.policies.end(), [&](const auto& each) { return each.id == made.id; });
        if (same != matrix.policies.end()) *same = made;
        else matrix.policies.push_back(made);
        for (auto& each : matrix.roles)
            if (fresh && each.id == role) each.policies.push_back(made.id);
    });
}

void RolesPage::removePolicy() {
    const auto* chosen = policy();
    const auto* owner = role();
    if (!chosen || !owner) return;
    m_draft.change([id = chosen->id, role = owner->id](access::RolesMatrix& matrix) {
        bool used = false;
        for (auto& each : matrix.roles) {
            if (each.id == role) std::erase(each.policies, id);
            used = used || std::find(each.policies.begin(), each.policies.end(), id) != each.policies.end();
        }
        if (!used) std::erase_if(matrix.policies, [&](const auto& each) { return each.id == id; });
    });
}

}  // namespace ok::app
