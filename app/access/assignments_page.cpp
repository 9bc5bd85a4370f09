// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/assignments_page.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "app/access/role_dialogs.h"
#include "app/access/roles_page.h"
#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

using access::Assignment;

bool isTheirs(const Assignment& each, const AssignmentWish& wish, const std::string& principal, const std::string& role) {
    return each.kind == wish.kind && each.principal == principal && each.role == role;
}

/// One person: both changes or none.
AssignmentResult applyTo(access::RolesMatrix& matrix, const AssignmentWish& wish, const QString& name) {
    const std::string principal = name.toStdString();
    const auto has = [&](const std::string& role, bool sameScope) {
        return std::any_of(matrix.assignments.begin(), matrix.assignments.end(), [&](const Assignment& each) {
            return isTheirs(each, wish, principal, role) && (!sameScope || each.within == wish.within);
        });
    };
    if (!wish.take.empty() && !has(wish.take, false)) return {name, false, AssignmentsPage::tr("does not have the role %1").arg(utf8(wish.take))};
    if (!wish.give.empty() && has(wish.give, true)) return {name, false, AssignmentsPage::tr("has the role %1 already").arg(utf8(wish.give))};
    if (!wish.take.empty())
        std::erase_if(matrix.assignments, [&](const Assignment& each) { return isTheirs(each, wish, principal, wish.take) && each.source == "manual"; });
    if (!wish.take.empty() && has(wish.take, false)) return {name, false, AssignmentsPage::tr("has it from a directory; change it there")};
    if (!wish.give.empty()) {
        std::vector<std::string> taken;
        for (const auto& each : matrix.assignments) taken.push_back(each.id);
        matrix.assignments.push_back({freshId(name + QLatin1Char('_') + utf8(wish.give), taken), wish.kind, principal, wish.give, wish.within, "manual", wish.until});
    }
    return {name, true, {}};
}

}  // namespace

std::vector<AssignmentResult> applyWish(access::RolesMatrix& matrix, const AssignmentWish& wish) {
    std::vector<AssignmentResult> out;
    for (const auto& each : wish.principals) {
        access::RolesMatrix trial = matrix;
        out.push_back(applyTo(trial, wish, each));
        if (out.back().done) matrix = std::move(trial);
    }
    return out;
}

