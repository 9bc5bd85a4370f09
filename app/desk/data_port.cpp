// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/data_port.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTimer>

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(DataWords)
};

class NoData : public DataPort {
  public:
    void ask(QObject* who, DataRequest, DataHandler done) override { refuse(who, std::move(done)); }
    void fetch(QObject* who, const QString&, const QString&, ProgressHandler, DataHandler done) override { refuse(who, std::move(done)); }

  private:
    static void refuse(QObject* who, DataHandler done) {
        QTimer::singleShot(0, who, [done = std::move(done)] { done({0, QStringLiteral("not_connected"), {}, {}, {}}); });
    }
};

}  // namespace

QJsonObject DataReply::object() const { return QJsonDocument::fromJson(body).object(); }

DataPort& noData() {
    static NoData none;
    return none;
}

QString sentenceFor(const DataReply& reply) {
    if (reply.ok()) return Words::tr("Done.");
    if (reply.status == 0)
        return Words::tr("The server cannot be reached. What you see may be old; try again when the status line says connected.");
    if (reply.status == 401) return Words::tr("Your session has ended. Sign out and sign in again.");
    if (reply.status == 403) return Words::tr("Your role does not include this. Ask an administrator.");
    if (reply.status == 404) return Words::tr("The server does not have this: it may be gone, or the server may be older than this console.");
    if (reply.status == 412 || reply.code == QLatin1String("version_conflict"))
        return Words::tr("Somebody changed this while you worked. It has been read again: look at the new state, then repeat your change.");
    if (reply.status == 429) return Words::tr("Too many requests at once. Wait a few seconds and try again.");
    if (reply.status == 503) return Words::tr("The server is busy or stopping. Wait a moment and try again.");
    return Words::tr("The server refused: %1 (%2)").arg(reply.message, reply.code);
}

}  // namespace ok::app
