// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// KeyFlow: what the console does with security keys between server and person: the second half of a sign-in, and the step-up
// that a command asks for. KeyedPort stands in front of the link, KeyedData in front of the server's other answers: what is
// answered `step_up_required` is sent again after the touch, and the one who sent it does not notice. GUI thread.
#pragma once
#include <QObject>
#include <QPointer>
#include <memory>
#include <vector>

#include "app/access/key_dialog.h"
#include "app/desk/command_port.h"
#include "app/desk/data_port.h"
#include "app/sync/sign_in_client.h"

namespace ok::app {

class KeyFlow : public QObject {
    Q_OBJECT
  public:
    /// `ticket`: of the running session, when there is one.
    KeyFlow(SignInClient& client, std::shared_ptr<KeyDevice> device, std::function<const SessionTicket*()> ticket, QWidget* window);

    /// After the password; the client then says signedIn() or refused().
    void finishSignIn(const FactorDemand& demand);
    /// Once the key was touched, or it was cancelled (false). Several askers share one touch.
    void stepUp(std::function<void(bool)> done);
    [[nodiscard]] KeyDialog* dialog() const { return m_dialog; }

  private:
    KeyDialog* openDialog(const QByteArray& options, const QUrl& server);
    void askStepUp();
    void sendStepUp(const QByteArray& credential);
    void settle(bool verified);
    SignInClient& m_client;
    std::shared_ptr<KeyDevice> m_device;
    std::function<const SessionTicket*()> m_ticket;
    QWidget* m_window;
    QPointer<KeyDialog> m_dialog;
    std::vector<std::function<void(bool)>> m_waiting;
};

class KeyedPort : public CommandPort {
  public:
    explicit KeyedPort(CommandPort& inner) : m_inner(inner) {}
    void setFlow(KeyFlow* flow) { m_flow = flow; }
    void send(OutgoingCommand command, ReplyHandler done) override;

  private:
    CommandPort& m_inner;
    QPointer<KeyFlow> m_flow;
};

/// The same for what is asked of the server beside commands: an export waits for the touch and then goes on.
class KeyedData : public DataPort {
  public:
    explicit KeyedData(DataPort& inner) : m_inner(inner) {}
    void setFlow(KeyFlow* flow) { m_flow = flow; }
    void ask(QObject* who, DataRequest request, DataHandler done) override;
    void fetch(QObject* who, const QString& path, const QString& file, ProgressHandler progress, DataHandler done) override;

  private:
    /// `again` once the key was touched; `done` when it was not, or nothing demanded it.
    void settle(QObject* who, const DataReply& reply, const std::function<void()>& again, const DataHandler& done);
    DataPort& m_inner;
    QPointer<KeyFlow> m_flow;
};

}  // namespace ok::app
