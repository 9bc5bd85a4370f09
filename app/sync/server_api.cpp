// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/server_api.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QNetworkReply>
#include <QSaveFile>
#include <QUrlQuery>
#include <memory>

#include "app/sync/session_keeper.h"

namespace ok::app {
namespace {

constexpr int kTimeoutMs = 30'000;  // without a byte; long answers are in no hurry
constexpr qint64 kLargestAnswer = 64 * 1024 * 1024;

DataReply replyOf(QNetworkReply& from) {
    DataReply out;
    out.status = from.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    out.body = from.read(kLargestAnswer);
    out.etag = from.rawHeader("ETag");
    if (out.status == 0) {
        out.code = QStringLiteral("network");
        out.message = from.errorString();
    } else if (!out.ok()) {
        const auto problem = out.object();
        out.code = problem.value(QStringLiteral("code")).toString(QStringLiteral("http_%1").arg(out.status));
        out.message = problem.value(QStringLiteral("message")).toString();
        for (const auto& field : problem.value(QStringLiteral("fields")).toArray()) {
            const auto one = field.toObject();
            out.message += QStringLiteral("; %1: %2").arg(one.value(QStringLiteral("field")).toString(), one.value(QStringLiteral("message")).toString());
        }
    }
    return out;
}

/// A file on its way: hashed as it comes.
struct Download {
    explicit Download(const QString& name) : file(name) {}
    QSaveFile file;
    QCryptographicHash hash{QCryptographicHash::Sha256};
    bool written = true;
    void take(const QByteArray& bytes) {
        hash.addData(bytes);
        written = written && file.write(bytes) == bytes.size();
    }
    [[nodiscard]] bool isAsPromised(const QByteArray& header) const {
        return header.isEmpty() || header == "sha-256=" + hash.result().toBase64();
    }
};

DataReply failed(const char* code, const QString& message) { return {422, QLatin1String(code), message, {}, {}}; }

DataReply finish(QNetworkReply& from, Download& into) {
    DataReply out = replyOf(from);
    if (!out.ok()) return out;
    into.take(std::exchange(out.body, {}));
    if (!into.isAsPromised(from.rawHeader("Digest")))
        return failed("digest_mismatch", ServerApi::tr("the file is not the one the server announced; nothing was saved"));
    if (!into.written || !into.file.commit()) return failed("not_saved", into.file.errorString());
    return out;
}

}  // namespace

ServerApi::ServerApi(QObject* parent) : QObject(parent) {
    m_net.setTransferTimeout(kTimeoutMs);
    m_net.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);  // a token is never sent on
}

void ServerApi::setTicket(SessionTicket ticket) { m_ticket = std::move(ticket); }

QNetworkReply* ServerApi::start(const DataRequest& request) {
    QUrl url = m_ticket.server;
    url.setPath(request.path);
    QUrlQuery query;
    // `+` is a space to the server; QUrlQuery leaves it as it is.
    for (const auto& [name, value] : request.query) query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    if (!query.isEmpty()) url.setQuery(query);
    QNetworkRequest wire(url);
    authorise(wire, m_ticket, request.method);
    wire.setSslConfiguration(m_ticket.trust.configuration());
    if (!request.body.isEmpty()) wire.setHeader(QNetworkRequest::ContentTypeHeader, request.contentType.isEmpty() ? QByteArrayLiteral("application/json") : request.contentType);
    if (!request.idempotencyKey.isEmpty()) wire.setRawHeader("Idempotency-Key", request.idempotencyKey);
    if (!request.ifMatch.isEmpty()) wire.setRawHeader("If-Match", request.ifMatch);
    auto* reply = m_net.sendCustomRequest(wire, request.method, request.body);
    connect(reply, &QNetworkReply::sslErrors, reply, [reply, trust = m_ticket.trust](const QList<QSslError>& errors) {
        if (trust.judge(errors.value(0).certificate()) == TrustPolicy::Answer::Trust) reply->ignoreSslErrors();
    });
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    return reply;
}

void ServerApi::ask(QObject* who, DataRequest request, DataHandler done) {
    if (m_ticket.token.isEmpty()) return noData().ask(who, std::move(request), std::move(done));
    auto* reply = start(request);
    connect(reply, &QNetworkReply::finished, who, [reply, done = std::move(done)] { done(replyOf(*reply)); });
}

void ServerApi::fetch(QObject* who, const QString& path, const QString& file, ProgressHandler progress, DataHandler done) {
    if (m_ticket.token.isEmpty()) return noData().fetch(who, path, file, std::move(progress), std::move(done));
    const auto into = std::make_shared<Download>(file);
    if (!into->file.open(QIODevice::WriteOnly)) return done(failed("not_saved", into->file.errorString()));
    const qsizetype mark = path.indexOf(QLatin1Char('?'));
    DataRequest request{.path = path.left(mark)};
    for (const auto& item : QUrlQuery(mark < 0 ? QString() : path.mid(mark + 1)).queryItems(QUrl::FullyDecoded)) request.query << item;
    auto* reply = start(request);
    connect(reply, &QNetworkReply::readyRead, who, [reply, into] {
        if (reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200) into->take(reply->readAll());
    });
    connect(reply, &QNetworkReply::downloadProgress, who, [progress](qint64 have, qint64 all) {
        if (progress) progress(have, all);
    });
    connect(reply, &QNetworkReply::finished, who, [reply, into, done = std::move(done)] { done(finish(*reply, *into)); });
}

}  // namespace ok::app
