// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SyncWorker: socket, follower and cache, in a thread of their own, so that a storm never stalls the window. Everything
// that reaches the GUI thread goes through the signals, at most ten batches a second.
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QWebSocket>
#include <memory>

#include "app/desk/command_port.h"
#include "app/desk/console_store.h"
#include "app/sync/document_readers.h"
#include "app/sync/follower.h"
#include "app/sync/session_keeper.h"
#include "app/sync/sign_in_client.h"

namespace ok::app {

enum class LinkPhase { Offline, Connecting, Online, Stopped };

/// A command on its way: the GUI thread keeps the handler under `id`.
struct CommandOnWire {
    QString id;
    QString name;
    QByteArray body;
    QString label;
    bool mayWait = true;  // may stay in the outbox while there is no connection
    QByteArray justification{};
};

class SyncWorker : public QObject {
    Q_OBJECT
  public:
    SyncWorker(SessionTicket ticket, QString cacheFile, QString device, QString mapDir);
    ~SyncWorker() override;

  public slots:
    /// First call in the worker's thread: opens the cache, shows what it holds, connects.
    void begin();
    void submit(const ok::app::CommandOnWire& command);
    /// A person used keyboard or mouse: the session does not idle out.
    void active();
    /// The operator has read the alarm. Follows again: from where everything fitted, or, `afresh`, from the beginning.
    void acknowledge(const QString& note, bool afresh);
    void stop();

  signals:
    void batchReady(std::shared_ptr<ok::app::StoreBatch> batch, qint64 ledgerMicros);
    void phaseChanged(ok::app::LinkPhase phase, const QString& detail);
    void answered(const QString& commandId, const ok::app::CommandReply& reply);
    /// The server spoke, be it only to say that it is there.
    void spoke();
    void sessionEnded(const QString& code);
    void ticketChanged(const ok::app::SessionTicket& ticket);

  private:
    void open();
    void openSocket();
    void endSession(const QString& code);
    void connected();
    void disconnected();
    void heard(const QByteArray& bytes);
    void handle(const wire::Welcome& welcome);
    void handle(const wire::Reply& reply);
    void handle(const Problem& problem);
    void settle(const Status& status);
    void publish();
    void acknowledge();
    void transmit(const CommandOnWire& command);
    void raiseAlarm(const Problem& why);
    void showAlarm();
    [[nodiscard]] ProofState proof() const;

    SessionTicket m_ticket;
    QString m_cacheFile, m_device;
    Viewer m_viewer;
    Projections m_projections;
    std::unique_ptr<DocumentCache> m_cache;
    std::unique_ptr<Follower> m_follower;
    std::unique_ptr<SessionKeeper> m_keeper;
    std::unique_ptr<QWebSocket> m_socket;
    std::unique_ptr<QTimer> m_retry, m_publish, m_ping;
    QHash<QString, CommandOnWire> m_unanswered;
    QElapsedTimer m_spoke;
    bool m_online = false, m_stopped = false, m_dirty = false;
    Instant m_activeTold;
    std::vector<wire::Cursor> m_acknowledged;
    bool m_rolesChanged = false;
    int m_failures = 0;
};

}  // namespace ok::app
Q_DECLARE_METATYPE(ok::app::CommandOnWire)
Q_DECLARE_METATYPE(std::shared_ptr<ok::app::StoreBatch>)
