// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// EmptyHint: while an item view has no rows, says over it what that means and what to do next.
#pragma once
#include <QAbstractItemView>
#include <QLabel>

namespace ok::app {

class EmptyHint : public QLabel {
    Q_OBJECT
  public:
    /// Becomes a child of the view's viewport and follows its model; call after setModel().
    EmptyHint(QAbstractItemView* view, const QString& text);
    void setHint(const QString& text) { setText(text); }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void refresh();
    QAbstractItemView* m_view;
};

}  // namespace ok::app
