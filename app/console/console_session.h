// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ConsoleSession: from sign-in to sign-out: makes the link when a session exists and puts the window on top of it.
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QSettings>
#include <memory>

#include "app/access/sign_in_dialog.h"
#include "app/approvals/reason_port.h"
#include "app/console/key_flow.h"
#include "app/console/provider_flow.h"
#include "app/secrets/secret_store.h"
#include "app/shell/main_window.h"
#include "app/sync/server_api.h"
#include "app/sync/sign_in_client.h"
#include "app/sync/sync_link.h"

class QApplication;

namespace ok::app {

struct ConsoleOptions {
    SignInFields fields;
    QString caFile;
    SyncLink::Places places;
    std::shared_ptr<KeyDevice> keyDevice;  // for tests; empty: the security key on USB
    std::shared_ptr<SecretStore> secrets;  // what outlives the program; empty: nothing does
    ProviderFlow::OpenBrowser openBrowser;  // empty: the system's
    bool unattended = false;  // sign in with the given fields, never ask
};

/// Commands go to the link of the moment, or are refused politely while there is none.
class LinkPort : public CommandPort {
  public:
    void setLink(SyncLink* link) { m_link = link; }
    void send(OutgoingCommand command, ReplyHandler done) override;

  private:
    SyncLink* m_link = nullptr;
};

class ConsoleSession : public QObject {
    Q_OBJECT
  public:
    ConsoleSession(QApplication& application, QSettings& settings, ConsoleOptions options);
    ~ConsoleSession() override;
    void begin();
    [[nodiscard]] ConsoleStore& store() { return m_store; }
    [[nodiscard]] MainWindow& window() { return *m_window; }
    [[nodiscard]] DataPort& data() { return m_data; }
    /// The way every button takes: reasons are asked for, a key is touched where one is demanded.
    [[nodiscard]] CommandPort& commands() { return m_asking; }
    [[nodiscard]] bool online() const { return m_online; }

  signals:
    void failed(const QString& sentence);

  protected:
    /// Keyboard and mouse anywhere in the console: its person is there.
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    /// The same server and short name, another utility behind it: only a person may believe that. False: not signed in.
    [[nodiscard]] bool trustsUtility(const SessionTicket& ticket);
    [[nodiscard]] bool confirmOther(const QString& what);
    void phaseChanged(LinkPhase phase, const QString& detail);
    void signInElsewhere(const SignInFields& given);
    void showDialog(const QString& code, const QString& detail);
    void signedIn(const SessionTicket& ticket);
    void signOut();
    /// What is kept of the session, so that the next start needs no password; and its end.
    void keepSession(const SessionTicket& ticket);
    void forgetSession();
    void readRules();
    void readPeople();
    void showUser(const QString& login, const QStringList& roles);
    QSettings& m_settings;
    ConsoleOptions m_options;
    Theme m_theme;
    ConsoleStore m_store;
    LinkPort m_port;
    KeyedPort m_keyedPort{m_port};
    ReasonPort m_asking{m_keyedPort};
    ServerApi m_api;
    KeyedData m_data{m_api};
    Permits m_permits;
    SignInClient m_client;
    std::unique_ptr<KeyFlow> m_keys;
    std::unique_ptr<ProviderFlow> m_provider;
    std::unique_ptr<SyncLink> m_link;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<SignInDialog> m_dialog;
    bool m_online = false;
    QElapsedTimer m_sinceInput;
};

}  // namespace ok::app
