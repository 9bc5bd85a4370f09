// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ProviderFlow: signing in through the utility's identity provider: the system's browser opens, a person signs in there, the
// browser comes back to this machine, and the session begins here, bound to this console's key.
#pragma once
#include <QObject>
#include <functional>
#include <memory>
#include <thread>

#include "app/browser/provider_sign_in.h"
#include "app/sync/sign_in_client.h"

namespace ok::app {

class ProviderFlow : public QObject {
    Q_OBJECT
  public:
    using OpenBrowser = std::function<bool(const QUrl&)>;
    /// Asked where a utility has several; empty: none.
    using Choose = std::function<QString(const QStringList&)>;
    ProviderFlow(SignInClient& client, OpenBrowser open, Choose choose, QObject* parent = nullptr);
    ~ProviderFlow() override;
    /// The client tells how it ended: signedIn() or refused().
    void begin(const QUrl& server, const QString& utility);
    /// Waits no longer; nothing is told.
    void finish();

  signals:
    void refused(const QString& code, const QString& detail);

  private:
    void start(const QUrl& server, const QString& utility, const QString& provider);
    void wait(const QUrl& server);
    SignInClient& m_client;
    OpenBrowser m_open;
    Choose m_choose;
    std::shared_ptr<browser::ProviderSignIn> m_signIn;
    std::thread m_waiting;
    int m_turn = 0;   // answers to an earlier one are dropped
};

}  // namespace ok::app
