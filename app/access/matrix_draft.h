// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MatrixDraft: the roles matrix on the desk of whoever edits it. Shows what is in force until a draft is taken up; changes stay
// here until save() puts them into the draft as one change that names the revision it was made from. Nothing of it is in
// force before the draft has gone its way (see Versions).
#pragma once
#include <QObject>
#include <optional>

#include "app/policy/version_api.h"
#include "shared/access/roles_matrix.h"

namespace ok::app {

class MatrixDraft : public QObject {
    Q_OBJECT
  public:
    explicit MatrixDraft(const DeskContext& desk, QObject* parent);
    /// What is in force, or the newest draft when there is one.
    void load();
    void loadVersion(int number);
    [[nodiscard]] const access::RolesMatrix& matrix() const { return m_matrix; }
    [[nodiscard]] bool isDraft() const { return m_version && m_version->state == policy::VersionState::draft; }
    [[nodiscard]] int number() const { return m_version ? m_version->number : 0; }
    [[nodiscard]] bool dirty() const { return m_dirty; }
    /// Where this stands, as a sentence.
    [[nodiscard]] QString standing() const;
    /// Why nothing can be changed here; empty when something can.
    [[nodiscard]] QString hindrance() const;
    /// Mistakes that would be refused, each a sentence with its place.
    [[nodiscard]] QStringList mistakes() const;

    void change(const std::function<void(access::RolesMatrix&)>& how);
    void begin(const QString& summary);
    void save(const QString& reason);
    void forget();

  signals:
    void changed();
    void told(const QString& sentence, bool bad);

  private:
    void take(const VersionAndBody& from);
    void showBuiltIn();
    DeskContext m_desk;
    std::optional<policy::PolicyVersion> m_version;
    access::RolesMatrix m_matrix, m_saved;
    bool m_dirty = false;
};

}  // namespace ok::app
