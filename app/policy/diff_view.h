// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DiffView: what a version changes, grouped by dimension, with totals; narrowed by dimension, kind of change and a person or
// group (F02.R6.A2). The same rows can be taken away as CSV or PDF. ImpactView: who gains and who loses what (F02.R6.A3).
#pragma once
#include <QWidget>

#include "app/policy/version_api.h"

class QComboBox;
class QLineEdit;
class QTreeWidget;

namespace ok::app {

class PlainTable;

class DiffView : public QWidget {
    Q_OBJECT
  public:
    DiffView(const DeskContext& desk, QWidget* parent);
    void show(const QString& kind, int baseline, int version);
    [[nodiscard]] QString totals() const;
    using QWidget::show;

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void ask();
    void fill(const policy::PolicyDiff& diff);
    void save(const QString& format);
    [[nodiscard]] QList<QPair<QString, QString>> query() const;
    DeskContext m_desk;
    QComboBox *m_dimension, *m_change;
    QLineEdit* m_principal;
    QTreeWidget* m_tree;
    QLabel* m_totals;
    QString m_kind;
    int m_baseline = 0, m_version = 0;
};

class ImpactView : public QWidget {
    Q_OBJECT
  public:
    ImpactView(const DeskContext& desk, QWidget* parent);
    void show(const QString& kind, int baseline, int version);
    using QWidget::show;

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void run();
    void fill(const policy::Impact& impact);
    DeskContext m_desk;
    QPushButton *m_run, *m_save;
    QLabel* m_totals;
    PlainTable* m_rows;
    QString m_kind;
    int m_baseline = 0, m_version = 0;
};

}  // namespace ok::app
