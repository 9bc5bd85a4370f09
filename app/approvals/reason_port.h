// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Sends commands on. Where the server wants a reason first, the operator is asked for it and the command sent again with it;
// whoever sent it hears only the outcome. So no dialog of the console has to know which actions a utility guards.
#pragma once
#include <QPointer>
#include <QWidget>

#include "app/desk/command_port.h"

namespace ok::app {

class ReasonPort : public CommandPort {
  public:
    explicit ReasonPort(CommandPort& next) : m_next(next) {}
    void setWindow(QWidget* window) { m_window = window; }
    void send(OutgoingCommand command, ReplyHandler done) override;

  private:
    void ask(OutgoingCommand command, ReplyHandler done, const CommandReply& refused);
    CommandPort& m_next;
    QPointer<QWidget> m_window;
};

}  // namespace ok::app
