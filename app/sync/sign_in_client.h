// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SignInClient: exchanges user and password for a session (POST /v1/session) and ends it again. GUI thread.
#pragma once
#include <QNetworkAccessManager>
#include <QUrl>
#include <QUrlQuery>
#include <functional>
#include <memory>

#include "app/sync/trust.h"
#include "shared/base/digest.h"
#include "shared/base/instant.h"

namespace ok::app {

/// The device's key with what it is made of, so that the keychain can keep it.
class DeviceKey : public SigningKey {
  public:
    using Seed = std::array<std::uint8_t, 32>;
    explicit DeviceKey(const Seed& seed) : SigningKey(seed), m_seed(seed) {}
    [[nodiscard]] const Seed& seed() const { return m_seed; }

  private:
    Seed m_seed;
};

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
    std::shared_ptr<const DeviceKey> deviceKey;  // made at sign-in: the session is bound to it; kept in the keychain at most
};

/// The password was right; a key or a code is wanted too.
struct FactorDemand {
    QUrl server;
    QString ticket;
    QString methods;                              // `key,totp,recovery`
    std::shared_ptr<const DeviceKey> deviceKey;  // the session will be bound to it
};

class SignInClient : public QObject {
    Q_OBJECT
  public:
    SignInClient(QSettings& settings, QString caFile, QObject* parent = nullptr);
    void signIn(const QUrl& server, const QString& utility, const QString& login, const QString& password);
    void signOut(const SessionTicket& ticket);
    /// `done` hears an empty code when the session has begun (signedIn() comes too), else why not.
    void sendFactor(const FactorDemand& demand, const QString& kind, const QString& code, const QByteArray& credential,
                    std::function<void(const QString& code, const QString& detail)> done);
    /// Any question to the server; `ticket` where it is asked in a session. Status 0: nobody answered.
    void post(const QUrl& server, const SessionTicket* ticket, const QString& path, const QByteArray& body,
              std::function<void(int status, const QByteArray& answer)> done);

    void get(const QUrl& server, const QString& path, const QUrlQuery& query, std::function<void(int status, const QByteArray& answer)> done);
    /// Ends a sign-in that a browser began: signedIn() or refused() follows. `body` is made for the device's public key.
    void redeem(const QUrl& server, const std::function<QByteArray(const std::string& deviceKey)>& body);

  signals:
    void signedIn(const ok::app::SessionTicket& ticket);
    /// `code` as SignInDialog::sentenceFor() knows it.
    void refused(const QString& code, const QString& detail);
    void secondFactor(const ok::app::FactorDemand& demand);

  private:
    QNetworkReply* watch(QNetworkReply* reply, const QUrl& server);
    void finish(QNetworkReply* reply, const QUrl& server, std::shared_ptr<const DeviceKey> deviceKey);
    QSettings& m_settings;
    QString m_caFile;
    QNetworkAccessManager m_net;
    bool m_changed = false;
};

}  // namespace ok::app
