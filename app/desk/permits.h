// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Permits: may this person do that? The console asks the very engine the gate asks, with the grants that are in force, so
// that a button is not offered which the server would refuse. What one may not do is visible, disabled and explained: every
// action and button goes through show(), which puts the reason and who may into tool tip, status tip and accessible
// description. The gate decides again all the same. GUI thread.
#pragma once
#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>

#include "shared/access/decision.h"

class QAction;
class QWidget;

namespace ok::app {

struct Permit {
    bool allowed = false;
    QString why;  // a sentence; empty when allowed
};

class Permits : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    /// Who sits here: at sign-in and whenever the server says so again. No roles: nobody is signed in.
    void setRoles(const QStringList& roles);
    /// The matrix in force; null: it cannot be read, and nothing is allowed.
    void setMatrix(access::MatrixPtr matrix);
    /// The user's id, as entries and documents name people.
    void setUser(const QString& user) { m_who.actor.id = user.toStdString(); }
    [[nodiscard]] QString user() const { return QString::fromStdString(m_who.actor.id); }

    /// Anywhere at all: where exactly, the gate knows better (it knows how large an incident is and who would be told).
    [[nodiscard]] Permit check(const QString& action) const;
    [[nodiscard]] bool may(const QString& action) const { return check(action).allowed; }

    /// Enables the control when the role allows `action` and nothing else stands in the way; says why not otherwise.
    /// `hindrance` is the other thing, as a sentence ("Select an incident first."), or empty.
    void show(QAction* control, const QString& action, const QString& hindrance = {}) const;
    void show(QWidget* control, const QString& action, const QString& hindrance = {}) const;
    /// show() now and whenever rights change, for controls that depend on nothing else.
    void guard(QAction* control, const QString& action);
    void guard(QWidget* control, const QString& action);

  signals:
    void changed();

  private:
    SecurityContext m_who;
    access::MatrixPtr m_matrix = access::builtinMatrix();
};

/// Allows nothing: before anybody has signed in.
[[nodiscard]] Permits& noPermits();

/// A role's name as people say it.
[[nodiscard]] QString roleText(const QString& role);

}  // namespace ok::app
