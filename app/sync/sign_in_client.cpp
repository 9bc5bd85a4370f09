// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/sign_in_client.h"

#include <QHostInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <QSysInfo>

#include "app/desk/clock.h"
#include "app/sync/session_keeper.h"

namespace ok::app {
namespace {

constexpr int kTimeoutMs = 15'000;

QString transportCode(QNetworkReply::NetworkError error) {
    switch (error) {
        case QNetworkReply::ConnectionRefusedError:
        case QNetworkReply::TimeoutError:
        case QNetworkReply::OperationCanceledError: return QStringLiteral("refused");
        case QNetworkReply::HostNotFoundError: return QStringLiteral("host_not_found");
        case QNetworkReply::SslHandshakeFailedError: return QStringLiteral("certificate");
        default: return QStringLiteral("network");
    }
}

std::shared_ptr<const DeviceKey> freshKey() {
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    std::array<std::uint8_t, 32> seed{};
    std::memcpy(seed.data(), words.data(), seed.size());
    return std::make_shared<const DeviceKey>(seed);
}

Instant momentIn(const QJsonObject& body, const char* name) {
    const auto at = parseIso(body.value(QLatin1String(name)).toString().toStdString());
    return at.ok() ? *at : Instant();
}

}  // namespace

SignInClient::SignInClient(QSettings& settings, QString caFile, QObject* parent)
    : QObject(parent), m_settings(settings), m_caFile(std::move(caFile)) {
    m_net.setTransferTimeout(kTimeoutMs);
    m_net.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);  // a password is never sent on
}

QNetworkReply* SignInClient::watch(QNetworkReply* reply, const QUrl& server) {
    m_changed = false;
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply, server](const QList<QSslError>& errors) {
        const auto certificate = errors.value(0).certificate().isNull() ? reply->sslConfiguration().peerCertificate()
                                                                        : errors.value(0).certificate();
        const TrustPolicy policy{m_caFile, pinOf(m_settings, server.authority())};
        switch (policy.judge(certificate)) {
            case TrustPolicy::Answer::TrustAndPin: setPin(m_settings, server.authority(), fingerprint(certificate)); [[fallthrough]];
            case TrustPolicy::Answer::Trust: reply->ignoreSslErrors(); break;
            case TrustPolicy::Answer::Changed: m_changed = true; break;
            case TrustPolicy::Answer::Refuse: break;
        }
    });
    return reply;
}

void SignInClient::signIn(const QUrl& server, const QString& utility, const QString& login, const QString& password) {
    QUrl url = server;
    url.setPath(QStringLiteral("/v1/session"));
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setSslConfiguration(TrustPolicy{m_caFile, {}}.configuration());
    const auto key = freshKey();
    const QJsonObject body{{QStringLiteral("device_key"), QString::fromStdString(toHex(key->publicKey()))},
                           {QStringLiteral("utility"), utility},
                           {QStringLiteral("login"), login},
                           {QStringLiteral("password"), password},
                           {QStringLiteral("device"), QStringLiteral("console on ") + QSysInfo::machineHostName()}};
    auto* reply = watch(m_net.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact)), server);
    connect(reply, &QNetworkReply::finished, this, [this, reply, server, key] { finish(reply, server, key); });
}

