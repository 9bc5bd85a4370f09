// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SignInClient: exchanges user and password for a session (POST /v1/session) and ends it again. GUI thread.
#pragma once
#include <QNetworkAccessManager>
#include <QUrl>
#include <memory>

#include "app/sync/trust.h"
#include "shared/base/digest.h"
#include "shared/base/instant.h"

namespace ok::app {

struct SessionTicket {
    QUrl server;  // https://host:port
    QString token;
    QString tenant;
    QString utility;
    QString user;
    QString login;
    QStringList roles;
    bool drill = false;
    TrustPolicy trust;
    QString refreshToken;
    Instant accessExpiresAt;                      // of `token`
    Duration serverAhead{};                       // the server's clock minus this machine's
    std::shared_ptr<const SigningKey> deviceKey;  // made at sign-in, only in memory: the session is bound to it
};

class SignInClient : public QObject {
    Q_OBJECT
  public:
    SignInClient(QSettings& settings, QString caFile, QObject* parent = nullptr);
    void signIn(const QUrl& server, const QString& utility, const QString& login, const QString& password);
    void signOut(const SessionTicket& ticket);

  signals:
    void signedIn(const ok::app::SessionTicket& ticket);
    /// `code` as SignInDialog::sentenceFor() knows it.
    void refused(const QString& code, const QString& detail);

  private:
    QNetworkReply* watch(QNetworkReply* reply, const QUrl& server);
    void finish(QNetworkReply* reply, const QUrl& server, std::shared_ptr<const SigningKey> deviceKey);
    QSettings& m_settings;
    QString m_caFile;
    QNetworkAccessManager m_net;
    bool m_changed = false;
};

}  // namespace ok::app
