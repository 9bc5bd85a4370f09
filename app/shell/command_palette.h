// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// CommandPalette: every action of the window by name. Type a few letters in order, Enter runs it. Fuzzy score: letters
// at word starts and in a row count more.
#pragma once
#include <QDialog>
#include <QList>

class QAction;
class QLabel;
class QLineEdit;
class QListWidget;

namespace ok::app {

/// -1 when `typed` is not a subsequence of `name`; else larger is better. Case and spaces do not matter.
[[nodiscard]] int fuzzyScore(const QString& typed, const QString& name);

class CommandPalette : public QDialog {
    Q_OBJECT
  public:
    CommandPalette(QList<QAction*> actions, QWidget* parent);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fill(const QString& typed);
    void run();
    QList<QAction*> m_actions;
    QLineEdit* m_search;
    QListWidget* m_list;
    QLabel* m_why;  // of the chosen line, when it cannot be run
};

}  // namespace ok::app
