// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/session_keeper.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <algorithm>
#include <utility>

#include "app/desk/clock.h"
#include "shared/access/device_proof.h"

namespace ok::app {
namespace {

constexpr int kTimeoutMs = 15'000;
constexpr qint64 kRetryMs = 10'000, kLeastMs = 1'000;
constexpr Duration kFreshEnough = seconds(30);

Instant serverNow(const SessionTicket& ticket) { return systemNow() + ticket.serverAhead; }

}  // namespace

std::string proofOf(const SessionTicket& ticket, std::string_view use, std::string_view token) {
    if (!ticket.deviceKey) return {};
    std::array<quint32, 4> nonce{};
    QRandomGenerator::system()->fillRange(nonce.data(), static_cast<qsizetype>(nonce.size()));
    const auto* raw = reinterpret_cast<const std::uint8_t*>(nonce.data());
    return access::makeProof(*ticket.deviceKey, {use, token}, serverNow(ticket), ByteView(raw, sizeof nonce));
}

void authorise(QNetworkRequest& request, const SessionTicket& ticket, const QByteArray& method) {
    const std::string token = ticket.token.toStdString();
    request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(token));
    const QUrl url = request.url();
    const QString target = url.path(QUrl::FullyEncoded) + (url.hasQuery() ? QLatin1Char('?') + url.query(QUrl::FullyEncoded) : QString());
    const std::string proof = proofOf(ticket, method.toStdString() + " " + target.toStdString(), token);
    if (!proof.empty()) request.setRawHeader("X-OK-Proof", QByteArray::fromStdString(proof));
}

SessionKeeper::SessionKeeper(SessionTicket ticket, QObject* parent) : QObject(parent), m_ticket(std::move(ticket)), m_lastInput(systemNow()) {}

void SessionKeeper::begin() {
    m_net = new QNetworkAccessManager(this);
    m_net->setTransferTimeout(kTimeoutMs);
    m_net->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_due = new QTimer(this);
    m_due->setSingleShot(true);
    connect(m_due, &QTimer::timeout, this, &SessionKeeper::refresh);
    schedule();
}

// Half-way: one failed attempt leaves time for others.
void SessionKeeper::schedule() {
    if (m_ticket.refreshToken.isEmpty()) return;
    const Duration left = m_ticket.accessExpiresAt - serverNow(m_ticket);
    m_due->start(static_cast<int>(std::clamp<qint64>(left.count() / 2000, kLeastMs, 3'600'000)));
}

void SessionKeeper::withFreshToken(std::function<void()> then) {
    if (m_ticket.refreshToken.isEmpty() || m_ticket.accessExpiresAt - serverNow(m_ticket) > kFreshEnough) return then();
    m_waiting.push_back(std::move(then));
    refresh();
}

void SessionKeeper::active() { m_lastInput = systemNow(); }

qint64 SessionKeeper::idleSeconds() const {
    return std::max<qint64>(0, std::chrono::duration_cast<seconds>(systemNow() - m_lastInput).count());
}

void SessionKeeper::refresh() {
    if (std::exchange(m_refreshing, true)) return;
    QUrl url = m_ticket.server;
    url.setPath(QStringLiteral("/v1/session/refresh"));
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setSslConfiguration(m_ticket.trust.configuration());
    const std::string proof = proofOf(m_ticket, "refresh", m_ticket.refreshToken.toStdString());
    if (!proof.empty()) request.setRawHeader("X-OK-Proof", QByteArray::fromStdString(proof));
    const QJsonObject body{{QStringLiteral("refresh_token"), m_ticket.refreshToken}, {QStringLiteral("idle_seconds"), idleSeconds()}};
    auto* reply = m_net->post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply](const QList<QSslError>& errors) {
        if (m_ticket.trust.judge(errors.value(0).certificate()) == TrustPolicy::Answer::Trust) reply->ignoreSslErrors();
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply] { finish(reply); });
}

void SessionKeeper::finish(QNetworkReply* reply) {
    reply->deleteLater();
    m_refreshing = false;
    const auto body = QJsonDocument::fromJson(reply->read(64 * 1024)).object();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString code = body.value(QStringLiteral("code")).toString();
    const auto moment = [&body](const char* name) {
        const auto at = parseIso(body.value(QLatin1String(name)).toString().toStdString());
        return at.ok() ? *at : Instant();
    };
    if (status == 200) {
        m_ticket.token = body.value(QStringLiteral("token")).toString();
        m_ticket.refreshToken = body.value(QStringLiteral("refresh_token")).toString();
        m_ticket.accessExpiresAt = moment("access_expires_at");
        if (const Instant now = moment("server_time"); now.known()) m_ticket.serverAhead = now - systemNow();
        schedule();
        emit refreshed(m_ticket);
        for (const auto& then : std::exchange(m_waiting, {})) then();
    } else if (code == QLatin1String("device_clock_off")) {
        const auto at = parseIso(body.value(QStringLiteral("details")).toObject().value(QStringLiteral("server_time")).toString().toStdString());
        if (at.ok()) m_ticket.serverAhead = *at - systemNow();
        m_due->start(static_cast<int>(kLeastMs));
    } else if (status == 401) {
        m_due->stop();
        emit ended(code);
    } else {
        m_due->start(static_cast<int>(kRetryMs));  // no network, or a server that is starting
    }
}

}  // namespace ok::app
