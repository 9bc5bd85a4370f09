// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/permits.h"

#include <QAction>
#include <QCoreApplication>
#include <QLocale>
#include <QWidget>

namespace ok::app {
namespace {

const char* const kPlainTip = "plainTip";
const char* const kPlainText = "plainDescription";

/// The tool tip the control had before anything was said about rights.
QString plainTip(QObject* control, const QString& now) {
    if (!control->property(kPlainTip).isValid()) control->setProperty(kPlainTip, now);
    return control->property(kPlainTip).toString();
}

QString reasonOf(const Permit& permit, const QString& hindrance) { return permit.allowed ? hindrance : permit.why; }

}  // namespace

void Permits::setRoles(const QStringList& roles) {
    std::vector<std::string> next;
    for (const auto& role : roles) next.push_back(role.toStdString());
    if (next == m_who.roles) return;
    m_who.roles = std::move(next);
    emit changed();
}

void Permits::setMatrix(access::MatrixPtr matrix) {
    m_matrix = std::move(matrix);
    emit changed();
}

Permit Permits::check(const QString& action) const {
    if (m_who.roles.empty()) return {false, tr("Nobody is signed in.")};
    access::AccessQuestion question;
    question.action = action.toStdString();
    const auto verdict = access::decide(m_matrix.get(), access::principalOf(m_who), question);
    if (verdict.reason == access::AccessReason::safe_deny) return {false, tr("The rules in force cannot be read, so nothing is allowed. Tell your administrator.")};
    // Nothing is said here of channel, place or size: with a scope of its own it may be allowed all the same.
    if (verdict.allowed || verdict.reason != access::AccessReason::no_matching_allow) return {true, {}};
    QStringList who;
    for (const auto& role : access::rolesThatMay(*m_matrix, question)) who << roleText(QString::fromStdString(role));
    if (who.isEmpty()) return {false, tr("No role includes this (%1). An administrator can add it to one.").arg(action)};
    return {false, tr("Your role does not include this (%1). It may be done by: %2.").arg(action, QLocale().createSeparatedList(who))};
}

void Permits::show(QAction* control, const QString& action, const QString& hindrance) const {
    const Permit permit = check(action);
    const QString why = reasonOf(permit, hindrance), plain = plainTip(control, control->toolTip());
    control->setEnabled(why.isEmpty());
    control->setToolTip(why.isEmpty() ? plain : why);
    control->setStatusTip(why);
    control->setProperty("why", why);
}

void Permits::show(QWidget* control, const QString& action, const QString& hindrance) const {
    const Permit permit = check(action);
    const QString why = reasonOf(permit, hindrance), plain = plainTip(control, control->toolTip());
    if (!control->property(kPlainText).isValid()) control->setProperty(kPlainText, control->accessibleDescription());
    control->setEnabled(why.isEmpty());
    control->setToolTip(why.isEmpty() ? plain : why);
    control->setAccessibleDescription(why.isEmpty() ? control->property(kPlainText).toString() : why);
    control->setProperty("why", why);
}

void Permits::guard(QAction* control, const QString& action) {
    connect(this, &Permits::changed, control, [this, control, action] { show(control, action); });
    show(control, action);
}

void Permits::guard(QWidget* control, const QString& action) {
    connect(this, &Permits::changed, control, [this, control, action] { show(control, action); });
    show(control, action);
}

Permits& noPermits() {
    static Permits none;
    return none;
}

QString roleText(const QString& role) {
    static const std::pair<const char*, const char*> names[] = {
        {"operator", QT_TRANSLATE_NOOP("ok::app::Permits", "operator")},
        {"approver", QT_TRANSLATE_NOOP("ok::app::Permits", "approver")},
        {"supervisor", QT_TRANSLATE_NOOP("ok::app::Permits", "supervisor")},
        {"admin", QT_TRANSLATE_NOOP("ok::app::Permits", "administrator")},
        {"auditor", QT_TRANSLATE_NOOP("ok::app::Permits", "auditor")},
        {"policy_approver", QT_TRANSLATE_NOOP("ok::app::Permits", "approver of rules")},
        {"ledger_admin", QT_TRANSLATE_NOOP("ok::app::Permits", "log administrator")},
        {"roster_admin", QT_TRANSLATE_NOOP("ok::app::Permits", "keeper of the roster")},
        {"intake", QT_TRANSLATE_NOOP("ok::app::Permits", "intake")}};
    for (const auto& [key, name] : names)
        if (role == QLatin1String(key)) return Permits::tr(name);
    return role;
}

}  // namespace ok::app
