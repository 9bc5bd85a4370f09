// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DataPort: what the console reads beyond its own copy of the log: searches, figures of the server's own checks, files. Real:
// app/sync/server_api.h over HTTPS with the session's token. In tests: canned answers. Answers come in the GUI thread, once,
// and not at all when whoever asked is gone. To act there is the CommandPort; REST verbs here are for documents.
#pragma once
#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <functional>

#include "shared/base/json.h"

namespace ok::app {

struct DataRequest {
    QByteArray method = "GET";
    QString path;  // `/v1/audit/events`
    QList<QPair<QString, QString>> query;
    QByteArray body;              // JSON
    QByteArray idempotencyKey;    // empty: none
    QByteArray ifMatch;           // version of a document that must not have changed; empty: none
    QByteArray contentType{};     // of the body; empty: JSON
};

struct DataReply {
    int status = 0;  // 0: the server was not reached
    QString code;    // the Problem's
    QString message;
    QByteArray body;
    QByteArray etag;
    [[nodiscard]] bool ok() const { return status / 100 == 2; }
    [[nodiscard]] QJsonObject object() const;
};

using DataHandler = std::function<void(const DataReply&)>;
/// Bytes so far, and how many there will be (-1: unknown).
using ProgressHandler = std::function<void(qint64, qint64)>;

class DataPort {
  public:
    virtual ~DataPort() = default;
    virtual void ask(QObject* who, DataRequest request, DataHandler done) = 0;
    /// Into a file that has its name only when it is whole and, where the server names a digest, the right one.
    virtual void fetch(QObject* who, const QString& path, const QString& file, ProgressHandler progress, DataHandler done) = 0;
};

/// Answers everything with `not_connected`: before sign-in, and where a test needs no server.
[[nodiscard]] DataPort& noData();

/// What happened and what to do now, for a reply that is not ok().
[[nodiscard]] QString sentenceFor(const DataReply& reply);

template <class T>
[[nodiscard]] Result<T> read(const DataReply& reply) {
    if (!reply.ok()) return problem(reply.code.toStdString(), reply.message.toStdString());
    return fromJson<T>(std::string_view(reply.body.constData(), static_cast<std::size_t>(reply.body.size())));
}

/// `{"items":[...]}`: the shape of every list.
template <class T>
[[nodiscard]] Result<std::vector<T>> readItems(const DataReply& reply) {
    if (!reply.ok()) return problem(reply.code.toStdString(), reply.message.toStdString());
    OK_ASSIGN(const auto document, parseJson(std::string_view(reply.body.constData(), static_cast<std::size_t>(reply.body.size()))));
    return fromJson<std::vector<T>>(document.root()["items"]);
}

}  // namespace ok::app
