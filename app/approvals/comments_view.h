// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// CommentsView: what people wrote beside a request, and a line to write (F06.R6.A5). `@login` and `@team` tell somebody. One's own words can be
// changed for five minutes; what they were before stays in the log.
#pragma once
#include <QTimer>
#include <QWidget>

#include "app/desk/desk_context.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace ok::app {

inline constexpr int longestComment = 1'000;
inline constexpr Duration commentsChangeFor = minutes(5);

class CommentsView : public QWidget {
    Q_OBJECT
  public:
    CommentsView(const DeskContext& desk, QWidget* parent);
    void look(const QString& approval);
    /// The keys go to the line in which one writes.
    void write();
    [[nodiscard]] QString text() const;
    [[nodiscard]] QLineEdit& line() { return *m_line; }

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void present();
    void offer();
    void begin(const QString& link);
    void send();
    [[nodiscard]] const ApprovalDoc* doc() const;
    DeskContext m_desk;
    QString m_approval, m_changing;   // id of the comment that is changed; empty: a new one
    QLabel* m_list;
    QLineEdit* m_line;
    QPushButton *m_send, *m_leave;
    QTimer m_second;
    bool m_sending = false;
};

}  // namespace ok::app