void SignInClient::finish(QNetworkReply* reply, const QUrl& server, std::shared_ptr<const DeviceKey> deviceKey) {
    reply->deleteLater();
    const auto body = QJsonDocument::fromJson(reply->read(64 * 1024)).object();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 200) {
        SessionTicket ticket;
        ticket.server = server;
        ticket.token = body.value(QStringLiteral("token")).toString();
        ticket.tenant = body.value(QStringLiteral("tenant")).toString();
        ticket.utility = body.value(QStringLiteral("utility")).toString();
        ticket.user = body.value(QStringLiteral("user")).toString();
        ticket.login = body.value(QStringLiteral("login")).toString();
        ticket.drill = body.value(QStringLiteral("drill")).toBool();
        for (const auto& role : body.value(QStringLiteral("roles")).toArray()) ticket.roles << role.toString();
        ticket.refreshToken = body.value(QStringLiteral("refresh_token")).toString();
        ticket.accessExpiresAt = momentIn(body, "access_expires_at");
        if (const Instant now = momentIn(body, "server_time"); now.known()) ticket.serverAhead = now - systemNow();
        ticket.deviceKey = std::move(deviceKey);
        ticket.trust = {m_caFile, pinOf(m_settings, server.authority())};
        emit signedIn(ticket);
    } else if (body.value(QStringLiteral("code")).toString() == QLatin1String("second_factor_required")) {
        const auto details = body.value(QStringLiteral("details")).toObject();
        emit secondFactor({server, details.value(QStringLiteral("ticket")).toString(), details.value(QStringLiteral("methods")).toString(), std::move(deviceKey)});
    } else if (status != 0) {
        emit refused(body.value(QStringLiteral("code")).toString(QStringLiteral("http_%1").arg(status)),
                     body.value(QStringLiteral("message")).toString());
    } else {
        emit refused(m_changed ? QStringLiteral("certificate_changed") : transportCode(reply->error()), reply->errorString());
    }
}

void SignInClient::post(const QUrl& server, const SessionTicket* ticket, const QString& path, const QByteArray& body,
                        std::function<void(int, const QByteArray&)> done) {
    QUrl url = server;
    url.setPath(path);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setSslConfiguration((ticket != nullptr ? ticket->trust : TrustPolicy{m_caFile, {}}).configuration());
    if (ticket != nullptr) authorise(request, *ticket, "POST");
    auto* reply = watch(m_net.post(request, body), server);
    connect(reply, &QNetworkReply::finished, this, [reply, done = std::move(done)] {
        reply->deleteLater();
        done(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->read(64 * 1024));
    });
}

void SignInClient::get(const QUrl& server, const QString& path, const QUrlQuery& query, std::function<void(int, const QByteArray&)> done) {
    QUrl url = server;
    url.setPath(path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setSslConfiguration(TrustPolicy{m_caFile, {}}.configuration());
    auto* reply = watch(m_net.get(request), server);
    connect(reply, &QNetworkReply::finished, this, [reply, done = std::move(done)] {
        reply->deleteLater();
        done(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->read(64 * 1024));
    });
}

void SignInClient::redeem(const QUrl& server, const std::function<QByteArray(const std::string&)>& body) {
    QUrl url = server;
    url.setPath(QStringLiteral("/v1/sign-in/redeem"));
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setSslConfiguration(TrustPolicy{m_caFile, {}}.configuration());
    const auto key = freshKey();
    auto* reply = watch(m_net.post(request, body(toHex(key->publicKey()))), server);
    connect(reply, &QNetworkReply::finished, this, [this, reply, server, key] { finish(reply, server, key); });
}

void SignInClient::sendFactor(const FactorDemand& demand, const QString& kind, const QString& code, const QByteArray& credential,
                              std::function<void(const QString&, const QString&)> done) {
    QUrl url = demand.server;
    url.setPath(QStringLiteral("/v1/session/factor"));
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setSslConfiguration(TrustPolicy{m_caFile, {}}.configuration());
    const QJsonObject body{{QStringLiteral("ticket"), demand.ticket}, {QStringLiteral("kind"), kind}, {QStringLiteral("code"), code},
                           {QStringLiteral("credential"), QJsonDocument::fromJson(credential).object()}};
    auto* reply = watch(m_net.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact)), demand.server);
    connect(reply, &QNetworkReply::finished, this, [this, reply, demand, done = std::move(done)] {
        if (reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200) {
            done({}, {});
            return finish(reply, demand.server, demand.deviceKey);
        }
        reply->deleteLater();
        const auto answer = QJsonDocument::fromJson(reply->read(64 * 1024)).object();
        done(answer.value(QStringLiteral("code")).toString(transportCode(reply->error())), answer.value(QStringLiteral("message")).toString());
    });
}

void SignInClient::signOut(const SessionTicket& ticket) {
    QUrl url = ticket.server;
    url.setPath(QStringLiteral("/v1/session"));
    QNetworkRequest request(url);
    authorise(request, ticket, "DELETE");
    request.setSslConfiguration(ticket.trust.configuration());
    auto* reply = watch(m_net.deleteResource(request), ticket.server);
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
}

}  // namespace ok::app