AssignmentDialog::AssignmentDialog(const DeskContext& desk, const access::RolesMatrix& matrix, const QStringList& chosen, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_kind(new QComboBox(this)), m_give(new QComboBox(this)), m_take(new QComboBox(this)), m_scope(new QComboBox(this)),
      m_until(new QComboBox(this)), m_who(new QPlainTextEdit(chosen.join(QLatin1Char('\n')), this)), m_within(new ScopeForm(desk, matrix.areas, this)), m_mistake(label(this, "error")) {
    setWindowTitle(tr("Give and take roles"));
    build(matrix);
    m_within->set(access::Scope::everything());
    for (auto* box : {m_kind, m_give, m_take, m_scope, m_until}) connect(box, &QComboBox::currentIndexChanged, this, &AssignmentDialog::check);
    connect(m_who, &QPlainTextEdit::textChanged, this, &AssignmentDialog::check);
    connect(m_within, &ScopeForm::changed, this, &AssignmentDialog::check);
    check();
}

void AssignmentDialog::build(const access::RolesMatrix& matrix) {
    m_kind->addItem(tr("People"), static_cast<int>(access::PrincipalKind::user));
    m_kind->addItem(tr("Groups"), static_cast<int>(access::PrincipalKind::group));
    for (auto* box : {m_give, m_take}) {
        box->addItem(QStringLiteral("\u2013"), QString());
        for (const auto& each : matrix.roles) box->addItem(each.name.empty() ? roleText(utf8(each.id)) : utf8(each.name), utf8(each.id));
    }
    m_scope->addItem(tr("the whole role"), false);
    m_scope->addItem(tr("only within\u2026"), true);
    for (const auto& [words, hoursLong] : {std::pair{tr("without end"), 0}, {tr("for 8 hours"), 8}, {tr("for 24 hours"), 24}, {tr("for 7 days"), 168}, {tr("for 30 days"), 720}}) m_until->addItem(words, hoursLong);
    m_who->setMaximumHeight(110);
    m_who->setTabChangesFocus(true);
    m_who->setPlaceholderText(tr("One id a line"));
    const std::pair<QString, QWidget*> rows[] = {{tr("&Whom"), m_kind}, {tr("&Ids"), m_who}, {tr("&Give role"), m_give}, {tr("&Take role"), m_take}, {tr("&How far"), m_scope}, {tr("H&ow long"), m_until}};
    auto* form = new QFormLayout;
    form->setVerticalSpacing(8);
    for (const auto& [name, widget] : rows) {
        widget->setAccessibleName(QString(name).remove(QLatin1Char('&')));
        form->addRow(name, widget);
    }
    auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_accept = box->button(QDialogButtonBox::Ok);
    m_accept->setText(tr("Put into the draft"));
    makePrimary(m_accept);
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->addLayout(form);
    column->addWidget(m_within, 1);
    column->addWidget(m_mistake);
    column->addWidget(box);
    setMinimumWidth(620);
}

void AssignmentDialog::check() {
    const bool scoped = m_scope->currentData().toBool();
    m_within->setVisible(scoped);
    const auto asked = wish();
    QString why = scoped ? m_within->mistake() : QString();
    if (asked.give.empty() && asked.take.empty()) why = tr("Choose a role to give, a role to take, or both.");
    else if (asked.give == asked.take) why = tr("Give and take are the same role.");
    if (asked.principals.isEmpty()) why = tr("Write at least one id.");
    m_mistake->setText(why);
    m_accept->setEnabled(why.isEmpty());
}

const std::vector<access::Area>& AssignmentDialog::drawnAreas() const { return m_within->drawn(); }

AssignmentWish AssignmentDialog::wish() const {
    AssignmentWish out;
    out.kind = static_cast<access::PrincipalKind>(m_kind->currentData().toInt());
    for (const auto& each : m_who->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        if (!each.trimmed().isEmpty() && !out.principals.contains(each.trimmed())) out.principals << each.trimmed();
    out.give = m_give->currentData().toString().toStdString();
    out.take = m_take->currentData().toString().toStdString();
    if (m_scope->currentData().toBool()) out.within = m_within->scope();
    if (const int hoursLong = m_until->currentData().toInt(); hoursLong > 0) out.until = m_desk.now() + hours(hoursLong);
    return out;
}

AssignmentsPage::AssignmentsPage(const DeskContext& desk, MatrixDraft& draft, QWidget* parent)
    : Page(desk, {QStringLiteral("assignments"), tr("Assignments"), tr("Who has which role, how far, and for how long. Select several to change them together."), QStringLiteral("policy."),
                  QStringLiteral("policies.read")}, parent),
      m_draft(draft), m_progress(new QProgressBar(this)), m_search(new QLineEdit(this)) {
    m_assign = button(this, tr("&Give and take roles\u2026"), true);
    m_remove = button(this, tr("&Remove"));
    buttons()->addWidget(m_remove);
    buttons()->addWidget(m_assign);
    m_search->setPlaceholderText(tr("Search a person, group or role"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_table = new PlainTable(desk.theme, {tr("Who"), tr("Role"), tr("How far"), tr("Until"), tr("Kept by")}, this);
    m_results = new PlainTable(desk.theme, {tr("Who"), tr("Result"), tr("Why")}, this);
    m_view = new QTableView(this);
    m_resultView = new QTableView(this);
    dressTable(m_view, m_table, 2, tr("Assignments"));
    dressTable(m_resultView, m_results, 2, tr("Results"));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_resultView->setMaximumHeight(170);
    m_resultView->hide();
    m_progress->hide();
    m_progress->setAccessibleName(tr("Progress"));
    new EmptyHint(m_view, tr("Roles are given to people directly or by the rules of a directory so far.\nMake a draft to assign them here."));
    body()->addWidget(new DraftBar(desk, draft, this));
    body()->addWidget(m_search);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_progress);
    body()->addWidget(m_resultView);
    connect(&draft, &MatrixDraft::changed, this, &AssignmentsPage::showMatrix);
    connect(m_search, &QLineEdit::textChanged, this, &AssignmentsPage::showMatrix);
    connect(m_assign, &QPushButton::clicked, this, &AssignmentsPage::assign);
    connect(m_remove, &QPushButton::clicked, this, &AssignmentsPage::remove);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AssignmentsPage::refreshButtons);
    connect(&desk.permits, &Permits::changed, this, &AssignmentsPage::refreshButtons);
    refreshButtons();
}

void AssignmentsPage::showMatrix() {
    const QString wanted = m_search->text().trimmed();
    const auto& matrix = m_draft.matrix();
    const auto zone = zoneOf(desk().store.utility());
    std::vector<PlainRow> rows;
    for (const auto& each : matrix.assignments) {
        const QString who = each.kind == access::PrincipalKind::group ? tr("group %1").arg(utf8(each.principal)) : utf8(each.principal), role = roleText(utf8(each.role));
        if (!wanted.isEmpty() && !who.contains(wanted, Qt::CaseInsensitive) && !role.contains(wanted, Qt::CaseInsensitive)) continue;
        rows.push_back({utf8(each.id), {{who}, {role}, {each.within ? scopeSentence(*each.within, desk().store.utility().areas, matrix.areas) : tr("the whole role"), each.within ? Tone::Plain : Tone::Muted},
                                        {each.until ? fullTimeText(*each.until, zone) : tr("without end"), each.until ? Tone::Warning : Tone::Muted},
                                        {each.source == "manual" || each.source.empty() ? tr("hand") : utf8(each.source), Tone::Muted}}});
    }
    m_table->setRows(std::move(rows));
    refreshButtons();
}

QStringList AssignmentsPage::chosenPeople() const {
    QStringList out;
    const auto ids = selectedIds(m_view);
    for (const auto& each : m_draft.matrix().assignments)
        if (each.kind == access::PrincipalKind::user && ids.contains(utf8(each.id)) && !out.contains(utf8(each.principal))) out << utf8(each.principal);
    return out;
}

void AssignmentsPage::refreshButtons() {
    const QString fixed = m_draft.hindrance();
    desk().permits.show(m_assign, QStringLiteral("policies.draft"), fixed);
    desk().permits.show(m_remove, QStringLiteral("policies.draft"), !fixed.isEmpty() ? fixed : selectedIds(m_view).isEmpty() ? tr("Select assignments first.") : QString());
}

void AssignmentsPage::assign() {
    AssignmentDialog dialog(desk(), m_draft.matrix(), chosenPeople(), this);
    if (dialog.exec() != QDialog::Accepted) return;
    const AssignmentWish wish = dialog.wish();
    std::vector<AssignmentResult> results;
    m_progress->setRange(0, static_cast<int>(wish.principals.size()));
    m_progress->show();
    m_draft.change([&](access::RolesMatrix& matrix) {
        matrix.areas.insert(matrix.areas.end(), dialog.drawnAreas().begin(), dialog.drawnAreas().end());
        results = applyWish(matrix, wish);
    });
    m_progress->setValue(static_cast<int>(results.size()));
    showResults(results);
}

void AssignmentsPage::showResults(const std::vector<AssignmentResult>& results) {
    std::vector<PlainRow> rows;
    int done = 0;
    for (const auto& each : results) {
        done += each.done;
        rows.push_back({each.principal, {{each.principal}, {each.done ? tr("Success") : tr("Failure"), each.done ? Tone::Good : Tone::Critical}, {each.why}}});
    }
    m_results->setRows(std::move(rows));
    m_resultView->setVisible(!results.empty());
    say(tr("%1 of %2 changed in the draft. Save it, then ask for its review.").arg(done).arg(results.size()), done < static_cast<int>(results.size()));
}

void AssignmentsPage::remove() {
    const auto ids = selectedIds(m_view);
    m_draft.change([&ids](access::RolesMatrix& matrix) {
        std::erase_if(matrix.assignments, [&](const auto& each) { return ids.contains(utf8(each.id)) && (each.source == "manual" || each.source.empty()); });
    });
}

}  // namespace ok::app
