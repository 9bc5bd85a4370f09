// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// TrialView: what a version would have said to what really happened in a period (F02.R7.A6). The log is only read: nobody's roles,
// no incident and no version change. The result can be taken away as CSV or JSON.
#pragma once
#include <QWidget>

#include "app/policy/version_api.h"

class QComboBox;
class QDateTimeEdit;
class QPushButton;

namespace ok::app {

class PlainTable;

class TrialView : public QWidget {
    Q_OBJECT
  public:
    TrialView(const DeskContext& desk, QWidget* parent);
    void show(const QString& kind, int baseline, int version);
    using QWidget::show;

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void run();
    void fill();
    void fillRows();
    void save(const QString& format);
    [[nodiscard]] DataRequest request(const QString& format) const;
    DeskContext m_desk;
    QDateTimeEdit *m_from, *m_to;
    QPushButton *m_run, *m_csv, *m_json;
    QComboBox* m_which;
    QLabel* m_totals;
    PlainTable *m_counts, *m_rows;
    policy::Simulation m_result;
    QString m_kind;
    int m_baseline = 0, m_version = 0;
};

}  // namespace ok::app
