// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SignInClient: exchanges user and password for a session (POST /v1/session) and ends it again. GUI thread.
#pragma once
#include <QNetworkAccessManager>
#include <QUrl>

#include "app/sync/trust.h"

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
    void finish(QNetworkReply* reply, const QUrl& server);
    QSettings& m_settings;
    QString m_caFile;
    QNetworkAccessManager m_net;
    bool m_changed = false;
};

}  // namespace ok::app
