// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// LadderView: who is asked about the chosen request, who is next and why; and what may be done about it: say that one looks at it, put the
// next step off, give it to somebody else (F06.R6.A1, A3, A4). Several requests may be given on at once.
#pragma once
#include <QTimer>
#include <QWidget>

#include "app/desk/desk_context.h"

class QLabel;
class QPushButton;

namespace ok::app {

class LadderView : public QWidget {
    Q_OBJECT
  public:
    LadderView(const DeskContext& desk, QWidget* parent);
    /// The first one is shown.
    void look(const QStringList& approvals);
    /// To whom they may be given: words, target.
    void setPeople(std::vector<std::pair<QString, QString>> people) { m_people = std::move(people); }
    [[nodiscard]] QString text() const;
    void takeIt();
    void putOff();
    void giveOn();

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void present();
    void offer();
    void send(OutgoingCommand command, std::function<void(const CommandReply&)> done);
    [[nodiscard]] const LadderDoc* shown() const;
    DeskContext m_desk;
    QStringList m_approvals;
    std::vector<std::pair<QString, QString>> m_people;
    QLabel* m_lines;
    QPushButton *m_take, *m_off, *m_give;
    QTimer m_second;
};

}  // namespace ok::app
