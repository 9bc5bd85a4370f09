// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SessionKeeper: keeps a session alive while its console runs: refreshes the access token before its time is over, signs what
// is asked of the device, remembers when its person last did something. Lives in the thread it is made in. The device's key
// is made at sign-in and never leaves this process (docs/sessions.md).
#pragma once
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QTimer>
#include <functional>

#include "app/sync/sign_in_client.h"

namespace ok::app {

class SessionKeeper : public QObject {
    Q_OBJECT
  public:
    explicit SessionKeeper(SessionTicket ticket, QObject* parent = nullptr);
    /// The timer and the network begin in this thread.
    void begin();
    [[nodiscard]] const SessionTicket& ticket() const { return m_ticket; }
    /// Runs `then` when the access token is good for a while: now, or after a refresh. Not at all when the session is over.
    void withFreshToken(std::function<void()> then);
    /// A person used keyboard or mouse.
    void active();
    [[nodiscard]] qint64 idleSeconds() const;

  signals:
    void refreshed(const ok::app::SessionTicket& ticket);
    void ended(const QString& code);

  private:
    void refresh();
    void finish(class QNetworkReply* reply);
    void schedule();
    SessionTicket m_ticket;
    QNetworkAccessManager* m_net = nullptr;
    QTimer* m_due = nullptr;
    std::vector<std::function<void()>> m_waiting;
    bool m_refreshing = false;
    Instant m_lastInput;
};

/// `Authorization`, and the device's signature where the session is bound. For every HTTP request of the console.
void authorise(QNetworkRequest& request, const SessionTicket& ticket, const QByteArray& method);
/// What the device signs: `use` as shared/access/device_proof.h knows it; empty where the session is not bound.
[[nodiscard]] std::string proofOf(const SessionTicket& ticket, std::string_view use, std::string_view token);

}  // namespace ok::app
