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
    [[nodiscard]] const SessionTicket& ticket() const { return m_ticket; }
    /// The operator has read the alarm and wants the console to follow again.
    void acknowledgeAlarm(const QString& note, bool afresh);
    /// A drill's time is the time its log says it is; the real thing has the wall clock.
    [[nodiscard]] Instant now() const;

  signals:
    void phaseChanged(ok::app::LinkPhase phase, const QString& detail);
    void sessionEnded(const QString& code);
    void rolesHeard(const QStringList& roles);
    /// Access tokens are short-lived: whoever asks over HTTPS has to use the newest.
    void ticketChanged(const ok::app::SessionTicket& ticket);

  private:
    ConsoleStore& m_store;
    SessionTicket m_ticket;
    QThread m_thread;
    SyncWorker* m_worker;
    QHash<QString, ReplyHandler> m_waiting;
    Instant m_ledgerTime;
    QElapsedTimer m_sinceLedger;
};

/// May the command wait on disk for a connection? High-risk ones never (architecture, "Sync"), and of the others only those
/// that an operator gives in a storm: what changes rights, documents or exports is decided in sight of their present state.
[[nodiscard]] bool mayWait(const QString& command);

}  // namespace ok::app
