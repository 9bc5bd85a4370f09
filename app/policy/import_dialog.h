// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ImportDialog: records of a file into a draft (F02.R7.A3). The server reads the file first and changes nothing: what would be
// added and changed, and what is wrong with which record, is seen before anything is taken over.
#pragma once
#include <QDialog>

#include "app/policy/version_api.h"
#include "shared/policy/records.h"

class QLineEdit;
class QPushButton;

namespace ok::app {

class PlainTable;

class ImportDialog : public QDialog {
    Q_OBJECT
  public:
    ImportDialog(const DeskContext& desk, const policy::PolicyVersion& draft, QWidget* parent);
    /// Reads the file and does the dry run.
    void choose(const QString& path);
    [[nodiscard]] QString said() const { return m_said; }

  private:
    void ask(const QString& mode, DataHandler done);
    void showReport(const policy::ImportReport& report);
    void commit();
    DeskContext m_desk;
    policy::PolicyVersion m_draft;
    QByteArray m_text;
    bool m_csv = false;
    QString m_said;
    QLineEdit *m_path, *m_reason;
    QLabel *m_summary, *m_error;
    PlainTable* m_rows;
    QPushButton* m_take;
};

}  // namespace ok::app
