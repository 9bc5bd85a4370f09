// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SyncLink: the GUI thread's end of sync. Implements CommandPort, feeds the ConsoleStore, owns the worker's thread.
#pragma once
#include <QElapsedTimer>
#include <QThread>

#include "app/desk/command_port.h"
#include "app/sync/sync_worker.h"

namespace ok::app {

class SyncLink : public QObject, public CommandPort {
    Q_OBJECT
  public:
    struct Places {
        QString cacheDir;  // empty: nothing is kept on disk
        QString mapDir;
    };
    SyncLink(ConsoleStore& store, SessionTicket ticket, const Places& places, QObject* parent = nullptr);
    ~SyncLink() override;

    void send(OutgoingCommand command, ReplyHandler done) override;
    /// A person used keyboard or mouse.
    void active();
    /// After `phaseChanged(Stopped, "other_utility")` and the operator's word that this is right.
    void acceptOtherUtility();
    [[nodiscard]] const SessionTicket& ticket() const { return m_ticket; }
    /// A drill's time is the time its log says it is; the real thing has the wall clock.
    [[nodiscard]] Instant now() const;

  signals:
    void phaseChanged(ok::app::LinkPhase phase, const QString& detail);
    void sessionEnded(const QString& code);

  private:
    ConsoleStore& m_store;
    SessionTicket m_ticket;
    QThread m_thread;
    SyncWorker* m_worker;
    QHash<QString, ReplyHandler> m_waiting;
    Instant m_ledgerTime;
    QElapsedTimer m_sinceLedger;
};

/// True when the command is high-risk: it must not wait in a queue (architecture, "Sync").
[[nodiscard]] bool isHighRisk(const QString& command);

}  // namespace ok::app
